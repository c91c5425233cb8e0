// A frozen batch made again out of lines and register, before the last signature lets money move.
//
// It does not lean on what the batch's folder says of itself: whoever can write the books' folder can
// make files, lists, pages and MANIFEST agree with each other, and sign them as the maker.
//
// Invariants:
// (1) Each part of the decision list and each file of a provider is, byte for byte, what lines,
//     register, officers and profile give at the step that froze the batch.
// (2) The root over the rows is the one in the batch's row.

import BankFiles
import Disbursement
import Intake
import Ledger
import Signing
import Store

/// Makes a frozen batch again.
struct FrozenAgain {
    let open: OpenBooks
    /// The providers' profiles: those that ship, or those that lie in the batch's folder, for a later
    /// program may ship others.
    var profiles = ProviderProfiles.shipped

    /// Requires that the files of a batch are what its lines and the register give.
    ///
    /// - Parameters:
    ///   - batch: The batch.
    ///   - lines: Its lines.
    ///   - seen: The digests of its files, as they were verified.
    /// - Throws: ``StepRefusal`` with exit code 5 and the files that differ.
    func require(_ batch: BatchRecord, _ lines: StoredLines, seen: [String: Digest]) throws {
        let differing = try differing(batch, lines, seen: seen)
        guard differing.isEmpty else { throw refuse(batch, differing) }
    }

    /// The files that are not what lines and register give, in order of path; `lines` for the root.
    func differing(
        _ batch: BatchRecord,
        _ lines: StoredLines,
        seen: [String: Digest]
    ) throws -> [String] {
        guard let unit = try open.books.units().first(where: { $0.code == batch.unit }),
            let code = BatchCode(batch.code), let salt = SecretKey(bytes: batch.saltKey),
            let frozenAt = try open.books.query({ try $0.time(ofStep: batch.step) })
        else { throw StoreError.damaged("batch \(batch.code)") }
        let content = try FrozenContent(
            code: code,
            unit: unit,
            lines: lines.lines,
            pages: RegisterPages(
                open.register,
                at: RegisterMoment(known: batch.known, step: batch.step)
            ),
            meter: open.meter,
            profiles: profiles
        )
        let folder = FolderWriter()
        let root = try content.writeDecision(to: folder, batchKey: salt)
        _ = try ProviderFiles(
            content: content,
            period: batch.period,
            createdAt: frozenAt,
            accountHolders: try signers(of: batch, unit).filter {
                $0.role == .accountHolder
            }.map(\.person)
        ).write(to: folder)
        var rest = seen.filter { path, _ in
            (path.hasPrefix("files/") && !path.hasSuffix(".p7s")) || path.hasPrefix("lines-")
        }
        var differing = folder.files.filter { rest.removeValue(forKey: $0.path) != $0.digest }
            .map(\.path)
        differing += rest.keys
        if root != batch.linesRoot { differing.append("lines") }
        return differing.sorted()
    }

    /// Who was to sign when the batch was frozen.
    private func signers(of batch: BatchRecord, _ unit: UnitRecord) throws -> [BatchSheet.Signer] {
        FreezeBatch.signers(
            unit: unit,
            try open.books.query { try $0.officers(before: batch.step) }
        )
    }

    /// What is said of a file.
    static let differs = Phrase(
        vi: "khác với tệp lập lại từ dòng chi và sổ hộ tịch",
        en: "differs from the file made again from lines and register"
    )

    private func refuse(_ batch: BatchRecord, _ paths: [String]) -> StepRefusal {
        StepRefusal(
            .proofFails,
            Phrase(
                vi: "lô \(batch.code): tệp không phải là những gì sổ cho ra",
                en: "batch \(batch.code): files are not what the books give"
            ),
            hint: Phrase(
                vi: "giữ nguyên hiện trạng và báo kiểm toán; lập lại danh sách sau khi hủy lô",
                en:
                    "keep all as it is and call the auditor; draft again after the batch is cancelled"
            ),
            diagnostics: paths.map {
                Diagnostic(
                    .error,
                    code: "batch-again",
                    at: Location(file: "\(batch.code)/\($0)"),
                    Self.differs
                )
            }
        )
    }
}

// A frozen batch made again out of lines and register, before the last signature lets money move.
//
// It does not lean on what the batch's folder says of itself: whoever can write the books' folder can
// make files, lists, pages and MANIFEST agree with each other, and sign them as the maker.
//
// Invariants:
// (1) Each part of the decision list and each file of a provider is, byte for byte, what lines,
//     register, officers and profile give at the step that froze the batch.
// (2) The root over the rows is the one in the batch's row; the batch's page, the rows of its files
//     with their totals, and which payees signers are to look at, are what comes out again.

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
    /// The transfers from which on files are made beside other work.
    var threshold = FilesThread.threshold

    /// Requires that the files of a batch are what its lines and the register give, and are those of
    /// the MANIFEST that is signed, to the last byte.
    ///
    /// - Parameters:
    ///   - batch: The batch; the signatures over its MANIFEST were verified.
    ///   - lines: Its lines.
    ///   - meanwhile: What is done while the providers' files are made; what it throws is thrown once
    ///     they are found to be right.
    /// - Throws: ``StepRefusal`` with exit code 5 and the files that differ.
    func require(
        _ batch: BatchRecord,
        _ lines: StoredLines,
        meanwhile: () throws -> Void = {}
    ) throws {
        let folder = "\(open.books.batchesFolder)/\(batch.code)"
        let bytes = try DurableFiles.read("\(folder)/MANIFEST")
        guard Digest.of(bytes) == batch.manifest, let manifest = try? Manifest(parsing: bytes)
        else {
            throw refuse(batch, ["MANIFEST"])
        }
        let listed = Dictionary(
            manifest.entries.map { ($0.path, $0.digest) },
            uniquingKeysWith: { first, _ in first }
        )
        let made = FolderWriter(comparedWith: folder)
        var other: (any Error)?
        var differing = try differing(batch, lines, seen: listed, made: made) {
            do { try meanwhile() } catch { other = error }
        }
        differing += made.differing()
        // Pages that no line made: the law.
        let again = Set(made.files.map(\.path))
        for (path, digest) in listed where !again.contains(path) {
            let page = try DurableFiles.read("\(folder)/\(path)", followsLinks: false)
            if Digest.of(page) != digest {
                differing.append(path)
            }
        }
        guard differing.isEmpty else { throw refuse(batch, Set(differing).sorted()) }
        if let other { throw other }
    }

    /// The files that are not what lines and register give; `lines` for the root.
    ///
    /// - Parameters:
    ///   - batch: The batch.
    ///   - lines: Its lines.
    ///   - seen: The digests of its files, as they were read or are signed.
    ///   - folder: Gets the files that lines and register give.
    ///   - meanwhile: What is done while the providers' files are made.
    /// - Returns: Their paths, in order.
    /// - Throws: `StoreError`.
    func differing(
        _ batch: BatchRecord,
        _ lines: StoredLines,
        seen: [String: Digest],
        made folder: FolderWriter = FolderWriter(),
        meanwhile: () -> Void = {}
    ) throws -> [String] {
        guard let unit = try open.books.units().first(where: { $0.code == batch.unit }),
            let code = BatchCode(batch.code), let salt = SecretKey(bytes: batch.saltKey),
            let frozenAt = try open.books.query({ try $0.time(ofStep: batch.step) })
        else { throw StoreError.damaged("batch \(batch.code)") }
        let decision = DecisionParts(to: folder, batchKey: salt)
        let moment = RegisterMoment(known: batch.known, step: batch.step)
        let accounts = try PayeeAccounts(open).finder(of: lines.lines, at: moment)
        let content = try FrozenContent(
            code: code,
            unit: unit,
            lines: lines.lines,
            pages: RegisterPages(open.register, at: moment),
            scratch: open.register.scratch(),
            meter: open.meter,
            profiles: profiles,
            decision: decision,
            accounts: accounts
        )
        let signers = try signers(of: batch, unit)
        let making = FilesThread(
            ProviderFiles(
                content: content,
                period: batch.period,
                createdAt: frozenAt,
                accountHolders: signers.filter { $0.role == .accountHolder }.map(\.person)
            ),
            to: folder,
            threshold: threshold
        )
        meanwhile()
        let files = try making.finish()
        try writeSheet(of: batch, frozenAt, content, files, signers, to: folder)
        var rest = seen.filter { path, _ in
            (path.hasPrefix("files/") && !path.hasSuffix(".p7s")) || path.hasPrefix("lines-")
                || path == "batch.toml"
        }
        var differing = folder.files.filter { rest.removeValue(forKey: $0.path) != $0.digest }
            .map(\.path)
        differing += rest.keys
        if decision.root != batch.linesRoot { differing.append("lines") }
        differing += try differingRows(batch, files)
        if try accounts.finish() != open.books.query({ try $0.accountFindings(of: batch) }) {
            differing.append("accounts")
        }
        return differing.sorted()
    }

    /// The files whose rows are not those of the files made again.
    private func differingRows(
        _ batch: BatchRecord,
        _ files: [ProviderFiles.PaymentFile]
    ) throws -> [String] {
        let rows = try open.books.query { try $0.frozenFiles(of: batch) }
        let isSame = { (file: ProviderFiles.PaymentFile) in
            rows.contains { row, totals in
                row.path == file.sheet.path && row.provider == file.sheet.provider
                    && row.message == file.message && row.amount == file.sheet.amount
                    && row.transferCount == file.sheet.transferCount
                    && row.digest == file.sheet.digest && totals == file.totals
            }
        }
        let foreign = rows.map(\.0.path).filter { path in
            !files.contains { $0.sheet.path == path }
        }
        return files.filter { !isSame($0) }.map(\.sheet.path) + foreign
    }

    /// The batch's page, which is signed too.
    private func writeSheet(
        of batch: BatchRecord,
        _ frozenAt: Instant,
        _ content: FrozenContent,
        _ files: [ProviderFiles.PaymentFile],
        _ signers: [BatchSheet.Signer],
        to folder: FolderWriter
    ) throws {
        let sheet = FrozenFacts(
            period: batch.period,
            known: batch.known,
            frozenAt: frozenAt,
            ruleBook: batch.ruleBook,
            register: batch.register,
            acceptedDoubts: batch.acceptedDoubts,
            acceptedBy: batch.signatures.first { $0.role == .maker }?.person ?? ""
        ).sheet(of: content, files: files, signers: signers)
        try folder.write(sheet.text, to: "batch.toml")
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
        vi: "khác với tệp lập lại từ dòng chi và danh sách đối tượng",
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

// A batch's folder on the disk: written whole beside its place, read back to be verified.

import BankFiles
import Disbursement
import Intake
import Ledger
import Signing
import Store
import Synchronization

/// Counts bytes, whoever reads them; what is read twice, to be counted first, counts twice.
private final class ReadBytes: Sendable {
    private let count = Atomic(0)

    func add(_ bytes: Int) -> Int { count.add(bytes, ordering: .relaxed).newValue }
}

/// Reads and checks the folder of a batch.
struct SealedFolder {
    let open: OpenBooks

    /// The files of a folder on the disk.
    static func content(of path: String, meter: ProgressMeter) throws -> FolderContent {
        let paths = try DurableFiles.tree(path)
        let total = paths.reduce(0) { $0 + DurableFiles.size("\(path)/\($1)") }
        let seen = ReadBytes()
        return FolderContent(paths: paths) { relative in
            try DiskSource("\(path)/\(relative)") { count in
                meter.tell(.readFiles, min(seen.add(count), total), of: total)
            }
        }
    }

    /// Verifies the folder of a batch, and that it is the one the books know.
    ///
    /// Certificates must have held when each file was signed last, which the log dates: one that ran out
    /// since takes nothing back. Whether a signer's key is still trusted is asked by ``StandingSigners``.
    ///
    /// - Parameters:
    ///   - batch: The batch.
    ///   - needsAll: Whether every signature must be there.
    ///   - depth: Whether the files' content is read too, or their digests are enough: the submission
    ///     wrote the content, and MANIFEST in the books says which bytes those were.
    ///   - signing: When another signature of MANIFEST is being added, which will be its last.
    /// - Returns: What was seen.
    /// - Throws: ``StepRefusal`` with exit code 5 and the findings.
    @discardableResult
    func check(
        _ batch: BatchRecord,
        needsAll: Bool,
        depth: SealedBatchVerifier.Depth,
        signing: Instant? = nil
    ) throws -> VerificationReport {
        let folder = "\(open.books.batchesFolder)/\(batch.code)"
        guard DurableFiles.isFolder(folder) else {
            throw StepRefusal(
                .proofFails,
                Phrase(
                    vi: "thư mục của lô \(batch.code) bị mất hoặc là liên kết",
                    en: "the folder of batch \(batch.code) is missing or a link"
                )
            )
        }
        var times = try open.books.query { try $0.lastSignings(of: batch) }
        if let signing { times["MANIFEST.p7s"] = signing }
        guard let last = times["MANIFEST.p7s"] else {
            throw StoreError.damaged("batch_signature: batch \(batch.code)")
        }
        let verifier = SealedBatchVerifier(
            roots: try open.roots(),
            at: SigningTimes(times, other: last),
            needsAll: needsAll,
            depth: depth,
            workers: Threads()
        )
        var report = verifier.verify(try Self.content(of: folder, meter: open.meter))
        if report.digests["MANIFEST"] != batch.manifest {
            report.findings.append(
                Finding(
                    path: "MANIFEST",
                    Phrase(vi: "khác với sổ", en: "is not the one in the books")
                )
            )
        }
        guard report.findings.isEmpty else {
            throw StepRefusal(
                .proofFails,
                Phrase(
                    vi: "lô \(batch.code) không còn như khi trình",
                    en: "batch \(batch.code) is not as it was submitted"
                ),
                diagnostics: report.findings.map {
                    Diagnostic(
                        .error,
                        code: "batch-proof",
                        at: Location(file: "\(batch.code)/\($0.path)"),
                        $0.message
                    )
                }
            )
        }
        return report
    }
}

extension SealedFolder {
    /// The list of transfers that lies beside a payment file, whatever the file's ending.
    static func listPath(of path: String) -> String {
        let end = path.lastIndex(of: ".") ?? path.endIndex
        return "\(path[..<end])-list.csv"
    }
}

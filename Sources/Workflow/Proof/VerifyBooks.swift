// Step 11: everything is proven again from the rows and the files.
//
// What is checked beyond the log itself (BooksVerifier):
// (1) Each batch's folder verifies, is the one in the books, and its signatures are the rows'; its
//     receipt is the checkpoint of the step that signed it or handed it over last.
// (2) Its decision list and its files are, byte for byte, what the rows of `line` and the register give;
//     the salted root over the list is the one in the log.
// (3) The entries of approval, withdrawal and hand-over are the totals of the lines.
// (4) Debits equal credits; no right is covered twice in the same cause.
// (5) Each answer's file is the one that was taken in, and says what its facts say; a list of cash
//     still bears its provider's signature.
// (6) Every register page and change opens with the register's key, and holds what we write; the runs
//     over IDs are those of its persons.
// (7) Nothing lies in `batches/` and `answers/` that no step wrote, and nothing in the books is a
//     link.
// (8) What was seen while a writer was at work counts only when nothing is wrong with it; else all
//     is looked at again while nobody writes.
// (9) What answers made of the books (transfers, conflicts, entries) follows from them and from what was
//     decided before (ReconciledAgain).
// (10) What was netted covers one person's right, names its paper, and is what its case and its entries say.
// (11) Who was left out of a batch is who the register and the law left out then (LeftOutAgain).
// (12) Who the officers are follows from the beginning of the books and from signed orders (OfficersAgain).
// (13) Each signature of a batch is of who was in office in its role when its step was done, whatever came
//      since; certificates are judged when each file was signed last.
// (14) Budget lines are codes that a chief accountant entered, and none changed what closed days were on.

import BankFiles
import Disbursement
import Foundation
package import Intake
import Ledger
package import Signing
package import Store

/// The result of verifying the books.
package struct BooksReport: Sendable {
    /// What does not hold.
    package var findings: [(place: String, message: Phrase)] = []
    /// The first step that is concerned, with what it did; nil where none can be named.
    package var firstStep: StepMark?
    /// Leaves of the log.
    package var leafCount = 0
    /// Rows of all tables.
    package var rowCount = 0
    /// Batches whose folder was verified.
    package var batchCount = 0
    /// Lines held against their rows.
    package var lineCount = 0
    /// Statements that were set aside.
    package var setAsideCount = 0
    /// The last signed checkpoint.
    package var checkpoint: Checkpoint?
    /// Whether rows or log are not what was written.
    fileprivate var hasDamagedRows = false
}

/// Verifies the books.
package struct VerifyBooks {
    let environment: Environment
    private let threshold: Int64

    /// A step in an environment.
    package init(_ environment: Environment) {
        self.init(environment, threshold: ProofBesideRows.threshold)
    }

    /// A step that proves more on threads, or less.
    ///
    /// - Parameters:
    ///   - environment: The clock, and what else is passed in.
    ///   - threshold: The pages of a register from which on a thread proves it.
    init(_ environment: Environment, threshold: Int64) {
        self.environment = environment
        self.threshold = threshold
    }

    /// Verifies a set of books, writing nothing.
    ///
    /// - Parameters:
    ///   - folder: The books.
    ///   - receipts: Texts of receipts that somebody kept.
    /// - Returns: What holds and what does not.
    /// - Throws: `StoreError` where the books cannot even be read.
    package func run(folder: String, receipts: [String]) throws -> BooksReport {
        if let report = try? look(folder: folder, receipts: receipts), report.findings.isEmpty {
            return report
        }
        return try Books.whileNobodyWrites(folder) {
            try look(folder: folder, receipts: receipts)
        }
    }

    private func look(folder: String, receipts: [String]) throws -> BooksReport {
        let open = try OpenBooks(folder: folder, access: .read, environment: environment)
        var report = BooksReport()
        let checkpoints = checkpoints(of: receipts, try logVerifier(folder), &report)
        // What cannot even be begun is told below, once the rows are known to be what was written.
        let begun = Result { try beginFolders(open) }
        defer { (try? begun.get())?.reading.stop() }
        let beside = try ProofBesideRows(open, environment, threshold: threshold)
        defer { beside.stop() }
        // Batches that cannot be read are told of below too.
        let kept = try? KeptLines(of: open.books.batches())
        try verifyLog(open, checkpoints, beside, keeping: kept, &report)
        // What follows reads meaning out of the rows: rows that are not what was written have none.
        guard !report.hasDamagedRows else { return report }
        let leftOut = try LeftOutReading(open, environment, threshold: threshold)
        defer { leftOut.stop() }
        func part(_ place: String, _ body: (inout BooksReport) throws -> Void) rethrows {
            try Self.part(place, &report, body)
        }
        try part("officer") { try verifyOfficers(open, &$0) }
        // Done while the first batch's files are made, for it leans on none of them: its lines are at hand.
        var ledger: Result<[(place: String, message: Phrase)], any Error>?
        func proveLedger(_ read: (batch: BatchRecord, lines: StoredLines)?) {
            if ledger == nil { ledger = Result { try ledgerFindings(open, besides: read) } }
        }
        try part("books") { report in
            let (reading, census) = try begun.get()
            try verifyFolders(open, census, &report)
            for batch in try open.books.batches() {
                try Self.part(batch.code, &report) { report in
                    let lines = try kept?.take(batch, open.books) ?? open.books.lines(of: batch)
                    let read = { proveLedger((batch, lines)) }
                    try verify(batch, lines, in: reading, open, read, &report)
                }
            }
        }
        try part("answers") {
            try verifyAnswers(open, &$0)
            try verifyAccountAnswers(open, &$0)
        }
        // What is made again reads batches and answers: those that do not hold were named.
        if report.findings.isEmpty {
            try part("reconciliation") { try verifyReconciled(open, &$0) }
            try part("left_out") { try verifyLeftOut(open, leftOut, &$0) }
        }
        try part("case") { $0.findings += try nettingFindings(open) }
        try part("budget_line") { $0.findings += try budgetLineFindings(open) }
        proveLedger(nil)
        try part("ledger") { $0.findings += try ledger?.get() ?? [] }
        try part("register") { $0.findings += try beside.findings(waitingWith: open) }
        return report
    }

    /// Looks at a part of the books; what cannot be read there is a finding.
    private static func part(
        _ place: String,
        _ report: inout BooksReport,
        _ body: (inout BooksReport) throws -> Void
    ) rethrows {
        do { try body(&report) } catch let error as StoreError {
            report.findings.append((place, error.phrase))
        }
    }

    /// The verifier of the log whose key lies in the books.
    private func logVerifier(_ folder: String) throws -> LogVerifier {
        let line = String(decoding: try Books.part("keys/log.vkey", of: folder), as: UTF8.self)
        return try LogVerifier(line: line.filter { $0 != "\n" })
    }

    /// The log and the rows that it proves.
    private func verifyLog(
        _ open: OpenBooks,
        _ checkpoints: [Checkpoint],
        _ beside: ProofBesideRows,
        keeping kept: KeptLines?,
        _ report: inout BooksReport
    ) throws {
        var log = try BooksVerifier(books: open.books).verify(
            receipts: checkpoints,
            reach: .wholeButFile,
            keeping: kept
        )
        log.findings += try beside.fileFindings(waitingWith: open)
        report.findings += log.findings.map { ($0.place, $0.message) }
        // A receipt says only from where on: what names its rows is nearer.
        let named = log.findings.filter { $0.step > 0 }
        if let first =
            (named.filter { $0.place != "receipt" }.map(\.step).min()
                ?? named.map(\.step).min())
        {
            report.firstStep = open.books.mark(ofStep: first)
        }
        report.leafCount = log.leafCount
        report.rowCount = log.rowCount
        report.checkpoint = open.books.checkpoint
        report.hasDamagedRows = !log.findings.isEmpty
    }

    /// The checkpoints of receipts that this log signed; the others are findings.
    private func checkpoints(
        of receipts: [String],
        _ verifier: LogVerifier,
        _ report: inout BooksReport
    ) -> [Checkpoint] {
        var checkpoints: [Checkpoint] = []
        for text in receipts {
            guard let checkpoint = try? Checkpoint.verified(text, by: verifier) else {
                report.findings.append(
                    (
                        "receipt",
                        Phrase(
                            vi: "biên nhận không do nhật ký này ký",
                            en: "the receipt is not signed by this log"
                        )
                    )
                )
                continue
            }
            checkpoints.append(checkpoint)
        }
        return checkpoints
    }

    /// Begins to read the batches' folders, and counts what lies beside them.
    private func beginFolders(
        _ open: OpenBooks
    ) throws -> (reading: FolderReading, census: FolderCensus) {
        let census = try FolderCensus(open.books)
        let folders = try open.books.batches().map { batch in
            let folder = "\(open.books.batchesFolder)/\(batch.code)"
            guard DurableFiles.isFolder(folder) else {
                return FolderReading.Folder(
                    code: batch.code,
                    content: nil,
                    needsAll: false,
                    times: SigningTimes(environment.now)
                )
            }
            return FolderReading.Folder(
                code: batch.code,
                content: try settled(
                    try SealedFolder.content(of: folder, meter: open.books.meter).filtered {
                        !census.isCutOff("batches/\(batch.code)/\($0)")
                    },
                    of: batch,
                    open: open
                ),
                needsAll: batch.isHandedOver,
                times: try times(of: batch, open)
            )
        }
        let reading = FolderReading(folders, roots: try open.roots())
        return (reading, census)
    }

    /// Invariant (7).
    private func verifyFolders(
        _ open: OpenBooks,
        _ census: FolderCensus,
        _ report: inout BooksReport
    ) throws {
        for path in try DurableFiles.tree(open.books.folder)
        where !DurableFiles.isPlainFile("\(open.books.folder)/\(path)") {
            report.findings.append(
                (
                    path,
                    Phrase(
                        vi: "là liên kết hoặc không phải tệp thường",
                        en: "is a link, or no plain file"
                    )
                )
            )
        }
        report.findings += census.foreign.map {
            ($0, Phrase(vi: "sổ không biết", en: "is not in the books"))
        }
    }

    private func verify(
        _ batch: BatchRecord,
        _ stored: StoredLines,
        in folders: FolderReading,
        _ open: OpenBooks,
        _ meanwhile: () -> Void,
        _ report: inout BooksReport
    ) throws {
        func fault(_ place: String, _ message: Phrase) {
            report.findings.append(("\(batch.code)/\(place)", message))
        }
        guard let (content, sealed) = folders.result(of: batch.code) else {
            return fault("", Phrase(vi: "mất thư mục của lô", en: "the batch's folder is missing"))
        }
        for finding in sealed.findings { fault(finding.path, finding.message) }
        report.batchCount += 1
        if (try? content.read("MANIFEST")).map({ Digest.of($0) }) != batch.manifest {
            fault("MANIFEST", Phrase(vi: "khác với sổ", en: "is not the one in the books"))
        }
        if let last = batch.signatures.last,
            (try? content.read("MANIFEST.p7s")) != last.signatures
        {
            fault("MANIFEST.p7s", Phrase(vi: "khác với sổ", en: "is not the one in the books"))
        }
        for item in try open.books.query({ try $0.stopSignatures(of: batch) })
        where (try? content.read("\(item.path)")) != item.signatures {
            fault(item.path, Phrase(vi: "khác với sổ", en: "is not the one in the books"))
        }
        for item in try open.books.query({ try $0.handovers(of: batch) })
        where (try? content.read("\(item.path).p7s")) != item.signature {
            fault("\(item.path).p7s", Phrase(vi: "khác với sổ", en: "is not the one in the books"))
        }
        // Files that do not even agree with each other were named already.
        if sealed.findings.isEmpty {
            try verifyAgain(
                batch,
                stored,
                (content, sealed),
                open,
                meanwhile: meanwhile,
                &report
            )
        }
        try verifySigners(of: batch, sealed.signers, open: open, fault: fault)
        try verifyEntries(batch, stored: stored, open: open, fault: fault)
        report.lineCount += stored.count
        try verifyReceipt(of: batch, content, open: open, fault: fault)
    }

    /// Invariant (2): the files are what lines and register give, not only at one with each other.
    ///
    /// Where they are not, what they say of each other is looked for first: it names rows of a list.
    private func verifyAgain(
        _ batch: BatchRecord,
        _ lines: StoredLines,
        _ folder: (content: FolderContent, report: VerificationReport),
        _ open: OpenBooks,
        meanwhile: () -> Void,
        _ report: inout BooksReport
    ) throws {
        let kept = ProviderProfiles.kept(in: "\(open.books.batchesFolder)/\(batch.code)")
        let again = FrozenAgain(open: open, profiles: kept)
        var findings: [Finding]
        do {
            findings = try again.differing(
                batch,
                lines,
                seen: folder.report.digests,
                meanwhile: meanwhile
            ).map { Finding(path: $0, FrozenAgain.differs) }
        } catch let error as StoreError {
            throw error
        } catch {
            findings = [
                Finding(
                    path: "files",
                    Phrase(vi: "không lập lại được", en: "cannot be made again")
                )
            ]
        }
        guard !findings.isEmpty else { return }
        let nearer = FolderReading.verifier(
            roots: try open.roots(),
            at: try times(of: batch, open),
            needsAll: batch.isHandedOver,
            depth: .content
        ).verify(folder.content).findings
        if !nearer.isEmpty { findings = nearer }
        report.findings += findings.map { ("\(batch.code)/\($0.path)", $0.message) }
    }

    /// The folder as the next writer will find it: a step that was committed and cut off before its
    /// signatures were written is finished on opening, so they are taken from the rows.
    private func settled(
        _ content: FolderContent,
        of batch: BatchRecord,
        open: OpenBooks
    ) throws -> FolderContent {
        guard open.books.isUnsettled else { return content }
        let prefix = "\(batch.code)/"
        var written: [String: [UInt8]] = [:]
        for effect in try open.books.effectsOfLastStep(receipt: "")
        where effect.path.hasPrefix(prefix) && effect.path.hasSuffix(".p7s") {
            written[String(effect.path.dropFirst(prefix.count))] = effect.bytes
        }
        let paths = Set(content.paths).union(written.keys)
        return FolderContent(
            paths: paths.sorted {
                Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
            },
            open: { [written] path in
                try written[path].map { MemorySource($0) } ?? content.open(path)
            }
        )
    }

    /// The receipt is the checkpoint of the last step that wrote one, to the byte; that step's may
    /// not be signed yet.
    private func verifyReceipt(
        of batch: BatchRecord,
        _ content: FolderContent,
        open: OpenBooks,
        fault: (String, Phrase) -> Void
    ) throws {
        let size = try open.books.query { try $0.receiptSize(of: batch) }
        guard let known = open.books.receiptText(size: size) else { return }
        guard let bytes = try? content.read("receipt.txt") else {
            return fault("receipt.txt", Phrase(vi: "thiếu biên nhận", en: "is missing"))
        }
        if !bytes.elementsEqual(known.utf8) {
            fault(
                "receipt.txt",
                Phrase(
                    vi: "không phải điểm kiểm tra của bước đã ký hoặc bàn giao lô này",
                    en: "is not the checkpoint of the step that signed or handed over this batch"
                )
            )
        }
    }

    /// Invariant (4).
    private func ledgerFindings(
        _ open: OpenBooks,
        besides read: (batch: BatchRecord, lines: StoredLines)?
    ) throws -> [(place: String, message: Phrase)] {
        var findings: [(place: String, message: Phrase)] = []
        if try !LedgerReports(open.books).trialBalance().isBalanced {
            findings.append(
                ("ledger", Phrase(vi: "nợ khác có", en: "debits differ from credits"))
            )
        }
        let double = try open.books.query { try $0.doublyCovered(besides: read) }
        if double > 0 {
            findings.append(
                (
                    "line",
                    Phrase(
                        vi: "\(double) quyền lợi bị chi hai lần",
                        en: "\(double) rights are covered twice"
                    )
                )
            )
        }
        return findings
    }
}

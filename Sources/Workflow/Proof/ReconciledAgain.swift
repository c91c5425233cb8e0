// What answers made of the books, brought about again: the rows of each step that reconciled, doubted, set
// aside or explained something, cleared advances on it, carried what came back to another budget year or
// handed a unit over, are held against what it finds in the books as they were before it.
//
// Invariants:
// (1) A step is made again on rows that were proven to follow from what came before them; the first that
//     does not ends it, and is named.
// (2) What is made again is made by the code of the step itself, on books that show no later row.
// (3) Answers were reconciled in the order in which they were taken in.
// (4) Of all answers one is in memory at a time, and of transfers as many as FrozenTransfers keeps; where a
//     statement was set aside, what all answers before it made of transfers.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// Makes again what answers made of the books.
struct ReconciledAgain {
    private let open: OpenBooks
    private let past: PastBooks
    /// The books as the step found them that is made again.
    private let then: OpenBooks
    private var transfers: FrozenTransfers?
    /// The step that used them last.
    private var lastStep: Int64 = 0
    private var lastAnswer: Int64 = 0

    /// Opens the same books once more.
    ///
    /// - Throws: `StoreError`.
    init(_ open: OpenBooks) throws {
        self.open = open
        past = try PastBooks(open.books)
        then = OpenBooks(books: past.books, register: open.register)
    }

    /// The first row that does not follow from what was done.
    ///
    /// - Returns: Its table and step; nil where all of them do.
    /// - Throws: `StoreError`.
    mutating func difference() throws -> RowDifference? {
        try open.books.query { reader in
            let rows = try RowComparison(reader)
            do {
                for step in try reader.restatingSteps(
                    reconciledBy: ReconciliationRows.keyStart,
                    clearedBy: ClearedRows.keyStart,
                    unit: { ClearedRows.unit(ofStep: $0) }
                ) {
                    try makeAgain(step, reader, rows)
                }
                try rows.finish()
                return nil
            } catch let difference as RowDifference {
                return difference
            }
        }
    }

    private mutating func makeAgain(
        _ step: RestatingStep,
        _ reader: BooksReader,
        _ rows: RowComparison
    ) throws {
        try past.go(before: step.number)
        do {
            switch step.deed {
            case .reconciled(let digest):
                try rows.begin(step.number, .whole)
                try reconcile(digest, step, reader, rows)
            case .setAside(let statement):
                try rows.begin(step.number, .whole)
                try setAside(statement, step, rows)
            case .doubted(let doubt):
                try rows.begin(step.number, .expected)
                try doubted(doubt, step, rows)
            case .papers(let papers):
                try rows.begin(step.number, .expected)
                try explain(papers, step, rows)
            case .cleared(let unit, let document):
                try rows.begin(step.number, .whole)
                try clear(unit, document: document, step, rows)
            case .claims(let papers):
                try rows.begin(step.number, .whole)
                try carryClaims(papers, step, rows)
            case .handedOver(let paper):
                try rows.begin(step.number, .whole)
                try handOver(paper, step, rows)
            }
        } catch is PostingRefusal {
            throw RowDifference(table: "entry", step: step.number)
        }
        try rows.end()
    }

    private mutating func reconcile(
        _ digest: String,
        _ step: RestatingStep,
        _ reader: BooksReader,
        _ rows: RowComparison
    ) throws {
        guard let record = try then.books.query({ try $0.answer(digest: digest) }),
            record.number == lastAnswer + 1
        else { throw RowDifference(table: "reconciliation", step: step.number) }
        lastAnswer = record.number
        // A command reconciles many answers on what it read once; a step of another kind ends that.
        let isSame =
            try transfers?.year == step.at.date.month.year
            && reader.tookOnlyAnswers(between: lastStep, and: step.number)
        let book: FrozenTransfers
        if let transfers, isSame {
            book = transfers
        } else {
            book = try FrozenTransfers(open: then, year: step.at.date.month.year)
        }
        transfers = book
        lastStep = step.number
        let made = try ReconciliationRows(
            record,
            day: step.at.date,
            officer: step.officer,
            transfers: book,
            open: then
        )
        try made.write(to: rows)
        book.follow(made.result)
    }

    private func setAside(
        _ decided: DecidedStatement,
        _ step: RestatingStep,
        _ rows: RowComparison
    ) throws {
        let statements = try then.books.query { try $0.allStatements() }
        guard
            let statement = statements.first(where: {
                $0.answer == decided.answer && $0.position == decided.position
            })
        else { throw RowDifference(table: "statement_aside", step: step.number) }
        let made = try AsideRows(
            conflict: decided.conflict,
            statement: statement,
            of: statements,
            document: decided.document,
            officer: step.officer,
            day: step.at.date,
            open: then
        )
        let prepared = try made.prepared()
        try past.showConflicts(of: step.number)
        try then.books.query { try made.write(prepared, reader: $0, to: rows) }
    }

    private func doubted(
        _ doubt: DoubtRecord,
        _ step: RestatingStep,
        _ rows: RowComparison
    ) throws {
        let statement = try then.books.query { try $0.allStatements() }.first {
            $0.answer == doubt.answer && $0.position == doubt.position
        }
        guard let statement,
            try DoubtStatement.writeConflict(of: statement, to: rows) == doubt.conflict
        else { throw RowDifference(table: "statement_doubt", step: step.number) }
    }

    private func clear(
        _ unit: String,
        document: String,
        _ step: RestatingStep,
        _ rows: RowComparison
    ) throws {
        let made = try ClearedRows(unit: unit, open: then)
        guard made.key == step.key else {
            throw RowDifference(table: "clearing", step: step.number)
        }
        try made.write(document: document, day: step.at.date, to: rows)
    }

    private func handOver(
        _ paper: PaperRecord,
        _ step: RestatingStep,
        _ rows: RowComparison
    ) throws {
        guard let units = UnitHandOver(key: paper.key), units.unit == paper.unit else {
            throw RowDifference(table: "paper", step: step.number)
        }
        for entry in try HandOverUnit.entries(
            units,
            document: paper.document,
            day: step.at.date,
            open: then
        ) { try rows.book(entry) }
    }

    /// The papers say what a person chose; what they amount to and book follows from the books.
    private func carryClaims(
        _ papers: [PaperRecord],
        _ step: RestatingStep,
        _ rows: RowComparison
    ) throws {
        let difference = RowDifference(table: "paper", step: step.number)
        guard let first = papers.first else { throw difference }
        let named = Set(
            papers.compactMap { CarriedClaim(key: $0.key) }.compactMap { claim in
                BatchCode(claim.batch).map { "\(TransferID(batch: $0, number: claim.transfer))" }
            }
        )
        let years = Set(
            try then.books.query { try $0.openLines(unit: first.unit) }
                .filter { named.contains(OpenLines.transferID($0)) }.map(\.year)
        ).filter { $0 < first.year }
        // A step carries claims of one year; of others the same transfer keeps what it owes.
        for year in years.sorted() {
            let claims = try OpenClaims(unit: first.unit, year: year, on: step.at.date, open: then)
            let made = try ClaimRows(
                claims.transfers.map(\.id).filter { named.contains($0) },
                of: claims,
                to: first.year,
                document: first.document,
                day: step.at.date
            )
            guard made.key == step.key else { continue }
            guard made.papers == papers else { throw difference }
            for entry in made.entries { try rows.book(entry) }
            return
        }
        throw difference
    }

    private func explain(
        _ papers: [PaperRecord],
        _ step: RestatingStep,
        _ rows: RowComparison
    ) throws {
        var explained: Set<Int64> = []
        for paper in papers {
            try then.books.query {
                try ShownPaper.explain(
                    paper,
                    day: step.at.date,
                    officer: step.officer,
                    reader: $0,
                    besides: &explained,
                    to: rows
                )
            }
        }
    }
}

extension VerifyBooks {
    /// Invariant (9).
    func verifyReconciled(_ open: OpenBooks, _ report: inout BooksReport) throws {
        var again = try ReconciledAgain(open)
        guard let difference = try again.difference() else { return }
        report.firstStep = open.books.mark(ofStep: difference.step)
        report.findings.append(
            (
                difference.table,
                Phrase(
                    vi: "các dòng của bước \(difference.step) không phải là điều mà kết quả ngân "
                        + "hàng và các quyết định trước đó dẫn đến",
                    en: "the rows of step \(difference.step) are not what the banks' answers and "
                        + "the decisions before it bring about"
                )
            )
        )
    }
}

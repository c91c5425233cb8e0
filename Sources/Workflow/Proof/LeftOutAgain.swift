// Who was left out of each batch and why, found again: the batch's month is judged on the register as its step
// found it, under the law that lies in its folder.
//
// Invariants:
// (1) No row of the step or of a later one is seen, those of the register neither.
// (2) A batch that only pays again what came back leaves nobody out.
// (3) What was paid before and what holds a payment leave nobody out: neither is asked for.
// (4) One page of the register is looked at at a time.

import Disbursement
import Dispatch
import Entitlement
import Intake
import Ledger
import Store
import Synchronization

/// Finds again who was left out.
struct LeftOutAgain {
    private let open: OpenBooks

    /// The batches of open books, whose folders hold what they should.
    init(_ open: OpenBooks) { self.open = open }

    /// The first row that the register and the law do not bring about.
    ///
    /// - Returns: Its table and step; nil where all of them do.
    /// - Throws: `StoreError`.
    func difference() throws -> RowDifference? {
        let past = try PastBooks(open.books)
        let then = OpenBooks(books: past.books, register: open.register.other(past.books))
        let units = try open.books.units()
        let batches = try open.books.batches().sorted { $0.row < $1.row }
        return try open.books.query { reader in
            let rows = try LeftOutComparison(reader)
            do {
                for batch in batches where batch.kind == BatchKind.payout.rawValue {
                    try rows.begin(batch.step)
                    guard let unit = units.first(where: { $0.code == batch.unit }) else {
                        throw RowDifference(table: "batch", step: batch.step)
                    }
                    try past.go(before: batch.step)
                    then.register.forget()
                    try take(batch, unit, then, rows)
                }
                try rows.finish()
                return nil
            } catch let difference as RowDifference {
                return difference
            }
        }
    }

    /// Expects who is left out of a batch, in order.
    private func take(
        _ batch: BatchRecord,
        _ unit: UnitRecord,
        _ then: OpenBooks,
        _ rows: LeftOutComparison
    ) throws {
        var maker = DraftMaker(
            scope: DraftScope(
                unit: unit.code,
                place: unit.province,
                period: batch.period,
                recomputeFrom: batch.period,
                known: batch.known
            ),
            ruleBook: try FrozenLaw(open).book(of: batch)
        )
        // Pages come in order of persons.
        for index in try then.register.pages(of: unit.code, known: batch.known) {
            try maker.add(then.register.page(index, known: batch.known))
            try maker.drainLeftOut { persons in
                for left in persons {
                    try rows.take(
                        left.person,
                        cause: left.cause.code,
                        batch: batch.row,
                        step: batch.step
                    )
                }
            }
        }
    }
}

/// Finds again who was left out, beside other work where the register is large.
///
/// What is found means something only where rows, answers and folders are what was written: who asks has seen
/// that. The rows that a thread of its own reads may be of a later moment, which is one moment all the same.
final class LeftOutReading: Sendable {
    private let queue = DispatchQueue(label: "chitra.left-out", qos: .userInitiated)
    private let found = Mutex<Result<RowDifference?, any Error>?>(nil)

    /// Begins to read, where the register is large.
    ///
    /// - Parameters:
    ///   - open: The books, whose rows were found to be what was written.
    ///   - environment: The clock, and what else is passed in.
    ///   - threshold: The pages from which on a thread does it.
    /// - Throws: `StoreError` where the register's pages cannot be counted.
    init(_ open: OpenBooks, _ environment: Environment, threshold: Int64) throws {
        guard try open.register.pageCount() >= threshold else { return }
        let folder = open.books.folder
        queue.async { [self] in
            let difference = Result {
                try LeftOutAgain(
                    OpenBooks(folder: folder, access: .read, environment: environment)
                ).difference()
            }
            found.withLock { $0 = difference }
        }
    }

    /// The first row that the register and the law do not bring about; found now where no thread has begun.
    ///
    /// - Parameter open: The books.
    /// - Returns: Its table and step; nil where all of them are right.
    /// - Throws: `StoreError`.
    func difference(waitingWith open: OpenBooks) throws -> RowDifference? {
        stop()
        let found = found.withLock { $0 }
        guard let found else { return try LeftOutAgain(open).difference() }
        return try found.get()
    }

    /// Waits for the thread: the books may be gone afterwards.
    func stop() { queue.sync {} }
}

extension VerifyBooks {
    /// Invariant (11).
    func verifyLeftOut(
        _ open: OpenBooks,
        _ reading: LeftOutReading,
        _ report: inout BooksReport
    ) throws {
        guard let difference = try reading.difference(waitingWith: open) else { return }
        report.firstStep = open.books.mark(ofStep: difference.step)
        report.findings.append(
            (
                difference.table,
                Phrase(
                    vi: "những người ngoài danh sách ở bước \(difference.step) không phải là những "
                        + "người mà sổ hộ tịch và luật khi đó để ngoài",
                    en: "who was left out in step \(difference.step) is not who register and law "
                        + "left out then"
                )
            )
        )
    }
}

// Where the rows of a step go: into the books, or against those that are there.
//
// Invariant: who brings rows about says the same to both, so that what `verify` expects is what the step
// wrote.

package import GRDB
import Intake
package import Ledger

/// Takes the rows and entries of a step.
package protocol RowSink: AnyObject {
    /// Takes one row; the step's number goes with it.
    ///
    /// - Returns: The row's id.
    /// - Throws: What the sink throws.
    @discardableResult
    func insert(
        _ table: String,
        _ columns: [String],
        _ values: [(any DatabaseValueConvertible)?]
    ) throws -> Int64

    /// Takes how one transfer of a batch stands, or how many of them do, by the word of a fact.
    ///
    /// - Throws: What the sink throws.
    func state(
        _ position: StoredPosition,
        batch: Int64,
        of transfers: StateSubject,
        fact: Int64
    ) throws

    /// Takes a journal entry.
    ///
    /// - Throws: What the sink throws.
    func book(_ entry: JournalEntry) throws
}

extension StepWriter: RowSink {
    /// Books an entry: ``post(_:linesRoot:)``.
    ///
    /// - Throws: As ``post(_:linesRoot:)``.
    package func book(_ entry: JournalEntry) throws { try post(entry) }
}

// Some thousands of rows of a decision list, in columns.
//
// Invariants:
// (1) Rows are numbered without a gap from `firstNumber`.
// (2) The rights of `lines` are those of this chunk and of all before it.

/// A piece of a decision list, in columns.
package struct DecisionChunk: Sendable {
    /// The number of the first row.
    package internal(set) var firstNumber = 1
    /// The number of each row's transfer; 0 where the id is of no transfer of the batch.
    package internal(set) var transfers: [UInt32] = []
    /// What each row says of its line; nobody asked for the origins.
    package internal(set) var lines = LineColumns()

    /// The number of rows.
    package var count: Int { lines.count }

    /// Forgets the rows and keeps the rights.
    mutating func removeAll() {
        firstNumber += count
        transfers.removeAll(keepingCapacity: true)
        lines.removeAll()
    }
}

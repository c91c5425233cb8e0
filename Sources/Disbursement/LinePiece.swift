// Some thousands of lines in plain columns, for who goes through all of them.
//
// Invariant: every column has an entry for each line.

/// Lines on their way through a step, in columns.
package struct LinePiece: Sendable {
    /// The places of the lines among all of them.
    package internal(set) var places = 0..<0
    /// The person whose right each line is.
    package internal(set) var persons: [Int64] = []
    /// The person who receives the money of each line.
    package internal(set) var payees: [Int64] = []
    /// The number of the month that each line is owed for.
    package internal(set) var months: [Int32] = []
    /// VND of each line.
    package internal(set) var amounts: [Int64] = []
    /// The place in the table of what each line is for.
    package internal(set) var rights: [UInt32] = []

    /// No line.
    package init() {}

    /// Where the lines of the payee end that begin at a row.
    ///
    /// - Parameter row: A row of the piece.
    /// - Returns: The row behind the last one of the same payee.
    package func end(ofTransferAt row: Int) -> Int {
        var end = row + 1
        while end < payees.count, payees[end] == payees[row] { end += 1 }
        return end
    }

    /// Room for so many lines, whatever stood there before.
    mutating func resize(to count: Int) {
        persons.resize(to: count)
        payees.resize(to: count)
        months.resize(to: count)
        amounts.resize(to: count)
        rights.resize(to: count)
    }
}

extension Array where Element: FixedWidthInteger {
    /// Makes the array so long, with zeros where there was nothing.
    fileprivate mutating func resize(to count: Int) {
        if self.count > count { removeLast(self.count - count) }
        if self.count < count { append(contentsOf: repeatElement(0, count: count - self.count)) }
    }
}

// Lines as columns: what a batch of ten million lines is held in.
//
// Invariants:
// (1) Every column has an entry for each line; `origins` and `replaced` have none at all while no
//     line is paid again.
// (2) No two rights of the table are equal.

import Ledger

/// Lines due, in columns.
package struct LineColumns: Sendable {
    /// The person whose right each line is.
    package private(set) var persons: [Int64] = []
    /// The person who receives the money of each line.
    package private(set) var payees: [Int64] = []
    /// The number of the month that each line is owed for.
    package private(set) var months: [Int32] = []
    /// VND of each line, more than zero.
    package private(set) var amounts: [Int64] = []
    /// The place in ``table`` of what each line is for.
    package private(set) var rights: [UInt32] = []
    /// What lines are for, in order of first use.
    package private(set) var table: [LineRight] = []
    /// The row of the line that each one pays again, 0 for none; empty while there is none.
    package private(set) var origins: [Int64] = []
    /// The place in `transfers` of the transfer that came back, 0 for none; empty as `origins` is.
    private var replaced: [UInt32] = []
    /// The ids of the transfers that came back, in order of first use; the first is empty.
    private var transfers: [String] = [""]
    private var places: [LineRight: UInt32] = [:]

    /// No line.
    package init() {}

    /// The columns of some lines.
    package init(_ lines: some Sequence<DueLine>) {
        for line in lines { append(line) }
    }

    /// Forgets the lines and keeps the table and the room.
    mutating func removeAll() {
        persons.removeAll(keepingCapacity: true)
        payees.removeAll(keepingCapacity: true)
        months.removeAll(keepingCapacity: true)
        amounts.removeAll(keepingCapacity: true)
        rights.removeAll(keepingCapacity: true)
        origins = []
        replaced = []
        transfers = [""]
    }

    /// Makes room for that many lines more.
    package mutating func reserve(_ more: Int) {
        persons.reserveCapacity(count + more)
        payees.reserveCapacity(count + more)
        months.reserveCapacity(count + more)
        amounts.reserveCapacity(count + more)
        rights.reserveCapacity(count + more)
    }

    /// The place of a right in ``table``, where it is put when it is new.
    package mutating func place(of right: LineRight) -> UInt32 {
        if let place = places[right] { return place }
        let place = UInt32(table.count)
        table.append(right)
        places[right] = place
        return place
    }

    /// Appends a line that is owed for the first time.
    ///
    /// - Parameters:
    ///   - person: The person whose right it is.
    ///   - payee: The person who receives.
    ///   - month: The month's number.
    ///   - amount: VND, more than zero.
    ///   - right: What ``place(of:)`` gave.
    package mutating func append(
        person: Int64,
        payee: Int64,
        month: Int32,
        amount: Int64,
        right: UInt32
    ) {
        precondition(amount > 0, "a line is more than zero")
        persons.append(person)
        payees.append(payee)
        months.append(month)
        amounts.append(amount)
        rights.append(right)
        guard !origins.isEmpty else { return }
        origins.append(0)
        replaced.append(0)
    }

    /// Appends a line.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - origin: The row of the line that it pays again; 0 where there is none or it is not asked.
    package mutating func append(_ line: DueLine, origin: Int64 = 0) {
        append(
            person: line.person,
            payee: line.payee,
            month: line.month.number,
            amount: line.amount,
            right: place(of: line.right)
        )
        if line.isApprovedBefore { markLast(origin: origin, replaces: line.replaces) }
    }

    /// Appends a line of other columns.
    package mutating func append(_ index: Int, of other: LineColumns) {
        append(
            person: other.persons[index],
            payee: other.payees[index],
            month: other.months[index],
            amount: other.amounts[index],
            right: place(of: other.table[Int(other.rights[index])])
        )
        guard other.isApprovedBefore(index) else { return }
        markLast(origin: other.origins[index], replaces: other.replaces(index))
    }

    /// Says of the last line that it pays another one again.
    package mutating func markLast(origin: Int64, replaces: String) {
        if origins.isEmpty {
            origins = Array(repeating: 0, count: count)
            replaced = Array(repeating: 0, count: count)
        }
        origins[count - 1] = origin
        // The lines of a transfer come together.
        if transfers.last != replaces { transfers.append(replaces) }
        replaced[count - 1] = UInt32(transfers.count - 1)
    }

    /// Keeps the lines at some places, in that order, and the table.
    ///
    /// Column by column, so that no more than one of them is there twice.
    mutating func take(_ places: [UInt32]) {
        persons = places.map { persons[Int($0)] }
        payees = places.map { payees[Int($0)] }
        months = places.map { months[Int($0)] }
        amounts = places.map { amounts[Int($0)] }
        rights = places.map { rights[Int($0)] }
        guard hasApprovedBefore else { return }
        origins = places.map { origins[Int($0)] }
        replaced = places.map { replaced[Int($0)] }
    }

    /// Whether a line was approved before, in the batch of the transfer it replaces.
    package func isApprovedBefore(_ index: Int) -> Bool {
        !replaced.isEmpty && replaced[index] > 0
    }

    /// The id of the transfer that came back and whose line this one pays again; empty for none.
    package func replaces(_ index: Int) -> String {
        replaced.isEmpty ? "" : transfers[Int(replaced[index])]
    }

    /// Whether every line pays another one again.
    package var allApprovedBefore: Bool {
        hasApprovedBefore && replaced.allSatisfy { $0 > 0 }
    }

    /// Whether a line pays another one again.
    package var hasApprovedBefore: Bool { !replaced.isEmpty }

    /// VND of all lines.
    package var amount: Int64 { amounts.reduce(0, +) }

    /// VND of the lines by the place of their right; of all of them, or of the new ones alone.
    package func amountsByRight(newOnly: Bool = false) -> [Int64] {
        var sums = [Int64](repeating: 0, count: table.count)
        for index in amounts.indices where !newOnly || !isApprovedBefore(index) {
            sums[Int(rights[index])] += amounts[index]
        }
        return sums
    }
}

extension LineColumns: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { persons.count }

    /// A line as one value.
    package subscript(index: Int) -> DueLine {
        DueLine(
            person: persons[index],
            payee: payees[index],
            right: table[Int(rights[index])],
            month: CalendarMonth(number: months[index]),
            amount: amounts[index],
            replaces: replaces(index)
        )
    }
}

extension LineColumns: Equatable {
    /// Whether the lines are the same, however their rights stand in the tables.
    package static func == (left: LineColumns, right: LineColumns) -> Bool {
        left.elementsEqual(right)
    }
}

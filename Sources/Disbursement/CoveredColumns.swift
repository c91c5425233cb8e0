// What live lines cover, as columns in order of person and month.

import Ledger

/// What tells the covered rights of one person and month apart.
package struct CoveredClass: Hashable, Comparable, Sendable {
    /// The programme.
    package let programme: String
    /// The category.
    package let category: String
    /// The kind.
    package let kind: String
    /// The funding source.
    package let source: String

    /// A class of rights.
    package init(programme: String, category: String, kind: String, source: String) {
        self.programme = programme
        self.category = category
        self.kind = kind
        self.source = source
    }

    /// In order of programme, category, kind and source.
    package static func < (left: CoveredClass, right: CoveredClass) -> Bool {
        (left.programme, left.category, left.kind, left.source)
            < (right.programme, right.category, right.kind, right.source)
    }
}

/// What live lines already cover of some persons' rights: a row a right.
///
/// Invariant: rows are in order of person, month and class, each of them once.
package struct CoveredColumns: Sendable {
    /// The persons.
    package private(set) var persons: [Int64] = []
    /// The numbers of the months.
    package private(set) var months: [Int32] = []
    /// The place of each right's class in ``table``.
    package private(set) var classes: [UInt32] = []
    /// VND over all live lines.
    package private(set) var amounts: [Int64] = []
    /// The numbers of live lines.
    package private(set) var lineCounts: [Int32] = []
    /// The classes.
    package private(set) var table: [CoveredClass] = []
    /// The place of each class in the order of classes.
    private var ranks: [UInt32] = []

    /// Nothing is covered.
    package init() {}

    /// The columns of rights in any order, each right once.
    package init(_ rights: some Sequence<CoveredRight>) {
        let sorted = rights.sorted { $0.person < $1.person }
        for right in sorted {
            let place = place(of: right.rightClass)
            _ = add(
                person: right.person,
                month: right.month.number,
                class: place,
                amount: right.amount,
                lineCount: Int32(right.lineCount)
            )
        }
    }

    /// The place of a class in ``table``, where it is put when it is new.
    package mutating func place(of rightClass: CoveredClass) -> UInt32 {
        if let place = table.firstIndex(of: rightClass) { return UInt32(place) }
        table.append(rightClass)
        let order = table.indices.sorted { table[$0] < table[$1] }
        ranks = Array(repeating: 0, count: table.count)
        for (rank, place) in order.enumerated() { ranks[place] = UInt32(rank) }
        return UInt32(table.count - 1)
    }

    /// Adds what lines cover; persons come in order.
    ///
    /// `lineCount` says how many lines they are, `ordinal` how many the right has at least: the number that the last
    /// one's cause says.
    ///
    /// - Returns: Whether the sum fits; where it does not, nothing was added.
    package mutating func add(
        person: Int64,
        month: Int32,
        class place: UInt32,
        amount: Int64,
        lineCount: Int32 = 1,
        ordinal: Int32 = 0
    ) -> Bool {
        precondition(persons.last ?? person <= person, "persons are covered in order")
        // Lines of one person are few, and come nearly in order.
        var row = persons.count
        while row > 0, persons[row - 1] == person, precedes(month, place, row - 1) { row -= 1 }
        if row > 0, persons[row - 1] == person, months[row - 1] == month, classes[row - 1] == place
        {
            let (sum, overflow) = amounts[row - 1].addingReportingOverflow(amount)
            guard !overflow else { return false }
            amounts[row - 1] = sum
            lineCounts[row - 1] = max(lineCounts[row - 1] + lineCount, ordinal)
            return true
        }
        persons.append(person)
        guard row < months.count else {
            months.append(month)
            classes.append(place)
            amounts.append(amount)
            lineCounts.append(max(lineCount, ordinal))
            return true
        }
        months.insert(month, at: row)
        classes.insert(place, at: row)
        amounts.insert(amount, at: row)
        lineCounts.insert(max(lineCount, ordinal), at: row)
        return true
    }

    private func precedes(_ month: Int32, _ place: UInt32, _ row: Int) -> Bool {
        months[row] == month ? ranks[Int(place)] < ranks[Int(classes[row])] : month < months[row]
    }

    /// Takes all rows away and keeps the table.
    package mutating func removeRows() {
        persons.removeAll(keepingCapacity: true)
        months.removeAll(keepingCapacity: true)
        classes.removeAll(keepingCapacity: true)
        amounts.removeAll(keepingCapacity: true)
        lineCounts.removeAll(keepingCapacity: true)
    }

    /// How many rows there are.
    package var count: Int { persons.count }

    /// The first row of a person, or of the next one.
    package func firstRow(of person: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if persons[middle] < person { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// A row as one value.
    package subscript(row: Int) -> CoveredRight {
        let right = table[Int(classes[row])]
        return CoveredRight(
            person: persons[row],
            programme: right.programme,
            category: right.category,
            month: CalendarMonth(number: months[row]),
            kind: right.kind,
            source: right.source,
            amount: amounts[row],
            lineCount: Int(lineCounts[row])
        )
    }
}

extension CoveredRight {
    /// What it is, without the person and month.
    var rightClass: CoveredClass {
        CoveredClass(programme: programme, category: category, kind: kind, source: source)
    }
}

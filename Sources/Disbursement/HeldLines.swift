// Lines held and persons left out, as columns.

package import Entitlement

/// Lines that are due and held, each with its cause.
package struct HeldLines: Equatable, Sendable {
    /// The lines.
    package private(set) var lines = LineColumns()
    /// The cause of each.
    package private(set) var causes: [HoldCause] = []

    /// No line.
    package init() {}

    /// The place of a right in the table of the lines.
    mutating func place(of right: LineRight) -> UInt32 { lines.place(of: right) }

    /// Appends a line that is owed for the first time; as ``LineColumns`` do.
    mutating func append(
        person: Int64,
        payee: Int64,
        month: Int32,
        amount: Int64,
        right: UInt32,
        cause: HoldCause
    ) {
        lines.append(person: person, payee: payee, month: month, amount: amount, right: right)
        causes.append(cause)
    }

    /// Appends a line with its cause and the row of the line that it pays again; 0 for none.
    package mutating func append(_ line: DueLine, origin: Int64 = 0, cause: HoldCause) {
        lines.append(line, origin: origin)
        causes.append(cause)
    }

    /// Appends a line of columns.
    mutating func append(_ index: Int, of other: LineColumns, cause: HoldCause) {
        lines.append(index, of: other)
        causes.append(cause)
    }

    /// Forgets the lines and keeps the rights.
    mutating func removeAll() {
        lines.removeAll()
        causes.removeAll(keepingCapacity: true)
    }

    /// Gives a line another cause.
    mutating func set(_ cause: HoldCause, at index: Int) { causes[index] = cause }

    /// Puts the lines into canonical order.
    mutating func sort() {
        guard let places = lines.canonicalPlaces() else { return }
        lines.take(places)
        causes = places.map { causes[Int($0)] }
    }
}

extension HeldLines: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { causes.count }

    /// A held line as one value.
    package subscript(index: Int) -> HeldLine {
        HeldLine(line: lines[index], cause: causes[index])
    }
}

/// Persons left out, each with a cause.
package struct LeftOutPersons: Sendable {
    /// The persons' numbers.
    package private(set) var persons: [Int64] = []
    /// The place in ``table`` of each cause.
    package private(set) var causes: [UInt32] = []
    /// The causes, in order of first use.
    package private(set) var table: [LeftOutCause] = []
    private var places: [LeftOutCause: UInt32] = [:]

    /// Nobody.
    init() {}

    /// The place of a cause in ``table``, where it is put when it is new.
    mutating func place(of cause: LeftOutCause) -> UInt32 {
        if let place = places[cause] { return place }
        let place = UInt32(table.count)
        table.append(cause)
        places[cause] = place
        return place
    }

    /// Appends a person.
    mutating func append(_ person: Int64, place: UInt32) {
        persons.append(person)
        causes.append(place)
    }

    /// Forgets the persons and keeps the causes.
    mutating func removeAll() {
        persons.removeAll(keepingCapacity: true)
        causes.removeAll(keepingCapacity: true)
    }

    /// Puts the persons in order of number.
    mutating func sort() {
        guard !zip(persons, persons.dropFirst()).allSatisfy({ $0 <= $1 }) else { return }
        let places = persons.indices.sorted { persons[$0] < persons[$1] }
        persons = places.map { persons[$0] }
        causes = places.map { causes[$0] }
    }
}

extension LeftOutPersons: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { persons.count }

    /// A person left out as one value.
    package subscript(index: Int) -> LeftOut {
        LeftOut(person: persons[index], cause: table[Int(causes[index])])
    }
}

extension LeftOutPersons: Equatable {
    /// Whether the same persons are left out for the same causes.
    package static func == (left: LeftOutPersons, right: LeftOutPersons) -> Bool {
        left.elementsEqual(right)
    }
}

// Some thousands of lines, packed: six bytes a line, or three where persons have several, instead of
// thirty-six.
//
// Invariants:
// (1) Person numbers fit into 32 bits: no country has more people. Lines of one person that follow each
//     other share one number.
// (2) What a line says besides its people is a number of a table that lines share; it has 16 bits until
//     one needs more, and then all of the block have 32.
// (3) Who receives the money stands only where it is somebody else.

/// A piece of lines, packed.
struct LineBlock: Sendable {
    /// The lines of a full block.
    static let capacity = 4_096

    /// The number of lines.
    private(set) var count = 0
    /// One for each run of lines of a person.
    private var persons: [UInt32] = []
    /// A bit for each line that begins a run.
    private var beginnings: [UInt64] = []
    /// How many runs begin before each word of those bits.
    private var earlierRuns: [UInt16] = []
    private var terms: [UInt16] = []
    private var wideTerms: [UInt32] = []
    /// A bit for each line that somebody else receives; empty while there is none.
    private var others: [UInt64] = []
    /// The places and payees of those lines, in order of place.
    private var otherPlaces: [UInt16] = []
    private var otherPayees: [UInt32] = []

    /// No line.
    init() {}

    /// Forgets the lines and keeps the room.
    mutating func removeAll() {
        count = 0
        persons.removeAll(keepingCapacity: true)
        beginnings.removeAll(keepingCapacity: true)
        earlierRuns.removeAll(keepingCapacity: true)
        terms.removeAll(keepingCapacity: true)
        wideTerms.removeAll(keepingCapacity: true)
        others.removeAll(keepingCapacity: true)
        otherPlaces.removeAll(keepingCapacity: true)
        otherPayees.removeAll(keepingCapacity: true)
    }

    /// Appends a line: its person, its payee and the number of what else it says.
    mutating func append(_ person: Int64, _ payee: Int64, _ term: UInt32) {
        if payee != person { append(other: payee) }
        if count.isMultiple(of: 64) {
            beginnings.append(0)
            earlierRuns.append(UInt16(persons.count))
        }
        let number = UInt32(person)
        if persons.last != number {
            persons.append(number)
            beginnings[count >> 6] |= 1 << UInt64(count & 63)
        }
        append(term)
        count += 1
    }

    private mutating func append(_ term: UInt32) {
        if wideTerms.isEmpty, let narrow = UInt16(exactly: term) {
            if terms.isEmpty { terms.reserveCapacity(Self.capacity) }
            terms.append(narrow)
            return
        }
        if wideTerms.isEmpty {
            wideTerms.reserveCapacity(Self.capacity)
            for term in terms { wideTerms.append(UInt32(term)) }
            terms = []
        }
        wideTerms.append(term)
    }

    private mutating func append(other payee: Int64) {
        while others.count < Self.capacity / 64 { others.append(0) }
        others[count >> 6] |= 1 << UInt64(count & 63)
        otherPlaces.append(UInt16(count))
        otherPayees.append(UInt32(payee))
    }

    /// The run that a line belongs to.
    private func run(_ place: Int) -> Int {
        let through = ~UInt64(0) >> UInt64(63 - place & 63)
        let begun = (beginnings[place >> 6] & through).nonzeroBitCount
        return Int(earlierRuns[place >> 6]) + begun - 1
    }

    /// The person of a line.
    func person(_ place: Int) -> Int64 { Int64(persons[run(place)]) }

    /// The number of what a line says besides its people.
    func term(_ place: Int) -> Int {
        wideTerms.isEmpty ? Int(terms[place]) : Int(wideTerms[place])
    }

    /// Whether somebody else receives the money of a line.
    func isOther(_ place: Int) -> Bool {
        !others.isEmpty && others[place >> 6] & (1 << UInt64(place & 63)) != 0
    }

    /// The payee of a line.
    func payee(_ place: Int) -> Int64 {
        guard isOther(place) else { return person(place) }
        var low = 0
        var high = otherPlaces.count
        while low < high {
            let middle = (low + high) / 2
            if Int(otherPlaces[middle]) < place { low = middle + 1 } else { high = middle }
        }
        return Int64(otherPayees[low])
    }

    /// Puts the people of some lines into columns, which have room for them from a row on.
    func unpack(
        _ places: Range<Int>,
        persons: inout MutableSpan<Int64>,
        payees: inout MutableSpan<Int64>,
        at row: Int
    ) {
        guard let start = places.first else { return }
        let (own, beginnings) = (self.persons.span, beginnings.span)
        var run = run(start)
        for place in places {
            let begins = beginnings[place >> 6] >> UInt64(place & 63) & 1
            if place > start { run += Int(begins) }
            persons[row + place - start] = Int64(own[run])
            payees[row + place - start] = Int64(own[run])
        }
        guard !otherPlaces.isEmpty else { return }
        for (place, payee) in zip(otherPlaces, otherPayees) where places.contains(Int(place)) {
            payees[row + Int(place) - start] = Int64(payee)
        }
    }

    /// Puts the numbers of what some lines say besides their people into a column, likewise.
    func unpackTerms(_ places: Range<Int>, into terms: inout MutableSpan<UInt32>, at row: Int) {
        guard let start = places.first else { return }
        if wideTerms.isEmpty {
            let narrow = self.terms.span
            for place in places { terms[row + place - start] = UInt32(narrow[place]) }
        } else {
            let wide = wideTerms.span
            for place in places { terms[row + place - start] = wide[place] }
        }
    }
}

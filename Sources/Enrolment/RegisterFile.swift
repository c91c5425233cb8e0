// The good rows of a register file, and whom they are about.
//
// Invariants:
// (1) A person whom one row alone mentions, and whom the register does not know, has no entry in
//     `mentions`: the row alone makes them.
// (2) Numbers are given in the order of `newcomers`: of lines, and in a line the person before the payee.

/// The rows of a file that was read.
package struct RegisterFile {
    /// The file's name.
    package let name: String
    /// How many rows there are.
    package internal(set) var summary = RegisterSummary()
    var words = RowWords()
    var spool: RowSpool
    private let scratch: any Scratch
    private var people: SortedRuns
    /// Where persons are mentioned first whom neither the register nor an earlier line knows.
    private(set) var newcomers = RowMarks()
    /// Of these, the ones who are mentioned again.
    private(set) var several = RowMarks()
    /// Every mention of persons who are known or are mentioned more than once: line and role, then the
    /// person, then where the row is kept.
    var mentions: SortedRuns

    init(name: String, scratch: any Scratch) {
        self.name = name
        self.scratch = scratch
        spool = RowSpool(scratch)
        people = SortedRuns(scratch)
        mentions = SortedRuns(scratch)
    }

    /// Tells which persons of the file the register knows.
    ///
    /// - Parameter known: The ID's digits in the upper half, the person's number in the lower one.
    /// - Throws: What the scratch throws.
    package mutating func resolve(_ known: inout SortedRuns) throws {
        newcomers = RowMarks()
        several = RowMarks()
        mentions = SortedRuns(scratch)
        var numbers = try known.merged()
        var merge = try people.merged()
        var group: [RunKey] = []
        while try merge.nextGroup(&group) {
            while let next = numbers.first, next.high < group[0].high { _ = try numbers.next() }
            if let number = numbers.first, number.high == group[0].high {
                try keep(group, PersonReference(number: Int64(number.low)))
            } else {
                try visit(group)
            }
        }
        newcomers.seal()
    }

    /// Notes the mentions of one person whom the register does not know.
    mutating func visit(_ group: [RunKey]) throws {
        guard group.contains(where: { Mention($0).makesPerson }) else {
            return try keep(group, PersonReference(number: 0))
        }
        let first = Self.first(group)
        newcomers.insert(first)
        guard group.count > 1 else { return }
        several.insert(first)
        try keep(group, PersonReference(newcomerAt: first))
    }

    private mutating func keep(_ group: [RunKey], _ reference: PersonReference) throws {
        for mention in group.lazy.map({ Mention($0) }) {
            try mentions.append(
                RunKey(
                    high: mention.place.bits,
                    low: reference.bits,
                    value: UInt64(mention.record)
                )
            )
        }
    }

    /// Takes over the mentions by ID, once all persons were visited.
    mutating func seal(_ people: SortedRuns) {
        self.people = people
        newcomers.seal()
    }

    /// The mention that makes the person; the first one where none does.
    static func first(_ group: [RunKey]) -> RowPlace {
        Mention(group.first { Mention($0).makesPerson } ?? group[0]).place
    }
}

/// Who is meant: a person of the register by their number, or a new one by their first mention.
struct PersonReference {
    let bits: UInt64
    private static let isNew: UInt64 = 1 << 63

    /// A person of the register; 0 for one whom nobody knows.
    init(number: Int64) { bits = UInt64(number) }

    init(newcomerAt place: RowPlace) { bits = place.bits | Self.isNew }

    init(bits: UInt64) { self.bits = bits }

    /// The person's number, when new ones are counted from one.
    func number(_ newcomers: RowMarks, next: Int64) -> Int64 {
        guard bits & Self.isNew != 0 else { return Int64(bits) }
        let place = RowPlace(bits: bits & ~Self.isNew)
        return next + Int64(newcomers.rank(of: place))
    }
}

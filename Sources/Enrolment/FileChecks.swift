// The checks of a file's rows against each other.
//
// Invariants:
// (1) Memory is that of sorted runs: texts are compared by 32 or 56 bits of a hash, so that a fault is
//     missed once in four thousand million times and never made up.
// (2) Of the faults, only the first are kept.

import Intake
import Ledger

/// One mention of a person in a file: in their own row, or as somebody's payee.
struct Mention {
    let key: RunKey

    /// A mention.
    ///
    /// - Parameters:
    ///   - id: The digits of the national ID.
    ///   - place: The line and the role.
    ///   - claim: The number of the category of an enrolment, plus one; 0 for none.
    ///   - fingerprint: 32 bits of the identity; 0 where none was given.
    ///   - way: 56 bits of the way of payment to this person; 0 where none was given.
    ///   - record: Where the row is kept.
    init(
        id: UInt64,
        _ place: RowPlace,
        claim: UInt16 = 0,
        fingerprint: UInt64,
        way: UInt64,
        record: Int
    ) {
        precondition(record < 1 << 40, "kept rows are less than a terabyte")
        key = RunKey(
            high: id,
            low: place.bits << 31 | UInt64(claim),
            value: fingerprint << 32 | way & 0xFFFF_FFFF,
            extra: (way >> 32) << 40 | UInt64(record)
        )
    }

    init(_ key: RunKey) { self.key = key }

    /// A mention whose record is kept further behind.
    static func moved(_ key: RunKey, by distance: Int) -> RunKey {
        var key = key
        let record = Int(key.extra & 0xFF_FFFF_FFFF) + distance
        precondition(record < 1 << 40, "kept rows are less than a terabyte")
        key.extra = (key.extra & ~0xFF_FFFF_FFFF) | UInt64(record)
        return key
    }

    var id: UInt64 { key.high }
    var place: RowPlace { RowPlace(bits: key.low >> 31) }
    var line: Int { place.line }
    var claim: UInt64 { key.low & 0xFFFF }
    var fingerprint: UInt64 { key.value >> 32 }
    var way: UInt64 { (key.extra >> 40) << 32 | key.value & 0xFFFF_FFFF }
    var record: Int { Int(key.extra & 0xFF_FFFF_FFFF) }
    /// Whether the mention makes a person whom nobody knew: their own enrolment, or as a payee.
    var makesPerson: Bool { claim != 0 || place.isPayee }
}

/// A line and the role of a person in it: one after the other, the person of the row first.
struct RowPlace: Hashable, Comparable {
    /// Line and role as one number.
    let bits: UInt64

    init(line: UInt32, isPayee: Bool) { bits = UInt64(line) << 1 | (isPayee ? 1 : 0) }

    init(bits: UInt64) { self.bits = bits }

    var line: Int { Int(bits >> 1) }
    var isPayee: Bool { bits & 1 == 1 }

    static func < (left: RowPlace, right: RowPlace) -> Bool { left.bits < right.bits }
}

/// What the rows of a file are compared by.
struct FileChecks {
    /// Every mention, by ID.
    private(set) var people: SortedRuns
    private var accounts: SortedRuns
    private var found: [Fault] = []
    private let mostFound: Int
    /// An account with more payees than this is worth a look.
    private static let payeesOfAnAccount = 3

    /// A fault on its line, in the order in which faults of a line are told.
    private struct Fault: Comparable {
        let line: Int
        let order: Int
        let number: Int
        let code: RegisterCode
        let column: RegisterColumn
        let detail: Int

        static func < (left: Fault, right: Fault) -> Bool {
            (left.line, left.order, left.number) < (right.line, right.order, right.number)
        }
    }

    /// No rows yet.
    ///
    /// - Parameters:
    ///   - scratch: Where runs go.
    ///   - limit: How many faults are kept.
    init(_ scratch: any Scratch, limit: Int) {
        people = SortedRuns(scratch)
        accounts = SortedRuns(scratch)
        mostFound = limit + 1
    }

    /// Notes the mentions of rows that passed their own checks.
    ///
    /// - Parameters:
    ///   - mentions: The mentions.
    ///   - start: The place of the first record of these rows.
    /// - Throws: What the scratch throws.
    mutating func add(_ mentions: [RunKey], from start: Int) throws {
        for key in mentions { try people.append(Mention.moved(key, by: start)) }
    }

    /// Compares all rows, and gives the findings in order of lines.
    ///
    /// - Parameters:
    ///   - file: The file's name.
    ///   - header: Where its columns are.
    ///   - visit: Takes the mentions of each person, in order of IDs and of lines.
    /// - Returns: The findings.
    /// - Throws: What `visit` or the scratch throws.
    mutating func findings(
        file: String,
        header: RegisterHeader,
        visit: ([RunKey]) throws -> Void
    ) throws -> [Diagnostic] {
        var merge = try people.merged()
        var group: [RunKey] = []
        while try merge.nextGroup(&group) {
            if group.count > 1 {
                compareIdentities(group)
                findDuplicates(group)
                compareWays(group)
            }
            try addAccount(group)
            try visit(group)
        }
        var shared = try accounts.merged()
        while try shared.nextGroup(&group) { countPayees(group) }
        keepFirst()
        return found.map { fault in
            fault.code.at(
                header.place(fault.column, line: fault.line, file: file),
                "\(fault.detail)"
            )
        }
    }

    private mutating func note(
        _ code: RegisterCode,
        _ column: RegisterColumn,
        _ line: Int,
        _ detail: Int,
        order: Int
    ) {
        found.append(
            Fault(
                line: line,
                order: order,
                number: found.count,
                code: code,
                column: column,
                detail: detail
            )
        )
        if found.count > 8 * mostFound { keepFirst() }
    }

    private mutating func keepFirst() {
        found.sort()
        if found.count > mostFound { found.removeSubrange(mostFound...) }
    }

    private mutating func compareIdentities(_ group: [RunKey]) {
        var first: Mention?
        for mention in group.lazy.map({ Mention($0) }) where mention.fingerprint != 0 {
            guard let first else {
                first = mention
                continue
            }
            if mention.fingerprint != first.fingerprint {
                note(.identityConflict, .nationalID, mention.line, first.line, order: 0)
            }
        }
    }

    private mutating func findDuplicates(_ group: [RunKey]) {
        var firsts: [UInt64: Int] = [:]
        for mention in group.lazy.map({ Mention($0) }) where mention.claim != 0 {
            if let first = firsts[mention.claim] {
                note(.duplicateRow, .nationalID, mention.line, first, order: 0)
            } else {
                firsts[mention.claim] = mention.line
            }
        }
    }

    private mutating func compareWays(_ group: [RunKey]) {
        var first: Mention?
        for mention in group.lazy.map({ Mention($0) }) where mention.way != 0 {
            guard let first else {
                first = mention
                continue
            }
            if mention.way != first.way {
                note(.accountConflict, .account, mention.line, first.line, order: 1)
            }
        }
    }

    /// Notes each account of a payee, once where there is but one.
    private mutating func addAccount(_ group: [RunKey]) throws {
        var last: UInt64 = 0
        for mention in group.lazy.map({ Mention($0) })
        where mention.way > WayHash.cash && mention.way != last {
            last = mention.way
            try accounts.append(
                RunKey(high: last, low: mention.id, value: UInt64(mention.line))
            )
        }
    }

    private mutating func countPayees(_ group: [RunKey]) {
        guard group.count > Self.payeesOfAnAccount else { return }
        var firstLines: [UInt64: Int] = [:]
        for key in group {
            firstLines[key.low] = min(firstLines[key.low] ?? Int.max, Int(key.value))
        }
        guard firstLines.count > Self.payeesOfAnAccount else { return }
        let lines = firstLines.values.sorted()
        note(.accountShared, .account, lines[Self.payeesOfAnAccount], lines.count, order: 2)
    }
}

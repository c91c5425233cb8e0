// One turn of a plan: known persons page by page, then new ones, all in order of number.

import Intake
import Ledger

/// The turn in progress.
struct PlanSweep {
    let file: RegisterFile
    var rows: RunMerge
    var payees: RunMerge
    /// The highest number of the register, and the last one given.
    private let last: Int64
    var next: Int64
    let known: CivilDate
    /// Lines that an earlier turn found refused.
    let ignored: (own: Set<Int>, payee: Set<Int>)
    /// Lines that are refused.
    private(set) var refused: (own: Set<Int>, payee: Set<Int>) = ([], [])
    /// What was found.
    var findings: [PlanFinding] = []
    var summary = PlanSummary()
    /// What is read of the kept rows: here and there, and all in order.
    private var window = RowSpool.Window()
    var chunk = RowSpool.Window()
    /// Changes of the last page of the register, to which new persons may come.
    private(set) var pending: (index: Int64, changed: [RegisterChange]) = (-1, [])
    var group: [RunKey] = []

    init(
        file: RegisterFile,
        rows: RunMerge,
        payees: RunMerge,
        last: Int64,
        known: CivilDate,
        ignored: (own: Set<Int>, payee: Set<Int>)
    ) {
        self.file = file
        self.rows = rows
        self.payees = payees
        self.last = last
        next = last
        self.known = known
        self.ignored = ignored
    }

    /// Applies the rows of persons whom the register knows, and of those whom nobody knows.
    mutating func changeKnown(
        persons: (Int64) throws -> [Int64: Person],
        take: (PageChange) throws -> Void
    ) throws {
        while let key = rows.first, key.high == 0, let row = try rows.next() {
            _ = try plan([row], before: nil)
        }
        var loaded: (index: Int64, persons: [Int64: Person]) = (-1, [:])
        while let key = rows.first, key.high <= UInt64(last), try rows.nextGroup(&group) {
            let number = Int64(key.high)
            let index = PersonPage.index(of: number)
            if loaded.index != index { loaded = (index, try persons(index)) }
            if pending.index != index {
                try flush(take)
                pending = (index, [])
            }
            if let change = try plan(group, before: loaded.persons[number])?.change {
                pending.changed.append(change)
                summary.changed += 1
            }
        }
    }

    /// Gives the changes of the last page of the register, where no new person came to it.
    mutating func flush(_ take: (PageChange) throws -> Void) throws {
        guard pending.index >= 0, !pending.changed.isEmpty else { return }
        try give(NewPersons(index: pending.index, known: known), take)
    }

    /// Gives a page with its new persons, while nothing was found.
    mutating func give(
        _ added: NewPersons,
        _ take: (PageChange) throws -> Void
    ) throws {
        let changed = pending.index == added.index ? pending.changed : []
        pending = (-1, [])
        guard findings.isEmpty else { return }
        try take(PageChange(index: added.index, changed: changed, added: added))
    }

    /// Puts one person together from their rows.
    ///
    /// - Returns: The person in the making; nil where none of the rows counts.
    mutating func plan(_ keys: [RunKey], before: Person?) throws -> PersonPlan? {
        var plan: PersonPlan?
        for key in keys {
            let place = RowPlace(bits: key.low)
            if place.isPayee, ignored.own.contains(place.line) { continue }
            let record = try self.record(at: Int(key.value))
            let row = RegisterRow(record, file.words)
            var own =
                plan
                ?? PersonPlan(
                    number: Int64(key.high),
                    nationalID: Self.nationalID(row, place),
                    before: before,
                    known: known
                )
            if place.isPayee {
                if !own.applyAsPayee(row) { refused.payee.insert(place.line) }
            } else if !own.apply(
                row,
                payee: Int64(key.extra),
                isPayeeRefused: ignored.payee.contains(place.line)
            ) {
                refused.own.insert(place.line)
            }
            plan = own
        }
        if let plan { findings += plan.findings }
        return plan
    }

    /// A kept row.
    mutating func record(at place: Int) throws -> RowRecord {
        if chunk.contains(place) {
            return try file.spool.record(at: place, &chunk, isWhole: true)
        }
        return try file.spool.record(at: place, &window, isWhole: false)
    }

    private static func nationalID(_ row: RegisterRow, _ place: RowPlace) -> NationalID {
        if place.isPayee, case .other(let identity, _) = row.payee { return identity.nationalID }
        return row.nationalID
    }
}

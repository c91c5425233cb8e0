// From the rows of a file to the register's next state, page by page.
//
// Invariants:
// (1) Numbers are given in the order of the rows; a payee comes right after the first person they
//     receive for.
// (2) Pages are given in order, each once; memory is that of a few pages, however long the file.
// (3) The findings are those of rows applied one after the other: where one refuses another person's
//     row, the plan is made again with that known, until nothing else follows from it.
//
// A person whom one row alone makes goes from that row into the page's columns, and so does a new one
// who is mentioned again only as a payee, of the same identity. Everyone else is put together from
// their rows in order (PersonPlan).

package import Intake
package import Ledger

/// What a file changes on one page of the register.
package struct PageChange {
    /// The page's index.
    package let index: Int64
    /// Persons of the register as the file leaves them, those who are others now, in order of number.
    package let changed: [RegisterChange]
    /// New persons of the page.
    package let added: NewPersons
}

/// What a plan came to.
package struct PlanSummary: Hashable, Sendable {
    /// New persons.
    package var added = 0
    /// Persons of the register who are others now.
    package var changed = 0

    /// Nobody.
    package init() {}
}

/// Plans register changes.
package struct RegisterPlanner {
    private var file: RegisterFile
    private let scratch: any Scratch
    private let last: Int64
    private let known: CivilDate
    /// Mentions of persons with several rows: number, then line and role; the row, and its payee.
    private var rows: SortedRuns
    /// Payees with several rows of persons with one: the line, then the payee's number.
    private var payees: SortedRuns
    /// Lines whose own person refused them, and whose payee did.
    private var refused: (own: Set<Int>, payee: Set<Int>) = ([], [])

    /// A plan of a file that is not refused.
    ///
    /// - Parameters:
    ///   - file: Its rows, resolved against the register.
    ///   - scratch: Where keys go that do not fit in memory.
    ///   - lastNumber: The highest number given so far.
    ///   - known: The day from which the books know what the rows say.
    /// - Throws: What the scratch throws.
    package init(
        _ file: RegisterFile,
        scratch: any Scratch,
        lastNumber: Int64,
        known: CivilDate
    ) throws {
        precondition(lastNumber >= 0, "a person's number is positive")
        self.file = file
        self.scratch = scratch
        self.known = known
        last = lastNumber
        rows = SortedRuns(scratch)
        payees = SortedRuns(scratch)
        try joinMentions()
    }

    /// Gives each mention its number, and each row the number of its payee.
    private mutating func joinMentions() throws {
        var merge = try file.mentions.merged()
        while let key = try merge.next() {
            let place = RowPlace(bits: key.high)
            let number = number(PersonReference(bits: key.low))
            if place.isPayee {
                // The person's own row has one mention only, or came right before.
                let own = RowPlace(line: UInt32(place.line), isPayee: false)
                if file.newcomers.contains(own), !file.several.contains(own) {
                    try payees.append(RunKey(high: UInt64(place.line), low: UInt64(number)))
                }
                try rows.append(
                    RunKey(high: UInt64(number), low: place.bits, value: key.value)
                )
                continue
            }
            let payeePlace = RowPlace(line: UInt32(place.line), isPayee: true)
            var payee: Int64 = 0
            if let next = merge.first, next.high == payeePlace.bits {
                payee = self.number(PersonReference(bits: next.low))
            } else if file.newcomers.contains(payeePlace) {
                payee = self.number(PersonReference(newcomerAt: payeePlace))
            }
            try rows.append(
                RunKey(
                    high: UInt64(number),
                    low: place.bits,
                    value: key.value,
                    extra: UInt64(payee)
                )
            )
        }
    }

    /// The numbers of the new persons.
    package var newcomers: NewcomerNumbers { NewcomerNumbers(marks: file.newcomers, last: last) }

    private func number(_ reference: PersonReference) -> Int64 {
        reference.number(file.newcomers, next: last + 1)
    }

    /// Makes the plan.
    ///
    /// - Parameters:
    ///   - persons: Gives the persons of a page of the register, by number.
    ///   - take: Takes the changes of a page; what it took may not be used where the reading is refused.
    /// - Returns: The counts, and what does not fit the register.
    /// - Throws: What the parameters or the scratch throw.
    package mutating func run(
        persons: (Int64) throws -> [Int64: Person],
        take: (PageChange) throws -> Void
    ) throws -> Reading<PlanSummary> {
        refused = ([], [])
        var sweep = try sweep(persons: persons, take: take)
        // Each turn settles one more row of a chain at least, and mostly all of them.
        var turns = 0
        while sweep.refused != refused, turns < 100 {
            refused = sweep.refused
            sweep = try self.sweep(persons: persons) { _ in }
            turns += 1
        }
        sweep.findings.sort()
        var log = DiagnosticLog()
        for finding in sweep.findings {
            log.append(
                finding.code.at(Location(file: file.name, line: finding.line), finding.detail)
            )
        }
        return Reading(value: sweep.summary, diagnostics: log.diagnostics)
    }

    private mutating func sweep(
        persons: (Int64) throws -> [Int64: Person],
        take: (PageChange) throws -> Void
    ) throws -> PlanSweep {
        var sweep = PlanSweep(
            file: file,
            rows: try rows.merged(),
            payees: try payees.merged(),
            last: last,
            known: known,
            ignored: refused
        )
        try sweep.changeKnown(persons: persons, take: take)
        try sweep.addNewcomers(take: take)
        return sweep
    }
}

/// The numbers that new persons get.
package struct NewcomerNumbers: Sendable {
    fileprivate let marks: RowMarks
    fileprivate let last: Int64

    /// The number of the new person of a place that ``RegisterReader`` gave; nil
    /// where that person is not new.
    package func of(_ place: UInt64) -> Int64? {
        let place = RowPlace(bits: place)
        return marks.contains(place) ? last + 1 + Int64(marks.rank(of: place)) : nil
    }
}

// Drafts units one after the other from the register's pages.
//
// Invariant: pages of a unit come one by one, and no other page is opened but for its payees; what is
// held at once is a few pages and the lines due.

package import BankFiles
package import Disbursement
import Enrolment
package import Entitlement
import Intake
package import Ledger
package import Store

/// Makes the drafts of a run.
package struct DraftAssembly {
    private let open: OpenBooks
    private let ruleBook: RuleBook
    private let banks: BankDirectory

    /// An assembly over open books.
    package init(open: OpenBooks, ruleBook: RuleBook, banks: BankDirectory = .shipped) {
        self.open = open
        self.ruleBook = ruleBook
        self.banks = banks
    }

    /// The drafts of some units, in order of the units.
    ///
    /// Lines of a funding source whose open estimate is too small are held.
    package func drafts(
        units: [UnitRecord],
        period: CalendarMonth,
        known: CivilDate
    ) throws
        -> [Draft]
    {
        let covered = try open.books.coveredLines()
        let stops = try StandingStops(open: open, known: known)
        return try units.map { unit in
            var holds = PayeeHolds(open: open, unit: unit, known: known, banks: banks)
            var draft = try due(unit, period: period, known: known, covered, &holds)
            let again = try OpenLines(open: open).due(
                unit: unit,
                known: known,
                where: { $0.period < period },
                hold: { try holds.hold($0, category: $1) }
            )
            draft.add(returned: again.due, held: again.held)
            if !stops.isEmpty { draft.hold(.stopped) { stops.holds($0) } }
            draft.holdWithoutEstimate(
                open: try openEstimate(unit: unit.code, year: period.year, draft: draft)
            )
            return draft
        }
    }

    /// What is owed above what is covered, page by page.
    private func due(
        _ unit: UnitRecord,
        period: CalendarMonth,
        known: CivilDate,
        _ covered: CoveredLines,
        _ holds: inout PayeeHolds
    ) throws -> Draft {
        let scope = try open.scope(of: unit, period: period, known: known)
        let earlier = EarlierPages(open, asOf: RegisterMoment(known: known, step: .max))
        var maker = DraftMaker(scope: scope, ruleBook: ruleBook)
        let pages = try open.register.pages(of: unit.code, known: known)
        for (place, index) in pages.enumerated() {
            open.meter.tell(.computeDue, place, of: pages.count)
            let page = try open.register.page(index, known: known)
            guard let first = page.numbers.first, let last = page.numbers.last else { continue }
            holds.begin(page)
            try maker.add(
                page,
                covered: try open.books.covered(persons: first...last, by: covered),
                hold: { try holds.hold(place: $0, rightPayee: $1) },
                before: { try earlier.page(index, when: $0) }
            )
        }
        open.meter.tell(.computeDue, pages.count, of: pages.count)
        var draft = maker.finished()
        var own = OwnPayments(open: open, unit: unit, ruleBook: ruleBook, known: known)
        try draft.keepOverPaid { try own.excess($0) }
        return draft
    }

    /// What is due of one person as known on a day, whoever would receive it: what is held is held
    /// because a decision must name it.
    ///
    /// - Throws: `StoreError`.
    func due(
        of person: Int64,
        unit: UnitRecord,
        period: CalendarMonth,
        known: CivilDate
    ) throws -> Draft {
        let scope = try open.scope(of: unit, period: period, known: known)
        let index = PersonPage.index(of: person)
        let earlier = EarlierPages(open, asOf: RegisterMoment(known: known, step: .max))
        var maker = DraftMaker(scope: scope, ruleBook: ruleBook)
        if let found = try open.register.person(person, known: known) {
            try maker.add(
                PersonPage(of: found),
                covered: try open.books.covered(
                    persons: person...person,
                    by: try open.books.coveredLines()
                ),
                before: { try earlier.page(index, when: $0) }
            )
        }
        return maker.finished()
    }

    /// VND granted and not reserved, by source.
    private func openEstimate(unit: String, year: Int, draft: Draft) throws -> [String: Int64] {
        var open: [String: Int64] = [:]
        for (source, _) in draft.newAmountBySource {
            let granted = try self.open.books.balance(
                account: "GRANTED",
                unit: unit,
                year: year,
                source: source
            )
            let reserved = try self.open.books.balance(
                account: "RESERVED",
                unit: unit,
                year: year,
                source: source
            )
            open[source] = granted - reserved
        }
        return open
    }
}

// Reads the register once and drafts every unit asked for.
//
// Invariant: persons come page by page; what is held at once is one page and the lines due.

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
        var makers: [String: DraftMaker] = [:]
        for unit in units {
            makers[unit.code] = DraftMaker(
                scope: DraftScope(
                    unit: unit.code,
                    place: unit.province,
                    period: period,
                    recomputeFrom: min(unit.recomputeFrom, period),
                    known: known
                ),
                ruleBook: ruleBook
            )
        }
        let byCode = Dictionary(uniqueKeysWithValues: units.map { ($0.code, $0) })
        for page in 0..<(try open.register.pageCount()) {
            let persons = try open.register.page(page, known: known)
            guard let first = persons.first, let last = persons.last else { continue }
            let covered = try open.books.covered(persons: first.number...last.number)
            for person in persons {
                for code in Set(person.claims.map(\.unit)).sorted() {
                    guard let unit = byCode[code] else { continue }
                    makers[code]?.add(
                        person,
                        covered: covered[person.number] ?? [],
                        hold: try hold(person, unit: unit, known: known)
                    )
                }
            }
        }
        let stops = try StandingStops(open: open, known: known)
        return try units.compactMap { unit in
            guard var draft = makers[unit.code]?.finished() else { return nil }
            let again = try OpenLines(open: open).due(
                unit: unit,
                known: known,
                where: { $0.period < period },
                hold: hold
            )
            draft.add(returned: again.due, held: again.held)
            draft.hold(.stopped) { stops.holds($0) }
            draft.holdWithoutEstimate(
                open: try openEstimate(unit: unit.code, year: period.year, draft: draft)
            )
            return draft
        }
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

    /// Why the payee of a person cannot be paid now, or nil.
    func hold(_ person: Person, unit: UnitRecord, known: CivilDate) throws -> HoldCause? {
        let payee =
            person.payee == person.number
            ? person : try open.register.person(person.payee, known: known)
        guard let payee else { return .noPaymentWay }
        if payee.death(knownOn: known) != nil { return .payeeDied }
        if let ends = person.authorityEnds, ends < known { return .authorityEnded }
        guard let way = payee.way else { return .noPaymentWay }
        guard (try? BankText(payee.name.revealed)) != nil else { return .nameNotWritable }
        switch way {
        case .account(let bank, _):
            guard let bin = BIN(bank), banks.bank(bin) != nil else { return .bankUnknown }
            return unit.accounts["account"] == nil ? .noUnitAccount : nil
        case .cash:
            return unit.accounts["cash"] == nil ? .noUnitAccount : nil
        }
    }
}

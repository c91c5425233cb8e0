// What a unit's own lists pay above what the unit owes.
//
// What is covered counts over all units, for a right is paid once. But what another unit paid while the
// right was its own is not over-paid here: who moved from one commune to another was owed it there.
//
// Invariant: few persons are asked about, those who seem over-paid; the others cost nothing.

import Disbursement
import Enrolment
import Entitlement
import Ledger
import Store

/// Tells a unit's own over-payments from what others paid.
struct OwnPayments {
    private let open: OpenBooks
    private let unit: UnitRecord
    private let ruleBook: RuleBook
    private let known: CivilDate
    private var laws: [CalendarMonth: LawOfMonth] = [:]
    /// The person that was asked about last: over-payments come in order of person.
    private var last: (number: Int64, person: Person?, lines: [RightLine])?

    /// The payments of a unit's lists, as judged by a rule book on a day.
    init(open: OpenBooks, unit: UnitRecord, ruleBook: RuleBook, known: CivilDate) {
        self.open = open
        self.unit = unit
        self.ruleBook = ruleBook
        self.known = known
    }

    /// VND that the unit's live lines pay of a programme and month above what the unit owes of it.
    ///
    /// - Throws: `StoreError`.
    mutating func excess(_ right: CoveredRight) throws -> Int64 {
        if last?.number != right.person {
            last = (
                right.person, try open.register.person(right.person, known: known),
                try open.books.query {
                    try $0.liveLines(of: right.person, paidBy: unit.code)
                }
            )
        }
        let paid = (last?.lines ?? []).reduce(0 as Int64) { sum, line in
            line.programme == right.programme && line.month == right.month
                ? sum + line.amount : sum
        }
        guard paid > 0, let person = last?.person else { return paid }
        let law =
            laws[right.month]
            ?? LawOfMonth(ruleBook, place: unit.province, month: right.month, known: known)
        laws[right.month] = law
        let owed = law.owedLines(person, unit: unit.code).reduce(0 as Int64) {
            $1.programme == right.programme ? $0 + $1.amount : $0
        }
        return max(0, paid - owed)
    }
}

// Two states of the law held against each other over one register.
//
// Invariants:
// (1) Both sides judge the same claims and facts: those known at the end of the register's day.
// (2) Differences come in the order of pages, persons, months, and then of programmes and categories.

package import Enrolment
package import Ledger

/// What one right of one person and month is worth on two sides.
package struct LawDifference: Hashable, Sendable {
    /// The unit that pays.
    package let unit: String
    /// The person's number.
    package let person: Int64
    /// The month owed.
    package let month: CalendarMonth
    /// The category's code.
    package let category: String
    /// `base` or `supplement`.
    package let kind: String
    /// Đồng owed on the first side, and on the second; 0 where nothing is.
    package let before: Int64
    package let after: Int64
}

/// A comparison under way.
package struct LawComparison: Sendable {
    /// One side: a rule book and the day at whose end it is known.
    package struct Side: Sendable {
        let book: RuleBook
        /// That day.
        package let known: CivilDate

        /// A side.
        package init(book: RuleBook, known: CivilDate) {
            self.book = book
            self.known = known
        }

        fileprivate func law(
            _ place: String,
            _ month: CalendarMonth,
            _ register: CivilDate
        ) -> LawOfMonth {
            LawOfMonth(book, place: place, month: month, known: known, register: register)
        }
    }

    private let before: Side
    private let after: Side
    private let unit: String
    private let laws: [(month: CalendarMonth, before: LawOfMonth, after: LawOfMonth)]
    /// What differs.
    package private(set) var differences: [LawDifference] = []
    /// How many persons of the unit were looked at.
    package private(set) var persons = 0

    /// A comparison for one unit in one province, over a register as known at the end of a day.
    package init(
        from before: Side,
        to after: Side,
        unit: String,
        place: String,
        months: [CalendarMonth],
        register: CivilDate
    ) {
        self.before = before
        self.after = after
        self.unit = unit
        laws = months.map { month in
            (
                month,
                before.law(place, month, register),
                after.law(place, month, register)
            )
        }
    }

    /// Looks at a page of the register.
    package mutating func add(_ page: PersonPage) {
        let terms = (
            PageTerms(page, unit: unit, in: before.book),
            PageTerms(page, unit: unit, in: after.book)
        )
        var judgement = Judgement()
        for place in 0..<page.count where terms.0.concerns(place) {
            persons += 1
            for law in laws {
                law.before.judge(place, of: terms.0, into: &judgement)
                let owedBefore = judgement.owed
                law.after.judge(place, of: terms.1, into: &judgement)
                compare(
                    page.numbers[place],
                    law.month,
                    owedBefore.map { (law.before.rights[$0.right], $0.amount) },
                    judgement.owed.map { (law.after.rights[$0.right], $0.amount) }
                )
            }
        }
    }

    private mutating func compare(
        _ person: Int64,
        _ month: CalendarMonth,
        _ before: [(right: OwedRight, amount: Int64)],
        _ after: [(right: OwedRight, amount: Int64)]
    ) {
        var keys = (before + after).map { [$0.right.programme, $0.right.category, $0.right.kind] }
        keys.sort { $0.lexicographicallyPrecedes($1) }
        var last: [String] = []
        for key in keys where key != last {
            last = key
            func sum(_ owed: [(right: OwedRight, amount: Int64)]) -> Int64 {
                owed.reduce(0) { total, line in
                    let right = line.right
                    let isIt = [right.programme, right.category, right.kind] == key
                    return isIt ? total + line.amount : total
                }
            }
            let (old, new) = (sum(before), sum(after))
            guard old != new else { continue }
            differences.append(
                LawDifference(
                    unit: unit,
                    person: person,
                    month: month,
                    category: key[1],
                    kind: key[2],
                    before: old,
                    after: new
                )
            )
        }
    }
}

// From what is owed to what is due now: the draft of one unit's batch.
//
//   due now = owed, as known on D, for each month from `recomputeFrom` to the period
//             − what live lines already cover of the same right
//
// Invariants:
// (1) Nothing is due twice: a right is due for what is owed above what is covered, never more.
// (2) A programme's right of one month counts as a whole: what is covered above what is owed is
//     named as over-paid and never netted; a shift between funding sources pays nobody.
// (3) Every due line is a line of the batch or is held with a cause; every person of the unit with
//     a running claim and no line for the period is left out with a cause.
// (4) What is due of a month that was decided before rests on law that became known later, on a decision,
//     or is held as proposed (``ArrearsJudge``).
// (5) The result depends on the persons and the rule book only, never on their order.

package import Enrolment
package import Entitlement
package import Ledger

/// What a draft is made for.
package struct DraftScope: Sendable {
    /// The unit's four-character code.
    package let unit: String
    /// The unit's province code, for the local rates.
    package let place: String
    /// The month that is paid.
    package let period: CalendarMonth
    /// The first month that is computed again.
    package let recomputeFrom: CalendarMonth
    /// The last day of what is known.
    package let known: CivilDate
    /// The months that lists of the unit decided before.
    package let decided: [DecidedMonth]

    /// A scope; the period is not before the first month.
    package init(
        unit: String,
        place: String,
        period: CalendarMonth,
        recomputeFrom: CalendarMonth,
        known: CivilDate,
        decided: [DecidedMonth] = []
    ) {
        precondition(recomputeFrom <= period, "a period is not before the first open month")
        self.unit = unit
        self.place = place
        self.period = period
        self.recomputeFrom = recomputeFrom
        self.known = known
        self.decided = decided
    }
}

/// Makes a draft, page by page; never copied, for its months remember places in its own draft.
package struct DraftMaker: ~Copyable {
    private let scope: DraftScope
    private let ruleBook: RuleBook
    private var draft: Draft
    private var months: [DraftMonth] = []
    private var classes = RightClasses()
    private var judgement = Judgement()
    private var balance = RightBalance()
    /// Lines that a right has now, with what they are for.
    private var dues: [RightBalance.Due] = []
    private var households = HouseholdRights()
    private var arrears: ArrearsJudge
    /// Whether somebody on the page has a payee for one category.
    private var hasRightPayees = false

    /// Begins an empty draft.
    package init(scope: DraftScope, ruleBook: RuleBook) {
        self.scope = scope
        self.ruleBook = ruleBook
        draft = Draft(scope: scope)
        arrears = ArrearsJudge(scope: scope, ruleBook: ruleBook)
    }

    /// Takes the persons of a page of the register who have a claim of the scope's unit.
    ///
    /// - Parameters:
    ///   - page: The page, as known on the scope's day; pages may come in any order.
    ///   - covered: What live lines of all units already cover for its persons.
    ///   - hold: Why the payee of the person at a place cannot be paid now, or nil; asked only of
    ///     persons with something due. The second is the row of who receives what is due under one
    ///     category, nil for who receives the rest.
    ///   - before: The page as it was when a month was decided; nil where it is the same still.
    package mutating func add(
        _ page: PersonPage,
        covered: CoveredColumns = CoveredColumns(),
        hold: (Int, Int?) throws -> HoldCause? = { _, _ in nil },
        before: (DecidedMonth) throws -> PersonPage? = { _ in nil }
    ) rethrows {
        if months.isEmpty { cutLaws() }
        let terms = PageTerms(page, unit: scope.unit, in: ruleBook)
        balance.begin(covered, &classes)
        arrears.begin()
        hasRightPayees = !page.rightPayees.isEmpty
        var row = page.count > 0 ? covered.firstRow(of: page.numbers[0]) : 0
        for place in 0..<page.count {
            let number = page.numbers[place]
            while row < covered.count, covered.persons[row] < number { row += 1 }
            var end = row
            while end < covered.count, covered.persons[end] == number { end += 1 }
            defer { row = end }
            guard terms.concerns(place) else { continue }
            let person = Person(place: place, number: number, payee: page.payees[place])
            try take(person, of: terms, covered, row..<end, before, hold)
        }
    }

    /// Cuts the law for every month, once.
    private mutating func cutLaws() {
        var month = scope.recomputeFrom
        while month <= scope.period {
            let law = LawOfMonth(ruleBook, place: scope.place, month: month, known: scope.known)
            let decided = scope.decided.first { $0.month == month }
            months.append(DraftMonth(law, decided, ruleBook, &classes))
            month = month.advanced(byMonths: 1)
        }
    }

    /// Whom a month is drafted for: looked up once, for a page that is asked itself is copied.
    private struct Person {
        let place: Int
        let number: Int64
        let payee: Int64
    }

    /// Takes one person, month by month.
    private mutating func take(
        _ person: Person,
        of terms: PageTerms,
        _ covered: CoveredColumns,
        _ rows: Range<Int>,
        _ before: (DecidedMonth) throws -> PersonPage?,
        _ hold: (Int, Int?) throws -> HoldCause?
    ) rethrows {
        var row = rows.lowerBound
        // Nobody asked yet.
        var holdFound: HoldCause??
        for index in months.indices {
            let month = months[index]
            month.law.judge(person.place, of: terms, into: &judgement)
            let number = month.law.month.number
            while row < rows.upperBound, covered.months[row] < number { row += 1 }
            let first = row
            while row < rows.upperBound, covered.months[row] == number { row += 1 }
            balance.compare(
                judgement.owed,
                month.numbers,
                first..<row,
                classes,
                into: &dues
            )
            for (covered, excess) in balance.overPaid {
                draft.overPaid.append(OverPaid(covered: covered, excess: excess))
            }
            for (right, amount) in balance.shifted {
                draft.shifted[month.law.rights[right].source, default: 0] += amount
            }
            if !balance.moved.isEmpty { noteMoves(month, covered) }
            if month.hasHouseholdRight(among: judgement.owed) {
                noteHousehold(terms, person, month)
            }
            if !dues.isEmpty {
                arrears.clear()
                if let decided = month.decided {
                    try arrears.part(
                        dues,
                        of: judgement.owed,
                        ArrearsJudge.Month(
                            law: month.law,
                            numbers: month.numbers,
                            decided: decided
                        ),
                        person.place,
                        terms,
                        &classes,
                        before: before
                    )
                }
                try append(terms, person, month, &holdFound, hold)
            }
            if index == months.count - 1, judgement.owed.isEmpty { leaveOut(person, terms) }
        }
    }

    /// Notes what moves between sources while the person is owed nothing of it.
    private mutating func noteMoves(_ month: DraftMonth, _ covered: CoveredColumns) {
        for (place, amount) in balance.moved {
            let (programme, source) =
                switch place {
                case .right(let right):
                    (month.law.rights[right].programme, month.law.rights[right].source)
                case .row(let row): (covered[row].programme, covered[row].source)
                }
            let part = SourcePart(programme: programme, month: month.law.month, source: source)
            draft.moves[part, default: 0] += amount
        }
    }

    /// Notes what a person is owed of which a household has one portion.
    private mutating func noteHousehold(
        _ terms: PageTerms,
        _ person: Person,
        _ month: DraftMonth
    ) {
        for owed in judgement.owed {
            guard let household = month.householdRights[owed.right] else { continue }
            let due = dues.first { $0.right == owed.right }
            households.note(
                month.law.rights[owed.right].category,
                of: terms.page.household(at: person.place),
                person: person.number,
                month: household.isOnce ? nil : month.law.month.number,
                isCovered: due.map { $0.earlierLines > 0 } ?? true
            )
        }
    }

    /// Appends the dues of a person and month, each to its payee.
    ///
    /// `found` has the cause of the payee of all but some categories, once it was asked for.
    private mutating func append(
        _ terms: PageTerms,
        _ person: Person,
        _ owed: DraftMonth,
        _ found: inout HoldCause??,
        _ hold: (Int, Int?) throws -> HoldCause?
    ) rethrows {
        let month = owed.law.month.number
        for (index, due) in dues.enumerated() {
            let share = arrears.shares.isEmpty ? nil : arrears.shares[index]
            let right = right(due, owed, by: share?.decision)
            var payee = person.payee
            var cause: HoldCause?
            if hasRightPayees, let row = rightPayee(of: due, owed, terms, person.place) {
                payee = terms.page.rightPayees.payees[row]
                cause = try hold(person.place, row)
            } else {
                if let known = found { cause = known } else { cause = try hold(person.place, nil) }
                found = .some(cause)
            }
            var amount = due.amount
            if balance.isPaidOtherwise {
                cause = .paidOtherwise
            } else if let share {
                amount = share.free
                if share.free < due.amount {
                    draft.held.append(
                        person: person.number,
                        payee: payee,
                        month: month,
                        amount: due.amount - share.free,
                        right: right.held,
                        cause: .decisionNeeded
                    )
                }
                if share.free == 0 { continue }
            }
            if let cause {
                draft.held.append(
                    person: person.number,
                    payee: payee,
                    month: month,
                    amount: amount,
                    right: right.held,
                    cause: cause
                )
            } else {
                draft.lines.append(
                    person: person.number,
                    payee: payee,
                    month: month,
                    amount: amount,
                    right: right.due
                )
            }
        }
    }

    /// The row of who receives what is due, where that is not who receives the rest.
    private func rightPayee(
        of due: RightBalance.Due,
        _ month: DraftMonth,
        _ terms: PageTerms,
        _ place: Int
    ) -> Int? {
        terms.page.rightPayee(of: place, category: month.law.rights[due.right].category)
    }

    /// What a due line is for: one right for all whom a rule pays, or one for a decision on arrears.
    private mutating func right(
        _ due: RightBalance.Due,
        _ month: DraftMonth,
        by decision: ArrearsDecision?
    ) -> DraftMonth.Places {
        if decision == nil,
            let known = month.places(of: due.right, earlierLines: due.earlierLines)
        {
            return known
        }
        let owed = month.law.rights[due.right]
        let cause = due.earlierLines == 0 ? "regular" : "difference-\(due.earlierLines)"
        let right = LineRight(
            programme: owed.programme,
            category: owed.category,
            kind: owed.kind,
            source: owed.source,
            cause: decision.map { "\(cause) \($0.reference)" } ?? cause,
            rule: owed.rule,
            year: scope.period.year
        )
        draft.unverified[owed.rule, default: []].formUnion(owed.unverified)
        let places = DraftMonth.Places(
            due: draft.lines.place(of: right),
            held: draft.held.place(of: right)
        )
        if decision == nil { month.set(places, of: due.right, earlierLines: due.earlierLines) }
        return places
    }

    /// Leaves out a person whose claim runs and gives nothing for the period.
    private mutating func leaveOut(_ person: Person, _ terms: PageTerms) {
        let (index, key) = (months.count - 1, judgement.causeKey)
        if let key, let cause = months[index].causes[key] {
            return draft.leftOut.append(person.number, place: cause)
        }
        // The reason costs more than the judgement: one serves all who have it.
        guard let cause = judgement.cause(under: months[index].law, terms) else { return }
        let cost = draft.leftOut.place(of: cause)
        if let key { months[index].causes[key] = cost }
        draft.leftOut.append(person.number, place: cost)
    }

    /// Lends the lines due of the pages taken, in canonical order, and forgets them with all else that
    /// was found: for who looks at one page after the other.
    ///
    /// - Parameter body: Gets the lines.
    package mutating func drain(_ body: (LineColumns) throws -> Void) rethrows {
        draft.lines.sort()
        try body(draft.lines)
        forget()
    }

    /// Lends who was left out of the pages taken, in order, and forgets them with all else that was found.
    ///
    /// - Parameter body: Gets the persons.
    package mutating func drainLeftOut(_ body: (LeftOutPersons) throws -> Void) rethrows {
        draft.leftOut.sort()
        try body(draft.leftOut)
        forget()
    }

    private mutating func forget() {
        draft.lines.removeAll()
        draft.held.removeAll()
        draft.leftOut.removeAll()
        draft.overPaid.removeAll(keepingCapacity: true)
    }

    /// The lines whose right waits because another person of the household has it, of all persons taken
    /// so far: whether a household has one portion can be told only of all its persons.
    ///
    /// - Parameter lines: The lines.
    /// - Returns: Their places.
    package func waiting(among lines: LineColumns) -> [Int] {
        guard let waiting = households.waiting() else { return [] }
        return lines.indices.filter { waiting.holds(lines[$0]) }
    }

    /// The draft of all pages taken.
    package consuming func finished() -> Draft {
        if let waiting = households.waiting() {
            draft.hold(.householdPaid) { waiting.holds($0) }
        }
        draft.lines.sort()
        draft.held.sort()
        draft.leftOut.sort()
        draft.overPaid.sort {
            ($0.covered.person, $0.covered.month) < ($1.covered.person, $1.covered.month)
        }
        return draft
    }
}

/// One month of a draft: its law, and where its rights stand in the columns of lines.
///
/// A class, so that asking it for each person counts one reference and copies nothing.
private final class DraftMonth {
    /// Where a right stands in the tables of the lines due and held.
    struct Places {
        let due: UInt32
        let held: UInt32

        /// Not found yet.
        static let none = Places(due: .max, held: .max)
    }

    let law: LawOfMonth
    /// When it was decided before; nil where no list counted it in.
    let decided: DecidedMonth?
    /// The numbers of each right of the law.
    let numbers: [RightNumbers]
    /// Where causes stand among those of the persons left out, by ``Judgement/causeKey``.
    var causes: [Int: UInt32] = [:]
    /// Those of all rights for no earlier line, then for one, and so on.
    private var places: [Places] = []
    /// For each right of which a household has one portion, whether it has it once; nil for the others,
    /// empty where none is such.
    let householdRights: [HouseholdRight?]

    /// What is asked of a right of which a household has one portion: a category itself is long to copy.
    struct HouseholdRight {
        let isOnce: Bool
    }

    /// Whether a household has one portion of something that is owed.
    func hasHouseholdRight(among owed: [OwedAmount]) -> Bool {
        !householdRights.isEmpty && owed.contains { householdRights[$0.right] != nil }
    }

    init(
        _ law: LawOfMonth,
        _ decided: DecidedMonth?,
        _ book: RuleBook,
        _ classes: inout RightClasses
    ) {
        self.law = law
        self.decided = decided
        let shared = book.categories.filter(\.isPerHousehold)
        let rights = law.rights.map { right in
            shared.first { $0.code == right.category }.map { HouseholdRight(isOnce: $0.isOnce) }
        }
        householdRights = rights.contains { $0 != nil } ? rights : []
        var numbers: [RightNumbers] = []
        for right in law.rights { numbers.append(classes.numbers(of: right)) }
        self.numbers = numbers
    }

    func places(of right: Int, earlierLines: Int) -> Places? {
        guard earlierLines < 64 else { return nil }
        let index = earlierLines * numbers.count + right
        guard index < places.count, places[index].due != .max else { return nil }
        return places[index]
    }

    func set(_ value: Places, of right: Int, earlierLines: Int) {
        // Nobody has so many but in books that are not ours any more.
        guard earlierLines < 64 else { return }
        let missing = (earlierLines + 1) * numbers.count - places.count
        if missing > 0 { places += repeatElement(.none, count: missing) }
        places[earlierLines * numbers.count + right] = value
    }
}

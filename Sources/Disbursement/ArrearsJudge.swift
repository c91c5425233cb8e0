// What of an arrear is paid without asking, and what is proposed until a decision names it.
//
// A month that a list decided before owes more than it paid. Of that
//   what the law of today gives by the register of then is paid: a rate or rule that became known later,
//     and what was owed then already and could not be paid;
//   what a decision grants that the register did not have then is paid, for it names number and day
//     itself, but not where it takes the place of one of its category that ran in the month;
//   what an ``ArrearsDecision`` names is paid;
//   the rest rests on a fact that came later, and is proposed.
//
// Invariants:
// (1) Nothing but the parts above is paid of a decided month, and together never more than is due.
// (2) Of a right of a month that was paid elsewhere the law as known on its eve must give what was paid;
//     where it gives more, the whole difference is proposed: nobody here knows why.
// (3) The register of then is read as it was, to the step: not by days alone, for a day has many steps.

import Enrolment
import Entitlement
import Ledger

/// Parts what is due of a decided month.
struct ArrearsJudge {
    /// What becomes of one line due.
    struct Share {
        /// VND that may be paid.
        var free: Int64
        /// The decision that allows it, where one was needed.
        var decision: ArrearsDecision?
    }

    /// A month's law of other days, with the numbers of its rights.
    private struct PastLaw {
        let law: LawOfMonth
        let numbers: [RightNumbers]
    }

    /// A month's law as known on one day, for the register of another.
    private struct LawKey: Hashable {
        let month: CalendarMonth
        let known: CivilDate
        let register: CivilDate
    }

    /// A page as it was when a list was made, or that it is the same still.
    private struct PastPage {
        let known: CivilDate
        let step: Int64
        let terms: PageTerms?
    }

    private let scope: DraftScope
    private let book: RuleBook
    private var laws: [LawKey: PastLaw] = [:]
    /// The laws of months that were paid elsewhere, as known then, by month from the first.
    private var lawsElsewhere: [PastLaw?] = []
    private var pages: [PastPage] = []
    private var judgement = Judgement()
    /// What becomes of the lines due, in their order; empty where all of them are paid.
    private(set) var shares: [Share] = []

    init(scope: DraftScope, ruleBook: RuleBook) {
        self.scope = scope
        book = ruleBook
    }

    /// Begins a page.
    mutating func begin() { pages.removeAll(keepingCapacity: true) }

    /// Forgets the shares of the month before.
    mutating func clear() {
        while !shares.isEmpty { shares.removeLast() }
    }

    /// The month in hand.
    struct Month {
        let law: LawOfMonth
        let numbers: [RightNumbers]
        let decided: DecidedMonth
    }

    /// Finds what may be paid of the lines due of a decided month.
    ///
    /// - Parameters:
    ///   - dues: The lines due; not empty.
    ///   - owed: What the month owes as known now.
    ///   - month: The month.
    ///   - place: The person's place on the page.
    ///   - terms: The page.
    ///   - classes: What gives programmes their numbers.
    ///   - before: The page as it was when the month was decided; nil where it is the same still.
    mutating func part(
        _ dues: [RightBalance.Due],
        of owed: [OwedAmount],
        _ month: Month,
        _ place: Int,
        _ terms: PageTerms,
        _ classes: inout RightClasses,
        before: (DecidedMonth) throws -> PersonPage?
    ) rethrows {
        let person = terms.page.numbers[place]
        let past = try pastTerms(month.decided, terms, before)
        let then: (terms: PageTerms, place: Int)?
        if let past {
            then = past.page.place(of: person).map { (past, $0) }
        } else {
            then = (terms, place)
        }
        let isSame =
            past == nil || then.map { Self.isUnchanged(terms, place, $0.terms, $0.place) } ?? false
        if month.decided.isElsewhere {
            if isSame, isRateAlone(dues, owed, month, place, terms, &classes) { return }
            let standing = standing(dues, owed, month, then, &classes)
            if zip(dues, standing).allSatisfy({ $0.amount == $1 }) { return }
            return lay(Sums(), standing, on: dues, of: owed, month, place, terms, then, &classes)
        }
        if isSame { return }
        var standing = Sums()
        if let then {
            let day = month.decided.known
            standing = sums(then, month, known: scope.known, register: day, &classes)
        }
        let now = sums(owed, month.numbers)
        var free = Sums()
        var isAllFree = true
        for line in dues.indices where Self.isFirst(line, dues, month) {
            let programme = month.numbers[dues[line].right].programme
            let covered = covered(of: programme, dues, owed, month)
            free[programme] = max(0, min(now[programme], standing[programme]) - covered)
            isAllFree = isAllFree && free[programme] >= Self.sum(dues, programme, month)
        }
        guard !isAllFree else { return }
        let none = [Int64](repeating: 0, count: dues.count)
        lay(free, none, on: dues, of: owed, month, place, terms, then, &classes)
    }

    /// Whether all that is due of a month paid elsewhere comes of law that became known later, where the
    /// register is the same: what a new rate for everybody asks of each of them.
    private mutating func isRateAlone(
        _ dues: [RightBalance.Due],
        _ owed: [OwedAmount],
        _ month: Month,
        _ place: Int,
        _ terms: PageTerms,
        _ classes: inout RightClasses
    ) -> Bool {
        let index = Int(month.law.month.number - scope.recomputeFrom.number)
        while lawsElsewhere.count <= index { lawsElsewhere.append(nil) }
        let past =
            lawsElsewhere[index]
            ?? law(month, known: lawDay(month), register: month.decided.known, &classes)
        lawsElsewhere[index] = past
        past.law.judge(place, of: terms, into: &judgement)
        for due in dues {
            let wanted = month.numbers[due.right]
            var covered = -due.amount
            for line in owed where month.numbers[line.right] == wanted { covered += line.amount }
            for line in judgement.owed where past.numbers[line.right] == wanted {
                covered -= line.amount
            }
            if covered < 0 { return false }
        }
        return true
    }

    /// The day up to which a list made elsewhere knew the law: the eve of its month, for a list is made
    /// before its month begins (decree 20/2021 article 34.4).
    private func lawDay(_ month: Month) -> CivilDate {
        min(month.law.month.firstDay.advanced(byDays: -1), scope.known)
    }

    /// VND of each line of a month that was paid elsewhere which only law that became known later adds.
    private mutating func standing(
        _ dues: [RightBalance.Due],
        _ owed: [OwedAmount],
        _ month: Month,
        _ then: (terms: PageTerms, place: Int)?,
        _ classes: inout RightClasses
    ) -> [Int64] {
        guard let then else { return dues.map { _ in 0 } }
        let wanted = dues.map { month.numbers[$0.right] }
        let paid = amounts(
            wanted,
            then,
            month,
            known: lawDay(month),
            register: month.decided.known,
            &classes
        )
        let given = amounts(
            wanted,
            then,
            month,
            known: scope.known,
            register: month.decided.known,
            &classes
        )
        return dues.indices.map { line in
            let whole = Self.whole(dues[line], owed, month)
            let covered = whole - dues[line].amount
            guard covered >= paid[line] else { return 0 }
            return max(0, min(whole, given[line]) - covered)
        }
    }

    /// What some rights give somebody, under a law and a register of other days.
    private mutating func amounts(
        _ rights: [RightNumbers],
        _ person: (terms: PageTerms, place: Int),
        _ month: Month,
        known: CivilDate,
        register: CivilDate,
        _ classes: inout RightClasses
    ) -> [Int64] {
        let past = law(month, known: known, register: register, &classes)
        past.law.judge(person.place, of: person.terms, into: &judgement)
        return rights.map { right in
            var sum: Int64 = 0
            for line in judgement.owed where past.numbers[line.right] == right {
                sum += line.amount
            }
            return sum
        }
    }

    /// VND that the month owes of a line's right in all.
    private static func whole(
        _ due: RightBalance.Due,
        _ owed: [OwedAmount],
        _ month: Month
    ) -> Int64 {
        var whole: Int64 = 0
        for line in owed where month.numbers[line.right] == month.numbers[due.right] {
            whole += line.amount
        }
        return whole
    }

    /// Lays what is free on the lines: what stands of each and grants first, then what stands of the
    /// programme, then decisions.
    private mutating func lay(
        _ free: Sums,
        _ standing: [Int64],
        on dues: [RightBalance.Due],
        of owed: [OwedAmount],
        _ month: Month,
        _ place: Int,
        _ terms: PageTerms,
        _ then: (terms: PageTerms, place: Int)?,
        _ classes: inout RightClasses
    ) {
        let granted = granted(dues, owed, month, place, terms, then, &classes)
        for line in dues.indices {
            let amount = max(standing[line], granted[line])
            shares.append(Share(free: min(dues[line].amount, amount)))
        }
        for first in dues.indices where Self.isFirst(first, dues, month) {
            let programme = month.numbers[dues[first].right].programme
            let lines = dues.indices.filter { month.numbers[dues[$0].right].programme == programme }
            var left = free[programme]
            for line in lines { spread(&left, to: line, dues, by: nil) }
            let due = Self.sum(dues, programme, month)
            let taken = lines.reduce(0) { $0 + shares[$1].free }
            guard taken < due,
                let (decision, amount) = decided(programme, month, place, terms, &classes)
            else { continue }
            let covered = covered(of: programme, dues, owed, month)
            let total = sums(owed, month.numbers)[programme]
            left = max(0, min(total, amount) - covered - taken)
            for line in lines { spread(&left, to: line, dues, by: decision) }
        }
    }

    private mutating func spread(
        _ left: inout Int64,
        to line: Int,
        _ dues: [RightBalance.Due],
        by decision: ArrearsDecision?
    ) {
        let part = min(left, dues[line].amount - shares[line].free)
        guard part > 0 else { return }
        shares[line].free += part
        if let decision { shares[line].decision = decision }
        left -= part
    }

    /// VND of each line that rests on a decision which the register did not have then.
    private mutating func granted(
        _ dues: [RightBalance.Due],
        _ owed: [OwedAmount],
        _ month: Month,
        _ place: Int,
        _ terms: PageTerms,
        _ then: (terms: PageTerms, place: Int)?,
        _ classes: inout RightClasses
    ) -> [Int64] {
        let grants = grants(month, place, terms, then)
        return dues.map { due in
            guard let known = grants[month.law.rights[due.right].category] else { return 0 }
            let here = (terms: terms, place: place)
            let given = amounts(
                [month.numbers[due.right]],
                here,
                month,
                known: scope.known,
                register: known,
                &classes
            )[0]
            let whole = Self.whole(due, owed, month)
            return max(0, min(whole, given) - (whole - due.amount))
        }
    }

    /// The day from which each category's decision is known that the register did not have then.
    ///
    /// Of a month that was paid elsewhere a decision of that month or later counts too: the list of then
    /// may have been made before it. A decision that takes the place of another one of its category is none
    /// for the months that the other gave: who ends or annuls a decision and grants it anew, with other
    /// facts, grants nothing new for them.
    private func grants(
        _ month: Month,
        _ place: Int,
        _ terms: PageTerms,
        _ then: (terms: PageTerms, place: Int)?
    ) -> [String: CivilDate] {
        let claims = terms.page.claimRows(of: place).map { terms.page.claim($0) }
        let had =
            then.map { then in
                then.terms.page.claimRows(of: then.place).map { then.terms.page.claim($0) }
            } ?? []
        // Of each decision what was said of it last.
        let standing = had.indices.filter { place in
            !had[(place + 1)...].contains { $0.isSameClaim(as: had[place]) }
        }.map { had[$0] }
        var grants: [String: CivilDate] = [:]
        for (index, claim) in claims.enumerated() where claim.unit == scope.unit {
            guard claim.known <= scope.known,
                !claims[..<index].contains(where: { $0.isSameClaim(as: claim) })
            else { continue }
            let isNew = !had.contains { $0.isSameClaim(as: claim) }
            let isLate = month.decided.isElsewhere && claim.signed.month >= month.law.month
            let isAnother = standing.contains {
                !$0.isSameClaim(as: claim) && Self.gave($0, claim.category, month.law.month)
            }
            guard isNew || isLate, !isAnother else { continue }
            grants[claim.category] = max(grants[claim.category] ?? claim.known, claim.known)
        }
        return grants
    }

    /// Whether a decision of a category ran in a month.
    private static func gave(_ claim: Claim, _ category: String, _ month: CalendarMonth) -> Bool {
        claim.category == category && claim.signed.month <= month
            && claim.ended.map { $0.month >= month } ?? true
    }

    /// The last decision on a programme's arrears of the month that still says what the register said on
    /// its day, and VND that the month owes by it.
    private mutating func decided(
        _ programme: Int32,
        _ month: Month,
        _ place: Int,
        _ terms: PageTerms,
        _ classes: inout RightClasses
    ) -> (ArrearsDecision, Int64)? {
        let code = month.law.rights.indices.first { month.numbers[$0].programme == programme }
            .map { month.law.rights[$0].programme }
        let decisions = terms.page.facts(of: place).compactMap { ArrearsDecision($0) }
        let last = decisions.last {
            $0.programme == code && $0.month == month.law.month && $0.known <= scope.known
        }
        guard let last else { return nil }
        let here = (terms: terms, place: place)
        let said = sums(here, month, known: last.known, register: last.known, &classes)[programme]
        guard said == last.owed else { return nil }
        return (
            last, sums(here, month, known: scope.known, register: last.known, &classes)[programme]
        )
    }

    /// The page as it was then; nil where it is the same still.
    private mutating func pastTerms(
        _ decided: DecidedMonth,
        _ terms: PageTerms,
        _ before: (DecidedMonth) throws -> PersonPage?
    ) rethrows -> PageTerms? {
        let known = pages.first { $0.step == decided.step && $0.known == decided.known }
        if let known { return known.terms }
        let past = try before(decided).map { PageTerms($0, unit: scope.unit, in: book) }
        pages.append(PastPage(known: decided.known, step: decided.step, terms: past))
        return past
    }

    /// Whether the register says of somebody what it said then; it only ever adds.
    private static func isUnchanged(
        _ terms: PageTerms,
        _ place: Int,
        _ past: PageTerms,
        _ then: Int
    ) -> Bool {
        terms.page.births[place] == past.page.births[then]
            && terms.page.claimRows(of: place).count == past.page.claimRows(of: then).count
            && terms.page.factRows(of: place).count == past.page.factRows(of: then).count
    }

    private mutating func law(
        _ month: Month,
        known: CivilDate,
        register: CivilDate,
        _ classes: inout RightClasses
    ) -> PastLaw {
        let key = LawKey(month: month.law.month, known: known, register: register)
        if let law = laws[key] { return law }
        let law = LawOfMonth(
            book,
            place: scope.place,
            month: key.month,
            known: known,
            register: register
        )
        let past = PastLaw(law: law, numbers: law.rights.map { classes.numbers(of: $0) })
        laws[key] = past
        return past
    }

    /// What a month owes somebody by programme, under a law and a register of other days.
    private mutating func sums(
        _ person: (terms: PageTerms, place: Int),
        _ month: Month,
        known: CivilDate,
        register: CivilDate,
        _ classes: inout RightClasses
    ) -> Sums {
        let past = law(month, known: known, register: register, &classes)
        past.law.judge(person.place, of: person.terms, into: &judgement)
        var sums = Sums()
        for line in judgement.owed { sums[past.numbers[line.right].programme] += line.amount }
        return sums
    }

    private func sums(_ owed: [OwedAmount], _ numbers: [RightNumbers]) -> Sums {
        var sums = Sums()
        for line in owed { sums[numbers[line.right].programme] += line.amount }
        return sums
    }

    /// Whether a line is the first of its programme.
    private static func isFirst(_ line: Int, _ dues: [RightBalance.Due], _ month: Month) -> Bool {
        let programme = month.numbers[dues[line].right].programme
        for other in dues.indices.prefix(line)
        where month.numbers[dues[other].right].programme == programme { return false }
        return true
    }

    private static func sum(
        _ dues: [RightBalance.Due],
        _ programme: Int32,
        _ month: Month
    ) -> Int64 {
        var sum: Int64 = 0
        for due in dues where month.numbers[due.right].programme == programme { sum += due.amount }
        return sum
    }

    /// VND that live lines cover of a programme: what it owes less what is due of it.
    private func covered(
        of programme: Int32,
        _ dues: [RightBalance.Due],
        _ owed: [OwedAmount],
        _ month: Month
    ) -> Int64 {
        sums(owed, month.numbers)[programme] - Self.sum(dues, programme, month)
    }
}

/// Sums by programme; a person has one, or a few, and one costs no allocation.
private struct Sums {
    private var first: (programme: Int32, amount: Int64) = (-1, 0)
    private var others: [(programme: Int32, amount: Int64)] = []

    subscript(programme: Int32) -> Int64 {
        get {
            if first.programme == programme { return first.amount }
            for other in others where other.programme == programme { return other.amount }
            return 0
        }
        set {
            if first.programme < 0 { first.programme = programme }
            if first.programme == programme {
                first.amount = newValue
                return
            }
            for index in others.indices where others[index].programme == programme {
                others[index].amount = newValue
                return
            }
            others.append((programme, newValue))
        }
    }
}

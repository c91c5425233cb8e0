// Judges each claim of a person: started, running, conditions met, how much.
//
// It walks over columns by row numbers and copies no text: this runs once for each person and month
// of a whole country. Rows of the law are handed on by their number, for a row is many words long.
//
// Invariants:
// (1) Only claims and facts known at the end of the register's day count.
// (2) The order of a person's claims never changes the result.
// (3) A rule on changes that is not verified taints an amount, or a refusal, only where the other reading of it
//     gives another amount in that month. One on ends taints what is owed for the month of an end, one on how
//     long papers count what is owed by a paper whose own time is over.

import Enrolment
import Ledger

extension LawOfMonth {
    /// Finds the claims of a person with what became of each, ordered by category and decision.
    ///
    /// Claims of other units are judged too, for a right is paid once in the country, but only
    /// those of the unit that asks give lines.
    func findCandidates(
        _ terms: PageTerms,
        at place: Int,
        into candidates: inout [Candidate]
    ) {
        // They are few: one by one they go without the work of a range.
        while !candidates.isEmpty { candidates.removeLast() }
        let claims = terms.claimRows(of: place)
        let facts = terms.factRows(of: place)
        let death =
            facts.isEmpty ? PersonPage.noDay : terms.death(facts, known: register.dayNumber)
        for claim in claims where terms.page.claims.known[claim] <= register.dayNumber {
            if claims.count > 1, isSuperseded(claim, claims, terms) { continue }
            let isOwn = terms.isOwn(claim)
            let word = Int(terms.category(claim))
            let category = word < 0 ? -1 : columns.categoryOfWord[word]
            if category < 0 {
                guard isOwn else { continue }
                var candidate = Candidate(claim: claim, category: .max, isOwn: isOwn)
                candidate.verdict = .unknownCategory
                candidates.append(candidate)
            } else {
                let last = candidates.count
                candidates.append(Candidate(claim: claim, category: category, isOwn: isOwn))
                judge(&candidates[last], terms, at: place, death: death)
            }
        }
        guard candidates.count > 1 else { return }
        candidates.sort {
            $0.category == $1.category
                ? terms.precedes($0.claim, $1.claim) : $0.category < $1.category
        }
        combine(&candidates, terms.page.claims.signed)
    }

    private func isSuperseded(
        _ claim: Int,
        _ claims: Range<Int>,
        _ terms: PageTerms
    ) -> Bool {
        for other in claims
        where other != claim && terms.page.claims.known[other] <= register.dayNumber {
            if terms.updates(other, claim) { return true }
        }
        return false
    }

    /// Finds whether a claim gives an amount in the month, by itself.
    private func judge(
        _ candidate: inout Candidate,
        _ terms: PageTerms,
        at place: Int,
        death: Int32
    ) {
        let category = candidate.category
        let law = columns.categories[category]
        guard let start = start(&candidate, category, terms, at: place) else {
            candidate.verdict = .noRate
            return
        }
        candidate.start = start
        let ended = terms.page.claims.ended[candidate.claim]
        if start.first > closing.dayNumber {
            candidate.verdict = .notStarted
        } else if law.isOnce, start.first <= eve.dayNumber {
            candidate.verdict = .paidOnce
        } else if ended != PersonPage.noDay, isPast(ended, law.stopsAtOnce) {
            candidate.verdict = .ended
        } else if death != PersonPage.noDay, !law.isOnce, isPast(death, law.stopsAtOnce) {
            candidate.verdict = .died
        } else if !law.suspensions.isEmpty, terms.factRows(of: place).count > 0,
            let hold = suspension(law.suspensions, facts: terms.factRows(of: place), terms)
        {
            candidate.verdict = .suspended
            candidate.hold = hold
        } else if let lack = law.lack {
            candidate.verdict = lack == .expired ? .categoryExpired : .noRate
        } else {
            // The month opens on its eve, or with the event that starts the right in it.
            let opening =
                start.first > eve.dayNumber ? max(eve.dayNumber, start.judged) : eve.dayNumber
            if isInMonth(ended) || (!law.isOnce && isInMonth(death)) {
                candidate.timing |= law.endBit
            }
            price(&candidate, category, terms, at: place, opening: opening)
        }
    }

    /// Whether a death or an end lies in the month.
    private func isInMonth(_ event: Int32) -> Bool {
        event > eve.dayNumber && event <= closing.dayNumber
    }

    /// The place among a category's suspensions of the one that holds it back in the month; nil for
    /// none.
    private func suspension(
        _ suspensions: Range<Int>,
        facts: Range<Int>,
        _ terms: PageTerms
    ) -> Int? {
        for index in suspensions {
            let row = columns.suspensions[index]
            var isHeld = isSuspended(row, facts, terms, on: eve.dayNumber)
            if !isHeld, row.countsAtOnce {
                isHeld = isSuspended(row, facts, terms, on: closing.dayNumber)
            }
            if isHeld { return index - suspensions.lowerBound }
        }
        return nil
    }

    private func isSuspended(
        _ row: SuspensionRow,
        _ facts: Range<Int>,
        _ terms: PageTerms,
        on day: Int32
    ) -> Bool {
        guard let fact = fact(row.fact, facts, terms, on: day) else { return false }
        let value = terms.value(fact)
        for index in row.values where columns.values[index] == value { return true }
        return false
    }

    /// Whether a death or an end lies so far back that this month is not owed.
    private func isPast(_ event: Int32, _ stopsAtOnce: Bool) -> Bool {
        event <= (stopsAtOnce ? closing : eve).dayNumber
    }

    /// The first month of a claim and the day of the event that sets it.
    ///
    /// The start span is that of the day of signature, the first one for a decision older than all.
    private func start(
        _ candidate: inout Candidate,
        _ category: Int,
        _ terms: PageTerms,
        at place: Int
    ) -> RightStart? {
        let starts = columns.categories[category].starts
        guard !starts.isEmpty else { return nil }
        var day = terms.page.claims.signed[candidate.claim]
        var span = starts.upperBound - 1
        while span > starts.lowerBound, columns.startDays[span] > day { span -= 1 }
        candidate.span = span - starts.lowerBound
        switch columns.startEvents[span] {
        case .signature: break
        case .certificate:
            let certificate = terms.page.claims.certificates[candidate.claim]
            if certificate != PersonPage.noDay { day = certificate }
        case .monthAfterCertificate:
            let certificate = terms.page.claims.certificates[candidate.claim]
            if let event = CivilDate(dayNumber: Int(certificate)), certificate != PersonPage.noDay {
                day = event.month.advanced(byMonths: 1).firstDay.dayNumber
            }
        case .birthday(let age): day = birthday(age, of: terms.births[place]) ?? day
        }
        let claims = terms.claimRows(of: place)
        guard claims.count > 1 else { return RightStart(first: day, judged: day) }
        return moved(
            RightStart(first: day, judged: day),
            candidate.claim,
            claims,
            columns.categories[category].stopsAtOnce,
            terms
        )
    }

    /// A right that moved is paid by the new unit from the month after the old one's last (decree
    /// 20/2021 article 8.4.d), whatever the start rule says.
    private func moved(
        _ start: RightStart,
        _ claim: Int,
        _ claims: Range<Int>,
        _ stopsAtOnce: Bool,
        _ terms: PageTerms
    ) -> RightStart {
        var start = start
        for other in claims
        where other != claim && terms.page.claims.known[other] <= register.dayNumber {
            guard let ended = CivilDate(dayNumber: Int(terms.page.claims.ended[other])),
                terms.isSameCategory(other, claim), terms.precedes(other, claim),
                !isSuperseded(other, claims, terms)
            else { continue }
            let next = ended.month.advanced(byMonths: stopsAtOnce ? 0 : 1)
            guard let first = start.month, next > first else { continue }
            let day = next.firstDay.dayNumber
            start = RightStart(first: day, judged: day - 1)
        }
        return start
    }

    /// The day on which somebody is that old; 1 March for 29 February in a common year.
    private func birthday(_ age: Int, of birth: Int32) -> Int32? {
        let (year, month, day) = (Int(birth >> 9) + age, Int(birth >> 5) & 15, Int(birth) & 31)
        return
            (CivilDate(year: year, month: month, day: day)
            ?? CivilDate(year: year, month: 3, day: 1))?.dayNumber
    }

    /// Finds the rule that the person meets, and its amount.
    private func price(
        _ candidate: inout Candidate,
        _ category: Int,
        _ terms: PageTerms,
        at place: Int,
        opening: Int32
    ) {
        let law = columns.categories[category]
        // A change that counts in its own month is seen on the last day. One that takes the right
        // away counts from the month after, so the state at the month's opening still pays it.
        var met: MetRule?
        var stale = -1
        if law.countsAtOnce {
            candidate.judged = closing.dayNumber
            met = ruleMet(law.rules, terms, at: place, on: closing.dayNumber, &stale)
        }
        if met == nil, law.keepsMonth {
            candidate.judged = opening
            met = ruleMet(law.rules, terms, at: place, on: opening, &stale)
        }
        if law.endBit & ~candidate.timing != 0, met != nil,
            candidate.judged != closing.dayNumber,
            isLost(category, terms, at: place, after: opening)
        {
            candidate.timing |= law.endBit
        }
        if law.changeBit != 0, isDecidedByChange(met, category, terms, at: place, opening) {
            candidate.timing |= law.changeBit
        }
        guard let met else {
            candidate.verdict = stale < 0 ? .conditionNotMet : .paperExpired
            if stale >= 0 { candidate.hold = stale }
            return
        }
        candidate.rule = met.rule - law.rules.lowerBound
        candidate.count = met.count
        candidate.amount = amount(of: met)
        if met.papers != 0, !isPaidAnyway(met, candidate, terms, at: place, opening) {
            candidate.timing |= met.papers
        }
        candidate.added = law.supplement?.added(law.level, to: candidate.amount) ?? 0
    }

    private func amount(of met: MetRule) -> Int64 {
        columns.amount(of: columns.rules[met.rule], at: Int(met.count))
    }

    /// Whether the month's opening, at which the time of every paper went on, gives what the last day does.
    private func isPaidAnyway(
        _ met: MetRule,
        _ candidate: Candidate,
        _ terms: PageTerms,
        at place: Int,
        _ opening: Int32
    ) -> Bool {
        let law = columns.categories[candidate.category]
        guard candidate.judged != opening, law.keepsMonth else { return false }
        var stale = -1
        let before = ruleMet(law.rules, terms, at: place, on: opening, &stale)
        return before.map { $0.papers == 0 && amount(of: $0) == amount(of: met) } ?? false
    }

    /// Whether the conditions that are met at the month's opening are lost on its last day.
    ///
    /// What is only shown too
    /// long ago by then is held, not lost.
    private func isLost(
        _ category: Int,
        _ terms: PageTerms,
        at place: Int,
        after opening: Int32
    ) -> Bool {
        guard mayDiffer(terms, at: place, from: opening) else { return false }
        var stale = -1
        let last = ruleMet(
            columns.categories[category].rules,
            terms,
            at: place,
            on: closing.dayNumber,
            &stale
        )
        return last == nil && stale < 0
    }

    /// Whether the last day may see another age or other facts than the opening: of most persons nothing changes in a
    /// month.
    private func mayDiffer(_ terms: PageTerms, at place: Int, from opening: Int32) -> Bool {
        let first = opening == eve.dayNumber ? eveCode : PageTerms.calendarCode(opening)
        let birth = terms.births[place]
        return (closingCode - birth) >> 9 != (first - birth) >> 9
            || hasNews(terms, at: place, after: opening)
    }

    /// Whether the month gives another amount where a change counts from the other month: judged on its last day
    /// instead of its opening, or on its opening instead of its last day.
    private func isDecidedByChange(
        _ met: MetRule?,
        _ category: Int,
        _ terms: PageTerms,
        at place: Int,
        _ opening: Int32
    ) -> Bool {
        let law = columns.categories[category]
        guard law.stopsAtOnce || mayDiffer(terms, at: place, from: opening) else { return false }
        var stale = -1
        var other: MetRule?
        if !law.countsAtOnce {
            other = ruleMet(law.rules, terms, at: place, on: closing.dayNumber, &stale)
        }
        if other == nil, law.countsAtOnce || !law.stopsAtOnce {
            // Where an end counts from the month after, the opening pays whatever the rule on changes says.
            other = ruleMet(law.rules, terms, at: place, on: opening, &stale)
        }
        guard let met, let other else { return met?.rule != other?.rule }
        return amount(of: met) != amount(of: other)
    }

    /// Whether a fact begins in the month after a day.
    private func hasNews(_ terms: PageTerms, at place: Int, after day: Int32) -> Bool {
        for row in terms.factRows(of: place) {
            let from = terms.page.facts.from[row]
            if from > day, from <= closing.dayNumber { return true }
        }
        return false
    }

    /// The rule, of those of a category, that a person meets on a day, and the number it counts.
    ///
    /// `stale` becomes the window through which a fact was shown too long ago, where a rule was met but
    /// for that.
    private func ruleMet(
        _ rules: Range<Int>,
        _ terms: PageTerms,
        at place: Int,
        on day: Int32,
        _ stale: inout Int
    ) -> MetRule? {
        let today =
            day == closing.dayNumber
            ? closingCode : day == eve.dayNumber ? eveCode : PageTerms.calendarCode(day)
        let age = Int((today - terms.births[place]) >> 9)
        let facts = terms.factRows(of: place)
        let claims = terms.claimRows(of: place)
        next: for index in rules {
            let rule = columns.rules[index]
            guard age >= rule.ageFrom, age < rule.ageBelow else { continue }
            var expired = -1
            var papers: UInt8 = 0
            for condition in rule.conditions
            where !meets(condition, facts, claims, terms, on: day, &expired, &papers) {
                continue next
            }
            if expired >= 0 {
                stale = expired
                continue next
            }
            guard rule.counted != LawWords.unknown else { return MetRule(index, 1, papers) }
            guard let fact = fact(rule.counted, facts, terms, on: day),
                let count = terms.count(inValueOf: fact), rule.bounds.contains(count), count > 0,
                columns.amount(of: rule, at: count) > 0
            else { continue }
            return MetRule(index, Int64(count), papers)
        }
        return nil
    }

    private func meets(
        _ index: Int,
        _ facts: Range<Int>,
        _ claims: Range<Int>,
        _ terms: PageTerms,
        on day: Int32,
        _ expired: inout Int,
        _ papers: inout UInt8
    ) -> Bool {
        let condition = columns.conditions[index]
        guard let fact = fact(condition.fact, facts, terms, on: day) else {
            return condition.metWhenAbsent
        }
        let value = terms.value(fact)
        for index in condition.values where columns.values[index] == value {
            guard condition.window >= 0 else { return true }
            let window = columns.windows[condition.window]
            for shown in window.values where columns.values[shown] == value {
                let from = terms.page.facts.from[fact]
                guard window.isOver(from, on: day),
                    !window.sparesDecisions || !isSigned(from, claims, terms)
                else { continue }
                if window.isPast(from, on: day),
                    !isBridged(window, condition.fact, from: from, facts, terms, after: day)
                {
                    expired = condition.window
                } else {
                    papers |= condition.bit
                }
            }
            return true
        }
        return false
    }

    /// Whether the next paper after a day shows the same still, and came soon enough after the one of `from`.
    private func isBridged(
        _ window: WindowRow,
        _ name: Int32,
        from: Int32,
        _ facts: Range<Int>,
        _ terms: PageTerms,
        after day: Int32
    ) -> Bool {
        guard window.nextWithin > 0 else { return false }
        let columns = terms.page.facts
        var next: Int?
        for row in facts
        where terms.name(row) == name && columns.from[row] > day
            && columns.known[row] <= register.dayNumber
        {
            if let next {
                let first = columns.from[next]
                if columns.from[row] > first { continue }
                if columns.from[row] == first, columns.known[row] < columns.known[next] { continue }
            }
            next = row
        }
        guard let next, window.isBridged(from, columns.from[next]) else { return false }
        let value = terms.value(next)
        return window.values.contains { self.columns.values[$0] == value }
    }

    /// Whether a decision that is known was signed on a day.
    private func isSigned(_ day: Int32, _ claims: Range<Int>, _ terms: PageTerms) -> Bool {
        for claim in claims
        where terms.page.claims.signed[claim] == day
            && terms.page.claims.known[claim] <= register.dayNumber
        {
            return true
        }
        return false
    }

    /// The row of what a fact says on a day, as known: of those that began, the latest, and of two
    /// of one day the one that became known later.
    private func fact(
        _ name: Int32,
        _ facts: Range<Int>,
        _ terms: PageTerms,
        on day: Int32
    ) -> Int? {
        var best: Int?
        for row in facts where terms.name(row) == name {
            let (from, known) = (terms.page.facts.from[row], terms.page.facts.known[row])
            guard known <= register.dayNumber, from <= day else { continue }
            if let best {
                let other = (terms.page.facts.from[best], terms.page.facts.known[best])
                if (from, known) < other { continue }
            }
            best = row
        }
        return best
    }
}

/// A rule that a person meets on a day.
private struct MetRule {
    /// The rule's row.
    let rule: Int
    /// The number it counts.
    let count: Int64
    /// The bits of the papers whose own time was over.
    let papers: UInt8

    init(_ rule: Int, _ count: Int64, _ papers: UInt8) {
        self.rule = rule
        self.count = count
        self.papers = papers
    }
}

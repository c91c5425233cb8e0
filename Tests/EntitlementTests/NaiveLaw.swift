// The law once more, written down by hand from its texts: slow, plain, and sharing nothing with the
// rule files or the evaluator but the types of a person. What both agree on is hardly wrong.
//
// Invariants:
// (1) Amounts, ages and dates stand here as the texts have them; no rule file is read.
// (2) Nothing is precomputed: each question walks over all claims and facts again.

import Enrolment
import Ledger

/// The law for one place, month and known day.
struct NaiveLaw {
    /// The code of the province.
    let place: String
    let month: CalendarMonth
    let known: CivilDate
    /// Whether changes count from the other month than the rule on changes has it.
    var countsOtherwise = false

    /// How long papers show what they say.
    var papers = Papers.asTheirRules

    /// How long papers show what they say: as their rules have it, for ever, or for their own time alone.
    enum Papers { case asTheirRules, forEver, ownTime }

    private var inHanoi: Bool { place == hanoi }
    private var eve: CivilDate { month.firstDay.advanced(byDays: -1) }
    /// Decree 147/2025 is in force and known.
    private var isNewRegime: Bool { from("2025-07", "2025-07-01") }

    /// Decree 147/2025 has ended and decree 335/2026, which is taken to keep its rules, is not known yet.
    private var isBetweenRegimes: Bool {
        from("2027-03", "2025-07-01") && known < day("2026-10-05")
    }

    /// Whether something holds that is valid from a month and known from a day.
    private func from(_ first: String, _ day: String) -> Bool {
        month >= EntitlementTests.month(first) && known >= EntitlementTests.day(day)
    }

    /// What is owed under the claims of a unit: category, kind and đồng of each line, sorted.
    func owed(_ person: Person, unit: String) -> [String] {
        var lines: [String] = []
        for right in winners(person) where right.claim.unit == unit {
            let doubt =
                (isDecidedByDoubtfulChange(right, person) ? " by a change" : "")
                + (isPaidByDoubtfulEnd(right, person) ? " by an end" : "")
                + (isPaidByOldPaper(right, person) ? " by an old paper" : "")
            lines.append("\(right.claim.category) base \(right.amount)\(doubt)")
            if right.added > 0 {
                lines.append("\(right.claim.category) supplement \(right.added)\(doubt)")
            }
        }
        return lines.sorted()
    }

    /// Whether an amount hangs on the month from which a change counts, where no text that was read says which: of
    /// the social pension, of survivors and carers of mothers, and of everything else once decree 147/2025 ended.
    private func isDecidedByDoubtfulChange(_ right: Right, _ person: Person) -> Bool {
        let isUnread =
            ["pension", "merit-martyr", "merit-mother-carer"].contains(right.claim.category)
            || (!right.claim.category.hasPrefix("merit") && from("2027-03", "2026-10-05"))
        guard isUnread else { return false }
        var other = self
        other.countsOtherwise = true
        return other.right(right.claim, person)?.amount != right.amount
    }

    /// Whether a right ended in the month, and is owed for it by a rule that no text was read for: of the social
    /// pension, of everything monthly of meritorious persons, and of everything else once decree 147/2025 ended.
    private func isPaidByDoubtfulEnd(_ right: Right, _ person: Person) -> Bool {
        let category = right.claim.category
        let isOnce = Self.once.contains(category)
        let isMerit = category.hasPrefix("merit")
        guard
            category == "pension" || (isMerit && !isOnce)
                || (!isMerit && from("2027-03", "2026-10-05"))
        else { return false }
        func isInMonth(_ day: CivilDate?) -> Bool { day.map { $0.month == month } ?? false }
        if isInMonth(right.claim.ended) || (!isOnce && isInMonth(death(person))) { return true }
        var other = self
        other.papers = .forEver
        return self.amount(category, person, on: month.lastDay) ?? 0 == 0
            && other.amount(category, person, on: month.lastDay) ?? 0 == 0
    }

    /// Whether a right is paid by a list of poor households or a term's paper whose own time is over: how long they
    /// count after it was read nowhere.
    private func isPaidByOldPaper(_ right: Right, _ person: Person) -> Bool {
        guard right.claim.category != "20.2a" else { return false }
        var other = self
        other.papers = .ownTime
        return other.right(right.claim, person)?.amount != right.amount
    }

    private func death(_ person: Person) -> CivilDate? {
        person.facts.last { $0.name == "death" && $0.known <= known }?.from
    }

    // MARK: Claims

    /// A claim that gives an amount.
    struct Right {
        let claim: Claim
        let amount: Int64
        let added: Int64
    }

    /// The claims as known, each in its last word.
    private func claims(_ person: Person) -> [Claim] {
        let heard = person.claims.filter { $0.known <= known }
        return heard.filter { claim in
            !heard.contains { other in
                other.isSameClaim(as: claim) && other.known > claim.known
            }
        }
    }

    private func isEarlier(_ one: Claim, _ other: Claim) -> Bool {
        (one.signed, one.unit, one.decision) < (other.signed, other.unit, other.decision)
    }

    /// The first day of a right, and the day on which its conditions are first looked at.
    private func start(_ claim: Claim, _ person: Person) -> (first: CivilDate, judged: CivilDate) {
        var first = claim.signed
        switch claim.category {
        case "5.6":
            let isByCertificate =
                claim.signed < day("2025-07-01")
                || (claim.signed >= day("2027-03-01") && known < day("2026-10-05"))
            if isByCertificate { first = claim.certificate ?? claim.signed }
        case "5.5b": first = birthday(75, person)
        case "5.5c": first = birthday(80, person)
        case "merit-invalid", "merit-soldier", "merit-invalid-carer":
            first = claim.certificate ?? claim.signed
        case "merit-martyr":
            if let death = claim.certificate { first = death.month.advanced(byMonths: 1).firstDay }
        default: break
        }
        var judged = first
        for other in claims(person)
        where other.category == claim.category && isEarlier(other, claim) {
            guard let ended = other.ended else { continue }
            let next = ended.month.advanced(byMonths: 1).firstDay
            if next.month > first.month { (first, judged) = (next, next.advanced(byDays: -1)) }
        }
        return (first, judged)
    }

    private func birthday(_ age: Int, _ person: Person) -> CivilDate {
        let (year, month, day) = person.birth.components
        return CivilDate(year: year + age, month: month, day: day)
            ?? CivilDate(year: year + age, month: 3, day: 1) ?? person.birth
    }

    private static let once: Set<String> = [
        "11", "13", "14", "gift-2025-09-02", "merit-death-hero", "merit-funeral",
    ]

    /// What a claim gives by itself; nil for nothing.
    private func right(_ claim: Claim, _ person: Person) -> Right? {
        let (first, judged) = start(claim, person)
        let isOnce = Self.once.contains(claim.category)
        guard first <= month.lastDay else { return nil }
        if isOnce, first <= eve { return nil }
        if let ended = claim.ended, ended <= eve { return nil }
        if !isOnce, let death = death(person), death <= eve { return nil }
        if !isOnce, isSuspended(claim.category, person) { return nil }
        let opening = first > eve ? max(eve, judged) : eve
        // Decree 147/2025 and what may come after it are about social assistance, not about the pension.
        let isOld = claim.category != "pension" && (!isNewRegime || isBetweenRegimes)
        let atOnce = (claim.category.hasPrefix("merit") || isOld) != countsOtherwise
        var amount: Int64?
        if atOnce { amount = self.amount(claim.category, person, on: month.lastDay) }
        // What falls away in a month, a last child too, is owed for it still.
        if amount ?? 0 == 0 { amount = self.amount(claim.category, person, on: opening) }
        guard let amount, amount > 0 else { return nil }
        var added: Int64 = 0
        if claim.category == "pension", inHanoi, from("2026-01", "2025-11-27") {
            added = max(0, 650_000 - amount)
        }
        // Ho Chi Minh City.
        if claim.category == "pension", place == "79", from("2025-09", "2025-09-01") {
            added = max(0, 650_000 - amount)
        }
        return Right(claim: claim, amount: amount, added: added)
    }

    /// Whether a decision suspends a right in the month: circular 02/2021 article 2.3, decree 131/2021
    /// article 118.
    private func isSuspended(_ category: String, _ person: Person) -> Bool {
        func state(_ name: String, _ day: CivilDate) -> String {
            fact(name, person, on: day)?.value ?? "no"
        }
        if category.hasPrefix("merit") {
            let (before, after) = (
                state("merit-suspended", eve), state("merit-suspended", month.lastDay)
            )
            return before != "no" || after == "away"
        }
        let isPaidByAssistance = category.hasPrefix("5.") || category.hasPrefix("20.")
        guard isPaidByAssistance || (category == "pension" && isNewRegime) else { return false }
        return state("suspended", eve) != "no"
    }

    /// Whether the paper behind a fact is too old on a day: the list of poor households of a year counts
    /// until the end of February after it, a term's paper for six months and one more.
    private func isTooOld(_ fact: DatedFact, _ person: Person, on day: CivilDate) -> Bool {
        guard papers != .forEver, from(fact.name == "poverty" ? "2022-01" : "2021-07", "2026-11-22")
        else {
            return false
        }
        if fact.name == "nursing", fact.value != "none" {
            // A child below 36 months, counted from its birth.
            return fact.from.month.advanced(byMonths: 35).lastDay < day
        }
        // Until the end of 2026 what a decision itself says needs no other paper.
        let isByDecision = person.claims.contains { $0.signed == fact.from && $0.known <= known }
        if isByDecision, self.month < EntitlementTests.month("2027-01") { return false }
        let (year, month, _) = fact.from.components
        if fact.name == "poverty", fact.value != "none" {
            let last = CivilDate(year: month >= 9 ? year + 1 : year, month: 12, day: 31)
            if papers == .ownTime, let last { return last < day }
            guard let last, last.advanced(byDays: 60) < day else { return false }
            // The list of the year after, on whatever day of that year it begins.
            guard let next = nextPaper(fact, person, day), next.value != "none" else { return true }
            let (nextYear, nextMonth, _) = next.from.components
            return nextYear != last.components.year + 1 || nextMonth >= 9
        }
        guard fact.name == "schooling", fact.value == "yes" else { return false }
        let last = fact.from.month.advanced(byMonths: 5)
        if papers == .ownTime { return last.lastDay < day }
        guard last.lastDay.advanced(byDays: 31) < day else { return false }
        // The paper of the next term, the holidays between.
        guard let next = nextPaper(fact, person, day), next.value == "yes" else { return true }
        return next.from.month > last.advanced(byMonths: 3)
    }

    /// What is entered next of the same fact after a day, as known.
    private func nextPaper(_ fact: DatedFact, _ person: Person, _ day: CivilDate) -> DatedFact? {
        let later = person.facts.filter {
            $0.name == fact.name && $0.known <= known && $0.from > day
        }
        let first = later.map(\.from).min()
        return later.filter { $0.from == first }.max { $0.known < $1.known }
    }

    // MARK: Amounts

    private func fact(_ name: String, _ person: Person, on day: CivilDate) -> DatedFact? {
        let heard = person.facts.filter { $0.name == name && $0.known <= known && $0.from <= day }
        var best: DatedFact?
        for fact in heard where best.map({ (fact.from, fact.known) >= ($0.from, $0.known) }) ?? true
        {
            best = fact
        }
        return best
    }

    private var national: Int64? {
        if from("2026-07", "2026-10-05") { return 540_000 }
        if from("2024-07", "2024-07-01") { return 500_000 }
        return from("2021-07", "2021-07-01") ? 360_000 : nil
    }

    private var local: Int64? {
        guard let national else { return nil }
        if from("2026-06", "2026-06-01") {
            // Quảng Ninh and Tuyên Quang.
            if place == "22" { return max(national, 700_000) }
            if place == "08" { return max(national, 530_000) }
        }
        guard inHanoi else { return national }
        if from("2026-01", "2025-11-27") { return max(national, 650_000) }
        return from("2022-01", "2022-01-01") ? max(national, 440_000) : national
    }

    private var pension: Int64? {
        if from("2026-07", "2026-10-05") { return 540_000 }
        return from("2025-07", "2025-07-01") ? 500_000 : nil
    }

    /// Tenths of a base; nil where there is no base.
    private func tenths(_ count: Int64, of base: Int64?) -> Int64? { base.map { $0 * count / 10 } }

    /// An amount of annexes I and II: the old table, or the one from July 2024.
    private func table(_ old: Int64, _ new: Int64) -> Int64? {
        if from("2024-07", "2024-07-01") { return new }
        return from("2023-07", "2023-09-05") ? old : nil
    }

    private func amount(_ category: String, _ person: Person, on day: CivilDate) -> Int64? {
        let (year, month, dayOfMonth) = day.components
        let (born, bornMonth, bornDay) = person.birth.components
        let age = year - born - ((month, dayOfMonth) < (bornMonth, bornDay) ? 1 : 0)
        // Nobody has a right before they are born, whatever a decision says.
        guard age >= 0 else { return nil }
        func has(_ name: String, _ values: String...) -> Bool {
            guard let found = fact(name, person, on: day) else {
                return values.contains(Self.absent[name] ?? "?")
            }
            return values.contains(found.value) && !isTooOld(found, person, on: day)
        }
        func number(_ name: String) -> Int64 {
            fact(name, person, on: day).flatMap { Int64($0.value) } ?? 0
        }
        if category.hasPrefix("5.") || category == "pension" {
            return assistance(category, age, has, number)
        }
        switch category {
        case "20.1":
            return age < 4 ? tenths(25, of: national) : age < 16 ? tenths(15, of: national) : nil
        case "20.2a":
            guard has("severity", "severe", "special") else { return nil }
            // Whether another child is nursed has to be said first.
            if let nursed = fact("nursing", person, on: day), isTooOld(nursed, person, on: day) {
                return nil
            }
            let (pregnant, one) = (has("pregnant", "yes"), has("nursing", "one"))
            if has("nursing", "several") || (pregnant && one) { return tenths(20, of: national) }
            return pregnant || one ? tenths(15, of: national) : nil
        case "20.2c": return tenths(10 * number("cared"), of: national)
        case "25.1": return tenths(age < 4 ? 50 : 40, of: national)
        case "11": return tenths(200, of: national)
        case "13": return tenths(100, of: national)
        case "14": return tenths(500, of: national)
        case "gift-2025-09-02":
            let months = ["2025-08", "2025-09"].map(EntitlementTests.month)
            return months.contains(self.month) && known >= EntitlementTests.day("2025-08-30")
                ? 100_000 : nil
        default: return merit(category, age, has, number)
        }
    }

    /// Facts that count as something where nothing is on file.
    private static let absent = [
        "poverty": "none", "pension": "none", "pregnant": "no", "nursing": "none", "wounds": "none",
    ]

    private func assistance(
        _ category: String,
        _ age: Int,
        _ has: (String, String...) -> Bool,
        _ number: (String) -> Int64
    ) -> Int64? {
        switch category {
        case "5.1": return age < 4 ? tenths(25, of: local) : age < 16 ? tenths(15, of: local) : nil
        case "5.2":
            return (16..<23).contains(age) && has("schooling", "yes") ? tenths(15, of: local) : nil
        case "5.3":
            guard has("poverty", "poor"), age < 16 else { return nil }
            return tenths(age < 4 ? 25 : 20, of: local)
        case "5.4":
            return has("poverty", "poor", "near-poor")
                ? tenths(10 * number("children"), of: local) : nil
        case "5.5a":
            let inDecree = has("poverty", "poor") && has("supporter", "none", "welfare")
            let inHanoiOnly =
                inHanoi && from("2026-01", "2025-11-27") && has("poverty", "poor", "near-poor")
                && has("supporter", "none", "unable", "welfare")
            guard age >= 60, inDecree || inHanoiOnly else { return nil }
            return tenths(age < 80 ? 15 : 20, of: local)
        case "5.5b":
            guard !isNewRegime, (75..<80).contains(age), has("poverty", "poor", "near-poor"),
                has("area", "difficult")
            else { return nil }
            return local
        case "5.5c": return !isNewRegime && age >= 80 && has("pension", "none") ? local : nil
        case "5.5d":
            return age >= 60 && has("poverty", "poor") && has("supporter", "none")
                ? tenths(30, of: local) : nil
        case "5.6":
            let isYoungOrOld = age < 16 || age >= 60
            if has("severity", "special") { return tenths(isYoungOrOld ? 25 : 20, of: local) }
            return has("severity", "severe") ? tenths(isYoungOrOld ? 20 : 15, of: local) : nil
        case "5.7":
            return age < 3 && has("poverty", "poor", "near-poor") && has("area", "difficult")
                ? tenths(15, of: local) : nil
        case "5.8":
            return has("poverty", "poor") && has("income", "none") && has("pension", "none")
                ? tenths(15, of: local) : nil
        default:
            guard has("pension", "none") else { return nil }
            return age >= 75 || (age >= 70 && has("poverty", "poor", "near-poor")) ? pension : nil
        }
    }

    private func merit(
        _ category: String,
        _ age: Int,
        _ has: (String, String...) -> Bool,
        _ number: (String) -> Int64
    ) -> Int64? {
        let injury = number("injury")
        switch category {
        case "merit-martyr":
            let isHeard =
                has("survivor", "adult-child", "parent-or-spouse")
                || (has("survivor", "child") && age < 18)
            let martyrs = number("martyrs")
            guard isHeard, martyrs > 0 else { return nil }
            return table(2_055_000 * min(martyrs, 3), 2_789_000 * min(martyrs, 3))
        case "merit-invalid":
            switch injury {
            case 21: return table(1_384_000, 1_878_000)
            case 41: return table(2_702_000, 3_667_000)
            case 50: return table(3_293_000, 4_469_000)
            case 61: return table(4_016_000, 5_450_000)
            case 81: return table(5_335_000, 7_240_000)
            case 100: return table(6_589_000, 8_941_000)
            default: return nil
            }
        case "merit-soldier":
            switch injury {
            case 41...50: return table(2_145_000, 2_911_000)
            case 51...60: return table(2_673_000, 3_627_000)
            case 61...70: return table(3_406_000, 4_622_000)
            case 71...80: return table(3_927_000, 5_329_000)
            case 81...90: return table(4_700_000, 6_378_000)
            case 91...100: return table(5_235_000, 7_104_000)
            default: return nil
            }
        case "merit-invalid-carer":
            guard injury >= 81 else { return nil }
            return has("wounds", "special")
                ? table(2_640_000, 3_582_000) : table(2_055_000, 2_789_000)
        case "merit-death-hero": return table(3 * 1_722_000, 3 * 2_337_000)
        case "merit-funeral":
            // Ten base salaries; the ordinance's rules are known here from September 2023 on.
            guard from("2023-07", "2023-09-05") else { return nil }
            return from("2024-07", "2024-07-01") ? 23_400_000 : 18_000_000
        case "merit-mother-carer": return table(2_055_000, 2_789_000)
        default: return nil
        }
    }

    // MARK: Several rights

    private static let excludedBy: [String: [String]] = [
        "5.5b": ["5.5a"], "5.5c": ["5.5a"], "5.7": ["5.1", "5.3", "5.6"],
    ]

    private func mayStandTogether(_ one: String, _ other: String) -> Bool {
        let pair = [one, other]
        let isAssistance = pair.map { $0.hasPrefix("5.") }
        let withParent = ["5.5a", "5.5b", "5.5c", "5.5d", "5.6", "5.8"]
        if isAssistance == [true, true] {
            return (one == "5.4" && withParent.contains(other))
                || (other == "5.4" && withParent.contains(one))
        }
        if pair.contains("pension"), isAssistance.contains(true), isNewRegime { return false }
        if pair.allSatisfy(["11", "14", "merit-funeral"].contains) { return false }
        return !pair.allSatisfy { $0.hasSuffix("-carer") }
    }

    /// The rights that are paid: of all sets that may stand together the one worth most, of equal ones
    /// the one with the earlier decisions.
    private func winners(_ person: Person) -> [Right] {
        var rights = claims(person).compactMap { right($0, person) }
        rights = rights.filter { right in
            !rights.contains {
                $0.claim.category == right.claim.category && isEarlier($0.claim, right.claim)
            }
        }
        let held = Set(rights.map(\.claim.category))
        rights = rights.filter { right in
            let category = right.claim.category
            var others = Self.excludedBy[category] ?? []
            if category.hasPrefix("5.") { others.append("25.1") }
            return held.isDisjoint(with: others)
        }
        rights.sort {
            ($0.claim.signed, $0.claim.category) < ($1.claim.signed, $1.claim.category)
        }
        var best: (total: Int64, rights: [Right]) = (0, [])
        // The bit of the earliest decision is the highest, so that it comes first among equals.
        for choice in stride(from: (1 << rights.count) - 1, through: 0, by: -1) {
            let chosen = rights.enumerated().filter {
                choice >> (rights.count - 1 - $0.offset) & 1 == 1
            }
            .map(\.element)
            let isAllowed = chosen.indices.allSatisfy { index in
                chosen[..<index].allSatisfy {
                    mayStandTogether($0.claim.category, chosen[index].claim.category)
                }
            }
            let total = chosen.reduce(0) { $0 + $1.amount + $1.added }
            if isAllowed, total > best.total { best = (total, chosen) }
        }
        return best.rights
    }
}

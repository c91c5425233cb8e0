// The law of a month in numbers: what a judgement walks over for millions of persons.
//
// The texts of the same law stay in CategoryLaw, for reasons and explanations.
//
// Invariants:
// (1) Rows hold numbers only, so that reading one counts no reference.
// (2) The right of a base line is `rights + rule × spans + span`; that of the supplement beside it
//     lies `rules × spans` further. The same follow once more for each choice of what is not verified of when
//     things count, in the order of the numbers that ``Candidate/timing`` takes.

import Ledger

/// One category.
struct CategoryRow: Sendable {
    /// Its rules and start spans.
    let rules: Range<Int>
    let starts: Range<Int>
    let lack: CategoryLaw.Lack?
    let isOnce: Bool
    let countsAtOnce: Bool
    let keepsMonth: Bool
    let stopsAtOnce: Bool
    /// How the province's level is meant, nil where it adds nothing, and the level.
    let supplement: Supplement.Method?
    let level: Int64
    /// The place of its first right.
    let rights: Int
    /// What may hold it back.
    let suspensions: Range<Int>

    /// The bits of the rules on changes and on ends; 0 for a verified one.
    let changeBit: UInt8
    let endBit: UInt8

    /// The place of the right of a base line.
    func baseRight(of candidate: Candidate) -> Int {
        let place = rights + candidate.rule * starts.count + candidate.span
        guard candidate.timing != 0 else { return place }
        return place
            + Int(candidate.timing) * rules.count * starts.count * (supplement == nil ? 1 : 2)
    }

    /// The place of the right of the supplement beside it.
    func supplementRight(of candidate: Candidate) -> Int {
        baseRight(of: candidate) + rules.count * starts.count
    }
}

/// One rule with its rate.
struct RuleRow: Sendable {
    let ageFrom: Int
    let ageBelow: Int
    let conditions: Range<Int>
    /// Đồng for a count of one; 0 for a table.
    let amount: Int64
    /// The number of the fact that is counted, or that leads into the table; ``LawWords/unknown``
    /// for none.
    let counted: Int32
    let bounds: ClosedRange<Int>
    /// Where its table begins among the amounts of all tables; -1 for none.
    let table: Int
}

/// One condition.
struct ConditionRow: Sendable {
    let fact: Int32
    let values: Range<Int>
    let metWhenAbsent: Bool
    /// The place of the window through which the fact is shown among all; -1 for none.
    let window: Int
    /// The bit of that window; 0 for a verified one.
    let bit: UInt8
}

/// One suspension.
struct SuspensionRow: Sendable {
    let fact: Int32
    let values: Range<Int>
    let countsAtOnce: Bool
}

/// How long a fact is shown.
struct WindowRow: Sendable {
    let end: FactWindow.End
    let graceDays: Int
    /// How many months after the end the next paper may begin and still show the time between.
    let nextWithin: Int
    /// Whether a fact that holds from the day of a decision is shown by it in this month.
    let sparesDecisions: Bool
    /// The numbers of the values that have to be shown again.
    let values: Range<Int>

    /// Whether the time that a paper of one day shows is over on another, without days of grace.
    func isOver(_ from: Int32, on day: Int32) -> Bool {
        guard let first = CivilDate(dayNumber: Int(from)) else { return false }
        return FactWindow.lastDay(of: first, end).dayNumber < day
    }

    /// Whether what holds from a day is shown no longer on another.
    func isPast(_ from: Int32, on day: Int32) -> Bool {
        guard let first = CivilDate(dayNumber: Int(from)) else { return false }
        return FactWindow.lastDay(of: first, end).advanced(byDays: graceDays).dayNumber < day
    }

    /// Whether the paper of one day and the next one, of another, are near enough to show the time between.
    func isBridged(_ from: Int32, _ next: Int32) -> Bool {
        guard nextWithin > 0, let first = CivilDate(dayNumber: Int(from)),
            let second = CivilDate(dayNumber: Int(next))
        else { return false }
        return second.month
            <= FactWindow.lastDay(of: first, end).month.advanced(byMonths: nextWithin)
    }
}

/// The law of one month, in numbers.
struct LawColumns: Sendable {
    /// By the rule book's index.
    private(set) var categories: [CategoryRow] = []
    private(set) var rules: [RuleRow] = []
    private(set) var conditions: [ConditionRow] = []
    private(set) var suspensions: [SuspensionRow] = []
    private(set) var windows: [WindowRow] = []
    /// The numbers of the values that meet conditions.
    private(set) var values: [Int32] = []
    /// The amounts of tables, one table after the other.
    private(set) var amounts: [Int64] = []
    /// The first days of the start spans, and what starts a right in each.
    private(set) var startDays: [Int32] = []
    private(set) var startEvents: [StartRule.Event] = []
    /// What lines are for.
    private(set) var rights: [OwedRight] = []
    /// The index of the category that a word names; -1 where it names none.
    private(set) var categoryOfWord: [Int]

    init(
        _ laws: [CategoryLaw],
        _ shown: [FactWindow],
        in month: CalendarMonth,
        _ words: LawWords
    ) {
        categoryOfWord = Array(repeating: -1, count: words.count)
        for window in shown {
            let start = values.count
            values += window.values.map { words.number(of: $0) }
            windows.append(
                WindowRow(
                    end: window.end,
                    graceDays: window.graceDays,
                    nextWithin: window.nextWithin,
                    sparesDecisions: window.decisionsTo.map { month <= $0 } ?? false,
                    values: start..<values.count
                )
            )
        }
        for (index, law) in laws.enumerated() {
            categoryOfWord[Int(words.number(of: law.code))] = index
            let first = (rules.count, startDays.count, rights.count)
            precondition(law.timing.count < 7, "a candidate has a bit for each")
            for rule in law.rules { add(rule, law, shown, words) }
            let held = suspensions.count
            for suspension in law.suspensions { add(suspension, words) }
            startDays += law.starts.map(\.from.dayNumber)
            startEvents += law.starts.map(\.event)
            rights += law.rights
            categories.append(
                CategoryRow(
                    rules: first.0..<rules.count,
                    starts: first.1..<startDays.count,
                    lack: law.lack,
                    isOnce: law.isOnce,
                    countsAtOnce: law.countsAtOnce,
                    keepsMonth: law.keepsMonth,
                    stopsAtOnce: law.stopsAtOnce,
                    supplement: law.supplement?.method,
                    level: law.supplement?.amount ?? 0,
                    rights: first.2,
                    suspensions: held..<suspensions.count,
                    changeBit: law.bit(of: law.adjustSource),
                    endBit: law.bit(of: law.stopSource)
                )
            )
        }
    }

    private mutating func add(_ suspension: Suspension, _ words: LawWords) {
        let start = values.count
        values += suspension.values.map { words.number(of: $0) }
        suspensions.append(
            SuspensionRow(
                fact: words.number(of: suspension.fact),
                values: start..<values.count,
                countsAtOnce: suspension.effect == .sameMonth
            )
        )
    }

    private mutating func add(
        _ rule: PricedRule,
        _ law: CategoryLaw,
        _ shown: [FactWindow],
        _ words: LawWords
    ) {
        let first = conditions.count
        for condition in rule.conditions {
            let start = values.count
            values += condition.values.map { words.number(of: $0) }
            let window = shown.firstIndex { $0.fact == condition.fact }
            conditions.append(
                ConditionRow(
                    fact: words.number(of: condition.fact),
                    values: start..<values.count,
                    metWhenAbsent: condition.metWhenAbsent,
                    window: window ?? -1,
                    bit: window.map { law.bit(of: shown[$0].source) } ?? 0
                )
            )
        }
        rules.append(
            RuleRow(
                ageFrom: rule.ageFrom,
                ageBelow: rule.ageBelow,
                conditions: first..<conditions.count,
                amount: rule.amount,
                counted: rule.counted.map { words.number(of: $0.name) } ?? LawWords.unknown,
                bounds: rule.table?.bounds ?? rule.per?.bounds ?? 0...0,
                table: rule.table == nil ? -1 : amounts.count
            )
        )
        amounts += rule.table?.amounts ?? []
    }

    /// What a rule gives for a number of its fact: so many times its amount, or the place in its table.
    ///
    /// At most 10^12 × 999 đồng (see EntitlementRule).
    func amount(of rule: RuleRow, at number: Int) -> Int64 {
        rule.table < 0
            ? rule.amount * Int64(number) : amounts[rule.table + number - rule.bounds.lowerBound]
    }
}

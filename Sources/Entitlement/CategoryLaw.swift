// The law of one category, cut for one place, month and known day, and its rules multiplied out.
//
// Reasons and explanations are made of it; millions are judged by its numbers in LawColumns.
//
// Invariants:
// (1) Nothing in them changes after init.
// (2) The start spans do not overlap and are in order of month.

import Intake
import Ledger

/// The law of one category in one month.
final class CategoryLaw: Sendable {
    /// Why a category has no amount in a month.
    enum Lack: Sendable {
        /// Its rules had ended.
        case expired
        /// No rule or rate holds yet.
        case noRate
    }

    let code: String
    /// The category for people: its place in the decree (`5.6`), else its title; where that says something of a
    /// person's health, the discreet one.
    let name: Phrase
    let programme: String
    /// Whether it is paid for its first month only.
    let isOnce: Bool
    let rules: [PricedRule]
    let lack: Lack?
    /// The start rules by month of signature.
    let starts: [StartSpan]
    /// Whether a change counts in its own month.
    let countsAtOnce: Bool
    /// Whether the state at the opening of the month gives a right to all of it.
    let keepsMonth: Bool
    /// Whether the month of a death or an end is not owed.
    let stopsAtOnce: Bool
    let supplement: Supplement?
    /// What is not certain of the supplement since another text.
    let supplementDoubts: [LawSource]
    /// Indexes of the categories that keep somebody out of this one.
    let excludedBy: [Int]
    /// What may hold it back in the month.
    let suspensions: [Suspension]
    /// Where adjust and stop rule come from, and what ended its rules.
    let adjustSource: LawSource?
    /// The id of the adjust rule where it is not verified: lines rest on it in months of a change alone.
    let adjustDoubt: String?
    /// What is not verified of when things count, and decides in some months alone.
    ///
    /// The rules on changes and on ends, and how long papers count. A candidate has a bit for each, in this order.
    let timing: [LawSource]
    /// Whether the adjust rule is meant for all categories alike.
    let isAdjustGeneral: Bool
    let stopSource: LawSource?
    let endSource: LawSource?
    /// Where it is said that other categories keep somebody out.
    let exclusions: [Exclusion]
    /// What lines are for: base lines rule by rule, in each the spans; then the supplements so.
    let rights: [OwedRight]

    init(
        _ book: RuleBook,
        category: Int,
        place: String,
        month: CalendarMonth,
        known: CivilDate,
        windows: [FactWindow]
    ) {
        code = book.categories[category].code
        name = CategoryLaw.name(of: book.categories[category])
        programme = book.categories[category].programme
        isOnce = book.categories[category].isOnce
        let adjust = book.index.adjusts[category].rule(
            for: category,
            in: month,
            known: known
        )
        let own = book.index.rules[category].filter {
            ($0.place == nil || $0.place == place)
                && $0.source.from <= month && $0.source.known <= known
        }
        let inForce = own.filter { book.holds($0, in: month, known: known) }
        let priced = CategoryLaw.priced(book, inForce, place, month, known)
        rules = priced
        lack = priced.isEmpty ? (inForce.isEmpty && !own.isEmpty ? .expired : .noRate) : nil
        starts = StartSpan.spans(book.index.starts[category], category: category, known: known)
        let stop = book.index.stops[category].rule(for: category, in: month, known: known)
        adjustSource = adjust?.source
        adjustDoubt = adjust.flatMap { $0.source.doubt == nil ? nil : $0.source.id }
        isAdjustGeneral = adjust?.categories.isEmpty ?? false
        stopSource = stop?.source
        endSource =
            lack == .expired ? CategoryLaw.endSource(book, of: own, in: month, known: known) : nil
        suspensions = book.suspensions.filter {
            $0.categories.contains(category) && $0.source.holds(in: month, known: known)
        }
        stopsAtOnce = stop?.effect == .sameMonth
        countsAtOnce = adjust?.effect == .sameMonth
        keepsMonth = adjust?.effect == .nextMonth || stop?.effect == .nextMonth
        timing = CategoryLaw.timing([adjust?.source, stop?.source], windows, of: priced)
        supplement = book.supplements.filter {
            $0.category == category && $0.place == place
                && $0.source.holds(in: month, known: known)
        }.max { $1.source.supersedes($0.source) }
        supplementDoubts = book.doubts(about: supplement, in: month, known: known)
        exclusions = book.exclusions.filter {
            $0.categories.contains(category) && $0.source.holds(in: month, known: known)
        }
        excludedBy = exclusions.flatMap(\.excludedBy)
        rights = CategoryLaw.rights(
            programme: programme,
            category: code,
            rules: priced,
            spans: starts,
            supplement: supplement,
            supplementDoubts,
            timing: timing.map(\.id)
        )
    }

    /// What people are told that the category is: nothing of an illness that it is about.
    private static func name(of category: Category) -> Phrase {
        let code = category.code
        return category.discreet
            ?? (code.first?.isNumber == true
                ? Phrase(vi: "diện \(code)", en: code) : category.title)
    }

    /// What is not verified of rules on changes and ends, and of the windows through which rules see facts.
    private static func timing(
        _ sources: [LawSource?],
        _ windows: [FactWindow],
        of rules: [PricedRule]
    ) -> [LawSource] {
        let shown = windows.filter { window in
            rules.contains { $0.conditions.contains { $0.fact == window.fact } }
        }
        return (sources.compactMap(\.self) + shown.map(\.source)).filter { $0.doubt != nil }
    }

    /// The rules in force that have a rate, multiplied out.
    private static func priced(
        _ book: RuleBook,
        _ inForce: [EntitlementRule],
        _ place: String,
        _ month: CalendarMonth,
        _ known: CivilDate
    ) -> [PricedRule] {
        inForce.compactMap { rule in
            let rate = book.rate(
                of: rule.series,
                scope: rule.scope,
                place: place,
                month: month,
                known: known
            )
            guard let rate else { return nil }
            let doubts = book.doubts.filter {
                $0.source.holds(in: month, known: known) && $0.concerns(rule)
            }
            return PricedRule(rule, rate: rate, doubts: doubts)
        }
    }

    /// What ended all rules of a category: the text that says so, else the last rule that ended by itself.
    private static func endSource(
        _ book: RuleBook,
        of own: [EntitlementRule],
        in month: CalendarMonth,
        known: CivilDate
    ) -> LawSource? {
        let end = book.ends.last { end in
            end.source.holds(in: month, known: known) && own.contains { end.ends($0) }
        }
        return end?.source ?? own.max { $1.source.supersedes($0.source) }?.source
    }

    /// What lines are for, for each rule under each span; all of it once more for each choice of what is not
    /// verified of when things count, for months in which that decides.
    private static func rights(
        programme: String,
        category: String,
        rules: [PricedRule],
        spans: [StartSpan],
        supplement: Supplement?,
        _ doubts: [LawSource],
        timing: [String]
    ) -> [OwedRight] {
        func right(
            _ kind: String,
            _ source: String,
            _ rule: String,
            _ unverified: [String]
        )
            -> OwedRight
        {
            OwedRight(
                programme: programme,
                category: category,
                kind: kind,
                source: source,
                rule: rule,
                unverified: unverified
            )
        }
        let pairs = rules.flatMap { rule in spans.map { (rule, unverified(rule, $0)) } }
        func rights(_ more: [String]) -> [OwedRight] {
            let base = pairs.map { priced, unverified in
                right(
                    "base",
                    priced.rule.fundingSource,
                    priced.rule.source.id,
                    (unverified + more).sorted()
                )
            }
            guard let supplement else { return base }
            let doubtful = ([supplement.source] + doubts).filter { $0.doubt != nil }.map(\.id)
            return base
                + pairs.map { _, unverified in
                    right(
                        "supplement",
                        supplement.fundingSource,
                        supplement.source.id,
                        (unverified + more + doubtful).sorted()
                    )
                }
        }
        return timing.reduce([[]]) { choices, id in choices + choices.map { $0 + [id] } }
            .flatMap(rights)
    }

    /// The bit of a source among those of ``timing``; 0 where it is verified.
    func bit(of source: LawSource?) -> UInt8 {
        timing.firstIndex { $0.id == source?.id }.map { 1 << UInt8($0) } ?? 0
    }

    private static func unverified(_ rule: PricedRule, _ span: StartSpan) -> [String] {
        guard let start = span.doubtful else { return rule.unverified }
        return (rule.unverified + [start]).sorted()
    }
}

/// The start rule of decisions that were signed from a month on, until the next span.
struct StartSpan: Sendable {
    /// The first day of that month.
    let from: CivilDate
    let event: StartRule.Event
    /// The rule's id where it is not verified.
    let doubtful: String?
    /// Where the rule comes from.
    let source: LawSource

    /// The spans of a category, as known on a day.
    static func spans(
        _ rules: [StartRule],
        category: Int,
        known: CivilDate
    ) -> [StartSpan] {
        let starts = rules.map(\.source.from)
        let ends = rules.compactMap { $0.source.to?.advanced(byMonths: 1) }
        var spans: [StartSpan] = []
        for month in Set(starts + ends).sorted() {
            guard let rule = rules.rule(for: category, in: month, known: known) else { continue }
            let doubtful = rule.source.doubt == nil ? nil : rule.source.id
            if spans.last?.source.id == rule.source.id { continue }
            spans.append(
                StartSpan(
                    from: month.firstDay,
                    event: rule.event,
                    doubtful: doubtful,
                    source: rule.source
                )
            )
        }
        return spans
    }
}

/// A rule with its rate, multiplied.
final class PricedRule: Sendable {
    let rule: EntitlementRule
    let rate: Rate
    let ageFrom: Int
    let ageBelow: Int
    let conditions: [Condition]
    let per: CountFact?
    /// Đồng for a count of one; 0 for a table.
    let amount: Int64
    /// Đồng by the number of the rule's fact, multiplied out; nil for one amount.
    let table: AmountTable?
    /// Ids of the unverified values in it, sorted.
    let unverified: [String]
    /// Where doubts about the rule come from.
    let doubts: [LawSource]

    /// The fact whose number is asked for; nil for none.
    var counted: CountFact? { rule.by ?? per }

    init(_ rule: EntitlementRule, rate: Rate, doubts: [DoubtAboutRules]) {
        self.rule = rule
        self.rate = rate
        ageFrom = rule.ageFrom
        ageBelow = rule.ageBelow ?? .max
        conditions = rule.conditions
        per = rule.per
        // At most 10^9 × 10^6 (see EntitlementRule), and whole: inconsistencies() refused others.
        amount = rate.amount * rule.thousandths / 1_000
        table = rate.table.map { table in
            AmountTable(
                bounds: table.bounds,
                amounts: table.amounts.map { $0 * rule.thousandths / 1_000 }
            )
        }
        let doubtful = [rule.source, rate.source]
        self.doubts = doubts.map(\.source)
        unverified =
            (doubtful.filter { $0.doubt != nil }.map(\.id) + doubts.map(\.source.id)).sorted()
    }
}

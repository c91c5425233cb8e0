// Values that are right by themselves but not together: overlaps, gaps, fractions of a đồng.
//
// Invariants:
// (1) For every month and known day, two rules of one category and place never both fit a person
//     by age and conditions.
// (2) Every rule that holds has a rate, and a start, an adjust and a stop rule; every rate has a rule.

import Intake
import Ledger

extension RuleBook {
    /// All that is wrong between values, in a fixed order.
    func inconsistencies() -> [Diagnostic] {
        rateFaults() + unusedRates() + tableFaults() + ruleOverlaps() + timingFaults() + gaps()
            + fractions()
    }

    private func fault(_ code: String, _ source: LawSource, vi: String, en: String) -> Diagnostic {
        Diagnostic(.error, code: code, at: source.location, Phrase(vi: vi, en: en))
    }

    /// Rates of one series and place that contradict each other.
    private func rateFaults() -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for (index, rate) in rates.enumerated() {
            for other in rates[..<index]
            where other.series == rate.series && other.place == rate.place {
                let (earlier, later) =
                    rate.source.supersedes(other.source)
                    ? (other.source, rate.source) : (rate.source, other.source)
                let undecided = !later.supersedes(earlier)
                // A rate with a set end that another cuts short: one of the two is wrong.
                let cutShort = earlier.to.map { $0 >= later.from } ?? false
                guard undecided || cutShort else { continue }
                faults.append(
                    fault(
                        "rates-overlap",
                        rate.source,
                        vi: "\(rate.source.id) chồng thời gian với \(other.source.id)",
                        en: "\(rate.source.id) overlaps \(other.source.id)"
                    )
                )
            }
        }
        return faults
    }

    /// Rates of a series that no rule multiplies: a series that is written otherwise than the one that is meant would
    /// leave everybody at the rate before.
    private func unusedRates() -> [Diagnostic] {
        let used = Set(rules.map(\.series))
        return rates.filter { !used.contains($0.series) }.map { rate in
            fault(
                "unused-series",
                rate.source,
                vi:
                    "không quy định nào dùng chuỗi mức chuẩn \"\(rate.series)\" của \(rate.source.id)",
                en: "no rule uses the series \"\(rate.series)\" of \(rate.source.id)"
            )
        }
    }

    /// Rules that want one amount of a table, or a place in a table of one amount.
    private func tableFaults() -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for rule in rules {
            let isUnfit = index.rates[rule.series, default: []].contains { rate in
                guard let table = rate.table else { return rule.by != nil }
                guard let by = rule.by else { return true }
                return !by.bounds.contains(table.bounds.upperBound)
            }
            guard isUnfit || (rule.by != nil && rule.per != nil) else { continue }
            faults.append(
                fault(
                    "table-unfit",
                    rule.source,
                    vi:
                        "\(rule.source.id): bảng mức (amounts) đi với by, một mức (amount) không có by; "
                        + "by không đi cùng per và dữ kiện phải đếm hết bảng",
                    en:
                        "\(rule.source.id): a table (amounts) goes with by, one amount without; by "
                        + "and per exclude each other, and the fact counts as far as the table"
                )
            )
        }
        return faults
    }

    /// Pairs of rules of a category that one person could meet at once.
    private func ruleOverlaps() -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for (index, rule) in rules.enumerated() {
            for other in rules[..<index] where overlap(rule, other) {
                faults.append(
                    fault(
                        "rules-overlap",
                        rule.source,
                        vi: "một người có thể đạt cả \(rule.source.id) và \(other.source.id)",
                        en: "one person can meet both \(rule.source.id) and \(other.source.id)"
                    )
                )
            }
        }
        return faults
    }

    private func overlap(_ one: EntitlementRule, _ other: EntitlementRule) -> Bool {
        guard one.category == other.category,
            one.place == nil || other.place == nil || one.place == other.place,
            one.ageBelow.map({ $0 > other.ageFrom }) ?? true,
            other.ageBelow.map({ $0 > one.ageFrom }) ?? true
        else { return false }
        for condition in one.conditions {
            for against in other.conditions where against.fact == condition.fact {
                if Set(condition.values).isDisjoint(with: against.values) { return false }
            }
        }
        // Both hold somewhere on the two time axes exactly if they do at the first such point:
        // an end that covers it covers all later months and days.
        let month = max(one.source.from, other.source.from)
        let day = max(one.source.known, other.source.known)
        return holds(one, in: month, known: day) && holds(other, in: month, known: day)
    }

    /// Timing rules that no order parts.
    private func timingFaults() -> [Diagnostic] {
        ambiguities(starts) + ambiguities(adjusts) + ambiguities(stops) + supplementFaults()
    }

    /// Supplements of one category and place that no order parts.
    private func supplementFaults() -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for (index, supplement) in supplements.enumerated() {
            for other in supplements[..<index]
            where other.category == supplement.category && other.place == supplement.place
                && (other.source.from, other.source.known)
                    == (supplement.source.from, supplement.source.known)
            {
                faults.append(
                    fault(
                        "supplements-overlap",
                        supplement.source,
                        vi:
                            "không biết \(supplement.source.id) hay \(other.source.id) được áp dụng",
                        en: "nothing says whether \(supplement.source.id) or \(other.source.id) "
                            + "applies"
                    )
                )
            }
        }
        return faults
    }

    private func ambiguities(_ rules: [some TimingRule]) -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for (index, rule) in rules.enumerated() {
            for other in rules[..<index] {
                let sameReach =
                    rule.categories.isEmpty
                    ? other.categories.isEmpty
                    : rule.categories.contains { other.categories.contains($0) }
                guard sameReach, !rule.source.supersedes(other.source),
                    !other.source.supersedes(rule.source)
                else { continue }
                faults.append(
                    fault(
                        "timing-overlap",
                        rule.source,
                        vi: "không biết \(rule.source.id) hay \(other.source.id) được áp dụng",
                        en: "nothing says whether \(rule.source.id) or \(other.source.id) applies"
                    )
                )
            }
        }
        return faults
    }

    /// Months in which a rule holds but has no rate or no timing rule.
    private func gaps() -> [Diagnostic] {
        var faults: [Diagnostic] = []
        let endings = Set(sources.compactMap { $0.to?.advanced(byMonths: 1) })
        let lastKnown = sources.map(\.known).max()
        for rule in rules {
            // Of a rule that is older than the rates that were read, the months with rates are looked at.
            let first = max(rule.source.from, rule.pricedFrom ?? rule.source.from)
            let last = lastKnown ?? rule.source.known
            let months = Set([first] + endings.filter { $0 > first })
            let days = rule.pricedFrom == nil ? Set([rule.source.known, last]) : [last]
            var missing: Set<CalendarMonth> = []
            for month in months {
                for day in days where holds(rule, in: month, known: day) {
                    if !isComplete(rule, in: month, known: day) { missing.insert(month) }
                }
            }
            guard let month = missing.min() else { continue }
            faults.append(
                fault(
                    "law-gap",
                    rule.source,
                    vi:
                        "\(rule.source.id) áp dụng tháng \(month) nhưng không có mức chuẩn hoặc quy "
                        + "định thời điểm hưởng, điều chỉnh, thôi hưởng",
                    en:
                        "\(rule.source.id) holds in \(month) but has no rate, or no start, adjust or "
                        + "stop rule"
                )
            )
        }
        return faults
    }

    private func isComplete(
        _ rule: EntitlementRule,
        in month: CalendarMonth,
        known: CivilDate
    ) -> Bool {
        let hasRate = index.rates[rule.series, default: []].contains {
            $0.source.holds(in: month, known: known)
                && ($0.place == nil || (rule.scope == .local && $0.place == rule.place))
        }
        return hasRate
            && index.starts[rule.category].rule(for: rule.category, in: month, known: known) != nil
            && index.adjusts[rule.category].rule(for: rule.category, in: month, known: known)
                != nil
            && index.stops[rule.category].rule(for: rule.category, in: month, known: known) != nil
    }

    /// Rules whose amount would not be a whole number of đồng: nothing is ever rounded.
    private func fractions() -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for rule in rules {
            // A whole coefficient breaks no đồng.
            guard !rule.thousandths.isMultiple(of: 1_000) else { continue }
            let broken = index.rates[rule.series, default: []].first {
                $0.amounts.contains { !($0 * rule.thousandths).isMultiple(of: 1_000) }
            }
            guard let broken else { continue }
            faults.append(
                fault(
                    "fraction-of-dong",
                    rule.source,
                    vi: "\(rule.source.id) nhân \(broken.source.id) không ra số đồng nguyên",
                    en: "\(rule.source.id) times \(broken.source.id) is not a whole number of đồng"
                )
            )
        }
        return faults
    }
}

// What a letter cites: the amount with its rate and rule, each value with its article and dates, what is not certain.
//
// Invariants:
// (1) Each value stands beside its article, the month from which it holds and the day from which it is known.
// (2) Of a right whose name says something of a person's health neither point, clause nor conditions are told.

import Enrolment
import Intake
import Ledger

extension RuleBook {
    /// All that the result of a claim rests on, each once: the amount first, what is not certain last.
    ///
    /// Of who left for another place the rule on moves is told elsewhere: the rule on ends says nothing of them.
    func grounds(
        of considered: Consideration,
        _ moment: LetterMoment,
        hasLeft: Bool
    ) -> [Phrase] {
        var phrases: [Phrase] = []
        for step in considered.steps { phrases += explanation(of: step, moment) }
        let idle = hasLeft ? Set(stops.map(\.source.id)) : []
        let told = Set(considered.steps.flatMap { [$0.rule, $0.rate ?? ""] })
        for id in considered.grounds where !told.contains(id) && source(id)?.doubt == nil {
            if !idle.contains(id) { phrases += citation(id, moment) }
        }
        let doubted = considered.grounds.filter {
            !considered.unverified.contains($0) && !told.contains($0)
        }
        for id in doubted + considered.unverified where source(id)?.doubt != nil {
            let isStart = starts.contains { $0.source.id == id }
            // Who moved starts by the end at the old place: the rule on starts is named for its doubt alone.
            if !told.contains(id), !(isStart && considered.isMoved) {
                phrases += citation(id, moment)
            }
            let why: Idle? =
                isStart && considered.isMoved
                ? .moved : considered.idle.contains(id) ? .unchanged : nil
            phrases += doubt(id, because: why)
        }
        var once: [Phrase] = []
        for phrase in phrases where !once.contains(phrase) { once.append(phrase) }
        return once
    }

    /// How a part of an amount comes about, with its articles.
    func explanation(of step: AmountStep, _ moment: LetterMoment) -> [Phrase] {
        let sum = product(of: step)
        let ids = (step.rate.map { [$0] } ?? []) + [step.rule]
        return [Phrase(vi: "  \(sum.vietnamese)", en: "  \(sum.english)")]
            + ids.flatMap { citation($0, moment, of: step) }
    }

    /// A part of an amount as a sum that anybody can work out again.
    func product(of step: AmountStep) -> Phrase {
        let (base, amount) = (Money.vnd(step.base), Money.vnd(step.amount))
        guard step.rate != nil else {
            let isTopUp = supplements.contains {
                $0.source.id == step.rule && $0.method == .topUpTo
            }
            let rest = Money.vnd(step.base - step.amount)
            return Phrase(
                vi: "địa phương bổ sung: "
                    + (isTopUp ? "\(base.grouped) − \(rest.grouped) = " : "")
                    + "\(amount.grouped) đồng",
                en: "added by the province: "
                    + (isTopUp
                        ? "\(base.groupedInEnglish) − \(rest.groupedInEnglish) = " : "")
                    + "\(amount.groupedInEnglish) đồng"
            )
        }
        if step.thousandths == 1_000, step.count == 1 {
            return Phrase(
                vi: "mức hưởng: \(amount.grouped) đồng",
                en: "amount: \(amount.groupedInEnglish) đồng"
            )
        }
        let (factor, count) = (Self.factor(step.thousandths), step.count)
        let times = count == 1 ? "" : " × \(count)"
        return Phrase(
            vi: "\(base.grouped) × \(factor.vietnamese)\(times) = \(amount.grouped) đồng",
            en: "\(base.groupedInEnglish) × \(factor.english)\(times) = "
                + "\(amount.groupedInEnglish) đồng"
        )
    }

    /// The article and dates of a value, and what it says.
    private func citation(
        _ id: String,
        _ moment: LetterMoment,
        of step: AmountStep? = nil
    ) -> [Phrase] {
        // What a doubt says follows it by itself.
        guard let source = source(id), let value = value(named: id), value.kind != "doubt"
        else { return [] }
        let rule = rules.first { $0.source.id == id }
        let isDiscreet = rule.map { categories[$0.category].discreet != nil } ?? false
        var told = [value.says]
        if let rule { told = [words(rule, isDiscreet: isDiscreet)] + notes(on: rule, moment) }
        if let pair = together.first(where: { $0.source.id == id }) {
            told = [words(pair, in: moment.month, known: moment.known)]
        }
        if let step { told += noHigher(than: id, step, moment) }
        if let note = source.note { told.append(note) }
        let (place, dates) = (place(of: source), dates(of: source, moment))
        return [
            Phrase(
                vi: "    \(place.vietnamese), \(dates.vietnamese): "
                    + told.map(\.vietnamese).joined(separator: "; "),
                en: "    \(place.english), \(dates.english): "
                    + told.map(\.english).joined(separator: "; ")
            )
        ]
    }

    /// On what the source of money rests, and what a doubt that spares a rule says of it.
    private func notes(on rule: EntitlementRule, _ moment: LetterMoment) -> [Phrase] {
        let (programme, code) = (
            categories[rule.category].programme, categories[rule.category].code
        )
        let spared = doubts.filter { doubt in
            doubt.except.contains(rule.source.id)
                && doubt.source.holds(in: moment.month, known: moment.known)
        }
        let funding =
            word("\(code)/\(rule.fundingSource)", in: moment.month)
            ?? word("\(programme)/\(rule.fundingSource)", in: moment.month)
        return [funding].compactMap { $0 } + spared.compactMap(\.source.note)
    }

    /// Why the national level is taken where a rule would take the province's, were it higher.
    private func noHigher(
        than id: String,
        _ step: AmountStep,
        _ moment: LetterMoment
    ) -> [Phrase] {
        let isLocal = rules.contains { $0.source.id == step.rule && $0.scope == .local }
        guard isLocal, rates.contains(where: { $0.source.id == id && $0.place == nil }) else {
            return []
        }
        let (place, basis) = (Province.name(moment.place) ?? moment.place, basis("province-level"))
        return [
            Phrase(
                vi: "không ghi nhận mức cao hơn của \(place)\(basis.vietnamese)",
                en: "no higher level of \(place) is on record\(basis.english)"
            )
        ]
    }

    /// Why a value that is not verified changes nothing here.
    enum Idle {
        /// Who moved starts by the end at the old place, whatever the rule on starts says.
        case moved
        /// No change of the month makes another amount, from whichever month a change counts.
        case unchanged

        var words: Phrase {
            switch self {
            case .moved:
                Phrase(
                    vi:
                        "; ở đây không đổi số tiền, vì hưởng từ tháng liền sau tháng thôi chi trả ở nơi "
                        + "cũ, nhưng vẫn phải được chấp nhận trước khi chi",
                    en:
                        "; it changes no amount here, for the month after the end at the old place counts, "
                        + "but it must be accepted before it is paid"
                )
            case .unchanged:
                Phrase(
                    vi: "; trong tháng này không có thay đổi nào làm đổi mức hưởng, nên không phải "
                        + "chấp nhận",
                    en: "; no change in this month makes another amount, so it need not be accepted"
                )
            }
        }
    }

    /// What is not certain about a value, and why it changes nothing here, where it does not.
    func doubt(_ id: String, because idle: Idle? = nil) -> [Phrase] {
        guard let source = source(id), let doubt = source.doubt else { return [] }
        let (place, why) = (place(of: source), idle?.words)
        return [
            Phrase(
                vi: "    chưa kiểm chứng (\(place.vietnamese)): \(doubt.vietnamese)"
                    + (why?.vietnamese ?? ""),
                en: "    not verified (\(place.english)): \(doubt.english)" + (why?.english ?? "")
            )
        ]
    }

    func source(_ id: String) -> LawSource? {
        sources.first { $0.id == id }
    }

    /// The value of an id, in words.
    private func value(named id: String) -> LawValue? {
        values.first { $0.source.id == id }
    }
}

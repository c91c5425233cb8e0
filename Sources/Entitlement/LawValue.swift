// Every dated value of a rule book in words: for `chitra law list` and `law show`.
//
// Invariants:
// (1) Values come in order of kind and file, as the rule book holds them.
// (2) What a value says is made of its own fields; nothing is computed for a person here.

package import Intake
import Ledger

/// One dated value of the law, in words.
package struct LawValue: Sendable {
    /// The name of its table in the rule files, such as `rate`.
    package let kind: String
    /// Where it comes from, when it holds, from when it is known.
    package let source: LawSource
    /// The codes of the categories that it is about; empty for a value about all.
    package let categories: [String]
    /// What it says.
    package let says: Phrase
}

extension RuleBook {
    /// Every dated value, in order of kind and file.
    package var values: [LawValue] {
        var values = rates.map { rate in
            LawValue(
                kind: "rate",
                source: rate.source,
                categories: codes(rules.filter { $0.series == rate.series }.map(\.category)),
                says: RuleBook.words(rate)
            )
        }
        values += rules.map { rule in
            LawValue(
                kind: "rule",
                source: rule.source,
                categories: codes([rule.category]),
                says: RuleBook.words(rule)
            )
        }
        values += timings(starts, "start") { start in RuleBook.words(start.event) }
        values += timings(adjusts, "adjust") { adjust in
            let effect = RuleBook.words(adjust.effect)
            return Phrase(vi: "thay đổi \(effect.vietnamese)", en: "a change \(effect.english)")
        }
        values += timings(stops, "stop") { stop in
            let effect = RuleBook.words(stop.effect)
            return Phrase(
                vi: "chết hoặc hết điều kiện: thôi hưởng, \(effect.vietnamese)",
                en: "a death or an end \(effect.english)"
            )
        }
        values += supplements.map { supplement in
            LawValue(
                kind: "supplement",
                source: supplement.source,
                categories: codes([supplement.category]),
                says: RuleBook.words(supplement)
            )
        }
        return values + relations
    }

    /// How rights combine, what ends and what is doubted.
    private var relations: [LawValue] {
        var values = exclusions.map { exclusion in
            let others = codes(exclusion.excludedBy).joined(separator: ", ")
            return LawValue(
                kind: "exclusion",
                source: exclusion.source,
                categories: codes(exclusion.categories),
                says: Phrase(vi: "không hưởng khi đã hưởng \(others)", en: "not with \(others)")
            )
        }
        values += highest.map { rule in
            let names = (rule.programmes + codes(rule.categories)).joined(separator: ", ")
            let joined = categories.indices.filter {
                rule.categories.contains($0) || rule.programmes.contains(categories[$0].programme)
            }
            return LawValue(
                kind: "highest_only",
                source: rule.source,
                categories: codes(joined),
                says: Phrase(vi: "chỉ một mức cao nhất: \(names)", en: "the highest only: \(names)")
            )
        }
        values += together.map { rule in
            let one = categories[rule.category].code
            let others = codes(rule.with).joined(separator: ", ")
            return LawValue(
                kind: "together",
                source: rule.source,
                categories: codes([rule.category] + rule.with),
                says: Phrase(
                    vi: "\(one) được hưởng cùng \(others)",
                    en: "\(one) is paid beside \(others)"
                )
            )
        }
        values += ends.map { end in
            let names = (codes(end.categories) + end.rules).joined(separator: ", ")
            return LawValue(
                kind: "end",
                source: end.source,
                categories: codes(rules.filter { end.ends($0) }.map(\.category)),
                says: Phrase(vi: "hết hiệu lực: \(names)", en: "ended: \(names)")
            )
        }
        values += doubts.map { doubt in
            LawValue(
                kind: "doubt",
                source: doubt.source,
                categories: codes(rules.filter { doubt.concerns($0) }.map(\.category)),
                says: doubt.source.doubt ?? Phrase(vi: "chưa chắc chắn", en: "not certain")
            )
        }
        return values + holds
    }

    /// What suspends rights, and how long facts are shown.
    private var holds: [LawValue] {
        let suspended = suspensions.map { suspension in
            let state = "\(suspension.fact) = \(suspension.values.joined(separator: "|"))"
            return LawValue(
                kind: "suspension",
                source: suspension.source,
                categories: codes(suspension.categories),
                says: Phrase(
                    vi: "tạm dừng khi \(state), "
                        + RuleBook.words(suspension.effect).vietnamese,
                    en: "suspended while \(state), " + RuleBook.words(suspension.effect).english
                )
            )
        }
        return suspended
            + windows.map { window in
                LawValue(
                    kind: "window",
                    source: window.source,
                    categories: codes(
                        rules.filter { rule in
                            rule.conditions.contains { $0.fact == window.fact }
                        }.map(\.category)
                    ),
                    says: RuleBook.words(window)
                )
            }
    }

    private static func words(_ window: FactWindow) -> Phrase {
        let words = endWords(window)
        guard let last = window.decisionsTo else { return words }
        return Phrase(
            vi:
                "\(words.vietnamese); dữ kiện ghi từ ngày ký quyết định thì không xét đến hết tháng \(last)",
            en:
                "\(words.english); what holds from the day of a decision is not asked for up to \(last)"
        )
    }

    private static func endWords(_ window: FactWindow) -> Phrase {
        let state = "\(window.fact) = \(window.values.joined(separator: "|"))"
        let grace = Phrase(
            vi: "thêm \(window.graceDays) ngày chờ giấy tờ mới",
            en: "\(window.graceDays) days more while the next paper is awaited"
        )
        switch window.end {
        case .yearEnd(let month):
            return Phrase(
                vi:
                    "\(state) tính đến hết năm, từ tháng \(month) thì đến hết năm sau, \(grace.vietnamese)",
                en:
                    "\(state) counts until the end of the year, from month \(month) on until the end of "
                    + "the next, and \(grace.english)"
            )
        case .months(let count):
            return Phrase(
                vi: "\(state) tính \(count) tháng, kể cả tháng của giấy tờ, \(grace.vietnamese)",
                en: "\(state) counts for \(count) months, the paper's own among them, and "
                    + grace.english
            )
        }
    }

    private func codes(_ indexes: [Int]) -> [String] {
        Set(indexes).sorted().map { categories[$0].code }
    }

    private func timings<Rule: TimingRule>(
        _ rules: [Rule],
        _ kind: String,
        _ words: (Rule) -> Phrase
    ) -> [LawValue] {
        rules.map { rule in
            LawValue(
                kind: kind,
                source: rule.source,
                categories: codes(rule.categories),
                says: words(rule)
            )
        }
    }

    private static func words(_ event: StartRule.Event) -> Phrase {
        switch event {
        case .signature: Phrase(vi: "từ tháng ký quyết định", en: "from the month of signature")
        case .certificate:
            Phrase(vi: "từ tháng của giấy xác nhận", en: "from the month of the certificate")
        case .monthAfterCertificate:
            Phrase(
                vi: "từ tháng liền sau ngày ghi trên giấy",
                en: "from the month after the day of the paper"
            )
        case .birthday(let age):
            Phrase(vi: "từ tháng đủ \(age) tuổi", en: "from the month of the birthday \(age)")
        }
    }

    private static func words(_ effect: AdjustRule.Effect) -> Phrase {
        switch effect {
        case .sameMonth: Phrase(vi: "tính ngay trong tháng", en: "counts in its own month")
        case .nextMonth: Phrase(vi: "tính từ tháng liền sau", en: "counts from the month after")
        }
    }

    private static func place(_ code: String?) -> Phrase {
        code.map { Phrase(vi: "tỉnh \($0)", en: "province \($0)") }
            ?? Phrase(vi: "cả nước", en: "the whole country")
    }

    private static func words(_ rate: Rate) -> Phrase {
        let place = place(rate.place)
        guard let table = rate.table, let low = rate.amounts.min(), let high = rate.amounts.max()
        else {
            let amount = Money.vnd(rate.amount)
            return Phrase(
                vi: "\(rate.series): \(amount.grouped) đồng, \(place.vietnamese)",
                en: "\(rate.series): \(amount.groupedInEnglish) đồng, \(place.english)"
            )
        }
        let (least, most) = (Money.vnd(low), Money.vnd(high))
        let span = "\(table.bounds.lowerBound)–\(table.bounds.upperBound)"
        return Phrase(
            vi: "\(rate.series): bảng \(span), từ \(least.grouped) đến \(most.grouped) đồng",
            en: "\(rate.series): table of \(span), \(least.groupedInEnglish) to "
                + "\(most.groupedInEnglish) đồng"
        )
    }

    static func words(_ rule: EntitlementRule) -> Phrase {
        let coefficient = RuleBook.decimal(rule.thousandths)
        var vi = ["\(coefficient) × \(rule.series)"]
        var en = ["\(coefficient.replacing(",", with: ".")) × \(rule.series)"]
        if let by = rule.by {
            vi.append("theo \(by.name)")
            en.append("by \(by.name)")
        }
        if let per = rule.per {
            vi.append("× số \(per.name)")
            en.append("× the number of \(per.name)")
        }
        let isLocal = rule.scope == .local
        vi.append(isLocal ? "mức cao hơn của địa phương" : "mức cả nước")
        en.append(isLocal ? "the province's where higher" : "the national one")
        if rule.ageFrom > 0 {
            vi.append("từ đủ \(rule.ageFrom) tuổi")
            en.append("from the age of \(rule.ageFrom)")
        }
        if let below = rule.ageBelow {
            vi.append("dưới \(below) tuổi")
            en.append("below the age of \(below)")
        }
        for condition in rule.conditions {
            let text = "\(condition.fact) = \(condition.values.joined(separator: "|"))"
            vi.append(text)
            en.append(text)
        }
        if let place = rule.place {
            vi.append("tỉnh \(place)")
            en.append("province \(place)")
        }
        vi.append("nguồn \(rule.fundingSource)")
        en.append("paid from \(rule.fundingSource)")
        return Phrase(vi: vi.joined(separator: ", "), en: en.joined(separator: ", "))
    }

    private static func words(_ supplement: Supplement) -> Phrase {
        let amount = Money.vnd(supplement.amount)
        let place = place(supplement.place)
        switch supplement.method {
        case .fixedAdd:
            return Phrase(
                vi:
                    "\(place.vietnamese) thêm \(amount.grouped) đồng, nguồn \(supplement.fundingSource)",
                en: "\(place.english) adds \(amount.groupedInEnglish) đồng, paid from "
                    + supplement.fundingSource
            )
        case .topUpTo:
            return Phrase(
                vi: "\(place.vietnamese) thêm cho đủ \(amount.grouped) đồng, nguồn "
                    + supplement.fundingSource,
                en: "\(place.english) adds up to \(amount.groupedInEnglish) đồng, paid from "
                    + supplement.fundingSource
            )
        }
    }
}

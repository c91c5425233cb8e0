// An amount explained to people: what it is made of, by which article, what else was considered.

package import Enrolment
package import Intake
package import Ledger

extension RuleBook {
    /// The lines that explain what a person is owed for a month, for `chitra law explain`.
    ///
    /// - Parameters: as of ``assess(_:unit:place:month:known:)``.
    /// - Returns: Phrases to print one a line. They name categories and so belong to the officer,
    ///   never into a log or a bank's file.
    package func explanation(
        of person: Person,
        unit: String,
        place: String,
        month: CalendarMonth,
        known: CivilDate
    ) -> [Phrase] {
        let assessment = assess(person, unit: unit, place: place, month: month, known: known)
        var phrases = [
            Phrase(
                vi: "tháng hưởng \(month), địa bàn \(Self.name(of: place)), theo luật và hồ sơ "
                    + "biết đến \(known)",
                en: "month owed \(month), place \(Self.name(of: place)), law and register as "
                    + "known on \(known)"
            )
        ]
        for considered in assessment.considered { phrases += explanation(of: considered) }
        let total = assessment.lines.reduce(Int64(0)) { $0 + $1.amount }
        phrases.append(
            Phrase(
                vi: "đơn vị này phải trả: \(Money.vnd(total).grouped) đồng",
                en: "owed by this unit: \(Money.vnd(total).groupedInEnglish) đồng"
            )
        )
        return phrases
    }

    private func explanation(of considered: Consideration) -> [Phrase] {
        let title = category(coded: considered.category)?.title
        let code = considered.category
        var phrases = [
            Phrase(
                vi: "\(code) \(title?.vietnamese ?? ""): \(considered.reason.vietnamese)",
                en: "\(code) \(title?.english ?? ""): \(considered.reason.english)"
            )
        ]
        for step in considered.steps { phrases += explanation(of: step) }
        for id in considered.unverified {
            guard let source = source(id), let doubt = source.doubt else { continue }
            phrases.append(
                Phrase(
                    vi: "  chưa kiểm chứng (\(id)): \(doubt.vietnamese)",
                    en: "  not verified (\(id)): \(doubt.english)"
                )
            )
        }
        return phrases
    }

    private func explanation(of step: AmountStep) -> [Phrase] {
        let base = Money.vnd(step.base).grouped
        let amount = Money.vnd(step.amount).grouped
        let (englishBase, englishAmount) = (
            Money.vnd(step.base).groupedInEnglish, Money.vnd(step.amount).groupedInEnglish
        )
        let coefficient = RuleBook.decimal(step.thousandths)
        let count = step.count == 1 ? "" : " × \(step.count)"
        guard let rateID = step.rate else {
            return [
                Phrase(
                    vi: "  địa phương thêm (mức \(base)): \(amount) đồng",
                    en: "  added by the province (level \(englishBase)): \(englishAmount) đồng"
                )
            ] + citation(step.rule)
        }
        let english = coefficient.replacing(",", with: ".")
        return [
            Phrase(
                vi: "  \(base) × \(coefficient)\(count) = \(amount) đồng",
                en: "  \(englishBase) × \(english)\(count) = \(englishAmount) đồng"
            )
        ] + citation(rateID) + citation(step.rule)
    }

    /// The article and dates of a value.
    private func citation(_ id: String) -> [Phrase] {
        guard let source = source(id) else { return [] }
        let number = instruments.first { $0.id == source.instrument }?.number ?? source.instrument
        return [
            Phrase(
                vi:
                    "    \(id): điều \(source.article) \(number), áp dụng từ \(source.from), biết từ "
                    + "\(source.known)",
                en: "    \(id): article \(source.article) of \(number), valid from \(source.from), "
                    + "known from \(source.known)"
            )
        ]
    }

    /// A province by name where units of it are known, else by its code.
    private static func name(of place: String) -> String {
        switch place {
        case "01": "01 Hà Nội"
        case "40": "40 Nghệ An"
        default: place
        }
    }

    private func source(_ id: String) -> LawSource? {
        sources.first { $0.id == id }
    }

    /// Thousandths as Vietnamese write them: `1,5`.
    static func decimal(_ thousandths: Int64) -> String {
        var digits = String(thousandths % 1_000 + 1_000).dropFirst()
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        return "\(thousandths / 1_000),\(digits)"
    }
}

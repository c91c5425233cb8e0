// An amount explained as a decision letter does: who, what is on file, each right with its articles, the sum.
//
// Invariants:
// (1) Whoever has the texts of the law and the letter alone can work every amount out again: each number
//     stands beside the article, its dates and the state of the file on the day that counts.
// (2) What lost is named with the article by which it lost; what is not verified is named with its doubt.
// (3) Who receives is named by number for each right that is paid: the person, who acts for them, an heir, or
//     the payee of that right alone.
// (4) The letter names categories and so belongs to the officer: never into a log or a bank's file.

package import Enrolment
package import Intake
package import Ledger

extension RuleBook {
    /// The lines that explain what a person is owed for a month, for `chitra law explain`.
    ///
    /// - Parameters: as of ``assess(_:unit:place:month:known:)``.
    /// - Returns: Phrases to print one a line.
    package func explanation(
        of person: Person,
        unit: String,
        place: String,
        month: CalendarMonth,
        known: CivilDate
    ) -> [Phrase] {
        let assessment = assess(person, unit: unit, place: place, month: month, known: known)
        var phrases = opening(person, unit: unit, place: place, month: month, known: known)
        phrases += file(of: person, month: month, known: known)
        for (index, considered) in assessment.considered.enumerated() {
            phrases += explanation(of: considered, person, known: known, number: index + 1)
            if considered.outcome == .paid {
                phrases.append(payee(of: considered.category, person, known: known))
            }
        }
        if assessment.considered.isEmpty {
            phrases.append(
                Phrase(
                    vi: "Không có quyết định hưởng nào được biết đến ngày này.",
                    en: "No decision that grants a right was known on that day."
                )
            )
        }
        return phrases + closing(assessment)
    }

    /// Whom the letter is about, for which month, and what was known.
    private func opening(
        _ person: Person,
        unit: String,
        place: String,
        month: CalendarMonth,
        known: CivilDate
    ) -> [Phrase] {
        let age = Self.age(person.birth, on: month.lastDay)
        return [
            Phrase(
                vi:
                    "Mức hưởng tháng \(month) của người số \(person.number), do đơn vị \(unit) chi trả",
                en: "What person \(person.number) is owed for \(month) by unit \(unit)"
            ),
            Phrase(
                vi: "tháng hưởng \(month), địa bàn \(Province.named(place)), theo luật và hồ sơ "
                    + "biết đến \(known)",
                en: "month owed \(month), place \(Province.named(place)), law and register as "
                    + "known on \(known)"
            ),
            Phrase(
                vi: "Hồ sơ: sinh ngày \(person.birth), \(age) tuổi vào ngày cuối tháng",
                en: "On file: born on \(person.birth), aged \(age) on the last day of the month"
            ),
        ]
    }

    /// The facts on file that began before the month ended, the latest of each name last, and decisions
    /// that name the month, whenever they were signed.
    private func file(
        of person: Person,
        month: CalendarMonth,
        known: CivilDate
    ) -> [Phrase] {
        let shown = person.facts(knownOn: known).filter { fact in
            self.fact(named: fact.name) == nil
                ? fact.value.contains("\(month)") : fact.from <= month.lastDay
        }.sorted {
            ($0.name, $0.from, $0.known) < ($1.name, $1.from, $1.known)
        }
        return shown.map { fact in
            let title = self.fact(named: fact.name)?.title
            let value = fact.value.isEmpty ? "" : " = \(fact.value)"
            let signer = Self.signer(fact.signer)
            guard let title else {
                // A decision that is no condition of a right, such as one on arrears.
                return Phrase(
                    vi: "  \(fact.name)\(value), quyết định \(fact.document) ngày \(fact.from)"
                        + "\(signer.vietnamese), biết từ \(fact.known)",
                    en: "  \(fact.name)\(value), decision \(fact.document) of \(fact.from)"
                        + "\(signer.english), known from \(fact.known)"
                )
            }
            return Phrase(
                vi: "  \(fact.name)\(value) (\(title.vietnamese)), từ ngày \(fact.from)"
                    + "\(signer.vietnamese), biết từ \(fact.known)",
                en: "  \(fact.name)\(value) (\(title.english)), from \(fact.from)"
                    + "\(signer.english), known from \(fact.known)"
            )
        }
    }

    /// Who signed, where the register knows.
    private static func signer(_ name: String) -> (vietnamese: String, english: String) {
        guard !name.isEmpty else { return ("", "") }
        let phrase = Phrase(vi: ", \(name) ký", en: ", signed by \(name)")
        return (phrase.vietnamese, phrase.english)
    }

    private func explanation(
        of considered: Consideration,
        _ person: Person,
        known: CivilDate,
        number: Int
    ) -> [Phrase] {
        let title = category(coded: considered.category)?.title
        let code = considered.category
        var phrases = [
            Phrase(
                vi:
                    "\(number). \(code) \(title?.vietnamese ?? ""): \(considered.reason.vietnamese)",
                en: "\(number). \(code) \(title?.english ?? ""): \(considered.reason.english)"
            ),
            decision(
                considered.claim,
                signer: person.decisionSigner(of: considered.claim, knownOn: known)
            ),
        ]
        if considered.isMoved, let start = considered.start {
            phrases.append(
                Phrase(
                    vi:
                        "  chuyển đến: hưởng từ tháng \(start), liền sau tháng thôi chi trả ở nơi cũ (điều "
                        + "8.4.d 20/2021/NĐ-CP)",
                    en:
                        "  moved: owed from \(start), the month after the last one at the old place "
                        + "(article 8.4.d of 20/2021/NĐ-CP)"
                )
            )
        }
        if let day = considered.judgedOn {
            phrases.append(
                Phrase(
                    vi: "  tuổi và dữ kiện xét theo ngày \(day)",
                    en: "  age and facts are those of \(day)"
                )
            )
        }
        for step in considered.steps { phrases += explanation(of: step) }
        let told = Set(considered.steps.flatMap { [$0.rule, $0.rate ?? ""] })
        for id in considered.grounds where !told.contains(id) && source(id)?.doubt == nil {
            phrases += citation(id)
        }
        for id in considered.grounds where !told.contains(id) {
            guard source(id)?.doubt != nil, !considered.unverified.contains(id) else { continue }
            phrases += citation(id) + doubt(id)
        }
        for id in considered.unverified {
            if !told.contains(id) { phrases += citation(id) }
            phrases += doubt(id)
        }
        return phrases
    }

    /// The decision by which a right was granted.
    private func decision(_ claim: Claim, signer name: String) -> Phrase {
        let paper = claim.certificate
        let ended = claim.ended
        let signer = Self.signer(name)
        let later = Self.signer(claim.document.isEmpty ? "" : claim.signer)
        let word = claim.document
        return Phrase(
            vi: "  quyết định \(claim.decision) của đơn vị \(claim.unit), ký ngày \(claim.signed)"
                + signer.vietnamese + (paper.map { ", giấy xác nhận ngày \($0)" } ?? "")
                + (ended.map { ", chấm dứt ngày \($0)" } ?? "")
                + (word.isEmpty ? "" : ", theo văn bản \(word)\(later.vietnamese)")
                + ", biết từ \(claim.known)",
            en: "  decision \(claim.decision) of unit \(claim.unit), signed on \(claim.signed)"
                + signer.english + (paper.map { ", certificate of \($0)" } ?? "")
                + (ended.map { ", ended on \($0)" } ?? "")
                + (word.isEmpty ? "" : ", by paper \(word)\(later.english)")
                + ", known from \(claim.known)"
        )
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

    /// The article and dates of a value, and what it says.
    private func citation(_ id: String) -> [Phrase] {
        guard let source = source(id) else { return [] }
        let number = instruments.first { $0.id == source.instrument }?.number ?? source.instrument
        let says = values(named: id)?.says
        let until = source.to.map { Phrase(vi: " đến \($0)", en: " to \($0)") }
        return [
            Phrase(
                vi: "    \(id): điều \(source.article) \(number), áp dụng từ \(source.from)"
                    + "\(until?.vietnamese ?? ""), biết từ \(source.known)"
                    + (says.map { ": \($0.vietnamese)" } ?? ""),
                en: "    \(id): article \(source.article) of \(number), valid from \(source.from)"
                    + "\(until?.english ?? ""), known from \(source.known)"
                    + (says.map { ": \($0.english)" } ?? "")
            )
        ]
    }

    /// What is not certain about a value.
    private func doubt(_ id: String) -> [Phrase] {
        guard let doubt = source(id)?.doubt else { return [] }
        return [
            Phrase(
                vi: "    chưa kiểm chứng (\(id)): \(doubt.vietnamese)",
                en: "    not verified (\(id)): \(doubt.english)"
            )
        ]
    }

    /// The sum, by the source of the money.
    private func closing(_ assessment: Assessment) -> [Phrase] {
        let total = assessment.lines.reduce(Int64(0)) { $0 + $1.amount }
        var phrases = [
            Phrase(
                vi: "đơn vị này phải trả: \(Money.vnd(total).grouped) đồng",
                en: "owed by this unit: \(Money.vnd(total).groupedInEnglish) đồng"
            )
        ]
        for source in Set(assessment.lines.map(\.source)).sorted() {
            let part = assessment.lines.filter { $0.source == source }.reduce(Int64(0)) {
                $0 + $1.amount
            }
            phrases.append(
                Phrase(
                    vi: "  nguồn \(source): \(Money.vnd(part).grouped) đồng",
                    en: "  from \(source): \(Money.vnd(part).groupedInEnglish) đồng"
                )
            )
        }
        if assessment.lines.contains(where: { !$0.unverified.isEmpty }) {
            phrases.append(
                Phrase(
                    vi:
                        "Khoản này dựa trên quy định chưa kiểm chứng: chỉ chi khi có người lập chấp nhận "
                        + "đích danh.",
                    en:
                        "This hangs on rules that are not verified: it is paid only when a maker accepts "
                        + "them by name."
                )
            )
        }
        return phrases
    }

    /// Full years; the birthday counts, 1 March for 29 February in a common year.
    private static func age(_ birth: CivilDate, on day: CivilDate) -> Int {
        let (year, month, dayOfMonth) = day.components
        let (born, bornMonth, bornDay) = birth.components
        return year - born - ((month, dayOfMonth) < (bornMonth, bornDay) ? 1 : 0)
    }

    private func source(_ id: String) -> LawSource? {
        sources.first { $0.id == id }
    }

    /// The value of an id, in words.
    private func values(named id: String) -> LawValue? {
        values.first { $0.source.id == id }
    }

    /// Thousandths as Vietnamese write them: `1,5`.
    static func decimal(_ thousandths: Int64) -> String {
        var digits = String(thousandths % 1_000 + 1_000).dropFirst()
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        return "\(thousandths / 1_000),\(digits)"
    }
}

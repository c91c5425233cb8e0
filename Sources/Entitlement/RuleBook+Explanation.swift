// An amount explained as a decision letter does: who, what is on file, each right with its articles, the sum.
//
// Invariants:
// (1) Whoever has the texts of the law and the letter alone can work every amount out again: each number
//     stands beside the article, its dates and the state of the file on the day that counts.
// (2) What lost is named with the article by which it lost; what is not verified is named with its doubt.
// (3) Who receives is named by number for each right that is paid: the person, who acts for them, an heir, or
//     the payee of that right alone.
// (4) The letter names categories and so belongs to the officer: never into a log or a bank's file. A
//     category whose name says something of health is called by its discreet title, and the letter says
//     that it is for the person alone (article 8.1.b of decree 20/2021).

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
        let moment = LetterMoment(
            unit: unit,
            place: place,
            month: month,
            known: known
        )
        var phrases = opening(person, assessment, moment)
        phrases += file(of: person, month: month, known: known)
        for (index, considered) in assessment.considered.enumerated() {
            phrases += explanation(of: considered, person, moment, number: index + 1)
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
        return phrases + closing(assessment) + sinceThen(assessment, person, moment)
    }

    /// Whom the letter is about, for which month, and what was known.
    private func opening(
        _ person: Person,
        _ assessment: Assessment,
        _ moment: LetterMoment
    ) -> [Phrase] {
        let month = moment.month
        var phrases = [
            Phrase(
                vi:
                    "Mức hưởng tháng \(month) của người số \(person.number), do đơn vị \(moment.unit) chi trả",
                en: "What person \(person.number) is owed for \(month) by unit \(moment.unit)"
            ),
            Phrase(
                vi: "tháng hưởng \(month), địa bàn \(Province.named(moment.place)), theo luật và "
                    + "hồ sơ biết đến \(moment.known)",
                en: "month owed \(month), place \(Province.named(moment.place)), law and register "
                    + "as known on \(moment.known)"
            ),
        ]
        let isDiscreet = assessment.considered.contains {
            category(coded: $0.category)?.discreet != nil
        }
        if isDiscreet {
            phrases.append(
                Phrase(
                    vi: "BẢO MẬT: chỉ trao cho chính người hưởng hoặc người đại diện; không niêm "
                        + "yết, không gửi qua người khác (điều 8.1.b 20/2021/NĐ-CP)",
                    en: "CONFIDENTIAL: for the person or who acts for them alone; never posted, "
                        + "never sent through others (article 8.1.b of 20/2021/NĐ-CP)"
                )
            )
        }
        if let death = person.death(knownOn: moment.known), death <= month.lastDay {
            let age = Self.age(person.birth, on: death)
            return phrases + [
                Phrase(
                    vi: "Hồ sơ: sinh ngày \(person.birth), chết ngày \(death), \(age) tuổi",
                    en: "On file: born on \(person.birth), died on \(death), aged \(age)"
                )
            ]
        }
        let age = Self.age(person.birth, on: month.lastDay)
        return phrases + [
            Phrase(
                vi: "Hồ sơ: sinh ngày \(person.birth), \(age) tuổi vào ngày cuối tháng",
                en: "On file: born on \(person.birth), aged \(age) on the last day of the month"
            )
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
            let signer = Self.signer(fact.signer)
            guard let definition = self.fact(named: fact.name) else {
                // A decision that is no condition of a right, such as one on arrears.
                let (title, value) = (title(ofFact: fact.name), words(ofPaper: fact.value))
                return Phrase(
                    vi: "  \(title.vietnamese): \(value.vietnamese), quyết định \(fact.document) "
                        + "ngày \(fact.from)\(signer.vietnamese), biết từ \(fact.known)",
                    en: "  \(title.english): \(value.english), decision \(fact.document) of "
                        + "\(fact.from)\(signer.english), known from \(fact.known)"
                )
            }
            let isEvent = definition.isEvent
            let isBack = isEvent && fact.value == DatedFact.takenBack
            let value =
                isEvent
                ? Phrase(
                    vi: isBack ? "đã hủy ghi nhận, từ ngày" : "ngày",
                    en: isBack ? "taken back, from" : "on"
                ) : definition.words(of: fact.value)
            let from = isEvent ? "" : ", từ ngày"
            let start = isEvent ? "" : ", from"
            return Phrase(
                vi: "  \(definition.title.vietnamese): \(value.vietnamese)\(from) \(fact.from)"
                    + "\(signer.vietnamese), biết từ \(fact.known)",
                en: "  \(definition.title.english): \(value.english)\(start) \(fact.from)"
                    + "\(signer.english), known from \(fact.known)"
            )
        }
    }

    /// The parts of what a paper says, each in words where a file has them.
    private func words(ofPaper value: String) -> Phrase {
        let parts = value.split(separator: " ").map { title(of: String($0)) }
        guard !parts.isEmpty else { return Phrase(vi: "có", en: "yes") }
        return Phrase(
            vi: parts.map(\.vietnamese).joined(separator: " "),
            en: parts.map(\.english).joined(separator: " ")
        )
    }

    /// Who signed, where the register knows.
    static func signer(_ name: String) -> (vietnamese: String, english: String) {
        guard !name.isEmpty else { return ("", "") }
        let phrase = Phrase(vi: ", \(name) ký", en: ", signed by \(name)")
        return (phrase.vietnamese, phrase.english)
    }

    private func explanation(
        of considered: Consideration,
        _ person: Person,
        _ moment: LetterMoment,
        number: Int
    ) -> [Phrase] {
        let title = heading(considered.category)
        var phrases = [
            Phrase(
                vi: "\(number). \(title.vietnamese): \(considered.reason.vietnamese)",
                en: "\(number). \(title.english): \(considered.reason.english)"
            ),
            decision(
                considered.claim,
                signer: person.decisionSigner(of: considered.claim, knownOn: moment.known)
            ),
        ]
        phrases += history(of: considered.claim, person, moment)
        phrases += beginning(considered)
        if considered.judgedOn != nil, let rule = asking(considered) {
            phrases += judged(considered, by: rule, person)
        }
        phrases += lacking(considered, person, moment)
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

    /// A category as a letter names it: its place in the decree with its title, or the title alone.
    private func heading(_ code: String) -> Phrase {
        guard let category = category(coded: code) else { return Phrase(vi: code, en: code) }
        let title = category.discreet ?? category.title
        guard code.first?.isNumber == true else { return title }
        return Phrase(vi: "\(code) \(title.vietnamese)", en: "\(code) \(title.english)")
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
        let value = values(named: id)
        // What a doubt says follows it by itself.
        let says = value?.kind == "doubt" ? nil : value?.says
        let note = source.note
        let until = source.to.map { Phrase(vi: " đến \($0)", en: " to \($0)") }
        return [
            Phrase(
                vi: "    \(id): điều \(source.article) \(number), áp dụng từ \(source.from)"
                    + "\(until?.vietnamese ?? ""), biết từ \(source.known)"
                    + (says.map { ": \($0.vietnamese)" } ?? "")
                    + (note.map { "; \($0.vietnamese)" } ?? ""),
                en: "    \(id): article \(source.article) of \(number), valid from \(source.from)"
                    + "\(until?.english ?? ""), known from \(source.known)"
                    + (says.map { ": \($0.english)" } ?? "")
                    + (note.map { "; \($0.english)" } ?? "")
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
        let isDoubted = assessment.lines.contains { !$0.unverified.isEmpty }
        var phrases = [
            Phrase(
                vi: "tổng mức hưởng của tháng do đơn vị chi trả, không kể đã chi hay chưa: "
                    + "\(Money.vnd(total).grouped) đồng" + (isDoubted ? " (tạm tính)" : ""),
                en: "owed by this unit: \(Money.vnd(total).groupedInEnglish) đồng"
                    + (isDoubted ? " (provisional)" : "")
                    + ", whether it was paid already or not"
            )
        ]
        for (source, part) in Self.sources(of: assessment) {
            let name = title(of: source)
            phrases.append(
                Phrase(
                    vi: "  nguồn \(name.vietnamese): \(Money.vnd(part).grouped) đồng",
                    en: "  from \(name.english): \(Money.vnd(part).groupedInEnglish) đồng"
                )
            )
        }
        if isDoubted {
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
        let refused = assessment.considered.filter { $0.outcome != .paid }
        if refused.contains(where: { $0.grounds.contains { source($0)?.doubt != nil } }) {
            phrases.append(
                Phrase(
                    vi:
                        "Có khoản không chi hoặc giữ lại dựa trên quy định chưa kiểm chứng: người có thẩm "
                        + "quyền phải xem và chấp nhận đích danh trước khi báo cho người hưởng.",
                    en:
                        "Something is refused or held by a rule that is not verified: who may decide looks "
                        + "at it, and accepts it by name, before the person is told."
                )
            )
        }
        return phrases
    }

    /// What is owed of each source, in order of its code.
    static func sources(of assessment: Assessment) -> [(source: String, amount: Int64)] {
        var sums: [String: Int64] = [:]
        for line in assessment.lines { sums[line.source, default: 0] += line.amount }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Full years; the birthday counts, 1 March for 29 February in a common year.
    static func age(_ birth: CivilDate, on day: CivilDate) -> Int {
        let (year, month, dayOfMonth) = day.components
        let (born, bornMonth, bornDay) = birth.components
        return year - born - ((month, dayOfMonth) < (bornMonth, bornDay) ? 1 : 0)
    }

    func source(_ id: String) -> LawSource? {
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

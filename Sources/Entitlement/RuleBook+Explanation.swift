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
        phrases += file(of: person, assessment, month: month, known: known)
        for (index, considered) in assessment.considered.enumerated() {
            let hasLeft =
                considered.verdict == .ended
                && assessment.considered.contains {
                    $0.isMoved && $0.category == considered.category
                        && $0.claim.unit != considered.claim.unit
                }
            phrases += explanation(
                of: considered,
                person,
                moment,
                number: index + 1,
                hasLeft: hasLeft
            )
            if considered.outcome == .paid {
                phrases.append(payee(of: considered.category, person, known: known))
            }
        }
        if assessment.considered.isEmpty {
            phrases.append(
                Phrase(
                    vi: "Chưa ghi nhận quyết định hưởng nào đến ngày này.",
                    en: "No decision that grants a right was known on that day."
                )
            )
        }
        return phrases + closing(assessment, moment) + sinceThen(assessment, person, moment)
    }

    /// Whom the letter is about, for which month, and what was known.
    private func opening(
        _ person: Person,
        _ assessment: Assessment,
        _ moment: LetterMoment
    ) -> [Phrase] {
        let (month, known) = (moment.month.written, moment.known.written)
        let place = Province.name(moment.place) ?? moment.place
        var phrases = [
            Phrase(
                vi: "Mức hưởng \(month.vietnamese) của người số \(person.number), do đơn vị "
                    + "\(moment.unit) chi trả",
                en: "What person \(person.number) is owed for \(month.english) by unit "
                    + moment.unit
            ),
            Phrase(
                vi: "Địa bàn \(place); theo quy định và hồ sơ đã ghi nhận đến hết ngày "
                    + known.vietnamese,
                en: "Place \(place); law and register as known on \(known.english)"
            ),
        ]
        let isDiscreet = assessment.considered.contains {
            category(coded: $0.category)?.discreet != nil
        }
        if isDiscreet {
            phrases.append(
                Phrase(
                    vi: "BẢO MẬT: chỉ trao cho chính người hưởng hoặc người đại diện; không niêm "
                        + "yết, không gửi qua người khác; khoản, điểm và điều kiện xem trong quyết "
                        + "định",
                    en: "CONFIDENTIAL: for the person or who acts for them alone; never posted, "
                        + "never sent through others; clause, point and conditions stand in the "
                        + "decision"
                )
            )
        }
        let birth = person.birth.written
        if let death = person.death(knownOn: moment.known), death <= moment.month.lastDay {
            let age = Self.age(person.birth, on: death)
            return phrases + [
                Phrase(
                    vi: "Hồ sơ: sinh ngày \(birth.vietnamese), từ trần ngày "
                        + "\(death.written.vietnamese), \(age) tuổi",
                    en: "On file: born on \(birth.english), died on \(death.written.english), "
                        + "aged \(age)"
                )
            ]
        }
        let age = Self.age(person.birth, on: moment.month.lastDay)
        return phrases + [
            Phrase(
                vi: "Hồ sơ: sinh ngày \(birth.vietnamese), \(age) tuổi vào ngày cuối tháng",
                en: "On file: born on \(birth.english), aged \(age) on the last day of the month"
            )
        ]
    }

    /// The facts on file that began before the month ended, the latest of each name last, and decisions
    /// that name the month, whenever they were signed.
    private func file(
        of person: Person,
        _ assessment: Assessment,
        month: CalendarMonth,
        known: CivilDate
    ) -> [Phrase] {
        let telling = telling(assessment)
        let shown = person.facts(knownOn: known).filter { !telling.contains($0.name) }.filter {
            fact in
            self.fact(named: fact.name) == nil
                ? fact.value.contains("\(month)") : fact.from <= month.lastDay
        }.sorted {
            ($0.name, $0.from, $0.known) < ($1.name, $1.from, $1.known)
        }
        return shown.map { fact in
            let known = fact.known.written
            let (said, paper) = (words(of: fact), Self.paper(fact.document, fact.signer))
            return Phrase(
                vi: "  \(said.vietnamese)\(paper.vietnamese), ghi nhận ngày \(known.vietnamese)",
                en: "  \(said.english)\(paper.english), known from \(known.english)"
            )
        }
    }

    /// The facts of a discreet letter that only discreet rights ask for: whoever knows the decree would read from
    /// one of them whose right it is.
    private func telling(_ assessment: Assessment) -> Set<String> {
        let isDiscreet = assessment.considered.contains {
            category(coded: $0.category)?.discreet != nil
        }
        guard isDiscreet else { return [] }
        func asked(_ rule: EntitlementRule) -> [String] {
            rule.conditions.map(\.fact) + [rule.per, rule.by].compactMap { $0?.name }
        }
        let open = rules.filter { categories[$0.category].discreet == nil }.flatMap(asked)
        return Set(rules.flatMap(asked)).subtracting(open)
    }

    /// What a fact says, and from which day on.
    private func words(of fact: DatedFact) -> Phrase {
        let day = fact.from.written
        guard let definition = self.fact(named: fact.name) else {
            // A paper that is no condition of a right, such as a decision on arrears.
            let (title, value) = (title(ofFact: fact.name), words(ofPaper: fact.value))
            return Phrase(
                vi: "\(title.vietnamese): \(value.vietnamese), ký ngày \(day.vietnamese)",
                en: "\(title.english): \(value.english), signed on \(day.english)"
            )
        }
        let title = definition.title
        guard definition.isEvent else {
            let value = definition.words(of: fact.value)
            return Phrase(
                vi: "\(title.vietnamese): \(value.vietnamese), từ ngày \(day.vietnamese)",
                en: "\(title.english): \(value.english), from \(day.english)"
            )
        }
        let isBack = fact.value == DatedFact.takenBack
        return Phrase(
            vi: "\(title.vietnamese): \(isBack ? "đã hủy ghi nhận, từ ngày " : "")"
                + day.vietnamese,
            en: "\(title.english): \(isBack ? "taken back, from " : "")\(day.english)"
        )
    }

    /// The parts of what a paper says, each as people write it.
    ///
    /// A number before the month is that of a case; an amount without a case is what the whole month comes to.
    private func words(ofPaper value: String) -> Phrase {
        let parts = value.split(separator: " ").map(String.init)
        let isCase = parts.first.map { Int64($0) != nil } ?? false
        let said = parts.enumerated().map { place, part -> Phrase in
            if let month = CalendarMonth(iso: part) { return month.written }
            guard let number = Int64(part) else { return title(of: part) }
            if place == 0 { return Phrase(vi: "hồ sơ số \(number)", en: "case \(number)") }
            let amount = Money.vnd(number)
            return Phrase(
                vi: "\(isCase ? "" : "cả tháng là ")\(amount.grouped) đồng",
                en: "\(amount.groupedInEnglish) đồng\(isCase ? "" : " for the whole month")"
            )
        }
        guard !said.isEmpty else { return Phrase(vi: "có", en: "yes") }
        return Phrase(
            vi: said.map(\.vietnamese).joined(separator: ", "),
            en: said.map(\.english).joined(separator: ", ")
        )
    }

    /// The paper that shows something, and who signed it, as far as the register knows.
    static func paper(_ number: String, _ signer: String) -> (vietnamese: String, english: String) {
        let who = Self.signer(signer)
        guard !number.isEmpty else { return who }
        return (", theo văn bản \(number)\(who.vietnamese)", ", by paper \(number)\(who.english)")
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
        number: Int,
        hasLeft: Bool
    ) -> [Phrase] {
        let title = heading(considered.category)
        var phrases = [
            Phrase(
                vi: "\(number). \(title.vietnamese): \(considered.reason.vietnamese)",
                en: "\(number). \(title.english): \(considered.reason.english)"
            ),
            decision(
                considered,
                // What a correction says is told as the correction's, with its own day.
                words(on: considered.claim, person, moment).first ?? considered.claim,
                signer: person.decisionSigner(of: considered.claim, knownOn: moment.known)
            ),
        ]
        phrases += history(of: considered.claim, person, moment)
        phrases += beginning(considered)
        if hasLeft { phrases.append(leaving(moment)) }
        if considered.judgedOn != nil, let rule = asking(considered) {
            phrases += judged(considered, by: rule, person)
        }
        phrases += lacking(considered, person, moment)
        return phrases + grounds(of: considered, moment, hasLeft: hasLeft)
    }

    /// A category as a letter names it: its place in the decree with its title, or the title alone.
    private func heading(_ code: String) -> Phrase {
        guard let category = category(coded: code) else { return Phrase(vi: code, en: code) }
        // The place in the decree would say of which illness it is.
        if let discreet = category.discreet { return discreet }
        let title = category.title
        guard code.first?.isNumber == true else { return title }
        return Phrase(vi: "\(code) \(title.vietnamese)", en: "\(code) \(title.english)")
    }

    /// The decision by which a right was granted.
    private func decision(
        _ considered: Consideration,
        _ claim: Claim,
        signer name: String
    ) -> Phrase {
        let (signer, day) = (Self.signer(name), claim.signed.written)
        let word = Self.paper(claim.document, claim.document.isEmpty ? "" : claim.signer)
        let known = claim.known.written
        let ended = claim.ended?.written
        let event = dayOf(considered) ?? Phrase(vi: "giấy xác nhận", en: "certificate dated")
        let on = dayOf(considered) == nil ? "" : " on"
        let shown = claim.certificate?.written
        return Phrase(
            vi: "  quyết định \(claim.decision) của đơn vị \(claim.unit), ký ngày "
                + "\(day.vietnamese)\(signer.vietnamese)"
                + (shown.map { ", \(event.vietnamese) ngày \($0.vietnamese)" } ?? "")
                + (ended.map { ", chấm dứt ngày \($0.vietnamese)" } ?? "")
                + "\(word.vietnamese), ghi nhận ngày \(known.vietnamese)",
            en: "  decision \(claim.decision) of unit \(claim.unit), signed on \(day.english)"
                + signer.english
                + (shown.map { ", \(event.english)\(on) \($0.english)" } ?? "")
                + (ended.map { ", ended on \($0.english)" } ?? "")
                + "\(word.english), known from \(known.english)"
        )
    }

    /// What happened on the second day that a decision names, as the rule on starts says it; nil where that is
    /// the day of a certificate.
    func dayOf(_ considered: Consideration) -> Phrase? {
        guard let index = categories.firstIndex(where: { $0.code == considered.category })
        else { return nil }
        let month = considered.claim.signed.month
        return starts.rule(for: index, in: month, known: considered.claim.known)?.dayOf
            ?? starts.last { $0.categories.contains(index) }?.dayOf
    }

    /// The sum, by the source of the money.
    private func closing(_ assessment: Assessment, _ moment: LetterMoment) -> [Phrase] {
        let total = assessment.lines.reduce(Int64(0)) { $0 + $1.amount }
        let doubts = doubts(on: assessment, moment)
        let isDoubted = !doubts.isEmpty
        // A sum of nothing is told as a sentence: a row of noughts reads like a slip.
        var phrases = [
            assessment.lines.isEmpty
                ? Phrase(
                    vi: "Tháng này đơn vị không phải chi trả khoản nào.",
                    en: "Nothing is owed by this unit for this month."
                )
                : Phrase(
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
        phrases += doubts
        let refused = assessment.considered.filter { $0.outcome != .paid }
        if refused.contains(where: restsOnDoubt) {
            phrases.append(
                Phrase(
                    vi:
                        "Có khoản không chi hoặc giữ lại dựa trên quy định chưa kiểm chứng: văn bản này chỉ gửi "
                        + "sau khi người có thẩm quyền đã xem và chấp nhận đích danh.",
                    en:
                        "Something is refused or held by a rule that is not verified: this letter is sent "
                        + "only after who may decide has looked at it and accepted it by name."
                )
            )
        }
        return phrases
    }

    /// Which parts that are paid rest on something unverified: they wait for somebody to accept it.
    private func doubts(on assessment: Assessment, _ moment: LetterMoment) -> [Phrase] {
        let waiting = assessment.considered.enumerated().filter {
            $0.element.outcome == .paid && $0.element.claim.unit == moment.unit
                && !$0.element.unverified.isEmpty
        }.map { "\($0.offset + 1)" }
        guard !waiting.isEmpty else { return [] }
        let isOne = waiting.count == 1
        return [
            Phrase(
                vi:
                    "Mục \(waiting.joined(separator: ", ")) dựa trên quy định chưa kiểm chứng: chưa chi ngay, "
                    + "chờ cán bộ lập danh sách chấp nhận đích danh các quy định đó.",
                en: (isOne ? "Part " : "Parts ") + waiting.joined(separator: ", ")
                    + (isOne ? " rests" : " rest") + " on rules that are not verified: "
                    + (isOne ? "it is" : "they are")
                    + " not paid at once, but when a maker of the list "
                    + "has accepted the rules by name."
            )
        ]
    }

    /// Whether a result rests on something that is not verified and counts in the month.
    private func restsOnDoubt(_ part: Consideration) -> Bool {
        !part.unverified.isEmpty
            || part.grounds.contains { source($0)?.doubt != nil && !part.idle.contains($0) }
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
}

// What a letter tells beside amounts and articles: what happened to a decision, what is lacking, what a held
// month would give, and what became known since.
//
// Invariants:
// (1) Nothing is told that the register or the law of then did not hold: earlier states are assessed again.
// (2) The words of facts and sources come from the rule files.

import Enrolment
import Intake
import Ledger

/// What a letter is about.
struct LetterMoment {
    let unit: String
    let place: String
    let month: CalendarMonth
    let known: CivilDate
}

extension RuleBook {
    /// The later words on a decision, in the order in which they became known.
    func history(of claim: Claim, _ person: Person, _ moment: LetterMoment) -> [Phrase] {
        let rows = person.claims.filter { $0.isSameClaim(as: claim) && $0.known <= moment.known }
            .sorted { $0.known < $1.known }
        var phrases: [Phrase] = []
        for (before, after) in zip(rows, rows.dropFirst()) {
            let changes = Self.changes(from: before, to: after)
            guard !changes.isEmpty else { continue }
            let paper = after.document.isEmpty ? "" : " \(after.document)"
            let signer = Self.signer(after.document.isEmpty ? "" : after.signer)
            phrases.append(
                Phrase(
                    vi: "  biết từ \(after.known)"
                        + (paper.isEmpty ? "" : ", theo văn bản\(paper)\(signer.vietnamese)")
                        + ": " + changes.map(\.vietnamese).joined(separator: "; "),
                    en: "  known from \(after.known)"
                        + (paper.isEmpty ? "" : ", by paper\(paper)\(signer.english)")
                        + ": " + changes.map(\.english).joined(separator: "; ")
                )
            )
        }
        return phrases
    }

    /// What a later word on a decision changes.
    private static func changes(from before: Claim, to after: Claim) -> [Phrase] {
        var changes: [Phrase] = []
        switch (before.ended, after.ended) {
        case (nil, let end?):
            changes.append(Phrase(vi: "thôi hưởng từ sau ngày \(end)", en: "ended on \(end)"))
        case (let end?, nil):
            changes.append(
                Phrase(
                    vi: "hủy việc thôi hưởng ngày \(end): hưởng như chưa từng dừng",
                    en: "the end on \(end) was taken back: as if it had never ended"
                )
            )
        case (let end?, let other?) where end != other:
            changes.append(
                Phrase(
                    vi: "ngày thôi hưởng \(end) sửa thành \(other)",
                    en: "the end of \(end) was put right to \(other)"
                )
            )
        default: break
        }
        if before.certificate != after.certificate {
            let old = before.certificate.map { "\($0)" }
            let new = after.certificate.map { "\($0)" }
            changes.append(
                Phrase(
                    vi: "ngày giấy xác nhận \(old ?? "chưa có") sửa thành \(new ?? "không có")",
                    en: "the certificate's day, \(old ?? "none"), was put right to \(new ?? "none")"
                )
            )
        }
        if before.signed != after.signed {
            changes.append(
                Phrase(
                    vi: "ngày ký \(before.signed) sửa thành \(after.signed)",
                    en: "the day of signature \(before.signed) was put right to \(after.signed)"
                )
            )
        }
        return changes
    }

    /// How a right began, where that is not by the rule on starts alone.
    func beginning(_ considered: Consideration) -> [Phrase] {
        if considered.isMoved, let start = considered.start {
            return [
                Phrase(
                    vi:
                        "  chuyển đến: hưởng từ tháng \(start), liền sau tháng thôi chi trả ở nơi cũ (điều "
                        + "8.4.d 20/2021/NĐ-CP), thay cho tháng bắt đầu theo quyết định",
                    en:
                        "  moved: owed from \(start), the month after the last one at the old place "
                        + "(article 8.4.d of 20/2021/NĐ-CP), instead of the month of the decision"
                )
            ]
        }
        let event = starts.first { considered.grounds.contains($0.source.id) }?.event
        guard event == .certificate || event == .monthAfterCertificate,
            considered.claim.certificate == nil
        else { return [] }
        return [
            Phrase(
                vi:
                    "  hồ sơ chưa có ngày của giấy xác nhận: tạm tính từ tháng ký quyết định "
                    + "(\(considered.claim.signed)); có giấy thì tính lại",
                en:
                    "  the day of the certificate is not on file: the month of signature "
                    + "(\(considered.claim.signed)) is taken until it is"
            )
        ]
    }

    /// The rule of a right that asks for an age or for facts; nil where it asks for none.
    func asking(_ considered: Consideration) -> EntitlementRule? {
        rules.first { $0.source.id == considered.steps.first?.rule }.flatMap { rule in
            rule.ageFrom > 0 || rule.ageBelow != nil || !rule.conditions.isEmpty || rule.per != nil
                || rule.by != nil ? rule : nil
        }
    }

    /// The day that counted, and what is taken for granted where nothing is on file.
    func judged(
        _ considered: Consideration,
        by rule: EntitlementRule,
        _ person: Person
    ) -> [Phrase] {
        guard let day = considered.judgedOn else { return [] }
        let phrases = [
            Phrase(
                vi: "  tuổi và dữ kiện xét theo ngày \(day)",
                en: "  age and facts are those of \(day)"
            )
        ]
        let assumed = rule.conditions.filter { condition in
            condition.metWhenAbsent
                && !person.facts.contains { $0.name == condition.fact && $0.from <= day }
        }
        return phrases
            + assumed.compactMap { condition in
                guard let absent = fact(named: condition.fact)?.absent else { return nil }
                let state = state(condition.fact, [absent])
                return Phrase(
                    vi: "  hồ sơ không ghi, tính là: \(state.vietnamese)",
                    en: "  nothing on file, taken as: \(state.english)"
                )
            }
    }

    /// What a right lacks, and what a month that is held back would give.
    func lacking(
        _ considered: Consideration,
        _ person: Person,
        _ moment: LetterMoment
    ) -> [Phrase] {
        switch considered.verdict {
        case .conditionNotMet: unmet(considered, person, moment)
        case .suspended, .paperExpired: held(considered, person, moment)
        default: []
        }
    }

    /// Which conditions of the rule that comes nearest are not met.
    private func unmet(
        _ considered: Consideration,
        _ person: Person,
        _ moment: LetterMoment
    ) -> [Phrase] {
        let eve = moment.month.firstDay.advanced(byDays: -1)
        let day = considered.start == moment.month ? max(eve, considered.claim.signed) : eve
        let law = LawOfMonth(
            self,
            place: moment.place,
            month: moment.month,
            known: moment.known
        ).categories.first { $0.code == considered.category }
        let failures = (law?.rules ?? []).map { priced in
            (rule: priced.rule, lacks: lacks(of: priced.rule, person, day, moment.known))
        }
        guard let least = failures.map(\.lacks.count).min() else { return [] }
        return failures.filter { $0.lacks.count == least }.prefix(2).map { rule, lacks in
            let number =
                instruments.first { $0.id == rule.source.instrument }?.number
                ?? rule.source.instrument
            return Phrase(
                vi: "  không đạt điều \(rule.source.article) \(number), xét ngày \(day): "
                    + lacks.map(\.vietnamese).joined(separator: "; "),
                en: "  not met, article \(rule.source.article) of \(number), on \(day): "
                    + lacks.map(\.english).joined(separator: "; ")
            )
        }
    }

    private func lacks(
        of rule: EntitlementRule,
        _ person: Person,
        _ day: CivilDate,
        _ known: CivilDate
    ) -> [Phrase] {
        var lacks: [Phrase] = []
        let age = Self.age(person.birth, on: day)
        if age < rule.ageFrom {
            lacks.append(
                Phrase(
                    vi: "chưa đủ \(rule.ageFrom) tuổi (mới \(age) tuổi)",
                    en: "not yet \(rule.ageFrom) years old (\(age))"
                )
            )
        }
        if let below = rule.ageBelow, age >= below {
            let birthday = Self.birthday(below, of: person.birth).map { "\($0)" } ?? ""
            lacks.append(
                Phrase(
                    vi: "đã đủ \(below) tuổi ngày \(birthday), quy định chỉ đến dưới \(below) tuổi",
                    en: "turned \(below) on \(birthday), the rule is for those below \(below)"
                )
            )
        }
        for condition in rule.conditions {
            let value = latest(condition.fact, person, day, known)
            let isMet = value.map { condition.values.contains($0) } ?? condition.metWhenAbsent
            if isMet { continue }
            let wanted = state(condition.fact, condition.values)
            let found = value.map { fact(named: condition.fact)?.words(of: $0) } ?? nil
            lacks.append(
                Phrase(
                    vi: "cần \(wanted.vietnamese); hồ sơ "
                        + (found.map { "ghi: \($0.vietnamese)" } ?? "không ghi"),
                    en: "wanted is \(wanted.english); on file "
                        + (found.map { "is: \($0.english)" } ?? "is nothing")
                )
            )
        }
        if let counted = rule.by ?? rule.per {
            let value = latest(counted.name, person, day, known)
            if value.flatMap({ Int($0) }) ?? 0 <= 0 {
                let title = title(ofFact: counted.name)
                let said = value.map { "ghi \($0)" } ?? "không ghi"
                lacks.append(
                    Phrase(
                        vi: "\(title.vietnamese): hồ sơ \(said)",
                        en: "\(title.english): on file is \(value ?? "nothing")"
                    )
                )
            }
        }
        return lacks
    }

    private func latest(
        _ name: String,
        _ person: Person,
        _ day: CivilDate,
        _ known: CivilDate
    ) -> String? {
        person.facts.filter { $0.name == name && $0.from <= day && $0.known <= known }
            .max { ($0.from, $0.known) < ($1.from, $1.known) }?.value
    }

    /// The birthday of an age; 1 March for 29 February in a common year.
    private static func birthday(_ age: Int, of birth: CivilDate) -> CivilDate? {
        let (year, month, day) = birth.components
        return CivilDate(year: year + age, month: month, day: day)
            ?? CivilDate(year: year + age, month: 3, day: 1)
    }

    /// What a month that is held back would give, were the hold lifted.
    private func held(
        _ considered: Consideration,
        _ person: Person,
        _ moment: LetterMoment
    ) -> [Phrase] {
        var lifted = person
        let day = moment.month.firstDay.advanced(byDays: -1)
        if considered.verdict == .suspended {
            let names = Set(suspensions.map(\.fact))
            lifted.facts.removeAll { names.contains($0.name) }
        } else {
            for name in Set(windows.map(\.fact)).sorted() {
                guard let value = latest(name, person, day, moment.known) else { continue }
                lifted.facts.append(
                    DatedFact(
                        name: name,
                        value: value,
                        from: day,
                        document: "",
                        known: moment.known
                    )
                )
            }
        }
        let assessed = assess(
            lifted,
            unit: moment.unit,
            place: moment.place,
            month: moment.month,
            known: moment.known
        )
        let found = assessed.considered.first {
            $0.outcome == .paid && $0.claim.isSameClaim(as: considered.claim)
        }
        guard let found else { return [] }
        let amount = Money.vnd(found.amount)
        return [
            Phrase(
                vi: "  đang giữ lại của tháng này: \(amount.grouped) đồng, nếu sau đó được hưởng "
                    + "tiếp",
                en: "  held of this month: \(amount.groupedInEnglish) đồng, if it goes on later"
            )
        ]
    }

    /// What was owed as known when the month ended, where more became known since.
    func sinceThen(
        _ assessment: Assessment,
        _ person: Person,
        _ moment: LetterMoment
    ) -> [Phrase] {
        let end = moment.month.lastDay
        guard moment.known > end else { return [] }
        let then = assess(
            person,
            unit: moment.unit,
            place: moment.place,
            month: moment.month,
            known: end
        )
        let (old, new) = (Self.sources(of: then), Self.sources(of: assessment))
        guard old.map(\.source) != new.map(\.source) || old.map(\.amount) != new.map(\.amount)
        else { return [] }
        let before = old.reduce(0) { $0 + $1.amount }
        let now = new.reduce(0) { $0 + $1.amount }
        let change = now - before
        let (was, grew) = (Money.vnd(before), Money.vnd(abs(change)))
        if change != 0 {
            let (more, few) = (change > 0 ? "tăng" : "giảm", change > 0 ? "more" : "less")
            return [
                Phrase(
                    vi: "Theo luật và hồ sơ biết đến ngày cuối tháng (\(end)): "
                        + "\(was.grouped) đồng; nay \(more) \(grew.grouped) đồng.",
                    en: "As known on the last day of the month (\(end)): "
                        + "\(was.groupedInEnglish) đồng; now \(grew.groupedInEnglish) đồng \(few)."
                )
            ]
        }
        var moved: [Phrase] = []
        for source in Set((old + new).map(\.source)).sorted() {
            let part = { (sums: [(source: String, amount: Int64)]) in
                sums.first { $0.source == source }?.amount ?? 0
            }
            let shift = part(new) - part(old)
            guard shift != 0 else { continue }
            let (name, amount) = (title(of: source), Money.vnd(abs(shift)))
            let way = shift > 0 ? "tăng" : "giảm"
            moved.append(
                Phrase(
                    vi: "nguồn \(name.vietnamese) \(way) \(amount.grouped) đồng",
                    en: "\(name.english) bears \(amount.groupedInEnglish) đồng "
                        + (shift > 0 ? "more" : "less")
                )
            )
        }
        return [
            Phrase(
                vi: "So với luật và hồ sơ biết đến ngày cuối tháng (\(end)), tổng không đổi: "
                    + moved.map(\.vietnamese).joined(separator: ", ")
                    + "; người hưởng không được thêm, không phải trả lại.",
                en: "As known on the last day of the month (\(end)) the sum was the same: "
                    + moved.map(\.english).joined(separator: ", ")
                    + "; nothing is due to the person, nothing is owed back."
            )
        ]
    }
}

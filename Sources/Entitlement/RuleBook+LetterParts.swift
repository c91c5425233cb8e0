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
    /// What the books were told of a decision, in the order in which it became known: the decision first.
    func words(on claim: Claim, _ person: Person, _ moment: LetterMoment) -> [Claim] {
        person.claims.filter { $0.isSameClaim(as: claim) && $0.known <= moment.known }
            .sorted { $0.known < $1.known }
    }

    /// The later words on a decision, in the order in which they became known.
    func history(of claim: Claim, _ person: Person, _ moment: LetterMoment) -> [Phrase] {
        let rows = words(on: claim, person, moment)
        var phrases: [Phrase] = []
        for (before, after) in zip(rows, rows.dropFirst()) {
            let changes = Self.changes(from: before, to: after)
            guard !changes.isEmpty else { continue }
            let paper = Self.paper(
                after.document,
                after.document.isEmpty ? "" : after.signer
            )
            let known = after.known.written
            phrases.append(
                Phrase(
                    vi: "  ghi nhận ngày \(known.vietnamese)\(paper.vietnamese): "
                        + changes.map(\.vietnamese).joined(separator: "; "),
                    en: "  known from \(known.english)\(paper.english): "
                        + changes.map(\.english).joined(separator: "; ")
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
            let day = end.written
            changes.append(
                Phrase(
                    vi: "thôi hưởng từ sau ngày \(day.vietnamese)",
                    en: "ended after \(day.english)"
                )
            )
        case (let end?, nil):
            let day = end.written
            changes.append(
                Phrase(
                    vi: "hủy việc thôi hưởng ngày \(day.vietnamese): hưởng như chưa từng dừng",
                    en: "the end on \(day.english) was taken back: as if it had never ended"
                )
            )
        case (let end?, let other?) where end != other:
            let (old, new) = (end.written, other.written)
            changes.append(
                Phrase(
                    vi: "ngày thôi hưởng \(old.vietnamese) sửa thành \(new.vietnamese)",
                    en: "the end of \(old.english) was put right to \(new.english)"
                )
            )
        default: break
        }
        if before.certificate != after.certificate {
            let (old, new) = (before.certificate?.written, after.certificate?.written)
            changes.append(
                Phrase(
                    vi: "ngày giấy xác nhận \(old?.vietnamese ?? "chưa có") sửa thành "
                        + (new?.vietnamese ?? "không có"),
                    en: "the certificate's day, \(old?.english ?? "none"), was put right to "
                        + (new?.english ?? "none")
                )
            )
        }
        if before.signed != after.signed {
            let (old, new) = (before.signed.written, after.signed.written)
            changes.append(
                Phrase(
                    vi: "ngày ký \(old.vietnamese) sửa thành \(new.vietnamese)",
                    en: "the day of signature \(old.english) was put right to \(new.english)"
                )
            )
        }
        return changes
    }

    /// That a right ended here for it goes on at another place; nothing where it does not.
    func leaving(_ moment: LetterMoment) -> Phrase {
        let basis = basis("move", in: moment.month)
        return Phrase(
            vi:
                "  chuyển đi: nơi cũ thôi chi trả theo quyết định, tính từ tháng liền sau, nơi mới chi tiếp"
                + basis.vietnamese,
            en:
                "  moved away: the old place stops by decision, from the month after, and the new one goes on"
                + basis.english
        )
    }

    /// What the rule files cite for something that no value says, in brackets; nothing where they do not.
    func basis(
        _ code: String,
        in month: CalendarMonth? = nil
    ) -> (vietnamese: String, english: String) {
        guard let name = word(code, in: month) else { return ("", "") }
        return (" (\(name.vietnamese))", " (\(name.english))")
    }

    /// On what it rests that arrears of some programmes wait for a decision, in brackets; what is said of
    /// those who are suspended is another thing than what is taken from it for others.
    func decisionBasis(
        of programmes: [String],
        isSuspended: Bool
    ) -> (vietnamese: String, english: String) {
        let code = "arrears-decided"
        var said: [Phrase] = []
        for programme in programmes {
            let own = isSuspended ? names["\(code)/\(programme)/suspended"] : nil
            guard let word = own ?? names["\(code)/\(programme)"] ?? names[code],
                !said.contains(word)
            else { continue }
            said.append(word)
        }
        guard !said.isEmpty else { return ("", "") }
        return (
            " (" + said.map(\.vietnamese).joined(separator: "; ") + ")",
            " (" + said.map(\.english).joined(separator: "; ") + ")"
        )
    }

    /// What a code is called in a month: its word of the latest month that began, `code/2026-01`, else its word.
    func word(_ code: String, in month: CalendarMonth?) -> Phrase? {
        let months = names.keys.compactMap { key -> CalendarMonth? in
            key.hasPrefix(code + "/")
                ? CalendarMonth(iso: String(key.dropFirst(code.count + 1))) : nil
        }
        let begun = months.filter { from in month.map { from <= $0 } ?? false }.max()
        return begun.flatMap { names["\(code)/\($0)"] } ?? names[code]
    }

    /// How a right began, where that is not by the rule on starts alone.
    func beginning(_ considered: Consideration) -> [Phrase] {
        if considered.isMoved, let start = considered.start?.written {
            let basis = basis("move", in: considered.start)
            return [
                Phrase(
                    vi: "  chuyển đến: hưởng từ \(start.vietnamese), liền sau tháng thôi chi trả ở "
                        + "nơi cũ\(basis.vietnamese), thay cho tháng bắt đầu theo quyết định",
                    en: "  moved: owed from \(start.english), the month after the last one at the "
                        + "old place\(basis.english), instead of the month of the decision"
                )
            ]
        }
        let event = starts.first { considered.grounds.contains($0.source.id) }?.event
        guard event == .certificate || event == .monthAfterCertificate,
            considered.claim.certificate == nil
        else { return [] }
        let signed = considered.claim.signed.written
        let happened = dayOf(considered)
        return [
            Phrase(
                vi:
                    "  hồ sơ chưa có ngày \(happened?.vietnamese ?? "của giấy xác nhận"): tạm tính từ "
                    + "tháng ký quyết định (ngày \(signed.vietnamese)); có thì tính lại",
                en:
                    "  \(happened.map { "the day on which \($0.english)" } ?? "the certificate's day") "
                    + "is not on file: the month of signature (\(signed.english)) is taken until it is"
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
                vi: "  tuổi và dữ kiện xét theo ngày \(day.written.vietnamese)",
                en: "  age and facts are those of \(day.written.english)"
            )
        ]
        // Of a discreet right the conditions would say whose it is.
        guard categories[rule.category].discreet == nil else { return phrases }
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
            let rule = priced.rule
            let lacks = lacks(of: rule, person, day, moment.known)
            return (rule: rule, lacks: lacks, far: Self.distance(of: rule, person, day))
        }
        // Of two bands that one thing keeps somebody out of, the one that they just left or do not reach yet.
        guard let least = failures.map({ ($0.lacks.count, $0.far) }).min(by: <) else { return [] }
        let nearest = failures.filter { ($0.lacks.count, $0.far) == least }
        let written = day.written
        return nearest.prefix(2).map { rule, lacks, _ in
            let (place, note) = (place(of: rule.source), rule.source.note)
            return Phrase(
                vi: "  không đạt \(place.vietnamese), xét ngày \(written.vietnamese): "
                    + lacks.map(\.vietnamese).joined(separator: "; ")
                    + (note.map { "; \($0.vietnamese)" } ?? ""),
                en: "  not met, \(place.english), on \(written.english): "
                    + lacks.map(\.english).joined(separator: "; ")
                    + (note.map { "; \($0.english)" } ?? "")
            )
        }
    }

    /// How many years somebody's age lies outside the band of a rule.
    private static func distance(
        of rule: EntitlementRule,
        _ person: Person,
        _ day: CivilDate
    ) -> Int {
        let age = age(person.birth, on: day)
        if age < rule.ageFrom { return rule.ageFrom - age }
        return rule.ageBelow.map { max(0, age - $0 + 1) } ?? 0
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
            let birthday = Self.birthday(below, of: person.birth)?.written
            lacks.append(
                Phrase(
                    vi: "đã đủ \(below) tuổi ngày \(birthday?.vietnamese ?? ""), quy định chỉ đến "
                        + "dưới \(below) tuổi",
                    en: "turned \(below) on \(birthday?.english ?? ""), the rule is for those "
                        + "below \(below)"
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
                    vi: "cần \(wanted.vietnamese) (hồ sơ "
                        + (found.map { "ghi: \($0.vietnamese))" } ?? "không ghi)"),
                    en: "wanted is \(wanted.english) (on file "
                        + (found.map { "is: \($0.english))" } ?? "is nothing)")
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
        let (amount, isDoubted) = (Money.vnd(found.amount), !found.unverified.isEmpty)
        let basis = decisionBasis(
            of: category(coded: considered.category).map { [$0.programme] } ?? [],
            isSuspended: considered.verdict == .suspended
        )
        let held = Phrase(
            vi: "  đang giữ lại của tháng này: \(amount.grouped) đồng"
                + (isDoubted ? " (tạm tính)" : "")
                + ", chi khi có quyết định được hưởng tiếp và truy lĩnh\(basis.vietnamese)",
            en: "  held of this month: \(amount.groupedInEnglish) đồng"
                + (isDoubted ? " (provisional)" : "")
                + ", paid once a decision lets it go on and grants the arrears\(basis.english)"
        )
        let asked = asking(found).map { judged(found, by: $0, lifted) } ?? []
        return [held] + asked + found.steps.flatMap { explanation(of: $0, moment) }
            + found.unverified.filter { !considered.grounds.contains($0) }.flatMap { doubt($0) }
    }
}

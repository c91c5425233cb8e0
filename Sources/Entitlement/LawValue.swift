// Every dated value of a rule book in words: for `chitra law list` and `law show`.
//
// Invariants:
// (1) Values come in order of kind and file, as the rule book holds them.
// (2) What a value says is made of its own fields; nothing is computed for a person here.

import Enrolment
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
                says: words(rate)
            )
        }
        values += rules.map { rule in
            LawValue(
                kind: "rule",
                source: rule.source,
                categories: codes([rule.category]),
                says: words(rule)
            )
        }
        values += timings(starts, "start") { start in words(start.event, start.dayOf) }
        values += timings(adjusts, "adjust") { adjust in
            let effect = words(adjust.effect)
            return Phrase(vi: "thay đổi \(effect.vietnamese)", en: "a change \(effect.english)")
        }
        values += timings(stops, "stop") { stop in
            let effect = words(stop.effect)
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
                says: words(supplement)
            )
        }
        return values + relations
    }

    /// How rights combine, what ends and what is doubted.
    private var relations: [LawValue] {
        var values = exclusions.map { exclusion in
            let others = titles(exclusion.excludedBy)
            return LawValue(
                kind: "exclusion",
                source: exclusion.source,
                categories: codes(exclusion.categories),
                says: Phrase(
                    vi: "không hưởng khi đã hưởng \(others.vietnamese)",
                    en: "not with \(others.english)"
                )
            )
        }
        values += highest.map { rule in
            let names = Phrase(
                vi: (rule.programmes.map { title(of: $0).vietnamese }
                    + [titles(rule.categories).vietnamese]).filter { !$0.isEmpty }
                    .joined(separator: ", "),
                en: (rule.programmes.map { title(of: $0).english }
                    + [titles(rule.categories).english]).filter { !$0.isEmpty }
                    .joined(separator: ", ")
            )
            let joined = categories.indices.filter {
                rule.categories.contains($0) || rule.programmes.contains(categories[$0].programme)
            }
            return LawValue(
                kind: "highest_only",
                source: rule.source,
                categories: codes(joined),
                says: Phrase(
                    vi: "chỉ một mức cao nhất: \(names.vietnamese)",
                    en: "the highest only: \(names.english)"
                )
            )
        }
        values += together.map { rule in
            LawValue(
                kind: "together",
                source: rule.source,
                categories: codes([rule.category] + rule.with),
                says: words(rule, with: rule.with)
            )
        }
        values += ends.map { end in
            let named = end.rules.joined(separator: ", ")
            let titles = titles(end.categories)
            let join = titles.english.isEmpty || named.isEmpty ? "" : ", "
            return LawValue(
                kind: "end",
                source: end.source,
                categories: codes(rules.filter { end.ends($0) }.map(\.category)),
                says: Phrase(
                    vi: "hết hiệu lực: \(titles.vietnamese)\(join)\(named)",
                    en: "ended: \(titles.english)\(join)\(named)"
                )
            )
        }
        values += doubts.map { doubt in
            LawValue(
                kind: "doubt",
                source: doubt.source,
                categories: codes(
                    rules.filter { doubt.concerns($0) }.map(\.category)
                        + supplements.filter { doubt.supplements.contains($0.source.id) }
                        .map(\.category)
                ),
                says: doubt.source.doubt ?? Phrase(vi: "chưa chắc chắn", en: "not certain")
            )
        }
        return values + holds
    }

    /// Which rights stand beside one in a month, as known on a day: those that ended are not among them.
    func words(_ rule: PaidTogether, in month: CalendarMonth, known: CivilDate) -> Phrase {
        let running = rule.with.filter { category in
            rules.contains { $0.category == category && holds($0, in: month, known: known) }
        }
        return words(rule, with: running)
    }

    private func words(_ rule: PaidTogether, with others: [Int]) -> Phrase {
        let (one, others) = (titles([rule.category]), titles(others))
        return Phrase(
            vi: "\(one.vietnamese) được hưởng cùng \(others.vietnamese)",
            en: "\(one.english) is paid beside \(others.english)"
        )
    }

    /// What suspends rights, and how long facts are shown.
    private var holds: [LawValue] {
        let suspended = suspensions.map { suspension in
            // The fact's own name would say again that it is suspended.
            let fact = fact(named: suspension.fact)
            let words = suspension.values.map { fact?.words(of: $0) ?? Phrase(vi: $0, en: $0) }
            let state = (
                vietnamese: words.map(\.vietnamese).joined(separator: " hoặc "),
                english: words.map(\.english).joined(separator: " or ")
            )
            return LawValue(
                kind: "suspension",
                source: suspension.source,
                categories: codes(suspension.categories),
                says: Phrase(
                    vi: "tạm dừng trong trường hợp: \(state.vietnamese), "
                        + self.words(suspension.effect).vietnamese,
                    en: "suspended in the case of: \(state.english), "
                        + self.words(suspension.effect).english
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
                    says: words(window)
                )
            }
    }

    private func words(_ window: FactWindow) -> Phrase {
        var words = endWords(window)
        if window.nextWithin > 0 {
            let months = window.nextWithin
            words = Phrase(
                vi: "\(words.vietnamese); giấy tờ tiếp theo có trong \(months) tháng sau khi hết "
                    + "hạn thì chứng minh cả thời gian ở giữa",
                en: "\(words.english); a next paper within \(months) months after the end "
                    + "shows the time between, too"
            )
        }
        guard let last = window.decisionsTo else { return words }
        return Phrase(
            vi:
                "\(words.vietnamese); dữ kiện ghi theo ngày ký quyết định được coi là còn giá trị đến hết "
                + last.written.vietnamese,
            en:
                "\(words.english); what is on file from the day of a decision is taken to be shown up to "
                + last.written.english
        )
    }

    private func endWords(_ window: FactWindow) -> Phrase {
        let state = state(window.fact, window.values)
        let days = window.graceDays
        let grace = Phrase(
            vi: days == 0 ? "không chờ thêm" : "thêm \(days) ngày chờ giấy tờ mới",
            en: days == 0
                ? "no day more" : "\(days) days more while the next paper is awaited"
        )
        switch window.end {
        case .yearEnd(let month):
            return Phrase(
                vi:
                    "\(state.vietnamese): tính đến hết năm, từ tháng \(month) thì đến hết năm sau, \(grace.vietnamese)",
                en:
                    "\(state.english): counts until the end of the year, from \(CalendarMonth.english(month)) "
                    + "on until the end of the next, and \(grace.english)"
            )
        case .months(let count):
            return Phrase(
                vi: "\(state.vietnamese): tính \(count) tháng, kể cả tháng của giấy tờ, "
                    + grace.vietnamese,
                en: "\(state.english): counts for \(count) months, the paper's own among them, and "
                    + grace.english
            )
        }
    }

    /// What a code of a series, a programme, a source of money or a category is called.
    func title(of code: String) -> Phrase {
        if let name = names[code] { return name }
        if let programme = programmes.first(where: { $0.code == code }) { return programme.title }
        return category(coded: code).map(Self.title) ?? Phrase(vi: code, en: code)
    }

    /// What a fact is called.
    func title(ofFact name: String) -> Phrase {
        fact(named: name)?.title ?? names[name] ?? Phrase(vi: name, en: name)
    }

    /// A fact with some of its values, in words.
    func state(_ name: String, _ values: [String]) -> Phrase {
        let (title, fact) = (title(ofFact: name), fact(named: name))
        let words = values.map { fact?.words(of: $0) ?? Phrase(vi: $0, en: $0) }
        return Phrase(
            vi: "\(title.vietnamese): \(words.map(\.vietnamese).joined(separator: " hoặc "))",
            en: "\(title.english): \(words.map(\.english).joined(separator: " or "))"
        )
    }

    /// A category as a letter names it: by its place in the decree, else by its title.
    static func title(_ category: Category) -> Phrase {
        category.code.first?.isNumber == true
            ? Phrase(vi: "diện \(category.code)", en: category.code) : category.title
    }

    /// What categories are called; no text for none.
    private func titles(_ indexes: [Int]) -> (vietnamese: String, english: String) {
        let titles = Set(indexes).sorted().map { Self.title(categories[$0]) }
        return (
            titles.map(\.vietnamese).joined(separator: ", "),
            titles.map(\.english).joined(separator: ", ")
        )
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

    private func words(_ event: StartRule.Event, _ dayOf: Phrase?) -> Phrase {
        switch event {
        case .signature: Phrase(vi: "từ tháng ký quyết định", en: "from the month of signature")
        case .certificate:
            Phrase(
                vi: "từ tháng \(dayOf?.vietnamese ?? "của giấy xác nhận")",
                en: "from the month "
                    + (dayOf.map { "in which \($0.english)" } ?? "of the certificate")
            )
        case .monthAfterCertificate:
            Phrase(
                vi: "từ tháng liền sau tháng \(dayOf?.vietnamese ?? "của ngày ghi trên giấy")",
                en: "from the month after \(dayOf?.english ?? "the day of the paper")"
            )
        case .birthday(let age):
            Phrase(vi: "từ tháng đủ \(age) tuổi", en: "from the month of the birthday \(age)")
        }
    }

    private func words(_ effect: AdjustRule.Effect) -> Phrase {
        switch effect {
        case .sameMonth: Phrase(vi: "tính ngay trong tháng", en: "counts in its own month")
        case .nextMonth: Phrase(vi: "tính từ tháng liền sau", en: "counts from the month after")
        }
    }

    private func place(_ code: String?) -> Phrase {
        code.map { code in
            let name = Province.name(code) ?? code
            return Phrase(vi: name, en: name)
        } ?? Phrase(vi: "cả nước", en: "the whole country")
    }

    private func words(_ rate: Rate) -> Phrase {
        let (place, series) = (place(rate.place), title(of: rate.series))
        guard let table = rate.table else {
            let amount = Money.vnd(rate.amount)
            return Phrase(
                vi: "\(series.vietnamese): \(amount.grouped) đồng, \(place.vietnamese)",
                en: "\(series.english): \(amount.groupedInEnglish) đồng, \(place.english)"
            )
        }
        let levels = Self.levels(table)
        guard levels.count > 4, let low = table.amounts.min(), let high = table.amounts.max()
        else {
            return Phrase(
                vi: "\(series.vietnamese): "
                    + levels.map {
                        "\($0.numbers.vietnamese): \(Money.vnd($0.amount).grouped) đồng"
                    }.joined(separator: "; "),
                en: "\(series.english): "
                    + levels.map {
                        "\($0.numbers.english): \(Money.vnd($0.amount).groupedInEnglish) đồng"
                    }.joined(separator: "; ")
            )
        }
        let (least, most) = (Money.vnd(low), Money.vnd(high))
        let span = "\(table.bounds.lowerBound)–\(table.bounds.upperBound)"
        return Phrase(
            vi: "\(series.vietnamese): bảng \(span), từ \(least.grouped) đến \(most.grouped) đồng",
            en: "\(series.english): table of \(span), \(least.groupedInEnglish) to "
                + "\(most.groupedInEnglish) đồng"
        )
    }

    /// The levels of a table: numbers that lie together and have one amount.
    private static func levels(_ table: AmountTable) -> [(numbers: Phrase, amount: Int64)] {
        var levels: [(first: Int, last: Int, amount: Int64)] = []
        for (number, amount) in zip(table.bounds, table.amounts) {
            if let last = levels.last, last.amount == amount {
                levels[levels.count - 1].last = number
            } else {
                levels.append((number, number, amount))
            }
        }
        return levels.map { level in
            let (first, last) = (level.first, level.last)
            if first == last { return (Phrase(vi: "\(first)", en: "\(first)"), level.amount) }
            // The fact ends somewhere; the decree's last level does not.
            guard last < table.bounds.upperBound else {
                return (Phrase(vi: "từ \(first) trở lên", en: "\(first) or more"), level.amount)
            }
            return (
                Phrase(vi: "từ \(first) đến \(last)", en: "\(first) to \(last)"), level.amount
            )
        }
    }

    /// What a rule gives, to whom, and from which money; discreet without the conditions, which would say
    /// whose right it is.
    func words(_ rule: EntitlementRule, isDiscreet: Bool = false) -> Phrase {
        let (factor, series) = (Self.factor(rule.thousandths), title(of: rule.series))
        let isLocal = rule.scope == .local
        var vi = [
            (rule.thousandths == 1_000 && rule.per == nil ? "" : "\(factor.vietnamese) × ")
                + series.vietnamese
                + (isLocal
                    ? " (mức cả nước, hoặc mức của địa phương nếu cao hơn)" : " (mức cả nước)")
        ]
        var en = [
            (rule.thousandths == 1_000 && rule.per == nil ? "" : "\(factor.english) × ")
                + series.english
                + (isLocal
                    ? " (the national one, or the province's where higher)" : " (the national one)")
        ]
        if let by = rule.by {
            vi[0] += " theo \(title(ofFact: by.name).vietnamese)"
            en[0] += " by \(title(ofFact: by.name).english)"
        }
        if let per = rule.per {
            vi[0] += " × \(title(ofFact: per.name).vietnamese)"
            en[0] += " × \(title(ofFact: per.name).english)"
        }
        if let place = rule.place.map({ self.place($0) }) {
            vi.append("ở \(place.vietnamese)")
            en.append("in \(place.english)")
        }
        let asked = isDiscreet ? [] : conditions(of: rule)
        if !asked.isEmpty {
            vi.append("điều kiện: " + asked.map(\.vietnamese).joined(separator: "; "))
            en.append("conditions: " + asked.map(\.english).joined(separator: "; "))
        }
        vi.append("nguồn \(title(of: rule.fundingSource).vietnamese)")
        en.append("paid from \(title(of: rule.fundingSource).english)")
        return Phrase(vi: vi.joined(separator: "; "), en: en.joined(separator: "; "))
    }

    /// The age and the facts that a rule asks for.
    private func conditions(of rule: EntitlementRule) -> [Phrase] {
        let (from, below) = (rule.ageFrom, rule.ageBelow)
        var asked: [Phrase] = []
        switch (from, below) {
        case (0, nil): break
        case (0, let below?):
            asked.append(Phrase(vi: "dưới \(below) tuổi", en: "below the age of \(below)"))
        case (_, nil): asked.append(Phrase(vi: "từ đủ \(from) tuổi", en: "\(from) or older"))
        case (_, let below?):
            asked.append(
                Phrase(
                    vi: "từ đủ \(from) đến dưới \(below) tuổi",
                    en: "from the age of \(from), below \(below)"
                )
            )
        }
        return asked + rule.conditions.map { state($0.fact, $0.values) }
    }

    private func words(_ supplement: Supplement) -> Phrase {
        let amount = Money.vnd(supplement.amount)
        let (place, source) = (place(supplement.place), title(of: supplement.fundingSource))
        switch supplement.method {
        case .fixedAdd:
            return Phrase(
                vi:
                    "\(place.vietnamese) bổ sung \(amount.grouped) đồng, nguồn \(source.vietnamese)",
                en: "\(place.english) adds \(amount.groupedInEnglish) đồng, paid from "
                    + source.english
            )
        case .topUpTo:
            return Phrase(
                vi: "\(place.vietnamese) bổ sung cho đủ \(amount.grouped) đồng, nguồn "
                    + source.vietnamese,
                en: "\(place.english) adds up to \(amount.groupedInEnglish) đồng, paid from "
                    + source.english
            )
        }
    }
}

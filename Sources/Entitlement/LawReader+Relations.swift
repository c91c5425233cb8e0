// Reads when rights start, change and stop, how they combine, and what ends or doubts rules.

import Ledger

extension LawReader {
    mutating func start(_ table: inout LawTable) {
        let source = source(&table, prefix: "start/")
        let categories = categoryIndexes("categories", &table)
        let word: StartWord? = table.word("event")
        let age = table.optionalNumber("age", in: 1...150)
        let dayOf = table.optionalPhrase("day_of")
        guard let source, let word else { return }
        let event: StartRule.Event
        switch (word, age) {
        case (.signature, nil): event = .signature
        case (.certificate, nil): event = .certificate
        case (.certificateNextMonth, nil): event = .monthAfterCertificate
        case (.birthday, let age?): event = .birthday(Int(age))
        default:
            table.fault(
                "start-age",
                "event",
                vi: "age chỉ đi với event = \"birthday\", và bắt buộc khi đó",
                en: "age goes with event = \"birthday\" and only with it"
            )
            return
        }
        if dayOf != nil, event != .certificate, event != .monthAfterCertificate {
            table.fault(
                "start-day",
                "day_of",
                vi: "day_of chỉ đi với event = \"certificate\" hoặc \"certificate-next-month\"",
                en: "day_of goes with event = \"certificate\" or \"certificate-next-month\" only"
            )
            return
        }
        book.starts.append(
            StartRule(source: source, categories: categories, event: event, dayOf: dayOf)
        )
    }

    /// The words for what sets the first month.
    private enum StartWord: String, CaseIterable {
        case signature
        case certificate
        case certificateNextMonth = "certificate-next-month"
        case birthday
    }

    mutating func adjust(_ table: inout LawTable) {
        let source = source(&table, prefix: "adjust/")
        let categories = categoryIndexes("categories", &table)
        let effect: AdjustRule.Effect? = table.word("effect")
        guard let source, let effect else { return }
        book.adjusts.append(AdjustRule(source: source, categories: categories, effect: effect))
    }

    mutating func stop(_ table: inout LawTable) {
        let source = source(&table, prefix: "stop/")
        let categories = categoryIndexes("categories", &table)
        let effect: AdjustRule.Effect? = table.word("effect")
        guard let source, let effect else { return }
        book.stops.append(StopRule(source: source, categories: categories, effect: effect))
    }

    mutating func exclusion(_ table: inout LawTable) {
        let source = source(&table, prefix: "exclusion/")
        let one = table.has("category") ? categoryIndex(&table) : nil
        let categories = categoryIndexes("categories", &table) + (one.map { [$0] } ?? [])
        let others = categoryIndexes("excluded_by", &table)
        guard let source, named(categories, "categories", &table),
            named(others, "excluded_by", &table)
        else { return }
        book.exclusions.append(
            Exclusion(source: source, categories: categories, excludedBy: others)
        )
    }

    mutating func highestOnly(_ table: inout LawTable) {
        let source = source(&table, prefix: "highest-only/")
        let programmes = table.texts("programmes")
        let categories = categoryIndexes("categories", &table)
        guard let source, !categories.isEmpty || named(programmes, "programmes", &table)
        else { return }
        for code in programmes where !book.programmes.contains(where: { $0.code == code }) {
            table.unknown("programme", "programmes", code, vi: "chương trình")
        }
        book.highest.append(
            HighestOnly(source: source, programmes: programmes, categories: categories)
        )
    }

    mutating func together(_ table: inout LawTable) {
        let source = source(&table, prefix: "together/")
        let category = categoryIndex(&table)
        let others = categoryIndexes("with", &table)
        guard let source, let category, named(others, "with", &table) else { return }
        guard source.doubt == nil else {
            // Lines would be paid by it, and nothing of theirs would say so.
            table.fault(
                "together-doubt",
                "verified",
                vi:
                    "[together] phải có verified = true: điều chưa chắc thì ghi [doubt] cho các quy định liên quan",
                en:
                    "a [together] is verified: what is not certain is a [doubt] about the rules concerned"
            )
            return
        }
        book.together.append(PaidTogether(source: source, category: category, with: others))
    }

    mutating func end(_ table: inout LawTable) {
        let source = source(&table, prefix: "end/")
        let categories = categoryIndexes("categories", &table)
        let rules = ruleIDs("rules", &table)
        guard let source else { return }
        guard !categories.isEmpty || named(rules, "rules", &table) else { return }
        book.ends.append(EndOfRules(source: source, categories: categories, rules: rules))
    }

    mutating func doubt(_ table: inout LawTable) {
        let source = source(&table, prefix: "doubt/")
        let instruments = table.texts("instruments")
        let rules = ruleIDs("rules", &table)
        let except = ruleIDs("except", &table)
        let supplements = table.texts("supplements")
        for id in supplements where !book.supplements.contains(where: { $0.source.id == id }) {
            table.unknown("supplement", "supplements", id, vi: "khoản thêm")
        }
        for id in instruments where !book.instruments.contains(where: { $0.id == id }) {
            table.unknown("instrument", "instruments", id, vi: "văn bản")
        }
        guard let source else { return }
        guard source.doubt != nil else {
            table.fault(
                "missing-doubt",
                "verified",
                vi: "[doubt] phải có verified = false và doubt",
                en: "a [doubt] has verified = false and a doubt"
            )
            return
        }
        book.doubts.append(
            DoubtAboutRules(
                source: source,
                instruments: instruments,
                rules: rules,
                except: except,
                supplements: supplements
            )
        )
    }

    mutating func suspension(_ table: inout LawTable) {
        let source = source(&table, prefix: "suspension/")
        let fact = shownFact(&table)
        let programmes = table.texts("programmes")
        var held = categoryIndexes("categories", &table)
        let effect: AdjustRule.Effect? = table.word("effect")
        for code in programmes {
            let members = book.categories.indices.filter {
                book.categories[$0].programme == code
            }
            if members.isEmpty {
                table.unknown("programme", "programmes", code, vi: "chương trình")
            }
            held += members
        }
        guard let source, let fact, let effect,
            !programmes.isEmpty || named(held, "programmes", &table)
        else { return }
        book.suspensions.append(
            Suspension(
                source: source,
                fact: fact.name,
                values: fact.values,
                categories: Set(held).sorted(),
                effect: effect
            )
        )
    }

    mutating func window(_ table: inout LawTable) {
        let source = source(&table, prefix: "window/")
        let fact = shownFact(&table)
        let months = table.optionalNumber("months", in: 1...60)
        let nextFrom = table.optionalNumber("next_year_from", in: 1...12)
        let grace = table.number("grace_days", in: 0...366)
        let nextWithin = table.optionalNumber("next_within_months", in: 1...12)
        let decisionsTo = table.optionalMonth("by_decision_to", isEnd: true)
        guard let source, let fact, let grace else { return }
        let end: FactWindow.End
        switch (months, nextFrom) {
        case (let months?, nil): end = .months(Int(months))
        case (nil, let month?): end = .yearEnd(nextFrom: Int(month))
        default:
            table.fault(
                "window-without-end",
                "months",
                vi: "phải có đúng một trong hai: months, next_year_from",
                en: "a window has exactly one of: months, next_year_from"
            )
            return
        }
        book.windows.append(
            FactWindow(
                source: source,
                fact: fact.name,
                title: book.title(ofFact: fact.name),
                values: fact.values,
                end: end,
                graceDays: Int(grace),
                nextWithin: Int(nextWithin ?? 0),
                decisionsTo: decisionsTo
            )
        )
    }

    /// The fact that a hold asks for, with values that it may have.
    private func shownFact(_ table: inout LawTable) -> (name: String, values: [String])? {
        let name = table.text("fact")
        let values = table.texts("values").sorted()
        guard let name else { return nil }
        guard let fact = book.fact(named: name), !fact.values.isEmpty else {
            table.unknown("fact", "fact", name, vi: "dữ kiện")
            return nil
        }
        guard named(values, "values", &table) else { return nil }
        for value in values where !fact.values.contains(value) {
            table.unknown("fact-value", "values", value, vi: "giá trị")
            return nil
        }
        return (name, values)
    }

    /// The indexes of the categories that a key names.
    private func categoryIndexes(_ key: String, _ table: inout LawTable) -> [Int] {
        var indexes: [Int] = []
        for code in table.texts(key) {
            if let index = categoryIndex(of: code, key, &table) { indexes.append(index) }
        }
        return indexes
    }

    /// The ids of entitlement rules that a key names.
    private func ruleIDs(_ key: String, _ table: inout LawTable) -> [String] {
        let ids = table.texts(key)
        for id in ids where !book.rules.contains(where: { $0.source.id == id }) {
            table.unknown("rule", key, id, vi: "quy tắc")
        }
        return ids
    }

    /// Whether a list names something; else a fault.
    private func named<Item>(_ items: [Item], _ key: String, _ table: inout LawTable) -> Bool {
        if items.isEmpty {
            table.fault("missing-key", key, vi: "\(key) không được rỗng", en: "\(key) is not empty")
        }
        return !items.isEmpty
    }
}

// Reads instruments, programmes, facts and categories.

import Intake

extension LawReader {
    mutating func instrument(_ table: inout LawTable) {
        let number = table.text("number")
        let title = table.phrase("title")
        guard let number, let title, isNew(table.instrument, "number", &table) else { return }
        book.instruments.append(
            LegalInstrument(id: table.instrument, number: number, title: title)
        )
    }

    mutating func programme(_ table: inout LawTable) {
        let code = table.text("code")
        let title = table.phrase("title")
        guard let code, let title, isNew("programme \(code)", "code", &table) else { return }
        book.programmes.append(Programme(code: code, title: title))
    }

    mutating func category(_ table: inout LawTable) {
        let code = table.text("code")
        let programme = table.text("programme")
        let title = table.phrase("title")
        let article = table.text("article")
        let isOnce = table.optionalFlag("once") ?? false
        let hasOwnPayee = table.optionalFlag("own_payee") ?? false
        let isPerHousehold = table.optionalFlag("per_household") ?? false
        let isAfterDeath = table.optionalFlag("after_death") ?? false
        let discreet = table.optionalPhrase("discreet_title")
        let payeeTitle = table.optionalPhrase("payee_title")
        guard let code, let programme, let title, let article else { return }
        guard book.programmes.contains(where: { $0.code == programme }) else {
            table.unknown("programme", "programme", programme, vi: "chương trình")
            return
        }
        guard isOnce || !isAfterDeath else {
            table.fault(
                "after-death-monthly",
                "after_death",
                vi: "chỉ khoản chi một lần (once = true) mới được quyết định sau khi người đó chết",
                en: "only what is paid once (once = true) may be granted after a death"
            )
            return
        }
        guard hasOwnPayee || payeeTitle == nil else {
            table.fault(
                "payee-title",
                "payee_title",
                vi: "payee_title chỉ đi với own_payee = true",
                en: "payee_title goes with own_payee = true only"
            )
            return
        }
        guard isNew("category \(code)", "code", &table) else { return }
        book.categories.append(
            Category(
                code: code,
                programme: programme,
                title: title,
                instrument: table.instrument,
                article: article,
                isOnce: isOnce,
                hasOwnPayee: hasOwnPayee,
                payeeTitle: payeeTitle,
                isAfterDeath: isAfterDeath,
                isPerHousehold: isPerHousehold,
                discreet: discreet
            )
        )
    }

    /// What a code of a series, a source of money or a paper is called in a letter.
    mutating func word(_ table: inout LawTable) {
        let code = table.text("code")
        let title = table.phrase("title")
        guard let code, let title, isNew("word \(code)", "code", &table) else { return }
        book.names[code] = title
    }

    mutating func fact(_ table: inout LawTable) {
        let name = table.text("name")
        let title = table.phrase("title")
        let values = table.texts("values").sorted()
        let low = table.optionalNumber("count_from", in: 0...999)
        let high = table.optionalNumber("count_to", in: 0...999)
        let absent = table.optionalText("absent")
        let isEvent = table.optionalText("kind") == "event"
        let words = table.phrases("words")
        guard let name, let title, isNew("fact \(name)", "name", &table) else { return }
        var count: ClosedRange<Int>?
        if let low, let high, low <= high { count = Int(low)...Int(high) }
        let kinds = (values.isEmpty ? 0 : 1) + (count == nil ? 0 : 1) + (isEvent ? 1 : 0)
        guard kinds == 1 else {
            table.fault(
                "fact-without-kind",
                "name",
                vi:
                    "\(name) phải có đúng một trong: values, count_from và count_to, kind = \"event\"",
                en: "\(name) has exactly one of: values, count_from with count_to, kind = \"event\""
            )
            return
        }
        if let absent, !values.contains(absent) {
            table.unknown("fact-value", "absent", absent, vi: "giá trị")
            return
        }
        for value in words.keys.sorted() where !values.contains(value) {
            table.unknown("fact-value", "words", value, vi: "giá trị")
        }
        book.facts.append(
            FactDefinition(
                name: name,
                title: title,
                values: values,
                count: count,
                absent: absent,
                isEvent: isEvent,
                words: words
            )
        )
    }

    /// More values of a fact that another instrument defines.
    mutating func factValue(_ table: inout LawTable) {
        let name = table.text("fact")
        let values = table.texts("values")
        let words = table.phrases("words")
        _ = table.text("article")
        guard let name else { return }
        guard let place = book.facts.firstIndex(where: { $0.name == name && !$0.values.isEmpty })
        else {
            table.unknown("fact", "fact", name, vi: "dữ kiện")
            return
        }
        for value in values where isNew("fact \(name) = \(value)", "values", &table) {
            guard !book.facts[place].values.contains(value) else { continue }
            book.facts[place].values.append(value)
            book.facts[place].words[value] = words[value]
        }
        book.facts[place].values.sort()
    }
}

extension LawTable {
    /// Notes a name that no file defines.
    mutating func unknown(_ kind: String, _ key: String, _ name: String, vi: String) {
        let english = kind.replacing("-", with: " ")
        fault(
            "unknown-\(kind)",
            key,
            vi: "\(vi) \"\(name)\" chưa được định nghĩa trong tệp luật nào",
            en: "no rule file defines the \(english) \"\(name)\""
        )
    }
}

// Days, months, factors, articles and instruments as people write them, in Vietnamese and in English.
//
// Invariants:
// (1) Each form reads back to one value: nothing is rounded and nothing left out.
// (2) What a kind of instrument is called, and an article that has no number, stands in the rule files: no
//     Vietnamese word gets into an English line from here.
// (3) A place in a text is written as each language writes it: point, clause and article in Vietnamese papers, from
//     the smallest to the largest; the numbers alone in English.

package import Intake
import Ledger

private let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]

extension CivilDate {
    /// The day as papers write it: `05/10/2026`, `31/7/2026`; `5 October 2026`.
    var written: Phrase {
        let (year, month, day) = components
        // As official papers do: days below ten and the first two months have a nought before them.
        let days = "\(day < 10 ? "0" : "")\(day)"
        return Phrase(
            vi: "\(days)/\(month < 3 ? "0" : "")\(month)/\(year)",
            en: "\(day) \(englishMonths[month - 1]) \(year)"
        )
    }
}

extension CalendarMonth {
    /// The English name of a month of the year, 1 to 12.
    static func english(_ month: Int) -> String { englishMonths[month - 1] }

    /// The month as papers write it: `tháng 8/2026`; `August 2026`.
    var written: Phrase {
        let (year, month, _) = firstDay.components
        return Phrase(vi: "tháng \(month)/\(year)", en: "\(englishMonths[month - 1]) \(year)")
    }
}

extension RuleBook {
    /// A factor in thousandths as decrees write it: `1,5`, `2,0`, but `20` for twenty times.
    static func factor(_ thousandths: Int64) -> Phrase {
        if thousandths >= 10_000, thousandths.isMultiple(of: 1_000) {
            return Phrase(vi: "\(thousandths / 1_000)", en: "\(thousandths / 1_000)")
        }
        var digits = String(thousandths % 1_000 + 1_000).dropFirst()
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        let whole = thousandths / 1_000
        return Phrase(vi: "\(whole),\(digits)", en: "\(whole).\(digits)")
    }

    /// Where a value stands: `điểm e khoản 1 Điều 6 Nghị định 20/2021/NĐ-CP`; `article 6.1.e of decree
    /// 20/2021/NĐ-CP`.
    ///
    /// - Parameter source: The value's origin.
    /// - Returns: Article and instrument; of a rule also the article that says who is meant.
    package func place(of source: LawSource) -> Phrase {
        let category = rules.first { $0.source.id == source.id }.map { categories[$0.category] }
        var article = source.article
        if let category, category.discreet != nil {
            // Point and clause would say which illness it is.
            article = article.split(separator: ".").prefix(2).joined(separator: ".")
        } else if let category, category.instrument == source.instrument,
            article != category.article, !article.hasPrefix(category.article + ".")
        {
            article = "\(category.article), \(article)"
        }
        // What the press tells of and no number is known of has no article either.
        if let named = instruments.first(where: { $0.id == source.instrument }),
            !named.number.contains("/")
        {
            return Phrase(
                vi: "văn bản chưa rõ số (\(named.title.vietnamese))",
                en: "a text whose number is not known (\(named.title.english))"
            )
        }
        let (place, text) = (words(ofArticle: article), instrument(source.instrument))
        return Phrase(
            vi: "\(place.vietnamese) \(text.vietnamese)",
            en: "\(place.english) of \(text.english)"
        )
    }

    /// An article as people cite it, or what is cited where no article is known.
    ///
    /// - Parameter text: The article as rule files have it, such as `6.1.e` or `phụ lục I.3.4`.
    /// - Returns: Such as `điểm e khoản 1 Điều 6`; `article 6.1.e`.
    package func words(ofArticle text: String) -> Phrase {
        if text.first?.isNumber == true {
            let isOne = !text.contains { ",–".contains($0) }
            return Phrase(
                vi: Self.clauses(text),
                en: (isOne ? "article " : "articles ") + text
            )
        }
        let code = names.keys.filter { text.hasPrefix($0) }.max { $0.count < $1.count }
        guard let code, let word = names[code] else { return Phrase(vi: text, en: text) }
        let rest = text.dropFirst(code.count)
        // An annex is numbered in Roman figures, its items in Arabic ones: `mục 3.4 Phụ lục I`.
        let parts = rest.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, parts[1].first?.isNumber == true else {
            return Phrase(vi: word.vietnamese + rest, en: word.english + rest)
        }
        return Phrase(
            vi: "mục \(parts[1]) \(word.vietnamese)\(parts[0])",
            en: word.english + rest
        )
    }

    /// Articles as Vietnamese papers cite them: `điểm e khoản 1 Điều 6`, `các khoản 1, 2 Điều 11`, `các Điều 11–15`.
    private static func clauses(_ text: String) -> String {
        let cited = text.split(separator: ",").map { part in
            part.drop { $0 == " " }.split(separator: ".").map(String.init)
        }
        if cited.allSatisfy({ $0.count == 1 }) {
            let isOne = cited.count == 1 && !text.contains("–")
            return (isOne ? "Điều " : "các Điều ") + text
        }
        // Clauses of one article are named together.
        if cited.count > 1, cited.allSatisfy({ $0.count == 2 && $0[0] == cited[0][0] }) {
            let clauses = cited.map { $0[1] }.joined(separator: ", ")
            return "các khoản \(clauses) Điều \(cited[0][0])"
        }
        return cited.map { part in
            let point = part.count > 2 ? "điểm \(part[2...].joined(separator: ".")) " : ""
            return point + (part.count > 1 ? "khoản \(part[1]) " : "") + "Điều \(part[0])"
        }.joined(separator: ", ")
    }

    /// An instrument by its kind and number; by its number alone where no word says the kind.
    private func instrument(_ id: String) -> Phrase {
        let number = instruments.first { $0.id == id }?.number ?? id
        guard let kind = number.split(separator: "/").last, let word = names[String(kind)] else {
            return Phrase(vi: number, en: number)
        }
        return Phrase(vi: "\(word.vietnamese) \(number)", en: "\(word.english) \(number)")
    }
}

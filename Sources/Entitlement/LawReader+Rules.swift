// Reads rates, entitlement rules and supplements.

import Enrolment
import Ledger

extension LawReader {
    /// The most đồng a month that a rate may be (see EntitlementRule).
    private static let amounts: ClosedRange<Int64> = 1...1_000_000_000

    mutating func rate(_ table: inout LawTable) {
        let source = source(&table, prefix: "rate/")
        let series = table.text("series")
        let place = place(&table)
        let hasTable = table.has("amounts")
        let amounts = table.amounts("amounts", in: LawReader.amounts)
        let amount =
            table.has("amount") || !hasTable
            ? table.number("amount", in: LawReader.amounts) : nil
        guard let source, let series else { return }
        if amounts != nil, amount != nil {
            table.fault(
                "amount-twice",
                "amounts",
                vi: "chỉ ghi một trong hai: amount hoặc amounts",
                en: "a rate has one of the two: amount or amounts"
            )
            return
        }
        guard amount != nil || amounts != nil else { return }
        if amounts != nil, place != nil {
            // Of two tables none is the higher one.
            table.fault(
                "table-of-place",
                "place",
                vi: "bảng mức (amounts) áp dụng cả nước, không có place",
                en: "a table of amounts holds for the whole country: it has no place"
            )
            return
        }
        book.rates.append(
            Rate(
                source: source,
                series: series,
                place: place,
                amount: amount ?? 0,
                table: amounts
            )
        )
    }

    mutating func rule(_ table: inout LawTable) {
        let category = categoryIndex(&table)
        let code = category.map { book.categories[$0].code } ?? ""
        let source = source(&table, prefix: "\(code)/")
        let series = table.text("series")
        let scope: BaseScope? = table.word("base")
        let thousandths = coefficient(&table)
        let per = countFact("per", &table)
        let by = countFact("by", &table)
        let budget: FundingSource? = table.word("source")
        let place = place(&table)
        let ageFrom = table.optionalNumber("age_from", in: 0...150) ?? 0
        let ageBelow = table.optionalNumber("age_below", in: 1...150)
        let conditions = conditions(&table)
        let pricedFrom = table.optionalMonth("priced_from", isEnd: false)
        if let ageBelow, ageBelow <= ageFrom {
            table.fault(
                "ages-empty",
                "age_below",
                vi: "age_below \(ageBelow) không lớn hơn age_from \(ageFrom)",
                en: "age_below \(ageBelow) is not above age_from \(ageFrom)"
            )
        }
        guard let category, let source, let series, let scope, let thousandths, let budget
        else { return }
        guard book.rates.contains(where: { $0.series == series }) else {
            table.unknown("series", "series", series, vi: "chuỗi mức chuẩn")
            return
        }
        book.rules.append(
            EntitlementRule(
                source: source,
                category: category,
                place: place,
                series: series,
                scope: scope,
                thousandths: thousandths,
                per: per,
                by: by,
                ageFrom: Int(ageFrom),
                ageBelow: ageBelow.map { Int($0) },
                conditions: conditions,
                fundingSource: budget.rawValue,
                pricedFrom: pricedFrom
            )
        )
    }

    mutating func supplement(_ table: inout LawTable) {
        let category = categoryIndex(&table)
        let source = source(&table, prefix: "supplement/")
        let place = table.has("place") ? place(&table) : table.text("place")
        let method: Supplement.Method? = table.word("method")
        let amount = table.number("amount", in: LawReader.amounts)
        let budget: FundingSource? = table.word("source")
        guard let category, let source, let place, let method, let amount, let budget
        else { return }
        book.supplements.append(
            Supplement(
                source: source,
                category: category,
                place: place,
                method: method,
                amount: amount,
                fundingSource: budget.rawValue
            )
        )
    }

    /// The province that a value holds in; nil for the whole country.
    private func place(_ table: inout LawTable) -> String? {
        guard let code = table.optionalText("place") else { return nil }
        if !Province.isKnown(code) {
            table.fault(
                "unknown-place",
                "place",
                vi: "không có tỉnh mã \"\(code)\" trong danh mục từ 01/07/2025",
                en: "no province has the code \"\(code)\" in the list from 2025-07-01"
            )
        }
        return code
    }

    /// The category that a table names.
    func categoryIndex(_ table: inout LawTable) -> Int? {
        guard let code = table.text("category") else { return nil }
        return categoryIndex(of: code, "category", &table)
    }

    /// The index of a category's code.
    func categoryIndex(of code: String, _ key: String, _ table: inout LawTable) -> Int? {
        if let index = book.categories.firstIndex(where: { $0.code == code }) { return index }
        table.unknown("category", key, code, vi: "loại đối tượng")
        return nil
    }

    /// A coefficient in thousandths, written as a text of up to three decimals: no fraction of the
    /// processor comes near an amount.
    private func coefficient(_ table: inout LawTable) -> Int64? {
        guard let text = table.text("coefficient") else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? String(parts[1]) : "0"
        if parts.count <= 2, (1...3).contains(decimals.utf8.count),
            let whole = FactDefinition.number(parts[0].utf8),
            let fraction = FactDefinition.number(
                (decimals + String(repeating: "0", count: 3 - decimals.utf8.count)).utf8
            )
        {
            let thousandths = Int64(whole) * 1_000 + Int64(fraction)
            if (1...1_000_000).contains(thousandths) { return thousandths }
        }
        table.fault(
            "bad-coefficient",
            "coefficient",
            vi: "hệ số viết trong ngoặc kép, lớn hơn 0, tối đa ba chữ số thập phân, như \"1.5\"",
            en: "a coefficient is a text above 0 with at most three decimals, such as \"1.5\""
        )
        return nil
    }

    /// The fact whose number is multiplied in, or leads into a table.
    private func countFact(_ key: String, _ table: inout LawTable) -> CountFact? {
        guard let name = table.optionalText(key) else { return nil }
        guard let count = book.fact(named: name)?.count else {
            table.unknown("fact", key, name, vi: "dữ kiện số đếm")
            return nil
        }
        return CountFact(name: name, bounds: count)
    }

    /// The conditions of a rule, each on a fact and values that are defined.
    private func conditions(_ table: inout LawTable) -> [Condition] {
        var conditions: [Condition] = []
        for (name, values) in table.lists("when") {
            guard let fact = book.fact(named: name), !fact.values.isEmpty else {
                table.unknown("fact", "when", name, vi: "dữ kiện")
                continue
            }
            for value in values where !fact.values.contains(value) {
                table.unknown("fact-value", "when", value, vi: "giá trị của \(name):")
            }
            let met = fact.absent.map { values.contains($0) } ?? false
            conditions.append(Condition(fact: name, values: values, metWhenAbsent: met))
        }
        return conditions
    }
}

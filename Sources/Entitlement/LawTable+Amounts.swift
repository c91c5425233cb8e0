// Reads a table of amounts by number: `{ "21" = 1_878_000, "41-50" = 2_911_000 }`.
//
// Invariants:
// (1) No number stands in two rows; numbers are 1 to 999, as counts are.

extension LawTable {
    /// The amounts by number, or nil where the key is absent or has a fault.
    mutating func amounts(_ key: String, in bounds: ClosedRange<Int64>) -> AmountTable? {
        guard has(key), let rows = numbers(key) else { return nil }
        var found: [Int: Int64] = [:]
        for (text, amount) in rows {
            guard let range = LawTable.range(text), bounds.contains(amount) else {
                badAmounts(key, text)
                return nil
            }
            for number in range {
                guard found.updateValue(amount, forKey: number) == nil else {
                    fault(
                        "amount-twice",
                        key,
                        vi: "số \(number) có hai mức trong \(key)",
                        en: "the number \(number) stands twice in \(key)"
                    )
                    return nil
                }
            }
        }
        guard let low = found.keys.min(), let high = found.keys.max() else { return nil }
        return AmountTable(
            bounds: low...high,
            amounts: (low...high).map { found[$0] ?? 0 }
        )
    }

    /// The numbers that the key of a row names: `21`, or `41-50` with both ends.
    private static func range(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map {
            FactDefinition.number($0.utf8)
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
            first > 0, first <= last
        else { return nil }
        return first...last
    }

    private mutating func badAmounts(_ key: String, _ text: String) {
        fault(
            "bad-amounts",
            key,
            vi: "\(key): dòng \"\(text)\" phải có dạng \"21\" hoặc \"41-50\" và số đồng nguyên",
            en: "\(key): the row \"\(text)\" is \"21\" or \"41-50\" with a whole number of đồng"
        )
    }
}

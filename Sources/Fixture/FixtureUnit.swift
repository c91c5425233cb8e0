// The communes that made-up people live in: the six of the old district Chương Mỹ in Hanoi, which
// has a base of its own, and one of Nghệ An on the national rate.
//
// Invariants:
// (1) `predecessors` lie wholly in the unit: an old code of the list never needs a choice.
// (2) No split commune is among them; those are in `splitCodes`, for planted faults only.

/// The lists of commune codes: a code means nothing without the list that it is from.
package enum GeneratedUnitList: String, CaseIterable, Sendable {
    /// The list of Decision 19/2025/QĐ-TTg.
    case current = "2025-07"
    /// The list before the two-level reform.
    case former = "before-2025-07"
}

/// A commune of the generated register.
package struct FixtureUnit: Hashable, Sendable {
    /// The unit's four-character code.
    package let code: String
    /// The name.
    package let name: String
    /// The two-digit code of the province in the list of 2025-07.
    package let provinceCode: String
    /// The five-digit code in the list of 2025-07.
    package let communeCode: String
    /// Codes of the list before 2025-07 which lie wholly in the unit; empty where rows never use it.
    package let predecessors: [String]
    /// The province code of most identity numbers: the codes of the 63 old provinces.
    let registrationProvince: Int
    /// The unit's share of the people, in hundredths.
    let share: Int

    /// All units, in order of their codes.
    package static let all: [FixtureUnit] = [
        hanoi(
            "CM01",
            "Phường Chương Mỹ",
            "10015",
            share: 17,
            from: ["10015", "10021", "10024", "10042", "10054", "10057", "10123"]
        ),
        hanoi(
            "CM02",
            "Xã Phú Nghĩa",
            "10030",
            share: 14,
            from: ["10027", "10030", "10033", "10039", "10048", "10051"]
        ),
        hanoi(
            "CM03",
            "Xã Xuân Mai",
            "10045",
            share: 16,
            from: ["10018", "10045", "10069"]
        ),
        hanoi(
            "CM04",
            "Xã Quảng Bị",
            "10072",
            share: 15,
            from: ["10060", "10072", "10078", "10084"]
        ),
        hanoi(
            "CM05",
            "Xã Trần Phú",
            "10081",
            share: 15,
            from: ["10075", "10081", "10087", "10099"]
        ),
        hanoi(
            "CM06",
            "Xã Hòa Phú",
            "10096",
            share: 15,
            from: ["10090", "10096", "10102", "10105", "10108"]
        ),
        FixtureUnit(
            code: "NA01",
            name: "Xã Quỳnh Lưu",
            provinceCode: "40",
            communeCode: "17179",
            predecessors: [],
            registrationProvince: 40,
            share: 8
        ),
    ]

    /// Codes before 2025-07 of communes that were split: Tân Tiến, Lam Điền, Đồng Mai.
    static let splitCodes = ["10066", "10063", "10117"]

    private static func hanoi(
        _ code: String,
        _ name: String,
        _ commune: String,
        share: Int,
        from predecessors: [String]
    ) -> FixtureUnit {
        FixtureUnit(
            code: code,
            name: name,
            provinceCode: "01",
            communeCode: commune,
            predecessors: predecessors,
            registrationProvince: 1,
            share: share
        )
    }
}

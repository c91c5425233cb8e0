// The provinces that a place of the law may be.
//
// Invariant: the codes are those of the list of units from 2025-07-01 (Decision 19/2025/QĐ-TTg), 34 of them.

/// A province of the list from July 2025.
package enum Province {
    /// The names by two-digit code.
    private static let names: [String: String] = [
        "01": "Hà Nội",
        "04": "Cao Bằng",
        "08": "Tuyên Quang",
        "11": "Điện Biên",
        "12": "Lai Châu",
        "14": "Sơn La",
        "15": "Lào Cai",
        "19": "Thái Nguyên",
        "20": "Lạng Sơn",
        "22": "Quảng Ninh",
        "24": "Bắc Ninh",
        "25": "Phú Thọ",
        "31": "Hải Phòng",
        "33": "Hưng Yên",
        "37": "Ninh Bình",
        "38": "Thanh Hóa",
        "40": "Nghệ An",
        "42": "Hà Tĩnh",
        "44": "Quảng Trị",
        "46": "Huế",
        "48": "Đà Nẵng",
        "51": "Quảng Ngãi",
        "52": "Gia Lai",
        "56": "Khánh Hòa",
        "66": "Đắk Lắk",
        "68": "Lâm Đồng",
        "75": "Đồng Nai",
        "79": "Hồ Chí Minh",
        "80": "Tây Ninh",
        "82": "Đồng Tháp",
        "86": "Vĩnh Long",
        "91": "An Giang",
        "92": "Cần Thơ",
        "96": "Cà Mau",
    ]

    /// Whether a code is that of a province.
    package static func isKnown(_ code: String) -> Bool { names[code] != nil }

    /// The code with the province's name, such as `01 Hà Nội`; the code alone where none has it.
    package static func named(_ code: String) -> String {
        names[code].map { "\(code) \($0)" } ?? code
    }

    /// The province's name; nil for a code that none has.
    package static func name(_ code: String) -> String? { names[code] }

    /// All codes, in order.
    package static let codes = names.keys.sorted()
}

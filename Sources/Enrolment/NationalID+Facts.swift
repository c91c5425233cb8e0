// What a personal identification number says about its owner.
//
// Its form is AAA B CC DDDDDD: the province of birth registration by the codes of the 63 provinces
// before July 2025 (never changed since), century and sex, year of birth, six random digits. There
// is no check digit. (Decree 137/2015/NĐ-CP art. 13; circular 59/2021/TT-BCA art. 4.)

package import Intake

/// The twelve digits of a personal identification number, as a number.
struct IDDigits: Hashable {
    /// Below 10^12.
    let value: UInt64

    /// Twelve ASCII digits, or nil.
    init?(_ bytes: [UInt8], _ place: Range<Int>) {
        guard place.count == 12 else { return nil }
        let span = unsafe bytes.span.bytes
        guard let first = ByteLanes.number(ByteLanes.load(span, place.lowerBound)),
            let last = ByteLanes.number(ByteLanes.load(span, place.lowerBound + 4))
        else { return nil }
        value = first * 10_000 + last % 10_000
    }

    init(_ value: UInt64) { self.value = value }

    /// The codes of provinces that births were registered in.
    private static let provinces: Set<UInt64> = [
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36,
        37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74,
        75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
    ]

    /// For each number of three digits, whether it is one of the provinces.
    private static let isProvince = (0..<1_000).map { provinces.contains($0) }

    /// Whether the first three digits are one of the 63 provinces.
    var hasKnownProvince: Bool { IDDigits.isProvince[Int(value / 1_000_000_000)] }

    /// The year of birth that the number tells: century digit 0 and 1 are 19xx, 2 and 3 are 20xx.
    var birthYear: Int {
        let century = Int(value / 100_000_000 % 10) / 2
        return 1900 + century * 100 + Int(value / 1_000_000 % 100)
    }

    /// The sex that the number tells: an even century digit is male.
    var sex: Sex { (value / 100_000_000 % 10).isMultiple(of: 2) ? .male : .female }
}

extension NationalID {
    /// The twelve digits as a number below 10^12.
    package var digits: UInt64 {
        revealed.utf8.reduce(0) { $0 * 10 + UInt64($1 &- 0x30) }
    }

    /// The number of that value, leading zeros added; nil from 10^12 on.
    package init?(digits: UInt64) {
        let text = String(digits)
        guard text.utf8.count <= 12 else { return nil }
        self.init(String(repeating: "0", count: 12 - text.utf8.count) + text)
    }

    /// Whether the first three digits are one of the 63 provinces.
    package var hasKnownProvince: Bool { IDDigits(digits).hasKnownProvince }

    /// The year of birth that the number tells.
    package var birthYear: Int { IDDigits(digits).birthYear }

    /// The sex that the number tells.
    package var sex: Sex { IDDigits(digits).sex }
}

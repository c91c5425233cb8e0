// Identity numbers: AAA B CC DDDDDD, of which the last six digits make a number unique.
//
// Form: decree 137/2015/NĐ-CP art. 13; circular 59/2021/TT-BCA art. 4. Provinces keep their codes of
// before July 2025.
//
// Invariants:
// (1) No number is given twice: a counter for each (province, sex, year) runs through a permutation
//     of the million; a full one hands over to the next province.
// (2) Century, sex and year digits agree with birth and sex.
// (3) Memory does not grow with the people: one counter a bucket.

import Intake
import Ledger

/// Gives identity numbers.
struct IdentityMint: Sendable {
    /// The codes of the 63 provinces that births were registered in.
    static let provinces: [Int] = [
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36,
        37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74,
        75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
    ]

    /// Years of birth that numbers are given for.
    private static let years = 1900..<2100

    private let seed: UInt64
    private let serials: UInt32
    private var used: [UInt32]

    /// A mint of a seed; nothing is used yet.
    ///
    /// - Parameters:
    ///   - seed: The seed of the data set.
    ///   - serials: How many numbers a province, sex and year have; a million, less in tests.
    init(seed: UInt64, serials: UInt32 = 1_000_000) {
        precondition((1...1_000_000).contains(serials), "a serial has six digits")
        self.seed = seed
        self.serials = serials
        used = Array(
            repeating: 0,
            count: IdentityMint.provinces.count * 2 * IdentityMint.years.count
        )
    }

    /// The next number for a person.
    ///
    /// - Parameters:
    ///   - province: One of ``provinces``.
    ///   - birth: The day of birth, in the years 1900 to 2099.
    ///   - sex: The sex.
    /// - Returns: A number that was not given before.
    mutating func number(province: Int, birth: CivilDate, sex: GeneratedSex) -> NationalID {
        let year = birth.components.year
        precondition(IdentityMint.years.contains(year), "births lie in the years 1900 to 2099")
        guard var place = IdentityMint.provinces.firstIndex(of: province) else {
            preconditionFailure("the province is one of the 63")
        }
        let sexDigit = sex == .male ? 0 : 1
        let within = (year - 1900) * 2 + sexDigit
        var bucket = place * 2 * IdentityMint.years.count + within
        var tries = 1
        while used[bucket] == serials {
            precondition(tries < IdentityMint.provinces.count, "a year has 63 million numbers")
            tries += 1
            place = (place + 1) % IdentityMint.provinces.count
            bucket = place * 2 * IdentityMint.years.count + within
        }
        let order = DecimalPermutation(width: 6, seed: seed, purpose: 0x1D00_0000 + UInt64(bucket))
        let serial = order(UInt64(used[bucket]))
        used[bucket] += 1
        let century = (year - 1900) / 100 * 2 + sexDigit
        let text =
            digits(UInt64(IdentityMint.provinces[place]), width: 3) + String(century)
            + digits(UInt64(year % 100), width: 2) + digits(serial, width: 6)
        guard let number = NationalID(text) else {
            preconditionFailure("3 + 1 + 2 + 6 digits are twelve")
        }
        return number
    }
}

// Values as SWIFT writes them in MT: six-digit days, decimal commas.
//
// Invariants:
// (1) A year of two digits is 1980 to 2079: SWIFT, general field definitions.
// (2) An amount has exactly one comma; nothing is rounded.

import Intake
import Ledger

/// Reads values of MT fields.
enum MTValue {
    /// A day `YYMMDD`.
    static func day(_ text: some Collection<UInt8>) -> CivilDate? {
        guard let digits = digits(text, 6) else { return nil }
        let year = digits / 10_000
        return CivilDate(
            year: year < 80 ? 2_000 + year : 1_900 + year,
            month: digits / 100 % 100,
            day: digits % 100
        )
    }

    /// A day `MMDD` in the year that lies nearest to another day.
    static func day(_ text: some Collection<UInt8>, near other: CivilDate) -> CivilDate? {
        guard let digits = digits(text, 4) else { return nil }
        let year = other.components.year
        func distance(_ day: CivilDate) -> Int { abs(Int(day.dayNumber) - Int(other.dayNumber)) }
        return (year - 1...year + 1)
            .compactMap { CivilDate(year: $0, month: digits / 100, day: digits % 100) }
            .min { distance($0) < distance($1) }
    }

    private static func digits(_ text: some Collection<UInt8>, _ count: Int) -> Int? {
        guard text.count == count, text.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// An amount with its comma in minor units; nil after a finding.
    static func amount(_ text: some Collection<UInt8>, _ builder: inout AnswerBuilder) -> Int64? {
        var bytes = Array(text)
        while bytes.last == 0x20 { bytes.removeLast() }
        guard bytes.count(where: { $0 == 0x2C }) == 1, bytes.count > 1, !bytes.contains(0x2E) else {
            builder.note(.mtAmount)
            return nil
        }
        if bytes.first == 0x2C { bytes.insert(0x30, at: 0) }
        if bytes.last == 0x2C { bytes.removeLast() }
        let plain = bytes.map { $0 == 0x2C ? 0x2E : $0 }
        return builder.plausible(builder.number(plain.span))
    }

    /// Whether a currency is the one that is expected; a finding where it is not.
    static func isCurrency(_ text: some Collection<UInt8>, _ builder: inout AnswerBuilder) -> Bool {
        builder.adopt(Array(text))
        guard !text.elementsEqual(builder.currency.code.utf8) else { return true }
        builder.note(
            CurrencyTable.isCode(Array(text))
                ? .otherCurrency(Array(text), expected: builder.currency) : .noCurrency
        )
        return false
    }
}

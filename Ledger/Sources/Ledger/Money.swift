// Money: a whole number of minor units of one currency.
//
// Invariants:
// (1) There is no fraction and no rounding: an amount is an Int64 of minor units.
// (2) Arithmetic never wraps and never traps on data: it throws ``MoneyError``.
// (3) Amounts of two currencies are never added, subtracted or ordered.

/// Why an amount could not be computed or read.
public enum MoneyError: Error, Equatable, Sendable {
    /// The result does not fit in 64 bits.
    case overflow
    /// Two currencies met in one sum.
    case currencyMismatch(Currency, Currency)
    /// The text is not a plain run of digits.
    case notDigits
}

/// An amount of money in minor units of its currency; may be negative (a balance), never fractional.
public struct Money: Hashable, Sendable, CustomStringConvertible {
    /// The amount in minor units: đồng for VND.
    public let minorUnits: Int64
    /// The currency of the amount.
    public let currency: Currency

    /// An amount of minor units.
    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// An amount of Vietnamese đồng.
    public static func vnd(_ dong: Int64) -> Money { Money(minorUnits: dong, currency: .vnd) }

    /// Reads an amount that is written as digits only, as bank and ledger files have it.
    ///
    /// No sign, separator, space or exponent is taken: `5.000.000` would be five đồng to many
    /// parsers and five million to a clerk, so it is refused here.
    ///
    /// - Parameters:
    ///   - digits: 1 to 18 ASCII digits.
    ///   - currency: The currency of the amount.
    /// - Throws: ``MoneyError/notDigits`` or ``MoneyError/overflow``.
    public init(digits: some Collection<UInt8>, currency: Currency) throws(MoneyError) {
        guard !digits.isEmpty else { throw .notDigits }
        guard digits.count <= 18 else { throw .overflow }
        var value: Int64 = 0
        for byte in digits {
            guard byte >= 0x30 && byte <= 0x39 else { throw .notDigits }
            value = value * 10 + Int64(byte - 0x30)
        }
        self.init(minorUnits: value, currency: currency)
    }

    /// The most đồng of one paper, line, entry of a statement or balance: a million billion, some
    /// seventy times what Viet Nam earned in 2024.
    ///
    /// More is a slip or an attack. It is refused where it comes in, so that no sum of real papers
    /// comes near what 64 bits hold (9.2 × 10^18).
    public static let largestAmount: Int64 = 1_000_000_000_000_000

    /// The sum of two amounts of one currency.
    ///
    /// - Throws: ``MoneyError/currencyMismatch(_:_:)`` or ``MoneyError/overflow``.
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        guard !overflow else { throw .overflow }
        return Money(minorUnits: sum, currency: currency)
    }

    /// The difference of two amounts of one currency.
    ///
    /// - Throws: ``MoneyError/currencyMismatch(_:_:)`` or ``MoneyError/overflow``.
    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
        let (difference, overflow) = minorUnits.subtractingReportingOverflow(other.minorUnits)
        guard !overflow else { throw .overflow }
        return Money(minorUnits: difference, currency: currency)
    }

    /// Whether nothing is owed either way.
    public var isZero: Bool { minorUnits == 0 }

    /// The amount for people to read, thousands parted by dots: `1.050.000 VND`.
    public var description: String { "\(grouped) \(currency.code)" }

    /// The digits with thousands parted by dots, as Vietnamese papers write them: `1.050.000`.
    ///
    /// Minor units of a currency that has them follow a comma: `1.050,25`.
    public var grouped: String { grouped(by: 0x2E, fractionAfter: 0x2C) }

    /// The amount for English readers, thousands parted by commas: `1,050,000 VND`.
    public var inEnglish: String { "\(groupedInEnglish) \(currency.code)" }

    /// The digits as English papers write them: `1,050,000`, with minor units `1,050.25`.
    public var groupedInEnglish: String { grouped(by: 0x2C, fractionAfter: 0x2E) }

    private func grouped(by separator: UInt8, fractionAfter point: UInt8) -> String {
        var digits = Array(String(minorUnits.magnitude).utf8)
        var fraction: [UInt8] = []
        if currency.exponent > 0 {
            while digits.count <= currency.exponent { digits.insert(0x30, at: 0) }
            fraction = [point] + digits.suffix(currency.exponent)
            digits.removeLast(currency.exponent)
        }
        var text: [UInt8] = minorUnits < 0 ? [0x2D] : []
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(separator) }
            text.append(digit)
        }
        return String(decoding: text + fraction, as: UTF8.self)
    }
}

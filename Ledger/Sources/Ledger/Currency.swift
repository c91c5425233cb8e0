/// A currency: its ISO 4217 code and the number of digits of its minor unit.
public struct Currency: Hashable, Sendable, CustomStringConvertible {
    /// The ISO 4217 alphabetic code: three capital letters.
    public let code: String
    /// Digits after the decimal separator: 0 for VND, 2 for most others.
    public let exponent: Int

    /// A currency of three capital ASCII letters.
    ///
    /// - Parameters:
    ///   - code: The ISO 4217 alphabetic code.
    ///   - exponent: Digits of the minor unit, 0 to 4.
    public init(code: String, exponent: Int) {
        precondition(
            code.utf8.count == 3 && code.utf8.allSatisfy { $0 >= 0x41 && $0 <= 0x5A },
            "a currency code is three capital letters"
        )
        precondition((0...4).contains(exponent), "a currency exponent is 0 to 4")
        self.code = code
        self.exponent = exponent
    }

    /// The Vietnamese đồng, which has no minor unit (ISO 4217).
    public static let vnd = Currency(code: "VND", exponent: 0)

    /// The ISO 4217 code.
    public var description: String { code }
}

// The decimals of currencies that answers of foreign banks come in: for showing them only.
//
// ISO 4217, list one: two decimals but for these.

import Ledger

/// Currencies by their codes.
enum CurrencyTable {
    private static let none: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
        "VUV", "XAF", "XOF", "XPF",
    ]
    private static let three: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

    /// Whether bytes can be a code: three capitals.
    static func isCode(_ bytes: [UInt8]) -> Bool {
        bytes.count == 3 && bytes.allSatisfy { (0x41...0x5A).contains($0) }
    }

    /// The currency of a code of three capitals; traps on others.
    static func currency(_ code: [UInt8]) -> Currency {
        let code = String(decoding: code, as: UTF8.self)
        return Currency(
            code: code,
            exponent: none.contains(code) ? 0 : three.contains(code) ? 3 : 2
        )
    }
}

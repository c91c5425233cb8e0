// How hledger writes accounts, amounts, tags and text.

extension HledgerExport {
    /// Where a text is to stand, which says what would be read as syntax there.
    enum Place {
        /// A segment of an account's name.
        case account
        /// The value of a tag, a code in parentheses, or a comment.
        case tag
        /// The description of a transaction.
        case description
    }

    /// The name under which all accounts of a kind stand.
    static func root(of kind: AccountKind) -> String {
        switch kind {
        case .asset: "assets"
        case .liability: "liabilities"
        case .equity: "equity"
        case .income: "income"
        case .expense: "expenses"
        case .memo: "offbalance"
        }
    }

    /// The letter that hledger has for a kind; none for memo accounts, which its statements leave out.
    static func type(of kind: AccountKind) -> Character? {
        switch kind {
        case .asset: "A"
        case .liability: "L"
        case .equity: "E"
        case .income: "R"
        case .expense: "X"
        case .memo: nil
        }
    }

    /// The name of an account without unit and provider: `assets:cash`.
    static func path(of account: Account) -> String {
        "\(root(of: account.kind)):\(account.code.lowercased())"
    }

    /// The amount with its sign: `-1050000 VND`, `12.50 USD`.
    static func amount(of posting: Posting) -> String {
        let currency = posting.amount.currency
        var digits = String(posting.amount.minorUnits)
        if currency.exponent > 0 {
            let missing = max(0, currency.exponent + 1 - digits.utf8.count)
            digits = String(repeating: "0", count: missing) + digits
            let whole = digits.dropLast(currency.exponent)
            digits = "\(whole).\(digits.suffix(currency.exponent))"
        }
        return "\(posting.side == .credit ? "-" : "")\(digits) \(currency.code)"
    }

    /// The dimensions that are not in the account's name, as a comment of tags; empty for none.
    static func tags(of dimensions: Dimensions) -> String {
        var tags: [String] = []
        if let year = dimensions.budgetYear { tags.append("year:\(year)") }
        if let source = dimensions.source { tags.append("source:\(escaped(source, .tag))") }
        if let programme = dimensions.programme {
            tags.append("programme:\(escaped(programme, .tag))")
        }
        if let file = dimensions.file { tags.append("file:\(escaped(file, .tag))") }
        if let person = dimensions.person { tags.append("person:\(person)") }
        return tags.isEmpty ? "" : "  ; " + tags.joined(separator: ", ")
    }

    /// The text with everything that hledger would read as syntax written as `%XX` a byte.
    ///
    /// Letters beyond ASCII stay as they are; `%` itself is escaped, so the way back is unique. An
    /// empty text is a lone `%`.
    static func escaped(_ text: String, _ place: Place) -> String {
        if text.isEmpty { return "%" }
        var result = ""
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            let scalar = scalars[index]
            // Blanks at an end are cut by hledger.
            let isOuter =
                index == scalars.startIndex || scalars.index(after: index) == scalars.endIndex
            if isPlain(scalar, place) && !(scalar == " " && isOuter) {
                result.unicodeScalars.append(scalar)
            } else {
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    result += "%" + hexDigits[Int(byte >> 4)] + hexDigits[Int(byte & 15)]
                }
            }
        }
        return result
    }

    private static let hexDigits = "0123456789ABCDEF".map { String($0) }

    /// Whether a character means nothing to hledger at a place.
    private static func isPlain(_ scalar: Unicode.Scalar, _ place: Place) -> Bool {
        switch scalar {
        case "0"..."9", "A"..."Z", "a"..."z", "-", ".", "_": true
        case "/", "+", " ": place != .account
        case "'", "(", ")", ",", ":": place == .description
        default: scalar.value > 0x9F && !scalar.properties.isWhitespace
        }
    }
}

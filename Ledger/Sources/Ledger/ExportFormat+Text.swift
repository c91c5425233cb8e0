// How each program writes entries, amounts, tags and text.

extension ExportFormat {
    /// Where a text is to stand, which says what would be read as syntax there.
    enum Place {
        /// A segment of an account's name.
        case account
        /// The value of a tag, a code in parentheses, or a comment.
        case tag
        /// The description of a transaction.
        case description
    }

    /// What declares the tags; empty where a program asks for none.
    var tagDeclarations: String {
        guard self == .ledger else { return "" }
        let codes = BudgetCodes.Field.allCases.map(ExportFormat.name)
        return (["value", "reverses", "year", "source", "programme", "file", "person"] + codes)
            .map { "tag \($0)\n" }.joined()
    }

    /// The first lines of an entry: its day, key, event, document and what it takes back.
    func opening(of entry: JournalEntry) -> String {
        if self == .beancount {
            var text = "\(entry.bookedOn) * \(ExportFormat.quoted(entry.event))"
            text += " \(ExportFormat.quoted(entry.document))\n"
            text += "  entry: \(ExportFormat.quoted(entry.key))\n"
            if entry.valueOn != entry.bookedOn { text += "  value: \(entry.valueOn)\n" }
            if let original = entry.reverses {
                text += "  reverses: \(ExportFormat.quoted(original))\n"
            }
            return text
        }
        let code = ExportFormat.escaped(entry.key, .tag)
        var text = "\(entry.bookedOn) (\(code)) \(ExportFormat.escaped(entry.event, .description))"
        if !entry.document.isEmpty {
            text += " | \(ExportFormat.escaped(entry.document, .description))"
        }
        text += "\n"
        if entry.valueOn != entry.bookedOn { text += "    ; \(tag("value", "\(entry.valueOn)"))\n" }
        if let original = entry.reverses {
            text += "    ; \(tag("reverses", ExportFormat.escaped(original, .tag)))\n"
        }
        return text
    }

    /// The amount with its sign: `-1050000 VND`, `12.50 USD`.
    func amount(of posting: Posting) -> String {
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

    /// The dimensions that are not in the account's name, and the end of the posting's line.
    func tags(of dimensions: Dimensions) -> String {
        var tags: [(name: String, value: String, isNumber: Bool)] = []
        if let year = dimensions.budgetYear { tags.append(("year", "\(year)", true)) }
        if let source = dimensions.source { tags.append(("source", source, false)) }
        if let programme = dimensions.programme { tags.append(("programme", programme, false)) }
        if let file = dimensions.file { tags.append(("file", file, false)) }
        if let person = dimensions.person { tags.append(("person", "\(person)", true)) }
        if let codes = dimensions.codes {
            for field in BudgetCodes.Field.allCases {
                // Digits, but no number: a chapter may begin with a zero.
                guard let text = codes.text(of: field) else { continue }
                tags.append((ExportFormat.name(field), text, false))
            }
        }
        switch self {
        case .hledger:
            let texts = tags.map { tag($0.name, ExportFormat.escaped($0.value, .tag)) }
            return (texts.isEmpty ? "" : "  ; " + texts.joined(separator: ", ")) + "\n"
        case .ledger:
            // A tag is a line of its own: behind another its value would be part of that one's.
            return "\n"
                + tags.map { "      ; \(tag($0.name, ExportFormat.escaped($0.value, .tag)))\n" }
                .joined()
        case .beancount:
            return "\n"
                + tags.map {
                    "      \($0.name): \($0.isNumber ? $0.value : ExportFormat.quoted($0.value))\n"
                }.joined()
        }
    }

    /// What the tag of a code of the budget line is called.
    private static func name(_ field: BudgetCodes.Field) -> String {
        switch field {
        case .level: "level"
        case .chapter: "chapter"
        case .sector: "sector"
        case .economicCode: "economic-code"
        case .sourceCode: "source-code"
        }
    }

    /// A tag as hledger and ledger write it.
    private func tag(_ name: String, _ value: String) -> String {
        self == .ledger ? "\(name): \(value)" : "\(name):\(value)"
    }

    /// The text with everything that hledger or ledger would read as syntax written as `%XX` a byte.
    ///
    /// Letters beyond ASCII stay as they are; `%` itself is escaped, so the way back is unique. An
    /// empty text is a lone `%`.
    static func escaped(_ text: String, _ place: Place) -> String {
        if text.isEmpty { return "%" }
        var result = ""
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            let scalar = scalars[index]
            // Blanks at an end are cut by both.
            let isOuter =
                index == scalars.startIndex || scalars.index(after: index) == scalars.endIndex
            if isPlain(scalar, place) && !(scalar == " " && isOuter) {
                result.unicodeScalars.append(scalar)
            } else {
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    result += "%" + byteDigits(byte)
                }
            }
        }
        return result
    }

    /// A text in quotation marks, as beancount reads it; what cannot be seen is written as `%XX`.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case "%": result += "%25"
            case _
            where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || (scalar.properties.isWhitespace && scalar != " "):
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    result += "%" + byteDigits(byte)
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A byte in two hexadecimal digits.
    static func byteDigits(_ byte: UInt8) -> String {
        hexDigits[Int(byte >> 4)] + hexDigits[Int(byte & 15)]
    }

    private static let hexDigits = "0123456789ABCDEF".map { String($0) }

    /// Whether a character means nothing to hledger and ledger at a place.
    private static func isPlain(_ scalar: Unicode.Scalar, _ place: Place) -> Bool {
        switch scalar {
        case "0"..."9", "A"..."Z", "a"..."z", "-", ".", "_": true
        case "/", "+", " ": place != .account
        case "'", "(", ")", ",", ":": place == .description
        default: scalar.value > 0x9F && !scalar.properties.isWhitespace
        }
    }
}

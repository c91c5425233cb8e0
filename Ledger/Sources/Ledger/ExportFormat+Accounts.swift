// How each program wants currencies and accounts to be named and declared.

extension ExportFormat {
    /// The name under which all accounts of a kind stand.
    ///
    /// Beancount knows five roots; what is only noted stands under equity there, and adds up to zero.
    func root(of kind: AccountKind) -> String {
        if self == .beancount {
            return switch kind {
            case .asset: "Assets"
            case .liability: "Liabilities"
            case .equity: "Equity"
            case .income: "Income"
            case .expense: "Expenses"
            case .memo: "Equity:Offbalance"
            }
        }
        return switch kind {
        case .asset: "assets"
        case .liability: "liabilities"
        case .equity: "equity"
        case .income: "income"
        case .expense: "expenses"
        case .memo: "offbalance"
        }
    }

    /// The name of an account without unit and provider: `assets:cash`.
    func path(of account: Account) -> String {
        let code = self == .beancount ? account.code : account.code.lowercased()
        return "\(root(of: account.kind)):\(code)"
    }

    /// One part of an account's name.
    func segment(_ text: String) -> String {
        self == .beancount
            ? ExportFormat.component(text) : ExportFormat.escaped(text, .account)
    }

    /// A part of a name as beancount takes it: letters, digits and hyphens, a capital or digit first.
    ///
    /// What is all capitals stays; of what is all small the first letter becomes a capital. Anything
    /// else, and what could be taken for another, is `X-` and its bytes in hexadecimal.
    private static func component(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let isCapitals = bytes.allSatisfy { isSimple($0) && !(0x61...0x7A).contains($0) }
        let isSmall = bytes.allSatisfy { isSimple($0) && !(0x41...0x5A).contains($0) }
        let begins = bytes.first.map { $0 != 0x2D } ?? false
        if begins, isCapitals, !bytes.starts(with: "X-".utf8) { return text }
        // A small letter behind the first tells it from a text of capitals.
        if begins, isSmall, bytes.dropFirst().contains(where: { $0 >= 0x61 }) {
            return text.prefix(1).uppercased() + text.dropFirst()
        }
        return "X-" + bytes.map { byteDigits($0) }.joined()
    }

    /// Whether a byte is a letter without marks, a digit or a hyphen.
    private static func isSimple(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
        default: false
        }
    }

    /// What declares a currency.
    func declaration(of currency: Currency) -> String {
        let fraction = String(repeating: "0", count: currency.exponent)
        switch self {
        case .hledger:
            // The mark after the digits says that they are whole, not thousands.
            return "commodity 1000.\(fraction) \(currency.code)\n"
        case .ledger:
            let digits = currency.exponent > 0 ? "1000.\(fraction)" : "1000"
            return "commodity \(currency.code)\n    format \(digits) \(currency.code)\n"
        case .beancount:
            return "1970-01-01 commodity \(currency.code)\n"
        }
    }

    /// What declares a kind of account; empty where the program knows it.
    func declaration(of kind: AccountKind) -> String {
        switch self {
        case .hledger:
            let type = ExportFormat.type(of: kind).map { "  ; type:\($0)" } ?? ""
            return "account \(root(of: kind))\(type)\n"
        case .ledger: return "account \(root(of: kind))\n"
        case .beancount: return ""
        }
    }

    /// What declares an account of the chart, with its names and mapping.
    func declaration(of account: Account) -> String {
        let names = "\(account.vietnameseName) / \(account.englishName)"
        let path = path(of: account)
        switch self {
        case .hledger:
            var line = "account \(path)  ; " + ExportFormat.escaped(names, .tag)
            if !account.mapping.isEmpty {
                line += ", mapping:\(ExportFormat.escaped(account.mapping, .tag))"
            }
            return line + "\n"
        case .ledger:
            var lines = "account \(path)\n    note \(ExportFormat.escaped(names, .tag))"
            if !account.mapping.isEmpty {
                lines += ", mapping: \(ExportFormat.escaped(account.mapping, .tag))"
            }
            return lines + "\n"
        case .beancount:
            var lines = "1970-01-01 open \(path)\n  name: \(ExportFormat.quoted(names))\n"
            if !account.mapping.isEmpty {
                lines += "  mapping: \(ExportFormat.quoted(account.mapping))\n"
            }
            return lines
        }
    }

    /// What declares an account that postings name.
    func declaration(ofAccount path: String) -> String {
        self == .beancount ? "1970-01-01 open \(path)\n\n" : "account \(path)\n\n"
    }

    /// The letter that hledger has for a kind; none for memo accounts, which its statements leave out.
    private static func type(of kind: AccountKind) -> Character? {
        switch kind {
        case .asset: "A"
        case .liability: "L"
        case .equity: "E"
        case .income: "R"
        case .expense: "X"
        case .memo: nil
        }
    }
}

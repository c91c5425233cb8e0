// The journal as a text that hledger reads, so that an auditor can add it up without us.
//
// One transaction an entry, one line a posting, debits above zero and credits below; a storno is a
// transaction whose amounts are those of its original with the other sign. Accounts are
// `assets:cash:UNIT:PROVIDER`: the kind, the code in small letters, the unit, and the provider
// where there is one; the other dimensions are tags of the posting.
//
// Invariants:
// (1) The text passes `hledger check --strict`: every account and currency is declared.
// (2) Memo accounts stand under `offbalance` and add up to zero there, as they do in every entry.
// (3) Text from entries cannot change the structure: what hledger would read as its own syntax is
//     written as %XX of its UTF-8 bytes.

/// Writes a journal in the format of hledger, entry by entry, into a sink.
public struct HledgerExport: Sendable {
    private let chart: ChartOfAccounts
    private let currencies: [Currency]
    private var declared: Set<String> = []

    /// An export under a chart, of entries in the currencies named.
    public init(chart: ChartOfAccounts, currencies: [Currency] = [.vnd]) {
        self.chart = chart
        self.currencies = currencies
    }

    /// Writes what stands before the entries: currencies, kinds of account, and the chart.
    ///
    /// - Throws: What the sink throws.
    public func writeHeader<Failure: Error>(
        to sink: (String) throws(Failure) -> Void
    ) throws(Failure) {
        try sink("; Double-entry journal. Debits are above zero, credits below.\n\n")
        for currency in currencies {
            // The mark after the digits says that they are whole, not thousands.
            let fraction = String(repeating: "0", count: currency.exponent)
            try sink("commodity 1000.\(fraction) \(currency.code)\n")
        }
        try sink("\n")
        for kind in AccountKind.allCases {
            let type = HledgerExport.type(of: kind).map { "  ; type:\($0)" } ?? ""
            try sink("account \(HledgerExport.root(of: kind))\(type)\n")
        }
        for account in chart.accounts {
            let names = "\(account.vietnameseName) / \(account.englishName)"
            var line = "account \(HledgerExport.path(of: account))  ; "
            line += HledgerExport.escaped(names, .tag)
            if !account.mapping.isEmpty {
                line += ", mapping:\(HledgerExport.escaped(account.mapping, .tag))"
            }
            try sink(line + "\n")
        }
        try sink("\n")
    }

    /// Writes one entry, and before it the accounts that it is the first to use.
    ///
    /// The entry must have been posted under the chart, and in the currencies, of this export.
    ///
    /// - Throws: What the sink throws.
    public mutating func write<Failure: Error>(
        _ entry: JournalEntry,
        to sink: (String) throws(Failure) -> Void
    ) throws(Failure) {
        var text = ""
        let code = HledgerExport.escaped(entry.key, .tag)
        text += "\(entry.bookedOn) (\(code)) \(HledgerExport.escaped(entry.event, .description))"
        if !entry.document.isEmpty {
            text += " | \(HledgerExport.escaped(entry.document, .description))"
        }
        text += "\n"
        if entry.valueOn != entry.bookedOn { text += "    ; value:\(entry.valueOn)\n" }
        if let original = entry.reverses {
            text += "    ; reverses:\(HledgerExport.escaped(original, .tag))\n"
        }
        for posting in entry.postings {
            precondition(
                currencies.contains(posting.amount.currency),
                "an export knows the currencies of its entries"
            )
            let name = path(of: posting)
            if declared.insert(name).inserted { try sink("account \(name)\n\n") }
            text += "    \(name)  \(HledgerExport.amount(of: posting))"
            text += HledgerExport.tags(of: posting.dimensions) + "\n"
        }
        try sink(text + "\n")
    }

    /// The full name of a posting's account.
    private func path(of posting: Posting) -> String {
        guard let account = chart[posting.account] else {
            preconditionFailure("an exported entry was posted under the chart of the export")
        }
        var path = HledgerExport.path(of: account)
        path += ":" + HledgerExport.escaped(posting.dimensions.unit, .account)
        if let provider = posting.dimensions.provider {
            path += ":" + HledgerExport.escaped(provider, .account)
        }
        return path
    }
}

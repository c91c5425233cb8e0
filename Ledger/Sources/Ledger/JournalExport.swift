// The journal as a text for programs that we did not write, so that an auditor can add it up without us:
// hledger, ledger (ledger-cli) and beancount 3.
//
// One transaction an entry, one line a posting, debits above zero and credits below; a storno is a
// transaction whose amounts are those of its original with the other sign. Accounts are
// `assets:cash:UNIT:PROVIDER`: the kind, the code, the unit, and the provider where there is one; the
// other dimensions are tags of the posting.
//
// Invariants:
// (1) Every account and currency is declared: the text passes `hledger check --strict`, `ledger
//     --pedantic` and `bean-check`.
// (2) Memo accounts stand under a root of their own and add up to zero there, as they do in every entry.
// (3) Text from entries cannot change the structure: what the program would read as its own syntax is
//     escaped, and two names stay two.
// (4) What differs between the programs is in ``ExportFormat`` and its extensions alone.

/// The programs that a journal can be written for.
public enum ExportFormat: String, Hashable, Sendable, CaseIterable {
    /// hledger 1.25 and later.
    case hledger
    /// ledger, also called ledger-cli, 3.
    case ledger
    /// beancount 3.
    case beancount
}

/// Writes a journal in the format of another program, entry by entry, into a sink.
public struct JournalExport: Sendable {
    private let chart: ChartOfAccounts
    private let format: ExportFormat
    private let currencies: [Currency]
    private var declared: Set<String> = []

    /// An export under a chart, of entries in the currencies named.
    public init(
        chart: ChartOfAccounts,
        format: ExportFormat,
        currencies: [Currency] = [.vnd]
    ) {
        self.chart = chart
        self.format = format
        self.currencies = currencies
    }

    /// Writes what stands before the entries: currencies, kinds of account, and the chart.
    ///
    /// - Throws: What the sink throws.
    public func writeHeader<Failure: Error>(
        to sink: (String) throws(Failure) -> Void
    ) throws(Failure) {
        // Words for whoever opens the file in another program: those programs speak English.
        try sink("; Double-entry journal. Debits are above zero, credits below.\n\n")
        if format == .beancount { try sink("option \"title\" \"Double-entry journal\"\n") }
        for currency in currencies { try sink(format.declaration(of: currency)) }
        try sink(format.tagDeclarations)
        try sink("\n")
        for kind in AccountKind.allCases { try sink(format.declaration(of: kind)) }
        for account in chart.accounts { try sink(format.declaration(of: account)) }
        try sink("\n")
    }

    /// Writes one entry, and before it the accounts that it is the first to use.
    ///
    /// The entry must have been posted under the chart, and in the currencies, of this export.
    /// Reservations and releases are passed over: they move no balance.
    ///
    /// - Throws: What the sink throws.
    public mutating func write<Failure: Error>(
        _ entry: JournalEntry,
        to sink: (String) throws(Failure) -> Void
    ) throws(Failure) {
        guard entry.isBooked else { return }
        var text = format.opening(of: entry)
        for posting in entry.postings {
            precondition(
                currencies.contains(posting.amount.currency),
                "an export knows the currencies of its entries"
            )
            let name = path(of: posting)
            if declared.insert(name).inserted { try sink(format.declaration(ofAccount: name)) }
            text += "    \(name)  \(format.amount(of: posting))"
            text += format.tags(of: posting.dimensions)
        }
        try sink(text + "\n")
    }

    /// The full name of a posting's account.
    private func path(of posting: Posting) -> String {
        guard let account = chart[posting.account] else {
            preconditionFailure("an exported entry was posted under the chart of the export")
        }
        var path = format.path(of: account)
        path += ":" + format.segment(posting.dimensions.unit)
        if let provider = posting.dimensions.provider { path += ":" + format.segment(provider) }
        return path
    }
}

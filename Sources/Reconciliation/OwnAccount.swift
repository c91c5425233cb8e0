// One of our accounts with a provider, and what is expected in its statement.

/// An account of a unit with a provider.
package struct OwnAccount: Hashable, Sendable {
    /// The account number, as statements write it.
    package let number: String
    /// The unit that owns it.
    package let unit: String
    /// The provider that holds it.
    package let provider: String
    /// The budget year of entries that name no transfer.
    package let year: Int
    /// What was booked by paper and is not seen in a statement yet, oldest first.
    package let awaited: [AwaitedEntry]

    /// Whether a transfer was to leave from it.
    ///
    /// Two banks may have given the same number to two of our accounts.
    package func holds(_ transfer: SentTransfer) -> Bool {
        number == transfer.account && unit == transfer.unit && provider == transfer.provider
    }

    /// An account.
    package init(
        number: String,
        unit: String,
        provider: String,
        year: Int,
        awaited: [AwaitedEntry] = []
    ) {
        self.number = number
        self.unit = unit
        self.provider = provider
        self.year = year
        self.awaited = awaited
    }
}

/// An entry that a statement will show, and that the journal has by a paper: an advance that the
/// Treasury accepted comes in, money given back or remitted goes out.
package struct AwaitedEntry: Hashable, Sendable {
    /// The key of the journal entry or paper.
    package let key: String
    /// Whether it raises our account.
    package let isCredit: Bool
    /// VND, more than zero.
    package let amount: Int64

    /// An awaited entry.
    package init(key: String, isCredit: Bool, amount: Int64) {
        precondition(amount > 0, "an amount is more than zero")
        self.key = key
        self.isCredit = isCredit
        self.amount = amount
    }
}

/// An awaited entry that a statement has shown.
package struct AwaitedMatch: Hashable, Sendable {
    /// What was awaited.
    package let entry: AwaitedEntry
    /// The account.
    package let account: String
    /// The fact that showed it: index into the answer's facts.
    package let fact: Int
}

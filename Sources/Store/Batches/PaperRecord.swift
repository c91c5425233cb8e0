// A paper as the books have it: an estimate, an advance, money given back.

import GRDB
package import Ledger

/// A paper.
package struct PaperRecord: Hashable, Sendable {
    /// The key: the same however the paper's number is written.
    package let key: String
    /// What it is: `estimate`, `advance`, `give-back`, `claim` or `hand-over`, among others.
    package let event: String
    /// The unit.
    package let unit: String
    /// The budget year.
    package let year: Int
    /// The funding source.
    package let source: String
    /// The provider; empty where no account is concerned.
    package let provider: String
    /// VND.
    package let amount: Int64
    /// The paper's number as it was written.
    package let document: String
    /// The day on it.
    package let day: String

    /// A paper that is about to be written.
    package init(
        key: String,
        event: String,
        unit: String,
        year: Int,
        source: String,
        provider: String,
        amount: Int64,
        document: String,
        day: CivilDate
    ) {
        self.key = key
        self.event = event
        self.unit = unit
        self.year = year
        self.source = source
        self.provider = provider
        self.amount = amount
        self.document = document
        self.day = "\(day)"
    }

    init(_ row: Row) {
        key = row["key"]
        event = row["event"]
        unit = row["unit"]
        year = row["year"]
        source = row["source"]
        provider = row["provider"]
        amount = row["amount"]
        document = row["document"]
        day = row["day"]
    }
}

/// What papers about a provider's fee are called (event 17).
package enum FeePaper {
    /// A fee is due.
    package static let due = "fee-due"
    /// The Treasury paid it.
    package static let paid = "fee-paid"
    /// The source that fees are paid from: the unit's operating line, never money for beneficiaries.
    package static let source = "operating"
}

extension StepWriter {
    /// Writes a paper.
    ///
    /// - Parameter paper: The paper; none of its key is there yet.
    /// - Throws: `DatabaseError`.
    package func insert(_ paper: PaperRecord) throws {
        try insert(
            "paper",
            [
                "key", "event", "unit", "year", "source", "provider", "amount", "document", "day",
            ],
            [
                paper.key, paper.event, paper.unit, paper.year, paper.source, paper.provider,
                paper.amount, paper.document, paper.day,
            ]
        )
    }
}

// A paper as the books have it: an estimate, an advance, money given back.

import GRDB

/// A paper.
package struct PaperRecord: Sendable {
    /// The key: the same however the paper's number is written.
    package let key: String
    /// What it is: `estimate`, `advance` or `give-back`, among others.
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

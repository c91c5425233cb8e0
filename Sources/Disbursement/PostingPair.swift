// The smallest balanced thing: one amount from one account to another.
//
// Invariants:
// (1) An entry made of pairs balances, whatever the pairs are.
// (2) Both sides are of one unit, which the entry checks.

package import Ledger

/// One amount on the debit side of one account and the credit side of another.
package struct PostingPair: Hashable, Sendable {
    /// The account that is debited.
    package let debit: String
    /// The account that is credited.
    package let credit: String
    /// VND, more than zero.
    package var amount: Int64
    /// What the debit is about.
    package let debitSide: Dimensions
    /// What the credit is about.
    package let creditSide: Dimensions

    /// A pair of an amount more than zero.
    package init(
        _ debit: String,
        _ debitSide: Dimensions,
        _ credit: String,
        _ creditSide: Dimensions,
        _ amount: Int64
    ) {
        precondition(amount > 0, "an amount is more than zero")
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.debitSide = debitSide
        self.creditSide = creditSide
    }

    /// A pair within the same dimensions, as memo accounts have it.
    package init(_ debit: String, _ credit: String, _ amount: Int64, _ dimensions: Dimensions) {
        self.init(debit, dimensions, credit, dimensions, amount)
    }

    /// The same with debit and credit changed: what takes it back.
    package var swapped: PostingPair {
        PostingPair(credit, creditSide, debit, debitSide, amount)
    }
}

extension BookingPaper {
    /// The entry of pairs, held against the chart.
    ///
    /// - Parameters:
    ///   - key: The idempotency key.
    ///   - event: The event's name.
    ///   - pairs: What moves; at least one.
    ///   - valueOn: The day on which it counts; nil for that of the paper.
    ///   - reverses: The key of the entry that it takes back in whole or in part.
    ///   - chart: The accounts.
    /// - Returns: The entry.
    /// - Throws: `PostingRefusal`.
    package func entry(
        key: String,
        event: String,
        pairs: [PostingPair],
        valueOn: CivilDate? = nil,
        reverses: String? = nil,
        chart: ChartOfAccounts
    ) throws(PostingRefusal) -> JournalEntry {
        var postings: [Posting] = []
        postings.reserveCapacity(pairs.count * 2)
        for pair in pairs {
            postings.append(try .debit(pair.debit, .vnd(pair.amount), pair.debitSide))
            postings.append(try .credit(pair.credit, .vnd(pair.amount), pair.creditSide))
        }
        let entry = try JournalEntry(
            key: key,
            event: event,
            unit: unit,
            bookedOn: day,
            valueOn: valueOn ?? self.valueOn,
            document: document,
            postings: postings,
            reverses: reverses
        )
        try entry.check(against: chart)
        return entry
    }
}

// Storno: taking an entry back, in whole or in part, without touching it.
//
// Invariants:
// (1) A storno's postings stand on the other side of what they take back, in the same dimensions.
// (2) All storno entries of one original together take back no more than it posted, in any group
//     of account, side, currency and dimensions.
// (3) A storno is never taken back itself: what was taken away by mistake is posted anew.

extension JournalEntry {
    /// The storno of the whole entry: the same event and postings, each on its other side.
    ///
    /// It is booked and valued on the day given. For a part, make an entry with `reverses` set.
    ///
    /// - Throws: ``PostingRefusal/reversesStorno(_:)`` when this entry is a storno.
    public func reversal(
        key: String,
        bookedOn: CivilDate,
        document: String
    ) throws(PostingRefusal) -> JournalEntry {
        guard !isStorno else { throw .reversesStorno(self.key) }
        return try JournalEntry(
            key: key,
            event: event,
            unit: unit,
            bookedOn: bookedOn,
            valueOn: bookedOn,
            document: document,
            postings: postings.map(\.swapped),
            reverses: self.key
        )
    }

    /// Holds a storno against the entry that it takes back.
    ///
    /// Every group of postings (account, side, currency and dimensions) of this entry and of those
    /// before it must stay within what the original posted in that group.
    ///
    /// - Parameters:
    ///   - original: The entry that this one names in `reverses`.
    ///   - reversedBefore: The storno entries of the same original that are in the journal already.
    /// - Throws: ``PostingRefusal``: `reversesOther`, `reversesStorno`, `overflow` or `reversesMore`.
    public func checkReversal(
        of original: JournalEntry,
        reversedBefore: some Sequence<JournalEntry>
    ) throws(PostingRefusal) {
        guard reverses == original.key else {
            throw .reversesOther(named: reverses, given: original.key)
        }
        guard !original.isStorno else { throw .reversesStorno(original.key) }
        var posted: [PostingGroup: Int64] = [:]
        for posting in original.postings {
            // No overflow: each sum is part of a side, which fits (invariant 2 of the entry).
            posted[PostingGroup(posting), default: 0] += posting.amount.minorUnits
        }
        var reversed: [PostingGroup: Int64] = [:]
        func take(_ posting: Posting) throws(PostingRefusal) -> PostingGroup {
            let group = PostingGroup(posting.swapped)
            let (sum, overflow) = reversed[group, default: 0]
                .addingReportingOverflow(posting.amount.minorUnits)
            guard !overflow else { throw .overflow(unit: unit, currency: group.currency) }
            reversed[group] = sum
            return group
        }
        for entry in reversedBefore {
            guard entry.reverses == original.key else {
                throw .reversesOther(named: entry.reverses, given: original.key)
            }
            for posting in entry.postings { _ = try take(posting) }
        }
        for posting in postings {
            let group = try take(posting)
            let limit = posted[group, default: 0]
            let sum = reversed[group, default: 0]
            guard sum <= limit else {
                throw .reversesMore(
                    account: posting.account,
                    posted: Money(minorUnits: limit, currency: group.currency),
                    reversed: Money(minorUnits: sum, currency: group.currency)
                )
            }
        }
    }
}

/// Postings that a storno is measured against together.
private struct PostingGroup: Hashable {
    let account: String
    let side: Side
    let currency: Currency
    let dimensions: Dimensions

    init(_ posting: Posting) {
        account = posting.account
        side = posting.side
        currency = posting.amount.currency
        dimensions = posting.dimensions
    }
}

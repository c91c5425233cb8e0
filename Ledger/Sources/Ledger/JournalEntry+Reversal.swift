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
    /// - Throws: ``PostingRefusal``: `reversesOther`, `reversesStorno`, `reversesUnbooked`, `overflow`
    ///   or `reversesMore`.
    public func checkReversal(
        of original: JournalEntry,
        reversedBefore: some Sequence<JournalEntry>
    ) throws(PostingRefusal) {
        guard reverses == original.key else {
            throw .reversesOther(named: reverses, given: original.key)
        }
        guard !original.isStorno else { throw .reversesStorno(original.key) }
        guard original.isBooked else { throw .reversesUnbooked(original.key) }
        var taken = PostingGroups()
        for entry in reversedBefore {
            guard entry.reverses == original.key else {
                throw .reversesOther(named: entry.reverses, given: original.key)
            }
            for posting in entry.postings { _ = try taken.add(posting.swapped) }
        }
        let posted = PostingGroups(of: original)
        for posting in postings {
            let sum = try taken.add(posting.swapped)
            let limit = posted[posting.swapped]
            guard sum.minorUnits <= limit.minorUnits else {
                throw .reversesMore(account: posting.account, posted: limit, reversed: sum)
            }
        }
    }
}

/// Sums of postings that stand on one account and side, in one currency and the same dimensions.
struct PostingGroups {
    private var sums: [PostingGroup: Int64] = [:]

    init() {}

    /// The groups of an entry.
    init(of entry: JournalEntry) {
        for posting in entry.postings {
            // No overflow: each sum is part of a side, which fits (invariant 2 of the entry).
            sums[PostingGroup(posting), default: 0] += posting.amount.minorUnits
        }
    }

    /// Adds a posting to its group.
    ///
    /// - Returns: The sum of the group.
    mutating func add(_ posting: Posting) throws(PostingRefusal) -> Money {
        let group = PostingGroup(posting)
        let (sum, overflow) = sums[group, default: 0]
            .addingReportingOverflow(posting.amount.minorUnits)
        guard !overflow else {
            throw .overflow(unit: posting.dimensions.unit, currency: group.currency)
        }
        sums[group] = sum
        return Money(minorUnits: sum, currency: group.currency)
    }

    /// Takes an amount, which must be there, out of a posting's group.
    mutating func take(_ amount: Int64, from posting: Posting) {
        let group = PostingGroup(posting)
        precondition(sums[group, default: 0] >= amount, "a group is never below zero")
        sums[group, default: 0] -= amount
    }

    /// The sum of a posting's group.
    subscript(posting: Posting) -> Money {
        Money(
            minorUnits: sums[PostingGroup(posting), default: 0],
            currency: posting.amount.currency
        )
    }
}

/// Postings that are measured together.
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

// Two-phase entries: a reservation holds amounts, uses book them, releases let them go.
//
// Invariants:
// (1) Uses and releases of one reservation together complete no more than it reserved, in any group of
//     account, side, currency and dimensions.
// (2) A use is never booked after the reservation's last day; a release may be.

extension JournalEntry {
    /// The release of what a reservation still holds; nil when nothing is left.
    ///
    /// - Parameters:
    ///   - key: The key of the release.
    ///   - bookedOn: The day of the books.
    ///   - document: The paper that proves it.
    ///   - completedBefore: Its uses and releases that are in the journal already.
    /// - Returns: The release of all that is left; nil when nothing is.
    /// - Throws: ``PostingRefusal/completesUnknown(_:)`` when this entry is no reservation, else a
    ///   refusal of ``checkCompletion(of:completedBefore:)``.
    public func release(
        key: String,
        bookedOn: CivilDate,
        document: String,
        completedBefore: some Sequence<JournalEntry>
    ) throws(PostingRefusal) -> JournalEntry? {
        guard case .reservation = role else { throw .completesUnknown(self.key) }
        var completed = PostingGroups()
        for entry in completedBefore {
            for posting in entry.postings { _ = try completed.add(posting) }
        }
        var left: [Posting] = []
        for posting in postings {
            // What was completed of a group is taken from its postings in their order.
            let gone = min(completed[posting].minorUnits, posting.amount.minorUnits)
            if gone > 0 { completed.take(gone, from: posting) }
            guard gone < posting.amount.minorUnits else { continue }
            left.append(
                try Posting(
                    account: posting.account,
                    side: posting.side,
                    amount: Money(
                        minorUnits: posting.amount.minorUnits - gone,
                        currency: posting.amount.currency
                    ),
                    dimensions: posting.dimensions
                )
            )
        }
        guard !left.isEmpty else { return nil }
        return try JournalEntry(
            key: key,
            event: event,
            unit: unit,
            bookedOn: bookedOn,
            valueOn: bookedOn,
            document: document,
            postings: left,
            role: .release(of: self.key)
        )
    }

    /// Holds a use or a release against the reservation that it completes.
    ///
    /// - Parameters:
    ///   - reservation: The entry that this one names.
    ///   - completedBefore: Its uses and releases that are in the journal already.
    /// - Throws: ``PostingRefusal``: `completesOther`, `completesUnknown`, `reservationExpired`,
    ///   `overflow` or `completesMore`.
    public func checkCompletion(
        of reservation: JournalEntry,
        completedBefore: some Sequence<JournalEntry>
    ) throws(PostingRefusal) {
        guard role.completes == reservation.key else {
            throw .completesOther(named: role.completes, given: reservation.key)
        }
        guard case .reservation(let until) = reservation.role else {
            throw .completesUnknown(reservation.key)
        }
        if let until, isBooked, bookedOn > until {
            throw .reservationExpired(reservation.key, until: until)
        }
        var completed = PostingGroups()
        for entry in completedBefore {
            guard entry.role.completes == reservation.key else {
                throw .completesOther(named: entry.role.completes, given: reservation.key)
            }
            for posting in entry.postings { _ = try completed.add(posting) }
        }
        let reserved = PostingGroups(of: reservation)
        for posting in postings {
            let sum = try completed.add(posting)
            let limit = reserved[posting]
            guard sum.minorUnits <= limit.minorUnits else {
                throw .completesMore(
                    account: posting.account,
                    reserved: limit,
                    completed: sum
                )
            }
        }
    }
}

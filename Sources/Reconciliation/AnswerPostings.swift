// The journal entries of an answer: movements of one event, file or account, and day are one entry.
//
// Invariants:
// (1) The same movements make the same entries, byte for byte; amounts on the same accounts and
//     dimensions are one posting.
// (2) A storno names the entry that it takes back, and is one entry for each of them.
// (3) Entries stand in the order of their first movement, so none comes before what it takes back.

import Disbursement
package import Ledger

/// Makes the entries of one answer.
package struct AnswerPostings {
    private let chart: ChartOfAccounts
    private let answer: String
    private let bookedOn: CivilDate
    private let document: String

    /// Entries of an answer.
    ///
    /// - Parameters:
    ///   - chart: The accounts.
    ///   - answer: The answer's number or digest, as the reconciler was given it.
    ///   - bookedOn: The day of the books, as the reconciler was given it.
    ///   - document: The paper: the bank's own name of the answer.
    package init(
        chart: ChartOfAccounts,
        answer: String,
        bookedOn: CivilDate,
        document: String
    ) {
        self.chart = chart
        self.answer = answer
        self.bookedOn = bookedOn
        self.document = document
    }

    /// The key of an entry.
    ///
    /// - Parameters:
    ///   - answer: The answer's number or digest.
    ///   - kind: The event.
    ///   - place: The file or account.
    ///   - valueOn: The day from which it counts.
    ///   - reverses: The key of the entry that it takes back.
    /// - Returns: The key; the same for all that is one entry.
    package static func key(
        answer: String,
        kind: MovementKind,
        place: String,
        valueOn: CivilDate,
        reverses: String? = nil
    ) -> String {
        let key = "answer/\(answer)/\(kind.rawValue)/\(place)/\(valueOn)"
        return reverses.map { "\(key)/of/\($0)" } ?? key
    }

    /// The entries of movements.
    ///
    /// - Throws: `PostingRefusal`; `overflow` when a sum does not fit in 64 bits.
    package func entries(of movements: [Movement]) throws(PostingRefusal) -> [JournalEntry] {
        var drafts: [EntryDraft] = []
        var places: [String: Int] = [:]
        for movement in movements {
            let key = AnswerPostings.key(
                answer: answer,
                kind: movement.kind,
                place: movement.place,
                valueOn: movement.valueOn,
                reverses: movement.reverses
            )
            if let place = places[key] {
                try drafts[place].add(movement.pairs)
            } else {
                places[key] = drafts.count
                var draft = EntryDraft(key: key, first: movement)
                try draft.add(movement.pairs)
                drafts.append(draft)
            }
        }
        var entries: [JournalEntry] = []
        for draft in drafts { entries.append(try entry(draft)) }
        return entries
    }

    private func entry(_ draft: EntryDraft) throws(PostingRefusal) -> JournalEntry {
        let paper = BookingPaper(
            unit: draft.first.unit,
            year: draft.first.year,
            day: bookedOn,
            document: document
        )
        return try paper.entry(
            key: draft.key,
            event: draft.first.kind.rawValue,
            pairs: draft.pairs,
            valueOn: draft.first.valueOn,
            reverses: draft.first.reverses,
            chart: chart
        )
    }
}

/// An entry that is being summed.
private struct EntryDraft {
    let key: String
    let first: Movement
    private(set) var pairs: [PostingPair] = []
    private var places: [PairSides: Int] = [:]

    init(key: String, first: Movement) {
        self.key = key
        self.first = first
    }

    mutating func add(_ more: [PostingPair]) throws(PostingRefusal) {
        for pair in more {
            let sides = PairSides(pair)
            guard let place = places[sides] else {
                places[sides] = pairs.count
                pairs.append(pair)
                continue
            }
            let (sum, overflow) = pairs[place].amount.addingReportingOverflow(pair.amount)
            guard !overflow else { throw .overflow(unit: first.unit, currency: .vnd) }
            pairs[place].amount = sum
        }
    }
}

/// What pairs are summed by.
private struct PairSides: Hashable {
    let debit: String
    let credit: String
    let debitSide: Dimensions
    let creditSide: Dimensions

    init(_ pair: PostingPair) {
        debit = pair.debit
        credit = pair.credit
        debitSide = pair.debitSide
        creditSide = pair.creditSide
    }
}

// The entries of a bench run: the same numbers give the same entries.

import Disbursement
import Ledger

/// Makes entries.
enum MadeEntries {
    /// The postings of a small entry: an advance, and its memo.
    static let smallCount = 4

    /// The units that entries have.
    static let units = (0..<100).map(unit)

    /// The unit of an entry, one of a hundred.
    static func unit(_ number: Int) -> String { "U\(1_000 + number % 100)" }

    /// An advance with a unit's provider.
    static func advance(_ number: Int, on day: CivilDate) throws -> JournalEntry {
        try BatchPostings(
            chart: .shipped,
            paper: BookingPaper(
                unit: unit(number),
                year: 2026,
                day: day,
                document: "RDT-\(number)"
            )
        ).advanceReceived(
            key: "bench/advance/\(number)",
            source: number % 2 == 0 ? "local" : "central",
            provider: "vietinbank",
            amount: 500_000 + Int64(number % 97) * 10_000
        )
    }

    /// What is owed to many persons, each with an expense and a debt of their own.
    static func roll(_ number: Int, postings count: Int, on day: CivilDate) throws -> JournalEntry {
        let programmes = ["assistance", "pension", "care", "merit"]
        let pairs = (0..<count / 2).map { place in
            var dimensions = Dimensions(unit: unit(number))
            dimensions.budgetYear = 2026
            dimensions.source = "local"
            dimensions.programme = programmes[place * programmes.count / max(1, count / 2)]
            dimensions.person = Int64(number) * Int64(count / 2) + Int64(place) + 1
            return PostingPair("EXP", "PAY", 500_000 + Int64(place % 7) * 10_000, dimensions)
        }
        return try BookingPaper(unit: unit(number), year: 2026, day: day, document: "QD-\(number)")
            .entry(key: "bench/roll/\(number)", event: "approved", pairs: pairs, chart: .shipped)
    }
}

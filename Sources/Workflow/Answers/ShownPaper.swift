// A paper and the entry of a statement that showed its money first (event 20).
//
// Invariant: what was set aside for the entry and what the paper explains of it are the same amount.

import Disbursement
import Ledger
import Store

/// Explains entries by papers.
enum ShownPaper {
    /// A statement may show the money before its paper is entered: then it was set aside, and the
    /// paper explains it, so that it is not in the books twice.
    ///
    /// - Parameters:
    ///   - paper: The paper.
    ///   - day: The day of the books.
    ///   - officer: The fingerprint of who enters it.
    ///   - reader: The books before the step's decisions, or with them.
    ///   - ended: Conflicts that count as decided; the one that is explained is added.
    ///   - writer: Gets the rows.
    /// - Throws: `DatabaseError`, what the sink throws.
    static func explain(
        _ paper: PaperRecord,
        day: CivilDate,
        officer: String,
        reader: BooksReader,
        besides ended: inout Set<Int64>,
        to writer: some RowSink
    ) throws {
        guard
            let shown = try reader.unidentifiedCredit(
                unit: paper.unit,
                provider: paper.provider,
                amount: paper.amount,
                besides: ended
            )
        else { return }
        ended.insert(shown.conflict)
        try writer.book(
            try entry(
                of: paper,
                key: Self.key(paper.key, shown.conflict),
                document: paper.document,
                day: day,
                valueOn: shown.day
            )
        )
        try writer.insert(
            "conflict_end",
            ["conflict", "document", "officer"],
            [shown.conflict, paper.document, officer]
        )
        try writer.insert("awaited_seen", ["paper", "fact"], [paper.key, shown.fact])
    }

    /// Takes the explanation back where the statement was set aside; nothing where there was none.
    ///
    /// - Throws: `DatabaseError`, what the sink throws.
    static func takeBack(
        _ paper: PaperRecord,
        conflict: Int64,
        name: String,
        document: String,
        day: CivilDate,
        reader: BooksReader,
        to writer: some RowSink
    ) throws {
        let key = Self.key(paper.key, conflict)
        guard let valueOn = try reader.valueDay(ofEntry: key) else { return }
        try writer.book(
            try entry(
                of: paper,
                key: "\(key)/\(name)",
                document: document,
                day: day,
                valueOn: valueOn,
                reverses: key
            )
        )
    }

    private static func key(_ paper: String, _ conflict: Int64) -> String {
        "\(paper)/shown/\(conflict)"
    }

    private static func entry(
        of paper: PaperRecord,
        key: String,
        document: String,
        day: CivilDate,
        valueOn: CivilDate?,
        reverses: String? = nil
    ) throws -> JournalEntry {
        let booking = BookingPaper(
            unit: paper.unit,
            year: paper.year,
            day: day,
            document: document
        )
        let deposit = Dimensions.cash(unit: paper.unit, provider: paper.provider)
        let pair = PostingPair("SUSP", "CASH", paper.amount, deposit)
        return try booking.entry(
            key: key,
            event: "explained",
            pairs: [reverses == nil ? pair : pair.swapped],
            valueOn: valueOn,
            reverses: reverses,
            chart: .shipped
        )
    }
}

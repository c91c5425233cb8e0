// Finished pieces of the journal and what they came to, so that no balance and no step adds up the whole
// journal (decision 0047).
//
// A piece of level 0 is a run of postings; sixteen pieces of a level are one of the next. A piece is written
// by the step that books its last posting, and never changes: nothing here is a total that runs.
//
// Invariants:
// (1) The piece of level L at place K holds the postings K × size + 1 to (K + 1) × size, where size is
//     ``JournalPiece/size(level:)``; pieces are written in the order in which they are finished.
// (2) Its sums are those of its postings, a class each, in the order of classes: `verify` makes them again.
// (3) A storno lowers the side that it takes back, as in a trial balance; `debits` counts what was written.

import GRDB
import Ledger

/// The shape of pieces.
enum JournalPiece {
    /// The postings of a piece of level 0: as many as a step may add up one by one.
    static let length: Int64 = 8_192
    /// The pieces of a level in one of the next.
    static let fanOut: Int64 = 16
    /// The highest level: a piece of it would hold more postings than any books have.
    static let deepest: Int64 = 8

    /// The postings of a piece of a level.
    static func size(level: Int64) -> Int64 {
        (0..<level).reduce(length) { size, _ in size * fanOut }
    }
}

/// What a class moved in some postings, VND or whatever its currency is.
struct PieceSum: Equatable {
    /// Debits, less what storno entries took back of them.
    var debit: Int64 = 0
    /// Credits, less what storno entries took back of them.
    var credit: Int64 = 0

    /// Adds another; what cannot be added is not of books that ``StepWriter`` wrote.
    mutating func add(_ other: PieceSum) {
        debit &+= other.debit
        credit &+= other.credit
    }
}

/// The sums of a piece, finished or in the making.
struct PieceSums {
    private(set) var byClass: [Int64: PieceSum] = [:]
    /// All debits as they were written, stornos too.
    private(set) var debits: Int64 = 0
    private(set) var booked: ClosedRange<CivilDate>?
    private(set) var value: ClosedRange<CivilDate>?

    /// The sums of no posting.
    init() {}

    /// The sums of a finished piece.
    ///
    /// - Throws: `DatabaseError`.
    init(_ piece: StoredPiece, _ db: Database) throws {
        debits = piece.debits
        booked = piece.booked
        value = piece.value
        var sums: [Int64: PieceSum] = [:]
        try piece.forEachSum(db) { sums[$0] = $1 }
        byClass = sums
    }

    /// Counts a posting: above zero for a debit, below for a credit.
    mutating func add(_ amount: Int64, of number: Int64, isStorno: Bool) {
        var sum = PieceSum()
        switch (amount > 0, isStorno) {
        case (true, false): sum.debit = amount
        case (false, false): sum.credit = 0 &- amount
        case (true, true): sum.credit = 0 &- amount
        case (false, true): sum.debit = amount
        }
        if amount > 0 { debits &+= amount }
        byClass[number, default: PieceSum()].add(sum)
    }

    /// Counts the days of an entry that has a posting here.
    mutating func add(bookedOn: CivilDate, valueOn: CivilDate) {
        booked = Self.joined(booked, bookedOn...bookedOn)
        value = Self.joined(value, valueOn...valueOn)
    }

    /// Counts all of another piece.
    mutating func add(_ other: PieceSums) {
        for (number, sum) in other.byClass { byClass[number, default: PieceSum()].add(sum) }
        debits &+= other.debits
        if let days = other.booked { booked = Self.joined(booked, days) }
        if let days = other.value { value = Self.joined(value, days) }
    }

    /// Forgets everything.
    mutating func removeAll() {
        byClass.removeAll(keepingCapacity: true)
        debits = 0
        booked = nil
        value = nil
    }

    private static func joined(
        _ days: ClosedRange<CivilDate>?,
        _ more: ClosedRange<CivilDate>
    ) -> ClosedRange<CivilDate> {
        guard let days else { return more }
        if days.contains(more.lowerBound) && days.contains(more.upperBound) { return days }
        return min(days.lowerBound, more.lowerBound)...max(days.upperBound, more.upperBound)
    }

    /// The sums by class, ascending.
    var ordered: [(number: Int64, sum: PieceSum)] {
        byClass.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// Writes the pieces that a step finishes.
struct PieceWriter {
    private let db: Database
    private let pieces: RowWriter
    private let sums: RowWriter
    /// The postings of earlier steps in the piece that the step begins in.
    private let firstRow: Int64
    private var open = PieceSums()
    private var nextNumber: Int64
    private var nextSum: Int64

    /// A writer for a step whose first posting has that number.
    ///
    /// - Throws: What the database throws.
    init(_ writer: StepWriter, firstRow: Int64) throws {
        db = writer.db
        self.firstRow = firstRow
        pieces = try writer.rowWriter(
            "journal_piece",
            [
                "number", "level", "place", "debits", "booked_from", "booked_through",
                "value_from", "value_through", "first_sum", "sum_count",
            ]
        )
        sums = try writer.rowWriter("piece_sum", ["row", "piece", "class", "debit", "credit"])
        nextNumber =
            try Int64.fetchOne(db, sql: "SELECT coalesce(max(number), 0) + 1 FROM journal_piece")
            ?? 1
        nextSum =
            try Int64.fetchOne(db, sql: "SELECT coalesce(max(row), 0) + 1 FROM piece_sum") ?? 1
    }

    /// Counts the days of an entry whose postings come next.
    mutating func begin(_ entry: JournalEntry) {
        open.add(bookedOn: entry.bookedOn, valueOn: entry.valueOn)
    }

    /// Counts a posting; writes the pieces that it finishes.
    ///
    /// - Throws: `StoreError`, what the database throws.
    mutating func add(
        _ amount: Int64,
        of number: Int64,
        row: Int64,
        isLastOfEntry: Bool,
        isStorno: Bool,
        entry: JournalEntry
    ) throws {
        open.add(amount, of: number, isStorno: isStorno)
        guard row % JournalPiece.length == 0 else { return }
        let start = row - JournalPiece.length + 1
        if start < firstRow {
            open.add(try BooksReader(db: db).sums(ofRows: start...firstRow - 1))
        }
        try write(open, level: 0, place: row / JournalPiece.length - 1)
        open.removeAll()
        if !isLastOfEntry { begin(entry) }
        try merge(through: row)
    }

    /// Writes all pieces up to a posting, from the rows.
    ///
    /// - Throws: `StoreError`, what the database throws.
    mutating func writeMissing(through last: Int64) throws {
        var row = JournalPiece.length
        while row <= last {
            let sums = try BooksReader(db: db).sums(ofRows: row - JournalPiece.length + 1...row)
            try write(sums, level: 0, place: row / JournalPiece.length - 1)
            try merge(through: row)
            row += JournalPiece.length
        }
    }

    /// Writes the pieces of the higher levels that end at a posting.
    private mutating func merge(through row: Int64) throws {
        var level: Int64 = 1
        while row % JournalPiece.size(level: level) == 0 {
            let place = row / JournalPiece.size(level: level) - 1
            var merged = PieceSums()
            let reader = BooksReader(db: db)
            for child in place * JournalPiece.fanOut..<(place + 1) * JournalPiece.fanOut {
                merged.add(try PieceSums(reader.piece(level: level - 1, place: child), db))
            }
            try write(merged, level: level, place: place)
            level += 1
        }
    }

    private mutating func write(_ piece: PieceSums, level: Int64, place: Int64) throws {
        let ordered = piece.ordered
        guard let booked = piece.booked, let value = piece.value else {
            preconditionFailure("a finished piece has postings, and so days")
        }
        for number in [nextNumber, level, place, piece.debits] { pieces.bind(number) }
        for day in [booked.lowerBound, booked.upperBound, value.lowerBound, value.upperBound] {
            pieces.bind("\(day)")
        }
        pieces.bind(nextSum)
        pieces.bind(Int64(ordered.count))
        try pieces.run()
        for (number, sum) in ordered {
            for value in [nextSum, nextNumber, number, sum.debit, sum.credit] { sums.bind(value) }
            try sums.run()
            nextSum += 1
        }
        nextNumber += 1
    }
}

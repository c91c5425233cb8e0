// What accounts hold and have turned over, from the sums of finished pieces and the postings after them.
//
// A balance of a day goes down into the pieces that hold entries of that day and of later ones; what lies
// wholly before it counts as it stands. So the cost grows with the logarithm of the journal, and with how far
// the days of entries lie from the order in which they were booked.
//
// Invariants:
// (1) The sums are those of all postings that count, whichever of them lie in finished pieces.
// (2) A piece that must be there and is not is damage: nothing is left out in silence.

import GRDB
package import Ledger

/// A finished piece as the books have it.
struct StoredPiece {
    let number: Int64
    let debits: Int64
    let booked: ClosedRange<CivilDate>
    let value: ClosedRange<CivilDate>
    let firstSum: Int64
    let sumCount: Int64

    /// The days by which its entries count.
    func days(by day: EntryDay) -> ClosedRange<CivilDate> { day == .booking ? booked : value }

    /// Its sums, all classes.
    ///
    /// - Throws: `DatabaseError`.
    func forEachSum(_ db: Database, _ body: (Int64, PieceSum) -> Void) throws {
        let rows = try Scan(
            db,
            "SELECT class, debit, credit FROM piece_sum WHERE row BETWEEN ? AND ? ORDER BY row"
        )
        rows.bind(1, firstSum)
        rows.bind(2, firstSum &+ sumCount &- 1)
        while try rows.step() {
            body(rows.integer(0), PieceSum(debit: rows.integer(1), credit: rows.integer(2)))
        }
    }
}

/// What an account of a unit has turned over.
package struct AccountTurnover: Hashable, Sendable {
    /// The unit.
    package let unit: String
    /// The account's code.
    package let account: String
    /// Debits, less what storno entries took back of them.
    package let debit: Money
    /// Credits, less what storno entries took back of them.
    package let credit: Money
}

/// The last day that counts, and by which day entries do.
package struct LastDay: Hashable, Sendable {
    /// The day.
    package let day: CivilDate
    /// The day of an entry that is held against it.
    package let by: EntryDay

    /// Entries through a day.
    package init(_ day: CivilDate, by: EntryDay) {
        self.day = day
        self.by = by
    }
}

extension BooksReader {
    /// The number of the last posting; 0 in a journal without any.
    func lastPosting() throws -> Int64 {
        try Int64.fetchOne(
            db,
            sql: "SELECT coalesce(max(row), 0) FROM \(Schema.postingTable)"
        ) ?? 0
    }

    /// A finished piece.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where it is not there or has no days.
    func piece(level: Int64, place: Int64) throws -> StoredPiece {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM journal_piece WHERE level = ? AND place = ?"),
            arguments: [level, place]
        )
        func days(_ row: Row, _ name: String) throws -> ClosedRange<CivilDate> {
            guard let from = CivilDate(iso: row["\(name)_from"] as String),
                let through = CivilDate(iso: row["\(name)_through"] as String), from <= through
            else { throw StoreError.damaged("journal_piece: a day") }
            return from...through
        }
        guard let row else { throw StoreError.damaged("journal_piece: \(level)/\(place)") }
        let (first, count): (Int64, Int64) = (row["first_sum"], row["sum_count"])
        guard (1...StoredBounds.rows).contains(first), (1...StoredBounds.rows).contains(count)
        else { throw StoreError.damaged("journal_piece: its sums") }
        return StoredPiece(
            number: row["number"],
            debits: row["debits"],
            booked: try days(row, "booked"),
            value: try days(row, "value"),
            firstSum: first,
            sumCount: count
        )
    }

    /// Parts the journal into finished pieces that count as they stand, and runs of postings of which each
    /// must be looked at.
    ///
    /// - Parameter lastDay: The last day that counts; nil for all.
    /// - Returns: Both, in the order of the journal.
    /// - Throws: ``StoreError/damaged(_:)``.
    func parts(
        through lastDay: LastDay?
    ) throws -> (whole: [StoredPiece], rows: [ClosedRange<Int64>]) {
        var whole: [StoredPiece] = []
        var rows: [ClosedRange<Int64>] = []
        func take(level: Int64, place: Int64) throws {
            let piece = try piece(level: level, place: place)
            guard let lastDay else { return whole.append(piece) }
            let days = piece.days(by: lastDay.by)
            if days.upperBound <= lastDay.day { return whole.append(piece) }
            if days.lowerBound > lastDay.day { return }
            guard level > 0 else {
                let first = place * JournalPiece.length + 1
                return rows.append(first...first + JournalPiece.length - 1)
            }
            for child in place * JournalPiece.fanOut..<(place + 1) * JournalPiece.fanOut {
                try take(level: level - 1, place: child)
            }
        }
        let last = min(try lastPosting(), StoredBounds.rows)
        var level: Int64 = 0
        while JournalPiece.size(level: level + 1) <= last { level += 1 }
        var done: Int64 = 0
        while level >= 0 {
            let size = JournalPiece.size(level: level)
            while last - done >= size {
                try take(level: level, place: done / size)
                done += size
            }
            level -= 1
        }
        if done < last { rows.append(done + 1...last) }
        return (whole, rows)
    }

    /// Adds up postings one by one.
    ///
    /// - Parameters:
    ///   - rows: Their numbers.
    ///   - lastDay: The last day that counts; nil for all.
    /// - Returns: Their sums.
    /// - Throws: ``StoreError/damaged(_:)``, `DatabaseError`.
    func sums(ofRows rows: ClosedRange<Int64>, through lastDay: LastDay? = nil) throws -> PieceSums
    {
        var sums = PieceSums()
        let scan = try Scan(
            db,
            """
            SELECT n.class, n.amount, n.entry, e.booked_on, e.value_on, e.reverses IS NOT NULL
            FROM \(Schema.postingTable) n CROSS JOIN entry e ON e.number = n.entry
            WHERE n.row BETWEEN ? AND ? ORDER BY n.row
            """
        )
        scan.bind(1, rows.lowerBound)
        scan.bind(2, rows.upperBound)
        var entry: Int64?
        var counts = true
        while try scan.step() {
            if entry != scan.integer(2) {
                entry = scan.integer(2)
                guard let booked = CivilDate(iso: scan.text(3)),
                    let value = CivilDate(iso: scan.text(4))
                else { throw StoreError.damaged("entry \(scan.integer(2)): a date is damaged") }
                counts = lastDay.map { ($0.by == .booking ? booked : value) <= $0.day } ?? true
                if counts { sums.add(bookedOn: booked, valueOn: value) }
            }
            guard counts else { continue }
            sums.add(scan.integer(1), of: scan.integer(0), isStorno: scan.integer(5) != 0)
        }
        return sums
    }

    /// What each class has turned over.
    ///
    /// - Parameters:
    ///   - classes: The classes that are asked for; nil for all.
    ///   - lastDay: The last day that counts; nil for all.
    /// - Returns: The sums by the number of the class; those that moved nothing may lack.
    /// - Throws: ``StoreError/damaged(_:)``, `DatabaseError`.
    func sums(
        of classes: Set<Int64>? = nil,
        through lastDay: LastDay? = nil
    ) throws -> [Int64: PieceSum] {
        var sums: [Int64: PieceSum] = [:]
        let (whole, rows) = try parts(through: lastDay)
        func take(_ number: Int64, _ sum: PieceSum) {
            if classes?.contains(number) ?? true { sums[number, default: PieceSum()].add(sum) }
        }
        // A class is looked up in a piece for itself where that is less than reading all of the piece.
        let one = try Scan(db, "SELECT debit, credit FROM piece_sum WHERE class = ? AND piece = ?")
        for piece in whole {
            guard let classes, classes.count * 8 < piece.sumCount else {
                try piece.forEachSum(db, take)
                continue
            }
            for number in classes {
                one.bind(1, number)
                one.bind(2, piece.number)
                if try one.step() {
                    take(number, PieceSum(debit: one.integer(0), credit: one.integer(1)))
                }
                one.reset()
            }
        }
        for run in rows {
            for (number, sum) in try self.sums(ofRows: run, through: lastDay).byClass {
                take(number, sum)
            }
        }
        return sums
    }

    /// The classes of a unit's account, or of all its accounts.
    func classes(unit: String, account: String?) throws -> [Int64: PostingClass] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT * FROM posting_class WHERE unit = ?1 AND (?2 IS NULL OR account = ?2)"
            ),
            arguments: [unit, account]
        )
        return rows.reduce(into: [:]) { $0[$1["number"] as Int64] = PostingClass($1) }
    }

    /// What a unit's account holds, parted by what its postings are about.
    ///
    /// - Parameters:
    ///   - account: The account's code.
    ///   - unit: The unit's code.
    ///   - lastDay: The last day that counts; nil for all.
    ///   - matches: Which classes count.
    /// - Returns: The balances, debits less credits.
    /// - Throws: ``StoreError``.
    func balances(
        account: String,
        unit: String,
        through lastDay: LastDay? = nil,
        where matches: (PostingClass) -> Bool = { _ in true }
    ) throws -> [(posting: PostingClass, balance: Int64)] {
        let classes = try classes(unit: unit, account: account).filter { matches($0.value) }
        guard !classes.isEmpty else { return [] }
        let sums = try sums(of: Set(classes.keys), through: lastDay)
        return try classes.compactMap { number, posting in
            guard let sum = sums[number] else { return nil }
            let (balance, overflow) = sum.debit.subtractingReportingOverflow(sum.credit)
            guard !overflow else { throw StoreError.damaged("posting: a sum") }
            return (posting, balance)
        }
    }

    /// The sum of balances.
    static func sum(_ balances: [(posting: PostingClass, balance: Int64)]) throws -> Int64 {
        try balances.reduce(0) { total, next in
            let (sum, overflow) = total.addingReportingOverflow(next.balance)
            guard !overflow else { throw StoreError.damaged("posting: a sum") }
            return sum
        }
    }

    /// All debits of the journal, VND; the books never hold more than a sum of 64 bits.
    package func turnover() throws -> Int64 {
        let (whole, rows) = try parts(through: nil)
        var turnover: Int64 = 0
        func add(_ amount: Int64) throws {
            let (sum, overflow) = turnover.addingReportingOverflow(amount)
            guard !overflow else { throw StoreError.damaged("posting: a sum") }
            turnover = sum
        }
        for piece in whole { try add(piece.debits) }
        for run in rows {
            try add(
                Int64.fetchOne(
                    db,
                    sql: """
                        SELECT coalesce(sum(amount), 0) FROM \(Schema.postingTable)
                        WHERE row BETWEEN ? AND ? AND amount > 0
                        """,
                    arguments: [run.lowerBound, run.upperBound]
                ) ?? 0
            )
        }
        return turnover
    }

    /// The turnovers of all accounts, for a trial balance.
    ///
    /// - Parameter lastDay: The last day that counts; nil for all.
    /// - Returns: Unit, account, currency, debits and credits, less what storno entries took back;
    ///   several of one account.
    /// - Throws: ``StoreError``.
    package func turnovers(
        through lastDay: LastDay? = nil
    ) throws -> [AccountTurnover] {
        let sums = try sums(through: lastDay)
        let classes = try PostingClasses(all: db)
        return try sums.map { number, sum in
            guard let posting = classes.byNumber[number], posting.currency == "VND" else {
                throw StoreError.damaged("posting: class \(number)")
            }
            return AccountTurnover(
                unit: posting.unit,
                account: posting.account,
                debit: .vnd(sum.debit),
                credit: .vnd(sum.credit)
            )
        }
    }
}

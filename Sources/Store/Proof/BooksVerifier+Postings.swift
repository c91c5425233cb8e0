// Postings against the leaves of their steps, where their entries say they lie, and what pieces of the
// journal came to.
//
// Invariants:
// (1) Postings are numbered 1, 2, 3 … in the order of their entries, and an entry says where its own lie.
// (2) Their digest is over what the view `posting` says of them: a class that is another changes it.
// (3) Every finished piece is there, once, with the sums of its postings and the days of their entries.

import CSQLite
import GRDB
import Intake
import Ledger
import Signing

extension BooksVerifier {
    /// Goes over the postings once.
    ///
    /// - Parameters:
    ///   - db: The connection.
    ///   - classes: What postings share.
    ///   - steps: Gets the digest of each step's postings.
    ///   - findings: Gets what does not hold.
    /// - Returns: The number of postings seen.
    /// - Throws: `DatabaseError`.
    func postingDigests(
        _ db: Database,
        _ classes: PostingClasses,
        _ steps: inout StepDigests,
        _ findings: inout [BooksFinding]
    ) throws -> Int {
        let walk = try PostingWalk(db, classes)
        while try walk.next() {}
        try walk.finish()
        findings += walk.findings
        for (step, count, digest) in walk.digests {
            steps[step, default: []].append((Schema.postingView, count, digest))
        }
        return walk.count
    }
}

/// One pass over all postings beside their entries.
private final class PostingWalk {
    private let postings: Scan
    private let entries: EndingScan
    private let classes: PostingClasses
    private let pieces: PieceCheck
    private var row = RowBytes()
    private var digest = RowDigest()
    private var step: Int64 = 0
    private var expected: Int64 = 1
    /// The entry whose postings are read; nil before the first.
    private var entry: Entry?
    private(set) var digests: [(step: Int64, count: Int, digest: Digest)] = []
    private(set) var findings: [BooksFinding] = []
    private(set) var count = 0

    private struct Entry {
        let number: Int64
        let step: Int64
        let key: String
        let isStorno: Bool
        let bookedOn: CivilDate?
        let valueOn: CivilDate?
        let statedFirst: Int64
        let statedCount: Int64
        let first: Int64
        var count: Int64 = 0
    }

    init(_ db: Database, _ classes: PostingClasses) throws {
        self.classes = classes
        postings = try Scan(
            db,
            "SELECT row, step, entry, class, amount, person FROM \(Schema.postingTable) ORDER BY row"
        )
        entries = try EndingScan(
            db,
            """
            SELECT number, step, key, reverses IS NOT NULL, booked_on, value_on, first_posting,
              posting_count FROM entry ORDER BY number
            """
        )
        pieces = try PieceCheck(db)
    }

    /// Takes the next posting.
    ///
    /// - Returns: Whether there was one.
    func next() throws -> Bool {
        guard try postings.step() else { return false }
        let (number, its) = (postings.integer(0), postings.integer(1))
        count += 1
        if number != expected || its < step || !postings.isAllIntegers {
            fault(
                Schema.postingTable,
                its,
                Phrase(
                    vi: "định khoản của bước \(its) thiếu, thừa hoặc sai chỗ",
                    en: "a posting of step \(its) is missing, foreign or out of place"
                )
            )
        }
        expected = number &+ 1
        if its != step {
            closeStep()
            step = its
        }
        if entry?.number != postings.integer(2) { try beginEntry(postings.integer(2), number) }
        entry?.count += 1
        row.removeAll()
        PostingBytes.append(postings, first: entry?.first ?? 0, classes: classes, to: &row)
        digest.add(row.bytes[...])
        let fitting = try pieces.add(
            postings.integer(4),
            of: postings.integer(3),
            row: number,
            step: its,
            isStorno: entry?.isStorno ?? false
        )
        if !fitting {
            fault(
                "journal_piece",
                its,
                Phrase(
                    vi: "số cộng của một đoạn sổ không phải là của các định khoản",
                    en: "what a piece of the journal came to is not what its postings say"
                )
            )
        }
        if number % JournalPiece.length == 0 { addDays() }
        return true
    }

    /// Ends the pass: nothing is left over.
    func finish() throws {
        closeStep()
        closeEntry()
        while try entries.step() { strayEntry(entries.text(2), entries.integer(1)) }
        if try pieces.hasMore() {
            fault(
                "journal_piece",
                pieces.stepOfMore,
                Phrase(
                    vi: "có số cộng không của đoạn sổ nào",
                    en: "there are sums of no piece of the journal"
                )
            )
        }
    }

    private func closeStep() {
        if digest.count > 0 { digests.append((step, digest.count, digest.finish())) }
        digest = RowDigest()
    }

    private func closeEntry() {
        guard let entry else { return }
        if entry.statedFirst != entry.first || entry.statedCount != entry.count {
            strayEntry(entry.key, entry.step)
        }
    }

    private func beginEntry(_ number: Int64, _ first: Int64) throws {
        closeEntry()
        entry = nil
        while try entries.step() {
            let found = Entry(
                number: entries.integer(0),
                step: entries.integer(1),
                key: entries.text(2),
                isStorno: entries.integer(3) != 0,
                bookedOn: CivilDate(iso: entries.text(4)),
                valueOn: CivilDate(iso: entries.text(5)),
                statedFirst: entries.integer(6),
                statedCount: entries.integer(7),
                first: first
            )
            entry = found
            if found.number >= number { break }
            strayEntry(found.key, found.step)
        }
        addDays()
    }

    private func addDays() {
        guard let entry, let booked = entry.bookedOn, let value = entry.valueOn else { return }
        pieces.days = (booked, value)
    }

    private func strayEntry(_ key: String, _ step: Int64) {
        fault(
            "entry \(key)",
            step,
            Phrase(
                vi: "các định khoản của bút toán không ở nơi bút toán nêu",
                en: "the entry's postings are not where it says that they lie"
            )
        )
    }

    private func fault(_ place: String, _ step: Int64, _ message: Phrase) {
        // One is enough: what comes after the first is moved with it.
        guard findings.count < 100 else { return }
        findings.append(BooksFinding(place: place, step: step, message))
    }
}

/// A scan that stays at its end: SQLite would begin anew.
private final class EndingScan {
    private let scan: Scan
    private var isAtEnd = false

    init(_ db: Database, _ sql: String) throws { scan = try Scan(db, sql) }

    func step() throws -> Bool {
        if !isAtEnd { isAtEnd = try !scan.step() }
        return !isAtEnd
    }

    func integer(_ column: Int32) -> Int64 { scan.integer(column) }
    func text(_ column: Int32) -> String { scan.text(column) }
}

/// Makes the sums of pieces again and holds the rows against them.
private final class PieceCheck {
    private let pieces: EndingScan
    private let sums: EndingScan
    /// The sums of the pieces in the making, level by level.
    private var open = [PieceSums()]
    private var nextNumber: Int64 = 1
    private var nextSum: Int64 = 1
    /// The step of a row that no piece has.
    private(set) var stepOfMore: Int64 = 0
    /// The days of the entry whose postings come next.
    var days: (booked: CivilDate, value: CivilDate)?

    init(_ db: Database) throws {
        pieces = try EndingScan(
            db,
            """
            SELECT number, level, place, debits, first_sum, sum_count, step, booked_from,
              booked_through, value_from, value_through FROM journal_piece ORDER BY number
            """
        )
        sums = try EndingScan(
            db,
            "SELECT row, piece, class, debit, credit, step FROM piece_sum ORDER BY row"
        )
    }

    /// Counts a posting.
    ///
    /// - Returns: Whether the rows of the pieces that it finishes are as they must be.
    func add(
        _ amount: Int64,
        of number: Int64,
        row: Int64,
        step: Int64,
        isStorno: Bool
    ) throws -> Bool {
        if let days {
            open[0].add(bookedOn: days.booked, valueOn: days.value)
            self.days = nil
        }
        open[0].add(amount, of: number, isStorno: isStorno)
        var fits = true
        var level = 0
        // A number that was tampered with leads to no level that cannot be.
        while row > 0, level <= JournalPiece.deepest,
            row % JournalPiece.size(level: Int64(level)) == 0
        {
            let place = row / JournalPiece.size(level: Int64(level)) - 1
            fits = try isStored(level, place, step) && fits
            if open.count == level + 1 { open.append(PieceSums()) }
            open[level + 1].add(open[level])
            open[level].removeAll()
            level += 1
        }
        return fits
    }

    private func isStored(_ level: Int, _ place: Int64, _ step: Int64) throws -> Bool {
        let ordered = open[level].ordered
        guard try pieces.step() else { return false }
        let wanted = [
            nextNumber, Int64(level), place, open[level].debits, nextSum, Int64(ordered.count),
        ]
        // A migration writes the pieces of the steps before it.
        let writtenBy = pieces.integer(6)
        var fits = writtenBy >= step
        fits = fits && wanted.indices.allSatisfy { pieces.integer(Int32($0)) == wanted[$0] }
        let days = [
            open[level].booked?.lowerBound, open[level].booked?.upperBound,
            open[level].value?.lowerBound, open[level].value?.upperBound,
        ]
        for (index, day) in days.enumerated() {
            fits = fits && pieces.text(Int32(index) + 7) == day.map { "\($0)" } ?? ""
        }
        for (number, sum) in ordered {
            guard try sums.step() else { return false }
            let wanted = [nextSum, nextNumber, number, sum.debit, sum.credit, writtenBy]
            fits = fits && wanted.indices.allSatisfy { sums.integer(Int32($0)) == wanted[$0] }
            nextSum += 1
        }
        nextNumber += 1
        return fits
    }

    /// Whether rows are left that no piece has.
    func hasMore() throws -> Bool {
        if try pieces.step() {
            stepOfMore = pieces.integer(6)
            return true
        }
        guard try sums.step() else { return false }
        stepOfMore = sums.integer(5)
        return true
    }
}

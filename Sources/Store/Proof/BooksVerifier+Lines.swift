// Lines of batches against their digests, and the index by which a person's lines are found.
//
// Invariants:
// (1) A batch's lines give the digest in its row, which stands in the leaf of its step.
// (2) The lines of a batch lie in order of payee, and the index has each line that somebody else receives
//     under its person and nothing else, in order: a line that a search goes by would be paid again.

import GRDB
import Intake
import Signing

extension BooksVerifier {
    /// Invariant (2) for lines: their step is that of their batch, and its row has their digest.
    ///
    /// - Parameters:
    ///   - db: The connection.
    ///   - kept: Takes the lines of some batches on the way, so that nobody reads them again.
    ///   - steps: Gets the digest of each batch's lines.
    ///   - findings: Gets what does not hold.
    /// - Returns: The number of lines seen.
    /// - Throws: `DatabaseError`.
    func lineDigests(
        _ db: Database,
        keeping kept: KeptLines?,
        _ steps: inout StepDigests,
        _ findings: inout [BooksFinding]
    ) throws -> Int {
        let reader = try LineReader(db)
        let batches = try Scan(
            db,
            "SELECT rowid, step, first_line, line_count, line_digest FROM batch ORDER BY rowid"
        )
        func fault(_ step: Int64, _ message: Phrase) {
            findings.append(BooksFinding(place: Schema.lineTable, step: step, message))
        }
        var seen = 0
        let total = try Int.fetchOne(db, sql: "SELECT count(*) FROM batch_line NOT INDEXED") ?? 0
        var places = PlaceSum()
        while try batches.step() {
            let step = batches.integer(1)
            // No batch has more lines than there are: what a row says otherwise is not counted to.
            let first = min(max(batches.integer(2), 0), StoredBounds.rows)
            let last = first + min(max(batches.integer(3), 0), Int64(total))
            var digest = LineDigest()
            var order = PayeeOrder()
            let isForeign = try reader.forEachPiece(of: first..<last) { rows in
                digest.add(rows)
                order.take(rows, others: &places)
                kept?.take(rows, of: batches.integer(0))
                books.meter.tell(.proveRows, seen + digest.count, of: total)
            }
            if isForeign {
                fault(step, Phrase(vi: "có ô không phải số", en: "a cell is no number"))
            }
            if !order.isKept { fault(step, Self.foreignOrder) }
            let (count, value) = (digest.count, digest.finish())
            seen += count
            let isStored = unsafe batches.withBytes(4) { unsafe value.bytes.elementsEqual($0) }
            if !isStored || Int64(count) != batches.integer(3) {
                fault(step, Self.foreignLines(step))
            }
            guard count > 0 else { continue }
            steps[step, default: []].append((Schema.lineTable, count, value))
        }
        if seen != total {
            let step = try strayLineStep(db)
            fault(
                step,
                Phrase(
                    vi: "có dòng của bước \(step) nằm ngoài lô của nó",
                    en: "a row of step \(step) lies outside of its batch"
                )
            )
        }
        if try PlaceSum(ofIndex: db) != places { fault(0, Self.foreignIndex) }
        return seen
    }

    /// The step of the first batch that a row names without lying among its lines; 0 for a batch that
    /// is not there.
    private func strayLineStep(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT min(coalesce(b.step, 0)) FROM batch_line d LEFT JOIN batch b ON b.rowid = d.batch
                WHERE b.step IS NULL OR d.row < b.first_line
                  OR d.row - b.first_line >= b.line_count
                """
        ) ?? 0
    }

    /// The digests that the batches' rows state: the log proves those, whoever reads lines the rest.
    func statedLineDigests(_ db: Database, _ steps: inout StepDigests) throws {
        let batches = try Scan(
            db,
            "SELECT step, line_count, line_digest FROM batch WHERE line_count > 0 ORDER BY rowid"
        )
        while try batches.step() {
            guard let count = Int(exactly: batches.integer(1)),
                let digest = unsafe batches.withBytes(2, { unsafe Digest(bytes: Array($0)) })
            else { continue }
            steps[batches.integer(0), default: []].append((Schema.lineTable, count, digest))
        }
    }

    private static func foreignLines(_ step: Int64) -> Phrase {
        Phrase(
            vi: "các dòng của bước \(step) không còn như khi ghi",
            en: "the rows of step \(step) are not what was written"
        )
    }

    private static let foreignOrder = Phrase(
        vi: "các dòng của lô không theo thứ tự người nhận",
        en: "the lines of the batch are not in order of payee"
    )

    private static let foreignIndex = Phrase(
        vi: "chỉ mục theo người không khớp với các dòng",
        en: "the index over persons is not that of the lines"
    )
}

/// Whether the lines of a batch lie in order of payee.
private struct PayeeOrder {
    private var last = Int64.min
    private(set) var isKept = true

    /// Takes lines, and adds those that somebody else receives to a sum.
    mutating func take(_ rows: LineRows, others: inout PlaceSum) {
        for line in 0..<rows.count {
            let payee = rows[line, 4]
            isKept = isKept && payee >= last
            last = payee
            if rows[line, 3] != payee { others.add(rows[line, 3], rows[line, 0]) }
        }
    }
}

/// A sum over rows of an index that does not hang on their order.
///
/// Nobody can choose two sets of one sum: each entry goes through two multiplications under words
/// that are other ones in each run of the program and known to nobody.
struct PlaceSum: Equatable {
    private var count = 0
    private var sum: UInt64 = 0

    private static let words = (word(1), word(2), word(3), word(4) | 1)

    /// A word of this run of the program: the standard library seeds its hashes anew in each.
    private static func word(_ number: Int) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(number)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    private let words = Self.words

    init() {}

    /// The sum over the entries of the index over lines that somebody else receives.
    ///
    /// Nil where they do not ascend: a search goes by an entry that stands elsewhere, though the sum
    /// knows it.
    init?(ofIndex db: Database) throws {
        let entries = try Scan(
            db,
            """
            SELECT person, row FROM batch_line INDEXED BY batch_line_other_person
            WHERE person <> payee ORDER BY person, row
            """
        )
        var last: (Int64, Int64)?
        while try entries.step() {
            let entry = (entries.integer(0), entries.integer(1))
            if let last, last >= entry { return nil }
            last = entry
            add(entry.0, entry.1)
        }
    }

    /// Takes the numbers of an entry: its key and its row.
    mutating func add(_ first: Int64, _ second: Int64, _ third: Int64 = 0) {
        let key = Self.folded(
            UInt64(bitPattern: first) ^ words.0,
            UInt64(bitPattern: second) ^ words.1
        )
        sum = sum &+ Self.folded(key ^ words.2, UInt64(bitPattern: third) &+ words.3)
        count += 1
    }

    private static func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    static func == (left: PlaceSum, right: PlaceSum) -> Bool {
        left.count == right.count && left.sum == right.sum
    }
}

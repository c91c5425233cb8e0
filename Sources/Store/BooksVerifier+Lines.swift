// Lines of batches against their digests, and the index by which a person's lines are found.
//
// Invariants:
// (1) A batch's lines give the digest in its row, which stands in the leaf of its step.
// (2) The index has each line under its person and nothing else: a line that it hid would be paid
//     again.

import GRDB
import Intake
import Signing

extension BooksVerifier {
    /// Invariant (2) for lines: their step is that of their batch, and its row has their digest.
    ///
    /// - Returns: The number of lines seen.
    func lineDigests(
        _ db: Database,
        _ steps: inout StepDigests,
        _ findings: inout [BooksFinding]
    ) throws -> Int {
        let rows = try Scan(db, "SELECT \(LineScan.columns) FROM batch_line ORDER BY row")
        let batches = try Scan(
            db,
            "SELECT rowid, step, first_line, line_count, line_digest FROM batch ORDER BY rowid"
        )
        func fault(_ step: Int64, _ message: Phrase) {
            findings.append(BooksFinding(place: Schema.lineTable, step: step, message))
        }
        var isRow = try rows.step()
        var seen = 0
        let total = try Int.fetchOne(db, sql: "SELECT max(row) FROM batch_line") ?? 0
        var places = PlaceSum()
        while try batches.step() {
            let (batch, step) = (batches.integer(0), batches.integer(1))
            var digest = LineDigest()
            while isRow, rows.integer(1) == batch {
                if !rows.isAllIntegers {
                    fault(step, Phrase(vi: "có ô không phải số", en: "a cell is no number"))
                }
                digest.add(rows)
                places.add(person: rows.integer(3), row: rows.integer(0))
                books.meter.count(.proveRows, seen + digest.count, of: total)
                isRow = try rows.step()
            }
            let (count, value) = (digest.count, digest.finish())
            seen += count
            let isStored = unsafe batches.withBytes(4) { unsafe value.bytes.elementsEqual($0) }
            if !isStored || Int64(count) != batches.integer(3) {
                fault(
                    step,
                    Phrase(
                        vi: "các dòng của bước \(step) không còn như khi ghi",
                        en: "the rows of step \(step) are not what was written"
                    )
                )
            }
            guard count > 0 else { continue }
            steps[step, default: []].append((Schema.lineTable, count, value))
        }
        if isRow {
            fault(
                0,
                Phrase(
                    vi: "có dòng chen vào giữa các bước",
                    en: "a row was inserted among earlier steps"
                )
            )
        }
        if try PlaceSum(ofIndex: db) != places { fault(0, Self.foreignIndex) }
        return seen
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

    private static let foreignIndex = Phrase(
        vi: "chỉ mục theo người không khớp với các dòng",
        en: "the index over persons is not that of the lines"
    )
}

/// A sum over places of lines that does not hang on their order.
///
/// Nobody can choose two sets of one sum: the hash has another key in each run of the program.
private struct PlaceSum: Equatable {
    private var count = 0
    private var sum = 0

    init() {}

    /// The sum over the entries of the index.
    init(ofIndex db: Database) throws {
        let entries = try Scan(
            db,
            "SELECT person, row FROM batch_line INDEXED BY batch_line_person ORDER BY person"
        )
        while try entries.step() { add(person: entries.integer(0), row: entries.integer(1)) }
    }

    mutating func add(person: Int64, row: Int64) {
        var hasher = Hasher()
        hasher.combine(person)
        hasher.combine(row)
        sum = sum &+ hasher.finalize()
        count += 1
    }
}

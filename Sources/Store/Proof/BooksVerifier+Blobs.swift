// Tables whose rows are mostly one blob: blobs against their digests, and the index that leads to them.
//
// Invariants:
// (1) A row's digest is of its blob; the row with that digest is proven by the leaf of its step.
// (2) The index has each row and nothing else, in order: a page that it hid, or that a search goes by
//     because its entry stands elsewhere, would give way to an older one.

import GRDB
import Intake
import Signing

extension BooksVerifier {
    /// Invariant (1).
    func checkBlobs(_ db: Database, _ findings: inout [BooksFinding]) throws {
        let hasher = SHA256()
        for (table, column) in Schema.blobColumns.sorted(by: { $0.key < $1.key }) {
            let rows = try Scan(db, "SELECT step, digest, \(column) FROM \(table) ORDER BY rowid")
            while try rows.step() {
                unsafe rows.withBytes(2) { unsafe hasher.update($0) }
                let seen = hasher.finish()
                if unsafe rows.withBytes(1, { unsafe seen.bytes.elementsEqual($0) }) { continue }
                let step = rows.integer(0)
                findings.append(
                    BooksFinding(
                        place: table,
                        step: step,
                        Phrase(
                            vi: "các dòng của bước \(step) không còn như khi ghi",
                            en: "the rows of step \(step) are not what was written"
                        )
                    )
                )
            }
        }
    }

    /// Invariant (2), without reading a blob; SQLite's own check would walk them all.
    func checkBlobIndexes(_ db: Database, _ findings: inout [BooksFinding]) throws {
        for (table, key) in [("register_page", "page, folded"), ("identity_run", "run, piece")] {
            let byRow = try sum(db, "SELECT \(key), rowid FROM \(table) NOT INDEXED")
            let byIndex = try sum(
                db,
                """
                SELECT \(key), rowid FROM \(table) INDEXED BY sqlite_autoindex_\(table)_1
                ORDER BY \(key)
                """,
                inOrder: true
            )
            guard byRow != byIndex else { continue }
            findings.append(
                BooksFinding(
                    place: table,
                    Phrase(
                        vi: "chỉ mục không khớp với các dòng",
                        en: "the index is not that of the rows"
                    )
                )
            )
        }
    }

    /// The sum over some rows; nil where they are to ascend by their first two numbers and do not.
    private func sum(_ db: Database, _ sql: String, inOrder: Bool = false) throws -> PlaceSum? {
        let rows = try Scan(db, sql)
        var sum = PlaceSum()
        var last: (Int64, Int64)?
        while try rows.step() {
            let key = (rows.integer(0), rows.integer(1))
            if inOrder, let last, last >= key { return nil }
            last = key
            sum.add(key.0, key.1, rows.integer(2))
        }
        return sum
    }
}

// The register in the books: sealed pages of persons, and sealed changes since the page was folded.
//
// Invariants:
// (1) A page holds the persons of 4,096 consecutive numbers; a change holds one whole person.
// (2) Reading as known on D takes the newest page known by D and lays the later changes that are
//     known by D over it, in order.
// (3) Nothing is overwritten: a page folded again is a new row, and a fact is never removed.
// (4) Sealed bytes name their place (page and kind) as additional data, so none can be moved.

package import Enrolment
import Foundation
import GRDB
package import Intake
package import Ledger
package import Signing

/// The key and the randomness that sealing needs.
package struct RegisterSeal: Sendable {
    /// Kept outside the database.
    package let key: SecretKey
    /// Gives that many random bytes.
    package let random: @Sendable (Int) -> [UInt8]

    /// A seal.
    package init(key: SecretKey, random: @escaping @Sendable (Int) -> [UInt8]) {
        self.key = key
        self.random = random
    }
}

/// One change of a person: the person after it, and what changed.
package struct PersonChange: Sendable {
    /// The person after the change.
    package let person: Person
    /// What changed, as codes such as `added` or `died`.
    package let what: String
    /// Whether the person is new to the register.
    package let isNew: Bool

    /// A change.
    package init(person: Person, what: String, isNew: Bool) {
        self.person = person
        self.what = what
        self.isNew = isNew
    }
}

/// Where an import came from.
package struct ImportOrigin: Sendable {
    /// The file's name, without folders.
    package let fileName: String
    /// SHA-256 of the file.
    package let digest: Digest
    /// Rows of the file.
    package let rowCount: Int
    /// The day from which its content is known.
    package let known: CivilDate

    /// An origin.
    package init(fileName: String, digest: Digest, rowCount: Int, known: CivilDate) {
        self.fileName = fileName
        self.digest = digest
        self.rowCount = rowCount
        self.known = known
    }
}

/// Reads and writes the register.
package final class RegisterStore {
    /// The persons of one page.
    package static let personsPerPage: Int64 = 4_096
    /// So many changes of one page in one import make a new page instead of single changes.
    private static let foldAbove = 64

    private let books: Books
    private let seal: RegisterSeal
    /// The key of the identity runs: the register's.
    var sealKey: SecretKey { seal.key }
    /// Reads with SQL.
    func booksRead<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try books.read(body)
    }
    private var cache: [(page: Int64, known: CivilDate, persons: [Int64: Person])] = []

    /// The register of those books.
    package init(books: Books, seal: RegisterSeal) {
        self.books = books
        self.seal = seal
    }

    // MARK: Reading

    /// The highest person number given.
    package func lastNumber() throws -> Int64 {
        let last = try books.read { db in
            try Int64.fetchOne(
                db,
                sql: "SELECT coalesce(sum(added), 0) FROM register_import"
            ) ?? 0
        }
        guard (0...StoredBounds.rows).contains(last) else {
            throw StoreError.damaged("register_import: the number of persons")
        }
        return last
    }

    /// The number of pages.
    package func pageCount() throws -> Int64 {
        (try lastNumber() + Self.personsPerPage - 1) / Self.personsPerPage
    }

    /// The persons of a page as known on a day, in order of number.
    package func page(_ page: Int64, known: CivilDate) throws -> [Person] {
        try personsByNumber(page, known: known).values.sorted { $0.number < $1.number }
    }

    /// One person as known on a day, or nil where there was none.
    package func person(_ number: Int64, known: CivilDate) throws -> Person? {
        try personsByNumber((number - 1) / Self.personsPerPage, known: known)[number]
    }

    /// The persons of some national IDs.
    package func persons(with ids: [NationalID], known: CivilDate) throws -> [NationalID: Person] {
        let numbers = try numbers(of: ids)
        var found: [NationalID: Person] = [:]
        for (id, number) in numbers {
            found[id] = try person(number, known: known)
        }
        return found
    }

    /// Some persons as known on a day, as the register was when a step had been done.
    ///
    /// What was taken in later is left out even where it is known by that day: two steps of one day
    /// are told apart by it.
    package func persons(
        _ numbers: Set<Int64>,
        known: CivilDate,
        through step: Int64
    ) throws -> [Int64: Person] {
        var found: [Int64: Person] = [:]
        let pages = Set(numbers.map { ($0 - 1) / Self.personsPerPage })
        for page in pages.sorted() {
            let persons = try books.read { try load(page, known: known, through: step, db: $0) }
            for number in numbers { found[number] = found[number] ?? persons[number] }
        }
        return found
    }

    /// What the register is, as known on a day: a chain over its imports.
    package func digest(known: CivilDate) throws -> Digest {
        try books.read { db in
            let chain = try String.fetchOne(
                db,
                sql: "SELECT chain FROM register_import WHERE known <= ? ORDER BY number DESC",
                arguments: ["\(known)"]
            )
            return chain.flatMap { Digest(hex: $0) } ?? Digest.of([])
        }
    }

    private func personsByNumber(_ page: Int64, known: CivilDate) throws -> [Int64: Person] {
        if let hit = cache.first(where: { $0.page == page && $0.known == known }) {
            return hit.persons
        }
        let persons = try books.read { try load(page, known: known, db: $0) }
        if cache.count >= 8 { cache.removeFirst() }
        cache.append((page, known, persons))
        return persons
    }

    private func load(
        _ page: Int64,
        known: CivilDate,
        through step: Int64 = .max,
        db: Database
    ) throws -> [Int64: Person] {
        let columns = try self.columns(
            of: page,
            at: RegisterMoment(known: known, step: step),
            db: db
        )
        return Dictionary(uniqueKeysWithValues: columns.persons.map { ($0.number, $0) })
    }

    /// The columns of a page as they were at a moment.
    package func page(_ page: Int64, at moment: RegisterMoment) throws -> PersonPage {
        try books.read { try columns(of: page, at: moment, db: $0) }
    }

    private func columns(
        of page: Int64,
        at moment: RegisterMoment,
        db: Database
    ) throws -> PersonPage {
        var folded: Int64 = -1
        var found = PersonPage(index: page)
        let base = try Row.fetchOne(
            db,
            sql: """
                SELECT folded, sealed FROM register_page
                WHERE page = ? AND known <= ? AND step <= ?
                ORDER BY folded DESC LIMIT 1
                """,
            arguments: [page, "\(moment.known)", moment.step]
        )
        if let base {
            folded = base["folded"]
            found = try open(base["sealed"], page: page, kind: "page")
        }
        var changed: [Int64: Person] = [:]
        let changes = try Row.fetchCursor(
            db,
            sql: """
                SELECT sealed FROM register_change
                WHERE page = ? AND sequence > ? AND known <= ? AND step <= ?
                ORDER BY sequence
                """,
            arguments: [page, folded, "\(moment.known)", moment.step]
        )
        while let row = try changes.next() {
            for person in try open(row["sealed"], page: page, kind: "change").persons {
                changed[person.number] = person
            }
        }
        return changed.isEmpty ? found : found.merging(Array(changed.values))
    }

    private func open(_ sealed: Data, page: Int64, kind: String) throws -> PersonPage {
        guard
            let plain = try? Sealing.open(
                Array(sealed),
                key: seal.key,
                additionalData: additional(page, kind)
            ),
            let decoded = try? PersonPage(decoding: plain)
        else { throw StoreError.sealedPage(page) }
        return decoded
    }

    private func additional(_ page: Int64, _ kind: String) -> [UInt8] {
        Array("chitra/\(kind)/\(page)".utf8)
    }

    // MARK: Writing

    /// Writes the changes of one import inside a step.
    ///
    /// - Parameters:
    ///   - changes: In order of the file; new persons have the next numbers.
    ///   - origin: Where they came from.
    ///   - writer: The step.
    /// - Throws: ``StoreError`` where a page does not open or a row is refused.
    package func append(
        _ changes: [PersonChange],
        from origin: ImportOrigin,
        writer: StepWriter
    )
        throws
    {
        let db = writer.db
        let number =
            (try Int64.fetchOne(db, sql: "SELECT coalesce(max(number), 0) FROM register_import")
                ?? 0) + 1
        let before = try String.fetchOne(
            db,
            sql: "SELECT chain FROM register_import ORDER BY number DESC"
        )
        let chain = Digest.of(
            Array("\(before ?? "")\n\(origin.digest.hex)\n\(origin.known)\n".utf8)
        )
        let added = changes.filter(\.isNew)
        var latest: [Int64: Person] = [:]
        for change in changes { latest[change.person.number] = change.person }
        let byPage = Dictionary(grouping: changes) {
            ($0.person.number - 1) / Self.personsPerPage
        }
        for (page, pageChanges) in byPage.sorted(by: { $0.key < $1.key }) {
            if pageChanges.count > Self.foldAbove {
                try fold(page, with: latest, known: origin.known, writer: writer)
            } else {
                for change in pageChanges {
                    try writeChange(change, page: page, of: number, origin, writer)
                }
            }
        }
        try writer.insert(
            "register_import",
            ["known", "file_name", "file_digest", "row_count", "added", "changed", "chain"],
            [
                "\(origin.known)", origin.fileName, origin.digest.hex, origin.rowCount,
                Set(added.map(\.person.number)).count, changes.count - added.count, chain.hex,
            ]
        )
        try addIdentities(of: added.map(\.person), writer: writer)
        cache.removeAll()
    }

    private func writeChange(
        _ change: PersonChange,
        page: Int64,
        of number: Int64,
        _ origin: ImportOrigin,
        _ writer: StepWriter
    ) throws {
        let sealed = try Sealing.seal(
            PersonPage(index: page, persons: [change.person]).encoded(),
            key: seal.key,
            nonce: seal.random(12),
            additionalData: additional(page, "change")
        )
        try writer.insert(
            "register_change",
            ["page", "person", "import", "known", "what", "sealed"],
            [page, change.person.number, number, "\(origin.known)", change.what, Data(sealed)]
        )
    }

    /// Writes a page again with what is in it now and the changed persons laid over.
    private func fold(
        _ page: Int64,
        with latest: [Int64: Person],
        known: CivilDate,
        writer: StepWriter
    ) throws {
        var persons = try load(page, known: known, db: writer.db)
        for (number, person) in latest where (number - 1) / Self.personsPerPage == page {
            persons[number] = person
        }
        let folded =
            try Int64.fetchOne(
                writer.db,
                sql: "SELECT coalesce(max(sequence), 0) FROM register_change"
            ) ?? 0
        let earlier = try Int64.fetchOne(
            writer.db,
            sql: "SELECT max(folded) FROM register_page WHERE page = ?",
            arguments: [page]
        )
        if let earlier, earlier >= folded {
            // Two bulk imports with no single change between them: the sequence must still grow.
            try writer.insert(
                "register_change",
                ["page", "person", "import", "known", "what", "sealed"],
                [
                    page, 0, 0, "\(known)", "folded",
                    Data(
                        try Sealing.seal(
                            PersonPage(index: page, persons: []).encoded(),
                            key: seal.key,
                            nonce: seal.random(12),
                            additionalData: additional(page, "change")
                        )
                    ),
                ]
            )
            return try fold(page, with: latest, known: known, writer: writer)
        }
        let sorted = persons.values.sorted { $0.number < $1.number }
        let bytes = PersonPage(index: page, persons: sorted).encoded()
        let sealed = try Sealing.seal(
            bytes,
            key: seal.key,
            nonce: seal.random(12),
            additionalData: additional(page, "page")
        )
        try writer.insert(
            "register_page",
            ["page", "folded", "known", "sealed"],
            [page, folded, "\(known)", Data(sealed)]
        )
    }
}

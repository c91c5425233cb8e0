// The register in the books: sealed pages of persons, and sealed changes since the page was folded.
//
// Invariants:
// (1) A page holds the persons of 4,096 consecutive numbers; a change holds one whole person.
// (2) Reading as known on D takes the newest page known by D and lays the later changes that are
//     known by D over it, in order.
// (3) Nothing is overwritten: a page folded again is a new row, and a fact is never removed.
// (4) Sealed bytes name their place (page and kind) as additional data, so none can be moved.
// (5) Beside a page or change stand the codes of its units, in clear: a code of a commune says nothing
//     of a person, and a draft of one unit opens no page of the others.

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

    private let books: Books
    let seal: RegisterSeal
    /// The key of the identity runs: the register's.
    var sealKey: SecretKey { seal.key }
    /// Is told how far long work is.
    var meter: ProgressMeter { books.meter }
    /// Reads with SQL.
    func booksRead<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try books.read(body)
    }
    /// Whether pages that are read are held against their digests: what books or signs rests on them.
    private var provesPages = false
    private let hasher = SHA256()
    /// The rows of the pages that were proven: nobody changes one before the step ends (`Books.step`).
    private var provenRows: Set<Int64> = []
    private var cache: [CachedPage] = []
    /// Room for the bytes of one page.
    private var plain: [UInt8] = []

    /// A page that was read, and what it was read for.
    private struct CachedPage {
        let index: Int64
        let known: CivilDate
        let step: Int64
        let page: PersonPage
        /// The row that it is, where no change was laid over it; nil where one was.
        let row: Int64?
    }

    /// The register of those books.
    package init(books: Books, seal: RegisterSeal) {
        self.books = books
        self.seal = seal
    }

    /// The same register in the books at another moment: ``PastBooks``.
    ///
    /// - Parameter books: The books at that moment.
    /// - Returns: The register that they show.
    package func other(_ books: Books) -> RegisterStore { RegisterStore(books: books, seal: seal) }

    /// From here on each page is held against its digest, which the log proves.
    package func requireProvenPages() {
        provesPages = true
        forget()
    }

    /// Scratch for one step, beside the books.
    ///
    /// - Parameter mostHeld: How many bytes may be kept in memory.
    /// - Returns: Scratch that ends with the process.
    package func scratch(mostHeld: Int = 32 << 20) -> ScratchFile {
        ScratchFile(folder: books.folder, mostHeld: mostHeld, random: seal.random)
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

    /// A page as known on a day, as the register was when a step had been done.
    ///
    /// What was taken in later is left out even where it is known by that day: two steps of one day
    /// are told apart by it.
    ///
    /// - Throws: ``StoreError/sealedPage(_:)`` where it does not open.
    package func page(
        _ index: Int64,
        known: CivilDate,
        through step: Int64 = .max
    ) throws -> PersonPage {
        let hit = cache.firstIndex {
            $0.index == index && $0.known == known && $0.step == step
        }
        if let hit { return cache[hit].page }
        let loaded = try books.read { try load(index, known: known, through: step, db: $0) }
        if cache.count >= 8 { cache.removeFirst() }
        cache.append(
            CachedPage(index: index, known: known, step: step, page: loaded.page, row: loaded.row)
        )
        return loaded.page
    }

    /// Whether anything came to a page between two moments; its rows tell, and none is opened.
    ///
    /// - Throws: `DatabaseError`.
    package func isChanged(
        _ index: Int64,
        from then: RegisterMoment,
        to now: RegisterMoment
    ) throws -> Bool {
        try books.read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM register_page WHERE page = ?1
                        AND known <= ?2 AND step <= ?3 AND (known > ?4 OR step > ?5))
                      OR EXISTS (SELECT 1 FROM register_change WHERE page = ?1
                        AND known <= ?2 AND step <= ?3 AND (known > ?4 OR step > ?5))
                    """,
                arguments: [index, "\(now.known)", now.step, "\(then.known)", then.step]
            ) ?? true
        }
    }

    /// A page as the register was at a moment.
    package func page(_ index: Int64, at moment: RegisterMoment) throws -> PersonPage {
        try page(index, known: moment.known, through: moment.step)
    }

    /// The indices of the pages that have somebody with a claim of a unit, in order.
    ///
    /// It tells by the clear column of units, so no other page has to be opened.
    package func pages(
        of unit: String,
        known: CivilDate,
        through step: Int64 = .max
    ) throws -> [Int64] {
        let count = try pageCount()
        let pages = try books.read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT page FROM register_page
                    WHERE instr(units, ?1) AND known <= ?2 AND step <= ?3
                    UNION SELECT page FROM register_change
                    WHERE instr(units, ?1) AND known <= ?2 AND step <= ?3 ORDER BY page
                    """,
                arguments: [" \(unit) ", "\(known)", step]
            )
        }
        guard pages.allSatisfy({ (0..<count).contains($0) }) else {
            throw StoreError.damaged("register_page: a page")
        }
        return pages
    }

    /// The persons of a page as known on a day, by number.
    package func persons(page: Int64, known: CivilDate) throws -> [Int64: Person] {
        try Self.byNumber(try self.page(page, known: known))
    }

    /// The persons of a page by number.
    static func byNumber(_ page: PersonPage) throws -> [Int64: Person] {
        var found: [Int64: Person] = [:]
        found.reserveCapacity(page.count)
        for place in 0..<page.count { found[page.number(at: place)] = try person(place, of: page) }
        return found
    }

    /// The person at a place of a page, whose texts nobody has looked at since it was written.
    private static func person(_ place: Int, of page: PersonPage) throws -> Person {
        guard let person = page.checkedPerson(at: place) else {
            throw StoreError.sealedPage(page.index)
        }
        return person
    }

    /// Reads a page as known on a day and checks its texts too, which reading alone does not.
    ///
    /// - Returns: The page.
    /// - Throws: ``StoreError/sealedPage(_:)`` where it does not open or is not what we write.
    package func verify(page index: Int64, known: CivilDate) throws -> PersonPage {
        let page = try page(index, known: known)
        do throws(PersonPageError) { try page.checkTexts() } catch {
            throw StoreError.sealedPage(index)
        }
        return page
    }

    /// One person as known on a day, or nil where there was none.
    package func person(_ number: Int64, known: CivilDate) throws -> Person? {
        guard number > 0 else { return nil }
        let page = try page(PersonPage.index(of: number), known: known)
        return try page.place(of: number).map { try Self.person($0, of: page) }
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
    package func persons(
        _ numbers: Set<Int64>,
        known: CivilDate,
        through step: Int64
    ) throws -> [Int64: Person] {
        var found: [Int64: Person] = [:]
        for number in numbers.sorted() where number > 0 {
            let page = try page(PersonPage.index(of: number), known: known, through: step)
            found[number] = try page.place(of: number).map { try Self.person($0, of: page) }
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

    /// Forgets what was read: the register is another.
    package func forget() { cache.removeAll() }

    /// Reads a page, and its row where no change was laid over it: at another moment it may be the same,
    /// and then it is not opened again.
    func load(
        _ page: Int64,
        known: CivilDate,
        through step: Int64 = .max,
        db: Database
    ) throws -> (page: PersonPage, row: Int64?) {
        var folded: Int64 = -1
        var row: Int64?
        let pages = try Scan(
            db,
            """
            SELECT folded, rowid, digest, sealed FROM register_page
            WHERE page = ? AND known <= ? AND step <= ?
            ORDER BY folded DESC LIMIT 1
            """
        )
        pages.bind(1, page)
        pages.bind(2, "\(known)")
        pages.bind(3, step)
        var base = PersonPage(index: page)
        if try pages.step() {
            folded = pages.integer(0)
            row = pages.integer(1)
            if let known = cache.last(where: { $0.index == page && $0.row == row }) {
                base = known.page
            } else {
                try prove(pages, row: pages.integer(1), page: page)
                base = try open(pages, column: 3, page: page, kind: "page")
            }
        }
        let rows = try Scan(
            db,
            """
            SELECT sealed FROM register_change
            WHERE page = ? AND sequence > ? AND known <= ? AND step <= ?
            ORDER BY sequence
            """
        )
        rows.bind(1, page)
        rows.bind(2, folded)
        rows.bind(3, "\(known)")
        rows.bind(4, step)
        var changes: [PersonPage] = []
        while try rows.step() {
            changes.append(try open(rows, column: 0, page: page, kind: "change"))
        }
        return changes.isEmpty ? (base, row) : (base.merging(pages: changes), nil)
    }

    /// Holds the page of a row against its digest, once.
    private func prove(_ rows: borrowing Scan, row: Int64, page: Int64) throws {
        guard provesPages, !provenRows.contains(row) else { return }
        unsafe rows.withBytes(3) { unsafe hasher.update($0) }
        let seen = hasher.finish()
        guard unsafe rows.withBytes(2, { unsafe seen.bytes.elementsEqual($0) }) else {
            throw StoreError.sealedPage(page)
        }
        provenRows.insert(row)
    }

    private func open(
        _ rows: borrowing Scan,
        column: Int32,
        page: Int64,
        kind: String
    ) throws -> PersonPage {
        let additional = Self.additional(page, kind)
        let opened: Void? = unsafe rows.withBytes(column) {
            try? unsafe Sealing.open($0, key: seal.key, additionalData: additional, into: &plain)
        }
        guard opened != nil, let decoded = try? PersonPage(decoding: plain), decoded.index == page
        else { throw StoreError.sealedPage(page) }
        return decoded
    }

    static func additional(_ page: Int64, _ kind: String) -> [UInt8] {
        Array("chitra/\(kind)/\(page)".utf8)
    }

    /// Codes with a blank before and after each, so that one is found by its text.
    static func list(_ units: [String]) -> String {
        units.isEmpty ? "" : " " + units.joined(separator: " ") + " "
    }
}

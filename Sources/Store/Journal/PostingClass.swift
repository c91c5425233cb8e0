// What postings share, and the bytes that stand for a posting in the log.
//
// Invariants:
// (1) The bytes of a posting spell its account and dimensions: they are those of a row of the view
//     `posting`, so a leaf can be read without the table of classes, and the table of classes is proven
//     by the leaves.
// (2) A class is never changed; two rows of one content are the same class.

import Foundation
import GRDB
import Ledger

/// What a posting is about, beside its amount, its side and the person.
struct PostingClass: Hashable {
    var unit: String
    var account: String
    var currency: String
    var year: Int?
    var source: String?
    var programme: String?
    var provider: String?
    var file: String?

    /// The class of a posting.
    init(_ posting: Posting) {
        let dimensions = posting.dimensions
        unit = dimensions.unit
        account = posting.account
        currency = posting.amount.currency.code
        year = dimensions.budgetYear
        source = dimensions.source
        programme = dimensions.programme
        provider = dimensions.provider
        file = dimensions.file
    }

    /// The class in a row of `posting_class`.
    init(_ row: Row) {
        unit = row["unit"]
        account = row["account"]
        currency = row["currency"]
        year = row["year"]
        source = row["source"]
        programme = row["programme"]
        provider = row["provider"]
        file = row["file"]
    }

    /// Whether a posting is of this class: as if its class were made and compared, without making it.
    func isClass(of posting: Posting) -> Bool {
        posting.account == account && posting.dimensions.unit == unit
            && posting.dimensions.programme == programme && posting.dimensions.file == file
            && posting.dimensions.source == source && posting.dimensions.budgetYear == year
            && posting.dimensions.provider == provider && posting.amount.currency.code == currency
    }

    /// The columns in the order of ``values``.
    static let columns = [
        "unit", "account", "currency", "year", "source", "programme", "provider", "file",
    ]

    /// The values of the row.
    var values: [(any DatabaseValueConvertible)?] {
        [unit, account, currency, year, source, programme, provider, file]
    }

    /// The dimensions of a posting of this class.
    func dimensions(person: Int64?) -> Dimensions {
        var dimensions = Dimensions(unit: unit)
        dimensions.budgetYear = year
        dimensions.source = source
        dimensions.programme = programme
        dimensions.provider = provider
        dimensions.file = file
        dimensions.person = person
        return dimensions
    }
}

/// The bytes of the postings of one class: what does not change from one to the next is made once.
struct PostingBytes {
    private let account: [UInt8]
    private let rest: [UInt8]

    /// The bytes of a class.
    init(_ posting: PostingClass) {
        var cells = RowBytes()
        cells.add(posting.account)
        account = cells.bytes
        cells.removeAll()
        cells.add(posting.currency)
        cells.add(posting.year.map { Int64($0) })
        for text in [posting.source, posting.programme, posting.provider, posting.file] {
            cells.add(text)
        }
        rest = cells.bytes
    }

    private static let debit = side("debit")
    private static let credit = side("credit")

    private static func side(_ text: String) -> [UInt8] {
        var cells = RowBytes()
        cells.add(text)
        return cells.bytes
    }

    /// Appends a posting as a row of the view: its rowid, then its columns.
    func append(
        row: Int64,
        step: Int64,
        entry: Int64,
        ordinal: Int64,
        amount: Int64,
        person: Int64,
        to bytes: inout RowBytes
    ) {
        bytes.add(row)
        bytes.add(step)
        bytes.add(entry)
        bytes.add(ordinal)
        bytes.add(cells: account)
        bytes.add(cells: amount > 0 ? Self.debit : Self.credit)
        // The least number has no opposite; no posting has it, and its bytes are those of no other.
        bytes.add(amount == .min ? .min : abs(amount))
        bytes.add(cells: rest)
        if person == 0 { bytes.addNull() } else { bytes.add(person) }
    }
}

/// The classes of a connection, read once.
final class PostingClasses {
    private var numbers: [PostingClass: Int64] = [:]
    private var bytesOfClass: [Int64: PostingBytes] = [:]
    private var recent: [KnownClass] = []

    /// A class that was met, with the bytes of its postings.
    struct KnownClass {
        fileprivate let posting: PostingClass
        let number: Int64
        let bytes: PostingBytes
    }

    /// The classes by number.
    private(set) var byNumber: [Int64: PostingClass] = [:]

    /// The classes that a unit's postings need are looked up one by one: there may be many.
    init() {}

    /// All classes of the books.
    ///
    /// - Throws: `DatabaseError`.
    convenience init(all db: Database) throws {
        self.init()
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM posting_class ORDER BY number")
        while let row = try rows.next() {
            note(PostingClass(row), number: row["number"])
        }
    }

    private func note(_ posting: PostingClass, number: Int64) {
        numbers[posting] = numbers[posting] ?? number
        byNumber[number] = posting
        bytesOfClass[number] = PostingBytes(posting)
    }

    /// The bytes of a class; nil for a number that no class has.
    func bytes(_ number: Int64) -> PostingBytes? { bytesOfClass[number] }

    /// A posting's class, made by `make` where the books have none yet.
    func known(
        _ posting: Posting,
        in db: Database,
        make: (PostingClass) throws -> Int64
    ) throws -> KnownClass {
        // An entry's postings are of few classes, and comparing is cheaper than hashing eight texts.
        for index in recent.indices where recent[index].posting.isClass(of: posting) {
            return recent[index]
        }
        let wanted = PostingClass(posting)
        let number: Int64
        if let known = numbers[wanted] {
            number = known
        } else {
            number = try Self.find(wanted, db) ?? make(wanted)
            note(wanted, number: number)
        }
        if recent.count == 4 { recent.removeFirst() }
        let met = KnownClass(
            posting: wanted,
            number: number,
            bytes: bytesOfClass[number] ?? PostingBytes(wanted)
        )
        recent.append(met)
        return met
    }

    private static func find(_ wanted: PostingClass, _ db: Database) throws -> Int64? {
        let conditions = PostingClass.columns.map { "\($0) IS ?" }.joined(separator: " AND ")
        return try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT number FROM posting_class WHERE \(conditions) ORDER BY number"
            ),
            arguments: StatementArguments(wanted.values)
        )
    }
}

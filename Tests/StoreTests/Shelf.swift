// Empty books in a temporary folder, for tests of the store alone.

import Enrolment
import Foundation
import Intake
import Ledger
import Signing
import Synchronization
import Testing

@testable import Store

/// A day that the test writes.
func day(_ text: String) -> CivilDate {
    guard let day = CivilDate(iso: text) else { preconditionFailure("no day: \(text)") }
    return day
}

/// Numbers that are given once.
private final class Counter: Sendable {
    private let value = Mutex<UInt64>(0)

    func next() -> UInt64 {
        value.withLock { value in
            value += 1
            return value
        }
    }
}

/// Books and their register's key.
final class Shelf {
    let folder: String
    let now: Instant
    private let root: String
    private let counter = Counter()

    init() throws {
        guard let now = Instant(iso: "2026-11-22T09:00:00+07:00") else {
            preconditionFailure("a moment")
        }
        self.now = now
        let temporary =
            FileManager.default.isWritableFile(atPath: "/dev/shm")
            ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        root = "\(temporary)/chitra-test-\(UUID().uuidString)"
        folder = "\(root)/books"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try Books.create(
            folder: folder,
            origin: "chitra.example/test",
            seed: Array(repeating: 5, count: 32)
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Writes a batch that has nothing but lines, in a step of its own.
    func writeBatch(
        _ place: Int,
        in books: Books,
        _ body: (LineWriter) throws -> Void
    ) throws {
        try books.step(
            StepInfo(key: "batch \(place)", verb: "test", at: now, officer: "")
        ) { writer in
            let lines = try writer.lineWriter()
            try body(lines)
            let count = lines.count
            try writer.insert(
                "batch",
                [
                    "code", "kind", "unit", "serial", "period", "known", "year", "first_line",
                    "line_count", "transfer_count", "amount", "salt_key", "lines_root",
                    "line_digest", "manifest_digest", "rule_book", "register", "accepted_doubts",
                ],
                [
                    "CODE\(place)", "opening", "NA01", place, "2026-11", "2026-11-22", 2026,
                    lines.firstLine, count, 0, 1, Data(), Data(), Data(try lines.finish().bytes),
                    "", "", "", "",
                ]
            )
        }
    }

    /// The books, open to write.
    ///
    /// A program that another test starts holds our open files for a moment, the lock too.
    func openToWrite() throws -> Books {
        for _ in 0..<500 {
            do { return try Books.open(folder: folder, access: .write) } catch StoreError.locked {
                usleep(10_000)
            }
        }
        throw StoreError.locked
    }

    /// A small step: one setting.
    @discardableResult
    func setting(_ name: String) throws -> StepOutcome {
        let books = try openToWrite()
        return try books.step(
            StepInfo(key: name, verb: "test", at: now, officer: "")
        ) { try $0.insert("setting", ["name", "value"], [name, "v"]) }
    }

    func seal(_ byte: UInt8 = 3) throws -> RegisterSeal {
        let key = try #require(SecretKey(bytes: Array(repeating: byte, count: 32)))
        return RegisterSeal(key: key) { [counter] count in
            Array(Digest.of(utf8: "nonce \(counter.next())").bytes.prefix(count))
        }
    }

    /// A register over books opened now.
    func register(_ access: Access = .read, keyByte: UInt8 = 3) throws -> RegisterStore {
        RegisterStore(
            books: access == .write
                ? try openToWrite() : try Books.open(folder: folder, access: access),
            seal: try seal(keyByte)
        )
    }

    /// One import of some persons, known on a day.
    func append(_ persons: [Person], isNew: Bool = true, known: String, file: String) throws {
        let books = try openToWrite()
        let register = RegisterStore(books: books, seal: try seal())
        try books.step(
            StepInfo(key: file, verb: "register import", at: now, officer: "")
        ) { writer in
            try register.append(
                persons.map { PersonChange(person: $0, what: "added", isNew: isNew) },
                from: ImportOrigin(
                    fileName: file,
                    digest: Digest.of(utf8: file),
                    rowCount: persons.count,
                    known: day(known)
                ),
                writer: writer
            )
        }
    }

    /// Somebody with a number and a household.
    static func person(_ number: Int64, household: String = "") -> Person {
        let tail = String(1_000_000 + number).dropFirst()
        guard let id = NationalID("001086\(tail)"), let name = PersonName("Nguyễn Thị Lan") else {
            preconditionFailure("the test's own person")
        }
        return Person(
            number: number,
            nationalID: id,
            name: name,
            birth: day("1986-03-10"),
            sex: .female,
            household: household,
            payee: number,
            authorityEnds: nil,
            way: .cash,
            claims: [],
            facts: []
        )
    }
}

// The register in the books: sealed pages and changes, earlier versions, identity runs.

import Enrolment
import Foundation
import GRDB
import Intake
import Ledger
import Signing
import Testing

@testable import Store

struct RegisterStoreTests {
    private func count(_ shelf: Shelf, _ sql: String) throws -> Int {
        try Books.open(folder: shelf.folder, access: .read).read {
            try Int.fetchOne($0, sql: sql) ?? -1
        }
    }

    private func persons(_ numbers: ClosedRange<Int64>, _ household: String = "") -> [Person] {
        numbers.map { Shelf.person($0, household: household) }
    }

    @Test func `few changes stand one by one, more than 64 fold the page`() throws {
        let shelf = try Shelf()
        try shelf.append(persons(1...64), known: "2026-11-01", file: "a")
        #expect(try count(shelf, "SELECT count(*) FROM register_page") == 0)
        #expect(try count(shelf, "SELECT count(*) FROM register_change") == 64)
        try shelf.append(persons(65...129), known: "2026-11-02", file: "b")
        #expect(try count(shelf, "SELECT count(*) FROM register_page") == 1)
        #expect(try count(shelf, "SELECT count(*) FROM register_change") == 64)
        try shelf.append([Shelf.person(130)], known: "2026-11-03", file: "c")
        let register = try shelf.register()
        #expect(try register.lastNumber() == 130)
        #expect(try register.page(0, known: day("2026-11-03")).persons == persons(1...130))
        #expect(
            try BooksVerifier(books: Books.open(folder: shelf.folder, access: .read))
                .verify().findings.isEmpty
        )
    }

    @Test func `a read as known earlier takes the earlier version`() throws {
        let shelf = try Shelf()
        try shelf.append(persons(1...100, "first"), known: "2026-11-01", file: "a")
        try shelf.append(
            persons(1...3, "second"),
            isNew: false,
            known: "2026-11-05",
            file: "b"
        )
        try shelf.append(
            persons(1...80, "third"),
            isNew: false,
            known: "2026-11-09",
            file: "c"
        )
        let register = try shelf.register()
        func households(_ known: String) throws -> [String] {
            try [1, 3, 50, 100].map { try register.person($0, known: day(known))?.household ?? "-" }
        }
        #expect(try households("2026-10-31") == ["-", "-", "-", "-"])
        #expect(try households("2026-11-01") == ["first", "first", "first", "first"])
        #expect(try households("2026-11-04") == ["first", "first", "first", "first"])
        #expect(try households("2026-11-05") == ["second", "second", "first", "first"])
        #expect(try households("2026-11-22") == ["third", "third", "third", "first"])
        #expect(try register.page(0, known: day("2026-10-31")).persons.isEmpty)
    }

    @Test func `two bulk imports with nothing between, on one day, keep the later`() throws {
        let shelf = try Shelf()
        try shelf.append(persons(1...70, "first"), known: "2026-11-01", file: "a")
        try shelf.append(persons(1...70, "second"), isNew: false, known: "2026-11-01", file: "b")
        try shelf.append(persons(1...70, "third"), isNew: false, known: "2026-11-01", file: "c")
        let page = try shelf.register().page(0, known: day("2026-11-01"))
        #expect(Set(page.persons.map(\.household)) == ["third"])
        #expect(page.count == 70)
    }

    @Test func `persons past the first page have a page of their own`() throws {
        let shelf = try Shelf()
        let all = persons(1...(RegisterStore.personsPerPage + 2))
        try shelf.append(all, known: "2026-11-01", file: "a")
        let register = try shelf.register()
        #expect(try register.pageCount() == 2)
        #expect(
            try register.page(1, known: day("2026-11-01")).persons.map(\.number) == [4_097, 4_098]
        )
        #expect(try register.numbers(of: [all[0].nationalID, all[4_097].nationalID]).count == 2)
    }

    /// Somebody with a claim of a unit.
    private func claimant(_ number: Int64, of unit: String) -> Person {
        var person = Shelf.person(number)
        person.claims = [
            Claim(
                category: "5.6",
                unit: unit,
                decision: "1/QĐ",
                signed: day("2026-01-05"),
                certificate: nil,
                ended: nil,
                known: day("2026-01-05")
            )
        ]
        return person
    }

    @Test func `the pages of a unit are found by its code, whatever brought it there`() throws {
        let shelf = try Shelf()
        try shelf.append(persons(1...4_095), known: "2026-11-01", file: "a")
        try shelf.append(
            [claimant(4_096, of: "CM01")] + (4_097...4_200).map { claimant($0, of: "CM02") },
            known: "2026-11-02",
            file: "b"
        )
        let register = try shelf.register()
        func pages(_ unit: String, _ known: String) throws -> [Int64] {
            try register.pages(of: unit, known: day(known))
        }
        #expect(try pages("CM01", "2026-11-01").isEmpty)
        #expect(try pages("CM01", "2026-11-02") == [0])
        #expect(try pages("CM02", "2026-11-02") == [1])
        #expect(try pages("M0", "2026-11-02").isEmpty)
        for index in [0, 1] as [Int64] {
            let units = try register.page(index, known: day("2026-11-02")).units
            #expect(units == (index == 0 ? ["CM01"] : ["CM02"]))
        }
    }

    @Test(arguments: [1, 100])
    func `a sealed row does not open with another key`(_ people: Int64) throws {
        let shelf = try Shelf()
        try shelf.append(persons(1...people), known: "2026-11-01", file: "a")
        let register = try shelf.register(keyByte: 4)
        #expect(throws: StoreError.sealedPage(0)) {
            _ = try register.page(0, known: day("2026-11-01"))
        }
    }

    @Test func `a sealed page with a name that is none is refused where it counts`() throws {
        let shelf = try Shelf()
        try shelf.append(persons(1...100), known: "2026-11-01", file: "a")
        var bytes = try shelf.register().page(0, known: day("2026-11-01")).encoded()
        // One byte of the first name: what nobody without the register's key could bring in.
        let name = try #require(bytes.firstRange(of: Array("Nguyễn".utf8)))
        bytes[name.lowerBound] = 0xFF
        let seal = try shelf.seal()
        let sealed = try Sealing.seal(
            bytes,
            key: seal.key,
            nonce: seal.random(Sealing.nonceByteCount),
            additionalData: Array("chitra/page/0".utf8)
        )
        let books = try shelf.openToWrite()
        try books.step(StepInfo(key: "forged", verb: "test", at: shelf.now, officer: "")) {
            writer in
            try writer.insert(
                "register_page",
                ["page", "folded", "known", "units", "digest", "sealed"],
                [0, 1_000, "2026-11-01", "", Data(Digest.of(sealed).bytes), Data(sealed)]
            )
        }
        let register = RegisterStore(books: books, seal: seal)
        let known = day("2026-11-01")
        #expect(try register.page(0, known: known).count == 100)
        #expect(try register.person(2, known: known) == Shelf.person(2))
        #expect(throws: StoreError.sealedPage(0)) { try register.person(1, known: known) }
        #expect(throws: StoreError.sealedPage(0)) { try register.persons(page: 0, known: known) }
        #expect(throws: StoreError.sealedPage(0)) {
            _ = try register.verify(page: 0, known: known)
        }
        // Nor is it written again.
        #expect(throws: StoreError.sealedPage(0)) {
            try books.step(
                StepInfo(key: "b", verb: "test", at: shelf.now, officer: "")
            ) { writer in
                try register.append(
                    persons(2...90, "other").map {
                        PersonChange(person: $0, what: "moved", isNew: false)
                    },
                    from: ImportOrigin(
                        fileName: "b",
                        digest: Digest.of(utf8: "b"),
                        rowCount: 89,
                        known: known
                    ),
                    writer: writer
                )
            }
        }
    }

    @Test func `a page sealed anew in its row opens, but not where pages are proven`() throws {
        let shelf = try Shelf()
        try shelf.append(persons(1...100), known: "2026-11-01", file: "a")
        let known = day("2026-11-01")
        let seal = try shelf.seal()
        let sealed = try Sealing.seal(
            try shelf.register().page(0, known: known).encoded(),
            key: seal.key,
            nonce: seal.random(Sealing.nonceByteCount),
            additionalData: Array("chitra/page/0".utf8)
        )
        let database = try DatabaseQueue(path: "\(shelf.folder)/books.sqlite")
        let triggers = Schema.triggers.filter { $0.contains("TRIGGER register_page_no_") }
        try database.write { db in
            for verb in ["update", "delete"] {
                try db.execute(sql: "DROP TRIGGER register_page_no_\(verb)")
            }
            try db.execute(sql: "UPDATE register_page SET sealed = ?", arguments: [Data(sealed)])
            #expect(db.changesCount == 1)
            for trigger in triggers { try db.execute(sql: trigger) }
        }
        let books = try Books.open(folder: shelf.folder, access: .read)
        let register = RegisterStore(books: books, seal: seal)
        #expect(try register.page(0, known: known).count == 100)
        register.requireProvenPages()
        #expect(throws: StoreError.sealedPage(0)) { try register.page(0, known: known) }
        // Rows alone do not tell; all of the books does, and names the step.
        let verifier = BooksVerifier(books: books)
        #expect(try verifier.verify(reach: .rows).findings.isEmpty)
        #expect(try verifier.verify().findings.map(\.place) == ["register_page"])
    }

    @Test(arguments: ["x''", "zeroblob(24)", "substr(pairs, 1, 24)"])
    func `a piece of the IDs that is another is damage, not the end of its run`(
        _ pairs: String
    ) throws {
        let shelf = try Shelf()
        try shelf.append(persons(1...100), known: "2026-11-01", file: "a")
        let database = try DatabaseQueue(path: "\(shelf.folder)/books.sqlite")
        try database.write { db in
            try db.execute(sql: "DROP TRIGGER identity_run_no_update")
            try db.execute(sql: "UPDATE identity_run SET pairs = \(pairs)")
            #expect(db.changesCount == 1)
        }
        let register = try shelf.register()
        #expect(throws: StoreError.self) {
            _ = try register.numbers(of: [Shelf.person(1).nationalID])
        }
    }

    @Test func `nothing of a person is readable in the database file`() throws {
        let shelf = try Shelf()
        try shelf.append(persons(1...100, "HO-SECRET"), known: "2026-11-01", file: "a")
        try shelf.append(
            [Shelf.person(101, household: "HO-SECRET")],
            known: "2026-11-01",
            file: "b"
        )
        let bytes = try Data(contentsOf: URL(filePath: "\(shelf.folder)/books.sqlite"))
        for word in ["HO-SECRET", "Nguyễn", "001086"] {
            #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)")
        }
    }

    @Test func `identity runs are merged after eight imports, and every ID is found`() throws {
        let shelf = try Shelf()
        for number in 1...20 as ClosedRange<Int64> {
            try shelf.append([Shelf.person(number)], known: "2026-11-01", file: "f\(number)")
            let register = try shelf.register()
            let ids = persons(1...20).map(\.nationalID)
            let found = try register.numbers(of: ids)
            #expect(found.values.sorted() == Array(1...number), "after import \(number)")
        }
        #expect(try count(shelf, "SELECT count(DISTINCT run) FROM identity_run") == 20)
        let merges = "SELECT count(*) FROM identity_run WHERE merged_through > 0"
        #expect(try count(shelf, merges) == 2)
        let live = """
            SELECT count(DISTINCT run) FROM identity_run
            WHERE run > (SELECT max(merged_through) FROM identity_run)
            """
        #expect(try count(shelf, live) <= 8)
    }

    @Test func `the register's digest follows what is known`() throws {
        let shelf = try Shelf()
        try shelf.append(persons(1...2), known: "2026-11-01", file: "a")
        let first = try shelf.register().digest(known: day("2026-11-30"))
        try shelf.append(persons(3...4), known: "2026-11-05", file: "b")
        let register = try shelf.register()
        #expect(try register.digest(known: day("2026-11-04")) == first)
        #expect(try register.digest(known: day("2026-11-05")) != first)
        #expect(try register.digest(known: day("2026-10-31")) == Digest.of([]))
    }
}

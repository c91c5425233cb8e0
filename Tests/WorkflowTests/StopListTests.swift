// Between the last signature and hand-over: a stop list takes lines away, and nothing else does.

import Disbursement
import Foundation
import GRDB
import Intake
import Ledger
import Signing
import Store
import Testing
import Workflow

extension Household {
    /// Stops lines of a person, signed by two officers.
    func stop(
        _ batch: String,
        _ person: Townsman,
        from first: String? = nil,
        cause: StopCause = .death,
        by one: String,
        _ other: String
    ) throws -> StopSheet {
        let number = try number(person)
        return try write { open in
            let report = try StopLines(environment).run(
                open,
                order: StopOrder(
                    batch: batch,
                    person: number,
                    fromMonth: first.map(month),
                    cause: cause,
                    document: "KT-7/2026"
                ),
                officers: (try key(one, open), try key(other, open))
            )
            return report.sheet
        }
    }
}

struct StopListTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")

    /// An approved month of two persons, one of them with arrears.
    private func approved() throws -> (town: Household, batch: String) {
        let town = try Household()
        try town.register(
            [lan, hoa].enumerated().map { index, person in
                .enrol(person, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                    .account("102872253231\(index)")
            }
        )
        try town.opening([lan, hoa].flatMap { paid($0, 7...10, unit: "NA01", 750_000) })
        try town.receiveEnough()
        let sheet = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
        #expect(sheet.amount == 2_100_000)
        try town.approveAll("2026-11")
        return (town, sheet.code)
    }

    @Test func `a death after the last signature takes the months after it away`() throws {
        let (town, batch) = try approved()
        let before = try town.content(batch)
        try town.register([.death(lan, on: "2026-10-15")])
        let stop = try town.stop(batch, lan, by: "maker", "checker")
        #expect(stop.amount == 810_000)
        #expect(stop.remaining == 1_290_000)
        let report = try #require(try town.issue("2026-11").first)
        #expect(report.folder.hasSuffix("/\(batch)/stops/01/"))
        #expect(report.files.map(\.amount) == [1_290_000])
        #expect(report.files.map(\.transferCount) == [2])
        #expect(report.files.allSatisfy { $0.stop == 1 })
        // The batch's own bytes stand; the stop's files are signed, the frozen ones are not.
        #expect(try town.content(batch).read("MANIFEST") == before.read("MANIFEST"))
        let paths = try town.content(batch).paths
        let signed = paths.filter { $0.hasSuffix(".p7s") && $0.contains("files/") }
        #expect(!signed.isEmpty)
        #expect(signed.allSatisfy { $0.hasPrefix("stops/01/") })
        let verified = try town.verifySealed(batch)
        #expect(verified.findings.isEmpty, "\(verified.findings)")
        #expect(verified.stopped.count == 1)
        #expect(try town.verify().findings.isEmpty)
        // A storno of a part of the approval.
        let storno = try town.read { open in
            try open.books.read { db in
                try Row.fetchOne(db, sql: "SELECT * FROM entry WHERE event = 'withdrawn'")
            }
        }
        #expect(storno?["reverses"] == "\(batch)/approved")
        #expect(try town.balance("EXP") == 1_290_000)
        #expect(try town.balance("RESERVED") == 1_290_000)
        #expect(try town.balance("PAY") == 0)
        #expect(try town.balance("CLR") == -1_290_000)
    }

    @Test func `a stop again, with the same words, changes nothing`() throws {
        let (town, batch) = try approved()
        let first = try town.stop(batch, lan, from: "2026-07", by: "maker", "checker")
        let standing = try town.standing()
        #expect(try town.stop(batch, lan, from: "2026-07", by: "maker", "checker") == first)
        #expect(try town.standing() == standing)
    }

    @Test(arguments: [false, true])
    func `a stop again tells of no list that was changed since it was signed`(
        _ changesManifest: Bool
    ) throws {
        let (town, batch) = try approved()
        _ = try town.stop(batch, lan, from: "2026-07", by: "maker", "checker")
        let place = "\(town.folder)/batches/\(batch)/stops/01"
        let sheet = try String(contentsOfFile: "\(place)/stop.toml", encoding: .utf8)
        let changed = sheet.replacing("remaining = ", with: "remaining = 1")
        try #require(changed != sheet)
        try Data(changed.utf8).write(to: URL(filePath: "\(place)/stop.toml"))
        if changesManifest {
            let manifest = try String(contentsOfFile: "\(place)/MANIFEST", encoding: .utf8)
            let forged = manifest.replacing(
                Digest.of(utf8: sheet).hex,
                with: Digest.of(utf8: changed).hex
            )
            try #require(forged != manifest)
            try Data(forged.utf8).write(to: URL(filePath: "\(place)/MANIFEST"))
        }
        #expect(throws: StoreError.damaged("stops/01/stop.toml")) {
            try town.stop(batch, lan, from: "2026-07", by: "maker", "checker")
        }
    }

    /// A folder of a stop list that no step of the books made.
    private func leave(_ files: [String], _ batch: String, _ town: Household) throws -> String {
        let stops = "\(town.folder)/batches/\(batch)/stops"
        try FileManager.default.createDirectory(
            atPath: "\(stops)/01",
            withIntermediateDirectories: true
        )
        for name in files { try Data("x".utf8).write(to: URL(filePath: "\(stops)/01/\(name)")) }
        return stops
    }

    @Test func `a stop list that was cut off is nothing, and the next step takes it away`() throws {
        let (town, batch) = try approved()
        let stops = try leave(["stop.toml", "MANIFEST"], batch, town)
        #expect(try town.verify().findings.isEmpty)
        try town.write { _ in }
        #expect(!FileManager.default.fileExists(atPath: stops))
    }

    @Test func `a signed stop list that the books do not know is kept and told`() throws {
        let (town, batch) = try approved()
        let stops = try leave(["stop.toml", "MANIFEST", "MANIFEST.p7s"], batch, town)
        #expect(try town.verify().findings.contains { $0.place.contains("stops/01") })
        #expect(throws: StoreError.foreignBatch("\(batch)/stops/01")) { try town.write { _ in } }
        #expect(FileManager.default.fileExists(atPath: "\(stops)/01/MANIFEST.p7s"))
    }

    @Test func `a second stop list stands beside the first and takes away what is left`() throws {
        let (town, batch) = try approved()
        _ = try town.stop(batch, lan, from: "2026-11", by: "maker", "checker")
        let second = try town.stop(batch, hoa, from: "2026-11", by: "checker", "chief-accountant")
        #expect(second.number == 2)
        #expect(second.remaining == 480_000)
        let report = try #require(try town.issue("2026-11").first)
        #expect(report.files.map(\.amount) == [480_000])
        let verified = try town.verifySealed(batch)
        #expect(verified.findings.isEmpty, "\(verified.findings)")
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `the last lines of a batch can be stopped too, and nothing is handed over`() throws {
        let (town, batch) = try approved()
        _ = try town.stop(batch, lan, from: "2026-07", by: "maker", "checker")
        _ = try town.stop(batch, hoa, from: "2026-07", by: "maker", "checker")
        #expect(try town.balance("EXP") == 0)
        try town.issue("2026-11")
        #expect(try town.balance("CLR") == 0)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `one person does not stop alone, nor one without a signature on batches`() throws {
        let (town, batch) = try approved()
        let standing = try town.standing()
        for pair in [("checker", "checker"), ("maker", "auditor")] {
            let code = try refusal {
                _ = try town.stop(batch, lan, from: "2026-07", by: pair.0, pair.1)
            }
            #expect(code == .notPermitted, "\(pair)")
        }
        #expect(try town.standing() == standing)
    }

    @Test func `after hand-over it is too late to stop`() throws {
        let (town, batch) = try approved()
        try town.issue("2026-11")
        let standing = try town.standing()
        #expect(
            try refusal { _ = try town.stop(batch, lan, from: "2026-07", by: "maker", "checker") }
                == .notPermitted
        )
        #expect(try town.standing() == standing)
    }

    /// The lines of a person that a draft says, and those that it holds, with the cause.
    private func drafted(
        _ town: Household,
        _ person: Townsman,
        _ period: String = "2026-11"
    ) throws -> (due: [DueLine], held: [HeldLine]) {
        let number = try town.number(person)
        let draft = try #require(try town.draft(period, units: ["NA01"]).first)
        return (
            draft.lines.filter { $0.person == number },
            draft.held.filter { $0.line.person == number }
        )
    }

    @Test func `what was stopped waits in every later draft until the register says why`() throws {
        let (town, batch) = try approved()
        _ = try town.stop(batch, lan, from: "2026-07", by: "maker", "checker")
        let next = try drafted(town, lan)
        #expect(next.due.isEmpty)
        #expect(next.held.count == 5)
        #expect(next.held.allSatisfy { $0.cause == .stopped })
        // A death goes on: the next month waits too, for this person and nobody else.
        town.now = morning("2026-12-22")
        let later = try drafted(town, lan, "2026-12")
        #expect(later.due.isEmpty)
        #expect(later.held.count == 6)
        #expect(try drafted(town, hoa, "2026-12").due.count == 1)
        // The register is told on the day of the next draft: then the law decides.
        try town.register([.death(lan, on: "2026-10-15")])
        let told = try drafted(town, lan, "2026-12")
        // Nothing after the death is owed; what was owed before it waits for an heir.
        let months = ["2026-07", "2026-08", "2026-09", "2026-10"]
        #expect(told.due.isEmpty)
        #expect(told.held.map { "\($0.line.month)" } == months)
        #expect(told.held.allSatisfy { $0.cause == .payeeDied })
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `an event of the very day of the batch counts as new`() throws {
        let (town, batch) = try approved()
        _ = try town.stop(batch, lan, from: "2026-11", by: "maker", "checker")
        #expect(try drafted(town, lan).due.isEmpty)
        try town.register([.death(lan, on: "2026-10-15")])
        let told = try drafted(town, lan)
        #expect(told.due.isEmpty)
        #expect(told.held.isEmpty)
    }

    @Test func `a correction of the register releases what was stopped for wrong data`() throws {
        let (town, batch) = try approved()
        _ = try town.stop(batch, lan, from: "2026-11", cause: .wrongData, by: "maker", "checker")
        #expect(try drafted(town, lan).held.map(\.cause) == [.stopped])
        // Somebody else's event releases nothing.
        try town.register([.change(hoa, document: "DX-1").account("1028722532377")])
        #expect(try drafted(town, lan).held.map(\.cause) == [.stopped])
        try town.register([.change(lan, document: "DX-2").account("1028722532399")])
        let released = try drafted(town, lan)
        #expect(released.held.isEmpty)
        #expect(released.due.map(\.amount) == [810_000])
    }

    @Test func `a cause that ends with its months does not hold the month after them`() throws {
        let (town, batch) = try approved()
        _ = try town.stop(batch, lan, from: "2026-11", cause: .double, by: "maker", "checker")
        town.now = morning("2026-12-22")
        let next = try drafted(town, lan, "2026-12")
        #expect(next.due.map { "\($0.month)" } == ["2026-12"])
        #expect(next.held.map { "\($0.line.month)" } == ["2026-11"])
    }

    @Test func `a stop list without a paper is refused`() throws {
        let (town, batch) = try approved()
        let number = try town.number(lan)
        let code = try refusal {
            try town.write { open in
                _ = try StopLines(town.environment).run(
                    open,
                    order: StopOrder(
                        batch: batch,
                        person: number,
                        fromMonth: month("2026-11"),
                        cause: .death,
                        document: "  "
                    ),
                    officers: (try town.key("maker", open), try town.key("checker", open))
                )
            }
        }
        #expect(code == .usage)
    }

    @Test func `without a death in the register the first month must be named`() throws {
        let (town, batch) = try approved()
        #expect(try refusal { _ = try town.stop(batch, lan, by: "maker", "checker") } == .usage)
    }
}

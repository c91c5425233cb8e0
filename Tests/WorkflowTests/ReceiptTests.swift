// The receipt of a line: proven by a stranger, and by nobody once a byte of it is another.

import BankSimulator
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
    /// The receipt of a line.
    func receipt(_ batch: String, _ line: Int) throws -> ProvenReceipt {
        try read { try ProveLines($0).receipt(line: line, of: batch) }
    }

    /// The receipt of the lines of a transfer.
    func receipt(transfer: String) throws -> ProvenReceipt {
        try read { try ProveLines($0).receipt(transfer: transfer) }
    }

    /// The public key of the log, as a stranger holds it.
    func logKey() throws -> LogVerifier {
        let text = try String(contentsOfFile: "\(folder)/keys/log.vkey", encoding: .utf8)
        return try LogVerifier(line: text.filter { $0 != "\n" })
    }
}

/// What a stranger makes of the bytes of a receipt.
private func verify(_ bytes: [UInt8], _ key: LogVerifier) throws -> ProvenLines {
    try LineReceipt(parsing: bytes).verified(by: key)
}

struct ReceiptTests {
    /// A month of thirty persons, approved: arrears and cash among them, a guardian's transfer of more.
    private func approved() throws -> (town: Household, batch: BatchRecord, people: [Townsman]) {
        let town = try Household(BooksKind(units: ["NA01"]))
        let people = (1...30).map { serial in
            Townsman(serial, "Nguyễn Thị \(["Lan", "Hoa", "Mơ"][serial % 3])", born: "1986-03-10")
        }
        let rows = people.enumerated().map { index, person in
            let line = RegisterLine.enrol(
                person,
                "5.6",
                unit: "NA01",
                signed: "2025-03-05",
                facts: "severity=severe"
            )
            return index % 5 == 0
                ? line.cash() : line.account(String(1_500_205_000_000 + index))
        }
        try town.register(rows)
        try town.opening(people.flatMap { paid($0, 7...10, unit: "NA01", 750_000) })
        try town.receiveEnough()
        _ = try town.freeze("2026-11")
        try town.approveAll("2026-11")
        return (town, try #require(try town.batches().first), people)
    }

    @Test func `every line of a batch is proven, those that were stopped too`() throws {
        let (town, frozen, people) = try approved()
        _ = try town.stop(frozen.code, people[3], from: "2026-10", by: "maker", "checker")
        try town.issue("2026-11")
        let batch = try #require(try town.batches().first)
        let key = try town.logKey()
        let stored = try town.lines(batch)
        #expect(stored.count > 60 && stored.stopped.count > 1)
        let root = try town.read { $0.books.checkpoint }
        var stopped: Set<Int> = []
        let receipts = try town.read { open in
            try stored.map { try ProveLines(open).receipt(line: $0.number, of: batch.code) }
        }
        for (line, receipt) in zip(stored, receipts) {
            let proven = try verify(receipt.bytes, key)
            #expect(proven.lines.map(\.number) == [line.number])
            #expect(proven.lines.map(\.line) == [line.line])
            #expect(proven.batch == batch.code && proven.event == "approved")
            #expect(proven.checkpoint == root)
            stopped.formUnion(receipt.stopped)
        }
        #expect(stopped == stored.stopped)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `the lines of a transfer are proven in one file`() throws {
        let (town, batch, _) = try approved()
        let key = try town.logKey()
        let stored = try town.lines(batch)
        for (transfer, lines) in Dictionary(grouping: stored, by: \.transfer) {
            let code = try #require(lines.first.map { _ in batch.code })
            let id = try town.read { open in
                try verify(
                    ProveLines(open).receipt(line: lines[0].number, of: code).bytes,
                    key
                ).lines[0].transfer
            }
            let receipt = try town.receipt(transfer: id)
            let proven = try verify(receipt.bytes, key)
            #expect(proven.lines.map(\.number) == lines.map(\.number), "\(transfer)")
            #expect(proven.lines.allSatisfy { $0.transfer == id })
        }
    }

    @Test func `every changed byte of a receipt is refused`() throws {
        let (town, batch, _) = try approved()
        let key = try town.logKey()
        let id = try verify(try town.receipt(batch.code, 7).bytes, key).lines[0].transfer
        let bytes = try town.receipt(transfer: id).bytes
        #expect(try verify(bytes, key).lines.count > 1)
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1 << (place % 8)
            #expect(throws: ReceiptRefusal.self, "byte \(place)") { try verify(changed, key) }
            guard place % 7 == 0 || bytes[place] == 0x0A else { continue }
            #expect(throws: ReceiptRefusal.self, "end \(place)") {
                try verify(Array(bytes[..<place]), key)
            }
        }
        for extra in ["\n", " ", "a"] {
            #expect(throws: ReceiptRefusal.self) { try verify(bytes + extra.utf8, key) }
        }
    }

    @Test func `the part that fails is named`() throws {
        let (town, batch, _) = try approved()
        let key = try town.logKey()
        let text = String(decoding: try town.receipt(batch.code, 5).bytes, as: UTF8.self)
        let other = String(decoding: try town.receipt(batch.code, 6).bytes, as: UTF8.self)
        func part(_ text: String, _ word: String) throws -> String {
            try #require(text.split(separator: "\n").map(String.init).first { $0.hasPrefix(word) })
        }
        func refusal(_ changed: String) -> ReceiptRefusal? {
            do {
                _ = try verify(Array(changed.utf8), key)
                return nil
            } catch { return error as? ReceiptRefusal }
        }
        func with(_ word: String) throws -> ReceiptRefusal? {
            let (own, foreign) = (try part(text, word), try part(other, word))
            return refusal(text.replacingOccurrences(of: own, with: foreign))
        }
        #expect(refusal(text) == nil)
        #expect(try with("salt ") == .path(place: 1))
        #expect(try with("row ") == .path(place: 1))
        let entry = try part(text, "entry ")
        let added = "entry " + Base64.encode((Base64.decode(entry.dropFirst(6).utf8) ?? []) + [0])
        #expect(refusal(text.replacingOccurrences(of: entry, with: added)) == .log(.notIncluded))
        let index = try part(text, "index ")
        #expect(
            refusal(text.replacingOccurrences(of: index, with: "index 0")) == .log(.notIncluded)
        )
        #expect(
            refusal(text.replacingOccurrences(of: "chitra/receipt/1", with: "chitra/receipt/2"))
                == .form(line: 1)
        )
        let seed = try #require(SecretKey(bytes: [UInt8](repeating: 7, count: 32)))
        let stranger = try LogKey(name: key.name, seed: seed)
        #expect(throws: ReceiptRefusal.log(.note(.unsigned))) {
            try verify(Array(text.utf8), stranger.verifier)
        }
    }

    @Test func `lines that change places are refused`() throws {
        let (town, batch, _) = try approved()
        let key = try town.logKey()
        let five = try LineReceipt(parsing: try town.receipt(batch.code, 5).bytes)
        let six = try LineReceipt(parsing: try town.receipt(batch.code, 6).bytes)
        func made(_ lines: [LineReceipt.Line]) -> LineReceipt {
            LineReceipt(lines: lines, entry: five.entry, proof: five.proof)
        }
        #expect(try made(five.lines + six.lines).verified(by: key).lines.count == 2)
        #expect(throws: ReceiptRefusal.row(place: 2)) {
            try made(six.lines + five.lines).verified(by: key)
        }
        #expect(throws: ReceiptRefusal.row(place: 2)) {
            try made(five.lines + five.lines).verified(by: key)
        }
    }

    @Test func `another batch's entry proves nothing`() throws {
        let (town, batch, people) = try approved()
        try town.issue("2026-11")
        town.now = morning("2026-12-22")
        _ = try town.runMonth("2026-12")
        let key = try town.logKey()
        let later = try #require(try town.batches().last)
        #expect(later.code != batch.code && later.lineCount == people.count)
        let first = try LineReceipt(parsing: try town.receipt(batch.code, 2).bytes)
        let second = try LineReceipt(parsing: try town.receipt(later.code, 2).bytes)
        #expect(throws: ReceiptRefusal.path(place: 1)) {
            try LineReceipt(lines: first.lines, entry: second.entry, proof: second.proof)
                .verified(by: key)
        }
    }

    @Test func `yesterday's receipt holds after the log has grown, and the new one too`() throws {
        let (town, batch, _) = try approved()
        let key = try town.logKey()
        let before = try town.receipt(batch.code, 9)
        try town.issue("2026-11")
        town.now = morning("2026-12-22")
        _ = try town.freeze("2026-12")
        let after = try town.receipt(batch.code, 9)
        let (old, new) = (try verify(before.bytes, key), try verify(after.bytes, key))
        #expect(old.checkpoint.size < new.checkpoint.size)
        #expect(old.lines.map(\.line) == new.lines.map(\.line))
        // The checkpoint in the old one is what `verify` takes as a receipt that somebody kept.
        let note = try LineReceipt(parsing: before.bytes).proof.note
        #expect(try town.verify(receipts: [note]).findings.isEmpty)
    }

    @Test func `nothing is proven before the last signature`() throws {
        let town = try Household(BooksKind(units: ["NA01"]))
        let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe").cash()
        ])
        try town.opening(paid(lan, 7...10, unit: "NA01", 750_000))
        try town.receiveEnough()
        let code = try #require(try town.freeze("2026-11").first).code
        let refusal = try #require(throws: StepRefusal.self) { try town.receipt(code, 1) }
        #expect(refusal.code == .approvalMissing)
        try town.approveAll("2026-11")
        #expect(try town.receipt(code, 1).proven.lines.map(\.number) == [1])
        for (batch, line) in [(code, 0), (code, 99), ("NA0109999", 1)] {
            let refusal = try #require(throws: StepRefusal.self) { try town.receipt(batch, line) }
            #expect(refusal.code == .usage)
        }
    }

    @Test func `a reissue is proven by its hand-over, for its approval books nothing`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe").cash()
        ])
        try town.receiveEnough(on: "2026-11-20")
        let first = try #require(try town.runMonth("2026-11").first).code
        town.now = morning("2026-12-01")
        let plan = try town.plan(["\(try town.transfer(lan, in: first)),unpaid,,"])
        try town.take(try town.simulate(through: "2026-11-30") { $0.plan = plan })
        try town.reconcile()
        try town.reissue("2026-11")
        try town.approveAll("2026-11")
        let again = try #require(try town.batches().last)
        #expect(again.kind == "reissue")
        let refusal = try #require(throws: StepRefusal.self) { try town.receipt(again.code, 1) }
        #expect(refusal.code == .approvalMissing)
        #expect(refusal.message.english.contains("approved before"))
        try town.issue("2026-11")
        let key = try town.logKey()
        #expect(try verify(town.receipt(again.code, 1).bytes, key).event == "handed-over")
        #expect(try verify(town.receipt(first, 1).bytes, key).event == "approved")
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `an entry that names another root than its batch is found`() throws {
        let (town, batch, _) = try approved()
        #expect(try town.verify().findings.isEmpty)
        let paper = BookingPaper(unit: "NA01", year: 2026, day: town.now.date, document: batch.code)
        let entry = try BatchPostings(chart: .shipped, paper: paper).handedOver(
            batch: batch.code,
            file: "F-1",
            provider: "vietinbank",
            totals: [BatchTotal(programme: "social-assistance", source: "local", amount: 1)]
        )
        let step = StepInfo(key: "forged", verb: "batch issue", at: town.now, officer: "x")
        _ = try town.write { open in
            try open.books.step(step) { try $0.post(entry, linesRoot: Digest.of([1])) }
        }
        let messages = try town.verify().findings.map(\.message.english)
        #expect(messages.contains("an entry names another root over the lines"))
        // The approval still proves its lines.
        #expect(try town.receipt(batch.code, 1).proven.event == "approved")
    }

    @Test func `a list that was changed on the disk gives no receipt`() throws {
        let (town, batch, _) = try approved()
        let path = "\(town.folder)/batches/\(batch.code)/lines-0001.csv"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for changed in [
            text.replacingOccurrences(of: "Nguyễn Thị Hoa", with: "Nguyễn Thị Hòa"),
            text + "1,\n", String(text.dropLast()),
        ] {
            try Data(changed.utf8).write(to: URL(filePath: path))
            let refusal = try #require(throws: StepRefusal.self) { try town.receipt(batch.code, 2) }
            #expect(refusal.code == .proofFails)
        }
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(try town.receipt(batch.code, 2).proven.lines.count == 1)
    }
}

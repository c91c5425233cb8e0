// The decision list: what is written is read again, and a row out of form is refused by its line.

import BankFiles
import Disbursement
import Enrolment
import Foundation
import Intake
import Ledger
import Signing
import Testing

struct DecisionListTests {
    private func line(_ number: Int64, payee: Int64, amount: Int64 = 540_000) -> DueLine {
        DueLine(
            person: number,
            payee: payee,
            right: LineRight(
                programme: "social-pension",
                category: "pension",
                kind: "base",
                source: "central",
                cause: "regular",
                rule: "decree-176-2025/75",
                year: 2026
            ),
            month: month("2026-11"),
            amount: amount
        )
    }

    private let batch = BatchCode("CM0100001")

    /// The rows of a part that is given in pieces.
    private func read(
        _ bytes: [UInt8],
        firstNumber: Int? = 1,
        pieceSize: Int = .max
    ) throws(DecisionListError) -> [Row] {
        var reader = DecisionReader(batch: batch, firstNumber: firstNumber)
        var rows: [Row] = []
        var start = 0
        while start < bytes.count {
            let end = start + min(pieceSize, bytes.count - start)
            reader.feed(bytes.span.extracting(start..<end))
            let chunk = reader.chunk
            for row in 0..<chunk.count {
                rows.append(
                    Row(
                        number: chunk.firstNumber + row,
                        transfer: chunk.transfers[row],
                        line: chunk.lines[row]
                    )
                )
            }
            reader.removeRows()
            start = end
        }
        try reader.finish()
        return rows
    }

    private struct Row: Equatable {
        let number: Int
        let transfer: UInt32
        let line: DueLine
    }

    private func list(_ count: Int) -> (bytes: [UInt8], lines: [DueLine]) {
        var bytes = Array(DecisionList.header.utf8)
        var lines: [DueLine] = []
        let names = ["Nguyễn Thị Lan", "Trần \"Út\" Anh", "Lê, Văn", "H'Rŭt Ksor"]
        for number in 1...count {
            let line = line(Int64(number), payee: 1, amount: Int64(number) * 1_000)
            lines.append(line)
            DecisionList.append(
                number: number,
                transfer: "CM0100001000001P",
                line: line,
                person: person(Int64(number), name: names[number % names.count], []),
                payee: person(1, name: names[1], []),
                to: &bytes
            )
        }
        return (bytes, lines)
    }

    @Test func `what is written is read again`() throws {
        let (bytes, lines) = list(9)
        let rows = try read(bytes)
        #expect(rows.map(\.line) == lines)
        #expect(rows.map(\.number) == Array(1...9))
        #expect(Set(rows.map(\.transfer)) == [1])
    }

    @Test func `a later part starts where the earlier ended`() throws {
        let (bytes, _) = list(3)
        let error = #expect(throws: DecisionListError.self) {
            _ = try read(bytes, firstNumber: 2)
        }
        #expect(error?.line == 2)
        #expect(DecisionList.partName(1) == "lines-0001.csv")
        #expect(DecisionList.partName(12_345) == "lines-12345.csv")
    }

    @Test(arguments: [
        ("2,CM", "3,CM", 3), ("2000,decree", "0,decree", 3), ("2000,decree", "-2000,decree", 3),
        ("2000,decree", "2.000,decree", 3), ("2000,decree", "99999999999999999999,decree", 3),
        ("2000,decree", "2000,more,decree", 3), ("2026-11", "2026-13", 2),
        ("number,transfer", "number;transfer", 1), ("\n1,CM", "\n\n1,CM", 2),
        ("\n3,CM", "\n", 4),
    ])
    func `a row out of form is refused by its line`(_ good: String, _ bad: String, _ at: Int) {
        let text = String(decoding: list(3).bytes, as: UTF8.self)
        guard let place = text.range(of: good) else {
            Issue.record("the list holds \(good)")
            return
        }
        let damaged = text.replacingCharacters(in: place, with: bad)
        let error = #expect(throws: DecisionListError.self) {
            _ = try read(Array(damaged.utf8))
        }
        #expect(error?.line == at)
    }

    @Test func `a list without its last line end, or without anything, is refused`() {
        let bytes = list(2).bytes
        for damaged in [Array(bytes.dropLast()), bytes + Array("x".utf8), [], [0x0A]] {
            #expect(throws: DecisionListError.self) {
                _ = try read(damaged)
            }
        }
    }

    @Test func `a leaf hangs on the row, its number and the batch's key`() throws {
        let row = Array("1,a\n".utf8)
        let key = try #require(SecretKey(bytes: Array(repeating: 1, count: 32)))
        let other = try #require(SecretKey(bytes: Array(repeating: 2, count: 32)))
        let leaves = DecisionLeaves(batchKey: key)
        let seen = [
            leaves.leaf(row: row[...], number: 1),
            leaves.leaf(row: row[...], number: 2),
            leaves.leaf(row: (row + row)[...], number: 1),
            DecisionLeaves(batchKey: other).leaf(row: row[...], number: 1),
        ]
        #expect(Set(seen).count == 4)
        #expect(seen[0] == leaves.leaf(row: row[...], number: 1))
        let salt = SaltDerivation(batchKey: key).salt(ofLine: 1)
        #expect(seen[0] == MerkleTree.leafHash(salt.bytes + row))
    }

    @Test func `pieces of any size give the same rows, or the same fault`() throws {
        let good = list(9).bytes
        let rows = try read(good)
        var generator = FixedGenerator(state: 11)
        var faults = 0
        for round in 0..<60 {
            var bytes = good
            for _ in 0..<(round == 0 ? 0 : Int.random(in: 1...3, using: &generator)) {
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] = UInt8.random(in: 0...127, using: &generator)
            }
            let whole = Result { () throws(DecisionListError) in try read(bytes) }
            if round == 0 { #expect(try whole.get() == rows) }
            if case .failure = whole { faults += 1 }
            for size in [1, 2, 7, 64, 500] {
                let parts = Result { () throws(DecisionListError) in
                    try read(bytes, pieceSize: size)
                }
                #expect(parts == whole, "round \(round), pieces of \(size)")
            }
        }
        #expect(faults > 10 && faults < 60)
    }

    @Test func `words that never came before are read beyond any number that is kept`() throws {
        var bytes = Array(DecisionList.header.utf8)
        let person = person(1, name: "Nguyễn Thị Lan", [])
        for number in 1...20_000 {
            DecisionList.append(
                number: number,
                transfer: "CM0100001000001P",
                line: line(1, payee: 1, amount: Int64(1_000 + number % 9_999)),
                person: person,
                payee: person,
                to: &bytes
            )
        }
        let rows = try read(bytes, pieceSize: 4_096)
        #expect(rows.map(\.line.amount) == (1...20_000).map { Int64(1_000 + $0 % 9_999) })
    }

    @Test func `what a line replaces is 16 characters of an id, or nothing`() throws {
        var bytes = Array(DecisionList.header.utf8)
        let person = person(1, name: "Nguyễn Thị Lan", [])
        let right = line(1, payee: 1).right
        let again = DueLine(
            person: 1,
            payee: 1,
            right: right,
            month: month("2026-11"),
            amount: 1,
            replaces: "CM0100001000002N"
        )
        for (index, line) in [line(1, payee: 1), again].enumerated() {
            DecisionList.append(
                number: index + 1,
                transfer: "CM0100001000001P",
                line: line,
                person: person,
                payee: person,
                to: &bytes
            )
        }
        #expect(try read(bytes).map(\.line.replaces) == ["", "CM0100001000002N"])
        let text = String(decoding: bytes, as: UTF8.self)
        for wrong in ["CM010000100000", "CM0100001000002NX", "cm0100001000002N"] {
            let damaged = text.replacingOccurrences(of: "CM0100001000002N", with: wrong)
            let error = #expect(throws: DecisionListError.self) {
                _ = try read(Array(damaged.utf8))
            }
            #expect(error?.line == 3)
        }
    }
}

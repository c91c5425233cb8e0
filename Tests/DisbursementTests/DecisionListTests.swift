// The decision list: what is written is read again, and a row out of form is refused by its line.

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

    private func list(_ count: Int) -> (bytes: [UInt8], lines: [DueLine]) {
        var bytes = Array(DecisionList.header.utf8)
        var lines: [DueLine] = []
        let names = ["Nguyễn Thị Lan", "Trần \"Út\" Anh", "Lê, Văn", "H'Rŭt Ksor"]
        for number in 1...count {
            let line = line(Int64(number), payee: 1, amount: Int64(number) * 1_000)
            lines.append(line)
            DecisionList.append(
                number: number,
                transfer: "CM010000100001A5",
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
        let rows = try DecisionList.read(bytes, firstNumber: 1)
        #expect(rows.map(\.line) == lines)
        #expect(rows.map(\.number) == Array(1...9))
        #expect(Set(rows.map(\.transfer)) == ["CM010000100001A5"])
    }

    @Test func `a later part starts where the earlier ended`() throws {
        let (bytes, _) = list(3)
        let error = #expect(throws: DecisionListError.self) {
            _ = try DecisionList.read(bytes, firstNumber: 2)
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
            _ = try DecisionList.read(Array(damaged.utf8), firstNumber: 1)
        }
        #expect(error?.line == at)
    }

    @Test func `a list without its last line end, or without anything, is refused`() {
        let bytes = list(2).bytes
        for damaged in [Array(bytes.dropLast()), bytes + Array("x".utf8), [], [0x0A]] {
            #expect(throws: DecisionListError.self) {
                _ = try DecisionList.read(damaged, firstNumber: 1)
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

    @Test func `each row is given with its line end, the header is passed over`() {
        let (bytes, _) = list(3)
        var rows: [UInt8] = []
        DecisionList.forEachRow(of: bytes) { rows += $0 }
        #expect(Array(DecisionList.header.utf8) + rows == bytes)
        DecisionList.forEachRow(of: []) { _ in Issue.record("there is no row") }
    }
}

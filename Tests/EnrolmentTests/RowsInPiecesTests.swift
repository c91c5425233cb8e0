// Rows checked in pieces, by whoever and in whatever order, against rows checked one after the other;
// and what is looked at eight bytes at a time against single bytes.

import Intake
import Ledger
import Testing

@testable import Enrolment

/// Does the pieces from the last to the first, and the caller's work at the end.
private struct LastFirst: Workers {
    func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
        Array((0..<count).reversed().map { body($0) }.reversed())
    }

    func map<Result: Sendable>(
        _ count: Int,
        alongside own: () -> Void,
        _ body: @Sendable (Int) -> Result
    ) -> [Result] {
        let results = map(count, body)
        own()
        return results
    }
}

@Suite struct RowsInPiecesTests {
    /// Rows of a file with faults of every kind here and there, more than one wave of them.
    private func file(_ count: Int, seed: UInt64) -> [UInt8] {
        var lot = Lot(seed)
        let facts = ["severity=severe", "severity=special;children=3", "note=x", "note", ""]
        let names = ["Nguyễn Thị Hoa", "Lê Thị Ÿ", "NguyÔn", NFC.decomposed("Trần Ánh"), "Hoa  Lê"]
        var rows: [[RegisterColumn: String]] = []
        for number in 0..<count {
            var row: [RegisterColumn: String] = [
                .nationalID: "001186" + String(String(1_000_000 + number).dropFirst()),
                .account: "\(10_000_000_000 + number)", .facts: facts[lot.below(5)],
                .category: ["5.6", "5.4", "pension"][lot.below(3)],
                .unit: ["CM01", "CM02", "CM03"][lot.below(3)],
                .bank: ["970436", "970418", "01203001"][lot.below(3)],
            ]
            switch lot.below(60) {
            case 0: row[.fullName] = names[lot.below(5)]
            case 1: row[.nationalID] = "001186000001"
            case 2: row[.signed] = "30/02/2026"
            case 3: row[.household] = " \"H\" \n"
            case 4: row[.account] = "12 3"
            case 5: row[.bank] = "?"
            default: break
            }
            rows.append(row)
        }
        var bytes = RegisterSample.file(rows)
        // Some lines are no UTF-8, have a field too many, or a NUL.
        for place in [bytes.count / 3, bytes.count / 2, bytes.count - 40] {
            bytes[place] = [0xFF, 0x2C, 0][lot.below(3)]
        }
        return bytes
    }

    @Test(arguments: 0..<6)
    func `rows in pieces are what they are one after the other`(seed: Int) throws {
        let bytes = file([900, 5_000][seed % 2], seed: UInt64(seed))
        func read(_ workers: some Workers) throws -> ([RegisterRow], [String], RegisterSummary) {
            var table = CSVReader(file: "r.csv", bytes: bytes)
            let reading = try RegisterReader.read(
                &table,
                context: try RegisterSample.context(),
                scratch: MemoryScratch(),
                workers: workers
            )
            let rows = try RegisterSample.rows(of: reading.value)
            return (rows, reading.diagnostics.map { "\($0)" }, reading.value.summary)
        }
        let (rows, findings, summary) = try read(OneWorker())
        let others = try read(LastFirst())
        #expect(rows == others.0 && findings == others.1 && summary == others.2)
        #expect(rows.count == summary.rows && summary.refused > 0 && rows.count > 500)
        // Each row alone comes out as it does among the others.
        let lines = rows.map(\.line)
        #expect(lines == lines.sorted() && Set(lines).count == lines.count)
    }

    @Test func `what is found stands in the order of the lines`() throws {
        var table = CSVReader(file: "r.csv", bytes: file(5_000, seed: 3))
        let reading = try RegisterReader.read(
            &table,
            context: try RegisterSample.context(),
            scratch: MemoryScratch(),
            workers: LastFirst()
        )
        let own = reading.diagnostics.filter {
            $0.code != RegisterCode.duplicateRow.rawValue
                && $0.code != RegisterCode.identityConflict.rawValue
                && $0.code != RegisterCode.accountConflict.rawValue
        }
        let lines = own.map { $0.location.line ?? 0 }
        #expect(lines == lines.sorted() && lines.count > 50)
        #expect(own.contains { $0.code.hasPrefix("register") == false })
    }

    @Test func `a name has one hash whichever way it is looked at`() {
        var lot = Lot(17)
        let letters = [
            "a", "n", "A", "Đ", "đ", "ễ", "Ế", "à", "È", "Ô", "ộ", " ", "ư", "Ÿ", "ã", "-",
        ]
        var usual = 0
        for _ in 0..<20_000 {
            let name = (0..<1 + lot.below(9)).map { _ in letters[lot.below(letters.count)] }
                .joined()
            let bytes = Array(("," + name + ",").utf8)
            let place = 1..<bytes.count - 1
            let isGood =
                TextFault.inName(name) == nil && PersonName(name) != nil
                && !name.contains("  ") && !name.hasPrefix(" ")
            guard let hash = NameScan.usual(bytes, place) else { continue }
            usual += 1
            #expect(isGood, "\(name)")
            #expect(hash.mixed == NameScan.letters(bytes, place).mixed)
            let small = Array(name.lowercased().utf8)
            #expect(hash.mixed == NameScan.letters(small, 0..<small.count).mixed)
        }
        #expect(usual > 2_000)
    }

    @Test func `digits and days read as a loop over their bytes reads them`() {
        var lot = Lot(23)
        for _ in 0..<40_000 {
            var text = Array("20\(10 + lot.below(90))-0\(lot.below(10))-\(10 + lot.below(30))".utf8)
            if lot.below(2) == 0 {
                text = Array(text[8...] + [0x2F] + text[5..<7] + [0x2F] + text[..<4])
            }
            if lot.below(3) == 0 {
                text[lot.below(10)] = [0x2D, 0x2F, 0x3A, 0x30, 0xB0, 0x39][lot.below(6)]
            }
            #expect(RowDate.read(text, 0..<10) == day(text))
            let digits = text.filter { $0 != 0x2D && $0 != 0x2F } + [0x31, 0x32, 0x33, 0x34]
            let twelve = Array(digits.prefix(12))
            let expected =
                twelve.allSatisfy { (0x30...0x39).contains($0) }
                ? twelve.reduce(0) { $0 * 10 + UInt64($1 - 0x30) } : nil
            if twelve.count == 12 { #expect(IDDigits(twelve, 0..<12)?.value == expected) }
        }
    }

    private func day(_ text: [UInt8]) -> RowDate {
        func number(_ place: Range<Int>) -> Int? {
            place.reduce(Int?(0)) { sum, index in
                (0x30...0x39).contains(text[index])
                    ? sum.map { $0 * 10 + Int(text[index]) - 0x30 } : nil
            }
        }
        let parts: [Int?]
        if text[4] == 0x2D, text[7] == 0x2D {
            parts = [number(0..<4), number(5..<7), number(8..<10)]
        } else if text[2] == 0x2F, text[5] == 0x2F {
            parts = [number(6..<10), number(3..<5), number(0..<2)]
        } else {
            return .noDate
        }
        guard let year = parts[0], let month = parts[1], let day = parts[2] else { return .noDate }
        return CivilDate(year: year, month: month, day: day).map { .day($0) } ?? .impossible
    }
}

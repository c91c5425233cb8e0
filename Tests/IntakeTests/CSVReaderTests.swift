// CSVReader: what it takes, what it refuses and where it says so.

import Testing

@testable import Intake

@Suite struct CSVReaderTests {
    /// Reads all rows as texts, from chunks of a size.
    private func read(
        _ bytes: [UInt8],
        chunk: Int,
        limits: TableLimits = TableLimits()
    ) -> (rows: [[String]], lines: [Int], log: DiagnosticLog, delimiter: UInt8) {
        var position = 0
        var reader = CSVReader(file: "t.csv", limits: limits) {
            guard position < bytes.count else { return .end }
            let end = min(bytes.count, position + chunk)
            defer { position = end }
            return .bytes(Array(bytes[position..<end]))
        }
        var row = TableRow()
        var rows: [[String]] = []
        var lines: [Int] = []
        while reader.next(&row) {
            rows.append((0..<row.count).map { row.text(at: $0) })
            lines.append(row.line)
        }
        return (rows, lines, reader.log, reader.delimiter)
    }

    @Test(arguments: [1, 7, 64, 100_000])
    func `a plain field reads as the same field in quotes`(chunk: Int) {
        var state: UInt64 = 11
        func below(_ limit: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % limit)
        }
        let letters = ["a", "é", "ữ", "-", " ", "9", "'", "!", "~", "\t"]
        for delimiter in [",", ";", "\t"] {
            var plain = ["a", "b", "c"].joined(separator: delimiter) + "\n"
            var quoted = plain
            for _ in 0..<60 {
                let fields = (0..<(below(20) == 0 ? 2 : 3)).map { _ in
                    (0..<below(6)).map { _ in letters[below(10)] }.filter { $0 != delimiter }
                        .joined()
                }
                let end = below(2) == 0 ? "\n" : "\r\n"
                plain += fields.joined(separator: delimiter) + end
                quoted += fields.map { "\"\($0)\"" }.joined(separator: delimiter) + end
            }
            let left = read(Array(plain.utf8), chunk: chunk)
            let right = read(Array(quoted.utf8), chunk: chunk)
            #expect(left.rows == right.rows)
            #expect(left.lines == right.lines)
            #expect(left.log.diagnostics == right.log.diagnostics)
            #expect(left.rows.count > 40 && left.log.errorCount > 0)
        }
    }

    @Test(arguments: [1, 2, 3, 5, 1_000])
    func `plain tables read the same in chunks of any size`(chunk: Int) {
        let text = "\u{FEFF}a,b,c\r\n1,\"x, \"\"y\"\"\",\n\"two\nlines\",é,\"\"\r\nlast,1,2"
        let result = read(Array(text.utf8), chunk: chunk)
        #expect(
            result.rows == [
                ["a", "b", "c"], ["1", "x, \"y\"", ""], ["two\nlines", "é", ""],
                ["last", "1", "2"],
            ]
        )
        #expect(result.lines == [1, 2, 3, 5])
        #expect(result.log.diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("a,b\n1,2\n", UInt8(0x2C)), ("a;b;c\n1;2,5;3\n", 0x3B), ("a\tb\n1\t2\n", 0x09),
        ("\"x;y;z\",b\n1,2\n", 0x2C), ("alone\n1\n", 0x2C),
    ])
    func `the delimiter is found in the header`(text: String, delimiter: UInt8) {
        let result = read(Array(text.utf8), chunk: 4)
        #expect(result.delimiter == delimiter)
        #expect(result.log.diagnostics.isEmpty)
        #expect(result.rows.count == 2)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let code: String
        let line: Int?
        let column: Int?
        /// Rows that are read all the same.
        let rows: Int
        var testDescription: String { code }

        init(_ text: String, _ code: String, _ line: Int?, _ column: Int?, rows: Int) {
            self.init(Array(text.utf8), code, line, column, rows: rows)
        }

        init(_ bytes: [UInt8], _ code: String, _ line: Int?, _ column: Int?, rows: Int) {
            self.bytes = bytes
            self.code = code
            self.line = line
            self.column = column
            self.rows = rows
        }
    }

    static let faults = [
        Fault("", "file-empty", nil, nil, rows: 0),
        Fault("\u{FEFF}", "file-empty", nil, nil, rows: 0),
        Fault([0xFF, 0xFE, 0x61, 0, 0x0A, 0], "encoding-utf16", 1, nil, rows: 0),
        Fault(
            Array("a,b\n1,2\n3,".utf8) + [0xC3, 0x0A] + Array("5,6\n".utf8),
            "encoding-utf8",
            3,
            2,
            rows: 3
        ),
        // The halves of one letter in two fields are no letter.
        Fault(Array("a,b\n".utf8) + [0xC3, 0x2C, 0xA9, 0x0A], "encoding-utf8", 2, 1, rows: 1),
        Fault(
            Array("a,b\n".utf8) + [0xC0, 0x80, 0x2C, 0x31, 0x0A],
            "encoding-utf8",
            2,
            1,
            rows: 1
        ),
        Fault("a,b\n1,\0\n3,4\n", "nul-byte", 2, 2, rows: 2),
        Fault("a,b\n1,\"2\n3,4\n", "quote-unclosed", 2, 2, rows: 1),
        Fault("a,b\n\"1\"x,2\n3,4\n", "quote-stray", 2, 1, rows: 2),
        Fault("a,b\n1,x\"y\n3,4\n", "quote-stray", 2, 2, rows: 2),
        Fault("a,b\n1\r2,3\n3,4\n", "line-ending", 2, 1, rows: 2),
        Fault("a,b\n1\n3,4\n", "ragged-row", 2, 2, rows: 2),
        Fault("a,b\n1,2,3\n3,4\n", "ragged-row", 2, 3, rows: 2),
        Fault("a,b\n\n3,4\n", "ragged-row", 2, 2, rows: 2),
        Fault(
            "a,b\n1," + String(repeating: "x", count: 200) + "\n",
            "row-too-long",
            2,
            nil,
            rows: 1
        ),
        Fault("a,b,c,d,e,f\n", "too-many-columns", 1, 6, rows: 0),
    ]

    @Test(arguments: faults, [1, 3, 4_096])
    func `each fault has its code, line and column`(fault: Fault, chunk: Int) {
        var limits = TableLimits()
        limits.rowBytes = 100
        limits.columns = 5
        let result = read(fault.bytes, chunk: chunk, limits: limits)
        let first = result.log.diagnostics.first
        #expect(first?.code == fault.code)
        #expect(first?.location.line == fault.line)
        #expect(first?.location.column == fault.column)
        #expect(first?.hint != nil || fault.code == "file-unreadable")
        #expect(result.log.diagnostics.filter { $0.code == fault.code }.count >= 1)
        #expect(result.rows.count == fault.rows)
        #expect(result.log.isRefused)
    }

    @Test func `a source that fails is an error and not the end`() {
        var calls = 0
        var reader = CSVReader(file: "t.csv") {
            calls += 1
            return calls == 1
                ? .bytes(Array("a\n1\n".utf8)) : .failed(Phrase(vi: "đĩa hỏng", en: "disk error"))
        }
        var row = TableRow()
        while reader.next(&row) {}
        #expect(reader.log.diagnostics.map(\.code) == ["file-unreadable"])
    }

    @Test func `all faults are found in one go, up to the limit`() {
        var limits = TableLimits()
        limits.findings = 3
        let result = read(
            Array(("a,b\n" + String(repeating: "1\n", count: 9)).utf8),
            chunk: 7,
            limits: limits
        )
        #expect(
            result.log.diagnostics.map(\.code)
                == ["ragged-row", "ragged-row", "ragged-row", "too-many-findings"]
        )
    }

    @Test func `random bytes never trap, and every row has the header's width`() {
        var state: UInt64 = 7
        func random() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let alphabet: [UInt8] = [0x61, 0x2C, 0x22, 0x0A, 0x0D, 0xC3, 0xA9, 0x00, 0x3B]
        for _ in 0..<2_000 {
            let bytes = (0..<Int(random() % 40)).map { _ in
                alphabet[Int(random() % UInt64(alphabet.count))]
            }
            let whole = read(bytes, chunk: 1_000)
            let pieces = read(bytes, chunk: 1 + Int(random() % 3))
            #expect(whole.rows == pieces.rows)
            #expect(whole.log.diagnostics == pieces.log.diagnostics)
            if let width = whole.rows.first?.count {
                #expect(whole.rows.allSatisfy { $0.count == width })
            }
        }
    }

    @Test func `what the writer writes the reader reads`() {
        let rows = [
            ["a", "b", "c"], ["x,y", "say \"hi\"", "two\nlines"], ["", "Nguyễn", "\r\n"],
            [" blank ", "1;2", "\""],
        ]
        var writer = CSVWriter()
        for row in rows { writer.row(row) }
        let bytes = writer.take()
        #expect(writer.bytes.isEmpty)
        #expect(
            String(decoding: bytes, as: UTF8.self).hasPrefix(
                "a,b,c\n\"x,y\",\"say \"\"hi\"\"\",\"two\nlines\"\n"
            )
        )
        #expect(read(bytes, chunk: 3).rows == rows)
    }
}

// A portal's own table of results, as CSV and as XLSX.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct ResultTableTests {
    private static let header =
        "STT;Số tài khoản;Tên người thụ hưởng;Ngân hàng thụ hưởng;Số tiền;Nội dung;Phí;Trạng thái;FT/Ghi chú"

    static func profile() throws -> ResultProfile {
        try #require(ResultProfile.shipped.first { $0.id == "portal-results" })
    }

    private static func id(_ number: Int) throws -> String {
        "\(TransferID(batch: try Sample.batch(), number: number))"
    }

    static func table(_ rows: [String]) -> String {
        (["KẾT QUẢ CHI LƯƠNG;;", "Ngày 04/11/2026", "Đơn vị: xã, số; lẻ", header] + rows)
            .joined(separator: "\r\n") + "\r\n"
    }

    static func row(
        _ number: Int,
        amount: String = "750,000",
        narrative: String? = nil,
        status: String = "Thành công",
        note: String = "FT26309"
    ) throws -> String {
        let text = try narrative ?? "TCXH T11 2026 \(id(number))"
        return "\(number);0351000646393;DANG THI ANH;VCB;\(amount);\(text);0;\(status);\(note)"
    }

    private func read(_ text: String) throws -> Reading<BankAnswer> {
        ResultTableReader.read(
            Array(text.utf8),
            file: "kq.csv",
            profile: try Self.profile()
        )
    }

    @Test func `rows become words of status, matched by the id in the narrative alone`() throws {
        let text = Self.table([
            try Self.row(2), try Self.row(1, status: "thất bại", note: "TK dong"),
            try Self.row(3, amount: "1,125,000", status: "ĐANG XỬ LÝ", note: ""),
            ";;Tổng cộng;;2,625,000;;;;",
        ])
        let reading = try read(text)
        #expect(reading.codes == [])
        let facts = reading.value.facts
        #expect(facts.map(\.word) == [.settled, .rejected, .pending])
        #expect(facts.map(\.amount) == [750_000, 750_000, 1_125_000])
        #expect(
            facts.map(\.references.endToEnd) == [try Self.id(2), try Self.id(1), try Self.id(3)]
        )
        #expect(facts.map(\.place) == [5, 6, 7])
        #expect(facts.map(\.reason) == [nil, "TK dong", nil])
        #expect(facts.map(\.references.service) == ["FT26309", nil, nil])
        #expect(facts[0].counterAccount == "0351000646393")
    }

    @Test func `each fault of a table is named at its row, all in one go`() throws {
        let twoIDs = try "\(Self.id(1)) \(Self.id(2))"
        let rows = [
            try Self.row(1, amount: "750.000"), try Self.row(2, amount: "7,50,000"),
            try Self.row(3, amount: "7.5E+05"), try Self.row(4, amount: "750,000.5"),
            try Self.row(5, status: "Thành công một phần"), try Self.row(6, narrative: twoIDs),
            ";;Tổng cộng;;1;;;;", try Self.row(7),
        ]
        let reading = try read(Self.table(rows))
        #expect(
            reading.codes == [
                "result-amount", "result-amount", "result-amount", "result-amount",
                "result-status", "result-several-ids", "result-total", "result-after-total",
            ]
        )
        #expect(reading.diagnostics.map(\.location.line) == [5, 6, 7, 8, 9, 10, 11, 12])
        #expect(reading.value.facts.isEmpty)
        let nameless = try read(Self.table([try Self.row(1, narrative: "TCXH")]))
        #expect(nameless.codes == ["result-id-missing"] && !nameless.isRefused)
        #expect(try read("").codes == ["file-empty"])
        #expect(try read(Self.table([])).codes == ["result-empty"])
        #expect(try read("a\nb\nc\nSTT;Số tiền\n1;2\n").codes == ["result-header"])
    }

    @Test func `a heading that stands twice is refused, and rows whose sum no number holds`() throws
    {
        for heading in ["Trạng thái", "SỐ TIỀN", "Nội dung", "Số tài khoản", "FT/Ghi chú"] {
            let twice = Self.table([try Self.row(1) + ";x"])
                .replacing("FT/Ghi chú\r\n", with: "FT/Ghi chú;\(heading)\r\n")
            let reading = try read(twice)
            #expect(reading.codes == ["result-header-twice"], "\(heading)")
            #expect(reading.diagnostics.first?.location.column == 10)
            #expect(reading.value.facts.isEmpty)
        }
        // What no fact is made of may stand twice.
        let fees = Self.table([try Self.row(1) + ";0"])
            .replacing("FT/Ghi chú\r\n", with: "FT/Ghi chú;Phí\r\n")
        #expect(try read(fees).codes == [] && read(fees).value.facts.count == 1)
        let largest = "\(Money.largestAmount)"
        let count = Int(Int64.max / Money.largestAmount) + 2
        let rows = try (1...count).map {
            try Self.row($0, amount: largest).replacing("750,000", with: largest)
        }
        let reading = try read(Self.table(rows))
        #expect(reading.codes.contains("result-amount") && reading.isRefused)
        #expect(reading.value.facts.isEmpty)
    }

    @Test(.enabled(if: exists("/usr/bin/python3"), "no Python 3"))
    func `a formula or a date is not what a bank wrote`() throws {
        let header = try JSONEncoder().encode(Self.header.split(separator: ";").map(String.init))
        let text = "TCXH \(try Self.id(1))"
        let good = [
            "1", "\"0351000646393\"", "\"A\"", "\"VCB\"", "750000", "\"\(text)\"", "0",
            "\"Thành công\"", "\"FT1\"",
        ]
        let computed = [4: "750000", 5: "\"\(text)\"", 7: "\"Thành công\"", 8: "\"FT1\""]
        for (column, value) in computed.sorted(by: { $0.key < $1.key }) + [(-1, "")] {
            var cells = good
            if column >= 0 { cells[column] = "{\"formula\": \"A1\", \"value\": \(value)}" }
            let rows = """
                [["KẾT QUẢ"], ["Ngày"], ["Đơn vị"], \(String(decoding: header, as: UTF8.self)),
                [\(cells.joined(separator: ", "))]]
                """
            let reading = try workbook(rows)
            #expect(reading.codes == (column < 0 ? [] : ["result-computed"]), "\(column)")
            #expect(reading.value.facts.count == (column < 0 ? 1 : 0))
            guard column >= 0 else { continue }
            #expect(reading.diagnostics[0].location.column == column + 1)
        }
    }

    /// The table of a workbook of one sheet, out of rows of JSON.
    private func workbook(_ rows: String) throws -> Reading<BankAnswer> {
        let script = repository.appending(path: "Tests/BankFilesTests/result_workbook.py").path
        return try withTemporaryFile(Array(rows.utf8), named: "rows.json") { path in
            let book = path + ".xlsx"
            let made = try run(
                "/bin/sh",
                ["-c", "exec /usr/bin/python3 \"$0\" \"$1\" < \"$2\"", script, book, path]
            )
            try #require(made.code == 0, "\(made.output)")
            let bytes = try [UInt8](Data(contentsOf: URL(filePath: book)))
            return ResultTableReader.read(bytes, file: "kq.xlsx", profile: try Self.profile())
        }
    }

    @Test(.enabled(if: exists("/usr/bin/python3"), "no Python 3"))
    func `a workbook is read as the same table, and numbers for accounts are not used`() throws {
        let header = try JSONEncoder().encode(Self.header.split(separator: ";").map(String.init))
        let rows = """
            [["KẾT QUẢ"], ["Ngày 04/11/2026"], ["Đơn vị"], \(String(decoding: header, as: UTF8.self)),
            [1, "0351000646393", "A", "VCB", 750000, "TCXH \(try Self.id(1))", 0, "Thành công", "FT1"],
            [2, 351000646393, "B", "VCB", "1,125,000", "TCXH \(try Self.id(2))", 0, "Từ chối", "x"]]
            """
        let reading = try workbook(rows)
        #expect(reading.codes == ["result-account-number"])
        let facts = reading.value.facts
        #expect(facts.map(\.word) == [.settled, .rejected])
        #expect(facts.map(\.amount) == [750_000, 1_125_000])
        #expect(facts.map(\.counterAccount) == ["0351000646393", nil])
        #expect(facts.map(\.place) == [5, 6])
    }

    /// The shipped profile with columns of fixed width, as text.
    private static func fixed() throws -> ResultProfile {
        let shipped = try profile()
        var text = "form = \"fixed\"\n" + shipped.text.replacing("portal-results", with: "fixed")
        for (value, width) in [
            ("number", 4), ("account", 16), ("name", 12), ("bank", 4), ("amount", 12),
            ("narrative", 34), ("fee", 4), ("status", 12), ("note", 18),
        ] {
            text = text.replacing(
                "value = \"\(value)\"\n",
                with: "value = \"\(value)\"\nwidth = \(width)\n"
            )
        }
        return try #require(ResultProfile.read(text, file: "fixed.toml").value)
    }

    private static func line(_ fields: [String]) -> String {
        zip(fields, [4, 16, 12, 4, 12, 34, 4, 12, 18]).map { field, width in
            field + String(repeating: " ", count: max(0, width - field.count))
        }.joined()
    }

    @Test func `columns of fixed width are cut by characters, and a cut line is no shorter one`()
        throws
    {
        let profile = try Self.fixed()
        func read(_ text: String) -> Reading<BankAnswer> {
            ResultTableReader.read(Array(text.utf8), file: "kq.txt", profile: profile)
        }
        let first = Self.line([
            "1", "0351000646393", "ĐẶNG THỊ ÁNH", "VCB", "750,000",
            "TCXH \(try Self.id(1))", "0", "Thành công", "FT1",
        ])
        let second = Self.line([
            "2", "0012345678901", "LÊ", "VCB", "1,125,000",
            "TCXH \(try Self.id(2))", "0", "Từ chối", "Sai số tài khoản",
        ])
        let titles = "KẾT QUẢ\nNgày\nĐơn vị\n"
        let reading = read(titles + first + "\r\n" + second + "\n")
        #expect(reading.codes == [])
        let facts = reading.value.facts
        #expect(facts.map(\.word) == [.settled, .rejected])
        #expect(facts.map(\.amount) == [750_000, 1_125_000])
        #expect(facts.map(\.references.endToEnd) == [try Self.id(1), try Self.id(2)])
        #expect(facts.map(\.counterAccount) == ["0351000646393", "0012345678901"])
        #expect(facts.map(\.reason) == [nil, "AC01"] && facts.map(\.place) == [4, 5])
        // Blanks at the end may be gone, a line that was cut off may not be taken for one.
        let bare = first.replacing(/\ +$/, with: "")
        #expect(read(titles + bare + "\n" + second).codes == [])
        #expect(read(titles + second + "\n" + bare).codes == ["fixed-row-length"])
        for count in 0..<second.count {
            let cut = read(titles + first + "\n" + second.prefix(count))
            #expect(cut.codes == (count == 0 ? [] : ["fixed-row-length"]), "\(count)")
        }
        #expect(read(titles + first + " x\n").codes == ["fixed-row-length"])
        #expect(read("").codes == ["file-empty"])
        let broken = Array((titles + first).utf8) + [0xFF, 0x0A]
        let refused = ResultTableReader.read(broken, file: "kq.txt", profile: profile)
        #expect(refused.codes == ["encoding-utf8"])
    }

    @Test func `a transfer stands in a table once, and reasons become codes`() throws {
        let twice = try read(Self.table([try Self.row(1), try Self.row(1, status: "Từ chối")]))
        #expect(twice.codes == ["result-twice"] && twice.value.facts.isEmpty)
        let notes = ["TÀI KHOẢN KHÔNG TỒN TẠI", "Tai khoan da dong", "lý do lạ"]
        let rows = try notes.enumerated().map {
            try Self.row($0.offset + 1, status: "Thất bại", note: $0.element)
        }
        let facts = try read(Self.table(rows)).value.facts
        #expect(facts.map(\.reason) == ["AC01", "AC04", "lý do lạ"])
        let bad = "\n[[reason]]\ntext = \"a\"\ncode = \"NONE\"\n"
        let profile = ResultProfile.read(try Self.profile().text + bad, file: "a.toml")
        #expect(profile.codes == ["data-wrong-value"])
    }

    @Test func `all faults of a profile of results come in one go`() {
        let text = """
            id = "A B"
            name = "x"
            title_rows = 99
            thousands = "space"
            source = "x"
            colour = 1
            [[column]]
            value = "amount"
            header = "So tien"
            [[column]]
            value = "status"
            header = "Số tiền"
            [[status]]
            text = "ok"
            word = "debit"
            """
        let reading = ResultProfile.read(text, file: "a.toml")
        #expect(reading.value == nil)
        #expect(
            Set(reading.codes) == [
                "data-wrong-value", "data-unknown-key", "table-column-needed",
                "table-column-twice",
            ]
        )
    }
}

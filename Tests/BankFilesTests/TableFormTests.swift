// Tables as workbooks and in columns of fixed width: what another reader finds, what is refused, where
// files are split; and hostile names in every form.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

private let interpreter = repository.appending(path: ".venv/bin/python").path
private let hasReader =
    exists(interpreter)
    && (try? run(interpreter, ["-c", "import openpyxl"]))?.code == 0

struct TableFormTests {
    /// A sheet as openpyxl has it.
    private struct Sheet: Decodable {
        let name: String
        /// Value, type and number format of each cell; nil for an empty one.
        let rows: [[[String]?]]

        var values: [[String]] { rows.map { $0.map { $0?[0] ?? "" } } }
    }

    /// A profile with the columns that every table has.
    static func profile(
        _ form: String,
        keys: String = "",
        columns: [String: String] = [:]
    ) throws
        -> ProviderProfile
    {
        let values = ["number", "account", "name", "bank-name", "bin", "amount", "narrative"]
        let rows = values.map { value in
            "[[table.column]]\nvalue = \"\(value)\"\nheader = \"H \(value)\"\n"
                + (columns[value] ?? "")
        }
        let text = """
            id = "example"
            name = "Example"
            bank = "970405"
            format = "table"
            max_transfers_per_file = 1_000
            name_cap = 70
            narrative_cap = 50
            source = "test"

            [table]
            form = "\(form)"
            own_bank_apart = false
            total_row = true
            \(keys)
            \(rows.joined(separator: "\n"))
            """
        let reading = ProviderProfile.read(text, file: "example.toml")
        return try #require(reading.value, "\(reading.diagnostics)")
    }

    private static func render(
        _ transfers: [CreditTransfer],
        _ profile: ProviderProfile
    ) throws
        -> [UInt8]
    {
        var sink = MemorySink()
        try PaymentFileWriter.render(
            profile: profile,
            header: try Sample.header(transfers, bank: profile.bank?.description),
            banks: .shipped,
            into: &sink,
            next: Once(TransferChunk(transfers)).next
        )
        return sink.bytes
    }

    private static func sheets(_ bytes: [UInt8]) throws -> [Sheet] {
        let script = repository.appending(path: "Tests/BankFilesTests/read_workbook.py").path
        let answer = try withTemporaryFile(bytes, named: "a.xlsx") {
            try run(interpreter, [script, $0])
        }
        try #require(answer.code == 0, "\(answer.output.suffix(2000))")
        return try JSONDecoder().decode([Sheet].self, from: Data(answer.output.utf8))
    }

    @Test(.enabled(if: hasReader, "no .venv/bin/python with openpyxl"))
    func `openpyxl reads a workbook with own and other banks apart`() throws {
        let profile = try Self.profile(
            "xlsx",
            keys: """
                sheet = "Cùng & <NH>"
                other_sheet = "Khác"
                amount_as = "number"
                """
        )
        #expect(profile.fileExtension == ".xlsx")
        let transfers = try Sample.three()
        let bytes = try Self.render(transfers, profile)
        #expect(try Self.render(transfers, profile) == bytes, "same input, same bytes")
        let sheets = try Self.sheets(bytes)
        #expect(sheets.map(\.name) == ["Cùng & <NH>", "Khác"])
        let header = ["number", "account", "name", "bank-name", "bin", "amount", "narrative"]
        #expect(sheets[0].values[0] == header.map { "H \($0)" })
        #expect(sheets[0].values.map { $0[5] } == ["H amount", "750000", "2250000", "3000000"])
        #expect(sheets[1].values.map { $0[5] } == ["H amount", "1125000", "1125000"])
        // A leading zero stays, and an account is a text to whoever types into it.
        #expect(sheets[0].rows[2][1] == ["0012345678901", "s", "@"])
        #expect(sheets[0].rows[2][2] == ["H HEN NIE KDAM", "s", "@"])
        #expect(sheets[0].rows[2][5] == ["2250000", "n", "0"])
        #expect(sheets[1].values[1].prefix(2) == ["1", "0351000646393"])
        #expect(sheets[1].values[1][6] == "TCXH T11 2026 \(transfers[2].id)")
    }

    @Test(.enabled(if: hasReader, "no .venv/bin/python with openpyxl"))
    func `every shipped profile of a workbook is read by openpyxl`() throws {
        var count = 0
        for profile in ProviderProfile.shipped where profile.table?.form == .xlsx {
            let own = profile.bank
            let transfers = try Sample.many(40, seed: 7).filter {
                profile.table?.isOwnBankOnly != true || $0.bank == own
            }
            let sorted = transfers.filter { $0.bank == own } + transfers.filter { $0.bank != own }
            let sheets = try Self.sheets(try Self.render(sorted, profile))
            let columns = try #require(profile.table).columns
            let account = try #require(columns.firstIndex { $0.value == .account })
            let amount = try #require(columns.firstIndex { $0.value == .amount })
            var rows: [[String]] = []
            for sheet in sheets {
                #expect(sheet.values[0] == columns.map(\.header), "\(profile.id)")
                rows += sheet.values.dropFirst()
            }
            if profile.table?.hasTotalRow == true {
                let total = rows.removeLast()
                #expect(total[amount] == "\(sorted.reduce(0) { $0 + $1.amount })", "\(profile.id)")
            }
            #expect(rows.map { $0[account] } == sorted.map(\.account.revealed), "\(profile.id)")
            #expect(rows.map { $0[amount] } == sorted.map { "\($0.amount)" }, "\(profile.id)")
            count += 1
        }
        #expect(count >= 12)
    }

    /// A bank that does not ship, out of the words of docs/files.md.
    private static let newBank = """
        id = "vib"
        name = "VIB"
        bank = "970441"
        format = "table"
        max_transfers_per_file = 2
        name_cap = 20
        narrative_cap = 50
        narrative = "TCXH T{month} {year} {id}"
        rail = "napas-247"
        cut_off = "15:00"
        source = "thư của ngân hàng"
        confirmed_on = 2026-11-02
        [table]
        form = "csv"
        delimiter = "comma"
        line_end = "crlf"
        byte_order_mark = false
        account_as = "plain"
        amount_as = "dot"
        own_bank_apart = true
        total_row = false
        [[table.column]]
        value = "transfer-id"
        header = "Mã"
        [[table.column]]
        value = "account"
        header = "TK"
        [[table.column]]
        value = "name"
        header = "Tên"
        [[table.column]]
        value = "bin"
        header = "BIN"
        [[table.column]]
        value = "amount"
        header = "Tiền"
        [[table.column]]
        value = "narrative"
        header = "Nội dung"
        """

    @Test func `a new bank is one file, out of the keys that docs/files.md has`() throws {
        let text = Self.newBank
        let words = try String(
            contentsOf: repository.appending(path: "docs/files.md"),
            encoding: .utf8
        )
        for line in text.split(separator: "\n") where line.contains(" = ") {
            let key = line.prefix { $0 != " " }
            #expect(words.contains(key == "header" || key == "value" ? "`\(key)`" : key), "\(key)")
        }
        let reading = ProviderProfile.read(text, file: "vib.toml")
        #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
        let profile = try #require(reading.value)
        #expect(profile.confirmedOn == CivilDate(iso: "2026-11-02"))
        let transfers = try Sample.three()
        let parts = profile.parts(ownBank: [], otherBank: transfers.map(\.amount))
        #expect(parts.map(\.otherBank) == [0..<2, 2..<3])
        let bytes = try Sample.render(Array(transfers[..<2]), by: profile)
        let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        #expect(rows.count == 3 && rows[0] == "Mã,TK,Tên,BIN,Tiền,Nội dung")
        for (row, transfer) in zip(rows.dropFirst(), transfers) {
            let fields = row.split(separator: ",")
            #expect(fields[0] == "\(transfer.id)" && fields[1] == transfer.account.revealed)
            #expect(fields[2].utf8.count <= 20 && fields[3] == transfer.bank.description)
            #expect(
                fields[4].filter { $0 != "." } == "\(transfer.amount)" && fields[4].contains(".")
            )
            #expect(fields[5] == "TCXH T11 2026 \(transfer.id)")
        }
    }

    @Test func `our own reader takes what was written, and the archive has no date and no packing`()
        throws
    {
        let profile = try Self.profile("xlsx", keys: "sheet = \"A\"")
        let bytes = try Self.render(try Sample.three(), profile)
        // Stored entries of 1980-01-01: the bytes do not depend on zlib or a clock.
        #expect(Array(bytes[0..<4]) == [0x50, 0x4B, 3, 4] && bytes[8] == 0 && bytes[9] == 0)
        #expect(Array(bytes[10..<14]) == [0, 0, 0x21, 0])
        var reader = SheetReader(file: "a.xlsx", bytes: bytes)
        var row = TableRow()
        var rows = 0
        while reader.next(&row) { rows += 1 }
        #expect(reader.log.diagnostics.isEmpty && rows == 5)
    }

    @Test func `columns of fixed width never shift`() throws {
        let widths = [
            "number": 8, "account": 19, "name": 70, "bank-name": 24, "bin": 6, "amount": 23,
            "narrative": 50,
        ]
        var columns = widths.mapValues { "width = \($0)\n" }
        columns["amount", default: ""] += "zero_filled = true\n"
        let profile = try Self.profile(
            "fixed",
            keys: "line_end = \"crlf\"\namount_as = \"digits\"",
            columns: columns
        )
        #expect(profile.fileExtension == ".txt")
        let text = String(decoding: try Self.render(try Sample.three(), profile), as: UTF8.self)
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.count == 6 && lines[5].isEmpty)
        #expect(lines.dropLast().allSatisfy { $0.utf8.count == 200 })
        let row = Array(lines[2].utf8)
        func cell(_ from: Int, _ width: Int) -> String {
            String(decoding: row[from..<(from + width)], as: UTF8.self)
        }
        #expect(cell(0, 8) == "       2" && cell(8, 19) == "0012345678901      ")
        #expect(cell(27, 14) == "H HEN NIE KDAM" && cell(121, 6) == "970405")
        #expect(cell(127, 23) == "00000000000000002250000")
        #expect(lines[4].contains("TONG CONG") && lines[4].contains("4125000"))
    }

    @Test func `amounts are written as the profile says`() throws {
        for (form, shown) in [("comma", "2,250,000"), ("dot", "2.250.000")] {
            let text = try #require(ProviderProfile.shippedText(id: "vietinbank"))
                .replacing("[table]\n", with: "[table]\namount_as = \"\(form)\"\n")
            let profile = try #require(ProviderProfile.read(text, file: "a.toml").value)
            let file = String(
                decoding: try Self.render(try Sample.three(), profile),
                as: UTF8.self
            )
            #expect(file.contains(form == "comma" ? "\"\(shown)\"" : ",\(shown),"))
        }
    }

    @Test(arguments: [
        ("form = \"xlsx\"", "form = \"ods\"", "data-wrong-value"),
        ("sheet = \"A\"", "sheet = \"A:B\"", "table-sheet-name"),
        ("sheet = \"A\"", "sheet = \"A\"\nother_sheet = \"A\"", "table-sheet-name"),
        ("sheet = \"A\"", "", "data-missing-key"),
        ("sheet = \"A\"", "sheet = \"A\"\ndelimiter = \"comma\"", "data-unknown-key"),
        ("header = \"STT\"", "header = \"S\\u202ETT\"", "data-wrong-value"),
        ("header = \"STT\"", "header = \"STT\"\nwidth = 9", "data-unknown-key"),
        ("amount_as = \"number\"", "amount_as = \"text\"", "data-wrong-value"),
    ])
    func `a layout that no file could be written by is refused`(
        from: String,
        to: String,
        code: String
    ) throws {
        let text = try #require(ProviderProfile.shippedText(id: "bidv"))
            .replacing(
                "sheet = \"Cùng ngân hàng\"\nother_sheet = \"Khác ngân hàng\"",
                with: "sheet = \"A\""
            )
        #expect(ProviderProfile.read(text, file: "a.toml").diagnostics.isEmpty)
        let reading = ProviderProfile.read(text.replacing(from, with: to), file: "a.toml")
        #expect(reading.value == nil && reading.codes.contains(code), "\(reading.codes)")
    }

    @Test func `a column that is too narrow for what it may hold is refused`() throws {
        let text = try #require(ProviderProfile.shippedText(id: "bidv"))
            .replacing("form = \"xlsx\"", with: "form = \"fixed\"\nline_end = \"lf\"")
            .replacing("sheet = \"Cùng ngân hàng\"\nother_sheet = \"Khác ngân hàng\"\n", with: "")
            .replacing("amount_as = \"number\"\n", with: "")
            .replacing(/header = ".*"/, with: { "\($0.output)\nwidth = 80" })
        #expect(ProviderProfile.read(text, file: "a.toml").diagnostics.isEmpty)
        let narrow = text.replacing(
            "header = \"Số tài khoản\"\nwidth = 80",
            with: "header = \"Số tài khoản\"\nwidth = 18"
        )
        #expect(ProviderProfile.read(narrow, file: "a.toml").codes.first == "data-wrong-value")
    }

    @Test func `a file is split by its largest sum, and what no file can hold is told before`()
        throws
    {
        let text = try #require(ProviderProfile.shippedText(id: "bidv"))
            .replacing("name_cap", with: "max_total_per_file = 1_000_000\nname_cap")
        let profile = try #require(ProviderProfile.read(text, file: "a.toml").value)
        let own: [Int64] = [400_000, 600_000, 1, 999_999, 500_000]
        let parts = profile.parts(ownBank: own, otherBank: [500_000, 1_000_000])
        #expect(parts.map(\.ownBank) == [0..<2, 2..<4, 4..<5, 5..<5])
        #expect(parts.map(\.otherBank) == [0..<0, 0..<0, 0..<1, 1..<2])
        #expect(profile.isPayable(1_000_000) && !profile.isPayable(1_000_001))
        #expect(profile.parts(ownBank: own, otherBank: [500_000, 1_000_000]) == parts)
    }

    @Test func `a bank that a file cannot name is told, and one row spoils an all-or-nothing file`()
        throws
    {
        let payroll = try Sample.profile("vietcombank-payroll")
        let (ownBIN, otherBIN) = (try #require(BIN("970436")), try #require(BIN("971005")))
        let own = try #require(BankDirectory.shipped.bank(ownBIN))
        let other = try #require(BankDirectory.shipped.bank(otherBIN))
        #expect(payroll.refusal(of: own) == nil && payroll.refusal(of: other) != nil)
        #expect(other.code == nil, "Viettel Money has no code")
        let text = try #require(ProviderProfile.shippedText(id: "vpbank"))
            .replacing("value = \"bin\"", with: "value = \"bank-code\"")
        let strict = try #require(ProviderProfile.read(text, file: "a.toml").value)
        #expect(strict.refusal(of: other) != nil && strict.refusal(of: own) == nil)
        let loose = text.replacing("all_or_nothing = true", with: "")
        let lax = try #require(ProviderProfile.read(loose, file: "a.toml").value)
        #expect(lax.refusal(of: other) == nil)
    }

    /// Every form of file that carries a name.
    static let forms = ["pain001", "csv", "xlsx", "fixed"]

    @Test(arguments: forms)
    func `hostile names and every Vietnamese letter are harmless in every form`(form: String) throws
    {
        let profile: ProviderProfile
        switch form {
        case "pain001": profile = try Sample.profile("agribank")
        case "csv":
            profile = try Self.profile(
                "csv",
                keys: """
                    delimiter = "comma"
                    byte_order_mark = false
                    line_end = "lf"
                    account_as = "plain"
                    """
            )
        case "xlsx": profile = try Self.profile("xlsx", keys: "sheet = \"A\"")
        default:
            let names = ["number", "account", "name", "bank-name", "bin", "amount", "narrative"]
            profile = try Self.profile(
                "fixed",
                keys: "line_end = \"lf\"",
                columns: Dictionary(uniqueKeysWithValues: names.map { ($0, "width = 75\n") })
            )
        }
        var written = 0
        let letters = HostileTextTests.alphabet
        for name in HostileTextTests.names + ["ĐẶNG THỊ ÁNH", letters, letters.uppercased()] {
            guard (try? BankText(name)) != nil else { continue }
            written += 1
            let transfer = try Sample.transfer(
                1,
                name: name,
                bank: "970405",
                account: "0012345678901",
                amount: 5
            )
            let bytes = try Self.render([transfer], profile)
            let text = String(decoding: bytes, as: UTF8.self)
            let shown = transfer.creditorName.capped(to: 70).revealed
            #expect(text.contains(shown), "\(form): \(name)")
            #expect(shown.utf8.allSatisfy { (0x20...0x5A).contains($0) })
            let rows = text.split(separator: "\n").count
            #expect(form != "csv" && form != "fixed" || rows == 3, "\(form): \(name)")
            if form == "csv" {
                #expect(!text.contains(/[,\n][=+@-]/), "\(form): \(name)")
            }
            if form == "xlsx" { #expect(!text.contains("<f>"), "\(form): \(name)") }
        }
        #expect(written >= 5)
        #expect(try BankText("ĐẶNG THỊ ÁNH").revealed == "DANG THI ANH")
    }
}

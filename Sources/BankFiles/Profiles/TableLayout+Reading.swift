// The layout of a table out of a profile's TOML file.
//
// Invariant: what no row could be written by is refused here: a column too narrow for what it may hold.

import Intake
import Ledger
import TOMLKit

extension TableLayout {
    /// Reads `[table]`; the keys depend on its form.
    static func read(
        of root: TOMLTable,
        caps: TextCaps,
        funds: PaymentFunds,
        with reader: inout DataReader
    ) -> TableLayout? {
        guard let table = root["table"]?.table else {
            reader.report(
                "data-missing-key",
                "table",
                Phrase(vi: "thiếu bảng [table]", en: "the table [table] is missing")
            )
            return nil
        }
        let at = "table."
        var form = Form.csv
        if table["form"] != nil {
            guard let read = reader.choice("form", of: table, at: at, as: Form.self) else {
                return nil
            }
            form = read
        }
        let own = keys(of: form)
        reader.refuseKeys(of: table, at: at, except: commonKeys + own)
        let file = FileKeys(form, table, with: &reader)
        let isApart = reader.boolean("own_bank_apart", of: table, at: at)
        let isOwnOnly = reader.boolean("own_bank_only", of: table, at: at, absent: false)
        let hasTotal = reader.boolean("total_row", of: table, at: at)
        let hasHeader = reader.boolean("header_row", of: table, at: at, absent: true)
        let isAllOrNothing = reader.boolean("all_or_nothing", of: table, at: at, absent: false)
        let amount = amountForm(of: table, form, with: &reader)
        let columns = columns(of: table, form, caps, funds, with: &reader)
        guard let isApart, let isOwnOnly, let hasTotal, let hasHeader, let isAllOrNothing, let file,
            let amount
        else { return nil }
        return TableLayout(
            form: form,
            columns: columns,
            delimiter: file.delimiter,
            hasByteOrderMark: file.hasMark,
            lineEnd: file.lineEnd,
            ownBankApart: isApart,
            isOwnBankOnly: isOwnOnly,
            hasTotalRow: hasTotal,
            hasHeaderRow: hasHeader,
            amountForm: amount,
            sheet: file.sheet,
            otherSheet: file.otherSheet,
            isAllOrNothing: isAllOrNothing,
            accountForm: file.accountForm
        )
    }

    private static let commonKeys = [
        "form", "own_bank_apart", "own_bank_only", "total_row", "header_row", "all_or_nothing",
        "amount_as",
        "column",
    ]

    private static func keys(of form: Form) -> [String] {
        switch form {
        case .csv: ["delimiter", "byte_order_mark", "line_end", "account_as"]
        case .xlsx: ["sheet", "other_sheet"]
        case .fixed: ["line_end"]
        }
    }

    /// The keys that only some forms have.
    private struct FileKeys {
        var delimiter = Delimiter.comma
        var hasMark = false
        var lineEnd = LineEnd.lf
        var accountForm = AccountForm.plain
        var sheet: String?
        var otherSheet: String?

        init?(_ form: Form, _ table: TOMLTable, with reader: inout DataReader) {
            let at = "table."
            switch form {
            case .csv:
                let delimiter = reader.choice("delimiter", of: table, at: at, as: Delimiter.self)
                let mark = reader.boolean("byte_order_mark", of: table, at: at)
                let end = reader.choice("line_end", of: table, at: at, as: LineEnd.self)
                let account = reader.choice("account_as", of: table, at: at, as: AccountForm.self)
                guard let delimiter, let mark, let end, let account else { return nil }
                (self.delimiter, hasMark, lineEnd, accountForm) = (delimiter, mark, end, account)
            case .xlsx:
                sheet = reader.string("sheet", of: table, at: at)
                otherSheet = reader.string("other_sheet", of: table, at: at, isRequired: false)
                for (key, name) in [("sheet", sheet), ("other_sheet", otherSheet)] {
                    guard let name, !SheetWriter.isSheetName(name) || otherSheet == sheet else {
                        continue
                    }
                    reader.report(
                        "table-sheet-name",
                        at + key,
                        Phrase(
                            vi:
                                "tên trang tính từ 1 đến 31 ký tự, không có []:*?/\\, không trùng nhau",
                            en:
                                "a sheet's name has 1 to 31 characters, none of []:*?/\\, and is no double"
                        )
                    )
                }
            case .fixed:
                guard let end = reader.choice("line_end", of: table, at: at, as: LineEnd.self)
                else { return nil }
                lineEnd = end
            }
        }
    }

    private static func amountForm(
        of table: TOMLTable,
        _ form: Form,
        with reader: inout DataReader
    ) -> AmountForm? {
        guard table["amount_as"] != nil else { return .digits }
        let amount = reader.choice("amount_as", of: table, at: "table.", as: AmountForm.self)
        if amount == .number, form != .xlsx {
            reader.report(
                "data-wrong-value",
                "table.amount_as",
                Phrase(
                    vi: "chỉ tệp xlsx có ô kiểu số",
                    en: "only a workbook has cells that are numbers"
                )
            )
        }
        return amount
    }

    private static func columns(
        of table: TOMLTable,
        _ form: Form,
        _ caps: TextCaps,
        _ funds: PaymentFunds,
        with reader: inout DataReader
    ) -> [Column] {
        var columns: [Column] = []
        for (index, row) in reader.tables("column", of: table, at: "table.").enumerated() {
            let path = "table.column[\(index + 1)]."
            let known = form == .fixed ? ["width", "zero_filled"] : []
            reader.refuseKeys(of: row, at: path, except: ["value", "header", "required"] + known)
            let value = reader.choice("value", of: row, at: path, as: Value.self)
            let header = reader.string("header", of: row, at: path)
            let isZero = reader.boolean("zero_filled", of: row, at: path, absent: false)
            let isRequired = reader.boolean("required", of: row, at: path, absent: false)
            guard let value, let header, let isZero, let isRequired else { continue }
            if form != .csv, TextFault.inText(header) != nil {
                reader.report(
                    "data-wrong-value",
                    path + "header",
                    Phrase(vi: "có ký tự ẩn", en: "there is a hidden character")
                )
            }
            var width: Int?
            if form == .fixed {
                let least = leastWidth(of: value, caps)
                width = reader.integer("width", of: row, at: path, in: least...1_000)
                if width == nil { continue }
            }
            columns.append(
                Column(
                    value: value,
                    header: header,
                    width: width,
                    isZeroFilled: isZero,
                    isRequired: isRequired
                )
            )
        }
        checkNeeded(columns, funds, with: &reader)
        return columns
    }

    /// The longest text that a column may have to hold.
    private static func leastWidth(of value: Value, _ caps: TextCaps) -> Int {
        switch value {
        case .number: 8
        case .transferID: 16
        case .account: 19
        case .name: caps.name
        case .bankName: 24
        case .bin: 6
        case .bankCode: 3
        case .bic: 8
        // Eighteen digits, and five marks between them.
        case .amount: 23
        case .currency: 3
        case .narrative: caps.narrative
        }
    }

    private static func checkNeeded(
        _ columns: [Column],
        _ funds: PaymentFunds,
        with reader: inout DataReader
    ) {
        let id: Value = funds == .estimate ? .transferID : .narrative
        let needed: [Value] = [.account, .name, .amount, id]
        for value in needed where columns.count(where: { $0.value == value }) != 1 {
            reader.report(
                "table-column-needed",
                "table.column",
                Phrase(
                    vi: "phải có đúng một cột \(value.rawValue)",
                    en: "there must be exactly one column \(value.rawValue)"
                ),
                hint: Phrase(
                    vi: "cột \(id.rawValue) mang mã chi trả để khớp kết quả",
                    en:
                        "column \(id.rawValue) carries the transfer id that the answer is matched by"
                )
            )
        }
    }
}

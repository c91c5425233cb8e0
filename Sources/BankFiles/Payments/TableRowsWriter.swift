// A provider's own table of payments, as an Excel workbook or in columns of fixed width.
//
// Invariants:
// (1) Columns, headers, sheets and widths are those of the profile, nothing else.
// (2) Every row is numbered from 1 in its sheet; own-bank transfers come first.
// (3) Every cell is in its alphabet and at most as long as its column: nothing shifts, nothing is a
//     formula, an account is never a number.
// (4) Same header and transfers, same bytes.

import Intake

/// What stands in the cells of a table.
struct TableCells: Sendable {
    let layout: TableLayout
    let caps: TextCaps
    let banks: BankDirectory

    /// The bytes of a cell.
    func bytes(
        _ value: TableLayout.Value,
        _ chunk: TransferChunk,
        _ row: Int,
        number: Int
    )
        -> [UInt8]
    {
        let texts = chunk.texts
        let nameEnd = Int(chunk.ends[row * 3])
        let accountEnd = Int(chunk.ends[row * 3 + 1])
        switch value {
        case .number: return Array(String(number).utf8)
        case .transferID: return Array("\(chunk.ids[row])".utf8)
        case .account: return Array(texts[nameEnd..<accountEnd])
        case .name:
            let name = Array(texts[chunk.nameStart(row)..<nameEnd])
            return Array(name[..<BankText.cut(name.span, to: caps.name)])
        case .bankName: return Array(bank(chunk.banks[row]).shortName.utf8)
        case .bin: return Array(chunk.banks[row].description.utf8)
        case .bankCode: return Array((bank(chunk.banks[row]).code ?? "").utf8)
        case .bic: return Array((bank(chunk.banks[row]).bic ?? "").utf8)
        case .amount: return Self.bytes(amount: chunk.amounts[row], as: layout.amountForm)
        case .currency: return Array("VND".utf8)
        case .narrative:
            let narrative = Array(texts[accountEnd..<Int(chunk.ends[row * 3 + 2])])
            return Array(narrative[..<BankText.cut(narrative.span, to: caps.narrative)])
        }
    }

    /// An amount as a text.
    static func bytes(amount: Int64, as form: TableLayout.AmountForm) -> [UInt8] {
        let digits = Array(String(amount).utf8)
        let mark: UInt8? =
            switch form {
            case .digits, .number: nil
            case .comma: 0x2C
            case .dot: 0x2E
            }
        guard let mark else { return digits }
        var bytes: [UInt8] = []
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { bytes.append(mark) }
            bytes.append(digit)
        }
        return bytes
    }

    private func bank(_ bin: BIN) -> Bank {
        guard let bank = banks.bank(bin) else {
            preconditionFailure("a draft names banks of the directory only")
        }
        return bank
    }
}

/// Writes one table into a sink.
///
/// Call `begin`, then `write` for each chunk, then `finish`. A workbook is in memory until then: it has
/// at most as many rows as its profile allows.
struct TableRowsWriter: ~Copyable {
    private let cells: TableCells
    private var layout: TableLayout { cells.layout }
    private var tally: TransferTally
    private var buffer = ByteBuffer()
    private var sheets = SheetWriter()
    private var rows = 0
    private var total: Int64 = 0
    private var isOtherSheet = false

    init(header: PaymentFileHeader, cells: TableCells) {
        self.cells = cells
        tally = TransferTally(header)
    }

    mutating func begin(into sink: inout some ByteSink & ~Copyable) throws {
        beginSheet(layout.sheet)
        try buffer.drain(into: &sink)
    }

    mutating func write(
        _ chunk: TransferChunk,
        into sink: inout some ByteSink & ~Copyable
    ) throws {
        for row in 0..<chunk.count {
            _ = tally.add(bank: chunk.banks[row], amount: chunk.amounts[row])
            if let other = layout.otherSheet, !isOtherSheet, tally.otherBank.count > 0 {
                endSheet()
                isOtherSheet = true
                beginSheet(other)
            }
            rows += 1
            total += chunk.amounts[row]
            beginRow()
            for column in layout.columns {
                let bytes = cells.bytes(column.value, chunk, row, number: rows)
                let amount = column.value == .amount ? chunk.amounts[row] : nil
                add(bytes, amount: amount, in: column)
            }
            endRow()
            if buffer.count >= ByteBuffer.drainSize { try buffer.drain(into: &sink) }
        }
    }

    mutating func finish(into sink: inout some ByteSink & ~Copyable) throws {
        tally.finish()
        endSheet()
        if let other = layout.otherSheet, !isOtherSheet {
            beginSheet(other)
            endSheet()
        }
        if layout.form == .xlsx {
            var book = SheetWriter()
            swap(&book, &sheets)
            let bytes = try book.finish()
            try sink.write(bytes.span)
        }
        try buffer.drain(into: &sink)
    }

    private mutating func beginSheet(_ name: String?) {
        rows = 0
        total = 0
        if let name, layout.form == .xlsx {
            sheets.beginSheet(name, widths: layout.columns.map { Self.width(of: $0.value) })
        }
        guard layout.hasHeaderRow else { return }
        beginRow()
        for column in layout.columns { add(Array(column.header.utf8), amount: nil, in: column) }
        endRow()
    }

    private mutating func endSheet() {
        guard layout.hasTotalRow else { return }
        beginRow()
        for column in layout.columns {
            switch column.value {
            case .name:
                let words = layout.form == .fixed ? "TONG CONG" : "Tổng cộng"
                add(Array(words.utf8), amount: nil, in: column)
            case .amount:
                let bytes = TableCells.bytes(amount: total, as: layout.amountForm)
                add(bytes, amount: total, in: column)
            default: add([], amount: nil, in: column)
            }
        }
        endRow()
    }

    private mutating func beginRow() {
        if layout.form == .xlsx { sheets.beginRow() }
    }

    private mutating func endRow() {
        guard layout.form == .fixed else { return }
        if layout.lineEnd == .crlf { buffer.append(0x0D) }
        buffer.append(0x0A)
    }

    private mutating func add(_ bytes: [UInt8], amount: Int64?, in column: TableLayout.Column) {
        guard layout.form == .xlsx else { return pad(bytes, in: column) }
        if bytes.isEmpty {
            sheets.addEmpty()
        } else if let amount, layout.amountForm == .number, amount < Self.exactLimit {
            sheets.add(number: amount)
        } else {
            sheets.add(text: bytes.span)
        }
    }

    /// Above this a spreadsheet rounds: such a sum is written as a text.
    private static let exactLimit: Int64 = 1_000_000_000_000_000

    /// A cell of fixed width: numbers to the right, all else to the left; headers are cut.
    private mutating func pad(_ bytes: [UInt8], in column: TableLayout.Column) {
        let width = column.width ?? 0
        let text = String(decoding: bytes, as: UTF8.self)
        let shown = text.unicodeScalars.prefix(width)
        let isNumber = column.value == .amount || column.value == .number
        let isDigits = !bytes.isEmpty && bytes.allSatisfy { $0 &- 0x30 < 10 }
        let fill: UInt8 = isNumber && column.isZeroFilled && isDigits ? 0x30 : 0x20
        let room = width - shown.count
        if isNumber { for _ in 0..<room { buffer.append(fill) } }
        buffer.append(text: String(String.UnicodeScalarView(shown)))
        if !isNumber { for _ in 0..<room { buffer.append(fill) } }
    }

    /// How wide a column of a workbook is shown, in characters.
    private static func width(of value: TableLayout.Value) -> Int {
        switch value {
        case .number: 6
        case .transferID, .account: 20
        case .name: 32
        case .bankName: 16
        case .bin, .bankCode, .currency: 8
        case .bic: 12
        case .amount: 16
        case .narrative: 40
        }
    }
}

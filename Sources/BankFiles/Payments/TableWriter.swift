// A provider's own table of payments, as CSV.
//
// Invariants:
// (1) Columns, headers, delimiter, mark and line ends are those of the profile, nothing else.
// (2) Every row is numbered from 1 in its file; own-bank transfers come first.
// (3) No cell begins a formula, and an account is never written as a number with an exponent.
// (4) Same header and transfers, same bytes.

import Intake

/// Writes one table of payments into a sink.
///
/// Call `begin`, then `write` for each chunk, then `finish`.
package struct TableWriter: ~Copyable {
    private let layout: TableLayout
    private let caps: TextCaps
    private let delimiter: UInt8
    private let banks: BankDirectory
    private var buffer = ByteBuffer()
    private var tally: TransferTally
    private var rows: Int64 = 0

    /// A writer of one table.
    ///
    /// - Parameters:
    ///   - header: The head of the file.
    ///   - layout: The provider's layout.
    ///   - caps: Where names and narratives are cut.
    ///   - banks: Knows every bank that occurs; an unknown one traps, for the draft checks it.
    package init(
        header: PaymentFileHeader,
        layout: TableLayout,
        caps: TextCaps,
        banks: BankDirectory
    ) {
        self.layout = layout
        self.caps = caps
        self.banks = banks
        delimiter =
            switch layout.delimiter {
            case .comma: 0x2C
            case .semicolon: 0x3B
            case .tab: 0x09
            }
        tally = TransferTally(header)
    }

    /// Writes the row of headers.
    ///
    /// - Throws: What the sink throws.
    package mutating func begin(into sink: inout some ByteSink & ~Copyable) throws {
        if layout.hasByteOrderMark { buffer.append(text: "\u{FEFF}") }
        if layout.hasHeaderRow {
            for (index, column) in layout.columns.enumerated() {
                if index > 0 { buffer.append(delimiter) }
                buffer.append(field: column.header, delimiter: delimiter)
            }
            endLine()
        }
        try buffer.drain(into: &sink)
    }

    /// Writes the transfers of a chunk; own-bank transfers of all chunks come before the others.
    ///
    /// - Throws: What the sink throws.
    package mutating func write(
        _ chunk: TransferChunk,
        into sink: inout some ByteSink & ~Copyable
    ) throws {
        for row in 0..<chunk.count {
            _ = tally.add(bank: chunk.banks[row], amount: chunk.amounts[row])
            rows += 1
            for index in layout.columns.indices {
                if index > 0 { buffer.append(delimiter) }
                append(layout.columns[index].value, chunk, row)
            }
            endLine()
            if buffer.count >= ByteBuffer.drainSize { try buffer.drain(into: &sink) }
        }
    }

    /// Writes the total; traps when counts or sums differ from the header.
    ///
    /// - Throws: What the sink throws.
    package mutating func finish(into sink: inout some ByteSink & ~Copyable) throws {
        tally.finish()
        if layout.hasTotalRow {
            for (index, column) in layout.columns.enumerated() {
                if index > 0 { buffer.append(delimiter) }
                switch column.value {
                case .name: buffer.append(text: "Tổng cộng")
                case .amount: append(amount: (tally.ownBank + tally.otherBank).sum)
                default: break
                }
            }
            endLine()
        }
        try buffer.drain(into: &sink)
    }

    private mutating func append(
        _ value: TableLayout.Value,
        _ chunk: TransferChunk,
        _ row: Int
    ) {
        let texts = chunk.texts.span
        let nameEnd = Int(chunk.ends[row * 3])
        let accountEnd = Int(chunk.ends[row * 3 + 1])
        switch value {
        case .number: buffer.append(decimal: rows)
        case .transferID:
            buffer.append(id: chunk.ids[row])
        case .account:
            if layout.accountForm == .apostrophe { buffer.append(0x27) }
            let account = texts.extracting(nameEnd..<accountEnd)
            let isQuoted = layout.accountForm == .quoted
            buffer.append(field: account, delimiter: delimiter, isQuoted: isQuoted)
        case .name:
            let name = texts.extracting(chunk.nameStart(row)..<nameEnd)
            let end = BankText.cut(name, to: caps.name)
            buffer.append(field: name.extracting(first: end), delimiter: delimiter)
        case .bankName:
            buffer.append(field: bank(chunk.banks[row]).shortName, delimiter: delimiter)
        case .bin: buffer.append(decimal: chunk.banks[row].number, width: 6)
        case .bankCode: buffer.append(text: bank(chunk.banks[row]).code ?? "")
        case .amount: append(amount: chunk.amounts[row])
        case .bic: buffer.append(text: bank(chunk.banks[row]).bic ?? "")
        case .currency: buffer.append(literal: "VND")
        case .narrative:
            let narrative = texts.extracting(accountEnd..<Int(chunk.ends[row * 3 + 2]))
            let end = BankText.cut(narrative, to: caps.narrative)
            buffer.append(field: narrative.extracting(first: end), delimiter: delimiter)
        }
    }

    private mutating func append(amount: Int64) {
        if layout.amountForm == .digits {
            buffer.append(decimal: amount)
        } else {
            let bytes = TableCells.bytes(amount: amount, as: layout.amountForm)
            buffer.append(field: bytes.span, delimiter: delimiter)
        }
    }

    private func bank(_ bin: BIN) -> Bank {
        guard let bank = banks.bank(bin) else {
            preconditionFailure("a draft names banks of the directory only")
        }
        return bank
    }

    private mutating func endLine() {
        if layout.lineEnd == .crlf { buffer.append(0x0D) }
        buffer.append(0x0A)
    }
}

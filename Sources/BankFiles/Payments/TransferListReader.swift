// A strict reader of `transfers.csv`, for whoever renders a bank file again to compare it.
//
// Invariants:
// (1) It takes exactly what TransferListWriter writes: every accepted list writes back to the same
//     bytes.
// (2) Memory is bounded: a line has at most 512 bytes, ids are remembered as one bit each.
// (3) No diagnostic quotes a field.

package import Intake

/// Reads a list of transfers piece by piece.
///
/// Call `feed` for each piece of the file, take the chunk's rows away when they are many, then
/// `finish`. Rows before a fault are given out; with an error nothing of the list may be used.
package struct TransferListReader: Sendable {
    /// A line longer than this is refused.
    static let maximumLine = 512
    /// After this many findings the rest is not looked at.
    static let maximumDiagnostics = 1000
    /// The transfer numbers that one batch can have here: a bitmap of at most 16 MB.
    static let maximumNumber = 134_217_728

    /// Everything that was found so far.
    package private(set) var diagnostics: [Diagnostic] = []
    /// Count and sum of the rows without a fault.
    package private(set) var totals = TransferTotals()

    private let file: String
    private var line: [UInt8] = []
    private var lineNumber = 1
    private var isLineTooLong = false
    private var batch: BatchCode?
    private var seen: [UInt64] = []
    /// The words before the id in the narrative of a row above.
    private var narrative: [UInt8] = []

    /// A reader of a file of that name.
    package init(file: String) { self.file = file }

    /// Reads a whole list; the chunk is complete only without an error.
    package static func read(_ bytes: [UInt8], file: String) -> Reading<TransferChunk> {
        var reader = TransferListReader(file: file)
        var chunk = TransferChunk()
        reader.feed(bytes.span, into: &chunk)
        reader.finish()
        return Reading(value: chunk, diagnostics: reader.diagnostics)
    }

    /// Takes the next piece of the file and appends its whole rows to the chunk.
    package mutating func feed(_ bytes: Span<UInt8>, into chunk: inout TransferChunk) {
        var start = 0
        while start < bytes.count {
            let end = bytes.firstIndex(of: 0x0A, from: start)
            let piece = bytes.extracting(start..<end)
            if end == bytes.count {
                keep(piece)
            } else if line.isEmpty {
                endLine(piece, isTooLong: piece.count > Self.maximumLine, into: &chunk)
            } else {
                keep(piece)
                var whole: [UInt8] = []
                swap(&whole, &line)
                endLine(whole.span, isTooLong: isLineTooLong, into: &chunk)
                whole.removeAll(keepingCapacity: true)
                swap(&whole, &line)
                isLineTooLong = false
            }
            start = end + 1
        }
    }

    /// Keeps the beginning of a line whose end has not come.
    private mutating func keep(_ piece: Span<UInt8>) {
        isLineTooLong = isLineTooLong || line.count + piece.count > Self.maximumLine
        let part = piece.extracting(first: Self.maximumLine - line.count)
        unsafe part.withUnsafeBufferPointer { unsafe line.append(contentsOf: $0) }
    }

    /// Ends the file.
    package mutating func finish() {
        if !line.isEmpty || isLineTooLong {
            report(
                "transfer-list-cut",
                nil,
                Phrase(
                    vi: "tệp bị cắt: dòng cuối không có ký tự xuống dòng",
                    en: "the file is cut off: its last line does not end"
                ),
                hint: Phrase(vi: "chép lại tệp từ bản gốc", en: "copy the file again")
            )
        } else if lineNumber == 1 {
            reportHeader()
        } else if lineNumber == 2, diagnostics.isEmpty {
            report(
                "transfer-list-empty",
                nil,
                Phrase(vi: "danh sách không có dòng nào", en: "the list has no row")
            )
        }
    }

    private mutating func endLine(
        _ line: Span<UInt8>,
        isTooLong: Bool,
        into chunk: inout TransferChunk
    ) {
        defer { lineNumber += 1 }
        guard diagnostics.count < TransferListReader.maximumDiagnostics else { return }
        guard !isTooLong else {
            report(
                "transfer-list-long-line",
                nil,
                Phrase(vi: "dòng dài quá 512 byte", en: "the line is longer than 512 bytes")
            )
            return
        }
        guard lineNumber > 1 else {
            if !line.isEqual(to: TransferListReader.header.span) { reportHeader() }
            return
        }
        readRow(line, into: &chunk)
    }

    private static let header = Array(TransferListWriter.header.utf8)

    private mutating func readRow(_ line: Span<UInt8>, into chunk: inout TransferChunk) {
        guard let ends = fieldEnds(of: line) else { return }
        checkNumber(line.extracting(..<ends[0]))
        let id = readID(line, ends[0] + 1..<ends[1])
        let name = line.extracting(ends[1] + 1..<ends[2])
        let isName = BankText.isBankText(name)
        if !isName { refuseText(line, ends[1] + 1, "name") }
        let bank = BIN(line.extracting(ends[2] + 1..<ends[3]))
        if bank == nil {
            refuse(
                line,
                ends[2] + 1,
                "bank",
                vi: "mã BIN phải có 6 chữ số",
                en: "a BIN has 6 digits"
            )
        }
        let account = line.extracting(ends[3] + 1..<ends[4])
        let isAccount = TransferChunk.isAccount(account)
        if !isAccount {
            refuse(
                line,
                ends[3] + 1,
                "account",
                vi: "số tài khoản phải có 6 đến 19 chữ số hoặc chữ in hoa",
                en: "an account has 6 to 19 digits or capital letters"
            )
        }
        let amount = readAmount(line, ends[4] + 1)
        let narrative = line.extracting(ends[5] + 1..<ends[6])
        let hasNarrative = isNarrative(narrative, of: id)
        if !hasNarrative { refuseText(line, ends[5] + 1, "narrative") }
        guard let id, isName, let bank, isAccount, let amount, hasNarrative else { return }
        totals.add(amount)
        chunk.append(
            checked: id,
            bank: bank,
            amount: amount,
            name: name,
            account: account,
            narrative: narrative
        )
    }

    /// Where each of the seven fields of a line ends; nil, and a finding, where there are not seven.
    private mutating func fieldEnds(of line: Span<UInt8>) -> InlineArray<7, Int>? {
        var ends: InlineArray<7, Int> = .init(repeating: 0)
        var count = 0
        var start = 0
        while start <= line.count {
            let end = line.firstIndex(of: 0x2C, from: start)
            if count < 7 { ends[count] = end }
            count += 1
            start = end + 1
        }
        if count == 7 { return ends }
        report(
            "transfer-list-fields",
            nil,
            Phrase(
                vi: "có \(count) cột, cần 7",
                en: "there are \(count) fields, 7 are needed"
            )
        )
        return nil
    }

    /// A narrative is mostly the words of the row before and the row's id: both are checked.
    private mutating func isNarrative(_ text: Span<UInt8>, of id: TransferID?) -> Bool {
        let end = text.count - 16
        guard let id, end > 0, text.word(at: end).byteSwapped == id.high,
            text.word(at: end + 8).byteSwapped == id.low
        else { return BankText.isBankText(text) }
        if text.extracting(..<end).isEqual(to: narrative.span) { return true }
        guard BankText.isBankText(text) else { return false }
        narrative.removeAll(keepingCapacity: true)
        for index in 0..<end { narrative.append(text[index]) }
        return true
    }

    private mutating func checkNumber(_ field: Span<UInt8>) {
        let expected = lineNumber - 1
        var place = 0
        var value = 0
        while place < field.count, place < 18, field[place] >= 0x30, field[place] <= 0x39 {
            value = value * 10 + Int(field[place] - 0x30)
            place += 1
        }
        guard place == field.count, value == expected, field[0] != 0x30 else {
            refuse(
                field,
                0,
                "number",
                vi: "số thứ tự phải là \(expected)",
                en: "the number of this row is \(expected)"
            )
            return
        }
    }

    private mutating func readID(_ line: Span<UInt8>, _ field: Range<Int>) -> TransferID? {
        if let batch, field.count == 16 {
            let high = line.word(at: field.lowerBound).byteSwapped
            let low = line.word(at: field.lowerBound + 8).byteSwapped
            if let number = batch.transferNumber(high: high, low: low) {
                return isNew(number, line, field.lowerBound)
                    ? TransferID(knownHigh: high, low: low) : nil
            }
        }
        guard field.count == 16, let id = TransferID(bytes: field.map { line[$0] }) else {
            refuse(
                line,
                field.lowerBound,
                "transfer_id",
                vi: "mã chi trả sai: cần 16 ký tự với ký tự kiểm tra đúng",
                en: "this is no transfer id: 16 characters with their check character are needed"
            )
            return nil
        }
        guard batch == nil else {
            refuse(
                line,
                field.lowerBound,
                "transfer_id",
                vi: "mã chi trả thuộc đợt khác với các dòng trên",
                en: "the id is of another batch than the rows above"
            )
            return nil
        }
        batch = id.batch
        return isNew(id.number, line, field.lowerBound) ? id : nil
    }

    /// Whether a number is one that a list may have, and has not come yet.
    private mutating func isNew(_ number: Int, _ line: Span<UInt8>, _ place: Int) -> Bool {
        guard number <= TransferListReader.maximumNumber else {
            refuse(
                line,
                place,
                "transfer_id",
                vi: "số của khoản chi trong đợt quá lớn",
                en: "the number of the transfer in its batch is too large"
            )
            return false
        }
        let word = number / 64
        let bit = UInt64(1) << UInt64(number % 64)
        while seen.count <= word { seen.append(0) }
        guard seen[word] & bit == 0 else {
            refuse(
                line,
                place,
                "transfer_id",
                vi: "mã chi trả lặp lại trong danh sách",
                en: "the id stands in the list twice"
            )
            return false
        }
        seen[word] |= bit
        return true
    }

    private mutating func refuseText(_ line: Span<UInt8>, _ place: Int, _ name: String) {
        refuse(
            line,
            place,
            name,
            vi: "chỉ gồm A-Z, 0-9, khoảng trắng đơn và - . /",
            en: "only A-Z, 0-9, single blanks and - . / are taken"
        )
    }

    private mutating func readAmount(_ line: Span<UInt8>, _ start: Int) -> Int64? {
        var place = start
        guard let value = line.decimal(at: &place), value > 0 else {
            refuse(
                line,
                start,
                "amount",
                vi: "số tiền phải là 1 đến 18 chữ số, không dấu phân cách, không bắt đầu bằng 0",
                en: "an amount is 1 to 18 digits without separators or leading zeros"
            )
            return nil
        }
        guard CreditTransfer.amounts.upperBound - value >= totals.sum else {
            refuse(
                line,
                start,
                "amount",
                vi: "tổng số tiền vượt quá 18 chữ số",
                en: "the sum has more than 18 digits"
            )
            return nil
        }
        return value
    }

    private mutating func refuse(
        _ line: Span<UInt8>,
        _ place: Int,
        _ name: String,
        vi: String,
        en: String
    ) {
        // Columns count characters: bytes that continue one (10xxxxxx) do not count.
        var column = 1
        for index in 0..<place where line[index] & 0xC0 != 0x80 { column += 1 }
        let location = Location(file: file, line: lineNumber, column: column, field: name)
        let code = "transfer-list-\(name == "transfer_id" ? "id" : name)"
        diagnostics.append(
            Diagnostic(.error, code: code, at: location, Phrase(vi: vi, en: en))
        )
    }

    private mutating func report(
        _ code: String,
        _ field: String?,
        _ message: Phrase,
        hint: Phrase? = nil
    ) {
        let location = Location(file: file, line: lineNumber, field: field)
        diagnostics.append(Diagnostic(.error, code: code, at: location, message, hint: hint))
    }

    private mutating func reportHeader() {
        report(
            "transfer-list-header",
            nil,
            Phrase(
                vi: "dòng đầu không phải tiêu đề của danh sách chi trả",
                en: "the first line is not the header of a list of transfers"
            ),
            hint: Phrase(
                vi: "tiêu đề cần có: \(TransferListWriter.header)",
                en: "the header is: \(TransferListWriter.header)"
            )
        )
    }
}

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
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == 0x0A {
                endLine(into: &chunk)
            } else if line.count < TransferListReader.maximumLine {
                line.append(byte)
            } else {
                isLineTooLong = true
            }
        }
    }

    /// Ends the file.
    package mutating func finish() {
        if !line.isEmpty {
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

    private mutating func endLine(into chunk: inout TransferChunk) {
        defer {
            line.removeAll(keepingCapacity: true)
            isLineTooLong = false
            lineNumber += 1
        }
        guard diagnostics.count < TransferListReader.maximumDiagnostics else { return }
        guard !isLineTooLong else {
            report(
                "transfer-list-long-line",
                nil,
                Phrase(vi: "dòng dài quá 512 byte", en: "the line is longer than 512 bytes")
            )
            return
        }
        guard lineNumber > 1 else {
            if !line.elementsEqual(TransferListWriter.header.utf8) { reportHeader() }
            return
        }
        readRow(into: &chunk)
    }

    private mutating func readRow(into chunk: inout TransferChunk) {
        let fields = line.split(separator: 0x2C, omittingEmptySubsequences: false)
        guard fields.count == 7 else {
            report(
                "transfer-list-fields",
                nil,
                Phrase(
                    vi: "có \(fields.count) cột, cần 7",
                    en: "there are \(fields.count) fields, 7 are needed"
                )
            )
            return
        }
        checkNumber(fields[0])
        let id = readID(fields[1])
        let name = readText(fields[2], "name")
        let bank = BIN(bytes: fields[3])
        if bank == nil {
            refuse(fields[3], "bank", vi: "mã BIN phải có 6 chữ số", en: "a BIN has 6 digits")
        }
        let account = BankAccountNumber(String(decoding: fields[4], as: UTF8.self))
        if account == nil {
            refuse(
                fields[4],
                "account",
                vi: "số tài khoản phải có 6 đến 19 chữ số hoặc chữ in hoa",
                en: "an account has 6 to 19 digits or capital letters"
            )
        }
        let amount = readAmount(fields[5])
        let narrative = readText(fields[6], "narrative")
        guard let id, let name, let bank, let account, let amount, let narrative else { return }
        totals.add(amount)
        chunk.append(
            CreditTransfer(
                id: id,
                creditorName: name,
                bank: bank,
                account: account,
                amount: amount,
                narrative: narrative
            )
        )
    }

    private mutating func checkNumber(_ field: ArraySlice<UInt8>) {
        let expected = lineNumber - 1
        guard field.elementsEqual(String(expected).utf8) else {
            refuse(
                field,
                "number",
                vi: "số thứ tự phải là \(expected)",
                en: "the number of this row is \(expected)"
            )
            return
        }
    }

    private mutating func readID(_ field: ArraySlice<UInt8>) -> TransferID? {
        guard let id = TransferID(bytes: field) else {
            refuse(
                field,
                "transfer_id",
                vi: "mã chi trả sai: cần 16 ký tự với ký tự kiểm tra đúng",
                en: "this is no transfer id: 16 characters with their check character are needed"
            )
            return nil
        }
        if let batch, batch != id.batch {
            refuse(
                field,
                "transfer_id",
                vi: "mã chi trả thuộc đợt khác với các dòng trên",
                en: "the id is of another batch than the rows above"
            )
            return nil
        }
        batch = id.batch
        guard id.number <= TransferListReader.maximumNumber else {
            refuse(
                field,
                "transfer_id",
                vi: "số của khoản chi trong đợt quá lớn",
                en: "the number of the transfer in its batch is too large"
            )
            return nil
        }
        let word = id.number / 64
        let bit = UInt64(1) << UInt64(id.number % 64)
        while seen.count <= word { seen.append(0) }
        guard seen[word] & bit == 0 else {
            refuse(
                field,
                "transfer_id",
                vi: "mã chi trả lặp lại trong danh sách",
                en: "the id stands in the list twice"
            )
            return nil
        }
        seen[word] |= bit
        return id
    }

    private mutating func readText(_ field: ArraySlice<UInt8>, _ name: String) -> BankText? {
        if let text = BankText(exactly: field) { return text }
        refuse(
            field,
            name,
            vi: "chỉ gồm A-Z, 0-9, khoảng trắng đơn và - . /",
            en: "only A-Z, 0-9, single blanks and - . / are taken"
        )
        return nil
    }

    private mutating func readAmount(_ field: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        var isPlain = (1...18).contains(field.count) && field.first != 0x30
        for byte in field where isPlain {
            isPlain = byte >= 0x30 && byte <= 0x39
            if isPlain { value = value * 10 + Int64(byte - 0x30) }
        }
        guard isPlain else {
            refuse(
                field,
                "amount",
                vi: "số tiền phải là 1 đến 18 chữ số, không dấu phân cách, không bắt đầu bằng 0",
                en: "an amount is 1 to 18 digits without separators or leading zeros"
            )
            return nil
        }
        guard CreditTransfer.amounts.upperBound - value >= totals.sum else {
            refuse(
                field,
                "amount",
                vi: "tổng số tiền vượt quá 18 chữ số",
                en: "the sum has more than 18 digits"
            )
            return nil
        }
        return value
    }

    private mutating func refuse(
        _ field: ArraySlice<UInt8>,
        _ name: String,
        vi: String,
        en: String
    ) {
        // Columns count characters: bytes that continue one (10xxxxxx) do not count.
        let before = line[..<field.startIndex].count { $0 & 0xC0 != 0x80 }
        let location = Location(
            file: file,
            line: lineNumber,
            column: before + 1,
            field: name
        )
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

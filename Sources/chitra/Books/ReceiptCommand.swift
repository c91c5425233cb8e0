import ArgumentParser
import Disbursement
import Intake
import Ledger
import Signing
import Store
import Workflow

/// `chitra receipt`.
struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: """
            Biên nhận của dòng, của lô hay của một ngày: chứng minh nằm trong nhật ký. / A short \
            proof that lines, a batch or a day stand in the log.
            """,
        discussion: """
            chitra receipt --batch NA0100001 --line 2 --out line-2.receipt --books books
            chitra receipt --batch NA0100001 --person 7 --out person-7.receipt --books books
            chitra receipt --batch NA0100001 --out batch.receipt --books books
            chitra receipt --day 2026-11-30 --out day.receipt --books books
            chitra-verify receipt line-2.receipt --log-key books/keys/log.vkey
            chitra-verify log published --log-key books/keys/log.vkey --earlier day.receipt

            Biên nhận của dòng CÓ họ tên và số định danh của người hưởng: chỉ giao cho chính người đó hoặc kiểm \
            toán. Tệp chỉ chủ tệp đọc được.
            The receipt of a line HOLDS the name and national ID of the person: it is for that person or an auditor. \
            Only the owner may read its file.
            """,
        aliases: ["bien-nhan"]
    )

    @Option(
        help: """
            Mã lô; một mình: biên nhận của lô. / The batch's code; alone: the receipt of the batch.
            """
    )
    var batch: String?
    @Option(help: "Số của dòng trong lô. / The number of the line in the batch.") var line: Int?
    @Option(help: "Mã lệnh: mọi dòng của lệnh. / A transfer's id: all of its lines.")
    var transfer: String?
    @Option(
        help: "Số của người trong sổ: mọi dòng của người đó. / A person's number: all their lines."
    )
    var person: Int64?
    @Option(help: "Ngày, dạng 2026-11-30: điểm kiểm tra cuối ngày. / A day: its last checkpoint.")
    var day: String?
    @Option(
        help: """
            Tệp sẽ ghi; phải chưa có; không nêu: stdout. / The file to write; it must not be there; \
            else stdout.
            """
    )
    var out: String?
    @Flag(
        help: """
            Dạng chữ ngắn cho mã QR. / The short text that a QR code holds.
            """
    )
    var qr = false
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let open = try books.open(.read, try common.environment())
        let proving = ProveLines(open)
        if let day { return try write(day, proving) }
        let receipt: ProvenReceipt
        switch (batch, line, person, transfer) {
        case (let batch?, let line?, nil, nil):
            receipt = try proving.receipt(line: line, of: batch)
        case (let batch?, nil, let person?, nil):
            receipt = try proving.receipt(person: person, of: batch)
        case (let batch?, nil, nil, nil): receipt = try proving.receipt(batch: batch)
        case (nil, nil, nil, let transfer?):
            receipt = try proving.receipt(transfer: transfer)
        default: throw Self.usage
        }
        let console = common.console
        let bytes = qr ? try Self.code(receipt) : receipt.bytes
        if let out { try DurableFiles.write(bytes, to: out) }
        if common.json {
            try console.json("receipt", ReceiptView(receipt, text: out == nil ? bytes : nil))
        } else if let out {
            show(receipt, out, console)
        } else {
            // To the byte: what a screen does not show is hashed as well.
            try DurableFiles.writeAll(bytes, to: 1, path: "stdout")
        }
        warn(receipt, console)
        if let out {
            console.note(
                Phrase(
                    vi: "kiểm chứng: chitra-verify receipt \(out) --log-key "
                        + "\(open.books.folder)/keys/log.vkey",
                    en: "verify: chitra-verify receipt \(out) --log-key "
                        + "\(open.books.folder)/keys/log.vkey"
                )
            )
        }
    }

    /// The receipt as a QR code holds it, with a line feed.
    private static func code(_ receipt: ProvenReceipt) throws -> [UInt8] {
        guard let code = ReceiptCode(try LineReceipt(parsing: receipt.bytes)) else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "biên nhận này dài hơn một mã QR chứa được (\(ReceiptCode.longest) ký tự)",
                    en:
                        "this receipt is longer than a QR code holds (\(ReceiptCode.longest) letters)"
                ),
                hint: Phrase(
                    vi: "bỏ --qr để lấy tệp, hoặc lấy biên nhận của một dòng: --line",
                    en: "leave --qr out for a file, or take the receipt of one line: --line"
                )
            )
        }
        return Array("\(code.text)\n".utf8)
    }

    private static let usage = StepRefusal(
        .usage,
        Phrase(
            vi: "nêu --batch (một mình, hoặc cùng --line hay --person), --transfer, hoặc --day",
            en: "name --batch (alone, or with --line or --person), --transfer, or --day"
        )
    )

    /// The receipt of a day is the checkpoint itself.
    private func write(_ text: String, _ proving: ProveLines) throws {
        guard batch == nil, line == nil, person == nil, transfer == nil, !common.json, !qr else {
            throw Self.usage
        }
        let note = try proving.receipt(day: try chitra.day(text, option: "--day"))
        guard let out else {
            return try DurableFiles.writeAll(Array(note.utf8), to: 1, path: "stdout")
        }
        try DurableFiles.write(Array(note.utf8), to: out)
        common.console.say(
            Phrase(
                vi: "\(out): điểm kiểm tra cuối ngày \(text)",
                en: "\(out): the last checkpoint of \(text)"
            )
        )
    }

    private func show(_ receipt: ProvenReceipt, _ out: String, _ console: Console) {
        if receipt.proven.lines.isEmpty {
            console.say(
                Phrase(
                    vi: "\(out): lô \(receipt.proven.batch)",
                    en: "\(out): batch \(receipt.proven.batch)"
                )
            )
        }
        for line in receipt.proven.lines {
            let programme = Words.programme(line.line.programme).text(in: console.language)
            let what =
                "\(line.transfer), \(programme) \(line.line.month), "
                + console.money(line.line.amount)
            console.say(
                Phrase(
                    vi: "\(out): lô \(receipt.proven.batch), dòng \(line.number), lệnh \(what)",
                    en:
                        "\(out): batch \(receipt.proven.batch), line \(line.number), transfer \(what)"
                )
            )
        }
    }

    /// What the receipt cannot say.
    private func warn(_ receipt: ProvenReceipt, _ console: Console) {
        if receipt.isCancelled {
            console.note(
                Phrase(
                    vi: "lưu ý: lô này đã bị hủy sau khi duyệt",
                    en: "note: this batch was cancelled after its approval"
                )
            )
        }
        for number in receipt.stopped {
            console.note(
                Phrase(
                    vi:
                        "lưu ý: dòng \(number) đã bị rút bằng danh sách dừng, không được chi trong lô này",
                    en:
                        "note: line \(number) was taken away by a stop list and is not paid in this batch"
                )
            )
        }
    }
}

/// A receipt as JSON.
private struct ReceiptView: Encodable {
    struct Line: Encodable {
        let number: Int
        let transfer: String
        let programme: String
        let month: String
        let amount: Int64
        let isStopped: Bool
    }

    let batch: String
    let event: String
    let bookedOn: String
    let size: UInt64
    let root: String
    let isCancelled: Bool
    let lines: [Line]
    /// The receipt itself, where it is in no file.
    let receipt: String?

    init(_ receipt: ProvenReceipt, text: [UInt8]?) {
        let proven = receipt.proven
        batch = proven.batch
        event = proven.event
        bookedOn = "\(proven.bookedOn)"
        size = proven.checkpoint.size
        root = proven.checkpoint.root.base64
        isCancelled = receipt.isCancelled
        lines = proven.lines.map { line in
            Line(
                number: line.number,
                transfer: line.transfer,
                programme: line.line.programme,
                month: "\(line.line.month)",
                amount: line.line.amount,
                isStopped: receipt.stopped.contains(line.number)
            )
        }
        self.receipt = text.map { String(decoding: $0, as: UTF8.self) }
    }
}

// The receipt of a line, verified with the log's public key alone.
//
// Invariant: the person is not named: who holds the receipt can read it.

import ArgumentParser
import Disbursement
import Foundation
import Intake
import Ledger
import Signing

/// `chitra-verify receipt FILE`.
struct VerifyReceipt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Kiểm chứng biên nhận của một dòng (chitra receipt). / "
            + "Verify the receipt of a line (chitra receipt).",
        discussion: """
            chitra-verify receipt line-2.receipt --log-key log.vkey

            Tệp cũng có thể là chữ quét từ mã QR (chitra receipt --qr).
            The file may also be what was scanned from a QR code (chitra receipt --qr).

            Lấy khóa nhật ký từ đơn vị giữ sổ từ trước, không từ người đưa biên nhận.
            Take the log's key from those who keep the books, beforehand, not from who shows the receipt.
            """
    )

    @Argument(help: "Tệp biên nhận. / The receipt's file.") var file: String
    @Option(
        help: "Khóa công khai của nhật ký: keys/log.vkey. / The log's public key: keys/log.vkey."
    )
    var logKey: String
    @OptionGroup var words: LanguageOption

    func run() throws {
        let language = try words.language()
        let refusal = VerifyRefusal(language: language)
        let (bytes, key): ([UInt8], [UInt8])
        do {
            (bytes, key) = (try FileContent.read(file), try FileContent.read(logKey))
        } catch {
            throw refusal.exit(65, FileContent.phrase(of: error))
        }
        let line = String(decoding: key.last == 0x0A ? key.dropLast() : key[...], as: UTF8.self)
        guard let verifier = try? LogVerifier(line: line) else {
            throw refusal.exit(
                65,
                Phrase(
                    vi: "\(logKey) không phải khóa công khai của nhật ký",
                    en: "\(logKey) is no public key of a log"
                ),
                hint: Phrase(
                    vi: "đó là tệp keys/log.vkey của sổ, một dòng",
                    en: "it is the file keys/log.vkey of the books, one line"
                )
            )
        }
        do {
            let receipt =
                try ReceiptCode.isCode(bytes)
                ? ReceiptCode.receipt(parsing: bytes) : LineReceipt(parsing: bytes)
            show(try receipt.verified(by: verifier), language)
        } catch let error as ReceiptRefusal {
            print("✗ \(error.phrase.text(in: language))")
            print(
                Phrase(
                    vi: "✗ biên nhận không chứng minh được gì",
                    en: "✗ the receipt proves nothing"
                ).text(in: language)
            )
            throw ExitCode(5)
        }
    }

    private func show(_ proven: ProvenLines, _ language: Language) {
        func say(_ phrase: Phrase) { print(phrase.text(in: language)) }
        for line in proven.lines {
            let money = Money.vnd(line.line.amount)
            let what = "\(line.line.programme) \(line.line.month)"
            say(
                Phrase(
                    vi: "dòng \(line.number), lệnh \(line.transfer): \(what), \(money)",
                    en:
                        "line \(line.number), transfer \(line.transfer): \(what), \(money.inEnglish)"
                )
            )
        }
        if proven.lines.isEmpty {
            let root = proven.linesRoot.base64
            say(Phrase(vi: "gốc các dòng của lô: \(root)", en: "root over its lines: \(root)"))
        }
        let isApproved = proven.event == "approved"
        say(
            Phrase(
                vi: "lô \(proven.batch): \(isApproved ? "đã duyệt" : "đã bàn giao"), "
                    + "ghi sổ ngày \(proven.bookedOn)",
                en: "batch \(proven.batch): \(isApproved ? "approved" : "handed over"), "
                    + "booked on \(proven.bookedOn)"
            )
        )
        let (size, root) = (proven.checkpoint.size, proven.checkpoint.root.base64)
        say(
            Phrase(
                vi: "điểm kiểm tra: \(proven.checkpoint.origin), cỡ \(size), gốc \(root)",
                en: "checkpoint: \(proven.checkpoint.origin), size \(size), root \(root)"
            )
        )
        say(
            Phrase(
                vi: "✓ đã chứng minh: nằm trong lô và trong nhật ký; biên nhận không nói về sau đó "
                    + "đã chi, trả lại hay dừng",
                en:
                    "✓ proven: it stands in the batch and in the log; whether it was paid, came back "
                    + "or was stopped afterwards is not said"
            )
        )
    }
}

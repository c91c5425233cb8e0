// Shows what the verifier saw and found.

import Disbursement
import Intake
import Ledger
import Signing
import Terminal

/// Prints a report.
struct VerificationPrinter {
    /// The language of all words.
    let language: Language

    /// Prints it to stdout.
    func show(_ report: VerificationReport) {
        ProgressLine.shared.clear()
        for signer in report.signers {
            let certificate = signer.record.certificate
            let name = certificate.commonName ?? "?"
            let role = certificate.organizationalUnits.map { unit in
                OfficerRole(rawValue: unit)?.phrase.text(in: language) ?? unit
            }.joined(separator: ", ")
            let when = Instant(seconds: signer.record.signingTime).map { "\($0)" } ?? "?"
            print("\(signer.path): \(name) (\(role)) \(when)")
        }
        if let sheet = report.sheet {
            show(sheet, report)
        } else if report.findings.isEmpty {
            // A part alone cannot tell whose account it is: whoever made it wrote that page too.
            say(
                Phrase(
                    vi:
                        "phần này tự nêu chủ tài khoản: hãy so người ký ở trên với người đã đăng ký "
                        + "với tài khoản ghi nợ",
                    en:
                        "this part names its account holders itself: hold the signer above against the one "
                        + "who is registered for the debit account"
                )
            )
        }
        for finding in report.findings {
            print("✗ \(finding.path): \(finding.message.text(in: language))")
        }
        let files = count(report.filesRendered, "tệp chi tạo lại giống hệt", "payment file renders")
        let things = count(report.findings.count, "điểm không khớp", "thing does not hold")
        say(
            report.findings.isEmpty
                ? Phrase(
                    vi: "✓ đúng: mọi tệp, chữ ký và tổng số khớp; \(files)",
                    en: "✓ holds: every file, signature and sum agrees; \(files) to the same bytes"
                )
                : Phrase(
                    vi: "✗ \(things): không dùng lô này",
                    en: "✗ \(things): do not use this batch"
                )
        )
    }

    private func show(_ sheet: BatchSheet, _ report: VerificationReport) {
        let lines = count(sheet.lineCount, "dòng", "line")
        let transfers = count(sheet.transferCount, "lệnh", "transfer")
        let amount =
            language == .english
            ? Money.vnd(sheet.amount).inEnglish : "\(Money.vnd(sheet.amount))"
        print("\(sheet.code) \(sheet.unitName) \(sheet.period): \(lines), \(transfers), \(amount)")
        say(
            report.isHandedOver
                ? Phrase(
                    vi: "đã bàn giao: có chữ ký chủ tài khoản trên từng tệp",
                    en: "handed over: the account holder signed each file"
                )
                : Phrase(
                    vi: "CHƯA bàn giao: tệp chưa có chữ ký chủ tài khoản",
                    en: "NOT handed over: no file bears the account holder's signature"
                )
        )
        guard !report.stopped.isEmpty else { return }
        let stopped = count(report.stopped.count, "dòng", "line")
        say(
            Phrase(
                vi: "đã rút \(stopped) trước khi bàn giao; tệp có hiệu lực nằm trong stops/",
                en: "\(stopped) taken away before hand-over; the files that count lie in stops/"
            )
        )
    }

    private func say(_ phrase: Phrase) { print(phrase.text(in: language)) }

    /// A number with its words; the English of more than one is plural.
    private func count(_ number: Int, _ vietnamese: String, _ english: String) -> String {
        let amount = Money.vnd(Int64(number))
        guard language == .english else { return "\(amount.grouped) \(vietnamese)" }
        let plural = [
            "line": "lines", "transfer": "transfers",
            "payment file renders": "payment files render",
            "thing does not hold": "things do not hold",
        ]
        return "\(amount.groupedInEnglish) \(number == 1 ? english : plural[english] ?? english)"
    }
}

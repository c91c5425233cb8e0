// The small verifier for banks and auditors: a folder and the authority's certificates, no books.
//
// Exit codes: 0 everything holds, 5 something does not, 64 usage, 65 unreadable.

import ArgumentParser
import Disbursement
import Foundation
import Intake
import Ledger
import Signing

/// `chitra-verify DIR`.
@main
struct ChitraVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chitra-verify",
        abstract: "Kiểm chứng một lô chi trả hoặc phần của một ngân hàng, không cần sổ. / "
            + "Verify a sealed batch, or a provider's part of one, without the books."
    )

    @Argument(help: "The folder: a batch, or files/PROVIDER of one.") var folder: String
    @Option(help: "The authority's certificates, PEM.") var roots: String
    @Option(
        help: "The time at which certificates must hold, as 2026-11-22T09:00:00+07:00; else now."
    )
    var at: String?
    @Option(help: "Language: vi or en; else by the locale, Vietnamese first.") var lang: String?

    func run() throws {
        let locale =
            ProcessInfo.processInfo.environment["LC_ALL"]
            ?? ProcessInfo.processInfo.environment["LANG"] ?? ""
        let language =
            lang.flatMap { Language(rawValue: $0) }
            ?? (locale.hasPrefix("en") ? .english : .vietnamese)
        guard
            let time = at.map({ Instant(iso: $0) })
                ?? Instant(seconds: Int64(Date().timeIntervalSince1970))
        else { throw ValidationError("--at: 2026-11-22T09:00:00+07:00") }
        let certificates: [Certificate]
        let content: FolderContent
        do {
            certificates = try Self.certificates(FileContent.read(roots))
            content = FolderContent(paths: try FileContent.tree(folder)) {
                try FileContent.read("\(folder)/\($0)")
            }
        } catch {
            FileHandle.standardError.write(Data("chitra-verify: \(error)\n".utf8))
            throw ExitCode(65)
        }
        let report = SealedBatchVerifier(roots: certificates, at: time).verify(content)
        show(report, in: language)
        guard report.findings.isEmpty else { throw ExitCode(5) }
    }

    private func show(_ report: VerificationReport, in language: Language) {
        for signer in report.signers {
            let name = signer.record.certificate.commonName ?? "?"
            let role = signer.record.certificate.organizationalUnits.joined(separator: ", ")
            let when = Instant(seconds: signer.record.signingTime).map { "\($0)" } ?? "?"
            print("\(signer.path): \(name) (\(role)) \(when)")
        }
        if let sheet = report.sheet {
            print(
                "\(sheet.code) \(sheet.unitName) \(sheet.period): \(sheet.lineCount) / "
                    + "\(sheet.transferCount) / \(Money.vnd(sheet.amount))"
            )
            print(
                (report.isHandedOver
                    ? Phrase(
                        vi: "đã bàn giao: có chữ ký chủ tài khoản trên từng tệp",
                        en: "handed over: the account holder signed each file"
                    )
                    : Phrase(
                        vi: "CHƯA bàn giao: tệp chưa có chữ ký chủ tài khoản",
                        en: "NOT handed over: no file bears the account holder's signature"
                    )).text(in: language)
            )
            if !report.stopped.isEmpty {
                print(
                    Phrase(
                        vi: "đã dừng \(report.stopped.count) dòng trước khi bàn giao",
                        en: "\(report.stopped.count) lines were stopped before hand-over"
                    ).text(in: language)
                )
            }
        }
        for finding in report.findings {
            print("✗ \(finding.path): \(finding.message.text(in: language))")
        }
        let result =
            report.findings.isEmpty
            ? Phrase(
                vi:
                    "✓ đúng: mọi tệp, chữ ký và tổng số khớp; \(report.filesRendered) tệp chi tạo lại giống hệt",
                en:
                    "✓ holds: every file, signature and sum agrees; \(report.filesRendered) payment files render to the same bytes"
            )
            : Phrase(
                vi: "✗ \(report.findings.count) điểm không khớp: không dùng lô này",
                en: "✗ \(report.findings.count) things do not hold: do not use this batch"
            )
        print(result.text(in: language))
    }

    private static func certificates(_ bytes: [UInt8]) throws -> [Certificate] {
        let end = "-----END CERTIFICATE-----"
        return try String(decoding: bytes, as: UTF8.self).split(separator: end)
            .filter { $0.contains("-----BEGIN") }
            .map { try Certificate(Array("\($0)\(end)\n".utf8)) }
    }
}

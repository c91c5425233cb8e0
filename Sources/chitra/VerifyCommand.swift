import ArgumentParser
import Intake
import Ledger
import Store
import Workflow

/// `chitra verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Kiểm chứng toàn bộ sổ: nhật ký, chữ ký, lô, sổ cái. / Prove the whole books.",
        aliases: ["kiem-chung"]
    )

    @Option(help: "A receipt that somebody kept (receipt.txt); give it again for more.")
    var receipt: [String] = []
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// The result as JSON.
    private struct View: Encodable {
        let holds: Bool
        let leaves: Int
        let rows: Int
        let batches: Int
        let lines: Int
        let findings: [String]
    }

    func run() throws {
        let console = common.console
        let receipts = try receipt.map {
            String(decoding: try DurableFiles.read($0), as: UTF8.self)
        }
        let report = try VerifyBooks(try common.environment()).run(
            folder: try books.folder(),
            receipts: receipts
        )
        let findings = report.findings.map {
            "\($0.place): \($0.message.text(in: console.language))"
        }
        if common.json {
            try console.json(
                "verify",
                View(
                    holds: findings.isEmpty,
                    leaves: report.leafCount,
                    rows: report.rowCount,
                    batches: report.batchCount,
                    lines: report.lineCount,
                    findings: findings
                )
            )
        } else {
            for finding in findings { console.say("✗ \(finding)") }
            if findings.isEmpty {
                console.say(
                    console.language == .vietnamese
                        ? "✓ sổ đúng: \(report.leafCount) mục nhật ký, \(report.rowCount) dòng dữ liệu, \(report.batchCount) lô, \(report.lineCount) dòng chi"
                        : "✓ the proof holds: \(report.leafCount) log leaves, \(report.rowCount) rows, \(report.batchCount) batches, \(report.lineCount) lines"
                )
            }
        }
        guard findings.isEmpty else {
            throw StepRefusal(
                .proofFails,
                Phrase(
                    vi: "\(findings.count) điểm không khớp; giữ nguyên hiện trạng và báo kiểm toán",
                    en:
                        "\(findings.count) things do not hold; keep all as it is and call the auditor"
                )
            )
        }
    }
}

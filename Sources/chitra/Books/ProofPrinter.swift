// What a proof of the books came to, for people and as JSON, and the receipts it is held against.

import Disbursement
import Intake
import Signing
import Store
import Workflow

/// The receipts that somebody kept.
enum ReceiptTexts {
    /// The texts of files.
    ///
    /// - Throws: `StepRefusal` with exit code 65 where a file is no receipt; `StoreError`.
    static func read(_ paths: [String]) throws -> [String] {
        try paths.map { path in
            let bytes = try DurableFiles.read(path)
            // The receipt of a line ends in the checkpoint under which it stood.
            let text =
                (try? LineReceipt(parsing: bytes))?.proof.note
                ?? String(decoding: bytes, as: UTF8.self)
            // A file that is no receipt at all proves nothing against the books.
            guard (try? SignedNote(parsing: text)) != nil else {
                throw StepRefusal(
                    .unreadable,
                    Phrase(
                        vi: "\(path) không phải biên nhận",
                        en: "\(path) is no receipt"
                    ),
                    hint: Phrase(
                        vi: "biên nhận là tệp receipt.txt trong thư mục của một lô đã trình",
                        en: "a receipt is the file receipt.txt in the folder of a submitted batch"
                    )
                )
            }
            return text
        }
    }
}

/// Shows what a proof of the books came to.
struct ProofPrinter {
    /// Where words go.
    let console: Console
    /// Whether data goes out as JSON.
    let json: Bool

    /// The result as JSON.
    private struct View: Encodable {
        let holds: Bool
        let leaves: Int
        let rows: Int
        let batches: Int
        let lines: Int
        let setAside: Int
        let findings: [String]
        let firstStep: FirstStep?
    }

    /// The first step concerned, as JSON.
    private struct FirstStep: Encodable {
        let step: Int64
        let verb: String?
        let at: String?

        init(_ mark: StepMark) {
            step = mark.number
            verb = mark.verb
            at = mark.at.map { "\($0)" }
        }
    }

    /// Shows a report.
    ///
    /// - Throws: `StepRefusal` with exit code 5 where something does not hold.
    func show(_ report: BooksReport) throws {
        let findings = report.findings.map {
            "\(Words.place($0.place, in: console.language)): \($0.message.text(in: console.language))"
        }
        if json {
            try console.json(
                "verify",
                View(
                    holds: findings.isEmpty,
                    leaves: report.leafCount,
                    rows: report.rowCount,
                    batches: report.batchCount,
                    lines: report.lineCount,
                    setAside: report.setAsideCount,
                    findings: findings,
                    firstStep: report.firstStep.map(FirstStep.init)
                )
            )
        } else {
            for finding in findings { console.say("✗ \(finding)") }
            if let first = report.firstStep { show(first) }
            if findings.isEmpty {
                showProof(report)
            }
        }
        guard findings.isEmpty else {
            throw StepRefusal(
                .proofFails,
                Phrase(
                    vi: "\(findings.count) điểm không khớp; giữ nguyên hiện trạng và báo kiểm toán",
                    en: (findings.count == 1
                        ? "1 thing does not hold" : "\(findings.count) things do not hold")
                        + "; keep all as it is and call the auditor"
                )
            )
        }
    }

    /// Names the first step concerned: where an auditor begins to look.
    private func show(_ first: StepMark) {
        let what = [first.verb, first.at.map { "\($0)" }].compactMap { $0 }.joined(separator: ", ")
        let rest = what.isEmpty ? "" : ": \(what)"
        console.say(
            Phrase(
                vi: "  bước đầu tiên không khớp là bước \(first.number)\(rest)",
                en: "  the first step that does not hold is step \(first.number)\(rest)"
            )
        )
    }

    private func showProof(_ report: BooksReport) {
        let leaves = console.count(
            report.leafCount,
            vi: "mục nhật ký",
            en: "log leaf",
            many: "log leaves"
        )
        let rows = console.count(report.rowCount, vi: "dòng dữ liệu", en: "row")
        let batches = console.count(
            report.batchCount,
            vi: "lô",
            en: "batch",
            many: "batches"
        )
        let lines = console.count(report.lineCount, vi: "dòng chi", en: "line")
        console.say(
            Phrase(
                vi: "✓ sổ đúng: \(leaves), \(rows), \(batches), \(lines)",
                en: "✓ the proof holds: \(leaves), \(rows), \(batches), \(lines)"
            )
        )
        guard report.setAsideCount > 0 else { return }
        let aside = console.count(report.setAsideCount, vi: "sao kê", en: "statement")
        console.say(
            Phrase(
                vi: "  \(aside) đã bị bỏ theo quyết định của hai người",
                en: "  \(aside) set aside by two persons"
            )
        )
    }
}

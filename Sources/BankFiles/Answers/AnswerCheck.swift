// What must hold between the answers of a bank, beyond what each of them says of itself: no statement
// is missing between two, none comes twice, no payment is booked twice.
//
// Invariants:
// (1) Nothing here refuses a file: each finding is a warning, and says what to ask the bank.
// (2) Findings come in the order of the files, and do not depend on any other order.
//
// Codes: check-file-twice, check-message-again, check-statement-again, check-statement-missing,
// check-sequence, check-payment-twice, check-payment-more.

package import Intake
import Ledger

/// Holds answers against each other.
package enum AnswerCheck {
    /// One answer and the file that it was read from.
    package struct File: Sendable {
        /// The name for findings.
        package let name: String
        /// What makes the bytes of the file: equal for equal bytes.
        package let digest: String
        /// What it says.
        package let answer: BankAnswer

        /// A file that was read.
        package init(name: String, digest: String, answer: BankAnswer) {
            self.name = name
            self.digest = digest
            self.answer = answer
        }
    }

    /// A statement and where it stands.
    private struct Statement {
        let file: String
        let report: AccountReport
    }

    /// What does not hold between answers that are held whole, in the order of the files.
    package static func findings(in files: [File]) -> [Diagnostic] {
        var payments = PaymentCheck(expecting: files.reduce(0) { $0 + $1.answer.facts.count })
        for file in files {
            for fact in file.answer.facts { payments.note(fact, of: file.answer.family) }
        }
        for file in different(files) {
            for fact in file.answer.facts {
                payments.count(fact, of: file.answer.family, in: file.name)
            }
        }
        return findings(in: files, payments: payments)
    }

    /// The files without those whose bytes one before them has.
    package static func different(_ files: [File]) -> [File] {
        files.enumerated().filter { index, file in
            !files[..<index].contains { $0.digest == file.digest }
        }.map(\.element)
    }

    /// What does not hold, in the order of the files.
    ///
    /// - Parameters:
    ///   - files: The files; their answers need not have facts.
    ///   - payments: What was counted of the facts of those that differ.
    /// - Returns: Warnings only.
    package static func findings(in files: [File], payments: PaymentCheck) -> [Diagnostic] {
        var findings = repeatedFiles(files)
        let different = different(files)
        findings += repeatedStatements(different)
        findings += missingStatements(different)
        findings += payments.findings
        return findings
    }

    static func warning(
        _ code: String,
        _ file: String,
        _ message: Phrase,
        hint: Phrase
    ) -> Diagnostic {
        Diagnostic(.warning, code: code, at: Location(file: file), message, hint: hint)
    }

    private static func repeatedFiles(_ files: [File]) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for (index, file) in files.enumerated() {
            if let before = files[..<index].first(where: { $0.digest == file.digest }) {
                findings.append(
                    warning(
                        "check-file-twice",
                        file.name,
                        Phrase(
                            vi: "cùng nội dung từng byte với \(before.name)",
                            en: "the same bytes as \(before.name)"
                        ),
                        hint: Phrase(vi: "chỉ cần một tệp", en: "one of the two is enough")
                    )
                )
            } else if !file.answer.message.isEmpty,
                let before = files[..<index].first(where: {
                    $0.answer.message == file.answer.message
                        && $0.answer.family == file.answer.family
                })
            {
                findings.append(
                    warning(
                        "check-message-again",
                        file.name,
                        Phrase(
                            vi: "cùng mã thông điệp với \(before.name) nhưng nội dung khác",
                            en: "the same message id as \(before.name), with other content"
                        ),
                        hint: Phrase(
                            vi: "hỏi ngân hàng tệp nào đúng trước khi nạp",
                            en: "ask the bank which one holds before either is taken in"
                        )
                    )
                )
            }
        }
        return findings
    }

    /// Statements of each account, in the order of their days, then of the files.
    private static func statements(_ files: [File]) -> [[Statement]] {
        var accounts: [String] = []
        var found: [String: [Statement]] = [:]
        for file in files where file.answer.family == .statement {
            for report in file.answer.reports {
                if found[report.account] == nil { accounts.append(report.account) }
                found[report.account, default: []].append(
                    Statement(file: file.name, report: report)
                )
            }
        }
        return accounts.map { account in
            (found[account] ?? []).enumerated().sorted { left, right in
                let days = (left.element.report.through, right.element.report.through)
                if let first = days.0, let second = days.1, first != second {
                    return first < second
                }
                let numbers = (left.element.report.sequence, right.element.report.sequence)
                if let first = numbers.0, let second = numbers.1, first != second {
                    return first < second
                }
                return left.offset < right.offset
            }.map(\.element)
        }
    }

    private static func repeatedStatements(_ files: [File]) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for statements in statements(files) {
            for (index, statement) in statements.enumerated() {
                guard
                    let before = statements[..<index].first(where: {
                        $0.report.id == statement.report.id && $0.file != statement.file
                    })
                else { continue }
                findings.append(
                    warning(
                        "check-statement-again",
                        statement.file,
                        Phrase(
                            vi: "sao kê \(statement.report.id) đã có trong \(before.file)",
                            en: "statement \(statement.report.id) stands in \(before.file) too"
                        ),
                        hint: Phrase(
                            vi: "ngân hàng dùng lại mã, hoặc gửi lại sao kê: so hai tệp",
                            en: "the bank uses ids again, or sent it again: compare the two"
                        )
                    )
                )
            }
        }
        return findings
    }

    private static func missingStatements(_ files: [File]) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for statements in statements(files) {
            for (before, after) in zip(statements, statements.dropFirst()) {
                guard before.report.id != after.report.id || before.file == after.file else {
                    continue
                }
                if let closing = before.report.closing, let opening = after.report.opening,
                    closing != opening
                {
                    findings.append(gap(before, after))
                } else if let last = before.report.sequence, let next = after.report.sequence,
                    next > last, next - last > 1
                {
                    findings.append(jump(before, after, last: last, next: next))
                }
            }
        }
        return findings
    }

    private static func gap(_ before: Statement, _ after: Statement) -> Diagnostic {
        warning(
            "check-statement-missing",
            after.file,
            Phrase(
                vi: "số dư đầu của \(after.report.id) khác số dư cuối của \(before.report.id)",
                en: "\(after.report.id) does not open with what \(before.report.id) closed with"
            ),
            hint: Phrase(
                vi: "thiếu một sao kê ở giữa: xin ngân hàng gửi",
                en: "a statement between them is missing: ask the bank for it"
            )
        )
    }

    private static func jump(
        _ before: Statement,
        _ after: Statement,
        last: Int64,
        next: Int64
    ) -> Diagnostic {
        warning(
            "check-sequence",
            after.file,
            Phrase(
                vi: "sau sao kê số \(last) là số \(next), dù số dư nối tiếp",
                en: "after statement number \(last) comes \(next), though the balances follow"
            ),
            hint: Phrase(
                vi: "hỏi ngân hàng có sao kê không phát sinh ở giữa không",
                en: "ask the bank whether one without entries lies between them"
            )
        )
    }
}

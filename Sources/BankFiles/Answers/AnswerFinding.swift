// The words for what is wrong with an answer.
//
// Invariant: no finding repeats a name, an account or a free text of the answer.

import Intake

/// One finding, before it has its place.
struct AnswerFinding: Sendable {
    let severity: Diagnostic.Severity
    let code: String
    let message: Phrase
    let hint: Phrase?

    /// What a clerk can do where nothing better is known.
    private static let standardHint = Phrase(
        vi: "chưa ghi nhận gì từ tệp này; báo ngân hàng chỗ sai và xin tệp mới",
        en: "nothing of the file was taken; tell the bank what is wrong and ask for a new file"
    )

    init(_ severity: Diagnostic.Severity, _ code: String, _ message: Phrase, hint: Phrase? = nil) {
        self.severity = severity
        self.code = code
        self.message = message
        self.hint = hint ?? (severity == .error ? AnswerFinding.standardHint : nil)
    }

    /// The finding at its place; the byte is named, for lines of banks are long.
    func diagnostic(file: String, at position: XMLPosition, field: String?) -> Diagnostic {
        Diagnostic(
            severity,
            code: code,
            at: Location(
                file: file,
                line: position.line,
                column: position.column,
                field: field
            ),
            Phrase(
                vi: "\(message.vietnamese) (byte thứ \(position.byte))",
                en: "\(message.english) (at byte \(position.byte))"
            ),
            hint: hint
        )
    }
}

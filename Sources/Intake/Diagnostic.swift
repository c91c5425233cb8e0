// What is wrong with an input, where, and what a clerk can do next.
//
// The one printed form, the same as a compiler's, so that editors can jump to it:
//   register.csv:214:7: error: [bank-account-length] account: 5 digits; this bank uses 12 to 14
//     hint: ...
//
// Invariants:
// (1) A diagnostic holds no personal data: no name, national ID or account number.
// (2) The order of the checks that make diagnostics is fixed, so the first one never changes.

/// Where a diagnostic points: file, 1-based line and column, and the field's name.
package struct Location: Hashable, Sendable, CustomStringConvertible {
    /// The file's name as the user gave it.
    package let file: String
    /// The 1-based line or spreadsheet row; nil for the whole file.
    package let line: Int?
    /// The 1-based column of the field; nil for the whole line.
    package let column: Int?
    /// The field's name in the file's header.
    package let field: String?

    /// A place in a file.
    package init(file: String, line: Int? = nil, column: Int? = nil, field: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.field = field
    }

    /// `file:line:column`.
    package var description: String {
        var text = file
        if let line { text += ":\(line)" }
        if line != nil, let column { text += ":\(column)" }
        return text
    }
}

/// One finding in an input.
package struct Diagnostic: Hashable, Sendable {
    /// Whether the input can be used as it is.
    package enum Severity: String, Sendable {
        /// The input is refused.
        case error
        /// The input is taken; somebody should look.
        case warning
    }

    /// How bad it is.
    package let severity: Severity
    /// The stable kebab-case code, such as `bank-account-length`.
    package let code: String
    /// Where it is.
    package let location: Location
    /// What is wrong and what was expected.
    package let message: Phrase
    /// What a clerk can do next.
    package let hint: Phrase?

    /// A finding; `code` is kebab case.
    package init(
        _ severity: Severity,
        code: String,
        at location: Location,
        _ message: Phrase,
        hint: Phrase? = nil
    ) {
        precondition(
            code.utf8.allSatisfy {
                ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D
            },
            "a diagnostic code is kebab case"
        )
        self.severity = severity
        self.code = code
        self.location = location
        self.message = message
        self.hint = hint
    }

    /// The printed form, one line and one more for the hint; no newline at the end.
    package func text(in language: Language) -> String {
        let word =
            switch (severity, language) {
            case (.error, .english): "error"
            case (.error, .vietnamese): "lỗi"
            case (.warning, .english): "warning"
            case (.warning, .vietnamese): "lưu ý"
            }
        let field = location.field.map { "\($0): " } ?? ""
        var text = "\(location): \(word): [\(code)] \(field)\(message.text(in: language))"
        if let hint {
            let label = language == .english ? "hint" : "gợi ý"
            text += "\n  \(label): \(hint.text(in: language))"
        }
        return text
    }
}

/// A value read from an input, and everything that was found on the way.
package struct Reading<Value> {
    /// What was read; complete only when there is no error.
    package let value: Value
    /// All findings, in the order of the input.
    package let diagnostics: [Diagnostic]

    /// A value with its findings.
    package init(value: Value, diagnostics: [Diagnostic]) {
        self.value = value
        self.diagnostics = diagnostics
    }

    /// Whether an error was found, so that the input is refused as a whole.
    package var isRefused: Bool { diagnostics.contains { $0.severity == .error } }
}

extension Reading: Sendable where Value: Sendable {}

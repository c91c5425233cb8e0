// The findings of one input, collected in one go but never without end.

/// Findings in the order in which they were made, up to a limit.
package struct DiagnosticLog: Sendable {
    /// The findings; when there were more than the limit, the last one says so.
    package private(set) var diagnostics: [Diagnostic] = []
    /// How many errors were found, also beyond the limit.
    package private(set) var errorCount = 0
    /// How many findings are kept.
    package let limit: Int

    /// An empty log.
    package init(limit: Int = 10_000) {
        precondition(limit > 0, "a log keeps at least one finding")
        self.limit = limit
    }

    /// Whether an error was found.
    package var isRefused: Bool { errorCount > 0 }

    /// Notes a finding.
    package mutating func append(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error { errorCount += 1 }
        if diagnostics.count < limit {
            diagnostics.append(diagnostic)
        } else if diagnostics.count == limit {
            diagnostics.append(
                Diagnostic(
                    .error,
                    code: "too-many-findings",
                    at: Location(file: diagnostic.location.file, line: diagnostic.location.line),
                    Phrase(
                        vi: "còn nhiều điểm nữa; chỉ liệt kê \(limit) điểm đầu",
                        en: "there are more findings; only the first \(limit) are listed"
                    ),
                    hint: Phrase(
                        vi: "sửa các điểm đã liệt kê rồi đọc lại tệp",
                        en: "put these right, then read the file again"
                    )
                )
            )
            errorCount += 1
        }
    }

    /// Notes the findings of another log.
    package mutating func append(contentsOf others: some Sequence<Diagnostic>) {
        for diagnostic in others { append(diagnostic) }
    }
}

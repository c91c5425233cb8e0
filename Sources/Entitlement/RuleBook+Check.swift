// What is not certain in a rule book: for `chitra law check` and for the papers of a batch.

package import Intake

extension RuleBook {
    /// The values that nobody has verified, in order of kind and file.
    package var unverifiedValues: [UnverifiedValue] {
        sources.compactMap { source in
            source.doubt.map {
                UnverifiedValue(id: source.id, doubt: $0, location: source.location)
            }
        }
    }

    /// The findings of a rule book that was read without error: a warning for each unverified value.
    package func check() -> [Diagnostic] {
        unverifiedValues.map { value in
            Diagnostic(
                .warning,
                code: "unverified-value",
                at: value.location,
                Phrase(
                    vi: "\(value.id) chưa được kiểm chứng: \(value.doubt.vietnamese)",
                    en: "\(value.id) is not verified: \(value.doubt.english)"
                ),
                hint: Phrase(
                    vi: "đối chiếu với văn bản chính thức, rồi đặt verified = true và bỏ doubt",
                    en: "compare it with the official text, then set verified = true, drop doubt"
                )
            )
        }
    }
}

// Words for people, always in both languages.
//
// A phrase cannot be made without its Vietnamese and its English, so no message can lack one.

/// A language that people read Chitra in.
package enum Language: String, CaseIterable, Sendable {
    /// Vietnamese: the first language everywhere.
    case vietnamese = "vi"
    /// English.
    case english = "en"
}

/// One message in Vietnamese and English, filled in.
package struct Phrase: Hashable, Sendable {
    /// The Vietnamese words.
    package let vietnamese: String
    /// The English words.
    package let english: String

    /// A message in both languages: lower case, no full stop, no personal data.
    package init(vi vietnamese: String, en english: String) {
        precondition(!vietnamese.isEmpty && !english.isEmpty, "a phrase has both languages")
        self.vietnamese = vietnamese
        self.english = english
    }

    /// The words in one language.
    package func text(in language: Language) -> String {
        switch language {
        case .vietnamese: vietnamese
        case .english: english
        }
    }
}

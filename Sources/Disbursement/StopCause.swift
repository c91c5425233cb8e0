package import Intake

/// Why a line is taken away between the last signature and hand-over.
package enum StopCause: String, CaseIterable, Sendable {
    /// The person died.
    case death
    /// The person moved to another unit.
    case moved
    /// The person does not want it.
    case refused
    /// The person does not, or no more, meet the conditions.
    case notEntitled = "not-entitled"
    /// It is paid elsewhere.
    case double
    /// The register is wrong about the person or the payee.
    case wrongData = "wrong-data"
    /// Something else, which the paper tells.
    case other

    /// The cause for people.
    package var phrase: Phrase {
        switch self {
        case .death: Phrase(vi: "chết", en: "death")
        case .moved: Phrase(vi: "chuyển nơi cư trú", en: "moved away")
        case .refused: Phrase(vi: "từ chối nhận", en: "refused by the person")
        case .notEntitled: Phrase(vi: "không đủ điều kiện hưởng", en: "not entitled")
        case .double: Phrase(vi: "đã chi ở nơi khác", en: "paid elsewhere")
        case .wrongData: Phrase(vi: "sai thông tin", en: "wrong data")
        case .other: Phrase(vi: "nguyên nhân khác", en: "another cause")
        }
    }

    /// Whether it goes on after the months that were taken away: until the register says something
    /// new, the months after them wait too.
    package var goesOn: Bool {
        switch self {
        case .death, .moved, .refused, .notEntitled, .wrongData: true
        case .double, .other: false
        }
    }

    /// All causes with their words, for a help text: `death (chết), moved (…)`.
    package static func list(in language: Language) -> String {
        allCases.map { "\($0.rawValue) (\($0.phrase.text(in: language)))" }.joined(separator: ", ")
    }
}

// What several rights of one person do to each other, and what ends rules or casts doubt on them.
//
// Invariants:
// (1) Two rights are paid side by side unless a highest-only rule joins them, by programme or by
//     category, and no exception names the two.

/// Categories that cannot be had by somebody who has one of some others.
struct Exclusion: Sendable {
    let source: LawSource
    let categories: [Int]
    let excludedBy: [Int]
}

/// Of the rights under these programmes, or of these categories, only the highest is paid.
struct HighestOnly: Sendable {
    let source: LawSource
    let programmes: [String]
    let categories: [Int]

    /// The indexes of the categories of which only the highest is paid.
    func members(of all: [Category]) -> [Int] {
        all.indices.filter { categories.contains($0) || programmes.contains(all[$0].programme) }
    }
}

/// An exception from highest-only: the category is paid beside each of the others.
struct PaidTogether: Sendable {
    let source: LawSource
    let category: Int
    let with: [Int]
}

/// The end of rules of an earlier text; its first month is the first without them.
struct EndOfRules: Sendable {
    let source: LawSource
    let categories: [Int]
    let rules: [String]

    /// Whether it ends a rule.
    func ends(_ rule: EntitlementRule) -> Bool {
        categories.contains(rule.category) || rules.contains(rule.source.id)
    }
}

/// A doubt about rules of an earlier text, or an open question when it names none.
struct DoubtAboutRules: Sendable {
    let source: LawSource
    let instruments: [String]
    let rules: [String]
    let except: [String]
    /// The ids of supplements that it is about.
    let supplements: [String]

    /// Whether it is about a rule.
    func concerns(_ rule: EntitlementRule) -> Bool {
        guard !except.contains(rule.source.id) else { return false }
        return instruments.contains(rule.source.instrument) || rules.contains(rule.source.id)
    }
}

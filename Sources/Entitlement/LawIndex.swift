// The values of a rule book by what they are about.
//
// Invariant: it belongs to the rule book that it was made of, and holds each value as often as that has
// something it is about.

/// The values of a rule book, by category and by series.
struct LawIndex: Sendable {
    /// The rates of each series.
    private(set) var rates: [String: [Rate]] = [:]
    /// The rules of each category, by its index.
    private(set) var rules: [[EntitlementRule]] = []
    /// The timing rules that may concern a category, by its index.
    private(set) var starts: [[StartRule]] = []
    private(set) var adjusts: [[AdjustRule]] = []
    private(set) var stops: [[StopRule]] = []

    /// Nothing.
    init() {}

    init(_ book: RuleBook) {
        rates = Dictionary(grouping: book.rates, by: \.series)
        rules = Array(repeating: [], count: book.categories.count)
        for rule in book.rules { rules[rule.category].append(rule) }
        starts = LawIndex.parted(book.starts, book.categories.count)
        adjusts = LawIndex.parted(book.adjusts, book.categories.count)
        stops = LawIndex.parted(book.stops, book.categories.count)
    }

    private static func parted<Rule: TimingRule>(_ rules: [Rule], _ count: Int) -> [[Rule]] {
        (0..<count).map { category in
            rules.filter { $0.categories.isEmpty || $0.categories.contains(category) }
        }
    }
}

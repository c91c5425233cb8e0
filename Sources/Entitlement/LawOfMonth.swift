// The law cut for one place, one month owed and one known day: what an assessment looks into.
//
// A run assesses many persons for the same month; it makes this once and asks it for each.
//
// Invariants:
// (1) Everything in it was known at the end of the known day.
// (2) Amounts were multiplied already; for a counted rule it is the amount for one.

package import Ledger

/// The law of one month in one province, as known on a day.
package struct LawOfMonth: Sendable {
    /// The month owed.
    package let month: CalendarMonth
    /// The day at whose end it was known.
    package let known: CivilDate
    /// The province's code.
    package let place: String
    /// The law of each category, by the rule book's index.
    let categories: [CategoryLaw]
    /// Whether two categories may be paid side by side; row by row.
    private let compatible: [Bool]

    /// Cuts the law for a month owed in a province, as known at the end of a day.
    package init(_ book: RuleBook, place: String, month: CalendarMonth, known: CivilDate) {
        self.month = month
        self.known = known
        self.place = place
        categories = book.categories.indices.map {
            CategoryLaw(book, category: $0, place: place, month: month, known: known)
        }
        compatible = LawOfMonth.compatibility(book, month: month, known: known)
    }

    /// Whether two categories may be paid side by side.
    func mayBePaidTogether(_ one: Int, _ other: Int) -> Bool {
        compatible[one * categories.count + other]
    }

    private static func compatibility(
        _ book: RuleBook,
        month: CalendarMonth,
        known: CivilDate
    ) -> [Bool] {
        let highest = book.highest.filter { $0.source.holds(in: month, known: known) }
        let together = book.together.filter { $0.source.holds(in: month, known: known) }
        var compatible: [Bool] = []
        for (one, first) in book.categories.enumerated() {
            for (other, second) in book.categories.enumerated() {
                let joined = highest.contains {
                    $0.programmes.contains(first.programme)
                        && $0.programmes.contains(second.programme)
                }
                let excepted = together.contains {
                    ($0.category == one && $0.with.contains(other))
                        || ($0.category == other && $0.with.contains(one))
                }
                compatible.append(one != other && (!joined || excepted))
            }
        }
        return compatible
    }
}

/// The law of one category in one month.
struct CategoryLaw: Sendable {
    /// Why a category has no amount in a month.
    enum Lack: Sendable {
        /// Its rules had ended.
        case expired
        /// No rule or rate holds yet.
        case noRate
    }

    let code: String
    let programme: String
    let rules: [PricedRule]
    let lack: Lack?
    /// The start rules that are known, by month of signature; the best one is looked up.
    let starts: [StartRule]
    let adjust: AdjustRule?
    let stop: StopRule?
    let supplement: Supplement?
    /// Indexes of the categories that keep somebody out of this one.
    let excludedBy: [Int]

    init(
        _ book: RuleBook,
        category: Int,
        place: String,
        month: CalendarMonth,
        known: CivilDate
    ) {
        code = book.categories[category].code
        programme = book.categories[category].programme
        let adjust = book.adjusts.rule(for: category, in: month, known: known)
        let own = book.rules.filter {
            $0.category == category && ($0.place == nil || $0.place == place)
                && $0.source.from <= month && $0.source.known <= known
        }
        let inForce = own.filter { book.holds($0, in: month, known: known) }
        let priced = inForce.compactMap { rule -> PricedRule? in
            let rate = book.rate(
                of: rule.series,
                scope: rule.scope,
                place: place,
                month: month,
                known: known
            )
            guard let rate else { return nil }
            let doubts = book.doubts.filter {
                $0.source.holds(in: month, known: known) && $0.concerns(rule)
            }
            return PricedRule(rule, rate: rate, adjust: adjust, doubts: doubts)
        }
        rules = priced
        lack = priced.isEmpty ? (inForce.isEmpty && !own.isEmpty ? .expired : .noRate) : nil
        starts = book.starts.filter {
            $0.source.known <= known && ($0.categories.isEmpty || $0.categories.contains(category))
        }
        self.adjust = adjust
        stop = book.stops.rule(for: category, in: month, known: known)
        supplement = book.supplements.filter {
            $0.category == category && $0.place == place
                && $0.source.holds(in: month, known: known)
        }.max { $1.source.supersedes($0.source) }
        excludedBy = book.exclusions.filter {
            $0.category == category && $0.source.holds(in: month, known: known)
        }.flatMap(\.excludedBy)
    }

    /// The start rule for a decision: the one of the month it was signed in, or the earliest known
    /// rule for a decision older than all.
    func start(signed: CivilDate, category: Int, known: CivilDate) -> StartRule? {
        let month = signed.month
        if let rule = starts.rule(for: category, in: month, known: known) { return rule }
        guard let first = starts.map(\.source.from).min(), first > month else { return nil }
        return starts.rule(for: category, in: first, known: known)
    }

    /// The last month owed when a death or an end falls in a month.
    func lastOwed(eventIn month: CalendarMonth) -> CalendarMonth {
        stop?.lastOwed(eventIn: month) ?? month
    }
}

/// A rule with its rate, multiplied.
struct PricedRule: Sendable {
    let rule: EntitlementRule
    let rate: Rate
    /// Đồng for a count of one.
    let amount: Int64
    /// Ids of the unverified values in it, sorted.
    let unverified: [String]

    init(_ rule: EntitlementRule, rate: Rate, adjust: AdjustRule?, doubts: [DoubtAboutRules]) {
        self.rule = rule
        self.rate = rate
        // At most 10^9 × 10^6 (see EntitlementRule), and whole: inconsistencies() refused others.
        amount = rate.amount * rule.thousandths / 1_000
        let doubtful = [rule.source, rate.source] + (adjust.map { [$0.source] } ?? [])
        unverified =
            (doubtful.filter { $0.doubt != nil }.map(\.id) + doubts.map(\.source.id)).sorted()
    }
}

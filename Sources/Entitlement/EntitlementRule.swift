// What an amount is made of: a rate, a coefficient, conditions, and what a place adds to it.
//
// Invariants:
// (1) Rate × coefficient is a whole number of đồng for every rate of the rule's series.
// (2) Amounts are at most 10^9 đồng, coefficients 1,000 and counts 999, so that no product of one
//     of each leaves 64 bits: below 10^18 before the division by 1,000.

import Ledger

/// A base rate: đồng a month, for the whole country or one province.
struct Rate: Sendable {
    let source: LawSource
    /// The series it belongs to, such as `assistance-base`.
    let series: String
    /// The province's code; nil for the national rate.
    let place: String?
    /// Đồng a month; 0 for a table.
    let amount: Int64
    /// The amounts by a number; nil for a rate that is one amount.
    let table: AmountTable?

    /// All amounts that it may give.
    var amounts: [Int64] { table.map { $0.amounts.filter { $0 > 0 } } ?? [amount] }
}

/// Amounts by a number, such as a degree of injury: an annex that no coefficient gives again.
struct AmountTable: Sendable {
    /// The numbers that it reaches over.
    let bounds: ClosedRange<Int>
    /// Đồng for each of them; 0 where it has none.
    let amounts: [Int64]

    /// The amount for a number; 0 where there is none.
    func amount(at number: Int) -> Int64 {
        bounds.contains(number) ? amounts[number - bounds.lowerBound] : 0
    }
}

/// Which base a rule multiplies.
enum BaseScope: String, CaseIterable, Sendable {
    /// The national base, wherever the person lives.
    case national
    /// The higher of the national base and the province's own.
    case local
}

/// Whose budget pays: the words that books, estimates and money received have for it.
enum FundingSource: String, CaseIterable, Sendable {
    /// The central budget.
    case central
    /// What a city adds.
    case city
    /// The local budget.
    case local
}

/// A condition on one fact; a class for the reason that CategoryLaw gives.
final class Condition: Sendable {
    /// The fact's name.
    let fact: String
    /// The values that meet it, sorted.
    let values: [String]
    /// Whether a person of whom nothing is on file meets it.
    let metWhenAbsent: Bool

    init(fact: String, values: [String], metWhenAbsent: Bool) {
        self.fact = fact
        self.values = values
        self.metWhenAbsent = metWhenAbsent
    }
}

/// How a number is taken from a fact and multiplied in.
struct CountFact: Sendable {
    let name: String
    let bounds: ClosedRange<Int>
}

/// A rule: who gets a category's amount, and how much it is.
struct EntitlementRule: Sendable {
    let source: LawSource
    /// Index of its category in the rule book.
    let category: Int
    /// The province that it holds in; nil for the whole country.
    let place: String?
    /// The series of rates it multiplies.
    let series: String
    let scope: BaseScope
    /// The coefficient in thousandths: 1,500 is 1.5.
    let thousandths: Int64
    /// The fact whose number is multiplied in; nil for one.
    let per: CountFact?
    /// The fact by whose number the amount stands in the table of the series; nil for one amount.
    let by: CountFact?
    /// The first age that meets it, in full years; the birthday counts.
    let ageFrom: Int
    /// The first age that no longer meets it; nil for no bound.
    let ageBelow: Int?
    let conditions: [Condition]
    /// The money's origin on the line, such as `local`.
    let fundingSource: String
    /// The first month of which a rate was read, where the rule holds longer; nil where it has one from the first.
    let pricedFrom: CalendarMonth?
}

/// What a province pays on top of a category's amount.
struct Supplement: Sendable {
    /// How the amount is meant.
    enum Method: String, CaseIterable, Sendable {
        /// That amount, whatever the rest is.
        case fixedAdd = "fixed-add"
        /// As much as is missing to that amount; nothing when the rest reaches it.
        case topUpTo = "top-up-to"

        /// What a level adds to an amount; 0 or more.
        func added(_ level: Int64, to amount: Int64) -> Int64 {
            switch self {
            case .fixedAdd: level
            case .topUpTo: max(0, level - amount)
            }
        }
    }

    let source: LawSource
    let category: Int
    let place: String
    let method: Method
    let amount: Int64
    let fundingSource: String
}

// What a person is owed for a month, line by line, and why.
//
// Invariants:
// (1) Amounts are above zero; lines are in the rule book's order of categories, base first.
// (2) Each line is one right: no two have one category and kind.
// (3) Nothing in it names or describes the person beyond the category.

package import Enrolment
package import Intake
package import Ledger

/// What an owed line is for: everybody whom one rule pays shares it.
package final class OwedRight: Hashable, Sendable {
    /// The programme's code, such as `social-assistance`.
    package let programme: String
    /// The category's code, such as `5.6`.
    package let category: String
    /// `base`, or `supplement` for what a province adds.
    package let kind: String
    /// The origin of the money: `local`, `central`, `city`.
    package let source: String
    /// The id of the rule, such as `decree-20-2021/5.6/severe/16-59`.
    package let rule: String
    /// The ids of the unverified values that it rests on, sorted.
    package let unverified: [String]

    init(
        programme: String,
        category: String,
        kind: String,
        source: String,
        rule: String,
        unverified: [String]
    ) {
        self.programme = programme
        self.category = category
        self.kind = kind
        self.source = source
        self.rule = rule
        self.unverified = unverified
    }

    /// Whether all words are the same.
    package static func == (left: OwedRight, right: OwedRight) -> Bool {
        if left === right { return true }
        return left.rule == right.rule && left.category == right.category
            && left.programme == right.programme && left.kind == right.kind
            && left.source == right.source && left.unverified == right.unverified
    }

    /// Hashes the words that tell rights apart.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(category)
        hasher.combine(kind)
        hasher.combine(rule)
    }
}

/// One right to money for one month.
package struct OwedLine: Hashable, Sendable {
    /// What it is for.
    package let right: OwedRight
    /// The month owed.
    package let month: CalendarMonth
    /// Đồng, above zero.
    package let amount: Int64

    /// The programme's code, such as `social-assistance`.
    package var programme: String { right.programme }
    /// The category's code, such as `5.6`.
    package var category: String { right.category }
    /// `base`, or `supplement` for what a province adds.
    package var kind: String { right.kind }
    /// The origin of the money: `local`, `central`, `city`.
    package var source: String { right.source }
    /// The id of the rule, such as `decree-20-2021/5.6/severe/16-59`.
    package var rule: String { right.rule }
    /// The ids of the unverified values that it rests on, sorted.
    package var unverified: [String] { right.unverified }
}

/// What became of one claim in an assessment.
package enum Verdict: String, CaseIterable, Sendable {
    /// Its lines are owed.
    case paid
    /// Another right of the person is higher, and only the highest is paid.
    case lowerThanOther = "lower-than-other"
    /// Another category of the person keeps them out of this one.
    case excludedByOther = "excluded-by-other"
    /// The same right is claimed under an earlier decision of this unit.
    case sameRight = "same-right"
    /// The same right still runs at another unit, or a higher one does.
    case claimElsewhere = "claim-elsewhere"
    /// Age or facts do not meet any rule of the category.
    case conditionNotMet = "condition-not-met"
    /// The first month lies ahead.
    case notStarted = "not-started"
    /// The claim was ended by decision.
    case ended
    /// The person had died.
    case died
    /// The category's rules have ended.
    case categoryExpired = "category-expired"
    /// No rule or rate holds for that month, as known.
    case noRate = "no-rate"
    /// The rule book has no such category.
    case unknownCategory = "unknown-category"
    /// A one-off that was owed for an earlier month.
    case paidOnce = "paid-once"
    /// Suspended by a decision that is not lifted for the month.
    case suspended
    /// The paper that shows a fact is too old, and the next one is not there.
    case paperExpired = "paper-expired"

    /// The coarse result.
    package var outcome: Consideration.Outcome {
        switch self {
        case .paid: .paid
        case .lowerThanOther, .excludedByOther, .sameRight, .claimElsewhere: .lost
        case .conditionNotMet, .noRate, .unknownCategory: .notMet
        case .notStarted: .notStarted
        case .ended, .died, .paidOnce: .ended
        case .categoryExpired: .expired
        case .suspended, .paperExpired: .held
        }
    }

    /// A number below 256 that tells it from the others.
    var place: Int { Verdict.allCases.firstIndex(of: self) ?? 0 }

    /// Whether a claim with this result runs, so that the person should hear why nothing is paid.
    var isRunning: Bool {
        switch self {
        case .paid, .notStarted, .ended, .sameRight, .paidOnce: false
        default: true
        }
    }
}

/// One claim that was looked at.
package struct Consideration: Hashable, Sendable {
    /// The coarse result of a claim.
    package enum Outcome: Sendable {
        /// Lines are owed.
        case paid
        /// It gave way to another right.
        case lost
        /// Its conditions are not met, or it has no amount.
        case notMet
        /// Its first month lies ahead.
        case notStarted
        /// It ended, by decision or death.
        case ended
        /// The category expired.
        case expired
        /// It is held back for a time.
        case held
    }

    /// The category's code.
    package let category: String
    /// What it amounts to, supplement included; 0 where no rule was met.
    package let amount: Int64
    /// The coarse result.
    package let outcome: Outcome
    /// The exact result.
    package let verdict: Verdict
    /// Why, for people.
    package let reason: Phrase
    /// How the amount comes about.
    package let steps: [AmountStep]
    /// The articles it rests on, as `instrument article`, each once.
    package let articles: [String]
    /// The ids of the values of the law that the result rests on, each once, in the order in which an
    /// explanation names them.
    package let grounds: [String]
    /// The first month owed; nil where no rule says so.
    package let start: CalendarMonth?
    /// The day on which age and facts were looked at; nil where no rule was met.
    package let judgedOn: CivilDate?
    /// Whether it begins by the end of the same right at another unit.
    package let isMoved: Bool
    /// Which of the person's claims it is, among the claims as known.
    package let claim: Claim
    /// The ids of the unverified values that it rests on, sorted.
    package let unverified: [String]
    /// The ids of those among the grounds that are not verified and change nothing here: the rule on changes
    /// in a month whose amount is the same whenever a change counts.
    package let idle: [String]
}

/// One part of an amount.
package struct AmountStep: Hashable, Sendable {
    /// The id of the rule or supplement.
    package let rule: String
    /// The id of the rate; nil for a supplement.
    package let rate: String?
    /// Đồng a month of the rate, or the supplement.
    package let base: Int64
    /// The coefficient in thousandths: 1,500 is 1.5.
    package let thousandths: Int64
    /// The number multiplied in, such as children; else 1.
    package let count: Int64
    /// The product in đồng.
    package let amount: Int64
}

/// Why a person with a running claim gets nothing under it.
package struct LeftOutCause: Hashable, Sendable {
    /// The stable code, as ``Verdict``.
    package let code: String
    /// The category claimed.
    package let category: String
    /// Why, for people.
    package let phrase: Phrase
}

/// What a person is owed for a month, and how that was found.
package struct Assessment: Sendable {
    /// What is owed.
    package let lines: [OwedLine]
    /// Every claim that was looked at, in the rule book's order of categories.
    package let considered: [Consideration]
    /// Why nothing is owed to a person with a running claim; empty where there are lines.
    package let causes: [LeftOutCause]
}

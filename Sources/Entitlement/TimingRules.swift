// From which month a right is paid, from which month a change counts, and after which it stops.
//
// Invariants:
// (1) Of two rules that hold, one that names categories wins over one that names none; then the
//     later text wins. Two that this cannot part are refused when the rule book is read.

import Intake
import Ledger

/// A rule that may be meant for some categories only.
protocol TimingRule: Sendable {
    var source: LawSource { get }
    /// Indexes of the categories it is meant for; empty for all.
    var categories: [Int] { get }
}

/// The first month of a right.
///
/// It holds for decisions signed in its months.
struct StartRule: TimingRule {
    /// What sets the first month.
    enum Event: Sendable, Equatable {
        /// The chair's signature.
        case signature
        /// The certificate, such as that of a disability; the signature where the claim names none.
        case certificate
        /// The month after the paper's day, such as a death that leaves survivors; the signature
        /// where the claim names none.
        case monthAfterCertificate
        /// The birthday of that age.
        case birthday(Int)
    }

    let source: LawSource
    let categories: [Int]
    let event: Event
    /// What happened on the day that the claim names as its certificate's, in words that go before "on" a day;
    /// nil for a certificate.
    let dayOf: Phrase?
}

/// From which month a change of age or fact counts.
struct AdjustRule: TimingRule {
    /// The month, seen from the change.
    enum Effect: String, CaseIterable, Sendable {
        /// The very month in which the new condition is met.
        case sameMonth = "same-month"
        /// The month right after.
        case nextMonth = "next-month"
    }

    let source: LawSource
    let categories: [Int]
    let effect: Effect
}

/// From which month nothing is owed any more after a death or the end of a right.
struct StopRule: TimingRule {
    let source: LawSource
    let categories: [Int]
    let effect: AdjustRule.Effect
}

extension Array where Element: TimingRule {
    /// The rule for a category among those that hold in a month, as known on a day.
    func rule(for category: Int, in month: CalendarMonth, known: CivilDate) -> Element? {
        var best: Element?
        for rule in self where rule.source.holds(in: month, known: known) {
            guard rule.categories.isEmpty || rule.categories.contains(category) else { continue }
            if let found = best {
                let specific = !rule.categories.isEmpty
                let foundSpecific = !found.categories.isEmpty
                if specific == foundSpecific
                    ? !rule.source.supersedes(found.source) : !specific
                {
                    continue
                }
            }
            best = rule
        }
        return best
    }
}

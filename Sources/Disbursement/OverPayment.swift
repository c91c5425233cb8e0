// An over-payment: money that somebody has and was not owed.
//
// Invariant: what is open of it never falls below zero.

package import Ledger

/// A case of over-payment that was decided.
package struct OverPayment: Hashable, Sendable {
    /// The case's number in the books.
    package let number: Int64
    /// The person whose right was over-paid, nil when not known; heirs are found through it.
    package let person: Int64?
    /// The budget year in which it was decided.
    package let year: Int
    /// What is still to be recovered, by programme and source, in their order.
    package private(set) var open: [BatchTotal]

    /// A case with what is open of it.
    package init(number: Int64, person: Int64?, year: Int, open: [BatchTotal]) {
        self.number = number
        self.person = person
        self.year = year
        self.open = open
    }

    /// VND still to be recovered.
    package var openAmount: Int64 { open.reduce(0) { $0 + $1.amount } }

    /// Takes up to an amount off what is open, in order of the parts.
    ///
    /// - Returns: What was taken; less than the amount when less is open.
    package mutating func take(_ amount: Int64) -> [BatchTotal] {
        let (taken, left) = open.parted(at: amount)
        open = left
        return taken
    }

    /// The receivable in the books of a unit.
    package func receivable(unit: String, total: BatchTotal) -> Dimensions {
        var dimensions = Dimensions.claim(unit: unit, year: year, total: total)
        dimensions.person = person
        return dimensions
    }
}

extension Array where Element == BatchTotal {
    /// The first totals up to a sum, and what is left; a total that lies on the edge is cut.
    package func parted(at sum: Int64) -> (first: [BatchTotal], rest: [BatchTotal]) {
        var first: [BatchTotal] = []
        var rest: [BatchTotal] = []
        var missing = sum
        for total in self {
            let taken = Swift.min(total.amount, Swift.max(missing, 0))
            missing -= taken
            if taken > 0 { first.append(total.with(taken)) }
            if taken < total.amount { rest.append(total.with(total.amount - taken)) }
        }
        return (first, rest)
    }
}

extension BatchTotal {
    /// The same programme and source with another amount, more than zero.
    package func with(_ amount: Int64) -> BatchTotal {
        BatchTotal(programme: programme, source: source, year: year, amount: amount)
    }
}

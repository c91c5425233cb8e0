package import Ledger

/// What the postings of a payout carry beside their account, in one place, so that what one event
/// puts on an account another one takes off in the same dimensions.
extension Dimensions {
    /// The deposit with a provider; the source where it is known.
    package static func cash(unit: String, provider: String, source: String? = nil) -> Dimensions {
        var dimensions = Dimensions(unit: unit)
        dimensions.provider = provider
        dimensions.source = source
        return dimensions
    }

    /// The budget side: estimate, advance, funding.
    package static func budget(unit: String, year: Int, source: String) -> Dimensions {
        var dimensions = Dimensions(unit: unit)
        dimensions.budgetYear = year
        dimensions.source = source
        return dimensions
    }

    /// What is owed to persons: expense, payable, claims whose money was given back; in the total's
    /// own budget year where it has one.
    package static func claim(unit: String, year: Int, total: BatchTotal) -> Dimensions {
        var dimensions = budget(unit: unit, year: total.year ?? year, source: total.source)
        dimensions.programme = total.programme
        return dimensions
    }

    /// What is in clearing: a claim in a file with a provider.
    package static func clearing(
        unit: String,
        year: Int,
        total: BatchTotal,
        provider: String,
        file: String
    ) -> Dimensions {
        var dimensions = claim(unit: unit, year: year, total: total)
        dimensions.provider = provider
        dimensions.file = file
        return dimensions
    }
}

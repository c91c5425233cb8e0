// The budget used against granted, by unit, budget year and funding source, or by codes of the budget line.
//
// It holds a row for each of those, never the entries, so a store can feed it a journal of any length.
//
// Invariants:
// (1) Each figure is the balance of one memo account: nothing is kept beside the journal.
// (2) left = granted - reserved: what may still be approved. Of a source it is below zero only where an
//     estimate was lowered after batches were approved; of a line also where a programme has one of its own,
//     for estimates stand on the line of the source (decision 0069).
// (3) By codes, what is on no line has a row of its own, and the rows of a unit and year add up to the same.

package import Ledger

/// What was granted to units and what became of it.
package struct BudgetSheet: Sendable {
    /// One funding source of one unit and budget year; VND.
    package struct Row: Hashable, Sendable {
        /// The unit's code.
        package let unit: String
        /// The budget year.
        package let year: Int
        /// The funding source; empty where the sheet is by codes alone.
        package let source: String
        /// The codes that the sheet is by, in its order; nil for what is on no line, or has no such code.
        package let codes: [String?]
        /// The estimate that was granted (dự toán được giao).
        package let granted: Int64
        /// What approved batches hold of it.
        package let reserved: Int64
        /// Advances that were drawn and are not cleared.
        package let advanced: Int64
        /// What was spent for good.
        package let spent: Int64
        /// What may still be approved.
        package let left: Int64
    }

    private struct Key: Hashable, Comparable {
        let unit: String
        let year: Int
        let source: String
        let codes: [String?]

        static func < (left: Key, right: Key) -> Bool {
            guard (left.unit, left.year, left.source) == (right.unit, right.year, right.source)
            else {
                return (left.unit, left.year, left.source) < (right.unit, right.year, right.source)
            }
            return left.codes.map { $0 ?? "" }.lexicographicallyPrecedes(
                right.codes.map { $0 ?? "" }
            )
        }
    }

    private struct Sums {
        var byAccount: [String: Int128] = [:]
    }

    /// The memo accounts, in the order of a row.
    private static let accounts = ["GRANTED", "RESERVED", "ADVANCED", "SPENT"]
    private var sums: [Key: Sums] = [:]
    /// The codes of the budget line that rows are apart by.
    package let fields: [BudgetCodes.Field]
    private let bySource: Bool

    /// A sheet without rows.
    ///
    /// - Parameters:
    ///   - fields: The codes of the budget line that rows are apart by.
    ///   - bySource: Whether funding sources are apart too.
    package init(by fields: [BudgetCodes.Field] = [], bySource: Bool = true) {
        self.fields = fields
        self.bySource = bySource
    }

    /// Adds the postings of an entry that are about the budget.
    package mutating func add(_ entry: JournalEntry) {
        for posting in entry.postings where Self.accounts.contains(posting.account) {
            guard let year = posting.dimensions.budgetYear, let source = posting.dimensions.source
            else { continue }
            let codes = posting.dimensions.codes
            let key = Key(
                unit: posting.dimensions.unit,
                year: year,
                source: bySource ? source : "",
                codes: fields.map { codes?.text(of: $0) }
            )
            sums[key, default: Sums()].byAccount[posting.account, default: 0] +=
                Int128(posting.signedMinorUnits)
        }
    }

    /// The rows, by unit, year, source and codes.
    ///
    /// - Throws: `MoneyError.overflow` where a sum does not fit in 64 bits.
    package func rows() throws(MoneyError) -> [Row] {
        var rows: [Row] = []
        for (key, sums) in sums.sorted(by: { $0.key < $1.key }) {
            var amounts: [Int64] = []
            for account in Self.accounts {
                guard let amount = Int64(exactly: sums.byAccount[account, default: 0]) else {
                    throw .overflow
                }
                amounts.append(amount)
            }
            let (left, overflow) = amounts[0].subtractingReportingOverflow(amounts[1])
            guard !overflow else { throw .overflow }
            rows.append(
                Row(
                    unit: key.unit,
                    year: key.year,
                    source: key.source,
                    codes: key.codes,
                    granted: amounts[0],
                    reserved: amounts[1],
                    advanced: amounts[2],
                    spent: amounts[3],
                    left: left
                )
            )
        }
        return rows
    }
}

// The days of a commune's budget years, and which accounts a settled year keeps, as data that ship.
//
// Invariants:
// (1) A year has the days of the last row that begins with it or before it; the adjustment ends in the year after.
// (2) Until its settlement a year takes what comes back; from then on it takes nothing.

package import Ledger

extension BudgetYear {
    /// The days of a budget year, which a unit's settlement may have ended.
    ///
    /// - Parameters:
    ///   - year: The budget year.
    ///   - settledOn: The day on which the unit's accounts of it were approved; nil while they are not.
    /// - Returns: The year with its days.
    package static func shipped(_ year: Int, settledOn: CivilDate? = nil) -> BudgetYear {
        let days = shippedDays.last { $0.from <= year } ?? shippedDays[0]
        guard let spendingEnds = CivilDate(iso: "\(year)-" + days.spendingEnds),
            let adjustmentEnds = CivilDate(iso: "\(year + 1)-" + days.adjustmentEnds)
        else { preconditionFailure("the shipped days of budget years are days of any year") }
        return BudgetYear(
            year: year,
            spendingEnds: spendingEnds,
            adjustmentEnds: adjustmentEnds,
            settledOn: settledOn
        )
    }

    private typealias Days = (from: Int, spendingEnds: String, adjustmentEnds: String)

    /// `Data/budget-years.csv`, by the first year.
    private static let shippedDays: [Days] = {
        guard
            let file = DisbursementData.files.first(where: { $0.path == "budget-years.csv" })
        else { preconditionFailure("the days of budget years ship") }
        return file.text.split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: ",").map { String($0) }
            guard fields.count == 4, let from = Int(fields[0]) else {
                preconditionFailure("a row of budget years has four fields")
            }
            return (from, fields[1], fields[2])
        }
    }()
}

extension YearRule {
    /// The accounts that a settled year keeps as they were approved.
    package static let shipped = ["EXP", "FUND", "ADV", "RESERVED", "ADVANCED", "SPENT"].map {
        YearRule(account: $0, lastGrowth: .ended, lastDecrease: .ended)
    }
}

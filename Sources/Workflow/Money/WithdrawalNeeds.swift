// The sums that a unit asks the Treasury for, source by source.
//
// Invariant: a line that the Treasury pays from the estimate needs no money with a provider, and what is on its way
// there uses none: both stand apart (decision 0068).

import Disbursement
import Ledger
import Store

/// Finds what has to be drawn.
struct WithdrawalNeeds {
    private let world: BatchWorld
    private let day: CivilDate

    /// The needs of some books.
    ///
    /// - Parameters:
    ///   - world: Their batches.
    ///   - day: The day of which budget lines are asked for.
    init(world: BatchWorld, on day: CivilDate) {
        self.world = world
        self.day = day
    }

    /// The needs of a unit, by source.
    ///
    /// - Parameter unit: The unit's code.
    /// - Returns: A sum for each source that the unit's accounts know, but for the operating line, from which
    ///   no beneficiary is paid.
    /// - Throws: `StoreError`.
    func of(unit: String) throws -> [Withdrawal] {
        let direct = try world.open.books.query { try $0.estimateProviders() }
        let unsent = try unsent(unit: unit, by: direct)
        return try world.open.books.query { reader in
            var carried: [String: Int64] = [:]
            var directly = unsent
            for item in try reader.openLines(unit: unit) {
                let (source, amount) = (item.line.line.source, item.line.line.amount)
                if direct.contains(item.line.provider) {
                    directly[source, default: 0] += amount
                } else {
                    carried[source, default: 0] += amount
                }
            }
            return try reader.sources(unit: unit).filter { $0 != FeePaper.source }.map { source in
                func balance(_ account: String, _ provider: String? = nil) throws -> Int64 {
                    try reader.balance(
                        account: account,
                        unit: unit,
                        source: source,
                        provider: provider
                    )
                }
                // PAY and CLR are credits.
                let onItsWay = try direct.reduce(0) { try $0 - balance("CLR", $1) }
                let clearing = -(try balance("CLR")) - onItsWay
                let (again, treasury) = (carried[source] ?? 0, directly[source] ?? 0)
                return Withdrawal(
                    unit: unit,
                    source: source,
                    need: WithdrawalNeed(
                        approved: max(0, -(try balance("PAY")) - again - treasury),
                        carried: again,
                        withProvider: max(0, try balance("CASH") - clearing),
                        direct: treasury
                    ),
                    owedByLine: try reader.balancesByLine(
                        account: "PAY",
                        unit: unit,
                        source: source,
                        on: day
                    ).map { ($0.codes, -$0.amount) }
                )
            }
        }
    }

    /// What is owed in batches whose lists the Treasury has not got yet, by source.
    private func unsent(unit: String, by direct: Set<String>) throws -> [String: Int64] {
        guard !direct.isEmpty else { return [:] }
        var sums: [String: Int64] = [:]
        for batch in world.batches.values
        where batch.unit == unit && !batch.isHandedOver && !batch.isCancelled {
            let isApproved = try world.isApproved(batch)
            for line in try world.lines(of: batch.row)
            where !line.isStopped && direct.contains(line.provider)
                && (isApproved || line.line.isApprovedBefore)
            {
                sums[line.line.source, default: 0] += line.line.amount
            }
        }
        return sums
    }
}

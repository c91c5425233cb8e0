// A month of a unit is closed: nothing of its batches is open any more.
//
// Invariants:
// (1) Every transfer has an end: paid, or its lines are paid again by another list.
// (2) No conflict about it waits for a decision.
// (3) The unit's accounts agree with their statements.

import BankFiles
import Disbursement
package import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// A batch that was closed, or why it cannot be.
package struct CloseReport: Sendable {
    /// The batch's code.
    package let batch: String
    /// What stands in the way; empty when it is closed.
    package let obstacles: [Phrase]
}

/// Closes.
package struct CloseBatch {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Closes every batch of the scope that was handed over and has nothing open, and tells of each
    /// as it is closed.
    ///
    /// - Returns: The batches with what stands in the way of each.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        scope: RunScope,
        officer: OfficerKey,
        tell: (CloseReport) -> Void = { _ in }
    ) throws -> [CloseReport] {
        let units = try scope.records(open.books)
        for unit in units { try officer.require([.chiefAccountant], unit: unit.code) }
        try open.requireProof()
        let world = try BatchWorld(open: open)
        let report = try ReportMonth(environment).run(open, scope: scope)
        let codes = Set(units.map(\.code))
        let batches = world.batches.values.filter {
            $0.period == scope.period && codes.contains($0.unit) && !$0.isCancelled
        }.sorted { $0.row < $1.row }
        return try batches.map { batch in
            let obstacles = try obstacles(batch, world: world, report: report)
            if obstacles.isEmpty && !batch.isClosed {
                try close(batch, open: open, officer: officer)
            }
            let report = CloseReport(batch: batch.code, obstacles: obstacles)
            tell(report)
            return report
        }
    }

    private func close(_ batch: BatchRecord, open: OpenBooks, officer: OfficerKey) throws {
        let fingerprint = officer.certificate.fingerprint.hex
        try open.books.step(
            StepInfo(
                key: "close/\(batch.code)",
                verb: "batch close",
                at: environment.now,
                officer: fingerprint,
                detail: batch.code
            )
        ) { try $0.insert("closing", ["batch", "officer"], [batch.row, fingerprint]) }
    }

    private func obstacles(
        _ batch: BatchRecord,
        world: BatchWorld,
        report: MonthReport
    ) throws -> [Phrase] {
        guard batch.isHandedOver else {
            return [Phrase(vi: "chưa bàn giao", en: "it was not handed over")]
        }
        var counts: [MonthTable.Column: Int] = [:]
        for line in try world.lines(of: batch.row) {
            counts[try world.column(of: line, in: batch, period: batch.period), default: 0] += 1
        }
        var obstacles: [Phrase] = []
        for column in [MonthTable.Column.onItsWay, .openAgain, .reissued, .notHandedOver] {
            guard let count = counts[column] else { continue }
            obstacles.append(
                Phrase(
                    vi: "\(count) dòng: \(column.phrase.vietnamese)",
                    en: "\(count) lines: \(column.phrase.english)"
                )
            )
        }
        let unseen = try world.positions(of: batch.row).counts.filter {
            !$0.value.isBooked && ["settled", "credited"].contains($0.value.status)
        }.reduce(0) { $0 + $1.count }
        if unseen > 0 {
            obstacles.append(
                Phrase(
                    vi: "\(unseen) lệnh chưa thấy trên sao kê",
                    en: "\(unseen) transfers that no statement shows yet"
                )
            )
        }
        let conflicts = report.conflicts.filter { $0.transfer.hasPrefix(batch.code) }.count
        if conflicts > 0 {
            obstacles.append(
                Phrase(
                    vi: "\(conflicts) mâu thuẫn chưa quyết định",
                    en: "\(conflicts) conflicts nobody has decided"
                )
            )
        }
        let breaks = report.cash.filter { $0.unit == batch.unit && !$0.agrees }.count
        if breaks > 0 {
            obstacles.append(
                Phrase(
                    vi: "\(breaks) ngày số dư khác sao kê",
                    en: "\(breaks) days on which our cash is not the statement's"
                )
            )
        }
        return obstacles
    }
}

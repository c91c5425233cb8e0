// Step 9: what the answers say against what was handed over: transfers move, money is booked,
// conflicts stand in their queue.
//
// Invariants:
// (1) Answers are reconciled in the order in which they were taken in, a step for each; so it does
//     not matter when the command is run.
// (2) Words of status are taken from their rows, which the log proves; all else is read again from the
//     answer's own file. A fact that came with an earlier answer is left out.
// (3) Nothing is booked twice: the step's key and each entry's key name the answer.

import Disbursement
import Intake
import Ledger
package import Reconciliation
import Signing
package import Store

/// What one answer came to.
package struct ReconciliationReport: Sendable {
    /// The answer.
    package let answer: AnswerRecord
    /// Transfers by the status that they have now.
    package let moved: [TransferStatus: Int]
    /// New conflicts.
    package let conflicts: [Conflict]
    /// Journal entries.
    package let entryCount: Int
}

/// Reconciles.
package struct ReconcileAnswers {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Reconciles every answer that was taken in and not reconciled yet, and tells of each as it is
    /// booked.
    ///
    /// - Returns: What each came to; none where there was nothing to do.
    /// - Throws: ``StepRefusal``, `StoreError`; answers before it stay reconciled.
    package func run(
        _ open: OpenBooks,
        officer: OfficerKey,
        tell: (ReconciliationReport) -> Void = { _ in }
    ) throws -> [ReconciliationReport] {
        guard
            officer.registrations.contains(where: { [.maker, .chiefAccountant].contains($0.role) })
        else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "người lập hoặc kế toán trưởng đối soát",
                    en: "a maker or chief accountant reconciles"
                )
            )
        }
        let waiting = try open.books.query { try $0.answers() }.filter { !$0.isReconciled }
        guard !waiting.isEmpty else { return [] }
        try open.requireProof()
        let transfers = try FrozenTransfers(open: open, year: environment.now.date.month.year)
        return try waiting.map { record in
            let report = try reconcile(record, transfers: transfers, open: open, officer: officer)
            tell(report)
            return report
        }
    }

    private func reconcile(
        _ record: AnswerRecord,
        transfers: FrozenTransfers,
        open: OpenBooks,
        officer: OfficerKey
    ) throws -> ReconciliationReport {
        let fingerprint = officer.certificate.fingerprint.hex
        let rows = try ReconciliationRows(
            record,
            day: environment.now.date,
            officer: fingerprint,
            transfers: transfers,
            open: open
        )
        try open.books.step(
            StepInfo(
                key: ReconciliationRows.key(record),
                verb: "reconcile",
                at: environment.now,
                officer: fingerprint
            )
        ) { try rows.write(to: $0) }
        transfers.follow(rows.result)
        return ReconciliationReport(
            answer: record,
            moved: rows.result.moved,
            conflicts: rows.result.conflicts,
            entryCount: rows.entries.count
        )
    }
}

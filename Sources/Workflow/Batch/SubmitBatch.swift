// Step 5: the checked drafts of a month are frozen.
//
// Invariants:
// (1) What is frozen is what was drafted and checked: the lines are made again and compared.
// (2) Unverified values of the law are in a batch only when a named officer accepted them.

import BankFiles
package import Disbursement
import Enrolment
package import Entitlement
import Foundation
import Intake
import Ledger
import Signing
import Store

/// One frozen batch.
package struct SubmitReport: Sendable {
    /// The batch's page.
    package let sheet: BatchSheet
    /// SHA-256 of MANIFEST, hexadecimal.
    package let digest: String
    /// What was held and who was left out.
    package let draft: Draft
}

/// Submits what was drafted and checked.
package struct SubmitBatch {
    private let environment: Environment
    private let ruleBook: RuleBook

    /// A step in an environment, under a rule book.
    package init(_ environment: Environment, ruleBook: RuleBook) {
        self.environment = environment
        self.ruleBook = ruleBook
    }

    /// Freezes the checked drafts of the scope, a step for each unit; a unit with nothing due is
    /// passed over.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - scope: The month and units.
    ///   - officer: The maker.
    ///   - acceptsDoubts: Whether this officer accepts the unverified values that lines hang on.
    ///   - tell: Told of each batch as soon as it is frozen, whatever becomes of the next.
    /// - Returns: The frozen batches, in order of unit.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        scope: RunScope,
        officer: OfficerKey,
        acceptsDoubts: Bool,
        tell: (SubmitReport) -> Void = { _ in }
    ) throws -> [SubmitReport] {
        try open.requireProof()
        let units = try scope.records(open.books)
        for unit in units { try officer.require([.maker], unit: unit.code) }
        let waiting = try units.filter { unit in
            try open.books.draft(unit: unit.code, period: scope.period)?.state != "submitted"
        }
        let reports = try DraftBatch(environment, ruleBook: ruleBook).current(
            open,
            units: waiting,
            period: scope.period,
            wanted: "checked"
        )
        let doubts = Set(reports.flatMap(\.draft.doubts)).sorted()
        guard doubts.isEmpty || acceptsDoubts else { throw Self.refuse(doubts) }
        let freeze = FreezeBatch(environment, ruleBook: ruleBook)
        return try reports.filter { !$0.draft.lines.isEmpty }.map {
            let report = try freeze.run($0, kind: .payout, open: open, officer: officer)
            tell(report)
            return report
        }
    }

    static func refuse(_ doubts: [String]) -> StepRefusal {
        StepRefusal(
            .approvalMissing,
            Phrase(
                vi: "danh sách dựa trên quy định chưa xác minh: " + doubts.joined(separator: ", "),
                en: "lines hang on unverified rules: " + doubts.joined(separator: ", ")
            ),
            hint: Phrase(
                vi:
                    "xem: chitra law check; người lập chịu trách nhiệm chấp nhận bằng --accept-unverified",
                en: "see: chitra law check; the maker accepts them by name with --accept-unverified"
            )
        )
    }
}

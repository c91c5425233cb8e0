// A person decides what a conflict was: it leaves the queue, with a paper and a name.
//
// Invariant: a decision moves no money; what does is a case, a reissue, or the bank's next statement.

import Disbursement
import Intake
import Ledger
import Signing
package import Store

/// Decides conflicts.
package struct DecideConflict {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Decides one conflict.
    ///
    /// - Returns: The conflict as it was.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        number: Int64,
        document: String,
        officer: OfficerKey
    ) throws -> ConflictRecord {
        guard
            let conflict = try open.books.query({ try $0.conflicts() }).first(where: {
                $0.number == number
            })
        else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có mâu thuẫn số \(number)", en: "there is no conflict \(number)")
            )
        }
        let units =
            conflict.unit.isEmpty ? try open.books.units().map(\.code) : [conflict.unit]
        for unit in units { try officer.require([.chiefAccountant, .accountHolder], unit: unit) }
        guard !document.isEmpty else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "cần văn bản của ngân hàng", en: "the bank's paper is needed")
            )
        }
        if conflict.isDecided { return conflict }
        try open.books.step(
            StepInfo(
                key: "conflict/\(number)",
                verb: "reconcile decide",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            )
        ) { writer in
            try writer.insert(
                "conflict_end",
                ["conflict", "document", "officer"],
                [number, document, officer.certificate.fingerprint.hex]
            )
        }
        return conflict
    }
}

// A person decides what a conflict was: it leaves the queue, with a paper and a name.
//
// Invariant: a decision moves no money, but one that sets a statement aside; what does is a case, a
// reissue, or the bank's next statement.

import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
package import Store

/// Decides conflicts.
package struct DecideConflict {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Decides one conflict.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - number: The conflict.
    ///   - document: The bank's paper.
    ///   - officer: The chief accountant or account holder; who doubts a statement does not decide.
    ///   - setsAside: Whether the statement that the conflict doubts is set aside.
    /// - Returns: The conflict as it was.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        number: Int64,
        document: String,
        officer: OfficerKey,
        setsAside: Bool = false
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
        let document = try DocumentReference.required(document).text
        if setsAside { try Self.requireStatement(conflict) }
        if conflict.isDecided {
            if setsAside { try Self.requireSetAside(conflict, open: open) }
            return conflict
        }
        if setsAside {
            try SetStatementAside(
                environment,
                open: open,
                conflict: conflict,
                document: document,
                officer: officer
            ).write()
            return conflict
        }
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

    /// A decision stands: who asks for another one must not believe that it was done.
    private static func requireSetAside(_ conflict: ConflictRecord, open: OpenBooks) throws {
        guard try !open.books.query({ try $0.isSetAside(by: conflict.number) }) else { return }
        throw StepRefusal(
            .notPermitted,
            Phrase(
                vi: "mâu thuẫn \(conflict.number) đã được quyết định khác: sao kê vẫn được tính",
                en: "conflict \(conflict.number) was decided otherwise: the statement still counts"
            ),
            hint: Phrase(
                vi: "nếu sao kê sai, nêu lại với văn bản khác: chitra reconcile doubt SAO-KÊ",
                en: "where it is wrong, doubt it again under another paper: "
                    + "chitra reconcile doubt STATEMENT"
            )
        )
    }

    private static func requireStatement(_ conflict: ConflictRecord) throws {
        guard conflict.kind == ConflictKind.statementDoubted.rawValue else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "mâu thuẫn \(conflict.number) không nêu sao kê nào: không dùng --set-aside",
                    en:
                        "conflict \(conflict.number) names no statement: --set-aside does not go with it"
                ),
                hint: Phrase(
                    vi:
                        "nêu sao kê bị nghi trước: chitra reconcile doubt SAO-KÊ --document VĂN-BẢN",
                    en: "name the doubted statement first: chitra reconcile doubt STATEMENT "
                        + "--document PAPER"
                )
            )
        }
    }
}

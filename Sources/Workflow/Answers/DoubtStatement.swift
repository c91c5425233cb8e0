// A statement is doubted: another bank's, a day told twice, a file that was never meant for us.
//
// Invariants:
// (1) A doubt changes nothing but the queue; two persons with papers set a statement aside.
// (2) A statement is doubted once at a time.

import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// Doubts statements.
package struct DoubtStatement {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Puts a statement into the queue of conflicts.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - name: The statement's name, such as `7/1`.
    ///   - document: The paper on which the doubt rests.
    ///   - officer: A maker or chief accountant of the unit.
    /// - Returns: The number of the conflict that names it.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        name: String,
        document: String,
        officer: OfficerKey
    ) throws -> Int64 {
        let document = try DocumentReference.required(document).text
        let statement = try find(name, open: open)
        try officer.require([.maker, .chiefAccountant], unit: statement.unit)
        let doubts = try open.books.query { try $0.doubts() }.filter {
            $0.answer == statement.answer && $0.position == statement.position
        }
        let decided = Set(
            try open.books.query { try $0.conflicts() }.filter(\.isDecided).map(\.number)
        )
        if let waiting = doubts.first(where: { !decided.contains($0.conflict) }) {
            return waiting.conflict
        }
        let key = "statement-doubt/\(statement.name)/\(doubts.count + 1)"
        let fingerprint = officer.certificate.fingerprint.hex
        try open.books.step(
            StepInfo(
                key: key,
                verb: "reconcile doubt",
                at: environment.now,
                officer: fingerprint,
                detail: statement.name
            )
        ) { writer in
            let conflict = try Self.writeConflict(of: statement, to: writer)
            try writer.insert(
                "statement_doubt",
                ["conflict", "answer", "position", "document", "officer"],
                [conflict, statement.answer, statement.position, document, fingerprint]
            )
        }
        guard let number = try open.books.query({ try $0.doubt(ofStep: key) }) else {
            throw StoreError.damaged("statement_doubt: \(statement.name)")
        }
        return number
    }

    /// Writes the conflict that names a statement, or holds it against what is there.
    ///
    /// - Returns: Its number.
    /// - Throws: What the sink throws.
    static func writeConflict(
        of statement: StatementRecord,
        to writer: some RowSink
    ) throws -> Int64 {
        try writer.insert(
            "conflict",
            ["fact", "kind", "transfer", "file", "unit", "set_aside", "proposes_case"],
            [
                0, ConflictKind.statementDoubted.rawValue, "", statement.name, statement.unit, 0,
                false,
            ]
        )
    }

    private func find(_ name: String, open: OpenBooks) throws -> StatementRecord {
        let all = try open.books.query { try $0.allStatements() }
        guard let statement = all.first(where: { $0.name == name }) else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có sao kê \(name)", en: "there is no statement \(name)"),
                hint: Phrase(
                    vi: "số của từng sao kê: chitra reconcile status --period THÁNG --json (cash, "
                        + "name)",
                    en: "the names are in: chitra reconcile status --period MONTH --json (cash, "
                        + "name)"
                )
            )
        }
        if statement.isSetAside {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "sao kê \(name) đã được bỏ rồi",
                    en: "statement \(name) was set aside already"
                )
            )
        }
        guard !statement.unit.isEmpty,
            try open.books.query({ try $0.reconciledOn(answer: statement.answer) }) != nil
        else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "sao kê \(name) không thuộc tài khoản của sổ này, hoặc chưa đối soát",
                    en: "statement \(name) is of no account of these books, or not reconciled yet"
                ),
                hint: Phrase(
                    vi: "chạy chitra reconcile trước",
                    en: "run chitra reconcile first"
                )
            )
        }
        return statement
    }
}

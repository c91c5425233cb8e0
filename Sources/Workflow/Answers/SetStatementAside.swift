// A doubted statement is set aside: what it alone said counts no more.
//
// Invariants:
// (1) What it changes is brought about by AsideRows, from the history of all answers.
// (2) The history with the statement has to come to what the books have; else nothing is done.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// Sets one statement aside: everything is looked up before anything is written.
struct SetStatementAside {
    private let environment: Environment
    private let open: OpenBooks
    private let conflict: ConflictRecord
    private let statement: StatementRecord
    private let document: String
    private let officer: OfficerKey
    private let rows: AsideRows

    /// Prepares it.
    ///
    /// - Throws: ``StepRefusal`` where something was built on what the statement said.
    init(
        _ environment: Environment,
        open: OpenBooks,
        conflict: ConflictRecord,
        document: String,
        officer: OfficerKey
    ) throws {
        let (doubts, statements) = try open.books.query {
            (try $0.doubts(), try $0.allStatements())
        }
        guard let doubt = doubts.first(where: { $0.conflict == conflict.number }),
            let statement = statements.first(where: {
                $0.answer == doubt.answer && $0.position == doubt.position
            })
        else { throw StoreError.damaged("statement_doubt: conflict \(conflict.number)") }
        self.environment = environment
        self.open = open
        self.conflict = conflict
        self.statement = statement
        self.document = document
        self.officer = officer
        try Self.requireOther(than: doubt.officer, officer, open: open)
        try open.requireProof()
        rows = try AsideRows(
            conflict: conflict.number,
            statement: statement,
            of: statements,
            document: document,
            officer: officer.certificate.fingerprint.hex,
            day: environment.now.date,
            open: open
        )
        try requireUnused()
    }

    /// Writes it in one step.
    func write() throws {
        let fingerprint = officer.certificate.fingerprint.hex
        let prepared = try rows.prepared()
        try open.books.step(
            StepInfo(
                key: "conflict/\(conflict.number)",
                verb: "reconcile decide",
                at: environment.now,
                officer: fingerprint,
                detail: statement.name
            )
        ) { writer in
            try writer.insert(
                "statement_aside",
                ["conflict", "answer", "position", "document", "officer"],
                [conflict.number, statement.answer, statement.position, document, fingerprint]
            )
            try rows.write(prepared, reader: writer.reader, to: writer)
        }
    }

    // MARK: Who, and whether it may be

    private static func requireOther(
        than proposer: String,
        _ officer: OfficerKey,
        open: OpenBooks
    ) throws {
        let persons = try open.books.officers().filter { $0.fingerprint == proposer }.map(\.person)
        guard officer.certificate.fingerprint.hex != proposer, !persons.contains(officer.person)
        else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "người nêu nghi ngờ không được tự quyết định",
                    en: "who doubts a statement does not decide"
                ),
                hint: Phrase(
                    vi: "kế toán trưởng hoặc chủ tài khoản khác quyết định",
                    en: "another chief accountant or account holder decides"
                )
            )
        }
    }

    /// Invariant (2); and what persons have decided on the statement's word has to be put right by
    /// them first.
    private func requireUnused() throws {
        let world = try BatchWorld(open: open)
        let (cleared, origins) = try open.books.query {
            (try $0.clearedLines(), try $0.origins())
        }
        for transfer in rows.changed {
            let row = rows.transfers.row(ofBatch: transfer.id.batch)
            let stored = try world.positions(of: row)[transfer.id.number]
            let now = try stored.map { try TransferPosition($0) } ?? TransferPosition()
            guard now == rows.before.position(of: transfer.id) ?? TransferPosition(),
                transfer.overPayment == nil
            else {
                throw Self.refuseUsed(
                    Phrase(
                        vi: "lệnh \(transfer.id) đã được xử lý tiếp (hồ sơ chi quá hoặc chi lại)",
                        en: "transfer \(transfer.id) was worked on since (a case, or paid again)"
                    )
                )
            }
            let after = rows.after.position(of: transfer.id) ?? TransferPosition()
            guard now.isBooked, !after.isBooked || after.status.hasFailed else { continue }
            let isCleared = try world.lines(of: row).contains { line in
                guard line.transfer == transfer.id.number, !line.isStopped else { return false }
                var root = line.row
                while let earlier = origins[root] { root = earlier }
                return cleared.contains(root)
            }
            if isCleared {
                throw Self.refuseUsed(
                    Phrase(
                        vi: "tạm ứng của lệnh \(transfer.id) đã quyết toán theo sao kê này",
                        en: "the advance of transfer \(transfer.id) was cleared on its word"
                    )
                )
            }
        }
        for fact in rows.aside {
            for item in try open.books.query({ try $0.conflicts(of: fact) }) {
                guard let number = try open.books.query({ try $0.caseUsing(conflict: item.number) })
                else { continue }
                throw Self.refuseUsed(
                    Phrase(
                        vi: "tiền của mâu thuẫn \(item.number) đã dùng cho hồ sơ chi quá \(number)",
                        en: "the money of conflict \(item.number) was used for case \(number)"
                    )
                )
            }
        }
    }

    private static func refuseUsed(_ message: Phrase) -> StepRefusal {
        StepRefusal(
            .approvalMissing,
            message,
            hint: Phrase(
                vi: "nạp và đối soát sao kê đúng của ngân hàng trước, rồi quyết định lại; nếu vẫn "
                    + "vướng thì phải sửa quyết định đã dựa vào sao kê này",
                en: "take in and reconcile the bank's right statement first, then decide again; if "
                    + "it still stands in the way, what was decided on this statement is to be put "
                    + "right first"
            )
        )
    }
}

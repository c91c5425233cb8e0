// A doubted statement is set aside: what it alone said counts no more.
//
// Invariants:
// (1) What another standing statement says too still counts; the rest of its facts is set aside.
// (2) The history of all answers is told twice, with these facts and without them: what only the
//     first moved is taken back by storno on the same value days, what only the second moves is
//     booked. So every other statement's entries still move our deposit by their amounts.
// (3) The first history has to come to what the books have; else nothing is done.
// (4) A paper that the statement had shown waits for its entry again.

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
    /// The facts that count no more.
    private let aside: Set<Int64>
    /// Those of them that showed what a paper had booked before.
    private let matched: Set<Int64>
    private let before: AnswerHistory
    private let after: AnswerHistory
    private let transfers: FrozenTransfers
    /// The transfers that stand elsewhere without the statement.
    private let changed: [SentTransfer]

    /// The name of the step's entries, as an answer would have it.
    private var name: String { "set-aside-\(conflict.number)" }

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
        aside = try Self.factsAlone(in: statement, of: statements, open: open)
        matched = try open.books.query { [aside] reader in
            try aside.filter {
                try reader.paperShown(by: $0) != nil && reader.conflicts(of: $0).isEmpty
            }
        }
        transfers = try FrozenTransfers(open: open, year: environment.now.date.month.year)
        let past = try Self.past(open)
        before = try AnswerHistory(past, without: [], book: transfers)
        after = try AnswerHistory(past, without: aside, book: transfers)
        changed = try after.transfers(standingElsewhereIn: before).compactMap { [transfers] in
            try transfers.transfer($0)
        }
        try requireUnused()
    }

    /// Writes it in one step.
    func write() throws {
        let bookedOn = environment.now.date
        let retaken = after.movements(lackingIn: before)
        let movements =
            before.movements(lackingIn: after).filter { !isMatch($0) }.map(\.takenBack)
            + retaken.map(\.movement)
        let entries = try AnswerPostings(
            chart: .shipped,
            answer: name,
            bookedOn: bookedOn,
            document: document
        ).entries(of: movements)
        let fingerprint = officer.certificate.fingerprint.hex
        // Whatever is asked of the books is asked before the step.
        let ended = try endedConflicts()
        let new = try after.conflicts(lackingIn: before).map {
            ($0, try unit(of: $0.conflict))
        }
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
            for fact in aside.sorted() {
                try writer.insert("fact_aside", ["fact", "conflict"], [fact, conflict.number])
            }
            for entry in entries { try writer.post(entry) }
            try writePositions(retaken: retaken, to: writer)
            for number in ended.sorted() {
                try writer.insert(
                    "conflict_end",
                    ["conflict", "document", "officer"],
                    [number, document, fingerprint]
                )
            }
            for (item, unit) in new { try insert(item, unit: unit, to: writer) }
            try writePaidAnew(to: writer)
            try explainPapers(to: writer)
        }
    }

    // MARK: What counts no more

    /// Invariant (1).
    private static func factsAlone(
        in statement: StatementRecord,
        of statements: [StatementRecord],
        open: OpenBooks
    ) throws -> Set<Int64> {
        let answers = try open.books.query { try $0.answers() }
        var elsewhere: Set<Digest> = []
        var own: Set<Digest> = []
        for record in answers where record.family == AnswerFamily.statement.rawValue {
            let answer = try TakeAnswers.readAgain(record, open: open)
            let keys = FactKeys(answer)
            for fact in answer.facts {
                let key = keys.key(of: fact)
                let source = statements.first {
                    $0.answer == record.number && $0.position == fact.report
                }
                if source?.name == statement.name {
                    own.insert(key)
                } else if source?.isSetAside != true {
                    elsewhere.insert(key)
                }
            }
        }
        return try open.books.query { reader in
            Set(try own.subtracting(elsewhere).compactMap { try reader.standingFact(key: $0) })
        }
    }

    /// The answers that were reconciled, with the facts that stand.
    private static func past(_ open: OpenBooks) throws -> [PastAnswer] {
        try open.books.query { try $0.answers() }.filter(\.isReconciled).map { record in
            let (answer, numbers) = try TakeAnswers.taken(record, open: open)
            let day = try open.books.query { try $0.reconciledOn(answer: record.number) }
            guard let day else { throw StoreError.damaged("reconciliation \(record.number)") }
            return PastAnswer(
                name: String(record.digest.hex.prefix(16)),
                bookedOn: day,
                answer: answer,
                facts: numbers
            )
        }
    }

    /// Whether an entry was booked by its paper: then the statement moved nothing.
    private func isMatch(_ item: PastMovement) -> Bool {
        [.unidentifiedCredit, .unidentifiedDebit].contains(item.movement.kind)
            && item.movement.transfer == nil && matched.contains(item.fact)
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

    /// Invariant (3); and what persons have decided on the statement's word has to be put right by
    /// them first.
    private func requireUnused() throws {
        let world = try BatchWorld(open: open)
        let (cleared, origins) = try open.books.query {
            (try $0.clearedLines(), try $0.origins())
        }
        for transfer in changed {
            let row = transfers.row(ofBatch: transfer.id.batch)
            let stored = try world.positions(of: row)[transfer.id.number]
            let now = try stored.map { try TransferPosition($0) } ?? TransferPosition()
            guard now == before.position(of: transfer.id) ?? TransferPosition(),
                transfer.overPayment == nil
            else {
                throw Self.refuseUsed(
                    Phrase(
                        vi: "lệnh \(transfer.id) đã được xử lý tiếp (hồ sơ chi quá hoặc chi lại)",
                        en: "transfer \(transfer.id) was worked on since (a case, or paid again)"
                    )
                )
            }
            let after = after.position(of: transfer.id) ?? TransferPosition()
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
        for fact in aside {
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

    // MARK: Rows

    private func writePositions(retaken: [PastMovement], to writer: StepWriter) throws {
        let states = try StateWriter(writer)
        for transfer in changed {
            var position = after.position(of: transfer.id) ?? TransferPosition()
            let refusal = retaken.last {
                $0.movement.transfer == transfer.id && $0.movement.kind == .refused
            }
            if position.refusalEntry != nil, let refusal {
                position.refusalEntry = AnswerPostings.key(
                    answer: name,
                    kind: .refused,
                    place: refusal.movement.place,
                    valueOn: refusal.movement.valueOn
                )
            }
            let word = after.lastWord(of: transfer.id)
            // Where nothing is left, the row names the fact that no longer counts.
            let fact = word?.fact ?? before.lastWord(of: transfer.id)?.fact ?? 0
            try states.write(
                StoredPosition(
                    position,
                    reason: word?.reason ?? "",
                    day: word?.day ?? environment.now.date
                ),
                batch: transfers.row(ofBatch: transfer.id.batch),
                transfer: transfer.id.number,
                fact: fact
            )
        }
    }

    /// The doubt itself, the conflicts of the facts that count no more, and those that other facts
    /// made only because of them.
    private func endedConflicts() throws -> Set<Int64> {
        var ended: Set<Int64> = [conflict.number]
        for fact in aside {
            ended.formUnion(try undecided(fact) { _ in true })
        }
        for item in before.conflicts(lackingIn: after) {
            let transfer = item.conflict.transfer.map { "\($0)" } ?? ""
            ended.formUnion(
                try undecided(item.fact) {
                    $0.kind == item.conflict.kind.rawValue && $0.transfer == transfer
                }
            )
        }
        return ended
    }

    /// What was paid anew on the statement's word, and may have reached its payee before.
    private func writePaidAnew(to writer: StepWriter) throws {
        for transfer in changed where transfer.isReplaced {
            let (old, new) = (before.position(of: transfer.id), after.position(of: transfer.id))
            guard old?.status.hasFailed == true, new?.status.hasFailed != true else { continue }
            try writer.insert(
                "conflict",
                ["fact", "kind", "transfer", "file", "unit", "set_aside", "proposes_case"],
                [
                    after.lastWord(of: transfer.id)?.fact ?? 0,
                    ConflictKind.paidAfterCarry.rawValue, "\(transfer.id)", transfer.file,
                    transfer.unit, 0, true,
                ]
            )
        }
    }

    private func undecided(
        _ fact: Int64,
        _ isMeant: ((number: Int64, kind: String, transfer: String, isDecided: Bool)) -> Bool
    ) throws -> [Int64] {
        try open.books.query { try $0.conflicts(of: fact) }
            .filter { !$0.isDecided && isMeant($0) }.map(\.number)
    }

    private func insert(_ item: PastConflict, unit: String, to writer: StepWriter) throws {
        try writer.insert(
            "conflict",
            ["fact", "kind", "transfer", "file", "unit", "set_aside", "proposes_case"],
            [
                item.fact, item.conflict.kind.rawValue,
                item.conflict.transfer.map { "\($0)" } ?? "", item.conflict.file ?? "",
                unit, item.conflict.setAside, item.conflict.proposesCase,
            ]
        )
    }

    private func unit(of conflict: Conflict) throws -> String {
        if let id = conflict.transfer, let transfer = try transfers.transfer(id) {
            return transfer.unit
        }
        return try conflict.account.flatMap {
            try transfers.account($0, at: conflict.bank)?.unit
        } ?? ""
    }

    /// Invariant (4): what explained an entry of the statement is taken back, and a paper that waits
    /// again may explain what another statement has shown.
    private func explainPapers(to writer: StepWriter) throws {
        var waiting: [PaperRecord] = []
        for fact in aside.sorted() {
            guard let key = try writer.reader.paperShown(by: fact),
                let paper = try writer.reader.paper(key: key)
            else { continue }
            waiting.append(paper)
            for item in try writer.reader.conflicts(of: fact) {
                try ShownPaper.takeBack(
                    paper,
                    conflict: item.number,
                    name: name,
                    document: document,
                    day: environment.now.date,
                    to: writer
                )
            }
        }
        for paper in waiting where paper.event == "advance" {
            try ShownPaper.explain(
                paper,
                day: environment.now.date,
                officer: officer,
                to: writer
            )
        }
    }
}

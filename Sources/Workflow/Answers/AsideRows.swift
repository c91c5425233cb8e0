// What changes in the books when a statement is set aside: its facts, what they moved, and what others say
// without them.
//
// Invariants:
// (1) What another standing statement says too still counts; the rest of its facts is set aside.
// (2) The history of all answers is told twice, with these facts and without them: what only the
//     first moved is taken back by storno on the same value days, what only the second moves is
//     booked. So every other statement's entries still move our deposit by their amounts.
// (3) A paper that the statement had shown waits for its entry again.
// (4) The same books come to the same rows, in the same order: the step writes them, and `verify` makes
//     them again.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// The rows of a statement that is set aside, but for the decision itself.
struct AsideRows {
    /// The facts that count no more.
    let aside: Set<Int64>
    /// What answers made of the transfers, with these facts.
    let before: AnswerHistory
    /// The same without them.
    let after: AnswerHistory
    /// What lies in files.
    let transfers: FrozenTransfers
    /// The transfers that stand elsewhere without the statement.
    let changed: [SentTransfer]
    private let open: OpenBooks
    private let conflict: Int64
    private let document: String
    private let officer: String
    private let day: CivilDate
    /// Those of the facts that showed what a paper had booked before.
    private let matched: Set<Int64>

    /// The name of the step's entries, as an answer would have it.
    private var name: String { "set-aside-\(conflict)" }

    /// Tells both histories.
    ///
    /// - Parameters:
    ///   - conflict: The doubt that is decided.
    ///   - statement: The statement.
    ///   - statements: All statements of the books, this one among them.
    ///   - document: The paper that decides it.
    ///   - officer: The fingerprint of who decides it.
    ///   - day: The day of the books.
    ///   - open: The books as they are before.
    /// - Throws: `StoreError`.
    init(
        conflict: Int64,
        statement: StatementRecord,
        of statements: [StatementRecord],
        document: String,
        officer: String,
        day: CivilDate,
        open: OpenBooks
    ) throws {
        self.open = open
        self.conflict = conflict
        self.document = document
        self.officer = officer
        self.day = day
        aside = try Self.factsAlone(in: statement, of: statements, open: open)
        matched = try open.books.query { [aside] reader in
            try aside.filter {
                try reader.paperShown(by: $0) != nil && reader.conflicts(of: $0).isEmpty
            }
        }
        transfers = try FrozenTransfers(open: open, year: day.month.year)
        let past = try Self.past(open)
        before = try AnswerHistory(past, without: [], book: transfers)
        after = try AnswerHistory(past, without: aside, book: transfers)
        changed = try after.transfers(standingElsewhereIn: before).compactMap { [transfers] in
            try transfers.transfer($0)
        }
    }

    /// What has to be asked of the books before anything is written.
    struct Prepared {
        fileprivate let entries: [JournalEntry]
        fileprivate let retaken: [PastMovement]
        fileprivate let ended: Set<Int64>
        fileprivate let new: [(conflict: PastConflict, unit: String)]
    }

    /// Looks everything up.
    ///
    /// - Throws: `StoreError`, `PostingRefusal`.
    func prepared() throws -> Prepared {
        let retaken = after.movements(lackingIn: before)
        let movements =
            before.movements(lackingIn: after).filter { !isMatch($0) }.map(\.takenBack)
            + retaken.map(\.movement)
        return Prepared(
            entries: try AnswerPostings(
                chart: .shipped,
                answer: name,
                bookedOn: day,
                document: document
            ).entries(of: movements),
            retaken: retaken,
            ended: try endedConflicts(),
            new: try after.conflicts(lackingIn: before).map { ($0, try unit(of: $0.conflict)) }
        )
    }

    /// Writes the rows, or holds them against what is there.
    ///
    /// - Parameters:
    ///   - prepared: What was looked up.
    ///   - reader: The books with the conflicts that are written here.
    ///   - writer: Gets the rows.
    /// - Throws: What the sink throws.
    func write(_ prepared: Prepared, reader: BooksReader, to writer: some RowSink) throws {
        for fact in aside.sorted() {
            try writer.insert("fact_aside", ["fact", "conflict"], [fact, conflict])
        }
        for entry in prepared.entries { try writer.book(entry) }
        try writePositions(retaken: prepared.retaken, to: writer)
        for number in prepared.ended.sorted() {
            try writer.insert(
                "conflict_end",
                ["conflict", "document", "officer"],
                [number, document, officer]
            )
        }
        for (item, unit) in prepared.new { try insert(item, unit: unit, to: writer) }
        try writePaidAnew(to: writer)
        try explainPapers(besides: prepared.ended, reader: reader, to: writer)
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

    // MARK: Rows

    private func writePositions(retaken: [PastMovement], to writer: some RowSink) throws {
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
            try writer.state(
                StoredPosition(position, reason: word?.reason ?? "", day: word?.day ?? day),
                batch: transfers.row(ofBatch: transfer.id.batch),
                of: .single(transfer.id.number),
                fact: fact
            )
        }
    }

    /// The doubt itself, the conflicts of the facts that count no more, and those that other facts
    /// made only because of them.
    private func endedConflicts() throws -> Set<Int64> {
        var ended: Set<Int64> = [conflict]
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
    private func writePaidAnew(to writer: some RowSink) throws {
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

    private func insert(
        _ item: PastConflict,
        unit: String,
        to writer: some RowSink
    ) throws {
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

    /// Invariant (3): what explained an entry of the statement is taken back, and a paper that waits
    /// again may explain what another statement has shown.
    private func explainPapers(
        besides ended: Set<Int64>,
        reader: BooksReader,
        to writer: some RowSink
    ) throws {
        var ended = ended
        var waiting: [PaperRecord] = []
        for fact in aside.sorted() {
            guard let key = try reader.paperShown(by: fact),
                let paper = try reader.paper(key: key)
            else { continue }
            waiting.append(paper)
            for item in try reader.conflicts(of: fact) {
                try ShownPaper.takeBack(
                    paper,
                    conflict: item.number,
                    name: name,
                    document: document,
                    day: day,
                    reader: reader,
                    to: writer
                )
            }
        }
        for paper in waiting where paper.event == "advance" {
            try ShownPaper.explain(
                paper,
                day: day,
                officer: officer,
                reader: reader,
                besides: &ended,
                to: writer
            )
        }
    }
}

// One answer on its way through the rules: what was found so far, and the positions as they are now.
//
// Invariants:
// (1) A position changes through `change` or a sweep alone, so each change is written down.
// (2) Money moves through `move` alone.

import BankFiles
import Disbursement
import Intake
import Ledger

/// The state of one run.
struct AnswerRun<Book: TransferBook> {
    let book: Book
    let answer: String
    let bookedOn: CivilDate
    let bankAnswer: BankAnswer
    var result = ReconciledAnswer()
    private var boards: [BatchCode: PositionBoard] = [:]
    private var overPayments: [Int64: OverPayment] = [:]
    private var matched: Set<AwaitedEntry> = []

    init(book: Book, answer: String, bookedOn: CivilDate, bankAnswer: BankAnswer) {
        self.book = book
        self.answer = answer
        self.bookedOn = bookedOn
        self.bankAnswer = bankAnswer
    }

    /// Takes one fact.
    mutating func take(_ fact: BankFact, at index: Int) throws {
        let taken = TakenFact(index: index, fact: fact, valueOn: valueOn(fact))
        switch (fact.word, bankAnswer.family) {
        case (.debit, .statement), (.credit, .statement): try takeEntry(taken)
        case (.debit, .notification), (.credit, .notification), (.debit, .accountReport),
            (.credit, .accountReport):
            try takeNotice(taken)
        // No other family has entries, and none but a provider's list its words.
        case (.debit, _), (.credit, _): break
        case (.paid, _), (.unpaid, _), (.returned, _):
            if bankAnswer.family.isResultList { try takeWord(taken) }
        default: try takeWord(taken)
        }
    }

    /// Where a transfer stands now.
    mutating func position(_ transfer: SentTransfer) throws -> TransferPosition {
        try board(of: transfer.id.batch).now[transfer.id.number] ?? TransferPosition()
    }

    /// Where the transfers of a batch stand.
    mutating func board(of batch: BatchCode) throws -> PositionBoard {
        if let board = boards[batch] { return board }
        let board = PositionBoard(try book.positions(of: batch))
        boards[batch] = board
        return board
    }

    /// What the answer came to, once all its facts are taken.
    mutating func finish() -> ReconciledAnswer {
        for (batch, board) in boards {
            result.positions[batch] = board.now
            for number in 0...board.now.count
            where board.now.code(of: number) != board.before.code(of: number) {
                guard let position = board.now[number] else { continue }
                result.moved[position.status, default: 0] += 1
            }
        }
        return result
    }

    /// Writes down where a transfer stands from now on.
    mutating func change(
        _ transfer: SentTransfer,
        to position: TransferPosition,
        _ taken: TakenFact
    ) throws {
        let before = try self.position(transfer)
        guard position != before else { return }
        try board(of: transfer.id.batch).now.set(transfer.id.number, to: position)
        result.changes.append(
            TransferChange(transfer: transfer, from: before, to: position, fact: taken.index)
        )
    }

    /// Writes down a conflict.
    mutating func conflict(
        _ kind: ConflictKind,
        _ taken: TakenFact,
        _ transfer: SentTransfer? = nil,
        setAside: Int64 = 0,
        proposesCase: Bool = false
    ) {
        var conflict = Conflict(kind, fact: taken.index)
        conflict.transfer = transfer?.id
        conflict.file = taken.fact.references.message
        conflict.account = bankAnswer.accountNumber(of: taken.fact)
        conflict.bank = bankAnswer.bank(of: taken.fact)
        conflict.setAside = setAside
        conflict.proposesCase = proposesCase
        result.conflicts.append(conflict)
    }

    /// Moves money of a transfer, under the name of its file.
    mutating func move(
        _ kind: MovementKind,
        _ pairs: [PostingPair],
        _ transfer: SentTransfer,
        _ taken: TakenFact,
        reverses: String? = nil
    ) {
        result.movements.append(
            Movement(
                kind: kind,
                fact: taken.index,
                transfer: transfer.id,
                unit: transfer.unit,
                year: transfer.year,
                place: transfer.file,
                valueOn: taken.valueOn,
                pairs: pairs,
                reverses: reverses
            )
        )
    }

    /// Moves money of an account, under the account's name.
    mutating func move(
        _ kind: MovementKind,
        _ pairs: [PostingPair],
        _ account: OwnAccount,
        _ taken: TakenFact,
        transfer: TransferID? = nil
    ) {
        result.movements.append(
            Movement(
                kind: kind,
                fact: taken.index,
                transfer: transfer,
                unit: account.unit,
                year: account.year,
                place: "\(account.unit)/\(account.provider)/\(account.number)",
                valueOn: taken.valueOn,
                pairs: pairs,
                reverses: nil
            )
        )
    }

    /// Takes up to an amount off what is open of a case, over the whole answer.
    mutating func recover(_ amount: Int64, of overPayment: OverPayment) -> [BatchTotal] {
        overPayments[overPayment.number, default: overPayment].take(amount)
    }

    /// The first awaited entry that an entry shows, each once.
    mutating func match(_ amount: Int64, isCredit: Bool, in account: OwnAccount) -> AwaitedEntry? {
        let entry = account.awaited.first {
            $0.isCredit == isCredit && $0.amount == amount && !matched.contains($0)
        }
        if let entry { matched.insert(entry) }
        return entry
    }

    /// Our account that an entry stands in; nil when it is none of ours.
    func ownAccount(_ fact: BankFact) throws -> OwnAccount? {
        guard let number = bankAnswer.accountNumber(of: fact) else { return nil }
        return try book.account(number, at: bankAnswer.bank(of: fact))
    }

    private func valueOn(_ fact: BankFact) -> CivilDate {
        fact.valueOn ?? fact.bookedOn ?? bookedOn
    }
}

extension BankAnswer {
    /// The account that an entry stands in, as written.
    func accountNumber(of fact: BankFact) -> String? {
        if let account = fact.account { return account }
        guard let report = fact.report, reports.indices.contains(report) else { return nil }
        return reports[report].account
    }

    /// The bank that holds the account of an entry, where the answer names it.
    func bank(of fact: BankFact) -> BIN? {
        guard let report = fact.report, reports.indices.contains(report) else { return nil }
        return reports[report].servicer(in: .shipped)?.bin
    }
}

/// A fact with its place in the answer.
struct TakenFact {
    let index: Int
    let fact: BankFact
    let valueOn: CivilDate
}

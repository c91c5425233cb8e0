// What answers have made of the transfers, told again from the beginning.
//
// Invariants:
// (1) The same answers against the same transfers come to the same history.
// (2) What differs between two histories is what has to be taken back and what has to be booked;
//     what both have stays as it was booked.

package import BankFiles
import Disbursement
import Intake
package import Ledger

/// An answer as it was reconciled.
package struct PastAnswer: Sendable {
    /// The name under which its entries were booked.
    package let name: String
    /// The day on which it was reconciled.
    package let bookedOn: CivilDate
    /// The answer, with the facts that were taken.
    package let answer: BankAnswer
    /// The numbers of these facts, then those of the common facts.
    package let facts: [Int64]

    /// An answer; facts and numbers belong together.
    package init(name: String, bookedOn: CivilDate, answer: BankAnswer, facts: [Int64]) {
        precondition(
            answer.facts.count + answer.commonFacts.count == facts.count,
            "each fact has its number"
        )
        self.name = name
        self.bookedOn = bookedOn
        self.answer = answer
        self.facts = facts
    }

    /// Without some of its facts; a common fact is never left out.
    func without(_ excluded: Set<Int64>) -> PastAnswer {
        let kept = facts.indices.filter { !excluded.contains(facts[$0]) }
        guard kept.count < facts.count else { return self }
        var answer = answer
        let single = kept.prefix { $0 < answer.facts.count }
        for index in answer.commonFacts.indices {
            answer.commonFacts[index].place =
                single.count { $0 < answer.commonFacts[index].place }
        }
        answer.facts = single.map { answer.facts[$0] }
        return PastAnswer(
            name: name,
            bookedOn: bookedOn,
            answer: answer,
            facts: kept.map { facts[$0] }
        )
    }
}

/// A conflict of a fact that the books know by number.
package struct PastConflict: Hashable, Sendable {
    /// The fact.
    package let fact: Int64
    /// The conflict; its own index of the fact is zero.
    package let conflict: Conflict
}

/// Money that a fact moved.
package struct PastMovement: Hashable, Sendable {
    /// The name of the answer.
    let answer: String
    /// The fact.
    package let fact: Int64
    /// The movement; its own index of the fact is zero.
    package let movement: Movement
}

/// The last word that changed a transfer.
package struct PastWord: Hashable, Sendable {
    /// The fact.
    package let fact: Int64
    /// Its reason; empty for none.
    package let reason: String
    /// Its day.
    package let day: CivilDate
}

/// The history of a set of answers.
package struct AnswerHistory: Sendable {
    /// Where the transfers stand that were spoken of, by batch and number.
    private var positions: [BatchCode: SharedColumn<TransferPosition>] = [:]
    /// What brought them there.
    private var lastWords: [BatchCode: SharedColumn<PastWord>] = [:]
    /// Money that moved, in order.
    package private(set) var movements: [PastMovement] = []
    /// What did not fit, in order.
    package private(set) var conflicts: [PastConflict] = []

    /// Tells a history.
    ///
    /// Papers that accounts await are left out of it: an entry that no transfer explains counts as
    /// unidentified here.
    ///
    /// - Parameters:
    ///   - answers: The answers, in the order in which they were reconciled.
    ///   - excluded: The numbers of facts that do not count.
    ///   - book: What was handed over; its positions are not asked for.
    /// - Throws: What the book and the reading of the answers throw.
    package init(
        _ answers: some Sequence<PastAnswer>,
        without excluded: Set<Int64>,
        book: some TransferBook
    ) throws {
        let untouched = UntouchedBook(book: book)
        for past in answers {
            let past = past.without(excluded)
            untouched.positions = positions
            let result = try Reconciler(
                book: untouched,
                answer: past.name,
                bookedOn: past.bookedOn
            ).apply(past.answer)
            take(result, of: past)
        }
    }

    private mutating func take(_ result: ReconciledAnswer, of past: PastAnswer) {
        positions.merge(result.positions) { $1 }
        for step in result.steps {
            let word = past.word(step.fact)
            switch step {
            case .single(let change): note(word, of: change.transfer.id)
            case .common(let change):
                var transfers = NumberSet.Cursor(change.transfers)
                while let (number, _) = transfers.next() {
                    note(word, of: TransferID(batch: change.batch, number: number))
                }
            }
        }
        for movement in result.movements {
            movements.append(
                PastMovement(
                    answer: past.name,
                    fact: past.facts[movement.fact],
                    movement: movement.with(fact: 0)
                )
            )
        }
        for conflict in result.conflicts {
            var plain = Conflict(conflict.kind, fact: 0)
            plain.transfer = conflict.transfer
            plain.file = conflict.file
            plain.account = conflict.account
            plain.bank = conflict.bank
            plain.setAside = conflict.setAside
            plain.proposesCase = conflict.proposesCase
            conflicts.append(PastConflict(fact: past.facts[conflict.fact], conflict: plain))
        }
    }

    private mutating func note(_ word: PastWord, of id: TransferID) {
        let count = positions[id.batch]?.count ?? 0
        lastWords[id.batch, default: SharedColumn(count: count)].set(id.number, to: word)
    }

    /// Where a transfer stands; nil where nobody spoke of it.
    package func position(of id: TransferID) -> TransferPosition? {
        positions[id.batch]?[id.number]
    }

    /// What brought a transfer to where it stands.
    package func lastWord(of id: TransferID) -> PastWord? { lastWords[id.batch]?[id.number] }

    /// The transfers that stand elsewhere in another history, in the order of their ids.
    package func transfers(standingElsewhereIn other: AnswerHistory) -> [TransferID] {
        Set(positions.keys).union(other.positions.keys).sorted().flatMap { batch in
            let (mine, its) = (positions[batch], other.positions[batch])
            return (0...max(mine?.count ?? 0, its?.count ?? 0)).filter {
                mine?[$0] != its?[$0]
            }.map { TransferID(batch: batch, number: $0) }
        }
    }

    /// What of this history another one lacks, each as often as it does.
    package func movements(lackingIn other: AnswerHistory) -> [PastMovement] {
        Self.lacking(movements, in: other.movements)
    }

    /// The conflicts of this history that another one lacks.
    package func conflicts(lackingIn other: AnswerHistory) -> [PastConflict] {
        Self.lacking(conflicts, in: other.conflicts)
    }

    private static func lacking<Item: Hashable>(_ items: [Item], in others: [Item]) -> [Item] {
        var counts: [Item: Int] = [:]
        for item in others { counts[item, default: 0] += 1 }
        return items.filter { item in
            guard let count = counts[item], count > 0 else { return true }
            counts[item] = count - 1
            return false
        }
    }
}

extension PastAnswer {
    /// What a fact said, by its index in the answer.
    fileprivate func word(_ index: Int) -> PastWord {
        guard index < answer.facts.count else {
            return PastWord(
                fact: facts[index],
                reason: answer.commonFacts[index - answer.facts.count].reason ?? "",
                day: bookedOn
            )
        }
        let fact = answer.facts[index]
        return PastWord(
            fact: facts[index],
            reason: fact.reason ?? "",
            day: fact.valueOn ?? fact.bookedOn ?? bookedOn
        )
    }
}

extension PastMovement {
    /// What takes it back: the storno names the entry that it takes a part of back.
    ///
    /// A storno is not taken back by another one, so what takes it back names none.
    package var takenBack: Movement {
        Movement(
            kind: .takenBack,
            fact: 0,
            transfer: movement.transfer,
            unit: movement.unit,
            year: movement.year,
            place: movement.place,
            valueOn: movement.valueOn,
            pairs: movement.pairs.map(\.swapped),
            reverses: movement.reverses == nil
                ? AnswerPostings.key(
                    answer: answer,
                    kind: movement.kind,
                    place: movement.place,
                    valueOn: movement.valueOn
                ) : nil
        )
    }
}

extension Movement {
    fileprivate func with(fact: Int) -> Movement {
        Movement(
            kind: kind,
            fact: fact,
            transfer: transfer,
            unit: unit,
            year: year,
            place: place,
            valueOn: valueOn,
            pairs: pairs,
            reverses: reverses
        )
    }
}

/// What was handed over, as if no answer had come yet.
private final class UntouchedBook<Book: TransferBook>: TransferBook {
    let book: Book
    var positions: [BatchCode: SharedColumn<TransferPosition>] = [:]

    init(book: Book) { self.book = book }

    func transfer(_ id: TransferID) throws -> SentTransfer? { try book.transfer(id) }

    func transfers(message: String?, group: String?) throws -> [SentTransfer] {
        try book.transfers(message: message, group: group)
    }

    func batch(_ code: BatchCode) throws -> SentBatch? { try book.batch(code) }

    func batch(message: String?, group: String?) throws -> SentBatch? {
        try book.batch(message: message, group: group)
    }

    func positions(of batch: BatchCode) throws -> SharedColumn<TransferPosition> {
        try positions[batch] ?? SharedColumn(count: book.batch(batch)?.count ?? 0)
    }

    func account(_ number: String, at bank: BIN?) throws -> OwnAccount? {
        try book.account(number, at: bank).map {
            OwnAccount(number: $0.number, unit: $0.unit, provider: $0.provider, year: $0.year)
        }
    }
}

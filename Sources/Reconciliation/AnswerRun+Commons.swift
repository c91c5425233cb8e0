// Words that are said of many transfers: what they do is worked out once for each position.
//
// Invariants:
// (1) What a word does to a transfer here is what it does to one that is named alone.
// (2) Whatever is more than another status (money, a conflict) is done to each transfer by itself.

import BankFiles
import Intake

extension AnswerRun {
    /// Takes a word that is said of many transfers.
    mutating func take(_ common: CommonFact, at index: Int) throws {
        let batch = try book.batch(common.batch)
        let fits = batch?.portions.map { common.message == nil || $0.message == common.message }
        var sweep = try batch.map { try WordSweep(common.word, board: board(of: $0.code)) }
        let hasAmounts = common.transfers.hasAmounts
        var transfers = NumberSet.Cursor(common.transfers)
        while let (number, amount) = transfers.next() {
            if let batch, let fits, batch.isHandedOver, batch.holds(number) {
                let place = Int(batch.places[number])
                if fits[place], !hasAmounts || amount == batch.amounts[number],
                    sweep?.take(number, by: batch.portions[place].way) == true
                {
                    continue
                }
            }
            let fact = common.fact(of: number, amount: amount)
            try takeWord(TakenFact(index: index, fact: fact, valueOn: bookedOn))
        }
        if let batch, let sweep { end(sweep, batch, at: index) }
    }

    /// Takes a word that is said of a whole file or group.
    mutating func take(_ taken: TakenFact, ofAll file: SentFile) throws {
        let batch = file.batch
        let fits = file.portions
        var sweep = WordSweep(taken.fact.word, board: try board(of: batch.code))
        for number in batch.amounts.indices where batch.amounts[number] > 0 {
            let place = Int(batch.places[number])
            guard fits[place], !sweep.take(number, by: batch.portions[place].way) else {
                continue
            }
            guard let transfer = try book.transfer(batch.id(number)) else {
                preconditionFailure("a batch has the transfers of its columns")
            }
            try step(transfer, taken.fact.word, taken)
        }
        end(sweep, batch, at: taken.index)
    }

    private mutating func end(_ sweep: WordSweep, _ batch: SentBatch, at index: Int) {
        var sweep = sweep
        for (from, to, transfers) in sweep.moved() {
            result.commonChanges.append(
                CommonChange(
                    batch: batch.code,
                    transfers: transfers,
                    from: from,
                    to: to,
                    fact: index,
                    place: result.changes.count
                )
            )
        }
    }
}

/// Where the transfers of a batch stand while an answer is taken.
final class PositionBoard {
    /// Where they stood before the answer.
    let before: SharedColumn<TransferPosition>
    /// Where they stand now.
    var now: SharedColumn<TransferPosition>

    init(_ before: SharedColumn<TransferPosition>) {
        self.before = before
        now = before
    }
}

/// One word on its way over the transfers of a batch, in the order of their numbers.
private struct WordSweep {
    /// What a word does at a position.
    private enum Step {
        case unknown
        case nothing
        case move(UInt32)
        /// More than another status.
        case single
    }

    private struct Move {
        let from: UInt32
        let to: UInt32
        var transfers = NumberSet.Builder(hasAmounts: false)
    }

    private let word: FactWord
    private let board: PositionBoard
    /// By code of the position, for each way of payment.
    private var steps: [Step] = []
    private var moves: [Move] = []
    private var last = 0

    init(_ word: FactWord, board: PositionBoard) {
        self.word = word
        self.board = board
    }

    /// Does to a transfer what the word does; false where it has to be taken by itself.
    mutating func take(_ number: Int, by way: TransferWay) -> Bool {
        let code = board.now.code(of: number)
        let place = Int(code) * TransferWay.allCases.count + way.rawValue
        if place >= steps.count {
            steps += Array(repeating: .unknown, count: place + 1 - steps.count)
        }
        if case .unknown = steps[place] { steps[place] = step(at: code, by: way) }
        switch steps[place] {
        case .nothing: return true
        case .move(let to):
            move(number, from: code, to: to)
            return true
        case .single, .unknown: return false
        }
    }

    private func step(at code: UInt32, by way: TransferWay) -> Step {
        var position = board.now.value(of: code) ?? TransferPosition()
        switch StatusRule.step(position.status, word, by: way) {
        case .nothing, .entry: return .nothing
        case .move(let status):
            position.status = status
            return .move(board.now.code(for: position))
        case .refuse, .pay, .payAfterRefusal, .comeBack, .announceReturn, .conflict: return .single
        }
    }

    private mutating func move(_ number: Int, from: UInt32, to: UInt32) {
        if !(moves.indices.contains(last) && moves[last].from == from && moves[last].to == to) {
            last = moves.firstIndex { $0.from == from && $0.to == to } ?? moves.count
            if last == moves.count { moves.append(Move(from: from, to: to)) }
        }
        moves[last].transfers.append(number)
        board.now.set(number, to: to)
    }

    /// What moved from where to where.
    mutating func moved() -> [(from: TransferPosition, to: TransferPosition, NumberSet)] {
        moves.indices.map { index in
            (
                board.now.value(of: moves[index].from) ?? TransferPosition(),
                board.now.value(of: moves[index].to) ?? TransferPosition(),
                moves[index].transfers.finish()
            )
        }
    }
}

// Gathers, while a status report is read, what is said of many transfers in the same words.
//
// Invariants:
// (1) A transfer is taken once; who names it again is turned away and has a fact of its own.
// (2) Memory: twelve bytes a transfer until its group ends, then about four; a bit for each number.
// (3) A number or batch, or a set of words, that would cost more is turned away.

import Intake

/// What is being gathered out of one report.
struct CommonFacts: Sendable {
    /// The words that transfers have in common.
    struct Words: Equatable, Sendable {
        var word: FactWord
        var reason: String?
        var hasAmount: Bool
    }

    private struct Open: Sendable {
        let words: Words
        let batch: BatchCode
        var numbers: [UInt32] = []
        var amounts: [Int64] = []
        var isAscending = true
    }

    private static let openFacts = 64

    private var open: [Open] = []
    private var named = NamedTransfers()
    /// The one that took the last transfer: most that follow each other have the same words.
    private var current = 0

    /// Notes that a transfer is named in a fact of its own.
    mutating func note(_ id: TransferID) { _ = named.insert(id) }

    /// Takes what is said of a transfer; false where it has to be a fact of its own.
    mutating func take(_ id: TransferID, _ words: Words, amount: Int64) -> Bool {
        if !(open.indices.contains(current) && open[current].words == words
            && open[current].batch.contains(id))
        {
            current =
                open.firstIndex { $0.words == words && $0.batch.contains(id) } ?? open.count
            guard current < Self.openFacts else {
                note(id)
                return false
            }
        }
        guard named.insert(id) == .new else { return false }
        if current == open.count { open.append(Open(words: words, batch: id.batch)) }
        let number = UInt32(id.number)
        if let last = open[current].numbers.last, last > number {
            open[current].isAscending = false
        }
        open[current].numbers.append(number)
        if words.hasAmount { open[current].amounts.append(amount) }
        return true
    }

    /// Ends what is open and gives it, in the order in which each began.
    mutating func close(message: String?, group: String?, place: Int) -> [CommonFact] {
        defer {
            open.removeAll()
            current = 0
        }
        return open.map { item in
            CommonFact(
                item.words.word,
                message: message,
                group: group,
                reason: item.words.reason,
                batch: item.batch,
                transfers: Self.packed(item),
                place: place
            )
        }
    }

    private static func packed(_ item: Open) -> NumberSet {
        var builder = NumberSet.Builder(hasAmounts: item.words.hasAmount)
        let amounts = item.words.hasAmount ? item.amounts : nil
        if item.isAscending {
            for (index, number) in item.numbers.enumerated() {
                builder.append(Int(number), amount: amounts?[index] ?? 0)
            }
        } else {
            for index in item.numbers.indices.sorted(by: { item.numbers[$0] < item.numbers[$1] }) {
                builder.append(Int(item.numbers[index]), amount: amounts?[index] ?? 0)
            }
        }
        return builder.finish()
    }
}

// A bank, a post office and the people they pay, told as plainly as can be: who has how much. It
// knows nothing of ledgers, statuses or conflicts, and is what the books are held against.
//
// Invariant: money is never made or lost here: what leaves one pocket is in another.

import BankFiles
import Reconciliation

/// The true state of the world outside of the books.
struct NaiveBank {
    /// Whose pocket money is in.
    enum Pocket: Hashable {
        /// Our deposit with a provider.
        case deposit(String)
        /// The payee of a claim.
        case payee(Int)
        /// Somebody else, by a mistake.
        case stranger
        /// The bank itself: under way, kept as a fee, or given by mistake.
        case bank
        /// The budget.
        case budget
    }

    private(set) var pockets: [Pocket: Int64] = [:]

    /// Moves money from one pocket to another.
    mutating func move(_ amount: Int64, from: Pocket, to: Pocket) {
        pockets[from, default: 0] -= amount
        pockets[to, default: 0] += amount
    }

    func has(_ pocket: Pocket) -> Int64 { pockets[pocket] ?? 0 }

    /// Zero, always.
    var sum: Int64 { pockets.values.reduce(0, +) }
}

/// Something that a bank does or says on a day.
enum BankAct {
    /// An entry of a statement. `counter` is a payee's account, where the bank names it.
    case entry(BankFact, amount: Int64, from: NaiveBank.Pocket, to: NaiveBank.Pocket)
    /// A word, or an entry of a notification, told some days later.
    case say(AnswerFamily, BankFact)
    /// A cash payout at the desk, with its row of the list.
    case desk(SentTransfer, isPaid: Bool)
    /// One debit for all of a file that are not in the set.
    case lump(file: String, without: Set<TransferID>)
}

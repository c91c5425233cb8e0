// The facts of one answer against the transfers that were handed over.
//
// Invariants:
// (1) Pure: the same answer against the same books comes to the same result.
// (2) Only an entry of a statement, or a provider's signed list of cash, moves the deposit; every
//     entry of a statement moves it by its amount, whatever is thought of it, unless it was booked
//     by a paper before.
// (3) Nothing in an answer stops the process or the rest of the answer.

package import BankFiles
package import Intake
package import Ledger

/// Takes answers.
package struct Reconciler<Book: TransferBook> {
    private let book: Book
    private let answer: String
    private let bookedOn: CivilDate
    private let meter: ProgressMeter

    /// A reconciler for one answer.
    ///
    /// - Parameters:
    ///   - book: What was handed over, and where it stood before the answer.
    ///   - answer: The answer's number or digest, never used for another: part of the entries' keys.
    ///   - bookedOn: The day of the books.
    ///   - meter: Is told how many facts were taken.
    package init(
        book: Book,
        answer: String,
        bookedOn: CivilDate,
        meter: ProgressMeter = ProgressMeter()
    ) {
        precondition(!answer.isEmpty, "an answer has a name")
        self.book = book
        self.answer = answer
        self.bookedOn = bookedOn
        self.meter = meter
    }

    /// What the answer comes to.
    ///
    /// Words of status are taken first, then debits, then credits; each in the order of the answer.
    /// The caller has left out facts whose key came with an earlier answer. A common fact has its
    /// index after those of all others.
    ///
    /// - Throws: What the book throws.
    package func apply(_ bankAnswer: BankAnswer) throws -> ReconciledAnswer {
        var run = AnswerRun(book: book, answer: answer, bookedOn: bookedOn, bankAnswer: bankAnswer)
        var done = 0
        var common = bankAnswer.commonFacts.indices[...]
        for order in 0...2 {
            for (index, fact) in bankAnswer.facts.enumerated() where fact.word.order == order {
                while let next = common.first, bankAnswer.commonFacts[next].place <= index {
                    try run.take(bankAnswer.commonFacts[next], at: bankAnswer.facts.count + next)
                    common.removeFirst()
                }
                try run.take(fact, at: index)
                done += 1
                meter.count(.matchFacts, done, of: bankAnswer.facts.count)
            }
            for next in common {
                try run.take(bankAnswer.commonFacts[next], at: bankAnswer.facts.count + next)
            }
            common = common.dropFirst(common.count)
        }
        return run.finish()
    }
}

extension FactWord {
    /// The order within an answer: a debit is seen before it comes back.
    fileprivate var order: Int {
        switch self {
        case .debit: 1
        case .credit: 2
        default: 0
        }
    }
}

// A whole answer of a bank: which family, what it reports of our accounts, and its facts.
//
// Invariant: facts stand in the order of the file; what is said in common, where its first words are.

import Intake
package import Ledger

/// The families of answers.
package enum AnswerFamily: String, CaseIterable, Sendable {
    /// pain.002: what became of a file's orders.
    case paymentStatus = "payment-status"
    /// camt.054: entries of an account, told before the statement.
    case notification
    /// camt.053: the statement of an account; it alone books.
    case statement
    /// A provider's signed list of cash that was paid and not paid.
    case cashResults = "cash-results"
}

/// What an answer reports of one account: one statement or notification in it.
package struct AccountReport: Hashable, Sendable {
    /// The bank's id of the statement.
    package var id: String
    /// Our account, as written.
    package var account: String
    /// The bank that holds it, by each of the codes that the answer gives, as written.
    package var servicers: [String] = []
    /// The electronic sequence number; nil where not said.
    package var sequence: Int64?
    /// The first and last day that it is about; equal for a daily statement; nil where not said.
    package var from: CivilDate?
    /// The last day that it is about.
    package var through: CivilDate?
    /// The opening booked balance, đồng, below zero when overdrawn; nil in a notification.
    package var opening: Int64?
    /// The closing booked balance, đồng.
    package var closing: Int64?
    /// The number of entries.
    package var entryCount = 0
    /// The sum of booked debits, đồng.
    package var debits: Int64 = 0
    /// The sum of booked credits, đồng.
    package var credits: Int64 = 0

    /// The bank that holds the account; nil where the answer names none that is known here.
    package func servicer(in directory: BankDirectory) -> Bank? {
        servicers.lazy.compactMap { directory.bank(servicer: $0) }.first
    }

    /// A report on an account; the rest can be set after.
    package init(id: String, account: String) {
        self.id = id
        self.account = account
    }
}

/// One answer, read.
package struct BankAnswer: Hashable, Sendable {
    /// The family.
    package var family: AnswerFamily
    /// The version as the file names it, such as `pain.002.001.10`; `chitra/cash-results/1`.
    package var version: String
    /// The answer's own message id.
    package var message: String
    /// The creation time as written.
    package var createdAt: String
    /// The statements or notifications in it; none for the other families.
    package var reports: [AccountReport] = []
    /// The facts, in the order of the file.
    package var facts: [BankFact] = []
    /// What is said of many transfers in the same words, in the order of the file.
    package var commonFacts: [CommonFact] = []

    /// How many things are said: the facts, and one for each transfer of a common fact.
    package var statementCount: Int {
        commonFacts.reduce(facts.count) { $0 + $1.transfers.count }
    }

    /// An answer without facts.
    package init(family: AnswerFamily, version: String, message: String, createdAt: String) {
        self.family = family
        self.version = version
        self.message = message
        self.createdAt = createdAt
    }

    /// What makes a fact the same in another answer: its family and key; of a status also the time at
    /// which the bank made the answer, for the same word said later is said again: meanwhile the money
    /// may have come back.
    package func key(of fact: BankFact) -> String {
        let time = fact.word.isStatus ? "\u{1F}\(createdAt)" : ""
        return "\(family.rawValue)\u{1F}\(fact.key)\(time)"
    }

    /// What makes the words of a common fact the same in another answer.
    package func key(of fact: CommonFact) -> String {
        "\(family.rawValue)\u{1F}\(fact.key)\u{1F}\(createdAt)"
    }
}

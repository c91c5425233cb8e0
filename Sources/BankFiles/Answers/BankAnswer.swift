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
    /// camt.053 and MT940: the statement of an account; it alone books.
    case statement
    /// camt.052 and MT942: entries of an account in the course of the day; they only inform.
    case accountReport = "account-report"
    /// pacs.002: what became of a payment between banks.
    case interbankStatus = "interbank-status"
    /// pacs.004: a payment that a bank sends back; the money is booked by the statement.
    case paymentReturn = "payment-return"
    /// camt.029: what a bank says to a recall.
    case recallAnswer = "recall-answer"
    /// A provider's signed list of cash that was paid and not paid.
    case cashResults = "cash-results"
    /// The State Treasury's signed list of what it paid from an estimate and what came back to it.
    case treasuryResults = "treasury-results"
    /// pain.001: an order to pay, ours or another's; it is read for people and answers nothing.
    case paymentOrder = "payment-order"

    /// Whether it only says how payments fare: words that can be said again, and no entries.
    package var isOfStatus: Bool {
        switch self {
        case .paymentStatus, .interbankStatus, .paymentReturn, .recallAnswer: true
        case .notification, .statement, .accountReport, .cashResults, .treasuryResults,
            .paymentOrder:
            false
        }
    }

    /// Whether it is a provider's signed list of results, which alone books what it tells of.
    package var isResultList: Bool { self == .cashResults || self == .treasuryResults }
}

/// A balance of an account, as a report has it.
package struct AccountBalance: Hashable, Sendable {
    /// The type: `OPBD`, `CLBD`, `ITBD`, `CLAV` and the like; of MT940 the same words.
    package var type: String
    /// In minor units, below zero when overdrawn.
    package var amount: Int64
    /// Its day; nil where not said.
    package var day: CivilDate?

    /// A balance.
    package init(type: String, amount: Int64, day: CivilDate?) {
        self.type = type
        self.amount = amount
        self.day = day
    }
}

/// What an order says of itself: how many payments, and the sum of their amounts of all currencies.
package struct ControlTotals: Hashable, Sendable {
    /// `NbOfTxs`; nil where not said.
    package var count: Int64?
    /// `CtrlSum` as written: a decimal number without a currency; nil where not said.
    package var sum: String?

    /// Totals.
    package init(count: Int64? = nil, sum: String? = nil) {
        self.count = count
        self.sum = sum
    }
}

/// What an answer reports of one account: one statement or notification in it, of an order one group
/// of payments (`PmtInf`).
package struct AccountReport: Hashable, Sendable {
    /// The bank's id of the statement.
    package var id: String
    /// Our account, as written.
    package var account: String
    /// The currency of its sums where that is another than the reader expects; nil for that one.
    package var currency: String?
    /// The bank that holds it, by each of the codes that the answer gives, as written.
    package var servicers: [String] = []
    /// The electronic sequence number; nil where not said.
    package var sequence: Int64?
    /// The first and last day that it is about; equal for a daily statement; nil where not said.
    package var from: CivilDate?
    /// The last day that it is about.
    package var through: CivilDate?
    /// All balances that could be read, in the order of the answer.
    package var balances: [AccountBalance] = []
    /// The opening booked balance, đồng, below zero when overdrawn; nil in a notification.
    package var opening: Int64?
    /// The closing booked balance, đồng.
    package var closing: Int64?
    /// The number of entries.
    package var entryCount = 0
    /// The sum of booked debits, or of ordered payments, đồng.
    package var debits: Int64 = 0
    /// The sum of booked credits, đồng.
    package var credits: Int64 = 0
    /// What an order says of the group; nil for a report of an account.
    package var control: ControlTotals?

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
    /// The currency of amounts outside of reports where it is another than the reader expects.
    package var currency: String?
    /// What an order says of itself; nil for an answer.
    package var control: ControlTotals?
    /// The statements or notifications in it, of an order its groups; none for the other families.
    package var reports: [AccountReport] = []
    /// The facts, in the order of the file.
    package var facts: [BankFact] = []
    /// How many facts were given out while the answer was read, and are not in ``facts``.
    package var factsGivenOut = 0
    /// Entries that are only announced (pending, information, expected), one fact each; they move
    /// nothing, and nobody but a reader for people looks at them.
    package var announced: [BankFact] = []
    /// What is said of many transfers in the same words, in the order of the file.
    package var commonFacts: [CommonFact] = []

    /// How many things are said: the facts, and one for each transfer of a common fact.
    package var statementCount: Int {
        commonFacts.reduce(facts.count + factsGivenOut) { $0 + $1.transfers.count }
    }

    /// A currency by its code, with the decimals of ISO 4217; VND for what is no code.
    package static func currency(_ code: String) -> Currency {
        CurrencyTable.isCode(Array(code.utf8)) ? CurrencyTable.currency(Array(code.utf8)) : .vnd
    }

    /// An answer without facts.
    package init(family: AnswerFamily, version: String, message: String, createdAt: String) {
        self.family = family
        self.version = version
        self.message = message
        self.createdAt = createdAt
    }

    /// The file that a list of results answers; nil where it is none, or names none.
    package var listedFile: String? {
        family.isResultList ? facts.lazy.compactMap(\.references.message).first : nil
    }

    /// What makes a fact the same in another answer: its family and key; of a status also the time at
    /// which the bank made the answer, for the same word said later is said again: meanwhile the money
    /// may have come back.
    package func key(of fact: BankFact) -> String {
        var bytes: [UInt8] = []
        appendKey(of: fact, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the bytes of the key of a fact.
    ///
    /// - Parameters:
    ///   - fact: A fact of the answer.
    ///   - bytes: What they are appended to.
    package func appendKey(of fact: BankFact, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: family.rawValue.utf8)
        bytes.append(0x1F)
        fact.appendKey(to: &bytes)
        guard fact.word.isStatus else { return }
        bytes.append(0x1F)
        bytes.append(contentsOf: createdAt.utf8)
    }

    /// What makes the words of a common fact the same in another answer.
    package func key(of fact: CommonFact) -> String {
        "\(family.rawValue)\u{1F}\(fact.key)\u{1F}\(createdAt)"
    }
}

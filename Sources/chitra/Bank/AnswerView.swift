// What a bank's file says beside its facts, as JSON: the schema chitra/bank-read/1. `AnswerStream` writes
// the facts.
//
// Invariants:
// (1) An account is a mask, and a free text only its length: a bank's file names persons.
// (2) Amounts are whole minor units with their currency beside them.

import BankFiles
import Intake
import Ledger
import Signing
import Workflow

/// A file as JSON.
struct AnswerView: Encodable {
    /// A finding.
    struct Finding: Encodable {
        let severity: String
        let code: String
        let line: Int?
        let column: Int?
        let field: String?
        let message: String
        let hint: String?

        init(_ diagnostic: Diagnostic, in language: Language) {
            severity = diagnostic.severity.rawValue
            code = diagnostic.code
            line = diagnostic.location.line
            column = diagnostic.location.column
            field = diagnostic.location.field
            message = diagnostic.message.text(in: language)
            hint = diagnostic.hint?.text(in: language)
        }
    }

    /// A balance.
    struct Balance: Encodable {
        let type: String
        let amount: Int64
        let day: String?
    }

    /// What an order says of itself or of a group.
    struct Control: Encodable {
        let count: Int64?
        /// A decimal number without a currency, as written.
        let sum: String?

        init(_ control: ControlTotals) {
            count = control.count
            sum = control.sum
        }
    }

    /// A statement, report or notification; of an order a group of payments.
    struct Report: Encodable {
        let id: String
        let account: String
        let servicers: [String]
        let currency: String
        let sequence: Int64?
        let from: String?
        let through: String?
        let opening: Int64?
        let closing: Int64?
        let entries: Int
        let debits: Int64
        let credits: Int64
        let balances: [Balance]
        let control: Control?

        init(_ report: AccountReport) {
            id = AnswerView.hiding([report.account], in: report.id)
            account = AnswerView.masked(report.account)
            servicers = report.servicers
            currency = report.currency ?? Currency.vnd.code
            sequence = report.sequence
            from = report.from.map { "\($0)" }
            through = report.through.map { "\($0)" }
            opening = report.opening
            closing = report.closing
            entries = report.entryCount
            debits = report.debits
            credits = report.credits
            balances = report.balances.map {
                Balance(type: $0.type, amount: $0.amount, day: $0.day.map { "\($0)" })
            }
            control = report.control.map { Control($0) }
        }
    }

    /// The names under which a payment stands in the file.
    struct References: Encodable {
        let message: String?
        let group: String?
        let endToEnd: String?
        let instruction: String?
        let service: String?
        let interbankMessage: String?
        let interbankTransaction: String?

        /// The names, with the account numbers that some banks build them from masked.
        init(_ references: FactReferences, hiding accounts: [String]) {
            func shown(_ name: String?) -> String? {
                name.map { AnswerView.hiding(accounts, in: $0) }
            }
            message = shown(references.message)
            group = shown(references.group)
            endToEnd = shown(references.endToEnd)
            instruction = shown(references.instruction)
            service = shown(references.service)
            interbankMessage = shown(references.interbankMessage)
            interbankTransaction = shown(references.interbankTransaction)
        }

        /// The names with their keys, in the order of the keys.
        var named: [(key: String, value: String?)] {
            [
                ("endToEnd", endToEnd), ("group", group), ("instruction", instruction),
                ("interbankMessage", interbankMessage),
                ("interbankTransaction", interbankTransaction), ("message", message),
                ("service", service),
            ]
        }
    }

    /// A reason with its meaning.
    struct Reason: Encodable {
        let code: String
        let meaning: String?
        let kind: String
        let advice: String

        init(_ code: String, in language: Language) {
            // A bank's own words may name somebody: only what looks like a code is shown.
            self.code = PaymentReason.of(code) != nil || code.utf8.count <= 10 ? code : "…"
            let kind = PaymentReason.kind(of: code)
            self.kind = kind.rawValue
            meaning = PaymentReason.of(code)?.meaning.text(in: language)
            advice = kind.advice.text(in: language)
        }
    }

    /// A fact.
    struct Fact: Encodable {
        let word: String
        let references: References
        let amount: Int64?
        let currency: String
        let count: Int?
        let bookedOn: String?
        let valueOn: String?
        let account: String?
        let counterAccount: String?
        let counterBank: String?
        let isReturn: Bool
        let nature: String
        let reason: Reason?
        /// The number of characters of the free text, which is not shown.
        let narrativeLength: Int
        let report: Int?
        /// The byte of the file, or the line of a list, at which it begins.
        let place: Int

        init(_ fact: BankFact, of answer: BankAnswer, in language: Language) {
            word = fact.word.rawValue
            references = References(fact.references, hiding: AnswerView.accounts(of: fact))
            amount = fact.amount
            currency = fact.currency ?? AnswerView.currency(of: fact, in: answer)
            count = fact.count
            bookedOn = fact.bookedOn.map { "\($0)" }
            valueOn = fact.valueOn.map { "\($0)" }
            account = fact.account.map(AnswerView.masked)
            counterAccount = fact.counterAccount.map(AnswerView.masked)
            counterBank = fact.counterBank
            isReturn = fact.isReturn
            nature = fact.nature.rawValue
            reason = fact.reason.map { Reason($0, in: language) }
            narrativeLength = fact.narrative?.count ?? 0
            report = fact.report
            place = fact.place
        }
    }

    /// What was said of many transfers in the same words.
    struct Common: Encodable {
        let word: String
        let message: String?
        let group: String?
        let reason: Reason?
        let batch: String
        let transfers: Int
        let total: Int64?
    }

    let file: String
    let digest: String
    let size: Int
    /// Whether no error was found: only then it could be taken into books.
    let isSound: Bool
    let family: String
    let version: String
    let message: String
    let createdAt: String
    let control: Control?
    let findings: [Finding]
    let reports: [Report]
    let announced: [Fact]
    let common: [Common]

    /// A file that was read.
    init(_ file: AnswerFile, named name: String, in language: Language) {
        let answer = file.reading.value
        self.file = name
        digest = file.digest.hex
        size = file.size
        isSound = !file.reading.isRefused
        family = answer.version.isEmpty ? "" : answer.family.rawValue
        version = answer.version
        message = AnswerView.hiding(answer.reports.map(\.account), in: answer.message)
        createdAt = answer.createdAt
        control = answer.control.map { Control($0) }
        findings = file.reading.diagnostics.map { Finding($0, in: language) }
        reports = answer.reports.map { Report($0) }
        announced = answer.announced.map { Fact($0, of: answer, in: language) }
        common = answer.commonFacts.map {
            Common(
                word: $0.word.rawValue,
                message: $0.message,
                group: $0.group,
                reason: $0.reason.map { Reason($0, in: language) },
                batch: "\($0.batch)",
                transfers: $0.transfers.count,
                total: $0.transfers.hasAmounts ? $0.transfers.total : nil
            )
        }
    }

    /// The currency of a fact's report.
    static func currency(of fact: BankFact, in answer: BankAnswer) -> String {
        let own = fact.report.flatMap {
            answer.reports.indices.contains($0) ? answer.reports[$0].currency : nil
        }
        return own ?? answer.currency ?? Currency.vnd.code
    }

    /// The accounts that a fact names.
    static func accounts(of fact: BankFact) -> [String] {
        [fact.account, fact.counterAccount].compactMap { $0 }
    }

    /// A text in which account numbers of six characters and more are masked.
    static func hiding(_ accounts: [String], in text: String) -> String {
        var shown = text
        for account in accounts
        where account.utf8.count >= 6 && account.utf8.count <= shown.utf8.count {
            if contains(account, in: shown) {
                shown = shown.replacing(account, with: masked(account))
            }
        }
        return shown
    }

    /// Whether a text has another in it, byte for byte.
    private static func contains(_ part: String, in text: String) -> Bool {
        var (part, text) = (part, text)
        return part.withUTF8 { part in
            text.withUTF8 { text in
                for start in 0...(text.count - part.count) {
                    var offset = 0
                    while offset < part.count, unsafe text[start + offset] == part[offset] {
                        offset += 1
                    }
                    if offset == part.count { return true }
                }
                return false
            }
        }
    }

    /// An account of which no more than the last three characters are shown.
    static func masked(_ account: String) -> String {
        account.count > 6 ? "•••\(account.suffix(3))" : "•••"
    }
}

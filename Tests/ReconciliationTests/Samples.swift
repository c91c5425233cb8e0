// Transfers, facts and answers that tests write in one line.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation

/// A day that the test writes.
func day(_ text: String) -> CivilDate {
    guard let day = CivilDate(iso: text) else { preconditionFailure("no day: \(text)") }
    return day
}

/// The id of transfer `number` of batch `serial` of unit U001.
func id(_ number: Int, batch serial: Int = 1) -> TransferID {
    guard let code = BatchCode(unit: "U001", serial: serial) else {
        preconditionFailure("the test's own batch")
    }
    return TransferID(batch: code, number: number)
}

/// An account number of a payee.
func payeeAccount(_ number: Int) -> BankAccountNumber {
    guard let account = BankAccountNumber("90\(1_000_000 + number)") else {
        preconditionFailure("the test's own account")
    }
    return account
}

/// Our accounts: two of unit U001 and one of another unit.
enum Own {
    static let vcb = "0011002003001"
    static let ctg = "1020010002002"
    static let other = "0011002009009"
    static let post = "POST-U001"
    static let estimate = "952331234567"
}

/// A part of a transfer.
func part(_ amount: Int64, _ programme: String = "BTXH", source: String = "398") -> BatchTotal {
    BatchTotal(programme: programme, source: source, amount: amount)
}

/// A transfer to an account through VCB or by the Treasury, or a cash payout through the post office.
func transfer(
    _ number: Int,
    _ parts: [BatchTotal],
    batch: Int = 1,
    file: String = "F1",
    year: Int = 2026,
    isCash: Bool = false,
    isDirect: Bool = false,
    settledYears: Set<Int> = [],
    isHandedOver: Bool = true
) -> SentTransfer {
    SentTransfer(
        id: id(number, batch: batch),
        batch: "U001-\(batch)",
        unit: "U001",
        year: year,
        file: file,
        group: "\(file)-1",
        provider: isCash ? "POST" : isDirect ? "KBNN" : "VCB",
        account: isCash ? Own.post : isDirect ? Own.estimate : Own.vcb,
        payeeAccount: isCash ? nil : payeeAccount(number),
        parts: parts,
        isDirect: isDirect,
        settledYears: settledYears,
        isHandedOver: isHandedOver
    )
}

/// A transfer of one part.
func transfer(_ number: Int, _ amount: Int64, file: String = "F1") -> SentTransfer {
    transfer(number, [part(amount)], file: file)
}

extension BankFact {
    /// A word about a transfer.
    static func word(_ word: FactWord, _ transfer: SentTransfer, reason: String? = nil) -> BankFact
    {
        var fact = BankFact(word, place: 0)
        fact.references.endToEnd = transfer.id.description
        fact.references.message = transfer.file
        fact.reason = reason
        return fact
    }

    /// A word about a file, or a group of it.
    static func word(_ word: FactWord, file: String?, group: String? = nil) -> BankFact {
        var fact = BankFact(word, place: 0)
        fact.references.message = file
        fact.references.group = group
        return fact
    }

    /// A row of a provider's list of results.
    static func cash(_ word: FactWord, _ transfer: SentTransfer, on date: String) -> BankFact {
        var fact = BankFact.word(word, transfer)
        fact.amount = transfer.amount
        fact.bookedOn = day(date)
        return fact
    }

    /// An entry of one of our accounts; `service` is the bank's own name of it.
    static func entry(
        _ word: FactWord,
        _ amount: Int64,
        of transfer: SentTransfer? = nil,
        in account: String = Own.vcb,
        on date: String = "2026-10-25",
        service: String? = nil
    ) -> BankFact {
        var fact = BankFact(word, place: 0)
        fact.references.endToEnd = transfer?.id.description
        fact.references.service = service
        fact.amount = amount
        fact.account = account
        fact.bookedOn = day(date)
        return fact
    }
}

/// An answer of some facts; equal facts are numbered as a reader numbers them.
func answer(_ family: AnswerFamily, _ facts: [BankFact]) -> BankAnswer {
    var answer = BankAnswer(family: family, version: "test", message: "M", createdAt: "")
    var seen: [String: Int] = [:]
    for var fact in facts {
        let key = fact.key
        fact.ordinal = seen[key, default: 0]
        seen[key, default: 0] += 1
        answer.facts.append(fact)
    }
    return answer
}

/// A generator that gives the same numbers in every run (SplitMix64).
struct FixedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// True in that many of a hundred cases.
    mutating func happens(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }
}

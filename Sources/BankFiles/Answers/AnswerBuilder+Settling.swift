// What an entry's facts amount to, once it has ended.
//
// Invariant: the credits less the debits of an entry's facts are its own amount, signed.

import Intake
import Ledger

extension AnswerBuilder {
    /// Gives the facts of the entry their amounts and directions, and one more for a difference.
    mutating func settle(_ amount: Int64, isCredit: Bool) {
        if entry.items.isEmpty {
            guard hasRoom() else { return }
            answer.facts.append(BankFact(.debit, place: place(of: .entry).byte))
            entry.items.append(EntryDraft.Item())
        }
        if entry.items.count == 1, entry.items[0].amount ?? amount == amount {
            if let own = entry.items[0].isCredit, own != isCredit {
                note(.detailSide, atStartOf: .entry)
            }
            complete(entry.firstFact, amount: amount, isCredit: isCredit)
            return
        }
        guard completeAmounts(amount) else {
            note(.noDetailAmount, atStartOf: .entry)
            guard purpose == .people else { return }
            // The entry is known, and only its payments are not.
            return tellWhole(amount, isCredit: isCredit)
        }
        let (plain, signed) = sumsOfDetails(isCredit: isCredit)
        let hasOwnSides = plain != amount
        if !hasOwnSides, plain != signed { note(.detailSide, atStartOf: .entry) }
        for (offset, item) in entry.items.enumerated() {
            complete(
                entry.firstFact + offset,
                amount: item.amount ?? 0,
                isCredit: hasOwnSides ? item.isCredit ?? isCredit : isCredit
            )
        }
        let difference = amount - (hasOwnSides ? signed : plain)
        if difference != 0 { addDifference(difference, isCredit: isCredit) }
    }

    /// Whether every detail has an amount; instructed ones stand in where they add up.
    private mutating func completeAmounts(_ amount: Int64) -> Bool {
        guard entry.items.contains(where: { $0.amount == nil }) else { return true }
        var total: Int64 = 0
        for item in entry.items {
            guard let one = item.amount ?? item.instructedAmount else { return false }
            total = sum(total, one, atStartOf: .entry)
        }
        guard total == amount else { return false }
        for index in entry.items.indices where entry.items[index].amount == nil {
            entry.items[index].amount = entry.items[index].instructedAmount
        }
        return true
    }

    /// The sum of the details, all in the entry's direction, and each in its own.
    private mutating func sumsOfDetails(isCredit: Bool) -> (plain: Int64, signed: Int64) {
        var (plain, signed): (Int64, Int64) = (0, 0)
        for item in entry.items {
            let amount = item.amount ?? 0
            plain = sum(plain, amount, atStartOf: .entry)
            let isSame = item.isCredit ?? isCredit == isCredit
            signed = sum(signed, isSame ? amount : -amount, atStartOf: .entry)
        }
        return (plain, signed)
    }

    /// Writes what the entry says into one of its facts.
    private mutating func complete(_ index: Int, amount: Int64, isCredit: Bool) {
        Self.fill(
            &answer.facts[index],
            from: entry,
            account: report.report.account,
            report: answer.reports.count
        )
        answer.facts[index].word = isCredit ? .credit : .debit
        answer.facts[index].amount = amount
        if !isCredit, answer.facts[index].isReturn { note(.debitReturned, atStartOf: .entry) }
        if keepsFacts { equals.append(answer.facts[index], at: index) }
    }

    /// Writes what an entry says of all its payments into the fact of one.
    private static func fill(
        _ fact: inout BankFact,
        from entry: borrowing EntryDraft,
        account: String,
        report: Int
    ) {
        fact.bookedOn = entry.bookedOn
        fact.valueOn = entry.valueOn
        fact.account = account
        fact.report = report
        if fact.references.service == nil { fact.references.service = entry.service }
        if entry.isReversal || entry.isReturned { fact.isReturn = true }
        if let nature = entry.nature, fact.nature == .payment { fact.nature = nature }
        // The text of an entry of many payments says nothing of one of them.
        if entry.items.count == 1, let narrative = entry.narrative {
            fact.narrative = fact.narrative.map { $0 + " " + narrative } ?? narrative
        }
    }

    /// Adds what the details leave of the entry's amount, or exceed it by, as a fact of its own.
    private mutating func addDifference(_ difference: Int64, isCredit: Bool) {
        guard hasRoom() else { return }
        let isFee = difference.magnitude == entry.allCharges.magnitude
        note(.difference(isFee: isFee), atStartOf: .entry)
        var fact = BankFact(.debit, place: place(of: .entry).byte)
        fact.nature = isFee ? .fee : .payment
        let index = answer.facts.count
        answer.facts.append(fact)
        complete(
            index,
            amount: Int64(difference.magnitude),
            isCredit: difference > 0 ? isCredit : !isCredit
        )
        answer.facts[index].isReturn = false
    }
}

// Which of our transfers a bank may have meant where it named none that is known: a proposal to people.
//
// Invariants:
// (1) Nothing is booked and nothing moves by a proposal, here or elsewhere.
// (2) One transfer is proposed or none: where two fit, nobody chooses for the officer.
// (3) What is proposed agrees with all that the bank did tell: sum, our account, the payee's account.

package import BankFiles
package import Intake

/// A transfer that a fact may be about.
package struct TransferProposal: Hashable, Sendable {
    /// What the proposal rests on.
    package enum Ground: String, CaseIterable, Sendable {
        /// Its whole id, with other characters in it or around it.
        case id = "id-written-otherwise"
        /// The beginning of its id, and of no other that fits.
        case cutID = "id-cut"
        /// The payee's account and the sum.
        case payee = "account-and-sum"
    }

    /// The transfer.
    package let transfer: TransferID
    /// What it rests on.
    package let ground: Ground

    /// A proposal.
    package init(_ transfer: TransferID, on ground: Ground) {
        self.transfer = transfer
        self.ground = ground
    }
}

extension TransferProposal {
    /// The proposal, for people.
    package var phrase: Phrase {
        Phrase(
            vi:
                "có thể là lệnh \(transfer): \(ground.phrase.vietnamese); chưa ghi gì, hỏi ngân hàng",
            en: "it may be \(transfer): \(ground.phrase.english); nothing is booked, ask the bank"
        )
    }
}

extension TransferProposal.Ground {
    /// What it rests on, for people.
    fileprivate var phrase: Phrase {
        switch self {
        case .id:
            Phrase(
                vi: "mã chi trả có lẫn ký tự khác",
                en: "its id, with other characters in it or around it"
            )
        case .cutID:
            Phrase(
                vi: "mã chi trả bị cắt, chỉ khoản này hợp",
                en: "the beginning of its id, which fits no other"
            )
        case .payee:
            Phrase(
                vi: "đúng tài khoản người nhận và số tiền, chỉ khoản này hợp",
                en: "the payee's account and the sum, which fit no other"
            )
        }
    }
}

/// Looks for proposals to the facts of one answer.
package struct TransferProposer<Book: TransferBook> {
    private let book: Book
    private let answer: BankAnswer

    /// Proposals from a book, whose positions are those of now.
    package init(book: Book, answer: BankAnswer) {
        self.book = book
        self.answer = answer
    }

    /// The transfer that a fact names in part.
    ///
    /// - Parameter fact: A fact of the answer that names no transfer of ours as it should.
    /// - Returns: The only one that fits; nil where none does, or several.
    /// - Throws: What the book throws.
    package func byName(_ fact: BankFact) throws -> TransferProposal? {
        let isEntry = fact.word == .debit || fact.word == .credit
        var names = [fact.references.endToEnd, fact.references.instruction].compactMap { $0 }
        // An MT has one place for the file's id and the payment's.
        if isEntry, let group = fact.references.group,
            try book.batch(message: group, group: nil) == nil,
            try book.batch(message: nil, group: group) == nil
        {
            names.append(group)
        }
        let words = fact.narrative.map { Self.words($0) } ?? []
        let whole = try fitting(
            names.flatMap { TransferID.hidden(in: $0) }
                + zip(words, words.dropFirst()).compactMap { TransferID($0 + $1) },
            fact
        )
        if !whole.isEmpty { return Self.only(whole, on: .id) }
        var cut: [TransferID] = []
        for name in names + words.filter({ $0.utf8.count < 16 }) {
            if let name = CutTransferID(name) { try collect(&cut, name, fact) }
        }
        return Self.only(cut, on: .cutID)
    }

    /// The transfer that pays what a fact tells to whom it tells.
    ///
    /// - Parameters:
    ///   - fact: An entry of a statement, or a row of a table, that names no transfer.
    ///   - candidates: Every transfer of its sum that may be meant.
    /// - Returns: The only one that fits; nil where none does, or several, or the other side's account
    ///   is not told.
    /// - Throws: What the book throws.
    package func byPayee(
        _ fact: BankFact,
        among candidates: some Sequence<TransferID>
    ) throws -> TransferProposal? {
        guard tellsPayee(fact) else { return nil }
        var found: [TransferID] = []
        for id in candidates {
            guard let transfer = try book.transfer(id), transfer.amount == fact.amount,
                try fits(fact, transfer)
            else { continue }
            found.append(id)
            if found.count > 1 { break }
        }
        return Self.only(found, on: .payee)
    }

    /// Whether a fact tells sum and account of the other side, and names no payment at all.
    package func tellsPayee(_ fact: BankFact) -> Bool {
        fact.amount != nil && fact.counterAccount != nil && fact.references.endToEnd == nil
            && fact.references.instruction == nil
    }

    private static func only(
        _ found: [TransferID],
        on ground: TransferProposal.Ground
    ) -> TransferProposal? {
        let different = Set(found)
        guard different.count == 1, let id = different.first else { return nil }
        return TransferProposal(id, on: ground)
    }

    private func fitting(_ ids: [TransferID], _ fact: BankFact) throws -> [TransferID] {
        try ids.filter { id in
            guard let transfer = try book.transfer(id) else { return false }
            return try fits(fact, transfer)
        }
    }

    /// Adds the transfers that begin so and fit, two at most: more are as many as two.
    private func collect(
        _ found: inout [TransferID],
        _ name: CutTransferID,
        _ fact: BankFact
    ) throws {
        guard let batch = try book.batch(name.batch) else { return }
        for number in name.numbers.clamped(to: 1...max(1, batch.count)) {
            guard batch.holds(number), may(fact, pay: batch.amounts[number]),
                let transfer = try book.transfer(batch.id(number)), try fits(fact, transfer)
            else { continue }
            found.append(transfer.id)
            if Set(found).count > 1 { return }
        }
    }

    /// Whether the sum of a fact can be about a transfer of an amount: of what comes back, a bank may
    /// have taken its fee.
    private func may(_ fact: BankFact, pay amount: Int64) -> Bool {
        guard let told = fact.amount else { return true }
        return fact.word == .credit ? told > 0 && told <= amount : told == amount
    }

    /// Invariant (3).
    private func fits(_ fact: BankFact, _ transfer: SentTransfer) throws -> Bool {
        guard transfer.isHandedOver, !transfer.isCash, may(fact, pay: transfer.amount),
            !fact.namesOtherPayee(than: transfer)
        else { return false }
        guard fact.word == .debit || fact.word == .credit else {
            return fact.references.message == nil || fact.references.message == transfer.file
        }
        guard let number = answer.accountNumber(of: fact),
            let account = try book.account(number, at: answer.bank(of: fact)),
            account.holds(transfer)
        else { return false }
        let position =
            try book.positions(of: transfer.id.batch)[transfer.id.number] ?? TransferPosition()
        return fact.word == .debit
            ? !position.isBooked : position.isBooked && !position.hasComeBack
    }

    /// The words of a free text that can be an id or a piece of one, as capitals.
    private static func words(_ text: String) -> [String] {
        text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
            .map { String(decoding: TransferID.bare($0), as: UTF8.self) }
            .filter { $0.utf8.count <= 16 }
    }
}

// Where the money of a list goes that did not go there before: told to who checks and who signs.
//
// Invariants:
// (1) Where each person's money was last handed over to is held against where it goes now: a new
//     account and a new payee are seen alike, whoever brought them in.
// (2) Accounts are masks; payees stand in order of number.

import BankFiles
package import Disbursement
import Enrolment
package import Intake
import Ledger
package import Store

/// A transfer whose account is another than before, or was repaired since.
package struct AccountChange: Hashable, Sendable {
    /// The payee's number.
    package let payee: Int64
    /// VND.
    package let amount: Int64
    /// Where the money went before, masked.
    package let before: Phrase
    /// Where it goes now, masked.
    package let now: Phrase
    /// The papers of the payee's repairs since.
    package let documents: [String]
    /// Whether no repair made it what it is: the register was changed.
    package let isByRegister: Bool
}

/// An account that several payees of a list share.
package struct SharedAccount: Hashable, Sendable {
    /// The account, masked.
    package let account: Phrase
    /// The payees' numbers.
    package let payees: [Int64]
    /// VND of all of them.
    package let amount: Int64
}

/// What somebody who signs should look at.
package struct AccountReview: Hashable, Sendable {
    /// The transfers to other accounts than before.
    package let changes: [AccountChange]
    /// The accounts of several payees.
    package let shared: [SharedAccount]
}

/// Looks at the accounts of a draft or batch.
package struct PayeeAccounts {
    private let open: OpenBooks

    /// Over open books.
    package init(_ open: OpenBooks) { self.open = open }

    /// What is to be looked at in a draft.
    package func review(_ draft: Draft) throws -> AccountReview {
        try review(Array(draft.lines), at: RegisterMoment(known: draft.scope.known, step: .max))
    }

    /// What is to be looked at in a batch, without what stop lists took away.
    package func review(_ batch: BatchRecord) throws -> AccountReview {
        try review(
            try open.books.lines(of: batch).filter { !$0.isStopped }.map(\.line),
            at: RegisterMoment(known: batch.known, step: batch.step)
        )
    }

    private func review(_ lines: [DueLine], at moment: RegisterMoment) throws -> AccountReview {
        guard let first = lines.map(\.person).min(), let last = lines.map(\.person).max() else {
            return AccountReview(changes: [], shared: [])
        }
        let earlier = try open.books.query {
            try $0.lastHandOvers(persons: first...last, before: moment.step)
        }
        let repairs = try open.books.query { try $0.accountRepairs(through: moment.step) }
        let byPayee = Dictionary(grouping: lines, by: \.payee)
        let ways = try ways(of: Set(byPayee.keys), at: moment)
        let waysBefore = try waysBefore(earlier, of: Set(lines.map(\.person)))
        var changes: [AccountChange] = []
        for (payee, lines) in byPayee.sorted(by: { $0.key < $1.key }) {
            guard let way = ways[payee] else { continue }
            let persons = Set(lines.map(\.person)).sorted()
            let since = persons.compactMap { earlier[$0]?.moment.step }.min() ?? 0
            let own = (repairs[payee] ?? []).filter { $0.step > since }
            var before: [PaymentWay] = []
            for other in persons.compactMap({ waysBefore[$0] })
            where other != way && !before.contains(other) { before.append(other) }
            guard !before.isEmpty || !own.isEmpty else { continue }
            changes.append(
                AccountChange(
                    payee: payee,
                    amount: lines.reduce(0) { $0 + $1.amount },
                    before: Self.words(before.isEmpty ? [way] : before),
                    now: Self.words([way]),
                    documents: own.map(\.document),
                    isByRegister: try !isMade(by: own.last?.step, way, of: payee, moment)
                )
            )
        }
        return AccountReview(changes: changes, shared: Self.shared(byPayee, ways))
    }

    /// Whether a repair made a payee's way what it is.
    private func isMade(
        by repair: Int64?,
        _ way: PaymentWay,
        of payee: Int64,
        _ moment: RegisterMoment
    ) throws -> Bool {
        guard let repair else { return false }
        return try ways(of: [payee], at: RegisterMoment(known: moment.known, step: repair))[payee]
            == way
    }

    /// How payees were paid, as the register had it at a moment.
    private func ways(
        of payees: Set<Int64>,
        at moment: RegisterMoment
    ) throws -> [Int64: PaymentWay] {
        try open.register.persons(payees, known: moment.known, through: moment.step)
            .compactMapValues(\.way)
    }

    /// How each person's money was paid when it was last handed over.
    private func waysBefore(
        _ earlier: [Int64: LastHandOver],
        of persons: Set<Int64>
    ) throws -> [Int64: PaymentWay] {
        let chosen = earlier.filter { persons.contains($0.key) }
        var found: [Int64: PaymentWay] = [:]
        for (moment, group) in Dictionary(grouping: chosen, by: \.value.moment) {
            let ways = try ways(of: Set(group.map(\.value.payee)), at: moment)
            for (person, handOver) in group { found[person] = ways[handOver.payee] }
        }
        return found
    }

    private static func shared(
        _ byPayee: [Int64: [DueLine]],
        _ ways: [Int64: PaymentWay]
    ) -> [SharedAccount] {
        let accounts = Dictionary(grouping: ways.filter { $0.value != .cash }, by: \.value)
        return accounts.filter { $0.value.count > 1 }.map { way, group in
            let payees = group.map(\.key).sorted()
            return SharedAccount(
                account: words([way]),
                payees: payees,
                amount: payees.reduce(0) { sum, payee in
                    sum + (byPayee[payee] ?? []).reduce(0) { $0 + $1.amount }
                }
            )
        }.sorted { $0.payees[0] < $1.payees[0] }
    }

    private static func words(_ ways: [PaymentWay]) -> Phrase {
        let all = ways.map { way in
            switch way {
            case .cash: Phrase(vi: "tiền mặt", en: "cash")
            case .account(let bank, let number):
                Phrase(vi: "\(name(bank)) \(number)", en: "\(name(bank)) \(number)")
            }
        }
        return Phrase(
            vi: all.map(\.vietnamese).joined(separator: ", "),
            en: all.map(\.english).joined(separator: ", ")
        )
    }

    private static func name(_ bank: String) -> String {
        BIN(bank).flatMap { BankDirectory.shipped.bank($0)?.shortName } ?? bank
    }
}

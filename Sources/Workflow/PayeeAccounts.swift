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
        try review(draft.lines, at: RegisterMoment(known: draft.scope.known, step: .max))
    }

    /// What is to be looked at in a batch, without what stop lists took away.
    package func review(_ batch: BatchRecord, _ stored: StoredLines) throws -> AccountReview {
        try review(
            stored.lines,
            at: RegisterMoment(known: batch.known, step: batch.step),
            leavingOut: stored.isStopped
        )
    }

    /// The lines of one payee, by their places.
    private struct PayeeLines {
        let payee: Int64
        var places: [Int] = []
        var amount: Int64 = 0
    }

    private func review(
        _ lines: LineColumns,
        at moment: RegisterMoment,
        leavingOut isLeftOut: (Int) -> Bool = { _ in false }
    ) throws -> AccountReview {
        guard let first = lines.persons.min(), let last = lines.persons.max() else {
            return AccountReview(changes: [], shared: [])
        }
        var earlier = EarlierWays(
            try open.books.query {
                try $0.lastHandOvers(persons: first...last, before: moment.step)
            },
            register: open.register
        )
        let repairs = try open.books.query { try $0.accountRepairs(through: moment.step) }
        let pages = RegisterPages(open.register, at: moment)
        var changes: [AccountChange] = []
        var accounts = SharedAccounts()
        var start = 0
        while start < lines.count {
            var group = PayeeLines(payee: lines.payees[start])
            while start < lines.count, lines.payees[start] == group.payee {
                if !isLeftOut(start) {
                    group.places.append(start)
                    group.amount += lines.amounts[start]
                }
                start += 1
            }
            guard !group.places.isEmpty, let payee = try pages.find(group.payee),
                payee.way != .none
            else { continue }
            accounts.take(group.payee, group.amount, payee)
            let own = repairs[group.payee] ?? []
            guard !own.isEmpty || !earlier.isEmpty else { continue }
            if let change = try change(
                of: group,
                way: payee.paymentWay,
                persons: Set(group.places.map { lines.persons[$0] }).sorted(),
                repairs: own,
                earlier: &earlier,
                at: moment
            ) {
                changes.append(change)
            }
        }
        return AccountReview(changes: changes, shared: accounts.shared().map(Self.shared))
    }

    /// What is new in where a payee's money goes; nil where nothing is.
    private func change(
        of group: PayeeLines,
        way: PaymentWay,
        persons: [Int64],
        repairs: [(document: String, step: Int64)],
        earlier: inout EarlierWays,
        at moment: RegisterMoment
    ) throws -> AccountChange? {
        let since = persons.compactMap { earlier.handOver(of: $0)?.moment.step }.min() ?? 0
        let own = repairs.filter { $0.step > since }
        var before: [PaymentWay] = []
        for person in persons {
            if let other = try earlier.way(of: person), other != way, !before.contains(other) {
                before.append(other)
            }
        }
        guard !before.isEmpty || !own.isEmpty else { return nil }
        return AccountChange(
            payee: group.payee,
            amount: group.amount,
            before: Self.words(before.isEmpty ? [way] : before),
            now: Self.words([way]),
            documents: own.map(\.document),
            isByRegister: try !isMade(by: own.last?.step, way, of: group.payee, moment)
        )
    }

    /// Whether a repair made a payee's way what it is.
    private func isMade(
        by repair: Int64?,
        _ way: PaymentWay,
        of payee: Int64,
        _ moment: RegisterMoment
    ) throws -> Bool {
        guard let repair else { return false }
        let pages = RegisterPages(
            open.register,
            at: RegisterMoment(known: moment.known, step: repair)
        )
        guard let found = try pages.find(payee), found.way != .none else { return false }
        return found.paymentWay == way
    }

    private static func shared(_ group: SharedAccounts.Group) -> SharedAccount {
        SharedAccount(
            account: words([group.way]),
            payees: group.payees,
            amount: group.amount
        )
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

/// Where the money of persons went when it was last handed over.
private struct EarlierWays {
    private let handOvers: [Int64: LastHandOver]
    private let register: RegisterStore
    private var pages: [RegisterMoment: RegisterPages] = [:]

    init(_ handOvers: [Int64: LastHandOver], register: RegisterStore) {
        self.handOvers = handOvers
        self.register = register
    }

    /// Whether nobody was paid before.
    var isEmpty: Bool { handOvers.isEmpty }

    func handOver(of person: Int64) -> LastHandOver? { handOvers[person] }

    /// How a person's payee was paid then; nil where nothing was handed over.
    mutating func way(of person: Int64) throws -> PaymentWay? {
        guard let handOver = handOvers[person] else { return nil }
        let pages = self.pages[handOver.moment] ?? RegisterPages(register, at: handOver.moment)
        self.pages[handOver.moment] = pages
        guard let payee = try pages.find(handOver.payee), payee.way != .none else { return nil }
        return payee.paymentWay
    }
}

/// Finds the accounts that several payees share, without an object a payee.
private struct SharedAccounts {
    /// Several payees of one account.
    struct Group {
        let way: PaymentWay
        var payees: [Int64]
        var amount: Int64
    }

    private struct Entry {
        let key: UInt64
        let payee: Int64
        let amount: Int64
        let person: FoundPerson
    }

    private var entries: [Entry] = []

    /// Takes a payee, in order of number.
    mutating func take(_ payee: Int64, _ amount: Int64, _ person: FoundPerson) {
        guard person.way == .account else { return }
        var key: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in person.bank { key = (key ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in person.account { key = (key ^ UInt64(byte)) &* 0x100_0000_01b3 }
        entries.append(
            Entry(
                key: key,
                payee: payee,
                amount: amount,
                person: person
            )
        )
    }

    /// The accounts of more than one payee, in order of their first payee.
    func shared() -> [Group] {
        let sorted = entries.sorted { ($0.key, $0.payee) < ($1.key, $1.payee) }
        var groups: [Group] = []
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].key == sorted[start].key { end += 1 }
            if end - start > 1 { groups += grouped(sorted[start..<end]) }
            start = end
        }
        return groups.sorted { $0.payees[0] < $1.payees[0] }
    }

    /// Parts entries of one key by the account itself: two accounts may have the same key.
    private func grouped(_ entries: ArraySlice<Entry>) -> [Group] {
        var groups: [PaymentWay: Group] = [:]
        for entry in entries {
            let way = entry.person.paymentWay
            groups[way, default: Group(way: way, payees: [], amount: 0)].payees.append(entry.payee)
            groups[way]?.amount += entry.amount
        }
        return groups.values.filter { $0.payees.count > 1 }
    }
}

// Where the money of a list goes that did not go there before: told to who checks and who signs.
//
// Invariants:
// (1) Where each person's money was last handed over to is held against where it goes now: a new
//     account and a new payee are seen alike, whoever brought them in. Who has several payees is known
//     with all to whom their money went at that moment.
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
        let moment = RegisterMoment(known: draft.scope.known, step: .max)
        return try review(find(in: draft.lines, at: moment), at: moment)
    }

    /// What is to be looked at in a batch, as it was found when the batch was frozen.
    package func review(_ batch: BatchRecord) throws -> AccountReview {
        try review(
            open.books.query { try $0.accountFindings(of: batch) },
            at: RegisterMoment(known: batch.known, step: batch.step)
        )
    }

    /// Which payees of some lines are to be looked at.
    private func find(
        in lines: LineColumns,
        at moment: RegisterMoment
    ) throws -> AccountFindings {
        let finder = try finder(of: lines, at: moment)
        let pages = RegisterPages(open.register, at: moment)
        try lines.forEachPieceOfTransfers { piece in
            var row = 0
            while row < piece.places.count {
                let rows = row..<piece.end(ofTransferAt: row)
                let amount = piece.amounts[rows].reduce(0, +)
                if let found = try pages.find(piece.payees[row]) {
                    try finder.take(piece, rows, amount: amount, payee: found)
                } else {
                    try finder.takeNobody()
                }
                row = rows.upperBound
            }
        }
        return try finder.finish()
    }

    /// A finder for lines whose payees come in order.
    ///
    /// - Parameters:
    ///   - lines: All of them, in canonical order.
    ///   - moment: The register that they are paid by.
    /// - Returns: What takes the payees one after the other.
    /// - Throws: `StoreError`.
    func finder(of lines: LineColumns, at moment: RegisterMoment) throws -> AccountFinder {
        let persons = lines.personRange
        return AccountFinder(
            earlier: EarlierWays(
                try open.books.query {
                    try $0.lastHandOvers(persons: persons, before: moment.step)
                },
                register: open.register
            ),
            repairs: try open.books.query { try $0.accountRepairs(through: moment.step) },
            accounts: SharedAccounts(
                lines,
                pages: RegisterPages(open.register, at: moment),
                scratch: open.register.scratch(mostHeld: 16 << 20)
            )
        )
    }

    /// Findings in words.
    private func review(
        _ findings: AccountFindings,
        at moment: RegisterMoment
    ) throws -> AccountReview {
        let repairs = try open.books.query { try $0.accountRepairs(through: moment.step) }
        let changes = try findings.changes.map { change in
            let way = try way(of: change.payee, at: moment)
            let own = (repairs[change.payee] ?? []).filter { $0.step > change.since }
            let before = try change.before.map { try self.way(of: $0.payee, at: $0.moment) }
            return AccountChange(
                payee: change.payee,
                amount: change.amount,
                before: Self.words(before.isEmpty ? [way] : before),
                now: Self.words([way]),
                documents: own.map(\.document),
                isByRegister: try !isMade(by: own.last?.step, way, of: change.payee, moment)
            )
        }
        let shared = try findings.shared.map { group in
            SharedAccount(
                account: Self.words([try way(of: group.payees[0].payee, at: moment)]),
                payees: group.payees.map(\.payee),
                amount: try group.payees.reduce(0) { sum, payee in
                    let (next, overflow) = sum.addingReportingOverflow(payee.amount)
                    guard !overflow else { throw StoreError.damaged("shared_account: a sum") }
                    return next
                }
            )
        }
        return AccountReview(changes: changes, shared: shared)
    }

    /// How a payee was paid at a moment.
    private func way(of payee: Int64, at moment: RegisterMoment) throws -> PaymentWay {
        guard let found = try RegisterPages(open.register, at: moment).find(payee),
            found.way != .none
        else { throw StoreError.damaged("account_change: payee \(payee)") }
        return found.paymentWay
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

    static func words(_ ways: [PaymentWay]) -> Phrase {
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

/// Finds the payees that are to be looked at, one after the other.
final class AccountFinder {
    private var earlier: EarlierWays
    private let repairs: [Int64: [(document: String, step: Int64)]]
    private let accounts: SharedAccounts
    private var findings = AccountFindings()
    /// Whether money was handed over, or an account repaired, before.
    private let looksBack: Bool

    fileprivate init(
        earlier: EarlierWays,
        repairs: [Int64: [(document: String, step: Int64)]],
        accounts: SharedAccounts
    ) {
        looksBack = !repairs.isEmpty || !earlier.isEmpty
        self.earlier = earlier
        self.repairs = repairs
        self.accounts = accounts
    }

    /// Takes a payee who is not in the register.
    ///
    /// - Throws: `StoreError` where scratch takes no more.
    func takeNobody() throws { try accounts.takeNone() }

    /// Takes the lines of the next payee.
    ///
    /// - Throws: What the register throws; `StoreError` where scratch takes no more.
    func take(
        _ piece: LinePiece,
        _ rows: Range<Int>,
        amount: Int64,
        payee: FoundPerson
    ) throws {
        guard payee.way != .none else { return try accounts.takeNone() }
        let number = piece.payees[rows.lowerBound]
        try accounts.take(payee)
        guard looksBack else { return }
        let own = repairs[number] ?? []
        if try own.isEmpty && earlier.isUnchanged(piece.persons[rows], payee) { return }
        let persons = Set(piece.persons[rows]).sorted()
        let since = persons.compactMap { earlier.handOvers(of: $0).first?.moment.step }.min() ?? 0
        let way = payee.paymentWay
        var ways: [PaymentWay] = []
        var before: [LastHandOver] = []
        for person in persons {
            let others = try earlier.ways(of: person)
            if others.contains(where: { $0.way == way }) { continue }
            for (handOver, other) in others where !ways.contains(other) {
                ways.append(other)
                before.append(handOver)
            }
        }
        guard !before.isEmpty || own.contains(where: { $0.step > since }) else { return }
        findings.changes.append(
            AccountFindings.Change(payee: number, amount: amount, since: since, before: before)
        )
    }

    /// What was found, after the last payee.
    ///
    /// - Throws: What the register throws.
    func finish() throws -> AccountFindings {
        findings.shared = try accounts.shared()
        return findings
    }
}

/// Where the money of persons went when it was last handed over.
private struct EarlierWays {
    private let handOvers: LastHandOvers
    private let register: RegisterStore
    private var pages: [RegisterMoment: RegisterPages] = [:]
    /// The moment that was asked for last: mostly that of the month before.
    private var recent: (moment: RegisterMoment, pages: RegisterPages)?

    init(_ handOvers: LastHandOvers, register: RegisterStore) {
        self.handOvers = handOvers
        self.register = register
    }

    /// Whether nobody was paid before.
    var isEmpty: Bool { handOvers.isEmpty }

    func handOvers(of person: Int64) -> [LastHandOver] { handOvers[person] }

    /// Whether the money of some persons goes the way that it went at the last moment, which nearly
    /// everybody's does; also of who was never paid.
    ///
    /// It tells by columns alone: where that is not enough, it says no.
    mutating func isUnchanged(_ persons: ArraySlice<Int64>, _ payee: FoundPerson) throws -> Bool {
        var last = Int64.min
        for person in persons where person != last {
            last = person
            guard let handOver = handOvers.only(person) else {
                if handOvers.hasSeveral(person) { return false }
                continue
            }
            guard let before = try pages(at: handOver.moment).find(handOver.payee),
                before.isPaid(like: payee)
            else { return false }
        }
        return true
    }

    private mutating func pages(at moment: RegisterMoment) -> RegisterPages {
        if let recent, recent.moment == moment { return recent.pages }
        let pages = pages[moment] ?? RegisterPages(register, at: moment)
        self.pages[moment] = pages
        recent = (moment, pages)
        return pages
    }

    /// How a person's payees were paid then; empty where nothing was handed over.
    mutating func ways(of person: Int64) throws -> [(handOver: LastHandOver, way: PaymentWay)] {
        var ways: [(handOver: LastHandOver, way: PaymentWay)] = []
        for handOver in handOvers[person] {
            guard let payee = try pages(at: handOver.moment).find(handOver.payee),
                payee.way != .none
            else { continue }
            ways.append((handOver, payee.paymentWay))
        }
        return ways
    }
}

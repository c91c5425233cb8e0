// A ledger written to be read, not to be fast: it keeps what was posted as plain rows and works everything out
// again from the first row at each question. The library is held against it, answer by answer.

import Ledger

/// A posting as a test says it, right or wrong.
struct PlainPosting: Hashable {
    var account: String
    var isDebit: Bool
    var amount: Int64
    var unit: String
    var provider: String?
    var year: Int?
}

/// An entry as a test says it, right or wrong.
struct PlainEntry: Hashable {
    enum Role: Hashable {
        case ordinary
        case storno(String)
        case reservation(Int?)
        case use(String)
        case release(String)
    }
    var key: String
    var unit: String
    /// The day of the books as days since 2026-01-01.
    var day: Int
    var postings: [PlainPosting]
    var role: Role = .ordinary

    var other: String? {
        switch role {
        case .storno(let key), .use(let key), .release(let key): key
        case .ordinary, .reservation: nil
        }
    }
    var isStorno: Bool { if case .storno = role { true } else { false } }
    var isReservation: Bool { if case .reservation = role { true } else { false } }
    var isRelease: Bool { if case .release = role { true } else { false } }
    var isUse: Bool { if case .use = role { true } else { false } }
    var isBooked: Bool { !isReservation && !isRelease }
}

/// The rows, and what the rules of ``LedgerSimulation`` say of the next one.
struct NaiveLedger {
    var rows: [PlainEntry] = []
    var closed: [String: Int] = [:]
    var settled: Int?

    static let memo = ["GRANTED", "RESERVED", "MEMO"]
    static let groups = ["OWED", "ESTIMATE"]
    static let debitAccounts = ["CASH", "EXP", "REC", "GRANTED", "RESERVED", "MEMO"]
    static let creditAccounts = ["ADV", "FUND", "PAY", "CLR", "SUSP"]
    static let depositLimit: Int64 = 5_000
    static let owedLimit: Int64 = 12_000
    static let suspenseClosed = 200

    /// What comes of an entry: `posted`, `again` or the code of the refusal.
    mutating func post(_ entry: PlainEntry) -> String {
        let answer = judge(entry)
        if answer == "posted" { rows.append(entry) }
        return answer
    }

    mutating func close(_ unit: String, _ day: Int) -> String {
        if let through = closed[unit], through > day { return "period-closed-further" }
        closed[unit] = day
        return "closed"
    }

    /// Debits less credits of what is booked.
    func balance(_ account: String, unit: String, provider: String?? = nil) -> Int64 {
        rows.filter(\.isBooked).flatMap(\.postings).reduce(0) { sum, posting in
            guard posting.account == account, posting.unit == unit else { return sum }
            if let provider, provider != posting.provider { return sum }
            return sum + (posting.isDebit ? posting.amount : -posting.amount)
        }
    }

    private func judge(_ entry: PlainEntry) -> String {
        if entry.postings.contains(where: { $0.amount <= 0 }) { return "amount-not-positive" }
        if entry.postings.isEmpty { return "entry-empty" }
        if entry.postings.contains(where: { $0.unit != entry.unit }) { return "units-mixed" }
        if difference(entry.postings) != 0 { return "entry-unbalanced" }
        if let same = rows.first(where: { $0.key == entry.key }) {
            return same == entry ? "again" : "key-taken"
        }
        for posting in entry.postings {
            if NaiveLedger.groups.contains(posting.account) { return "account-is-group" }
            if !(NaiveLedger.debitAccounts + NaiveLedger.creditAccounts).contains(posting.account) {
                return "account-unknown"
            }
        }
        if difference(entry.postings.filter { NaiveLedger.memo.contains($0.account) }) != 0 {
            return "memo-against-real"
        }
        if let through = closed[entry.unit], entry.day <= through { return "period-closed" }
        return years(entry) ?? movement(entry) ?? limits(entry) ?? others(entry) ?? "posted"
    }

    private func difference(_ postings: [PlainPosting]) -> Int64 {
        postings.reduce(0) { $0 + ($1.isDebit ? $1.amount : -$1.amount) }
    }

    /// Spending of 2026 is booked until day 395 (31 January 2027), what comes back until it is settled.
    private func years(_ entry: PlainEntry) -> String? {
        for posting in entry.postings {
            guard let year = posting.year else { continue }
            if year != 2026 { return "year-unknown" }
            guard ["EXP", "FUND"].contains(posting.account) else { continue }
            let isSettled = settled.map { entry.day >= $0 } ?? false
            let grows =
                !entry.isStorno
                && posting.isDebit == NaiveLedger.debitAccounts.contains(posting.account)
            if isSettled || (grows && entry.day > 395) { return "year-over" }
        }
        return nil
    }

    private func movement(_ entry: PlainEntry) -> String? {
        let isClosed = entry.day >= NaiveLedger.suspenseClosed
        return isClosed && entry.postings.contains { $0.account == "SUSP" } ? "account-closed" : nil
    }

    /// Deposits by provider: not below zero, not above a limit, with what is held; what is owed of a unit
    /// (PAY and CLR): not above a limit.
    private func limits(_ entry: PlainEntry) -> String? {
        let after = rows + [entry]
        for posting in entry.postings {
            if posting.account == "CASH" {
                let pick = { (each: PlainPosting) in
                    each.account == "CASH" && each.unit == posting.unit
                        && each.provider == posting.provider
                }
                let (low, lowBefore) = (worst(after, pick, -1), worst(rows, pick, -1))
                if low < 0 && low < lowBefore { return "balance-below-zero" }
                let (high, highBefore) = (worst(after, pick, 1), worst(rows, pick, 1))
                if high > NaiveLedger.depositLimit && high > highBefore {
                    return "balance-above-limit"
                }
            }
            if ["PAY", "CLR"].contains(posting.account) {
                let pick = { (each: PlainPosting) in
                    ["PAY", "CLR"].contains(each.account) && each.unit == posting.unit
                }
                let (high, highBefore) = (-worst(after, pick, -1), -worst(rows, pick, -1))
                if high > NaiveLedger.owedLimit && high > highBefore {
                    return "balance-above-limit"
                }
            }
        }
        return nil
    }

    /// Debits less credits with everything held on one side: 1 for debits, -1 for credits.
    private func worst(
        _ rows: [PlainEntry],
        _ pick: (PlainPosting) -> Bool,
        _ side: Int64
    ) -> Int64 {
        var sum: Int64 = 0
        for entry in rows {
            for posting in entry.postings where pick(posting) {
                let signed = posting.isDebit ? posting.amount : -posting.amount
                if entry.isBooked { sum += signed }
                guard (signed > 0) == (side > 0) else { continue }
                if entry.isReservation { sum += signed }
                if entry.isUse || entry.isRelease { sum -= signed }
            }
        }
        return sum
    }

    /// What a storno, use or release owes to the entry that it names.
    private func others(_ entry: PlainEntry) -> String? {
        guard let key = entry.other else { return nil }
        let original = rows.first { $0.key == key }
        if entry.isStorno {
            guard let original else { return "storno-of-unknown" }
            if original.isStorno { return "storno-of-storno" }
            if !original.isBooked { return "storno-of-unbooked" }
            let before = rows.filter { $0.isStorno && $0.other == key }
            return exceeds(entry, before, original, swapped: true) ? "storno-exceeds" : nil
        }
        guard let original, case .reservation(let until) = original.role else {
            return "reservation-unknown"
        }
        if entry.isUse, let until, entry.day > until { return "reservation-expired" }
        let before = rows.filter { ($0.isUse || $0.isRelease) && $0.other == key }
        return exceeds(entry, before, original, swapped: false) ? "reservation-exceeded" : nil
    }

    private func exceeds(
        _ entry: PlainEntry,
        _ before: [PlainEntry],
        _ original: PlainEntry,
        swapped: Bool
    ) -> Bool {
        func sum(_ entries: [PlainEntry], like wanted: PlainPosting) -> Int64 {
            entries.flatMap(\.postings).filter {
                $0.account == wanted.account && $0.isDebit == wanted.isDebit
                    && $0.provider == wanted.provider && $0.year == wanted.year
                    && $0.unit == wanted.unit
            }.reduce(0) { $0 + $1.amount }
        }
        return entry.postings.contains { posting in
            var target = posting
            if swapped { target.isDebit.toggle() }
            return sum(before + [entry], like: posting) > sum([original], like: target)
        }
    }
}

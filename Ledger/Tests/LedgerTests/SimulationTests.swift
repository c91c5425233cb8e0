// Random operations on the library and on a ledger that works everything out anew: the same answer to each, and
// the same balances after it. Short here; `make ledger-model` runs a million operations.

import Foundation
import Ledger
import Testing

@Suite struct SimulationTests {
    /// How many operations are run in all.
    static let operations =
        ProcessInfo.processInfo.environment["CHITRA_LEDGER_OPERATIONS"].flatMap { Int($0) }
        ?? 10_000
    static let seed =
        ProcessInfo.processInfo.environment["CHITRA_SEED"].flatMap { UInt64($0) } ?? 1
    static let operationsOfARun = 200

    @Test(.timeLimit(.minutes(60)))
    func `the library and a naive ledger never part`() throws {
        var answers: [String: Int] = [:]
        for run in 0..<(SimulationTests.operations / SimulationTests.operationsOfARun) {
            var simulation = try LedgerSimulation(seed: SimulationTests.seed &+ UInt64(run))
            for step in 0..<SimulationTests.operationsOfARun {
                let (expected, found) = try simulation.step()
                answers[expected, default: 0] += 1
                let isChecked = step % 20 == 19
                guard expected == found, try !isChecked || simulation.balancesAgree() else {
                    Issue.record(
                        "seed \(SimulationTests.seed &+ UInt64(run)), step \(step): \(expected), \(found)"
                    )
                    return
                }
            }
        }
        // A run that never meets a refusal would prove little about it.
        let met = Set(answers.keys)
        for code in LedgerSimulation.codes {
            #expect(met.contains(code), "no operation came to \(code): \(answers)")
        }
    }
}

/// One run: a journal under rules, the naive ledger beside it, and a source of operations.
struct LedgerSimulation {
    static let codes: Set<String> = [
        "posted", "again", "closed", "amount-not-positive", "entry-empty", "units-mixed",
        "entry-unbalanced", "key-taken", "account-is-group", "account-unknown",
        "memo-against-real", "period-closed", "period-closed-further", "year-unknown",
        "year-over", "account-closed", "balance-below-zero", "balance-above-limit",
        "storno-of-unknown", "storno-of-storno", "storno-of-unbooked", "storno-exceeds",
        "reservation-unknown", "reservation-expired", "reservation-exceeded",
    ]
    private static let units = ["U1", "U2"]
    private static let providers: [String?] = [nil, "VCB", "CTG"]

    private var generator: SeededGenerator
    private var naive = NaiveLedger()
    private var journal: Journal
    private let chart: ChartOfAccounts
    private let firstDay: CivilDate
    private var day = 0
    private var number = 0

    init(seed: UInt64) throws {
        generator = SeededGenerator(state: seed)
        chart = try ChartOfAccounts(csv: chartText)
        firstDay = try isoDay("2026-01-01")
        journal = Journal(rules: LedgerSimulation.rules(chart, firstDay: firstDay, settled: nil))
    }

    private static func rules(
        _ chart: ChartOfAccounts,
        firstDay: CivilDate,
        settled: Int?
    ) -> PostingRules {
        PostingRules(
            chart: chart,
            accountRules: [
                AccountRule(
                    account: "SUSP",
                    demand: .closed,
                    from: firstDay.advanced(byDays: NaiveLedger.suspenseClosed)
                ),
                AccountRule(account: "CASH", demand: .neverBelowZero, separately: [.provider]),
                AccountRule(
                    account: "CASH",
                    demand: .neverAbove(.vnd(NaiveLedger.depositLimit)),
                    separately: [.provider]
                ),
                AccountRule(account: "OWED", demand: .neverAbove(.vnd(NaiveLedger.owedLimit))),
            ],
            budgetYears: [
                BudgetYear(
                    year: 2026,
                    spendingEnds: firstDay.advanced(byDays: 364),
                    adjustmentEnds: firstDay.advanced(byDays: 395),
                    settledOn: settled.map { firstDay.advanced(byDays: $0) }
                )
            ],
            yearRules: ["EXP", "FUND"].map {
                YearRule(account: $0, lastGrowth: .adjustment, lastDecrease: .ended)
            }
        )
    }

    /// One operation on both: what the naive ledger says, and what the library does.
    mutating func step() throws -> (expected: String, found: String) {
        day += pick(0...6)
        switch pick(0...99) {
        case 0...1:
            let unit = pick(LedgerSimulation.units)
            let through = max(0, day - pick(0...40))
            return (naive.close(unit, through), close(unit, through))
        case 2 where naive.settled == nil && day > 430:
            settle()
            return ("closed", "closed")
        case 3...8 where !naive.rows.isEmpty:
            var entry = pick(naive.rows)
            if pick(0...2) == 0 { entry.postings[0].amount += 1 }
            if pick(0...2) == 0 { entry.day += 1 }
            return (naive.post(entry), try post(entry))
        default:
            let entry = next()
            return (naive.post(entry), try post(entry))
        }
    }

    /// Whether every balance is the same on both sides.
    func balancesAgree() throws -> Bool {
        for unit in LedgerSimulation.units {
            for account in NaiveLedger.debitAccounts + NaiveLedger.creditAccounts {
                let filter = DimensionFilter(unit: unit)
                guard
                    try journal.balance(of: account, where: filter).minorUnits
                        == naive.balance(account, unit: unit)
                else { return false }
            }
        }
        return journal.entries.count == naive.rows.count && journal.trialBalance().isBalanced
    }

    private mutating func settle() {
        naive.settled = day
        var rules = LedgerSimulation.rules(chart, firstDay: firstDay, settled: day)
        for (unit, through) in naive.closed.sorted(by: { $0.key < $1.key }) {
            // Rules without a close take any: nothing can be refused here.
            try? rules.close(unit, through: firstDay.advanced(byDays: through))
        }
        journal.adopt(rules)
    }

    private mutating func close(_ unit: String, _ through: Int) -> String {
        do {
            try journal.close(unit, through: firstDay.advanced(byDays: through))
            return "closed"
        } catch {
            return error.code
        }
    }

    private mutating func post(_ entry: PlainEntry) throws -> String {
        do {
            switch try journal.post(made(entry)) {
            case .posted: return "posted"
            case .alreadyPosted: return "again"
            }
        } catch let error as PostingRefusal {
            return error.code
        }
    }

    private func made(_ entry: PlainEntry) throws -> JournalEntry {
        let role: EntryRole =
            switch entry.role {
            case .ordinary: .ordinary
            case .storno(let key): .storno(of: key)
            case .reservation(let until):
                .reservation(until: until.map { firstDay.advanced(byDays: $0) })
            case .use(let key): .use(of: key)
            case .release(let key): .release(of: key)
            }
        let bookedOn = firstDay.advanced(byDays: entry.day)
        return try JournalEntry(
            key: entry.key,
            event: "event",
            unit: entry.unit,
            bookedOn: bookedOn,
            valueOn: bookedOn,
            document: "paper",
            postings: entry.postings.map { posting in
                var dimensions = Dimensions(unit: posting.unit)
                dimensions.provider = posting.provider
                dimensions.budgetYear = posting.year
                return try Posting(
                    account: posting.account,
                    side: posting.isDebit ? .debit : .credit,
                    amount: .vnd(posting.amount),
                    dimensions: dimensions
                )
            },
            role: role
        )
    }

    // MARK: - What comes next

    private mutating func next() -> PlainEntry {
        number += 1
        let key = "e\(number)"
        let unit = pick(LedgerSimulation.units)
        let entryDay = max(0, day - (pick(0...9) == 0 ? pick(1...30) : 0))
        var entry = PlainEntry(key: key, unit: unit, day: entryDay, postings: [])
        let answers = naive.rows.filter { $0.unit == unit }
        switch pick(0...9) {
        case 0...2 where !answers.isEmpty: entry = answering(pick(answers), key: key)
        case 3:
            entry.postings = pair(unit, "CLR", "CASH")
            entry.role = .reservation(pick(0...1) == 0 ? nil : day + pick(0...30))
        case 4: entry.postings = pair(unit, "RESERVED", "MEMO")
        case 5: entry.postings = pair(unit, "CASH", "ADV")
        case 6: entry.postings = pair(unit, "EXP", "PAY") + pair(unit, "RESERVED", "MEMO")
        case 7: entry.postings = pair(unit, "PAY", "CLR")
        case 8: entry.postings = pair(unit, "CLR", "CASH")
        default:
            let all = NaiveLedger.debitAccounts + NaiveLedger.creditAccounts
            entry.postings = pair(unit, pick(all), pick(all))
        }
        if pick(0...14) == 0 { spoil(&entry) }
        return entry
    }

    /// A storno, use or release of an entry, whole or in part.
    private mutating func answering(_ original: PlainEntry, key: String) -> PlainEntry {
        var entry = original
        entry.key = key
        entry.day = day
        if pick(0...2) == 0 {
            for place in entry.postings.indices {
                entry.postings[place].amount = (entry.postings[place].amount + 1) / 2
            }
        }
        let named = pick(0...30) == 0 ? "nothing" : original.key
        switch original.role {
        case .reservation where pick(0...9) > 0:
            entry.role = pick(0...1) == 0 ? .use(named) : .release(named)
        case _ where pick(0...19) == 0: entry.role = .use(named)
        default:
            entry.role = .storno(named)
            for place in entry.postings.indices { entry.postings[place].isDebit.toggle() }
        }
        return entry
    }

    private mutating func pair(_ unit: String, _ debit: String, _ credit: String) -> [PlainPosting]
    {
        let amount = Int64(pick(1...1500))
        let provider = pick(LedgerSimulation.providers)
        let year = pick([nil, nil, 2026, 2026, 2026, 2027])
        return [(debit, true), (credit, false)].map {
            PlainPosting(
                account: $0.0,
                isDebit: $0.1,
                amount: amount,
                unit: unit,
                provider: ["CASH", "CLR"].contains($0.0) ? provider : nil,
                year: ["EXP", "FUND", "ADV"].contains($0.0) ? year : nil
            )
        }
    }

    private mutating func spoil(_ entry: inout PlainEntry) {
        guard !entry.postings.isEmpty else { return }
        switch pick(0...6) {
        case 0: entry.postings = []
        case 1: entry.postings[0].amount = Int64(pick(-1...0))
        case 2: entry.postings[0].unit = entry.unit == "U1" ? "U2" : "U1"
        case 3: entry.postings[0].amount += 1
        case 4: entry.postings[0].account = "BANANA"
        case 5: entry.postings[0].account = pick(NaiveLedger.groups)
        default: entry.postings[0].account = pick(NaiveLedger.memo)
        }
    }

    private mutating func pick(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    private mutating func pick<Element>(_ from: [Element]) -> Element {
        from[pick(0...(from.count - 1))]
    }
}

/// A day from its ISO form, where `day` names something else.
private func isoDay(_ text: String) throws -> CivilDate { try day(text) }

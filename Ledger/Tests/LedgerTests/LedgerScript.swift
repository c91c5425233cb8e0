// A tiny language for ledger stories, so that a test reads like the paper it comes from.
//
//   unit U1                              all that follows is of this unit
//   with year=2026 provider=VCB          dimensions of all postings that follow; `with` alone: none
//   2026-10-20 k1 approve QD-1           an entry: day, key, event, document
//     EXP 750000 person=7                a posting: above zero is debit, below is credit
//     PAY -750000
//   2026-10-21 k2 withdraw QD-2 of k1    a storno of k1, in the postings that follow
//   2026-10-21 k3 storno of k1           a storno of all of k1
//   again k1                             posts k1 once more: nothing may change
//   refused entry-unbalanced             the entry before this line must have been refused so
//   balance EXP 750000 person=7          debits less credits, over what the dimensions match
//   turnover EXP 750000 0                debit and credit turnover of the unit, net of storno
//   2026-10-20 k4 hold QD-1 as reservation            a reservation; `as reservation until 2026-12-31`
//   2026-10-20 k5 spend QD-1 as use of k4             books a part of what k4 holds
//   2026-10-20 k6 drop QD-1 as release of k4          lets a part of it go; without postings: all
//   close U1 2026-10-31                  closes the books of a unit through a day
//   rule CASH neverBelowZero provider    a rule, with what has balances of its own; `neverAbove=500`
//   rule CASH closed from=2026-11-01     or `frozen=debit`, `through=2026-12-31`
//   year 2026 settled=2027-06-30         a budget year; its accounts move as `yearRules` says
//   rest 0                               every account of the unit not named in `balance` is at zero

import Ledger

/// Runs one story against an empty journal.
struct LedgerScript {
    var journal: Journal
    private var unit = "U1"
    private var shared: [Substring] = []
    private var heading: [Substring] = []
    private var postings: [Posting] = []
    private var refusal: PostingRefusal?
    private var named: Set<String> = []

    /// Until when accounts move in a budget year: spending until the adjustment ends, what comes back
    /// until the year is settled.
    static let yearRules = ["EXP", "FUND", "ADV", "SPENT", "RESERVED"].map {
        YearRule(account: $0, lastGrowth: .adjustment, lastDecrease: .ended)
    }

    init() throws { journal = Journal(chart: try ChartOfAccounts(csv: chartText)) }

    /// What did not come out, with the line that said it; empty when all did.
    static func failures(in text: String) throws -> [String] {
        var script = try LedgerScript()
        return try script.run(text)
    }

    mutating func run(_ text: String) throws -> [String] {
        var failures: [String] = []
        for (number, line) in (text + "\nend").split(separator: "\n").enumerated() {
            let words = line.split(separator: " ")
            guard let first = words.first else { continue }
            if first.allSatisfy({ $0.isUppercase }) && line.first == " " {
                try read(posting: words)
                continue
            }
            try flush()
            if let refusal, first != "refused" {
                failures.append("before line \(number + 1): refused, \(refusal)")
                self.refusal = nil
            }
            if let failure = try step(words) { failures.append("line \(number + 1): \(failure)") }
        }
        return failures
    }

    private mutating func step(_ words: [Substring]) throws -> String? {
        switch words[0] {
        case "end": break
        case "unit": unit = String(words[1])
        case "with": shared = Array(words.dropFirst())
        case "refused":
            let code = refusal?.code
            refusal = nil
            return code == String(words[1]) ? nil : "refused as \(code ?? "nothing")"
        case "close":
            do {
                try journal.close(String(words[1]), through: day(String(words[2])))
            } catch let error as PostingRefusal {
                refusal = error
            }
        case "rule": try adopt(rule: words)
        case "year": try adopt(year: words)
        case "again":
            guard let entry = journal[String(words[1])] else { return "there is no \(words[1])" }
            let before = journal.entries
            let answer = try journal.post(entry)
            guard case .alreadyPosted = answer else { return "posted twice" }
            return journal.entries == before ? nil : "the journal has changed"
        case "balance":
            named.insert(String(words[1]))
            let dimensions = try dimensions(words.dropFirst(3))
            let found = try journal.balance(
                of: String(words[1]),
                where: DimensionFilter(dimensions)
            )
            return found == .vnd(Int64(words[2]) ?? .min) ? nil : "\(words[1]) is \(found)"
        case "turnover":
            let row = try journal.trialBalance().rows()
                .first { $0.unit == unit && $0.account == words[1] }
            let found =
                "\(row?.debitTurnover.minorUnits ?? 0) \(row?.creditTurnover.minorUnits ?? 0)"
            return found == words[2...3].joined(separator: " ") ? nil : "turnover is \(found)"
        case "rest":
            let rows = try journal.trialBalance().rows()
            let left = rows.filter {
                $0.unit == unit && !named.contains($0.account) && !$0.balance.isZero
            }
            named = []
            return left.isEmpty ? nil : "left: \(left.map { "\($0.account) \($0.balance)" })"
        default:
            guard CivilDate(iso: words[0]) != nil else { throw SetupError("step: \(words)") }
            heading = words
        }
        return nil
    }

    /// Adds a rule to those of the journal.
    private mutating func adopt(rule words: [Substring]) throws {
        var separately: Set<Dimension> = []
        var days: [String: CivilDate] = [:]
        for word in words.dropFirst(3) {
            let parts = word.split(separator: "=")
            if parts.count == 2 {
                days[String(parts[0])] = try day(String(parts[1]))
            } else if let dimension = Dimension(rawValue: String(word)) {
                separately.insert(dimension)
            } else {
                throw SetupError("rule: \(words)")
            }
        }
        let parts = words[2].split(separator: "=")
        let demand: AccountRule.Demand
        switch parts[0] {
        case "neverBelowZero": demand = .neverBelowZero
        case "neverAbove": demand = .neverAbove(.vnd(Int64(parts[1]) ?? 0))
        case "closed": demand = .closed
        case "frozen": demand = .frozen(parts[1] == "debit" ? .debit : .credit)
        default: throw SetupError("rule: \(words)")
        }
        let rule = AccountRule(
            account: String(words[1]),
            demand: demand,
            separately: separately,
            from: days["from"],
            through: days["through"]
        )
        adopt(journal.rules.accountRules + [rule], journal.rules.budgetYears)
    }

    /// Adds a budget year with the days of a commune to those of the journal, or settles it.
    private mutating func adopt(year words: [Substring]) throws {
        guard let number = Int(words[1]) else { throw SetupError("year: \(words)") }
        let settled = try words.dropFirst(2).first.map { try day(String($0.dropFirst(8))) }
        let year = BudgetYear(
            year: number,
            spendingEnds: try day("\(number)-12-31"),
            adjustmentEnds: try day("\(number + 1)-01-31"),
            settledOn: settled
        )
        let others = journal.rules.budgetYears.filter { $0.year != number }
        adopt(journal.rules.accountRules, others + [year])
    }

    private mutating func adopt(_ rules: [AccountRule], _ years: [BudgetYear]) {
        journal.adopt(
            PostingRules(
                chart: journal.rules.chart,
                accountRules: rules,
                budgetYears: years,
                yearRules: LedgerScript.yearRules
            )
        )
    }

    private mutating func read(posting words: [Substring]) throws {
        guard let amount = Int64(words[1]) else { throw SetupError("posting: \(words)") }
        do {
            postings.append(
                try Posting(
                    account: String(words[0]),
                    side: amount < 0 ? .credit : .debit,
                    amount: .vnd(abs(amount)),
                    dimensions: dimensions(shared + words.dropFirst(2))
                )
            )
        } catch let error as PostingRefusal {
            refusal = error
        }
    }

    /// Posts the entry that was read; a posting that was refused takes its entry with it.
    private mutating func flush() throws {
        guard !heading.isEmpty else { return }
        defer {
            heading = []
            postings = []
        }
        guard refusal == nil else { return }
        do {
            try journal.post(entry())
        } catch let error as PostingRefusal {
            refusal = error
        }
    }

    private func entry() throws -> JournalEntry {
        let bookedOn = try day(String(heading[0]))
        let isStorno = heading.count > 4 && heading[heading.count - 2] == "of"
        let original = isStorno ? heading.last.map { String($0) } : nil
        let document = heading[3] == "of" ? "" : String(heading[3])
        if heading.count > 5, heading[4] == "as" { return try twoPhase(bookedOn, document) }
        if postings.isEmpty, heading[2] == "storno", let key = heading.last {
            guard let entry = journal[String(key)] else { throw SetupError("no \(key)") }
            return try entry.reversal(
                key: String(heading[1]),
                bookedOn: bookedOn,
                document: document
            )
        }
        return try JournalEntry(
            key: String(heading[1]),
            event: String(heading[2]),
            unit: unit,
            bookedOn: bookedOn,
            valueOn: bookedOn,
            document: document,
            postings: postings,
            reverses: original
        )
    }

    /// A reservation, a use or a release.
    private func twoPhase(_ bookedOn: CivilDate, _ document: String) throws -> JournalEntry {
        let role: EntryRole
        let other = heading.count > 7 ? String(heading[7]) : ""
        switch heading[5] {
        case "reservation": role = .reservation(until: other.isEmpty ? nil : try day(other))
        case "use": role = .use(of: other)
        case "release" where postings.isEmpty:
            let release = try journal[other]?.release(
                key: String(heading[1]),
                bookedOn: bookedOn,
                document: document,
                completedBefore: journal.completions(of: other)
            )
            guard let release else { throw SetupError("nothing to release: \(heading)") }
            return release
        case "release": role = .release(of: other)
        default: throw SetupError("role: \(heading)")
        }
        return try JournalEntry(
            key: String(heading[1]),
            event: String(heading[2]),
            unit: unit,
            bookedOn: bookedOn,
            valueOn: bookedOn,
            document: document,
            postings: postings,
            role: role
        )
    }

    private func dimensions(_ words: some Sequence<Substring>) throws -> Dimensions {
        let words = Array(words)
        let unit = words.last { $0.hasPrefix("unit=") }.map { String($0.dropFirst(5)) } ?? unit
        var dimensions = Dimensions(unit: unit)
        for word in words {
            let parts = word.split(separator: "=")
            let value = String(parts[1])
            switch parts[0] {
            case "unit": break
            case "year": dimensions.budgetYear = Int(value)
            case "source": dimensions.source = value
            case "programme": dimensions.programme = value
            case "provider": dimensions.provider = value
            case "file": dimensions.file = value
            case "person": dimensions.person = Int64(value)
            case "line":
                guard let codes = BudgetCodes(value) else { throw SetupError("line: \(word)") }
                dimensions.codes = codes
            default: throw SetupError("dimension: \(word)")
            }
        }
        return dimensions
    }
}

extension DimensionFilter {
    /// A filter on everything that the dimensions name.
    init(_ dimensions: Dimensions) {
        self.init(unit: dimensions.unit)
        budgetYear = dimensions.budgetYear
        source = dimensions.source
        programme = dimensions.programme
        provider = dimensions.provider
        file = dimensions.file
        person = dimensions.person
        for field in BudgetCodes.Field.allCases {
            if let text = dimensions.codes?.text(of: field) { try? codes.name(field, text) }
        }
    }
}

// Every event between unit and budget, and of recoveries: what it debits and credits.

import Disbursement
import Ledger
import Testing

@Suite struct FundPostingsTests {
    private let paper = BookingPaper(unit: "U1", year: 2027, day: day("2027-02-03"), document: "VB")
    private let totals = [
        BatchTotal(programme: "BTXH", source: "398", amount: 500),
        BatchTotal(programme: "NCC", source: "398", amount: 30),
    ]

    private var funds: FundPostings { FundPostings(chart: .shipped, paper: paper) }
    private var recoveries: RecoveryPostings { RecoveryPostings(chart: .shipped, paper: paper) }

    private func overPayment() -> OverPayment {
        OverPayment(number: 1, person: 7, year: 2026, open: totals)
    }

    /// `PAY 500 2026 398 BTXH`: account, signed amount, and the dimensions that are there.
    private func text(_ entry: JournalEntry) -> [String] {
        #expect(entry.valueOn == paper.day && entry.document == "VB" && entry.unit == "U1")
        return entry.postings.map { posting in
            let dimensions = posting.dimensions
            return [
                posting.account, "\(posting.signedMinorUnits)",
                dimensions.budgetYear.map(String.init), dimensions.source, dimensions.programme,
                dimensions.provider, dimensions.file, dimensions.person.map { "#\($0)" },
            ]
            .compactMap { $0 }.joined(separator: " ")
        }
    }

    @Test func `6b, 8b and 8c: the direct way goes by funding, of a settled year by claims`() throws
    {
        let one = [totals[0]]
        func entry(_ pairs: [PostingPair]) throws -> JournalEntry {
            try paper.entry(key: "k", event: "direct", pairs: pairs, chart: .shipped)
        }
        func back(isSettled: Bool) throws -> JournalEntry {
            try entry(
                DirectPostings.returned(unit: paper.unit, year: paper.year, totals: one) { year in
                    #expect(year == 2027)
                    return isSettled
                }
            )
        }
        #expect(
            text(
                try entry(
                    DirectPostings.paid(
                        unit: paper.unit,
                        year: paper.year,
                        provider: "KBNN",
                        file: "F",
                        totals: one
                    )
                )
            ) == [
                "CLR 500 2027 398 BTXH KBNN F", "FUND -500 2027 398", "SPENT 500 2027 398",
                "MEMO -500 2027 398",
            ]
        )
        #expect(
            text(try back(isSettled: false)) == [
                "FUND 500 2027 398", "PAY -500 2027 398 BTXH", "MEMO 500 2027 398",
                "SPENT -500 2027 398",
            ]
        )
        #expect(
            text(try back(isSettled: true)) == [
                "GBK 500 2027 398 BTXH", "PAY -500 2027 398 BTXH",
            ]
        )
    }

    @Test func `a programme with a budget line of its own is spent and reserved by itself`() throws
    {
        let own = BookingPaper(
            unit: "U1",
            year: 2027,
            day: paper.day,
            document: "VB",
            ownLines: [
                SourceYear(programme: "NCC", year: 2027, source: "398"),
                SourceYear(programme: "BTXH", year: 2026, source: "398"),
            ]
        )
        let funds = FundPostings(chart: .shipped, paper: own)
        #expect(
            text(try funds.cleared(key: "k", totals: totals)) == [
                "ADV 500 2027 398", "FUND -500 2027 398", "SPENT 500 2027 398",
                "ADVANCED -500 2027 398", "ADV 30 2027 398", "FUND -30 2027 398 NCC",
                "SPENT 30 2027 398 NCC", "ADVANCED -30 2027 398",
            ]
        )
        let batch = BatchPostings(chart: .shipped, paper: own)
        let approved = try batch.approved(batch: "B", totals: totals)
        #expect(
            text(approved).filter { $0.hasPrefix("RESERVED") } == [
                "RESERVED 500 2027 398", "RESERVED 30 2027 398 NCC",
            ]
        )
        #expect(
            text(try batch.cancelled(batch: "B", totals: totals)).filter {
                $0.hasPrefix("RESERVED")
            } == ["RESERVED -500 2027 398", "RESERVED -30 2027 398 NCC"]
        )
        // What leaves a year leaves the line on which it was reserved then, whatever has a line now.
        for (isByProgramme, old) in [(false, ["", ""]), (true, [" BTXH", " NCC"])] {
            let carried = try funds.claimsCarried(
                key: "k",
                from: 2026,
                totals: totals,
                isReservedByProgramme: isByProgramme
            )
            #expect(
                text(carried).filter { $0.hasPrefix("RESERVED") } == [
                    "RESERVED 500 2027 398", "RESERVED -500 2026 398\(old[0])",
                    "RESERVED 30 2027 398 NCC", "RESERVED -30 2026 398\(old[1])",
                ]
            )
        }
    }

    @Test func `9: an advance is cleared by source`() throws {
        #expect(
            text(try funds.cleared(key: "k", totals: totals)) == [
                "ADV 530 2027 398", "FUND -530 2027 398", "SPENT 530 2027 398",
                "ADVANCED -530 2027 398",
            ]
        )
    }

    @Test func `10a to 10c: given back as what it was`() throws {
        func given(_ stage: BudgetStage) throws -> [String] {
            text(
                try funds.givenBack(key: "k", provider: "VCB", totals: [totals[0]], stage: stage)
            )
        }
        #expect(
            try given(.advanced) == [
                "ADV 500 2027 398", "CASH -500 398 VCB", "MEMO 500 2027 398",
                "ADVANCED -500 2027 398",
            ]
        )
        #expect(
            try given(.spent) == [
                "FUND 500 2027 398", "CASH -500 398 VCB", "MEMO 500 2027 398",
                "SPENT -500 2027 398",
            ]
        )
        #expect(try given(.settled) == ["GBK 500 2027 398 BTXH", "CASH -500 398 VCB"])
    }

    @Test func `11 and 21: what moves to another year leaves the sums as they were`() throws {
        let one = [totals[0]]
        #expect(
            text(try funds.owedAgain(key: "k", from: 2026, totals: one)) == [
                "EXP 500 2027 398 BTXH", "GBK -500 2026 398 BTXH", "PAY 500 2026 398 BTXH",
                "PAY -500 2027 398 BTXH", "RESERVED 500 2027 398", "MEMO -500 2027 398",
            ]
        )
        #expect(
            text(try funds.advanceCarried(key: "k", from: 2026, totals: totals)) == [
                "ADV 530 2026 398", "ADV -530 2027 398", "ADVANCED 530 2027 398",
                "ADVANCED -530 2026 398",
            ]
        )
        #expect(
            text(try funds.claimsCarried(key: "k", from: 2026, totals: one)) == [
                "PAY 500 2026 398 BTXH", "PAY -500 2027 398 BTXH", "RESERVED 500 2027 398",
                "RESERVED -500 2026 398",
            ]
        )
    }

    @Test func `12, 13 and 16: an open year's expense, a settled year's debt to the budget`() throws
    {
        let one = [totals[0]]
        for (isSettled, account) in [(false, "EXP"), (true, "DUE")] {
            #expect(
                text(
                    try recoveries.claimEnded(key: "k", totals: one, isYearSettled: isSettled)
                ) == ["PAY 500 2027 398 BTXH", "\(account) -500 2027 398 BTXH"]
            )
            #expect(
                text(
                    try recoveries.overPaymentDecided(
                        key: "k",
                        case: overPayment(),
                        isYearSettled: isSettled
                    )
                ) == [
                    "REC 500 2026 398 BTXH #7", "\(account) -500 2026 398 BTXH",
                    "REC 30 2026 398 NCC #7", "\(account) -30 2026 398 NCC",
                ]
            )
        }
        for (isSettled, account) in [(false, "LOSS"), (true, "DUE")] {
            #expect(
                text(
                    try recoveries.writtenOff(
                        key: "k",
                        case: overPayment(),
                        totals: one,
                        isYearSettled: isSettled
                    )
                ) == ["\(account) 500 2026 398 BTXH", "REC -500 2026 398 BTXH #7"]
            )
        }
    }

    @Test func `14a to 14c: a receivable goes down where it went up`() throws {
        let one = [totals[0]]
        let receivable = "REC -500 2026 398 BTXH #7"
        func atTreasury(_ stage: BudgetStage) throws -> [String] {
            text(
                try recoveries.recoveredAtTreasury(
                    key: "k",
                    case: overPayment(),
                    totals: one,
                    stage: stage
                )
            )
        }
        #expect(
            try atTreasury(.advanced) == [
                "ADV 500 2027 398", receivable, "MEMO 500 2027 398", "ADVANCED -500 2027 398",
            ]
        )
        #expect(
            try atTreasury(.spent) == [
                "FUND 500 2027 398", receivable, "MEMO 500 2027 398", "SPENT -500 2027 398",
            ]
        )
        #expect(try atTreasury(.settled) == ["DUE 500 2026 398 BTXH", receivable])
        #expect(
            text(try recoveries.netted(key: "k", case: overPayment(), totals: one))
                == ["PAY 500 2027 398 BTXH", receivable]
        )
        let pairs = RecoveryPostings.recovered(
            unit: "U1",
            provider: "VCB",
            case: overPayment(),
            totals: one
        )
        #expect(
            text(try paper.entry(key: "k", event: "e", pairs: pairs, chart: .shipped))
                == ["CASH 500 398 VCB", receivable]
        )
    }

    @Test func `15, 17 and 18: debts to the budget, fees due and taken`() throws {
        #expect(
            text(try recoveries.remitted(key: "k", provider: "VCB", amount: 31))
                == ["DUE 31", "CASH -31 VCB"]
        )
        #expect(
            text(try recoveries.remitted(key: "k", provider: "VCB", amount: 31, of: totals[0]))
                == ["DUE 31 2027 398 BTXH", "CASH -31 398 VCB"]
        )
        #expect(
            text(try recoveries.feeDue(key: "k", provider: "VCB", amount: 9))
                == ["FEE 9 VCB", "PAYPROV -9 VCB"]
        )
        #expect(
            text(try recoveries.feePaid(key: "k", provider: "VCB", source: "341", amount: 9)) == [
                "PAYPROV 9 VCB", "FUND -9 2027 341", "SPENT 9 2027 341", "MEMO -9 2027 341",
            ]
        )
        let taken = RecoveryPostings.feeTaken(unit: "U1", provider: "VCB", amount: 9)
        #expect(
            text(try paper.entry(key: "k", event: "e", pairs: [taken], chart: .shipped))
                == ["REC 9 VCB", "CASH -9 VCB"]
        )
    }

    @Test func `20: what was unidentified leaves suspense on the side that it came in on`() throws {
        var heir = Dimensions(unit: "U1")
        heir.person = 7
        func explained(_ side: Side) throws -> [String] {
            text(
                try recoveries.explained(
                    key: "k",
                    provider: "VCB",
                    direction: side,
                    account: ("REC", heir),
                    amount: 9
                )
            )
        }
        #expect(try explained(.debit) == ["SUSP 9 VCB", "REC -9 #7"])
        #expect(try explained(.credit) == ["REC 9 #7", "SUSP -9 VCB"])
    }

    @Test func `what is open of a case is taken part by part and never below zero`() {
        var open = overPayment()
        #expect(open.take(510).map(\.amount) == [500, 10])
        #expect(open.openAmount == 20)
        #expect(open.take(0) == [])
        #expect(open.take(-5) == [])
        #expect(open.take(50).map(\.amount) == [20])
        #expect(open.openAmount == 0)
        #expect(open.take(1) == [])
    }

    @Test func `a withdrawal asks for what is not there yet, and never for less than nothing`() {
        let need = WithdrawalNeed(approved: 100, carried: 20, withProvider: 30)
        #expect(need.amount == 90 && need.excess == 0)
        let rich = WithdrawalNeed(approved: 100, carried: 20, withProvider: 150)
        #expect(rich.amount == 0 && rich.excess == 30)
    }
}

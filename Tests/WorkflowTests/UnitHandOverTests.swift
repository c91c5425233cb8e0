// A merged unit hands its books over while a file is out: what comes after is its successor's, to the đồng.

import BankSimulator
import Disbursement
import Intake
import Ledger
import Store
import Testing
import Workflow

struct UnitHandOverTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")

    /// Two people of a unit whose file was handed over; no bank has answered.
    private func issued() throws -> (town: Household, batch: String) {
        let town = try Household(BooksKind(recomputeFrom: "2026-11"))
        func disabled(_ person: Townsman) -> RegisterLine {
            .enrol(person, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
        }
        try town.register([
            disabled(lan).account("1028722532310"), disabled(hoa).account("1028722532311"),
        ])
        try town.receive([
            "estimate,NA01,2026,local,,9000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank,5000000,RDT-1,2026-11-20",
        ])
        let sheet = try #require(try town.runMonth("2026-11").first)
        return (town, sheet.code)
    }

    @discardableResult
    private func handOver(
        _ town: Household,
        _ unit: String = "NA01",
        to successor: String = "CM01",
        by role: String = "chief-accountant"
    ) throws -> HandOverReport {
        try town.write { open in
            try HandOverUnit(town.environment).run(
                open,
                unit: unit,
                to: successor,
                document: "BB-22",
                officer: try town.key(role, open)
            )
        }
    }

    /// Balances as they stand with a unit itself.
    private func standing(_ town: Household, _ unit: String) throws -> [String: Int64] {
        let accounts = [
            "CASH", "ADV", "FUND", "EXP", "PAY", "CLR", "HO", "GRANTED", "RESERVED", "ADVANCED",
            "SPENT", "MEMO",
        ]
        return try town.read { open in
            try open.books.query { reader in
                try accounts.reduce(into: [:]) { sums, account in
                    let sum = try reader.balance(account: account, unit: unit)
                    if sum != 0 { sums[account] = sum }
                }
            }
        }
    }

    @Test func `with a file out: accounts are zero, and the bank's answers are the successor's`()
        throws
    {
        let (town, batch) = try issued()
        let before = try standing(town, "NA01")
        #expect(before["CLR"] == -1_620_000 && before["CASH"] == 5_000_000)
        #expect(try refusal { try handOver(town, by: "maker") } == .notPermitted)
        #expect(try refusal { try handOver(town, to: "NA01") } == .usage)
        let report = try handOver(town)
        #expect(report.isNew && report.balanceCount > 5)
        // HO of the two units nets to zero, and nothing else is left with the old one.
        #expect(try standing(town, "NA01").filter { $0.key != "HO" }.isEmpty)
        #expect(try standing(town, "CM01").filter { $0.key != "HO" } == before)
        #expect(
            (try standing(town, "NA01")["HO"] ?? 0) + (try standing(town, "CM01")["HO"] ?? 0) == 0
        )
        let still = try town.standing()
        #expect(try !handOver(town).isNew)
        #expect(try town.standing() == still)
        #expect(try refusal { try handOver(town, "CM01", to: "NA01") } == .usage)

        town.now = morning("2026-12-01")
        let back = try town.transfer(hoa, in: batch)
        let plan = try town.plan(["\(back),return,AC06,"])
        try town.take(
            try town.simulate(through: "2026-11-30") { terms in
                terms.plan = plan
                terms.credits = [
                    FundsCredit(
                        account: "1500211000001",
                        day: day("2026-11-20"),
                        amount: 5_000_000,
                        reference: "RDT-1"
                    )
                ]
            }
        )
        try town.reconcile()
        #expect(try standing(town, "NA01").filter { $0.key != "HO" }.isEmpty)
        let after = try standing(town, "CM01")
        #expect(after["CLR"] == nil && after["PAY"] == -810_000 && after["CASH"] == 4_190_000)
        #expect(try town.clearAdvance("TT-1").map(\.amount) == [810_000])
        // What came back is paid again, from the money that the successor took over.
        try town.repair(back, .unchanged)
        _ = try town.reissue("2026-11")
        try town.approveAll("2026-11")
        try town.issue("2026-11")
        #expect(
            try standing(town, "CM01").filter { $0.key != "HO" } == [
                "CASH": 4_190_000, "ADV": -4_190_000, "FUND": -810_000, "EXP": 1_620_000,
                "CLR": -810_000, "GRANTED": 9_000_000, "RESERVED": 1_620_000,
                "ADVANCED": 4_190_000, "SPENT": 810_000, "MEMO": -15_620_000,
            ]
        )
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
        try town.expectHledgerAgrees()
    }

    @Test func `a settled year stays where it was approved`() throws {
        let (town, _) = try issued()
        town.now = morning("2026-12-01")
        try town.take(
            try town.simulate(through: "2026-11-30") { terms in
                terms.credits = [
                    FundsCredit(
                        account: "1500211000001",
                        day: day("2026-11-20"),
                        amount: 5_000_000,
                        reference: "RDT-1"
                    )
                ]
            }
        )
        try town.reconcile()
        try town.clearAdvance("TT-1")
        town.now = morning("2027-01-20")
        let officer = { (open: OpenBooks) in try town.key("chief-accountant", open) }
        try town.write { open in
            let periods = ClosePeriod(town.environment)
            _ = try periods.carryAdvance(
                open,
                unit: "NA01",
                year: 2026,
                document: "QD-31",
                officer: try officer(open)
            )
        }
        town.now = morning("2027-04-01")
        try town.write { open in
            _ = try ClosePeriod(town.environment).settle(
                open,
                unit: "NA01",
                year: 2026,
                settledOn: day("2027-03-31"),
                document: "QT-2026",
                officer: try officer(open)
            )
        }
        try handOver(town)
        #expect(
            try standing(town, "NA01").filter { $0.key != "HO" && $0.key != "MEMO" } == [
                "FUND": -1_620_000, "EXP": 1_620_000, "GRANTED": 9_000_000,
                "RESERVED": 1_620_000, "SPENT": 1_620_000,
            ]
        )
        #expect(
            try standing(town, "CM01").filter { $0.key != "HO" } == [
                "CASH": 3_380_000, "ADV": -3_380_000, "ADVANCED": 3_380_000, "MEMO": -3_380_000,
            ]
        )
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test func `what was handed over otherwise than it stood is found, and its step is named`()
        throws
    {
        let (town, _) = try issued()
        let units = UnitHandOver(unit: "NA01", successor: "CM01")
        // The log's key is in hand: the paper stands, and nothing was carried.
        try town.write { open in
            _ = try open.books.step(
                StepInfo(key: units.key, verb: "forged", at: town.now, officer: "")
            ) { writer in
                try writer.insert(
                    PaperRecord(
                        key: units.key,
                        event: UnitHandOver.event,
                        unit: "NA01",
                        year: 2026,
                        source: "",
                        provider: "",
                        amount: 0,
                        document: "BB-22",
                        day: town.now.date
                    )
                )
            }
        }
        let report = try town.verify()
        #expect(report.findings.map(\.place) == ["entry"])
        #expect(report.firstStep?.verb == "forged")
    }
}

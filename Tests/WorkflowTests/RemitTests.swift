// What is owed to the state budget is remitted: interest, and what was recovered for a settled year.

import BankSimulator
import Disbursement
import Intake
import Ledger
import Store
import Testing
import Workflow

struct RemitTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")

    /// A paid and cleared month of one person, 810,000 đồng; the bank paid 31,000 of interest.
    private func paid() throws -> (town: Household, batch: String) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.receive([
            "estimate,NA01,2026,local,,2000000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank,810000,RDT-1,2026-11-20",
        ])
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-01")
        let file = try #require(
            try town.read { open in
                try open.books.batches().flatMap { try open.books.files(of: $0) }.first
            }
        )
        let plan = try town.plan(["\(file.message),interest,31000,"])
        let files = try town.simulate(through: "2026-11-30") { terms in
            terms.plan = plan
            terms.credits = [
                FundsCredit(
                    account: "1500211000000",
                    day: day("2026-11-20"),
                    amount: 810_000,
                    reference: "RDT-1"
                )
            ]
        }
        try town.take(files)
        try town.reconcile()
        try town.clearAdvance("TT-1")
        return (town, sheet.code)
    }

    private func remit(
        _ town: Household,
        _ amount: Int64,
        _ document: String,
        kind: RemittanceOrder.Kind? = nil,
        by role: String = "chief-accountant"
    ) throws -> Bool {
        try town.write { open in
            try RemitDue(town.environment).run(
                open,
                order: RemittanceOrder(
                    unit: "NA01",
                    provider: "vietinbank",
                    kind: kind,
                    amount: amount,
                    document: document
                ),
                officer: try town.key(role, open)
            )
        }
    }

    @Test func `interest is remitted, once for a paper, and never more than is owed`() throws {
        let (town, _) = try paid()
        #expect(try town.balance("DUE") == -31_000)
        #expect(try town.balance("CASH") == 31_000)
        let before = try town.standing()
        #expect(try refusal { _ = try remit(town, 31_001, "NNS-1") } == .approvalMissing)
        #expect(try refusal { _ = try remit(town, 0, "NNS-1") } == .usage)
        #expect(try refusal { _ = try remit(town, 1, "NNS-1", by: "maker") } == .notPermitted)
        #expect(try town.standing() == before)
        #expect(try remit(town, 30_000, "NNS-1"))
        #expect(try !remit(town, 30_000, "nns 01"))
        #expect(try refusal { _ = try remit(town, 1_000, "NNS-1") } == .dataErrors)
        #expect(try refusal { _ = try remit(town, 30_000, "NNS-1", kind: year) } == .dataErrors)
        #expect(try remit(town, 1_000, "NNS-2"))
        #expect(try town.balance("DUE") == 0)
        #expect(try town.balance("CASH") == 0)
        // The bank's statement will show both, and nobody has to explain them.
        let awaited = try town.read {
            try $0.books.query { try $0.awaited(unit: "NA01", provider: "vietinbank") }
        }
        #expect(awaited.map(\.amount) == [30_000, 1_000])
        #expect(awaited.allSatisfy { !$0.isCredit })
        #expect(try town.verify().findings.isEmpty)
        try town.expectHledgerAgrees()
    }

    private let year = RemittanceOrder.Kind(
        year: 2026,
        programme: "social-assistance",
        source: "local"
    )

    @Test func `of a settled year only what was recovered is remitted`() throws {
        let (town, batch) = try paid()
        let transfer = try town.transfer(lan, in: batch)
        let number = try town.propose(transfer, try town.number(lan), 500_000)
        try town.decideCase(number, by: "account-holder")
        town.now = morning("2027-06-30")
        _ = try town.write { open in
            try ClosePeriod(town.environment).settle(
                open,
                unit: "NA01",
                year: 2026,
                settledOn: day("2027-06-30"),
                document: "QT-2026",
                officer: try town.key("chief-accountant", open)
            )
        }
        let kind = try #require(
            try town.read { open in
                try open.books.query { try $0.shares(of: "DUE", unit: "NA01") }
            }.first { $0.year == 2026 }
        )
        #expect(kind.balance == -500_000)
        let owed = RemittanceOrder.Kind(
            year: 2026,
            programme: try #require(kind.programme),
            source: try #require(kind.source)
        )
        // Decided, and not a đồng of it came back.
        #expect(try refusal { _ = try remit(town, 1, "NNS-3", kind: owed) } == .approvalMissing)
        try town.take([MadeUpStatement(entries: [.init(amount: 200_000)], opening: 31_000).file])
        try town.reconcile()
        let conflict = try #require(try town.conflicts().first { $0.kind == "unidentified" })
        let record = try town.settle(
            number,
            .recoveredByConflict(conflict.number),
            by: "chief-accountant",
            document: "TH-01"
        )
        #expect(record.open == 300_000)
        #expect(
            try refusal { _ = try remit(town, 200_001, "NNS-3", kind: owed) } == .approvalMissing
        )
        #expect(try remit(town, 200_000, "NNS-3", kind: owed))
        #expect(
            try refusal { _ = try remit(town, 1, "NNS-4", kind: owed) } == .approvalMissing
        )
        #expect(try town.balance("DUE") == -300_000 - 31_000)
        #expect(try town.balance("REC") == 300_000)
        #expect(try town.balance("CASH") == 31_000)
        #expect(try town.verify().findings.isEmpty)
    }
}

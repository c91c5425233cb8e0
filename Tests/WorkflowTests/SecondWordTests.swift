// Words of a bank that come late, again or before their time: the same said again changes nothing,
// what is said anew is heard, and a payment that nobody handed over is no stranger.

import BankFiles
import BankSimulator
import Disbursement
import Entitlement
import Foundation
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

struct SecondWordTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")

    /// Two people of one commune, 810,000 each, handed over in November.
    private func issued() throws -> (town: Household, batch: String) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register(
            [lan, hoa].enumerated().map { index, person in
                .enrol(person, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                    .account("102872253231\(index)")
            }
        )
        try town.receiveEnough(on: "2026-11-20")
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-01")
        return (town, sheet.code)
    }

    private let advances = (1...3).map { _ in
        FundsCredit(
            account: "1500211000000",
            day: day("2026-11-20"),
            amount: 500_000_000,
            reference: "RDT-1"
        )
    }

    private func answers(_ town: Household, _ rows: [String]) throws -> [SimulatedFile] {
        let plan = try town.plan(rows)
        return try town.simulate(through: "2026-11-30") { terms in
            terms.plan = plan
            terms.credits = advances
        }
    }

    /// A payment whose payee was credited before it came back, and the status report that said so.
    private func returned() throws -> (town: Household, transfer: String, report: String) {
        let (town, batch) = try issued()
        let transfer = try town.transfer(hoa, in: batch)
        let files = try answers(town, ["\(transfer),return,AC06,"])
        let record = try #require(try town.batches().first)
        let file = try #require(
            try town.read { try $0.books.files(of: record) }.first { $0.provider == "vietinbank" }
        )
        let report = SecondWordTests.report(of: transfer, in: file.message)
        try town.take([("credited.xml", Array(report.utf8))])
        try town.reconcile()
        #expect(try town.positions()[transfer]?.status == "credited")
        try town.take(files)
        try town.reconcile()
        #expect(try town.positions()[transfer]?.status == "returned")
        return (town, transfer, report)
    }

    /// A status report: the payee of a transfer was credited.
    private static func report(of transfer: String, in file: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>\
        <GrpHdr><MsgId>ST-1</MsgId><CreDtTm>2026-11-24T08:00:00+07:00</CreDtTm></GrpHdr>\
        <OrgnlGrpInfAndSts><OrgnlMsgId>\(file)</OrgnlMsgId>\
        <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>\
        <OrgnlPmtInfAndSts><OrgnlPmtInfId>\(file)-1</OrgnlPmtInfId>\
        <TxInfAndSts><OrgnlEndToEndId>\(transfer)</OrgnlEndToEndId><TxSts>ACCC</TxSts></TxInfAndSts>\
        </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>

        """
    }

    @Test
    func `credited again after the return, in a later answer, is a conflict and no second payment`()
        throws
    {
        let (town, transfer, report) = try returned()
        let later = report.replacing(/<CreDtTm>[^<]*</, with: "<CreDtTm>2026-12-01T08:00:00+07:00<")
        #expect(later != report)
        try town.take([("later.xml", Array(later.utf8))])
        let conflicts = try town.reconcile().flatMap(\.conflicts)
        #expect(conflicts.map(\.kind) == [.creditedAfterReturned])
        #expect(conflicts.map { $0.transfer.map { "\($0)" } } == [transfer])
        #expect(try town.positions()[transfer]?.status == "returned")
        try town.repair(transfer, .unchanged)
        let conflict = try #require(try town.conflicts().last).number
        var waits: [WaitingTransfer] = []
        let batches = try town.write { open in
            try ReissueLines(town.environment, ruleBook: .shipped).reissue(
                open,
                scope: town.scope("2026-11"),
                officer: try town.key("maker", open),
                wait: { waits.append($0) }
            )
        }
        #expect(batches.isEmpty)
        #expect(waits.map(\.transfer) == [transfer])
        #expect(waits.map { $0.cause.english.contains("conflict \(conflict) ") } == [true])
    }

    @Test
    func `the same report again, or the same word of the same time under another name, is nothing`()
        throws
    {
        let (town, _, report) = try returned()
        let again = report.replacing("</MsgId>", with: "-2</MsgId>", maxReplacements: 1)
        #expect(again != report)
        let taken = try town.take([
            ("same.xml", Array(report.utf8)), ("again.xml", Array(again.utf8)),
        ])
        #expect(taken.map(\.isKnown) == [true, false])
        #expect(taken.map(\.newFacts) == [0, 0])
        #expect(try town.reconcile().allSatisfy { $0.conflicts.isEmpty && $0.moved.isEmpty })
    }

    @Test
    func
        `a debit for a payment that is approved and not handed over names it and stops the hand-over`()
        throws
    {
        let (town, batch) = try issued()
        let earlier = try town.transfer(hoa, in: batch)
        let statements = try answers(town, []).filter { $0.name.contains("camt053") }
        town.now = morning("2026-12-22")
        let next = try #require(try town.freeze("2026-12").first)
        try town.approveAll("2026-12")
        let transfer = try town.transfer(hoa, in: next.code)
        try town.take(
            statements.map { file in
                let text = String(decoding: file.bytes, as: UTF8.self)
                return (
                    "\(file.day)-\(file.name)",
                    Array(text.replacing(earlier, with: transfer).utf8)
                )
            }
        )
        let conflicts = try town.reconcile().flatMap(\.conflicts)
        #expect(conflicts.map(\.kind) == [.debitedBeforeHandOver])
        #expect(conflicts.map { $0.transfer.map { "\($0)" } } == [transfer])
        #expect(conflicts.map(\.setAside) == [810_000])
        #expect(try town.balance("SUSP") == 810_000)
        #expect(try refusal { try town.issue("2026-12") } == .notPermitted)
        #expect(try town.batches().last?.isHandedOver == false)
        try town.decide(try #require(try town.conflicts().last).number)
        try town.issue("2026-12")
        #expect(try town.batches().last?.isHandedOver == true)
        #expect(try town.verify().findings.isEmpty)
    }
}

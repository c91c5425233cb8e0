// What is asked back from a bank, and what moves because of it: nothing before the statement.

import BankFiles
import Disbursement
import Foundation
import Ledger
import Reconciliation
import Signing
import Store
import Testing
import Workflow

struct RecallTests {
    private func recall(
        _ payees: TwoPayees,
        _ names: [String],
        to folder: String = "recall",
        by role: String = "account-holder"
    ) throws -> RecallReport {
        try payees.town.write { open in
            try RecallPayments(payees.town.environment).run(
                open,
                names: names,
                reason: .notOwed,
                document: "QD-9",
                folder: "\(payees.town.root)/\(folder)",
                officer: try payees.town.key(role, open)
            )
        }
    }

    /// The recalls of a month as its report has them.
    private func recalls(_ town: Household, _ period: String = "2026-11") throws -> [StandingRecall]
    {
        try town.read {
            try ReportMonth(town.environment).run($0, scope: town.scope(period)).recalls
        }
    }

    private func answer(_ payees: TwoPayees, _ status: String) -> (name: String, bytes: [UInt8]) {
        let text = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"><RsltnOfInvstgtn>\
            <Assgnmt><Id>A-\(status)</Id><CreDtTm>2026-12-01T18:00:00</CreDtTm></Assgnmt>\
            <CxlDtls><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>\(payees.second)\
            </OrgnlEndToEndId><TxCxlSts>\(status)</TxCxlSts></TxInfAndSts></OrgnlPmtInfAndSts>\
            </CxlDtls></RsltnOfInvstgtn></Document>
            """
        return ("\(status).xml", Array(text.utf8))
    }

    @Test func `what is asked back moves no money before the statement shows it`() throws {
        let payees = try TwoPayees()
        let town = payees.town
        try town.take(try payees.statements())
        try town.reconcile()
        let before = try payees.money()
        let report = try recall(payees, [payees.second])
        #expect(report.count == 1 && report.amount == 810_000 && !report.isKnown)
        #expect(try payees.money() == before)
        let story = try town.story(payees.second)
        #expect(story.status == .settled && story.recalls.map(\.reason) == ["UPAY"])
        #expect(try town.story(payees.first).recalls.isEmpty)
        let standing = try recalls(town)
        #expect(standing.map(\.message) == [report.message] && standing.map(\.count) == [1])
        #expect(standing.map(\.amount) == [810_000] && standing.map(\.returned) == [0])
        // The bank's words inform; the statement moves.
        for status in ["PDCR", "RJCR", "ACCR"] {
            try town.take([answer(payees, status)])
            try town.reconcile()
            #expect(try payees.money() == before)
        }
        #expect(
            try town.story(payees.second).words.suffix(3).map(\.word) == [
                "recall-pending", "recall-refused", "recalled",
            ]
        )
        let closing = try town.balance("CASH")
        try town.take([
            MadeUpStatement(
                entries: [.init(amount: 810_000, transfer: payees.second)],
                opening: closing,
                name: "BACK"
            ).file
        ])
        #expect(try town.reconcile().flatMap(\.conflicts).isEmpty)
        #expect(try town.balance("CASH") == closing + 810_000)
        #expect(try town.balance("PAY") == -810_000)
        #expect(try town.story(payees.second).status == .returned)
        #expect(try recalls(town).map(\.returnedAmount) == [810_000])
        #expect(try recalls(town, "2026-12").isEmpty)
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
        #expect(try refusal { _ = try recall(payees, [payees.second], to: "late") } == .dataErrors)
    }

    @Test func `a recall names its payments, is signed, and comes out the same again`() throws {
        let payees = try TwoPayees()
        let town = payees.town
        let report = try recall(payees, [payees.second, payees.first, payees.second])
        let bytes = try DurableFiles.read(report.path)
        let text = String(decoding: bytes, as: UTF8.self)
        // The bank takes tables: it gets a letter.
        #expect(report.path.hasSuffix(".txt") && report.count == 2)
        #expect(text.contains("\(payees.first),1028722532310,810000\n"))
        #expect(text.contains(report.message) && text.contains("QD-9"))
        #expect(text.contains(": 1620000\n") && !text.contains("LAN"))
        let standing = try town.standing()
        town.now = morning("2026-12-05")
        let again = try recall(payees, [payees.first, payees.second], to: "again")
        #expect(again.isKnown && again.id == report.id)
        #expect(try DurableFiles.read(again.path) == bytes)
        #expect(try town.standing() == standing)
        let holder = try town.read { open in
            try open.books.officers().first { $0.role == .accountHolder }
        }
        let records = try DetachedSignature.verify(
            der: try DurableFiles.read(report.path + ".p7s"),
            digest: Digest.of(bytes),
            roots: try town.read { try $0.roots() },
            at: town.now.seconds
        )
        #expect(records.map(\.certificate.fingerprint.hex) == [holder?.fingerprint])
        let whole = try recall(payees, [report.message], to: "whole")
        #expect(whole.id != report.id && whole.count == 2)
        #expect(try town.story(payees.first).recalls.count == 2)
    }

    @Test func `who may not, names nothing of ours or asks for nothing that is out is refused`()
        throws
    {
        let payees = try TwoPayees()
        let town = payees.town
        #expect(
            try refusal { _ = try recall(payees, [payees.second], by: "maker") } == .notPermitted
        )
        #expect(try refusal { _ = try recall(payees, ["NA0100009000001A"]) } == .usage)
        #expect(try refusal { _ = try recall(payees, ["nothing"]) } == .usage)
        try town.take([
            (
                "rj.xml",
                Array(
                    AnswerSheet.pain002(payees.second, in: try recallFile(payees), "RJCT").utf8
                )
            )
        ])
        try town.reconcile()
        #expect(try refusal { _ = try recall(payees, [payees.second]) } == .dataErrors)
        #expect(try refusal { _ = try recall(payees, [try recallFile(payees)]) } == .dataErrors)
        #expect(try town.read { try $0.books.query { try $0.recalls() } }.isEmpty)
    }

    private func recallFile(_ payees: TwoPayees) throws -> String {
        let record = try #require(try payees.town.batches().first)
        return try #require(
            try payees.town.read { try $0.books.files(of: record) }
                .first { $0.provider == "vietinbank" }
        ).message
    }
}

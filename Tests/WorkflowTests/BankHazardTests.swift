// Hazards of bank files that only whole books can show: ids used again, a silent bank, three messages
// about one booking.

import BankFiles
import Disbursement
import Foundation
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

struct BankHazardTests {
    /// The message ids and transfer ids of a frozen batch.
    private func ids(_ town: Household, _ code: String) throws -> Set<String> {
        let batch = try #require(try town.batches().first { $0.code == code })
        let key = try #require(BatchCode(code))
        let messages = try town.read { try $0.books.files(of: batch) }.map(\.message)
        let transfers = try town.lines(batch).map {
            "\(TransferID(batch: key, number: $0.transfer))"
        }
        return Set(messages + transfers)
    }

    /// A row of a file, by a step of its own.
    private func insert(_ town: Household, _ record: BatchRecord, _ message: String) throws {
        _ = try town.write { open in
            try open.books.step(
                StepInfo(key: "test/again", verb: "test", at: town.now, officer: "")
            ) { writer in
                try writer.insert(
                    "file",
                    [
                        "batch", "path", "provider", "message", "transfer_count", "amount",
                        "size", "digest", "account", "requested",
                    ],
                    [
                        record.row, "files/x", "vietinbank", message, 1, 1, 1,
                        String(repeating: "0", count: 64), "1", "2026-12-01",
                    ]
                )
            }
        }
    }

    /// A month of one person, whose payment an answer without a signature refuses.
    private func refused(_ provider: String, bank: String) throws -> (Household, String) {
        let town = try Household(
            BooksKind(
                units: ["NA01"],
                recomputeFrom: "2026-11",
                ruralProvider: provider,
                ruralBank: bank
            )
        )
        let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310", bank: bank)
        ])
        try town.receive([
            "estimate,NA01,2026,local,,9000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,\(provider),9000000,RDT-1,2026-11-20",
        ])
        let sheet = try #require(try town.runMonth("2026-11").first)
        let file = try #require(sheet.files.first?.path.split(separator: "/").last)
        let id = try town.transfer(lan, in: sheet.code)
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
            <GrpHdr><MsgId>E-1</MsgId><CreDtTm>2026-11-24T08:00:00</CreDtTm></GrpHdr>
            <OrgnlGrpInfAndSts><OrgnlMsgId>\(file.prefix { $0 != "." })</OrgnlMsgId>
            <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
            <OrgnlPmtInfAndSts><OrgnlPmtInfId>NONE</OrgnlPmtInfId>
            <TxInfAndSts><OrgnlEndToEndId>\(id)</OrgnlEndToEndId><TxSts>RJCT</TxSts>
            <StsRsnInf><Rsn><Cd>AB05</Cd></Rsn></StsRsnInf></TxInfAndSts>
            </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
            """
        town.now = morning("2026-12-01")
        try town.take([(name: "e.xml", bytes: Array(text.utf8))])
        #expect(try town.reconcile().flatMap(\.conflicts).isEmpty)
        #expect(try town.story(id).status == .rejected)
        try town.repair(id, .unchanged)
        return (town, id)
    }

    @Test func `what an unsigned answer refuses waits for the statement before it is paid again`()
        throws
    {
        let (town, id) = try refused("vietinbank", bank: "970415")
        func isUnsigned() throws -> [Bool] {
            try town.monthReport("2026-11").openTransfers.map(\.isUnsigned)
                + [town.story(id).isUnsigned]
        }
        #expect(try town.reissue("2026-11").isEmpty)
        #expect(try isUnsigned() == [true, true])
        let batch = try #require(try town.batches().first)
        let days = try town.read { try $0.books.query { try $0.requestedDays(unit: "NA01") } }
        let requested = try #require(days[batch.row]?["vietinbank"])
        // A statement of the day before says nothing of it; one of the day itself does.
        var statement = MadeUpStatement(entries: [.init(amount: 9_000_000)])
        statement.day = "\(requested.advanced(byDays: -1))"
        try town.take([statement.file])
        _ = try town.reconcile()
        #expect(try town.reissue("2026-11").isEmpty)
        #expect(try isUnsigned() == [true, true])
        statement.day = "\(requested)"
        statement.opening = 9_000_000
        statement.entries = [.init(amount: 1)]
        statement.name = "NEXT"
        try town.take([statement.file])
        _ = try town.reconcile()
        #expect(try isUnsigned() == [false, false])
        #expect(try town.reissue("2026-11").map(\.files.count) == [1])
        #expect(try town.story(id).status == .rejected)
    }

    @Test func `a bank whose profile asks for no statement is believed at once`() throws {
        let (town, id) = try refused("vietcombank-citad", bank: "970436")
        #expect(try town.story(id).isUnsigned)
        #expect(try town.reissue("2026-11").map(\.files.count) == [1])
    }

    @Test func `an entry that is booked long after today refuses its statement`() throws {
        let (town, _) = try refused("vietcombank-citad", bank: "970436")
        var statement = MadeUpStatement(entries: [.init(amount: 9_000_000)])
        statement.day = "2099-01-01"
        let late = statement.file
        let refusal = #expect(throws: StepRefusal.self) { _ = try town.take([late]) }
        #expect(refusal?.diagnostics.map(\.code) == ["entry-date-future"])
        statement.day = "2026-12-20"
        #expect(try town.take([statement.file]).map(\.newFacts) == [1])
    }

    @Test func `ids of files and transfers are never used again, whatever becomes of them`() throws
    {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.receiveEnough(on: "2026-11-20")
        var seen: Set<String> = []
        func take(_ code: String) throws {
            let new = try ids(town, code)
            #expect(new.count == 2 && seen.isDisjoint(with: new), "\(new)")
            seen.formUnion(new)
        }
        // Cancelled twice, then paid, refused, and paid again.
        for _ in 1...2 {
            let code = try #require(try town.freeze("2026-11").first).code
            try take(code)
            try town.write { open in
                _ = try CancelBatch(town.environment).run(
                    open,
                    code: code,
                    cause: "test",
                    document: "QD-1",
                    officer: try town.key("maker", open)
                )
            }
        }
        let paid = try #require(try town.runMonth("2026-11").first).code
        try take(paid)
        let transfer = try town.transfer(lan, in: paid)
        let record = try #require(try town.batches().first { $0.code == paid })
        let message = try #require(try town.read { try $0.books.files(of: record) }.first).message
        town.now = morning("2026-12-01")
        try town.take([
            ("rj.xml", Array(AnswerSheet.pain002(transfer, in: message, "RJCT").utf8))
        ])
        try town.reconcile()
        try town.repair(transfer, .unchanged)
        try town.reach("2026-11-30")
        try take(try #require(try town.reissue("2026-11").first).code)
        #expect(seen.count == 8)
        // The books themselves refuse a file of an id that was used.
        #expect(throws: (any Error).self) { try insert(town, record, message) }
        #expect(try town.verify().findings.isEmpty)
        // It is the id alone that they refuse.
        try insert(town, record, message + "X")
    }

    @Test func `of a silent bank nothing is paid again, until a word or a statement says so`()
        throws
    {
        let payees = try TwoPayees()
        let town = payees.town
        let before = try payees.money()
        town.now = morning("2026-12-20")
        #expect(try town.reissue("2026-11").isEmpty)
        #expect(try town.carry("2026-11").allSatisfy { $0.transferCount == 0 })
        for id in [payees.first, payees.second] {
            #expect(try refusal { try town.repair(id, .unchanged) } == .notPermitted)
            #expect(try town.story(id).status == .sent)
        }
        // The next list owes its own month, and nothing of the month that the bank is silent about.
        let draft = try town.draft("2026-12")
        let months = draft.flatMap(\.lines).map { "\($0.month)" }
        #expect(!months.isEmpty && Set(months) == ["2026-12"], "\(months)")
        #expect(try town.close("2026-11").allSatisfy { !$0.obstacles.isEmpty })
        #expect(try payees.money() == before)
        // A refusal of one opens that one alone.
        let record = try #require(try town.batches().first)
        let message = try #require(try town.read { try $0.books.files(of: record) }.first).message
        try town.take([
            ("rj.xml", Array(AnswerSheet.pain002(payees.second, in: message, "RJCT").utf8))
        ])
        try town.reconcile()
        try town.repair(payees.second, .unchanged)
        #expect(try refusal { try town.repair(payees.first, .unchanged) } == .notPermitted)
        #expect(try town.reissue("2026-11").isEmpty)
        try town.reach("2026-12-19")
        let again = try #require(try town.reissue("2026-11").first)
        #expect(again.amount == 810_000 && again.transferCount == 1)
    }

    @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func `three messages about one booking move money once, in any order`(_ order: [Int]) throws {
        let payees = try TwoPayees()
        let town = payees.town
        try town.take(try payees.statements(lost: [payees.first, payees.second]))
        try town.reconcile()
        let opening = try town.balance("CASH")
        let statement = MadeUpStatement(
            entries: [
                .init(amount: 810_000, isCredit: false, transfer: payees.first),
                .init(amount: 810_000, isCredit: false, transfer: payees.second),
                .init(amount: 810_000, transfer: payees.second),
            ],
            opening: opening,
            name: "DAY"
        ).file
        let text = String(decoding: statement.bytes, as: UTF8.self)
        func other(_ message: String, _ root: String, _ element: String) -> [UInt8] {
            Array(
                text.replacing("camt.053", with: message)
                    .replacing("BkToCstmrStmt", with: root)
                    .replacing("Stmt>", with: "\(element)>")
                    .replacing(/<Bal>.*?<\/Bal>/, with: "").utf8
            )
        }
        let files = [
            (name: "53.xml", bytes: statement.bytes),
            (name: "54.xml", bytes: other("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn")),
            (name: "52.xml", bytes: other("camt.052", "BkToCstmrAcctRpt", "Rpt")),
        ]
        for index in order {
            let before = try town.balance("CASH")
            try town.take([files[index]])
            #expect(try town.reconcile().flatMap(\.conflicts).isEmpty)
            let moved = try town.balance("CASH") - before
            #expect(moved == (index == 0 ? -810_000 : 0), "\(files[index].name)")
        }
        let money = try payees.money()
        #expect(money["CASH"] == opening - 810_000 && money["CLR"] == 0, "\(money)")
        #expect(money["PAY"] == -810_000 && money["SUSP"] == 0, "\(money)")
        #expect(try town.story(payees.first).status == .settled)
        #expect(try town.story(payees.second).status == .returned)
        #expect(try town.verify().findings.isEmpty)
    }
}

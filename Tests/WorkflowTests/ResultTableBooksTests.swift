// A bank's own table of results on its way into the books.

import BankFiles
import BankSimulator
import Disbursement
import Foundation
import Intake
import Ledger
import Reconciliation
import Signing
import Store
import Testing
import Workflow

/// Two people of one commune, 810,000 each, handed over; the bank has not spoken yet.
struct TwoPayees {
    let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")
    let town: Household
    let batch: String
    let first: String
    let second: String

    init() throws {
        town = try Household(
            BooksKind(
                units: ["NA01"],
                recomputeFrom: "2026-11",
                providers: ["vietinbank", "vietnam-post"]
            )
        )
        func disabled(_ person: Townsman) -> RegisterLine {
            .enrol(person, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
        }
        try town.register([
            disabled(lan).account("1028722532310"), disabled(hoa).account("1028722532311"),
        ])
        try town.receiveEnough(on: "2026-11-20")
        batch = try #require(try town.runMonth("2026-11").first).code
        first = try town.transfer(lan, in: batch)
        second = try town.transfer(hoa, in: batch)
        town.now = morning("2026-12-01")
    }

    /// What the bank in the box books: the advances, and both payments but for the lost ones.
    func statements(lost: [String] = []) throws -> [SimulatedFile] {
        let plan = try town.plan(lost.map { "\($0),lost,," })
        return try town.simulate(through: "2026-11-30") { terms in
            terms.plan = plan
            terms.credits = (1...3).map { _ in
                FundsCredit(
                    account: "1500211000000",
                    day: day("2026-11-20"),
                    amount: 500_000_000,
                    reference: "RDT-1"
                )
            }
        }.filter { $0.name.hasSuffix("camt053.xml") }
    }

    /// Accounts by what stands in them.
    func money() throws -> [String: Int64] {
        var money: [String: Int64] = [:]
        for account in ["CASH", "CLR", "PAY", "SUSP", "EXP"] {
            money[account] = try town.balance(account)
        }
        return money
    }

    /// Writes files and takes them in as tables of a profile.
    @discardableResult
    func take(
        _ files: [(name: String, bytes: [UInt8])],
        profile: ResultProfile,
        signedBy role: String? = nil
    ) throws -> [AnswerReport] {
        let folder = "\(town.root)/tables-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try town.write { open in
            for file in files {
                try Data(file.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(file.name)"))
                guard let role else { continue }
                let signer = try town.key(role, open)
                let signature = try DetachedSignature.sign(
                    digest: Digest.of(file.bytes),
                    certificate: signer.certificate,
                    key: signer.key,
                    at: town.now.seconds
                )
                try Data(signature).write(
                    to: URL(fileURLWithPath: "\(folder)/\(file.name).p7s")
                )
            }
            return try TakeAnswers(town.environment).run(
                open,
                paths: files.map { "\(folder)/\($0.name)" },
                profile: profile,
                officer: try town.key("maker", open)
            )
        }
    }
}

struct ResultTableBooksTests {
    private func profile() throws -> ResultProfile {
        try #require(ResultProfile.shipped(id: "portal-results"))
    }

    /// A table of both payments, the second refused.
    private func table(_ payees: TwoPayees, amount: String = "810,000") -> [UInt8] {
        Array(
            """
            KẾT QUẢ
            Ngày 24/11/2026
            Đơn vị
            STT;Số tài khoản;Tên người thụ hưởng;Ngân hàng thụ hưởng;Số tiền;Nội dung;Phí;Trạng thái;FT/Ghi chú
            1;1028722532310;A;CTG;810,000;TCXH T11 2026 \(payees.first);0;Thành công;FT1
            2;1028722532311;B;CTG;\(amount);TCXH T11 2026 \(payees.second);0;Từ chối;Sai số tài khoản

            """.utf8
        )
    }

    @Test func `a table's words are booked to the đồng, and the refused payment is owed again`()
        throws
    {
        let payees = try TwoPayees()
        let town = payees.town
        let before = try payees.money()
        #expect(before["CLR"] == -1_620_000 && before["PAY"] == 0)
        let bytes = table(payees)
        let report = try #require(try payees.take([("kq.csv", bytes)], profile: profile()).first)
        #expect(report.family == .paymentStatus && report.newFacts == 2)
        let result = try #require(try town.reconcile().first)
        #expect(result.conflicts.isEmpty)
        var after = try payees.money()
        #expect(after["CLR"] == -810_000 && after["PAY"] == -810_000, "\(after)")
        #expect(after["CASH"] == before["CASH"])
        let positions = try town.positions()
        #expect(positions[payees.first]?.status == "settled")
        #expect(positions[payees.second]?.status == "rejected")
        #expect(positions[payees.second]?.reason == "AC01")
        // The same bytes are known; the same words in another table are said before.
        #expect(try payees.take([("b.csv", bytes)], profile: profile()).allSatisfy(\.isKnown))
        let again = Array("BẢNG ".utf8) + bytes
        let repeated = try payees.take([("c.csv", again)], profile: profile())
        #expect(repeated.map(\.newFacts) == [0] && repeated.map(\.repeatedFacts) == [2])
        #expect(try town.reconcile().allSatisfy { $0.entryCount == 0 })
        // The statement alone moves the deposit.
        try town.take(try payees.statements(lost: [payees.second]))
        try town.reconcile()
        after = try payees.money()
        #expect(after["CLR"] == 0 && after["PAY"] == -810_000, "\(after)")
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
        try town.expectHledgerAgrees()
    }

    @Test func `a table is read again by the profile that it came in with, and by no other`() throws
    {
        let payees = try TwoPayees()
        let town = payees.town
        let text = try profile().text.replacing("portal-results", with: "own-results")
        let own = try #require(ResultProfile.read(text, file: "own.toml").value)
        try payees.take([("kq.csv", table(payees))], profile: own)
        try town.reconcile()
        #expect(try town.verify().findings.isEmpty)
        let names = try DurableFiles.names(in: "\(town.folder)/answers")
        #expect(names.count == 2)
        let kept = try #require(names.first { $0.hasSuffix(".csv.toml") })
        let path = "\(town.folder)/answers/\(kept)"
        let bytes = try DurableFiles.read(path)
        #expect(bytes == Array(text.utf8))
        let changed = text.replacing("\"rejected\"", with: "\"settled\"")
        try Data(changed.utf8).write(to: URL(fileURLWithPath: path))
        #expect(try !town.verify().findings.isEmpty)
        // Also a change that reads the same is one.
        let noted = text + "\n# a note\n"
        try Data(noted.utf8).write(to: URL(fileURLWithPath: path))
        #expect(try !town.verify().findings.isEmpty)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(try town.verify().findings.isEmpty)
        try FileManager.default.removeItem(atPath: path)
        #expect(try !town.verify().findings.isEmpty)
    }

    @Test func `a signature beside a table must be of the provider that got the batch`() throws {
        let payees = try TwoPayees()
        let bytes = table(payees)
        // A provider that got nothing of the batch is none to sign for it, and an officer is none.
        for role in ["maker", "provider-vietnam-post"] {
            #expect(
                try refusal {
                    try payees.take([("a.csv", bytes)], profile: profile(), signedBy: role)
                } == .dataErrors,
                "\(role)"
            )
        }
        #expect(try payees.town.read { try $0.books.query { try $0.answers() } }.isEmpty)
        try payees.take([("a.csv", bytes)], profile: profile(), signedBy: "provider")
        let record = try #require(
            try payees.town.read { try $0.books.query { try $0.answers() } }.first
        )
        #expect(record.signer == "vietinbank")
        #expect(try payees.town.verify().findings.isEmpty)
        let path = "\(payees.town.folder)/answers/\(record.digest.hex).csv.p7s"
        var signature = try DurableFiles.read(path)
        signature[signature.count - 1] ^= 1
        try Data(signature).write(to: URL(fileURLWithPath: path))
        #expect(try !payees.town.verify().findings.isEmpty)
    }

    @Test func `nothing of a signed file is read whose signature proves nothing`() throws {
        let payees = try TwoPayees()
        func codes(_ bytes: [UInt8], by role: String, name: String = "a.csv") throws -> [String] {
            do {
                try payees.take([(name, bytes)], profile: profile(), signedBy: role)
                return []
            } catch let refusal as StepRefusal {
                return refusal.diagnostics.map(\.code)
            }
        }
        // A table that is none: of a stranger's it is not told, of a provider's it is.
        let garbage = Array("STT\n\"".utf8)
        #expect(try codes(garbage, by: "maker") == ["cash-results-signature"])
        let read = try codes(garbage, by: "provider")
        #expect(!read.isEmpty && !read.contains("cash-results-signature"), "\(read)")
    }

    @Test func `another amount than was handed over is a conflict and moves nothing`() throws {
        let payees = try TwoPayees()
        let before = try payees.money()
        try payees.take([("kq.csv", table(payees, amount: "810,001"))], profile: profile())
        let conflicts = try payees.town.reconcile().flatMap(\.conflicts)
        #expect(conflicts.map(\.kind) == [.amountDiffers])
        #expect(try payees.money() == before)
    }
}

/// Small answers of the bank.
enum AnswerSheet {
    /// A status report about one transfer.
    static func pain002(_ transfer: String, in file: String, _ status: String) -> String {
        """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>\
        <GrpHdr><MsgId>S-\(status)</MsgId><CreDtTm>2026-11-24T08:00:00+07:00</CreDtTm></GrpHdr>\
        <OrgnlGrpInfAndSts><OrgnlMsgId>\(file)</OrgnlMsgId>\
        <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>\
        <OrgnlPmtInfAndSts><OrgnlPmtInfId>\(file)-1</OrgnlPmtInfId>\
        <TxInfAndSts><OrgnlEndToEndId>\(transfer)</OrgnlEndToEndId><TxSts>\(status)</TxSts>\
        </TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
        """
    }
}

// A month over a bank that wants one file for each receiving bank and names banks by their CITAD codes.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

struct FilesByBankTests {
    private let people: [(person: Townsman, account: String, bank: String)] = [
        (Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10"), "1028722532310", "970407"),
        (Townsman(2, "Đặng Văn Ánh", born: "1980-01-02"), "0351000646393", "970436"),
        (Townsman(3, "Trần Văn Bình", born: "1979-01-02"), "1028722532312", "970416"),
        (Townsman(4, "Lê Thị Cúc", born: "1978-01-02"), "1028722532313", "970407"),
        (Townsman(5, "Phạm Thị Dung", born: "1977-01-02"), "0351000646394", "970436"),
    ]

    private func town(
        _ people: [(person: Townsman, account: String, bank: String)]
    ) throws -> Household {
        let town = try Household(
            BooksKind(
                units: ["NA01"],
                recomputeFrom: "2026-11",
                ruralProvider: "vietcombank-citad",
                ruralBank: "970436"
            )
        )
        try town.register(
            people.map {
                .enrol(
                    $0.person,
                    "5.6",
                    unit: "NA01",
                    signed: "2025-03-05",
                    facts: "severity=severe"
                ).account($0.account, bank: $0.bank)
            }
        )
        try town.receive([
            "estimate,NA01,2026,local,,9000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietcombank-citad,9000000,RDT-1,2026-11-20",
        ])
        return town
    }

    @Test func `each receiving bank has its file, the own bank's first, and all prove`() throws {
        let town = try town(people)
        let sheet = try #require(try town.runMonth("2026-11").first)
        #expect(sheet.files.map(\.transferCount) == [2, 2, 1])
        #expect(
            sheet.files.map(\.path)
                == (1...3).map {
                    "files/vietcombank-citad/\(sheet.code)-1-\($0).xml"
                }
        )
        let folder = "\(try town.read { $0.books.batchesFolder })/\(sheet.code)/"
        let texts = try sheet.files.map {
            String(decoding: try DurableFiles.read(folder + $0.path), as: UTF8.self)
        }
        for (text, code) in zip(texts, ["01203001", "01310001", "79307001"]) {
            let named = text.split(separator: "<MmbId>").dropFirst().map { $0.prefix(8) }
            #expect(Set(named) == ["01203001", Substring(code)])
        }
        for (person, _, bank) in people {
            let id = try town.transfer(person, in: sheet.code)
            let place = try #require(["970436", "970407", "970416"].firstIndex(of: bank))
            let held = texts.indices.filter { texts[$0].contains("<EndToEndId>\(id)<") }
            #expect(held == [place], "\(id)")
        }
        #expect(sheet.files.reduce(0) { $0 + $1.amount } == sheet.sums.reduce(0) { $0 + $1.amount })
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
        let sealed = try town.verifySealed(sheet.code)
        #expect(sealed.findings.isEmpty, "\(sealed.findings)")
    }

    @Test func `a stop list parts what is left in the same way`() throws {
        let town = try town(people)
        let sheet = try #require(try town.freeze("2026-11").first)
        try town.approveAll("2026-11")
        let gone = people[2].person
        try town.register([.death(gone, on: "2026-10-15")])
        _ = try town.stop(sheet.code, gone, by: "maker", "checker")
        let report = try #require(try town.issue("2026-11").first)
        // The bank whose one payee is gone has no file.
        #expect(report.files.map(\.transferCount) == [2, 2])
        #expect(report.files.allSatisfy { $0.stop == 1 })
        let sealed = try town.verifySealed(sheet.code)
        #expect(sealed.findings.isEmpty, "\(sealed.findings)")
    }

    @Test func `a payee whose bank the profile cannot name is refused by the bank's name`() throws {
        let town = try town(
            people + [
                (Townsman(6, "Võ Văn Em", born: "1976-01-02"), "1028722532399", "970422")
            ]
        )
        let refused = #expect(throws: StepRefusal.self) { _ = try town.freeze("2026-11") }
        #expect(refused?.code == .dataErrors)
        #expect(refused?.message.english == "profile vietcombank-citad has no CITAD code of MB")
    }

    @Test func `of its answer the sound payments are kept, as the profile says`() throws {
        let town = try town(people)
        let sheet = try #require(try town.runMonth("2026-11").first)
        let ids = try people.map { try town.transfer($0.person, in: sheet.code) }
        func report(_ amount: String, file: String) -> String {
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
            <GrpHdr><MsgId>S-\(amount)</MsgId><CreDtTm>2026-11-24T08:00:00</CreDtTm></GrpHdr>
            <OrgnlGrpInfAndSts><OrgnlMsgId>\(file)</OrgnlMsgId>
            <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
            <OrgnlPmtInfAndSts><OrgnlPmtInfId>\(file)-1</OrgnlPmtInfId>
            <TxInfAndSts><OrgnlEndToEndId>\(ids[1])</OrgnlEndToEndId><TxSts>RJCT</TxSts>
            <OrgnlTxRef><Amt><InstdAmt Ccy="VND">\(amount)</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
            <TxInfAndSts><OrgnlEndToEndId>\(ids[4])</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>
            </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
            """
        }
        let own = "\(sheet.code)-1-1"
        let taken = try town.take([
            (name: "s.xml", bytes: Array(report("810.000,5", file: own).utf8))
        ])
        #expect(taken.map(\.newFacts) == [1])
        #expect(taken[0].warnings.map(\.code) == ["answer-amount"])
        #expect(try town.reconcile().flatMap(\.conflicts).isEmpty)
        #expect(try town.story(ids[1]).status == .sent && town.story(ids[4]).status == .rejected)
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
        // About a file that is none of ours nobody's profile says anything.
        #expect(
            try refusal {
                _ = try town.take([
                    (name: "t.xml", bytes: Array(report("1x", file: "X-1").utf8))
                ])
            } == .dataErrors
        )
    }

    @Test func `a profile that parts or cannot name what its file holds proves nothing`() throws {
        let town = try town(people)
        let sheet = try #require(try town.runMonth("2026-11").first)
        let folder = "\(town.folder)/batches/\(sheet.code)/files/vietcombank-citad"
        let path = "\(folder)/profile.toml"
        let text = String(decoding: try DurableFiles.read(path), as: UTF8.self)
        func damaged(_ old: String, _ new: String) throws -> [String] {
            let changed = text.replacing(old, with: new)
            #expect(changed != text)
            try DurableFiles.replace(path, with: Array(changed.utf8))
            return try town.verifySealed(sheet.code).findings
                .filter { $0.message.english == "the list of transfers is damaged" }.map(\.path)
        }
        // The third bank's file can no more be rendered: its bank has no code.
        #expect(
            try damaged("970416 = \"79307001\"\n", "") == [
                "files/vietcombank-citad/\(sheet.code)-1-3-list.csv"
            ]
        )
        // With files apart for the own bank and others, these hold nothing that must be apart.
        #expect(try damaged("files_apart = \"bank\"", "files_apart = \"own-bank\"") == [])
    }

    @Test func `a file that mixes banks which its profile parts does not prove`() throws {
        let town = try Household(
            BooksKind(
                units: ["NA01"],
                recomputeFrom: "2026-11",
                ruralProvider: "vietinbank-h2h"
            )
        )
        try town.register(
            people.map {
                .enrol(
                    $0.person,
                    "5.6",
                    unit: "NA01",
                    signed: "2025-03-05",
                    facts: "severity=severe"
                ).account($0.account, bank: $0.bank)
            }
        )
        try town.receive([
            "estimate,NA01,2026,local,,9000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank-h2h,9000000,RDT-1,2026-11-20",
        ])
        let sheet = try #require(try town.runMonth("2026-11").first)
        #expect(sheet.files.count == 1)
        let path = "\(town.folder)/batches/\(sheet.code)/files/vietinbank-h2h/profile.toml"
        let text = try DurableFiles.read(path)
        func damaged() throws -> Int {
            try town.verifySealed(sheet.code).findings
                .count { $0.message.english == "the list of transfers is damaged" }
        }
        #expect(try damaged() == 0)
        try DurableFiles.replace(path, with: Array("files_apart = \"bank\"\n".utf8) + text)
        #expect(try damaged() == 1)
        // All are at other banks than the payer's: they may share a file of these.
        try DurableFiles.replace(path, with: Array("files_apart = \"own-bank\"\n".utf8) + text)
        #expect(try damaged() == 0)
    }
}

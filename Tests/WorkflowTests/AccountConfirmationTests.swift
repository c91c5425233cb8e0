// What a bank says of accounts before a run, from the question to the draft's check.

import BankFiles
import Disbursement
import Enrolment
import Entitlement
import Foundation
import Intake
import Ledger
import Signing
import Store
import Testing
import Workflow

struct AccountConfirmationTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let anh = Townsman(2, "Đặng Văn Ánh", born: "1980-01-02")
    private let hoa = Townsman(3, "Lê Thị Hoa", born: "1987-03-10")

    private func town(otherUnits: [String] = []) throws -> Household {
        let town = try Household(
            BooksKind(
                units: ["NA01"] + otherUnits,
                recomputeFrom: "2026-11",
                providers: ["vietinbank", "vietnam-post"],
                providerUnits: otherUnits.isEmpty ? [:] : ["vietinbank": "NA01"]
            )
        )
        func disabled(_ person: Townsman) -> RegisterLine {
            .enrol(person, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
        }
        try town.register([
            disabled(lan).account("1028722532310"), disabled(anh).account("1028722532311"),
            disabled(hoa).cash(),
        ])
        try town.receiveEnough(on: "2026-11-20")
        _ = try town.draft("2026-11", units: ["NA01"])
        return town
    }

    private func profile() throws -> AccountCheckProfile {
        try #require(AccountCheckProfile.shipped(id: "account-names"))
    }

    private func ask(_ town: Household, by role: String = "maker") throws -> [AccountQuestionReport]
    {
        try town.write { open in
            try CheckAccounts(town.environment, profile: try profile()).ask(
                open,
                scope: town.scope("2026-11"),
                ruleBook: .shipped,
                folder: "\(town.root)/ask",
                officer: try town.key(role, open)
            )
        }
    }

    /// Takes an answer in, signed where a role is named.
    private func take(
        _ town: Household,
        _ rows: [String],
        signedBy signer: String? = nil,
        by role: String = "maker"
    ) throws -> AccountAnswerReport {
        let text =
            (["Mã tra cứu,Số tài khoản,Tên chủ tài khoản,Kết quả"] + rows)
            .joined(separator: "\n") + "\n"
        let path = try town.input(text)
        return try town.write { open in
            if let signer {
                let key = try town.key(signer, open)
                let signature = try DetachedSignature.sign(
                    digest: Digest.of(Array(text.utf8)),
                    certificate: key.certificate,
                    key: key.key,
                    at: town.now.seconds
                )
                try Data(signature).write(to: URL(fileURLWithPath: path + ".p7s"))
            }
            return try #require(
                try CheckAccounts(town.environment, profile: try profile()).take(
                    open,
                    paths: [path],
                    officer: try town.key(role, open)
                ).first
            )
        }
    }

    private func told(_ town: Household) throws -> AccountConfirmations? {
        let draft = try #require(try town.draft("2026-11").first)
        return try town.read { try AccountConfirmations.of(draft, $0) }
    }

    private func row(_ town: Household, _ person: Townsman, _ rest: String) throws -> String {
        let number = try town.number(person)
        return "\(try #require(AccountQuestion.reference(of: number, in: "NA01"))),\(rest)"
    }

    @Test func `who is paid into an account is asked about, and nobody else`() throws {
        let town = try town()
        let before = try town.standing()
        let report = try #require(try ask(town).first)
        #expect(report.unit == "NA01" && report.provider == "vietinbank" && report.count == 2)
        #expect(report.path.hasSuffix("/ask/accounts-NA01-2026-11-vietinbank-1.xlsx"))
        let bytes = try DurableFiles.read(report.path)
        #expect(Digest.of(bytes) == report.digest)
        var reader = SheetReader(file: "a.xlsx", bytes: bytes)
        var row = TableRow()
        var rows: [[String]] = []
        while reader.next(&row) { rows.append((0..<row.count).map { row.text(at: $0) }) }
        #expect(rows.map { $0[2] } == ["Số tài khoản", "1028722532310", "1028722532311"])
        #expect(rows.map { $0[3] } == ["Tên người hưởng", "NGUYEN THI LAN", "DANG VAN ANH"])
        // It is a question: nothing is written into the books, and asked again it is the same.
        #expect(try town.standing() == before)
        #expect(try ask(town).map(\.digest) == [report.digest])
        #expect(try refusal { _ = try ask(town, by: "account-holder") } == .notPermitted)
    }

    @Test func `what the bank says is told where the draft is checked, until the account changes`()
        throws
    {
        let town = try town()
        #expect(try told(town) == nil)
        let rows = [
            try row(town, anh, "1028722532311,,Đã đóng"),
            try row(town, lan, "1028722532310,N***** T** L**,Khớp"),
        ]
        let report = try take(town, rows)
        #expect(report.unit == "NA01" && report.confirmed == 1 && report.outdated == 0)
        #expect(report.refused.map(\.code) == ["AC04"] && !report.isKnown)
        let number = try town.number(anh)
        var found = try #require(try told(town))
        #expect(found.confirmed == 1 && found.unanswered == 0)
        #expect(found.refused.map(\.payee) == [number] && found.refused.map(\.code) == ["AC04"])
        #expect(found.refused.first?.amount == 810_000)
        #expect(found.refused.first?.account.english.hasSuffix("••••311") == true)
        // The same file again is no step.
        let standing = try town.standing()
        #expect(try take(town, rows).isKnown)
        #expect(try town.standing() == standing)
        // Another account: nobody has asked about it, and the old answer says nothing of it.
        town.now = morning("2026-11-25")
        try town.register([
            RegisterLine.change(anh, document: "DX-1").account("1028722539999")
        ])
        found = try #require(try told(town))
        #expect(found.confirmed == 1 && found.unanswered == 1 && found.refused.isEmpty)
        let late = try take(town, [try row(town, anh, "1028722532311,,Khớp")])
        #expect(late.outdated == 1 && late.confirmed == 0)
        _ = try take(town, [try row(town, anh, "1028722539999,D*** V** A**,Khớp")])
        found = try #require(try told(town))
        #expect(found.confirmed == 2 && found.unanswered == 0 && found.refused.isEmpty)
        // The newest answer counts.
        _ = try take(town, [try row(town, anh, "1028722539999,,Bị phong tỏa")])
        #expect(try told(town)?.refused.map(\.code) == ["AC06"])
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test func `a holder who is somebody else refuses, whatever the bank's word`() throws {
        let town = try town()
        let report = try take(
            town,
            [try row(town, lan, "1028722532310,T*** T** L**,Khớp")]
        )
        #expect(report.confirmed == 0 && report.refused.map(\.code) == ["BE01"])
    }

    @Test func `strangers, others' signatures and those who may not are refused`() throws {
        let town = try town()
        let standing = try town.standing()
        let good = try row(town, lan, "1028722532310,NGUYEN THI LAN,Khớp")
        #expect(try refusal { _ = try take(town, [good], signedBy: "maker") } == .dataErrors)
        #expect(try refusal { _ = try take(town, [good], by: "account-holder") } == .notPermitted)
        let nobody = try #require(AccountQuestion.reference(of: 4_000, in: "NA01"))
        #expect(
            try refusal { _ = try take(town, [good, "\(nobody),1028722532310,LE VAN X,Khớp"]) }
                == .dataErrors
        )
        let elsewhere = try #require(AccountQuestion.reference(of: 1, in: "CM06"))
        #expect(
            try refusal { _ = try take(town, ["\(elsewhere),1028722532310,NGUYEN THI LAN,Khớp"]) }
                == .dataErrors
        )
        // A provider, but not the bank that the unit pays by.
        #expect(
            try refusal { _ = try take(town, [good], signedBy: "provider-vietnam-post") }
                == .dataErrors
        )
        #expect(try town.standing() == standing)
        #expect(try take(town, [good], signedBy: "provider").confirmed == 1)
    }

    @Test func `a signature of the bank's for another unit confirms nothing`() throws {
        let town = try town(otherUnits: ["CM01"])
        let other = try town.issue(
            "provider",
            person: "vietinbank",
            name: "Chi nhánh khác",
            as: "other-branch"
        )
        try town.order(.add(other, role: .provider, units: ["CM01"]))
        let standing = try town.standing()
        let good = try row(town, lan, "1028722532310,NGUYEN THI LAN,Khớp")
        #expect(try refusal { _ = try take(town, [good], signedBy: "other-branch") } == .dataErrors)
        #expect(try town.standing() == standing)
        #expect(try take(town, [good], signedBy: "provider").confirmed == 1)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `a word without the holder's name confirms nothing where the bank tells names`()
        throws
    {
        let town = try town()
        for name in ["", "   ", "***", "阮"] {
            let report = try take(town, [try row(town, lan, "1028722532310,\(name),Khớp")])
            #expect(report.confirmed == 0 && report.unknown == 1, "'\(name)'")
            #expect(report.refused.isEmpty, "'\(name)'")
        }
    }

    @Test func `who signs is told what the bank said, also after the freeze`() throws {
        let town = try town()
        func said() throws -> AccountConfirmations? {
            try town.read { open in
                try AccountConfirmations.of(try #require(try open.books.batches().first), open)
            }
        }
        let sheet = try #require(try town.freeze("2026-11").first)
        #expect(sheet.transferCount == 3)
        #expect(try said() == nil)
        _ = try take(town, [try row(town, lan, "1028722532310,N***** T** L**,Khớp")])
        #expect(try said()?.confirmed == 1 && said()?.unanswered == 1)
        _ = try take(town, [try row(town, anh, "1028722532311,,Đã đóng")])
        let found = try #require(try said())
        #expect(found.unanswered == 0 && found.refused.map(\.code) == ["AC04"])
        #expect(found.refused.map(\.amount) == [810_000])
    }

    @Test func `the bank's file is kept, and proven with its profile and signature`() throws {
        let town = try town()
        let good = try row(town, lan, "1028722532310,NGUYEN THI LAN,Khớp")
        _ = try take(town, [good], signedBy: "provider")
        let folder = "\(town.folder)/answers"
        let names = try DurableFiles.names(in: folder)
        #expect(names.map { $0.dropFirst(64) } == [".csv", ".csv.p7s", ".csv.toml"])
        let kept = String(decoding: try DurableFiles.read("\(folder)/\(names[0])"), as: UTF8.self)
        #expect(kept.contains(good))
        #expect(try town.verify().findings.isEmpty)
        for name in names {
            let path = "\(folder)/\(name)"
            let bytes = try DurableFiles.read(path)
            try DurableFiles.replace(path, with: bytes.dropLast() + [0x20])
            #expect(try town.verify().findings.map(\.place) == ["answers/\(names[0].prefix(64))"])
            try DurableFiles.removeTree(path)
            #expect(try town.verify().findings.map(\.place) == ["answers/\(names[0].prefix(64))"])
            try DurableFiles.replace(path, with: bytes)
        }
        #expect(try town.verify().findings.isEmpty)
    }
}

// Officers who come, go and change their certificates: what counts from when, and what stays good.

import Disbursement
import Foundation
import Intake
import Ledger
import Signing
import Store
import Testing

@testable import Workflow

struct OfficerChangeTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")

    /// A town with one payee of 810,000 a month.
    private func town() throws -> Household {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.receiveEnough()
        return town
    }

    private func expectProven(_ town: Household, line: Int = #line) throws {
        let findings = try town.verify().findings
        let place = SourceLocation(fileID: #fileID, filePath: #filePath, line: line, column: 1)
        #expect(findings.isEmpty, "\(findings)", sourceLocation: place)
        for batch in try town.batches() where batch.isHandedOver {
            let sealed = try town.verifySealed(batch.code)
            #expect(sealed.findings.isEmpty, "\(sealed.findings)", sourceLocation: place)
        }
    }

    /// The refusal of a step, its words in English.
    private func words(_ body: () throws -> Void) throws -> String {
        do {
            try body()
            return ""
        } catch let refusal as StepRefusal {
            #expect(refusal.hint != nil || !refusal.diagnostics.isEmpty, "\(refusal.message)")
            return refusal.message.text(in: .english)
        }
    }

    // MARK: Who comes, who goes

    @Test func `the other two put a successor in the place of an account holder who died`() throws {
        let town = try town()
        _ = try town.runMonth("2026-11")
        try town.succeed("account-holder", by: ("chief-accountant", "maker"), as: "head")
        try expectProven(town)
        town.now = morning("2026-12-22")
        let sheet = try #require(try town.freeze("2026-12").first)
        #expect(
            sheet.signers.filter { $0.role == .accountHolder }.map(\.person) == ["001080000077"]
        )
        try town.approve("2026-12", "checker")
        try town.approve("2026-12", "chief-accountant")
        let told = try words { try town.approve("2026-12", "account-holder") }
        #expect(told.contains("(account holder) ended on 2026-11-22: left the office"), "\(told)")
        try town.approve("2026-12", "account-holder", key: "head")
        try town.issue("2026-12", key: "head")
        try expectProven(town)
        #expect(try town.balance("EXP") == 1_620_000)
    }

    @Test func `a change is entered once, and its paper stands`() throws {
        let town = try town()
        let new = try town.issue("maker", person: "001080000078", name: "Người Lập", as: "maker-2")
        let add = OfficerChange.Deed.add(new, role: .maker, units: ["NA01"])
        let first = try town.order(add)
        #expect(!first.isKnown && first.order.number == 1)
        let standing = try town.standing()
        let again = try town.order(add, by: ("maker", "account-holder"), document: "qđ 11 ubnd")
        #expect(again.isKnown && again.order == first.order)
        #expect(try refusal { try town.order(add, document: "QĐ-12") } == .dataErrors)
        #expect(try town.standing() == standing)
        let end = OfficerChange.Deed.end(String(new.fingerprint.hex.prefix(8)), .left)
        #expect(try town.order(end).order.number == 2)
        #expect(try town.order(end).isKnown)
        #expect(
            try refusal { try town.order(.end(new.fingerprint.hex, .keyCompromised)) }
                == .dataErrors
        )
        #expect(try refusal { try town.order(add) } == nil, "what was entered stands as entered")
        let ended = OfficerChange.Deed.add(new, role: .maker, units: ["*"])
        #expect(try words { try town.order(ended) }.contains("was ended"))
        try expectProven(town)
    }

    @Test func `another certificate of the same person goes on where the old one stood`() throws {
        let town = try town()
        _ = try town.freeze("2026-11")
        try town.approve("2026-11", "checker")
        let old = try town.officer("chief-accountant")
        let new = try town.renew("chief-accountant", as: "accountant-2")
        try town.order(
            .replace(String(old.fingerprint.prefix(12)), .renewed, by: new),
            by: ("maker", "account-holder")
        )
        let told = try words { try town.approve("2026-11", "chief-accountant") }
        #expect(told.contains("ended on 2026-11-22: certificate renewed"), "\(told)")
        // The batch was frozen before: its page names the person, not the certificate.
        try town.approve("2026-11", "chief-accountant", key: "accountant-2")
        try town.approve("2026-11", "account-holder")
        try town.issue("2026-11")
        try expectProven(town)
    }

    @Test func `who proposed a case does not decide it with another certificate`() throws {
        let story = try PaidMonth(["2026-11"], on: "2026-11-24")
        let town = story.town
        town.now = morning("2026-12-01")
        // The maker of one year is the head of the next.
        let number = try town.propose(
            story.transfers[0],
            try town.number(PaidMonth.lan),
            540_000
        )
        let maker = try town.officer("maker")
        try town.succeed("maker", by: ("chief-accountant", "account-holder"), as: "maker-2")
        let head = try town.issue(
            "account-holder",
            person: maker.person,
            name: maker.name,
            as: "head"
        )
        try town.order(
            .add(head, role: .accountHolder, units: ["*"]),
            by: ("chief-accountant", "account-holder")
        )
        #expect(try refusal { try town.decideCase(number, by: "head") } == .notPermitted)
        try town.decideCase(number, by: "account-holder")
    }

    // MARK: Batches that wait

    @Test(arguments: ["maker", "checker", "chief-accountant"])
    func `what was signed in office stays good when the signer left before the hand-over`(
        _ role: String
    ) throws {
        let town = try town()
        _ = try town.freeze("2026-11")
        try town.approve("2026-11", "checker")
        try town.approve("2026-11", "chief-accountant")
        let signers =
            role == "chief-accountant"
            ? ("maker", "account-holder") : ("chief-accountant", "account-holder")
        try town.succeed(role, by: signers, as: "successor")
        try town.approve("2026-11", "account-holder")
        try town.issue("2026-11")
        #expect(try town.balance("CLR") == -810_000)
        try expectProven(town)
    }

    @Test func `who came after the freeze signs a batch that is frozen anew, not this one`() throws
    {
        let town = try town()
        _ = try town.freeze("2026-11")
        try town.approve("2026-11", "checker")
        try town.succeed("chief-accountant", by: ("maker", "account-holder"), as: "accountant-2")
        let standing = try town.standing()
        let told = try words {
            try town.approve("2026-11", "chief-accountant", key: "accountant-2")
        }
        #expect(told.contains("was frozen before the signer became chief accountant"), "\(told)")
        #expect(try town.standing() == standing)
        let code = try #require(try town.batches().first).code
        try town.write { open in
            _ = try CancelBatch(town.environment).run(
                open,
                code: code,
                cause: "officers",
                document: "QĐ-11",
                officer: try town.key("maker", open)
            )
        }
        _ = try town.freeze("2026-11")
        try town.approve("2026-11", "checker")
        try town.approve("2026-11", "chief-accountant", key: "accountant-2")
        try town.approve("2026-11", "account-holder")
        try town.issue("2026-11")
        try expectProven(town)
    }

    @Test func `who came after the freeze neither stops lines nor hands over`() throws {
        let town = try town()
        let sheet = try #require(try town.freeze("2026-11").first)
        try town.approveAll("2026-11")
        try town.succeed("account-holder", by: ("maker", "chief-accountant"), as: "head")
        let standing = try town.standing()
        for told in [
            try words { try town.issue("2026-11", key: "head") },
            try words {
                _ = try town.stop(
                    sheet.code,
                    lan,
                    from: "2026-11",
                    cause: .moved,
                    by: "maker",
                    "head"
                )
            },
        ] { #expect(told.contains("was frozen before the signer became"), "\(told)") }
        #expect(try town.standing() == standing)
        try expectProven(town)
    }

    @Test func `a certificate that ran out since proves what it signed in time`() throws {
        let town = try town()
        let new = try town.renew("maker", as: "maker", through: "2027-01-31")
        let old = try town.officer("maker")
        try town.order(.replace(old.fingerprint, .renewed, by: new))
        _ = try town.runMonth("2026-11")
        town.now = morning("2027-03-01")
        let told = try words { _ = try town.draft("2027-03") }
        #expect(told.contains("does not hold yet, or no more"), "\(told)")
        let next = try town.renew("maker", as: "maker")
        try town.order(.replace(new.fingerprint.hex, .renewed, by: next))
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test func `a certificate that ran out after its signature holds up no hand-over`() throws {
        let town = try town()
        for (role, signers) in [
            ("maker", ("chief-accountant", "account-holder")),
            ("chief-accountant", ("maker", "account-holder")),
        ] {
            let new = try town.renew(role, as: role, through: "2026-11-30")
            try town.order(
                .replace(try town.officer(role).fingerprint, .renewed, by: new),
                by: signers
            )
        }
        _ = try town.freeze("2026-11")
        try town.approve("2026-11", "checker")
        try town.approve("2026-11", "chief-accountant")
        // All certificates must hold at the last signature: nothing is approved that could not leave.
        let signed = town.now
        town.now = morning("2026-12-02")
        let told = try words { try town.approve("2026-11", "account-holder") }
        #expect(told.contains("not as it was submitted"), "\(told)")
        town.now = signed
        try town.approve("2026-11", "account-holder")
        town.now = morning("2026-12-02")
        try town.issue("2026-11")
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
    }

    // MARK: What no certificate may be

    @Test func `a certificate that is not the person's, the role's or the authority's is refused`()
        throws
    {
        let town = try town()
        let standing = try town.standing()
        func expectRefused(_ certificate: Certificate, _ word: String) throws {
            let told = try words {
                try town.order(.add(certificate, role: .maker, units: ["*"]))
            }
            #expect(told.contains(word), "\(told)")
        }
        let id = "001080000079"
        try expectRefused(
            try town.issue("checker", person: id, name: "A", as: "x"),
            "its OU wants maker"
        )
        try expectRefused(try town.issue("maker", person: "12345", name: "A", as: "x"), "12 digits")
        try expectRefused(
            try town.issue("maker", person: id, name: "A", as: "x", through: "2026-11-01"),
            "has expired"
        )
        let foreign = try DemoAuthority(
            commonName: "Another authority",
            validity: morning("2026-01-01").seconds...morning("2049-01-01").seconds,
            serial: town.environment.random(16)
        ).issue(
            to: DemoAuthority.Subject(
                commonName: "A",
                personID: id,
                role: "maker",
                organization: "Elsewhere"
            ),
            kind: .p256,
            validity: morning("2026-01-01").seconds...morning("2049-01-01").seconds,
            serial: town.environment.random(16)
        )
        try expectRefused(foreign.certificate, "does not lead to the given authority")
        #expect(
            try refusal {
                try town.order(
                    .add(
                        try town.issue("maker", person: id, name: "A", as: "x"),
                        role: .maker,
                        units: ["*"]
                    ),
                    signed: "2026-11-23"
                )
            } == .usage
        )
        #expect(try town.standing() == standing)
    }

    @Test func `a key is one person's, and a lost one nobody's`() throws {
        let town = try town()
        let maker = try town.officer("maker")
        let puppet = try town.issue("maker", person: "001080000090", name: "X", forKeyOf: "checker")
        let standing = try town.standing()
        let told = try words { try town.order(.add(puppet, role: .maker, units: ["*"])) }
        #expect(told.contains("another officer's key"), "\(told)")
        let same = try town.issue(
            "maker",
            person: maker.person,
            name: maker.name,
            forKeyOf: "maker"
        )
        let lost = try words {
            try town.order(.replace(maker.fingerprint, .keyCompromised, by: same))
        }
        #expect(lost.contains("was compromised: a new key"), "\(lost)")
        #expect(try town.standing() == standing)
        // A renewed certificate may be for the same key, which then goes on.
        try town.order(.replace(maker.fingerprint, .renewed, by: same))
        let key = try town.read { try town.key("maker", $0) }
        #expect(key.certificate == same)
        let other = try town.renew("maker", as: "maker-2")
        try town.order(.replace(same.fingerprint.hex, .keyCompromised, by: other))
        let back = try town.issue(
            "maker",
            person: maker.person,
            name: maker.name,
            forKeyOf: "maker"
        )
        let again = try words {
            try town.order(.replace(other.fingerprint.hex, .renewed, by: back))
        }
        #expect(again.contains("was compromised: a new key"), "\(again)")
        try expectProven(town)
    }

    @Test func `books do not begin with one key for two officers`() throws {
        let town = try town()
        let keys = "\(town.root)/keys"
        let double = try town.issue(
            "checker",
            person: "001080000002",
            name: "Cán Bộ C",
            forKeyOf: "maker"
        )
        func begin(_ folder: String) throws {
            var setup = town.kind.setup
            for role in ["maker", "checker", "chief-accountant", "account-holder", "auditor"] {
                setup = setup.replacing(
                    "role = \"\(role)\"\n",
                    with: "role = \"\(role)\"\ncertificate = \"\(keys)/\(role).pem\"\n"
                )
            }
            setup = setup.replacing(
                "role = \"provider\"\n",
                with: "role = \"provider\"\ncertificate = \"\(keys)/provider.pem\"\n"
            )
            _ = try InitBooks(town.environment).run(
                folder: "\(town.root)/\(folder)",
                setupPath: try town.input(setup, "setup.toml"),
                demoKeys: nil,
                rootsPath: "\(keys)/authority.pem"
            )
        }
        try begin("first")
        try DurableFiles.replace("\(keys)/checker.pem", with: Array(double.pem.utf8))
        #expect(try words { try begin("second") }.contains("is another officer's key"))
        #expect(!FileManager.default.fileExists(atPath: "\(town.root)/second/books.sqlite"))
    }

    @Test func `a namesake is told, an unknown or short fingerprint refused`() throws {
        let town = try town()
        let old = try town.officer("checker")
        let other = try town.issue("maker", person: "001080000080", name: old.name, as: "maker-2")
        #expect(try town.order(.add(other, role: .maker, units: ["*"])).hasNamesake)
        for name in ["", "0123456", String(old.fingerprint.prefix(7)), "zzzzzzzzzz"] {
            #expect(try refusal { try town.order(.end(name, .left)) } == .usage, "\(name)")
        }
    }
}

// What is put right of decisions: annulled ones, corrected days, and who signed.

import Intake
import Ledger
import Testing

@testable import Enrolment

struct RegisterCorrectionTests {
    private typealias Register = RegisterSample.Register

    @Test func `an annulled decision ends before it began, and doing it again says nothing new`()
        throws
    {
        var register = Register()
        _ = try register.take([[:]])
        let annul = RegisterSample.event("annul", [.category: "5.6"])
        #expect(try register.take([annul]).diagnostics.isEmpty)
        let person = try register.person(RegisterSample.own)
        #expect(person.claims.count == 2)
        #expect(person.claims.last?.ended == person.birth)
        #expect(try register.take([annul]).diagnostics.isEmpty)
        #expect(try register.person(RegisterSample.own).claims.count == 2)
        // The category is free for another decision.
        #expect(try register.take([[.decision: "14/QĐ"]]).diagnostics.isEmpty)
        #expect(try register.person(RegisterSample.own).claims.count == 3)
    }

    /// The claims of the register's first person with an earlier day of knowing.
    private func aged(_ register: Register) throws -> Register {
        var aged = register
        var person = try register.person(RegisterSample.own)
        person.claims = person.claims.map { claim in
            Claim(
                category: claim.category,
                unit: claim.unit,
                decision: claim.decision,
                signed: claim.signed,
                certificate: claim.certificate,
                ended: claim.ended,
                known: claim.known.advanced(byDays: -20),
                signer: claim.signer,
                document: claim.document
            )
        }
        aged.persons[person.nationalID] = person
        return aged
    }

    @Test func `a day of a decision is put right: the last word counts, the first one stays`()
        throws
    {
        let known = try #require(RegisterSample.known)
        var register = Register()
        _ = try register.take([[.signer: "Lê Văn Ký"]])
        register = try aged(register)
        let correct = RegisterSample.event(
            "correct",
            [.category: "5.6", .certificate: "2026-03-02", .signer: "Trần Thị Duyệt"]
        )
        let plan = try register.take([correct])
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.value.map(\.kinds) == [[.claimCorrected]])
        let person = try register.person(RegisterSample.own)
        #expect(person.claims.count == 2)
        #expect(person.claims.map(\.signer) == ["Lê Văn Ký", "Trần Thị Duyệt"])
        #expect(person.claims.map(\.document) == ["", "5/CV"])
        let current = person.claims(knownOn: known)
        #expect(current.map(\.certificate) == [CivilDate(year: 2026, month: 3, day: 2)])
        #expect(current.map(\.signed) == [CivilDate(year: 2026, month: 5, day: 4)])
        #expect(current.allSatisfy { $0.ended == nil })
        let before = person.claims(knownOn: known.advanced(byDays: -1))
        #expect(before.map(\.certificate) == [CivilDate(year: 2026, month: 4, day: 20)])
        // The same again says nothing new.
        #expect(try register.take([correct]).value.isEmpty)
        #expect(try register.take([correct]).diagnostics.isEmpty)
    }

    @Test
    func `a wrong or missing signer of a decision is put right, and later papers keep theirs`()
        throws
    {
        let known = try #require(RegisterSample.known)
        var register = Register()
        _ = try register.take([[.signer: "Lê Văn Sai"]])
        register = try aged(register)
        let correct = RegisterSample.event(
            "correct",
            [.category: "5.6", .decisionSigner: "Lê Văn Ký", .signer: "Trần Thị Duyệt"]
        )
        let plan = try register.take([correct])
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.value.map(\.kinds) == [[.claimCorrected]])
        var person = try register.person(RegisterSample.own)
        let claim = try #require(person.claims(knownOn: known).first)
        #expect(person.claims(knownOn: known).count == 1)
        #expect(claim.document == "5/CV")
        #expect(claim.signer == "Trần Thị Duyệt")
        #expect(claim.signed == CivilDate(year: 2026, month: 5, day: 4))
        #expect(claim.certificate == CivilDate(year: 2026, month: 4, day: 20))
        #expect(person.decisionSigner(of: claim, knownOn: known) == "Lê Văn Ký")
        let eve = known.advanced(byDays: -1)
        #expect(person.decisionSigner(of: claim, knownOn: eve) == "Lê Văn Sai")
        // The same again says nothing new; a day beside it leaves the signer as it is.
        #expect(try register.take([correct]).value.isEmpty)
        register = try aged(register)
        let day = RegisterSample.event("correct", [.category: "5.6", .signed: "2026-05-03"])
        #expect(try register.take([day]).diagnostics.isEmpty)
        person = try register.person(RegisterSample.own)
        #expect(person.decisionSigner(of: claim, knownOn: known) == "Lê Văn Ký")
        #expect(
            person.claims(knownOn: known).first?.signed == CivilDate(year: 2026, month: 5, day: 3)
        )
    }

    @Test func `a corrected day lies within the person's life and before the end`() throws {
        var register = Register()
        _ = try register.take([[:]])
        register = try aged(register)
        let early = RegisterSample.event("correct", [.category: "5.6", .signed: "1980-01-02"])
        #expect(try register.take([early]).diagnostics.map(\.code) == ["signed-before-birth"])
        let end = RegisterSample.event("end", [.category: "5.6", .from: "2026-05-20"])
        _ = try register.take([end])
        register = try aged(register)
        let late = RegisterSample.event("correct", [.category: "5.6", .signed: "2026-05-21"])
        #expect(try register.take([late]).diagnostics.map(\.code) == ["end-before-start"])
        let right = RegisterSample.event("correct", [.category: "5.6", .signed: "2026-05-20"])
        #expect(try register.take([right]).diagnostics.isEmpty)
        // The end stays.
        #expect(
            try register.person(RegisterSample.own).claims.last?.ended
                == CivilDate(year: 2026, month: 5, day: 20)
        )
    }

    @Test(arguments: ["=1+1", "@SUM(A1)", "+84", "-1", "\t=1", " =1", "＝1+1", "－1"])
    func `a text that a spreadsheet would compute is taken in no column`(_ text: String) throws {
        let free: [RegisterColumn] = [
            .fullName, .household, .decision, .document, .signer, .payeeName, .bank,
        ]
        for column in free {
            let payee: RegisterSample.Row = [
                .payeeID: "001160000009", .payeeName: "Lê Thị Mơ", .payeeBirth: "1960-01-01",
                .payeeSex: "F",
            ]
            let row = payee.merging([column: text]) { $1 }
            let codes = try RegisterSample.read([row]).diagnostics.filter {
                $0.location.field == column.rawValue
            }.map(\.code)
            #expect(codes.contains { ["text-formula", "text-control"].contains($0) }, "\(column)")
        }
        let correction = RegisterSample.event("correct", [.category: "5.6", .decisionSigner: text])
        #expect(try RegisterSample.read([correction]).isRefused)
    }

    @Test func `the signer of a decision stands in the claim and its facts`() throws {
        var register = Register()
        _ = try register.take([[.signer: "Lê Văn Ký"]])
        let person = try register.person(RegisterSample.own)
        #expect(person.claims.map(\.signer) == ["Lê Văn Ký"])
        #expect(person.facts.map(\.signer) == ["Lê Văn Ký"])
        let death = RegisterSample.event("death", [.from: "2026-06-20", .signer: "Trần Thị Duyệt"])
        _ = try register.take([death])
        #expect(try register.person(RegisterSample.own).facts.last?.signer == "Trần Thị Duyệt")
    }
}

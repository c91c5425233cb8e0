// RegisterPlanner: what each event makes of the register.

import Intake
import Ledger
import Testing

@testable import Enrolment

@Suite struct RegisterPlannerTests {
    typealias Row = RegisterSample.Row
    typealias Register = RegisterSample.Register

    private static let payee: Row = [
        .payeeID: "001160000009", .payeeName: "Lê Thị Mơ", .payeeBirth: "1960-01-01",
        .payeeSex: "F",
    ]
    @Test func `an enrolment makes a person with claim, facts and account`() throws {
        var register = Register()
        let plan = try register.take([[:]])
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.value.map(\.isNew) == [true])
        #expect(plan.value[0].kinds == [.enrolled, .claimAdded, .factAdded, .accountChanged])
        let person = try register.person(RegisterSample.own)
        #expect(person.number == 1)
        #expect(person.payee == 1)
        #expect(person.claims.map(\.unit) == ["CM01"])
        #expect(person.facts.map(\.value) == ["severe"])
        // Without a `from` of its own a fact holds from the day of signature.
        #expect(person.facts.map(\.from) == [CivilDate(year: 2026, month: 5, day: 4)])
        #expect(person.facts.map(\.document) == ["12/QĐ-UBND"])
    }

    @Test func `a file taken in twice changes nothing the second time`() throws {
        var register = Register()
        let file: [Row] = [
            Self.payee, [.category: "5.4", .facts: "children=2"].merging(Self.payee) { $1 },
        ]
        _ = try register.take(file)
        let before = register.persons
        let again = try register.take(file)
        #expect(again.diagnostics.isEmpty)
        #expect(again.value.isEmpty)
        #expect(register.persons == before)
    }

    @Test func `a payee who is somebody else becomes a person without claims`() throws {
        var register = Register()
        let plan = try register.take([Self.payee.merging([.authorityUntil: "2026-12-31"]) { $1 }])
        #expect(plan.value.map(\.number) == [1, 2])
        let person = try register.person(RegisterSample.own)
        let payee = try register.person("001160000009")
        #expect(person.payee == payee.number)
        #expect(person.way == nil)
        #expect(person.authorityEnds == CivilDate(year: 2026, month: 12, day: 31))
        #expect(payee.claims.isEmpty)
        #expect(payee.way != nil)
        #expect(payee.payee == payee.number)
    }

    @Test func `one grandmother receives for two orphans and has her pension`() throws {
        var register = Register()
        let grandmother: Row = [
            .nationalID: "001160000009", .fullName: "Lê Thị Mơ", .birthDate: "1960-01-01",
            .category: "pension", .certificate: "", .facts: "",
        ]
        let child: Row = [.nationalID: "001217000001", .sex: "nam", .birthDate: "2017-02-01"]
        let other = child.merging([.nationalID: "001217000002"]) { $1 }
        let plan = try register.take([
            child.merging(Self.payee) { $1 }, grandmother, other.merging(Self.payee) { $1 },
        ])
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.value.map { $0.person.payee } == [2, 2, 2])
        #expect(try register.person("001160000009").claims.map(\.category) == ["pension"])
    }

    @Test func `the payee of a category with its own receives for it alone`() throws {
        var register = Register()
        let heir = Self.payee.merging([
            .payeeID: "001160000008", .payeeName: "Lê Văn Kế", .authorityUntil: "2026-12-31",
        ]) { $1 }
        _ = try register.take([[:], RegisterSample.event("death", [.from: "2026-06-15"])])
        let funeral = Self.payee.merging([
            .category: "11", .decision: "20/QĐ", .certificate: "", .facts: "",
        ]) { $1 }
        let plan = try register.take([RegisterSample.event("change", heir), funeral])
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.value.map(\.kinds).first == [.claimAdded, .payeeChanged])
        let person = try register.person(RegisterSample.own)
        let (organiser, other) = (
            try register.person("001160000009"), try register.person("001160000008")
        )
        #expect(person.payee == other.number)
        #expect(person.payee(of: "11") == organiser.number)
        #expect(person.authorityEnds == CivilDate(year: 2026, month: 12, day: 31))
        #expect(person.rightPayees.map(\.authorityEnds) == [nil])
        // The organiser gives way to another; the heir stays.
        let change = RegisterSample.event("change", heir).merging([.category: "11"]) { $1 }
        #expect(try register.take([change]).value.first?.kinds == [.payeeChanged])
        #expect(try register.person(RegisterSample.own).payee(of: "11") == other.number)
        #expect(try register.take([change]).value.isEmpty)
        // The category of a change says nothing where its payees are those of all else.
        let whole = RegisterSample.event("change", Self.payee).merging([.category: "5.6"]) { $1 }
        #expect(try register.take([whole]).diagnostics.isEmpty)
        #expect(try register.person(RegisterSample.own).payee == organiser.number)
    }

    @Test func `a new person's first row may name a payee for its category alone`() throws {
        var register = Register()
        let child: Row = [
            .category: "20.1", .certificate: "", .facts: "", .authorityUntil: "2027-01-31",
        ]
        let plan = try register.take([child.merging(Self.payee) { $1 }])
        #expect(plan.diagnostics.isEmpty)
        let person = try register.person(RegisterSample.own)
        #expect(person.payee == person.number)
        #expect(person.authorityEnds == nil)
        #expect(
            person.rightPayees == [
                RightPayee(
                    category: "20.1",
                    payee: try register.person("001160000009").number,
                    authorityEnds: CivilDate(year: 2027, month: 1, day: 31)
                )
            ]
        )
        // An enrolment that names nobody leaves the payee of the rest as it is.
        _ = try register.take([
            RegisterSample.event("change", Self.payee),
            [.category: "11", .decision: "9/QĐ", .certificate: "", .facts: ""],
        ])
        #expect(try register.person(RegisterSample.own).payee != person.number)
    }

    @Test func `what is paid once may be granted again without an end of the first`() throws {
        var register = Register()
        let first: Row = [.category: "11", .decision: "1/QĐ", .certificate: "", .facts: ""]
        _ = try register.take([first])
        let second = first.merging([.decision: "2/QĐ"]) { $1 }
        #expect(try register.take([second]).diagnostics.isEmpty)
        #expect(try register.person(RegisterSample.own).claims.count == 2)
    }

    @Test func `claims are appended, ended by a second entry, and may begin again`() throws {
        var register = Register()
        _ = try register.take([[:]])
        let end = RegisterSample.event("end", [.category: "5.6", .from: "2026-06-15"])
        let ended = try register.take([end])
        #expect(ended.value.map(\.kinds) == [[.claimEnded]])
        let person = try register.person(RegisterSample.own)
        let known = try #require(RegisterSample.known)
        #expect(person.claims.count == 2)
        #expect(person.claims[0].ended == nil)
        #expect(
            person.claims(knownOn: known).map(\.ended) == [
                CivilDate(year: 2026, month: 6, day: 15)
            ]
        )
        #expect(person.claims(knownOn: known.advanced(byDays: -1)).isEmpty)
        #expect(try register.take([end]).value.isEmpty)
        let again = try register.take([[.decision: "99/QĐ", .signed: "2026-06-20"]])
        #expect(again.value.map(\.kinds) == [[.claimAdded, .factAdded]])
        #expect(try register.person(RegisterSample.own).claims(knownOn: known).count == 2)
    }

    @Test func `a change touches only what it names`() throws {
        var register = Register()
        _ = try register.take([Self.payee])
        let facts = RegisterSample.event(
            "change",
            [.facts: "severity=special", .from: "2026-06-01"]
        )
        #expect(try register.take([facts]).value.map(\.kinds) == [[.factAdded]])
        #expect(try register.take([facts]).value.isEmpty)
        let own = RegisterSample.event("change", [.payeeID: RegisterSample.own, .payBy: "cash"])
        #expect(try register.take([own]).value.map(\.kinds) == [[.payeeChanged, .accountChanged]])
        let person = try register.person(RegisterSample.own)
        #expect(person.payee == person.number)
        #expect(person.way == .cash)
        #expect(person.facts.map(\.value) == ["severe", "special"])
        let name = RegisterSample.event(
            "change",
            [.fullName: "Nguyễn Thị Hòa", .birthDate: "1986-03-01", .sex: "nữ"]
        )
        #expect(try register.take([name]).value.map(\.kinds) == [[.identityCorrected]])
        #expect(try register.person(RegisterSample.own).name.revealed == "Nguyễn Thị Hòa")
    }

    @Test func `a fact that is confirmed for a later day is a fact of its own`() throws {
        var register = Register()
        _ = try register.take([[:]])
        let again = RegisterSample.event(
            "change",
            [.facts: "severity=severe", .from: "2026-06-01"]
        )
        #expect(try register.take([again]).value.map(\.kinds) == [[.factAdded]])
    }

    @Test func `a death is one fact with its day`() throws {
        var register = Register()
        _ = try register.take([[:]])
        let death = RegisterSample.event("death", [.from: "2026-06-20"])
        #expect(try register.take([death]).value.map(\.kinds) == [[.died]])
        #expect(
            try register.person(RegisterSample.own).death(knownOn: #require(RegisterSample.known))
                == CivilDate(year: 2026, month: 6, day: 20)
        )
        #expect(try register.take([death]).value.isEmpty)
    }

    @Test func `a death recorded wrongly is taken back, once, and may come again`() throws {
        let known = try #require(RegisterSample.known)
        var register = Register()
        _ = try register.take([[:], RegisterSample.event("death", [.from: "2026-06-20"])])
        let restore = RegisterSample.event("restore", [:])
        #expect(try register.take([restore]).value.map(\.kinds) == [[.factAdded]])
        #expect(try register.person(RegisterSample.own).death(knownOn: known) == nil)
        #expect(try register.take([restore]).value.isEmpty)
        #expect(try register.take([[.category: "5.4", .decision: "14/QĐ"]]).diagnostics.isEmpty)
        let death = RegisterSample.event("death", [.from: "2026-06-25"])
        #expect(try register.take([death]).value.map(\.kinds) == [[.died]])
        #expect(
            try register.person(RegisterSample.own).death(knownOn: known)
                == CivilDate(year: 2026, month: 6, day: 25)
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let code: RegisterCode
        let before: [Row]
        let rows: [Row]
        var testDescription: String { code.rawValue }
    }

    static let cases: [Case] = [
        Case(
            code: .personUnknown,
            before: [],
            rows: [RegisterSample.event("end", [.category: "5.6", .from: "2026-06-15"])]
        ),
        Case(
            code: .personUnknown,
            before: [],
            rows: [RegisterSample.event("death", [.from: "2026-06-15"])]
        ),
        Case(
            code: .personUnknown,
            before: [],
            rows: [RegisterSample.event("change", [.payBy: "cash"])]
        ),
        Case(code: .identityDiffers, before: [[:]], rows: [[.fullName: "Nguyễn Thị Hòa"]]),
        Case(
            code: .identityDiffers,
            before: [[:]],
            rows: [
                RegisterSample.event(
                    "death",
                    [
                        .from: "2026-06-15", .fullName: "Lê Hoa", .birthDate: "1986-03-01",
                        .sex: "nữ",
                    ]
                )
            ]
        ),
        Case(
            code: .identityDiffers,
            before: [payee],
            rows: [
                [.nationalID: "001186000002"].merging(payee) { $1 }.merging(
                    [.payeeName: "Lê Thị Mơi"]) { $1 }
            ]
        ),
        Case(code: .claimRunning, before: [[:]], rows: [[.decision: "13/QĐ"]]),
        Case(code: .claimRunning, before: [[:]], rows: [[.unit: "CM02"]]),
        Case(
            code: .claimUnknown,
            before: [[:]],
            rows: [RegisterSample.event("end", [.category: "5.4", .from: "2026-06-15"])]
        ),
        Case(
            code: .claimUnknown,
            before: [[:]],
            rows: [
                RegisterSample.event("end", [.category: "5.6", .unit: "CM02", .from: "2026-06-15"])
            ]
        ),
        Case(
            code: .endBeforeStart,
            before: [[:]],
            rows: [RegisterSample.event("end", [.category: "5.6", .from: "2026-05-03"])]
        ),
        Case(
            code: .claimUnknown,
            before: [[:]],
            rows: [RegisterSample.event("restore", [.category: "5.4"])]
        ),
        Case(
            code: .claimUnknown,
            before: [[:]],
            rows: [RegisterSample.event("annul", [.category: "5.4"])]
        ),
        Case(
            code: .restoreTooSoon,
            before: [[:], RegisterSample.event("end", [.category: "5.6", .from: "2026-06-15"])],
            rows: [RegisterSample.event("restore", [.category: "5.6"])]
        ),
        Case(
            code: .correctionEmpty,
            before: [[:]],
            rows: [RegisterSample.event("correct", [.category: "5.6"])]
        ),
        Case(
            code: .correctionTooSoon,
            before: [[:]],
            rows: [RegisterSample.event("correct", [.category: "5.6", .signed: "2026-05-03"])]
        ),
        Case(
            code: .claimUnknown,
            before: [[:]],
            rows: [RegisterSample.event("correct", [.category: "5.4", .signed: "2026-05-03"])]
        ),
        Case(
            code: .personDead,
            before: [[:], RegisterSample.event("death", [.from: "2026-06-15"])],
            rows: [[.category: "5.4"]]
        ),
        Case(code: .deathUnknown, before: [[:]], rows: [RegisterSample.event("restore", [:])]),
        Case(
            code: .deathDiffers,
            before: [[:], RegisterSample.event("death", [.from: "2026-06-15"])],
            rows: [RegisterSample.event("death", [.from: "2026-06-16"])]
        ),
        Case(
            code: .deathBeforeBirth,
            before: [[:]],
            rows: [RegisterSample.event("death", [.from: "1986-02-28"])]
        ),
        Case(
            code: .payeeDead,
            before: [
                payee,
                RegisterSample.event("death", [.nationalID: "001160000009", .from: "2026-06-15"]),
            ],
            rows: [RegisterSample.event("change", payee)]
        ),
        Case(
            code: .payeeConflict,
            before: [[:], [.category: "20.1", .certificate: "", .facts: ""]],
            rows: [
                RegisterSample.event("change", payee).merging([.category: "20.1"]) { $1 },
                RegisterSample.event("change", [.category: "20.1", .payeeID: RegisterSample.own]),
            ]
        ),
        Case(
            code: .claimUnknown,
            before: [[:]],
            rows: [RegisterSample.event("change", payee).merging([.category: "11"]) { $1 }]
        ),
        Case(
            code: .payeeConflict,
            before: [],
            rows: [payee, [.category: "5.4", .payBy: "", .bank: "", .account: ""]]
        ),
    ]

    @Test(arguments: cases)
    func `what does not fit the register is an error on its line`(fault: Case) throws {
        var register = Register()
        for row in fault.before {
            let plan = try register.take([row])
            #expect(plan.diagnostics.isEmpty)
        }
        let before = register.persons
        let plan = try register.take(fault.rows)
        #expect(plan.diagnostics.map(\.code) == [fault.code.rawValue])
        #expect(plan.diagnostics.first?.location.line == fault.rows.count + 1)
        #expect(plan.isRefused)
        #expect(register.persons == before)
    }

    @Test func `an end of a category that runs in two units must name the unit`() throws {
        // Only books that were merged can have this: an enrolment is refused before.
        let known = try #require(RegisterSample.known)
        var register = Register()
        _ = try register.take([[:]])
        var person = try register.person(RegisterSample.own)
        let claim = person.claims[0]
        person.claims.append(
            Claim(
                category: claim.category,
                unit: "CM02",
                decision: "1/QĐ",
                signed: claim.signed,
                certificate: nil,
                ended: nil,
                known: known
            )
        )
        register.persons[person.nationalID] = person
        let end = RegisterSample.event("end", [.category: "5.6", .from: "2026-06-15"])
        #expect(try register.take([end]).diagnostics.map(\.code) == ["claim-ambiguous"])
        let named = end.merging([.unit: "CM02"]) { $1 }
        #expect(try register.take([named]).diagnostics.isEmpty)
    }

    @Test func `every planner code has a case`() {
        let planner: [RegisterCode] = [
            .personUnknown, .personDead, .payeeDead, .identityDiffers, .claimRunning,
            .claimUnknown, .endBeforeStart, .restoreTooSoon, .correctionEmpty, .correctionTooSoon,
            .deathUnknown,
            .deathDiffers, .deathBeforeBirth,
            .payeeConflict,
        ]
        let covered = Set(Self.cases.map(\.code))
        #expect(covered == Set(planner))
        // And every other code a case of the reader, or a test of its own there.
        let elsewhere: Set<RegisterCode> = [
            .columnMissing, .columnDuplicate, .columnUnknown, .cellNumber, .cellDate,
            .cellComputed, .duplicateRow, .identityConflict, .accountConflict, .accountShared,
            .claimAmbiguous,
        ]
        let all = covered.union(elsewhere).union(RegisterReaderTests.cases.map(\.code))
        #expect(all == Set(RegisterCode.allCases))
    }
}

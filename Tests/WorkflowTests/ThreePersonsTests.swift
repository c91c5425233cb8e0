// No path in which fewer than three natural persons, or no money, gets files out.

import Disbursement
import Foundation
import Intake
import Ledger
import Store
import Testing
import Workflow

struct ThreePersonsTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")

    private func disabled(_ person: Townsman, _ account: String) -> RegisterLine {
        .enrol(person, "5.6", unit: "NA01", signed: "2026-11-05", facts: "severity=severe")
            .account(account)
    }

    private func frozen(_ kind: BooksKind = BooksKind()) throws -> Household {
        let town = try Household(kind)
        try town.register([disabled(lan, "1028722532310")])
        try town.receiveEnough()
        #expect(try town.freeze("2026-11", units: ["NA01"]).map(\.amount) == [810_000])
        return town
    }

    /// The step is refused with that code, and the books stay as they were.
    private func expectRefused(
        _ town: Household,
        _ code: StepRefusal.Code,
        _ body: () throws -> Void,
        line: Int = #line
    ) throws {
        let standing = try town.standing()
        let place = SourceLocation(
            fileID: #fileID,
            filePath: #filePath,
            line: line,
            column: 1
        )
        #expect(try refusal(body) == code, sourceLocation: place)
        #expect(try town.standing() == standing, sourceLocation: place)
    }

    @Test func `one person with two certificates signs once`() throws {
        var kind = BooksKind()
        kind.persons["chief-accountant"] = kind.persons["checker"]
        kind.spareMaker = "001080000009"
        let town = try frozen(kind)
        try town.approve("2026-11", "checker")
        try expectRefused(town, .notPermitted) { try town.approve("2026-11", "chief-accountant") }
        try town.approve("2026-11", "account-holder")
        try expectRefused(town, .approvalMissing) { try town.issue("2026-11") }
        #expect(try town.balance("EXP") == 0)
    }

    @Test func `the maker does not approve under another role`() throws {
        var kind = BooksKind()
        kind.persons["account-holder"] = kind.persons["maker"]
        kind.spareMaker = "001080000009"
        let town = try frozen(kind)
        try town.approve("2026-11", "checker")
        try town.approve("2026-11", "chief-accountant")
        try expectRefused(town, .notPermitted) { try town.approve("2026-11", "account-holder") }
        try expectRefused(town, .approvalMissing) { try town.issue("2026-11") }
    }

    @Test(arguments: ["checker", "chief-accountant", "account-holder"])
    func `while one role has not signed, nothing is handed over`(_ missing: String) throws {
        let town = try frozen()
        for role in ["checker", "chief-accountant", "account-holder"] where role != missing {
            try town.approve("2026-11", role)
        }
        try expectRefused(town, .approvalMissing) { try town.issue("2026-11") }
        #expect(try town.balance("EXP") == 0)
        let paths = try town.content(try #require(try town.batches().first).code).paths
        #expect(!paths.contains { $0.hasPrefix("files/") && $0.hasSuffix(".p7s") })
    }

    @Test func `an officer acts in their own role only`() throws {
        let town = try frozen()
        for (role, key) in [
            ("checker", "maker"), ("chief-accountant", "auditor"), ("account-holder", "checker"),
            ("auditor", "auditor"),
        ] {
            try expectRefused(town, .notPermitted) {
                try town.approve("2026-11", role, key: key)
            }
        }
        try town.approveAll("2026-11")
        for key in ["maker", "checker", "chief-accountant", "auditor"] {
            try expectRefused(town, .notPermitted) { try town.issue("2026-11", key: key) }
        }
    }

    /// Two officers who may change that of a role.
    private func pair(besides role: String) -> (String, String) {
        switch role {
        case "chief-accountant": ("maker", "account-holder")
        case "account-holder": ("maker", "chief-accountant")
        default: ("chief-accountant", "account-holder")
        }
    }

    @Test(arguments: ["maker", "checker", "chief-accountant", "account-holder"])
    func `a key that was compromised after the signature stops the hand-over`(
        _ role: String
    ) throws {
        let town = try frozen()
        try town.approveAll("2026-11")
        let new = try town.renew(role, as: "new")
        let report = try town.order(
            .replace(try town.officer(role).fingerprint, .keyCompromised, by: new),
            by: pair(besides: role)
        )
        #expect(try report.voided == town.batches().map(\.code))
        let key = role == "account-holder" ? "new" : "account-holder"
        try expectRefused(town, .notPermitted) { try town.issue("2026-11", key: key) }
        #expect(try town.balance("CLR") == 0)
    }

    @Test func `a key that was compromised before the last signature stops that`() throws {
        let town = try frozen()
        try town.approve("2026-11", "checker")
        let new = try town.renew("checker", as: "new")
        try town.order(.replace(try town.officer("checker").fingerprint, .keyCompromised, by: new))
        try expectRefused(town, .notPermitted) { try town.approve("2026-11", "chief-accountant") }
    }

    @Test(arguments: ["maker", "checker", "chief-accountant", "account-holder"])
    func `a key alone, or with its owner's own, changes no officer`(_ role: String) throws {
        let town = try frozen()
        let puppet = try town.issue("maker", person: "001080000090", name: "Bù Nhìn", as: "puppet")
        let deeds: [OfficerChange.Deed] = [
            .add(puppet, role: .maker, units: ["*"]),
            .end(try town.officer("auditor").fingerprint, .left),
        ]
        for deed in deeds {
            try expectRefused(town, .notPermitted) { try town.order(deed, by: (role, role)) }
            try expectRefused(town, .notPermitted) { try town.order(deed, by: (role, "auditor")) }
            try expectRefused(town, .notPermitted) { try town.order(deed, by: ("puppet", role)) }
        }
        // Nor does anybody put another key in their own place, or themselves in another's.
        let own = try town.officer(role)
        let other = try town.renew(role, as: "other")
        let helper = role == "account-holder" ? "chief-accountant" : "account-holder"
        try expectRefused(town, .notPermitted) {
            try town.order(.replace(own.fingerprint, .renewed, by: other), by: (role, helper))
        }
        let second = try #require(
            OfficerRole.allCases.first { $0.rawValue != role && $0.signsBatches }
        )
        let double = try town.issue(
            second.rawValue,
            person: own.person,
            name: own.name,
            as: "double"
        )
        for signers in [(role, helper), pair(besides: role)] {
            try expectRefused(town, .notPermitted) {
                try town.order(.add(double, role: second, units: ["NA01"]), by: signers)
            }
        }
    }

    @Test func `maker and checker together change no officer`() throws {
        let town = try frozen()
        let puppet = try town.issue("maker", person: "001080000090", name: "Bù Nhìn", as: "puppet")
        try expectRefused(town, .notPermitted) {
            try town.order(.add(puppet, role: .maker, units: ["*"]), by: ("maker", "checker"))
        }
    }

    @Test(arguments: ["maker", "checker", "chief-accountant", "account-holder"])
    func `nobody leaves before somebody else holds the role`(_ role: String) throws {
        let town = try frozen()
        let old = try town.officer(role)
        for cause in [OfficerEndCause.left, .keyCompromised] {
            try expectRefused(town, .notPermitted) {
                try town.order(.end(old.fingerprint, cause), by: pair(besides: role))
            }
        }
        try town.succeed(role, by: pair(besides: role), as: "successor")
        // The successor alone is left now, and is not ended either.
        let successor = try town.officer(role)
        #expect(successor.fingerprint != old.fingerprint)
        try expectRefused(town, .notPermitted) {
            try town.order(.end(successor.fingerprint, .left), by: pair(besides: role))
        }
    }

    @Test(arguments: ["maker", "checker", "chief-accountant", "account-holder"])
    func `who left signs nothing any more`(_ role: String) throws {
        let town = try frozen()
        try town.succeed(role, by: pair(besides: role), as: "successor")
        try expectRefused(town, .notPermitted) {
            if role == "maker" {
                _ = try town.draft("2026-12")
            } else {
                try town.approve("2026-11", role)
            }
        }
        try expectRefused(town, .notPermitted) {
            let puppet = try town.issue("maker", person: "001080000091", name: "X", as: "puppet")
            try town.order(
                .add(puppet, role: .maker, units: ["*"]),
                by: (role, role == "account-holder" ? "chief-accountant" : "account-holder")
            )
        }
    }

    @Test func `an approval beyond the estimate is not booked`() throws {
        let town = try Household()
        try town.register([disabled(lan, "1028722532310")])
        try town.receive(["estimate,NA01,2026,local,,1000000,QD-1,2026-01-05"])
        let first = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
        // Before the first is approved nothing is reserved, so a second can be frozen beside it.
        try town.register([disabled(hoa, "1028722532311")])
        let second = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
        #expect([first.amount, second.amount] == [810_000, 810_000])
        try town.approve("2026-11", "checker")
        try town.approve("2026-11", "chief-accountant")
        #expect(
            try refusal { try town.approve("2026-11", "account-holder") } == .approvalMissing
        )
        #expect(try town.balance("RESERVED") == 810_000)
        #expect(try town.balance("EXP") == 810_000)
        let batches = try town.batches()
        #expect(batches.map(\.signatures.count) == [4, 3])
        #expect(try refusal { try town.issue("2026-11") } == .approvalMissing)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `no file leaves while the account holds less than its sum`() throws {
        let town = try Household()
        try town.register([disabled(lan, "1028722532310")])
        try town.receive([
            "estimate,NA01,2026,local,,9000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank,809999,RDT-1,2026-01-06",
            "advance,NA01,2026,local,vietnam-post,5000000,RDT-1,2026-01-06",
        ])
        _ = try town.freeze("2026-11", units: ["NA01"])
        try town.approveAll("2026-11")
        try expectRefused(town, .approvalMissing) { try town.issue("2026-11") }
        try town.receive(["advance,NA01,2026,local,vietinbank,1,RDT-2,2026-01-07"])
        try town.issue("2026-11")
        #expect(try town.balance("CLR") == -810_000)
    }

    @Test func `a changed byte after the signatures stops the hand-over`() throws {
        let town = try frozen()
        try town.approveAll("2026-11")
        let batch = try #require(try town.batches().first)
        let path = try #require(try town.read { try $0.books.files(of: batch) }.first).path
        let file = "\(town.folder)/batches/\(batch.code)/\(path)"
        var bytes = try DurableFiles.read(file)
        bytes[bytes.count / 2] ^= 1
        try DurableFiles.replace(file, with: bytes)
        try expectRefused(town, .proofFails) { try town.issue("2026-11") }
    }
}

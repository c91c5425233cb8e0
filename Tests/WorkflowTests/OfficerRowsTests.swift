// Officers whom somebody edits or invents behind the program's back, some of them with the log's key too:
// the orders that two officers signed say otherwise.

import Disbursement
import Foundation
import Intake
import Ledger
import Signing
import Store
import Testing

@testable import Workflow

struct OfficerRowsTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")

    /// A town in which a maker was added and left again, and the checker has a new certificate.
    private func changed() throws -> Household {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        let maker = try town.issue("maker", person: "001080000060", name: "Mới", as: "maker-2")
        try town.order(.add(maker, role: .maker, units: ["NA01"]))
        try town.order(.end(maker.fingerprint.hex, .left))
        let checker = try town.renew("checker", as: "checker-2")
        try town.order(
            .replace(try town.officer("checker").fingerprint, .renewed, by: checker),
            by: ("maker", "account-holder")
        )
        return town
    }

    private func findings(_ town: Household) throws -> [String] {
        do {
            return try town.read { try OfficersAgain(open: $0).findings().map(\.place) }
        } catch let error as StoreError { return ["\(error)"] }
    }

    @Test func `officers who changed come out again, and openssl takes the orders`() throws {
        let town = try changed()
        #expect(try findings(town) == [])
        let report = try town.verify()
        #expect(report.findings.isEmpty, "\(report.findings)")
        let orders = try town.read { try $0.books.query { try $0.officerOrders() } }
        #expect(orders.count == 3)
        for order in orders {
            let text = try town.input(order.text, "order.toml")
            let signatures = try town.input(order.signatures, "order.p7s")
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [
                "openssl", "cms", "-verify", "-binary", "-inform", "PEM", "-cades", "-purpose",
                "any", "-in", signatures, "-content", text, "-CAfile",
                "\(town.folder)/keys/roots.pem", "-attime", "\(town.now.seconds)", "-out",
                "/dev/null",
            ]
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(order.key)")
        }
    }

    @Test(
        arguments: [
            "UPDATE officer SET role = 'checker' WHERE rowid = 1",
            "UPDATE officer SET unit = 'NA01' WHERE rowid = 1",
            "UPDATE officer SET person = '001080000066' WHERE rowid = 1",
            "UPDATE officer SET name = 'X' WHERE rowid = 1",
            "UPDATE officer SET fingerprint = fingerprint || 'x' WHERE rowid = 1",
            "UPDATE officer SET certificate = (SELECT certificate FROM officer WHERE rowid = 2) "
                + "WHERE rowid = 1",
            "UPDATE officer SET role = 'auditor' WHERE rowid = (SELECT max(rowid) FROM officer)",
            "UPDATE officer SET unit = '*' WHERE name = 'Mới'",
            "UPDATE officer SET step = step + 1 WHERE name = 'Mới'",
            "UPDATE officer SET step = 1 WHERE name = 'Mới'",
            "UPDATE officer SET certificate = '' WHERE name = 'Mới'",
            "DELETE FROM officer WHERE name = 'Mới'",
            "DELETE FROM officer WHERE role = 'auditor'",
            "INSERT INTO officer SELECT 1, fingerprint, 'NA01', role, person, name, certificate "
                + "FROM officer WHERE role = 'auditor'",
            "INSERT INTO officer SELECT max(step), fingerprint, 'NA01', role, person, name, certificate "
                + "FROM officer",
            "INSERT INTO officer SELECT max(step) + 1, fingerprint, 'NA01', role, person, name, "
                + "certificate FROM officer",
            "DELETE FROM officer_end WHERE rowid = 1", "DELETE FROM officer_end",
            "UPDATE officer_end SET cause = 'key-compromised' WHERE rowid = 1",
            "UPDATE officer_end SET step = step + 1 WHERE rowid = 1",
            "UPDATE officer_end SET fingerprint = (SELECT fingerprint FROM officer WHERE rowid = 1) "
                + "WHERE rowid = 1",
            "INSERT INTO officer_end SELECT max(step), (SELECT fingerprint FROM officer "
                + "WHERE rowid = 1), 'left' FROM officer_end",
            "UPDATE setting SET value = replace(value, 'left', 'renewed') WHERE name = 'officers/2'",
            "UPDATE setting SET value = value || ' ' WHERE name = 'officers/1'",
            "UPDATE setting SET value = replace(value, 'QĐ-11', 'QĐ-12') WHERE name = 'officers/3'",
            "UPDATE setting SET value = (SELECT value FROM setting WHERE name = 'officers/2.p7s') "
                + "WHERE name = 'officers/1.p7s'",
            "UPDATE setting SET value = '' WHERE name = 'officers/3.p7s'",
            "DELETE FROM setting WHERE name LIKE 'officers/2%'",
            "DELETE FROM setting WHERE name LIKE 'officers/3%'",
            "DELETE FROM setting WHERE name = 'officers/3.p7s'",
        ]
    )
    func `an edited officer, end or order is not what two officers signed`(_ sql: String) throws {
        let town = try changed()
        try town.alter(sql)
        #expect(try !findings(town).isEmpty)
    }

    /// A step as a program would write it that lies: the log is right.
    private func forge(_ town: Household, _ body: (StepWriter) throws -> Void) throws {
        _ = try town.write { open in
            try open.books.step(
                StepInfo(key: "test/forged", verb: "test", at: town.now, officer: ""),
                body: body
            )
        }
        #expect(try town.read { try BooksVerifier(books: $0.books).verify().findings.isEmpty })
    }

    @Test(arguments: ["officer", "officer_end"])
    func `a row that no order makes is found, and nothing rests on it`(_ table: String) throws {
        let town = try changed()
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        let puppet = try town.issue("maker", person: "001080000061", name: "X", as: "puppet")
        try forge(town) { writer in
            if table == "officer" {
                try writer.insert(
                    table,
                    ["fingerprint", "unit", "role", "person", "name", "certificate"],
                    [puppet.fingerprint.hex, "*", "maker", "001080000061", "X", puppet.pem]
                )
            } else {
                let auditor = try town.officer("auditor").fingerprint
                try writer.insert(table, ["fingerprint", "cause"], [auditor, "left"])
            }
        }
        let report = try town.verify()
        #expect(report.findings.map(\.place) == [table])
        #expect(report.firstStep?.verb == "test")
        #expect(try refusal { try town.receiveEnough() } == .proofFails)
        _ = try town.draft("2026-11")
        _ = try town.write { open in
            #expect(throws: StepRefusal.self) { try open.requireProof(.rowsWithoutLines) }
        }
    }

    /// An order that two officers sign in truth, entered past the rule.
    private func enter(
        _ start: OfficerRegistration,
        _ certificate: Certificate,
        _ town: Household
    )
        throws
    {
        _ = try town.write { open in
            let officers = try open.books.officers().filter { !$0.isEnded }.map(\.registration)
            let order = OfficerOrder(
                books: open.books.checkpoint.origin,
                number: 4,
                before: OfficerRegistration.digest(of: officers),
                at: town.now,
                document: "QĐ-11",
                signed: day("2026-11-20"),
                end: nil,
                starts: [start]
            )
            let digest = Digest.of(utf8: order.text)
            let signers = [
                try town.key("maker", open), try town.key("account-holder", open),
            ]
            var signatures: [UInt8] = []
            for signer in signers {
                let (certificate, key, at) = (signer.certificate, signer.key, town.now.seconds)
                signatures =
                    try signatures.isEmpty
                    ? DetachedSignature.sign(
                        digest: digest,
                        certificate: certificate,
                        key: key,
                        at: at
                    )
                    : DetachedSignature.adding(
                        certificate: certificate,
                        key: key,
                        at: at,
                        over: digest,
                        to: signatures
                    )
            }
            let text = OfficerSignatures.text(signatures)
            try open.books.step(
                StepInfo(
                    key: "officer/forged",
                    verb: "officer add",
                    at: town.now,
                    officer: signers[0].certificate.fingerprint.hex
                )
            ) { try $0.insert(order, signatures: text, certificate: certificate.pem) }
        }
    }

    @Test func `an order that the rule refuses is found though its signatures verify`() throws {
        let town = try changed()
        let head = try town.officer("account-holder")
        let second = try town.issue(
            "chief-accountant",
            person: head.person,
            name: head.name,
            as: "second"
        )
        let start = OfficerRegistration(
            fingerprint: second.fingerprint.hex,
            unit: "*",
            role: .chiefAccountant,
            person: head.person,
            name: head.name
        )
        try enter(start, second, town)
        #expect(try town.verify().findings.map(\.place) == ["setting officers/4"])
    }

    // MARK: Signatures by their place in the log

    /// An approved batch of which the last signature is missing, after the account holder left; the key
    /// that left is loaded before.
    private func deserted() throws -> (Household, BatchRecord, OfficerKey) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.receiveEnough()
        _ = try town.freeze("2026-11")
        try town.approve("2026-11", "checker")
        try town.approve("2026-11", "chief-accountant")
        let gone = try town.read { try town.key("account-holder", $0) }
        try town.succeed("account-holder", by: ("maker", "chief-accountant"), as: "head")
        return (town, try #require(try town.batches().last), gone)
    }

    @Test func `a signature that the log puts after its officer's end is found`() throws {
        let (town, batch, gone) = try deserted()
        let last = try #require(batch.signatures.last)
        let signatures = try DetachedSignature.adding(
            certificate: gone.certificate,
            key: gone.key,
            at: town.now.seconds,
            over: batch.manifest,
            to: last.signatures
        )
        try forge(town) { writer in
            try writer.insert(
                "batch_signature",
                ["batch", "role", "person", "fingerprint", "digest", "signatures"],
                [
                    batch.row, "account-holder", gone.person, gone.certificate.fingerprint.hex,
                    batch.manifest.hex, Data(signatures),
                ]
            )
        }
        // The folder alone shows nothing: the page names the person, and the certificate holds.
        #expect(try town.verifySealed(batch.code).findings.isEmpty)
        let places = try town.verify().findings.map(\.place)
        #expect(places.contains("\(batch.code)/MANIFEST.p7s"), "\(places)")
        #expect(try refusal { try town.issue("2026-11", key: "head") } == .notPermitted)
    }

    @Test func `a signature that was given before its step, or by somebody else, is found`() throws
    {
        let (town, batch, _) = try deserted()
        func places() throws -> [String] {
            try town.read { open in
                var places: [String] = []
                let folder = try SealedFolder.content(
                    of: "\(town.folder)/batches/\(batch.code)",
                    meter: open.books.meter
                )
                let sealed = SealedBatchVerifier(
                    roots: try open.roots(),
                    at: town.now,
                    needsAll: false
                ).verify(folder)
                try VerifyBooks(town.environment).verifySigners(
                    of: batch,
                    sealed.signers,
                    open: open,
                    fault: { place, _ in places.append(place) }
                )
                return places
            }
        }
        #expect(try places() == [])
        let step = "(SELECT step FROM batch_signature WHERE role = 'checker')"
        try town.alter("UPDATE step SET at = at + 1 WHERE step = \(step)")
        #expect(try places() == ["MANIFEST.p7s", "MANIFEST.p7s"])
        try town.alter("UPDATE step SET at = at - 1 WHERE step = \(step)")
        #expect(try places() == [])
        try town.alter(
            "UPDATE batch_signature SET fingerprint = (SELECT fingerprint FROM batch_signature "
                + "WHERE role = 'maker') WHERE role = 'checker'"
        )
        #expect(try !places().isEmpty)
    }

    @Test func `a step in the name of a certificate that ended is found`() throws {
        let (town, _, gone) = try deserted()
        _ = try town.write { open in
            try open.books.step(
                StepInfo(
                    key: "test/forged",
                    verb: "test",
                    at: town.now,
                    officer: gone.certificate.fingerprint.hex
                )
            ) { try $0.insert("setting", ["name", "value"], ["x", "x"]) }
        }
        let report = try town.verify()
        #expect(report.findings.count == 1)
        #expect(report.findings.first?.place.hasPrefix("step ") == true)
        #expect(report.firstStep?.verb == "test")
    }
}

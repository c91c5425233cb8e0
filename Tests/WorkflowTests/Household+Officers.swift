// Officers of a test's town who come and go.

import Disbursement
import Foundation
import Ledger
import Store
import Testing
import Workflow

@testable import Signing

extension Household {
    /// The authority that the town's officers have their certificates of.
    private func authority() throws -> DemoAuthority {
        try DemoAuthority(
            certificate: Certificate(DurableFiles.read("\(root)/keys/authority.pem")),
            key: PrivateKey(pem: DurableFiles.read("\(root)/keys/authority.key"))
        )
    }

    /// Issues a certificate, with its key under a name among the town's keys.
    func issue(
        _ role: String,
        person: String,
        name: String,
        as file: String,
        through last: String = "2049-12-31"
    ) throws -> Certificate {
        let issued = try authority().issue(
            to: DemoAuthority.Subject(
                commonName: name,
                personID: person,
                role: role,
                organization: "Chitra demonstration"
            ),
            kind: .p256,
            validity: morning("2026-01-01").seconds...morning(last).seconds,
            serial: environment.random(16)
        )
        try DurableFiles.replace(
            "\(root)/keys/\(file).key",
            with: Array(issued.key.exposedPEM().utf8)
        )
        return issued.certificate
    }

    /// Issues a certificate for a key that is among the town's keys already.
    func issue(
        _ role: String,
        person: String,
        name: String,
        forKeyOf file: String
    ) throws -> Certificate {
        let (authority, key) = (
            try authority(), try PrivateKey(pem: DurableFiles.read("\(root)/keys/\(file).key"))
        )
        return try CertificateDraft(
            subject: [("CN", name), ("serialNumber", person), ("OU", role)],
            key: key,
            validity: morning("2026-01-01").seconds...morning("2049-12-31").seconds,
            serial: environment.random(16)
        ).issued(by: authority.certificate, key: authority.key, as: .person)
    }

    /// Another certificate of the officer of a role, with its key under a name.
    func renew(
        _ role: String,
        as file: String,
        through: String = "2049-12-31"
    ) throws
        -> Certificate
    {
        let old = try officer(role)
        return try issue(role, person: old.person, name: old.name, as: file, through: through)
    }

    /// The last officer of a role who is in office.
    func officer(_ role: String) throws -> OfficerRecord {
        try #require(
            try read { try $0.books.officers() }.last { $0.role.rawValue == role && !$0.isEnded }
        )
    }

    /// Two officers order a change.
    @discardableResult
    func order(
        _ deed: OfficerChange.Deed,
        by signers: (String, String) = ("chief-accountant", "account-holder"),
        document: String = "QĐ-11/UBND",
        signed: String = "2026-11-20"
    ) throws -> OfficerReport {
        try write { open in
            try ChangeOfficers(environment).run(
                open,
                change: OfficerChange(deed: deed, document: document, signed: day(signed)),
                signers: (try key(signers.0, open), try key(signers.1, open))
            )
        }
    }

    /// Somebody new takes up a role, and the one who held it leaves.
    func succeed(
        _ role: String,
        by signers: (String, String),
        person: String = "001080000077",
        as file: String
    ) throws {
        let old = try officer(role)
        let new = try issue(role, person: person, name: "Người Mới", as: file)
        let named = try #require(OfficerRole(rawValue: role))
        try order(.add(new, role: named, units: ["*"]), by: signers)
        try order(.end(old.fingerprint, .left), by: signers)
    }
}

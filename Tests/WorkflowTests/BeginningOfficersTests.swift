// How books begin whose officers bring their certificates: with nobody whom `officer add` would refuse.

import Disbursement
import Foundation
import Intake
import Ledger
import Signing
import Store
import Testing
import Workflow

struct BeginningOfficersTests {
    private let town: Household
    private var keys: String { "\(town.root)/keys" }

    init() throws {
        town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
    }

    /// Begins books with the certificates that lie among the town's keys.
    private func begin(_ folder: String, roots: String? = nil) throws {
        var setup = town.kind.setup
        let roles = town.kind.persons.keys.sorted() + ["provider"]
        for role in roles {
            setup = setup.replacing(
                "role = \"\(role)\"\n",
                with: "role = \"\(role)\"\ncertificate = \"\(keys)/\(role).pem\"\n"
            )
        }
        _ = try InitBooks(town.environment).run(
            folder: "\(town.root)/\(folder)",
            setupPath: try town.input(setup, "setup.toml"),
            demoKeys: nil,
            rootsPath: roots ?? "\(keys)/authority.pem"
        )
    }

    /// The exit code and words of a refusal; nothing is there then.
    private func refused(_ folder: String, roots: String? = nil) throws -> String {
        do {
            try begin(folder, roots: roots)
            return "taken"
        } catch let refusal as StepRefusal {
            #expect(!FileManager.default.fileExists(atPath: "\(town.root)/\(folder)/books.sqlite"))
            return "\(refusal.code) \(refusal.message.english)"
        }
    }

    @Test func `a certificate that could not be an officer's begins no books`() throws {
        let maker = try town.officer("maker")
        func issue(_ role: String, through: String = "2049-12-31") throws -> Certificate {
            try town.issue(
                role,
                person: maker.person,
                name: maker.name,
                as: "x",
                through: through
            )
        }
        let seconds = morning("2026-01-01").seconds...morning("2049-01-01").seconds
        let foreign = try DemoAuthority(
            commonName: "Another authority",
            validity: seconds,
            serial: town.environment.random(16)
        ).issue(
            to: DemoAuthority.Subject(
                commonName: maker.name,
                personID: maker.person,
                role: "maker",
                organization: "Elsewhere"
            ),
            kind: .p256,
            validity: seconds,
            serial: town.environment.random(16)
        )
        let cases: [(Certificate, String)] = [
            (foreign.certificate, "does not lead to the given authority"),
            (try issue("checker"), "its OU wants maker"),
            (try issue("maker", through: "2026-11-01"), "has expired"),
        ]
        for (place, (certificate, words)) in cases.enumerated() {
            try DurableFiles.replace("\(keys)/maker.pem", with: Array(certificate.pem.utf8))
            let told = try refused("books-\(place)")
            #expect(told.hasPrefix("dataErrors") && told.contains(words), "\(told)")
            #expect(told.contains("maker"), "it names the officer or the file: \(told)")
        }
        try DurableFiles.replace("\(keys)/maker.pem", with: Array(issue("maker").pem.utf8))
        try begin("begun")
    }

    @Test(arguments: ["Lê\u{200B} Thị Lập", "Lê Thị Lập\u{AD}", "\u{202E}pậL", "=Lập"])
    func `a name in which something is not seen is no officer's`(_ name: String) throws {
        let maker = try town.officer("maker")
        let certificate = try town.issue("maker", person: maker.person, name: name, as: "x")
        try DurableFiles.replace("\(keys)/maker.pem", with: Array(certificate.pem.utf8))
        #expect(try refused("begun").contains("the name in the certificate"))
        let other = try town.issue("maker", person: "001080000088", name: name, as: "y")
        do {
            try town.order(.add(other, role: .maker, units: ["*"]))
            Issue.record("\(name) was taken")
        } catch let refusal as StepRefusal {
            #expect(refusal.message.english.hasPrefix("the name in the certificate"))
        }
    }

    @Test func `no private key comes into the books with a certificate`() throws {
        for name in ["authority", "maker"] {
            let both = try ["pem", "key"].flatMap { try DurableFiles.read("\(keys)/\(name).\($0)") }
            try DurableFiles.replace("\(keys)/\(name).pem", with: both)
        }
        try begin("begun")
        let folder = "\(town.root)/begun"
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            guard DurableFiles.isPlainFile("\(folder)/\(name)"), name != "keys/log.key" else {
                continue
            }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
            #expect(bytes.range(of: Data("PRIVATE KEY".utf8)) == nil, "\(name)")
        }
    }

    @Test func `roots that are no certificates begin no books`() throws {
        let block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        let authority = String(
            decoding: try DurableFiles.read("\(keys)/authority.pem"),
            as: UTF8.self
        )
        for (place, text) in ["", "x", block, authority + block].enumerated() {
            let told = try refused("books-\(place)", roots: try town.input(text, "roots.pem"))
            #expect(told.hasPrefix("unreadable"), "\(told)")
        }
        #expect(try refused("books-key", roots: "\(keys)/authority.key").hasPrefix("unreadable"))
    }
}

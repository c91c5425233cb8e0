// What others can check with tools that we did not write: openssl, sha256sum, xmllint, mock-bank.

import Disbursement
import Fixture
import Foundation
import Intake
import Ledger
import Store
import Synchronization
import Testing
import Workflow

private let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
private let openssl = "/usr/bin/openssl"
private let sha256sum = "/usr/bin/sha256sum"
private let xmllint = "/usr/bin/xmllint"
private let interpreter = repository.appending(path: ".venv/bin/python").path

private let orderSchema: String = {
    let folder = ProcessInfo.processInfo.environment["CHITRA_TEST_DATA"]
    let root = folder.map { URL(filePath: $0) } ?? repository.appending(path: "../shared")
    return root.appending(path: "data/iso20022/xsd/pain.001.001.09.xsd").standardizedFileURL.path
}()

private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

private func run(
    _ program: String,
    _ arguments: [String],
    in folder: String
) throws -> (
    code: Int32, output: String
) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

/// A month of 300 people of all seven units.
private struct LargeMonth {
    let town: Household
    let batches: [BatchSheet]

    static func shared() throws -> LargeMonth {
        try made.withLock { month in
            if let month { return month.month }
            let new = try LargeMonth()
            month = Held(month: new)
            return new
        }
    }

    private static let made = Mutex<Held?>(nil)

    /// Shared between tests that only read it.
    private struct Held: @unchecked Sendable { let month: LargeMonth }

    private init() throws {
        let town = try Household(
            BooksKind(units: ["CM01", "CM02", "CM03", "CM04", "CM05", "CM06", "NA01"])
        )
        var bytes: [UInt8] = []
        PeopleGenerator(count: 300, seed: 11, faultsPerTenThousand: 0).write { bytes += $0 }
        try town.importRegister(String(decoding: bytes, as: UTF8.self))
        try town.receiveEnough()
        batches = try town.runMonth("2026-11")
        self.town = town
    }

    func folder(_ batch: BatchSheet) -> String { "\(town.folder)/batches/\(batch.code)" }

    /// The payment files in XML.
    func orders() -> [String] {
        batches.flatMap { batch in
            batch.files.filter { $0.path.hasSuffix(".xml") }.map {
                "\(folder(batch))/\($0.path)"
            }
        }
    }
}

struct ForeignToolTests {
    private let month: LargeMonth

    init() throws { month = try LargeMonth.shared() }

    @Test func `the month pays some hundred people and verifies`() throws {
        #expect(month.batches.count == 7)
        #expect(month.batches.reduce(0) { $0 + $1.transferCount } > 200)
        let report = try month.town.verify()
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.batchCount == 7)
    }

    @Test(.enabled(if: exists(openssl), "openssl is not there"))
    func `openssl verifies the four signatures and refuses a changed byte`() throws {
        let folder = month.folder(month.batches[0])
        let authority = "\(month.town.root)/keys/authority.pem"
        func verify(_ content: String) throws -> (code: Int32, output: String) {
            try run(
                openssl,
                [
                    "cms", "-verify", "-binary", "-inform", "DER", "-cades", "-in", "MANIFEST.p7s",
                    "-content", content, "-CAfile", authority, "-purpose", "any", "-attime",
                    "\(month.town.now.seconds)", "-signer", "\(month.town.root)/signers.pem",
                    "-out", "/dev/null",
                ],
                in: folder
            )
        }
        let good = try verify("MANIFEST")
        #expect(good.code == 0, "\(good.output)")
        let signers = try String(
            contentsOfFile: "\(month.town.root)/signers.pem",
            encoding: .utf8
        )
        #expect(signers.split(separator: "-----BEGIN CERTIFICATE-----").count == 4)
        let named = try run(
            openssl,
            ["storeutl", "-noout", "-text", "-certs", "\(month.town.root)/signers.pem"],
            in: folder
        )
        for person in month.town.kind.persons where person.key != "auditor" {
            #expect(named.output.contains(person.value), "\(person.key)")
        }
        var bytes = try DurableFiles.read("\(folder)/MANIFEST")
        bytes[10] ^= 1
        let changed = "\(month.town.root)/MANIFEST.changed"
        try DurableFiles.replace(changed, with: bytes)
        #expect(try verify(changed).code != 0)
    }

    @Test(.enabled(if: exists(openssl), "openssl is not there"))
    func `openssl verifies the account holder's signature over each payment file`() throws {
        let authority = "\(month.town.root)/keys/authority.pem"
        for batch in month.batches {
            for file in batch.files {
                let verdict = try run(
                    openssl,
                    [
                        "cms", "-verify", "-binary", "-inform", "DER", "-cades", "-in",
                        "\(file.path).p7s", "-content", file.path, "-CAfile", authority,
                        "-purpose", "any", "-attime", "\(month.town.now.seconds)", "-out",
                        "/dev/null",
                    ],
                    in: month.folder(batch)
                )
                #expect(verdict.code == 0, "\(file.path): \(verdict.output)")
            }
        }
    }

    @Test(.enabled(if: exists(sha256sum), "sha256sum is not there"))
    func `sha256sum checks MANIFEST of the batch and of each provider`() throws {
        for batch in month.batches {
            let folder = month.folder(batch)
            let providers = Set(batch.files.map { "\(folder)/files/\($0.provider)" }).sorted()
            for folder in [folder] + providers {
                let verdict = try run(
                    sha256sum,
                    ["--check", "--strict", "--quiet", "MANIFEST"],
                    in: folder
                )
                #expect(verdict.code == 0, "\(verdict.output)")
            }
        }
    }

    @Test(
        .enabled(
            if: exists(orderSchema) && exists(xmllint),
            "the official schema or xmllint is not there"
        )
    )
    func `the official schema accepts each payment file`() throws {
        let orders = month.orders()
        #expect(orders.count > 4)
        let verdict = try run(
            xmllint,
            ["--noout", "--schema", orderSchema] + orders,
            in: month.town.root
        )
        #expect(verdict.code == 0, "\(verdict.output.prefix(2_000))")
    }

    @Test(
        .enabled(
            if: exists(interpreter),
            "no .venv/bin/python with mock-bank 0.9.0 at the root of the repository"
        )
    )
    func `the counterpart bank books every payment of the month`() throws {
        let script = repository.appending(path: "Tests/BankFilesTests/mock_bank.py").path
        let answer = try run(
            interpreter,
            [script, interpreter] + month.orders(),
            in: month.town.root
        )
        #expect(answer.code == 0, "\(answer.output.prefix(2_000))")
    }

    @Test func `same register, same law, same clock: the same bytes, signatures apart`() throws {
        func frozen() throws -> [String: [UInt8]] {
            let town = try Household()
            var bytes: [UInt8] = []
            PeopleGenerator(
                count: 40,
                seed: 3,
                faultsPerTenThousand: 0,
                units: ["CM01", "NA01"]
            ).write { bytes += $0 }
            try town.importRegister(String(decoding: bytes, as: UTF8.self))
            try town.receiveEnough()
            var files: [String: [UInt8]] = [:]
            for batch in try town.freeze("2026-11") {
                let content = try town.content(batch.code)
                for path in content.paths where path != "MANIFEST.p7s" && path != "receipt.txt" {
                    files["\(batch.code)/\(path)"] = try content.read(path)
                }
            }
            return files
        }
        let first = try frozen()
        #expect(first.count > 40)
        #expect(try frozen() == first)
    }
}

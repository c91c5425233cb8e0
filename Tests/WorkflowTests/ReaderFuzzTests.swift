// Damaged files of officers, of the law, of banks' profiles and of keys: no crash, no hang; refused
// with a word, or read as what is right by itself.

import BankFiles
import BankSimulator
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

struct ReaderFuzzTests {
    /// The samples of docs/files.md, by name.
    private static func samples(_ names: String...) throws -> [[UInt8]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/files.md"), encoding: .utf8)
        return try names.map { name in
            let block = text.split(separator: "```").first { $0.contains(" \(name)\n") }
            let body = try #require(block, "\(name)").drop { $0 != "\n" }.dropFirst()
            return Array(body.utf8)
        }
    }

    /// A refusal has a word for every fault; what is taken has no error.
    private func check(_ isRefused: Bool, _ diagnostics: [Diagnostic], _ replay: Comment) {
        #expect(isRefused == diagnostics.contains { $0.severity == .error }, replay)
        for diagnostic in diagnostics {
            #expect(!diagnostic.text(in: .vietnamese).isEmpty, replay)
        }
    }

    @Test func `damaged registers are refused, or every row is right`() throws {
        let context = RegisterContext(
            units: try UnitDirectory.shipped(),
            categories: Dictionary(
                uniqueKeysWithValues: RuleBook.shipped.categories.map {
                    ($0.code, $0.hasOwnPayee ? .ownPayee : [])
                }
            ),
            facts: [
                "severity": .oneOf(["severe", "special"]), "pension": .oneOf(["none", "yes"]),
            ],
            known: day("2026-11-22"),
            bank: { field in
                (try? BankDirectory.shipped.bank(field: field)).map {
                    KnownBank(bin: "\($0.bin)", accountLengths: 8...16)
                }
            }
        )
        let seeds = try Self.samples("register.csv", "events.csv")
        try Damage.each(Damage.rounds(2_000), of: seeds) { file, _, replay in
            var table = CSVReader(file: "r.csv", bytes: file)
            let reading = try RegisterReader.read(
                &table,
                context: context,
                scratch: MemoryScratch()
            )
            check(reading.isRefused, reading.diagnostics, replay)
            let rows = reading.value.summary.rows
            #expect(rows <= file.count(where: { $0 == 0x0A || $0 == 0x0D }) + 1, replay)
        }
    }

    @Test func `damaged opening lists are refused, or every row is right`() throws {
        let context = OpeningContext(
            units: try UnitDirectory.shipped(),
            programmes: ["social-assistance", "social-pension"],
            categories: ["5.6", "pension"],
            kinds: ["base", "supplement"],
            sources: ["local", "central", "city"],
            firstOpenMonth: month("2026-11")
        )
        Damage.each(Damage.rounds(2_000), of: try Self.samples("opening.csv")) { file, _, replay in
            var table = CSVReader(file: "o.csv", bytes: file)
            let reading = OpeningReader.read(&table, context: context) { row in
                #expect(row.month < month("2026-11"), replay)
                #expect(row.amount.minorUnits > 0, replay)
                #expect(context.units.unit(code: row.unit) != nil, replay)
            }
            check(reading.isRefused, reading.diagnostics, replay)
        }
    }

    @Test func `damaged lists of money are refused whole, or their papers are right`() throws {
        let town = try Household()
        let seeds = try Self.samples("receive.csv")
        try Damage.each(Damage.rounds(60), of: seeds) { file, _, replay in
            let path = try town.input("", "receive.csv")
            try Data(file).write(to: URL(filePath: path))
            let before = try town.standing()
            do {
                let papers = try town.write { open in
                    try ReceiveFunds(town.environment).run(
                        open,
                        path: path,
                        officer: try town.key("chief-accountant", open)
                    )
                }
                #expect(papers.allSatisfy { $0.amount > 0 && $0.unit == "NA01" }, replay)
            } catch let refusal as StepRefusal {
                #expect([.dataErrors, .usage, .notPermitted].contains(refusal.code), replay)
                #expect(try town.standing() == before, replay)
            }
        }
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `damaged setup files are refused with their faults, or whole`() throws {
        Damage.each(Damage.rounds(1_000), of: try Self.samples("setup.toml")) { file, _, replay in
            let reading = Setup.read(String(decoding: file, as: UTF8.self), file: "s.toml")
            check(reading.value == nil, reading.diagnostics, replay)
            for unit in reading.value?.units ?? [] { #expect(unit.code.count == 4, replay) }
        }
    }

    @Test func `damaged rule files are refused with their faults, or make a rule book`() throws {
        let files = RuleBook.shipped.files
        let seeds = files.map { Array($0.text.utf8) }
        Damage.each(Damage.rounds(400), of: seeds) { file, seed, replay in
            var all = files
            all[seed].text = String(decoding: file, as: UTF8.self)
            let reading = RuleBook.read(files: all)
            check(reading.value == nil, reading.diagnostics, replay)
        }
    }

    @Test func `damaged profiles are refused with their faults, or whole`() throws {
        let seeds = try ProviderProfile.shipped.map {
            Array(try #require(ProviderProfile.shippedText(id: $0.id)).utf8)
        }
        Damage.each(Damage.rounds(2_000), of: seeds) { file, _, replay in
            let text = String(decoding: file, as: UTF8.self)
            let reading = ProviderProfile.read(text, file: "p.toml")
            check(reading.value == nil, reading.diagnostics, replay)
            if let profile = reading.value { #expect(profile.maximumTransfers > 0, replay) }
        }
    }

    @Test func `damaged lists of transfers are refused, or hold ids and amounts`() throws {
        let month = try FinishedMonth.shared.get()
        var lists: [[UInt8]] = []
        var cash: [[UInt8]] = []
        for batch in try month.town.batches() {
            let content = try month.town.content(batch.code)
            for path in content.paths where path.contains("files/") && path.hasSuffix(".csv") {
                if path.hasSuffix("-list.csv") {
                    lists.append(try content.read(path))
                } else {
                    cash.append(try content.read(path))
                }
            }
        }
        Damage.each(Damage.rounds(2_000), of: lists + cash) { file, _, replay in
            let reading = TransferListReader.read(file, file: "l.csv")
            check(reading.isRefused, reading.diagnostics, replay)
            if !reading.isRefused {
                #expect(reading.value.amounts.allSatisfy { $0 > 0 }, replay)
            }
            if let rows = CashListReader.read(file) {
                #expect(rows.allSatisfy { $0.amount > 0 }, replay)
            }
        }
    }

    @Test func `damaged plans and credits of the simulator are refused, or read`() {
        let seeds = [
            "target,behaviour,detail,day_offset\nNA0100001000001X,reject,AC04,\n*,return,AC06,2\n",
            "account,day,amount,reference\n1500211000000,2026-11-20,500000000,RDT-1\n",
        ].map { Array($0.utf8) }
        Damage.each(Damage.rounds(2_000), of: seeds) { file, _, replay in
            let plan = BehaviourPlan.read(file, file: "p.csv", for: [])
            check(plan.isRefused, plan.diagnostics, replay)
            let credits = FundsCredit.read(file, file: "c.csv", for: [])
            check(credits.isRefused, credits.diagnostics, replay)
            if !credits.isRefused {
                #expect(credits.value.allSatisfy { $0.amount > 0 }, replay)
            }
        }
    }

    @Test func `damaged keys, certificates and signatures are refused, or the same`() throws {
        let month = try FinishedMonth.shared.get()
        let officer = try month.town.read { try month.town.key("maker", $0) }
        let digest = Digest.of(utf8: "signed")
        let signature = try DetachedSignature.sign(
            digest: digest,
            certificate: officer.certificate,
            key: officer.key,
            at: month.town.now.seconds
        )
        let roots = try month.town.read { try $0.roots() }
        let verifier = try month.town.read { open in
            try DurableFiles.read("\(open.books.folder)/keys/log.vkey").dropLast()
        }
        let seeds = [
            signature, Array(officer.certificate.pem.utf8),
            try DurableFiles.read("\(month.town.root)/keys/maker.key"), Array(verifier),
        ]
        Damage.each(Damage.rounds(2_000), of: seeds) { file, _, replay in
            let records = try? DetachedSignature.verify(
                der: file,
                digest: digest,
                roots: roots,
                at: month.town.now.seconds
            )
            for record in records ?? [] {
                #expect(record.certificate.fingerprint == officer.certificate.fingerprint, replay)
                #expect(record.signingTime == month.town.now.seconds, replay)
            }
            _ = try? Certificate(file)
            _ = try? PrivateKey(pem: file)
            let line = String(decoding: file, as: UTF8.self)
            if let read = try? LogVerifier(line: line) { #expect(read.line == line, replay) }
        }
    }
}

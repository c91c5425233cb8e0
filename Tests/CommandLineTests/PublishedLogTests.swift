// A log that is published, followed by whoever kept an earlier receipt, and signed by witnesses.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct PublishedLogTests {
    private static let key = "books/keys/log.vkey"

    private func verify(_ office: Office, _ words: String) throws -> Run {
        try Program.verifier.run(
            words.split(separator: " ").map { String($0) } + ["--lang", "en"],
            in: office.folder
        )
    }

    private func files(_ office: Office) throws -> [String: Data] {
        let root = URL(filePath: "\(office.folder)/published")
        var files: [String: Data] = [:]
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path())
        for name in names where !root.appending(path: name).hasDirectoryPath {
            files[name] = try? Data(contentsOf: root.appending(path: name))
        }
        return files
    }

    @Test func `receipts of a day, a batch and a person are held against a later log`() throws {
        let office = try Office.approved()
        try office.must("receipt --day 2026-11-22 --out day.receipt")
        try office.must("receipt --batch NA0100001 --out batch.receipt")
        let made = try office.must("receipt --batch NA0100001 --person 2 --out person.receipt")
        #expect(made.output.contains("line 3") || made.output.contains("line 2"))
        let batch = try verify(office, "receipt batch.receipt --log-key \(Self.key)")
        #expect(batch.code == 0, "\(batch.output)\(batch.errors)")
        #expect(batch.output.contains("root over its lines"))
        #expect(batch.output.contains("batch NA0100001: approved"))
        let person = try verify(office, "receipt person.receipt --log-key \(Self.key)")
        #expect(person.code == 0, "\(person.output)\(person.errors)")
        try office.must("ledger publish published")
        let before = try files(office)
        try office.write(
            "event,unit,year,source,provider,amount,document,day\n"
                + "estimate,NA01,2026,local,,1000,QD-77,2026-11-20\n",
            "more.csv"
        )
        try office.must("ledger receive more.csv --key keys/chief-accountant.key")
        try office.must("ledger publish published")
        let after = try files(office)
        // What stood stays, to the byte; the checkpoint alone is another.
        for (name, bytes) in before where name != "checkpoint" { #expect(after[name] == bytes) }
        #expect(after["checkpoint"] != before["checkpoint"])
        let earlier = ["day.receipt", "batch.receipt", "person.receipt"]
        let words =
            "log published --log-key \(Self.key)" + earlier.map { " --earlier \($0)" }.joined()
        let run = try verify(office, words)
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("it holds 3 earlier checkpoints"))
        let none = try office.run("receipt --day 2026-11-01")
        #expect(none.code == 64)
        #expect(none.errors.contains("nothing was written by the end of 2026-11-01"))
    }

    @Test func `a hash that was changed, a log set back and another's key are found`() throws {
        let office = try Office.approved()
        try office.must("ledger publish published")
        try office.must("receipt --day 2026-11-22 --out day.receipt")
        let words = "log published --log-key \(Self.key) --earlier day.receipt"
        #expect(try verify(office, words).code == 0)
        let name = try #require(try files(office).keys.first { $0.hasPrefix("tile/0/") })
        let path = "\(office.folder)/published/\(name)"
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[40] ^= 1
        try bytes.write(to: URL(filePath: path))
        let changed = try verify(office, words)
        #expect(changed.code == 5, "\(changed.output)\(changed.errors)")
        // The books refuse to publish over a tile that is not theirs.
        let again = try office.run("ledger publish published")
        #expect(again.code == 5, "\(again.errors)")
        #expect(again.errors.contains("is not that of these books"))
        // Other books under another key: their log holds nothing of ours.
        let other = try Office.ready()
        try other.must("ledger publish published")
        let foreign = try Program.verifier.run(
            ["log", "\(other.folder)/published", "--log-key", Self.key, "--lang", "en"],
            in: office.folder
        )
        #expect(foreign.code == 5)
        let mixed = try Program.verifier.run(
            [
                "log", "\(other.folder)/published", "--log-key", "\(other.folder)/\(Self.key)",
                "--earlier", "day.receipt", "--lang", "en",
            ],
            in: office.folder
        )
        #expect(mixed.code == 5, "\(mixed.output)")
    }

    @Test func `a witness signs what it received, and only a log that goes on`() throws {
        let office = try Office.ready()
        let made = try verify(office, "witness-key --name bank.example/w1 --out bank.witness")
        #expect(made.code == 0, "\(made.errors)")
        try office.write(made.output, "bank.vkey")
        let mode = try FileManager.default.attributesOfItem(
            atPath: "\(office.folder)/bank.witness"
        )[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(
            try verify(office, "witness-key --name bank.example/w1 --out bank.witness").code == 73
        )
        try office.must("ledger publish published")
        let cosign =
            "cosign published --log-key \(Self.key) --witness-key bank.witness --seen seen.note"
        #expect(try verify(office, cosign).code == 0)
        let log = "log published --log-key \(Self.key) --witness bank.vkey"
        // The published checkpoint has no line of the witness yet; the witness's own file has.
        #expect(try verify(office, log).code == 5)
        let seen = "\(office.folder)/seen.note"
        let checkpoint = "\(office.folder)/published/checkpoint"
        try FileManager.default.removeItem(atPath: checkpoint)
        try FileManager.default.copyItem(atPath: seen, toPath: checkpoint)
        let run = try verify(office, log)
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("1 witnesses signed"))
        // What it signed is a receipt for the books as well.
        try office.must("verify --receipt seen.note")
        // Another log under the same key would be one set back: the witness refuses it.
        try office.write(made.output.replacingOccurrences(of: "a", with: "b"), "wrong.vkey")
        #expect(
            try verify(office, "log published --log-key \(Self.key) --witness wrong.vkey").code
                == 65
        )
        let other = try Office.ready()
        try other.must("ledger publish published")
        let refused = try Program.verifier.run(
            [
                "cosign", "\(other.folder)/published", "--log-key", "\(other.folder)/\(Self.key)",
                "--witness-key", "bank.witness", "--seen", "seen.note", "--lang", "en",
            ],
            in: office.folder
        )
        #expect(refused.code == 5, "\(refused.output)")
        #expect(
            try Data(contentsOf: URL(filePath: seen)) == Data(contentsOf: URL(filePath: checkpoint))
        )
    }
}

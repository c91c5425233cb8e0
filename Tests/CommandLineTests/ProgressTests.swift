// How far long work is: told on stderr to whoever asks, and nothing to the data.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct ProgressTests {
    /// One object of `--progress json`.
    private struct Told: Decodable {
        let schema: String
        let stage: String
        let done: Int
        let total: Int?
        let rate: Int

        enum CodingKeys: String, CodingKey {
            case schema, stage, done, total
            case rate = "per_second"
        }
    }

    private static func told(_ run: Run) throws -> [Told] {
        try run.errors.split(separator: "\n").filter { $0.hasPrefix("{") }.map {
            try JSONDecoder().decode(Told.self, from: Data($0.utf8))
        }
    }

    @Test func `machines are told each stage of a step, and its data stays the same`() throws {
        let steps = [
            (
                "batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key",
                ["compute-due"]
            ),
            ("batch check --period 2026-11 --key keys/checker.key", ["compute-due"]),
            (
                "batch submit --period 2026-11 --key keys/maker.key --accept-unverified",
                ["compute-due", "write-decision", "write-payments", "write-lines"]
            ),
            (
                "batch approve --period 2026-11 --role checker --key keys/checker.key",
                ["read-files"]
            ),
            ("verify", ["prove-rows", "read-files"]),
        ]
        let (silent, telling) = (try Office.ready(), try Office.ready())
        for (line, stages) in steps {
            let quiet = try silent.must(line)
            let run = try telling.must("\(line) --progress json")
            #expect(run.output.count == quiet.output.count, "\(line)")
            let told = try Self.told(run)
            #expect(told.allSatisfy { $0.schema == "chitra/progress/1" && $0.rate >= 0 })
            #expect(told.allSatisfy { $0.done >= 0 && $0.done <= $0.total ?? .max }, "\(line)")
            for stage in stages {
                #expect(told.contains { $0.stage == stage }, "\(line): \(stage)")
            }
            let due = told.last { $0.stage == "compute-due" }
            #expect(due?.done == due?.total, "\(line)")
            #expect(try Self.told(quiet).isEmpty)
        }
    }

    @Test func `who reconciles is told how many facts were matched`() throws {
        let office = try Office.approved()
        try office.must("batch issue --period 2026-11 --key keys/account-holder.key --books books")
        try office.must(
            "bank simulate books/batches --out answers --seed 1 --through 2026-11-26"
                + " --provider-key keys/maker.key"
        )
        let files = try FileManager.default.subpathsOfDirectory(atPath: "\(office.folder)/answers")
            .filter { $0.hasSuffix(".xml") }.sorted().map { "answers/\($0)" }
        let later = "--key keys/maker.key --books books --now 2026-11-26T17:00:00+07:00"
        try office.must("bank results \(files.joined(separator: " ")) \(later)")
        let told = try Self.told(office.must("reconcile \(later) --progress json"))
            .filter { $0.stage == "match-facts" }
        #expect(!told.isEmpty && told.allSatisfy { $0.done == $0.total })
    }

    @Test(arguments: ["auto", "bar", "lines", "none"])
    func `a short command shows people nothing of it`(style: String) throws {
        let office = try Office.ready()
        let line = "batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key"
        let run = try office.must("\(line) --progress \(style)")
        #expect(!run.errors.contains("computing") && !run.errors.contains("\u{1B}"))
    }

    @Test func `who verifies a folder alone is told how much of it was read`() throws {
        let office = try Office.approved()
        func verify(_ words: [String]) throws -> Run {
            try Program.verifier.run(
                ["books/batches/NA0100001", "--roots", "keys/authority.pem"] + words,
                in: office.folder
            )
        }
        let (quiet, telling) = (try verify([]), try verify(["--progress", "json"]))
        #expect(telling.code == 0 && telling.output == quiet.output)
        let told = try Self.told(telling)
        #expect(!told.isEmpty && told.allSatisfy { $0.stage == "read-files" && $0.total != nil })
        #expect(told.last.map { $0.done == $0.total } == true)
        #expect(try Self.told(quiet).isEmpty)
        #expect(try verify(["--progress", "loud"]).code == 64)
    }

    @Test func `a way to show that there is not is refused`() throws {
        #expect(try Office().run("batch status --period 2026-11 --progress loud").code == 64)
    }
}

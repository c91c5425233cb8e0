// Every command that changes the books says what to run next, and that can be pasted.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct NextCommandTests {
    /// A command as it was printed, with the blanks filled in as a reader would.
    private func pasted(_ command: String) -> String {
        var line = String(command.dropFirst("chitra ".count))
        for (path, file) in [
            ("register import", "register.csv"), ("register opening", "opening.csv"),
            ("ledger receive", "receive.csv"),
        ] where line.hasPrefix(path) { line = line.replacing("FILE", with: file) }
        if line.hasPrefix("batch submit") { line += " --accept-unverified" }
        return line
    }

    @Test func `from init to the proof, each command names the next, ready to be pasted`() throws {
        let office = try Office(hasBooks: false)
        var run = try office.must("init books --setup setup.toml --demo-keys keys")
        var seen: [String] = []
        while let next = run.next, !next.hasPrefix("chitra bank results FILE") {
            try #require(next.hasPrefix("chitra ") && seen.count < 20)
            let line = pasted(next)
            seen.append(line.split(separator: " --").first.map(String.init) ?? "")
            // As printed: the office's own wrapper adds nothing that is there.
            #expect(line.contains("--books books"), "\(line)")
            run = try office.must(line)
        }
        #expect(
            seen == [
                "register import register.csv", "register opening opening.csv",
                "ledger receive receive.csv", "batch draft", "batch check", "batch submit",
                "batch approve", "batch approve", "batch approve", "batch issue",
            ]
        )
        // What was handed over is answered by the banks; until then it can be proven.
        #expect(try #require(run.next).contains("--key keys/maker.key --books books"))
        let then = run.errors.split(separator: "\n").first { $0.hasPrefix("then: ") }
        let proof = try office.must(pasted(String(try #require(then).dropFirst("then: ".count))))
        #expect(proof.output.contains("✓ the proof holds"))
    }

    @Test func `what was given comes again: the unit, the day, the key beside the key`() throws {
        let office = try Office.ready()
        let run = try office.must(
            "batch draft --period 2026-11 --unit NA01 --known 2026-11-22 --key keys/maker.key"
        )
        #expect(
            run.next == "chitra batch check --period 2026-11 --unit NA01 --key keys/checker.key "
                + "--books books --now \(Office.now) --lang en"
        )
        let stale = try office.run(
            "batch submit --period 2026-11 --unit NA01 --key keys/maker.key"
        )
        #expect(stale.code == 4)
        #expect(
            stale.errors.contains(
                "hint: run: chitra batch check --period 2026-11 --unit NA01 --key keys/checker.key"
            )
        )
        let missing = try office.run("batch check --period 2026-12 --key keys/checker.key")
        #expect(
            missing.errors.contains(
                "chitra batch draft --period 2026-12 --known 2026-11-22 --key keys/maker.key"
            )
        )
    }

    @Test func `a unit without a checker waits for the chief accountant first`() throws {
        let office = try Office(hasBooks: false)
        let setup = try #require(try Office.samples()["setup.toml"])
        try office.write(
            setup.replacing("\"maker\", \"checker\", ", with: "\"maker\", "),
            "three.toml"
        )
        try office.must("init books --setup three.toml --demo-keys keys")
        try office.must("register import register.csv --key keys/maker.key")
        try office.must("ledger receive receive.csv --key keys/chief-accountant.key")
        try office.must("batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key")
        try office.must("batch check --period 2026-11 --key keys/maker.key")
        let run = try office.must(
            "batch submit --period 2026-11 --key keys/maker.key --accept-unverified"
        )
        let next = try #require(run.next)
        #expect(next.contains("--role chief-accountant --key keys/chief-accountant.key"), "\(next)")
    }

    @Test func `without an estimate it says which source lacks how much, and what to run`() throws {
        let office = try Office()
        try office.must("register import register.csv --key keys/maker.key")
        try office.must("register opening opening.csv --key keys/chief-accountant.key")
        let draft = try office.must(
            "batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key"
        )
        #expect(
            draft.output.contains(
                "local budget (local): the estimate has 0 VND, needs 870,000 VND, "
                    + "870,000 VND short"
            )
        )
        #expect(draft.errors.contains("chitra ledger receive FILE"))
        let check = try office.must("batch check --period 2026-11 --key keys/checker.key")
        #expect(try #require(check.next).hasPrefix("chitra ledger receive FILE"))
        // Nothing is due: nobody is asked to accept anything.
        let submit = try office.must("batch submit --period 2026-11 --key keys/maker.key")
        #expect(submit.output.contains("nothing is due"))
        #expect(try #require(submit.next).hasPrefix("chitra ledger receive FILE"))
    }

    @Test func `a stop says how the next draft goes, and holds what it took`() throws {
        let office = try Office.approved()
        let keys = "--key keys/maker.key --key keys/checker.key"
        let stop = "batch stop --batch NA0100001 --person 2 --from-month 2026-10 --document KT-3"
        let run = try office.must("\(stop) --cause death \(keys)")
        #expect(run.output.contains("takes away 2 lines, 580,000 VND; 870,000 VND left"))
        #expect(try #require(run.next).hasPrefix("chitra register import FILE"))
        #expect(run.errors.contains("then: chitra batch draft --period 2026-11 --unit NA01"))
        let draft = "batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key"
        #expect(try office.must(draft).output.contains("0 lines, 0 VND; 2 held"))
        let again = try office.must("\(stop) --cause death \(keys)")
        #expect(again.errors.contains("signed already"))
    }

    @Test func `an empty register is not sent to be checked`() throws {
        let office = try Office()
        let run = try office.must(
            "batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key"
        )
        #expect(try #require(run.next).hasPrefix("chitra register import FILE"))
    }
}

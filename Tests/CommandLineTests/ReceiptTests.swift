// A receipt at a terminal: written for its owner's eyes, checked by the second program and by shell.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct ReceiptTests {
    private static let key = "books/keys/log.vkey"

    private func check(_ office: Office, _ arguments: [String]) throws -> Run {
        try Program.verifier.run(["receipt"] + arguments + ["--lang", "en"], in: office.folder)
    }

    @Test func `a receipt is for its owner's eyes and proves its line without naming anybody`()
        throws
    {
        let office = try Office.approved()
        let made = try office.must("receipt --batch NA0100001 --line 2 --out two.receipt")
        #expect(made.output.contains("two.receipt: batch NA0100001, line 2, transfer NA01000010"))
        #expect(made.errors.contains("chitra-verify receipt two.receipt --log-key"))
        let path = "\(office.folder)/two.receipt"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("\nrow 2,") && text.contains("040186000011,Nguyễn Thị Lan,"))
        let run = try check(office, ["two.receipt", "--log-key", Self.key])
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("line 2, transfer NA01000010"))
        #expect(run.output.contains("2026-11, 810,000 VND"))
        #expect(
            run.output.contains("chitra.example/sample, size ") && run.output.contains("proven")
        )
        for hidden in ["Nguyễn", "Lan", "040186000011"] {
            #expect(!(made.output + made.errors + run.output).contains(hidden))
        }
        // Without a file it goes to stdout, byte for byte.
        #expect(try office.must("receipt --batch NA0100001 --line 2").output == text)
        let again = try office.run("receipt --batch NA0100001 --line 2 --out two.receipt")
        #expect(again.code == 73)
        let json = try office.must("receipt --batch NA0100001 --line 2 --json").output
        #expect(
            json.contains("\"schema\" : \"chitra/receipt/1\"") && json.contains("\"isStopped\"")
        )
    }

    @Test func `a receipt in the letters of a QR code is read back from what a scanner gives`()
        throws
    {
        let office = try Office.approved()
        try office.must("receipt --batch NA0100001 --line 2 --qr --out two.code")
        let path = "\(office.folder)/two.code"
        let code = try String(contentsOfFile: path, encoding: .utf8)
        #expect(code.hasPrefix("CHITRA1:") && code.utf8.count <= 4_297)
        let run = try check(office, ["two.code", "--log-key", Self.key])
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("2026-11, 810,000 VND") && run.output.contains("proven"))
        let other =
            code.prefix(300) + (code.dropFirst(300).first == "A" ? "B" : "A")
            + code.dropFirst(301)
        try String(other).write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try check(office, ["two.code", "--log-key", Self.key]).code == 5)
    }

    @Test func `the lines of a transfer are in one file, and a stopped one is told`() throws {
        let office = try Office.approved()
        try office.must(
            "batch stop --batch NA0100001 --person 2 --from-month 2026-10 --cause death "
                + "--document KT-3 --key keys/maker.key --key keys/checker.key"
        )
        let list = try String(
            contentsOfFile: "\(office.folder)/books/batches/NA0100001/lines-0001.csv",
            encoding: .utf8
        )
        let rows = list.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        let id = try #require(rows.last?[1])
        let made = try office.must("receipt --transfer \(id) --out both.receipt")
        #expect(made.output.split(separator: "\n").count == 2)
        #expect(made.errors.contains("note: line 4 was taken away by a stop list"))
        let run = try check(office, ["both.receipt", "--log-key", Self.key])
        #expect(run.code == 0)
        #expect(run.output.contains("line 3, ") && run.output.contains("line 4, "))
    }

    @Test func `the shell script of the documents comes to the same`() throws {
        let office = try Office.approved()
        for line in 1...4 {
            let name = "\(line).receipt"
            try office.must("receipt --batch NA0100001 --line \(line) --out \(name)")
            let arguments = ["check-receipt.sh", name, Self.key]
            let shell = Program(path: "/bin/sh")
            let good = try shell.run(arguments, in: office.folder)
            #expect(good.code == 0, "\(good.errors)")
            #expect(good.output.contains("\n\(line),NA0100001"))
            let path = "\(office.folder)/\(name)"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            for (word, other) in [
                (",2026-1", ",2026-2"), ("index ", "index 1"), ("salt ", "salt 00"),
                ("\n\u{2014} chitra.example/sample ", "\n\u{2014} chitra.example/sample AAAA"),
            ] {
                try office.write(text.replacingOccurrences(of: word, with: other), name)
                #expect(try shell.run(arguments, in: office.folder).code != 0, "\(word)")
                let run = try check(office, [name, "--log-key", Self.key])
                #expect(run.code == 5 && run.output.contains("✗"), "\(word)")
            }
        }
    }

    @Test func `what cannot be checked is said with its own exit code`() throws {
        let office = try Office.approved()
        try office.must("receipt --batch NA0100001 --line 1 --out one.receipt")
        #expect(try check(office, ["none.receipt", "--log-key", Self.key]).code == 65)
        let noKey = try check(office, ["one.receipt", "--log-key", "keys/authority.pem"])
        #expect(noKey.code == 65 && noKey.errors.contains("is no public key of a log"))
        let noReceipt = try check(office, ["setup.toml", "--log-key", Self.key])
        #expect(noReceipt.code == 5 && noReceipt.output.contains("not in the form of a receipt"))
        #expect(try check(office, ["one.receipt"]).code == 64)
        for line in [
            "--batch NA0100001 --line 1 --person 2", "--line 1", "--transfer X --line 1",
            "--transfer X", "",
        ] {
            #expect(try office.run("receipt \(line)").code == 64, "\(line)")
        }
        #expect(try office.run("receipt --batch NA0100001 --line 5").code == 64)
        let other = try Office.approved()
        let foreign = try check(
            office,
            ["one.receipt", "--log-key", "\(other.folder)/\(Self.key)"]
        )
        #expect(foreign.code == 5)
        #expect(foreign.output.contains("the checkpoint is not signed by this log's key"))
        // Whoever kept it holds the books against it, long after.
        try office.must("batch issue --period 2026-11 --key keys/account-holder.key")
        try office.must("verify --receipt one.receipt")
        let path = "\(office.folder)/one.receipt"
        #expect(try other.run("verify --receipt \(path)").code == 5)
    }
}

// What is refused at the door, with its exit code and a word on what to do.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct RefusalTests {
    @Test func `a language, channel or cause that there is not is refused with what there is`()
        throws
    {
        let office = try Office()
        for language in ["fr", "EN"] {
            let run = try office.run("law check --lang \(language)")
            #expect(run.code == 64)
            #expect(run.errors.contains("--lang vi"))
        }
        let issue = "batch issue --period 2026-11 --key keys/account-holder.key"
        let channel = try office.run("\(issue) --channel carrier-pigeon")
        #expect(channel.code == 64)
        #expect(channel.errors.contains("hint: use one of: portal, host, by-hand"))
        let stop = try office.run(
            "batch stop --batch NA0100001 --person 1 --cause bogus --document D --key a --key b"
        )
        #expect(stop.code == 64)
        #expect(stop.errors.contains("death (death), moved (moved away)"))
    }

    @Test(arguments: [(">&-", 73), ("2>&-", 0), ("<&- 2>&-", 0)] as [(String, Int32)])
    func `a closed stream gets no file of the books`(closed: String, code: Int32) throws {
        let office = try Office.ready()
        let line =
            "'\(Program.chitra.path)' batch draft --period 2026-11 --known 2026-11-22 "
            + "--key keys/maker.key --books books --now \(Office.now) \(closed)"
        let run = try Program(path: "/bin/sh").run(["-c", line], in: office.folder)
        #expect(run.code == code)
        for name in ["books.lock", "checkpoints.log"] {
            let text = try String(contentsOfFile: "\(office.folder)/books/\(name)", encoding: .utf8)
            #expect(!text.contains("NA01:") && (name != "books.lock" || text.isEmpty))
        }
        try office.must("verify")
    }

    @Test func `demo keys and roots do not go together`() throws {
        let office = try Office(hasBooks: false)
        let run = try office.run(
            "init books --setup setup.toml --demo-keys keys --roots /etc/hostname"
        )
        #expect(run.code == 64)
        #expect(!FileManager.default.fileExists(atPath: "\(office.folder)/books"))
    }

    @Test func `made-up people are written to a new file only`() throws {
        let office = try Office(hasBooks: false)
        let people = "fixture people --count 3 --seed 1 --unit NA01 --out"
        let first = try office.must("\(people) people.csv")
        #expect(first.output == "people.csv: 3 persons, made up\n")
        #expect(try #require(first.next).hasPrefix("chitra register import people.csv"))
        let again = try office.run("\(people) people.csv")
        #expect(again.code == 73)
        #expect(again.errors.contains("file exists"))
        let nowhere = try office.run("\(people) /nonexistent/people.csv")
        #expect(nowhere.code == 73)
        #expect(nowhere.errors.contains("no such file or directory"))
    }

    @Test func `a file that is not there is named as such`() throws {
        let office = try Office()
        let key = try office.run("ledger receive receive.csv --key keys/nobody.key")
        #expect(key.code == 65)
        #expect(key.errors.contains("cannot read keys/nobody.key: no such file or directory"))
        let vietnamese = try office.run("register import none.csv --key keys/maker.key --lang vi")
        #expect(vietnamese.code == 65)
        #expect(vietnamese.errors.contains("không có tệp hoặc thư mục này"))
        let receipt = try office.run("verify --receipt register.csv")
        #expect(receipt.code == 65)
        #expect(receipt.errors.contains("is no receipt"))
    }

    @Test func `who may not do a thing hears whose it is, once and the same`() throws {
        let office = try Office.ready()
        try office.must("batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key")
        let run = try office.run(
            "batch check --period 2026-11 --key keys/account-holder.key"
        )
        #expect(run.code == 77)
        #expect(run.errors.contains("not registered as maker or checker of unit NA01"))
        #expect(run.errors.contains("hint: use the key of the maker or checker"))
    }

    @Test func `the parser's English errors come with a line in Vietnamese`() throws {
        let office = try Office(hasBooks: false)
        let run = try office.run("batch draft --lang vi")
        #expect(run.code == 64)
        #expect(run.errors.hasPrefix("chitra: lỗi: thiếu --period"))
        #expect(try !office.run("batch draft").errors.contains("thiếu --period"))
    }

    @Test func `both programs say the version that the changelog names`() throws {
        let office = try Office(hasBooks: false)
        let log = try String(
            contentsOfFile: "\(Office.project)/CHANGELOG.md",
            encoding: .utf8
        )
        for program in [Program.chitra, .verifier] {
            let run = try program.run(["--version"], in: office.folder)
            #expect(run.code == 0)
            let version = run.output.filter { $0 != "\n" }
            #expect(log.contains("`\(version)`"), "\(version)")
        }
    }

    @Test func `the verifier says what it was given instead of a batch`() throws {
        let office = try Office.approved()
        let batch = "books/batches/NA0100001"
        let roots = ["--roots", "keys/authority.pem", "--at", Office.now, "--lang", "en"]
        func verify(_ arguments: [String]) throws -> Run {
            try Program.verifier.run(arguments, in: office.folder)
        }
        #expect(try verify([batch] + roots).code == 0)
        let folder = try verify(["books"] + roots)
        #expect(folder.code == 65)
        #expect(folder.errors.contains("holds no batch"))
        let empty = try verify([batch, "--roots", "/dev/null", "--lang", "en"])
        #expect(empty.code == 65)
        #expect(empty.errors.contains("/dev/null holds no PEM certificate"))
        let time = try verify([batch, "--roots", "keys/authority.pem", "--at", "noon"])
        #expect(time.code == 64)
        #expect(time.errors.contains("--at phải có dạng"))
        let stop =
            "batch stop --batch NA0100001 --person 2 --from-month 2026-10 --cause death "
            + "--document KT-3 --key keys/maker.key --key keys/checker.key"
        try office.must(stop)
        try office.must("batch issue --period 2026-11 --key keys/account-holder.key")
        let old = try verify(["\(batch)/files/vietinbank"] + roots)
        #expect(old.code == 5)
        #expect(old.errors.contains("NA0100001/stops/01/files/vietinbank"))
        #expect(try verify(["\(batch)/stops/01/files/vietinbank"] + roots).code == 0)
    }

    @Test(.timeLimit(.minutes(15)))
    func `a pipe or a device is no file to take in`() throws {
        let office = try Office()
        let pipe = "\(office.folder)/pipe.xml"
        let made = unsafe mkfifo(pipe, 0o600)
        try #require(made == 0)
        for path in ["pipe.xml", "/dev/zero"] {
            let run = try office.run("bank results \(path) --key keys/maker.key --books books")
            #expect(run.code == 65, "\(run.errors)")
            #expect(run.errors.contains("no regular file"))
        }
    }

    @Test(arguments: [
        "ledger clear --document TT-1 --key keys/chief-accountant.key",
        "ledger statement --account CASH", "ledger years",
    ])
    func `a unit that there is not is refused by every command that takes units`(
        line: String
    ) throws {
        let run = try Office().run("\(line) --unit ZZ")
        #expect(run.code == 64)
        #expect(run.errors.contains("units: NA01"))
    }

    @Test func `a faulty origin leaves neither books nor keys`() throws {
        let office = try Office(hasBooks: false)
        let setup = try String(contentsOfFile: "\(office.folder)/setup.toml", encoding: .utf8)
        let line = try #require(setup.split(separator: "\n").first { $0.hasPrefix("origin") })
        try office.write(setup.replacing(line, with: "origin = \"a b\""), "setup.toml")
        let run = try office.run("init books --setup setup.toml --demo-keys keys")
        #expect(run.code == 2)
        #expect(run.errors.contains("origin"))
        for name in ["books", "keys"] {
            #expect(!FileManager.default.fileExists(atPath: "\(office.folder)/\(name)"))
        }
    }

    @Test func `what a file says steers no terminal`() throws {
        let office = try Office()
        let run = try office.run("register import \u{1B}[31m\u{202E}.csv --key keys/maker.key")
        #expect(run.code == 65)
        #expect(run.errors.contains("\\u001b[31m\\u202e.csv"))
        #expect(!run.errors.contains("\u{1B}") && !run.errors.contains("\u{202E}"))
    }

    @Test func `a statement is doubted by one and set aside by another, by hand`() throws {
        let office = try Office()
        let unknown = try office.run(
            "reconcile doubt 9/1 --document CV-1 --key keys/maker.key --books books"
        )
        #expect(unknown.code == 64)
        #expect(unknown.errors.contains("chitra reconcile status"))
        let decide = try office.run(
            "reconcile decide 1 --set-aside --document CV-1 --key keys/account-holder.key "
                + "--books books"
        )
        #expect(decide.code == 64)
    }
}

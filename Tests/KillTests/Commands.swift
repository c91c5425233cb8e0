// Every command line of chitra that the drills use, and the files it reads.
//
// Invariants:
// (1) Nothing else in these tests spells a command, an option or an input column.
// (2) The clock is given, so that a step run again is the same step.

import Foundation

/// Command lines of the built program.
struct Commands: Sendable {
    /// The seed of the people.
    static let seed = 7
    /// The number of people.
    static let people = 30
    /// The unit.
    static let unit = "CM01"
    /// The month that is paid.
    static let period = "2026-11"

    /// The program.
    let chitra: String
    /// The folder with the officers' keys and the input files.
    let inputs: String

    /// The program beside the tests, or nil where it is not built or has no commands yet.
    static let built: String? = {
        let path = "\(FaultShim.buildFolder)/chitra"
        guard FileManager.default.isExecutableFile(atPath: path),
            let scratch = try? Scratch("help")
        else { return nil }
        let help = scratch.file("help")
        let ending = try? ChildProcess.run([path, "verify", "--help"], output: help)
        return ending == .exited(0) && !Folder.text(help).isEmpty ? path : nil
    }()

    private func command(_ words: [String], books: String? = nil, key: String? = nil) -> [String] {
        [chitra] + words + (books.map { ["--books", $0] } ?? [])
            + (key.map { ["--key", "\(inputs)/keys/\($0).key"] } ?? [])
            + ["--now", "2026-11-22T09:00:00+07:00", "--lang", "en"]
    }

    // MARK: Making books

    func makePeople() -> [String] {
        command([
            "fixture", "people", "--count", "\(Self.people)", "--seed", "\(Self.seed)", "--unit",
            Self.unit, "--out", "\(inputs)/people.csv",
        ])
    }

    func makeBooks(_ books: String) -> [String] {
        command([
            "init", books, "--setup", "\(inputs)/setup.toml", "--demo-keys", "\(inputs)/keys",
        ])
    }

    // MARK: Steps

    func importPeople(_ file: String, _ books: String) -> [String] {
        command(["register", "import", "\(inputs)/\(file)"], books: books, key: "maker")
    }

    func receive(_ books: String) -> [String] {
        command(
            ["ledger", "receive", "\(inputs)/money.csv"],
            books: books,
            key: "chief-accountant"
        )
    }

    func draft(_ books: String) -> [String] {
        batch("draft", ["--known", "2026-11-22"], books, key: "maker")
    }

    func check(_ books: String) -> [String] { batch("check", [], books, key: "checker") }

    func submit(_ books: String) -> [String] {
        batch("submit", ["--accept-unverified"], books, key: "maker")
    }

    func approve(_ role: String, _ books: String) -> [String] {
        batch("approve", ["--role", role], books, key: role)
    }

    func issue(_ books: String) -> [String] {
        batch("issue", ["--channel", "portal"], books, key: "account-holder")
    }

    private func batch(_ verb: String, _ words: [String], _ books: String, key: String) -> [String]
    {
        command(["batch", verb, "--period", Self.period] + words, books: books, key: key)
    }

    // MARK: Looking

    func verify(_ books: String) -> [String] { command(["verify"], books: books) }

    func exports(_ books: String) -> [[String]] {
        [
            command(["ledger", "export", "--format", "hledger"], books: books),
            command(["batch", "status", "--period", Self.period, "--json"], books: books),
        ]
    }

    // MARK: Input files

    /// One commune with an account and a cash desk, and its four officers.
    static let setup = """
        origin = "chitra.example/drill"

        [[unit]]
        code = "\(unit)"
        first_month = "2026-11"
        recompute_from = "2026-11"
        list_day = 25
        pays = "same-month"
        roles = ["maker", "checker", "chief-accountant", "account-holder"]

        [[unit.account]]
        way = "account"
        provider = "vietcombank"
        bank = "970436"
        account = "0011000000001"
        holder = "UBND XA CHUONG MY"

        [[unit.account]]
        way = "cash"
        provider = "vietnam-post"
        bank = "970436"
        account = "0011000000001"
        holder = "UBND XA CHUONG MY"

        """
        + [
            ("maker", "P1", "Nguyễn Thị An"), ("checker", "P2", "Trần Văn Bình"),
            ("chief-accountant", "P3", "Lê Thị Cúc"), ("account-holder", "P4", "Phạm Văn Dũng"),
        ].map { role, person, name in
            """

            [[officer]]
            role = "\(role)"
            person = "\(person)"
            name = "\(name)"
            units = ["*"]

            """
        }.joined()

    /// Enough of each source, and enough on each account.
    static let money =
        "event,unit,year,source,provider,amount,document,day\n"
        + ["local", "city"].flatMap { source in
            ["estimate,\(unit),2026,\(source),,900000000,DT-\(source),2026-11-01\n"]
                + ["vietcombank", "vietnam-post"].map {
                    "advance,\(unit),2026,\(source),\($0),300000000,TU-\(source)-\($0),2026-11-02\n"
                }
        }.joined()
}

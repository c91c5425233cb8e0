// Every command line of chitra that the drills use.
//
// Invariants:
// (1) Nothing else in these tests spells a command or an option.
// (2) The clock is given, so that a step run again is the same step.

import Foundation

/// Command lines of the built program.
struct Commands: Sendable {
    /// The seed of the people.
    static let seed = 3
    /// The number of people.
    static let people = 30
    /// The unit.
    static let unit = "CM01"
    /// A unit that was merged into it.
    static let mergedUnit = "CM02"
    /// The code of the unit's first batch.
    static let batch = "CM0100001"
    /// The month that is paid.
    static let period = "2026-11"

    /// The program.
    let chitra: String
    /// The folder with the officers' keys and the input files.
    let inputs: String

    /// The program that is cut off: the one that is released where CHITRA_BIN names its folder (its
    /// start is a quarter of the other's), else the one beside the tests; nil where none is built.
    static let built: String? = {
        let folder = ProcessInfo.processInfo.environment["CHITRA_BIN"] ?? FaultShim.buildFolder
        let path = "\(folder)/chitra"
        guard FileManager.default.isExecutableFile(atPath: path),
            let scratch = try? Scratch("help")
        else { return nil }
        let help = scratch.file("help")
        let ending = try? ChildProcess.run([path, "verify", "--help"], output: help)
        return ending == .exited(0) && !Folder.text(help).isEmpty ? path : nil
    }()

    /// When the month is paid, and when its answers are there.
    enum Moment: String {
        case ofPayment = "2026-11-22T09:00:00+07:00"
        case ofAnswers = "2026-11-26T09:00:00+07:00"
        /// When the year is over.
        case ofNextYear = "2027-01-05T09:00:00+07:00"
        /// Before the decree of October is known.
        case ofEarlierPayment = "2026-08-20T09:00:00+07:00"
    }

    /// The month that is paid before the decree of October is known.
    static let earlierPeriod = "2026-08"

    private func command(
        _ words: [String],
        books: String? = nil,
        key: String? = nil,
        at moment: Moment = .ofPayment
    ) -> [String] {
        [chitra] + words + (books.map { ["--books", $0] } ?? [])
            + (key.map { ["--key", keyPath($0)] } ?? [])
            + ["--now", moment.rawValue, "--lang", "en"]
    }

    private func keyPath(_ name: String) -> String { "\(inputs)/keys/\(name).key" }

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

    /// Books that belong to officers who have their certificates already.
    func makeBooksForOfficers(_ books: String) -> [String] {
        command([
            "init", books, "--setup", "\(inputs)/setup-officers.toml", "--roots",
            "\(inputs)/keys/authority.pem",
        ])
    }

    /// The banks' and the desk's answers to what was handed over, a folder for each day.
    func simulate(_ books: String) -> [String] {
        command([
            "bank", "simulate", "\(books)/batches", "--out", "\(inputs)/answers", "--plan",
            "\(inputs)/plan.csv", "--through", "2026-11-25", "--cash-days", "2",
            "--provider-key", keyPath("provider"),
        ])
    }

    // MARK: Steps

    func importPeople(
        _ file: String,
        _ books: String,
        at moment: Moment = .ofPayment
    ) -> [String] {
        command(
            ["register", "import", "\(inputs)/\(file)"],
            books: books,
            key: "maker",
            at: moment
        )
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

    /// Two officers take a person's lines away.
    func stop(_ person: String, _ books: String) -> [String] {
        command(
            [
                "batch", "stop", "--batch", Self.batch, "--person", person, "--from-month",
                Self.period, "--cause", "death", "--document", "GBT-01/2026", "--key",
                keyPath("checker"),
            ],
            books: books,
            key: "account-holder"
        )
    }

    /// Two officers give the maker another certificate.
    func renew(_ certificate: String, _ books: String) -> [String] {
        command(
            [
                "officer", "certificate", "--officer", certificate, "--certificate",
                "\(inputs)/maker-2.pem", "--document", "QD-10/2026", "--signed", "2026-11-20",
                "--key", keyPath("chief-accountant"),
            ],
            books: books,
            key: "account-holder"
        )
    }

    func cancel(_ books: String) -> [String] {
        command(
            [
                "batch", "cancel", "--batch", Self.batch, "--cause", "wrong-list", "--document",
                "QD-02/2026",
            ],
            books: books,
            key: "account-holder"
        )
    }

    /// The account holder answers for paying what the register denies now.
    func accept(_ denied: DeniedPerson, _ books: String) -> [String] {
        command(
            [
                "batch", "accept", "--batch", Self.batch, "--person", denied.person, "--amount",
                denied.amount, "--document", "BB-06/2026", "--reason", "theo biên bản",
            ],
            books: books,
            key: "account-holder"
        )
    }

    /// What waits for a decision, as JSON.
    func listArrears(_ books: String) -> [String] {
        command(
            ["batch", "arrears", "--period", "2026-12", "--json"],
            books: books,
            at: .ofAnswers
        )
    }

    /// A decision names what waits for it.
    func decideArrears(_ arrears: ProposedPerson, _ books: String) -> [String] {
        command(
            [
                "batch", "arrears", "--period", "2026-12", "--unit", Self.unit, "--person",
                arrears.person, "--programme", arrears.programme, "--from", Self.period,
                "--through", Self.period, "--amount", arrears.amount, "--decision",
                "QD-07/2026", "--signed", "2026-11-26", "--signer", "Lê Văn Ký",
            ],
            books: books,
            key: "maker",
            at: .ofAnswers
        )
    }

    /// A part of a payment was not owed.
    func proposeCase(_ transfer: String, _ person: String, _ books: String) -> [String] {
        command(
            [
                "case", "propose", "--transfer", transfer, "--person", person, "--amount", "1000",
                "--cause", "error", "--document", "BB-08/2026",
            ],
            books: books,
            key: "maker",
            at: .ofAnswers
        )
    }

    /// It is owed back.
    func decideCase(_ number: String, _ books: String) -> [String] {
        command(
            ["case", "decide", number, "--document", "QD-08/2026"],
            books: books,
            key: "account-holder",
            at: .ofAnswers
        )
    }

    /// It is netted from the next month, by decision.
    func net(_ number: String, _ books: String) -> [String] {
        command(
            [
                "case", "net", number, "--period", "2026-12", "--amount", "1000", "--decision",
                "QD-09/2026", "--signed", "2026-11-26", "--signer", "Lê Văn Ký",
                "--accept-unverified",
            ],
            books: books,
            key: "chief-accountant",
            at: .ofAnswers
        )
    }

    /// Only the split between sources of what was paid changed.
    func moveSources(_ books: String) -> [String] {
        command(
            [
                "ledger", "move-sources", "--period", Self.period, "--document",
                "DC-08/2026",
            ],
            books: books,
            key: "chief-accountant"
        )
    }

    /// The steps of a month that was paid before the decree of October was known, from the books on.
    func earlierMonth(_ books: String) -> [[String]] {
        func step(_ words: [String], _ key: String) -> [String] {
            command(words, books: books, key: key, at: .ofEarlierPayment)
        }
        let period = ["--period", Self.earlierPeriod]
        return [
            command(
                [
                    "init", books, "--setup", "\(inputs)/setup-earlier.toml", "--roots",
                    "\(inputs)/keys/authority.pem",
                ],
                at: .ofEarlierPayment
            ),
            step(["register", "import", "\(inputs)/pensioner.csv"], "maker"),
            step(["ledger", "receive", "\(inputs)/money-earlier.csv"], "chief-accountant"),
            step(["batch", "draft", "--known", "2026-08-20"] + period, "maker"),
            step(["batch", "check"] + period, "checker"),
            step(["batch", "submit", "--accept-unverified"] + period, "maker"),
            step(["batch", "approve", "--role", "checker"] + period, "checker"),
            step(["batch", "approve", "--role", "chief-accountant"] + period, "chief-accountant"),
            step(["batch", "approve", "--role", "account-holder"] + period, "account-holder"),
            step(["batch", "issue", "--channel", "portal"] + period, "account-holder"),
        ]
    }

    /// Takes answers in; the files are named below the folder of the answers.
    func results(_ files: [String], _ books: String) -> [String] {
        command(
            ["bank", "results"] + files.map { "\(inputs)/answers/\($0)" },
            books: books,
            key: "maker",
            at: .ofAnswers
        )
    }

    func reconcile(_ books: String) -> [String] {
        command(["reconcile"], books: books, key: "maker", at: .ofAnswers)
    }

    /// A transfer's payee gets another account.
    func repair(_ transfer: String, _ books: String) -> [String] {
        command(
            [
                "batch", "repair", transfer, "--bank", "970405", "--account", "1404205368086",
                "--document", "CV-03/2026",
            ],
            books: books,
            key: "maker",
            at: .ofAnswers
        )
    }

    func reissue(_ books: String) -> [String] {
        batch("reissue", [], books, key: "maker", at: .ofAnswers)
    }

    func carry(_ books: String) -> [String] {
        batch("carry", ["--document", "TB-04/2026"], books, key: "maker", at: .ofAnswers)
    }

    func clear(_ books: String) -> [String] {
        command(
            ["ledger", "clear", "--document", "TT-05/2026"],
            books: books,
            key: "chief-accountant",
            at: .ofAnswers
        )
    }

    /// The budget lines of the sources.
    func assignLines(_ books: String) -> [String] {
        command(
            ["ledger", "assign-lines", "\(inputs)/lines.csv"],
            books: books,
            key: "chief-accountant",
            at: .ofAnswers
        )
    }

    /// The estimate of the next year.
    func receiveNextYear(_ books: String) -> [String] {
        command(
            ["ledger", "receive", "\(inputs)/money-2027.csv"],
            books: books,
            key: "chief-accountant",
            at: .ofNextYear
        )
    }

    /// What came back is owed in the next year.
    func carryClaims(_ books: String) -> [String] {
        command(
            [
                "ledger", "carry-claims", "--unit", Self.unit, "--year", "2026", "--document",
                "QD-09/2027",
            ],
            books: books,
            key: "chief-accountant",
            at: .ofNextYear
        )
    }

    /// Books of two units, of which one has money.
    func mergedUnits(_ books: String) -> [[String]] {
        [
            command([
                "init", books, "--setup", "\(inputs)/setup-merged.toml", "--roots",
                "\(inputs)/keys/authority.pem",
            ]),
            command(
                ["ledger", "receive", "\(inputs)/money-merged.csv"],
                books: books,
                key: "chief-accountant"
            ),
        ]
    }

    /// A unit hands its books over.
    func handOver(_ books: String) -> [String] {
        command(
            [
                "ledger", "hand-over", "--unit", Self.mergedUnit, "--to", Self.unit,
                "--document", "BB-10/2026",
            ],
            books: books,
            key: "chief-accountant"
        )
    }

    private func batch(
        _ verb: String,
        _ words: [String],
        _ books: String,
        key: String,
        at moment: Moment = .ofPayment
    ) -> [String] {
        command(
            ["batch", verb, "--period", Self.period] + words,
            books: books,
            key: key,
            at: moment
        )
    }

    // MARK: Looking

    func verify(_ books: String, receipt: String? = nil) -> [String] {
        command(
            ["verify"] + (receipt.map { ["--receipt", $0] } ?? []),
            books: books,
            at: .ofAnswers
        )
    }

    func exports(_ books: String) -> [[String]] {
        [
            command(["ledger", "export", "--format", "hledger"], books: books),
            command(["batch", "status", "--period", Self.period, "--json"], books: books),
        ]
    }
}

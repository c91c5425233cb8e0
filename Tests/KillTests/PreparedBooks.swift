// Books brought to the point just before each step that is drilled.
//
// Invariant: they are made by the program itself, once for all drills, and are gone with the tests.

import Foundation
import Glibc
import Signing

/// A point in the life of the books.
enum Stage: String, CaseIterable, Sendable {
    /// Only the first people are in the books.
    case firstPeople
    /// The draft was checked.
    case checked
    /// All signatures but the last.
    case almostApproved
    /// Everybody signed.
    case approved
    /// The files were handed over.
    case issued
    /// The first answers were taken in.
    case answered
    /// Every answer was reconciled.
    case reconciled
    /// A transfer that came back was repaired.
    case repaired
    /// Everybody signed, then the register learnt of a death.
    case denied
    /// A fact brings arrears that wait for a decision.
    case proposed
    /// Only the funding split of what was paid changed.
    case shifted
    /// An over-payment is decided.
    case overPaid
    /// The year is over, the next one has its estimate, and what came back is owed still.
    case yearOver
    /// A unit with money was merged into another one.
    case merged
}

/// Somebody of whom the register denies what a batch pays.
struct DeniedPerson {
    let person: String
    let amount: String
}

/// Somebody with arrears that wait for a decision.
struct ProposedPerson {
    let person: String
    let programme: String
    let amount: String
}

/// Prepared books, a folder for each stage.
struct PreparedBooks: Sendable {
    /// The command lines, bound to the input files.
    let commands: Commands
    /// The answers that are taken in first: a report, a notification, a signed cash list.
    let firstAnswers: [String]
    /// A transfer that came back.
    let returned: String
    /// A person with lines in the batch.
    let person: String
    /// Of whom the register denies what the batch pays.
    let denied: DeniedPerson
    /// Who has arrears that wait for a decision.
    let proposed: ProposedPerson
    /// How the maker's certificate begins, for whom another one lies ready.
    let maker: String
    /// The number of the case that is decided.
    let overPaid: String
    private let scratch: Scratch

    /// The books of all drills of this process; nil where the program is not built.
    static let shared: Result<PreparedBooks, any Error>? = Commands.built.map { chitra in
        Result { try PreparedBooks(chitra: chitra) }
    }

    /// The books at a stage.
    func books(_ stage: Stage) -> String { scratch.file("at-\(stage.rawValue)") }

    /// The receipt that somebody kept who saw the books at a stage.
    func receipt(_ stage: Stage) -> String { scratch.file("at-\(stage.rawValue).receipt") }

    /// Makes the books.
    ///
    /// - Throws: ``DrillFailure`` where a command does not succeed.
    private init(chitra: String) throws {
        scratch = try Scratch("prepared", lasts: true)
        commands = Commands(chitra: chitra, inputs: scratch.path)
        let maker = Maker(commands: commands, scratch: scratch, books: scratch.file("books"))
        try maker.makeRegister()
        self.maker = try maker.renewMaker()
        try maker.payMonth()
        (firstAnswers, returned, person) = try maker.takeAnswers()
        denied = try maker.learnOfDeath()
        proposed = try maker.learnOfFact()
        overPaid = try maker.overPay()
        try maker.shiftSources()
        try maker.endYear()
        try maker.mergeUnits()
    }
}

/// Makes the books, a stage after the other.
private struct Maker {
    let commands: Commands
    let scratch: Scratch
    let books: String

    func makeRegister() throws {
        try Folder.write(InputFiles.setup(), to: scratch.file("setup.toml"))
        try Folder.write(
            InputFiles.setup(certificates: scratch.file("keys")),
            to: scratch.file("setup-officers.toml")
        )
        try Folder.write(InputFiles.money, to: scratch.file("money.csv"))
        try Folder.write(InputFiles.lines, to: scratch.file("lines.csv"))
        try run(commands.makePeople())
        try splitPeople()
        try run(commands.makeBooks(books))
        try run(commands.importPeople("people-1.csv", books))
        try keep(.firstPeople)
        try run(commands.importPeople("people-2.csv", books))
    }

    /// Another certificate of the maker; gives how the old one begins.
    func renewMaker() throws -> String {
        func bytes(_ name: String) throws -> [UInt8] {
            guard let bytes = Folder.bytes(scratch.file("keys/\(name)")) else {
                throw DrillFailure("keys/\(name) is missing")
            }
            return bytes
        }
        let old = try Certificate(try bytes("maker.pem"))
        let authority = try DemoAuthority(
            certificate: Certificate(try bytes("authority.pem")),
            key: PrivateKey(pem: try bytes("authority.key"))
        )
        let issued = try authority.issue(
            to: DemoAuthority.Subject(
                commonName: old.commonName ?? "",
                personID: old.personID ?? "",
                role: "maker",
                organization: "Chitra demonstration"
            ),
            kind: .p256,
            validity: old.notBefore...(old.notAfter - 1),
            serial: Array(Digest.of(utf8: "another certificate").bytes.prefix(16))
        )
        try Folder.write(issued.certificate.pem, to: scratch.file("maker-2.pem"))
        return String(old.fingerprint.hex.prefix(16))
    }

    func payMonth() throws {
        try run(commands.receive(books))
        try run(commands.draft(books))
        try run(commands.check(books))
        try keep(.checked)
        try run(commands.submit(books))
        try run(commands.approve("checker", books))
        try run(commands.approve("chief-accountant", books))
        try keep(.almostApproved)
        try run(commands.approve("account-holder", books))
        try keep(.approved)
        try run(commands.issue(books))
        try keep(.issued)
    }

    /// Gives the first answers, a transfer that came back, and a person of the batch.
    func takeAnswers() throws -> ([String], String, String) {
        let batch = "\(books)/batches/\(Commands.batch)"
        let files = "\(batch)/files"
        let payments = try InputFiles.column(
            "transfer_id",
            of: "\(files)/vietcombank/\(Commands.batch)-1-1-list.csv"
        )
        let cash = try InputFiles.column(
            "Mã chi trả",
            of: "\(files)/vietnam-post/\(Commands.batch)-2-1.csv"
        )
        let persons = try InputFiles.column("person", of: "\(batch)/lines-0001.csv")
        try Folder.write(
            try InputFiles.plan(payments: payments, cash: cash),
            to: scratch.file("plan.csv")
        )
        try run(commands.simulate(books))
        let answers = Folder.names(scratch.file("answers")).filter {
            $0.hasSuffix(".xml") || $0.hasSuffix(".csv")
        }
        // The first status report, the first notification of the bank and the list of the desk.
        let first = ["pain002.xml", "camt054.xml", "cash.csv"].compactMap { ending in
            answers.first { $0.hasSuffix(ending) }
        }
        guard first.count == 3, let person = persons.first else {
            throw DrillFailure("answers: \(answers), \(persons.count) persons")
        }
        try run(commands.results(first, books))
        try keep(.answered)
        try run(commands.reconcile(books))
        try run(commands.results(answers.filter { !first.contains($0) }, books))
        try run(commands.reconcile(books))
        try keep(.reconciled)
        try run(commands.repair(payments[0], books))
        try keep(.repaired)
        return (first, payments[0], person)
    }

    /// A death comes after the last signature; gives who died and what is too much.
    func learnOfDeath() throws -> DeniedPerson {
        let id = try InputFiles.column("national_id", of: scratch.file("people.csv"))[0]
        try Folder.write(InputFiles.death(id), to: scratch.file("death.csv"))
        let books = scratch.file("books-denied")
        try Folder.copy(scratch.file("at-\(Stage.approved.rawValue)"), to: books)
        try run(commands.importPeople("death.csv", books))
        try keep(.denied, of: books)
        // New persons have numbers in the order of the file: the first row is person 1.
        let lines = "\(books)/batches/\(Commands.batch)/lines-0001.csv"
        let amounts = zip(
            try InputFiles.column("person", of: lines),
            try InputFiles.column("amount", of: lines)
        ).filter { $0.0 == "1" }.compactMap { Int($0.1) }
        guard !amounts.isEmpty else { throw DrillFailure("person 1 has no line") }
        return DeniedPerson(person: "1", amount: "\(amounts.reduce(0, +))")
    }

    /// A fact comes after the month was paid; gives who has arrears by it.
    func learnOfFact() throws -> ProposedPerson {
        let people = scratch.file("people.csv")
        let rows = Folder.text(people).split(whereSeparator: \.isNewline)
        guard
            let row = rows.first(where: { $0.contains(",severity=severe,,") && $0.contains("5.6") })
        else { throw DrillFailure("nobody is severely disabled") }
        let id = String(row.split(separator: ",")[1])
        try Folder.write(InputFiles.worse(id), to: scratch.file("worse.csv"))
        let books = scratch.file("books-proposed")
        try Folder.copy(scratch.file("at-\(Stage.reconciled.rawValue)"), to: books)
        try run(commands.importPeople("worse.csv", books, at: .ofAnswers))
        try keep(.proposed, of: books)
        let output = scratch.file("arrears.json")
        guard try ChildProcess.run(commands.listArrears(books), output: output) == .exited(0),
            let json = try JSONSerialization.jsonObject(with: Data(Folder.bytes(output) ?? []))
                as? [String: Any],
            let all = json["value"] as? [[String: Any]], let first = all.first,
            let person = first["person"] as? Int, let amount = first["amount"] as? Int,
            let programme = first["programme"] as? String
        else { throw DrillFailure("no arrears: \(Folder.text(output).prefix(300))") }
        return ProposedPerson(person: "\(person)", programme: programme, amount: "\(amount)")
    }

    /// A payment that reached its payee was too much, by decision; gives the number of the case.
    func overPay() throws -> String {
        let books = scratch.file("books-over-paid")
        try Folder.copy(scratch.file("at-\(Stage.reconciled.rawValue)"), to: books)
        let batch = "\(books)/batches/\(Commands.batch)"
        let payments = try InputFiles.column(
            "transfer_id",
            of: "\(batch)/files/vietcombank/\(Commands.batch)-1-1-list.csv"
        )
        let lines = "\(batch)/lines-0001.csv"
        let persons = zip(
            try InputFiles.column("transfer", of: lines),
            try InputFiles.column("person", of: lines)
        )
        guard let payment = payments.last,
            let person = persons.first(where: { $0.0 == payment })?.1
        else { throw DrillFailure("no payment to be too much") }
        try run(commands.proposeCase(payment, person, books))
        try run(commands.decideCase("1", books))
        try keep(.overPaid, of: books)
        return "1"
    }

    /// Books of their own, which paid a month before a decree changed who bears it.
    func shiftSources() throws {
        try Folder.write(
            InputFiles.setupOfEarlierBooks(certificates: scratch.file("keys")),
            to: scratch.file("setup-earlier.toml")
        )
        try Folder.write(InputFiles.moneyOfEarlierBooks, to: scratch.file("money-earlier.csv"))
        try Folder.write(InputFiles.pensioner, to: scratch.file("pensioner.csv"))
        let books = scratch.file("books-shifted")
        for command in commands.earlierMonth(books) { try run(command) }
        try keep(.shifted, of: books)
    }

    /// What came back in the year is owed still when it is over.
    func endYear() throws {
        try Folder.write(InputFiles.moneyOfNextYear, to: scratch.file("money-2027.csv"))
        let books = scratch.file("books-over")
        try Folder.copy(scratch.file("at-\(Stage.reconciled.rawValue)"), to: books)
        try run(commands.receiveNextYear(books))
        try keep(.yearOver, of: books)
    }

    /// Books of their own with two units.
    func mergeUnits() throws {
        try Folder.write(
            InputFiles.setupOfMergedUnits(certificates: scratch.file("keys")),
            to: scratch.file("setup-merged.toml")
        )
        try Folder.write(InputFiles.moneyOfMergedUnit, to: scratch.file("money-merged.csv"))
        let books = scratch.file("books-merged")
        for command in commands.mergedUnits(books) { try run(command) }
        try keep(.merged, of: books)
    }

    private func keep(_ stage: Stage) throws { try keep(stage, of: books) }

    private func keep(_ stage: Stage, of books: String) throws {
        let place = scratch.file("at-\(stage.rawValue)")
        try Folder.copy(books, to: place)
        // The last signed note: three lines, an empty one, the signature.
        let lines = Folder.text("\(books)/checkpoints.log").split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        guard let end = lines.lastIndex(where: { !$0.isEmpty }), end >= 4 else {
            throw DrillFailure("no checkpoint at \(stage.rawValue)")
        }
        try Folder.write(
            lines[(end - 4)...end].joined(separator: "\n") + "\n",
            to: "\(place).receipt"
        )
    }

    /// Two thirds of the people come first, the others with the import that is drilled.
    private func splitPeople() throws {
        let lines = Folder.text(scratch.file("people.csv")).split(
            separator: "\n",
            omittingEmptySubsequences: true
        )
        let first = 1 + Commands.people * 2 / 3
        guard lines.count == 1 + Commands.people else {
            throw DrillFailure("people.csv has \(lines.count) lines")
        }
        try Folder.write(
            lines[..<first].joined(separator: "\n") + "\n",
            to: scratch.file("people-1.csv")
        )
        try Folder.write(
            ([lines[0]] + lines[first...]).joined(separator: "\n") + "\n",
            to: scratch.file("people-2.csv")
        )
    }

    private func run(_ command: [String]) throws {
        let errors = scratch.file("errors")
        Folder.remove(errors)
        let ending = try ChildProcess.run(command, errors: errors)
        guard ending == .exited(0) else {
            let words = command.dropFirst().prefix(3).joined(separator: " ")
            throw DrillFailure(
                "\(words): \(ending): \(Folder.text(errors).prefix(600))"
            )
        }
    }
}

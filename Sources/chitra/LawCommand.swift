import ArgumentParser
import Enrolment
import Entitlement
import Intake
import Ledger
import Signing
import Store
import Workflow

/// `chitra law`.
struct LawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "law",
        abstract: "Quy định: kiểm tra, giải thích mức hưởng. / The law as data.",
        subcommands: [LawCheckCommand.self, LawExplainCommand.self],
        aliases: ["luat"]
    )
}

/// `chitra law check`.
struct LawCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Lỗi của bộ quy định và các giá trị chưa xác minh. / Faults and unverified values.",
        aliases: ["kiem-tra"]
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let console = common.console
        let diagnostics = RuleBook.shipped.check()
        for diagnostic in diagnostics { console.say(diagnostic.text(in: console.language)) }
        console.say("sha256 \(RuleBook.shipped.digest.hex)")
        if diagnostics.contains(where: { $0.severity == .error }) {
            throw StepRefusal(
                .dataErrors,
                Phrase(vi: "bộ quy định có lỗi", en: "the rule book has errors")
            )
        }
    }
}

/// `chitra law explain`.
struct LawExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Vì sao một người được bấy nhiêu cho một tháng. / Why a person is owed what they are.",
        aliases: ["giai-thich"]
    )

    @Option(help: "The person's number.") var person: Int64
    @Option(help: "The month owed, as 2026-11.") var month: String
    @Option(help: "The last day of what is known, as 2026-11-22.") var known: String
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let console = common.console
        let open = try books.open(.read, try common.environment())
        let known = try day(known, option: "--known")
        let owed = try chitra.month(month, option: "--month")
        guard let person = try open.register.person(person, known: known) else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "sổ không có người số \(person) tính đến \(known)",
                    en: "no person \(person) is in the register as known on \(known)"
                )
            )
        }
        console.say("#\(person.number) \(person.name)")
        let units = try open.books.units()
        for code in Set(person.claims.map(\.unit)).sorted() {
            guard let unit = units.first(where: { $0.code == code }) else { continue }
            for phrase in RuleBook.shipped.explanation(
                of: person,
                unit: code,
                place: unit.province,
                month: owed,
                known: known
            ) {
                console.say(phrase)
            }
        }
    }
}

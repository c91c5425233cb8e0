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
        abstract: "Quy định: liệt kê, kiểm tra, giải thích, so sánh. / The law as data.",
        subcommands: [
            LawListCommand.self, LawShowCommand.self, LawCheckCommand.self, LawExplainCommand.self,
            LawDiffCommand.self, LawAssessCommand.self,
        ],
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

    @OptionGroup var law: LawOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let console = common.console
        let reading = try law.reading()
        let diagnostics = reading.diagnostics + (reading.value?.check() ?? [])
        for diagnostic in diagnostics { console.say(diagnostic.text(in: console.language)) }
        // The digest that a batch by this law would name.
        if reading.value != nil { console.say("sha256 \(try law.book().digest.hex)") }
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
        discussion: """
            Số của người hưởng: chitra register find, hoặc cột person của lines-0001.csv. / A \
            person's number: chitra register find, or the column person of lines-0001.csv.
            """,
        aliases: ["giai-thich"]
    )

    @Option(help: "Số của người hưởng trong sổ. / The person's number.") var person: Int64
    @Option(help: "Tháng hưởng, dạng 2026-11. / The month owed, as 2026-11.") var month: String
    @Option(
        help: """
            Ngày cuối của những gì được biết, dạng 2026-11-22. / The last day of what is known, as \
            2026-11-22.
            """
    )
    var known: String
    @OptionGroup var law: LawOptions
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let (console, book) = (common.console, try law.book())
        let open = try books.open(.read, try common.environment())
        let known = try day(known, option: "--known")
        let owed = try chitra.month(month, option: "--month")
        guard let person = try open.register.person(person, known: known) else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "sổ không có người số \(person) tính đến \(known)",
                    en: "no person \(person) is in the register as known on \(known)"
                ),
                hint: Phrase(
                    vi: "tìm số từ số định danh bằng chitra register find",
                    en: "chitra register find gives the number of a national ID"
                )
            )
        }
        let units = try open.books.units()
        var explanations: [View.UnitView] = []
        for code in Set(person.claims.map(\.unit)).sorted() {
            guard let unit = units.first(where: { $0.code == code }) else { continue }
            let phrases = book.explanation(
                of: person,
                unit: code,
                place: unit.province,
                month: owed,
                known: known
            )
            let assessment = book.assess(
                person,
                unit: code,
                place: unit.province,
                month: owed,
                known: known
            )
            explanations.append(
                View.UnitView(
                    unit: code,
                    amount: assessment.lines.reduce(0) { $0 + $1.amount },
                    explanation: phrases.map { $0.text(in: console.language) }
                )
            )
        }
        if common.json {
            return try console.json(
                "law-explain",
                View(
                    person: person.number,
                    month: "\(owed)",
                    known: "\(known)",
                    units: explanations
                )
            )
        }
        console.say("#\(person.number) \(person.name)")
        for line in explanations.flatMap(\.explanation) { console.say(line) }
    }

    /// The explanation as JSON.
    private struct View: Encodable {
        /// One unit's part of it.
        struct UnitView: Encodable {
            let unit: String
            let amount: Int64
            let explanation: [String]
        }

        let person: Int64
        let month: String
        let known: String
        let units: [UnitView]
    }
}

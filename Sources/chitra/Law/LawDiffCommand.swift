import ArgumentParser
import Entitlement
import Intake
import Ledger
import Store
import Workflow

/// `chitra law diff`.
struct LawDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract:
            "Thay đổi quy định tác động đến ai, bao nhiêu. / Whom a change of the law touches, and by how much.",
        discussion: """
            Mỗi bên là một ngày (quy định biết đến ngày đó), một thư mục quy định, hoặc shipped (bộ \
            đi kèm); hồ sơ của hai bên là một. Không ghi gì. / Each side is a day (the law as known on \
            it), a folder of instruments, or shipped; both see one register. Nothing is written.
            """,
        aliases: ["so-sanh"]
    )

    @Option(help: "Bên thứ nhất. / The first side.") var from: String
    @Option(help: "Bên thứ hai. / The second side.") var to: String
    @Option(help: "Tháng hưởng; nêu nhiều lần được. / A month owed; give it again for more.")
    var month: [String]
    @Option(
        help: """
            Ngày biết của hồ sơ, và của bên không phải là ngày; không nêu: ngày muộn hơn trong hai \
            bên. / The day as of which the register is known, and the law of a side that is no day; \
            else the later of both sides.
            """
    )
    var known: String?
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let console = common.console
        let open = try books.open(.read, try common.environment())
        let months = try month.map { try chitra.month($0, option: "--month") }
        let (before, after) = (try side(from, "--from"), try side(to, "--to"))
        let given = try known.map { try day($0, option: "--known") }
        let register = given ?? max(before.known, after.known)
        var differences: [LawDifference] = []
        var persons = 0
        for unit in try open.books.units() {
            var comparison = LawComparison(
                from: before,
                to: after,
                unit: unit.code,
                place: unit.province,
                months: months,
                register: register
            )
            for index in try open.register.pages(of: unit.code, known: register) {
                comparison.add(try open.register.page(index, known: register))
            }
            differences += comparison.differences
            persons += comparison.persons
        }
        let view = View(from: from, to: to, persons: persons, differences)
        if common.json { return try console.json("law-diff", view) }
        say(view, console)
    }

    private func say(_ view: View, _ console: Console) {
        let vietnamese = console.language == .vietnamese
        var table = TextTable(
            vietnamese
                ? [
                    ("đơn vị", .left), ("người", .right), ("tháng", .left), ("loại", .left),
                    ("trước", .right), ("sau", .right), ("chênh lệch", .right),
                ]
                : [
                    ("unit", .left), ("person", .right), ("month", .left), ("category", .left),
                    ("before", .right), ("after", .right), ("difference", .right),
                ]
        )
        for line in view.lines {
            let kind = line.kind == "base" ? "" : " \(line.kind)"
            table.add([
                line.unit, "\(line.person)", line.month, line.category + kind,
                console.number(Int(line.before)), console.number(Int(line.after)),
                console.number(Int(line.difference)),
            ])
        }
        for line in table.lines { console.say(line) }
        console.say(
            Phrase(
                vi: "xem \(view.persons) người, \(view.touched) người thay đổi: tăng "
                    + "\(console.money(view.more)), giảm \(console.money(view.less)), cộng "
                    + console.money(view.total),
                en: "\(view.persons) persons looked at, \(view.touched) touched: more "
                    + "\(console.money(view.more)), less \(console.money(view.less)), in all "
                    + console.money(view.total)
            )
        )
    }

    private func side(_ text: String, _ option: String) throws -> LawComparison.Side {
        if let day = CivilDate(iso: text) { return LawComparison.Side(book: .shipped, known: day) }
        guard let known else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "\(option) không phải là ngày thì cần --known",
                    en: "--known is wanted, for \(option) is no day"
                ),
                hint: Phrase(vi: "ví dụ --known 2026-11-22", en: "such as --known 2026-11-22")
            )
        }
        return LawComparison.Side(
            book: text == "shipped" ? .shipped : try LawOptions.book(in: text),
            known: try day(known, option: "--known")
        )
    }

    /// The differences as JSON.
    private struct View: Encodable {
        struct Line: Encodable {
            let unit: String
            let person: Int64
            let month: String
            let category: String
            let kind: String
            let before: Int64
            let after: Int64
            let difference: Int64
        }

        let from: String
        let to: String
        let persons: Int
        let touched: Int
        let more: Int64
        let less: Int64
        let total: Int64
        let lines: [Line]

        init(from: String, to: String, persons: Int, _ differences: [LawDifference]) {
            self.from = from
            self.to = to
            self.persons = persons
            touched = Set(differences.map(\.person)).count
            lines = differences.map {
                Line(
                    unit: $0.unit,
                    person: $0.person,
                    month: "\($0.month)",
                    category: $0.category,
                    kind: $0.kind,
                    before: $0.before,
                    after: $0.after,
                    difference: $0.after - $0.before
                )
            }
            // Each is below 10^15 and a register has fewer than 10^9 rows: sums of a country fit.
            more = lines.reduce(0) { $0 + max(0, $1.difference) }
            less = lines.reduce(0) { $0 + min(0, $1.difference) }
            total = more + less
        }
    }
}

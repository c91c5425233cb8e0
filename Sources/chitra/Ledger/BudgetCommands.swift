import ArgumentParser
import Disbursement
import Intake
import Ledger
import Store
import Workflow

/// `chitra ledger budget`.
struct BudgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget",
        abstract:
            "Dự toán được giao và đã dùng, theo nguồn hoặc dòng dự toán. / The budget used against granted.",
        aliases: ["du-toan"]
    )

    @OptionGroup var parted: PartedOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A row as JSON; VND.
    private struct View: Encodable {
        let unit: String
        let year: Int
        let source: String?
        let codes: CodesView?
        let granted: Int64
        let reserved: Int64
        let left: Int64
        let advanced: Int64
        let spent: Int64
    }

    func run() throws {
        let console = common.console
        let parts = try parted.chosen() ?? PartedOption.Parts(fields: [], bySource: true)
        let open = try books.open(.read, try common.environment())
        let sheet = try LedgerReports(open.books).budget(
            by: parts.fields,
            bySource: parts.bySource
        )
        let rows = try sheet.rows()
        if common.json {
            return try console.json("budget", rows.map { view($0, parts) })
        }
        let isVietnamese = console.language == .vietnamese
        var headings: [(String, TextTable.Side)] = [
            (isVietnamese ? "đơn vị" : "unit", .left), (isVietnamese ? "năm" : "year", .left),
        ]
        if parts.bySource { headings.append((isVietnamese ? "nguồn" : "source", .left)) }
        headings += parts.fields.map { (Words.code($0).text(in: console.language), .left) }
        headings +=
            isVietnamese
            ? [
                ("được giao", .right), ("giữ chỗ", .right), ("còn lại", .right),
                ("tạm ứng", .right), ("thực chi", .right),
            ]
            : [
                ("granted", .right), ("reserved", .right), ("left", .right), ("advanced", .right),
                ("spent", .right),
            ]
        var table = TextTable(headings)
        for row in rows {
            let source = Words.source(row.source).text(in: console.language)
            table.add(
                [row.unit, "\(row.year)"] + (parts.bySource ? [source] : [])
                    + row.codes.map { $0 ?? "–" }
                    + [row.granted, row.reserved, row.left, row.advanced, row.spent]
                    .map { console.money($0) }
            )
        }
        for line in table.lines { console.say(line) }
        if rows.contains(where: { $0.left < 0 }) { try warn(open, parts, console) }
    }

    /// Tells where more is approved than was granted: of a source, for a line alone says nothing of it.
    private func warn(_ open: OpenBooks, _ parts: PartedOption.Parts, _ console: Console) throws {
        for row in try LedgerReports(open.books).budget().rows() where row.left < 0 {
            let source = Words.source(row.source)
            console.note(
                Phrase(
                    vi:
                        "\(row.unit) \(row.year), \(source.vietnamese): đã duyệt nhiều hơn dự toán được "
                        + "giao",
                    en:
                        "\(row.unit) \(row.year), \(source.english): more is approved than was granted"
                )
            )
        }
        guard !parts.fields.isEmpty else { return }
        console.note(
            Phrase(
                vi:
                    "“còn lại” của một dòng dưới 0 chưa phải là vượt dự toán: dự toán và tạm ứng đứng ở dòng "
                    + "của nguồn, giữ chỗ và thực chi ở dòng của chương trình, nếu có; nguồn còn lại bao "
                    + "nhiêu: chitra ledger budget",
                en:
                    "“left” below zero on a line is not by itself an overdraft: estimates and advances stand "
                    + "on the line of the source, what is reserved and spent on that of the programme, where "
                    + "it has one; what a source has left: chitra ledger budget"
            )
        )
    }

    private func view(_ row: BudgetSheet.Row, _ parts: PartedOption.Parts) -> View {
        var texts: [BudgetCodes.Field: String] = [:]
        for (field, text) in zip(parts.fields, row.codes) { texts[field] = text }
        return View(
            unit: row.unit,
            year: row.year,
            source: parts.bySource ? row.source : nil,
            codes: parts.fields.isEmpty ? nil : CodesView(texts),
            granted: row.granted,
            reserved: row.reserved,
            left: row.left,
            advanced: row.advanced,
            spent: row.spent
        )
    }
}

/// `chitra ledger assign-lines`.
struct AssignLinesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign-lines",
        abstract:
            "Gán dòng dự toán (cấp, chương, khoản, mục, mã nguồn) cho nguồn. / Say which budget line a source is.",
        aliases: ["gan-dong-du-toan"]
    )

    @Argument(
        help: """
            CSV: unit,year,source,programme,valid_from,level,chapter,sector,economic_code,source_code,document; xem / \
            see docs/files.md.
            """
    ) var file: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let report = try AssignBudgetLines(environment).run(open, path: file, officer: officer)
        for warning in report.warnings { console.note(warning.text(in: console.language)) }
        for (assignment, isKnown) in report.assignments {
            let line = assignment.line
            let known =
                isKnown
                ? Phrase(vi: " (đã ghi từ trước)", en: " (entered already)").text(
                    in: console.language
                )
                : ""
            let source = Words.source(assignment.source).text(in: console.language)
            let programme = assignment.programme.map { " · \($0)" } ?? ""
            console.say(
                "\(line.unit) \(line.budgetYear) \(source)\(programme): \(line.codes) "
                    + "(\(assignment.from))\(known)"
            )
        }
        console.next("chitra ledger budget --per line")
    }
}

/// `chitra ledger budget-lines`.
struct BudgetLinesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget-lines",
        abstract:
            "Dòng dự toán của từng nguồn, hoặc mẫu để điền. / The budget line of each source, or a table to fill in.",
        aliases: ["dong-du-toan"]
    )

    @Flag(
        help: """
            In tệp CSV để điền và nạp: chitra ledger assign-lines. / Writes a CSV to fill in and enter by chitra \
            ledger assign-lines.
            """
    ) var template = false
    @Option(help: "Năm ngân sách; không nêu: năm nay. / The budget year; this year without it.")
    var year: Int?
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A row as JSON.
    private struct View: Encodable {
        let unit: String
        let year: Int
        let source: String
        let programme: String?
        let validFrom: String
        let codes: CodesView
        let document: String
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let wanted = try year.map { try BudgetYearOption.checked($0) }
        let open = try books.open(.read, environment)
        guard !template else {
            let this = environment.now.date.month.year
            console.say(part: try AssignBudgetLines.template(open, year: wanted ?? this))
            return console.note(
                Phrase(
                    vi: "mã điền sẵn ở các dòng chưa có văn bản là đề xuất chưa kiểm chứng: đối "
                        + "chiếu với quyết định giao dự toán rồi ghi số văn bản",
                    en: "codes in rows without a paper are proposed and not verified: hold them "
                        + "against the paper that grants the estimate, then name that paper"
                )
            )
        }
        let records = try open.books.query { try $0.budgetLines() }.filter {
            wanted == nil || $0.assignment.line.budgetYear == wanted
        }
        if common.json { return try console.json("budget-lines", records.map(view)) }
        let isVietnamese = console.language == .vietnamese
        var table = TextTable(
            [
                (isVietnamese ? "đơn vị" : "unit", .left), (isVietnamese ? "năm" : "year", .left),
                (isVietnamese ? "nguồn" : "source", .left),
                (isVietnamese ? "chương trình" : "programme", .left),
                (isVietnamese ? "từ ngày" : "from", .left),
            ]
                + BudgetCodes.Field.allCases.map {
                    (Words.code($0).text(in: console.language), .left)
                }
                + [(isVietnamese ? "văn bản" : "document", .left)]
        )
        for record in records {
            let (assignment, line) = (record.assignment, record.assignment.line)
            table.add(
                [
                    line.unit, "\(line.budgetYear)",
                    Words.source(assignment.source).text(in: console.language),
                    assignment.programme ?? "–", "\(assignment.from)",
                ] + BudgetCodes.Field.allCases.map { line.codes.text(of: $0) ?? "–" }
                    + [record.document]
            )
        }
        for line in table.lines { console.say(line) }
        guard records.isEmpty else { return }
        console.note(
            Phrase(
                vi: "chưa gán dòng dự toán nào; mẫu để điền: chitra ledger budget-lines --template",
                en: "no budget line is assigned yet; a table to fill in: chitra ledger "
                    + "budget-lines --template"
            )
        )
    }

    private func view(_ record: BudgetLineRecord) -> View {
        let (assignment, line) = (record.assignment, record.assignment.line)
        var texts: [BudgetCodes.Field: String] = [:]
        for field in BudgetCodes.Field.allCases { texts[field] = line.codes.text(of: field) }
        return View(
            unit: line.unit,
            year: line.budgetYear,
            source: assignment.source,
            programme: assignment.programme,
            validFrom: "\(assignment.from)",
            codes: CodesView(texts),
            document: record.document
        )
    }
}

// By which codes of the budget line a report is asked for, and how its rows are apart by them.
//
// Invariant: the words of `--per` and of the options of a statement are the same.

import ArgumentParser
import Disbursement
import Intake
import Ledger
import Workflow

/// The codes that postings must have.
struct BudgetCodeOptions: ParsableArguments {
    @Option(help: "Cấp ngân sách. / The level of the budget.") var level: String?
    @Option(help: "Chương. / The chapter.") var chapter: String?
    @Option(help: "Khoản. / The sector.") var sector: String?
    @Option(help: "Mục, tiểu mục. / The economic code.") var economicCode: String?
    @Option(help: "Mã nguồn ngân sách. / The budget's source code.") var sourceCode: String?

    /// The filter on what was named.
    ///
    /// - Throws: `StepRefusal` where a text is no such code.
    func filter() throws -> BudgetCodeFilter {
        var filter = BudgetCodeFilter()
        let given: [(BudgetCodes.Field, String?)] = [
            (.level, level), (.chapter, chapter), (.sector, sector),
            (.economicCode, economicCode), (.sourceCode, sourceCode),
        ]
        for (field, text) in given {
            guard let text else { continue }
            do throws(BudgetCodeRefusal) { try filter.name(field, text) } catch {
                let name = Words.code(field)
                throw StepRefusal(
                    .usage,
                    Phrase(
                        vi:
                            "\(name.vietnamese) \(text) không phải \(field.digitCount) chữ số hợp lệ",
                        en:
                            "\(name.english) \(text) is not \(field.digitCount) digits of such a code"
                    )
                )
            }
        }
        return filter
    }
}

/// What the rows of a report are apart by.
struct PartedOption: ParsableArguments {
    @Option(
        help: """
            Tách theo: line (cả dòng dự toán), level, chapter, sector, economic-code, source-code, source; nêu được \
            nhiều lần. / Apart by: line (all codes of the budget line), level, chapter, sector, economic-code, \
            source-code, source; may be named more than once.
            """
    ) var per: [String] = []

    /// What was named.
    struct Parts {
        /// The codes, in the order of a budget line.
        let fields: [BudgetCodes.Field]
        /// Whether funding sources are apart.
        let bySource: Bool

        /// The dimensions that are apart, with the budget year: codes say nothing without it.
        var dimensions: Set<Dimension> {
            Set(fields.compactMap { Dimension(rawValue: $0.rawValue) } + [.budgetYear])
                .union(bySource ? [.source] : [])
        }
    }

    private static let words: [String: BudgetCodes.Field] = [
        "level": .level, "chapter": .chapter, "sector": .sector, "economic-code": .economicCode,
        "source-code": .sourceCode,
    ]

    /// What was named; nil where nothing was.
    ///
    /// - Throws: `StepRefusal` for a word that is none.
    func chosen() throws -> Parts? {
        guard !per.isEmpty else { return nil }
        var fields: Set<BudgetCodes.Field> = []
        for word in per where word != "source" {
            if word == "line" {
                fields.formUnion(BudgetCodes.Field.allCases)
            } else if let field = Self.words[word] {
                fields.insert(field)
            } else {
                let words = "line, level, chapter, sector, economic-code, source-code, source"
                throw StepRefusal(
                    .usage,
                    Phrase(
                        vi: "--per không nhận \(word); chỉ nhận: \(words)",
                        en: "--per does not take \(word); it takes: \(words)"
                    )
                )
            }
        }
        return Parts(
            fields: BudgetCodes.Field.allCases.filter { fields.contains($0) },
            bySource: per.contains("source")
        )
    }
}

/// Codes of the budget line as JSON: what was asked for, null for what is on no line.
struct CodesView: Encodable {
    private let texts: [BudgetCodes.Field: String]

    /// The codes of a row.
    ///
    /// - Parameter texts: Each field that the report is apart by, with its text.
    init(_ texts: [BudgetCodes.Field: String]) { self.texts = texts }

    private enum Key: String, CodingKey {
        case level, chapter, sector, economicCode, sourceCode
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (field, text) in texts {
            guard let key = Key(rawValue: field.rawValue) else { continue }
            try container.encode(text, forKey: key)
        }
    }
}

/// Shows a trial balance that is apart by budget lines.
struct PartedBalance {
    private let parts: PartedOption.Parts
    private let mapping: AccountMapping?

    /// What it is apart by, and the official accounts to name.
    init(_ parts: PartedOption.Parts, _ mapping: AccountMapping?) {
        self.parts = parts
        self.mapping = mapping
    }

    /// A row as JSON; VND.
    private struct View: Encodable {
        let unit: String
        let year: Int?
        let source: String?
        let codes: CodesView
        let account: String
        let official: String?
        let opening: Int64
        let debit: Int64
        let credit: Int64
        let balance: Int64
    }

    /// Shows it.
    ///
    /// - Parameters:
    ///   - balance: The balance.
    ///   - console: Where to.
    ///   - asJSON: Whether as JSON.
    /// - Throws: `MoneyError`.
    func show(
        _ balance: DimensionedTrialBalance,
        console: Console,
        asJSON: Bool
    ) throws {
        let rows = try balance.rows()
        if asJSON { return try console.json("trial-balance-by-line", rows.map(view)) }
        let isVietnamese = console.language == .vietnamese
        var headings: [(String, TextTable.Side)] = [
            (isVietnamese ? "đơn vị" : "unit", .left), (isVietnamese ? "năm" : "year", .left),
        ]
        if parts.bySource { headings.append((isVietnamese ? "nguồn" : "source", .left)) }
        headings += parts.fields.map { (Words.code($0).text(in: console.language), .left) }
        headings.append((isVietnamese ? "tài khoản" : "account", .left))
        if let mapping { headings.append((mapping.code, .left)) }
        if balance.period != nil { headings.append((isVietnamese ? "đầu kỳ" : "opening", .right)) }
        headings += [
            (isVietnamese ? "nợ" : "debit", .right), (isVietnamese ? "có" : "credit", .right),
            (isVietnamese ? "số dư" : "balance", .right),
        ]
        var table = TextTable(headings)
        for row in rows {
            let (part, account) = (row.part, row.account)
            let source = part.source.map { Words.source($0).text(in: console.language) } ?? "–"
            let opening = balance.period == nil ? [] : [account.opening]
            let sums = opening + [account.debitTurnover, account.creditTurnover, account.balance]
            table.add(
                [account.unit, part.budgetYear.map { "\($0)" } ?? "–"]
                    + (parts.bySource ? [source] : [])
                    + parts.fields.map { part.codes[$0] ?? "–" } + [account.account]
                    + (mapping.map { [$0.targets[account.account]?.text ?? ""] } ?? [])
                    + sums.map { console.money($0.minorUnits) }
            )
        }
        for line in table.lines { console.say(line) }
    }

    private func view(_ row: DimensionedTrialBalance.Row) -> View {
        var texts: [BudgetCodes.Field: String] = [:]
        for field in parts.fields { texts[field] = row.part.codes[field] }
        return View(
            unit: row.account.unit,
            year: row.part.budgetYear,
            source: row.part.source,
            codes: CodesView(texts),
            account: row.account.account,
            official: mapping?.targets[row.account.account]?.text,
            opening: row.account.opening.minorUnits,
            debit: row.account.debitTurnover.minorUnits,
            credit: row.account.creditTurnover.minorUnits,
            balance: row.account.balance.minorUnits
        )
    }
}

import ArgumentParser
import Entitlement
import Foundation
import Intake
import Ledger
import Signing
import Store
import Workflow

/// `chitra law assess`.
struct LawAssessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess",
        abstract: "Dữ kiện vào, mức hưởng ra, không cần sổ. / Facts in, lines out, without books.",
        discussion: """
            Tệp JSON theo docs/law-facts.md, hoặc - để đọc stdin; kết quả luôn là JSON. / A JSON file \
            as docs/law-facts.md describes it, or - for stdin; the answer is always JSON.
            """,
        aliases: ["tinh"]
    )

    /// The longest text that is read: some ten thousand persons.
    private static let longest = 32 << 20

    @Argument(help: "Tệp dữ kiện, hoặc - cho stdin. / The file of facts, or - for stdin.")
    var file: String
    @OptionGroup var law: LawOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let (console, book) = (common.console, try law.book())
        let bytes = try file == "-" ? Self.standardInput() : DurableFiles.read(file)
        guard bytes.count <= Self.longest else {
            throw StepRefusal(
                .unreadable,
                Phrase(vi: "tệp quá lớn", en: "the file is too large"),
                hint: Phrase(vi: "chia thành nhiều tệp", en: "part it into several files")
            )
        }
        let name = file == "-" ? "stdin" : file
        let reading = FactSheet.read(bytes, file: name, under: book)
        guard !reading.isRefused else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "tệp dữ kiện có lỗi, chưa tính gì",
                    en: "the file of facts has errors; nothing was assessed"
                ),
                hint: Phrase(
                    vi: "sửa các chỗ đã nêu; cách viết: docs/law-facts.md",
                    en: "put these places right; the form: docs/law-facts.md"
                ),
                diagnostics: reading.diagnostics
            )
        }
        var laws = LawCuts(book)
        let persons = reading.value.map { Answer($0, &laws, console.language) }
        try console.json(
            "law-assess",
            View(ruleBook: book.digest.hex, persons: persons)
        )
    }

    /// What stands on stdin; one byte more than is allowed is enough to know.
    private static func standardInput() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= longest {
            do {
                let piece = try FileHandle.standardInput.read(upToCount: 1 << 20) ?? Data()
                guard !piece.isEmpty else { break }
                bytes.append(contentsOf: piece)
            } catch {
                throw StepRefusal(
                    .unreadable,
                    Phrase(vi: "không đọc được stdin", en: "stdin cannot be read")
                )
            }
        }
        return bytes
    }

    /// The answer.
    private struct View: Encodable {
        let ruleBook: String
        let persons: [Answer]
    }

    /// One person's answer.
    private struct Answer: Encodable {
        let id: String
        let place: String
        let known: String
        let months: [Month]

        init(_ sheet: FactSheet, _ laws: inout LawCuts, _ language: Language) {
            id = sheet.id
            place = sheet.place
            known = "\(sheet.known)"
            months = zip(sheet.months, sheet.assess(with: &laws)).map {
                Month($0, $1, language)
            }
        }
    }

    /// One month of it.
    private struct Month: Encodable {
        let month: String
        let amount: Int64
        let lines: [Line]
        let considered: [Considered]

        init(_ month: CalendarMonth, _ assessment: Assessment, _ language: Language) {
            self.month = "\(month)"
            amount = assessment.lines.reduce(0) { $0 + $1.amount }
            lines = assessment.lines.map { Line($0) }
            considered = assessment.considered.map { Considered($0, language) }
        }
    }

    /// One line owed.
    private struct Line: Encodable {
        let programme: String
        let category: String
        let kind: String
        let source: String
        let amount: Int64
        let rule: String
        let unverified: [String]

        init(_ line: OwedLine) {
            programme = line.programme
            category = line.category
            kind = line.kind
            source = line.source
            amount = line.amount
            rule = line.rule
            unverified = line.unverified
        }
    }

    /// One claim that was looked at.
    private struct Considered: Encodable {
        let category: String
        let verdict: String
        let amount: Int64
        let reason: String
        let articles: [String]

        init(_ considered: Consideration, _ language: Language) {
            category = considered.category
            verdict = considered.verdict.rawValue
            amount = considered.amount
            reason = considered.reason.text(in: language)
            articles = considered.articles
        }
    }
}

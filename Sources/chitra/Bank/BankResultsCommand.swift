import ArgumentParser
import BankFiles
import Intake
import Ledger
import Signing
import Store
import Workflow

/// `chitra bank results`.
struct BankResultsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results",
        abstract:
            "Nạp kết quả ngân hàng, bưu điện, Kho bạc trả về. / Take in what banks, desks and the Treasury answer.",
        discussion: """
            pain.002, camt.029, camt.052, camt.053, camt.054, pacs.002, pacs.004 (XML), MT940, MT942,
            and a signed list of results of a desk or the State Treasury (CSV, its signature beside it as .p7s):
            message,transfer,amount,result,day,reason
            list,message,transfer,amount,result,day,reason
            With --profile: bảng kết quả của ngân hàng / a bank's tables of results (CSV, XLSX, TXT).
            """,
        aliases: ["ket-qua"]
    )

    @Argument(help: "Các tệp. / The files.") var files: [String]
    @Option(
        help:
            "Các tệp là bảng kết quả theo mẫu này (bank profiles, hoặc tệp .toml). / The files are tables of results of this profile, or of the one in this file."
    )
    var profile: String?
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A file as JSON.
    private struct View: Encodable {
        let file: String
        let digest: String
        let family: String
        let newFacts: Int
        let repeatedFacts: Int
        let isKnown: Bool
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let reports = try TakeAnswers(environment).run(
            open,
            paths: files,
            profile: try profile.map { try AnswerFiles.profile($0) },
            officer: officer
        )
        for report in reports {
            for warning in report.warnings { console.note(warning.text(in: console.language)) }
        }
        if common.json {
            return try console.json(
                "bank-results",
                reports.map {
                    View(
                        file: $0.file,
                        digest: $0.digest.hex,
                        family: $0.family.rawValue,
                        newFacts: $0.newFacts,
                        repeatedFacts: $0.repeatedFacts,
                        isKnown: $0.isKnown
                    )
                }
            )
        }
        for report in reports {
            console.say(
                report.isKnown
                    ? Phrase(
                        vi: "\(report.file): đã nạp trước, không đổi gì",
                        en: "\(report.file): taken in before, nothing changes"
                    )
                    : Phrase(
                        vi:
                            "\(report.file): \(report.family.rawValue), \(report.newFacts) điều mới, "
                            + "\(report.repeatedFacts) điều đã biết",
                        en: "\(report.file): \(report.family.rawValue), \(report.newFacts) new, "
                            + "\(report.repeatedFacts) said before"
                    )
            )
        }
        console.next("chitra reconcile --key maker.key")
    }
}

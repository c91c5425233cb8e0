import ArgumentParser
import Intake
import Workflow

/// `chitra ledger hand-over`.
struct HandOverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hand-over",
        abstract:
            "Bàn giao sổ của đơn vị sáp nhập. / Hand the books of a merged unit over to another.",
        discussion: """
            Mọi số dư sang đơn vị nhận qua tài khoản bàn giao; từ đó mọi bút toán của đơn vị cũ ghi ở đơn vị nhận.
            Every balance goes to the successor; what is booked for the old unit from then on is the successor's.
            """,
        aliases: ["ban-giao-so"]
    )

    @Option(help: "Đơn vị bàn giao. / The unit that ends.") var unit: String
    @Option(help: "Đơn vị nhận. / The unit that takes over.") var to: String
    @Option(help: "Biên bản bàn giao. / The minutes.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let report = try HandOverUnit(environment).run(
            open,
            unit: unit,
            to: to,
            document: document,
            officer: officer
        )
        common.console.say(
            report.isNew
                ? Phrase(
                    vi: "\(unit): bàn giao \(report.balanceCount) số dư cho \(to)",
                    en: "\(unit): \(report.balanceCount) balances handed over to \(to)"
                )
                : Phrase(
                    vi: "\(unit): đã bàn giao cho \(to) từ trước",
                    en: "\(unit): was handed over to \(to) before"
                )
        )
        common.console.next("chitra ledger trial-balance")
    }
}

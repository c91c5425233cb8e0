import ArgumentParser
import BankFiles
import Intake
import Ledger
import Signing
import Store
import Workflow

/// Which profile questions about accounts have.
struct AccountProfileOption: ParsableArguments {
    @Option(
        help:
            "Mẫu tra cứu (bank profiles, hoặc tệp .toml). / The profile of questions, or the file that it is in."
    )
    var profile = "account-names"

    /// The profile.
    func read() throws -> AccountCheckProfile {
        if let profile = AccountCheckProfile.shipped(id: profile) { return profile }
        guard profile.hasSuffix(".toml") else {
            let known = AccountCheckProfile.shipped.map(\.id).joined(separator: ", ")
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "không có mẫu tra cứu \(profile)",
                    en: "there is no profile of questions \(profile)"
                ),
                hint: Phrase(
                    vi: "có: \(known); hoặc nêu một tệp .toml",
                    en: "there are: \(known); or name a .toml file"
                )
            )
        }
        let bytes = try DurableFiles.read(profile)
        let reading = String(validating: bytes, as: UTF8.self).map {
            AccountCheckProfile.read($0, file: profile)
        }
        if let found = reading?.value { return found }
        throw StepRefusal(
            .dataErrors,
            Phrase(
                vi: "\(profile) không phải mẫu tra cứu đúng",
                en: "\(profile) is no sound profile of questions"
            ),
            diagnostics: reading?.diagnostics ?? []
        )
    }
}

/// `chitra bank ask-accounts`.
struct BankAskAccountsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask-accounts",
        abstract:
            "Lập tệp hỏi ngân hàng tên chủ tài khoản trước khi chi. / Ask whose accounts are before a run.",
        discussion: """
            Từ bản lập mới nhất; không có số tiền, tháng hay lý do chi. / Out of the newest draft; no amount,
            month or cause of a payment is in it.
            """,
        aliases: ["hoi-tai-khoan"]
    )

    @OptionGroup var scope: ScopeOptions
    @Option(help: "Thư mục ghi tệp. / The folder that it is written to.") var out: String
    @OptionGroup var profile: AccountProfileOption
    @OptionGroup var law: LawOptions
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A file as JSON.
    private struct View: Encodable {
        let unit: String
        let provider: String
        let path: String
        let accounts: Int
        let digest: String
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let reports = try CheckAccounts(environment, profile: try profile.read()).ask(
            open,
            scope: try scope.scope(),
            ruleBook: try law.book(),
            folder: out,
            officer: officer
        )
        if common.json {
            return try console.json(
                "bank-ask-accounts",
                reports.map {
                    View(
                        unit: $0.unit,
                        provider: $0.provider,
                        path: $0.path,
                        accounts: $0.count,
                        digest: $0.digest.hex
                    )
                }
            )
        }
        for report in reports {
            let count = console.count(report.count, vi: "tài khoản", en: "account")
            console.say("\(report.path)  \(report.provider)  \(count)  \(report.digest.hex)")
        }
        if reports.isEmpty {
            console.say(
                Phrase(vi: "không có tài khoản nào để hỏi", en: "there is no account to ask about")
            )
        } else {
            console.next("chitra bank take-accounts ANSWER")
        }
    }
}

/// `chitra bank take-accounts`.
struct BankTakeAccountsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take-accounts",
        abstract:
            "Nạp câu trả lời của ngân hàng về chủ tài khoản. / Take in what a bank says of accounts.",
        discussion: """
            Tài khoản bị từ chối hiện ra khi kiểm tra bản lập. / What is refused is shown by batch check.
            """,
        aliases: ["nap-tai-khoan"]
    )

    @Argument(help: "Các tệp. / The files.") var files: [String]
    @OptionGroup var profile: AccountProfileOption
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A refused account as JSON.
    private struct Refused: Encodable {
        let payee: Int64
        let code: String
    }

    /// A file as JSON.
    private struct View: Encodable {
        let file: String
        let unit: String
        let confirmed: Int
        let refused: [Refused]
        let unknown: Int
        let outdated: Int
        let isKnown: Bool
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let reports = try CheckAccounts(environment, profile: try profile.read()).take(
            open,
            paths: files,
            officer: officer
        )
        if common.json {
            return try console.json("bank-take-accounts", reports.map { view($0) })
        }
        for report in reports { show(report, console) }
        console.next("chitra batch check --period PERIOD")
    }

    private func view(_ report: AccountAnswerReport) -> View {
        View(
            file: report.file,
            unit: report.unit,
            confirmed: report.confirmed,
            refused: report.refused.map { Refused(payee: $0.payee, code: $0.code) },
            unknown: report.unknown,
            outdated: report.outdated,
            isKnown: report.isKnown
        )
    }

    private func show(_ report: AccountAnswerReport, _ console: Console) {
        console.say(
            Phrase(
                vi: "\(report.file) \(report.unit): \(report.confirmed) tài khoản khớp, "
                    + "\(report.refused.count) bị từ chối, \(report.unknown) không tra được, "
                    + "\(report.outdated) không còn là tài khoản của người hưởng",
                en: "\(report.file) \(report.unit): \(report.confirmed) accounts confirmed, "
                    + "\(report.refused.count) refused, \(report.unknown) not told, "
                    + "\(report.outdated) no longer the payee's"
            )
        )
        if report.isKnown {
            console.say(
                Phrase(
                    vi: "  đã nạp trước, không đổi gì",
                    en: "  taken in before, nothing changes"
                )
            )
        }
        for refused in report.refused {
            let reason = PaymentReason.of(refused.code)?.meaning.text(in: console.language) ?? ""
            console.say("  #\(refused.payee)  [\(refused.code)] \(reason)")
        }
    }
}

import ArgumentParser
import BankSimulator
import Intake
import Ledger
import Store
import Workflow

/// `chitra bank`.
struct BankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bank",
        abstract: "Ngân hàng và bưu điện: kết quả trả về. / Banks and desks: what they answer.",
        subcommands: [
            BankReadCommand.self, BankCheckCommand.self, BankProfilesCommand.self,
            BankFormsCommand.self,
            BankAskAccountsCommand.self, BankTakeAccountsCommand.self, BankResultsCommand.self,
            BankRecallCommand.self, BankSimulateCommand.self,
        ],
        aliases: ["ngan-hang"]
    )
}

/// `chitra bank simulate`.
struct BankSimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Ngân hàng giả để thử: trả lời các tệp đã bàn giao. / A made-up bank answers.",
        discussion: """
            PLAN.csv: target,behaviour,detail,day_offset. A target is a transfer id, a message id or *.
            Behaviours of payments: accept, pend, reject (detail: reason), return (reason or
            reason:kept), silent, lost; of cash: paid, unpaid (reason), lost; of files: refuse-file
            (reason), lump, fee (amount), interest (amount), repeat. day_offset counts bank days.
            CREDITS.csv: account,day,amount,reference.
            """,
        aliases: ["gia-lap"]
    )

    @Argument(
        help:
            "Thư mục đã bàn giao: của lô, của đơn vị chi trả, hoặc thư mục trên. / Folders as handed over: a batch's, a provider's, or one above them."
    )
    var folders: [String]
    @Option(
        help:
            "Thư mục ghi kết quả, mỗi ngày một thư mục. / The folder that answers are written to, one folder a day."
    ) var out: String
    @Option(
        help:
            "Ngày cuối, dạng 2026-12-05; ngày muộn hơn ghi các tệp ấy và thêm. / The last day, as 2026-12-05; a later one writes the same files and more."
    )
    var through: String
    @Option(
        help:
            "Điều sẽ xảy ra: PLAN.csv; không nêu: mọi khoản đều tới. / What is to happen: PLAN.csv; else all goes well."
    ) var plan: String?
    @Option(
        help:
            "Tiền về các tài khoản: CREDITS.csv. / Money that comes to the accounts: CREDITS.csv."
    ) var credits: String?
    @Option(help: "Số gốc của phần ngẫu nhiên. / The seed of what chance decides.") var seed:
        UInt64 = 1
    @Option(
        help:
            "Tỷ lệ bị trả lại hoặc không đến nhận, ví dụ 0.01. / The share that comes back, or is not taken, such as 0.01."
    ) var returns = "0"
    @Option(
        help:
            "Tỷ lệ lệnh bị ngân hàng từ chối, ví dụ 0.02. / The share of bank payments that is refused, such as 0.02."
    ) var rejects = "0"
    @Option(
        help:
            "Số ngày làm việc đến khi điểm chi gửi danh sách, 0 đến 60. / Bank days until a desk sends its list, 0 to 60."
    ) var cashDays = 3
    @Option(
        help:
            "Ngày ngân hàng nghỉ; nêu nhiều lần được. / A day on which banks are closed; give it again for more."
    )
    var holiday: [String] = []
    @Flag(
        name: .customLong("iso-2009"),
        help:
            "Ghi theo bản 2009: pain.002.001.03, camt .02. / Write pain.002.001.03 and camt .02."
    )
    var isOf2009 = false
    @Option(
        help:
            "Khóa riêng ký danh sách của điểm chi. / The private key that signs the lists of desks."
    ) var providerKey: String?
    @Option(
        help:
            "Chứng thư của khóa đó; không nêu: tệp .pem cạnh nó. / The certificate of that key; else the .pem beside it."
    )
    var providerCertificate: String?
    @OptionGroup var common: CommonOptions

    /// The longest run, in days.
    private static let longest = 1_100

    /// The result as JSON.
    private struct View: Encodable {
        /// One day's new files.
        struct Day: Encodable {
            let day: String
            let files: [String]
        }

        let files: Int
        let payments: Int
        let written: Int
        let unchanged: Int
        let days: [Day]
    }

    func run() throws {
        let console = common.console
        let files = try accept(HandoverReader.read(try HandoverSearch.folders(in: folders)))
        var simulation = Simulation(files, terms: try terms(for: files))
        let last = try day(through, option: "--through")
        if let first = simulation.firstDay, last.dayNumber - first.dayNumber > Self.longest {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--through cách ngày đầu tiên quá \(Self.longest) ngày",
                    en: "--through lies more than \(Self.longest) days after the first day"
                )
            )
        }
        let key = try providerKey.map {
            try ProviderKey(path: $0, certificate: providerCertificate)
        }
        var folder = AnswerFolder(path: out, key: key)
        try simulation.run { try folder.take($0) }
        try show(folder, files, console)
    }

    private func terms(for files: [HandedOverFile]) throws -> SimulationTerms {
        var terms = SimulationTerms(through: try day(through, option: "--through"))
        guard let returned = Share(returns), let rejected = Share(rejects),
            returned.millionths + rejected.millionths <= 1_000_000, (0...60).contains(cashDays)
        else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi:
                        "--returns và --rejects từ 0 đến 1, tổng không quá 1; --cash-days từ 0 đến 60",
                    en:
                        "--returns and --rejects are 0 to 1, together at most 1; --cash-days is 0 to 60"
                )
            )
        }
        terms.returns = returned
        terms.rejects = rejected
        terms.seed = seed
        terms.cashDays = cashDays
        terms.isOf2009 = isOf2009
        terms.calendar = BankCalendar(
            holidays: Set(try holiday.map { try day($0, option: "--holiday") })
        )
        if let plan {
            let bytes = try DurableFiles.read(plan)
            terms.plan = try accept(BehaviourPlan.read(bytes, file: plan, for: files))
        }
        if let credits {
            let bytes = try DurableFiles.read(credits)
            terms.credits = try accept(FundsCredit.read(bytes, file: credits, for: files))
        }
        return terms
    }

    /// The value of a reading without an error; warnings go to stderr.
    private func accept<Value>(_ reading: Reading<Value>) throws -> Value {
        guard !reading.isRefused else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "dữ liệu vào có lỗi; chưa ghi gì",
                    en: "the input has errors; nothing was written"
                ),
                diagnostics: reading.diagnostics
            )
        }
        let console = common.console
        for diagnostic in reading.diagnostics {
            console.note(diagnostic.text(in: console.language))
        }
        return reading.value
    }

    private func show(_ folder: AnswerFolder, _ files: [HandedOverFile], _ console: Console) throws
    {
        let days = Set(folder.written.map(\.day)).sorted()
        let payments = files.reduce(0) { $0 + $1.transfers.count }
        if common.json {
            return try console.json(
                "bank-simulate",
                View(
                    files: files.count,
                    payments: payments,
                    written: folder.written.count,
                    unchanged: folder.unchanged,
                    days: days.map { day in
                        View.Day(
                            day: day.description,
                            files: folder.written.filter { $0.day == day }.map(\.name)
                        )
                    }
                )
            )
        }
        let isVietnamese = console.language == .vietnamese
        for day in days {
            let count = folder.written.count { $0.day == day }
            console.say(isVietnamese ? "\(day): \(count) tệp" : "\(day): \(count) files")
        }
        console.say(
            isVietnamese
                ? "\(files.count) tệp chi, \(payments) lệnh; đã ghi \(folder.written.count) tệp trả lời, \(folder.unchanged) tệp đã có"
                : "\(files.count) payment files, \(payments) payments; \(folder.written.count) answers written, \(folder.unchanged) were there"
        )
    }
}

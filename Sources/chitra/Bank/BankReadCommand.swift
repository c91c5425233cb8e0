import ArgumentParser
import BankFiles
import Intake
import Ledger
import Signing
import Store
import Workflow

/// Files of a bank, named on the command line.
struct AnswerFiles {
    /// A file and what it says.
    struct Item {
        /// Its name without its folder.
        let name: String
        /// The file.
        let file: AnswerFile
    }

    /// Reads one for people.
    ///
    /// - Throws: `StoreError` where there is no such file.
    static func read(
        _ path: String,
        _ environment: Environment,
        profile: String? = nil,
        facts: ((BankFact, String, AnswerFamily) -> Void)? = nil
    ) throws -> Item {
        let name = String(path.split(separator: "/").last ?? "")
        let table = try profile.map { try self.profile($0) }
        if table == nil, name.lowercased().hasSuffix(".xlsx") {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "bảng kết quả của ngân hàng cần --profile",
                    en: "a bank's table of results needs --profile"
                ),
                hint: Phrase(
                    vi: "xem các mẫu bằng chitra bank profiles",
                    en: "see chitra bank profiles"
                )
            )
        }
        let isList = table == nil && name.lowercased().hasSuffix(".csv")
        return Item(
            name: name,
            file: try AnswerFile(
                path,
                isList ? .cashResults : nil,
                table: table,
                purpose: .people,
                facts: facts,
                meter: environment.meter
            )
        )
    }
}

extension AnswerFiles {
    /// A profile of results by its id, or by the file that it lies in.
    static func profile(_ name: String) throws -> ResultProfile {
        if let profile = ResultProfile.shipped(id: name) { return profile }
        if name.hasSuffix(".toml") {
            let bytes = try DurableFiles.read(name)
            let reading = String(validating: bytes, as: UTF8.self).map {
                ResultProfile.read($0, file: name)
            }
            if let profile = reading?.value { return profile }
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "\(name) không phải mẫu kết quả đúng",
                    en: "\(name) is no sound profile of results"
                ),
                diagnostics: reading?.diagnostics ?? []
            )
        }
        let known = ResultProfile.shipped.map(\.id).joined(separator: ", ")
        throw StepRefusal(
            .usage,
            Phrase(
                vi: "không có mẫu kết quả \(name)",
                en: "there is no profile of results \(name)"
            ),
            hint: Phrase(
                vi: "có: \(known); hoặc nêu một tệp .toml",
                en: "there are: \(known); or name a .toml file"
            )
        )
    }
}

/// `chitra bank read`.
struct BankReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Xem nội dung một tệp của ngân hàng. / Show what a bank's file says.",
        discussion: """
            Lệnh chi pain.001; pain.002, camt.029, camt.052, camt.053, camt.054, pacs.002, pacs.004 (XML), MT940, MT942, và \
            danh sách chi tiền mặt, bảng kết quả của Kho bạc (.csv); bảng kết quả của ngân hàng (CSV, XLSX, TXT) với --profile. Không cần sổ, không ghi gì; số tài khoản được che, nội dung \
            chuyển tiền không in ra.
            No books are needed and nothing is written; accounts are masked, free texts are not shown.
            """,
        aliases: ["xem"]
    )

    @Argument(help: "Tệp. / The file.") var file: String
    @Option(
        help:
            "Mẫu của bảng kết quả (CSV, XLSX, TXT): xem bank profiles, hoặc tệp .toml. / The profile of a table of results, or its file."
    )
    var profile: String?
    @OptionGroup var common: CommonOptions

    /// How many facts are listed for people; JSON has all.
    private static let listed = 200

    func run() throws {
        let console = common.console
        let environment = try common.environment()
        var stream = AnswerStream(console)
        var first: [BankFact] = []
        let isJSON = common.json
        let item = try AnswerFiles.read(file, environment, profile: profile) { fact, currency, _ in
            if isJSON {
                stream.write(fact, currency: currency)
            } else if first.count < Self.listed {
                first.append(fact)
            }
        }
        if common.json {
            try stream.finish(item.file, named: item.name)
        } else {
            for diagnostic in item.file.reading.diagnostics {
                console.note(diagnostic.text(in: console.language))
            }
            AnswerPrinter(console).show(item, first: first, facts: Self.listed)
        }
        guard !item.file.reading.isRefused else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "\(item.name) có lỗi: không nạp vào sổ được",
                    en: "\(item.name) has errors: it cannot be taken into books"
                )
            )
        }
    }
}

/// `chitra bank check`.
struct BankCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Kiểm tra tệp của ngân hàng: tổng, số dư, thiếu, trùng. / Judge a bank's files: sums, gaps, doubles.",
        discussion: """
            Nhiều tệp được xét cùng nhau: sao kê thiếu ở giữa, tệp hoặc khoản lặp lại. / Several files \
            are held against each other: a statement missing between two, files or payments that come \
            twice.
            """,
        aliases: ["kiem-tra"]
    )

    @Argument(help: "Các tệp. / The files.") var files: [String]
    @Option(
        help:
            "Các tệp là bảng kết quả theo mẫu này. / The files are tables of results of this profile."
    )
    var profile: String?
    @OptionGroup var common: CommonOptions

    /// The judgement as JSON.
    private struct View: Encodable {
        /// One file.
        struct File: Encodable {
            let file: String
            let digest: String
            let version: String
            let isSound: Bool
            let reports: [AnswerView.Report]
            let facts: Int
            let announced: Int
            let findings: [AnswerView.Finding]
        }

        let isSound: Bool
        let files: [File]
        let between: [AnswerView.Finding]
    }

    func run() throws {
        let console = common.console
        let environment = try common.environment()
        let (items, between) = try judged(environment)
        let refused = items.filter { $0.file.reading.isRefused }
        if common.json {
            try console.json("bank-check", view(items, between, console.language))
        } else {
            for item in items {
                AnswerPrinter(console).judge(item)
                for diagnostic in item.file.reading.diagnostics {
                    console.say(diagnostic.text(in: console.language))
                }
            }
            for diagnostic in between { console.say(diagnostic.text(in: console.language)) }
        }
        if let first = refused.first {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "\(refused.count) tệp có lỗi, đầu tiên là \(first.name)",
                    en: "\(console.count(refused.count, vi: "", en: "file")) with errors, first of "
                        + "all \(first.name)"
                ),
                hint: Phrase(
                    vi: "gửi các điểm đã nêu cho ngân hàng và xin tệp mới",
                    en: "send the bank what was found and ask for new files"
                )
            )
        }
        guard between.isEmpty else {
            throw StepRefusal(
                .reconciliationDiffers,
                Phrase(
                    vi: "các tệp không nối tiếp nhau: \(between.count) điểm",
                    en: "the files do not follow on each other: "
                        + console.count(between.count, vi: "", en: "finding")
                )
            )
        }
    }

    /// A payment takes at least so many bytes of a file.
    private static let paymentBytes = 300

    /// The files without their facts, and what does not hold between them: the facts are looked at
    /// as they are read, and read again where a payment may come twice.
    private func judged(
        _ environment: Environment
    ) throws -> (items: [AnswerFiles.Item], between: [Diagnostic]) {
        let size = files.reduce(0) { $0 + DurableFiles.size($1) }
        var payments = PaymentCheck(expecting: size / Self.paymentBytes)
        let items = try files.map { path in
            try look(at: path, environment) { payments.note($0, of: $1) }
        }
        let all = items.map {
            AnswerCheck.File(
                name: $0.name,
                digest: $0.file.digest.hex,
                answer: $0.file.reading.value
            )
        }
        if payments.hasSuspects {
            var counted: Set<String> = []
            for (path, file) in zip(files, all) where counted.insert(file.digest).inserted {
                _ = try look(at: path, environment) {
                    payments.count($0, of: $1, in: file.name)
                }
            }
        }
        return (items, AnswerCheck.findings(in: all, payments: payments))
    }

    /// Reads a file and shows each of its facts once.
    private func look(
        at path: String,
        _ environment: Environment,
        _ body: @escaping (BankFact, AnswerFamily) -> Void
    ) throws -> AnswerFiles.Item {
        let item = try AnswerFiles.read(path, environment, profile: profile) { fact, _, family in
            body(fact, family)
        }
        for fact in item.file.reading.value.facts { body(fact, item.file.reading.value.family) }
        return item
    }

    private func view(
        _ items: [AnswerFiles.Item],
        _ between: [Diagnostic],
        _ language: Language
    ) -> View {
        View(
            isSound: between.isEmpty && !items.contains { $0.file.reading.isRefused },
            files: items.map { item in
                let answer = item.file.reading.value
                return View.File(
                    file: item.name,
                    digest: item.file.digest.hex,
                    version: answer.version,
                    isSound: !item.file.reading.isRefused,
                    reports: answer.reports.map { AnswerView.Report($0) },
                    facts: answer.statementCount,
                    announced: answer.announced.count,
                    findings: item.file.reading.diagnostics.map {
                        AnswerView.Finding($0, in: language)
                    }
                )
            },
            between: between.map { AnswerView.Finding($0, in: language) }
        )
    }
}

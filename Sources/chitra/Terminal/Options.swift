import ArgumentParser
import Foundation
import Intake
import Ledger
import Logging
import Signing
import Store
import Terminal
import Workflow

/// Options that every command has.
struct CommonOptions: ParsableArguments {
    @Option(
        help:
            "Ngôn ngữ: vi hoặc en; không nêu: theo máy. / Language: vi or en; else by the locale, Vietnamese first."
    )
    var lang: String?

    @Option(
        help: """
            Thời điểm thực hiện, dạng 2026-11-22T09:00:00+07:00; không nêu: bây giờ. / The time at \
            which the step is done, as 2026-11-22T09:00:00+07:00; else now.
            """
    )
    var now: String?

    @OptionGroup var progress: ProgressOption

    @Flag(help: "In dữ liệu dạng JSON có phiên bản. / Print data as JSON with a versioned schema.")
    var json = false

    /// Where words go.
    var console: Console { Console(language: Console.language(arguments: CommandLine.arguments)) }

    /// The outside world.
    func environment() throws -> Environment {
        let instant: Instant?
        if let now {
            instant = Instant(iso: now)
        } else {
            // The shell is where a clock may be read; everything below is given the instant.
            instant = Instant(seconds: Int64(Date().timeIntervalSince1970))
        }
        guard let instant else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--now phải có dạng 2026-11-22T09:00:00+07:00",
                    en: "--now is written as 2026-11-22T09:00:00+07:00"
                )
            )
        }
        var logger = Logger(label: "chitra") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        ProgressLine.shared.begin(progress.progress, console.language)
        let meter = ProgressMeter { ProgressLine.shared.take($0, $1, $2) }
        return Environment(
            now: instant,
            random: { count in
                guard let bytes = try? SecureRandom.bytes(count) else {
                    preconditionFailure("the system gives randomness")
                }
                return bytes
            },
            logger: logger,
            meter: meter
        )
    }
}

/// Options of commands on a set of books.
struct BooksOptions: ParsableArguments {
    @Option(
        help: "Thư mục sổ; không nêu: CHITRA_BOOKS. / The folder of the books; else CHITRA_BOOKS."
    )
    var books: String?

    /// The folder.
    func folder() throws -> String {
        if let books { return books }
        if let books = ProcessInfo.processInfo.environment["CHITRA_BOOKS"], !books.isEmpty {
            return books
        }
        throw StepRefusal(
            .usage,
            Phrase(vi: "cần --books hoặc CHITRA_BOOKS", en: "name --books or set CHITRA_BOOKS"),
            hint: Phrase(
                vi: "thư mục mà chitra init đã tạo, ví dụ --books books",
                en: "the folder that chitra init made, such as --books books"
            )
        )
    }

    /// The books, open.
    func open(_ access: Access, _ environment: Environment) throws -> OpenBooks {
        try OpenBooks(folder: try folder(), access: access, environment: environment)
    }

    /// The books, open for an officer who changes them.
    func open(
        as key: KeyOption,
        _ environment: Environment
    ) throws -> (books: OpenBooks, officer: OfficerKey) {
        let open = try open(.write, environment)
        return (open, try OfficerKey.load(path: key.key, books: open.books, at: environment.now))
    }
}

/// Options of commands that an officer runs with their own key.
struct KeyOption: ParsableArguments {
    @Option(
        help: """
            Tệp khóa riêng của cán bộ; tệp ở nguyên chỗ của chủ nó. / The officer's private key \
            file; it stays where its owner keeps it.
            """
    )
    var key: String
}

/// Options of commands on the batches of a month.
struct ScopeOptions: ParsableArguments {
    @Option(help: "Tháng chi, dạng 2026-11. / The month that is paid, as 2026-11.")
    var period: String

    @Option(
        help: """
            Mã đơn vị; nêu nhiều lần cho nhiều đơn vị; không nêu: mọi đơn vị. / A unit's code; give \
            it again for more; all units without it.
            """
    )
    var unit: [String] = []

    /// The scope.
    func scope() throws -> RunScope {
        RunScope(units: unit, period: try month(period, option: "--period"))
    }
}

/// Reads a month.
func month(_ text: String, option: String) throws -> CalendarMonth {
    guard let month = CalendarMonth(iso: text) else {
        throw StepRefusal(
            .usage,
            Phrase(
                vi: "\(option) phải là tháng dạng 2026-11",
                en: "\(option) is a month such as 2026-11"
            )
        )
    }
    return month
}

/// Reads a day.
func day(_ text: String, option: String) throws -> CivilDate {
    guard let day = CivilDate(iso: text) else {
        throw StepRefusal(
            .usage,
            Phrase(
                vi: "\(option) phải là ngày dạng 2026-11-22",
                en: "\(option) is a day such as 2026-11-22"
            )
        )
    }
    return day
}

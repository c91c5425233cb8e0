import ArgumentParser
import Disbursement
import Intake
import Ledger
import Signing
import Store
import Workflow

/// `chitra officer`.
struct OfficerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "officer",
        abstract:
            "Cán bộ: xem, thêm, thôi, đổi chứng thư. / Officers: list, add, end, certificate.",
        discussion: """
            Mỗi thay đổi cần hai --key của hai người khác nhau đang ký ở hai vai của đơn vị, ít nhất một là
            kế toán trưởng hoặc chủ tài khoản, không ai là người được thay đổi. Thay đổi có hiệu lực từ lúc
            ghi; những gì đã ký trước đó vẫn có giá trị.
            Each change wants two --key of two persons who sign in two roles of the unit, at least one the
            chief accountant or the account holder, none the person concerned. It counts from when it is
            entered; what was signed before stays good.
            """,
        subcommands: [
            OfficerListCommand.self, OfficerAddCommand.self, OfficerEndCommand.self,
            OfficerCertificateCommand.self,
        ],
        aliases: ["can-bo"]
    )
}

/// Options of commands that change officers.
struct OfficerChangeOptions: ParsableArguments {
    @Option(help: "Số quyết định. / The number of the decision.") var document: String
    @Option(help: "Ngày ký quyết định. / The day on which it was signed.") var signed: String
    @Option(
        name: .customLong("key"),
        help: "Hai tệp khóa riêng, của hai người. / Two private key files, of two persons."
    )
    var keys: [String]
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// Enters a change and says what became of it.
    func enter(_ deed: OfficerChange.Deed) throws {
        let environment = try common.environment()
        guard keys.count == 2 else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "cần hai --key của hai người",
                    en: "two --key of two persons are wanted"
                ),
                hint: Phrase(
                    vi: "ví dụ: --key keys/chief-accountant.key --key keys/account-holder.key",
                    en: "such as: --key keys/chief-accountant.key --key keys/account-holder.key"
                )
            )
        }
        let change = OfficerChange(
            deed: deed,
            document: document,
            signed: try day(signed, option: "--signed")
        )
        let open = try books.open(.write, environment)
        let report = try ChangeOfficers(environment).run(
            open,
            change: change,
            signers: (
                try OfficerKey.load(path: keys[0], books: open.books, at: environment.now),
                try OfficerKey.load(path: keys[1], books: open.books, at: environment.now)
            )
        )
        try show(report, common.console)
    }

    private func show(_ report: OfficerReport, _ console: Console) throws {
        let order = report.order
        if common.json {
            try console.json("officer-change", OfficerChangeView(report))
        } else {
            if report.isKnown {
                console.note(
                    Phrase(
                        vi: "thay đổi này đã ghi từ trước; không có gì thay đổi",
                        en: "this change was entered already; nothing changed"
                    )
                )
            }
            for start in order.starts {
                console.say(OfficerView.phrase(start, number: order.number, isEnd: false))
            }
            if let ended = report.ended, let cause = order.end?.cause {
                let phrase = OfficerView.phrase(ended, number: order.number, isEnd: true)
                console.say(
                    Phrase(
                        vi: "\(phrase.vietnamese); \(cause.phrase.vietnamese)",
                        en: "\(phrase.english); \(cause.phrase.english)"
                    )
                )
            }
        }
        if report.hasNamesake {
            console.note(
                Phrase(
                    vi: "lưu ý: một cán bộ khác đang giữ nhiệm vụ có cùng họ tên; "
                        + "hãy xem đó có đúng là hai người",
                    en:
                        "note: another officer in office has the same name; see that they are two persons"
                )
            )
        }
        for batch in report.voided {
            console.note(
                Phrase(
                    vi: "lô \(batch) có chữ ký của khóa bị lộ: sẽ không bàn giao, "
                        + "chitra batch cancel --batch \(batch)",
                    en: "batch \(batch) bears a signature of that key and is not handed over: "
                        + "chitra batch cancel --batch \(batch)"
                )
            )
        }
        console.next("chitra officer list")
    }
}

/// `chitra officer list`.
struct OfficerListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract:
            "Ai giữ vai nào, từ khi nào, theo văn bản nào. / Who holds which role, since when, by which paper.",
        aliases: ["danh-sach"]
    )

    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let open = try books.open(.read, try common.environment())
        let views = try OfficerView.all(open)
        let console = common.console
        if common.json { return try console.json("officers", views) }
        for view in views { console.say(view.line(in: console.language)) }
    }
}

/// `chitra officer add`.
struct OfficerAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Thêm cán bộ vào một vai. / Add an officer in a role.",
        aliases: ["them"]
    )

    @Option(
        help: """
            Vai: maker, checker, chief-accountant, account-holder, auditor hoặc provider. / The role: \
            maker, checker, chief-accountant, account-holder, auditor or provider.
            """
    )
    var role: String
    @Option(help: "Tệp chứng thư PEM. / The certificate, a PEM file.") var certificate: String
    @Option(
        help: """
            Mã đơn vị, nêu nhiều lần cho nhiều đơn vị; '*' cho mọi đơn vị. / A unit's code, again for \
            more; '*' for all.
            """
    )
    var unit: [String]
    @OptionGroup var change: OfficerChangeOptions

    func run() throws {
        guard let role = OfficerRole(rawValue: role) else {
            let all = OfficerRole.allCases.map(\.rawValue).joined(separator: ", ")
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có vai này", en: "there is no such role"),
                hint: Phrase(vi: "dùng một trong: \(all)", en: "use one of: \(all)")
            )
        }
        try change.enter(.add(try OfficerFile.certificate(certificate), role: role, units: unit))
    }
}

/// `chitra officer end`.
struct OfficerEndCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end",
        abstract: "Cho một cán bộ thôi nhiệm vụ. / End an officer.",
        discussion: OfficerFile.causes([.left, .keyCompromised]),
        aliases: ["thoi"]
    )

    @Option(
        help: """
            Các ký tự đầu của chứng thư, như officer list in ra. / The first characters of the \
            certificate, as officer list prints them.
            """
    )
    var officer: String
    @Option(help: "Nguyên nhân: xem trên. / The cause: see above.")
    var cause = OfficerEndCause.left.rawValue
    @OptionGroup var change: OfficerChangeOptions

    func run() throws {
        let cause = try OfficerFile.cause(cause, of: [.left, .keyCompromised])
        try change.enter(.end(officer, cause))
    }
}

/// `chitra officer certificate`.
struct OfficerCertificateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Đổi chứng thư của một cán bộ. / Give an officer another certificate.",
        discussion: OfficerFile.causes([.renewed, .keyCompromised]),
        aliases: ["chung-thu"]
    )

    @Option(
        help: """
            Các ký tự đầu của chứng thư cũ, như officer list in ra. / The first characters of the old \
            certificate, as officer list prints them.
            """
    )
    var officer: String
    @Option(help: "Tệp chứng thư mới, PEM. / The new certificate, a PEM file.")
    var certificate: String
    @Option(help: "Nguyên nhân: xem trên. / The cause: see above.")
    var cause = OfficerEndCause.renewed.rawValue
    @OptionGroup var change: OfficerChangeOptions

    func run() throws {
        let cause = try OfficerFile.cause(cause, of: [.renewed, .keyCompromised])
        try change.enter(
            .replace(officer, cause, by: try OfficerFile.certificate(certificate))
        )
    }
}

/// What officers' commands read.
private enum OfficerFile {
    /// A certificate file.
    static func certificate(_ path: String) throws -> Certificate {
        guard let certificate = try? Certificate(try DurableFiles.read(path)) else {
            throw StepRefusal(
                .unreadable,
                Phrase(
                    vi: "\(path) không phải chứng thư PEM",
                    en: "\(path) is no PEM certificate"
                ),
                hint: Phrase(
                    vi: "tệp bắt đầu bằng -----BEGIN CERTIFICATE-----; không phải tệp khóa riêng",
                    en:
                        "the file begins with -----BEGIN CERTIFICATE-----; it is not the private key"
                )
            )
        }
        return certificate
    }

    /// The words for causes.
    static func causes(_ all: [OfficerEndCause]) -> String {
        "Nguyên nhân / causes:\n"
            + all.map { "  \($0.rawValue): \($0.phrase.vietnamese) / \($0.phrase.english)" }
            .joined(separator: "\n")
    }

    /// One of some causes.
    static func cause(_ text: String, of all: [OfficerEndCause]) throws -> OfficerEndCause {
        guard let cause = OfficerEndCause(rawValue: text), all.contains(cause) else {
            let words = all.map(\.rawValue).joined(separator: ", ")
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có nguyên nhân này", en: "there is no such cause"),
                hint: Phrase(vi: "dùng một trong: \(words)", en: "use one of: \(words)")
            )
        }
        return cause
    }
}

import ArgumentParser
import BankFiles
import Intake

/// `chitra bank profiles`.
struct BankProfilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles",
        abstract: "Mẫu tệp của từng ngân hàng, bưu điện. / How each provider takes its files.",
        aliases: ["mau-tep"]
    )

    @OptionGroup var common: CommonOptions

    /// The profiles as JSON.
    private struct Document: Encodable {
        let files: [View]
        let results: [ResultView]
        let accountChecks: [CheckView]
    }

    /// A profile of questions about accounts as JSON.
    private struct CheckView: Encodable {
        let id: String
        let name: String
        let asks: [String]
        let answers: [String]
        let maximumRows: Int
        let source: String
        /// The day that the bank confirmed it; nil for an example.
        let confirmedOn: String?
    }

    /// A profile of results as JSON.
    private struct ResultView: Encodable {
        let id: String
        let name: String
        let columns: [String]
        let source: String
        /// The day that the provider confirmed it; nil for an example.
        let confirmedOn: String?
    }

    /// A profile of files as JSON.
    private struct View: Encodable {
        let id: String
        let name: String
        let bank: String?
        let format: String
        let maximumTransfers: Int
        let nameCap: Int
        let narrativeCap: Int
        let source: String
        /// The day that the provider confirmed it; nil for an example.
        let confirmedOn: String?
    }

    func run() throws {
        let console = common.console
        let profiles = ProviderProfile.shipped
        if common.json {
            return try console.json(
                "bank-profiles",
                Document(
                    files: profiles.map { view($0) },
                    results: ResultProfile.shipped.map {
                        ResultView(
                            id: $0.id,
                            name: $0.name,
                            columns: $0.columns.map(\.header),
                            source: $0.source,
                            confirmedOn: $0.confirmedOn.map { "\($0)" }
                        )
                    },
                    accountChecks: AccountCheckProfile.shipped.map {
                        CheckView(
                            id: $0.id,
                            name: $0.name,
                            asks: $0.questions.map(\.header),
                            answers: $0.answers.map(\.header),
                            maximumRows: $0.maximumRows,
                            source: $0.source,
                            confirmedOn: $0.confirmedOn.map { "\($0)" }
                        )
                    }
                )
            )
        }
        show(profiles, console)
    }

    private func view(_ profile: ProviderProfile) -> View {
        View(
            id: profile.id,
            name: profile.name,
            bank: profile.bank.map { "\($0)" },
            format: profile.version?.rawValue ?? profile.format.rawValue,
            maximumTransfers: profile.maximumTransfers,
            nameCap: profile.caps.name,
            narrativeCap: profile.caps.narrative,
            source: profile.source,
            confirmedOn: profile.confirmedOn.map { "\($0)" }
        )
    }

    private func show(_ profiles: [ProviderProfile], _ console: Console) {
        let isVietnamese = console.language == .vietnamese
        var table = TextTable([
            (isVietnamese ? "mẫu" : "profile", .left),
            (isVietnamese ? "nơi nhận" : "provider", .left),
            ("BIN", .left),
            (isVietnamese ? "dạng" : "format", .left),
            (isVietnamese ? "tối đa" : "at most", .right),
            (isVietnamese ? "xác nhận" : "confirmed", .left),
        ])
        for profile in profiles {
            let example = isVietnamese ? "chưa: mẫu ví dụ" : "no: an example"
            table.add([
                profile.id, profile.name, profile.bank.map { "\($0)" } ?? "–",
                profile.version?.rawValue ?? profile.format.rawValue,
                console.number(profile.maximumTransfers),
                profile.confirmedOn.map { "\($0)" } ?? example,
            ])
        }
        for profile in ResultProfile.shipped {
            let example = isVietnamese ? "chưa: mẫu ví dụ" : "no: an example"
            table.add([
                profile.id, profile.name, "–", isVietnamese ? "kết quả" : "results", "–",
                profile.confirmedOn.map { "\($0)" } ?? example,
            ])
        }
        for profile in AccountCheckProfile.shipped {
            let example = isVietnamese ? "chưa: mẫu ví dụ" : "no: an example"
            table.add([
                profile.id, profile.name, "–", isVietnamese ? "tra cứu" : "questions",
                console.number(profile.maximumRows),
                profile.confirmedOn.map { "\($0)" } ?? example,
            ])
        }
        for line in table.lines { console.say(line) }
    }
}

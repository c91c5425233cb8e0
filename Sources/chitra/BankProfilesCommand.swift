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

    /// A profile as JSON.
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
                profiles.map {
                    View(
                        id: $0.id,
                        name: $0.name,
                        bank: $0.bank.map { "\($0)" },
                        format: $0.format.rawValue,
                        maximumTransfers: $0.maximumTransfers,
                        nameCap: $0.caps.name,
                        narrativeCap: $0.caps.narrative,
                        source: $0.source,
                        confirmedOn: $0.confirmedOn.map { "\($0)" }
                    )
                }
            )
        }
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
                profile.format.rawValue, console.number(profile.maximumTransfers),
                profile.confirmedOn.map { "\($0)" } ?? example,
            ])
        }
        for line in table.lines { console.say(line) }
    }
}

import ArgumentParser
import Intake
import Workflow

/// `chitra init`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Tạo sổ: đơn vị, tài khoản, cán bộ. / Make a set of books.",
        aliases: ["tao"]
    )

    @Argument(help: "Thư mục sổ mới. / The folder of the new books.") var folder: String
    @Option(
        help:
            "Tệp thiết lập (TOML): đơn vị, tài khoản, cán bộ. / The setup file (TOML): units with accounts, officers."
    ) var setup: String
    @Option(
        help: """
            Tạo chứng thư và khóa để thử trong thư mục này, không dùng với tiền thật. / Make a demo \
            authority's certificates and keys in this folder: for trying only.
            """
    )
    var demoKeys: String?
    @Option(
        help: """
            Chứng thư gốc, PEM, khi không dùng khóa thử. / The authority's certificates, PEM, where \
            no demo authority is made.
            """
    )
    var roots: String?
    @OptionGroup var common: CommonOptions

    func run() throws {
        let setup = try InitBooks(common.environment()).run(
            folder: folder,
            setupPath: setup,
            demoKeys: demoKeys,
            rootsPath: roots
        )
        let console = common.console
        let units = console.count(setup.units.count, vi: "đơn vị", en: "unit")
        let officers = console.count(setup.officers.count, vi: "cán bộ", en: "officer")
        console.say(
            Phrase(
                vi: "đã tạo sổ \(folder): \(units), \(officers)",
                en: "made books \(folder): \(units), \(officers)"
            )
        )
        let key = demoKeys.map { " --key \($0)/maker.key" } ?? ""
        console.next("chitra register import FILE --books \(folder)\(key)")
    }
}

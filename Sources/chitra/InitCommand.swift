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

    @Argument(help: "The folder of the new books.") var folder: String
    @Option(help: "The setup file (TOML): units with accounts, officers.") var setup: String
    @Option(help: "Make a demo authority's certificates and keys in this folder: for trying only.")
    var demoKeys: String?
    @Option(help: "The authority's certificates, PEM, where no demo authority is made.")
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
        console.say(
            console.language == .vietnamese
                ? "đã tạo sổ \(folder): \(setup.units.count) đơn vị, \(setup.officers.count) cán bộ"
                : "made books \(folder): \(setup.units.count) units, \(setup.officers.count) officers"
        )
        console.next("chitra register import FILE --books \(folder) --key KEY")
    }
}

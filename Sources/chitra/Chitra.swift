// The front door: arguments in, exit codes out.
//
// Invariants:
// (1) Data goes to stdout, everything else to stderr.
// (2) Every way out has one of the exit codes of `StepRefusal.Code`, or 0, or 64 from the parser.

import ArgumentParser
import Disbursement
import Glibc
import Intake
import Ledger
import Signing
import Store
import Workflow

/// `chitra NOUN VERB`.
@main
struct Chitra: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chitra",
        abstract: "Chi trả an sinh không tiền mặt, đúng và kiểm chứng được. / "
            + "Cashless welfare payouts, right and provable.",
        discussion: """
            chitra init books --setup setup.toml --demo-keys keys
            chitra register import people.csv --books books --key keys/maker.key
            chitra batch draft --period 2026-11 --known 2026-11-22 --books books --key keys/maker.key

            Mỗi lệnh in lệnh cần chạy tiếp theo. / Every command prints the one to run next.

            Mã kết thúc: 0 xong, 1 lỗi nội bộ, 2 dữ liệu có lỗi, 3 đối soát chưa khớp, 4 thiếu phê duyệt
            hoặc thiếu tiền, 5 chứng minh không khớp, 64 dùng sai lệnh, 65 không đọc được,
            73 không ghi được, 75 sổ đang bị khóa, 77 không có quyền.
            Exit codes: 0 done, 1 internal error, 2 data has errors, 3 reconciliation differs,
            4 approval or money missing, 5 proof fails, 64 usage, 65 unreadable input,
            73 cannot write, 75 locked, 77 not permitted.
            """,
        version: Release.version,
        subcommands: [
            InitCommand.self, OfficerCommand.self, RegisterCommand.self, LedgerCommand.self,
            LawCommand.self,
            BatchCommand.self, ReconcileCommand.self, CaseCommand.self, BankCommand.self,
            VerifyCommand.self, ReceiptCommand.self, FixtureCommand.self,
        ]
    )

    static func main() {
        holdStandardStreams()
        let language = Console.language(arguments: CommandLine.arguments)
        do {
            try Console.checkLanguage(arguments: CommandLine.arguments)
            var command = try parseAsRoot()
            try command.run()
        } catch let exit as ExitCode {
            Glibc.exit(exit.rawValue)
        } catch {
            Glibc.exit(report(error, language: language))
        }
    }

    /// Puts something in the place of a standard stream that was closed: else a file of the books would
    /// get its number, and all that is printed.
    ///
    /// Nothing can be written to what stands for stdout: data that is lost is told by the exit code.
    private static func holdStandardStreams() {
        for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
            // The lowest free number is given, which is this one.
            _ = unsafe open("/dev/null", number == 2 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Prints an error and gives its exit code.
    private static func report(_ error: any Error, language: Language) -> Int32 {
        let console = Console(language: language)
        switch error {
        case let refusal as StepRefusal:
            for diagnostic in refusal.diagnostics { console.note(diagnostic.text(in: language)) }
            console.fail(refusal.message, hint: refusal.hint)
            return refusal.code.rawValue
        case let error as StoreError:
            console.fail(error.phrase, hint: nil)
            return code(of: error)
        default:
            let code = exitCode(for: error)
            if code == .validationFailure || code == .success {
                // Usage and help are the parser's words; an error gets a line in Vietnamese.
                if code == .validationFailure && language == .vietnamese {
                    console.note("chitra: lỗi: " + ParserWords.vietnamese(message(for: error)))
                }
                exit(withError: error)
            }
            console.fail(
                Phrase(vi: "lỗi nội bộ: \(error)", en: "internal error: \(error)"),
                hint: nil
            )
            return StepRefusal.Code.internalError.rawValue
        }
    }

    private static func code(of error: StoreError) -> Int32 {
        let code: StepRefusal.Code =
            switch error {
            case .noBooks, .backup, .otherSchema: .unreadable
            case .folderInUse: .cannotWrite
            case .locked: .locked
            case .headsDiffer, .sealedPage, .foreignBatch, .damaged, .partMissing, .changedBesides:
                .proofFails
            case .clockBackwards, .openKey: .notPermitted
            case .tooMuch, .periodClosed, .yearSettled: .dataErrors
            case .file: .unreadable
            case .unwritable, .strayName: .cannotWrite
            case .database, .commitUnknown, .keyReused: .internalError
            }
        return code.rawValue
    }
}

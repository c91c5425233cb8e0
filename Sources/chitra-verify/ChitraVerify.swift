// The small verifier for banks and auditors: a folder and the authority's certificates, a receipt or a
// published log and the log's key; no books.
//
// Exit codes: 0 everything holds, 5 something does not, 64 usage, 65 unreadable, 73 cannot be written.

import ArgumentParser
import Disbursement
import Foundation
import Intake
import Ledger
import Signing
import Terminal

/// `chitra-verify DIR`, `chitra-verify receipt FILE`.
@main
struct ChitraVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chitra-verify",
        abstract:
            "Kiểm chứng một lô chi trả, phần của một ngân hàng, hoặc một biên nhận, không cần sổ. / "
            + "Verify a sealed batch, a provider's part of one, or a receipt, without the books.",
        discussion: """
            chitra-verify books/batches/NA0100001 --roots authority.pem
            chitra-verify receipt line-2.receipt --log-key log.vkey
            chitra-verify log published --log-key log.vkey --earlier yesterday.receipt

            Mã kết thúc: 0 đúng, 5 có điểm không khớp, 64 dùng sai lệnh, 65 không đọc được, 73 không ghi được.
            Exit codes: 0 everything holds, 5 something does not, 64 usage, 65 unreadable, 73 unwritable.
            """,
        version: Release.version,
        subcommands: [
            VerifyFolder.self, VerifyReceipt.self, VerifyLog.self, CosignLog.self,
            MakeWitnessKey.self,
        ],
        defaultSubcommand: VerifyFolder.self
    )
}

/// `chitra-verify DIR`: what is done where no other command is named.
struct VerifyFolder: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Kiểm chứng một lô chi trả hoặc phần của một ngân hàng. / "
            + "Verify a sealed batch or a provider's part of one."
    )

    @Argument(
        help: """
            Thư mục: một lô, hoặc files/NGÂN-HÀNG của một lô. / The folder: a batch, or \
            files/PROVIDER of one.
            """
    )
    var folder: String
    @Option(help: "Chứng thư gốc, PEM. / The authority's certificates, PEM.") var roots: String
    @Option(
        help: """
            Thời điểm mà chứng thư phải có hiệu lực, dạng 2026-11-22T09:00:00+07:00; không nêu: \
            bây giờ. / The time at which certificates must hold, as 2026-11-22T09:00:00+07:00; \
            else now.
            """
    )
    var at: String?
    @OptionGroup var progress: ProgressOption
    @OptionGroup var words: LanguageOption

    func run() throws {
        let language = try words.language()
        let refusal = VerifyRefusal(language: language)
        ProgressLine.shared.begin(progress.progress, language)
        guard
            let time = at.map({ Instant(iso: $0) })
                // The shell may read a clock: without --at certificates are judged now.
                ?? Instant(seconds: Int64(Date().timeIntervalSince1970))
        else {
            throw refusal.exit(
                64,
                Phrase(
                    vi: "--at phải có dạng 2026-11-22T09:00:00+07:00",
                    en: "--at is written as 2026-11-22T09:00:00+07:00"
                )
            )
        }
        let certificates = try Self.roots(roots, refusal)
        let content: FolderContent
        do { content = try Self.content(of: folder) } catch {
            throw refusal.exit(65, FileContent.phrase(of: error))
        }
        guard
            content.paths.contains(where: { $0 == "batch.toml" || $0 == "handover.toml" })
                || content.paths.contains("MANIFEST")
        else {
            throw refusal.exit(
                65,
                Phrase(
                    vi:
                        "\(folder) không chứa lô nào: không có MANIFEST, batch.toml hay handover.toml",
                    en: "\(folder) holds no batch: no MANIFEST, batch.toml or handover.toml"
                ),
                hint: Phrase(
                    vi: "nêu thư mục của một lô, như books/batches/NA0100001, hoặc files/NGÂN-HÀNG "
                        + "trong đó",
                    en: "name a batch's folder, such as books/batches/NA0100001, or files/PROVIDER "
                        + "in it"
                )
            )
        }
        let report = SealedBatchVerifier(roots: certificates, at: time, workers: Threads())
            .verify(content)
        VerificationPrinter(language: language).show(report)
        guard report.findings.isEmpty else {
            if let newer = Self.replacement(of: folder) {
                refusal.note(
                    Phrase(
                        vi: "một danh sách dừng đã thay các tệp này: kiểm chứng \(newer)",
                        en: "a stop list replaced these files: verify \(newer)"
                    )
                )
            }
            throw ExitCode(5)
        }
    }

    /// The files of a folder; what is read of them is shown as progress.
    private static func content(of folder: String) throws -> FolderContent {
        let paths = try FileContent.tree(folder)
        let seen = ReadBytes(
            of: FileContent.length(of: paths, in: folder),
            ProgressMeter { ProgressLine.shared.take($0, $1, $2) }
        )
        return FolderContent(paths: paths) { path in
            try FileContent.open("\(folder)/\(path)", counting: seen)
        }
    }

    private static func roots(_ path: String, _ refusal: VerifyRefusal) throws -> [Certificate] {
        let bytes: [UInt8]
        do {
            bytes = try FileContent.read(path)
        } catch {
            throw refusal.exit(65, FileContent.phrase(of: error))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let certificates = try? Certificate.all(inPEM: text), !certificates.isEmpty else {
            throw refusal.exit(
                65,
                Phrase(
                    vi: "\(path) không có chứng thư PEM nào",
                    en: "\(path) holds no PEM certificate"
                ),
                hint: Phrase(
                    vi: "lấy chứng thư gốc từ cơ quan cấp, không từ người gửi lô",
                    en: "get the authority's certificates from the authority, not from the sender"
                )
            )
        }
        return certificates
    }

    /// The folder of the last stop list that stands for a provider's part; nil where there is none.
    private static func replacement(of folder: String) -> String? {
        let url = URL(filePath: folder).standardizedFileURL
        let provider = url.lastPathComponent
        let files = url.deletingLastPathComponent()
        guard files.lastPathComponent == "files" else { return nil }
        let stops = files.deletingLastPathComponent().appending(path: "stops").path
        let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: stops)) ?? []).sorted()
        return numbers.last.map { "\(stops)/\($0)/files/\(provider)" }
    }
}

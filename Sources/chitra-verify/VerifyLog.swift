// A published log, followed by whoever keeps an earlier checkpoint of it; and witnesses, who sign what they saw.
//
// Invariants:
// (1) Every tile is worked out anew from the hashes of the leaves, and held to what was published.
// (2) A witness signs a log only when it holds the checkpoint that this witness signed before.

import ArgumentParser
import Foundation
import Intake
import Signing

/// A published log that was read and proven.
private struct ProvenLog {
    let checkpoint: Checkpoint
    /// The checkpoint's note as it was published.
    let note: String
    /// Names of what is not as it must be.
    var faults: [Phrase] = []

    /// Reads a log and proves it.
    ///
    /// - Parameters:
    ///   - folder: Where it is published.
    ///   - log: The log's key.
    ///   - earlier: Notes of the same log that it must hold, with the names of their files.
    /// - Throws: `NoteRefusal` where the checkpoint is not the log's; what reading a file throws.
    init(folder: String, log: LogVerifier, earlier: [(name: String, note: String)]) throws {
        note = String(decoding: try FileContent.read("\(folder)/checkpoint"), as: UTF8.self)
        checkpoint = try Checkpoint.verified(note, by: log)
        var wanted: [UInt64: [(name: String, root: Digest)]] = [:]
        for (name, text) in earlier {
            guard let before = try? Checkpoint.verified(Self.note(in: text), by: log) else {
                faults.append(
                    Phrase(
                        vi: "\(name): không phải điểm kiểm tra do khóa nhật ký này ký",
                        en: "\(name): no checkpoint that this log's key signed"
                    )
                )
                continue
            }
            if before.size > checkpoint.size {
                faults.append(Self.lost(name))
            } else {
                wanted[before.size, default: []].append((name, before.root))
            }
        }
        var (tiles, frontier) = (LogTiles(), MerkleFrontier())
        func compare(_ size: UInt64) {
            for (name, root) in wanted.removeValue(forKey: size) ?? [] where root != frontier.root {
                faults.append(Self.lost(name))
            }
        }
        compare(0)
        let width = UInt64(LogTile.width)
        var index: UInt64 = 0
        while index * width < checkpoint.size {
            let count = Int(min(width, checkpoint.size - index * width))
            let name = "tile/0/\(LogTile.digits(of: index))" + (count < 256 ? ".p/\(count)" : "")
            let bytes = try FileContent.read("\(folder)/\(name)")
            guard bytes.count == count * Digest.byteCount else {
                faults.append(Self.differs(name))
                return
            }
            for place in stride(from: 0, to: bytes.count, by: Digest.byteCount) {
                guard let hash = Digest(bytes: bytes[place..<place + Digest.byteCount]) else {
                    return
                }
                frontier.append(hash)
                for tile in tiles.append(hash) where tile.level > 0 {
                    try check(tile, folder)
                }
                compare(frontier.size)
            }
            index += 1
        }
        for tile in tiles.partial where tile.level > 0 { try check(tile, folder) }
        if frontier.root != checkpoint.root { faults.append(Self.differs("checkpoint")) }
    }

    private mutating func check(_ tile: LogTile, _ folder: String) throws {
        if try FileContent.read("\(folder)/\(tile.path)") != tile.bytes {
            faults.append(Self.differs(tile.path))
        }
    }

    /// The note in a file: the file itself, or the end of the receipt of a line.
    private static func note(in text: String) -> String {
        guard let proof = text.range(of: "\n\nc2sp.org/tlog-proof@v1\n") else { return text }
        let rest = text[proof.upperBound...]
        guard let blank = rest.range(of: "\n\n") else { return text }
        return String(rest[blank.upperBound...])
    }

    private static func differs(_ name: String) -> Phrase {
        Phrase(vi: "\(name): khác với các lá của nhật ký", en: "\(name): not as the leaves make it")
    }

    private static func lost(_ name: String) -> Phrase {
        Phrase(
            vi: "\(name): nhật ký này không chứa điểm kiểm tra đó: đã bị lùi hoặc viết lại",
            en: "\(name): this log does not hold that checkpoint: it was set back or written anew"
        )
    }
}

/// What the commands on published logs share.
private struct LogFiles {
    let refusal: VerifyRefusal

    func text(_ path: String) throws -> String {
        do {
            return String(decoding: try FileContent.read(path), as: UTF8.self)
        } catch { throw refusal.exit(65, FileContent.phrase(of: error)) }
    }

    func key<Key>(_ path: String, _ read: (String) throws -> Key) throws -> Key {
        let text = try text(path)
        let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
        do {
            return try read(line)
        } catch {
            throw refusal.exit(
                65,
                Phrase(
                    vi: "\(path) không phải khóa cần có ở đây",
                    en: "\(path) is not the key that is wanted here"
                )
            )
        }
    }

    func prove(
        _ folder: String,
        _ log: LogVerifier,
        _ earlier: [String]
    ) throws -> ProvenLog {
        let notes = try earlier.map { (name: $0, note: try text($0)) }
        do {
            return try ProvenLog(folder: folder, log: log, earlier: notes)
        } catch is NoteRefusal {
            print(
                Phrase(
                    vi: "✗ điểm kiểm tra không do khóa nhật ký này ký",
                    en: "✗ the checkpoint is not signed by this log's key"
                ).text(in: refusal.language)
            )
            throw ExitCode(5)
        } catch { throw refusal.exit(65, FileContent.phrase(of: error)) }
    }

    /// Says what is wrong, if anything is.
    func require(_ faults: [Phrase]) throws {
        for fault in faults { print("✗ \(fault.text(in: refusal.language))") }
        if !faults.isEmpty { throw ExitCode(5) }
    }
}

/// `chitra-verify log DIR`.
struct VerifyLog: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Kiểm chứng nhật ký đã công bố (chitra ledger publish). / "
            + "Verify a published log (chitra ledger publish).",
        discussion: """
            chitra-verify log published --log-key log.vkey --earlier yesterday.receipt

            Biên nhận của một dòng, một lô hay cả một ngày đều có điểm kiểm tra: nhật ký hôm nay phải chứa nó.
            The receipt of a line, a batch or a whole day has a checkpoint: today's log must hold it.
            """
    )

    @Argument(help: "Thư mục công bố. / The folder in which it is published.") var folder: String
    @Option(help: "Khóa công khai của nhật ký. / The log's public key.") var logKey: String
    @Option(
        help: """
            Biên nhận hoặc điểm kiểm tra trước đây; dùng nhiều lần. / An earlier receipt or \
            checkpoint; may be repeated.
            """
    )
    var earlier: [String] = []
    @Option(
        help: """
            Khóa công khai của bên chứng kiến phải đã ký; dùng nhiều lần. / The public key of a \
            witness who must have signed; may be repeated.
            """
    )
    var witness: [String] = []
    @OptionGroup var words: LanguageOption

    func run() throws {
        let language = try words.language()
        let files = LogFiles(refusal: VerifyRefusal(language: language))
        let log = try files.key(logKey) { try LogVerifier(line: $0) }
        let witnesses = try witness.map { path in
            try files.key(path) { try WitnessVerifier(line: $0) }
        }
        var proven = try files.prove(folder, log, earlier)
        for witness in witnesses
        where ((try? witness.seconds(ofNote: proven.note)) ?? nil) == nil {
            proven.faults.append(
                Phrase(
                    vi: "\(witness.name) chưa ký điểm kiểm tra này, hoặc chữ ký sai",
                    en: "\(witness.name) did not sign this checkpoint, or the signature is wrong"
                )
            )
        }
        try files.require(proven.faults)
        let (size, root) = (proven.checkpoint.size, proven.checkpoint.root.base64)
        print(
            Phrase(
                vi: "✓ \(proven.checkpoint.origin): \(size) mục, gốc \(root); chứa "
                    + "\(earlier.count) điểm kiểm tra trước, \(witnesses.count) bên chứng kiến đã ký",
                en: "✓ \(proven.checkpoint.origin): \(size) leaves, root \(root); it holds "
                    + "\(earlier.count) earlier checkpoints, \(witnesses.count) witnesses signed"
            ).text(in: language)
        )
    }
}

/// `chitra-verify cosign DIR`.
struct CosignLog: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cosign",
        abstract:
            "Bên chứng kiến ký điểm kiểm tra đã nhận. / A witness signs a checkpoint as received.",
        discussion: """
            chitra-verify cosign published --log-key log.vkey --witness-key bank.witness --seen seen.note

            Tệp --seen giữ điểm kiểm tra đã ký lần trước: nhật ký mới phải chứa nó, rồi tệp được thay bằng \
            điểm mới có chữ ký.
            The file --seen keeps what was signed last: the log must hold it, and then the file has the new \
            checkpoint with the signature.
            """
    )

    @Argument(help: "Thư mục công bố. / The folder in which it is published.") var folder: String
    @Option(help: "Khóa công khai của nhật ký. / The log's public key.") var logKey: String
    @Option(help: "Khóa riêng của bên chứng kiến. / The witness's private key.")
    var witnessKey: String
    @Option(help: "Tệp điểm kiểm tra đã ký. / The file of what was signed.") var seen: String
    @OptionGroup var words: LanguageOption

    func run() throws {
        let language = try words.language()
        let files = LogFiles(refusal: VerifyRefusal(language: language))
        let log = try files.key(logKey) { try LogVerifier(line: $0) }
        let key = try files.key(witnessKey) { try WitnessKey(line: $0) }
        let isFirst = !FileManager.default.fileExists(atPath: seen)
        let proven = try files.prove(folder, log, isFirst ? [] : [seen])
        try files.require(proven.faults)
        // The log's own note without what others signed: each witness keeps its own.
        let plain = try Self.plain(proven.note, by: log)
        // The shell is where a clock may be read: a cosignature says when the witness saw it.
        let seconds = UInt64(max(0, Date().timeIntervalSince1970))
        let note = try key.cosigned(plain, seconds: seconds)
        do {
            try Data(note.utf8).write(to: URL(filePath: seen), options: .atomic)
        } catch {
            throw files.refusal.exit(
                73,
                Phrase(vi: "không ghi được \(seen)", en: "cannot write \(seen)")
            )
        }
        print(
            Phrase(
                vi: "✓ \(key.verifier.name) đã ký cỡ \(proven.checkpoint.size): \(seen)",
                en: "✓ \(key.verifier.name) signed size \(proven.checkpoint.size): \(seen)"
            ).text(in: language)
        )
    }

    /// The note with the log's signature alone.
    private static func plain(_ note: String, by log: LogVerifier) throws -> String {
        let signed = try SignedNote(parsing: note)
        let lines = note.dropFirst(signed.text.count + 1).split(separator: "\n")
        let own = lines.filter {
            (try? Checkpoint.verified("\(signed.text)\n\($0)\n", by: log)) != nil
        }
        return "\(signed.text)\n" + own.map { "\($0)\n" }.joined()
    }
}

/// `chitra-verify witness-key`.
struct MakeWitnessKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness-key",
        abstract: "Tạo khóa của bên chứng kiến. / Make a witness's key."
    )

    @Option(help: "Tên, ví dụ bank.example/w1. / The name, such as bank.example/w1.")
    var name: String
    @Option(help: "Tệp khóa riêng mới. / The new file of the private key.") var out: String
    @OptionGroup var words: LanguageOption

    func run() throws {
        let refusal = VerifyRefusal(language: try words.language())
        guard SignedNote.isName(name) else {
            throw refusal.exit(
                64,
                Phrase(
                    vi: "tên không có dấu cách và dấu +",
                    en: "a name has no space and no plus sign"
                )
            )
        }
        guard let seed = SecretKey(bytes: try SecureRandom.bytes(SecretKey.byteCount)) else {
            throw refusal.exit(70, Phrase(vi: "không tạo được khóa", en: "no key could be made"))
        }
        let key = try WitnessKey(name: name, seed: seed)
        let isMade =
            !FileManager.default.fileExists(atPath: out)
            && FileManager.default.createFile(
                atPath: out,
                contents: Data("\(key.exposedLine)\n".utf8),
                attributes: [.posixPermissions: 0o600]
            )
        guard isMade else {
            throw refusal.exit(
                73,
                Phrase(
                    vi: "\(out) đã có hoặc không ghi được",
                    en: "\(out) is there already or cannot be written"
                )
            )
        }
        print(key.verifier.line)
    }
}

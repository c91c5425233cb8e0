// An office at a terminal: a folder with the sample files of docs/files.md, its books and keys.
//
// Invariant: the folder is gone with its owner.

import Foundation
import Testing

/// A folder to work in.
final class Office: Sendable {
    /// The folder.
    let folder: String
    /// The moment of every command.
    static let now = "2026-11-22T09:00:00+07:00"

    /// The root of the project.
    static let project = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The files in a document, by name.
    static func samples(in document: String = "docs/files.md") throws -> [String: String] {
        let text = try String(contentsOfFile: "\(project)/\(document)", encoding: .utf8)
        var samples: [String: String] = [:]
        var name: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = name {
                if line == "```" { name = nil } else { samples[open, default: ""] += line + "\n" }
            } else if line.hasPrefix("```") {
                name = line.split(separator: " ").dropFirst().first.map(String.init)
            }
        }
        return samples
    }

    /// An office; with books unless it is to make them itself.
    init(hasBooks: Bool = true) throws {
        let root =
            FileManager.default.isWritableFile(atPath: "/dev/shm")
            ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        folder = "\(root)/chitra-office-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in try Self.samples() { try write(text, name) }
        if hasBooks { try must("init books --setup setup.toml --demo-keys keys") }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Writes a file, with the folders of its name.
    func write(_ text: String, _ name: String) throws {
        let above = name.split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(
            atPath: "\(folder)/\(above)",
            withIntermediateDirectories: true
        )
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    /// Runs `chitra` with words as they are typed, in English at the office's moment, on its books.
    @discardableResult
    func run(_ line: String, input: String = "", output: String? = nil) throws -> Run {
        var words = line.split(separator: " ").map(String.init)
        let noun = words.first ?? ""
        if ["register", "ledger", "batch", "verify", "receipt", "officer"].contains(noun),
            !words.contains("--books")
        {
            words += ["--books", "books"]
        }
        if !words.contains("--now") { words += ["--now", Self.now] }
        if !words.contains("--lang") { words += ["--lang", "en"] }
        return try Program.chitra.run(words, in: folder, input: input, output: output)
    }

    /// Runs a command that must succeed.
    @discardableResult
    func must(_ line: String) throws -> Run {
        let run = try run(line)
        try #require(run.code == 0, "\(line): \(run.code) \(run.errors)")
        return run
    }

    /// Register, opening list and money are in.
    static func ready() throws -> Office {
        let office = try Office()
        try office.must("register import register.csv --key keys/maker.key")
        try office.must("register opening opening.csv --key keys/chief-accountant.key")
        try office.must("ledger receive receive.csv --key keys/chief-accountant.key")
        return office
    }

    /// A batch of two persons that all have signed.
    static func approved() throws -> Office {
        let office = try ready()
        try office.approve()
        return office
    }

    /// A batch of November that all sign.
    func approve() throws {
        let period = "--period 2026-11"
        try must("batch draft \(period) --known 2026-11-22 --key keys/maker.key")
        try must("batch check \(period) --key keys/checker.key")
        try must("batch submit \(period) --key keys/maker.key --accept-unverified")
        for role in ["checker", "chief-accountant", "account-holder"] {
            try must("batch approve \(period) --role \(role) --key keys/\(role).key")
        }
    }
}

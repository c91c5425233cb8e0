// Damaged books: every command ends with exit code 5 and a word, and nothing is written.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct DamagedBooksTests {
    /// One damage, and a word that the message must have.
    private struct Damage: CustomTestStringConvertible {
        let testDescription: String
        let word: String
        let make: @Sendable (_ books: String) throws -> Void

        init(_ name: String, _ word: String, _ make: @escaping @Sendable (String) throws -> Void) {
            testDescription = name
            self.word = word
            self.make = make
        }
    }

    private static func remove(_ path: String) -> Damage {
        Damage("\(path) is gone", path) {
            try FileManager.default.removeItem(atPath: "\($0)/\(path)")
        }
    }

    private static func rewrite(
        _ path: String,
        _ name: String,
        _ word: String,
        _ change: @escaping @Sendable (Data) -> Data
    ) -> Damage {
        Damage("\(path): \(name)", word) { books in
            let file = URL(filePath: "\(books)/\(path)")
            try change(try Data(contentsOf: file)).write(to: file)
        }
    }

    private static let damages: [Damage] = [
        remove("books.sqlite"), remove("checkpoints.log"), remove("keys"), remove("keys/log.vkey"),
        remove("keys/register.key"), remove("batches"), remove("answers"),
        rewrite("books.sqlite", "cut to half", "damaged") { $0.prefix($0.count / 8_192 * 4_096) },
        rewrite("books.sqlite", "cut to a page", "damaged") { $0.prefix(4_096) },
        rewrite("books.sqlite", "cut inside a page", "damaged") { $0.prefix(6_000) },
        rewrite("books.sqlite", "empty", "damaged") { _ in Data() },
        rewrite("books.sqlite", "no database", "damaged") { Data(repeating: 7, count: $0.count) },
        rewrite("checkpoints.log", "empty", "no checkpoint") { _ in Data() },
        rewrite("checkpoints.log", "bytes of chance", "no checkpoint") { _ in Data([0xFF, 0, 0xFE])
        },
        rewrite("checkpoints.log", "cut", "not signed") { $0.prefix($0.count - 30) },
        rewrite("checkpoints.log", "a changed signature", "not signed") { data in
            var data = data
            data[data.count - 20] ^= 1
            return data
        },
        rewrite("keys/log.vkey", "damaged", "log.vkey") { $0.dropFirst(9) },
        rewrite("keys/register.key", "another", "register page") { Data($0.reversed()) },
        rewrite("keys/register.key", "short", "register.key") { $0.dropLast() },
    ]

    /// Books with a register, made once and copied.
    private static let office = Result { try Office.ready() }

    @Test(arguments: damages)
    private func `damaged books end every command with 5 and a word`(_ damage: Damage) throws {
        let original = try Self.office.get()
        let folder = "\(original.folder)/\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["books", "keys", "receive.csv"] {
            try FileManager.default.copyItem(
                atPath: "\(original.folder)/\(name)",
                toPath: "\(folder)/\(name)"
            )
        }
        try damage.make("\(folder)/books")
        for line in [
            "verify", "batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key",
        ] {
            let words = line.split(separator: " ").map(String.init)
            let run = try Program.chitra.run(
                words + ["--books", "books", "--now", Office.now, "--lang", "en"],
                in: folder
            )
            #expect(run.code == 5, "\(line): \(run.output)\(run.errors)")
            #expect((run.output + run.errors).contains(damage.word), "\(run.output)\(run.errors)")
        }
    }
}

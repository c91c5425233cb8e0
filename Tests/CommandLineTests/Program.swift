// The built programs, started as somebody at a terminal starts them.
//
// Invariants:
// (1) A program sees the environment given here and nothing of the test's.
// (2) The clock is given to every command that takes it.

import Foundation

/// What a program did.
struct Run {
    /// Its exit code.
    let code: Int32
    /// What it wrote to stdout.
    let output: String
    /// What it wrote to stderr.
    let errors: String

    /// The command after `next:`; nil where none was named.
    var next: String? {
        errors.split(separator: "\n").first { $0.hasPrefix("next: ") }.map {
            String($0.dropFirst(6))
        }
    }
}

/// One of the two programs.
struct Program {
    /// Its path.
    let path: String

    /// The folder of the programs: CHITRA_BIN, else the one of the tests.
    private static let folder: String = {
        if let folder = ProcessInfo.processInfo.environment["CHITRA_BIN"] { return folder }
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        return URL(fileURLWithPath: bundle ?? CommandLine.arguments[0])
            .resolvingSymlinksInPath().deletingLastPathComponent().path
    }()

    /// `chitra`.
    static let chitra = Program(path: "\(folder)/chitra")
    /// `chitra-verify`.
    static let verifier = Program(path: "\(folder)/chitra-verify")
    /// Whether both are built.
    static let areBuilt = [chitra, verifier].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0.path)
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - arguments: The arguments.
    ///   - folder: The folder it runs in.
    ///   - input: What it reads from stdin.
    ///   - locale: The locale.
    ///   - output: Where its data goes, such as `/dev/full`; else it is read.
    /// - Returns: What it did.
    /// - Throws: Where it cannot be started.
    func run(
        _ arguments: [String],
        in folder: String,
        input: String = "",
        locale: String = "C.UTF-8",
        output: String? = nil
    ) throws -> Run {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = [
            "HOME": "/nonexistent", "LC_ALL": locale, "PATH": "/usr/bin:/bin",
            "SWIFT_BACKTRACE": "enable=no",
        ]
        // Files, not pipes: nothing is lost and nothing waits.
        let names = ["in", "out", "err"].map { "\(folder)/.std\($0)-\(UUID().uuidString)" }
        defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
        for (name, text) in zip(names, [input, "", ""]) {
            try Data(text.utf8).write(to: URL(filePath: name))
        }
        process.standardInput = FileHandle(forReadingAtPath: names[0])
        process.standardOutput = FileHandle(forWritingAtPath: output ?? names[1])
        process.standardError = FileHandle(forWritingAtPath: names[2])
        try process.run()
        process.waitUntilExit()
        return Run(
            code: process.terminationStatus,
            output: try String(contentsOfFile: names[1], encoding: .utf8),
            errors: try String(contentsOfFile: names[2], encoding: .utf8)
        )
    }
}

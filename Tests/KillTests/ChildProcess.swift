// Programs started by the tests: posix_spawn, an environment of our own, output into a file.
//
// Invariants:
// (1) A program gets the environment that is given here and nothing of the test's.
// (2) A program that was started was also waited for.

import Glibc

/// How a program ended.
enum Ending: Equatable, CustomStringConvertible {
    /// It exited with a code.
    case exited(Int32)
    /// A signal ended it.
    case killed(Int32)

    var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .killed(let signal): "signal \(signal)"
        }
    }
}

/// A program could not be started.
struct SpawnFailure: Error {
    let program: String
    let error: Int32
}

/// Starts programs.
enum ChildProcess {
    /// What every program gets: a path, a home that holds nothing, no slow crash reports.
    static let plainEnvironment = [
        "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin",
        "SWIFT_BACKTRACE": "enable=no", "TZ": "UTC",
    ]

    /// How far programs give way to others: what CHITRA_NICE says, for `swift test` starts its tests
    /// with none; nil where it says nothing.
    private static let niceness: Int32? = unsafe getenv("CHITRA_NICE").flatMap {
        Int32(unsafe String(cString: $0))
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - arguments: The program's absolute path, then its arguments.
    ///   - environment: Added to ``plainEnvironment``.
    ///   - output: The file that gets what the program writes to stdout.
    ///   - errors: The file that gets what it writes to stderr.
    ///   - onStop: Called each time the program stops; it goes on afterwards. Where this throws, the
    ///     program is ended.
    /// - Returns: How it ended.
    /// - Throws: ``SpawnFailure``.
    static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        output: String = "/dev/null",
        errors: String = "/dev/null",
        onStop: () throws -> Void = {}
    ) throws -> Ending {
        let words = plainEnvironment.merging(environment) { $1 }.map { "\($0)=\($1)" }.sorted()
        let argv = unsafe Self.strings(arguments)
        let envp = unsafe Self.strings(words)
        defer {
            var texts = unsafe argv + envp
            while let text = unsafe texts.popLast() { unsafe free(text) }
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let made = O_WRONLY | O_CREAT | O_APPEND
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, made, 0o644)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, made, 0o644)
        var child: pid_t = 0
        // A thread has a priority of its own, and what it starts inherits it.
        if let niceness { setpriority(Int32(PRIO_PROCESS.rawValue), 0, niceness) }
        let error = unsafe posix_spawn(&child, arguments[0], &actions, nil, argv, envp)
        guard error == 0 else { throw SpawnFailure(program: arguments[0], error: error) }
        while true {
            let status = try wait(for: child, program: arguments[0])
            guard status & 0xFF == 0x7F else {
                return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .killed(status & 0x7F)
            }
            do {
                try onStop()
            } catch {
                kill(child, SIGKILL)
                _ = try wait(for: child, program: arguments[0])
                throw error
            }
            kill(child, SIGCONT)
        }
    }

    /// Waits until a program ends or stops.
    private static func wait(for child: pid_t, program: String) throws -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(child, &status, WUNTRACED) < 0 {
            guard errno == EINTR else { throw SpawnFailure(program: program, error: errno) }
        }
        return status
    }

    /// The processor time of this process and of all that it waited for, in seconds.
    static func processorSeconds() -> Int {
        var seconds = 0
        for who in [RUSAGE_SELF.rawValue, RUSAGE_CHILDREN.rawValue] {
            var usage = rusage()
            guard unsafe getrusage(Int32(who), &usage) == 0 else { continue }
            seconds += usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        }
        return seconds
    }

    private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }
}

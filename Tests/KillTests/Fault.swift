// The faults that can be put into a process, and the library that does it.
//
// Invariant: the environment made here is all that the library of Tests/FaultShim reads.

import Foundation

/// What happens at the chosen call.
enum Fault: String, CaseIterable, Sendable {
    /// The process ends before the call.
    case kill
    /// A write leaves its first byte, and the process ends.
    case tornAfterFirst = "torn-first"
    /// A write leaves half of its bytes, and the process ends.
    case tornInHalf = "torn-half"
    /// A write leaves all but its last byte, and the process ends.
    case tornBeforeLast = "torn-last"
    /// The call fails once.
    case inputOutputError = "eio"
    /// The call, and later ones that need room, fail.
    case noSpace = "enospc"
    /// A write says it is done, and a bit of its first byte is another.
    case flippedFirst = "flip-first"
    /// A write says it is done, and a bit in its middle is another.
    case flippedMiddle = "flip-middle"
    /// A write says it is done, and a bit of its last byte is another.
    case flippedLast = "flip-last"
    /// A write says it is done, and nothing was written.
    case dropped = "drop"

    /// The library's word for it.
    var mode: String { isTorn ? "torn" : isFlip ? "flip" : rawValue }

    /// Whether a bit is written otherwise.
    private var isFlip: Bool { rawValue.hasPrefix("flip") }

    /// Whether the process is told that all is well: a disk that lies.
    var isSilent: Bool { isFlip || self == .dropped }

    /// Whether it ends the process inside a write.
    var isTorn: Bool { rawValue.hasPrefix("torn") }

    /// Whether it ends the process.
    var ends: Bool { self == .kill || isTorn }
}

/// The library for LD_PRELOAD and the files that it leaves.
struct FaultShim: Sendable {
    /// The library's path.
    let library: String

    /// The randomness of every first run of a step: the same fault at the same call leaves the same
    /// bytes, and what leaves the same bytes needs one look.
    static let firstSeed = 1
    /// The randomness of a step that is started again: another, or nobody would see that it took
    /// something over which the first one had drawn.
    static let secondSeed = 2

    /// The library and programs that were built beside the tests.
    static let buildFolder: String = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        let path = bundle ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: path).resolvingSymlinksInPath()
            .deletingLastPathComponent().path
    }()

    /// The library, or nil where it was not built.
    static let built: FaultShim? = {
        let path = "\(buildFolder)/libFaultShim.so"
        return FileManager.default.fileExists(atPath: path) ? FaultShim(library: path) : nil
    }()

    /// The environment that counts the calls on a folder, traces them, and faults one.
    ///
    /// - Parameters:
    ///   - root: The folder.
    ///   - fault: What to do at the call; nil to count all calls.
    ///   - index: Which call, from 0; nil for none.
    ///   - end: The call before which the process ends all the same; nil for none.
    ///   - seed: From what its randomness counts up; nil for true randomness.
    ///   - trace: The file that gets a line for each call.
    ///   - count: The file that gets the number of calls.
    /// - Returns: The variables.
    func environment(
        root: String,
        fault: Fault? = nil,
        index: Int? = nil,
        end: Int? = nil,
        seed: Int? = nil,
        trace: String? = nil,
        count: String? = nil
    ) -> [String: String] {
        var environment = ["LD_PRELOAD": library, "FS_ROOT": root]
        environment["FS_MODE"] = fault?.mode ?? "count"
        switch fault {
        case .tornAfterFirst, .flippedFirst: environment["FS_TEAR"] = "first"
        case .tornBeforeLast, .flippedLast: environment["FS_TEAR"] = "last"
        default: environment["FS_TEAR"] = "half"
        }
        environment["FS_N"] = index.map(String.init)
        environment["FS_END"] = end.map(String.init)
        environment["FS_SEED"] = seed.map(String.init)
        environment["FS_TRACE_FILE"] = trace
        environment["FS_COUNT_FILE"] = count
        return environment
    }
}

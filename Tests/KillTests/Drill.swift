// One step of the books, cut off at every call that touches them, and started again in two ways.
//
// Invariants:
// (1) Every point is tried: each call for `kill`, each write for a write torn in half, each write
//     that is not SQLite's for the two other tears. None is skipped or drawn by lot.
//     The restarts are tried once for each different state that a cut leaves: see Restarts.
// (2) A point starts from a fresh copy of the prepared books.
// (3) The reference is the same command, never cut off.

import Foundation
import Synchronization

/// A step, and how to look at what it did.
struct Drill: Sendable {
    /// The step's name.
    var name: String
    /// The prepared books, just before the step.
    var base: String
    /// The command on a folder of books.
    let step: @Sendable (_ books: String) -> [String]
    /// The command that checks books without changing them.
    let verify: @Sendable (_ books: String) -> [String]
    /// A command that opens the books for writing and changes nothing; nil where there is none.
    var bystander: (@Sendable (_ books: String) -> [String])?
    /// Commands whose output must be the same as after the step that was never cut off.
    var exports: @Sendable (_ books: String) -> [[String]] = { _ in [] }
    /// The faults to try.
    var faults: [Fault] = [.kill, .tornInHalf, .tornAfterFirst, .tornBeforeLast]
    /// Whether the step has something to do; a restart after the commit has not.
    var expectsChange = true
    /// Whether the traces are held against ``PowerCutRules``.
    var checksPowerCuts = true

    /// What a drill found.
    struct Report: Sendable, CustomStringConvertible {
        /// The step.
        let name: String
        /// The points by fault.
        let points: [(fault: Fault, count: Int)]
        /// What went wrong, each with the points at which it did.
        let findings: [(text: String, points: [String])]
        /// The number of different states that were restarted.
        let stateCount: Int
        /// The wall time.
        let seconds: Int64

        /// The number of points.
        var pointCount: Int { points.reduce(0) { $0 + $1.count } }

        var description: String {
            let counts = points.map { "\($0.fault.rawValue) \($0.count)" }.joined(separator: ", ")
            let head =
                "\(name): \(pointCount) points (\(counts)), "
                + "\(stateCount) states, \(seconds) s"
            let lines = findings.prefix(12).map { finding in
                "\(finding.text) [\(finding.points.count) points: "
                    + finding.points.prefix(4).joined(separator: ", ") + "]"
            }
            return ([head] + lines).joined(separator: "\n")
        }
    }

    /// Cuts the step off everywhere.
    ///
    /// - Parameters:
    ///   - shim: The library.
    ///   - workers: How many points are tried at once.
    /// - Returns: What was tried and found.
    /// - Throws: Where the step fails without any fault.
    func run(shim: FaultShim, workers: Int = 2) throws -> Report {
        let start = ContinuousClock.now
        let scratch = try Scratch("drill")
        let reference = try DrillReference(drill: self, shim: shim, scratch: scratch)
        let points = reference.points
        let restarts = Restarts()
        let next = Mutex(0)
        let found = Mutex<[String: [Int]]>([:])
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            while true {
                let index = next.withLock { next in
                    next += 1
                    return next - 1
                }
                guard index < points.count else { return }
                let place = scratch.file("point-\(index)")
                var trial = DrillTrial(
                    drill: self,
                    shim: shim,
                    reference: reference,
                    restarts: restarts,
                    point: points[index],
                    place: place
                )
                trial.run()
                let texts = trial.findings
                found.withLock { found in
                    for text in texts { found[text, default: []].append(index) }
                }
                Folder.remove(place)
            }
        }
        let findings = found.withLock { $0 }.map { text, indexes in
            (text: text, first: indexes.min() ?? 0, indexes: indexes.sorted())
        }.sorted { ($0.first, $0.text) < ($1.first, $1.text) }
        return Report(
            name: name,
            points: faults.map { fault in
                (fault, points.count { $0.fault == fault && $0.isCut })
            },
            findings: reference.findings.map { ($0, ["never cut off"]) }
                + findings.map { ($0.text, $0.indexes.map { "\(points[$0])" }) },
            stateCount: restarts.count,
            seconds: (ContinuousClock.now - start).components.seconds
        )
    }
}

/// Where a step is cut off.
struct DrillPoint: Sendable, CustomStringConvertible {
    /// What happens.
    let fault: Fault
    /// At which counted call, from 0.
    let index: Int
    /// The call as it was in the reference; nil for the index after the last, which must not be
    /// reached.
    let call: TracedCall?

    /// Whether the step is cut off there.
    var isCut: Bool { call != nil }

    var description: String {
        guard let call else { return "\(fault.rawValue) after the last call" }
        return "\(fault.rawValue) at \(index) \(call.call) \(call.path)"
    }
}

/// The step as it goes when nothing happens.
struct DrillReference: Sendable {
    /// The books before.
    let before: BooksState
    /// The books after.
    let after: BooksState
    /// The names before.
    let names: [String]
    /// The outputs after.
    let exports: [String]
    /// Where to cut.
    let points: [DrillPoint]
    /// What is wrong without any fault.
    let findings: [String]

    /// The step failed without any fault.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init(drill: Drill, shim: FaultShim, scratch: Scratch) throws {
        before = try BooksState(folder: drill.base)
        names = Folder.names(drill.base)
        let all = try Self.trace(drill, shim: shim, fault: nil, books: scratch.file("reference"))
        let writes = try Self.trace(
            drill,
            shim: shim,
            fault: .tornInHalf,
            books: scratch.file("writes")
        )
        let books = scratch.file("reference")
        after = try BooksState(folder: books)
        exports = try drill.exports(books).map { try Self.output($0, scratch: scratch) }
        points = drill.faults.flatMap { fault -> [DrillPoint] in
            let calls = fault.isTorn ? writes : all
            let chosen = calls.enumerated().filter { _, call in
                fault == .tornInHalf || !fault.isTorn || !call.isOfSQLite
            }
            let cuts = chosen.map { DrillPoint(fault: fault, index: $0, call: $1) }
            let beyond = DrillPoint(fault: fault, index: calls.count, call: nil)
            return cuts + (fault == .kill || fault == .tornInHalf ? [beyond] : [])
        }
        var findings: [String] = []
        if drill.expectsChange, before.rows == after.rows {
            findings.append("the step changes nothing")
        }
        findings += after.looseEnds.map { "left: \($0)" }
        if drill.checksPowerCuts {
            findings += PowerCutRules.faults(names: names, killed: [], then: all)
        }
        let verified = try ChildProcess.run(drill.verify(books))
        if verified != .exited(0) { findings.append("verify: \(verified)") }
        self.findings = findings
    }

    /// The output of a command that must succeed.
    static func output(_ command: [String], scratch: Scratch) throws -> String {
        let path = scratch.file("output-\(UUID().uuidString)")
        let ending = try ChildProcess.run(command, output: path)
        guard ending == .exited(0) else {
            throw Failure(description: "\(command.joined(separator: " ")): \(ending)")
        }
        return Folder.text(path)
    }

    private static func trace(
        _ drill: Drill,
        shim: FaultShim,
        fault: Fault?,
        books: String
    ) throws
        -> [TracedCall]
    {
        try Folder.copy(drill.base, to: books)
        let ending = try ChildProcess.run(
            drill.step(books),
            environment: shim.environment(
                root: books,
                fault: fault,
                trace: books + ".trace",
                count: books + ".count"
            ),
            errors: books + ".errors"
        )
        guard ending == .exited(0) else {
            throw Failure(
                description: "\(drill.name): \(ending): \(Folder.text(books + ".errors"))"
            )
        }
        let calls = TracedCall.read(Folder.text(books + ".trace"), root: books)
        guard Folder.text(books + ".count") == "\(calls.count)\n" else {
            throw Failure(description: "\(drill.name): the library lost count")
        }
        return calls
    }
}

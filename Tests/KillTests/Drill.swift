// One step of the books, cut off at every call that touches them, and started again in two ways.
//
// Invariants:
// (1) Every point is tried: before each call, and in the middle of each write; a write in place that
//     is not SQLite's is torn after its first and before its last byte too. None is skipped or drawn
//     by lot. Points that leave the same bytes behind share one restart (`Drill.Sharing`), and books
//     in which everybody sees the same share one look (`Sight.swift`).
// (2) A restart starts from a fresh copy of what the cut left.
// (3) The reference is the same command, never cut off.

import Foundation
import Signing
import Synchronization

/// A drill could not be done: the step fails without any fault.
struct DrillFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A step, and how to look at what it did.
struct Drill: Sendable {
    /// Which states that cuts leave are restarted once for all of them.
    enum Sharing: CaseIterable {
        /// Those of the very same bytes.
        case sameBytes
        /// Those of which a restart can see the same: SQLite recovers the same pages, and files have
        /// the same names and bytes. Of temporary files only the names count, and of what lies in a
        /// batch's temporary folder nothing: a restart removes all of it, unread.
        case sameSight
    }

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
    /// Whether a restart does not read a file, but removes it whatever its bytes: states that differ
    /// in nothing else share one restart.
    var isUnread: @Sendable (_ name: String) -> Bool = { _ in false }
    /// The cuts to look at while one run goes on.
    var images: [Fault] = [.kill, .tornInHalf, .tornAfterFirst, .tornBeforeLast]
    /// The faults to put into a run of their own for each call: slow.
    var runs: [Fault] = []
    /// The ways to lie about each write, in a run of their own.
    var lies: [Fault] = []
    /// Which of the calls get runs of their own.
    var runSample: @Sendable ([TracedCall]) -> Set<Int> = { Set($0.indices) }
    /// Which of the writes are lied about.
    var lieSample: @Sendable ([TracedCall]) -> Set<Int> = { Set($0.indices) }
    /// Which states share a restart.
    var sharing = Sharing.sameBytes
    /// The part of the points that is tried.
    var part = DrillPart.whole
    /// Whether the step has something to do; a restart after the commit has not.
    var expectsChange = true
    /// Whether the traces are held against ``PowerCutRules``.
    var checksPowerCuts = true

    /// Cuts the step off everywhere, and makes calls fail.
    ///
    /// - Parameters:
    ///   - shim: The library.
    ///   - workers: How many restarts are tried at once.
    /// - Returns: What was tried and found.
    /// - Throws: ``DrillFailure`` where the step fails without any fault.
    func run(shim: FaultShim, workers: Int = 2) throws -> DrillReport {
        var drill = self
        drill.lies = []
        return try drill.runAll(shim: shim, workers: workers)[0]
    }

    /// Cuts the step off everywhere, makes calls fail, and lies.
    ///
    /// - Parameters:
    ///   - shim: The library.
    ///   - workers: How many points are tried at once.
    /// - Returns: A report of cuts and failing calls, and one of lies where there are any.
    /// - Throws: ``DrillFailure`` where the step fails without any fault.
    func runAll(shim: FaultShim, workers: Int = 2) throws -> [DrillReport] {
        let clock = DrillClock()
        let scratch = try Scratch("drill")
        let reference = try DrillReference(drill: self, shim: shim, scratch: scratch)
        let place = DrillPlace(shim: shim, reference: reference, scratch: scratch)
        let report = runCuts(place, workers: workers, since: clock)
        return lies.isEmpty ? [report] : [report, runLies(place, workers: workers)]
    }

    private func runCuts(_ place: DrillPlace, workers: Int, since clock: DrillClock) -> DrillReport
    {
        let (reference, scratch) = (place.reference, place.scratch)
        let tasks = tasks(reference.images)
        let looks = Looks(states: reference.images.states, finished: reference.sight)
        let tally = Tally()
        let found = Mutex<[(order: Int, text: String, points: [DrillPoint])]>([])
        Workers.run(tasks.count, workers: workers) { number, worker in
            var trial = DrillTrial(
                drill: self,
                shim: place.shim,
                reference: reference,
                looks: looks,
                tally: tally,
                place: scratch.file("worker-\(worker)")
            )
            let findings = trial.run(tasks[number])
            found.withLock { found in
                found += findings.map { (number, $0.text, $0.points) }
            }
        }
        var report = DrillReport(name: name, stateCount: reference.images.byteStateCount)
        report.note(reference.findings)
        report.take(tally)
        for task in tasks { report.count(task.points) }
        for finding in found.withLock({ $0 }).sorted(by: { $0.order < $1.order }) {
            report.note(finding.text, at: finding.points)
        }
        report.stop(clock)
        return report
    }

    /// What is tried of the part.
    private func tasks(_ images: DrillImages) -> [DrillTask] {
        let sample = runSample(images.calls)
        let tasks =
            images.states.map { DrillTask.restart($0) }
            + runs.flatMap { fault in
                sample.sorted().map { index in
                    DrillPoint(fault: fault, index: index, call: images.calls[index])
                }.filter {
                    // Who needs no room is not told that there is none: the next call that does is.
                    fault != .noSpace || $0.call.needsRoom
                }.map { DrillTask.run($0) }
            }
        return tasks.filter { task in
            part.holds(task.points.map(\.index).min() ?? 0, of: images.calls.count)
        }
    }
}

/// Where a drill is done.
struct DrillPlace: Sendable {
    let shim: FaultShim
    let reference: DrillReference
    let scratch: Scratch
}

/// Does a number of things, so many at a time.
enum Workers {
    /// Calls for each number, from 0, with the number of the worker that does it.
    static func run(_ count: Int, workers: Int, _ body: @Sendable (Int, Int) -> Void) {
        let next = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            while true {
                let number = next.withLock { next in
                    next += 1
                    return next - 1
                }
                guard number < count else { return }
                body(number, worker)
            }
        }
    }
}

/// One thing to try.
enum DrillTask: Sendable {
    /// Restarts from a state.
    case restart(DrillState)
    /// Runs the step with a fault in it, and restarts.
    case run(DrillPoint)

    /// The points that it tries.
    var points: [DrillPoint] {
        switch self {
        case .restart(let state): state.points
        case .run(let point): [point]
        }
    }
}

/// The step as it goes when nothing happens.
struct DrillReference: Sendable {
    /// The books before.
    let before: BooksState
    /// The books after.
    let after: BooksState
    /// What can be seen of them.
    let sight: Digest
    /// The outputs after.
    let exports: [String]
    /// What cuts leave.
    let images: DrillImages
    /// What a cut before each call leaves that is not on disk.
    let leftovers: [PowerCutRules.Leftover]
    /// What is wrong without any fault.
    let findings: [String]

    init(drill: Drill, shim: FaultShim, scratch: Scratch) throws {
        before = try BooksState(folder: drill.base)
        let names = Folder.names(drill.base)
        let books = scratch.file("reference")
        images = try DrillImages.looking(at: drill, books: books, shim: shim, scratch: scratch)
        leftovers = PowerCutRules.leftovers(names: names, calls: images.calls)
        let done = FolderImage(books)
        after = try BooksState(folder: books, image: done)
        sight = Sight.digest(done, place: scratch.file("sight"))
        exports = try drill.exports(books).map { command in
            let path = scratch.file("export-\(UUID().uuidString)")
            let ending = try ChildProcess.run(command, output: path)
            guard ending == .exited(0) else {
                throw DrillFailure("\(command.joined(separator: " ")): \(ending)")
            }
            return Folder.text(path)
        }
        var findings: [String] = []
        if drill.expectsChange, before.rows == after.rows {
            findings.append("the step changes nothing")
        }
        findings += after.looseEnds.map { "left: \($0)" }
        if drill.checksPowerCuts {
            findings += PowerCutRules.faults(names: names, calls: images.calls)
        }
        let verified = try ChildProcess.run(drill.verify(books))
        if verified != .exited(0) { findings.append("verify: \(verified)") }
        self.findings = findings
    }
}

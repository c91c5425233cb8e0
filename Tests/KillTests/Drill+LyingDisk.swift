// A disk that lies: at every write of a step one bit is written otherwise, or nothing at all, and the
// process is told that all is well.
//
// What comes of it is found, or it is harmless:
//   found     the step refuses, or `verify` with a receipt from before says that the proof fails; and
//             still says so after the step was tried again
//   harmless  `verify` finds nothing, and the rows and files are those of an undisturbed run, of none,
//             or become those when the step is run again
// Anything else is silent damage, and a finding.
//
// Invariants:
// (1) Every write is tried, each in the way of every fault: none is skipped or drawn by lot.
// (2) SQLite's `-shm` is memory by another name. A write that was dropped there ends the process, as
//     a kill does.
// (3) Each is tried twice where the database is written at the end: once to the end, when frames go
//     from the journal into the database unread, and once ended before that, when the next process
//     must recover them and holds each against its sum.
// (4) Lies after which everybody sees the same (`Sight.swift`), which ended alike and were told of
//     alike, share one judgement: each is told to, each is counted.

import Glibc
import Signing
import Synchronization

extension Drill {
    /// Lies at every write.
    ///
    /// - Parameters:
    ///   - faults: The ways to lie.
    ///   - shim: The library.
    ///   - workers: How many are tried at once.
    /// - Returns: What was tried and found.
    /// - Throws: ``DrillFailure`` where the step fails without any fault.
    func runLies(_ faults: [Fault], shim: FaultShim, workers: Int = 2) throws -> DrillReport {
        var drill = self
        // Only the calls of the undisturbed run are wanted.
        drill.images = []
        drill.lies = faults
        let scratch = try Scratch("lies")
        let reference = try DrillReference(drill: drill, shim: shim, scratch: scratch)
        return drill.runLies(
            DrillPlace(shim: shim, reference: reference, scratch: scratch),
            workers: workers
        )
    }

    /// Lies at every write, where the reference is there already.
    func runLies(_ place: DrillPlace, workers: Int) -> DrillReport {
        let clock = DrillClock()
        let (reference, scratch) = (place.reference, place.scratch)
        let points = lyingPoints(reference.images.calls)
        let tally = Tally()
        let judgements = Judgements()
        let found = Mutex<[(order: Int, text: String)]>([])
        Workers.run(points.count, workers: workers) { number, worker in
            let trial = LyingDiskTrial(
                drill: self,
                shim: place.shim,
                reference: reference,
                tally: tally,
                judgements: judgements,
                place: scratch.file("worker-\(worker)")
            )
            let findings = trial.run(points[number])
            found.withLock { found in found += findings.map { (number, $0) } }
        }
        var report = DrillReport(name: "\(name), lying disk", stateCount: 0)
        report.note(reference.findings)
        report.count(points)
        report.take(tally)
        for finding in found.withLock({ $0 }).sorted(by: { $0.order < $1.order }) {
            report.note(finding.text, at: [points[finding.order]])
        }
        report.stop(clock)
        return report
    }

    private func lyingPoints(_ calls: [TracedCall]) -> [DrillPoint] {
        let database = calls.firstIndex {
            $0.call == "pwrite" && $0.path.hasSuffix("books.sqlite")
        }
        let writes = lieSample(calls).sorted().filter {
            calls[$0].isWrite && part.holds($0, of: calls.count)
        }
        return lies.flatMap { fault in
            writes.flatMap { index in
                let point = DrillPoint(fault: fault, index: index, call: calls[index])
                var ended = point
                ended.end = database
                return index < database ?? 0 ? [point, ended] : [point]
            }
        }
    }
}

/// What came of a lie.
private struct Judgement {
    /// The words under which it is counted.
    var outcomes: [String] = []
    /// What went wrong.
    var findings: [String] = []
}

/// What the books are, as far as anybody can tell.
private enum Verdict: Sendable {
    /// Somebody says that they are damaged.
    case found
    /// Nobody says so.
    case clean(BooksState)
}

/// What came of lies, by how the step ended and what can be seen since.
private final class Judgements: Sendable {
    private let known = Mutex<[Digest: Judgement]>([:])
    private let verdicts = Mutex<[Digest: Verdict]>([:])

    /// The verdict on books of a sight, made where there is none: who sees the same says the same.
    func verdict(on sight: Digest, _ make: () throws -> Verdict) throws -> Verdict {
        if let verdict = verdicts.withLock({ $0[sight] }) { return verdict }
        let verdict = try make()
        verdicts.withLock { $0[sight] = verdict }
        return verdict
    }

    /// The judgement on books of a sight, made where there is none.
    func judgement(on sight: Digest, _ make: () throws -> Judgement) throws -> Judgement {
        if let judgement = known.withLock({ $0[sight] }) { return judgement }
        let judgement = try make()
        known.withLock { $0[sight] = judgement }
        return judgement
    }
}

/// One lie and what comes of it.
private struct LyingDiskTrial {
    let drill: Drill
    let shim: FaultShim
    let reference: DrillReference
    let tally: Tally
    let judgements: Judgements
    let place: String

    private var errors: String { "\(place)/errors" }
    private var output: String { "\(place)/output" }
    private var hasReported: Bool { DrillState.reportCount(Folder.text(output)) > 0 }

    /// Tries one.
    ///
    /// - Returns: What went wrong.
    func run(_ point: DrillPoint) -> [String] {
        Folder.remove(place)
        do {
            let books = "\(place)/books"
            try Folder.make(place)
            try Folder.copy(drill.base, to: books)
            let ending = try ChildProcess.run(
                drill.step(books),
                environment: shim.environment(
                    root: books,
                    fault: point.fault,
                    index: point.index,
                    end: point.end,
                    seed: FaultShim.firstSeed
                ),
                output: output,
                errors: errors
            )
            let isOfMemory = point.call.path.hasSuffix("-shm")
            if ending != .killed(SIGBUS) || !isOfMemory {
                try requireNoCrash(ending, "the step", isEnded: point.end != nil)
            }
            let sight = Sight.digest(
                FolderImage(books),
                also: "\(ending), told \(hasReported)",
                place: "\(place)/sight"
            )
            let judgement = try judgements.judgement(on: sight) {
                tally.count("looks")
                return try judge(books, ending)
            }
            for words in judgement.outcomes { tally.count(words) }
            return judgement.findings
        } catch let silent as SilentDamage {
            return [silent.text]
        } catch {
            return ["the drill itself failed: \(error)"]
        }
    }

    /// Holds what came of a lie against what may.
    ///
    /// Silent damage is a finding, not an error: what looks the same is damaged as silently.
    private func judge(_ books: String, _ ending: Ending) throws -> Judgement {
        var judgement = Judgement()
        do {
            try judge(books, ending, &judgement.outcomes)
        } catch let silent as SilentDamage {
            judgement.findings = [silent.text]
        }
        return judgement
    }

    private func judge(_ books: String, _ ending: Ending, _ outcomes: inout [String]) throws {
        let isRefused = if case .exited(let code) = ending { code != 0 } else { false }
        switch try look(books) {
        case .found:
            outcomes.append(isRefused ? "found at once" : "found by verify")
            try requireFoundStill(books)
        case .clean(let state):
            if ending == .exited(0) {
                try require(state, [reference.after], "done, and nobody sees that it is not")
            } else if !state.isPart(from: reference.before, to: reference.after) {
                throw SilentDamage("half done, and nobody sees it")
            } else if hasReported, state.rows == reference.before.rows {
                throw SilentDamage("reported, and then lost")
            }
            outcomes.append(isRefused ? "refused, nothing damaged" : "harmless")
            if ending != .exited(0) { try requireDone(books, &outcomes) }
        }
    }

    /// Damage does not go away by trying again.
    private func requireFoundStill(_ books: String) throws {
        let again = try ChildProcess.run(drill.step(books), errors: errors)
        try requireNoCrash(again, "the step, run again", isEnded: false)
        if case .clean(let state) = try look(books) {
            try require(state, [reference.before, reference.after], "damage is seen no more")
        }
    }

    /// What is not damaged is finished by the same command.
    private func requireDone(_ books: String, _ outcomes: inout [String]) throws {
        let again = try ChildProcess.run(drill.step(books), errors: errors)
        try requireNoCrash(again, "the step, run again", isEnded: false)
        switch try look(books) {
        case .found:
            // A frame that nobody read before: the next process did, and says so.
            outcomes.append("found by the next step")
        case .clean(let state):
            guard again == .exited(0) else {
                throw SilentDamage("run again: \(again): \(Folder.text(errors).prefix(300))")
            }
            try require(state, [reference.after], "run again")
        }
    }

    private func look(_ books: String) throws -> Verdict {
        let sight = Sight.digest(FolderImage(books), place: "\(place)/sight")
        return try judgements.verdict(on: sight) { try verify(books) }
    }

    private func verify(_ books: String) throws -> Verdict {
        tally.count("verified")
        Folder.remove(errors)
        let ending = try ChildProcess.run(drill.verify(books), output: errors, errors: errors)
        try requireNoCrash(ending, "verify", isEnded: false)
        guard ending != .exited(0) else { return .clean(try BooksState(folder: books)) }
        guard ending == .exited(5) else {
            throw SilentDamage("verify: \(ending): \(Folder.text(errors).prefix(300))")
        }
        return .found
    }

    private func require(_ state: BooksState, _ wanted: [BooksState], _ way: String) throws {
        let differences = wanted.compactMap { state.difference(from: $0) }
        guard differences.count == wanted.count, let last = differences.last else { return }
        throw SilentDamage("\(way): \(last)")
    }

    private func requireNoCrash(_ ending: Ending, _ way: String, isEnded: Bool) throws {
        if case .killed(let signal) = ending, !isEnded || signal != SIGKILL {
            throw SilentDamage("\(way): \(ending)")
        }
        if ending == .exited(1) {
            throw SilentDamage("\(way): \(ending): \(Folder.text(errors).prefix(300))")
        }
    }
}

/// Damage that nobody was told of.
private struct SilentDamage: Error {
    let text: String

    init(_ text: String) { self.text = text }
}

extension BooksState {
    /// Whether a command of several steps, cut off, leaves this.
    fileprivate func isPart(from before: BooksState, to after: BooksState) -> Bool {
        rows == before.rows || rows == after.rows
            || before.stepCount < stepCount && stepCount < after.stepCount
    }
}

extension TracedCall {
    /// Whether it writes bytes.
    var isWrite: Bool { ["write", "pwrite", "writev", "pwritev"].contains(call) }
}

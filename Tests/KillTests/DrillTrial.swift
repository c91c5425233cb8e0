// One restart of a drill: look, start again, compare.
//
// Invariant: a trial writes below its own place only.

import Foundation
import Glibc
import Signing
import Synchronization

/// What `verify` and a first look found, by what they can see: the same books look the same.
final class Looks: Sendable {
    private let findings = Mutex<[Digest: [String]]>([:])
    private let parts = Mutex<[Int: [String]]>([:])
    private let restarts = Mutex<Set<Digest>>([])
    private let finished = Mutex<Set<Digest>>([])

    /// What restarts are tried from already, and what finished books were found to be right.
    init(states: [DrillState], finished: Digest) {
        restarts.withLock { $0 = Set(states.map(\.digest)) }
        self.finished.withLock { _ = $0.insert(finished) }
    }

    /// Whether nobody has restarted from those bytes yet: then the caller does.
    func claimRestart(from digest: Digest) -> Bool {
        restarts.withLock { $0.insert(digest).inserted }
    }

    /// Whether books of that sight were found to be those of a step that was done.
    func isFinished(_ sight: Digest) -> Bool { finished.withLock { $0.contains(sight) } }

    /// Keeps that they were.
    func keepFinished(_ sight: Digest) { finished.withLock { _ = $0.insert(sight) } }

    /// What was found in those books, or nil where nobody looked.
    func known(_ books: Digest) -> [String]? { findings.withLock { $0[books] } }

    /// Keeps what was found.
    func keep(_ texts: [String], of books: Digest) { findings.withLock { $0[books] = texts } }

    /// Whether those are the rows after so many steps: the first that are seen are.
    func isPart(_ rows: [String], after count: Int) -> Bool {
        parts.withLock { parts in
            if let known = parts[count] { return known == rows }
            parts[count] = rows
            return true
        }
    }
}

/// One state and what comes of it.
struct DrillTrial {
    /// A finding, with the points that it is about.
    typealias Finding = (text: String, points: [DrillPoint])

    private let drill: Drill
    private let shim: FaultShim
    private let reference: DrillReference
    private let looks: Looks
    private let tally: Tally
    private let place: String
    private var findings: [String] = []
    /// How many things the step told before it was cut off.
    private var reportCount = 0

    /// What a command says when its COMMIT failed.
    private static let unknownCommit = "it is not known whether this was committed"

    init(
        drill: Drill,
        shim: FaultShim,
        reference: DrillReference,
        looks: Looks,
        tally: Tally,
        place: String
    ) {
        self.drill = drill
        self.shim = shim
        self.reference = reference
        self.looks = looks
        self.tally = tally
        self.place = place
    }

    /// Tries one thing.
    mutating func run(_ task: DrillTask) -> [Finding] {
        Folder.remove(place)
        let books = "\(place)/books"
        var powerCuts: [Finding] = []
        do {
            try FileManager.default.createDirectory(
                atPath: place,
                withIntermediateDirectories: true
            )
            switch task {
            case .restart(let state):
                try Folder.copy(state.image, to: books)
                reportCount = state.reportCount
                let calls = try restart(books)
                powerCuts = self.powerCuts(at: state.points, then: calls)
            case .run(let point):
                try Folder.copy(drill.base, to: books)
                // What leaves the same bytes as another point was restarted there.
                if try cut(books, at: point), looks.claimRestart(from: digest(books)) {
                    _ = try restart(books)
                }
            }
        } catch {
            findings.append("the drill itself failed: \(error)")
        }
        return findings.map { ($0, task.points) } + powerCuts
    }

    /// Runs the step with a fault in it.
    ///
    /// - Returns: Whether there is something to restart.
    private mutating func cut(_ books: String, at point: DrillPoint) throws -> Bool {
        let output = "\(place)/cut.output"
        let errors = "\(place)/cut.errors"
        let ending = try ChildProcess.run(
            drill.step(books),
            environment: shim.environment(
                root: books,
                fault: point.fault,
                index: point.index,
                seed: FaultShim.firstSeed
            ),
            output: output,
            errors: errors
        )
        reportCount = DrillState.reportCount(Folder.text(output))
        switch ending {
        case .killed(SIGKILL) where point.fault.ends:
            return true
        case .exited(0) where !point.fault.ends:
            try compare(books, "after a run that says it is done")
            return false
        case .exited where !point.fault.ends:
            reportCount = 0
            // What follows holds the books against those of an undisturbed run: a commit of which
            // nobody knew is then done once.
            if Folder.text(errors).contains(Self.unknownCommit) { tally.count("unknown commits") }
            return true
        default:
            findings.append("the step was to be cut off there, and ended with \(ending)")
            return false
        }
    }

    /// Starts again in both ways.
    ///
    /// - Returns: The calls of the first way.
    private mutating func restart(_ books: String) throws -> [TracedCall] {
        tally.count("restarts")
        let again = "\(place)/again"
        try Folder.copy(books, to: again)
        try runAgain(again)
        try verifyFirst(books)
        return TracedCall.read(Folder.text("\(place)/again.trace"), root: again)
    }

    private func digest(_ books: String) -> Digest {
        DrillState.digest(
            FolderImage(books),
            reportCount: reportCount,
            drill,
            place: "\(place)/sight"
        )
    }

    /// The first way: the very same command, at once.
    ///
    /// Books in which anybody sees the same as in others that were found right are right.
    private mutating func runAgain(_ books: String) throws {
        guard try succeeds(drill.step(books), "run again", trace: "\(place)/again.trace", books)
        else { return }
        let sight = Sight.digest(FolderImage(books), place: "\(place)/sight")
        guard !looks.isFinished(sight) else { return }
        tally.count("looks at the end")
        let found = findings.count
        try lookAtEnd(books)
        if findings.count == found { looks.keepFinished(sight) }
    }

    /// Holds books in which the step was done against the reference: rows, files, `verify`, exports.
    private mutating func lookAtEnd(_ books: String) throws {
        try compare(books, "run again")
        guard try succeeds(drill.verify(books), "run again, verify") else { return }
        for (command, wanted) in zip(drill.exports(books), reference.exports) {
            let path = "\(place)/export"
            Folder.remove(path)
            _ = try ChildProcess.run(command, output: path)
            if Folder.text(path) != wanted {
                findings.append("run again: \(command.dropFirst().prefix(2)) says other things")
            }
        }
    }

    /// Holds the calls before a cut and those of the run after it against the rules.
    private func powerCuts(at points: [DrillPoint], then again: [TracedCall]) -> [Finding] {
        guard drill.checksPowerCuts else { return [] }
        return reference.leftovers.faults(at: points, then: again).map {
            ("run again, power cut: \($0.text)", $0.points)
        }
    }

    /// The second way: look first, then the same command.
    ///
    /// Where looking left the very bytes of the cut, the restart from them is the one of the first
    /// way.
    private mutating func verifyFirst(_ books: String) throws {
        let cut = FolderImage(books)
        let seen = Sight.digest(
            cut,
            also: reportCount > 0 ? "reported \(reportCount)" : "",
            withoutPreparation: true,
            place: "\(place)/sight"
        )
        if let known = looks.known(seen) {
            findings += known
            return
        }
        tally.count("looks at a cut")
        let found = findings.count
        _ = try succeeds(drill.verify(books), "verify first")
        let looked = FolderImage(books)
        if !looked.isSame(as: cut) { findings.append("verify changed the books") }
        let state = try BooksState(folder: books, image: looked)
        switch state.rows {
        case reference.after.rows: lookAtDone(state)
        case reference.before.rows: try lookAtUndone(state, books)
        default: lookAtPart(state)
        }
        if looked.digest() != cut.digest(),
            try succeeds(drill.step(books), "verify first, then run again")
        {
            try compare(books, "verify first, then run again")
        }
        looks.keep(Array(findings[found...]), of: seen)
    }

    /// A command of several steps may end after any of them, and has told no more than it did; each
    /// leaves the same rows wherever it is cut off after it.
    private mutating func lookAtPart(_ state: BooksState) {
        let count = state.stepCount
        guard reference.before.stepCount < count, count < reference.after.stepCount,
            looks.isPart(state.rows, after: count)
        else {
            findings.append("half done: \(state.difference(from: reference.after) ?? "")")
            return
        }
        if reportCount > count - reference.before.stepCount {
            findings.append("reported before its step")
        }
    }

    /// A step that never happened was not reported, and what lies about is unsigned and goes away.
    private mutating func lookAtUndone(_ state: BooksState, _ books: String) throws {
        if reportCount > 0 {
            findings.append("reported, and then lost")
        }
        let extra = state.files(notIn: reference.before)
        for name in extra where BooksState.isEffect(name) {
            findings.append("a step that never happened left \(name)")
        }
        guard !extra.isEmpty, let bystander = drill.bystander else { return }
        let other = "\(place)/other"
        try Folder.copy(books, to: other)
        guard try succeeds(bystander(other), "another command") else { return }
        let settled = try BooksState(folder: other)
        for name in settled.files(notIn: reference.before) {
            findings.append("another command leaves \(name) of a step that never happened")
        }
        findings += settled.looseEnds.map { "another command leaves \($0)" }
    }

    /// A step that happened has its frozen files; signatures may still be missing.
    private mutating func lookAtDone(_ state: BooksState) {
        for name in reference.after.files(notIn: state) where !BooksState.isEffect(name) {
            findings.append("committed without \(name)")
        }
    }

    private mutating func compare(_ books: String, _ way: String) throws {
        let state = try BooksState(folder: books)
        if let difference = state.difference(from: reference.after) {
            findings.append("\(way): \(difference)")
        }
    }

    private mutating func succeeds(
        _ command: [String],
        _ way: String,
        trace: String? = nil,
        _ books: String = ""
    ) throws -> Bool {
        let errors = "\(place)/errors"
        Folder.remove(errors)
        let environment =
            trace.map {
                shim.environment(root: books, seed: FaultShim.secondSeed, trace: $0)
            } ?? [:]
        let ending = try ChildProcess.run(
            command,
            environment: environment,
            output: errors,
            errors: errors
        )
        guard ending != .exited(0) else { return true }
        let words = Folder.text(errors).replacingOccurrences(of: place, with: "")
            .split(separator: "\n").prefix(4).joined(separator: " / ")
        findings.append("\(way): \(ending): \(words.prefix(400))")
        return false
    }
}

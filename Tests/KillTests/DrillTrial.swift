// One point of a drill: cut off, look, start again, compare.
//
// Invariant: a trial writes below its own place only.

import Foundation
import Glibc
import Signing

/// One cut and what came of it.
struct DrillTrial {
    let drill: Drill
    let shim: FaultShim
    let reference: DrillReference
    let point: DrillPoint
    /// The folder of this trial; made here.
    let place: String
    /// What is known of restarts from other points.
    let restarts: Restarts
    /// The rows decide what the exports say, and are compared at every point; the exports
    /// themselves at every so-manieth.
    private static let exportEvery = 16
    /// What went wrong.
    private(set) var findings: [String] = []

    init(
        drill: Drill,
        shim: FaultShim,
        reference: DrillReference,
        restarts: Restarts,
        point: DrillPoint,
        place: String
    ) {
        self.drill = drill
        self.shim = shim
        self.reference = reference
        self.restarts = restarts
        self.point = point
        self.place = place
    }

    /// Tries the point.
    mutating func run() {
        do {
            try FileManager.default.createDirectory(
                atPath: place,
                withIntermediateDirectories: true
            )
            let books = "\(place)/books"
            try Folder.copy(drill.base, to: books)
            guard try cut(books) else { return }
            let state = Self.digest(books)
            if let known = restarts.outcome(of: state) {
                findings += known.findings
                checkPowerCut(then: known.calls)
                return
            }
            try Folder.copy(books, to: "\(place)/again")
            let found = findings.count
            try again("\(place)/again")
            try verifyFirst(books, cut: state)
            let calls = TracedCall.read(
                Folder.text("\(place)/again.trace"),
                root: "\(place)/again"
            )
            restarts.note(
                RestartOutcome(findings: Array(findings[found...]), calls: calls),
                of: state
            )
            checkPowerCut(then: calls)
        } catch {
            findings.append("the drill itself failed: \(error)")
        }
    }

    /// Runs the step with the fault in it.
    ///
    /// - Returns: Whether there is something to restart.
    private mutating func cut(_ books: String) throws -> Bool {
        let ending = try ChildProcess.run(
            drill.step(books),
            environment: shim.environment(
                root: books,
                fault: point.fault,
                index: point.index,
                trace: "\(place)/cut.trace"
            ),
            output: "\(place)/cut.output",
            errors: "\(place)/cut.errors"
        )
        switch ending {
        case .killed(SIGKILL) where point.fault.ends && point.isCut:
            return true
        case .exited(0) where !point.isCut || !point.fault.ends:
            try compare(books, "after a run that says it is done")
            return point.isCut
        case .exited where !point.fault.ends:
            return true
        default:
            findings.append("the step was to be cut off there, and ended with \(ending)")
            return false
        }
    }

    /// The first way: the very same command, at once.
    private mutating func again(_ books: String) throws {
        guard try succeeds(drill.step(books), "run again", trace: "\(place)/again.trace", books)
        else { return }
        try compare(books, "run again")
        guard try succeeds(drill.verify(books), "run again, verify") else { return }
        if point.index % Self.exportEvery == 0 {
            for (command, wanted) in zip(drill.exports(books), reference.exports) {
                let path = "\(place)/export-\(UUID().uuidString)"
                _ = try ChildProcess.run(command, output: path)
                if Folder.text(path) != wanted {
                    findings.append("run again: \(command.dropFirst().prefix(2)) says other things")
                }
            }
        }
    }

    /// Holds the calls of the cut run and of the one after it against the rules.
    ///
    /// The call before which the process ended is in the trace, and did not happen.
    private mutating func checkPowerCut(then again: [TracedCall]) {
        guard drill.checksPowerCuts, point.fault == .kill else { return }
        let cut = TracedCall.read(Folder.text("\(place)/cut.trace"), root: "\(place)/books")
        for fault in PowerCutRules.faults(
            names: reference.names,
            killed: cut.dropLast(),
            then: again
        ) {
            findings.append("run again, power cut: \(fault)")
        }
    }

    /// The second way: look first, then the same command.
    ///
    /// Where looking left the very bytes of the cut, the restart from them is the one of the first
    /// way.
    private mutating func verifyFirst(_ books: String, cut: Digest) throws {
        let before = Self.bytes(books)
        _ = try succeeds(drill.verify(books), "verify first")
        if Self.bytes(books) != before { findings.append("verify changed the books") }
        let state = try BooksState(folder: books)
        switch state.rows {
        case reference.after.rows: lookAtDone(state)
        case reference.before.rows: try lookAtUndone(state, books)
        default: findings.append("half done: \(state.difference(from: reference.after) ?? "")")
        }
        guard Self.digest(books) != cut else { return }
        if try succeeds(drill.step(books), "verify first, then run again") {
            try compare(books, "verify first, then run again")
        }
    }

    /// A step that never happened was not reported, and what lies about is unsigned and goes away.
    private mutating func lookAtUndone(_ state: BooksState, _ books: String) throws {
        if !Folder.text("\(place)/cut.output").isEmpty, point.fault.ends {
            findings.append("reported, and then lost")
        }
        let extra = state.files(notIn: reference.before)
        for name in extra where name.hasSuffix(".p7s") || name.hasSuffix("receipt.txt") {
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
        for name in reference.after.files(notIn: state)
        where !name.hasSuffix(".p7s") && !name.hasSuffix("receipt.txt") {
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
        let environment = trace.map { shim.environment(root: books, trace: $0) } ?? [:]
        let ending = try ChildProcess.run(command, environment: environment, errors: errors)
        guard ending != .exited(0) else { return true }
        let words = Folder.text(errors).replacingOccurrences(of: place, with: "")
            .split(separator: "\n").prefix(2).joined(separator: " / ")
        findings.append("\(way): \(ending): \(words.prefix(240))")
        return false
    }

    /// Everything but what SQLite's readers may make anew.
    private static func bytes(_ books: String) -> [String: Data] {
        var bytes: [String: Data] = [:]
        for name in Folder.names(books)
        where !name.hasSuffix("-shm") && !name.hasSuffix("-wal") {
            bytes[name] = Folder.bytes("\(books)/\(name)") ?? Data()
        }
        return bytes
    }

    /// A digest over all names and bytes that a restart can see.
    ///
    /// `-shm` is not among them: the first connection after a crash builds it anew; nor is an empty `-wal`, which is as good as none.
    private static func digest(_ books: String) -> Digest {
        var all: [UInt8] = []
        for name in Folder.names(books) where !name.hasSuffix("-shm") {
            let bytes = Folder.bytes("\(books)/\(name)")
            if name.hasSuffix("-wal") && bytes?.isEmpty != false { continue }
            all += Array("\(name)\u{0}\(bytes?.count ?? -1)\u{0}".utf8)
            all += bytes ?? Data()
        }
        return Digest.of(all)
    }
}

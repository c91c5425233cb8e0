// Books that begin: a cut-off init leaves nothing at their name, and is simply run again.
//
// Invariant: the folder that is watched is the one above the books, so that what lies beside them is
// seen too.

import Foundation
import Glibc
import Synchronization
import Testing

@Suite(
    .serialized,
    .enabled(if: FaultShim.built != nil, "libFaultShim.so is not built"),
    .enabled(if: Commands.built != nil, "chitra is not built beside the tests")
)
struct InitTests {
    @Test func `books begin whole or not at all`() throws {
        let prepared = try #require(PreparedBooks.shared).get()
        let report = try InitDrill(
            commands: prepared.commands,
            shim: try #require(FaultShim.built)
        ).run()
        #expect(report.findings.isEmpty, "\(report)")
        if DrillPart.wanted.isWhole { #expect(report.pointCount > 100, "\(report)") }
        Attachment.record(Array("\(report)\n".utf8), named: "kill-points.txt")
        report.publish()
    }
}

/// The command that makes books, cut off at every call.
///
/// Their keys are drawn anew in each run, so only rows are compared.
private struct InitDrill {
    private var drill: Drill
    private let shim: FaultShim
    private let scratch: Scratch

    init(commands: Commands, shim: FaultShim) throws {
        self.shim = shim
        scratch = try Scratch("init")
        let base = scratch.file("base")
        guard unsafe mkdir(base, 0o750) == 0 else { throw DrillFailure("cannot make \(base)") }
        drill = Drill(
            name: "init",
            base: base,
            step: { commands.makeBooksForOfficers("\($0)/books") },
            verify: { commands.verify("\($0)/books") }
        )
        // Books that were never renamed go with the next run, which looks at their names only.
        drill.part = .wanted
        drill.isUnread = { $0.hasPrefix(".tmp-init-books/") }
    }

    func run() throws -> DrillReport {
        let clock = DrillClock()
        let place = scratch.file("reference")
        try Folder.copy(drill.base, to: place)
        let images = try DrillImages(drill, books: place, shim: shim, scratch: scratch)
        let leftovers = PowerCutRules.leftovers(names: [], calls: images.calls)
        let after = try BooksState(folder: "\(place)/books")
        let found = Mutex<[(order: Int, text: String, points: [DrillPoint])]>([])
        let states = images.states.filter { state in
            drill.part.holds(state.points.map(\.index).min() ?? 0, of: images.calls.count)
        }
        Workers.run(states.count, workers: 2) { number, worker in
            let state = states[number]
            let place = scratch.file("worker-\(worker)")
            var findings: [String] = []
            do {
                Folder.remove(place)
                try Folder.copy(state.image, to: place)
                findings = try restart(place, leftovers, state, after: after)
            } catch {
                findings = ["the drill itself failed: \(error)"]
            }
            found.withLock { found in found += findings.map { (number, $0, state.points) } }
        }
        var report = DrillReport(name: drill.name, stateCount: images.byteStateCount)
        report.note(PowerCutRules.faults(names: [], calls: images.calls))
        for state in states { report.count(state.points) }
        for finding in found.withLock({ $0 }).sorted(by: { $0.order < $1.order }) {
            report.note(finding.text, at: finding.points)
        }
        report.stop(clock)
        return report
    }

    /// Looks at what a cut left, and starts again.
    private func restart(
        _ place: String,
        _ leftovers: [PowerCutRules.Leftover],
        _ state: DrillState,
        after: BooksState
    ) throws -> [String] {
        let cut = FolderImage(place)
        let trace = "\(place).trace"
        Folder.remove(trace)
        let again = try ChildProcess.run(
            drill.step(place),
            environment: shim.environment(root: place, trace: trace)
        )
        var findings: [String] = []
        if cut.names.contains("books") {
            if again == .exited(0) { findings.append("made twice") }
            if FolderImage(place) != cut { findings.append("the second run changed the books") }
        } else {
            if state.reportCount > 0 { findings.append("reported, and then lost") }
            if again != .exited(0) { findings.append("run again: \(again)") }
            let calls = TracedCall.read(Folder.text(trace), root: place)
            findings += leftovers.faults(at: state.points, then: calls).map {
                "run again, power cut: \($0.text)"
            }
        }
        let books = try BooksState(folder: "\(place)/books")
        if let difference = books.difference(from: after) { findings.append(difference) }
        let names = FolderImage(place).names
        findings += names.filter { !$0.hasPrefix("books/") && $0 != "books" }.map { "left: \($0)" }
        let verified = try ChildProcess.run(drill.verify(place))
        if verified != .exited(0) { findings.append("verify: \(verified)") }
        return findings
    }
}

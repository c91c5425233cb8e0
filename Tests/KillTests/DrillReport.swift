// What a drill tried and found.
//
// Invariant: CHITRA_FAULT_REPORT names a file that gets a line for each drill; a drill with a finding
// writes its findings below its line.

import Glibc
import Synchronization

/// How often something came about, counted by any thread.
final class Tally: Sendable {
    private let state = Mutex<[String: Int]>([:])

    /// The counts by their words.
    var counts: [String: Int] { state.withLock { $0 } }

    /// Counts one.
    func count(_ words: String) { state.withLock { $0[words, default: 0] += 1 } }
}

/// When a drill began.
struct DrillClock: Sendable {
    fileprivate let start = ContinuousClock.now
}

/// What a drill tried and found.
struct DrillReport: Sendable, CustomStringConvertible {
    /// The step.
    let name: String
    /// The number of different states that cuts left.
    let stateCount: Int
    /// The wall time.
    var seconds: Int64 = 0
    /// The processor time of the tests and of all programs they ran until then, other drills beside
    /// it too: the figure that does not hang on what else the machine does.
    var processorSeconds: Int = 0
    /// What went wrong, each once, with the points at which it did.
    private(set) var findings: [(text: String, points: [String])] = []
    private var counts: [Fault: Int] = [:]
    /// How often a fault came to what, by the words for it.
    private(set) var outcomes: [String: Int] = [:]

    /// An empty report.
    init(name: String, stateCount: Int) {
        self.name = name
        self.stateCount = stateCount
    }

    /// The number of points that were tried.
    var pointCount: Int { counts.values.reduce(0, +) }

    /// Counts points that were tried.
    mutating func count(_ points: [DrillPoint]) {
        for point in points { counts[point.fault, default: 0] += 1 }
    }

    /// Takes what faults came to.
    mutating func take(_ tally: Tally) {
        outcomes.merge(tally.counts) { $0 + $1 }
    }

    /// Notes how long it took.
    mutating func stop(_ clock: DrillClock) {
        processorSeconds = ChildProcess.processorSeconds()
        seconds = (ContinuousClock.now - clock.start).components.seconds
    }

    /// Notes what is wrong without any cut.
    mutating func note(_ texts: [String]) {
        findings += texts.map { ($0, ["never cut off"]) }
    }

    /// Notes what went wrong at some points.
    mutating func note(_ text: String, at points: [DrillPoint]) {
        let names = points.map { "\($0)" }
        if let index = findings.firstIndex(where: { $0.text == text }) {
            findings[index].points += names
        } else {
            findings.append((text, names))
        }
    }

    var description: String {
        let faults = Fault.allCases.compactMap { fault in
            counts[fault].map { "\(fault.rawValue) \($0)" }
        }.joined(separator: ", ")
        let head =
            "\(name): \(pointCount) points (\(faults)), \(stateCount) states, \(seconds) s, "
            + "\(processorSeconds) s of processor until then"
            + outcomes.sorted { $0.key < $1.key }.map { ", \($0.key) \($0.value)" }.joined()
        let lines = findings.prefix(12).map { finding in
            "\(finding.text) [\(finding.points.count) points: "
                + finding.points.prefix(4).joined(separator: ", ") + "]"
        }
        return ([head] + lines).joined(separator: "\n")
    }

    /// Adds the report to the file that collects them, where there is one.
    func publish() {
        guard let path = unsafe getenv("CHITRA_FAULT_REPORT").map({ unsafe String(cString: $0) })
        else { return }
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        defer { close(file) }
        let bytes = Array("\(self)\n".utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    }
}

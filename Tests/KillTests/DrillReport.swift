// What a drill tried and found.

/// What a drill tried and found.
struct DrillReport: Sendable, CustomStringConvertible {
    /// The step.
    let name: String
    /// The number of different states that cuts left.
    let stateCount: Int
    /// The wall time.
    var seconds: Int64 = 0
    /// The processor time of the tests and of all programs they ran meanwhile: the figure that does
    /// not hang on what else the machine does.
    var processorSeconds: Int = 0
    /// What went wrong, each once, with the points at which it did.
    private(set) var findings: [(text: String, points: [String])] = []
    private var counts: [Fault: Int] = [:]

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
            + "\(processorSeconds) s of processor"
        let lines = findings.prefix(12).map { finding in
            "\(finding.text) [\(finding.points.count) points: "
                + finding.points.prefix(4).joined(separator: ", ") + "]"
        }
        return ([head] + lines).joined(separator: "\n")
    }
}

// What a check found, and the named exceptions from a check.
//
// Invariants:
// (1) A finding points at a line of a file.
// (2) An exception that excuses nothing is itself a finding, so no list keeps dead names.

import Testing

/// One place that breaks a rule of the house.
struct Finding: Hashable, CustomStringConvertible {
    /// The path below the root of the repository.
    let path: String
    /// The line, from 1.
    let line: Int
    /// What was found, as exceptions name it: a word, a function, a module.
    let what: String
    /// The rule in words.
    let message: String

    /// `path:line: message`, which editors follow.
    var description: String { "\(path):\(line): \(message)" }
}

/// One place at which a rule is left aside, and why.
struct NamedException {
    /// The file.
    let path: String
    /// The ``Finding/what`` that is excused there.
    let what: String
    /// Why the rule does not fit.
    let reason: String

    /// The findings that no exception excuses, and the exceptions that excuse nothing.
    static func excuse(_ exceptions: [NamedException], in findings: [Finding]) -> [Finding] {
        var used: Set<Int> = []
        var left: [Finding] = []
        for finding in findings {
            let index = exceptions.firstIndex {
                $0.path == finding.path && $0.what == finding.what && !$0.reason.isEmpty
            }
            if let index { used.insert(index) } else { left.append(finding) }
        }
        for (index, exception) in exceptions.enumerated() where !used.contains(index) {
            left.append(
                Finding(
                    path: exception.path,
                    line: 1,
                    what: exception.what,
                    message: "the exception for \(exception.what) is not needed: take its name away"
                )
            )
        }
        return left
    }
}

/// Reports each finding as a failure of the running test.
func report(_ findings: [Finding]) {
    for finding in findings { Issue.record("\(finding)") }
}

@Suite struct NamedExceptionTests {
    let finding = Finding(path: "a.swift", line: 3, what: "word", message: "no")

    @Test func `an exception excuses its place and no other`() {
        let exception = NamedException(path: "a.swift", what: "word", reason: "C asks for it")
        #expect(NamedException.excuse([exception], in: [finding]).isEmpty)
        let other = Finding(path: "b.swift", line: 3, what: "word", message: "no")
        #expect(NamedException.excuse([exception], in: [finding, other]) == [other])
    }

    @Test func `an exception without a place or a reason is a finding`() {
        let dead = NamedException(path: "c.swift", what: "word", reason: "was needed once")
        #expect(NamedException.excuse([dead], in: []).map(\.path) == ["c.swift"])
        let mute = NamedException(path: "a.swift", what: "word", reason: "")
        #expect(NamedException.excuse([mute], in: [finding]).contains(finding))
    }

    @Test func `a finding says file and line`() {
        #expect("\(finding)" == "a.swift:3: no")
    }
}

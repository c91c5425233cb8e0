// The steps of a month, each cut off at every call: nothing lost, nothing doubled, nothing half
// done, whichever way it is started again.

import Foundation
import Testing

@Suite(
    .serialized,
    .enabled(if: FaultShim.built != nil, "libFaultShim.so is not built"),
    .enabled(if: Commands.built != nil, "chitra is not built beside the tests")
)
struct StepTests {
    let books: PreparedBooks
    let commands: Commands
    let shim: FaultShim

    init() throws {
        books = try PreparedBooks(chitra: try #require(Commands.built))
        commands = books.commands
        shim = try #require(FaultShim.built)
    }

    /// Whether real kills, failing calls and second cuts are tried too.
    static let triesAll =
        ProcessInfo.processInfo.environment["CHITRA_ALL_FAULTS"] != nil

    private func drill(
        _ name: String,
        base: String,
        bystander: @escaping @Sendable (String) -> [String],
        step: @escaping @Sendable (String) -> [String]
    ) -> Drill {
        let commands = commands
        var drill = Drill(
            name: "\(name) (\(Commands.people) people, seed \(Commands.seed))",
            base: base,
            step: step,
            verify: { commands.verify($0) }
        )
        drill.bystander = bystander
        drill.exports = { commands.exports($0) }
        if Self.triesAll {
            drill.runs = Fault.allCases.filter { !$0.isTorn }
        }
        return drill
    }

    private func expectNothing(_ report: DrillReport) {
        #expect(report.findings.isEmpty, "\(report)")
        #expect(report.pointCount > 40, "\(report)")
        Attachment.record(Array("\(report)\n".utf8), named: "kill-points.txt")
    }

    @Test func `an import is whole or not there`() throws {
        let drill = drill(
            "register import",
            base: books.beforeImport,
            bystander: { [commands] in commands.importPeople("people-1.csv", $0) },
            step: { [commands] in commands.importPeople("people-2.csv", $0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    @Test func `a submitted batch is frozen whole or not there`() throws {
        expectNothing(try submit.run(shim: shim))
    }

    @Test(.enabled(if: StepTests.triesAll, "slow: set CHITRA_ALL_FAULTS"))
    func `a restart may itself be cut off`() throws {
        for report in try submit.runSecondCuts(shim: shim) { expectNothing(report) }
    }

    @Test func `the last approval signs, books and reserves, or does nothing`() throws {
        let drill = drill(
            "batch approve",
            base: books.beforeApproval,
            bystander: { [commands] in commands.approve("checker", $0) },
            step: { [commands] in commands.approve("account-holder", $0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    @Test func `a hand-over is signed and booked once`() throws {
        let drill = drill(
            "batch issue",
            base: books.beforeIssue,
            bystander: { [commands] in commands.approve("account-holder", $0) },
            step: { [commands] in commands.issue($0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    private var submit: Drill {
        drill(
            "batch submit",
            base: books.beforeSubmit,
            bystander: { [commands] in commands.check($0) },
            step: { [commands] in commands.submit($0) }
        )
    }
}

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
        books = try #require(PreparedBooks.shared).get()
        commands = books.commands
        shim = try #require(FaultShim.built)
    }

    /// Whether real kills, failing calls and second cuts are tried too.
    static let triesAll =
        ProcessInfo.processInfo.environment["CHITRA_ALL_FAULTS"] != nil

    /// A drill of a command; a bystander is wanted where the step leaves files.
    private func drill(
        _ name: String,
        at stage: Stage,
        bystander: (@Sendable (String) -> [String])? = nil,
        step: @escaping @Sendable (String) -> [String]
    ) -> Drill {
        let commands = commands
        var drill = Drill(
            name: "\(name) (\(Commands.people) people, seed \(Commands.seed))",
            base: books.books(stage),
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

    // MARK: From the register to the bank

    @Test func `an import is whole or not there`() throws {
        let drill = drill(
            "register import",
            at: .firstPeople,
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
            at: .almostApproved,
            bystander: { [commands] in commands.approve("checker", $0) },
            step: { [commands] in commands.approve("account-holder", $0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    @Test func `a hand-over is signed and booked once`() throws {
        let drill = drill(
            "batch issue",
            at: .approved,
            bystander: { [commands] in commands.approve("account-holder", $0) },
            step: { [commands] in commands.issue($0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    private var submit: Drill {
        drill(
            "batch submit",
            at: .checked,
            bystander: { [commands] in commands.check($0) },
            step: { [commands] in commands.submit($0) }
        )
    }

    // MARK: Before hand-over

    @Test func `a stop list takes lines away once, with its files, or not at all`() throws {
        let drill = drill(
            "batch stop",
            at: .approved,
            bystander: { [commands] in commands.approve("account-holder", $0) },
            step: { [commands, books] in commands.stop(books.person, $0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    @Test func `a cancelled batch is withdrawn from the ledger in one piece`() throws {
        let drill = drill(
            "batch cancel",
            at: .approved,
            step: { [commands] in commands.cancel($0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    // MARK: Answers, and what comes of them

    @Test func `answers come in with their files, all of a command or none`() throws {
        let drill = drill(
            "bank results",
            at: .issued,
            bystander: { [commands] in commands.approve("account-holder", $0) },
            step: { [commands, books] in commands.results(books.firstAnswers, $0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    @Test func `each answer is reconciled whole, once, and in its turn`() throws {
        let drill = drill(
            "reconcile",
            at: .answered,
            step: { [commands] in commands.reconcile($0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    @Test func `a repair changes the register once`() throws {
        let drill = drill(
            "batch repair",
            at: .reconciled,
            step: { [commands, books] in commands.repair(books.returned, $0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    @Test func `what came back is paid again once, in a batch that is whole`() throws {
        let drill = drill(
            "batch reissue",
            at: .repaired,
            bystander: { [commands] in commands.approve("account-holder", $0) },
            step: { [commands] in commands.reissue($0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    @Test func `what came back goes to the next list once`() throws {
        let drill = drill(
            "batch carry",
            at: .reconciled,
            step: { [commands] in commands.carry($0) }
        )
        expectNothing(try drill.run(shim: shim))
    }

    @Test func `a paid line is cleared once`() throws {
        let drill = drill(
            "ledger clear",
            at: .reconciled,
            step: { [commands] in commands.clear($0) }
        )
        expectNothing(try drill.run(shim: shim))
    }
}

// The steps of a month, each cut off at every call: nothing lost, nothing doubled, nothing half
// done, whichever way it is started again.

import Foundation
import Testing

@Suite(
    .enabled(if: FaultShim.built != nil, "libFaultShim.so is not built"),
    .enabled(if: Commands.built != nil, "chitra is not built beside the tests")
)
struct StepTests {
    let books: PreparedBooks
    let shim: FaultShim

    init() throws {
        books = try #require(PreparedBooks.shared).get()
        shim = try #require(FaultShim.built)
    }

    /// Whether real kills, failing calls, second cuts and every lie are tried too: `make faults`.
    static let triesAll =
        ProcessInfo.processInfo.environment["CHITRA_ALL_FAULTS"] != nil

    /// Cuts a step off at every call, makes calls fail, and lies.
    private func expectNothing(of step: DrilledStep) throws {
        let reports = try books.drill(step, triesAll: Self.triesAll).runAll(shim: shim)
        for report in reports { expectNothing(report) }
        guard DrillPart.wanted.isWhole else { return }
        #expect(reports[0].pointCount > 40, "\(reports[0])")
        #expect(reports[0].outcomes["unknown commits", default: 0] > 0, "\(reports[0])")
    }

    private func expectNothing(_ report: DrillReport) {
        #expect(report.findings.isEmpty, "\(report)")
        Attachment.record(Array("\(report)\n".utf8), named: "kill-points.txt")
        report.publish()
    }

    // MARK: From the register to the bank

    @Test func `an import is whole or not there`() throws {
        try expectNothing(of: .registerImport)
    }

    @Test func `a submitted batch is frozen whole or not there`() throws {
        try expectNothing(of: .submit)
    }

    @Test(.enabled(if: StepTests.triesAll, "slow: set CHITRA_ALL_FAULTS"))
    func `a restart may itself be cut off`() throws {
        let drill = books.drill(.submit, triesAll: true)
        for report in try drill.runSecondCuts(shim: shim) { expectNothing(report) }
    }

    @Test func `the last approval signs, books and reserves, or does nothing`() throws {
        try expectNothing(of: .approve)
    }

    @Test func `a hand-over is signed and booked once`() throws { try expectNothing(of: .issue) }

    // MARK: Before hand-over

    @Test func `a stop list takes lines away once, with its files, or not at all`() throws {
        try expectNothing(of: .stop)
    }

    @Test func `a cancelled batch is withdrawn from the ledger in one piece`() throws {
        try expectNothing(of: .cancel)
    }

    // MARK: Answers, and what comes of them

    @Test func `answers come in with their files, all of a command or none`() throws {
        try expectNothing(of: .results)
    }

    @Test func `each answer is reconciled whole, once, and in its turn`() throws {
        try expectNothing(of: .reconcile)
    }

    @Test func `a repair changes the register once`() throws { try expectNothing(of: .repair) }

    @Test func `what came back is paid again once, in a batch that is whole`() throws {
        try expectNothing(of: .reissue)
    }

    @Test func `what came back goes to the next list once`() throws {
        try expectNothing(of: .carry)
    }

    @Test func `a paid line is cleared once`() throws { try expectNothing(of: .clear) }

    @Test func `budget lines are assigned once`() throws { try expectNothing(of: .assignLines) }

    // MARK: What comes late

    @Test func `who answers for paying what the register denies is there once`() throws {
        try expectNothing(of: .accept)
    }

    @Test func `an over-payment is netted once`() throws {
        try expectNothing(of: .net)
    }

    @Test func `a decision on arrears is entered once`() throws {
        try expectNothing(of: .arrears)
    }

    @Test func `sources move once`() throws { try expectNothing(of: .moveSources) }

    @Test func `what came back is owed in the next year once`() throws {
        try expectNothing(of: .carryClaims)
    }

    @Test func `a unit hands its books over once`() throws { try expectNothing(of: .handOver) }

    @Test func `an officer changes certificates once, the old one ended and the new one there`()
        throws
    {
        try expectNothing(of: .officer)
    }

    // MARK: Every call that fails, and every lie, of one step (of all of them in `make faults`)

    @Test(.enabled(if: !StepTests.triesAll, "what clears a line is tried in every way above"))
    func `a call that fails fails the step, or the step is found by its key, done once`() throws {
        var drill = books.drill(.clear)
        drill.images = []
        drill.runSample = { Set($0.indices) }
        let report = try drill.run(shim: shim)
        expectNothing(report)
        #expect(report.outcomes["unknown commits", default: 0] > 10, "\(report)")
    }

    @Test(.enabled(if: !StepTests.triesAll, "what clears a line is tried in every way above"))
    func `a write that was dropped or came out otherwise is found, or harmless`() throws {
        var drill = books.drill(.clear)
        drill.lieSample = { Set($0.indices) }
        let report = try drill.runLies(drill.lies, shim: shim)
        expectNothing(report)
        #expect(report.outcomes["found by verify", default: 0] > 20, "\(report)")
        #expect(report.outcomes["harmless", default: 0] > 0, "\(report)")
    }
}

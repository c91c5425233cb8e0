// The steps of a month that are drilled: from which books, by which command, seen by which others.
//
// Invariant: every kind of step that books, signs, hands over or takes something in is here.

import Foundation

/// A step of a month.
enum DrilledStep: String, CaseIterable, Sendable {
    case registerImport = "register import"
    case submit = "batch submit"
    case approve = "batch approve"
    case issue = "batch issue"
    case stop = "batch stop"
    case cancel = "batch cancel"
    case results = "bank results"
    case reconcile
    case repair = "batch repair"
    case reissue = "batch reissue"
    case carry = "batch carry"
    case clear = "ledger clear"
    case assignLines = "ledger assign-lines"
    case accept = "batch accept"
    case arrears = "batch arrears"
    case moveSources = "ledger move-sources"
    case net = "case net"
    case carryClaims = "ledger carry-claims"
    case handOver = "ledger hand-over"
    case officer = "officer certificate"

    /// The books that it starts from.
    var stage: Stage {
        switch self {
        case .registerImport: .firstPeople
        case .submit: .checked
        case .approve: .almostApproved
        case .issue, .stop, .cancel, .officer: .approved
        case .results: .issued
        case .reconcile: .answered
        case .repair, .carry, .clear, .assignLines: .reconciled
        case .reissue: .repaired
        case .accept: .denied
        case .arrears: .proposed
        case .moveSources: .shifted
        case .net: .overPaid
        case .carryClaims: .yearOver
        case .handOver: .merged
        }
    }

    /// A command that opens the books for writing and changes nothing; wanted where a step leaves
    /// files.
    fileprivate func bystander(_ commands: Commands) -> (@Sendable (String) -> [String])? {
        switch self {
        case .submit: { commands.check($0) }
        case .approve: { commands.approve("checker", $0) }
        case .issue, .stop, .results, .reissue: { commands.approve("account-holder", $0) }
        case .registerImport, .cancel, .reconcile, .repair, .carry, .clear, .assignLines, .accept,
            .arrears, .moveSources, .net, .carryClaims, .handOver, .officer:
            nil
        }
    }

    fileprivate func command(_ prepared: PreparedBooks, _ books: String) -> [String] {
        let commands = prepared.commands
        return switch self {
        case .registerImport: commands.importPeople("people-2.csv", books)
        case .submit: commands.submit(books)
        case .approve: commands.approve("account-holder", books)
        case .issue: commands.issue(books)
        case .stop: commands.stop(prepared.person, books)
        case .cancel: commands.cancel(books)
        case .results: commands.results(prepared.firstAnswers, books)
        case .reconcile: commands.reconcile(books)
        case .repair: commands.repair(prepared.returned, books)
        case .reissue: commands.reissue(books)
        case .carry: commands.carry(books)
        case .clear: commands.clear(books)
        case .assignLines: commands.assignLines(books)
        case .accept: commands.accept(prepared.denied, books)
        case .arrears: commands.decideArrears(prepared.proposed, books)
        case .moveSources: commands.moveSources(books)
        case .net: commands.net(prepared.overPaid, books)
        case .carryClaims: commands.carryClaims(books)
        case .handOver: commands.handOver(books)
        case .officer: commands.renew(prepared.maker, books)
        }
    }
}

extension PreparedBooks {
    /// The drill of a step, cut off at every call.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - triesAll: Whether it is really killed too, every call fails, every write is lied about in
    ///     every way, and nothing but the same bytes shares a restart; else calls fail, and writes are
    ///     lied about, where it matters most.
    /// - Returns: The drill.
    func drill(_ step: DrilledStep, triesAll: Bool = false) -> Drill {
        let commands = commands
        let receipt = receipt(step.stage)
        var drill = Drill(
            name: "\(step.rawValue) (\(Commands.people) people, seed \(Commands.seed))",
            base: books(step.stage),
            step: { step.command(self, $0) },
            verify: { commands.verify($0, receipt: receipt) }
        )
        drill.bystander = step.bystander(commands)
        drill.exports = { commands.exports($0) }
        drill.part = .wanted
        if triesAll {
            drill.runs = Fault.allCases.filter { !$0.isTorn && !$0.isSilent }
            drill.lies = Fault.allCases.filter(\.isSilent)
        } else {
            drill.sharing = .sameSight
            drill.runs = [.inputOutputError, .noSpace]
            drill.lies = [.flippedMiddle, .dropped]
            drill.runSample = TracedCall.decisive
            drill.lieSample = TracedCall.payload
        }
        return drill
    }
}

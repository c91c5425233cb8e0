// Where the batches of a month stand, unit by unit, and which command comes next.
//
// Invariants:
// (1) It is read from the books each time; no command remembers what it told.
// (2) What comes next is the earliest thing that any unit waits for, for exactly those units.

import Disbursement
import Enrolment
import Intake
import Ledger
import Store
import Workflow

/// What a unit waits for, in the order of a month.
enum MonthStep: Comparable {
    case draft
    case check
    case submit
    case approve(OfficerRole)
    case issue
    case done

    private var rank: (Int, Int) {
        switch self {
        case .draft: (0, 0)
        case .check: (1, 0)
        case .submit: (2, 0)
        case .approve(let role): (3, OfficerRole.allCases.firstIndex(of: role) ?? 0)
        case .issue: (4, 0)
        case .done: (5, 0)
        }
    }

    static func < (one: MonthStep, other: MonthStep) -> Bool { one.rank < other.rank }
}

/// One unit's month.
struct UnitProgress {
    let unit: UnitRecord
    /// The newest draft; nil where none was made.
    let draft: DraftRecord?
    /// The batches of the month, with the roles that have not signed.
    let batches: [(record: BatchRecord, missing: [OfficerRole], files: [FileRecord])]

    /// Whether the newest draft says something that no batch says yet.
    var isDraftOpen: Bool {
        guard let draft, draft.state != "submitted" else { return false }
        // A draft of nothing beside the month's batches says that all of it is in them.
        return draft.lineCount + draft.heldCount > 0 || batches.allSatisfy(\.record.isCancelled)
    }

    /// What it waits for.
    var waitsFor: MonthStep {
        let live = batches.filter { !$0.record.isCancelled }
        guard let draft else { return .draft }
        switch draft.state {
        case "draft" where isDraftOpen: return .check
        case "checked" where draft.lineCount > 0: return .submit
        // Cancelled, or nothing was due: what is held is drafted again once its cause is gone.
        case "submitted" where live.isEmpty, "checked" where live.isEmpty: return .draft
        default: break
        }
        if let signature = live.compactMap(\.missing.first).map(MonthStep.approve).min() {
            return signature
        }
        return live.contains { !$0.record.isHandedOver && !$0.files.isEmpty } ? .issue : .done
    }
}

/// A month of some units.
struct MonthProgress {
    let period: CalendarMonth
    let units: [UnitProgress]
    /// Whether the units were named on the command line.
    private let areNamed: Bool

    /// Reads it.
    ///
    /// - Throws: `StepRefusal` for a unit that is not there, `StoreError`.
    init(_ open: OpenBooks, scope: RunScope) throws {
        period = scope.period
        areNamed = !scope.units.isEmpty
        let all = try open.books.batches().filter { $0.period == scope.period }
        units = try scope.records(open.books).map { unit in
            let rule = SignatureRule(roles: unit.roles.compactMap { OfficerRole(rawValue: $0) })
            return UnitProgress(
                unit: unit,
                draft: try open.books.query {
                    try $0.draftRecord(unit: unit.code, period: scope.period)
                },
                batches: try all.filter { $0.unit == unit.code }.map {
                    ($0, rule.missing($0.signatures.map(\.role)), try open.books.files(of: $0))
                }
            )
        }
    }

    /// The command that comes next.
    var next: String {
        guard let step = units.map(\.waitsFor).min() else { return "chitra verify" }
        let waiting = units.filter { $0.waitsFor == step }.map(\.unit.code)
        let isPart = !areNamed && waiting.count < units.count
        let words: String
        switch step {
        case .draft: words = "draft --period \(period)"
        case .check: words = "check --period \(period)"
        case .submit: words = "submit --period \(period)"
        case .approve(let role): words = "approve --period \(period) --role \(role.rawValue)"
        case .issue: words = "issue --period \(period)"
        case .done:
            // What was handed over is answered; what is closed is only proven.
            let isOpen = units.flatMap(\.batches).contains {
                $0.record.isHandedOver && !$0.record.isClosed
            }
            return isOpen ? "chitra bank results FILE" : "chitra verify"
        }
        let some = isPart ? waiting.map { " --unit \($0)" }.joined() : ""
        return "chitra batch \(words)\(some)"
    }

    /// The command that comes before any batch can be made; nil where all that it needs is there.
    static func before(_ open: OpenBooks) throws -> String? {
        if try open.register.lastNumber() == 0 { return "chitra register import FILE" }
        let units = try open.books.units()
        let hasBatch = try !open.books.batches().isEmpty
        if !hasBatch {
            for unit in units where unit.recomputeFrom < unit.firstMonth {
                guard try open.books.query({ try !$0.hasOpening(unit: unit.code) }) else {
                    continue
                }
                return "chitra register opening FILE"
            }
        }
        let isFunded = try units.contains { unit in
            try open.books.balance(account: "GRANTED", unit: unit.code) != 0
        }
        return isFunded ? nil : "chitra ledger receive FILE"
    }

    /// The month of the newest batch that was handed over, for a command to paste; `MONTH` where there
    /// is none.
    static func lastMonth(_ open: OpenBooks) throws -> String {
        let months = try open.books.batches().filter(\.isHandedOver).map(\.period)
        return months.max().map { "\($0)" } ?? "MONTH"
    }

    /// The command after something was taken in: what lacks, else the draft of the open month.
    static func afterTakingIn(_ open: OpenBooks) throws -> String {
        if let before = try before(open) { return before }
        let first = try open.books.units().map(\.firstMonth).min()
        let last = try open.books.batches().filter { !$0.isCancelled }.map(\.period).max()
        guard let month = [first, last].compactMap({ $0 }).max() else { return "chitra verify" }
        return "chitra batch draft --period \(month)"
    }
}

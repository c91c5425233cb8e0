// Rows applied one after the other, with everybody in memory: what a plan must come to.

import Intake
import Ledger

@testable import Enrolment

/// A register that takes rows one by one.
struct RowByRow {
    private(set) var people: [UInt64: PersonPlan] = [:]
    private var order: [UInt64] = []
    private var next: Int64
    private let known: CivilDate
    private(set) var findings: [PlanFinding] = []

    init(_ persons: some Sequence<Person>, known: CivilDate) {
        self.known = known
        next = 1
        for person in persons {
            people[person.nationalID.digits] = PersonPlan(
                number: person.number,
                nationalID: person.nationalID,
                before: person,
                known: known
            )
            next = max(next, person.number + 1)
        }
    }

    /// What changed, in order of number.
    var changes: [RegisterChange] {
        people.values.sorted { $0.number < $1.number }.compactMap(\.change)
    }

    mutating func apply(_ row: RegisterRow) {
        let id = row.nationalID
        var own = plan(of: id, isMade: row.event == .enrol)
        var trial = own
        guard trial.apply(row, payee: 1, isPayeeRefused: true) else {
            people[id.digits] = own
            findings += trial.findings.dropFirst(own.findings.count)
            return
        }
        // The person of the row comes into being before their payee.
        if own.person == nil, let identity = row.identity {
            own.make(identity, household: row.household)
        }
        people[id.digits] = own
        var payee: Int64 = 0
        var isRefused = false
        if case .other(let identity, _) = row.payee {
            var other = plan(of: identity.nationalID, isMade: true)
            let before = other.findings.count
            isRefused = !other.applyAsPayee(row)
            findings += other.findings.dropFirst(before)
            payee = other.number
            people[identity.nationalID.digits] = other
        }
        let before = own.findings.count
        _ = own.apply(row, payee: payee, isPayeeRefused: isRefused)
        findings += own.findings.dropFirst(before)
        people[id.digits] = own
    }

    private mutating func plan(of id: NationalID, isMade: Bool) -> PersonPlan {
        if let plan = people[id.digits], plan.number > 0 { return plan }
        defer { next += isMade ? 1 : 0 }
        return PersonPlan(
            number: isMade ? next : 0,
            nationalID: id,
            before: nil,
            known: known
        )
    }
}

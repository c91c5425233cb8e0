// The plan of a run: which payments and files meet what.
//
// Invariants:
// (1) The nearest row wins: the transfer's own, then the file's, then `*`.
// (2) Of one target at most one row decides over a payment, but one for banks and one for desks.

/// What is to happen, by target.
package struct BehaviourPlan: Sendable {
    /// Rows that decide over payments, by target.
    private var transfers: [String: [PlannedBehaviour]] = [:]
    /// Rows about files, by target, in the order of the plan.
    private var files: [String: [PlannedBehaviour]] = [:]

    /// A plan in which all goes well.
    package init() {}

    /// Adds a row; false where another row of its target decides the same.
    mutating func add(_ row: PlannedBehaviour) -> Bool {
        guard row.behaviour.isOfTransfer else {
            let isTwice = (files[row.target] ?? []).contains {
                $0.behaviour == row.behaviour && ![.fee, .interest].contains(row.behaviour)
            }
            files[row.target, default: []].append(row)
            return !isTwice
        }
        let isTwice = (transfers[row.target] ?? []).contains { other in
            [true, false].contains {
                other.behaviour.fits(isCash: $0) && row.behaviour.fits(isCash: $0)
            }
        }
        transfers[row.target, default: []].append(row)
        return !isTwice
    }

    /// What the plan wants of a payment; nil where it says nothing.
    func row(of transfer: String, in message: String, isCash: Bool) -> PlannedBehaviour? {
        for target in [transfer, message, "*"] {
            if let row = transfers[target]?.first(where: { $0.behaviour.fits(isCash: isCash) }) {
                return row
            }
        }
        return nil
    }

    /// The rows of a behaviour about a file; its own win over those of `*`.
    func rows(_ behaviour: Behaviour, of message: String) -> [PlannedBehaviour] {
        for target in [message, "*"] {
            let rows = (files[target] ?? []).filter { $0.behaviour == behaviour }
            if !rows.isEmpty { return rows }
        }
        return []
    }
}

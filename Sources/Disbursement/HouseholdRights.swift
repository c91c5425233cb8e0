// Rights of which a household has one portion: who of its persons is paid, and whose lines wait.
//
// Invariants:
// (1) Of the persons of one household who are owed such a right, the one to whom it was paid or is on its way
//     keeps it; where nobody was paid it is the one who came first into the register.
// (2) What is paid once is one for all months that are computed; a monthly right is one for each month.
// (3) Whose household has no number is nobody's member: nothing of theirs waits.

import Ledger

/// Collects rights of households, of persons in any order.
struct HouseholdRights {
    /// What a household has once.
    private struct Key: Hashable {
        let household: String
        let category: String
        /// The month's number; nil for what is paid once.
        let month: Int32?
    }

    /// The persons of each, with whether something of it is covered.
    private var members: [Key: [Int64: Bool]] = [:]

    /// Notes that a person of a household is owed a right.
    ///
    /// - Parameters:
    ///   - category: The category's code.
    ///   - household: The household's number on the unit's list; of nobody where it is empty.
    ///   - person: The person.
    ///   - month: The month's number; nil for what is paid once.
    ///   - isCovered: Whether lines of earlier batches pay something of it.
    mutating func note(
        _ category: String,
        of household: String,
        person: Int64,
        month: Int32?,
        isCovered: Bool
    ) {
        guard !household.isEmpty else { return }
        let key = Key(household: household, category: category, month: month)
        let known = members[key]?[person] ?? false
        members[key, default: [:]][person] = known || isCovered
    }

    /// The rights that wait because another person of the household has them; nil where none does.
    func waiting() -> WaitingRights? {
        var rights: Set<WaitingRights.Right> = []
        for (key, persons) in members where persons.count > 1 {
            let order = persons.sorted { ($0.value ? 0 : 1, $0.key) < ($1.value ? 0 : 1, $1.key) }
            for (person, _) in order.dropFirst() {
                rights.insert(
                    WaitingRights.Right(person: person, category: key.category, month: key.month)
                )
            }
        }
        return rights.isEmpty ? nil : WaitingRights(rights: rights)
    }
}

/// Rights that wait because of another person of the household.
struct WaitingRights {
    /// A person's right.
    struct Right: Hashable {
        let person: Int64
        let category: String
        let month: Int32?
    }

    let rights: Set<Right>

    /// Whether a line is of one of them.
    func holds(_ line: DueLine) -> Bool {
        for month in [nil, line.month.number] as [Int32?]
        where rights.contains(
            Right(person: line.person, category: line.category, month: month)
        ) {
            return true
        }
        return false
    }
}

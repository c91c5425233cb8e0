// From the rows of a file to the register's next state, as a pure function.
//
// Invariants:
// (1) Claims and facts are appended, never altered or removed; a row that says what the register
//     already has changes nothing, so a file taken in twice gives no change the second time.
// (2) Numbers are given in the order of the rows; a payee comes right after the first person they
//     receive for.
// (3) One claim of a category runs at a time.
//
// A file too long for memory is planned in pieces of rows: `lookup` then sees the outcome of the
// pieces before, and `nextNumber` is taken over.

package import Intake
package import Ledger

/// Plans register changes.
package enum RegisterPlanner {
    /// Plans what rows change.
    ///
    /// - Parameters:
    ///   - rows: Rows that passed the checks of RegisterReader, in order of the file.
    ///   - file: The file's name for findings.
    ///   - nextNumber: The number that the next new person gets.
    ///   - known: The day from which the books know what the rows say.
    ///   - lookup: The person of a national ID, as last known.
    /// - Returns: Each changed person once, in order of number; nothing of it may be used where the
    ///   reading is refused.
    package static func plan(
        _ rows: some Sequence<RegisterRow>,
        file: String,
        nextNumber: Int64,
        known: CivilDate,
        lookup: (NationalID) -> Person?
    ) -> Reading<[RegisterChange]> {
        precondition(nextNumber > 0, "a person's number is positive")
        return withoutActuallyEscaping(lookup) { lookup in
            var plan = RegisterPlan(file: file, next: nextNumber, known: known, lookup: lookup)
            for row in rows { plan.apply(row) }
            return Reading(value: plan.changes, diagnostics: plan.findings)
        }
    }
}

/// The plan in progress.
struct RegisterPlan {
    /// A person that the file touches.
    struct Entry {
        let before: Person?
        var person: Person
        /// The line that named the payee, once one did.
        var payeeLine: Int?
    }

    let file: String
    let known: CivilDate
    let lookup: (NationalID) -> Person?
    var next: Int64
    var entries: [Entry] = []
    var places: [NationalID: Int] = [:]
    var findings: [Diagnostic] = []

    init(
        file: String,
        next: Int64,
        known: CivilDate,
        lookup: @escaping (NationalID) -> Person?
    ) {
        self.file = file
        self.next = next
        self.known = known
        self.lookup = lookup
    }

    mutating func note(_ code: RegisterCode, _ row: RegisterRow, _ detail: String = "") {
        findings.append(code.at(Location(file: file, line: row.line), detail))
    }

    /// The place of a person's entry: from this file, from the register, or new when an identity is
    /// given; nil for a person whom nobody knows.
    mutating func place(_ number: NationalID, identity: Identity?, household: String) -> Int? {
        if let place = places[number] { return place }
        if let person = lookup(number) {
            entries.append(Entry(before: person, person: person))
        } else if let identity {
            let person = Person(
                number: next,
                nationalID: number,
                name: identity.name,
                birth: identity.birth,
                sex: identity.sex,
                household: household,
                payee: next,
                authorityEnds: nil,
                way: nil,
                claims: [],
                facts: []
            )
            next += 1
            entries.append(Entry(before: nil, person: person))
        } else {
            return nil
        }
        places[number] = entries.count - 1
        return entries.count - 1
    }

    /// Each person that is new or another than before, in order of number.
    var changes: [RegisterChange] {
        entries.filter { $0.before != $0.person }
            .sorted { $0.person.number < $1.person.number }
            .map { entry in
                RegisterChange(
                    person: entry.person,
                    isNew: entry.before == nil,
                    kinds: RegisterPlan.kinds(before: entry.before, after: entry.person)
                )
            }
    }

    private static func kinds(before: Person?, after: Person) -> [RegisterChange.Kind] {
        let oldFacts = before?.facts ?? []
        let newFacts = after.facts[oldFacts.count...]
        let newClaims = after.claims[(before?.claims.count ?? 0)...]
        return RegisterChange.Kind.allCases.filter { kind in
            switch kind {
            case .enrolled: before == nil
            case .identityCorrected:
                before.map {
                    $0.name != after.name || $0.birth != after.birth || $0.sex != after.sex
                } ?? false
            case .householdChanged: before.map { $0.household != after.household } ?? false
            case .claimAdded: newClaims.contains { $0.ended == nil }
            case .claimEnded: newClaims.contains { $0.ended != nil }
            case .factAdded: newFacts.contains { $0.name != "death" }
            case .payeeChanged:
                (before?.payee ?? after.number) != after.payee
                    || before?.authorityEnds != after.authorityEnds
            case .accountChanged: before?.way != after.way
            case .died: newFacts.contains { $0.name == "death" }
            }
        }
    }
}

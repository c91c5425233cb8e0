// Which budget line each posting is on: assignments by unit, budget year, source and programme, each from a day.
//
// A posting names its source by one short word, and a journal may have a hundred million of them; the codes of
// the budget belong to that word in one unit and year. So they are kept once, in this table.
//
// Invariants:
// (1) Assignments are only ever added. Of those that a posting fits, one for its programme counts before one for
//     all programmes, then the one from the latest day, then the one that was added last.
// (2) A posting that names no budget year or no source is on no line.

/// The codes of a source in a unit and budget year, from a day on.
public struct BudgetLineAssignment: Hashable, Sendable {
    /// The line.
    public let line: BudgetLine
    /// The funding source that is paid from it.
    public let source: String
    /// The programme; nil for all that have no assignment of their own, and for what names none.
    public let programme: String?
    /// The first day of the books on which it holds.
    public let from: CivilDate

    /// An assignment.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - source: The funding source; never empty.
    ///   - programme: The programme; nil for all others.
    ///   - from: The first day of the books on which it holds.
    public init(line: BudgetLine, source: String, programme: String? = nil, from: CivilDate) {
        precondition(!source.isEmpty, "a budget line is assigned to a source")
        precondition(programme?.isEmpty != true, "a programme has a code")
        self.line = line
        self.source = source
        self.programme = programme
        self.from = from
    }
}

/// Assignments of budget lines, and the answer to which line a posting is on.
public struct BudgetLineTable: Sendable {
    private struct Key: Hashable {
        let unit: String
        let budgetYear: Int
        let source: String
        let programme: String?
    }

    /// All assignments, in the order in which they were added.
    public private(set) var assignments: [BudgetLineAssignment] = []
    private var places: [Key: [Int]] = [:]

    /// A table without assignments: nothing is on a line.
    public init() {}

    /// Adds an assignment; what was added before stays.
    public mutating func add(_ assignment: BudgetLineAssignment) {
        let key = Key(
            unit: assignment.line.unit,
            budgetYear: assignment.line.budgetYear,
            source: assignment.source,
            programme: assignment.programme
        )
        places[key, default: []].append(assignments.count)
        assignments.append(assignment)
    }

    /// The assignment that counts for a posting.
    ///
    /// - Parameters:
    ///   - dimensions: What the posting is about.
    ///   - day: The day of the books of its entry.
    /// - Returns: The assignment; nil where none fits.
    public func assignment(
        of dimensions: Dimensions,
        on day: CivilDate
    ) -> BudgetLineAssignment? {
        guard let year = dimensions.budgetYear, let source = dimensions.source else { return nil }
        func latest(_ programme: String?) -> BudgetLineAssignment? {
            let key = Key(
                unit: dimensions.unit,
                budgetYear: year,
                source: source,
                programme: programme
            )
            var found: BudgetLineAssignment?
            for place in places[key, default: []] where assignments[place].from <= day {
                guard found.map({ $0.from <= assignments[place].from }) ?? true else { continue }
                found = assignments[place]
            }
            return found
        }
        return dimensions.programme.flatMap { latest($0) } ?? latest(nil)
    }

    /// The dimensions with the codes of the line that they are on.
    ///
    /// - Parameters:
    ///   - dimensions: What a posting is about.
    ///   - day: The day of the books of its entry.
    /// - Returns: The same dimensions; without codes where no assignment fits.
    public func assigned(_ dimensions: Dimensions, on day: CivilDate) -> Dimensions {
        var assigned = dimensions
        assigned.codes = assignment(of: dimensions, on: day)?.line.codes
        return assigned
    }
}

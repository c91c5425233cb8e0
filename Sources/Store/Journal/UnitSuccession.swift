// Units that handed their books over to another one (event 22), and what stands on a unit's accounts.
//
// Invariants:
// (1) A unit hands over once; from the step after it every entry of the unit is booked with its successor:
//     answers that come late, files that are out, cases that go on.
// (2) The paper's key names both units.

import GRDB
package import Ledger

/// The paper of a hand-over.
package struct UnitHandOver: Hashable, Sendable {
    /// What such a paper is called in the table of papers.
    package static let event = "hand-over"

    /// The unit that handed over.
    package let unit: String
    /// The unit that took over.
    package let successor: String

    /// A hand-over.
    package init(unit: String, successor: String) {
        self.unit = unit
        self.successor = successor
    }

    /// The hand-over that the key of a paper names; nil where it names none.
    package init?(key: String) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.event else { return nil }
        self.init(unit: String(parts[1]), successor: String(parts[2]))
    }

    /// The key of the paper.
    package var key: String { "\(Self.event)/\(unit)/\(successor)" }
}

/// Who bears what is booked for each unit.
struct UnitSuccessions {
    private var successors: [String: (unit: String, step: Int64)] = [:]

    /// The hand-overs that a connection sees.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where a unit handed over twice, or in a circle.
    init(_ db: Database) throws {
        for row in try Row.fetchAll(
            db,
            sql: "SELECT key, step FROM paper WHERE event = ? ORDER BY rowid",
            arguments: [UnitHandOver.event]
        ) {
            guard let paper = UnitHandOver(key: row["key"]), successors[paper.unit] == nil,
                bearer(of: paper.successor) != paper.unit
            else { throw StoreError.damaged("paper: a hand-over") }
            successors[paper.unit] = (paper.successor, row["step"])
        }
    }

    /// The unit that bears what is booked for one.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - step: The step that books; hand-overs of earlier steps count.
    /// - Returns: The last successor; the unit itself where it did not hand over.
    func bearer(of unit: String, in step: Int64 = .max) -> String {
        var bearer = unit
        while let next = successors[bearer], next.step < step { bearer = next.unit }
        return bearer
    }

    /// The units that bore what is booked for one, itself first, each with the step after which it did.
    func bearers(of unit: String) -> [(unit: String, since: Int64)] {
        var bearers: [(unit: String, since: Int64)] = [(unit, 0)]
        while let next = successors[bearers[bearers.count - 1].unit] {
            bearers.append((next.unit, max(next.step, bearers[bearers.count - 1].since)))
        }
        return bearers
    }

    /// The units whose entries the same unit bears, by code: itself, and all that handed over to it.
    func family(of unit: String) -> [String] {
        let bearer = bearer(of: unit)
        return (successors.keys.filter { self.bearer(of: $0) == bearer } + [bearer]).sorted()
    }
}

extension BooksReader {
    /// The unit that bears what is booked for one: its successor, where it handed over.
    ///
    /// - Parameter unit: The unit's code.
    /// - Returns: The code of the unit that bears it.
    /// - Throws: ``StoreError/damaged(_:)``.
    package func bearer(of unit: String) throws -> String {
        try UnitSuccessions(db).bearer(of: unit)
    }

    /// The units whose entries the same unit bears: after a merger the successor and all that handed over to it.
    ///
    /// - Parameter unit: The code of one of them.
    /// - Returns: Their codes in order; the unit alone where nobody handed over.
    /// - Throws: ``StoreError/damaged(_:)``.
    package func family(of unit: String) throws -> [String] {
        try UnitSuccessions(db).family(of: unit)
    }

    /// A paper that stands under the code of another unit of the same family: the same event, year, source,
    /// provider, amount and number.
    ///
    /// - Parameters:
    ///   - unit: The unit under whose code it does not stand.
    ///   - amount: VND.
    ///   - key: The key of the paper under the code of a unit.
    /// - Returns: The code under which it stands; nil for none.
    /// - Throws: ``StoreError``.
    package func codeOfSamePaper(
        besides unit: String,
        amount: Int64,
        key: (String) throws -> String
    ) throws -> String? {
        try family(of: unit).first { other in
            guard other != unit else { return false }
            return try paper(key: try key(other))?.amount == amount
        }
    }

    /// What stands on the accounts of a unit, in all dimensions, in the order in which they were first used.
    ///
    /// - Parameter unit: The unit's code.
    /// - Returns: Balances that are not zero.
    /// - Throws: `DatabaseError`.
    package func dimensionedBalances(ofUnit unit: String) throws -> [DimensionedBalance] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT c.*, n.person AS person, sum(n.amount) AS amount
                FROM \(Schema.postingTable) n CROSS JOIN posting_class c ON c.number = n.class
                WHERE c.unit = ? GROUP BY n.class, n.person HAVING sum(n.amount) <> 0
                ORDER BY n.class, n.person
                """,
            arguments: [unit]
        ).map { row in
            let posting = PostingClass(row)
            guard posting.currency == Currency.vnd.code else {
                throw StoreError.damaged("posting_class: a currency")
            }
            let person: Int64 = row["person"]
            return DimensionedBalance(
                account: posting.account,
                dimensions: posting.dimensions(person: person == 0 ? nil : person),
                balance: .vnd(row["amount"])
            )
        }
    }
}

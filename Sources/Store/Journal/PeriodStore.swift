// Closed periods and settled years: until when nothing is booked any more, unit by unit.
//
// Invariants:
// (1) A close only moves forward: the latest day counts.
// (2) A year is settled once; from that day on no entry changes its expense, funding, advance or estimate.
// (3) Every entry passes here before it is written (``StepWriter/post(_:linesRoot:)``).

import Disbursement
import GRDB
package import Ledger

/// A close of a unit's books.
package struct PeriodClose: Hashable, Sendable {
    /// The unit.
    package let unit: String
    /// The last closed day.
    package let through: CivilDate
    /// The paper.
    package let document: String
}

/// The settlement of a budget year of a unit.
package struct YearSettlement: Hashable, Sendable {
    /// The unit.
    package let unit: String
    /// The budget year.
    package let year: Int
    /// The day on which its accounts were approved.
    package let settledOn: CivilDate
    /// The paper that approved them.
    package let document: String
    /// The step that entered it.
    package let step: Int64
}

extension BooksReader {
    /// The closes, in the order in which they were made.
    package func periodCloses() throws -> [PeriodClose] {
        try Row.fetchAll(db, sql: "SELECT * FROM period_close ORDER BY rowid").map { row in
            PeriodClose(
                unit: row["unit"],
                through: try Self.day(row["through"], of: "period_close"),
                document: row["document"]
            )
        }
    }

    /// The settled years, in the order in which they were entered.
    package func yearSettlements() throws -> [YearSettlement] {
        try Row.fetchAll(db, sql: "SELECT * FROM year_settlement ORDER BY rowid").map { row in
            YearSettlement(
                unit: row["unit"],
                year: row["year"],
                settledOn: try Self.day(row["settled_on"], of: "year_settlement"),
                document: row["document"],
                step: row["step"]
            )
        }
    }

    /// The last closed day of a unit's books; nil while nothing was closed.
    package func lastClosedDay(unit: String) throws -> CivilDate? {
        try periodCloses().filter { $0.unit == unit }.map(\.through).max()
    }

    /// The years of a unit that are settled on a day.
    package func settledYears(unit: String, on day: CivilDate) throws -> Set<Int> {
        Set(try settlements(of: unit).filter { $0.settledOn <= day }.map(\.year))
    }

    /// What settled the years of a unit: its own settlements, and those of who bore its entries by then.
    package func settlements(of unit: String) throws -> [YearSettlement] {
        let bearers = try UnitSuccessions(db).bearers(of: unit)
        return try yearSettlements().filter { settlement in
            bearers.contains { $0.unit == settlement.unit && $0.since < settlement.step }
        }
    }

    /// The budget years that a unit's postings name, ascending.
    package func budgetYears(unit: String) throws -> [Int] {
        try Int.fetchAll(
            db,
            sql: """
                SELECT DISTINCT year FROM posting_class
                WHERE unit = ? AND year IS NOT NULL ORDER BY year
                """,
            arguments: [unit]
        )
    }

    /// VND of a year's advances that stand open, each source for itself; sources at zero are left out.
    package func advances(unit: String, year: Int) throws -> [(source: String, amount: Int64)] {
        var standing: [String: Int64] = [:]
        for (posting, balance) in try balances(
            account: "ADV",
            unit: unit,
            where: { $0.year == year }
        ) {
            let source = posting.source ?? ""
            let (sum, overflow) = standing[source, default: 0]
                .subtractingReportingOverflow(balance)
            guard !overflow else { throw StoreError.damaged("posting: a sum") }
            standing[source] = sum
        }
        return standing.filter { $0.value != 0 }.sorted { $0.key < $1.key }
            .map { (source: $0.key, amount: $0.value) }
    }

    /// What is closed and settled of a unit.
    func unitPeriods(_ unit: String) throws -> UnitPeriods {
        UnitPeriods(
            unit: unit,
            closed: try lastClosedDay(unit: unit),
            settlements: try yearSettlements().filter { $0.unit == unit }
        )
    }

    private static func day(_ text: String, of table: String) throws -> CivilDate {
        guard let day = CivilDate(iso: text) else { throw StoreError.damaged("\(table): day") }
        return day
    }
}

/// What is closed and settled of a unit: what its entries are held against.
struct UnitPeriods {
    let unit: String
    let closed: CivilDate?
    let settlements: [YearSettlement]

    /// Holds an entry against them, under the rules of the ledger library.
    ///
    /// - Throws: ``StoreError/periodClosed(unit:through:bookedOn:)``,
    ///   ``StoreError/yearSettled(unit:year:)``.
    func requireOpen(for entry: JournalEntry) throws {
        if closed == nil && settlements.isEmpty { return }
        let years = Set(entry.postings.compactMap(\.dimensions.budgetYear))
        var rules = PostingRules(
            chart: .shipped,
            budgetYears: years.sorted().map { year in
                .shipped(year, settledOn: settlements.first { $0.year == year }?.settledOn)
            },
            yearRules: YearRule.shipped
        )
        do throws(PostingRefusal) {
            if let closed { try rules.close(entry.unit, through: closed) }
            try rules.check(entry) { _ in ScopeBalance() }
        } catch {
            switch error {
            case .periodClosed(let unit, let through, let day):
                throw StoreError.periodClosed(unit: unit, through: through, bookedOn: day)
            case .yearOver(_, let year, _):
                throw StoreError.yearSettled(unit: entry.unit, year: year)
            // Entries were held against the chart when they were made.
            default: throw error
            }
        }
    }
}

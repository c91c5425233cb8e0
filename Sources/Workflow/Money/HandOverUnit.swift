// A unit that was merged hands its books over to another one, by minutes (event 22).
//
// Invariants:
// (1) Every account of the old unit stands at zero after it, but for hand-overs and for what settled years
//     keep; the successor has the same balances in the same dimensions.
// (2) It is done once for a unit, and never in a circle. What is booked for the old unit from then on is its
//     successor's: files may be out, answers late, cases open.
// (3) The same books come to the same entries: the step writes them, and `verify` makes them again.

import Disbursement
import Intake
import Ledger
import Signing
import Store

/// What was handed over.
package struct HandOverReport: Sendable {
    /// Whether it was done now; false where it stands already.
    package let isNew: Bool
    /// The balances that the successor took.
    package let balanceCount: Int
}

/// Hands a unit over.
package struct HandOverUnit {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Hands over what stands on the accounts of a unit.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - unit: The code of the unit that ends.
    ///   - successor: The code of the unit that takes over.
    ///   - document: The minutes.
    ///   - officer: The chief accountant of both.
    /// - Returns: What was handed over.
    /// - Throws: ``StepRefusal``; `StoreError`.
    package func run(
        _ open: OpenBooks,
        unit: String,
        to successor: String,
        document: String,
        officer: OfficerKey
    ) throws -> HandOverReport {
        let paper = try DocumentReference.required(document)
        _ = try RunScope.units([unit, successor], of: open.books)
        for code in [unit, successor] { try officer.require([.chiefAccountant], unit: code) }
        let units = UnitHandOver(unit: unit, successor: successor)
        if let known = try open.books.query({ try $0.paper(key: units.key) }) {
            guard try DocumentReference.required(known.document).digest == paper.digest else {
                throw StepRefusal(
                    .dataErrors,
                    Phrase(
                        vi: "đơn vị \(unit) đã bàn giao sổ cho \(successor) theo biên bản "
                            + known.document,
                        en: "unit \(unit) handed its books over to \(successor) by minutes "
                            + known.document
                    )
                )
            }
            return HandOverReport(isNew: false, balanceCount: 0)
        }
        try Self.requireFree(units, open)
        try open.requireProof()
        let today = environment.now.date
        let entries = try Self.entries(units, document: paper.text, day: today, open: open)
        let count = try Self.balances(of: unit, on: today, open: open).count
        try open.books.step(
            StepInfo(
                key: units.key,
                verb: "ledger hand-over",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex,
                detail: unit
            )
        ) { writer in
            for entry in entries { try writer.post(entry) }
            try writer.insert(
                PaperRecord(
                    key: units.key,
                    event: UnitHandOver.event,
                    unit: unit,
                    year: today.month.year,
                    source: "",
                    provider: "",
                    amount: 0,
                    document: paper.text,
                    day: today
                )
            )
        }
        return HandOverReport(isNew: true, balanceCount: count)
    }

    /// Invariant (2).
    private static func requireFree(_ units: UnitHandOver, _ open: OpenBooks) throws {
        let (own, next) = try open.books.query {
            (try $0.bearer(of: units.unit), try $0.bearer(of: units.successor))
        }
        guard own == units.unit else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "đơn vị \(units.unit) đã bàn giao sổ; đơn vị nhận là \(own)",
                    en: "unit \(units.unit) handed its books over; \(own) bears them"
                )
            )
        }
        guard next != units.unit else {
            throw StepRefusal(
                .usage,
                units.successor == units.unit
                    ? Phrase(
                        vi: "đơn vị không bàn giao sổ cho chính mình",
                        en: "a unit does not hand its books over to itself"
                    )
                    : Phrase(
                        vi: "đơn vị \(units.successor) đã bàn giao sổ cho \(units.unit)",
                        en: "unit \(units.successor) handed its books over to \(units.unit)"
                    )
            )
        }
        guard next == units.successor else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi:
                        "đơn vị \(units.successor) đã bàn giao sổ cho \(next): bàn giao cho \(next)",
                    en: "unit \(units.successor) handed its books over to \(next): name \(next)"
                )
            )
        }
    }

    /// The entries of a hand-over.
    ///
    /// - Parameters:
    ///   - units: Both units.
    ///   - document: The minutes.
    ///   - day: The day of the books.
    ///   - open: The books as they are before.
    /// - Returns: What the old unit gives and what the successor takes; none where nothing stands.
    /// - Throws: `PostingRefusal`, `StoreError`.
    static func entries(
        _ units: UnitHandOver,
        document: String,
        day: CivilDate,
        open: OpenBooks
    ) throws -> [JournalEntry] {
        let made = try BalanceCarrying.handOver(
            try balances(of: units.unit, on: day, open: open),
            to: units.successor,
            through: "HO",
            chart: .shipped,
            paper: CarryingPaper(key: units.key, day: day, document: document)
        )
        return made.map { [$0.given, $0.taken] } ?? []
    }

    /// What a unit hands over: all but what settled years keep as it was approved.
    private static func balances(
        of unit: String,
        on day: CivilDate,
        open: OpenBooks
    ) throws -> [DimensionedBalance] {
        let (all, settled) = try open.books.query {
            (
                try $0.dimensionedBalances(ofUnit: unit),
                try $0.settledYears(unit: unit, on: day)
            )
        }
        let kept = Set(YearRule.shipped.map(\.account))
        var handedOver: [DimensionedBalance] = []
        var memo: [(dimensions: Dimensions, sum: Int64)] = []
        for row in all {
            guard let year = row.dimensions.budgetYear, settled.contains(year) else {
                handedOver.append(row)
                continue
            }
            guard ChartOfAccounts.shipped[row.account]?.kind == .memo else {
                if !kept.contains(row.account) { handedOver.append(row) }
                continue
            }
            if let place = memo.firstIndex(where: { $0.dimensions == row.dimensions }) {
                memo[place].sum += row.balance.minorUnits
            } else {
                memo.append((row.dimensions, row.balance.minorUnits))
            }
        }
        // What an advance or a claim took along to another year stands against the contra of this one.
        return handedOver
            + memo.filter { $0.sum != 0 }.map { dimensions, sum in
                DimensionedBalance(account: "MEMO", dimensions: dimensions, balance: .vnd(sum))
            }
    }
}

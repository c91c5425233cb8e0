// Closes a unit's books through a day, enters that a budget year was settled, and carries the advance that a
// year leaves to the next one (event 21).
//
// Invariants:
// (1) A close never moves back, and never reaches today: what is booked today stays possible. Nor does it
//     reach into days of which a statement is missing.
// (2) A year is settled after its adjustment ended, when its advances are cleared, carried or given back and the
//     Treasury has answered all that it was to pay directly.
// (3) An advance is carried within the adjustment of its year, whole or in part, under one paper once.

import Disbursement
import Intake
package import Ledger
import Signing
import Store

/// What stands of a unit's budget year.
package struct BudgetYearState: Sendable {
    /// The unit.
    package let unit: String
    /// The last closed day of its books; nil while nothing was closed.
    package let closedThrough: CivilDate?
    /// The budget year and its days.
    package let year: BudgetYear
    /// VND of advances that are neither cleared, carried nor given back.
    package let advance: Int64
}

/// Closes periods and settles years.
package struct ClosePeriod {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Closes a unit's books through a day.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - unit: The unit's code.
    ///   - through: The last day on which nothing is booked any more.
    ///   - document: The paper.
    ///   - officer: The chief accountant.
    /// - Returns: Whether it was done now; false where they are closed through that day already.
    /// - Throws: ``StepRefusal``.
    package func close(
        _ open: OpenBooks,
        unit: String,
        through: CivilDate,
        document: String,
        officer: OfficerKey
    ) throws -> Bool {
        let paper = try DocumentReference.required(document)
        _ = try RunScope.units([unit], of: open.books)
        try officer.require([.chiefAccountant], unit: unit)
        try requireOwnBooks(unit, open)
        guard through < environment.now.date else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "chỉ khóa sổ đến ngày đã qua; hôm nay còn ghi sổ",
                    en: "books are closed through a day that is over; today is still booked on"
                )
            )
        }
        if let closed = try open.books.query({ try $0.lastClosedDay(unit: unit) }) {
            if closed == through { return false }
            guard closed < through else {
                throw StepRefusal(
                    .dataErrors,
                    Phrase(
                        vi: "sổ của đơn vị \(unit) đã khóa đến hết \(closed): không mở lại",
                        en: "the books of unit \(unit) are closed through \(closed): they are not "
                            + "opened again"
                    ),
                    hint: Phrase(
                        vi: "sai sót của kỳ đã khóa được ghi điều chỉnh vào kỳ sau",
                        en: "what is wrong in a closed period is corrected in the next one"
                    )
                )
            }
        }
        try requireStatements(open, unit: unit, through: through)
        try open.requireProof()
        try step(open, "close-period/\(unit)/\(through)", "ledger close", officer) { writer in
            try writer.insert(
                "period_close",
                ["unit", "through", "document", "officer"],
                [unit, "\(through)", paper.text, officer.certificate.fingerprint.hex]
            )
        }
        return true
    }

    /// What a bank booked in the period and nobody knows of would be booked in the next one.
    private func requireStatements(
        _ open: OpenBooks,
        unit: String,
        through: CivilDate
    ) throws {
        let gaps = try StatementGap.of(unit: unit, through: through, open: open)
        guard !gaps.isEmpty else { return }
        let words = gaps.map(\.words)
        let known = gaps.compactMap(\.after).min().map {
            Phrase(vi: "; hoặc chỉ khóa đến \($0)", en: "; or close through \($0) only")
        }
        throw StepRefusal(
            .reconciliationDiffers,
            Phrase(
                vi: "thiếu sao kê của kỳ: "
                    + words.map(\.vietnamese).joined(separator: "; "),
                en: "a statement of the period is missing: "
                    + words.map(\.english).joined(separator: "; ")
            ),
            hint: Phrase(
                vi: "nạp sao kê còn thiếu: chitra bank results; rồi chitra reconcile"
                    + (known?.vietnamese ?? ""),
                en: "take in the statement that is missing: chitra bank results; then chitra "
                    + "reconcile" + (known?.english ?? "")
            )
        )
    }

    /// Enters that the accounts of a unit's budget year were approved.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - unit: The unit's code.
    ///   - year: The budget year.
    ///   - settledOn: The day on the paper.
    ///   - document: The paper that approves.
    ///   - officer: The chief accountant.
    /// - Returns: Whether it was done now; false where the same settlement stands already.
    /// - Throws: ``StepRefusal``.
    package func settle(
        _ open: OpenBooks,
        unit: String,
        year: Int,
        settledOn: CivilDate,
        document: String,
        officer: OfficerKey
    ) throws -> Bool {
        let paper = try DocumentReference.required(document)
        _ = try RunScope.units([unit], of: open.books)
        try officer.require([.chiefAccountant], unit: unit)
        let known = try open.books.query { try $0.yearSettlements() }
            .first { $0.unit == unit && $0.year == year }
        if let known {
            guard known.settledOn == settledOn else {
                throw StepRefusal(
                    .dataErrors,
                    Phrase(
                        vi:
                            "năm \(year) của đơn vị \(unit) đã ghi quyết toán ngày \(known.settledOn)",
                        en: "year \(year) of unit \(unit) stands as settled on \(known.settledOn)"
                    )
                )
            }
            return false
        }
        try requireOwnBooks(unit, open)
        try requireOver(open, unit: unit, year: year, settledOn: settledOn)
        try open.requireProof()
        let entry = try owedToBudget(open, unit: unit, year: year, document: paper.text)
        try step(open, "settle-year/\(unit)/\(year)", "ledger settle", officer) { writer in
            // Before the year is settled: it is the last entry that touches it.
            if let entry { try writer.post(entry) }
            try writer.insert(
                "year_settlement",
                ["unit", "year", "settled_on", "document", "officer"],
                [
                    unit, year, "\(settledOn)", paper.text,
                    officer.certificate.fingerprint.hex,
                ]
            )
        }
        return true
    }

    /// Carries what is left of a year's advance to the next year, each source for itself.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - unit: The unit's code.
    ///   - year: The budget year that ends.
    ///   - document: The decision.
    ///   - officer: The chief accountant.
    /// - Returns: VND carried of each source; empty where nothing was left.
    /// - Throws: ``StepRefusal``.
    package func carryAdvance(
        _ open: OpenBooks,
        unit: String,
        year: Int,
        document: String,
        officer: OfficerKey
    ) throws -> [(source: String, amount: Int64)] {
        let paper = try DocumentReference.required(document)
        _ = try RunScope.units([unit], of: open.books)
        try officer.require([.chiefAccountant], unit: unit)
        let days = BudgetYear.shipped(year)
        let phase = days.phase(on: environment.now.date)
        guard phase == .adjustment else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "tạm ứng năm \(year) chỉ chuyển sang năm sau trong thời gian chỉnh lý, sau "
                        + "\(days.spendingEnds) đến hết \(days.adjustmentEnds)",
                    en: "the advance of \(year) is carried while its accounts are adjusted, after "
                        + "\(days.spendingEnds) through \(days.adjustmentEnds)"
                )
            )
        }
        let sources = try open.books.query { try $0.advances(unit: unit, year: year) }
            .filter { $0.amount > 0 }
        guard !sources.isEmpty else { return [] }
        try open.requireProof()
        let postings = FundPostings(
            chart: .shipped,
            paper: BookingPaper(
                unit: unit,
                year: year + 1,
                day: environment.now.date,
                document: paper.text
            )
        )
        let key = "carry-advance/\(unit)/\(year)/\(paper.digest.hex)"
        let entry = try postings.advanceCarried(
            key: key,
            from: year,
            totals: sources.map { BatchTotal(programme: "", source: $0.source, amount: $0.amount) }
        )
        try step(open, key, "ledger carry-advance", officer) { try $0.post(entry) }
        return sources
    }

    /// What stands of each unit's budget years, by unit and year.
    ///
    /// - Throws: `StoreError`.
    package func states(_ open: OpenBooks, units: [String]) throws -> [BudgetYearState] {
        let chosen = try RunScope.units(units, of: open.books)
        return try open.books.query { reader in
            try chosen.flatMap { unit in
                let settlements = try reader.settlements(of: unit.code)
                let closed = try reader.lastClosedDay(unit: unit.code)
                return try reader.budgetYears(unit: unit.code).map { year in
                    let settledOn = settlements.first { $0.year == year }?.settledOn
                    return BudgetYearState(
                        unit: unit.code,
                        closedThrough: closed,
                        year: .shipped(year, settledOn: settledOn),
                        advance: try reader.advances(unit: unit.code, year: year)
                            .reduce(0) { $0 + $1.amount }
                    )
                }
            }
        }
    }

    /// The books of a unit that handed over are closed and settled with its successor's.
    private func requireOwnBooks(_ unit: String, _ open: OpenBooks) throws {
        let bearer = try open.books.query { try $0.bearer(of: unit) }
        guard bearer != unit else { return }
        throw StepRefusal(
            .dataErrors,
            Phrase(
                vi: "đơn vị \(unit) đã bàn giao sổ cho \(bearer)",
                en: "unit \(unit) handed its books over to \(bearer)"
            ),
            hint: Phrase(
                vi: "khóa sổ, quyết toán ở đơn vị nhận: --unit \(bearer)",
                en: "close and settle with the successor: --unit \(bearer)"
            )
        )
    }

    /// Invariant (2).
    private func requireOver(
        _ open: OpenBooks,
        unit: String,
        year: Int,
        settledOn: CivilDate
    ) throws {
        let days = BudgetYear.shipped(year)
        guard settledOn > days.adjustmentEnds, settledOn <= environment.now.date else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi:
                        "quyết toán năm \(year) được duyệt sau ngày \(days.adjustmentEnds) và không ở "
                        + "tương lai",
                    en:
                        "the accounts of \(year) are approved after \(days.adjustmentEnds), and not in "
                        + "the future"
                )
            )
        }
        let onItsWay = try EstimateRoom(open).onItsWay(unit: unit, year: year)
        guard onItsWay == 0 else {
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "Kho bạc chưa trả lời \(Money.vnd(onItsWay)) chi thẳng của năm \(year)",
                    en: "the Treasury has not answered \(Money.vnd(onItsWay).inEnglish) that it is "
                        + "to pay of \(year)"
                ),
                hint: Phrase(
                    vi: "nạp bảng kết quả có chữ ký của Kho bạc (bank results), rồi reconcile",
                    en: "take in the Treasury's signed list (bank results), then reconcile"
                )
            )
        }
        let advances = try open.books.query { try $0.advances(unit: unit, year: year) }
        guard advances.isEmpty else {
            let advance = advances.reduce(0) { $0 + $1.amount }
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "tạm ứng năm \(year) của đơn vị \(unit) còn \(Money.vnd(advance))",
                    en: "advances of \(year) of unit \(unit) still hold "
                        + Money.vnd(advance).inEnglish
                ),
                hint: Phrase(
                    vi:
                        "thanh toán (ledger clear), nộp trả (ledger give-back) hoặc chuyển sang năm "
                        + "sau (ledger carry-advance) trước",
                    en:
                        "clear it (ledger clear), give it back (ledger give-back) or carry it to the "
                        + "next year (ledger carry-advance) first"
                )
            )
        }
    }

    /// What is decided and not recovered of a year is owed to the budget from its settlement on: the
    /// expense that the decisions took away comes back, as if they had been taken after it (event 13).
    private func owedToBudget(
        _ open: OpenBooks,
        unit: String,
        year: Int,
        document: String
    ) throws -> JournalEntry? {
        // A unit that settled the year before it was merged owed it then.
        let family = try open.books.query { reader in
            try reader.family(of: unit).filter {
                try !reader.settledYears(unit: $0, on: environment.now.date).contains(year)
            }
        }
        let cases = try open.books.query { try $0.cases() }.filter {
            family.contains($0.unit) && $0.year == year && $0.isDecided && $0.open > 0
        }
        guard !cases.isEmpty else { return nil }
        let paper = BookingPaper(
            unit: unit,
            year: year,
            day: environment.now.date,
            document: document
        )
        let pairs = cases.map { record in
            let claim = Dimensions.claim(
                unit: unit,
                year: year,
                total: BatchTotal(
                    programme: record.programme,
                    source: record.source,
                    year: year,
                    amount: record.open
                )
            )
            return PostingPair("EXP", claim, "DUE", claim, record.open)
        }
        return try paper.entry(
            key: "settle-year/\(unit)/\(year)",
            event: "owed-to-budget",
            pairs: pairs,
            chart: .shipped
        )
    }

    private func step(
        _ open: OpenBooks,
        _ key: String,
        _ verb: String,
        _ officer: OfficerKey,
        body: (StepWriter) throws -> Void
    ) throws {
        try open.books.step(
            StepInfo(
                key: key,
                verb: verb,
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            ),
            body: body
        )
    }
}

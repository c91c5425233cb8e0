// Steps 3 and 4: what is owed, and what is due now: a draft for each unit; then its check.
//
// Invariant: a draft is a record of what was found; the lines are made again when it is submitted,
// and must be the same.

package import Disbursement
package import Entitlement
import Intake
package import Ledger
import Signing
package import Store

/// One unit's draft with its digest.
package struct DraftReport: Sendable {
    /// The unit.
    package let unit: UnitRecord
    /// The draft.
    package let draft: Draft
    /// Its digest, hexadecimal.
    package let digest: String
}

/// Which units and month a command is about.
package struct RunScope: Sendable {
    /// The units' codes; empty for all.
    package let units: [String]
    /// The month that is paid.
    package let period: CalendarMonth

    /// A scope.
    package init(units: [String], period: CalendarMonth) {
        self.units = units
        self.period = period
    }

    /// The units of some codes, in the order of the books; all of them where none is named.
    ///
    /// - Throws: ``StepRefusal`` where the books have no such unit.
    static func units(_ units: [String], of books: Books) throws -> [UnitRecord] {
        let all = try books.units()
        for code in units where !all.contains(where: { $0.code == code }) {
            throw StepRefusal(
                .usage,
                Phrase(vi: "sổ không có đơn vị \(code)", en: "these books have no unit \(code)"),
                hint: Phrase(
                    vi: "các đơn vị: " + all.map(\.code).joined(separator: ", "),
                    en: "units: " + all.map(\.code).joined(separator: ", ")
                )
            )
        }
        return units.isEmpty ? all : all.filter { units.contains($0.code) }
    }

    /// The units' records.
    ///
    /// - Throws: ``StepRefusal`` for a unit that is not in the books or not open yet.
    package func records(_ books: Books) throws -> [UnitRecord] {
        let chosen = try Self.units(units, of: books)
        for unit in chosen where period < unit.firstMonth {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "đơn vị \(unit.code) chi từ tháng \(unit.firstMonth), không chi \(period)",
                    en: "unit \(unit.code) pays from \(unit.firstMonth), not \(period)"
                )
            )
        }
        return chosen
    }
}

/// Drafts and checks.
package struct DraftBatch {
    private let environment: Environment
    private let ruleBook: RuleBook

    /// A step in an environment, under a rule book.
    package init(_ environment: Environment, ruleBook: RuleBook) {
        self.environment = environment
        self.ruleBook = ruleBook
    }

    /// Drafts one batch for each unit and records it.
    ///
    /// - Throws: ``StepRefusal``, `StoreError`.
    package func draft(
        _ open: OpenBooks,
        scope: RunScope,
        known: CivilDate,
        officer: OfficerKey
    )
        throws -> [DraftReport]
    {
        let units = try scope.records(open.books)
        for unit in units { try officer.require([.maker], unit: unit.code) }
        guard known <= environment.now.date else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "ngày --known \(known) còn ở tương lai",
                    en: "the day --known \(known) is still to come"
                )
            )
        }
        try requireNear(scope.period)
        let reports = try compute(open, units: units, period: scope.period, known: known)
        try record(reports, state: "draft", open: open, officer: officer)
        return reports
    }

    /// A list is made for this month, or before it ends for the next; one that lies further ahead
    /// would pay now what may not be owed then.
    private func requireNear(_ period: CalendarMonth) throws {
        let last = environment.now.date.month.advanced(byMonths: 1)
        guard period > last else { return }
        throw StepRefusal(
            .usage,
            Phrase(
                vi: "tháng \(period) còn xa: nay lập được danh sách đến tháng \(last)",
                en: "\(period) lies ahead: lists can be made up to \(last) now"
            )
        )
    }

    /// Makes the newest drafts again and records that they were looked through.
    ///
    /// - Throws: ``StepRefusal`` where there is no draft or it is stale.
    package func check(
        _ open: OpenBooks,
        scope: RunScope,
        officer: OfficerKey
    ) throws
        -> [DraftReport]
    {
        let units = try scope.records(open.books)
        for unit in units { try officer.require([.maker, .checker], unit: unit.code) }
        let reports = try current(open, units: units, period: scope.period, wanted: nil)
        try record(reports, state: "checked", open: open, officer: officer)
        return reports
    }

    /// The drafts as they are now; refuses where one differs from what was recorded.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - units: The units asked for.
    ///   - period: The month that is paid.
    ///   - wanted: The state that each must have reached; nil for any.
    /// - Returns: The drafts, in order of unit.
    /// - Throws: ``StepRefusal`` where there is none, it is stale or not far enough.
    func current(
        _ open: OpenBooks,
        units: [UnitRecord],
        period: CalendarMonth,
        wanted: String?
    ) throws -> [DraftReport] {
        var known: [CivilDate: [UnitRecord]] = [:]
        var digests: [String: String] = [:]
        for unit in units {
            guard let draft = try open.books.draft(unit: unit.code, period: period) else {
                throw StepRefusal(
                    .usage,
                    Phrase(
                        vi: "đơn vị \(unit.code) chưa có bản lập tháng \(period)",
                        en: "unit \(unit.code) has no draft for \(period)"
                    ),
                    hint: Phrase(
                        vi: "chạy: chitra batch draft --period \(period)",
                        en: "run: chitra batch draft --period \(period)"
                    )
                )
            }
            if let wanted, draft.state != wanted {
                throw StepRefusal(
                    .approvalMissing,
                    Phrase(
                        vi: "bản lập của đơn vị \(unit.code) chưa được kiểm tra",
                        en: "the draft of unit \(unit.code) was not checked"
                    ),
                    hint: Phrase(
                        vi: "chạy: chitra batch check --period \(period)",
                        en: "run: chitra batch check --period \(period)"
                    )
                )
            }
            known[draft.known, default: []].append(unit)
            digests[unit.code] = draft.digest
        }
        var reports: [DraftReport] = []
        for (day, units) in known.sorted(by: { $0.key < $1.key }) {
            reports += try compute(open, units: units, period: period, known: day)
        }
        for report in reports where digests[report.unit.code] != report.digest {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "bản lập của đơn vị \(report.unit.code) đã cũ: sổ hoặc luật đã thay đổi",
                    en:
                        "the draft of unit \(report.unit.code) is stale: register, books or law changed"
                ),
                hint: Phrase(
                    vi: "lập lại: chitra batch draft --period \(period)",
                    en: "draft again: chitra batch draft --period \(period)"
                )
            )
        }
        return reports.sorted { $0.unit.code < $1.unit.code }
    }

    private func compute(
        _ open: OpenBooks,
        units: [UnitRecord],
        period: CalendarMonth,
        known: CivilDate
    ) throws -> [DraftReport] {
        let drafts = try DraftAssembly(open: open, ruleBook: ruleBook).drafts(
            units: units,
            period: period,
            known: known
        )
        return zip(units, drafts).map { unit, draft in
            DraftReport(unit: unit, draft: draft, digest: DraftAssembly.digest(draft).hex)
        }
    }

    private func record(
        _ reports: [DraftReport],
        state: String,
        open: OpenBooks,
        officer: OfficerKey
    ) throws {
        let new = try reports.filter { report in
            let newest = try open.books.draft(
                unit: report.unit.code,
                period: report.draft.scope.period
            )
            return newest?.digest != report.digest || newest?.state != state
                || newest?.officer != officer.certificate.fingerprint.hex
        }
        guard !new.isEmpty else { return }
        // The number of drafts before tells a draft that was made, replaced and made again.
        let before = try open.books.query { try $0.draftCount() }
        let key = new.map { "\($0.unit.code)/\($0.digest)" }.joined(separator: ",")
        try open.books.step(
            StepInfo(
                key: "\(state)/\(before)/" + Digest.of(utf8: key).hex
                    + "/\(officer.certificate.fingerprint.hex)",
                verb: "batch \(state)",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            )
        ) { writer in
            for report in new {
                try writer.insert(
                    "draft",
                    [
                        "unit", "period", "known", "state", "line_count", "amount", "held_count",
                        "left_out_count", "digest", "officer",
                    ],
                    [
                        report.unit.code, "\(report.draft.scope.period)",
                        "\(report.draft.scope.known)", state, report.draft.lines.count,
                        report.draft.amount, report.draft.held.count, report.draft.leftOut.count,
                        report.digest, officer.certificate.fingerprint.hex,
                    ]
                )
            }
        }
    }
}

// Claims of an earlier budget year that came back unpaid are owed in the current one: event 11 where the year
// is settled and the money was given back, else the claims go along with event 21.
//
// Invariants:
// (1) A transfer is carried whole or not at all: every line of it that is owed in the year.
// (2) What was cleared is carried only where its money was given back, never more of a source than that:
//     before the year was settled (event 10b) it goes along as if it had never been cleared, afterwards
//     (event 10c) it is owed again.
// (3) The year that pays must have it in its open estimate.
// (4) What a bank may have paid after all waits for the conflict to be decided.
// (5) The same books come to the same entries: the step writes them (`ClaimRows`), and `verify` makes them again.

import Disbursement
import Intake
import Ledger
import Signing
import Store

/// What was carried of a unit.
package struct CarriedClaimsReport: Sendable {
    /// The budget year in which it is owed now.
    package let year: Int
    /// Transfers that were carried.
    package let transferCount: Int
    /// VND of them that is owed again: the money had been given back (event 11).
    package let owedAgain: Int64
    /// VND of them that goes along: never cleared, or given back before the settlement.
    package let carried: Int64
    /// Transfers that stay where they are, with the cause.
    package let waiting: [WaitingTransfer]
}

/// Carries claims to the current budget year.
package struct CarryClaims {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Carries what a unit owes of a budget year to the current one.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - unit: The unit's code.
    ///   - year: The budget year in which it is owed until now.
    ///   - transfers: The transfers that are meant; empty for all that came back.
    ///   - document: The decision.
    ///   - officer: The chief accountant.
    /// - Returns: What was carried; nothing where nothing is left to carry.
    /// - Throws: ``StepRefusal``; `StoreError`.
    package func run(
        _ open: OpenBooks,
        unit: String,
        year: Int,
        transfers: [String],
        document: String,
        officer: OfficerKey
    ) throws -> CarriedClaimsReport {
        let paper = try DocumentReference.required(document)
        _ = try RunScope.units([unit], of: open.books)
        try officer.require([.chiefAccountant], unit: unit)
        let today = environment.now.date
        try Self.requireOver(year, on: today)
        try open.requireProof()
        let claims = try OpenClaims(unit: unit, year: year, on: today, open: open)
        let (chosen, waiting) = try claims.chosen(transfers)
        let rows = try ClaimRows(
            chosen,
            of: claims,
            to: today.month.year,
            document: paper.text,
            day: today
        )
        let report = CarriedClaimsReport(
            year: rows.year,
            transferCount: rows.transferCount,
            owedAgain: rows.owedAgain.reduce(0) { $0 + $1.amount },
            carried: rows.carried.reduce(0) { $0 + $1.amount },
            waiting: waiting
        )
        guard !rows.papers.isEmpty else { return report }
        try requireEstimate(rows, unit, open)
        try open.books.step(
            StepInfo(
                key: rows.key,
                verb: "ledger carry-claims",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex,
                detail: unit
            )
        ) { writer in
            for paper in rows.papers { try writer.insert(paper) }
            for entry in rows.entries { try writer.post(entry) }
        }
        return report
    }

    private static func requireOver(_ year: Int, on today: CivilDate) throws {
        let days = BudgetYear.shipped(year)
        guard today > days.spendingEnds, today.month.year > year else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "năm \(year) còn chi đến hết \(days.spendingEnds): chi lại trong năm đó",
                    en: "\(year) spends through \(days.spendingEnds): pay again within that year"
                )
            )
        }
    }

    /// Invariant (3).
    private func requireEstimate(_ rows: ClaimRows, _ unit: String, _ open: OpenBooks) throws {
        let needs = (rows.owedAgain + rows.carried).reduce(into: [String: Int64]()) {
            $0[$1.source, default: 0] += $1.amount
        }
        for (source, need) in needs.sorted(by: { $0.key < $1.key }) {
            func balance(_ account: String) throws -> Int64 {
                try open.books.balance(
                    account: account,
                    unit: unit,
                    year: rows.year,
                    source: source
                )
            }
            let free = try balance("GRANTED") - balance("RESERVED")
            guard need > free else { continue }
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "dự toán \(rows.year) của nguồn \(source) còn \(Money.vnd(free)), cần "
                        + "\(Money.vnd(need))",
                    en: "the estimate of \(rows.year) of source \(source) has "
                        + "\(Money.vnd(free).inEnglish) left, \(Money.vnd(need).inEnglish) is needed"
                ),
                hint: Phrase(
                    vi: "có văn bản giao dự toán thì nạp: chitra ledger receive FILE",
                    en: "with a paper that grants it, run: chitra ledger receive FILE"
                )
            )
        }
    }
}

/// What a unit owes of a budget year because it came back.
struct OpenClaims {
    let unit: String
    let year: Int
    /// Whether the year is settled.
    let isSettled: Bool
    /// The lines of each transfer, in order of batch and number; never empty.
    let transfers: [(id: String, lines: [OpenLine])]
    /// What was given back of the year and is not owed again, by source and programme.
    let givenBack: [BatchTotal]
    /// What was given back of the year before it was settled and is not carried, by source.
    private let givenBackAsSpent: [String: Int64]
    /// The same of the units whose money is in one account with this one's after a merger, its own among them.
    let family: [(id: String, lines: [OpenLine])]
    private let cleared: Set<Int64>
    private let origins: [Int64: Int64]
    /// The rows of lines that the Treasury paid from the estimate and that came back once the year was
    /// settled (event 8c): their money is given back.
    private let backToTreasury: Set<Int64>
    private let blocked: [String: [Int64]]
    /// The programmes that have a budget line of their own.
    private let ownLines: Set<SourceYear>
    /// The programmes by which the lines of each batch were reserved.
    private let reservedLines: [String: Set<SourceYear>]

    /// Looks for them.
    ///
    /// - Throws: `StoreError`.
    init(unit: String, year: Int, on day: CivilDate, open: OpenBooks) throws {
        self.unit = unit
        self.year = year
        blocked = try ReissueLines.blocked(unit: unit, open: open)
        let found = try open.books.query { reader in
            let isSettled = try reader.settledYears(unit: unit, on: day).contains(year)
            // A year that one unit settled before the merger has nothing in common with another's open one.
            let family = try reader.family(of: unit).filter {
                try reader.settledYears(unit: $0, on: day).contains(year) == isSettled
            }
            let direct = try reader.estimateProviders()
            let lines = try family.map { code in
                (unit: code, lines: try reader.openLines(unit: code).filter { $0.year == year })
            }
            let back = try lines.flatMap { code, lines in
                try lines.filter {
                    try direct.contains($0.line.provider)
                        && reader.cameBackSettled($0, unit: code)
                }
            }
            return (
                isSettled: isSettled,
                lines: lines,
                back: Set(back.map(\.line.row)),
                shares: try reader.shares(of: "GBK", unit: try reader.bearer(of: unit)),
                spent: try reader.givenBackAsSpent(units: Set(family), year: year),
                cleared: try reader.clearedLines(),
                origins: try reader.origins(),
                ownLines: try reader.ownLines(unit: unit),
                reserved: try Set(lines.flatMap(\.lines).map(\.batchCode)).reduce(into: [:]) {
                    $0[$1] = try reader.reservedLines(ofBatch: $1)
                }
            )
        }
        ownLines = found.ownLines
        reservedLines = found.reserved
        isSettled = found.isSettled
        givenBackAsSpent = found.spent
        cleared = found.cleared
        origins = found.origins
        backToTreasury = found.back
        givenBack = found.shares.filter { $0.year == year && $0.balance > 0 }.map {
            BatchTotal(
                programme: $0.programme ?? "",
                source: $0.source ?? "",
                amount: $0.balance
            )
        }
        transfers = Self.transfers(of: found.lines.first { $0.unit == unit }?.lines ?? [])
        family = found.lines.flatMap { Self.transfers(of: $0.lines) }
    }

    /// The paper by which they are booked in a year.
    func paper(of year: Int, on day: CivilDate, _ document: String) -> BookingPaper {
        BookingPaper(unit: unit, year: year, day: day, document: document, ownLines: ownLines)
    }

    /// Whether a line was reserved by its programme, and not by its source as a whole.
    func isReservedByProgramme(_ line: OpenLine) -> Bool {
        let (programme, source) = (line.line.line.programme, line.line.line.source)
        let place = SourceYear(programme: programme, year: year, source: source)
        return reservedLines[line.batchCode]?.contains(place) == true
    }

    /// Lines by their transfers, in their order.
    private static func transfers(of lines: [OpenLine]) -> [(id: String, lines: [OpenLine])] {
        var transfers: [(id: String, lines: [OpenLine])] = []
        for line in lines {
            let id = OpenLines.transferID(line)
            if transfers.last?.id == id {
                transfers[transfers.count - 1].lines.append(line)
            } else {
                transfers.append((id, [line]))
            }
        }
        return transfers
    }

    /// Whether a line was spending of the year: its advance was cleared in it, or the Treasury paid it and it came
    /// back after the settlement; of a claim that came from another year it was not.
    func isCleared(_ line: OpenLine) -> Bool {
        guard line.line.line.year == year else { return false }
        if backToTreasury.contains(line.line.row) { return true }
        var root = line.line.row
        while let earlier = origins[root] { root = earlier }
        return cleared.contains(root)
    }

    /// The transfers that are carried, of those that are meant, and those that wait.
    ///
    /// - Parameter ids: The transfers that are meant; empty for all.
    /// - Returns: The ids of both.
    /// - Throws: ``StepRefusal`` where a transfer is not among these, or where more was cleared of a source
    ///   than was given back, and nobody says which.
    func chosen(_ ids: [String]) throws -> (chosen: [String], waiting: [WaitingTransfer]) {
        if let unknown = ids.first(where: { id in !transfers.contains { $0.id == id } }) {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "lệnh \(unknown) không có khoản nào của năm \(year) bị trả lại và còn "
                        + "phải chi",
                    en: "transfer \(unknown) has nothing of \(year) that came back and is owed "
                        + "still"
                )
            )
        }
        var waiting: [WaitingTransfer] = []
        var chosen: [String] = []
        var needs: [String: Int64] = [:]
        let meant = transfers.filter { ids.isEmpty || ids.contains($0.id) }
        let covered = coveredBySpent(meant.map(\.id).filter { blocked[$0] == nil })
        for (id, lines) in meant {
            let missing = clearedSums(lines).filter { covered[id]?.contains($0.key) != true }
            if let cause = obstacle(id, isShort: !missing.isEmpty) {
                waiting.append(WaitingTransfer(transfer: id, cause: cause))
                continue
            }
            chosen.append(id)
            needs.merge(missing) { $0 + $1 }
        }
        for (source, need) in needs.sorted(by: { $0.key < $1.key }) {
            let back = givenBack.reduce(0) { $0 + ($1.source == source ? $1.amount : 0) }
            guard need > back else { continue }
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "nguồn \(source) năm \(year): đã nộp trả \(Money.vnd(back)), các khoản nêu "
                        + "là \(Money.vnd(need))",
                    en: "source \(source) of \(year): \(Money.vnd(back).inEnglish) was given back, "
                        + "these claims are \(Money.vnd(need).inEnglish)"
                ),
                hint: Phrase(
                    vi: "nộp trả phần còn lại (ledger give-back), hoặc nêu từng lệnh bằng "
                        + "--transfer; tiền chưa nộp trả thì chi lại từ tài khoản",
                    en: "give the rest back (ledger give-back), or name transfers with --transfer; "
                        + "what was not given back is paid again from the account"
                )
            )
        }
        return (chosen, waiting)
    }

    /// The sources of which the cleared lines of transfers are covered by what was given back as spent, by
    /// transfer; the first transfers take it first, and of a year that is not settled one takes it whole
    /// or not at all.
    func coveredBySpent(_ ids: [String]) -> [String: Set<String>] {
        let wanted = Set(ids)
        var left = givenBackAsSpent
        var covered: [String: Set<String>] = [:]
        for (id, lines) in transfers where wanted.contains(id) {
            let needs = clearedSums(lines)
            let fitting = needs.filter { $0.value <= left[$0.key] ?? 0 }
            guard isSettled || fitting.count == needs.count else { continue }
            for (source, amount) in fitting { left[source, default: 0] -= amount }
            covered[id] = Set(fitting.keys)
        }
        return covered
    }

    /// VND of a source that was cleared, came back, and was not given back since: the money that is there to pay it
    /// again.
    func moneyThatIsThere(of source: String) -> Int64 {
        let back = givenBack.reduce(0) { $0 + ($1.source == source ? $1.amount : 0) }
        let came = clearedSums(family.flatMap(\.lines))[source] ?? 0
        return came - back - (givenBackAsSpent[source] ?? 0)
    }

    /// The transfers of which the money was given back: they are carried, not paid again in this year.
    ///
    /// The first transfers take what is there.
    func withoutMoney() -> Set<String> {
        var left: [String: Int64] = [:]
        var gone: Set<String> = []
        for (id, lines) in family {
            let needs = clearedSums(lines)
            for source in needs.keys where left[source] == nil {
                left[source] = moneyThatIsThere(of: source)
            }
            guard needs.allSatisfy({ $0.value <= left[$0.key] ?? 0 }) else {
                gone.insert(id)
                continue
            }
            for (source, amount) in needs { left[source, default: 0] -= amount }
        }
        return gone
    }

    /// What of lines was cleared, by source.
    private func clearedSums(_ lines: [OpenLine]) -> [String: Int64] {
        lines.reduce(into: [:]) { sums, line in
            guard isCleared(line) else { return }
            sums[line.line.line.source, default: 0] += line.line.line.amount
        }
    }

    /// Invariants (2) and (4).
    private func obstacle(_ id: String, isShort: Bool) -> Phrase? {
        if let conflicts = blocked[id] {
            let numbers = conflicts.map { "\($0)" }.joined(separator: ", ")
            return Phrase(
                vi: "chờ quyết định mâu thuẫn \(numbers): chitra reconcile decide \(conflicts[0])",
                en: "waits for conflict \(numbers) to be decided: "
                    + "chitra reconcile decide \(conflicts[0])"
            )
        }
        guard !isSettled, isShort else { return nil }
        return Phrase(
            vi: "tạm ứng đã thanh toán, năm \(year) chưa quyết toán và tiền chưa nộp trả: chi lại "
                + "từ tiền ở ngân hàng, hoặc nộp trả (ledger give-back --cleared) rồi chuyển",
            en: "its advance was cleared, \(year) is not settled and the money was not given back: "
                + "pay it again from the money that lies with the bank, or give it back "
                + "(ledger give-back --cleared) and carry it then"
        )
    }
}

// Step 10: what came back is paid again: reissued under the same decision, or put on the next list.
//
// Invariants:
// (1) Only lines whose transfer did not reach the payee are paid again, each once at a time.
// (2) A transfer about which a conflict is open, because the payee may have the money, waits.
// (3) A reissue is frozen, signed, handed over and booked as any batch; it is not approved again in
//     the ledger, for it is owed already.

import BankFiles
import Disbursement
import Enrolment
package import Entitlement
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// What was put on the next list.
package struct CarryReport: Sendable {
    /// The unit.
    package let unit: String
    /// Transfers carried.
    package let transferCount: Int
    /// VND.
    package let amount: Int64
    /// Transfers that wait for a conflict to be decided.
    package let waiting: [String]
}

/// Reissues and carries.
package struct ReissueLines {
    private let environment: Environment
    private let ruleBook: RuleBook

    /// A step in an environment, under a rule book.
    package init(_ environment: Environment, ruleBook: RuleBook) {
        self.environment = environment
        self.ruleBook = ruleBook
    }

    /// Freezes a batch of a month's lines that came back and can be paid now, for each unit.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - scope: The month and units.
    ///   - officer: The maker.
    ///   - tell: Told of each batch as soon as it is frozen, whatever becomes of the next.
    ///   - wait: Told of each transfer that came back and is not paid again now, with what holds it.
    /// - Returns: The frozen batches; units with nothing to pay again have none.
    /// - Throws: ``StepRefusal``; batches before it in order of unit stay frozen.
    package func reissue(
        _ open: OpenBooks,
        scope: RunScope,
        officer: OfficerKey,
        tell: (SubmitReport) -> Void = { _ in },
        wait: (WaitingTransfer) -> Void = { _ in }
    ) throws -> [SubmitReport] {
        let units = try scope.records(open.books)
        for unit in units { try officer.require([.maker], unit: unit.code) }
        try open.requireProof()
        let known = environment.now.date
        let stops = try StandingStops(open: open, known: known)
        var reports: [SubmitReport] = []
        for unit in units {
            var holds = PayeeHolds(open: open, unit: unit, known: known)
            let again = try OpenLines(open: open).due(
                unit: unit,
                known: known,
                where: { $0.period == scope.period && !$0.isCarried },
                hold: { try holds.hold($0, category: $1) }
            )
            var draft = Draft.empty(
                unit: unit,
                period: scope.period,
                known: known,
                ruleBook: ruleBook
            )
            draft.add(returned: again.due, held: again.held)
            draft.hold(.stopped) { stops.holds($0) }
            for transfer in again.waiting { wait(transfer) }
            for held in draft.held {
                wait(WaitingTransfer(transfer: held.line.replaces, cause: held.cause.phrase))
            }
            guard !draft.lines.isEmpty else { continue }
            let report = try FreezeBatch(environment, ruleBook: ruleBook).run(
                DraftReport(unit: unit, draft: draft, digest: DraftAssembly.digest(draft).hex),
                kind: .reissue,
                open: open,
                officer: officer
            )
            reports.append(report)
            tell(report)
        }
        return reports
    }

    /// Puts a month's lines that came back on the next list, and tells of each unit as it is done.
    ///
    /// - Throws: ``StepRefusal``.
    package func carry(
        _ open: OpenBooks,
        scope: RunScope,
        document: String,
        officer: OfficerKey,
        tell: (CarryReport) -> Void = { _ in }
    ) throws -> [CarryReport] {
        _ = try DocumentReference.required(document)
        let units = try scope.records(open.books)
        for unit in units { try officer.require([.maker], unit: unit.code) }
        return try units.map { unit in
            let blocked = try Self.blocked(unit: unit.code, open: open)
            let all = try open.books.query { try $0.openLines(unit: unit.code) }
                .filter { $0.period == scope.period && !$0.isCarried }
            let chosen = all.filter { blocked[OpenLines.transferID($0)] == nil }
            var transfers: [String: OpenLine] = [:]
            for item in chosen { transfers[OpenLines.transferID(item)] = item }
            let ids = transfers.keys.sorted()
            if !ids.isEmpty {
                try open.books.step(
                    StepInfo(
                        key: "carry/\(unit.code)/\(scope.period)/"
                            + Digest.of(utf8: ids.joined(separator: " ")).hex,
                        verb: "batch carry",
                        at: environment.now,
                        officer: officer.certificate.fingerprint.hex
                    )
                ) { writer in
                    for id in ids {
                        guard let item = transfers[id] else { continue }
                        try writer.insert(
                            "carry",
                            ["batch", "transfer", "document", "officer"],
                            [
                                item.batch, item.line.transfer, document,
                                officer.certificate.fingerprint.hex,
                            ]
                        )
                    }
                }
            }
            let report = CarryReport(
                unit: unit.code,
                transferCount: ids.count,
                amount: chosen.reduce(0) { $0 + $1.line.line.amount },
                waiting: Set(all.map(OpenLines.transferID)).intersection(blocked.keys).sorted()
            )
            tell(report)
            return report
        }
    }

    /// Invariant (2) for a frozen batch: a conflict may have come since, about what its lines pay
    /// again or about the batch itself.
    ///
    /// - Throws: ``StepRefusal`` naming the conflicts and the lines to take away.
    static func requireUnblocked(_ batch: BatchRecord, open: OpenBooks) throws {
        let blocked = try blocked(unit: batch.unit, open: open)
        let messages = Set(try open.books.files(of: batch).map(\.message))
        let own = try openConflicts(unit: batch.unit, open: open).filter {
            $0.transfer.hasPrefix(batch.code) || messages.contains($0.file)
        }
        let lines = try open.books.query { try $0.repeats(of: batch) }.filter { line in
            blocked[line.replaces] != nil
        }
        let conflicts = Set(own.map(\.number) + lines.flatMap { blocked[$0.replaces] ?? [] })
        guard let first = conflicts.min() else { return }
        let numbers = conflicts.sorted().map { "\($0)" }.joined(separator: ", ")
        let repeats = lines.map { "\($0.number)" }.joined(separator: ", ")
        throw StepRefusal(
            .notPermitted,
            lines.isEmpty
                ? Phrase(
                    vi: "lô \(batch.code): ngân hàng đã nói về lô này trước khi bàn giao; "
                        + "mâu thuẫn chưa quyết định: \(numbers)",
                    en: "batch \(batch.code): a bank spoke of it before it was handed over; "
                        + "conflicts nobody has decided: \(numbers)"
                )
                : Phrase(
                    vi: "lô \(batch.code): người nhận có thể đã có tiền của các dòng \(repeats); "
                        + "mâu thuẫn chưa quyết định: \(numbers)",
                    en: "batch \(batch.code): the payees may have the money of these lines: "
                        + "\(repeats); conflicts nobody has decided: \(numbers)"
                ),
            hint: Phrase(
                vi: "quyết định mâu thuẫn trước (chitra reconcile decide \(first)), hoặc rút dòng, "
                    + "hủy lô",
                en:
                    "decide the conflict first (chitra reconcile decide \(first)), or stop the lines, "
                    + "or cancel"
            )
        )
    }

    /// Invariant (2): the transfers of a unit with open conflicts that forbid to pay, and those.
    static func blocked(unit: String, open: OpenBooks) throws -> [String: [Int64]] {
        try openConflicts(unit: unit, open: open).reduce(into: [:]) { blocked, conflict in
            guard !conflict.transfer.isEmpty else { return }
            blocked[conflict.transfer, default: []].append(conflict.number)
        }
    }

    /// The open conflicts of a unit that forbid to pay what they are about.
    private static func openConflicts(
        unit: String,
        open: OpenBooks
    ) throws -> [ConflictRecord] {
        try open.books.query { try $0.conflicts(unit: unit) }.filter {
            !$0.isDecided && ConflictKind(rawValue: $0.kind)?.forbidsPayment ?? true
        }
    }
}

extension Draft {
    /// A draft of nothing: the frame for lines that came back.
    static func empty(
        unit: UnitRecord,
        period: CalendarMonth,
        known: CivilDate,
        ruleBook: RuleBook
    ) -> Draft {
        DraftMaker(
            scope: DraftScope(
                unit: unit.code,
                place: unit.province,
                period: period,
                recomputeFrom: period,
                known: known
            ),
            ruleBook: ruleBook
        ).finished()
    }
}

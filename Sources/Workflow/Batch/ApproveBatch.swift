// Step 6: other people sign the same digest; the last signature books and reserves.
//
// Invariants:
// (1) A signature is over the digest of MANIFEST, which covers every byte of the batch.
// (2) No natural person signs twice; maker, chief accountant and account holder are three people.
// (3) The entry "approved" is booked with the last signature, when the estimate covers it and every
//     line is owed once (BatchRights), and never otherwise; lines approved before are not booked
//     again.
// (4) Who signs does so on proven rows: the log is replayed first, and nobody else writes until the
//     signature stands (Books, invariant 4). Earlier lines are replayed with the last signature,
//     which alone asks what else was paid.
// (5) A signature is over the digests in MANIFEST, and MANIFEST is the one in the books. Before the
//     last one, which lets money move, every byte of every file is held against it, and is what lines
//     and register give (FrozenAgain).
// (6) Who signs what a law made that does not ship names its digest (FrozenLaw).
// (7) Who signs is told before whom the register denies since the batch was frozen (RegisterReview).
// (8) Only persons whom the batch's page names sign it. Who left since has signed in office: that stays
//     good, but for a key that was compromised (StandingSigners).

package import Disbursement
import Foundation
import Intake
import Ledger
import Signing
package import Store

/// How a batch stands after a signature.
package struct ApprovalReport: Sendable {
    /// The batch's code.
    package let batch: String
    /// The unit.
    package let unit: String
    /// Lines.
    package let lineCount: Int
    /// Transfers.
    package let transferCount: Int
    /// VND.
    package let amount: Int64
    /// The roles that still must sign.
    package let missing: [OfficerRole]
}

/// Signs submitted batches.
package struct ApproveBatch {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Signs every open batch of the scope in one role, a step for each batch.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - scope: The month and units.
    ///   - role: The role.
    ///   - officer: Who signs.
    ///   - acceptedLaw: The digest of a law that does not ship, which the signer has read; nil for none.
    ///   - review: Told before each signature which payees' accounts are to be looked at.
    ///   - later: Told before each signature what the register denies since the batch was frozen.
    ///   - tell: Told of each batch as soon as it is signed, whatever becomes of the next.
    /// - Returns: How the batches stand.
    /// - Throws: ``StepRefusal``; the batches before it in order of code stay signed.
    @discardableResult
    package func run(
        _ open: OpenBooks,
        scope: RunScope,
        role: OfficerRole,
        officer: OfficerKey,
        acceptedLaw: String? = nil,
        review: (BatchRecord, AccountReview) throws -> Void = { _, _ in },
        later: (RegisterReview) -> Void = { _ in },
        tell: (ApprovalReport) -> Void = { _ in }
    ) throws -> [ApprovalReport] {
        let units = try scope.records(open.books)
        let batches = try open.books.batches().filter { batch in
            batch.period == scope.period && !batch.isCancelled
                && units.contains { $0.code == batch.unit }
        }
        let last = batches.filter { batch in
            let rule = Self.rule(of: batch, units)
            let signed = batch.signatures.map(\.role)
            return rule?.missing(signed + [role]) == [] && rule?.missing(signed) != []
        }
        let kept = KeptLines(of: last)
        try open.requireProof(last.isEmpty ? .rowsWithoutLines : .rows, keeping: kept)
        guard !batches.isEmpty else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có lô nào đã trình", en: "no batch was submitted"),
                hint: Phrase(
                    vi: "chạy: chitra batch submit --period \(scope.period)",
                    en: "run: chitra batch submit --period \(scope.period)"
                )
            )
        }
        var reports: [ApprovalReport] = []
        for batch in batches {
            guard let rule = Self.rule(of: batch, units) else { continue }
            if rule.missing(batch.signatures.map(\.role)).isEmpty { continue }
            if batch.signatures.contains(where: {
                $0.role == role && $0.person == officer.person
            }) {
                let known = report(batch, missing: rule.missing(batch.signatures.map(\.role)))
                reports.append(known)
                tell(known)
                continue
            }
            try FrozenLaw(open).requireAccepted(batch, acceptedLaw)
            try review(batch, PayeeAccounts(open).review(batch))
            later(try ReviewRegister(open).review(batch, on: environment.now.date))
            let signed = try sign(
                batch,
                rule: rule,
                role: role,
                kept: kept,
                officer: officer,
                open: open
            )
            reports.append(signed)
            tell(signed)
        }
        return reports
    }

    /// Who must sign a batch.
    private static func rule(of batch: BatchRecord, _ units: [UnitRecord]) -> SignatureRule? {
        units.first { $0.code == batch.unit }.map { unit in
            SignatureRule(roles: unit.roles.compactMap { OfficerRole(rawValue: $0) })
        }
    }

    private func report(_ batch: BatchRecord, missing: [OfficerRole]) -> ApprovalReport {
        ApprovalReport(
            batch: batch.code,
            unit: batch.unit,
            lineCount: batch.lineCount,
            transferCount: batch.transferCount,
            amount: batch.amount,
            missing: missing
        )
    }

    private func sign(
        _ batch: BatchRecord,
        rule: SignatureRule,
        role: OfficerRole,
        kept: KeptLines,
        officer: OfficerKey,
        open: OpenBooks
    ) throws -> ApprovalReport {
        try officer.require([role], unit: batch.unit)
        do {
            try rule.check(
                role: role,
                person: officer.person,
                signed: batch.signatures.map { ($0.role, $0.person) }
            )
        } catch {
            throw StepRefusal(.notPermitted, error.phrase)
        }
        let missing = rule.missing(batch.signatures.map(\.role) + [role])
        let signers = StandingSigners(batch: batch, open: open)
        try signers.require()
        let seen = try SealedFolder(open: open).check(
            batch,
            needsAll: false,
            depth: .signatures,
            signing: environment.now
        )
        try signers.requireNamed(officer, as: role, on: seen.sheet)
        try ReissueLines.requireUnblocked(batch, open: open)
        let lines = missing.isEmpty ? try kept.take(batch, open.books) : nil
        if let lines { try requireContent(of: batch, lines, open) }
        let signatures = try DetachedSignature.adding(
            certificate: officer.certificate,
            key: officer.key,
            at: environment.now.seconds,
            over: batch.manifest,
            to: batch.signatures.last?.signatures ?? []
        )
        let fingerprint = officer.certificate.fingerprint.hex
        try open.books.step(
            StepInfo(
                key: "approve/\(batch.code)/\(role.rawValue)",
                verb: "batch approve",
                at: environment.now,
                officer: fingerprint,
                detail: role.rawValue
            )
        ) { writer in
            try writer.insert(
                "batch_signature",
                ["batch", "role", "person", "fingerprint", "digest", "signatures"],
                [
                    batch.row, role.rawValue, officer.person, fingerprint, batch.manifest.hex,
                    Data(signatures),
                ]
            )
            if let lines { try book(batch, lines.lines, writer: writer) }
        }
        return report(batch, missing: missing)
    }

    /// Before money can move: the files are what lines and register give, and the lines are owed.
    private func requireContent(
        of batch: BatchRecord,
        _ lines: StoredLines,
        _ open: OpenBooks
    ) throws {
        try FrozenAgain(open: open).require(batch, lines) {
            try BatchRights(open: open).require(batch, lines)
        }
    }

    /// Event 2, after the estimate was looked at once more.
    private func book(_ batch: BatchRecord, _ lines: LineColumns, writer: StepWriter) throws {
        // What was approved before is owed and reserved already.
        let totals = BatchTotal.of(
            rights: zip(lines.table, lines.amountsByRight(newOnly: true))
        )
        let bearer = try writer.reader.bearer(of: batch.unit)
        for source in Set(totals.map(\.source)).sorted() {
            let wanted = totals.reduce(0) { $0 + ($1.source == source ? $1.amount : 0) }
            let granted = try writer.reader.balance(
                account: "GRANTED",
                unit: bearer,
                year: batch.year,
                source: source
            )
            let reserved = try writer.reader.balance(
                account: "RESERVED",
                unit: bearer,
                year: batch.year,
                source: source
            )
            guard wanted <= granted - reserved else {
                throw StepRefusal(
                    .approvalMissing,
                    Phrase(
                        vi: "lô \(batch.code): dự toán nguồn \(source) còn "
                            + "\(Money.vnd(granted - reserved)), cần \(Money.vnd(wanted))",
                        en: "batch \(batch.code): the estimate of source \(source) has "
                            + "\(Money.vnd(granted - reserved).inEnglish) left, \(Money.vnd(wanted).inEnglish) is needed"
                    )
                )
            }
        }
        guard !totals.isEmpty else { return }
        let postings = BatchPostings(
            chart: .shipped,
            paper: BookingPaper(
                unit: batch.unit,
                year: batch.year,
                day: environment.now.date,
                document: batch.code,
                ownLines: try writer.reader.ownLines(unit: batch.unit)
            )
        )
        try writer.post(
            try postings.approved(batch: batch.code, totals: totals),
            linesRoot: batch.linesRoot
        )
    }
}

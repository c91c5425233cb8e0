// Step 7: hand-over: the money is there, the account holder signs each file, the ledger says so.
//
// Invariants:
// (1) Everything is verified again at hand-over: bytes, signatures, certificates, persons.
// (2) No file leaves while the unit's account with its provider holds less than its sum; none that the
//     Treasury pays from the estimate, while that has less left of its source and year.
// (3) What is handed over is approved less stopped.
// (4) Every line is owed once: the last signature found so (BatchRights). Where a step came since that
//     could change it, it is looked at again, whatever the log says. The log is replayed either way.
// (5) Nobody is paid whom the register denies since the batch was frozen, unless a named person answers
//     for it (RegisterReview).

import Disbursement
import Foundation
import Intake
import Ledger
import Logging
import Signing
package import Store

/// A batch that was handed over.
package struct IssueReport: Sendable {
    /// The batch's code.
    package let batch: String
    /// The unit.
    package let unit: String
    /// The folder of the batch, or of its last stop list.
    package let folder: String
    /// The files.
    package let files: [FileRecord]
}

/// Hands over.
package struct IssueBatch {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Hands over every approved batch of the scope, a step for each batch.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - scope: The month and units.
    ///   - officer: The account holder.
    ///   - channel: How the files reach the provider: `portal`, `host`, `by-hand`.
    ///   - later: Told of each batch what the register denies since it was frozen.
    ///   - tell: Told of each batch as soon as it is handed over, whatever becomes of the next.
    /// - Returns: What was handed over.
    /// - Throws: ``StepRefusal``; batches before it in order of code stay handed over.
    @discardableResult
    package func run(
        _ open: OpenBooks,
        scope: RunScope,
        officer: OfficerKey,
        channel: String,
        later: (RegisterReview) -> Void = { _ in },
        tell: (IssueReport) -> Void = { _ in }
    ) throws -> [IssueReport] {
        let units = try scope.records(open.books)
        let batches = try open.books.batches().filter { batch in
            batch.period == scope.period && !batch.isCancelled && !batch.isClosed
                && units.contains { $0.code == batch.unit }
        }
        let altered = try batches.filter { batch in
            guard !batch.isHandedOver else { return false }
            return try !open.books.query { try $0.standsAsSigned(batch) }
        }
        let kept = KeptLines(of: altered)
        try open.requireProof(altered.isEmpty ? .rowsWithoutLines : .rows, keeping: kept)
        guard !batches.isEmpty else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "tháng \(scope.period) chưa có lô nào",
                    en: "there is no batch for \(scope.period)"
                )
            )
        }
        return try batches.compactMap { batch in
            guard let unit = units.first(where: { $0.code == batch.unit }) else { return nil }
            let report = try issue(
                batch,
                unit: unit,
                kept: altered.contains { $0.row == batch.row } ? kept : nil,
                officer: officer,
                channel: channel,
                later: later,
                open: open
            )
            tell(report)
            return report
        }
    }

    /// Hands over one batch; `kept` has the lines to look at again, and is nil where the batch stands as it
    /// was signed.
    private func issue(
        _ batch: BatchRecord,
        unit: UnitRecord,
        kept: KeptLines?,
        officer: OfficerKey,
        channel: String,
        later: (RegisterReview) -> Void,
        open: OpenBooks
    ) throws -> IssueReport {
        let files = try open.books.files(of: batch)
        let part =
            batch.stopCount == 0
            ? "" : "stops/\(batch.stopCount < 10 ? "0" : "")\(batch.stopCount)/"
        let report = IssueReport(
            batch: batch.code,
            unit: batch.unit,
            folder: "\(open.books.batchesFolder)/\(batch.code)/\(part)",
            files: files
        )
        // A batch of which everything was stopped has no file to hand over.
        if batch.isHandedOver || files.isEmpty { return report }
        try officer.require([.accountHolder], unit: batch.unit)
        let lines = try kept?.take(batch, open.books)
        try checkPeople(batch, lines, unit: unit, open: open)
        let review = try ReviewRegister(open).review(batch, on: environment.now.date)
        later(review)
        try ReviewRegister(open).requireAccepted(review)
        let folder = try SealedFolder(open: open).check(
            batch,
            needsAll: true,
            depth: .bytes
        )
        try StandingSigners(batch: batch, open: open)
            .requireNamed(officer, as: .accountHolder, on: folder.sheet)
        if let lines { try BatchRights(open: open).require(batch, lines) }
        try ReissueLines.requireUnblocked(batch, open: open)
        let fileTotals = try open.books.query { reader in
            try lines.map { try reader.filesWithTotals(of: batch, $0) }
                ?? reader.filesWithTotals(of: batch)
        }.map(\.totals)
        try checkMoney(Array(zip(files, fileTotals)), unit: unit, open: open)
        let signed = try sign(files, part: part, seen: folder.digests, officer: officer)
        try open.books.step(
            StepInfo(
                key: "issue/\(batch.code)",
                verb: "batch issue",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex,
                detail: channel
            )
        ) { writer in
            for item in signed {
                try writer.insert(
                    "handover",
                    ["batch", "path", "provider", "channel", "fingerprint", "digest", "signature"],
                    [
                        batch.row, item.path, item.provider, channel,
                        officer.certificate.fingerprint.hex, item.digest.hex, Data(item.signature),
                    ]
                )
            }
            let postings = BatchPostings(
                chart: .shipped,
                paper: BookingPaper(
                    unit: batch.unit,
                    year: batch.year,
                    day: environment.now.date,
                    document: batch.code
                )
            )
            for (file, totals) in zip(files, fileTotals) {
                try writer.post(
                    try postings.handedOver(
                        batch: batch.code,
                        file: file.message,
                        provider: file.provider,
                        totals: totals
                    ),
                    linesRoot: batch.linesRoot
                )
            }
        }
        environment.logger.notice(
            "batch handed over",
            metadata: [
                "batch": "\(batch.code)", "files": "\(files.count)",
                "providers": "\(Set(files.map(\.provider)).count)",
                "lines": "\(batch.lineCount - (lines?.stopped.count ?? 0))",
            ]
        )
        return report
    }

    /// Invariant (1): those who signed were officers then, with keys that are still trusted, and three
    /// natural persons at least.
    private func checkPeople(
        _ batch: BatchRecord,
        _ lines: StoredLines?,
        unit: UnitRecord,
        open: OpenBooks
    ) throws {
        let rule = SignatureRule(roles: unit.roles.compactMap { OfficerRole(rawValue: $0) })
        let missing = rule.missing(batch.signatures.map(\.role))
        guard missing.isEmpty else {
            throw StepRefusal(
                .approvalMissing,
                ApprovalRefusal.missing(missing).phrase,
                hint: Phrase(
                    vi:
                        "ký: chitra batch approve --period \(batch.period) --role \(missing[0].rawValue)",
                    en:
                        "sign: chitra batch approve --period \(batch.period) --role \(missing[0].rawValue)"
                )
            )
        }
        guard Set(batch.signatures.map(\.person)).count >= 3 else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "lô chưa đủ ba người khác nhau ký",
                    en: "fewer than three different persons signed"
                )
            )
        }
        try StandingSigners(batch: batch, open: open).require()
        guard
            try open.books.query({ try $0.hasEntry(key: "\(batch.code)/approved") })
                || lines?.lines.allApprovedBefore == true
        else {
            throw StepRefusal(
                .proofFails,
                Phrase(
                    vi: "lô \(batch.code) đủ chữ ký nhưng chưa ghi sổ",
                    en: "batch \(batch.code) has its signatures and is not booked"
                )
            )
        }
    }

    /// Invariant (2).
    private func checkMoney(
        _ files: [(file: FileRecord, totals: [BatchTotal])],
        unit: UnitRecord,
        open: OpenBooks
    ) throws {
        let direct = try open.books.query { try $0.estimateProviders() }
        try checkEstimate(
            files.filter { direct.contains($0.file.provider) }.flatMap(\.totals),
            unit: unit.code,
            open: open
        )
        let banks = files.map(\.file).filter { !direct.contains($0.provider) }
        for (provider, files) in Dictionary(grouping: banks, by: \.provider).sorted(by: {
            $0.key < $1.key
        }) {
            let wanted = files.reduce(0) { $0 + $1.amount }
            let cash = try open.books.balance(
                account: "CASH",
                unit: unit.code,
                provider: provider
            )
            // CLR is a credit: its balance is minus what is on its way out of this account.
            let onItsWay =
                -(try open.books.balance(
                    account: "CLR",
                    unit: unit.code,
                    provider: provider
                ))
            guard wanted <= cash - onItsWay else {
                throw StepRefusal(
                    .approvalMissing,
                    Phrase(
                        vi: "đơn vị \(unit.code): tài khoản ở \(provider) còn "
                            + "\(Money.vnd(cash - onItsWay)), cần \(Money.vnd(wanted))",
                        en: "unit \(unit.code): the account with \(provider) holds "
                            + "\(Money.vnd(cash - onItsWay).inEnglish), \(Money.vnd(wanted).inEnglish) is needed"
                    ),
                    hint: Phrase(
                        vi: "ghi tiền tạm ứng đã về: chitra ledger receive",
                        en: "enter the advance that came: chitra ledger receive"
                    )
                )
            }
        }
    }

    /// What the Treasury shall pay from the estimate must be left of it.
    private func checkEstimate(_ totals: [BatchTotal], unit: String, open: OpenBooks) throws {
        for row in ProviderSheet.Withdrawal.rows(of: totals) {
            let left = try EstimateRoom(open).left(unit: unit, year: row.year, source: row.source)
            guard row.amount > left else { continue }
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "đơn vị \(unit): dự toán \(row.year) của nguồn \(row.source) còn rút được "
                        + "\(Money.vnd(left)), Kho bạc phải chi \(Money.vnd(row.amount))",
                    en: "unit \(unit): of the estimate of \(row.year), source \(row.source), "
                        + "\(Money.vnd(left).inEnglish) can still be drawn, the Treasury is to pay "
                        + Money.vnd(row.amount).inEnglish
                ),
                hint: Phrase(
                    vi: "nộp trả tạm ứng chưa dùng (ledger give-back), chờ Kho bạc trả lời bảng đã "
                        + "gửi, hoặc nạp quyết định bổ sung dự toán (ledger receive)",
                    en: "give back an advance that is not needed (ledger give-back), wait for the "
                        + "Treasury's answer to earlier lists, or enter a grant (ledger receive)"
                )
            )
        }
    }

    private typealias SignedFile = (
        path: String, provider: String, digest: Digest, signature: [UInt8]
    )

    /// Signs each payment file and each provider's MANIFEST, by the digests that were verified: a file
    /// that is read again may be another one.
    private func sign(
        _ files: [FileRecord],
        part: String,
        seen: [String: Digest],
        officer: OfficerKey
    ) throws -> [SignedFile] {
        var wanted: [(path: String, provider: String, digest: Digest)] = files.map {
            (part + $0.path, $0.provider, $0.digest)
        }
        for provider in Set(files.map(\.provider)).sorted() {
            let path = "\(part)files/\(provider)/MANIFEST"
            guard let digest = seen[path] else { throw StoreError.damaged(path) }
            wanted.append((path, provider, digest))
        }
        guard let other = wanted.first(where: { seen[$0.path] != $0.digest }) else {
            return try signatures(over: wanted, officer: officer)
        }
        throw StoreError.damaged(other.path)
    }

    private func signatures(
        over wanted: [(path: String, provider: String, digest: Digest)],
        officer: OfficerKey
    ) throws -> [SignedFile] {
        try wanted.map { item in
            (
                item.path, item.provider, item.digest,
                try DetachedSignature.sign(
                    digest: item.digest,
                    certificate: officer.certificate,
                    key: officer.key,
                    at: environment.now.seconds
                )
            )
        }
    }
}

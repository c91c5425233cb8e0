// A batch is cancelled before anything of it was handed over.
//
// Invariants:
// (1) Nothing is deleted: the sealed folder and its code stay, and the code is burnt.
// (2) What was approved is withdrawn in the ledger: a storno of what no stop list took away before.
// (3) Its maker may cancel what is not approved yet; afterwards its account holder must: a second
//     person, also where nothing was booked because all of it had been approved before.

import Disbursement
import Intake
import Ledger
import Signing
package import Store

/// Cancels batches.
package struct CancelBatch {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Cancels one batch.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - code: The batch's code.
    ///   - cause: Why.
    ///   - document: The paper.
    ///   - officer: The maker, or the account holder of an approved batch.
    /// - Returns: The batch as it was.
    /// - Throws: ``StepRefusal``.
    @discardableResult
    package func run(
        _ open: OpenBooks,
        code: String,
        cause: String,
        document: String,
        officer: OfficerKey
    ) throws -> BatchRecord {
        guard let batch = try open.books.batches().first(where: { $0.code == code }) else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có lô \(code)", en: "there is no batch \(code)")
            )
        }
        if batch.isCancelled { return batch }
        try Self.check(batch, cause: cause, document: document)
        try open.requireProof()
        let lines = try open.books.lines(of: batch)
        let isApproved = try open.isApproved(batch)
        try officer.require(isApproved ? [.accountHolder] : [.maker], unit: batch.unit)
        try open.books.step(
            StepInfo(
                key: "cancel/\(code)",
                verb: "batch cancel",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex,
                detail: code
            )
        ) { writer in
            try writer.insert(
                "cancellation",
                ["batch", "cause", "document", "officer"],
                [batch.row, cause, document, officer.certificate.fingerprint.hex]
            )
            let totals = BatchTotal.of(
                lines.filter { $0.origin == 0 && !$0.isStopped }.map(\.line)
            )
            guard isApproved, !totals.isEmpty else { return }
            let postings = BatchPostings(
                chart: .shipped,
                paper: BookingPaper(
                    unit: batch.unit,
                    year: batch.year,
                    day: environment.now.date,
                    document: document,
                    ownLines: try writer.reader.reservedLines(ofEntry: "\(code)/approved")
                )
            )
            try writer.post(try postings.cancelled(batch: code, totals: totals))
        }
        return batch
    }

    private static func check(_ batch: BatchRecord, cause: String, document: String) throws {
        guard !cause.isEmpty, TextFault.inEntry(cause) == nil else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "hủy lô phải có nguyên nhân, không có ký tự ẩn",
                    en: "a cancellation has a cause, without hidden characters"
                )
            )
        }
        _ = try DocumentReference.required(document)
        guard !batch.isHandedOver else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "lô \(batch.code) đã bàn giao: chờ ngân hàng trả lời rồi đối soát",
                    en:
                        "batch \(batch.code) was handed over: wait for the bank's answers and reconcile"
                )
            )
        }
    }
}

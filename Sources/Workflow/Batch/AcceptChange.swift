// Somebody answers for paying what the register, as it learnt more, no longer says is owed.
//
// Invariants:
// (1) It moves nothing: its step, which is in the log, holds who, of whom, how much, the paper and why.
// (2) It is for one person's lines as they were named; anything found later is not accepted by it.
// (3) It is for a batch that was not handed over; chief accountant or account holder, never the maker alone.

import Disbursement
import Intake
import Ledger
import Signing
import Store

/// What somebody accepts.
package struct AcceptanceOrder: Sendable {
    /// The batch's code.
    package let batch: String
    /// The person whose lines are paid nevertheless.
    package let person: Int64
    /// VND above what is owed as known now, over all lines of the person.
    package let amount: Int64
    /// The paper.
    package let document: String
    /// Why, in the officer's words.
    package let reason: String

    /// An order.
    package init(batch: String, person: Int64, amount: Int64, document: String, reason: String) {
        self.batch = batch
        self.person = person
        self.amount = amount
        self.document = document
        self.reason = reason
    }
}

/// Enters that a difference is accepted.
package struct AcceptChange {
    /// The verb of its step.
    private static let verb = "batch accept"
    /// The most characters of a reason.
    private static let longestReason = 300

    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Enters it.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - order: What is accepted.
    ///   - officer: Who answers for it.
    /// - Returns: What the register denies of the batch, with what is accepted now.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        order: AcceptanceOrder,
        officer: OfficerKey
    ) throws -> RegisterReview {
        guard let batch = try open.books.batches().first(where: { $0.code == order.batch }) else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có lô \(order.batch)", en: "there is no batch \(order.batch)")
            )
        }
        try officer.require([.chiefAccountant, .accountHolder], unit: batch.unit)
        let document = try DocumentReference.required(order.document)
        let reason = try Self.reason(order.reason)
        guard !batch.isHandedOver, !batch.isCancelled else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "lô \(batch.code) đã bàn giao hoặc đã hủy",
                    en: "batch \(batch.code) was handed over or cancelled"
                )
            )
        }
        try open.requireProof(.rowsWithoutLines)
        let review = try ReviewRegister(open).review(batch, on: environment.now.date)
        try check(order, review)
        if review.accepted.contains(order.person) { return review }
        try open.books.step(
            StepInfo(
                key: review.acceptanceKey(order.person),
                verb: Self.verb,
                at: environment.now,
                officer: officer.certificate.fingerprint.hex,
                detail: "\(batch.code) \(order.person) \(order.amount) \(document.text): \(reason)"
            )
        ) { _ in }
        return try ReviewRegister(open).review(batch, on: environment.now.date)
    }

    /// The reason, as it will stand in the log.
    private static func reason(_ text: String) throws -> String {
        let reason = NFC.normalised(text)
        guard reason.contains(where: \.isLetter), reason.count <= longestReason,
            TextFault.inEntry(reason) == nil
        else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--reason phải nêu lý do, không quá \(longestReason) ký tự, "
                        + "không có ký tự ẩn",
                    en: "--reason says why, in at most \(longestReason) characters, none hidden"
                )
            )
        }
        return reason
    }

    /// Whoever accepts names the sum that the register denies.
    private func check(_ order: AcceptanceOrder, _ review: RegisterReview) throws {
        let lines = review.denied.filter { $0.line.person == order.person }
        guard !lines.isEmpty else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "lô \(order.batch): sổ không bác khoản nào của người số \(order.person)",
                    en: "batch \(order.batch): the register denies nothing of person "
                        + "\(order.person)"
                )
            )
        }
        let excess = lines.reduce(0) { $0 + $1.excess }
        guard excess == order.amount else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "người số \(order.person): chi thừa \(Money.vnd(excess)), không phải "
                        + "\(Money.vnd(order.amount))",
                    en: "person \(order.person): \(Money.vnd(excess).inEnglish) are too much, not "
                        + "\(Money.vnd(order.amount).inEnglish)"
                ),
                hint: Phrase(
                    vi: "xem lại: chitra batch status --period MONTH",
                    en: "look again: chitra batch status --period MONTH"
                )
            )
        }
    }
}

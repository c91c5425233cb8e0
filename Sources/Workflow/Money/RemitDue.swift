// What is owed to the state budget is paid to it from a provider's account (event 15): interest on the
// deposit, and what was recovered for a settled year.
//
// Invariants:
// (1) Never more is remitted than is owed of that kind, less what is decided and not recovered yet:
//     that money is still with those who must pay it back.
// (2) Never more leaves a provider's account than lies free in it.
// (3) A paper is booked once: the same paper again must say the same amount and kind, and changes
//     nothing.

import Disbursement
import Intake
import Ledger
import Signing
import Store

/// Money that is paid to the state budget.
package struct RemittanceOrder: Sendable {
    /// What is owed for a settled year.
    package struct Kind: Hashable, Sendable {
        /// The budget year.
        package let year: Int
        /// The programme.
        package let programme: String
        /// The funding source.
        package let source: String

        /// A kind.
        package init(year: Int, programme: String, source: String) {
            self.year = year
            self.programme = programme
            self.source = source
        }
    }

    /// The unit.
    package let unit: String
    /// The provider whose deposit it leaves.
    package let provider: String
    /// For which settled year; nil for interest, which belongs to none.
    package let kind: Kind?
    /// VND.
    package let amount: Int64
    /// The paper.
    package let document: String

    /// An order.
    package init(unit: String, provider: String, kind: Kind?, amount: Int64, document: String) {
        self.unit = unit
        self.provider = provider
        self.kind = kind
        self.amount = amount
        self.document = document
    }

    /// The same paper however its number is written.
    fileprivate func key() throws -> String { try key(of: unit) }

    /// The same under the code of a unit.
    fileprivate func key(of unit: String) throws -> String {
        try "paper/remit/\(unit)/\(provider)/" + DocumentReference.required(document).digest.hex
    }
}

/// Pays what is owed to the state budget.
package struct RemitDue {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Books that money was paid to the budget.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - order: What was paid, and from where.
    ///   - officer: The chief accountant.
    /// - Returns: Whether it was done now; false where the paper stands already.
    /// - Throws: ``StepRefusal``; `StoreError`.
    package func run(
        _ open: OpenBooks,
        order: RemittanceOrder,
        officer: OfficerKey
    ) throws -> Bool {
        _ = try DocumentReference.required(order.document)
        try officer.require([.chiefAccountant], unit: order.unit)
        guard (1...Money.largestAmount).contains(order.amount) else { throw Self.noAmount }
        let year = order.kind?.year ?? environment.now.date.month.year
        let key = try order.key()
        if try isKnown(order, key: key, year: year, open: open) { return false }
        let other = try open.books.query {
            try $0.codeOfSamePaper(besides: order.unit, amount: order.amount, key: order.key(of:))
        }
        if let other { throw StepRefusal.standsUnder(other, paper: order.document) }
        try open.requireProof()
        try checkDue(order, open: open)
        try checkFree(order, open: open)
        let entry = try RecoveryPostings(
            chart: .shipped,
            paper: BookingPaper(
                unit: order.unit,
                year: year,
                day: environment.now.date,
                document: order.document
            )
        ).remitted(
            key: key,
            provider: order.provider,
            amount: order.amount,
            of: order.kind.map {
                BatchTotal(programme: $0.programme, source: $0.source, amount: order.amount)
            }
        )
        try open.books.step(
            StepInfo(
                key: key,
                verb: "ledger remit",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            )
        ) { writer in
            try writer.insert(
                PaperRecord(
                    key: key,
                    event: "remit",
                    unit: order.unit,
                    year: year,
                    source: order.kind?.source ?? "",
                    provider: order.provider,
                    amount: order.amount,
                    document: order.document,
                    day: environment.now.date
                )
            )
            try writer.post(entry)
        }
        return true
    }

    private static let noAmount = StepRefusal(
        .usage,
        Phrase(
            vi: "số tiền từ 1 đến \(Money.vnd(Money.largestAmount))",
            en: "the amount is 1 to \(Money.vnd(Money.largestAmount).inEnglish)"
        )
    )

    /// Invariant (3).
    private func isKnown(
        _ order: RemittanceOrder,
        key: String,
        year: Int,
        open: OpenBooks
    ) throws -> Bool {
        guard let paper = try open.books.query({ try $0.paper(key: key) }) else { return false }
        let isSameKind =
            paper.source == (order.kind?.source ?? "")
            && (order.kind == nil || paper.year == year)
        guard paper.amount == order.amount, isSameKind else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "văn bản \(order.document) đã ghi với số tiền hoặc khoản khác",
                    en: "paper \(order.document) stands with another amount or kind"
                ),
                hint: Phrase(
                    vi: "mỗi lần nộp ngân sách có số văn bản riêng; đã ghi "
                        + "\(Money.vnd(paper.amount))",
                    en: "each remittance has a paper of its own; this one stands with "
                        + Money.vnd(paper.amount).inEnglish
                )
            )
        }
        return true
    }

    /// Invariant (1).
    private func checkDue(_ order: RemittanceOrder, open: OpenBooks) throws {
        func sum(_ account: String) throws -> Int64 {
            try open.books.query {
                try $0.shares(of: account, unit: try $0.bearer(of: order.unit))
            }.filter { share in
                guard let kind = order.kind else { return share.year == nil }
                return share.year == kind.year && share.programme == kind.programme
                    && share.source == kind.source
            }.reduce(0) { $0 + $1.balance }
        }
        let owed = -(try sum("DUE"))
        let open = order.kind == nil ? 0 : max(0, try sum("REC"))
        guard order.amount > owed - open else { return }
        throw StepRefusal(
            .approvalMissing,
            Phrase(
                vi: "đơn vị \(order.unit) còn phải nộp \(Money.vnd(owed)), trong đó chưa thu hồi "
                    + "\(Money.vnd(open)): không nộp \(Money.vnd(order.amount)) được",
                en: "unit \(order.unit) owes \(Money.vnd(owed).inEnglish), of which "
                    + "\(Money.vnd(open).inEnglish) is not recovered yet: "
                    + "\(Money.vnd(order.amount).inEnglish) cannot be remitted"
            ),
            hint: Phrase(
                vi: "xem khoản phải nộp: chitra ledger statement --account DUE "
                    + "--unit \(order.unit)",
                en: "what is owed: chitra ledger statement --account DUE --unit \(order.unit)"
            )
        )
    }

    /// Invariant (2): an account at a bank is one, whatever sources its money has.
    private func checkFree(_ order: RemittanceOrder, open: OpenBooks) throws {
        func balance(_ account: String) throws -> Int64 {
            try open.books.balance(account: account, unit: order.unit, provider: order.provider)
        }
        let free = try balance("CASH") + balance("CLR")
        guard order.amount > free else { return }
        throw StepRefusal(
            .approvalMissing,
            Phrase(
                vi: "tiền còn tự do ở \(order.provider): \(Money.vnd(free)), cần "
                    + "\(Money.vnd(order.amount))",
                en: "money that lies free with \(order.provider): \(Money.vnd(free).inEnglish), "
                    + "\(Money.vnd(order.amount).inEnglish) is needed"
            )
        )
    }
}

// The advance is cleared for lines that are proven paid; money that is not needed is given back.
//
// Invariants:
// (1) What is cleared is what ClearedRows finds proven paid, each line once.
// (2) Never more is cleared or given back than the advance holds, nor more given back than lies free
//     with the provider.
// (3) Of a settled year no more is given back than came back of it.
// (4) What is given back after its clearing leaves the budget line on which it was spent (`GivenBackLines`).

import Disbursement
import Intake
import Ledger
import Signing
import Store

/// What was cleared of one source.
package struct ClearedSum: Sendable {
    /// The unit.
    package let unit: String
    /// The budget year.
    package let year: Int
    /// The funding source.
    package let source: String
    /// Lines.
    package let lineCount: Int
    /// VND.
    package let amount: Int64
}

/// Clears advances and gives money back.
package struct ClearAdvance {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Clears the advance of every line that is proven paid and was not cleared.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - units: The units' codes; empty for all.
    ///   - document: The Treasury's paper.
    ///   - officer: The chief accountant.
    /// - Returns: What was cleared; none where there is nothing new.
    /// - Throws: ``StepRefusal``.
    package func clear(
        _ open: OpenBooks,
        units: [String],
        document: String,
        officer: OfficerKey
    ) throws -> [ClearedSum] {
        try Self.require(document)
        let chosen = try RunScope.units(units, of: open.books)
        for unit in chosen { try officer.require([.chiefAccountant], unit: unit.code) }
        try open.requireProof()
        return try chosen.flatMap {
            try clear($0.code, document: document, open: open, officer: officer)
        }
    }

    private func clear(
        _ unit: String,
        document: String,
        open: OpenBooks,
        officer: OfficerKey
    ) throws -> [ClearedSum] {
        let rows = try ClearedRows(unit: unit, open: open)
        guard !rows.isEmpty else { return [] }
        for (year, lines) in rows.byYear {
            for (source, amount) in ClearedRows.sums(lines) {
                try checkAdvance(unit, year: year, source: source, amount: amount, open: open)
            }
        }
        try open.books.step(
            StepInfo(
                key: rows.key,
                verb: "ledger clear",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            )
        ) { try rows.write(document: document, day: environment.now.date, to: $0) }
        return rows.byYear.flatMap { year, lines in
            ClearedRows.sums(lines).map { source, amount in
                ClearedSum(
                    unit: unit,
                    year: year,
                    source: source,
                    lineCount: lines.count { $0.line.source == source },
                    amount: amount
                )
            }
        }
    }

    /// Invariant (2), first half.
    private func checkAdvance(
        _ unit: String,
        year: Int,
        source: String,
        amount: Int64,
        open: OpenBooks
    ) throws {
        let advance =
            -(try open.books.balance(account: "ADV", unit: unit, year: year, source: source))
        guard amount <= advance else {
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "đơn vị \(unit), nguồn \(source) năm \(year): tạm ứng còn "
                        + "\(Money.vnd(advance)), cần \(Money.vnd(amount))",
                    en: "unit \(unit), source \(source) of \(year): the advance holds "
                        + "\(Money.vnd(advance).inEnglish), \(Money.vnd(amount).inEnglish) is needed"
                ),
                hint: Phrase(
                    vi: "kiểm tra giấy rút tạm ứng đã ghi: chitra ledger receive",
                    en: "look whether every advance was entered: chitra ledger receive"
                )
            )
        }
    }

    /// Gives an advance back to the budget: events 10a, 10b for what was cleared, 10c for what was
    /// spent of a settled year.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - order: Where the money lies and what it was.
    ///   - officer: The chief accountant.
    /// - Returns: Whether it was done now; false where the paper stands already.
    /// - Throws: ``StepRefusal``.
    package func giveBack(
        _ open: OpenBooks,
        order: GiveBackOrder,
        officer: OfficerKey
    ) throws -> Bool {
        try Self.require(order.document)
        try officer.require([.chiefAccountant], unit: order.unit)
        guard order.amount > 0 else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "số tiền phải lớn hơn 0", en: "the amount is more than zero")
            )
        }
        let key = try order.key()
        if try isKnown(order, open: open) { return false }
        try open.requireProof()
        let isSettled = try open.books.query {
            try $0.settledYears(unit: order.unit, on: environment.now.date)
        }.contains(order.year)
        try checkFree(order, isSettled: isSettled, open: open)
        let entry = try entry(of: order, key: key, isSettled: isSettled, open: open)
        try open.books.step(
            StepInfo(
                key: key,
                verb: "ledger give-back",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            )
        ) { writer in
            try writer.insert(
                PaperRecord(
                    key: key,
                    event: "give-back",
                    unit: order.unit,
                    year: order.year,
                    source: order.source,
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

    /// The entry of an order, as what the money was.
    private func entry(
        of order: GiveBackOrder,
        key: String,
        isSettled: Bool,
        open: OpenBooks
    ) throws -> JournalEntry {
        let stage: BudgetStage = isSettled ? .settled : order.isCleared ? .spent : .advanced
        let totals =
            stage == .spent
            ? try GivenBackLines.totals(of: order, on: environment.now.date, open: open)
            : [BatchTotal(programme: "", source: order.source, amount: order.amount)]
        let postings = FundPostings(
            chart: .shipped,
            paper: BookingPaper(
                unit: order.unit,
                year: order.year,
                day: environment.now.date,
                document: order.document,
                ownLines: GivenBackLines.own(totals, year: order.year)
            )
        )
        return try postings.givenBack(
            key: key,
            provider: order.provider,
            totals: totals,
            stage: stage
        )
    }

    /// Whether the paper stands already, with the same amount and for money of the same stage.
    private func isKnown(_ order: GiveBackOrder, open: OpenBooks) throws -> Bool {
        let known = try open.books.query { reader in
            (try reader.paper(key: order.key()), try reader.balances(ofEntry: order.key()))
        }
        guard let paper = known.0 else {
            try Self.requireOneCode(order, open: open)
            return false
        }
        let isAdvance = known.1["ADV"] != nil
        guard paper.amount == order.amount, isAdvance != order.isCleared || known.1["GBK"] != nil
        else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi:
                        "văn bản \(order.document) đã ghi với số tiền khác, hoặc khác phần đã quyết "
                        + "toán (--cleared)",
                    en:
                        "paper \(order.document) stands with another amount, or not for the same money "
                        + "(--cleared)"
                ),
                hint: Phrase(
                    vi: "mỗi lần nộp trả có số văn bản riêng; đã ghi \(Money.vnd(paper.amount))",
                    en:
                        "each time money is given back it has a paper of its own; this one stands with "
                        + Money.vnd(paper.amount).inEnglish
                )
            )
        }
        return true
    }

    /// After a merger the same paper is not booked once more under another code.
    private static func requireOneCode(_ order: GiveBackOrder, open: OpenBooks) throws {
        let other = try open.books.query {
            try $0.codeOfSamePaper(besides: order.unit, amount: order.amount, key: order.key(of:))
        }
        if let other { throw StepRefusal.standsUnder(other, paper: order.document) }
    }

    /// Invariant (2), second half.
    private func checkFree(_ order: GiveBackOrder, isSettled: Bool, open: OpenBooks) throws {
        let cash = try open.books.balance(
            account: "CASH",
            unit: order.unit,
            source: order.source,
            provider: order.provider
        )
        let clearing =
            -(try open.books.balance(
                account: "CLR",
                unit: order.unit,
                source: order.source,
                provider: order.provider
            ))
        guard order.amount <= cash - clearing else {
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "tiền nguồn \(order.source) còn tự do ở \(order.provider): "
                        + "\(Money.vnd(cash - clearing)), cần \(Money.vnd(order.amount))",
                    en: "money of source \(order.source) that lies free with \(order.provider): "
                        + "\(Money.vnd(cash - clearing).inEnglish), \(Money.vnd(order.amount).inEnglish) is needed"
                )
            )
        }
        // Of a settled year no advance is left: what came back of it was spent.
        if isSettled { try checkCameBack(order, open: open) }
        if order.isCleared || isSettled {
            try checkSpent(order, open: open)
        } else {
            try checkAdvance(
                order.unit,
                year: order.year,
                source: order.source,
                amount: order.amount,
                open: open
            )
        }
    }

    /// Invariant (3): of a settled year only what came back of it is there to be given back, and what a batch pays
    /// again meanwhile is not.
    private func checkCameBack(_ order: GiveBackOrder, open: OpenBooks) throws {
        let there = try OpenClaims(
            unit: order.unit,
            year: order.year,
            on: environment.now.date,
            open: open
        ).moneyThatIsThere(of: order.source)
        guard order.amount > there else { return }
        throw StepRefusal(
            .approvalMissing,
            Phrase(
                vi: "năm \(order.year) đã quyết toán: nguồn \(order.source) chỉ còn "
                    + "\(Money.vnd(max(0, there))) bị trả lại mà chưa nộp trả, chưa chi lại; không nộp "
                    + "trả \(Money.vnd(order.amount)) được",
                en: "\(order.year) is settled: of source \(order.source) "
                    + "\(Money.vnd(max(0, there)).inEnglish) came back that is neither given back nor paid "
                    + "again; \(Money.vnd(order.amount).inEnglish) cannot be given back"
            )
        )
    }

    /// What was never spent cannot be given back as spent.
    private func checkSpent(_ order: GiveBackOrder, open: OpenBooks) throws {
        // What a year that was settled before a merger cleared stands with the old unit still.
        let spent = try open.books.query { reader in
            try reader.family(of: order.unit).reduce(0) {
                try $0
                    + reader.balance(
                        account: "SPENT",
                        unit: $1,
                        year: order.year,
                        source: order.source
                    )
            }
        }
        guard order.amount <= spent else {
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "nguồn \(order.source) năm \(order.year) đã quyết toán "
                        + "\(Money.vnd(spent)), không nộp trả \(Money.vnd(order.amount)) được",
                    en: "source \(order.source) of \(order.year): \(Money.vnd(spent).inEnglish) "
                        + "was cleared, \(Money.vnd(order.amount).inEnglish) cannot be given back"
                )
            )
        }
    }

    private static func require(_ document: String) throws {
        _ = try DocumentReference.required(document)
    }
}

/// Money that is given back.
package struct GiveBackOrder: Sendable {
    /// The unit.
    package let unit: String
    /// The provider whose deposit it leaves.
    package let provider: String
    /// The budget year.
    package let year: Int
    /// The funding source.
    package let source: String
    /// VND.
    package let amount: Int64
    /// The paper.
    package let document: String
    /// Whether the advance it was had been cleared.
    package let isCleared: Bool

    /// An order.
    package init(
        unit: String,
        provider: String,
        year: Int,
        source: String,
        amount: Int64,
        document: String,
        isCleared: Bool
    ) {
        self.unit = unit
        self.provider = provider
        self.year = year
        self.source = source
        self.amount = amount
        self.document = document
        self.isCleared = isCleared
    }

    /// The same paper however its number is written.
    ///
    /// - Throws: ``StepRefusal`` where the document is no number of a paper.
    fileprivate func key() throws -> String { try key(of: unit) }

    /// The same under the code of a unit.
    fileprivate func key(of unit: String) throws -> String {
        try "paper/give-back/\(unit)/\(year)/\(source)/\(provider)/"
            + DocumentReference.required(document).digest.hex
    }
}

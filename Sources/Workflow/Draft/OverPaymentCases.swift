// Over-payment: proposed, decided, recovered or written off; each by a person with a paper.
//
// Invariants:
// (1) A case is about lines of one transfer of one programme and source, never above their sum.
// (2) Who proposes does not decide.
// (3) Money is expected back only after the decision; a case ends at zero.
// (4) One payment of one person has one case at a time.
// (5) A paper settles a case once: the same paper again must say the same amount, and changes nothing.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
package import Store

/// What is proposed.
package struct CaseProposal: Sendable {
    /// The transfer that over-paid.
    package let transfer: String
    /// The person whose right it was.
    package let person: Int64
    /// VND.
    package let amount: Int64
    /// The cause's code, such as `death`.
    package let cause: String
    /// The paper.
    package let document: String

    /// A proposal.
    package init(transfer: String, person: Int64, amount: Int64, cause: String, document: String) {
        self.transfer = transfer
        self.person = person
        self.amount = amount
        self.cause = cause
        self.document = document
    }
}

/// What becomes of a decided case.
package enum CaseOutcome: Sendable {
    /// The Treasury got the money.
    case recoveredAtTreasury(Int64)
    /// It came into the provider's account and stands there as unidentified, by that conflict.
    case recoveredByConflict(Int64)
    /// It is given up.
    case writtenOff(Int64)
}

/// Works on cases.
package struct OverPaymentCases {
    private let environment: Environment

    /// Steps in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Proposes a case.
    ///
    /// - Returns: Its number.
    /// - Throws: ``StepRefusal``.
    package func propose(
        _ open: OpenBooks,
        proposal: CaseProposal,
        officer: OfficerKey
    ) throws -> Int64 {
        let (batch, number) = try TransferLookup(open: open).batch(of: proposal.transfer)
        try officer.require([.maker, .chiefAccountant], unit: batch.unit)
        try open.requireProof()
        let position = try open.books.query {
            try $0.position(of: number, in: batch.row)
        }
        guard let position, ["settled", "credited", "paid"].contains(position.status) else {
            throw refuse(
                "khoản chi này chưa tới tay người nhận: không có gì để thu hồi",
                "the transfer did not reach its payee: there is nothing to recover"
            )
        }
        let lines = try open.books.lines(of: batch).filter {
            $0.transfer == number && !$0.isStopped && $0.line.person == proposal.person
        }
        guard let first = lines.first?.line else {
            throw refuse(
                "khoản chi này không có dòng nào của người số \(proposal.person)",
                "the transfer has no line of person \(proposal.person)"
            )
        }
        let sum = lines.filter {
            $0.line.programme == first.programme && $0.line.source == first.source
        }.reduce(0) { $0 + $1.line.amount }
        guard (1...sum).contains(proposal.amount) else {
            throw refuse(
                "số tiền phải từ 1 đến \(Money.vnd(sum)): tiền của chế độ \(first.programme), "
                    + "nguồn \(first.source) trong khoản chi này",
                "the amount is 1 to \(Money.vnd(sum)): what this transfer paid under "
                    + "\(first.programme) from \(first.source)"
            )
        }
        let key = try key(of: proposal)
        if let known = try open.books.query({ try $0.caseNumber(ofStep: key) }) { return known }
        try requireOneCase(proposal, batch: batch, number: number, upTo: sum, open: open)
        try open.books.step(info(key, "case propose", officer)) { writer in
            try writer.insert(
                "case_opened",
                [
                    "unit", "person", "batch", "transfer", "programme", "source", "year",
                    "provider", "amount", "cause", "document", "officer",
                ],
                [
                    batch.unit, proposal.person, batch.row, number, first.programme, first.source,
                    first.year, lines[0].provider, proposal.amount, proposal.cause,
                    proposal.document, officer.certificate.fingerprint.hex,
                ]
            )
        }
        return try open.books.query { try $0.caseNumber(ofStep: key) } ?? 0
    }

    /// The key of a proposal's step.
    private func key(of proposal: CaseProposal) throws -> String {
        guard !proposal.cause.isEmpty, TextFault.inEntry(proposal.cause) == nil else {
            throw refuse(
                "cần nguyên nhân, không có ký tự ẩn",
                "a cause without hidden characters is needed"
            )
        }
        let paper = try DocumentReference.required(proposal.document)
        return "case/\(proposal.transfer)/\(proposal.person)/\(proposal.cause)/\(proposal.amount)/"
            + paper.digest.hex
    }

    /// Invariant (4), and (1) over the cases that ended.
    private func requireOneCase(
        _ proposal: CaseProposal,
        batch: BatchRecord,
        number: Int,
        upTo sum: Int64,
        open: OpenBooks
    ) throws {
        let others = try open.books.query { try $0.cases() }.filter {
            $0.batch == batch.row && $0.transfer == number && $0.person == proposal.person
        }
        if let live = others.first(where: { !$0.isDecided || $0.open > 0 }) {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "khoản chi này đã có hồ sơ \(live.number) chưa xong",
                    en: "the transfer has case \(live.number), which is not ended"
                ),
                hint: Phrase(
                    vi: "làm tiếp hồ sơ đó: chitra case list",
                    en: "go on with that one: chitra case list"
                )
            )
        }
        let before = others.reduce(0) { $0 + $1.amount }
        guard proposal.amount <= sum - before else {
            throw refuse(
                "các hồ sơ trước của khoản chi này đã gồm \(Money.vnd(before)); "
                    + "chỉ còn \(Money.vnd(sum - before))",
                "earlier cases of this transfer are about \(Money.vnd(before).inEnglish); "
                    + "\(Money.vnd(sum - before).inEnglish) is left"
            )
        }
    }

    /// Decides a case: the money is owed back (event 13).
    ///
    /// - Throws: ``StepRefusal``.
    package func decide(
        _ open: OpenBooks,
        number: Int64,
        document: String,
        officer: OfficerKey
    ) throws -> CaseRecord {
        let record = try find(number, open: open)
        try officer.require([.accountHolder], unit: record.unit)
        if record.isDecided { return record }
        _ = try DocumentReference.required(document)
        // Whoever proposed may have got another certificate since.
        let proposers = try open.books.query { try $0.caseProposer(number) }
        let persons = try open.books.officers().filter { proposers.contains($0.fingerprint) }
            .map(\.person)
        guard !persons.contains(officer.person) else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "người đề nghị không được quyết định",
                    en: "who proposes does not decide"
                )
            )
        }
        try open.requireProof()
        let entry = try postings(record, document: document, open).overPaymentDecided(
            key: "case/\(number)/decided",
            case: record.overPayment,
            isYearSettled: try isYearSettled(record, open)
        )
        try open.books.step(info("case/\(number)/decide", "case decide", officer)) { writer in
            try write(number, "decided", record.amount, document, officer, to: writer)
            try writer.post(entry)
        }
        return try find(number, open: open)
    }

    /// Recovers or writes off.
    ///
    /// - Returns: The case after it.
    /// - Throws: ``StepRefusal``.
    package func settle(
        _ open: OpenBooks,
        number: Int64,
        outcome: CaseOutcome,
        document: String,
        officer: OfficerKey
    ) throws -> CaseRecord {
        let record = try find(number, open: open)
        let isWriteOff = if case .writtenOff = outcome { true } else { false }
        try officer.require(isWriteOff ? [.accountHolder] : [.chiefAccountant], unit: record.unit)
        _ = try DocumentReference.required(document)
        guard record.isDecided else {
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "hồ sơ \(number) chưa được quyết định",
                    en: "case \(number) is not decided"
                ),
                hint: Phrase(
                    vi: "chạy: chitra case decide \(number)",
                    en: "run: chitra case decide \(number)"
                )
            )
        }
        try open.requireProof()
        if try isKnown(record, outcome: outcome, document: document, open: open) { return record }
        let (event, amount, entry, conflict) = try self.entry(
            record,
            outcome: outcome,
            document: document,
            open: open
        )
        try open.books.step(info(entry.key, "case \(event)", officer)) { writer in
            try write(number, event, amount, document, officer, to: writer)
            if let conflict {
                try writer.insert(
                    "conflict_end",
                    ["conflict", "document", "officer"],
                    [conflict, document, officer.certificate.fingerprint.hex]
                )
            }
            try writer.post(entry)
        }
        return try find(number, open: open)
    }

    /// Invariant (5).
    private func isKnown(
        _ record: CaseRecord,
        outcome: CaseOutcome,
        document: String,
        open: OpenBooks
    ) throws -> Bool {
        let amount: Int64
        switch outcome {
        case .recoveredAtTreasury(let sum), .writtenOff(let sum): amount = sum
        case .recoveredByConflict: return false
        }
        let key = try key(record, outcome, document)
        let known = try open.books.query { try $0.balances(ofEntry: key) }
        guard let booked = known["REC"].map({ -$0 }) else { return false }
        guard booked == amount else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "văn bản \(document) đã ghi cho hồ sơ \(record.number) với "
                        + "\(Money.vnd(booked)), không phải \(Money.vnd(amount))",
                    en: "paper \(document) stands in case \(record.number) with "
                        + "\(Money.vnd(booked).inEnglish), not \(Money.vnd(amount).inEnglish)"
                ),
                hint: Phrase(
                    vi: "mỗi lần thu hồi hoặc xóa nợ có số văn bản riêng",
                    en: "each recovery or write-off has a paper of its own"
                )
            )
        }
        return true
    }

    /// The key of the step and entry that settle a case; the paper is the same however it is written.
    private func key(
        _ record: CaseRecord,
        _ outcome: CaseOutcome,
        _ document: String
    ) throws -> String {
        let paper = try DocumentReference.required(document).digest.hex.prefix(16)
        switch outcome {
        case .recoveredAtTreasury: return "case/\(record.number)/treasury/\(paper)"
        case .writtenOff: return "case/\(record.number)/written-off/\(paper)"
        case .recoveredByConflict(let number): return "case/\(record.number)/conflict/\(number)"
        }
    }

    private func entry(
        _ record: CaseRecord,
        outcome: CaseOutcome,
        document: String,
        open: OpenBooks
    ) throws -> (event: String, amount: Int64, entry: JournalEntry, conflict: Int64?) {
        let postings = try postings(record, document: document, open)
        let key = try key(record, outcome, document)
        switch outcome {
        case .recoveredAtTreasury(let amount):
            let isCleared = try open.books.query { try $0.isCleared(record) }
            let isSettled = try isYearSettled(record, open)
            let entry = try postings.recoveredAtTreasury(
                key: key,
                case: record.overPayment,
                totals: try totals(record, amount),
                stage: isSettled ? .settled : isCleared ? .spent : .advanced
            )
            return ("recovered", amount, entry, nil)
        case .writtenOff(let amount):
            let entry = try postings.writtenOff(
                key: key,
                case: record.overPayment,
                totals: try totals(record, amount),
                isYearSettled: try isYearSettled(record, open)
            )
            return ("written-off", amount, entry, nil)
        case .recoveredByConflict(let number):
            guard
                case let family = try open.books.query({ try $0.family(of: record.unit) }),
                let conflict = try open.books.query({ try $0.conflicts() }).first(where: {
                    $0.number == number && family.contains($0.unit) && !$0.isDecided
                        && $0.setAside > 0 && $0.kind == ConflictKind.unidentified.rawValue
                }),
                try open.books.query({ try $0.isCredit(conflict: number) })
            else {
                throw refuse(
                    "không có khoản chưa rõ nguồn gốc số \(number) của đơn vị này",
                    "there is no unidentified entry \(number) of this unit"
                )
            }
            let totals = try totals(record, conflict.setAside)
            let entry = try postings.explained(
                key: key,
                provider: try open.books.query { try $0.provider(ofConflict: number) }
                    ?? record.provider,
                direction: .debit,
                account: (
                    "REC",
                    record.overPayment.receivable(unit: record.unit, total: totals[0])
                ),
                amount: conflict.setAside
            )
            return ("recovered", conflict.setAside, entry, number)
        }
    }

    private func totals(_ record: CaseRecord, _ amount: Int64) throws -> [BatchTotal] {
        guard amount > 0, amount <= record.open else {
            throw refuse(
                "số tiền phải từ 1 đến \(Money.vnd(record.open)): phần còn phải thu",
                "the amount is 1 to \(Money.vnd(record.open)): what is still open"
            )
        }
        return [
            BatchTotal(
                programme: record.programme,
                source: record.source,
                year: record.year,
                amount: amount
            )
        ]
    }

    private func find(_ number: Int64, open: OpenBooks) throws -> CaseRecord {
        try CaseRecord.find(number, open)
    }

    /// Whether the budget year of a case changes no more: then the budget is owed what is recovered.
    private func isYearSettled(_ record: CaseRecord, _ open: OpenBooks) throws -> Bool {
        try open.books.query { try $0.settledYears(unit: record.unit, on: environment.now.date) }
            .contains(record.year)
    }

    private func postings(
        _ record: CaseRecord,
        document: String,
        _ open: OpenBooks
    ) throws -> RecoveryPostings {
        RecoveryPostings(
            chart: .shipped,
            paper: BookingPaper(
                unit: record.unit,
                year: record.year,
                day: environment.now.date,
                document: document,
                ownLines: try open.books.query { try $0.reservedLines(of: record) }
            )
        )
    }

    private func write(
        _ number: Int64,
        _ event: String,
        _ amount: Int64,
        _ document: String,
        _ officer: OfficerKey,
        to writer: StepWriter
    ) throws {
        try writer.insert(
            "case_event",
            ["case_number", "event", "amount", "document", "officer"],
            [number, event, amount, document, officer.certificate.fingerprint.hex]
        )
    }

    private func info(_ key: String, _ verb: String, _ officer: OfficerKey) -> StepInfo {
        StepInfo(
            key: key,
            verb: verb,
            at: environment.now,
            officer: officer.certificate.fingerprint.hex
        )
    }

    private func refuse(_ vi: String, _ en: String) -> StepRefusal {
        StepRefusal(.dataErrors, Phrase(vi: vi, en: en))
    }
}

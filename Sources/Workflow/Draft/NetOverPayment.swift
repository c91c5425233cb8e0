// An over-payment netted from what a later month owes: only where a decision or a written consent says so.
//
// Invariants:
// (1) Nothing is netted without a paper that has its number, day and signer, and only of a decided case.
// (2) Never more than is due now of that month, and never more than is open of the case: the month's list
//     pays less and not below zero, the rest stays in the case.
// (3) Of the same programme, source and budget year as the case: the budget that paid gets it back, and
//     needs no more estimate or money for what was netted. Another year's, or a settled one's, is collected.
// (4) What is netted covers the right, so that no list pays it again; taken back, it covers nothing.
// (5) One paper nets once of a month.

import BankFiles
package import Disbursement
import Enrolment
package import Entitlement
import Intake
import Ledger
import Signing
package import Store

/// What a netting came to.
package struct NettingReport: Sendable {
    /// The code under which it stands in the books.
    package let code: String
    /// VND that were netted.
    package let amount: Int64
    /// VND of the month that are still due, and go into its list.
    package let stillDue: Int64
    /// The case after it.
    package let record: CaseRecord
    /// Whether the same paper had netted it before.
    package let wasKnown: Bool
}

/// Nets over-payments, and takes that back.
package struct NetOverPayment {
    private let environment: Environment
    private let ruleBook: RuleBook

    /// A step in an environment, under a rule book.
    package init(_ environment: Environment, ruleBook: RuleBook) {
        self.environment = environment
        self.ruleBook = ruleBook
    }

    /// Nets a part of a case from what a month owes now.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - order: What the paper allows.
    ///   - officer: A chief accountant of the unit.
    ///   - acceptsDoubts: Whether this officer accepts the unverified values that the month hangs on.
    /// - Returns: What was netted, less than the order where less is due or open.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        order: NettingOrder,
        officer: OfficerKey,
        acceptsDoubts: Bool = false
    ) throws -> NettingReport {
        let paper = try DocumentReference.required(order.paper)
        let record = try CaseRecord.find(order.caseNumber, open)
        try officer.require([.chiefAccountant], unit: record.unit)
        let unit = try RunScope.units([record.unit], of: open.books)[0]
        let known = environment.now.date
        try require(order, record, unit, known, open)
        try open.requireProof()
        let key =
            "case/\(record.number)/netted/\(order.month)/\(order.ground.rawValue)/"
            + paper.digest.hex.prefix(16)
        if let code = try open.books.query({ try $0.nettingCode(ofStep: key) }) {
            return try earlier(code, order, record, open)
        }
        guard record.open > 0, order.amount > 0 else {
            throw refuse(
                "hồ sơ \(record.number) không còn gì phải thu, hoặc số tiền không lớn hơn 0",
                "nothing of case \(record.number) is open, or the amount is not above zero"
            )
        }
        let due = try due(order, record, unit, known, open)
        guard due.doubts.isEmpty || acceptsDoubts else { throw SubmitBatch.refuse(due.doubts) }
        let amount = due.lines.reduce(0) { $0 + $1.amount }
        let serial = try open.books.query { try $0.nextSerial(unit: unit.code) }
        guard let first = due.lines.first, let code = BatchCode(unit: unit.code, serial: serial)
        else {
            throw StoreError.damaged("batch: a serial")
        }
        let batch = NettingBatch(
            code: "\(code)",
            unit: unit.code,
            serial: serial,
            period: order.month,
            known: known,
            year: first.year,
            paper: paper.digest,
            ruleBook: ruleBook.digest,
            doubts: due.doubts
        )
        try write(batch, due.lines, record, order, key: key, officer, open)
        return NettingReport(
            code: batch.code,
            amount: amount,
            stillDue: due.whole - amount,
            record: try CaseRecord.find(order.caseNumber, open),
            wasKnown: false
        )
    }

    /// Takes a netting back: its decision was annulled, or the month is not owed after all.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - code: The code under which the netting stands.
    ///   - cause: Why.
    ///   - document: The paper.
    ///   - officer: The account holder of the unit.
    /// - Returns: The case after it.
    /// - Throws: ``StepRefusal``.
    package func undo(
        _ open: OpenBooks,
        code: String,
        cause: String,
        document: String,
        officer: OfficerKey
    ) throws -> CaseRecord {
        let found = try open.books.query { try $0.nettings() }.first { $0.code == code }
        guard let netting = found else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có lần bù trừ \(code)", en: "there is no netting \(code)")
            )
        }
        let record = try CaseRecord.find(netting.caseNumber, open)
        try officer.require([.accountHolder], unit: netting.unit)
        if netting.isUndone { return record }
        let paper = try DocumentReference.required(document)
        guard !cause.isEmpty, TextFault.inEntry(cause) == nil else {
            throw refuse(
                "cần nguyên nhân, không có ký tự ẩn",
                "a cause without hidden characters is needed"
            )
        }
        try open.requireProof()
        let totals = try open.books.query { try $0.nettedLines(netting).totals }
        let postings = postings(netting.unit, netting.year, paper.text)
        let entries = [
            try postings.netted(
                key: "\(code)/netting-undone",
                case: record.overPayment,
                totals: totals,
                takingBack: "\(code)/netted"
            ),
            try postings.owedAndNetted(
                key: "\(code)/owing-undone",
                totals: totals,
                takingBack: "\(code)/owed"
            ),
        ]
        let fingerprint = officer.certificate.fingerprint.hex
        try open.books.step(info("case/netting/\(code)/undone", "case net", officer)) { writer in
            try writer.insert(
                "cancellation",
                ["batch", "cause", "document", "officer"],
                [netting.row, cause, paper.text, fingerprint]
            )
            try writer.insert(
                "case_event",
                ["case_number", "event", "amount", "document", "officer"],
                [record.number, "netting-undone", -netting.amount, paper.text, fingerprint]
            )
            for entry in entries { try writer.post(entry) }
        }
        return try CaseRecord.find(netting.caseNumber, open)
    }

    /// Invariants (1) and (3).
    private func require(
        _ order: NettingOrder,
        _ record: CaseRecord,
        _ unit: UnitRecord,
        _ known: CivilDate,
        _ open: OpenBooks
    ) throws {
        guard record.isDecided else {
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "hồ sơ \(record.number) chưa được quyết định",
                    en: "case \(record.number) is not decided"
                ),
                hint: Phrase(
                    vi: "chạy: chitra case decide \(record.number)",
                    en: "run: chitra case decide \(record.number)"
                )
            )
        }
        guard order.signed <= known, PersonName(order.signer) != nil else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "văn bản cho bù trừ phải có họ tên người ký và ngày ký không ở tương lai",
                    en: "the paper that allows netting has who signed it, and a day not to come"
                )
            )
        }
        let last = known.month.advanced(byMonths: 1)
        guard order.month >= unit.recomputeFrom, order.month <= last else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "tháng bù trừ từ \(unit.recomputeFrom) đến \(last)",
                    en: "the month lies from \(unit.recomputeFrom) to \(last)"
                )
            )
        }
        let year = max(order.month, known.month).year
        let settled = try open.books.query { try $0.settledYears(unit: record.unit, on: known) }
        guard record.year == year, !settled.contains(record.year) else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "hồ sơ \(record.number) thuộc năm ngân sách \(record.year), không bù trừ "
                        + "được vào năm \(year): thu về ngân sách đã chi",
                    en: "case \(record.number) is of budget year \(record.year) and cannot be "
                        + "netted from \(year): collect it for the budget that paid"
                ),
                hint: Phrase(
                    vi: "chạy: chitra case recover \(record.number)",
                    en: "run: chitra case recover \(record.number)"
                )
            )
        }
    }

    /// What may be netted of a month.
    private struct NettableMonth {
        /// The lines that are netted.
        let lines: [DueLine]
        /// VND of the month that are due, what is netted among them.
        let whole: Int64
        /// The unverified values behind the lines.
        let doubts: [String]
    }

    /// Invariant (2).
    private func due(
        _ order: NettingOrder,
        _ record: CaseRecord,
        _ unit: UnitRecord,
        _ known: CivilDate,
        _ open: OpenBooks
    ) throws -> NettableMonth {
        let draft = try DraftAssembly(open: open, ruleBook: ruleBook).due(
            of: record.person,
            unit: unit,
            period: max(order.month, known.month),
            known: known
        )
        let stops = try StandingStops(open: open, known: known)
        let due = draft.lines.filter {
            $0.person == record.person && $0.month == order.month
                && $0.programme == record.programme && $0.source == record.source
                && !stops.holds($0)
        }
        let lines = Self.netted(due, upTo: min(order.amount, record.open), order)
        guard !lines.isEmpty else { throw nothingDue(order, record) }
        return NettableMonth(
            lines: lines,
            whole: due.reduce(0) { $0 + $1.amount },
            doubts: draft.doubts(behind: Set(lines.map(\.rule)))
        )
    }

    /// The lines due, in their order, cut where the amount is reached.
    private static func netted(
        _ due: [DueLine],
        upTo amount: Int64,
        _ order: NettingOrder
    ) -> [DueLine] {
        var left = amount
        var lines: [DueLine] = []
        for line in due where left > 0 {
            let part = min(line.amount, left)
            left -= part
            lines.append(
                DueLine(
                    person: line.person,
                    payee: line.person,
                    right: LineRight(
                        programme: line.programme,
                        category: line.category,
                        kind: line.kind,
                        source: line.source,
                        cause: order.cause,
                        rule: line.rule,
                        year: line.year
                    ),
                    month: line.month,
                    amount: part
                )
            )
        }
        return lines
    }

    private func write(
        _ batch: NettingBatch,
        _ lines: [DueLine],
        _ record: CaseRecord,
        _ order: NettingOrder,
        key: String,
        _ officer: OfficerKey,
        _ open: OpenBooks
    ) throws {
        guard var person = try open.register.person(record.person, known: batch.known) else {
            throw StoreError.damaged("case \(record.number): a person")
        }
        let totals = BatchTotal.of(lines)
        let amount = lines.reduce(0) { $0 + $1.amount }
        person.facts.append(order.fact(netted: amount, known: batch.known))
        let postings = postings(batch.unit, batch.year, order.paper)
        let entries = [
            try postings.owedAndNetted(key: "\(batch.code)/owed", totals: totals),
            try postings.netted(
                key: "\(batch.code)/netted",
                case: record.overPayment,
                totals: totals
            ),
        ]
        try open.books.step(info(key, "case net", officer)) { writer in
            try writer.writeNetting(batch, lines: lines)
            try writer.insert(
                "case_event",
                ["case_number", "event", "amount", "document", "officer"],
                [
                    record.number, "netted", amount, order.reference,
                    officer.certificate.fingerprint.hex,
                ]
            )
            for entry in entries { try writer.post(entry) }
            try open.register.append(
                [PersonChange(person: person, what: "over-payment-netted", isNew: false)],
                from: ImportOrigin(
                    fileName: "netting",
                    digest: Digest.of(utf8: key),
                    rowCount: 1,
                    known: batch.known
                ),
                writer: writer
            )
        }
    }

    /// Invariant (5).
    private func earlier(
        _ code: String,
        _ order: NettingOrder,
        _ record: CaseRecord,
        _ open: OpenBooks
    ) throws -> NettingReport {
        let netting = try open.books.query { try $0.nettings() }.first { $0.code == code }
        guard let netting, !netting.isUndone, netting.amount <= order.amount else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "văn bản \(order.paper) đã dùng cho hồ sơ \(record.number), tháng "
                        + "\(order.month), với số khác hoặc đã bị hủy",
                    en: "paper \(order.paper) stands in case \(record.number) for \(order.month) "
                        + "with another amount, or was taken back"
                ),
                hint: Phrase(
                    vi: "mỗi lần bù trừ một tháng có văn bản riêng",
                    en: "each netting of a month has a paper of its own"
                )
            )
        }
        return NettingReport(
            code: code,
            amount: netting.amount,
            stillDue: 0,
            record: record,
            wasKnown: true
        )
    }

    private func nothingDue(_ order: NettingOrder, _ record: CaseRecord) -> StepRefusal {
        StepRefusal(
            .dataErrors,
            Phrase(
                vi: "tháng \(order.month), chế độ \(record.programme), nguồn \(record.source): "
                    + "người số \(record.person) không còn khoản nào chưa lập để bù trừ",
                en: "\(order.month), \(record.programme), source \(record.source): nothing of "
                    + "person \(record.person) is due and not listed yet, to net from"
            ),
            hint: Phrase(
                vi: "bù trừ trước khi trình danh sách của tháng; phần còn lại thu bằng: chitra "
                    + "case recover \(record.number)",
                en: "net before the month's list is submitted; collect the rest: chitra case "
                    + "recover \(record.number)"
            )
        )
    }

    private func postings(_ unit: String, _ year: Int, _ document: String) -> RecoveryPostings {
        RecoveryPostings(
            chart: .shipped,
            paper: BookingPaper(
                unit: unit,
                year: year,
                day: environment.now.date,
                document: document
            )
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

extension CaseRecord {
    /// The case of a number.
    ///
    /// - Throws: ``StepRefusal`` where there is none.
    static func find(_ number: Int64, _ open: OpenBooks) throws -> CaseRecord {
        guard
            let record = try open.books.query({ try $0.cases() }).first(where: {
                $0.number == number
            })
        else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có hồ sơ số \(number)", en: "there is no case \(number)"),
                hint: Phrase(vi: "xem các hồ sơ: chitra case list", en: "see: chitra case list")
            )
        }
        return record
    }
}

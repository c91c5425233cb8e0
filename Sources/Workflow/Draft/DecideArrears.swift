// A decision on arrears that a draft proposed: entered by an officer, paid by the next draft.
//
// Invariants:
// (1) A decision names what is proposed, to the đồng: another sum is refused, with what is proposed.
// (2) It is a change of the register with its paper; nothing is overwritten, and drafts as known before
//     come out as they did.
// (3) It allows what the register says on its day: what comes later is proposed again.
// (4) The same decision entered again changes nothing.

package import Disbursement
import Enrolment
package import Entitlement
import Intake
package import Ledger
import Signing
import Store

/// Arrears of one person and programme that wait for a decision.
package struct ProposedArrears: Hashable, Sendable {
    /// The unit.
    package let unit: String
    /// The person.
    package let person: Int64
    /// The programme's code.
    package let programme: String
    /// The months, in order, each with VND.
    package let months: [ProposedMonth]

    /// VND of all months.
    package var amount: Int64 { months.reduce(0) { $0 + $1.amount } }

    /// What a draft proposes, in order of person and programme.
    package static func of(_ draft: Draft) -> [ProposedArrears] {
        var sums: [Key: [CalendarMonth: Int64]] = [:]
        for held in draft.held where held.cause == .decisionNeeded {
            let key = Key(person: held.line.person, programme: held.line.programme)
            sums[key, default: [:]][held.line.month, default: 0] += held.line.amount
        }
        return sums.sorted { ($0.key.person, $0.key.programme) < ($1.key.person, $1.key.programme) }
            .map { key, months in
                ProposedArrears(
                    unit: draft.scope.unit,
                    person: key.person,
                    programme: key.programme,
                    months: months.sorted { $0.key < $1.key }.map {
                        ProposedMonth(month: $0.key, amount: $0.value)
                    }
                )
            }
    }

    private struct Key: Hashable {
        let person: Int64
        let programme: String
    }
}

/// One month of proposed arrears.
package struct ProposedMonth: Hashable, Sendable {
    /// The month owed.
    package let month: CalendarMonth
    /// VND.
    package let amount: Int64
}

/// What a decision says.
package struct ArrearsOrder: Sendable {
    /// The unit whose chair decided.
    package let unit: String
    /// The person.
    package let person: Int64
    /// The programme's code.
    package let programme: String
    /// The months.
    package let months: ClosedRange<CalendarMonth>
    /// VND of all of them.
    package let amount: Int64
    /// The decision's number.
    package let decision: String
    /// The day of signature.
    package let signed: CivilDate
    /// Who signed.
    package let signer: String

    /// A decision.
    package init(
        unit: String,
        person: Int64,
        programme: String,
        months: ClosedRange<CalendarMonth>,
        amount: Int64,
        decision: String,
        signed: CivilDate,
        signer: String
    ) {
        self.unit = unit
        self.person = person
        self.programme = programme
        self.months = months
        self.amount = amount
        self.decision = decision
        self.signed = signed
        self.signer = signer
    }
}

/// Enters decisions on arrears.
package struct DecideArrears {
    private let environment: Environment
    private let ruleBook: RuleBook

    /// A step in an environment, under a rule book.
    package init(_ environment: Environment, ruleBook: RuleBook) {
        self.environment = environment
        self.ruleBook = ruleBook
    }

    /// Enters a decision.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - order: What was decided.
    ///   - officer: A maker of the unit.
    /// - Returns: The months that it allows, each with VND; none where it was entered before.
    /// - Throws: ``StepRefusal`` where it is not what is proposed, or its paper is none.
    package func run(
        _ open: OpenBooks,
        order: ArrearsOrder,
        officer: OfficerKey
    ) throws -> [ProposedMonth] {
        let paper = try DocumentReference.required(order.decision)
        let unit = try RunScope.units([order.unit], of: open.books)[0]
        try officer.require([.maker], unit: unit.code)
        let known = environment.now.date
        try requirePaper(order, known)
        let key =
            "arrears/\(unit.code)/\(order.person)/\(order.programme)/\(order.months.lowerBound)/"
            + "\(order.months.upperBound)/\(order.amount)/\(order.signed)/\(paper.digest.hex)"
        if try open.books.wasDone(key) { return [] }
        guard var person = try open.register.person(order.person, known: known) else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "sổ không có người số \(order.person)",
                    en: "no person \(order.person) is in the register"
                )
            )
        }
        let months = try proposed(order, unit, known, open)
        for month in months {
            person.facts.append(
                ArrearsDecision(
                    programme: order.programme,
                    month: month.month,
                    owed: owed(person, order.programme, month.month, unit, known),
                    number: paper.text,
                    signed: order.signed,
                    signer: order.signer,
                    known: known
                ).asFact
            )
        }
        try open.books.step(
            StepInfo(
                key: key,
                verb: "batch arrears",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex,
                detail: paper.text
            )
        ) { writer in
            try open.register.append(
                [PersonChange(person: person, what: "arrears-decided", isNew: false)],
                from: ImportOrigin(
                    fileName: "arrears",
                    digest: Digest.of(utf8: key),
                    rowCount: months.count,
                    known: known
                ),
                writer: writer
            )
        }
        return months
    }

    private func requirePaper(_ order: ArrearsOrder, _ known: CivilDate) throws {
        guard order.signed <= known else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "ngày ký \(order.signed) còn ở tương lai",
                    en: "the day of signature \(order.signed) is still to come"
                )
            )
        }
        // Nobody decides on the arrears of a month that has not begun.
        guard order.signed.month >= order.months.lowerBound else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi:
                        "ngày ký \(order.signed) trước tháng \(order.months.lowerBound) mà quyết định cho truy lĩnh",
                    en:
                        "the day of signature \(order.signed) is before the month \(order.months.lowerBound) that it is about"
                )
            )
        }
        guard PersonName(order.signer) != nil else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--signer là họ tên người ký quyết định",
                    en: "--signer is the name of who signed the decision"
                )
            )
        }
    }

    /// What is proposed of the months, which must be what was decided.
    private func proposed(
        _ order: ArrearsOrder,
        _ unit: UnitRecord,
        _ known: CivilDate,
        _ open: OpenBooks
    ) throws -> [ProposedMonth] {
        let draft = try DraftAssembly(open: open, ruleBook: ruleBook).due(
            of: order.person,
            unit: unit,
            period: max(order.months.upperBound, known.month),
            known: known
        )
        let all = ProposedArrears.of(draft).first {
            $0.person == order.person && $0.programme == order.programme
        }
        let months = (all?.months ?? []).filter { order.months.contains($0.month) }
        let sum = months.reduce(0) { $0 + $1.amount }
        guard !months.isEmpty, sum == order.amount else {
            let months = months.map { "\($0.month) \(Money.vnd($0.amount))" }
            let english = (all?.months ?? []).filter { order.months.contains($0.month) }
                .map { "\($0.month) \(Money.vnd($0.amount).inEnglish)" }
            throw StepRefusal(
                .dataErrors,
                months.isEmpty
                    ? Phrase(
                        vi: "người số \(order.person): chế độ \(order.programme) không có khoản "
                            + "truy lĩnh nào chờ quyết định trong các tháng này",
                        en: "person \(order.person): no arrears of \(order.programme) wait for a "
                            + "decision in these months"
                    )
                    : Phrase(
                        vi: "quyết định \(Money.vnd(order.amount)), mức đề xuất là "
                            + "\(Money.vnd(sum)): " + months.joined(separator: ", "),
                        en: "decided are \(Money.vnd(order.amount).inEnglish), proposed "
                            + "\(Money.vnd(sum).inEnglish): " + english.joined(separator: ", ")
                    ),
                hint: Phrase(
                    vi: "xem các khoản đề xuất: chitra batch arrears --period \(known.month)",
                    en: "see what is proposed: chitra batch arrears --period \(known.month)"
                )
            )
        }
        return months
    }

    /// VND that a programme owes for a month in all.
    private func owed(
        _ person: Person,
        _ programme: String,
        _ month: CalendarMonth,
        _ unit: UnitRecord,
        _ known: CivilDate
    ) -> Int64 {
        ruleBook.owedLines(
            person,
            unit: unit.code,
            place: unit.province,
            month: month,
            known: known
        ).reduce(0) { $0 + ($1.programme == programme ? $1.amount : 0) }
    }
}

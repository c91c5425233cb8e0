// What the register says today of those whom a frozen batch pays: who would get less now, or nothing.
//
// A batch is judged by the register as it was frozen on, and its signatures stand (decision 0041). A death
// that comes after is no fault of the batch; but nobody may hand money over without having heard of it.
//
// Invariants:
// (1) What is named of a right is what the next draft would name as over-paid, were the batch handed over
//     today; never more than the batch pays of it.
// (2) Where nothing came to the register since, one look at the imports tells so; else the persons of whom
//     something came are judged, and their lines read, no others.
// (3) What a dead payee receives for months that are still owed to themselves is named and stops nothing:
//     the month of death is owed, and heirs may collect it.
// (4) What was accepted is that person's lines, sums and causes, as they were named: whatever is found later
//     waits again.

import Disbursement
import Enrolment
import Entitlement
package import Intake
package import Ledger
import Signing
package import Store

/// A line that pays more than is owed as known now, or goes to somebody who died.
package struct DeniedLine: Hashable, Sendable {
    /// The line.
    package let line: RightLine
    /// VND of it that is not to be paid; 0 where a dead payee is owed it themselves.
    package let excess: Int64
    /// Why, as a stable code: that of what became of the claim, `less` or `payee-died`.
    package let code: String
    /// Why, for people.
    package let cause: Phrase
}

/// What the register denies of a batch.
package struct RegisterReview: Sendable {
    /// The batch's code.
    package let batch: String
    /// The last day of what is known now.
    package let known: CivilDate
    /// The lines that would be less or nothing now, in order of number.
    package let denied: [DeniedLine]
    /// The lines of months still owed that go to persons who died, in order of number.
    package let toDead: [DeniedLine]
    /// The persons of whom somebody accepted that it is paid nevertheless.
    package let accepted: Set<Int64>

    /// VND of all that is denied.
    package var excess: Int64 { denied.reduce(0) { $0 + $1.excess } }

    /// The lines that nobody accepted.
    package var open: [DeniedLine] { denied.filter { !accepted.contains($0.line.person) } }

    /// The key of the step by which somebody accepts what is denied of a person.
    ///
    /// - Parameter person: The person.
    /// - Returns: The key; other lines, sums or causes give another.
    func acceptanceKey(_ person: Int64) -> String {
        Self.acceptanceKey(batch, person, denied)
    }

    fileprivate static func acceptanceKey(
        _ batch: String,
        _ person: Int64,
        _ lines: [DeniedLine]
    ) -> String {
        let words = lines.filter { $0.line.person == person }.map {
            "\($0.line.number) \($0.excess) \($0.code)"
        }
        return "accept/\(batch)/\(person)/"
            + Digest.of(utf8: words.joined(separator: "\n")).hex.prefix(16)
    }
}

/// Looks at the register again for a frozen batch.
package struct ReviewRegister {
    private let open: OpenBooks

    /// Over open books.
    package init(_ open: OpenBooks) { self.open = open }

    /// What the register denies of a batch today.
    ///
    /// - Parameters:
    ///   - batch: A batch that was not handed over.
    ///   - today: The day.
    /// - Returns: The lines that would be less or nothing.
    /// - Throws: `StoreError`; what opens a page of the register.
    package func review(_ batch: BatchRecord, on today: CivilDate) throws -> RegisterReview {
        let known = max(batch.known, today)
        let later = try open.register.laterPersons(
            since: RegisterMoment(known: batch.known, step: batch.step),
            known: known
        )
        let lines =
            later.isEmpty
            ? [] : try open.books.query { try $0.lines(of: batch, concerning: later) }
        let found = lines.isEmpty ? [] : try judge(lines, of: batch, known: known)
        let denied = found.filter { $0.excess > 0 }
        let accepted = try Set(denied.map(\.line.person)).filter {
            try open.books.wasDone(RegisterReview.acceptanceKey(batch.code, $0, denied))
        }
        return RegisterReview(
            batch: batch.code,
            known: known,
            denied: denied,
            toDead: found.filter { $0.excess == 0 },
            accepted: accepted
        )
    }

    /// Requires that nothing of a batch is denied but what somebody accepted.
    ///
    /// - Parameter review: What the register says of it.
    /// - Throws: ``StepRefusal`` with a finding for each line.
    func requireAccepted(_ review: RegisterReview) throws {
        let open = review.open
        guard let first = open.first else { return }
        let excess = open.reduce(0) { $0 + $1.excess }
        let batch = review.batch
        throw StepRefusal(
            .approvalMissing,
            Phrase(
                vi: "lô \(batch): sau khi trình, sổ ghi thêm biến động; \(open.count) dòng chi "
                    + "thừa \(Money.vnd(excess)) so với mức nay được hưởng",
                en: "batch \(batch): the register learnt more since it was submitted; "
                    + "\(Money.vnd(excess).inEnglish) too much in \(open.count) lines"
            ),
            hint: Phrase(
                vi: "rút các dòng đó (chitra batch stop --batch \(batch) --person "
                    + "\(first.line.person)), hoặc có người nhận trách nhiệm chi: "
                    + "chitra batch accept --batch \(batch) --person \(first.line.person)",
                en: "take them away (chitra batch stop --batch \(batch) --person "
                    + "\(first.line.person)), or have somebody answer for paying them: "
                    + "chitra batch accept --batch \(batch) --person \(first.line.person)"
            ),
            diagnostics: open.map { Self.diagnostic($0, batch) }
        )
    }

    /// A finding without any word of what the right is for.
    private static func diagnostic(_ denied: DeniedLine, _ batch: String) -> Diagnostic {
        let line = denied.line
        return Diagnostic(
            .error,
            code: "register-\(denied.code)",
            at: Location(file: batch, line: line.number),
            Phrase(
                vi: "người số \(line.person), tháng \(line.month), người nhận số \(line.payee): "
                    + "chi \(Money.vnd(line.amount)), thừa \(Money.vnd(denied.excess))",
                en: "person \(line.person), \(line.month), payee \(line.payee): pays "
                    + "\(Money.vnd(line.amount).inEnglish), "
                    + "\(Money.vnd(denied.excess).inEnglish) too much"
            )
        )
    }
}

extension ReviewRegister {
    /// A programme's right of one month.
    private struct Right: Hashable {
        let person: Int64
        let programme: String
        let month: CalendarMonth
    }

    /// Judges the persons of some lines as known now.
    private func judge(
        _ lines: [RightLine],
        of batch: BatchRecord,
        known: CivilDate
    ) throws -> [DeniedLine] {
        guard let unit = try open.books.units().first(where: { $0.code == batch.unit }) else {
            throw StoreError.damaged("batch \(batch.code): unit")
        }
        let book = try FrozenLaw(open).book(of: batch)
        // No month counts as decided: what waits for a decision is owed all the same.
        var maker = DraftMaker(
            scope: DraftScope(
                unit: unit.code,
                place: unit.province,
                period: batch.period,
                recomputeFrom: min(unit.recomputeFrom, batch.period),
                known: known
            ),
            ruleBook: book
        )
        let covered = try open.books.coveredLines()
        let numbers = Set(lines.map(\.person))
        let pages = Dictionary(grouping: numbers) { PersonPage.index(of: $0) }
        for (index, numbers) in pages.sorted(by: { $0.key < $1.key }) {
            let persons = try open.register.persons(Set(numbers), known: known, through: .max)
                .values.sorted { $0.number < $1.number }
            guard let first = persons.first, let last = persons.last else { continue }
            try maker.add(
                PersonPage(index: index, persons: persons),
                covered: open.books.covered(
                    persons: first.number...last.number,
                    by: covered
                )
            )
        }
        var excess: [Right: Int64] = [:]
        var draft = maker.finished()
        var own = OwnPayments(open: open, unit: unit, ruleBook: book, known: known)
        try draft.keepOverPaid { try own.excess($0) }
        for right in draft.overPaid {
            let key = Right(
                person: right.covered.person,
                programme: right.covered.programme,
                month: right.covered.month
            )
            excess[key, default: 0] += right.excess
        }
        var reasons = Reasons(open: open, unit: unit, book: book, known: known)
        var denied: [DeniedLine] = []
        // What is too much of a right lies on its last lines first: the supplement before the base.
        for line in lines.reversed() {
            let key = Right(person: line.person, programme: line.programme, month: line.month)
            let part = min(line.amount, excess[key] ?? 0)
            if part > 0 { excess[key]? -= part }
            if let (excess, code, cause) = try reasons.reason(line, excess: part) {
                denied.append(DeniedLine(line: line, excess: excess, code: code, cause: cause))
            }
        }
        return denied.reversed()
    }
}

/// Says why lines are less now, by the register and the law as known now.
private struct Reasons {
    private let open: OpenBooks
    private let unit: UnitRecord
    private let book: RuleBook
    private let known: CivilDate
    private var laws: [CalendarMonth: LawOfMonth] = [:]

    init(open: OpenBooks, unit: UnitRecord, book: RuleBook, known: CivilDate) {
        self.open = open
        self.unit = unit
        self.book = book
        self.known = known
    }

    /// What of a line is not to be paid, and why; nil where all of it is owed to a payee who lives.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - excess: VND of it above what is owed.
    /// - Returns: VND, code and words.
    /// - Throws: What opens a page of the register.
    mutating func reason(
        _ line: RightLine,
        excess: Int64
    ) throws -> (excess: Int64, code: String, cause: Phrase)? {
        if excess < line.amount, try isDead(line.payee), excess == 0 || line.payee != line.person {
            // Nobody living gets what a dead guardian or carer receives.
            let (cause, isOwn) = (HoldCause.payeeDied, line.payee == line.person)
            return (isOwn ? excess : line.amount, cause.rawValue, cause.phrase)
        }
        guard excess > 0 else { return nil }
        let left = line.amount - excess
        if left > 0 {
            return (
                excess, "less",
                Phrase(
                    vi: "nay dòng này chỉ còn được \(Money.vnd(left))",
                    en: "this line is owed only \(Money.vnd(left).inEnglish) now"
                )
            )
        }
        let law =
            laws[line.month]
            ?? LawOfMonth(book, place: unit.province, month: line.month, known: known)
        laws[line.month] = law
        let considered = try open.register.person(line.person, known: known).map {
            law.assess($0, unit: unit.code).considered
        }
        guard
            let claim = considered?.first(where: {
                $0.category == line.category && $0.claim.unit == unit.code && $0.verdict != .paid
            })
        else {
            return (
                excess, "less",
                Phrase(vi: "nay không còn được hưởng khoản này", en: "nothing of it is owed now")
            )
        }
        return (excess, claim.verdict.rawValue, claim.reason)
    }

    private func isDead(_ payee: Int64) throws -> Bool {
        try open.register.person(payee, known: known)?.death(knownOn: known) != nil
    }
}

// What is paid and what is proposed of months that were decided before, held against the rule in plain words.

import Disbursement
import Enrolment
import Entitlement
import Ledger
import Synchronization
import Testing

struct ArrearsJudgeTests {
    private static let last = day("2026-11-22")

    /// Somebody whose facts became known bit by bit.
    private func person(_ number: Int64, _ chance: inout FixedGenerator) -> Person {
        var person = DisbursementTests.person(
            number,
            [("5.6", "2025-03-05"), ("5.4", "2025-03-05")],
            [("severity", "severe"), ("poverty", "poor"), ("children", "1")]
        )
        for _ in 0..<Int.random(in: 0...3, using: &chance) {
            let from = day("2026-06-05").advanced(byDays: Int.random(in: 0..<120, using: &chance))
            let known = max(
                from,
                day("2026-07-01").advanced(byDays: Int.random(in: 0..<140, using: &chance))
            )
            let fact = [
                ("severity", ["severe", "special"]), ("children", ["1", "2", "3", "4"]),
                ("suspended", ["unclaimed", "no"]),
            ][Int.random(in: 0..<3, using: &chance)]
            person.facts.append(
                DatedFact(
                    name: fact.0,
                    value: fact.1.randomElement(using: &chance) ?? "",
                    from: from,
                    document: "test",
                    known: known
                )
            )
        }
        person.facts.sort { $0.known < $1.known }
        return person
    }

    /// The person as the books had them on a day.
    private func known(_ person: Person, _ day: CivilDate) -> Person {
        var known = person
        known.facts = person.facts(knownOn: day)
        return known
    }

    /// The law of a month as known on a day.
    private struct LawKey: Hashable {
        let month: CalendarMonth
        let known: CivilDate
    }

    /// Cutting the law takes longer than all that is asked of it here.
    private static let laws = Mutex<[LawKey: LawOfMonth]>([:])

    private func owed(_ person: Person, _ month: CalendarMonth, _ known: CivilDate) -> [OwedLine] {
        let law = Self.laws.withLock { laws in
            let key = LawKey(month: month, known: known)
            let law = laws[key] ?? LawOfMonth(.shipped, place: "40", month: month, known: known)
            laws[key] = law
            return law
        }
        return law.owedLines(person, unit: "CM01")
    }

    private func amount(_ lines: [OwedLine], like line: OwedLine) -> Int64 {
        lines.filter {
            $0.category == line.category && $0.kind == line.kind && $0.source == line.source
        }.reduce(0) { $0 + $1.amount }
    }

    private func eve(of month: CalendarMonth) -> CivilDate {
        month.firstDay.advanced(byDays: -1)
    }

    private func sum(_ lines: [OwedLine]) -> Int64 { lines.reduce(0) { $0 + $1.amount } }

    /// VND that may be paid of a decided month, in plain words.
    private func free(_ person: Person, _ decided: DecidedMonth, _ covered: [CoveredRight]) -> Int64
    {
        let now = owed(person, decided.month, Self.last)
        let plain = PlainBalance(owed: now, covered: covered)
        let then = known(person, decided.known)
        let standing = owed(then, decided.month, Self.last)
        guard decided.isElsewhere else {
            let paid = covered.reduce(0) { $0 + $1.amount }
            return max(0, min(sum(now), sum(standing)) - paid)
        }
        // The register of the list, the law of the eve.
        var early = then
        early.facts = then.facts.map { fact in
            DatedFact(
                name: fact.name,
                value: fact.value,
                from: fact.from,
                document: fact.document,
                known: min(fact.known, day("2026-01-01"))
            )
        }
        let lawOfThen = owed(early, decided.month, eve(of: decided.month))
        return plain.due.reduce(0) { free, due in
            let paid = due.line.amount - due.amount
            guard paid >= amount(lawOfThen, like: due.line) else { return free }
            return free
                + max(
                    0,
                    min(due.line.amount, amount(standing, like: due.line)) - paid
                )
        }
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `of a decided month the plain rule's sum is paid and the rest is proposed`(
        _ seed: UInt64
    ) throws {
        var chance = FixedGenerator(state: seed)
        let decided = decided(seed, &chance)
        let scope = DraftScope(
            unit: "CM01",
            place: "40",
            period: month("2026-11"),
            recomputeFrom: month("2026-07"),
            known: Self.last,
            decided: decided
        )
        var people: [(person: Person, rights: [CoveredRight])] = []
        var maker = DraftMaker(scope: scope, ruleBook: .shipped)
        for number in 1...12 as ClosedRange<Int64> {
            let person = person(number, &chance)
            let rights = paid(person, decided, &chance)
            try maker.add(
                PersonPage(of: person),
                covered: CoveredColumns(rights),
                before: { PersonPage(of: known(person, $0.known)) }
            )
            people.append((person, rights))
        }
        let draft = maker.finished()
        #expect(draft.held.allSatisfy { $0.cause == .decisionNeeded })
        var all: Int64 = 0
        for (person, rights) in people {
            for month in decided {
                let covered = rights.filter { $0.month == month.month }
                let due = PlainBalance(
                    owed: owed(person, month.month, Self.last),
                    covered: covered
                ).due.reduce(0) { $0 + $1.amount }
                let paid = draft.lines.filter {
                    $0.person == person.number && $0.month == month.month
                }.reduce(0) { $0 + $1.amount }
                let proposed = draft.held.filter {
                    $0.line.person == person.number && $0.line.month == month.month
                }.reduce(0) { $0 + $1.line.amount }
                #expect(
                    paid == free(person, month, covered),
                    "\(person.number) \(month.month)"
                )
                #expect(paid + proposed == due, "\(person.number) \(month.month)")
                all += paid
            }
        }
        #expect(all > 0)
    }

    /// Four months that were decided before; in some books two of them elsewhere.
    private func decided(_ seed: UInt64, _ chance: inout FixedGenerator) -> [DecidedMonth] {
        (0..<4).map { offset in
            let late = 30 * offset + Int.random(in: 0..<9, using: &chance)
            return DecidedMonth(
                month: month("2026-07").advanced(byMonths: offset),
                known: day("2026-07-20").advanced(byDays: late),
                step: Int64(offset) + 1,
                isElsewhere: offset < 2 && seed.isMultiple(of: 2)
            )
        }
    }

    /// What was paid of the months: mostly what law and facts gave then, of some a half or nothing.
    private func paid(
        _ person: Person,
        _ decided: [DecidedMonth],
        _ chance: inout FixedGenerator
    ) -> [CoveredRight] {
        var rights: [CoveredRight] = []
        for month in decided {
            let then = known(person, month.known)
            for line in owed(then, month.month, min(month.known, eve(of: month.month))) {
                let share = Int64.random(in: 0...5, using: &chance)
                guard share > 0 else { continue }
                rights.append(
                    covered(
                        person.number,
                        line.programme,
                        month.month,
                        category: line.category,
                        kind: line.kind,
                        source: line.source,
                        share == 1 ? line.amount / 2 : line.amount
                    )
                )
            }
        }
        return rights
    }

    @Test
    func `months are decided by their own last list, else by the first that counted them in`() {
        func list(_ period: String, _ step: Int64, opening: Bool = false) -> EarlierList {
            EarlierList(
                period: month(period),
                known: day("2026-11-01"),
                step: step,
                isOpening: opening
            )
        }
        let lists = [
            list("2026-08", 3, opening: true), list("2026-10", 5), list("2026-12", 7),
            list("2026-10", 9),
        ]
        let decided = DecidedMonth.among(
            month("2026-07")...month("2027-01"),
            firstMonth: month("2026-09"),
            lists: lists
        )
        #expect(
            decided.map { "\($0.month) \($0.step)" } == [
                "2026-07 3", "2026-08 3", "2026-09 5", "2026-10 9", "2026-11 7", "2026-12 7",
            ]
        )
        #expect(decided.filter(\.isElsewhere).map(\.step) == [3, 3])
        #expect(
            DecidedMonth.among(
                month("2026-07")...month("2026-08"),
                firstMonth: month("2026-09"),
                lists: []
            ).isEmpty
        )
    }

    @Test func `a decision is read as it was written, and nothing else is one`() throws {
        let decision = ArrearsDecision(
            programme: "social-assistance",
            month: month("2026-08"),
            owed: 810_000,
            number: "12/QĐ-UBND",
            signed: day("2026-10-20"),
            signer: "Lê Văn Chủ",
            known: day("2026-10-21")
        )
        #expect(ArrearsDecision(decision.asFact) == decision)
        #expect(decision.reference == "12/QĐ-UBND 2026-10-20")
        func fact(_ name: String, _ value: String) -> DatedFact {
            DatedFact(
                name: name,
                value: value,
                from: day("2026-10-20"),
                document: "1",
                known: day("2026-10-21")
            )
        }
        let others = [
            "", "a 2026-08", "a 2026-08 0", "a 2026-08 -5", "a 2026-08 05", "a 2026-13 5",
        ]
        for value in others {
            #expect(ArrearsDecision(fact("arrears", value)) == nil, "\(value)")
        }
        #expect(ArrearsDecision(fact("arrears", "a 2026-08 5")) != nil)
        #expect(ArrearsDecision(fact("severity", "a 2026-08 5")) == nil)
    }
}

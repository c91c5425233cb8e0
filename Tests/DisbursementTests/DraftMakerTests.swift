// What is due is what is owed above what is covered: properties over made-up people.

import Disbursement
import Enrolment
import Entitlement
import Ledger
import Testing

/// A person with what is covered and why they are held.
private struct Case {
    let person: Person
    let covered: [CoveredRight]
    let hold: HoldCause?
}

struct DraftMakerTests {
    private func draft(_ cases: [Case], _ scope: DraftScope) -> Draft {
        var maker = DraftMaker(scope: scope, ruleBook: .shipped)
        for item in cases {
            maker.add(
                PersonPage(of: item.person),
                covered: CoveredColumns(item.covered),
                hold: { _, _ in item.hold },
                before: { _ in nil }
            )
        }
        return maker.finished()
    }

    /// People of all sorts; of some months a part, the whole or too much is covered.
    private func cases(seed: UInt64, place: String) -> [Case] {
        var chance = FixedGenerator(state: seed)
        return (1...24 as ClosedRange<Int64>).map { number in
            let person =
                switch Int.random(in: 0..<4, using: &chance) {
                case 0: pensioner(number)
                case 1:
                    DisbursementTests.person(
                        number,
                        [("5.6", "2025-03-05")],
                        [("severity", "severe")]
                    )
                case 2:
                    DisbursementTests.person(
                        number,
                        born: "2020-05-01",
                        payee: 1,
                        [("5.1", "2026-08-10")]
                    )
                default:
                    DisbursementTests.person(
                        number,
                        [("5.6", "2025-03-05"), ("5.4", "2025-03-05")],
                        [("severity", "severe"), ("poverty", "poor"), ("children", "2")]
                    )
                }
            var rights: [CoveredRight] = []
            // A right has one row for each category, kind and source.
            for offset in 0..<5 as Range<Int> {
                let owed = month("2026-07").advanced(byMonths: offset)
                let lines = RuleBook.shipped.owedLines(
                    person,
                    unit: "CM01",
                    place: place,
                    month: owed,
                    known: day("2026-11-22")
                )
                for line in lines {
                    let share = Int64.random(in: 0...6, using: &chance)
                    guard share > 0, line.kind != "base" || share != 3 else { continue }
                    rights.append(
                        covered(
                            number,
                            line.programme,
                            owed,
                            category: line.category,
                            kind: line.kind,
                            source: line.source,
                            line.amount * share / 4,
                            lines: Int(share)
                        )
                    )
                }
            }
            let hold: HoldCause? = Int.random(in: 0..<5, using: &chance) == 0 ? .bankUnknown : nil
            return Case(person: person, covered: rights, hold: hold)
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `the order of persons does not matter`(_ seed: UInt64) {
        let all = cases(seed: seed, place: "01")
        let first = draft(all, november())
        var chance = FixedGenerator(state: seed)
        for _ in 0..<3 {
            let other = draft(all.shuffled(using: &chance), november())
            #expect(other.lines == first.lines)
            #expect(other.held == first.held)
            #expect(other.leftOut == first.leftOut)
            #expect(other.overPaid == first.overPaid)
            #expect(other.shifted == first.shifted)
            #expect(other.doubts == first.doubts)
        }
        #expect(!first.lines.isEmpty)
    }

    @Test(arguments: ["01", "40"], 1...12 as ClosedRange<UInt64>)
    func `due and covered together never exceed what is owed`(_ place: String, _ seed: UInt64) {
        let all = cases(seed: seed, place: place)
        let draft = draft(all, november(place: place))
        let due = draft.lines + draft.held.map(\.line)
        var dues = 0
        for item in all {
            for offset in 0..<5 {
                let owedMonth = month("2026-07").advanced(byMonths: offset)
                let owed = RuleBook.shipped.owedLines(
                    item.person,
                    unit: "CM01",
                    place: place,
                    month: owedMonth,
                    known: day("2026-11-22")
                )
                for programme in Set(owed.map(\.programme)) {
                    let owedSum = owed.filter { $0.programme == programme }
                        .reduce(0) { $0 + $1.amount }
                    let coveredSum = item.covered.filter {
                        $0.programme == programme && $0.month == owedMonth
                    }.reduce(0) { $0 + $1.amount }
                    let lines = due.filter {
                        $0.person == item.person.number && $0.programme == programme
                            && $0.month == owedMonth
                    }
                    let dueSum = lines.reduce(0) { $0 + $1.amount }
                    #expect(dueSum == max(owedSum - coveredSum, 0))
                    #expect(lines.allSatisfy { $0.amount > 0 })
                    dues += lines.count
                }
            }
        }
        #expect(dues == due.count)
        #expect(zip(draft.lines, draft.lines.dropFirst()).allSatisfy(DueLine.canonicalOrder))
        #expect(Set(due.map { DueKey($0) }).count == due.count)
    }

    /// Some of what is covered, under another category or source than it is owed.
    private func moved(_ rights: [CoveredRight], seed: UInt64) -> [CoveredRight] {
        var chance = FixedGenerator(state: seed)
        var moved: [CoveredRight] = []
        for right in rights {
            let category = Int.random(in: 0..<4, using: &chance) == 0 ? "5.9" : right.category
            let source = Int.random(in: 0..<5, using: &chance) == 0 ? "city" : right.source
            let new = covered(
                right.person,
                right.programme,
                right.month,
                category: category,
                kind: right.kind,
                source: source,
                right.amount,
                lines: right.lineCount
            )
            // A right has one row.
            let isThere = moved.contains {
                ($0.month, $0.category, $0.kind, $0.source)
                    == (new.month, new.category, new.kind, new.source)
                    && $0.programme == new.programme
            }
            if !isThere { moved.append(new) }
        }
        return moved
    }

    @Test(arguments: ["01", "40"], 1...40 as ClosedRange<UInt64>)
    func `a draft says what the plain rule says`(_ place: String, _ seed: UInt64) {
        let all = cases(seed: seed, place: place).map {
            Case(person: $0.person, covered: moved($0.covered, seed: seed), hold: $0.hold)
        }
        let draft = draft(all, november(place: place))
        var wanted: [DueLine] = []
        var excess: [Int64] = []
        var shifted: [String: Int64] = [:]
        for item in all {
            for offset in 0..<5 {
                let month = month("2026-07").advanced(byMonths: offset)
                let owed = RuleBook.shipped.owedLines(
                    item.person,
                    unit: "CM01",
                    place: place,
                    month: month,
                    known: day("2026-11-22")
                )
                let plain = PlainBalance(
                    owed: owed,
                    covered: item.covered.filter { $0.month == month }
                )
                excess += plain.excess
                shifted.merge(plain.shifted, uniquingKeysWith: +)
                for due in plain.due {
                    let right = LineRight(
                        programme: due.line.programme,
                        category: due.line.category,
                        kind: due.line.kind,
                        source: due.line.source,
                        cause: due.earlierLines == 0 ? "regular" : "difference-\(due.earlierLines)",
                        rule: due.line.rule,
                        year: 2026
                    )
                    wanted.append(
                        DueLine(
                            person: item.person.number,
                            payee: item.person.payee,
                            right: right,
                            month: month,
                            amount: due.amount
                        )
                    )
                    let isHeld = plain.isPaidOtherwise || item.hold != nil
                    #expect(
                        (isHeld ? draft.held.map(\.line) : Array(draft.lines)).contains(
                            wanted[wanted.count - 1]
                        )
                    )
                }
            }
        }
        let found = (Array(draft.lines) + draft.held.map(\.line)).sorted(by: DueLine.canonicalOrder)
        #expect(found == wanted.sorted(by: DueLine.canonicalOrder))
        #expect(draft.overPaid.map(\.excess).sorted() == excess.sorted())
        #expect(draft.shifted == shifted)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `one page gives what its persons give each alone`(_ seed: UInt64) {
        let all = cases(seed: seed, place: "01")
        let apart = draft(all, november())
        var maker = DraftMaker(scope: november(), ruleBook: .shipped)
        maker.add(
            PersonPage(index: 0, persons: all.map(\.person)),
            covered: CoveredColumns(all.flatMap(\.covered)),
            hold: { place, _ in all[place].hold },
            before: { _ in nil }
        )
        let together = maker.finished()
        #expect(together.lines == apart.lines)
        #expect(together.held == apart.held)
        #expect(together.leftOut == apart.leftOut)
        #expect(together.overPaid == apart.overPaid)
        #expect(together.shifted == apart.shifted)
    }

    @Test func `page by page, a second portion of a household is found among lines`() throws {
        var maker = DraftMaker(scope: november(), ruleBook: .shipped)
        var lines = LineColumns()
        for (number, household) in [(2, "H7"), (5_000, "H8"), (9_000, "H7"), (9_001, "")] {
            var person = DisbursementTests.person(
                Int64(number),
                [("15", "2026-11-03")],
                [("house", "lost")]
            )
            person.household = household
            try maker.add(PersonPage(of: person))
            maker.drain { page in
                #expect(page.count == 1)
                for index in page.indices { lines.append(index, of: page) }
            }
        }
        #expect(lines.map(\.person) == [2, 5_000, 9_000, 9_001])
        #expect(maker.waiting(among: lines) == [2])
        #expect(maker.finished().lines.isEmpty)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `columns come into the canonical order of their lines`(_ seed: UInt64) {
        let lines = draft(cases(seed: seed, place: "01"), november()).lines
        var chance = FixedGenerator(state: seed)
        let repeated = lines.enumerated().map { index, line in
            DueLine(
                person: line.person,
                payee: Int64.random(in: 1...9, using: &chance),
                right: line.right,
                month: line.month,
                amount: line.amount,
                replaces: index.isMultiple(of: 3) ? "CM0100001\(index)" : ""
            )
        }
        let shuffled = repeated.shuffled(using: &chance)
        var columns = LineColumns()
        for (row, line) in shuffled.enumerated() {
            columns.append(line, origin: line.isApprovedBefore ? Int64(row) + 1 : 0)
        }
        columns.sort()
        let sorted = shuffled.sorted(by: DueLine.canonicalOrder)
        #expect(Array(columns) == sorted)
        for index in columns.indices where columns.isApprovedBefore(index) {
            #expect(shuffled[Int(columns.origin(index)) - 1] == columns[index])
        }
        #expect(columns.amount == sorted.reduce(0) { $0 + $1.amount })
        #expect(BatchTotal.of(columns) == BatchTotal.of(sorted))
    }

    /// What a live line is unique by.
    private struct DueKey: Hashable {
        let words: [String]

        init(_ line: DueLine) {
            words = [
                "\(line.person)", line.programme, line.category, "\(line.month)", line.kind,
                line.source,
                line.cause,
            ]
        }
    }

    @Test func `a held person's lines are held whole, with the cause`() {
        let one = Case(person: pensioner(1), covered: [], hold: .noPaymentWay)
        let draft = draft([one], november(from: "2026-11"))
        #expect(draft.lines.isEmpty)
        #expect(draft.held.map(\.cause) == [.noPaymentWay, .noPaymentWay])
        #expect(draft.held.map(\.line.amount) == [540_000, 110_000])
    }

    @Test func `a shift between sources pays nobody and is told`() {
        let months = (0..<4).map { month("2026-07").advanced(byMonths: $0) }
        let rights = months.flatMap { owed in
            [
                covered(1, "social-pension", owed, source: "central", 500_000),
                covered(1, "social-pension", owed, kind: "supplement", source: "city", 150_000),
            ]
        }
        let draft = draft([Case(person: pensioner(1), covered: rights, hold: nil)], november())
        #expect(draft.lines.map(\.amount) == [540_000, 110_000])
        #expect(Set(draft.lines.map(\.month)) == [month("2026-11")])
        #expect(draft.held.isEmpty)
        #expect(draft.overPaid.isEmpty)
        #expect(draft.shifted == ["central": 160_000])
    }

    @Test func `what was paid too much is told and nothing is due`() {
        let right = covered(1, "social-pension", month("2026-11"), source: "central", 700_000)
        let draft = draft(
            [Case(person: pensioner(1), covered: [right], hold: nil)],
            november(from: "2026-11")
        )
        #expect(draft.lines.isEmpty)
        #expect(draft.overPaid.map(\.excess) == [50_000])
    }

    @Test func `a month paid under a programme that excludes this one is held`() {
        let right = covered(1, "social-assistance", month("2026-11"), source: "local", 500_000)
        let draft = draft(
            [Case(person: pensioner(1), covered: [right], hold: nil)],
            november(from: "2026-11")
        )
        #expect(draft.lines.isEmpty)
        #expect(Set(draft.held.map(\.cause)) == [.paidOtherwise])
        #expect(draft.overPaid.map(\.excess) == [500_000])
    }

    @Test func `a person of another unit is not in the draft`() {
        let scope = DraftScope(
            unit: "CM02",
            place: "01",
            period: month("2026-11"),
            recomputeFrom: month("2026-11"),
            known: day("2026-11-22")
        )
        let draft = draft([Case(person: pensioner(1), covered: [], hold: nil)], scope)
        #expect(draft.lines.isEmpty)
        #expect(draft.leftOut.isEmpty)
    }

    @Test func `a source without enough estimate holds all its lines and no other's`() {
        let two = [1, 2].map { Case(person: pensioner($0), covered: [], hold: nil) }
        var draft = draft(two, november(from: "2026-11"))
        draft.holdWithoutEstimate(open: ["central": 1_080_000, "city": 219_999])
        #expect(draft.lines.map(\.source) == ["central", "central"])
        #expect(draft.held.map(\.cause) == [.estimateShort, .estimateShort])
        #expect(draft.held.map(\.line.person) == [1, 2])
        #expect(draft.newAmountBySource.map(\.source) == ["central"])
        #expect(draft.amount == 1_080_000)
    }

    @Test func `a source that lacks says by how much, and what is held hangs on no doubt`() {
        let scope = DraftScope(
            unit: "CM01",
            place: "01",
            period: month("2026-11"),
            recomputeFrom: month("2026-07"),
            known: day("2026-11-22")
        )
        var draft = draft(
            (1...3 as ClosedRange<Int64>).map {
                Case(person: pensioner($0), covered: [], hold: nil)
            },
            scope
        )
        let wanted = Dictionary(
            uniqueKeysWithValues: draft.newAmountBySource.map { ($0.source, $0.amount) }
        )
        #expect(!draft.doubts.isEmpty)
        draft.holdWithoutEstimate(open: wanted.mapValues { $0 - 1 })
        #expect(draft.lines.isEmpty)
        #expect(draft.held.allSatisfy { $0.cause == .estimateShort })
        #expect(draft.shortfalls.map(\.lacking) == wanted.map { _ in 1 })
        #expect(draft.shortfalls.map(\.wanted) == wanted.keys.sorted().compactMap { wanted[$0] })
        #expect(draft.doubts.isEmpty)
    }

    @Test func `a stop holds what something else held already`() {
        let scope = DraftScope(
            unit: "CM01",
            place: "01",
            period: month("2026-11"),
            recomputeFrom: month("2026-11"),
            known: day("2026-11-22")
        )
        var draft = draft(
            [
                Case(person: pensioner(1), covered: [], hold: .bankUnknown),
                Case(person: pensioner(2), covered: [], hold: nil),
                Case(person: pensioner(3), covered: [], hold: nil),
            ],
            scope
        )
        draft.hold(.stopped) { $0.person < 3 }
        #expect(Set(draft.held.map(\.line.person)) == [1, 2])
        #expect(draft.held.allSatisfy { $0.cause == .stopped })
        #expect(Set(draft.lines.map(\.person)) == [3])
    }
}

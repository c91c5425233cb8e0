// Packed lines: what was put in comes out, in any block, with few and with very many other words.

import Ledger
import Testing

@testable import Disbursement

struct LineColumnsTests {
    private let rights = (0..<3).map { number in
        LineRight(
            programme: "P\(number)",
            category: "C",
            kind: "base",
            source: "S",
            cause: "regular",
            rule: "R",
            year: 2026
        )
    }

    /// Lines of some people; some are paid to somebody else, some pay others again.
    private func lines(
        _ count: Int,
        _ seed: UInt64,
        amounts: Int64 = 40,
        repeatsOneOf: Int = 50
    ) -> [DueLine] {
        var chance = FixedGenerator(state: seed)
        return (0..<count).map { index in
            let person = Int64.random(in: 1...Int64(count / 2 + 1), using: &chance)
            let isOther = Int.random(in: 0..<10, using: &chance) == 0
            let again = Int.random(in: 0..<repeatsOneOf, using: &chance) == 0
            return DueLine(
                person: person,
                payee: isOther ? Int64.random(in: 1...Int64(UInt32.max), using: &chance) : person,
                right: rights[Int.random(in: 0..<3, using: &chance)],
                month: CalendarMonth(number: Int32.random(in: 24_310...24_320, using: &chance)),
                amount: Int64.random(in: 1...amounts, using: &chance),
                replaces: again ? "CM0100001\(index)" : ""
            )
        }
    }

    private func columns(_ lines: [DueLine]) -> LineColumns {
        var columns = LineColumns()
        for (row, line) in lines.enumerated() {
            columns.append(line, origin: line.isApprovedBefore ? Int64(row) + 1 : 0)
        }
        return columns
    }

    @Test(
        arguments: [(1, 40), (4_095, 40), (4_096, 40), (12_300, 40), (90_000, 1 << 40)],
        [false, true]
    ) func `what was put in comes out, one by one and in pieces`(
        _ size: (count: Int, amounts: Int64),
        _ byPerson: Bool
    ) {
        let count = size.count
        var lines = lines(count, 7, amounts: size.amounts)
        // Then lines of one person lie together, some of them across a border of blocks.
        if byPerson { lines.sort { $0.person / 3 < $1.person / 3 } }
        let columns = columns(lines)
        #expect(columns.count == count)
        #expect(columns.elementsEqual(lines))
        #expect(columns.amount == lines.reduce(0) { $0 + $1.amount })
        for (index, line) in lines.enumerated() where line.isApprovedBefore {
            #expect(columns.origin(index) == Int64(index) + 1)
        }
        var next = 0
        columns.forEachPiece { piece in
            #expect(piece.places.lowerBound == next)
            next = piece.places.upperBound
            let wanted = lines[piece.places]
            #expect(piece.persons.elementsEqual(wanted.map(\.person)))
            #expect(piece.payees.elementsEqual(wanted.map(\.payee)))
            #expect(piece.amounts.elementsEqual(wanted.map(\.amount)))
            #expect(piece.months.elementsEqual(wanted.map(\.month.number)))
            #expect(piece.rights.map { columns.table[Int($0)] } == wanted.map(\.right))
        }
        #expect(next == count)
        let new = lines.filter { !$0.isApprovedBefore }
        for (place, sum) in columns.amountsByRight(newOnly: true).enumerated() {
            let right = columns.table[place]
            #expect(sum == new.filter { $0.right == right }.reduce(0) { $0 + $1.amount })
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `thousands of lines come into canonical order, from any order`(_ seed: UInt64) {
        let lines = lines(13_000, seed)
        let sorted = lines.sorted(by: DueLine.canonicalOrder)
        var anyOrder = columns(lines)
        anyOrder.sort()
        #expect(Array(anyOrder) == sorted)
        // As a draft makes them: persons in order, and only other payees to be moved.
        let drafted = lines.sorted {
            ($0.person, $0.month.number) < ($1.person, $1.month.number)
                || ($0.person, $0.month.number) == ($1.person, $1.month.number)
                    && DueLine.canonicalOrder(
                        DueLine(
                            person: $0.person,
                            payee: 1,
                            right: $0.right,
                            month: $0.month,
                            amount: $0.amount,
                            replaces: $0.replaces
                        ),
                        DueLine(
                            person: $1.person,
                            payee: 1,
                            right: $1.right,
                            month: $1.month,
                            amount: $1.amount,
                            replaces: $1.replaces
                        )
                    )
        }
        var byPerson = columns(drafted)
        byPerson.sort()
        #expect(Array(byPerson).map(\.payee) == sorted.map(\.payee))
        #expect(Array(byPerson) == drafted.sorted(by: DueLine.canonicalOrder))
        for index in byPerson.indices where byPerson.isApprovedBefore(index) {
            #expect(drafted[Int(byPerson.origin(index)) - 1] == byPerson[index])
        }
    }

    @Test func `no piece parts the lines of a payee`() {
        var columns = LineColumns()
        let right = columns.place(of: rights[0])
        for (payee, count) in [(1, 3), (2, 4_095), (3, 1), (4, 10_000), (9, 4_096), (10, 2)] {
            for amount in 1...count {
                columns.append(
                    person: Int64(payee + amount % 2),
                    payee: Int64(payee),
                    month: 24_310,
                    amount: Int64(amount),
                    right: right
                )
            }
        }
        var next = 0
        var found: [Int64: Int] = [:]
        columns.forEachPieceOfTransfers { piece in
            #expect(piece.places.lowerBound == next)
            next = piece.places.upperBound
            var row = 0
            while row < piece.places.count {
                let end = piece.end(ofTransferAt: row)
                #expect(found[piece.payees[row]] == nil)
                found[piece.payees[row]] = end - row
                row = end
            }
        }
        #expect(found == [1: 3, 2: 4_095, 3: 1, 4: 10_000, 9: 4_096, 10: 2])
        #expect(columns.personRange == 1...11)
    }

    @Test func `forgotten lines leave the rights, and nothing else`() {
        let first = lines(5_000, 3, amounts: 1 << 30)
        let second = lines(4_500, 4)
        var columns = columns(first)
        let table = columns.table
        columns.removeAll()
        #expect(columns.isEmpty && columns.table == table && !columns.hasApprovedBefore)
        for line in second { columns.append(line) }
        #expect(columns.elementsEqual(second))
        #expect(columns.amount == second.reduce(0) { $0 + $1.amount })
    }
}

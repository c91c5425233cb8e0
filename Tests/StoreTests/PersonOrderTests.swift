// Lines of a batch in order of person, and the numbers of their transfers, beside plain sorting.

import Disbursement
import Ledger
import Testing

@testable import Store

struct PersonOrderTests {
    /// Persons and payees: in canonical order, and as rows that are not ours may lie.
    private static let cases: [[(person: Int64, payee: Int64)]] = [
        [],
        [(1, 1), (1, 1), (2, 2), (9, 9)],
        [(1, 1), (5, 1), (5, 1), (2, 2), (1, 3), (3, 3), (4, 4), (2, 7), (7, 7)],
        [(9, 1), (8, 2), (7, 3), (6, 4)],
        [(5, 5), (3, 3), (4, 4), (3, 3), (5, 5), (1, 1)],
        (0..<9_000).map { number in
            let payee = Int64(number / 3 + 1)
            return (number.isMultiple(of: 7) ? 9_001 - payee : payee, payee)
        },
    ]

    private func columns(_ lines: [(person: Int64, payee: Int64)]) -> LineColumns {
        let right = LineRight(
            programme: "P",
            category: "C",
            kind: "base",
            source: "S",
            cause: "regular",
            rule: "R",
            year: 2026
        )
        return LineColumns(
            lines.map {
                DueLine(
                    person: $0.person,
                    payee: $0.payee,
                    right: right,
                    month: CalendarMonth(number: 24_300 + Int32($0.payee % 5)),
                    amount: $0.person
                )
            }
        )
    }

    @Test(arguments: cases.indices, [1, 3, 4_096] as [Int64])
    func `each line is given once, in order of person and place`(_ index: Int, _ width: Int64) {
        let lines = Self.cases[index]
        let columns = columns(lines)
        var order = PersonOrder(columns)
        var found: [Int] = []
        while let person = order.nextPerson() {
            #expect(order.next(through: person - 1) == nil)
            let through = (person + width - 1) / width * width
            while let line = order.next(through: through) {
                let place = line.place
                #expect(lines[place].person <= through)
                #expect(line.person == lines[place].person)
                #expect(line.month == columns.month(place))
                #expect(line.amount == columns.amount(place))
                #expect(line.right == columns.right(place))
                found.append(place)
            }
        }
        #expect(order.next(through: .max) == nil)
        let sorted = lines.indices.sorted {
            (lines[$0].person, $0) < (lines[$1].person, $1)
        }
        #expect(found == sorted)
    }

    @Test(arguments: cases.indices) func `transfers are numbered where payees begin`(
        _ index: Int
    ) throws {
        let lines = columns(Self.cases[index])
        var stored = StoredLines(firstRow: 1, stopped: [])
        var numbers: [Int] = []
        let providers = ["agribank", "vietnam-post", "vcb"]
        for (index, line) in lines.enumerated() {
            let place = try stored.places(of: line.right, provider: providers[index % 3])
            let number = stored.nextTransfer(of: line.payee)
            numbers.append(number)
            stored.append(
                person: line.person,
                payee: line.payee,
                month: line.month.number,
                amount: line.amount,
                at: place
            )
            #expect(stored.lastTransfer == number)
        }
        #expect(stored.indices.map { stored.transfer($0) } == numbers)
        #expect(stored.map(\.transfer) == numbers)
        #expect(stored.map(\.provider) == stored.indices.map { providers[$0 % 3] })
        let sums = stored.amountsByProvider()
        for (name, byRight) in sums {
            let own = stored.filter { $0.provider == name }.map(\.line.amount)
            #expect(byRight.reduce(0, +) == own.reduce(0, +))
        }
        var wanted = 0
        for (place, line) in lines.enumerated() {
            if place == 0 || lines.payee(place - 1) != line.payee { wanted += 1 }
            #expect(numbers[place] == wanted)
        }
    }
}

// Sums of lines by right: a person's programme of one month, which counts as a whole.
//
// Invariant: sums stand in order of person, month and programme, so that two of them are held against
// each other in one pass.

import Disbursement

/// A programme's right of one month.
struct ProgrammeRight: Hashable, Comparable {
    let person: Int64
    let month: Int32
    /// The programme's place in ``ProgrammePlaces``.
    let programme: Int32

    static func < (left: ProgrammeRight, right: ProgrammeRight) -> Bool {
        if left.person != right.person { return left.person < right.person }
        if left.month != right.month { return left.month < right.month }
        return left.programme < right.programme
    }
}

/// One number for each programme, whatever table of rights it stands in.
struct ProgrammePlaces {
    private var places: [String: Int32] = [:]

    /// The numbers of the programmes of a table of rights.
    mutating func numbers(of table: [LineRight]) -> [Int32] {
        table.map { right in
            let number = places[right.programme] ?? Int32(places.count)
            places[right.programme] = number
            return number
        }
    }

    /// The right of a line whose table was numbered.
    func right(of lines: LineColumns, at place: Int) -> ProgrammeRight {
        ProgrammeRight(
            person: lines.persons[place],
            month: lines.months[place],
            programme: places[lines.table[Int(lines.rights[place])].programme] ?? -1
        )
    }
}

/// What lines come to by right.
struct RightSums {
    private var sums: [(right: ProgrammeRight, amount: Int64)] = []

    /// The sums of the lines at some places.
    init(
        of lines: LineColumns,
        _ programmes: inout ProgrammePlaces,
        where isWanted: (Int) -> Bool
    ) {
        let numbers = programmes.numbers(of: lines.table)
        var isSorted = true
        for place in lines.indices where isWanted(place) {
            let right = ProgrammeRight(
                person: lines.persons[place],
                month: lines.months[place],
                programme: numbers[Int(lines.rights[place])]
            )
            if let last = sums.last {
                if last.right == right {
                    sums[sums.count - 1].amount += lines.amounts[place]
                    continue
                }
                isSorted = isSorted && last.right < right
            }
            sums.append((right, lines.amounts[place]))
        }
        if !isSorted { sort() }
    }

    /// Payees come before persons in a batch, so some persons stand out of order.
    private mutating func sort() {
        sums.sort { $0.right < $1.right }
        var kept: [(right: ProgrammeRight, amount: Int64)] = []
        for sum in sums {
            if kept.last?.right == sum.right {
                kept[kept.count - 1].amount += sum.amount
            } else {
                kept.append(sum)
            }
        }
        sums = kept
    }

    /// The rights that come to more here than in other sums.
    func above(_ other: RightSums) -> [ProgrammeRight] {
        var above: [ProgrammeRight] = []
        var place = 0
        for sum in sums {
            while place < other.sums.count, other.sums[place].right < sum.right { place += 1 }
            let isThere = place < other.sums.count && other.sums[place].right == sum.right
            if sum.amount > (isThere ? other.sums[place].amount : 0) { above.append(sum.right) }
        }
        return above
    }
}

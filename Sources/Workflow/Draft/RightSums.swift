// Sums of lines by right: a person's programme of one month, which counts as a whole.
//
// Invariant: sums stand in order of person, month and programme, so that two of them are held against
// each other in one pass.

import Disbursement
import Store

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
    ///
    /// - Parameter table: The rights.
    /// - Returns: A number for each of them.
    mutating func numbers(of table: [LineRight]) -> [Int32] {
        table.map { right in
            let number = places[right.programme] ?? Int32(places.count)
            places[right.programme] = number
            return number
        }
    }
}

/// What lines come to by right.
struct RightSums {
    private var sums: [(right: ProgrammeRight, amount: Int64)] = []

    private var isSorted = true

    /// The sums of some lines.
    ///
    /// - Parameters:
    ///   - lines: The lines.
    ///   - programmes: The numbers of the programmes of their table.
    init(of lines: [OrderedLine], _ programmes: [Int32]) {
        for line in lines {
            add(line.person, line.month, programmes[line.right], line.amount)
        }
        if !isSorted { sort() }
    }

    /// The sums of all lines.
    ///
    /// - Parameters:
    ///   - lines: The lines.
    ///   - programmes: The numbers of the programmes of their table.
    init(of lines: LineColumns, _ programmes: [Int32]) {
        lines.forEachPiece { piece in
            for row in piece.persons.indices {
                add(
                    piece.persons[row],
                    piece.months[row],
                    programmes[Int(piece.rights[row])],
                    piece.amounts[row]
                )
            }
        }
        if !isSorted { sort() }
    }

    private mutating func add(_ person: Int64, _ month: Int32, _ programme: Int32, _ amount: Int64)
    {
        let right = ProgrammeRight(person: person, month: month, programme: programme)
        if let last = sums.last {
            if last.right == right { return add(amount) }
            isSorted = isSorted && last.right < right
        }
        sums.append((right, amount))
    }

    /// Adds to the last sum.
    ///
    /// No right of ours comes to more than fits: what does is above anything due.
    private mutating func add(_ amount: Int64) {
        let (sum, overflow) = sums[sums.count - 1].amount.addingReportingOverflow(amount)
        sums[sums.count - 1].amount = overflow ? .max : sum
    }

    /// A person's lines may come in any order of month and programme.
    private mutating func sort() {
        sums.sort { $0.right < $1.right }
        let all = sums
        sums.removeAll(keepingCapacity: true)
        for sum in all {
            if sums.last?.right == sum.right { add(sum.amount) } else { sums.append(sum) }
        }
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

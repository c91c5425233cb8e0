// What is due of one person and month: what is owed above what is covered, programme by programme.
//
// Invariants:
// (1) The sum due of a programme is what is owed of it in all above what is covered of it in all.
// (2) It holds room for one person's month and is used for all, so that nobody costs an allocation.

import Entitlement

/// Compares what is owed with what is covered.
struct RightBalance {
    /// One line due.
    struct Due {
        /// The place of what it is for among the law's rights.
        let right: Int
        /// VND, more than zero.
        let amount: Int64
        /// How many live lines the right has already.
        let earlierLines: Int
    }

    /// Rights of which more is covered than is owed, and by how much.
    private(set) var overPaid: [(covered: CoveredRight, excess: Int64)] = []
    /// What a source owes to another, by the right of the source that owes.
    private(set) var shifted: [(right: Int, amount: Int64)] = []
    /// What such a shift adds to sources and takes from them: above zero by the right of the source that
    /// owes, below zero by the row of what another covered.
    private(set) var moved: [(place: Moved, amount: Int64)] = []
    /// Whether something is covered under a programme that owes nothing.
    private(set) var isPaidOtherwise = false
    /// Whose source moves.
    enum Moved {
        case right(Int)
        case row(Int)
    }

    private var programmes: [Int32] = []
    private var spare: [(pool: Int32, amount: Int64)] = []

    /// What is covered for the persons of a page, and the numbers of its classes.
    private var covered = CoveredColumns()
    private var table: [RightNumbers] = []

    /// Takes what is covered for the persons of a page.
    mutating func begin(_ covered: CoveredColumns, _ classes: inout RightClasses) {
        self.covered = covered
        table.removeAll(keepingCapacity: true)
        for right in covered.table { table.append(classes.numbers(of: right)) }
    }

    private func numbers(_ row: Int) -> RightNumbers { table[Int(covered.classes[row])] }

    /// Whether some line is the right that a row covers.
    private func isOwed(_ row: Int, _ owed: [OwedAmount], _ numbers: [RightNumbers]) -> Bool {
        owed.contains { numbers[$0.right] == self.numbers(row) }
    }

    /// Finds what is due of a person and month, in order of programme.
    ///
    /// - Parameters:
    ///   - owed: What is owed.
    ///   - numbers: The numbers of the law's rights.
    ///   - rows: What is covered.
    ///   - classes: What gave the numbers.
    ///   - dues: What is due.
    mutating func compare(
        _ owed: [OwedAmount],
        _ numbers: [RightNumbers],
        _ rows: Range<Int>,
        _ classes: RightClasses,
        into dues: inout [Due]
    ) {
        // They are few or none: one by one they go without the work of a range.
        while !dues.isEmpty { dues.removeLast() }
        while !overPaid.isEmpty { overPaid.removeLast() }
        while !shifted.isEmpty { shifted.removeLast() }
        while !moved.isEmpty { moved.removeLast() }
        isPaidOtherwise = false
        if rows.isEmpty, owed.count == 1 {
            dues.append(Due(right: owed[0].right, amount: owed[0].amount, earlierLines: 0))
            return
        }
        while !programmes.isEmpty { programmes.removeLast() }
        for line in owed where programmes.last != numbers[line.right].programme {
            let programme = numbers[line.right].programme
            if !programmes.contains(programme) { programmes.append(programme) }
        }
        if programmes.count > 1 { programmes.sort { classes.programme($0, precedes: $1) } }
        for row in rows where covered.amounts[row] > 0 {
            guard !programmes.contains(self.numbers(row).programme) else { continue }
            overPaid.append((covered[row], covered.amounts[row]))
            isPaidOtherwise = true
        }
        for programme in programmes {
            if rows.contains(where: { self.numbers($0).programme == programme }) {
                lay(owed, numbers, rows, programme, &dues)
            } else {
                for line in owed where numbers[line.right].programme == programme {
                    dues.append(Due(right: line.right, amount: line.amount, earlierLines: 0))
                }
            }
        }
    }

    /// Lays what is due of one programme on the lines that are owed more than they are covered.
    ///
    /// A line whose source shrank while another grew (a higher central rate under a city's fixed
    /// total) is a shift between sources: the person is owed nothing, the sources are.
    private mutating func lay(
        _ owed: [OwedAmount],
        _ numbers: [RightNumbers],
        _ rows: Range<Int>,
        _ programme: Int32,
        _ dues: inout [Due]
    ) {
        var owedTotal: Int64 = 0
        for line in owed where numbers[line.right].programme == programme {
            owedTotal += line.amount
        }
        var coveredTotal: Int64 = 0
        var largest = -1
        spare.removeAll(keepingCapacity: true)
        for row in rows where self.numbers(row).programme == programme {
            let amount = covered.amounts[row]
            coveredTotal += amount
            if largest < 0 || amount > covered.amounts[largest] { largest = row }
            // What was paid under a category that is owed no more covers lines of its kind and
            // source.
            if !isOwed(row, owed, numbers) { spare.append((self.numbers(row).pool, amount)) }
        }
        let firstShift = shifted.count
        let firstDue = dues.count
        var left = max(owedTotal - coveredTotal, 0)
        for line in owed where numbers[line.right].programme == programme {
            let wanted = numbers[line.right]
            var paid: Int64 = 0
            var earlierLines = 0
            for row in rows where self.numbers(row).programme == programme {
                let isSame = self.numbers(row) == wanted
                if isSame { paid += covered.amounts[row] }
                if isSame || self.numbers(row).pool == wanted.pool && !isOwed(row, owed, numbers) {
                    earlierLines += Int(covered.lineCounts[row])
                }
            }
            paid += take(upTo: max(line.amount - paid, 0), from: wanted.pool)
            guard line.amount > paid else { continue }
            let amount = min(line.amount - paid, left)
            left -= amount
            let rest = line.amount - paid - amount
            if rest > 0 { shifted.append((line.right, rest)) }
            if amount > 0 {
                dues.append(Due(right: line.right, amount: amount, earlierLines: earlierLines))
            }
        }
        if coveredTotal > owedTotal, largest >= 0 {
            overPaid.append((covered[largest], coveredTotal - owedTotal))
        } else if shifted.count > firstShift {
            noteMoves(owed, numbers, rows, programme, dues[firstDue...])
        }
    }

    /// Notes by how much each source's part of a programme grew or shrank beside what is due; together
    /// they are nothing, for the whole is what it was.
    private mutating func noteMoves(
        _ owed: [OwedAmount],
        _ numbers: [RightNumbers],
        _ rows: Range<Int>,
        _ programme: Int32,
        _ dues: ArraySlice<Due>
    ) {
        var pools: [(pool: Int32, place: Moved, amount: Int64)] = []
        func add(_ pool: Int32, _ place: Moved, _ amount: Int64) {
            if let index = pools.firstIndex(where: { $0.pool == pool }) {
                pools[index].amount += amount
            } else {
                pools.append((pool, place, amount))
            }
        }
        for line in owed where numbers[line.right].programme == programme {
            add(numbers[line.right].pool, .right(line.right), line.amount)
        }
        for due in dues { add(numbers[due.right].pool, .right(due.right), -due.amount) }
        for row in rows where self.numbers(row).programme == programme {
            add(self.numbers(row).pool, .row(row), -covered.amounts[row])
        }
        for pool in pools where pool.amount != 0 { moved.append((pool.place, pool.amount)) }
    }

    /// Takes what is spare of a pool.
    private mutating func take(upTo wanted: Int64, from pool: Int32) -> Int64 {
        var taken: Int64 = 0
        for index in spare.indices where spare[index].pool == pool {
            let part = min(spare[index].amount, wanted - taken)
            spare[index].amount -= part
            taken += part
        }
        return taken
    }
}

// What a decision list says as a whole: count, sums, order, transfers.
//
// Invariant: summaries of parts, put together in order, are the summary of the list; a part is
// summed up without the others, so parts can be read side by side.

import Ledger

/// The rows of a decision list, or of a part of one, added up.
struct DecisionSummary: Sendable {
    /// Rows, and VND without regard to overflow: the sheet says what it must be.
    struct Sum: Sendable, Equatable {
        var count = 0
        var amount: Int64 = 0

        mutating func add(count: Int, amount: Int64) {
            self.count = self.count.addingReportingOverflow(count).partialValue
            self.amount = self.amount.addingReportingOverflow(amount).partialValue
        }
    }

    /// The number of the first row.
    private(set) var firstNumber = 0
    /// All rows.
    private(set) var all = Sum()
    /// The rights of the list.
    private(set) var rights: [LineRight] = []
    /// The rows of each right.
    private(set) var byRight: [Sum] = []
    /// Whether each row comes after the one before it.
    private(set) var isOrdered = true
    /// The rows that a stop list names: their numbers, transfers and amounts.
    private(set) var named: [(number: Int, transfer: Int, amount: Int64)] = []
    /// What each transfer pays, of one part.
    private(set) var transfers = TransferAmounts.Part()

    /// Room for the lines of a chunk.
    private var piece = LinePiece()
    private var first: DueLine?
    private var last: DueLine?
    private var wanted: [Int]
    private var nextWanted = 0
    /// For two rights: 1 where the first comes before the other, 0 where not, 2 where the words are
    /// the same, 3 while nobody asked.
    private var order: [UInt8] = []
    private static let orderedRights = 256

    /// A summary of nothing.
    ///
    /// - Parameter wanted: The numbers of rows to be named, ascending.
    init(naming wanted: [Int] = []) { self.wanted = wanted }

    /// Adds the rows of a chunk.
    mutating func take(_ chunk: DecisionChunk) {
        guard chunk.count > 0 else { return }
        if all.count == 0 { firstNumber = chunk.firstNumber }
        rights = chunk.lines.table
        while byRight.count < rights.count { byRight.append(Sum()) }
        chunk.lines.read(0..<chunk.count, into: &piece)
        takeOrder(of: chunk.lines)
        for row in 0..<chunk.count {
            let amount = piece.amounts[row]
            all.add(count: 1, amount: amount)
            byRight[Int(piece.rights[row])].add(count: 1, amount: amount)
            transfers.add(amount, to: Int(chunk.transfers[row]))
        }
        while nextWanted < wanted.count, wanted[nextWanted] < chunk.firstNumber + chunk.count {
            let number = wanted[nextWanted]
            nextWanted += 1
            guard number >= chunk.firstNumber else { continue }
            let row = number - chunk.firstNumber
            named.append((number, Int(chunk.transfers[row]), piece.amounts[row]))
        }
    }

    private mutating func takeOrder(of lines: LineColumns) {
        let next = lines[0]
        if let last, !DueLine.canonicalOrder(last, next) { isOrdered = false }
        if first == nil { first = next }
        last = lines[lines.count - 1]
        guard isOrdered else { return }
        for row in 1..<max(1, lines.count) where piece.payees[row - 1] >= piece.payees[row] {
            isOrdered =
                isOrdered && piece.payees[row - 1] == piece.payees[row] && follows(row, lines)
        }
    }

    /// Whether a row comes after the one before it, which has the same payee.
    private mutating func follows(_ row: Int, _ lines: LineColumns) -> Bool {
        if piece.persons[row - 1] != piece.persons[row] {
            return piece.persons[row - 1] < piece.persons[row]
        }
        if piece.months[row - 1] != piece.months[row] {
            return piece.months[row - 1] < piece.months[row]
        }
        let (left, right) = (Int(piece.rights[row - 1]), Int(piece.rights[row]))
        guard max(left, right) < Self.orderedRights else {
            return DueLine.canonicalOrder(lines[row - 1], lines[row])
        }
        if order.isEmpty {
            order = Array(repeating: 3, count: Self.orderedRights * Self.orderedRights)
        }
        let index = left * Self.orderedRights + right
        if order[index] == 3 {
            let precedes = LineRight.precedes(lines.table[left], lines.table[right])
            order[index] = precedes.map { $0 ? 1 : 0 } ?? 2
        }
        return order[index] == 2
            ? lines.replaces(row - 1) < lines.replaces(row) : order[index] == 1
    }

    /// Adds the summary of the next part, but for its transfers.
    mutating func add(_ part: DecisionSummary) {
        guard part.all.count > 0 else { return }
        if all.count == 0 { firstNumber = part.firstNumber }
        all.add(count: part.all.count, amount: part.all.amount)
        isOrdered = isOrdered && part.isOrdered
        if let last, let next = part.first, !DueLine.canonicalOrder(last, next) {
            isOrdered = false
        }
        if first == nil { first = part.first }
        last = part.last
        named += part.named
        var indices: [LineRight: Int] = [:]
        for (index, right) in rights.enumerated() { indices[right] = index }
        for (right, sum) in zip(part.rights, part.byRight) {
            let index = indices[right] ?? rights.count
            if index == rights.count {
                indices[right] = index
                rights.append(right)
                byRight.append(Sum())
            }
            byRight[index].add(count: sum.count, amount: sum.amount)
        }
    }

    /// The rows by programme and source.
    var sums: [[String]: Sum] {
        var sums: [[String]: Sum] = [:]
        for (right, sum) in zip(rights, byRight) where sum.count > 0 {
            sums[[right.programme, right.source], default: Sum()].add(
                count: sum.count,
                amount: sum.amount
            )
        }
        return sums
    }
}

// What each transfer of a batch pays, in columns: ten million of them take 120 MB.
//
// Invariants:
// (1) Lines that a stop list took away pay nothing; a transfer without lines has no parts.
// (2) Transfers whose parts are equal share them.

package import Disbursement
import GRDB
package import Intake
import Ledger

/// The parts of the transfers of a batch, by number.
package struct TransferColumns: Sendable {
    /// What each is made of, by programme, source and budget year; none where nothing is left.
    package internal(set) var parts: SharedColumn<[BatchTotal]>
    /// VND of each, from number 0, which is none; 0 where nothing is left.
    package internal(set) var amounts: [Int64]

    init(count: Int) {
        parts = SharedColumn(count: count)
        amounts = [Int64](repeating: 0, count: count + 1)
    }
}

extension BooksReader {
    /// Refuses a batch that says of itself to be larger than the books: columns are made as long as
    /// it says.
    func requireLines(of batch: BatchRecord) throws {
        guard try batch.firstLine + Int64(batch.lineCount) - 1 <= lastLineRow(),
            batch.transferCount <= min(batch.lineCount, NumberSet.largest)
        else { throw StoreError.damaged("batch \(batch.code): \(batch.lineCount) lines") }
    }

    /// The parts of the transfers of a batch.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where the lines are not those that were frozen.
    package func transferColumns(of batch: BatchRecord) throws -> TransferColumns {
        try requireLines(of: batch)
        let stopped = try stoppedLines(of: batch)
        var rows = try LineScan(db, batch: batch.row)
        var gatherer = try PartGatherer(count: batch.transferCount, classes: LineClasses(db))
        var number = 0
        while try rows.next() {
            guard rows.batch == batch.row, rows.row == batch.firstLine + Int64(number),
                (1...Money.largestAmount).contains(rows.amount), rows.transfer > 0,
                rows.transfer <= batch.transferCount
            else { break }
            number += 1
            if !stopped.isEmpty, stopped.contains(number) { continue }
            try gatherer.add(rows.amount, of: rows.lineClass, to: Int(rows.transfer))
        }
        guard number == batch.lineCount else {
            throw StoreError.damaged(
                "batch \(batch.code): \(number) lines, \(batch.lineCount) were frozen"
            )
        }
        return try gatherer.finish()
    }
}

/// Gathers lines, which come transfer by transfer.
private struct PartGatherer {
    /// What parts are summed by.
    private struct Sum: Hashable {
        let programme: String
        let source: String
        let year: Int
    }

    private struct Part: Hashable {
        let sum: Int
        var amount: Int64
    }

    private let classes: LineClasses
    private var columns: TransferColumns
    private var sums: [Sum] = []
    /// The place in `sums` by class, as soon as one occurs; -1 before.
    private var places: [Int] = []
    private var transfer = 0
    private var parts: [Part] = []
    private var codes: [[Part]: UInt32] = [:]

    init(count: Int, classes: LineClasses) {
        columns = TransferColumns(count: count)
        self.classes = classes
    }

    mutating func add(_ amount: Int64, of lineClass: Int64, to number: Int) throws {
        if number != transfer {
            try end()
            // A batch's lines lie together by transfer: one that comes again is somebody else's row.
            guard columns.amounts[number] == 0 else {
                throw StoreError.damaged("batch_line: transfer \(number)")
            }
            transfer = number
        }
        let sum = try place(of: lineClass)
        if let place = parts.firstIndex(where: { $0.sum == sum }) {
            parts[place].amount = try StoredBounds.sum(parts[place].amount + amount)
        } else {
            parts.append(Part(sum: sum, amount: amount))
        }
    }

    private mutating func place(of lineClass: Int64) throws -> Int {
        let number = Int(lineClass)
        if places.indices.contains(number), places[number] >= 0 { return places[number] }
        let right = try classes[lineClass].right
        let sum = Sum(programme: right.programme, source: right.source, year: right.year)
        places += Array(repeating: -1, count: max(0, number + 1 - places.count))
        places[number] = sums.firstIndex(of: sum) ?? sums.count
        if places[number] == sums.count { sums.append(sum) }
        return places[number]
    }

    private mutating func end() throws {
        guard transfer > 0, !parts.isEmpty else { return }
        columns.amounts[transfer] = try StoredBounds.sum(parts.reduce(0) { $0 + $1.amount })
        columns.parts.set(transfer, to: code())
        parts.removeAll(keepingCapacity: true)
    }

    /// The code of the parts, in whichever order the lines named them.
    private mutating func code() -> UInt32 {
        if let code = codes[parts] { return code }
        let totals = parts.map { (sums[$0.sum], $0.amount) }.sorted {
            [$0.0.programme, $0.0.source, "\($0.0.year)"].lexicographicallyPrecedes(
                [$1.0.programme, $1.0.source, "\($1.0.year)"]
            )
        }.map { sum, amount in
            BatchTotal(
                programme: sum.programme,
                source: sum.source,
                year: sum.year,
                amount: amount
            )
        }
        let code = columns.parts.code(for: totals)
        codes[parts] = code
        return code
    }

    mutating func finish() throws -> TransferColumns {
        try end()
        return columns
    }
}

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
    /// - Throws: ``StoreError/damaged(_:)`` where there are not as many lines as were frozen.
    package func transferColumns(of batch: BatchRecord) throws -> TransferColumns {
        try requireLines(of: batch)
        let stopped = try stoppedLines(of: batch)
        let rows = try Scan(
            db,
            """
            SELECT transfer, programme, source, year, amount, number, batch FROM line
            WHERE row BETWEEN ? AND ? ORDER BY row
            """
        )
        rows.bind(1, batch.firstLine)
        rows.bind(2, batch.firstLine + Int64(batch.lineCount) - 1)
        var gatherer = try PartGatherer(count: batch.transferCount, words: Words(db))
        var count = 0
        while try rows.step() {
            let (transfer, amount) = (rows.integer(0), rows.integer(4))
            guard rows.integer(6) == batch.row, (1...Money.largestAmount).contains(amount),
                transfer > 0, transfer <= batch.transferCount
            else { break }
            count += 1
            if !stopped.isEmpty, stopped.contains(Int(rows.integer(5))) { continue }
            try gatherer.add(
                Part(
                    programme: rows.integer(1),
                    source: rows.integer(2),
                    year: rows.integer(3),
                    amount: amount
                ),
                to: Int(transfer)
            )
        }
        guard count == batch.lineCount else {
            throw StoreError.damaged(
                "batch \(batch.code): \(count) lines, \(batch.lineCount) were frozen"
            )
        }
        return try gatherer.finish()
    }
}

/// A part in the numbers of its words.
private struct Part: Hashable {
    let programme: Int64
    let source: Int64
    let year: Int64
    var amount: Int64
}

/// Gathers lines, which come transfer by transfer.
private struct PartGatherer {
    private var columns: TransferColumns
    private let words: Words
    private var transfer = 0
    private var parts: [Part] = []
    private var codes: [[Part]: UInt32] = [:]

    init(count: Int, words: Words) {
        columns = TransferColumns(count: count)
        self.words = words
    }

    mutating func add(_ part: Part, to number: Int) throws {
        if number != transfer {
            try end()
            // A batch's lines lie together by transfer: one that comes again is somebody else's row.
            guard columns.amounts[number] == 0 else {
                throw StoreError.damaged("line: transfer \(number)")
            }
            transfer = number
        }
        let place = parts.firstIndex {
            ($0.programme, $0.source, $0.year) == (part.programme, part.source, part.year)
        }
        if let place {
            parts[place].amount = try StoredBounds.sum(parts[place].amount + part.amount)
        } else {
            parts.append(part)
        }
    }

    private mutating func end() throws {
        guard transfer > 0, !parts.isEmpty else { return }
        columns.amounts[transfer] = try StoredBounds.sum(parts.reduce(0) { $0 + $1.amount })
        columns.parts.set(transfer, to: try code())
        parts.removeAll(keepingCapacity: true)
    }

    /// The code of the parts, in whichever order the lines named them.
    private mutating func code() throws -> UInt32 {
        if let code = codes[parts] { return code }
        let totals = try parts.map {
            (
                key: [try words[$0.programme], try words[$0.source], "\($0.year)"],
                amount: $0.amount
            )
        }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            BatchTotal(
                programme: $0.key[0],
                source: $0.key[1],
                year: Int($0.key[2]),
                amount: $0.amount
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

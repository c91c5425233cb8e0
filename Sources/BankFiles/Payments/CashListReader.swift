// A reader of cash lists: ids and amounts, for whoever holds them against the decision.
//
// Names are not looked at: they may hold any letter, quoted or not, so a row is read from its id at
// the front and from its amount at the back.
//
// Invariants:
// (1) Rows are numbered from 1; the last line has their sum, and nothing comes behind it.
// (2) Memory is bounded by the longest line.

import Intake

/// Reads a cash list piece by piece: call `feed` for each piece, then `finish`.
package struct CashListReader: Sendable {
    /// A line longer than this is refused: a name and a paper have some hundred bytes.
    static let maximumLine = 4096

    /// Count and sum of the rows so far.
    package private(set) var totals = TransferTotals()
    /// The ids of the rows that were not taken away.
    package private(set) var ids: [TransferID] = []
    /// Đồng of these rows.
    package private(set) var amounts: [Int64] = []

    private var line: [UInt8] = []
    private var hasHeader = false
    private var isComplete = false
    private var isSound = true

    private static let header = Array("\u{FEFF}\(CashListWriter.headers)\r".utf8)

    /// A reader.
    package init() {}

    /// The ids and amounts of a whole list; nil where the list is not as it is written.
    package static func read(_ bytes: [UInt8]) -> [(id: TransferID, amount: Int64)]? {
        var reader = CashListReader()
        reader.feed(bytes.span)
        guard reader.finish() else { return nil }
        return zip(reader.ids, reader.amounts).map { ($0, $1) }
    }

    /// Takes the next piece of the file.
    package mutating func feed(_ bytes: Span<UInt8>) {
        var start = 0
        while isSound, start < bytes.count {
            let end = bytes.firstIndex(of: 0x0A, from: start)
            let piece = bytes.extracting(start..<end)
            isSound = line.count + piece.count <= Self.maximumLine
            guard isSound else { return }
            if end < bytes.count, line.isEmpty {
                endLine(piece)
            } else {
                unsafe piece.withUnsafeBufferPointer { unsafe line.append(contentsOf: $0) }
                if end < bytes.count {
                    var whole: [UInt8] = []
                    swap(&whole, &line)
                    endLine(whole.span)
                    whole.removeAll(keepingCapacity: true)
                    swap(&whole, &line)
                }
            }
            start = end + 1
        }
    }

    /// Forgets the rows so far and keeps their totals.
    package mutating func removeRows() {
        ids.removeAll(keepingCapacity: true)
        amounts.removeAll(keepingCapacity: true)
    }

    /// Ends the file: whether the list is as it is written.
    package mutating func finish() -> Bool { isSound && isComplete && line.isEmpty }

    private mutating func endLine(_ line: Span<UInt8>) {
        if !hasHeader {
            hasHeader = true
            isSound = line.isEqual(to: Self.header.span)
        } else if isComplete {
            isSound = false
        } else if line.count > 0, line[0] == 0x2C {
            isComplete = true
            isSound = line.isEqual(to: Array(",,Tổng cộng,,\(totals.sum),,\r".utf8).span)
        } else {
            isSound = readRow(line)
        }
    }

    /// Reads `number,id,name,paper,amount,,` and the carriage return.
    private mutating func readRow(_ line: Span<UInt8>) -> Bool {
        var place = 0
        guard let number = line.decimal(at: &place), number == totals.count + 1,
            place + 17 <= line.count, line[place + 16] == 0x2C,
            let id = TransferID(bytes: (place..<place + 16).map { line[$0] })
        else { return false }
        place += 17
        let end = line.count - 3
        guard end > place, line[end] == 0x2C, line[end + 1] == 0x2C, line[end + 2] == 0x0D
        else { return false }
        var start = end
        while start > place, line[start - 1] != 0x2C { start -= 1 }
        // The comma before the amount and the one between name and paper.
        let comma = line.firstIndex(of: 0x2C, from: place)
        var digits = start
        guard comma + 1 < start, let amount = line.decimal(at: &digits), amount > 0,
            CreditTransfer.amounts.upperBound - amount >= totals.sum
        else { return false }
        totals.add(amount)
        ids.append(id)
        amounts.append(amount)
        return true
    }
}

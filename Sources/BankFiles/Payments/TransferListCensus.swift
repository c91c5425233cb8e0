// How many transfers of a list go to the own bank and how many elsewhere, before any is written:
// the head of a payment file tells it.
//
// Invariants:
// (1) Of a list that `TransferListReader` takes, the totals are those of its rows.
// (2) A list that it does not take may be counted or not: whoever renders holds the rows against
//     the totals.

import Intake

/// Counts a list piece by piece: call `feed` for each piece, then ask for the totals.
package struct TransferListCensus: Sendable {
    private let ownBank: BIN?
    private var own = TransferTotals()
    private var other = TransferTotals()
    private var line: [UInt8] = []
    private var lineNumber = 0
    private var isSound = true

    /// A census for a provider's bank; nil where no bank holds the money.
    package init(ownBank: BIN?) { self.ownBank = ownBank }

    /// The totals of a whole list; nil where it cannot be counted.
    package var totals: (ownBank: TransferTotals, otherBank: TransferTotals)? {
        guard isSound, line.isEmpty, own.count + other.count > 0 else { return nil }
        return (own, other)
    }

    /// Takes the next piece of the file.
    package mutating func feed(_ bytes: Span<UInt8>) {
        var start = 0
        while isSound, start < bytes.count {
            let end = bytes.firstIndex(of: 0x0A, from: start)
            let piece = bytes.extracting(start..<end)
            if end == bytes.count || !line.isEmpty {
                isSound = line.count + piece.count <= TransferListReader.maximumLine
                if isSound {
                    unsafe piece.withUnsafeBufferPointer { unsafe line.append(contentsOf: $0) }
                }
            }
            if end < bytes.count {
                if line.isEmpty {
                    count(piece)
                } else {
                    var whole: [UInt8] = []
                    swap(&whole, &line)
                    count(whole.span)
                    whole.removeAll(keepingCapacity: true)
                    swap(&whole, &line)
                }
            }
            start = end + 1
        }
    }

    private mutating func count(_ line: Span<UInt8>) {
        lineNumber += 1
        guard lineNumber > 1 else { return }
        var place = 0
        for _ in 0..<3 { place = line.firstIndex(of: 0x2C, from: place) + 1 }
        guard place + 7 < line.count, let bank = BIN(line.extracting(place..<place + 6)) else {
            isSound = false
            return
        }
        place = line.firstIndex(of: 0x2C, from: place + 7) + 1
        guard let amount = line.decimal(at: &place), amount > 0,
            CreditTransfer.amounts.upperBound - amount >= own.sum,
            CreditTransfer.amounts.upperBound - amount - own.sum >= other.sum
        else {
            isSound = false
            return
        }
        if bank == ownBank { own.add(amount) } else { other.add(amount) }
    }
}

// The lines of a batch as the books have them, in columns.
//
// Invariants:
// (1) Lines lie in the order of their numbers; number and row follow from the place.
// (2) A transfer is the lines of one payee, which lie together: its number follows from where payees
//     begin.
// (3) A line as one value is made when it is asked for, so a million lines cost their columns alone.

package import Disbursement

/// The lines of one batch.
package struct StoredLines: Sendable {
    /// The row of the first line.
    package let firstRow: Int64
    /// The numbers of the lines that stop lists took away.
    package let stopped: Set<Int>
    /// The lines themselves.
    package private(set) var lines = LineColumns()
    /// The number in the batch of the last transfer.
    private(set) var lastTransfer = 0
    private var lastPayee = Int64.min
    /// A bit for each line that begins a transfer.
    private var beginnings: [UInt64] = []
    /// How many transfers begin before each piece of lines.
    private var earlierTransfers: [UInt32] = []
    private static let pieceLines = 4_096
    /// A bit for each line of the second provider, and the places of providers beyond it.
    private var seconds: [UInt64] = []
    private var others: [Int: UInt8] = [:]
    private var providerNames: [String] = []

    init(firstRow: Int64, stopped: Set<Int>) {
        self.firstRow = firstRow
        self.stopped = stopped
    }

    /// The rows of the lines.
    var rows: Range<Int64> { firstRow..<firstRow + Int64(count) }

    /// The places of what lines of a class share.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` for more providers than a batch of ours can have.
    mutating func places(
        of right: LineRight,
        provider: String
    ) throws -> (right: UInt32, provider: UInt8) {
        let known = providerNames.firstIndex(of: provider)
        guard let place = UInt8(exactly: known ?? providerNames.count) else {
            throw StoreError.damaged("line_class: the providers of a batch")
        }
        if known == nil { providerNames.append(provider) }
        return (lines.place(of: right), place)
    }

    /// The number that a payee's transfer has where its line comes next.
    func nextTransfer(of payee: Int64) -> Int {
        payee == lastPayee ? lastTransfer : lastTransfer + 1
    }

    /// Appends a line; it belongs to the transfer of the line before it if it has its payee.
    mutating func append(
        person: Int64,
        payee: Int64,
        month: Int32,
        amount: Int64,
        at place: (right: UInt32, provider: UInt8)
    ) {
        if count.isMultiple(of: Self.pieceLines) { earlierTransfers.append(UInt32(lastTransfer)) }
        if count.isMultiple(of: 64) {
            beginnings.append(0)
            seconds.append(0)
        }
        if payee != lastPayee {
            beginnings[count / 64] |= 1 << UInt64(count % 64)
            lastTransfer += 1
            lastPayee = payee
        }
        lines.append(
            person: person,
            payee: payee,
            month: month,
            amount: amount,
            right: place.right
        )
        if place.provider == 1 { seconds[(count - 1) / 64] |= 1 << UInt64((count - 1) % 64) }
        if place.provider > 1 { others[count - 1] = place.provider }
    }

    mutating func markLast(origin: Int64, replaces: String) {
        lines.markLast(origin: origin, replaces: replaces)
    }

    /// Whether a stop list took the line at a place away.
    package func isStopped(_ place: Int) -> Bool {
        !stopped.isEmpty && stopped.contains(place + 1)
    }

    /// VND of the lines that were not stopped, by provider and the place of their right.
    package func amountsByProvider() -> [(provider: String, byRight: [Int64])] {
        let rights = lines.table.count
        var sums = [Int64](repeating: 0, count: providerNames.count * rights)
        lines.forEachPiece { piece in
            for (index, place) in piece.places.enumerated() where !isStopped(place) {
                sums[provider(place) * rights + Int(piece.rights[index])] +=
                    piece.amounts[index]
            }
        }
        return providerNames.enumerated().map { place, name in
            (name, Array(sums[place * rights..<(place + 1) * rights]))
        }
    }

    /// The place among the providers of the one that pays a line.
    private func provider(_ place: Int) -> Int {
        if !others.isEmpty, let other = others[place] { return Int(other) }
        return Int(seconds[place / 64] >> UInt64(place % 64) & 1)
    }

    /// The number in the batch of the transfer of the line at a place.
    package func transfer(_ place: Int) -> Int {
        var number = Int(earlierTransfers[place / Self.pieceLines])
        var word = place / Self.pieceLines * (Self.pieceLines / 64)
        while word < place / 64 {
            number += beginnings[word].nonzeroBitCount
            word += 1
        }
        let through = ~UInt64(0) >> UInt64(63 - place % 64)
        return number + (beginnings[word] & through).nonzeroBitCount
    }

    /// The lines that pay others again, in order of number.
    package var repeated: [StoredLine] { lines.placesApprovedBefore.map { self[$0] } }

    /// Whether the line at a place pays another one again.
    package func isRepeated(_ place: Int) -> Bool { lines.isApprovedBefore(place) }
}

extension StoredLines: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { lines.count }

    /// A line as one value.
    package subscript(place: Int) -> StoredLine {
        StoredLine(
            row: firstRow + Int64(place),
            origin: lines.origin(place),
            number: place + 1,
            transfer: transfer(place),
            provider: providerNames[provider(place)],
            line: lines[place],
            isStopped: isStopped(place)
        )
    }
}

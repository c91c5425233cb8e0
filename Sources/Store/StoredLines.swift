// The lines of a batch as the books have them, in columns.
//
// Invariants:
// (1) Lines lie in the order of their numbers; number and row follow from the place.
// (2) A line as one value is made when it is asked for, so a million lines cost their columns alone.

package import Disbursement

/// The lines of one batch.
package struct StoredLines: Sendable {
    /// The row of the first line.
    package let firstRow: Int64
    /// The numbers of the lines that stop lists took away.
    package let stopped: Set<Int>
    /// The lines themselves.
    package private(set) var lines = LineColumns()
    /// The number in the batch of each line's transfer.
    package private(set) var transfers: [UInt32] = []
    private var providers: [UInt16] = []
    private var providerNames: [String] = []

    init(firstRow: Int64, stopped: Set<Int>) {
        self.firstRow = firstRow
        self.stopped = stopped
    }

    /// The places of what lines of a class share.
    mutating func places(
        of right: LineRight,
        provider: String
    ) -> (right: UInt32, provider: UInt16) {
        let place = providerNames.firstIndex(of: provider) ?? providerNames.count
        if place == providerNames.count { providerNames.append(provider) }
        return (lines.place(of: right), UInt16(place))
    }

    /// Makes room for so many lines.
    mutating func reserve(_ count: Int) {
        lines.reserve(count)
        transfers.reserveCapacity(count)
        providers.reserveCapacity(count)
    }

    mutating func append(
        person: Int64,
        payee: Int64,
        month: Int32,
        amount: Int64,
        transfer: UInt32,
        at place: (right: UInt32, provider: UInt16)
    ) {
        lines.append(
            person: person,
            payee: payee,
            month: month,
            amount: amount,
            right: place.right
        )
        transfers.append(transfer)
        providers.append(place.provider)
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
        for place in lines.indices where !isStopped(place) {
            sums[Int(providers[place]) * rights + Int(lines.rights[place])] += lines.amounts[place]
        }
        return providerNames.enumerated().map { place, name in
            (name, Array(sums[place * rights..<(place + 1) * rights]))
        }
    }

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
            origin: lines.origins.isEmpty ? 0 : lines.origins[place],
            number: place + 1,
            transfer: Int(transfers[place]),
            provider: providerNames[Int(providers[place])],
            line: lines[place],
            isStopped: isStopped(place)
        )
    }
}

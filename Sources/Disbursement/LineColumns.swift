// Lines as packed columns: what a batch of ten million lines is held in.
//
// Invariants:
// (1) A line has an entry in its block, and one among those that pay others again if it does.
// (2) No two rights of the table are equal, nor two terms.

import Ledger

/// Lines due, packed in blocks: six bytes a line.
package struct LineColumns: Sendable {
    /// The numbers that persons can have: a line keeps 32 bits of them.
    package static let persons: ClosedRange<Int64> = 1...Int64(UInt32.max)

    /// What a line says besides its people; many lines share it.
    struct Terms: Hashable, Sendable {
        let right: UInt32
        let month: Int32
        let amount: Int64
    }

    /// What a line pays again.
    struct Repeated: Sendable {
        /// The row of the line that came back; 0 where it is not asked.
        let origin: Int64
        /// The place of the id of its transfer.
        let transfer: UInt32
    }

    /// The number of lines.
    package private(set) var count = 0
    /// What lines are for, in order of first use.
    package private(set) var table: [LineRight] = []
    private var places: [LineRight: UInt32] = [:]
    var blocks: [LineBlock] = []
    private(set) var terms: [Terms] = []
    private var termPlaces: [Terms: UInt32] = [:]
    /// Numbers of terms by some of their bits: most lines have one of a few.
    private var recentTerms = [UInt32](repeating: .max, count: 256)
    private(set) var repeated: [Int: Repeated] = [:]
    /// The ids of the transfers that came back, in order of first use; the first is empty.
    private(set) var transfers: [String] = [""]

    /// No line.
    package init() {}

    /// The columns of some lines.
    package init(_ lines: some Sequence<DueLine>) {
        for line in lines { append(line) }
    }

    /// Forgets the lines and keeps the table.
    package mutating func removeAll() {
        count = 0
        if blocks.count > 1 { blocks.removeLast(blocks.count - 1) }
        if !blocks.isEmpty { blocks[0].removeAll() }
        terms.removeAll(keepingCapacity: true)
        termPlaces.removeAll(keepingCapacity: true)
        for index in recentTerms.indices { recentTerms[index] = .max }
        repeated = [:]
        transfers = [""]
    }

    /// The place of a right in ``table``, where it is put when it is new.
    package mutating func place(of right: LineRight) -> UInt32 {
        if let place = places[right] { return place }
        let place = UInt32(table.count)
        table.append(right)
        places[right] = place
        return place
    }

    private mutating func term(_ right: UInt32, _ month: Int32, _ amount: Int64) -> UInt32 {
        let wanted = Terms(right: right, month: month, amount: amount)
        var bits = UInt64(bitPattern: amount) ^ UInt64(right) << 40
        bits = (bits ^ UInt64(UInt32(bitPattern: month)) << 20) &* 0x9E37_79B9_7F4A_7C15
        let slot = Int(bits >> 56)
        let known = recentTerms[slot]
        if known != .max, terms[Int(known)] == wanted { return known }
        let place = termPlaces[wanted] ?? UInt32(terms.count)
        if place == terms.count {
            terms.append(wanted)
            termPlaces[wanted] = place
        }
        recentTerms[slot] = place
        return place
    }

    /// Appends a line that is owed for the first time.
    ///
    /// - Parameters:
    ///   - person: The person whose right it is, of ``persons``.
    ///   - payee: The person who receives, of ``persons``.
    ///   - month: The month's number.
    ///   - amount: VND, more than zero.
    ///   - right: What ``place(of:)`` gave.
    package mutating func append(
        person: Int64,
        payee: Int64,
        month: Int32,
        amount: Int64,
        right: UInt32
    ) {
        precondition(amount > 0, "a line is more than zero")
        precondition(
            Self.persons.contains(person) && Self.persons.contains(payee),
            "a line is of persons"
        )
        let term = term(right, month, amount)
        if count == blocks.count * LineBlock.capacity { blocks.append(LineBlock()) }
        blocks[count / LineBlock.capacity].append(person, payee, term)
        count += 1
    }

    /// Appends a line.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - origin: The row of the line that it pays again; 0 where there is none or it is not asked.
    package mutating func append(_ line: DueLine, origin: Int64 = 0) {
        append(
            person: line.person,
            payee: line.payee,
            month: line.month.number,
            amount: line.amount,
            right: place(of: line.right)
        )
        if line.isApprovedBefore { markLast(origin: origin, replaces: line.replaces) }
    }

    /// Appends a line of other columns.
    package mutating func append(_ index: Int, of other: LineColumns) {
        append(
            person: other.person(index),
            payee: other.payee(index),
            month: other.month(index),
            amount: other.amount(index),
            right: place(of: other.table[other.right(index)])
        )
        guard other.isApprovedBefore(index) else { return }
        markLast(origin: other.origin(index), replaces: other.replaces(index))
    }

    /// Says of the last line that it pays another one again.
    package mutating func markLast(origin: Int64, replaces: String) {
        // The lines of a transfer come together.
        if transfers.last != replaces { transfers.append(replaces) }
        repeated[count - 1] = Repeated(origin: origin, transfer: UInt32(transfers.count - 1))
    }

    /// The person whose right a line is.
    package func person(_ index: Int) -> Int64 {
        blocks[index / LineBlock.capacity].person(index % LineBlock.capacity)
    }

    /// The person who receives the money of a line.
    package func payee(_ index: Int) -> Int64 {
        blocks[index / LineBlock.capacity].payee(index % LineBlock.capacity)
    }

    /// The lowest and the highest number of a person; 0 where there is no line.
    package var personRange: ClosedRange<Int64> {
        var range: ClosedRange<Int64>?
        for block in blocks {
            for place in 0..<block.count {
                let person = block.person(place)
                let lower = Swift.min(range?.lowerBound ?? person, person)
                range = lower...Swift.max(range?.upperBound ?? person, person)
            }
        }
        return range ?? 0...0
    }

    private func terms(_ index: Int) -> Terms {
        terms[blocks[index / LineBlock.capacity].term(index % LineBlock.capacity)]
    }

    /// The number of the month that a line is owed for.
    package func month(_ index: Int) -> Int32 { terms(index).month }

    /// VND of a line, more than zero.
    package func amount(_ index: Int) -> Int64 { terms(index).amount }

    /// The place in ``table`` of what a line is for.
    package func right(_ index: Int) -> Int { Int(terms(index).right) }

    /// The row of the line that one pays again; 0 for none.
    package func origin(_ index: Int) -> Int64 {
        repeated.isEmpty ? 0 : repeated[index]?.origin ?? 0
    }

    /// Whether a line was approved before, in the batch of the transfer it replaces.
    package func isApprovedBefore(_ index: Int) -> Bool {
        !repeated.isEmpty && repeated[index] != nil
    }

    /// The id of the transfer that came back and whose line this one pays again; empty for none.
    package func replaces(_ index: Int) -> String {
        guard !repeated.isEmpty, let found = repeated[index] else { return "" }
        return transfers[Int(found.transfer)]
    }

    /// The places of the lines that pay others again, in order.
    package var placesApprovedBefore: [Int] { repeated.keys.sorted() }

    /// Whether every line pays another one again.
    package var allApprovedBefore: Bool { hasApprovedBefore && repeated.count == count }

    /// Whether a line pays another one again.
    package var hasApprovedBefore: Bool { !repeated.isEmpty }

    /// Puts lines into plain columns.
    ///
    /// - Parameters:
    ///   - places: The places of the lines.
    ///   - piece: Gets them, and forgets what it had.
    package func read(_ places: Range<Int>, into piece: inout LinePiece) {
        piece.resize(to: places.count)
        piece.places = places
        readPeople(places, &piece.persons, &piece.payees)
        readTerms(places, &piece.months, &piece.amounts, &piece.rights)
    }

    private func readPeople(_ places: Range<Int>, _ persons: inout [Int64], _ payees: inout [Int64])
    {
        var persons = persons.mutableSpan
        var payees = payees.mutableSpan
        forEachBlock(of: places) { block, inside, row in
            block.unpack(inside, persons: &persons, payees: &payees, at: row)
        }
    }

    private func readTerms(
        _ places: Range<Int>,
        _ months: inout [Int32],
        _ amounts: inout [Int64],
        _ rights: inout [UInt32]
    ) {
        let known = terms.span
        // Their numbers stand where the rights will.
        var rights = rights.mutableSpan
        var months = months.mutableSpan
        var amounts = amounts.mutableSpan
        forEachBlock(of: places) { block, inside, row in
            block.unpackTerms(inside, into: &rights, at: row)
        }
        for row in rights.indices {
            let terms = known[Int(rights[row])]
            months[row] = terms.month
            amounts[row] = terms.amount
            rights[row] = terms.right
        }
    }

    /// Goes through the blocks that some lines lie in: the body gets a block, the places in it, and how
    /// many of the lines lie before it.
    private func forEachBlock(of places: Range<Int>, _ body: (LineBlock, Range<Int>, Int) -> Void) {
        var start = places.lowerBound
        while start < places.upperBound {
            let index = start / LineBlock.capacity
            let first = index * LineBlock.capacity
            let end = Swift.min(places.upperBound, first + LineBlock.capacity)
            body(blocks[index], start - first..<end - first, start - places.lowerBound)
            start = end
        }
    }

    /// Goes through all lines in pieces of some thousands.
    package func forEachPiece(_ body: (LinePiece) throws -> Void) rethrows {
        var piece = LinePiece()
        var start = 0
        while start < count {
            let end = Swift.min(start + LineBlock.capacity, count)
            read(start..<end, into: &piece)
            try body(piece)
            start = end
        }
    }

    /// Goes through all lines in pieces of some thousands, none of which parts the lines of a payee;
    /// lines are in canonical order.
    ///
    /// - Parameter body: Gets the pieces in order.
    package func forEachPieceOfTransfers(_ body: (LinePiece) throws -> Void) rethrows {
        var piece = LinePiece()
        var start = 0
        while start < count {
            var end = Swift.min(start + LineBlock.capacity, count)
            let first = payee(start)
            while end < count, end > start, payee(end) == payee(end - 1) { end -= 1 }
            // One payee's lines are more than a piece.
            if end == start { end = Swift.min(start + LineBlock.capacity, count) }
            while end < count, payee(end) == first { end += 1 }
            read(start..<end, into: &piece)
            try body(piece)
            start = end
        }
    }

    /// VND of all lines.
    package var amount: Int64 { amountsByRight().reduce(0, +) }

    /// VND of the lines by the place of their right; of all of them, or of the new ones alone.
    package func amountsByRight(newOnly: Bool = false) -> [Int64] {
        var counts = [Int64](repeating: 0, count: terms.count)
        for block in blocks {
            for place in 0..<block.count { counts[block.term(place)] += 1 }
        }
        var sums = [Int64](repeating: 0, count: table.count)
        for (term, count) in zip(terms, counts) { sums[Int(term.right)] += term.amount * count }
        guard newOnly else { return sums }
        for index in repeated.keys { sums[right(index)] -= amount(index) }
        return sums
    }

    /// Forgets the lines, and keeps all that they share: they come back one by one.
    mutating func beginAgain() {
        count = 0
        blocks = []
        repeated = [:]
    }

    /// Appends a line that was there before, with the number of what else it says.
    mutating func append(packed person: Int64, _ payee: Int64, _ term: UInt32, _ again: Repeated?) {
        if count == blocks.count * LineBlock.capacity { blocks.append(LineBlock()) }
        blocks[count / LineBlock.capacity].append(person, payee, term)
        if let again { repeated[count] = again }
        count += 1
    }
}

extension LineColumns: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    /// A line as one value.
    package subscript(index: Int) -> DueLine {
        DueLine(
            person: person(index),
            payee: payee(index),
            right: table[right(index)],
            month: CalendarMonth(number: month(index)),
            amount: amount(index),
            replaces: replaces(index)
        )
    }
}

extension LineColumns: Equatable {
    /// Whether the lines are the same, however their rights stand in the tables.
    package static func == (left: LineColumns, right: LineColumns) -> Bool {
        left.elementsEqual(right)
    }
}

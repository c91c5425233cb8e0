// Columns in canonical order.
//
// Most lines come in it already: persons are drafted in order of number, and most are paid
// themselves. Only lines of another payee have to be moved.

/// A line taken out of the columns, as it is put into order.
struct PlacedLine {
    let payee: Int64
    let person: Int64
    let term: Int
    let again: LineColumns.Repeated?
}

extension LineColumns {
    /// The order of places that puts the lines into canonical order; nil where they are in it.
    func canonicalPlaces() -> [UInt32]? {
        let ranks = rightRanks()
        if isOrdered(ranks) { return nil }
        return (0..<UInt32(count)).sorted { key(Int($0)).precedes(key(Int($1)), self, ranks) }
    }

    /// Puts the lines into canonical order: see ``DueLine/canonicalOrder(_:_:)``.
    package mutating func sort() {
        let ranks = rightRanks()
        if isOrdered(ranks) { return }
        if !isOrdered(ranks, ownOnly: true) {
            if let places = canonicalPlaces() { take(places) }
            return
        }
        var others: [PlacedLine] = []
        for place in 0..<count where blocks[place / LineBlock.capacity].isOther(inside(place)) {
            others.append(key(place))
        }
        others.sort { $0.precedes($1, self, ranks) }
        merge(others, ranks)
    }

    /// Keeps the lines at some places, in that order, and the table.
    mutating func take(_ places: [UInt32]) {
        let old = self
        beginAgain()
        for place in places {
            let line = old.key(Int(place))
            append(packed: line.person, line.payee, UInt32(line.term), line.again)
        }
    }

    /// Puts lines of other payees between the others, which are in order.
    ///
    /// What was gone through is given back, so that no line is there twice.
    private mutating func merge(_ others: [PlacedLine], _ ranks: [UInt32]) {
        var old = self
        beginAgain()
        var next = 0
        for index in old.blocks.indices {
            for inside in 0..<old.blocks[index].count where !old.blocks[index].isOther(inside) {
                let line = old.key(index * LineBlock.capacity + inside)
                while next < others.count, others[next].precedes(line, old, ranks) {
                    append(others[next])
                    next += 1
                }
                append(line)
            }
            old.blocks[index] = LineBlock()
        }
        for line in others[next...] { append(line) }
    }

    private mutating func append(_ line: PlacedLine) {
        append(packed: line.person, line.payee, UInt32(line.term), line.again)
    }

    private func inside(_ place: Int) -> Int { place % LineBlock.capacity }

    private func key(_ place: Int) -> PlacedLine {
        let index = place / LineBlock.capacity
        let inside = place % LineBlock.capacity
        return PlacedLine(
            payee: blocks[index].payee(inside),
            person: blocks[index].person(inside),
            term: blocks[index].term(inside),
            again: repeated.isEmpty ? nil : repeated[place]
        )
    }

    /// Whether the lines are in canonical order; all of them, or those without another payee.
    private func isOrdered(_ ranks: [UInt32], ownOnly: Bool = false) -> Bool {
        var last: PlacedLine?
        for place in 0..<count {
            let line = key(place)
            if ownOnly, line.payee != line.person { continue }
            if let last, line.precedes(last, self, ranks) { return false }
            last = line
        }
        return true
    }

    /// The rank of each right of the table; rights that differ only in rule or year have one rank.
    private func rightRanks() -> [UInt32] {
        let sorted = table.indices.sorted {
            LineRight.precedes(table[$0], table[$1]) ?? false
        }
        var ranks = [UInt32](repeating: 0, count: table.count)
        var rank: UInt32 = 0
        for (place, next) in zip(sorted, sorted.dropFirst()) {
            if LineRight.precedes(table[place], table[next]) != nil { rank += 1 }
            ranks[next] = rank
        }
        return ranks
    }
}

extension PlacedLine {
    /// Whether a line stands before another one of the same columns.
    func precedes(_ other: PlacedLine, _ lines: LineColumns, _ ranks: [UInt32]) -> Bool {
        if payee != other.payee { return payee < other.payee }
        if person != other.person { return person < other.person }
        let (left, right) = (lines.terms[term], lines.terms[other.term])
        if left.month != right.month { return left.month < right.month }
        let (one, two) = (ranks[Int(left.right)], ranks[Int(right.right)])
        if one != two { return one < two }
        guard lines.hasApprovedBefore else { return false }
        return lines.id(of: again) < lines.id(of: other.again)
    }
}

extension LineColumns {
    /// The id of the transfer that came back; empty for none.
    fileprivate func id(of again: Repeated?) -> String {
        again.map { transfers[Int($0.transfer)] } ?? ""
    }
}

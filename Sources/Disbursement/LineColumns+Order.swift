// Columns in canonical order.
//
// Most lines come in it already: persons are drafted in order of number, and most are paid
// themselves. Only lines of another payee have to be moved.

extension LineColumns {
    /// The order of places that puts the lines into canonical order; nil where they are in it.
    func canonicalPlaces() -> [UInt32]? {
        let ranks = rightRanks()
        func isOrdered(_ one: UInt32, _ other: UInt32) -> Bool {
            precedes(Int(one), Int(other), ranks)
        }
        let all = 0..<UInt32(count)
        if zip(all, all.dropFirst()).allSatisfy({ !isOrdered($1, $0) }) { return nil }
        var own: [UInt32] = []
        own.reserveCapacity(count)
        var others: [UInt32] = []
        for place in all {
            let isOwn = persons[Int(place)] == payees[Int(place)]
            if isOwn { own.append(place) } else { others.append(place) }
        }
        if !zip(own, own.dropFirst()).allSatisfy({ !isOrdered($1, $0) }) {
            own.sort(by: isOrdered)
        }
        others.sort(by: isOrdered)
        guard !others.isEmpty else { return own }
        var merged: [UInt32] = []
        merged.reserveCapacity(count)
        var next = 0
        for place in own {
            while next < others.count, isOrdered(others[next], place) {
                merged.append(others[next])
                next += 1
            }
            merged.append(place)
        }
        merged += others[next...]
        return merged
    }

    /// Puts the lines into canonical order: see ``DueLine/canonicalOrder(_:_:)``.
    package mutating func sort() {
        if let places = canonicalPlaces() { take(places) }
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

    private func precedes(_ one: Int, _ other: Int, _ ranks: [UInt32]) -> Bool {
        if payees[one] != payees[other] { return payees[one] < payees[other] }
        if persons[one] != persons[other] { return persons[one] < persons[other] }
        if months[one] != months[other] { return months[one] < months[other] }
        let (left, right) = (ranks[Int(rights[one])], ranks[Int(rights[other])])
        if left != right { return left < right }
        return hasApprovedBefore && replaces(one) < replaces(other)
    }
}

// Counts the facts of a report that say the same, so that each keeps a key of its own.
//
// Digests are gathered on the way and sorted at the end of the report: a hash table of a million
// entries costs more than the whole reading of them.
//
// Invariants:
// (1) The numbers depend on the facts and their order alone.
// (2) Facts with the same key have the same digest; that two digests are equal proves nothing.

/// The entries of one report.
struct EqualFacts: Sendable {
    private struct Entry: Sendable {
        let digest: UInt64
        let index: Int
    }

    private var entries: [Entry] = []

    /// Forgets all.
    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Takes note of a fact that stands at an index of the answer.
    mutating func append(_ fact: BankFact, at index: Int) {
        var digest = UInt64(bitPattern: fact.amount ?? -1)
        mix(fact.references.endToEnd, into: &digest)
        mix(fact.references.service, into: &digest)
        entries.append(Entry(digest: digest, index: index))
    }

    private func mix(_ text: String?, into digest: inout UInt64) {
        guard let text else { return }
        for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        digest ^= digest >> 29
    }

    /// Numbers the facts that say the same, in their order.
    mutating func number(_ facts: inout [BankFact]) {
        entries.sort { ($0.digest, $0.index) < ($1.digest, $1.index) }
        var first = 0
        while first < entries.count {
            var end = first + 1
            while end < entries.count, entries[end].digest == entries[first].digest { end += 1 }
            if end - first > 1 { number(entries[first..<end].map(\.index), of: &facts) }
            first = end
        }
    }

    private func number(_ indices: [Int], of facts: inout [BankFact]) {
        let keyed = indices.map { (key: facts[$0].key, index: $0) }
            .sorted { ($0.key, $0.index) < ($1.key, $1.index) }
        for (place, entry) in keyed.enumerated()
        where place > 0 && keyed[place - 1].key == entry.key {
            facts[entry.index].ordinal = facts[keyed[place - 1].index].ordinal + 1
        }
    }
}

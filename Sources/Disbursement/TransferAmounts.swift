// Transfers are their lines: what the decision says each pays, held against the providers' lists.
//
// Invariants:
// (1) Four bytes and two bits a transfer, in order of number: ten million take 43 MB.
// (2) A list's result stands by itself, so lists can be read side by side; put together in order
//     they say how many transfers do not agree.

/// What each transfer of a decision pays, by its number.
struct TransferAmounts: Sendable {
    /// Transfers whose numbers follow one another, of one part of the list.
    struct Part: Sendable {
        /// The number of the first; 0 while there is none.
        private(set) var first = 0
        /// VND of each; `large` stands for more than four bytes hold.
        private var amounts: [UInt32] = []
        private var largeAmounts: [Int: Int64] = [:]
        /// Rows whose transfer is none, or does not follow the one before.
        private(set) var faults = 0

        private static let large = UInt32.max

        /// The number behind the last.
        var end: Int { first + amounts.count }

        /// The number of transfers.
        var count: Int { amounts.count }

        /// Adds a row's amount to its transfer.
        mutating func add(_ amount: Int64, to number: Int) {
            if number == end - 1, !amounts.isEmpty {
                let (sum, overflow) = (self[number] ?? 0).addingReportingOverflow(amount)
                if overflow { faults += 1 }
                set(sum, at: amounts.count - 1)
            } else if number > 0, amounts.isEmpty || number == end {
                if amounts.isEmpty { first = number }
                amounts.append(0)
                set(amount, at: amounts.count - 1)
            } else {
                faults += 1
            }
        }

        /// What a transfer pays; nil where it is none of these.
        subscript(number: Int) -> Int64? {
            guard number >= first, number < end else { return nil }
            let amount = amounts[number - first]
            return amount == Self.large ? largeAmounts[number] : Int64(amount)
        }

        private mutating func set(_ amount: Int64, at index: Int) {
            guard amount < 0 || amount >= Int64(Self.large) else {
                amounts[index] = UInt32(amount)
                return
            }
            amounts[index] = Self.large
            largeAmounts[first + index] = amount
        }

        /// Gives the first transfer's amount away: it began in the part before.
        mutating func removeFirst() -> Int64 {
            let amount = self[first] ?? 0
            largeAmounts[first] = nil
            set(0, at: 0)
            return amount
        }
    }

    private var parts: [Part] = []
    /// Rows whose transfer is none, or does not follow the one before.
    private(set) var faults = 0

    /// The number of transfers: the last one's number.
    var count: Int { (parts.last?.end ?? 1) - 1 }

    /// Appends the transfers of the next part of the list.
    mutating func append(_ part: Part) {
        faults += part.faults
        guard part.count > 0 else { return }
        var part = part
        let end = count + 1
        if part.first == end - 1, let last = parts.indices.last {
            parts[last].add(part.removeFirst(), to: part.first)
            // All of this part is in a transfer that may go on in the next one.
            guard part.count > 1 else { return }
        } else if part.first != end {
            // Numbers run from 1 without a gap; what follows is held against nothing.
            faults += part.count
            return
        }
        parts.append(part)
    }

    /// What a transfer pays; nil where there is none of that number.
    ///
    /// - Parameters:
    ///   - number: The transfer's number.
    ///   - hint: The part that was asked last; lists run in order of number.
    /// - Returns: VND.
    func amount(of number: Int, hint: inout Int) -> Int64? {
        if hint < parts.count, number < parts[hint].end,
            number > parts[hint].first || hint == 0 && number == parts[hint].first
        {
            return parts[hint][number]
        }
        // The first part that reaches so far: a transfer on a border is kept by the earlier.
        guard let place = parts.firstIndex(where: { number < $0.end }) else { return nil }
        hint = place
        return parts[place][number]
    }
}

/// The transfers of one provider's list, as far as they agree with the decision.
struct ListedTransfers: Sendable {
    /// Rows that are no transfer of the decision, or pay another amount, or come twice.
    private(set) var faults = 0
    /// One bit a number, from the word `firstWord` on.
    private var bits: [UInt64] = []
    private var firstWord = 0
    private var hint = 0

    /// No transfer yet.
    init() {}

    /// Takes a row.
    ///
    /// - Parameters:
    ///   - number: The transfer's number; 0 where it is of another batch.
    ///   - amount: VND.
    ///   - decided: What the decision pays.
    ///   - stopped: VND taken away from transfers by stop lists.
    mutating func take(
        _ number: Int,
        _ amount: Int64,
        decided: TransferAmounts,
        stopped: [Int: Int64]
    ) {
        var wanted = number > 0 ? decided.amount(of: number, hint: &hint) : nil
        if !stopped.isEmpty, let taken = stopped[number] { wanted = wanted.map { $0 &- taken } }
        guard let wanted, wanted != 0, mark(number) else {
            faults += 1
            return
        }
        if wanted != amount { faults += 1 }
    }

    /// Marks a number; whether it was not marked before.
    private mutating func mark(_ number: Int) -> Bool {
        let word = number / 64
        if bits.isEmpty { firstWord = word }
        if word < firstWord {
            bits.insert(contentsOf: repeatElement(0, count: firstWord - word), at: 0)
            firstWord = word
        }
        while bits.count <= word - firstWord { bits.append(0) }
        let bit = UInt64(1) << UInt64(number % 64)
        defer { bits[word - firstWord] |= bit }
        return bits[word - firstWord] & bit == 0
    }

    /// Adds another list; a transfer that stands in both is a fault.
    mutating func add(_ other: ListedTransfers) {
        faults += other.faults
        guard !other.bits.isEmpty else { return }
        if bits.isEmpty { firstWord = other.firstWord }
        if other.firstWord < firstWord {
            let gap = firstWord - other.firstWord
            bits.insert(contentsOf: repeatElement(0, count: gap), at: 0)
            firstWord = other.firstWord
        }
        let start = other.firstWord - firstWord
        while bits.count < start + other.bits.count { bits.append(0) }
        for (index, word) in other.bits.enumerated() {
            faults += (bits[start + index] & word).nonzeroBitCount
            bits[start + index] |= word
        }
    }

    /// The number of different transfers.
    var count: Int { bits.reduce(0) { $0 + $1.nonzeroBitCount } }
}

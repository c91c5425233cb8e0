// The sub-accounts of one account in packed columns: what is owed to each of tens of millions of persons.
//
// A sub-account is a number and a balance, sixteen bytes, in a table with open addressing; it is there as
// soon as something is posted to it and costs nothing before.
//
// Invariants:
// (1) At most seven eighths of the places are taken; a number stands in at most one place.
// (2) The total is the sum of all balances.
// (3) Rows come out in the order of numbers, whatever the order of postings was.

/// Balances of one account by the number of a person or another sub-account.
public struct SubAccounts: Sendable {
    /// A sub-account with its balance.
    public struct Row: Hashable, Sendable {
        /// The number.
        public let number: Int64
        /// Debits less credits, in minor units.
        public let balance: Int64
    }

    private static let free = Int64.min
    private var numbers: [Int64]
    private var balances: [Int64]
    /// How many sub-accounts there are, those that stand at zero too.
    public private(set) var count = 0
    /// Debits less credits of all of them, in minor units.
    public private(set) var total: Int128 = 0

    /// No sub-account, with room for a number of them.
    public init(capacity: Int = 16) {
        precondition(capacity >= 0, "room is not below zero")
        var places = 16
        while places / 8 * 7 < capacity { places *= 2 }
        numbers = Array(repeating: SubAccounts.free, count: places)
        balances = Array(repeating: 0, count: places)
    }

    /// Adds an amount to a sub-account: debits above zero, credits below.
    ///
    /// - Parameters:
    ///   - number: The sub-account; any number but the least that 64 bits hold.
    ///   - minorUnits: The amount in minor units.
    /// - Throws: ``MoneyError/overflow`` when the balance does not fit in 64 bits; nothing changed.
    public mutating func add(_ number: Int64, _ minorUnits: Int64) throws(MoneyError) {
        precondition(number != SubAccounts.free, "the least number stands for a free place")
        if (count + 1) * 8 > numbers.count * 7 { grow() }
        let place = place(of: number)
        let (sum, overflow) = balances[place].addingReportingOverflow(minorUnits)
        guard !overflow else { throw .overflow }
        if numbers[place] == SubAccounts.free {
            numbers[place] = number
            count += 1
        }
        balances[place] = sum
        total += Int128(minorUnits)
    }

    /// The balance of a sub-account in minor units; zero where nothing was posted.
    public subscript(number: Int64) -> Int64 {
        number == SubAccounts.free ? 0 : balances[place(of: number)]
    }

    /// The sub-accounts that do not stand at zero, in the order of their numbers.
    public func rows() -> [Row] {
        var rows: [Row] = []
        for place in numbers.indices where balances[place] != 0 {
            rows.append(Row(number: numbers[place], balance: balances[place]))
        }
        return rows.sorted { $0.number < $1.number }
    }

    /// The place of a number, or the free one where it would stand.
    private func place(of number: Int64) -> Int {
        let mask = numbers.count - 1
        // Numbers follow each other: a multiplication by an odd constant spreads them over the table.
        let mixed = UInt64(bitPattern: number) &* 0x9E37_79B9_7F4A_7C15
        var place = Int(truncatingIfNeeded: mixed >> 20) & mask
        while numbers[place] != number && numbers[place] != SubAccounts.free {
            place = (place + 1) & mask
        }
        return place
    }

    private mutating func grow() {
        let (oldNumbers, oldBalances) = (numbers, balances)
        numbers = Array(repeating: SubAccounts.free, count: oldNumbers.count * 2)
        balances = Array(repeating: 0, count: oldNumbers.count * 2)
        for (number, balance) in zip(oldNumbers, oldBalances) where number != SubAccounts.free {
            let place = place(of: number)
            numbers[place] = number
            balances[place] = balance
        }
    }
}

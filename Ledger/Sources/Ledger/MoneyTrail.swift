// Where a đồng came from and where it went: an amount is followed from account to account.
//
// An account in given dimensions is a queue: the first đồng that came in is the first that goes out. So the
// amount of a movement lies at a known place of two queues, of the account that it left and of the one that
// it reached, and each place has one movement before it and one after it. Claims come before the money that
// pays them, so a queue may run ahead of what came in: what has no other side yet is an end of the trail.
// Money that comes back opens its claim anew, and so stands behind the claims that were there before it.
//
// Invariants:
// (1) The steps of a trail at one depth are disjoint parts of the amount, and with the ends before it they
//     add up to the whole.
// (2) A trail follows a place at most once, so it ends, in circles too.

/// Follows amounts through the accounts of a journal.
public struct MoneyTrail: Sendable {
    /// Which way an amount is followed.
    public enum Direction: Hashable, Sendable {
        /// Where it came from.
        case back
        /// Where it went.
        case on
    }

    /// A part of the amount on its way.
    public struct Step: Hashable, Sendable {
        /// How many movements lie between it and the amount that was asked for; 0 for that itself.
        public let depth: Int
        /// The key of the entry.
        public let key: String
        /// The account that it left.
        public let from: String
        /// The account that it reached.
        public let to: String
        /// How much of the amount, in minor units.
        public let minorUnits: Int64
    }

    private struct Place: Hashable {
        let account: String
        let currency: Currency
        let dimensions: DimensionFilter
    }

    /// A movement with its places in the queues of both accounts.
    private struct Link {
        let key: String
        let from: Int
        let to: Int
        /// Where it begins in the queue of what left `from`.
        let outAt: Int128
        /// Where it begins in the queue of what reached `to`.
        let inAt: Int128
        let amount: Int128
    }

    private let chart: ChartOfAccounts
    private let separately: Set<Dimension>
    private var numbers: [Place: Int] = [:]
    private var accounts: [String] = []
    /// The movements that reached and left each place, in order.
    private var incoming: [[Int]] = []
    private var outgoing: [[Int]] = []
    private var links: [Link] = []
    private var linksOfEntry: [String: [Int]] = [:]

    /// An empty trail.
    ///
    /// - Parameters:
    ///   - chart: The chart of the entries.
    ///   - separately: The dimensions of which each combination is a queue of its own.
    public init(chart: ChartOfAccounts, separately: Set<Dimension> = Set(Dimension.allCases)) {
        self.chart = chart
        self.separately = separately
    }

    /// Adds an entry, in the order in which entries were posted; reservations and releases move nothing.
    public mutating func add(_ entry: JournalEntry) {
        guard entry.isBooked else { return }
        for movement in entry.movements(under: chart) {
            let (to, from) = (number(of: movement.debit), number(of: movement.credit))
            let link = Link(
                key: entry.key,
                from: from,
                to: to,
                outAt: end(of: outgoing[from], \.outAt),
                inAt: end(of: incoming[to], \.inAt),
                amount: Int128(movement.minorUnits)
            )
            outgoing[from].append(links.count)
            incoming[to].append(links.count)
            linksOfEntry[entry.key, default: []].append(links.count)
            links.append(link)
        }
    }

    /// The trail of what an entry moved, nearest steps first; empty when there is no such entry.
    ///
    /// - Parameters:
    ///   - key: The key of the entry.
    ///   - direction: Which way.
    ///   - depth: How many movements away it ends.
    /// - Returns: The steps by depth, each with its part of the amount.
    public func trail(of key: String, _ direction: Direction, depth: Int = 16) -> [Step] {
        var steps: [Step] = []
        var seen: Set<Piece> = []
        var pieces = linksOfEntry[key, default: []].map {
            Piece(link: $0, at: 0, amount: links[$0].amount)
        }
        for level in 0...max(0, depth) where !pieces.isEmpty {
            var next: [Piece] = []
            for piece in pieces where seen.insert(piece).inserted {
                let link = links[piece.link]
                steps.append(
                    Step(
                        depth: level,
                        key: link.key,
                        from: accounts[link.from],
                        to: accounts[link.to],
                        minorUnits: Int64(piece.amount)
                    )
                )
                next += neighbours(of: piece, direction)
            }
            pieces = next
        }
        return steps
    }

    /// A part of a movement.
    private struct Piece: Hashable {
        let link: Int
        let at: Int128
        let amount: Int128
    }

    /// The parts of movements that a part came from or went to.
    private func neighbours(of piece: Piece, _ direction: Direction) -> [Piece] {
        let link = links[piece.link]
        // What left a place is what came into it at the same spot of its queue.
        let (queue, start): ([Int], Int128) =
            direction == .back
            ? (incoming[link.from], link.outAt + piece.at)
            : (outgoing[link.to], link.inAt + piece.at)
        let finish = start + piece.amount
        func begin(_ place: Int) -> Int128 {
            direction == .back ? links[queue[place]].inAt : links[queue[place]].outAt
        }
        var (low, high) = (0, queue.count)
        while low < high {
            let middle = (low + high) / 2
            if begin(middle) + links[queue[middle]].amount <= start {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var pieces: [Piece] = []
        while low < queue.count, begin(low) < finish {
            let (from, to) = (
                max(start, begin(low)), min(finish, begin(low) + links[queue[low]].amount)
            )
            pieces.append(Piece(link: queue[low], at: from - begin(low), amount: to - from))
            low += 1
        }
        return pieces
    }

    private func end(of queue: [Int], _ start: KeyPath<Link, Int128>) -> Int128 {
        queue.last.map { links[$0][keyPath: start] + links[$0].amount } ?? 0
    }

    private mutating func number(of posting: Posting) -> Int {
        let place = Place(
            account: posting.account,
            currency: posting.amount.currency,
            dimensions: DimensionFilter(posting.dimensions, only: separately)
        )
        if let number = numbers[place] { return number }
        numbers[place] = accounts.count
        accounts.append(posting.account)
        incoming.append([])
        outgoing.append([])
        return accounts.count - 1
    }
}

// The rule of what is due, said with texts and lists: slow, and easy to hold against the decree.

import Disbursement
import Entitlement

/// What is due of a person and month, in plain words.
struct PlainBalance {
    /// A line due: for which right, how much, and how many live lines there were.
    struct Due: Hashable {
        let line: OwedLine
        let amount: Int64
        let earlierLines: Int
    }

    private(set) var due: [Due] = []
    private(set) var excess: [Int64] = []
    private(set) var shifted: [String: Int64] = [:]
    private(set) var isPaidOtherwise = false

    init(owed: [OwedLine], covered: [CoveredRight]) {
        for right in covered where right.amount > 0 {
            if owed.contains(where: { $0.programme == right.programme }) { continue }
            excess.append(right.amount)
            isPaidOtherwise = true
        }
        for programme in Set(owed.map(\.programme)).sorted() {
            let rights = covered.filter { $0.programme == programme }
            lay(rights, on: owed.filter { $0.programme == programme })
        }
    }

    private static func isSame(_ right: CoveredRight, _ line: OwedLine) -> Bool {
        right.category == line.category && right.kind == line.kind && right.source == line.source
    }

    private mutating func lay(_ rights: [CoveredRight], on lines: [OwedLine]) {
        let owedTotal = lines.reduce(0) { $0 + $1.amount }
        let coveredTotal = rights.reduce(0) { $0 + $1.amount }
        var left = max(owedTotal - coveredTotal, 0)
        let others = rights.filter { right in !lines.contains { Self.isSame(right, $0) } }
        var spare = Dictionary(
            others.map { ([$0.kind, $0.source], $0.amount) },
            uniquingKeysWith: +
        )
        for line in lines {
            let same = rights.filter { Self.isSame($0, line) }
            let pool = [line.kind, line.source]
            var covered = same.reduce(0) { $0 + $1.amount }
            let used = min(spare[pool] ?? 0, max(line.amount - covered, 0))
            spare[pool] = (spare[pool] ?? 0) - used
            covered += used
            guard line.amount > covered else { continue }
            let amount = min(line.amount - covered, left)
            left -= amount
            if line.amount - covered > amount {
                shifted[line.source, default: 0] += line.amount - covered - amount
            }
            guard amount > 0 else { continue }
            let earlier = same + others.filter { [$0.kind, $0.source] == pool }
            let count = earlier.reduce(0) { $0 + $1.lineCount }
            due.append(Due(line: line, amount: amount, earlierLines: count))
        }
        if coveredTotal > owedTotal { excess.append(coveredTotal - owedTotal) }
    }
}

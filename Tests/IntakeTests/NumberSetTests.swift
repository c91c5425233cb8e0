// Sets of numbers are packed and read back as they were, and what is no packing is refused.

import Intake
import Testing

struct NumberSetTests {
    @Test(arguments: 0..<80)
    func `a set gives back what was put in, and one set has one packing`(seed: Int) throws {
        var chance = Chance(state: UInt64(seed))
        let hasAmounts = seed.isMultiple(of: 2)
        let numbers = chance.numbers()
        var builder = NumberSet.Builder(hasAmounts: hasAmounts)
        for (number, amount) in numbers { builder.append(number, amount: amount) }
        let set = builder.finish()
        #expect(set.count == numbers.count)
        #expect(Self.content(set) == numbers.map { [Int64($0), hasAmounts ? $1 : 0] })
        #expect(numbers.isEmpty || NumberSet(bytes: set.bytes, hasAmounts: hasAmounts) == set)
        let table = NumberTable(set)
        for (number, amount) in numbers {
            #expect(set.amount(of: number) == (hasAmounts ? amount : 0))
            #expect(table.holds(number, amount: hasAmounts ? amount : 0))
            #expect(!table.holds(number, amount: 7))
        }
        let held = Set(numbers.map(\.0))
        for number in 1...300 where !held.contains(number) {
            #expect(set.amount(of: number) == nil && !table.holds(number, amount: 0))
        }
    }

    @Test(arguments: 0..<60)
    func `what a set lacks is what is in the other with another amount, or not at all`(
        seed: Int
    ) {
        var chance = Chance(state: UInt64(seed) + 1_000)
        let (mine, its) = (chance.numbers(), chance.numbers())
        var left = NumberSet.Builder(hasAmounts: true)
        for (number, amount) in mine { left.append(number, amount: amount) }
        var right = NumberSet.Builder(hasAmounts: true)
        for (number, amount) in its { right.append(number, amount: amount) }
        let others = Set(its.map { [Int64($0), $1] })
        #expect(
            Self.content(left.finish().subtracting(right.finish()))
                == mine.map { [Int64($0), $1] }.filter { !others.contains($0) }
        )
    }

    @Test func `ten thousand numbers with a hole in every fifty take two bytes a run`() {
        var builder = NumberSet.Builder(hasAmounts: false)
        for number in 1...10_000 where number % 50 != 0 { builder.append(number) }
        #expect(builder.finish().bytes.count == 400)
    }

    /// Bytes that are no packing, without amounts.
    static let damaged: [[UInt8]] = [
        [], [0x80], [0x00], [0x00, 0x80], [0x00, 0x00, 0x00, 0x00], [0x80, 0x00, 0x00],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x00],
        [0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
    ]

    @Test(arguments: damaged)
    func `bytes that no set packs into are refused`(bytes: [UInt8]) {
        #expect(NumberSet(bytes: bytes, hasAmounts: false) == nil)
    }

    @Test func `random bytes are refused, or are the one packing of what they say`() {
        var chance = Chance(state: 5)
        var accepted = 0
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 1...12, using: &chance)).map { _ in
                UInt8.random(in: 0...160, using: &chance)
            }
            guard let set = NumberSet(bytes: bytes, hasAmounts: true) else { continue }
            accepted += 1
            var builder = NumberSet.Builder(hasAmounts: true)
            for item in Self.content(set) { builder.append(Int(item[0]), amount: item[1]) }
            #expect(builder.finish().bytes == bytes)
        }
        #expect(accepted > 10)
    }

    @Test func `a column gives each number the value that it was given last`() {
        var column = SharedColumn<String>(count: 5)
        let code = column.code(for: "a")
        column.set(2, to: code)
        column.set(3, to: "b")
        column.set(3, to: code)
        #expect((0...6).map { column[$0] } == [nil, nil, "a", "a", nil, nil, nil])
        #expect(column.counts.map { "\($0.value) \($0.count)" } == ["a 2"])
        #expect(column.contains { $0 == "a" } && !column.contains { $0 == "b" })
        #expect(column.mapped(\.utf8.count)[2] == 1)
    }

    private static func content(_ set: NumberSet) -> [[Int64]] {
        var content: [[Int64]] = []
        var cursor = NumberSet.Cursor(set)
        while let (number, amount) = cursor.next() { content.append([Int64(number), amount]) }
        return content
    }
}

/// The same numbers in every run (SplitMix64).
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// Ascending numbers up to 300, each with one of a few amounts.
    mutating func numbers() -> [(Int, Int64)] {
        let share = Int.random(in: 0...100, using: &self)
        return (1...300).filter { _ in Int.random(in: 0..<100, using: &self) < share }.map {
            ($0, [0, 5, 540_000, 810_000_000][Int.random(in: 0..<4, using: &self)])
        }
    }
}

// Numbers in ascending order, packed; each with an amount, or all without.
//
// A run of numbers that follow each other is: the gap before it, its length less one, then an amount
// for each where there are amounts; all as LEB128, least significant seven bits first. Ten million
// numbers with a hole in every fifty take half a megabyte, with amounts four bytes each.
//
// Invariants:
// (1) Numbers are 1 or more, ascend, and stand once each; amounts are not below zero.
// (2) One set has one packing, so equal sets have equal bytes.
// (3) Bytes from elsewhere are checked whole before anything is read out of them.

/// A packed set of numbers.
package struct NumberSet: Hashable, Sendable {
    /// The largest number that a set can hold: 36⁶ − 1, as many transfers as a batch can have.
    package static let largest = 2_176_782_335

    /// The packed bytes.
    package private(set) var bytes: [UInt8] = []
    /// How many numbers there are.
    package private(set) var count = 0
    /// Whether each number has an amount.
    package let hasAmounts: Bool

    /// The run that is not packed yet: its first number, then its amounts.
    fileprivate struct Run: Hashable, Sendable {
        var first = 0
        var length = 0
        var amounts: [UInt8] = []
    }

    private init(hasAmounts: Bool) { self.hasAmounts = hasAmounts }

    /// Packs numbers one after the other.
    package struct Builder: Sendable {
        private var packed: NumberSet
        private var run = Run()
        /// The last number of the run before.
        private var end = 0
        /// The last number taken; 0 before the first.
        package private(set) var last = 0

        /// A builder of an empty set.
        package init(hasAmounts: Bool) {
            packed = NumberSet(hasAmounts: hasAmounts)
        }

        /// How many numbers were taken.
        package var count: Int { packed.count }

        /// Takes a number above all before it; the amount is left out where the set has none.
        package mutating func append(_ number: Int, amount: Int64 = 0) {
            precondition(number > last && amount >= 0, "numbers ascend")
            if number != last + 1 || run.length == 0 {
                endRun()
                run.first = number
            }
            run.length += 1
            if packed.hasAmounts { NumberSet.append(UInt64(amount), to: &run.amounts) }
            last = number
            packed.count += 1
        }

        private mutating func endRun() {
            guard run.length > 0 else { return }
            NumberSet.append(UInt64(run.first - end - 1), to: &packed.bytes)
            NumberSet.append(UInt64(run.length - 1), to: &packed.bytes)
            packed.bytes += run.amounts
            end = last
            run.length = 0
            run.amounts.removeAll(keepingCapacity: true)
        }

        /// The set; call it once.
        package mutating func finish() -> NumberSet {
            endRun()
            return packed
        }
    }

    /// A set out of its bytes, or nil where they are none.
    package init?(bytes: [UInt8], hasAmounts: Bool) {
        self.init(hasAmounts: hasAmounts)
        self.bytes = bytes
        var cursor = Cursor(self)
        var last = 0
        while let (number, amount) = cursor.next() {
            guard number > last, number <= Self.largest, amount >= 0 else { return nil }
            last = number
            count += 1
        }
        guard cursor.isAtEnd, count > 0, pack().bytes == bytes else { return nil }
    }

    /// The same numbers packed anew.
    private func pack() -> NumberSet {
        var builder = Builder(hasAmounts: hasAmounts)
        var cursor = Cursor(self)
        while let (number, amount) = cursor.next() { builder.append(number, amount: amount) }
        return builder.finish()
    }

    fileprivate static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Goes through the numbers in their order.
    package struct Cursor {
        private let bytes: [UInt8]
        private let hasAmounts: Bool
        private var place = 0
        private var number = 0
        private var left: UInt64 = 0

        /// At the beginning of a set.
        package init(_ set: NumberSet) {
            bytes = set.bytes
            hasAmounts = set.hasAmounts
        }

        /// Whether all bytes were read.
        fileprivate var isAtEnd: Bool { place == bytes.count && left == 0 }

        /// The next number with its amount, which is 0 where there are none; nil at the end.
        package mutating func next() -> (number: Int, amount: Int64)? {
            if left == 0 {
                guard place < bytes.count, let gap = value(), let length = value(),
                    gap < UInt64(NumberSet.largest), length < UInt64(NumberSet.largest)
                else { return nil }
                number += Int(gap)
                left = length + 1
            }
            guard number < NumberSet.largest else { return nil }
            var amount: UInt64 = 0
            if hasAmounts {
                guard let stated = value(), stated <= UInt64(Int64.max) else { return nil }
                amount = stated
            }
            left -= 1
            number += 1
            return (number, Int64(amount))
        }

        private mutating func value() -> UInt64? {
            var value: UInt64 = 0
            var shift: UInt64 = 0
            while place < bytes.count, shift < 63 {
                let byte = bytes[place]
                place += 1
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            return nil
        }
    }
}

extension NumberSet {
    /// The number's amount, 0 where the set has none; nil where the number is not in the set.
    package func amount(of wanted: Int) -> Int64? {
        var cursor = Cursor(self)
        while let (number, amount) = cursor.next(), number <= wanted {
            if number == wanted { return amount }
        }
        return nil
    }

    /// What of this set another one lacks: a number with another amount is another one.
    package func subtracting(_ other: NumberSet) -> NumberSet {
        precondition(hasAmounts == other.hasAmounts, "sets of one kind")
        var builder = Builder(hasAmounts: hasAmounts)
        var (mine, its) = (Cursor(self), Cursor(other))
        var theirs = its.next()
        while let (number, amount) = mine.next() {
            while let item = theirs, item.number < number { theirs = its.next() }
            if let item = theirs, item.number == number, item.amount == amount { continue }
            builder.append(number, amount: amount)
        }
        return builder.finish()
    }

    /// The sum of the amounts; nil where it does not fit.
    package var total: Int64? {
        guard hasAmounts else { return 0 }
        var sum: Int64 = 0
        var cursor = Cursor(self)
        while let (_, amount) = cursor.next() {
            let (next, overflow) = sum.addingReportingOverflow(amount)
            guard !overflow else { return nil }
            sum = next
        }
        return sum
    }
}

/// The numbers of a set laid out, to be looked up many times.
package struct NumberTable: Sendable {
    private var numbers: [UInt32] = []
    private var amounts: [Int64] = []

    /// The numbers of a set.
    package init(_ set: NumberSet) {
        var cursor = NumberSet.Cursor(set)
        while let (number, amount) = cursor.next() {
            numbers.append(UInt32(number))
            if set.hasAmounts { amounts.append(amount) }
        }
    }

    /// Whether a number is there with that amount; 0 where the set has none.
    package func holds(_ number: Int, amount: Int64) -> Bool {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        guard low < numbers.count, numbers[low] == number else { return false }
        return amounts.isEmpty ? amount == 0 : amounts[low] == amount
    }
}

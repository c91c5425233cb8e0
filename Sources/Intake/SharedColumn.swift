// A value for each of many numbers, most of which have the same few.
//
// Invariants:
// (1) Ten million numbers cost four bytes each, whatever the values are.
// (2) A value is held once; its code is the same as long as the column lives.

/// Values by number, from 1.
package struct SharedColumn<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The code of a number that has no value.
    package static var none: UInt32 { 0 }

    private var codes: [UInt32]
    private var values: [Value] = []
    private var places: [Value: UInt32] = [:]

    /// A column for numbers from 1 to `count`, none of which has a value.
    package init(count: Int) { codes = [UInt32](repeating: 0, count: count + 1) }

    /// The largest number.
    package var count: Int { codes.count - 1 }

    /// The value of a number; nil where it has none.
    package subscript(number: Int) -> Value? {
        codes.indices.contains(number) ? value(of: codes[number]) : nil
    }

    /// The code of a number's value.
    package func code(of number: Int) -> UInt32 { codes[number] }

    /// The value of a code; nil for none.
    package func value(of code: UInt32) -> Value? { code == 0 ? nil : values[Int(code) - 1] }

    /// The code of a value, which is made where it is new.
    package mutating func code(for value: Value) -> UInt32 {
        if let code = places[value] { return code }
        values.append(value)
        places[value] = UInt32(values.count)
        return UInt32(values.count)
    }

    /// Gives a number the value of a code.
    package mutating func set(_ number: Int, to code: UInt32) { codes[number] = code }

    /// Gives a number a value.
    package mutating func set(_ number: Int, to value: Value) { codes[number] = code(for: value) }

    /// How many numbers have each value; values that no number has are left out.
    package var counts: [(value: Value, count: Int)] {
        var counts = [Int](repeating: 0, count: values.count + 1)
        for code in codes { counts[Int(code)] += 1 }
        return values.indices.filter { counts[$0 + 1] > 0 }.map { (values[$0], counts[$0 + 1]) }
    }

    /// Whether a number has a value that fits.
    package func contains(where fits: (Value) throws -> Bool) rethrows -> Bool {
        try counts.contains { try fits($0.value) }
    }

    /// The same numbers with what becomes of their values.
    package func mapped<Other>(
        _ change: (Value) throws -> Other
    ) rethrows -> SharedColumn<Other> {
        var other = SharedColumn<Other>(count: count)
        let changed = try values.map { other.code(for: try change($0)) }
        for number in codes.indices where codes[number] != 0 {
            other.set(number, to: changed[Int(codes[number]) - 1])
        }
        return other
    }
}

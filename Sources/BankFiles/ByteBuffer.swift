// The byte writer under every file format of this module.
//
// Invariants:
// (1) Nothing but bytes is copied: no String, no allocation and no locale on the way of a row.
// (2) `count` bytes from `base` are initialised; `count` never exceeds `capacity`.
// (3) What was appended leaves in the same order through `drain`.

/// A growing run of bytes that is emptied into a sink now and then.
@safe
package struct ByteBuffer: ~Copyable {
    /// The size from which a writer empties the buffer: a quarter of a megabyte.
    package static let drainSize = 262_144

    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// The number of bytes that wait.
    package private(set) var count = 0

    /// An empty buffer with room for one drain and the rows that overshoot it.
    package init(capacity: Int = ByteBuffer.drainSize + 16_384) {
        precondition(capacity > 0, "a buffer has room")
        unsafe base = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { unsafe base.deallocate() }

    /// Appends one byte.
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base[count] = byte
        count += 1
    }

    /// Appends the text of a literal.
    package mutating func append(literal text: StaticString) {
        precondition(text.hasPointerRepresentation, "a template is longer than one character")
        let size = text.utf8CodeUnitCount
        reserve(size)
        unsafe (base + count).update(from: text.utf8Start, count: size)
        count += size
    }

    /// Appends bytes as they are.
    package mutating func append(_ bytes: Span<UInt8>) {
        let size = bytes.count
        guard size > 0 else { return }
        reserve(size)
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe (base + count).update(from: start, count: size)
        }
        count += size
    }

    /// Appends a text; for headers and the little that comes once a file.
    package mutating func append(text: String) {
        var text = text
        let bytes = text.withUTF8 { unsafe Array($0) }
        append(bytes.span)
    }

    /// Appends a number in decimal digits, without separators.
    package mutating func append(decimal value: Int64) {
        if value < 0 { append(0x2D) }
        var rest = value.magnitude
        if rest < 10 { return append(0x30 + UInt8(truncatingIfNeeded: rest)) }
        reserve(20)
        var digits = 2
        var bound: UInt64 = 100
        while digits < 19, rest >= bound {
            digits += 1
            bound *= 10
        }
        if digits == 19, rest >= bound { digits = 20 }
        // From the last digit on, two at a time: half the divisions.
        var place = count + digits
        while rest >= 10 {
            let pair = Int(truncatingIfNeeded: rest % 100)
            rest /= 100
            place -= 2
            unsafe base[place] = 0x30 + UInt8(truncatingIfNeeded: pair / 10)
            unsafe base[place + 1] = 0x30 + UInt8(truncatingIfNeeded: pair % 10)
        }
        if place > count { unsafe base[count] = 0x30 + UInt8(truncatingIfNeeded: rest) }
        count += digits
    }

    /// Appends a number in decimal digits, zeros before it up to a width.
    package mutating func append(decimal value: UInt32, width: Int) {
        precondition(width <= 10, "a 32-bit number has at most ten digits")
        reserve(width)
        var rest = value
        for offset in stride(from: width - 1, through: 0, by: -1) {
            unsafe base[count + offset] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        precondition(rest == 0, "the number fits its width")
        count += width
    }

    /// Appends eight bytes that lie in a word, the most significant first.
    package mutating func append(bigEndian word: UInt64) {
        reserve(8)
        unsafe UnsafeMutableRawPointer(base + count).storeBytes(
            of: word.bigEndian,
            as: UInt64.self
        )
        count += 8
    }

    /// Appends the 16 characters of a transfer id.
    package mutating func append(id: TransferID) {
        append(bigEndian: id.high)
        append(bigEndian: id.low)
    }

    /// Lends the bytes that wait, from a place on.
    package func withBytes<Value>(
        from place: Int,
        _ body: (UnsafeRawBufferPointer) throws -> Value
    ) rethrows -> Value {
        precondition((0...count).contains(place), "a place in what waits")
        return try unsafe body(UnsafeRawBufferPointer(start: base + place, count: count - place))
    }

    /// Gives all bytes to the sink and becomes empty.
    ///
    /// - Throws: What the sink throws; the bytes then stay.
    package mutating func drain(into sink: inout some ByteSink & ~Copyable) throws {
        guard count > 0 else { return }
        let bytes = unsafe UnsafeBufferPointer(start: base, count: count)
        try unsafe sink.write(bytes.span)
        count = 0
    }

    /// Makes room for more bytes.
    private mutating func reserve(_ size: Int) {
        guard count + size > capacity else { return }
        let larger = max(capacity * 2, count + size)
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe room.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = room
        capacity = larger
    }
}

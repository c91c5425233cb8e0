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

    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline var end = 0

    /// The number of bytes that wait.
    @inlinable package var count: Int { end }

    /// An empty buffer with room for one drain and the rows that overshoot it.
    package init(capacity: Int = ByteBuffer.drainSize + 16_384) {
        precondition(capacity > 0, "a buffer has room")
        unsafe base = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { unsafe base.deallocate() }

    /// Appends one byte.
    @inlinable
    @inline(__always)
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base[end] = byte
        end += 1
    }

    /// Appends the text of a literal.
    @inlinable
    @inline(__always)
    package mutating func append(literal text: StaticString) {
        precondition(text.hasPointerRepresentation, "a template is longer than one character")
        let size = text.utf8CodeUnitCount
        reserve(size)
        unsafe (base + end).update(from: text.utf8Start, count: size)
        end += size
    }

    /// Appends bytes as they are.
    @inlinable
    @inline(__always)
    package mutating func append(_ bytes: Span<UInt8>) {
        let size = bytes.count
        guard size > 0 else { return }
        reserve(size)
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe (base + end).update(from: start, count: size)
        }
        end += size
    }

    /// Appends a text; for headers and the little that comes once a file.
    package mutating func append(text: String) {
        var text = text
        let bytes = text.withUTF8 { unsafe Array($0) }
        append(bytes.span)
    }

    /// Appends a number in decimal digits, without separators.
    package mutating func append(decimal value: Int64) {
        reserve(20)
        if value < 0 {
            unsafe base[end] = 0x2D
            end += 1
        }
        var rest = value.magnitude
        if rest < 100_000_000 { return appendFirst(UInt32(truncatingIfNeeded: rest)) }
        // At most four digits stand before two eights.
        let low = UInt32(truncatingIfNeeded: rest % 100_000_000)
        rest /= 100_000_000
        if rest < 100_000_000 {
            appendFirst(UInt32(truncatingIfNeeded: rest))
        } else {
            appendFirst(UInt32(truncatingIfNeeded: rest / 100_000_000))
            store(ByteBuffer.digits(of: UInt32(truncatingIfNeeded: rest % 100_000_000)), 8)
        }
        store(ByteBuffer.digits(of: low), 8)
    }

    /// Appends a number of at most eight digits without the zeros before it; there is room.
    private mutating func appendFirst(_ value: UInt32) {
        let digits = ByteBuffer.digits(of: value)
        // The first digit that is not 0 is the lowest byte with a bit beside those of "0".
        let values = digits & 0x0F0F_0F0F_0F0F_0F0F
        let zeros = min(values.trailingZeroBitCount >> 3, 7)
        store(digits >> UInt64(zeros * 8), 8 - zeros)
    }

    /// Puts down the first bytes of a word, the lowest first; there is room for eight.
    private mutating func store(_ word: UInt64, _ size: Int) {
        unsafe UnsafeMutableRawPointer(base + end).storeBytes(
            of: word.littleEndian,
            as: UInt64.self
        )
        end += size
    }

    /// The eight digits of a number below 10⁸, the first in the lowest byte: all of them together, by
    /// multiplications instead of a division a digit.
    private static func digits(of value: UInt32) -> UInt64 {
        // Four digits in each half, two in each quarter, one in each byte.
        let halves = UInt64(value / 10_000) | UInt64(value % 10_000) << 32
        let hundreds = (halves &* 10_486) >> 20 & 0x0000_007F_0000_007F
        let pairs = hundreds | (halves &- hundreds &* 100) << 16
        let tens = (pairs &* 103) >> 10 & 0x000F_000F_000F_000F
        return (tens | (pairs &- tens &* 10) << 8) | 0x3030_3030_3030_3030
    }

    /// Appends a number in decimal digits, zeros before it up to a width.
    package mutating func append(decimal value: UInt32, width: Int) {
        precondition((0...8).contains(width), "eight digits at most")
        reserve(8)
        precondition(value < 100_000_000, "the number fits its width")
        let digits = ByteBuffer.digits(of: value)
        let values = digits & 0x0F0F_0F0F_0F0F_0F0F
        precondition(
            values.trailingZeroBitCount >> 3 >= 8 - width,
            "the number fits its width"
        )
        guard width > 0 else { return }
        store(digits >> UInt64((8 - width) * 8), width)
    }

    /// Appends eight bytes that lie in a word, the most significant first.
    @inlinable
    @inline(__always)
    package mutating func append(bigEndian word: UInt64) {
        reserve(8)
        unsafe UnsafeMutableRawPointer(base + end).storeBytes(
            of: word.bigEndian,
            as: UInt64.self
        )
        end += 8
    }

    /// Appends the 16 characters of a transfer id.
    @inline(__always)
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
        end = 0
    }

    /// Makes room for more bytes.
    @inlinable
    @inline(__always)
    mutating func reserve(_ size: Int) {
        if end + size > capacity { grow(size) }
    }

    @usableFromInline
    mutating func grow(_ size: Int) {
        let larger = max(capacity * 2, end + size)
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe room.update(from: base, count: end)
        unsafe base.deallocate()
        unsafe base = room
        capacity = larger
    }
}

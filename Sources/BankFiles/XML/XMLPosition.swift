// Where in a file a reader is: byte, line and column, counted as far as somebody asks.
//
// Invariants:
// (1) A position counts the bytes of the file as it came, also where the reader holds it decoded.
// (2) Each byte is counted once on the way forward: asking often costs no more than asking once.

/// A place in a file.
package struct XMLPosition: Hashable, Sendable {
    /// The byte, from 0.
    package var byte: Int
    /// The line, from 1.
    package var line: Int
    /// The character in its line, from 1.
    package var column: Int

    /// The beginning of a file.
    package static let start = XMLPosition(byte: 0, line: 1, column: 1)
}

/// Counts from the beginning of a buffer of UTF-8 that moves along a file.
struct XMLPositionCounter: Sendable {
    /// How many bytes a character takes in the file, whatever it takes in the buffer.
    enum Width: Sendable {
        /// As in the buffer.
        case utf8
        /// One.
        case single
        /// Two, and four for one that takes four in the buffer.
        case utf16
    }

    /// How wide characters are in the file.
    private var width = Width.utf8
    /// The place of the buffer's first byte.
    private var start = XMLPosition.start
    /// How far was counted, as an index of the buffer.
    private var index = 0
    /// Line ends before `index`.
    private var lines = 0
    /// The last line end before `index`; −1 for none in the buffer.
    private var newline = -1
    /// Bytes before `index` that continue a character.
    private var continued = 0
    /// The same before the last line end.
    private var continuedAtNewline = 0
    /// Characters of four bytes before `index`.
    private var long = 0

    /// A counter from a byte of the file on.
    init(byte: Int = 0, width: Width = .utf8) {
        start.byte = byte
        self.width = width
    }

    /// The place of an index of the buffer.
    mutating func position(at target: Int, in bytes: Span<UInt8>) -> XMLPosition {
        advance(to: target, in: bytes)
        let column =
            newline < 0
            ? start.column + target - continued
            : target - newline - (continued - continuedAtNewline)
        let count =
            switch width {
            case .utf8: target
            case .single: target - continued
            case .utf16: 2 * (target - continued + long)
            }
        return XMLPosition(
            byte: start.byte + count,
            line: start.line + lines,
            column: column
        )
    }

    /// Takes note that the buffer loses its first bytes.
    mutating func drop(_ count: Int, of bytes: Span<UInt8>) {
        guard count > 0 else { return }
        start = position(at: count, in: bytes)
        restart()
    }

    private mutating func restart() {
        index = 0
        lines = 0
        newline = -1
        continued = 0
        continuedAtNewline = 0
        long = 0
    }

    private mutating func advance(to target: Int, in bytes: Span<UInt8>) {
        if target < index { restart() }
        while index < target {
            while index + 32 <= target, bytes.isPlain(at: index) { index += 32 }
            guard index < target else { break }
            if index + 8 <= target {
                let word = bytes.word(at: index)
                let ends = word.bytes(equalTo: 0x0A)
                if word & UInt64.highBits == 0 {
                    if ends != 0 {
                        lines += ends.nonzeroBitCount
                        newline = index + 7 - ends.leadingZeroBitCount / 8
                        continuedAtNewline = continued
                    }
                    index += 8
                    continue
                }
            }
            let byte = bytes[index]
            if byte & 0xC0 == 0x80 { continued += 1 }
            if byte >= 0xF0 { long += 1 }
            if byte == 0x0A {
                lines += 1
                newline = index
                continuedAtNewline = continued
            }
            index += 1
        }
    }
}

extension Span where Element == UInt8 {
    /// Eight bytes as one word, the first of them least significant.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        precondition(index >= 0 && index + 8 <= count, "a word lies in its bytes")
        return UInt64(
            littleEndian: unsafe bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index,
                as: UInt64.self
            )
        )
    }
}

extension Span where Element == UInt8 {
    /// Whether 32 bytes are ASCII without a control character, line ends among them.
    @inline(__always)
    func isPlain(at index: Int) -> Bool {
        let (a, b) = (word(at: index), word(at: index + 8))
        let (c, d) = (word(at: index + 16), word(at: index + 24))
        // A sum has the highest bit of a byte of ASCII where the byte is at least 0x20.
        let ones: UInt64 = 0x6060_6060_6060_6060
        let seen = (a &+ ones) & (b &+ ones) & (c &+ ones) & (d &+ ones)
        return (a | b | c | d) & UInt64.highBits == 0 && seen & UInt64.highBits == UInt64.highBits
    }
}

extension UInt64 {
    /// The highest bit of each of eight bytes.
    @inline(__always)
    static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    /// The highest bit of each byte that equals another, exactly.
    @inline(__always)
    func bytes(equalTo byte: UInt8) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        let difference = self ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
        return ~(((difference & low) &+ low) | difference | low)
    }

    /// The highest bit of each byte that is no ASCII letter and no digit, exactly.
    @inline(__always)
    var foreignBytes: UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let low = self & 0x7F7F_7F7F_7F7F_7F7F
        let small = low | (0x20 &* ones)
        // A sum has the highest bit of a byte where the byte is at least 0x80 less the addend.
        let letters = (small &+ (0x1F &* ones)) & ~(small &+ (0x05 &* ones))
        let digits = (low &+ (0x50 &* ones)) & ~(low &+ (0x46 &* ones))
        return ~((letters | digits) & ~self) & UInt64.highBits
    }

    /// The first bytes of eight that were loaded as a word, the last of them least significant.
    @inline(__always)
    func key(ofFirst count: Int) -> UInt64 {
        count == 0 ? 0 : byteSwapped >> UInt64(64 - 8 * count)
    }

    /// The highest bit of each byte below 0x20, exactly.
    @inline(__always)
    var controlBytes: UInt64 {
        let sum = (self & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x6060_6060_6060_6060
        return ~(sum | self) & UInt64.highBits
    }
}

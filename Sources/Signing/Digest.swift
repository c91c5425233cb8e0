// A SHA-256 digest (FIPS 180-4): the name of every frozen thing.
//
// Invariants:
// 1. A digest has exactly 32 bytes.
// 2. Digests are ordered as their bytes are, which is also the order of their hexadecimal form.

/// The 32 bytes that SHA-256 gives.
package struct Digest: Hashable, Sendable, BitwiseCopyable {
    // Four words in the order of memory: the value's own bytes are the digest's.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// The number of bytes of a digest.
    package static let byteCount = 32

    /// The digest with these 32 bytes; nil for any other number of them.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init()
        unsafe withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
    }

    /// The digest written as 64 hexadecimal digits in lower case, the only form we write.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hexadecimal.decode(hex.utf8) else { return nil }
        self.init(bytes: bytes)
    }

    /// The digest written in base64 with its padding, as a checkpoint has it.
    package init?(base64: some StringProtocol) {
        guard let bytes = Base64.decode(base64.utf8) else { return nil }
        self.init(bytes: bytes)
    }

    // All zero; filled by whoever calls.
    init() {
        words = (0, 0, 0, 0)
    }

    /// The 32 bytes.
    package var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe [UInt8]($0) } }

    /// 64 hexadecimal digits in lower case.
    package var hex: String { Hexadecimal.encode(bytes) }

    /// Base64 with padding (RFC 4648 section 4): 44 characters.
    package var base64: String { Base64.encode(bytes) }

    /// Lends the 32 bytes without a copy.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe Swift.withUnsafeBytes(of: words) { unsafe body($0) }
    }

    mutating func withUnsafeMutableBytes<Result>(
        _ body: (UnsafeMutableRawBufferPointer) -> Result
    ) -> Result {
        unsafe Swift.withUnsafeMutableBytes(of: &words) { unsafe body($0) }
    }

    /// The digest of these bytes.
    package static func of(_ bytes: [UInt8]) -> Digest {
        let hasher = SHA256()
        hasher.update(bytes)
        return hasher.finish()
    }

    /// The digest of this text's UTF-8 bytes, as they are (no normalisation).
    package static func of(utf8 text: String) -> Digest {
        let hasher = SHA256()
        hasher.update(utf8: text)
        return hasher.finish()
    }

    package static func == (left: Digest, right: Digest) -> Bool {
        left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension Digest: Comparable {
    /// Whether `left` comes first in the order of bytes.
    package static func < (left: Digest, right: Digest) -> Bool {
        let first = left.words
        let second = right.words
        if first.0 != second.0 { return first.0.bigEndian < second.0.bigEndian }
        if first.1 != second.1 { return first.1.bigEndian < second.1.bigEndian }
        if first.2 != second.2 { return first.2.bigEndian < second.2.bigEndian }
        return first.3.bigEndian < second.3.bigEndian
    }
}

extension Digest: CustomStringConvertible {
    /// The hexadecimal form.
    package var description: String { hex }
}

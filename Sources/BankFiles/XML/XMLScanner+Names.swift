// Names of elements: most are of up to 16 letters and digits, and are compared as two words.

extension XMLScanner {
    /// Whether a byte may begin a name; every letter beyond ASCII may.
    @inline(__always)
    static func isNameStart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte >= 0x80
    }

    /// Whether a byte may stand in a name; the colon has a part of its own.
    @inline(__always)
    static func isName(_ byte: UInt8) -> Bool {
        isNameStart(byte) || byte &- 0x30 < 10 || byte == 0x2D || byte == 0x2E
    }

    /// Reads the name of a start tag; one of more than 16 bytes is kept in `names`.
    mutating func readName(_ bytes: Span<UInt8>, _ tag: inout Tag) -> Bool {
        guard elements.count < limits.depth else {
            fail(.depth, at: index, in: bytes)
            return false
        }
        if readPlainName(bytes, &tag) { return true }
        let first = index + 1
        let end = min(bytes.count, first + limits.nameBytes)
        var next = first
        var colon = -1
        while next < end {
            if !XMLScanner.isName(bytes[next]) {
                guard bytes[next] == 0x3A, colon < 0 else { break }
                colon = next
            }
            next += 1
        }
        if next == end {
            if next == first + limits.nameBytes { fail(.name, at: index, in: bytes) }
            return false
        }
        let local = colon < 0 ? first : colon + 1
        guard colon != first, next > local, XMLScanner.isNameStart(bytes[first]),
            XMLScanner.isNameStart(bytes[local])
        else {
            fail(.syntax, at: index, in: bytes)
            return false
        }
        tag.key = bytes.key(first..<next)
        if !tag.key.isExact {
            let base = elements.count * limits.nameBytes
            for offset in 0..<tag.key.count { names[base + offset] = bytes[first + offset] }
        }
        tag.prefixCount = local - first
        tag.end = next
        return true
    }

    /// Reads a name of up to 16 letters and digits, eight at a time; false for any other.
    private func readPlainName(_ bytes: Span<UInt8>, _ tag: inout Tag) -> Bool {
        let first = index + 1
        guard first + 16 < bytes.count, limits.nameBytes > 16 else { return false }
        let word = bytes.word(at: first)
        // A digit cannot begin a name.
        guard word & 0x40 != 0 else { return false }
        var count = word.foreignBytes.trailingZeroBitCount / 8
        let front = word.key(ofFirst: count)
        var back = front
        if count == 8 {
            let more = bytes.word(at: first + 8).foreignBytes.trailingZeroBitCount / 8
            count += more
            back = bytes.word(at: first + more).byteSwapped
        }
        let end = bytes[first + count]
        guard count > 0, end == 0x3E || end == 0x20 || end == 0x2F else { return false }
        tag.key = XMLNameKey(count: count, first: front, last: back)
        tag.end = first + count
        return true
    }

    /// Whether a range holds the name of an element, or its beginning where the buffer cuts it.
    func isNamed(_ element: Element, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let count = element.key.count
        if count <= 16, range.count == count { return bytes.key(range) == element.key }
        if count <= 16 {
            // The buffer cuts the name: byte by byte as far as it goes.
            for offset in 0..<range.count {
                let isFront = offset < 8
                let key = isFront ? element.key.first : element.key.last
                let place = isFront ? min(count, 8) - 1 - offset : count - 1 - offset
                if UInt8(truncatingIfNeeded: key >> UInt64(8 * place))
                    != bytes[range.lowerBound + offset]
                {
                    return false
                }
            }
            return true
        }
        let base = (elements.count - 1) * limits.nameBytes
        for offset in 0..<range.count
        where bytes[range.lowerBound + offset] != names[base + offset] {
            return false
        }
        return true
    }
}

extension Span where Element == UInt8 {
    /// Whether two ranges hold the same bytes.
    func isEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count
        where self[left.lowerBound + offset] != self[right.lowerBound + offset] {
            return false
        }
        return true
    }

    /// The key of the name in a range.
    func key(_ range: Range<Int>) -> XMLNameKey {
        if range.count >= 8 {
            return XMLNameKey(
                count: range.count,
                first: word(at: range.lowerBound).byteSwapped,
                last: word(at: range.upperBound - 8).byteSwapped
            )
        }
        var key: UInt64 = 0
        for index in range { key = key << 8 | UInt64(self[index]) }
        return XMLNameKey(count: range.count, first: key, last: key)
    }

    /// Whether these are the bytes of a word.
    func isEqual(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count where unsafe self[index] != word.utf8Start[index] { return false }
        return true
    }
}

// Texts, CDATA, entities; and attributes as far as they are texts.

extension XMLScanner {
    /// The longest entity: `&#x10FFFF;` with some zeros.
    private static let entitySize = 16

    /// Whether there is a text so far.
    var hasText: Bool { !textRun.isEmpty || !text.isEmpty }

    /// Where a text ends that begins at a place, as long as it is plain and not too long: at its `<`;
    /// −1 for any other, and where the buffer may cut it.
    func textEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var next = start
        let end = min(bytes.count - 8, start + limits.textBytes - 8)
        while next <= end {
            let word = bytes.word(at: next)
            let marks =
                word.bytes(equalTo: 0x3C) | word.bytes(equalTo: 0x26) | word.bytes(equalTo: 0x5D)
                | word.bytes(equalTo: 0x0D)
            if marks != 0 {
                next += marks.trailingZeroBitCount / 8
                return bytes[next] == 0x3C ? next : -1
            }
            next += 8
        }
        return -1
    }

    /// Puts the text together in `text`.
    mutating func gatherText(_ bytes: Span<UInt8>) {
        guard !textRun.isEmpty else { return }
        unsafe bytes.extracting(textRun).withUnsafeBufferPointer {
            unsafe text.append(contentsOf: $0)
        }
        textRun = 0..<0
    }

    /// Forgets the text.
    @inline(__always)
    mutating func dropText() {
        textRun = 0..<0
        if !text.isEmpty { text.removeAll(keepingCapacity: true) }
    }

    /// Whether the text so far is white space.
    mutating func isTextBlank(_ bytes: Span<UInt8>) -> Bool {
        gatherText(bytes)
        return text.allSatisfy(XMLScanner.isBlank)
    }

    /// Whether a byte is of a character that is seen: not white space, nor the no-break space (C2 A0)
    /// that one bank indents its messages with.
    @inline(__always)
    private static func isInk(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0xC2 && byte != 0xA0
    }

    /// Reads characters up to the next `<`; false when more bytes are needed.
    mutating func readCharacters(
        _ bytes: Span<UInt8>,
        isLast: Bool,
        into visitor: inout some XMLVisitor
    ) -> Bool {
        guard let element = elements.last else { return readOutside(bytes) }
        let content = element.content
        var next = index
        var ink = -1
        var isSpecial = false
        while next < bytes.count {
            let byte = bytes[next]
            if byte == 0x3C { break }
            // Most of an indented file is blanks.
            if byte == 0x20, next + 8 <= bytes.count,
                bytes.word(at: next) == 0x2020_2020_2020_2020
            {
                next += 8
                continue
            }
            if byte == 0x26 || byte == 0x5D || byte == 0x0D {
                isSpecial = true
                break
            }
            if ink < 0, XMLScanner.isInk(byte) { ink = next }
            next += 1
        }
        guard take(index..<next, of: bytes, as: content) else { return false }
        if ink >= 0, content == .children { tellStray(at: ink, bytes, into: &visitor) }
        index = next
        return isSpecial ? readSpecial(bytes, isLast: isLast, content, into: &visitor) : true
    }

    /// Reads characters before and after the root element: only white space may stand there.
    private mutating func readOutside(_ bytes: Span<UInt8>) -> Bool {
        while index < bytes.count, bytes[index] != 0x3C {
            guard XMLScanner.isBlank(bytes[index]) else {
                fail(hasRoot ? .trailing : .notXML, at: index, in: bytes)
                hasMarkup = true
                return false
            }
            index += 1
        }
        return true
    }

    /// Reads an entity, a `]` or a carriage return.
    private mutating func readSpecial(
        _ bytes: Span<UInt8>,
        isLast: Bool,
        _ content: XMLContent,
        into visitor: inout some XMLVisitor
    ) -> Bool {
        switch bytes[index] {
        case 0x26:
            let end = min(bytes.count, index + XMLScanner.entitySize)
            guard let semicolon = (index..<end).first(where: { bytes[$0] == 0x3B }) else {
                if bytes.count - index >= XMLScanner.entitySize || hasForeignByte(bytes) {
                    fail(.entity, at: index, in: bytes)
                }
                return false
            }
            guard let scalar = XMLScanner.scalar(bytes.extracting((index + 1)..<semicolon)) else {
                fail(.entity, at: index, in: bytes)
                return false
            }
            if content == .text || content == .either {
                gatherText(bytes)
                text.append(contentsOf: Array(UTF8.encode(scalar) ?? .init()))
            } else if content == .children, !scalar.properties.isWhitespace {
                tellStray(at: index, bytes, into: &visitor)
            }
            index = semicolon + 1
        case 0x5D:
            guard index + 2 < bytes.count || isLast else { return false }
            if index + 2 < bytes.count, bytes[index + 1] == 0x5D, bytes[index + 2] == 0x3E {
                fail(.syntax, at: index, in: bytes)
                return false
            }
            guard take(index..<(index + 1), of: bytes, as: content) else { return false }
            if content == .children { tellStray(at: index, bytes, into: &visitor) }
            index += 1
        default:
            guard index + 1 < bytes.count || isLast else { return false }
            // A carriage return is a line end, alone or before a line feed.
            let isPair = index + 1 < bytes.count && bytes[index + 1] == 0x0A
            if !isPair, content == .text || content == .either {
                gatherText(bytes)
                text.append(0x0A)
            }
            index += 1
        }
        return true
    }

    /// Whether what follows a `&` at the buffer's end cannot become an entity.
    private func hasForeignByte(_ bytes: Span<UInt8>) -> Bool {
        for next in (index + 1)..<max(index + 1, bytes.count)
        where !XMLScanner.isName(bytes[next]) && bytes[next] != 0x23 {
            return true
        }
        return false
    }

    /// The character that an entity stands for: one of five names, or a number.
    static func scalar(_ name: Span<UInt8>) -> Unicode.Scalar? {
        if name.isEqual("amp") { return "&" }
        if name.isEqual("lt") { return "<" }
        if name.isEqual("gt") { return ">" }
        if name.isEqual("quot") { return "\"" }
        if name.isEqual("apos") { return "'" }
        guard name.count > 1, name[0] == 0x23 else { return nil }
        let isHexadecimal = name[1] == 0x78
        let radix: UInt32 = isHexadecimal ? 16 : 10
        var value: UInt32 = 0
        let first = isHexadecimal ? 2 : 1
        guard first < name.count else { return nil }
        for index in first..<name.count {
            let byte = name[index]
            let digit: UInt32
            switch byte {
            case 0x30...0x39: digit = UInt32(byte) - 0x30
            case 0x41...0x46, 0x61...0x66: digit = UInt32(byte | 0x20) - 0x57
            default: return nil
            }
            guard digit < radix else { return nil }
            value = value * radix + digit
            guard value <= 0x10FFFF else { return nil }
        }
        switch value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
            return Unicode.Scalar(value)
        default: return nil
        }
    }

    /// Appends bytes to the text where it is wanted; false when it becomes too long.
    private mutating func take(
        _ range: Range<Int>,
        of bytes: Span<UInt8>,
        as content: XMLContent
    ) -> Bool {
        guard content == .text || content == .either, !range.isEmpty else { return true }
        let count = text.count + textRun.count
        guard count + range.count <= limits.textBytes else {
            fail(.text, at: range.lowerBound + limits.textBytes - count, in: bytes)
            return false
        }
        gatherText(bytes)
        textRun = range
        return true
    }

    /// Tells of a text among elements at its first character, once between two tags.
    private mutating func tellStray(
        at place: Int,
        _ bytes: Span<UInt8>,
        into visitor: inout some XMLVisitor
    ) {
        guard !isStrayTold else { return }
        isStrayTold = true
        visitor.stray()
        if visitor.isWaiting { visitor.place(at: positions.position(at: place, in: bytes)) }
    }

    /// Reads what stands in CDATA.
    mutating func readData(_ bytes: Span<UInt8>, into visitor: inout some XMLVisitor) -> Bool {
        let content = elements.last?.content ?? .skip
        var next = index
        var ink = -1
        var isEnd = false
        while next + 2 < bytes.count {
            if bytes[next] == 0x5D, bytes[next + 1] == 0x5D, bytes[next + 2] == 0x3E {
                isEnd = true
                break
            }
            if ink < 0, XMLScanner.isInk(bytes[next]) { ink = next }
            next += 1
        }
        guard take(index..<next, of: bytes, as: content) else { return false }
        if ink >= 0, content == .children { tellStray(at: ink, bytes, into: &visitor) }
        index = next
        if isEnd {
            index += 3
            place = .content
        }
        return isEnd
    }

    /// Tells the attributes without prefix, decoded.
    mutating func tellAttributes(_ bytes: Span<UInt8>, into visitor: inout some XMLVisitor) {
        for index in attributes.indices {
            let attribute = attributes[index]
            let name = bytes.extracting(attribute.name)
            guard attribute.local == attribute.name.lowerBound, !name.isEqual("xmlns") else {
                continue
            }
            if attribute.isPlain {
                visitor.attribute(name, value: bytes.extracting(attribute.value))
            } else {
                let value = decoded(attribute.value, of: bytes) ?? []
                visitor.attribute(name, value: value.span)
            }
        }
    }

    /// Binds the namespaces that the attributes declare, and checks prefixes and values.
    mutating func bind(_ bytes: Span<UInt8>, into visitor: inout some XMLVisitor) -> Bool {
        var hasPrefix = false
        for index in attributes.indices {
            let attribute = attributes[index]
            if !attribute.isPlain, decoded(attribute.value, of: bytes) == nil {
                fail(.entity, at: self.index, in: bytes)
                return false
            }
            let first = attribute.name.lowerBound
            let isDefault = bytes.extracting(attribute.name).isEqual("xmlns")
            if attribute.local > first { hasPrefix = true }
            let prefix = bytes.extracting(first..<max(first, attribute.local - 1))
            guard isDefault || prefix.isEqual("xmlns") else { continue }
            let value = decoded(attribute.value, of: bytes) ?? []
            let bound = isDefault ? [] : Array(bytes, attribute.local..<attribute.name.upperBound)
            guard isDefault || !value.isEmpty,
                let binding = namespaces.bind(bound, to: value, limit: limits.attributes)
            else {
                fail(.prefix, at: self.index, in: bytes)
                return false
            }
            if binding.isNew { visitor.namespace(binding.number, is: value.span) }
        }
        return !hasPrefix || checkPrefixes(bytes)
    }

    /// Whether every prefix of an attribute is known, and no two names are the same in full.
    private mutating func checkPrefixes(_ bytes: Span<UInt8>) -> Bool {
        var seen: [(namespace: Int, local: Range<Int>)] = []
        for attribute in attributes where attribute.local > attribute.name.lowerBound {
            let prefix = bytes.extracting(attribute.name.lowerBound..<(attribute.local - 1))
            if prefix.isEqual("xmlns") || prefix.isEqual("xml") { continue }
            guard let number = namespaces.number(ofPrefix: prefix) else {
                fail(.prefix, at: index, in: bytes)
                return false
            }
            let local = attribute.local..<attribute.name.upperBound
            for other in seen where other.namespace == number && bytes.isEqual(other.local, local) {
                fail(.attributeTwice, at: index, in: bytes)
                return false
            }
            seen.append((number, local))
        }
        return true
    }

    /// The value of an attribute; nil where an entity in it is none.
    private func decoded(_ range: Range<Int>, of bytes: Span<UInt8>) -> [UInt8]? {
        var value: [UInt8] = []
        value.reserveCapacity(range.count)
        var next = range.lowerBound
        while next < range.upperBound {
            let byte = bytes[next]
            next += 1
            if byte == 0x26 {
                let end = min(range.upperBound, next + XMLScanner.entitySize)
                guard let semicolon = (next..<end).first(where: { bytes[$0] == 0x3B }),
                    let scalar = XMLScanner.scalar(bytes.extracting(next..<semicolon))
                else { return nil }
                value.append(contentsOf: Array(UTF8.encode(scalar) ?? .init()))
                next = semicolon + 1
            } else {
                value.append(XMLScanner.isBlank(byte) ? 0x20 : byte)
            }
        }
        return value
    }
}

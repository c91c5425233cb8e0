// Start tags with their attributes, and end tags.
//
// Invariant: a tag is read whole or not at all; `index` stays at its `<` until then.

/// Where an attribute stands in the buffer.
struct XMLAttribute: Sendable {
    /// Its name with the prefix.
    let name: Range<Int>
    /// Where the prefix ends; the beginning of the name where there is none.
    let local: Int
    /// Its value, not decoded.
    let value: Range<Int>
    /// Whether the value is the same decoded.
    let isPlain: Bool
}

extension XMLScanner {
    /// A tag that was read, before it is told.
    struct Tag {
        /// The key of the name with the prefix.
        var key = XMLNameKey(count: 0, first: 0, last: 0)
        /// Bytes of the prefix with its colon; 0 for none.
        var prefixCount = 0
        var end = 0
        var isEmpty = false
    }

    /// Reads a start tag; false when the buffer cuts it, or after a fault.
    mutating func readStartTag(_ bytes: Span<UInt8>, into visitor: inout some XMLVisitor) -> Bool {
        var tag = Tag()
        guard readName(bytes, &tag) else { return false }
        if !attributes.isEmpty { attributes.removeAll(keepingCapacity: true) }
        if bytes[tag.end] == 0x3E {
            tag.end += 1
        } else {
            guard readAttributes(bytes, &tag) else { return false }
        }
        return open(tag, bytes, into: &visitor)
    }

    /// Reads attributes up to the end of the tag.
    private mutating func readAttributes(_ buffer: Span<UInt8>, _ tag: inout Tag) -> Bool {
        let bytes = buffer.extracting(first: tagLimit(buffer))
        var next = tag.end
        while true {
            let blank = next
            while next < bytes.count, XMLScanner.isBlank(bytes[next]) { next += 1 }
            guard next < bytes.count else { return isCut(bytes) }
            if bytes[next] == 0x3E {
                tag.end = next + 1
                return checkTwice(bytes)
            }
            if bytes[next] == 0x2F {
                guard next + 1 < bytes.count else { return isCut(bytes) }
                guard bytes[next + 1] == 0x3E else { return isWrong(bytes) }
                tag.end = next + 2
                tag.isEmpty = true
                return checkTwice(bytes)
            }
            guard next > blank else { return isWrong(bytes) }
            guard attributes.count < limits.attributes else {
                fail(.tag, at: index, in: bytes)
                return false
            }
            guard let end = readAttribute(bytes, from: next) else { return false }
            next = end
        }
    }

    /// Reads one attribute and gives its end; nil when it is cut or wrong.
    private mutating func readAttribute(_ bytes: Span<UInt8>, from first: Int) -> Int? {
        var next = first
        var local = first
        while next < bytes.count {
            if bytes[next] == 0x3A, local == first, next > first {
                local = next + 1
            } else if !XMLScanner.isName(bytes[next]) {
                break
            }
            next += 1
        }
        let name = first..<next
        while next < bytes.count, XMLScanner.isBlank(bytes[next]) { next += 1 }
        guard next < bytes.count else {
            _ = isCut(bytes)
            return nil
        }
        guard bytes[next] == 0x3D, !name.isEmpty, local < name.upperBound,
            XMLScanner.isNameStart(bytes[first]), XMLScanner.isNameStart(bytes[local])
        else {
            _ = isWrong(bytes)
            return nil
        }
        next += 1
        while next < bytes.count, XMLScanner.isBlank(bytes[next]) { next += 1 }
        guard next < bytes.count else {
            _ = isCut(bytes)
            return nil
        }
        let quote = bytes[next]
        guard quote == 0x22 || quote == 0x27 else {
            _ = isWrong(bytes)
            return nil
        }
        next += 1
        let start = next
        var isPlain = true
        while next < bytes.count, bytes[next] != quote {
            if bytes[next] == 0x26 || bytes[next] < 0x20 { isPlain = false }
            guard bytes[next] != 0x3C else {
                _ = isWrong(bytes)
                return nil
            }
            next += 1
        }
        guard next < bytes.count else {
            _ = isCut(bytes)
            return nil
        }
        attributes.append(
            XMLAttribute(name: name, local: local, value: start..<next, isPlain: isPlain)
        )
        return next + 1
    }

    /// Where the buffer or the longest tag ends, whichever comes first: nothing behind it is looked at,
    /// or it would matter how much of a tag that is too long a piece holds.
    private func tagLimit(_ bytes: Span<UInt8>) -> Int {
        min(bytes.count, index + limits.tagBytes)
    }

    /// Whether a tag that the buffer cuts may still end: always false, a fault when it may not.
    private mutating func isCut(_ bytes: Span<UInt8>) -> Bool {
        if bytes.count - index >= limits.tagBytes { fail(.tag, at: index, in: bytes) }
        return false
    }

    private mutating func isWrong(_ bytes: Span<UInt8>) -> Bool {
        fail(.syntax, at: index, in: bytes)
        return false
    }

    /// Whether no attribute stands twice by its name as written.
    private mutating func checkTwice(_ bytes: Span<UInt8>) -> Bool {
        guard attributes.count > 1 else { return true }
        for (number, attribute) in attributes.enumerated() {
            for other in attributes[..<number]
            where bytes.isEqual(attribute.name, other.name) {
                fail(.attributeTwice, at: index, in: bytes)
                return false
            }
        }
        return true
    }

    /// Tells a start tag, and its end where it is an empty element.
    private mutating func open(
        _ tag: Tag,
        _ bytes: Span<UInt8>,
        into visitor: inout some XMLVisitor
    ) -> Bool {
        guard !elements.isEmpty || !hasRoot else {
            fail(.trailing, at: index, in: bytes)
            return false
        }
        hasRoot = true
        let bindings = namespaces.count
        if !attributes.isEmpty, !bind(bytes, into: &visitor) { return false }
        let first = index + 1
        var namespace = namespaces.standard
        if tag.prefixCount > 0 {
            let prefix = bytes.extracting(first..<(first + tag.prefixCount - 1))
            guard let number = namespaces.number(ofPrefix: prefix) else {
                fail(.prefix, at: index, in: bytes)
                return false
            }
            namespace = number
        }
        visitor.at(index)
        let parent = elements.last?.content ?? .children
        var content = XMLContent.skip
        if parent != .skip {
            if parent == .text || parent == .either && !isTextBlank(bytes) { visitor.stray() }
            let local = (first + tag.prefixCount)..<(first + tag.key.count)
            let key = tag.prefixCount == 0 ? tag.key : bytes.key(local)
            content = visitor.open(
                XMLName(key: key, namespace: namespace),
                local: bytes.extracting(local)
            )
        }
        dropText()
        isStrayTold = false
        if content != .skip, !attributes.isEmpty { tellAttributes(bytes, into: &visitor) }
        if visitor.isWaiting { visitor.place(at: positions.position(at: index, in: bytes)) }
        if content == .text, !tag.isEmpty, !visitor.isDone, !visitor.isTracking,
            readLeaf(tag, bytes, into: &visitor)
        {
            if bindings < namespaces.count { namespaces.keep(bindings) }
            return true
        }
        elements.append(Element(key: tag.key, content: content, bindings: bindings))
        let end = tag.end
        if tag.isEmpty, !visitor.isDone { close(bytes, into: &visitor) }
        index = end
        return true
    }

    /// Reads text and end tag of an element that was just opened, in one go; false when there is more
    /// to them than that, and nothing was read.
    private mutating func readLeaf(
        _ tag: Tag,
        _ bytes: Span<UInt8>,
        into visitor: inout some XMLVisitor
    ) -> Bool {
        var next = tag.end
        let count = tag.key.count
        // What may follow a text: its end tag, and a word that is looked at as a whole.
        let end = min(bytes.count - count - 16, tag.end + limits.textBytes + 1)
        while next < end {
            let word = bytes.word(at: next)
            let marks =
                word.bytes(equalTo: 0x3C) | word.bytes(equalTo: 0x26) | word.bytes(equalTo: 0x5D)
                | word.bytes(equalTo: 0x0D)
            if marks != 0 {
                next += marks.trailingZeroBitCount / 8
                break
            }
            next += 8
        }
        let name = next + 2
        guard next < end, bytes[next] == 0x3C, bytes[next + 1] == 0x2F,
            bytes[name + count] == 0x3E
        else { return false }
        if tag.key.isExact {
            let front = bytes.word(at: name).key(ofFirst: min(count, 8))
            let back = count <= 8 ? front : bytes.word(at: name + count - 8).byteSwapped
            guard front == tag.key.first, back == tag.key.last else { return false }
        } else {
            guard bytes.isEqual(name..<(name + count), (index + 1)..<(index + 1 + count)) else {
                return false
            }
        }
        index = next
        visitor.close(text: bytes.extracting(tag.end..<next))
        if visitor.isWaiting { visitor.place(at: positions.position(at: index, in: bytes)) }
        index = name + count + 1
        return true
    }

    /// Reads an end tag; false when the buffer cuts it, or after a fault.
    mutating func readEndTag(_ bytes: Span<UInt8>, into visitor: inout some XMLVisitor) -> Bool {
        guard let element = elements.last else {
            fail(hasRoot ? .trailing : .syntax, at: index, in: bytes)
            return false
        }
        var next = index + 2
        let end = next + element.key.count
        guard isNamed(element, bytes, next..<min(end, bytes.count)) else {
            fail(.mismatch, at: index, in: bytes)
            return false
        }
        guard end <= bytes.count else { return false }
        next = end
        let limit = tagLimit(bytes)
        while next < limit, XMLScanner.isBlank(bytes[next]) { next += 1 }
        guard next < limit else { return isCut(bytes) }
        guard bytes[next] == 0x3E else {
            fail(.mismatch, at: index, in: bytes)
            return false
        }
        close(bytes, into: &visitor)
        index = next + 1
        return true
    }

    private mutating func close(_ bytes: Span<UInt8>, into visitor: inout some XMLVisitor) {
        visitor.at(index)
        let element = elements.removeLast()
        isStrayTold = false
        if element.bindings < namespaces.count { namespaces.keep(element.bindings) }
        if element.content != .skip {
            if text.isEmpty {
                visitor.close(text: bytes.extracting(textRun))
            } else {
                gatherText(bytes)
                visitor.close(text: text.span)
            }
            if visitor.isWaiting { visitor.place(at: positions.position(at: index, in: bytes)) }
        }
        dropText()
    }
}

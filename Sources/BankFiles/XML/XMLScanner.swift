// The machine inside an XML reader: where it stands in a file, and what is open there.
//
//             <!--           <?            <![CDATA[
//   content --------> comment   instruction   data --------> content
//
// Invariants:
// (1) `index` is the first byte that is not read; a tag that the buffer cuts is not read at all.
// (2) `elements` has an entry for each open element; the name of the n-th, where it is longer than
//     its key, lies in `names` from n × `limits.nameBytes`.
// (3) The text of the open element is `text` and then `textRun`: most texts are one run of the
//     buffer, and are never copied.
// (4) Bytes are whole characters of UTF-8 that XML allows: the reader has checked them.

/// Reads tags and texts out of a buffer.
package struct XMLScanner: Sendable {
    /// What the next byte belongs to.
    enum Place: Sendable {
        case content
        case comment
        case instruction
        case data
    }

    /// An open element.
    struct Element: Hashable, Sendable {
        /// The key of its name with the prefix.
        let key: XMLNameKey
        /// What is wanted of it.
        let content: XMLContent
        /// How many namespaces were bound before it.
        let bindings: Int
    }

    let limits: XMLLimits
    /// Why the reading ended; nil as long as it goes on.
    private(set) var fault: XMLFault?
    var index = 0
    var place = Place.content
    var elements: [Element] = []
    var names: [UInt8]
    /// The text of the open element, as far as it had to be put together.
    var text: [UInt8] = []
    /// What follows it, where it still lies in the buffer.
    var textRun = 0..<0
    var namespaces = XMLNamespaces()
    var attributes: [XMLAttribute] = []
    var positions = XMLPositionCounter()
    /// Whether a text among elements was told since the last tag.
    var isStrayTold = false
    /// Whether a root element was begun.
    var hasRoot = false
    /// Whether anything but white space was seen.
    var hasMarkup = false

    init(limits: XMLLimits) {
        self.limits = limits
        names = [UInt8](repeating: 0, count: (limits.depth + 1) * limits.nameBytes)
        elements.reserveCapacity(limits.depth)
    }

    /// Whether a byte is white space to XML.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Begins a file after its byte order mark.
    mutating func start(atByte byte: Int, width: XMLPositionCounter.Width) {
        positions = XMLPositionCounter(byte: byte, width: width)
    }

    /// Passes over the declaration.
    mutating func skip(_ count: Int) {
        index = count
        hasMarkup = true
    }

    /// Takes note that the buffer loses bytes that were read.
    mutating func drop(_ count: Int, of buffer: [UInt8]) {
        gatherText(buffer.span)
        positions.drop(count, of: buffer.span)
        index -= count
    }

    /// Notes the fault that ends the reading.
    mutating func fail(_ kind: XMLFault.Kind, at index: Int, in bytes: Span<UInt8>) {
        guard fault == nil else { return }
        fault = XMLFault(kind: kind, position: positions.position(at: index, in: bytes))
    }

    /// Notes a fault that the reader found.
    mutating func fail(_ kind: XMLFault.Kind, at index: Int, in buffer: [UInt8]) {
        fail(kind, at: index, in: buffer.span)
    }

    /// Reads as far as the buffer goes.
    mutating func run(
        _ buffer: [UInt8],
        isLast: Bool,
        into visitor: inout some XMLVisitor
    ) {
        let bytes = buffer.span
        visitor.beginPiece()
        while fault == nil, index < bytes.count, !visitor.isDone {
            if place == .content, bytes[index] != 0x3C, visitor.isTracking {
                visitor.follow(&self, bytes)
                if index >= bytes.count || visitor.isDone { break }
            }
            let isMoved =
                switch place {
                case .content:
                    bytes[index] == 0x3C
                        ? readMarkup(bytes, into: &visitor)
                        : readCharacters(bytes, isLast: isLast, into: &visitor)
                case .comment: readComment(bytes)
                case .instruction: readInstruction(bytes)
                case .data: readData(bytes, into: &visitor)
                }
            guard isMoved else { break }
        }
        guard isLast, fault == nil, !visitor.isDone else { return }
        if !hasMarkup, index == bytes.count {
            fail(.empty, at: bytes.count, in: bytes)
        } else if !hasRoot || !elements.isEmpty || index < bytes.count || place != .content {
            fail(.truncated, at: bytes.count, in: bytes)
        }
    }

    /// Reads what a `<` begins; false when the buffer cuts it.
    private mutating func readMarkup(
        _ bytes: Span<UInt8>,
        into visitor: inout some XMLVisitor
    ) -> Bool {
        hasMarkup = true
        guard index + 1 < bytes.count else { return false }
        switch bytes[index + 1] {
        case 0x2F: return readEndTag(bytes, into: &visitor)
        case 0x21: return readDeclaration(bytes)
        case 0x3F:
            guard index + 5 < bytes.count else { return false }
            let isXML =
                bytes[index + 2] | 0x20 == 0x78 && bytes[index + 3] | 0x20 == 0x6D
                && bytes[index + 4] | 0x20 == 0x6C && !XMLScanner.isName(bytes[index + 5])
            guard XMLScanner.isNameStart(bytes[index + 2]), !isXML else {
                fail(.syntax, at: index, in: bytes)
                return false
            }
            place = .instruction
            index += 2
            return true
        default: return readStartTag(bytes, into: &visitor)
        }
    }

    /// Reads the beginning of what `<!` begins.
    private mutating func readDeclaration(_ bytes: Span<UInt8>) -> Bool {
        if begins("<!--", bytes) {
            place = .comment
            index += 4
            return true
        }
        if begins("<![CDATA[", bytes), !elements.isEmpty {
            place = .data
            index += 9
            return true
        }
        if begins("<!DOCTYPE", bytes) {
            fail(.doctype, at: index, in: bytes)
            return false
        }
        let rest = bytes.count - index
        for word in ["<!--", "<![CDATA[", "<!DOCTYPE"] as [StaticString]
        where rest < word.utf8CodeUnitCount && begins(word, bytes, upTo: rest) {
            return false
        }
        fail(.syntax, at: index, in: bytes)
        return false
    }

    /// Whether a word, or its first bytes, stand at the index.
    private func begins(_ word: StaticString, _ bytes: Span<UInt8>, upTo count: Int? = nil) -> Bool
    {
        let count = count ?? word.utf8CodeUnitCount
        guard index + count <= bytes.count else { return false }
        for offset in 0..<count where unsafe bytes[index + offset] != word.utf8Start[offset] {
            return false
        }
        return true
    }

    private mutating func readComment(_ bytes: Span<UInt8>) -> Bool {
        while index + 2 < bytes.count {
            if bytes[index] == 0x2D, bytes[index + 1] == 0x2D {
                guard bytes[index + 2] == 0x3E else {
                    fail(.syntax, at: index, in: bytes)
                    return false
                }
                index += 3
                place = .content
                return true
            }
            index += 1
        }
        return false
    }

    private mutating func readInstruction(_ bytes: Span<UInt8>) -> Bool {
        while index + 1 < bytes.count {
            if bytes[index] == 0x3F, bytes[index + 1] == 0x3E {
                index += 2
                place = .content
                return true
            }
            index += 1
        }
        return false
    }
}

// What an XML reader tells, and whom.
//
// Invariants:
// (1) `open` and `close` come in pairs, the innermost first; a skipped element has neither `close`
//     nor anything inside it.
// (2) No call comes after a fault, and none after `isDone` has become true.

/// What a visitor wants of an element.
package enum XMLContent: UInt8, Sendable {
    /// Nothing: its inside is checked and passed over.
    case skip
    /// Its elements; between them only white space may stand.
    case children
    /// Its text; no element may stand in it.
    case text
    /// Its text or its elements, not both.
    case either
}

/// What tells a name of up to 16 bytes, and is quick to compare.
package struct XMLNameKey: Hashable, Sendable {
    /// The number of bytes.
    package let count: Int
    /// The first eight bytes, or all; the last of them least significant.
    package let first: UInt64
    /// The last eight bytes, or all; the last of them least significant.
    package let last: UInt64

    /// The key of a name.
    package init(_ name: some Collection<UInt8>) {
        count = name.count
        first = name.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        last = name.reduce(0) { $0 << 8 | UInt64($1) }
    }

    @inline(__always)
    init(count: Int, first: UInt64, last: UInt64) {
        self.count = count
        self.first = first
        self.last = last
    }

    /// Whether names with this key are equal.
    package var isExact: Bool { count <= 16 }
}

/// The name of an element.
package struct XMLName: Sendable {
    /// The local name, or its first and last bytes.
    package let key: XMLNameKey
    /// The number of the namespace, as `namespace(_:is:)` told it; 0 for none.
    package let namespace: Int
}

/// Takes what stands in an XML file, in its order.
package protocol XMLVisitor {
    /// Whether nothing more is wanted of the file.
    var isDone: Bool { get }
    /// Whether the visitor asks for the place of what it was told last.
    var isWaiting: Bool { get }

    /// Gives the place that was asked for: that of the tag which was told last.
    mutating func place(at position: XMLPosition)
    /// Tells the name of a namespace before its number is used first; numbers begin with 1.
    mutating func namespace(_ number: Int, is name: Span<UInt8>)
    /// Begins an element; `local` is its name without prefix.
    mutating func open(_ name: XMLName, local: Span<UInt8>) -> XMLContent
    /// Tells an attribute without prefix of the element that was opened last.
    mutating func attribute(_ name: Span<UInt8>, value: Span<UInt8>)
    /// Ends an element; the text is empty where it was not wanted.
    mutating func close(text: Span<UInt8>)
    /// Tells of a text among elements, or an element in a text: ISO 20022 has neither.
    mutating func stray()

    /// Whether the visitor follows markup that it knows; it is then told of leaves in two steps.
    var isTracking: Bool { get }
    /// Tells where in the buffer the tag begins that is told next.
    mutating func at(_ tag: Int)
    /// Tells that the buffer has moved.
    mutating func beginPiece()
    /// May read on by itself from a text: moves the scanner to another text, or leaves it.
    mutating func follow(_ scanner: inout XMLScanner, _ bytes: Span<UInt8>)
}

extension XMLVisitor {
    package var isTracking: Bool { false }
    package mutating func at(_ tag: Int) {}
    package mutating func beginPiece() {}
    package mutating func follow(_ scanner: inout XMLScanner, _ bytes: Span<UInt8>) {}
}

// A label that most of a file repeats is made into a text once.

/// A label that stands many times in a file, such as the id of the order.
struct RepeatedLabel: Sendable {
    private var bytes: [UInt8] = []
    /// The label; nil where there is none.
    private(set) var label: String?

    /// None.
    init() {}

    /// A label with the bytes that it was read from.
    init(_ bytes: Span<UInt8>, _ label: String?) {
        self.bytes = Array(bytes, 0..<bytes.count)
        self.label = label
    }

    /// Whether bytes are those that the label was read from.
    func isSame(_ other: Span<UInt8>) -> Bool {
        guard other.count == bytes.count, !bytes.isEmpty else { return false }
        for index in other.indices where other[index] != bytes[index] { return false }
        return true
    }
}

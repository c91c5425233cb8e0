// The namespaces that are known at a place of an XML file.
//
// Invariant: a number stands for one name in the whole file; 0 stands for no namespace.

/// Prefixes and what they stand for, the innermost last.
struct XMLNamespaces: Sendable {
    /// The most different names that a file may have.
    private static let maximumNames = 1_024

    private struct Binding: Sendable {
        let prefix: [UInt8]
        let number: Int
    }

    private var bindings: [Binding] = []
    private var names: [[UInt8]: Int] = [:]
    /// What no prefix stands for.
    private(set) var standard = 0

    /// How many prefixes are bound.
    var count: Int { bindings.count }

    /// Binds a prefix, empty for the default; nil where there are too many.
    mutating func bind(
        _ prefix: [UInt8],
        to name: [UInt8],
        limit: Int
    ) -> (number: Int, isNew: Bool)? {
        guard bindings.count < limit else { return nil }
        var number = 0
        var isNew = false
        if !name.isEmpty {
            if let known = names[name] {
                number = known
            } else {
                guard names.count < XMLNamespaces.maximumNames else { return nil }
                number = names.count + 1
                names[name] = number
                isNew = true
            }
        }
        bindings.append(Binding(prefix: prefix, number: number))
        if prefix.isEmpty { standard = number }
        return (number, isNew)
    }

    /// The number that a prefix stands for; nil where it is not bound.
    func number(ofPrefix prefix: Span<UInt8>) -> Int? {
        guard !prefix.isEmpty else { return standard }
        for binding in bindings.reversed()
        where binding.prefix.count == prefix.count
            && prefix.indices.allSatisfy({ prefix[$0] == binding.prefix[$0] })
        {
            return binding.number
        }
        return nil
    }

    /// Forgets all but the first bindings.
    mutating func keep(_ count: Int) {
        guard count < bindings.count else { return }
        bindings.removeSubrange(count...)
        standard = bindings.last { $0.prefix.isEmpty }?.number ?? 0
    }
}

extension Array where Element == UInt8 {
    /// A copy of a range of bytes.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        self.init()
        reserveCapacity(range.count)
        unsafe bytes.extracting(range).withUnsafeBufferPointer {
            unsafe append(contentsOf: $0)
        }
    }
}

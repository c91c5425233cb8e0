// Parts of byte arrays appended to others, without a slice that is counted.
//
// Unsafe: the bytes at a place that was checked are copied as memory is.

extension [UInt8] {
    /// Appends the bytes at a place of another array.
    package mutating func append(_ bytes: [UInt8], _ place: Range<Int>) {
        precondition(place.lowerBound >= 0 && place.upperBound <= bytes.count, "a place in bytes")
        unsafe bytes.withUnsafeBufferPointer { source in
            unsafe append(contentsOf: UnsafeBufferPointer(rebasing: source[place]))
        }
    }
}

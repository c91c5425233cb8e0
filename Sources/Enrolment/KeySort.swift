// Sorting of keys by the first three digits of eleven bits in which they differ, least first (radix
// sort); the few that are alike in these are compared.
//
// Invariant: the sort is stable.

/// Sorts keys.
enum KeySort {
    private static let digitBits = 11
    private static let digits = 1 << digitBits
    private static let passes = 3
    /// Fewer keys than this are compared.
    private static let fewest = 2_048

    /// Sorts keys by (high, low).
    ///
    /// - Parameters:
    ///   - keys: The keys.
    ///   - spare: Room that is used again.
    static func sort(_ keys: inout [RunKey], _ spare: inout [RunKey]) {
        guard keys.count > 1 else { return }
        guard keys.count >= fewest else {
            keys.sort()
            return
        }
        // Only digits in which keys differ need a pass; the lower halves come in order mostly.
        var differing: UInt64 = 0
        for key in keys { differing |= key.high ^ keys[0].high }
        if spare.count != keys.count { spare = keys }
        let width = 64 - differing.leadingZeroBitCount
        var shift = max(0, width - passes * digitBits)
        let lowest = UInt64(shift)
        while shift < width {
            scatter(keys, into: &spare, shift: UInt64(shift))
            swap(&keys, &spare)
            shift += digitBits
        }
        orderTies(&keys, above: lowest)
    }

    private static func scatter(_ keys: [RunKey], into target: inout [RunKey], shift: UInt64) {
        var places = [Int](repeating: 0, count: digits)
        let mask = UInt64(digits - 1)
        for key in keys { places[Int(key.high >> shift & mask)] += 1 }
        var sum = 0
        for digit in 0..<digits {
            let count = places[digit]
            places[digit] = sum
            sum += count
        }
        for key in keys {
            let digit = Int(key.high >> shift & mask)
            target[places[digit]] = key
            places[digit] += 1
        }
    }

    /// Orders keys that are alike in the upper half above some bits, where they are not in order yet.
    private static func orderTies(_ keys: inout [RunKey], above bits: UInt64) {
        var start = 0
        var isOrdered = true
        for index in 1..<keys.count {
            if keys[index].high >> bits != keys[start].high >> bits {
                if !isOrdered { order(&keys, start..<index) }
                start = index
                isOrdered = true
            } else if keys[index] < keys[index - 1] {
                isOrdered = false
            }
        }
        if !isOrdered { order(&keys, start..<keys.count) }
    }

    /// Orders a part of the keys; a short one by insertion.
    private static func order(_ keys: inout [RunKey], _ part: Range<Int>) {
        guard part.count <= 24 else { return keys[part].sort() }
        for index in part.dropFirst() {
            let key = keys[index]
            var place = index
            while place > part.lowerBound, key < keys[place - 1] {
                keys[place] = keys[place - 1]
                place -= 1
            }
            keys[place] = key
        }
    }
}

// Sorting of keys by their digits of eleven bits, least first (radix sort).
//
// Invariant: the sort is stable.

/// Sorts keys.
enum KeySort {
    private static let digitBits = 11
    private static let digits = 1 << digitBits
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
        var shift = 0
        while shift < 64 {
            if differing >> UInt64(shift) & UInt64(digits - 1) != 0 {
                scatter(keys, into: &spare, shift: UInt64(shift))
                swap(&keys, &spare)
            }
            shift += digitBits
        }
        orderTies(&keys)
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

    /// Orders keys of one upper half by the lower one, where they are not in order yet.
    private static func orderTies(_ keys: inout [RunKey]) {
        var start = 0
        var isOrdered = true
        for index in 1..<keys.count {
            if keys[index].high != keys[start].high {
                if !isOrdered { keys[start..<index].sort() }
                start = index
                isOrdered = true
            } else if keys[index].low < keys[index - 1].low {
                isOrdered = false
            }
        }
        if !isOrdered { keys[start...].sort() }
    }
}

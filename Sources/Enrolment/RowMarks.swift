// Marks on the lines of a file, a bit for each role of each line, and how many there are before one.

/// A set of places.
struct RowMarks: Sendable {
    private var words: [UInt64] = []
    /// Marks before each eight words, once they are counted.
    private var counts: [Int] = []
    /// The number of marks.
    private(set) var count = 0

    /// Marks a place; each is marked once.
    mutating func insert(_ place: RowPlace) {
        let word = Int(place.bits >> 6)
        while words.count <= word {
            words.append(contentsOf: repeatElement(0, count: max(64, words.count)))
        }
        words[word] |= 1 << (place.bits & 63)
        count += 1
        counts = []
    }

    /// Whether a place is marked.
    func contains(_ place: RowPlace) -> Bool {
        let word = Int(place.bits >> 6)
        return word < words.count && words[word] >> (place.bits & 63) & 1 == 1
    }

    /// Counts the marks, after the last of them.
    mutating func seal() {
        var sum = 0
        counts = stride(from: 0, to: words.count, by: 8).map { start in
            let before = sum
            for word in words[start..<min(start + 8, words.count)] { sum += word.nonzeroBitCount }
            return before
        }
    }

    /// How many marks stand before a place, once they are counted.
    func rank(of place: RowPlace) -> Int {
        let word = Int(place.bits >> 6)
        guard word < words.count else { return count }
        var sum = counts[word >> 3]
        for index in (word & ~7)..<word { sum += words[index].nonzeroBitCount }
        return sum + (words[word] & (1 << (place.bits & 63) - 1)).nonzeroBitCount
    }
}

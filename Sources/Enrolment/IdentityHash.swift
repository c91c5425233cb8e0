// 32 bits of name, birth and sex, never 0, by which rows are held against each other; case does not
// count.
//
// Invariants:
// (1) Names that differ in case only have one hash, whichever way it was made.

import Intake

/// The hash of an identity.
enum IdentityHash {
    /// The hash of an identity whose name's letters are hashed.
    static func of(_ letters: ByteHash, _ birth: Int32, _ sex: UInt8) -> UInt64 {
        var hash = letters
        hash.add(UInt64(UInt32(bitPattern: birth)) << 8 | UInt64(sex))
        return max(1, hash.mixed >> 32)
    }
}

/// One go over the letters of a name.
enum NameScan {
    /// How many letters the tables have: those below U+0300, and U+1E00 to U+1EFF.
    private static let count = 0x400
    /// The small form of each letter; 0 where it is not one letter.
    private static let smallLetters: [UInt32] = ([UInt32](0..<0x300) + Array(0x1E00..<0x1F00)).map {
        value in
        let mapping = Unicode.Scalar(value)?.properties.lowercaseMapping.unicodeScalars
        guard let mapping, mapping.count == 1, let small = mapping.first else { return 0 }
        return small.value
    }
    /// The same for letters that may follow any other in a name; 0 for all others.
    private static let usualLetters: [UInt32] = (0..<count).map { place in
        let value = UInt32(place < 0x300 ? place : place - 0x300 + 0x1E00)
        switch value {
        case 0x41...0x5A, 0x61...0x7A, 0x100...0x24F, 0x1E00...0x1EFF:
            let isOdd = value == 0x189
            return isOdd ? 0 : smallLetters[place]
        // Latin-1: what betrays an old encoding is looked for by TextFault.
        case 0xC0...0xFF: return isUsualLatin1(value) ? smallLetters[place] : 0
        default: return 0
        }
    }

    private static func isUsualLatin1(_ value: UInt32) -> Bool {
        let text = String(String.UnicodeScalarView(Unicode.Scalar(value).map { [$0] } ?? []))
        return TextFault.inName(text) == nil
    }

    /// The hash of the letters of a usual name, which is as it should be.
    ///
    /// - Parameters:
    ///   - bytes: Bytes with a name that is NFC and has no fault of a text (TextFault.isPlain).
    ///   - place: Where it is.
    /// - Returns: The hash; nil where the name must be looked at closely.
    static func usual(_ bytes: [UInt8], _ place: Range<Int>) -> ByteHash? {
        let usualLetters = self.usualLetters
        var hash = LetterHash()
        var letters = 0
        var previous: UInt32 = 0x20
        var index = place.lowerBound
        while index < place.upperBound {
            var value = UInt32(bytes[index])
            index += 1
            if value == 0x20 {
                guard previous != 0x20 else { return nil }
                hash.add(0x20)
                letters += 1
                previous = 0x20
                continue
            }
            var entry = Int(value)
            if value >= 0x80 {
                if value == 0xE1 {
                    value =
                        0x1000 | UInt32(bytes[index] & 0x3F) << 6 | UInt32(bytes[index + 1] & 0x3F)
                    entry = Int(value) - 0x1E00 + 0x300
                    index += 2
                } else {
                    value = (value & 0x1F) << 6 | UInt32(bytes[index] & 0x3F)
                    entry = Int(value)
                    index += 1
                    // A pair of letters that an old encoding makes is looked at closely.
                    if value < 0x100, TextFault.isLegacyPair(previous, value) { return nil }
                }
            }
            let small = usualLetters[entry]
            guard small != 0 else { return nil }
            hash.add(small)
            letters += 1
            previous = value
        }
        guard letters >= 2, letters <= 100 else { return nil }
        return hash.finished
    }

    /// The hash of the letters of any name.
    static func letters(_ bytes: [UInt8], _ place: Range<Int>) -> ByteHash {
        var hash = LetterHash()
        var index = place.lowerBound
        while index < place.upperBound {
            let value = UTF8Check.scalar(bytes, &index)
            let entry: Int
            switch value {
            case 0..<0x300: entry = Int(value)
            case 0x1E00..<0x1F00: entry = Int(value) - 0x1E00 + 0x300
            default: return unusual(bytes, place)
            }
            guard smallLetters[entry] != 0 else { return unusual(bytes, place) }
            hash.add(smallLetters[entry])
        }
        return hash.finished
    }

    private static func unusual(_ bytes: [UInt8], _ place: Range<Int>) -> ByteHash {
        var hash = LetterHash()
        let text = String(decoding: bytes[place], as: UTF8.self).lowercased()
        for scalar in text.unicodeScalars { hash.add(scalar.value) }
        return hash.finished
    }
}

/// Letters that are hashed three at a time.
private struct LetterHash {
    private var hash = ByteHash()
    private var pending: UInt64 = 1

    @inline(__always)
    mutating func add(_ letter: UInt32) {
        pending = pending << 21 | UInt64(letter)
        if pending >> 63 == 1 {
            hash.add(pending)
            pending = 1
        }
    }

    var finished: ByteHash {
        var hash = hash
        hash.add(pending)
        return hash
    }
}

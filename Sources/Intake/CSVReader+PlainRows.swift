// The usual row: whole in the buffer, as wide as the header, without a quote, a control character or a
// lone CR. Its fields are found in one go over its bytes, eight at a time, and copied once.
//
// Invariants:
// (1) A row is taken here only where CSVReader+Rows.swift would cut it into the same fields without a
//     finding; every other row is left to it, untouched.
//
// Unsafe: single bytes are loaded from a span that checks the bounds.

extension CSVReader {
    /// What the bytes from a row's first one on are.
    private enum Cut {
        /// A plain row, with its length without and with the line end.
        case row(bytes: Int, line: Int)
        /// A row with something in it that wants a closer look.
        case odd
        /// The bytes end before the row does, or right behind it.
        case unfinished
    }

    /// Takes the next row where it is a plain one; otherwise nothing of it was taken.
    mutating func takePlainRow(_ row: inout TableRow) -> Bool {
        guard width > 0 else { return false }
        while true {
            row.begin(line: line, width: width)
            switch cut(&row) {
            case .row(let bytes, let length):
                row.bytes.append(buffer, position..<position + bytes)
                position += length
                line += 1
                return true
            case .odd:
                return false
            case .unfinished:
                guard !sourceEnded else { return false }
                buffer.removeFirst(position)
                position = 0
                guard refill() else { return false }
            }
        }
    }

    /// Cuts the row at `position` into fields, whose places are counted from its first byte.
    private func cut(_ row: inout TableRow) -> Cut {
        let rest = unsafe buffer.span.bytes.extracting(position..<buffer.count)
        let last = min(rest.byteCount, limits.rowBytes) - 9
        let delimiters = ByteLanes.all(delimiter)
        let quotes = ByteLanes.all(0x22)
        let width = row.ends.count
        var ends = row.ends.mutableSpan
        var suspect: UInt64 = 0
        // Whether the field in hand has anything but printable ASCII in an earlier word.
        var isSuspect = false
        var field = 0
        var base = 0
        while base <= last {
            let word = ByteLanes.load(rest, base)
            var found =
                ByteLanes.exactlyEqual(delimiters, word) | ByteLanes.controls(word)
                | ByteLanes.exactlyEqual(quotes, word)
            var high = ByteLanes.above7E(word)
            while found != 0 {
                let bit = found & (0 &- found)
                found ^= bit
                let offset = ByteLanes.first(bit)
                let byte = UInt8(truncatingIfNeeded: word >> UInt64(offset * 8))
                if high != 0 || isSuspect {
                    if isSuspect || high & (bit &- 1) != 0 {
                        suspect |= 1 << UInt64(min(field, 63))
                    }
                    high &= ~(bit &- 1)
                    isSuspect = false
                }
                guard field < width else { return .odd }
                ends[field] = base + offset
                field += 1
                if byte == delimiter { continue }
                let end = base + offset
                guard field == width, byte == 0x0A || byte == 0x0D else { return .odd }
                row.suspect = suspect
                if byte == 0x0A { return .row(bytes: end, line: end + 1) }
                guard unsafe rest.unsafeLoad(fromByteOffset: end + 1, as: UInt8.self) == 0x0A
                else { return .odd }
                return .row(bytes: end, line: end + 2)
            }
            if high != 0 { isSuspect = true }
            base += 8
        }
        return rest.byteCount < limits.rowBytes ? .unfinished : .odd
    }
}

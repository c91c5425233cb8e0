// The usual row: whole in the buffer, without a quote, a NUL or a lone CR. Its fields are found in
// one go over its bytes, and copied once.
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
        /// The bytes end before the row does.
        case unfinished
    }

    /// Takes the next row where it is a plain one; otherwise nothing of it was taken.
    mutating func takePlainRow(_ row: inout TableRow) -> Bool {
        while true {
            row.begin(line: line)
            switch cut(&row) {
            case .row(let bytes, let length):
                row.bytes.append(contentsOf: buffer[position..<position + bytes])
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
        let count = min(rest.byteCount, limits.rowBytes)
        let delimiter = delimiter
        let delimiters = ByteLanes.all(delimiter)
        var accented: UInt64 = 0
        var seen: UInt64 = 0
        var index = 0
        row.gap = 1
        while index < count {
            index = Self.skip(rest, from: index, delimiters, &seen)
            guard index < count else { break }
            let byte = unsafe rest.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            guard byte == delimiter || byte == 0x0A || byte == 0x0D else {
                if byte == 0x22 || byte == 0 { return .odd }
                seen |= UInt64(byte)
                index += 1
                continue
            }
            if byte == 0x0D {
                guard index + 1 < rest.byteCount else { return .unfinished }
                guard unsafe rest.unsafeLoad(fromByteOffset: index + 1, as: UInt8.self) == 0x0A
                else { return .odd }
            }
            if seen & ByteLanes.tops != 0 { accented |= 1 << UInt64(min(row.count, 63)) }
            seen = 0
            row.ends.append(index)
            if byte != delimiter {
                row.accented = accented
                return .row(bytes: index, line: index + (byte == 0x0A ? 1 : 2))
            }
            guard row.count < limits.columns else { return .odd }
            index += 1
        }
        return count < limits.rowBytes ? .unfinished : .odd
    }

    /// The place of the next byte that may mean something: a delimiter, or one below the letters; less
    /// than eight bytes from the end, any byte may.
    @inline(__always)
    private static func skip(
        _ bytes: RawSpan,
        from start: Int,
        _ delimiters: UInt64,
        _ seen: inout UInt64
    ) -> Int {
        var index = start
        while index + 8 <= bytes.byteCount {
            let word = ByteLanes.load(bytes, index)
            let found = ByteLanes.below(0x2D, word) | ByteLanes.equal(delimiters, word)
            if found != 0 {
                let count = ByteLanes.first(found)
                seen |= ByteLanes.prefix(count, of: word)
                return index + count
            }
            seen |= word
            index += 8
        }
        return index
    }
}

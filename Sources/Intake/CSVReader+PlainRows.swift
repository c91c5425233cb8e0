// The usual row: whole in the buffer, without a quote, a NUL or a lone CR. Its fields are found in
// one go over its bytes, and copied once.
//
// Invariants:
// (1) A row is taken here only where CSVReader+Rows.swift would cut it into the same fields without a
//     finding; every other row is left to it, untouched.

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
        let rest = buffer.span.extracting(position..<buffer.count)
        let count = min(rest.count, limits.rowBytes)
        var start = 0
        var index = 0
        while index < count {
            let byte = rest[index]
            if byte > 0x2C && byte != delimiter {
                index += 1
            } else if byte == delimiter {
                row.addField(start..<index)
                guard row.count < limits.columns else { return .odd }
                index += 1
                start = index
            } else if byte == 0x0A {
                row.addField(start..<index)
                return .row(bytes: index, line: index + 1)
            } else if byte == 0x0D {
                guard index + 1 < rest.count else { return .unfinished }
                guard rest[index + 1] == 0x0A else { return .odd }
                row.addField(start..<index)
                return .row(bytes: index, line: index + 2)
            } else if byte == 0x22 || byte == 0 {
                return .odd
            } else {
                index += 1
            }
        }
        return count < limits.rowBytes ? .unfinished : .odd
    }
}

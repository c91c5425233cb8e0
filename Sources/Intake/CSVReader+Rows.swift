// How CSVReader cuts one row into fields.

extension CSVReader {
    /// The state between two bytes of a row.
    private enum Place {
        case fieldStart
        case plain
        case quoted
        case afterQuote
    }

    /// Cuts the next row; nil at the end of the file or after a fault that ends the reading, false
    /// for a row with a fault.
    mutating func parseRow(_ row: inout TableRow) -> Bool? {
        if takePlainRow(&row) { return true }
        row.begin(line: line)
        var place = Place.fieldStart
        var isGood = true
        var quoteLine = line
        var sawByte = false
        while true {
            if position == buffer.count, !refill() {
                guard !stopped, sawByte else { return nil }
                return endOfFile(&row, isQuoted: place == .quoted, quoteLine, isGood)
            }
            sawByte = true
            let byte = buffer[position]
            switch place {
            case .fieldStart, .plain:
                if byte == 0x22 {
                    if place == .fieldStart {
                        place = .quoted
                        quoteLine = line
                    } else {
                        isGood = note(CSVFinding.strayQuote, row, isGood)
                    }
                    position += 1
                } else if byte == delimiter {
                    position += 1
                    place = .fieldStart
                    row.endField()
                    guard row.count < limits.columns else { return tooManyColumns(row) }
                } else if byte == 0x0A || byte == 0x0D {
                    if let isEnded = lineEnd(&row, &isGood) {
                        return isEnded
                    }
                    place = .plain
                } else if byte == 0 {
                    isGood = note(CSVFinding.nul, row, isGood)
                    position += 1
                } else {
                    appendPlain(&row)
                    place = .plain
                }
            case .quoted, .afterQuote:
                place = readQuoted(&row, after: place, &isGood)
            }
            if row.bytes.count + row.count > limits.rowBytes {
                return tooLong(row, isQuoted: place == .quoted, quoteLine)
            }
        }
    }

    /// Takes what stands inside a quoted field or after its closing quote; gives the place after it.
    private mutating func readQuoted(
        _ row: inout TableRow,
        after place: Place,
        _ isGood: inout Bool
    ) -> Place {
        let byte = buffer[position]
        if place == .quoted {
            if byte == 0x22 {
                position += 1
                return .afterQuote
            }
            isGood = appendQuoted(&row, isGood)
            return .quoted
        }
        if byte == 0x22 {
            row.bytes.append(0x22)
            position += 1
            return .quoted
        }
        if byte != delimiter && byte != 0x0A && byte != 0x0D {
            isGood = note(CSVFinding.strayQuote, row, isGood)
        }
        return .plain
    }

    /// Takes the line end at `position`; nil when it was a lone CR inside the row.
    private mutating func lineEnd(_ row: inout TableRow, _ isGood: inout Bool) -> Bool? {
        if buffer[position] == 0x0D {
            if position + 1 == buffer.count { _ = refillKeepingRest() }
            guard position + 1 < buffer.count, buffer[position + 1] == 0x0A else {
                isGood = note(CSVFinding.lineEnding, row, isGood)
                position += 1
                return nil
            }
            position += 1
        }
        position += 1
        line += 1
        row.endField()
        return isGood
    }

    /// Appends a chunk without dropping the byte that is being looked at.
    private mutating func refillKeepingRest() -> Bool {
        if position > 0 {
            buffer.removeFirst(position)
            position = 0
        }
        return refill()
    }

    /// Takes plain bytes up to the next one that means something.
    private mutating func appendPlain(_ row: inout TableRow) {
        var end = position + 1
        // A stop just past the limit keeps the row's memory bounded.
        let last = min(buffer.count, position + limits.rowBytes + 1)
        while end < last {
            let byte = buffer[end]
            if byte == delimiter || byte == 0x0A || byte == 0x0D || byte == 0x22 || byte == 0 {
                break
            }
            end += 1
        }
        row.bytes.append(contentsOf: buffer[position..<end])
        position = end
    }

    /// Takes bytes of a quoted field up to the next quote, and counts lines.
    private mutating func appendQuoted(_ row: inout TableRow, _ isGood: Bool) -> Bool {
        var result = isGood
        var end = position
        let last = min(buffer.count, position + limits.rowBytes + 1)
        while end < last, buffer[end] != 0x22 {
            if buffer[end] == 0x0A { line += 1 }
            if buffer[end] == 0 { result = note(CSVFinding.nul, row, result) }
            end += 1
        }
        row.bytes.append(contentsOf: buffer[position..<end])
        position = end
        return result
    }

    /// Notes a fault of the field that is being read, once a row.
    private mutating func note(
        _ finding: (String, Int, Int) -> Diagnostic,
        _ row: TableRow,
        _ isGood: Bool
    ) -> Bool {
        if isGood { log.append(finding(file, line, row.count + 1)) }
        return false
    }

    private mutating func endOfFile(
        _ row: inout TableRow,
        isQuoted: Bool,
        _ quoteLine: Int,
        _ isGood: Bool
    ) -> Bool? {
        if isQuoted {
            fail(CSVFinding.unclosed(file, quoteLine, row.count + 1))
            return nil
        }
        row.endField()
        return isGood
    }

    private mutating func tooManyColumns(_ row: TableRow) -> Bool? {
        fail(CSVFinding.tooManyColumns(file, line, limits.columns))
        return nil
    }

    private mutating func tooLong(_ row: TableRow, isQuoted: Bool, _ quoteLine: Int) -> Bool? {
        if isQuoted {
            fail(CSVFinding.unclosed(file, quoteLine, row.count + 1))
        } else {
            fail(CSVFinding.tooLong(file, row.line, limits.rowBytes))
        }
        return nil
    }
}

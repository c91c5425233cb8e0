// The decision list `lines-0001.csv`: one row a line, in canonical order, as it is signed.
//
// RFC 4180, UTF-8 in NFC, LF, no quoting but where a value needs it. A part holds at most
// 1,048,576 lines, so that parts can be hashed side by side.
//
// Invariants:
// (1) Numbers run from 1 without a gap; lines of one transfer lie together.
// (2) The bytes of a row are what its leaf in the batch's tree is made of.

package import Enrolment
import Intake
import Ledger
package import Signing

/// The columns and bytes of a decision list.
package enum DecisionList {
    /// The most lines of one part.
    package static let linesPerPart = 1_048_576

    /// The header row, with its line end.
    package static let header = """
        number,transfer,person,national_id,full_name,payee,payee_name,programme,category,month,\
        kind,source,cause,amount,rule,year,replaces

        """

    /// The name of a part, counted from 1.
    package static func partName(_ part: Int) -> String {
        let digits = String(part)
        return "lines-\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits).csv"
    }

    /// Appends one row, with its line end, as it is signed.
    ///
    /// - Parameters:
    ///   - number: The line's number in the batch, from 1.
    ///   - transfer: The transfer's 16-character id.
    ///   - line: The line.
    ///   - person: The person whose right it is.
    ///   - payee: The person who receives.
    ///   - bytes: What it is appended to.
    package static func append(
        number: Int,
        transfer: String,
        line: DueLine,
        person: Person,
        payee: Person,
        to bytes: inout [UInt8]
    ) {
        func integer(_ value: Int64) {
            append(decimal: value, to: &bytes)
            bytes.append(comma)
        }
        func field(_ text: String) {
            append(text, to: &bytes)
            bytes.append(comma)
        }
        integer(Int64(number))
        field(transfer)
        integer(line.person)
        field(person.nationalID.revealed)
        field(person.name.revealed)
        integer(line.payee)
        field(payee.name.revealed)
        field(line.programme)
        field(line.category)
        field(line.month.description)
        field(line.kind)
        field(line.source)
        field(line.cause)
        integer(line.amount)
        field(line.rule)
        integer(Int64(line.year))
        append(line.replaces, to: &bytes)
        bytes.append(lineEnd)
    }

    /// Appends a field as RFC 4180 has it.
    private static func append(_ field: String, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: field.utf8)
        guard bytes[start...].contains(where: { $0 <= comma && isSpecial($0) }) else { return }
        let plain = Array(bytes[start...])
        bytes.removeSubrange(start...)
        bytes.append(quote)
        for byte in plain {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    /// Appends a number that is not below zero.
    private static func append(decimal value: Int64, to bytes: inout [UInt8]) {
        precondition(value >= 0, "a decision list has no negative number")
        var power: Int64 = 1
        while value / power >= 10 { power *= 10 }
        while power > 0 {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: value / power % 10))
            power /= 10
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == comma || byte == quote || byte == lineEnd || byte == 0x0D
    }

    fileprivate static let comma: UInt8 = 0x2C
    fileprivate static let quote: UInt8 = 0x22
    fileprivate static let lineEnd: UInt8 = 0x0A
}

/// Makes the leaves of a batch's tree: SHA-256 of 0, the salt of the line and the row's bytes.
package struct DecisionLeaves {
    private let salts: SaltDerivation
    private let hasher = SHA256()

    /// Leaves under the key of one batch.
    package init(batchKey: SecretKey) { salts = SaltDerivation(batchKey: batchKey) }

    /// The leaf of a row, given with its line end.
    package func leaf(row: ArraySlice<UInt8>, number: Int) -> Digest {
        unsafe row.withUnsafeBytes { bytes in
            unsafe MerkleTree.leafHash(
                salt: salts.salt(ofLine: UInt64(number)),
                content: bytes,
                hashing: hasher
            )
        }
    }
}

/// One row of a decision list that was read back.
package struct DecisionRow: Hashable, Sendable {
    /// The line's number.
    package let number: Int
    /// The transfer's id.
    package let transfer: String
    /// The line.
    package let line: DueLine
}

/// Why a decision list cannot be read.
package struct DecisionListError: Error, Equatable, Sendable {
    /// The 1-based line in the file.
    package let line: Int
}

extension DecisionList {
    /// Reads a part back, strictly.
    ///
    /// - Parameters:
    ///   - bytes: The whole part.
    ///   - firstNumber: The number that its first line must have.
    /// - Returns: The rows, in order.
    /// - Throws: ``DecisionListError`` at the first row that is not as it is written.
    package static func read(
        _ bytes: [UInt8],
        firstNumber: Int
    ) throws(DecisionListError)
        -> [DecisionRow]
    {
        guard bytes.starts(with: header.utf8) else { throw DecisionListError(line: 1) }
        var rows: [DecisionRow] = []
        var reader = DecisionReader()
        var start = header.utf8.count
        while start < bytes.count {
            guard let end = bytes[start...].firstIndex(of: lineEnd),
                let row = reader.row(bytes[start..<end]),
                row.number == firstNumber + rows.count
            else { throw DecisionListError(line: rows.count + 2) }
            rows.append(row)
            start = end + 1
        }
        return rows
    }

    /// Gives each row of a part with its line end, in order; the header is passed over.
    package static func forEachRow(
        of bytes: [UInt8],
        _ body: (ArraySlice<UInt8>) throws -> Void
    ) rethrows {
        var start = (bytes.firstIndex(of: lineEnd) ?? bytes.endIndex - 1) + 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: lineEnd) ?? bytes.endIndex - 1
            try body(bytes[start...end])
            start = end + 1
        }
    }
}

/// Reads rows; a word that came before is not made anew.
private struct DecisionReader {
    private var fields: [Field] = []
    private var rights = LineRights()
    /// The words of each column that came last.
    private var words: [[(bytes: [UInt8], text: String)]] = Array(repeating: [], count: 17)

    /// So many words of a column are kept: months, categories and rules come again.
    private static let kept = 12

    private enum Field {
        case plain(ArraySlice<UInt8>)
        case quoted([UInt8])
    }

    /// One row without its line end, or nil.
    mutating func row(_ bytes: ArraySlice<UInt8>) -> DecisionRow? {
        split(bytes)
        guard fields.count == 17, let number = integer(0), let person = integer(2),
            let payee = integer(5), let month = CalendarMonth(iso: word(9)),
            let amount = integer(13), let year = integer(15),
            number > 0, person > 0, payee > 0, amount > 0, (2000...2999).contains(year)
        else { return nil }
        let line = DueLine(
            person: person,
            payee: payee,
            right: rights.shared(
                programme: word(7),
                category: word(8),
                kind: word(10),
                source: word(11),
                cause: word(12),
                rule: word(14),
                year: Int(year)
            ),
            month: month,
            amount: amount,
            replaces: word(16)
        )
        return DecisionRow(number: Int(number), transfer: word(1), line: line)
    }

    private mutating func split(_ bytes: ArraySlice<UInt8>) {
        fields.removeAll(keepingCapacity: true)
        var start = bytes.startIndex
        while true {
            if start < bytes.endIndex && bytes[start] == DecisionList.quote {
                start = splitQuoted(bytes, from: start)
            } else {
                let end = bytes[start...].firstIndex(of: DecisionList.comma) ?? bytes.endIndex
                fields.append(.plain(bytes[start..<end]))
                start = end
            }
            guard start < bytes.endIndex else { return }
            start += 1
        }
    }

    /// Takes a quoted field.
    ///
    /// - Returns: The place of the comma behind it, or the end.
    private mutating func splitQuoted(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int {
        var field: [UInt8] = []
        var index = start + 1
        while index < bytes.endIndex {
            if bytes[index] == DecisionList.quote {
                index += 1
                guard index < bytes.endIndex, bytes[index] == DecisionList.quote else { break }
            }
            field.append(bytes[index])
            index += 1
        }
        guard index == bytes.endIndex || bytes[index] == DecisionList.comma else {
            // Something stands behind the closing quote: no row that was ever written.
            fields = []
            return bytes.endIndex
        }
        fields.append(.quoted(field))
        return index
    }

    /// A field of at most 18 digits, written as numbers are.
    private func integer(_ index: Int) -> Int64? {
        guard case .plain(let bytes) = fields[index], !bytes.isEmpty, bytes.count <= 18,
            bytes.count == 1 || bytes.first != 0x30
        else { return nil }
        var value: Int64 = 0
        for byte in bytes {
            guard byte >= 0x30 && byte <= 0x39 else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }

    private mutating func word(_ index: Int) -> String {
        guard case .plain(let bytes) = fields[index] else {
            guard case .quoted(let bytes) = fields[index] else { return "" }
            return String(decoding: bytes, as: UTF8.self)
        }
        if bytes.isEmpty { return "" }
        // The latest first: a column mostly says what it said a row or two before.
        for place in words[index].indices.reversed()
        where words[index][place].bytes.count == bytes.count
            && bytes.elementsEqual(words[index][place].bytes)
        {
            return words[index][place].text
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if words[index].count >= Self.kept { words[index].removeFirst(Self.kept / 2) }
        words[index].append((Array(bytes), text))
        return text
    }
}

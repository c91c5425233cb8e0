// The decision list, written row by row; what is drained goes to the tree over its rows as well.
//
// Invariants:
// (1) A row is what `DecisionList` says, to the byte, with its line end.
// (2) The words of a right are turned into bytes once, not once a row.
// (3) Parts hold `DecisionList.linesPerPart` lines, whatever the machine.

package import BankFiles
import Enrolment
package import Ledger

/// Who stands in a row of a decision list.
package struct DecisionPerson {
    /// The number in the books.
    package var number: Int64
    /// The twelve digits of the national ID as a number.
    package var nationalID: UInt64
    /// The name, UTF-8 in NFC.
    package var name: ArraySlice<UInt8>

    /// A person of a row.
    package init(number: Int64, nationalID: UInt64, name: ArraySlice<UInt8>) {
        self.number = number
        self.nationalID = nationalID
        self.name = name
    }
}

/// Writes the rows of a decision list into sinks, a part each.
package struct DecisionWriter: ~Copyable {
    private var buffer = ByteBuffer()
    /// Where the rows begin that wait in the buffer, and where each of them ends.
    private var rowsStart = 0
    private var rowEnds: [Int] = []
    /// The number of rows written.
    package private(set) var count = 0
    /// The words of rights one after the other, and where those of each stand.
    private var words: [UInt8] = []
    private var rights: [RightWords?] = []

    /// Where the words of a right stand, as they are put between the other fields.
    private struct RightWords {
        let programme: Range<Int>
        let kind: Range<Int>
        let rule: Range<Int>
    }

    /// A writer of a list without rows.
    package init() {}

    /// Whether the next row opens a part: its sink is new, and gets the header first.
    package var opensPart: Bool { count.isMultiple(of: DecisionList.linesPerPart) }

    /// Writes the header of a part.
    package mutating func begin() {
        precondition(buffer.count == 0, "a part ends before the next begins")
        buffer.append(text: DecisionList.header)
        rowsStart = buffer.count
    }

    /// Whether the right of a place was told (``learn(_:at:)``).
    package func knows(right place: Int) -> Bool {
        place < rights.count && rights[place] != nil
    }

    /// Tells which right stands at a place of its table: the same place, the same right.
    package mutating func learn(_ right: LineRight, at place: Int) {
        rights += Array(repeating: nil, count: max(0, place + 1 - rights.count))
        rights[place] = RightWords(
            programme: learn([right.programme, right.category]),
            kind: learn([right.kind, right.source, right.cause]),
            rule: learn([right.rule, "\(right.year)"])
        )
    }

    /// Writes the next row.
    ///
    /// - Parameters:
    ///   - id: The transfer's id.
    ///   - person: Whose right it is.
    ///   - payee: Who receives.
    ///   - place: The place of the right, which was told.
    ///   - month: The month owed.
    ///   - amount: VND.
    ///   - replaces: The id of the transfer that it pays again; empty for none.
    package mutating func write(
        id: TransferID,
        person: DecisionPerson,
        payee: DecisionPerson,
        right place: Int,
        month: CalendarMonth,
        amount: Int64,
        replaces: String
    ) {
        guard let right = rights[place] else { preconditionFailure("a right that was told") }
        let words = self.words
        count += 1
        buffer.append(decimal: Int64(count))
        buffer.append(Self.comma)
        buffer.append(id: id)
        buffer.append(Self.comma)
        buffer.append(decimal: person.number)
        buffer.append(Self.comma)
        buffer.append(nationalID: person.nationalID)
        buffer.append(Self.comma)
        buffer.append(decisionField: person.name)
        buffer.append(Self.comma)
        buffer.append(decimal: payee.number)
        buffer.append(Self.comma)
        buffer.append(decisionField: payee.name)
        buffer.append(words.span.extracting(right.programme))
        append(month)
        buffer.append(words.span.extracting(right.kind))
        buffer.append(decimal: amount)
        buffer.append(words.span.extracting(right.rule))
        if !replaces.isEmpty { buffer.append(text: replaces) }
        buffer.append(Self.lineEnd)
        rowEnds.append(buffer.count - rowsStart)
    }

    /// Whether enough waits to be given to the sink.
    package var isDue: Bool { buffer.count >= ByteBuffer.drainSize }

    /// Gives what waits to the sink of the part, and its rows to the tree.
    ///
    /// - Parameters:
    ///   - sink: The part's.
    ///   - rows: Gets the rows that wait, one behind the other, and where each ends.
    /// - Throws: What the sink throws.
    package mutating func drain(
        into sink: inout some ByteSink & ~Copyable,
        rows: (UnsafeRawBufferPointer, [Int]) -> Void
    ) throws {
        if !rowEnds.isEmpty {
            unsafe buffer.withBytes(from: rowsStart) { unsafe rows($0, rowEnds) }
        }
        rowEnds.removeAll(keepingCapacity: true)
        rowsStart = 0
        try buffer.drain(into: &sink)
    }

    /// Appends a month as `2026-11`.
    private mutating func append(_ month: CalendarMonth) {
        buffer.append(decimal: UInt32(month.year), width: 4)
        buffer.append(Self.hyphen)
        buffer.append(decimal: UInt32(month.monthOfYear), width: 2)
    }

    /// Keeps fields with a comma before and behind each.
    private mutating func learn(_ fields: [String]) -> Range<Int> {
        var bytes = ByteBuffer(capacity: 256)
        bytes.append(Self.comma)
        for field in fields {
            bytes.append(decisionField: Array(field.utf8)[...])
            bytes.append(Self.comma)
        }
        let start = words.count
        unsafe bytes.withBytes(from: 0) { unsafe words.append(contentsOf: $0) }
        return start..<words.count
    }

    private static let comma: UInt8 = 0x2C
    private static let hyphen: UInt8 = 0x2D
    private static let lineEnd: UInt8 = 0x0A
}

extension ByteBuffer {
    /// Appends a field as RFC 4180 has it.
    fileprivate mutating func append(decisionField field: ArraySlice<UInt8>) {
        let bytes = field.span
        let isSpecial = Self.isSpecial(bytes)
        guard isSpecial else { return append(bytes) }
        append(0x22)
        for index in bytes.indices {
            if bytes[index] == 0x22 { append(0x22) }
            append(bytes[index])
        }
        append(0x22)
    }

    /// Whether a field holds a comma, a quotation mark or an end of line; eight bytes at a time.
    private static func isSpecial(_ bytes: Span<UInt8>) -> Bool {
        unsafe bytes.withUnsafeBytes { source in
            var place = 0
            var found: UInt64 = 0
            while place + 8 <= source.count {
                let word = unsafe source.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                found |= zeros(word ^ ones &* 0x2C) | zeros(word ^ ones &* 0x22)
                found |= zeros(word ^ ones &* 0x0A) | zeros(word ^ ones &* 0x0D)
                place += 8
            }
            var isFound = found != 0
            while place < source.count {
                let byte = unsafe source[place]
                isFound = isFound || byte == 0x2C || byte == 0x22 || byte == 0x0A || byte == 0x0D
                place += 1
            }
            return isFound
        }
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    /// Not 0 where one of eight bytes is 0.
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- ones) & ~word & (ones << 7)
    }

    /// Appends the twelve digits of a national ID.
    fileprivate mutating func append(nationalID digits: UInt64) {
        append(decimal: UInt32(digits / 1_000_000), width: 6)
        append(decimal: UInt32(digits % 1_000_000), width: 6)
    }
}

// The decision list and the tree over its rows, written row by row.
//
// Invariants:
// (1) A row is what `DecisionList` says, to the byte; its leaf is over the row with its line end.
// (2) The words of a right are turned into bytes once, not once a row.
// (3) Parts hold `DecisionList.linesPerPart` lines, whatever the machine.

package import BankFiles
import Enrolment
package import Ledger
package import Signing

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

/// Writes the rows of a decision list into sinks, a part each, and grows the tree over them.
package struct DecisionWriter: ~Copyable {
    private var buffer = ByteBuffer()
    private let salts: SaltDerivation
    private let hasher = SHA256()
    private var frontier = MerkleFrontier()
    private var rights: [RightBytes?] = []
    private var monthTexts: [Int32: [UInt8]] = [:]
    private var lastMonth: (number: Int32, text: [UInt8]) = (-1, [])

    /// The words of a right as they stand between the other fields.
    private struct RightBytes {
        let programme: [UInt8]
        let kind: [UInt8]
        let rule: [UInt8]
    }

    /// A writer under the key of the batch's salts.
    package init(batchKey: SecretKey) { salts = SaltDerivation(batchKey: batchKey) }

    /// The number of rows written.
    package var count: Int { Int(frontier.size) }

    /// The root over all rows.
    package var root: Digest { frontier.root }

    /// Whether the next row opens a part: its sink is new, and gets the header first.
    package var opensPart: Bool { count.isMultiple(of: DecisionList.linesPerPart) }

    /// Writes the header of a part.
    package mutating func begin() { buffer.append(text: DecisionList.header) }

    /// Writes the next row.
    ///
    /// - Parameters:
    ///   - id: The transfer's id.
    ///   - person: Whose right it is.
    ///   - payee: Who receives.
    ///   - place: The place of the right in its table: the same place, the same right.
    ///   - right: The right.
    ///   - month: The month owed.
    ///   - amount: VND.
    ///   - replaces: The id of the transfer that it pays again; empty for none.
    package mutating func write(
        id: TransferID,
        person: DecisionPerson,
        payee: DecisionPerson,
        place: Int,
        right: LineRight,
        month: CalendarMonth,
        amount: Int64,
        replaces: String
    ) {
        let words = bytes(of: right, at: place)
        let start = buffer.count
        buffer.append(decimal: Int64(frontier.size) + 1)
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
        buffer.append(words.programme.span)
        append(month)
        buffer.append(words.kind.span)
        buffer.append(decimal: amount)
        buffer.append(words.rule.span)
        if !replaces.isEmpty { buffer.append(text: replaces) }
        buffer.append(Self.lineEnd)
        let salt = salts.salt(ofLine: frontier.size + 1)
        let leaf = unsafe buffer.withBytes(from: start) {
            unsafe MerkleTree.leafHash(salt: salt, content: $0, hashing: hasher)
        }
        frontier.append(leaf, hashing: hasher)
    }

    /// Whether enough waits to be given to the sink.
    package var isDue: Bool { buffer.count >= ByteBuffer.drainSize }

    /// Gives what waits to the sink of the part, once there is enough of it, or in any case.
    ///
    /// - Throws: What the sink throws.
    package mutating func drain(
        into sink: inout some ByteSink & ~Copyable,
        isLast: Bool = false
    ) throws {
        if isLast || buffer.count >= ByteBuffer.drainSize { try buffer.drain(into: &sink) }
    }

    private mutating func append(_ month: CalendarMonth) {
        if lastMonth.number != month.number {
            lastMonth = (month.number, Array(month.description.utf8))
        }
        let text = lastMonth.text
        buffer.append(text.span)
    }

    private mutating func bytes(of right: LineRight, at place: Int) -> RightBytes {
        if place < rights.count, let known = rights[place] { return known }
        func fields(_ words: [String]) -> [UInt8] {
            var bytes = ByteBuffer(capacity: 256)
            bytes.append(Self.comma)
            for word in words {
                bytes.append(decisionField: Array(word.utf8)[...])
                bytes.append(Self.comma)
            }
            return unsafe bytes.withBytes(from: 0) { unsafe Array($0) }
        }
        let made = RightBytes(
            programme: fields([right.programme, right.category]),
            kind: fields([right.kind, right.source, right.cause]),
            rule: fields([right.rule, "\(right.year)"])
        )
        rights += Array(repeating: nil, count: max(0, place + 1 - rights.count))
        rights[place] = made
        return made
    }

    private static let comma: UInt8 = 0x2C
    private static let lineEnd: UInt8 = 0x0A
}

extension ByteBuffer {
    /// Appends a field as RFC 4180 has it.
    fileprivate mutating func append(decisionField field: ArraySlice<UInt8>) {
        let bytes = field.span
        var isSpecial = false
        for index in bytes.indices where bytes[index] <= 0x2C {
            let byte = bytes[index]
            isSpecial = isSpecial || byte == 0x2C || byte == 0x22 || byte == 0x0A || byte == 0x0D
        }
        guard isSpecial else { return append(bytes) }
        append(0x22)
        for index in bytes.indices {
            if bytes[index] == 0x22 { append(0x22) }
            append(bytes[index])
        }
        append(0x22)
    }

    /// Appends the twelve digits of a national ID.
    fileprivate mutating func append(nationalID digits: UInt64) {
        append(decimal: UInt32(digits / 1_000_000), width: 6)
        append(decimal: UInt32(digits % 1_000_000), width: 6)
    }
}

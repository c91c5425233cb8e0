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

    static let comma: UInt8 = 0x2C
    static let quote: UInt8 = 0x22
    static let lineEnd: UInt8 = 0x0A
}

/// Makes the leaves of a batch's tree: SHA-256 of 0, the salt of the line and the row's bytes.
package struct DecisionLeaves {
    private let salts: SaltDerivation
    /// Hashes leaves, and the nodes over them for whoever grows the tree.
    let hasher = SHA256()

    /// Leaves under the key of one batch.
    package init(batchKey: SecretKey) { salts = SaltDerivation(batchKey: batchKey) }

    /// The leaf of a row, given with its line end.
    package func leaf(row: Span<UInt8>, number: Int) -> Digest {
        unsafe row.withUnsafeBytes { bytes in
            unsafe MerkleTree.leafHash(
                salt: salts.salt(ofLine: UInt64(number)),
                content: bytes,
                hashing: hasher
            )
        }
    }

    /// The leaf of a row, given with its line end.
    package func leaf(row: ArraySlice<UInt8>, number: Int) -> Digest {
        leaf(row: row.span, number: number)
    }
}

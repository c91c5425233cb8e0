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

    /// The bytes of one row, with its line end.
    ///
    /// - Parameters:
    ///   - number: The line's number in the batch, from 1.
    ///   - transfer: The transfer's 16-character id.
    ///   - line: The line.
    ///   - person: The person whose right it is.
    ///   - payee: The person who receives.
    /// - Returns: The row as it is signed.
    package static func row(
        number: Int,
        transfer: String,
        line: DueLine,
        person: Person,
        payee: Person
    ) -> [UInt8] {
        let fields = [
            "\(number)", transfer, "\(line.person)", person.nationalID.revealed,
            person.name.revealed, "\(line.payee)", payee.name.revealed, line.programme,
            line.category, "\(line.month)", line.kind, line.source, line.cause, "\(line.amount)",
            line.rule, "\(line.year)", line.replaces,
        ]
        return Array((fields.map(quoted).joined(separator: ",") + "\n").utf8)
    }

    /// A field as RFC 4180 has it.
    package static func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D })
        else { return field }
        return "\""
            + field.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    /// The leaf of a line in the batch's tree: SHA-256 of 0, the salt and the row's bytes.
    package static func leaf(row: [UInt8], number: Int, salts: SaltDerivation) -> Digest {
        let salt = salts.salt(ofLine: UInt64(number))
        return MerkleTree.leafHash(salt.bytes + row)
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
        var rows: [DecisionRow] = []
        var number = firstNumber
        var lineNumber = 0
        for slice in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            lineNumber += 1
            if lineNumber == 1 {
                guard Array(slice) + [0x0A] == Array(header.utf8) else {
                    throw DecisionListError(line: 1)
                }
                continue
            }
            if slice.isEmpty && slice.endIndex == bytes.endIndex { break }
            guard let row = row(from: fields(of: slice)), row.number == number else {
                throw DecisionListError(line: lineNumber)
            }
            rows.append(row)
            number += 1
        }
        guard bytes.last == 0x0A else { throw DecisionListError(line: lineNumber) }
        return rows
    }

    private static func fields(of slice: ArraySlice<UInt8>) -> [String] {
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var previousWasQuote = false
        for byte in slice {
            if byte == 0x22 {
                if isQuoted && !previousWasQuote {
                    previousWasQuote = true
                } else if previousWasQuote {
                    field.append(byte)
                    previousWasQuote = false
                } else {
                    isQuoted = true
                }
            } else if byte == 0x2C && (!isQuoted || previousWasQuote) {
                fields.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
                isQuoted = false
                previousWasQuote = false
            } else {
                field.append(byte)
            }
        }
        fields.append(String(decoding: field, as: UTF8.self))
        return fields
    }

    private static func row(from fields: [String]) -> DecisionRow? {
        guard fields.count == 17, let number = Int(fields[0]), let person = Int64(fields[2]),
            let payee = Int64(fields[5]), let month = CalendarMonth(iso: fields[9]),
            let money = try? Money(digits: Array(fields[13].utf8), currency: .vnd),
            money.minorUnits > 0, person > 0, payee > 0, let year = Int(fields[15]),
            (2000...2999).contains(year), "\(year)" == fields[15]
        else { return nil }
        let line = DueLine(
            person: person,
            payee: payee,
            programme: fields[7],
            category: fields[8],
            month: month,
            kind: fields[10],
            source: fields[11],
            cause: fields[12],
            amount: money.minorUnits,
            rule: fields[14],
            year: year,
            replaces: fields[16]
        )
        return DecisionRow(number: number, transfer: fields[1], line: line)
    }
}

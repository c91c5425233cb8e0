// Reads a part of a decision list piece by piece, strictly, into columns.
//
// Invariants:
// (1) The same rows and the same fault come out, whatever the pieces.
// (2) Memory is bounded: a row has at most `maximumRow` bytes, a list `maximumRights` rights.
// (3) Nothing is allocated for a row whose words came before.

package import BankFiles
import Intake
import Ledger

/// Why a decision list cannot be read.
package struct DecisionListError: Error, Equatable, Sendable {
    /// The 1-based line in the file.
    package let line: Int
}

/// Reads a part of a decision list: call `feed` for each piece of the file, take the rows away when
/// they are many, then `finish`.
///
/// Rows before a fault are given out; with an error nothing of the part may be used.
package struct DecisionReader {
    /// A row longer than this is refused: two names, and words of rules and places.
    static let maximumRow = 16_384

    private let batch: BatchCode?
    /// The rows that were not taken away.
    package private(set) var chunk = DecisionChunk()

    private var number: Int
    private var lineNumber = 1
    private var fault: Int?
    private var carried: [UInt8] = []
    private var words = DecisionWords()
    /// The id of the row before, in two words, and its number.
    private var transfer: (high: UInt64, low: UInt64) = (0, 0)
    private var transferNumber: UInt32 = 0

    /// A reader of a part.
    ///
    /// - Parameters:
    ///   - batch: The batch whose transfers they are; nil where the sheet names none.
    ///   - firstNumber: The number of the part's first row; nil where any will do.
    package init(batch: BatchCode?, firstNumber: Int?) {
        self.batch = batch
        number = (firstNumber ?? 0) - 1
    }

    /// Takes the next piece of the part and appends its whole rows to the chunk.
    package mutating func feed(_ piece: Span<UInt8>) {
        var start = 0
        while fault == nil, start < piece.count {
            let end = piece.firstIndex(of: DecisionList.lineEnd, from: start)
            if end < piece.count, carried.isEmpty {
                take(piece.extracting(start...end))
            } else {
                let part = piece.extracting(start..<min(end + 1, piece.count))
                guard carried.count + part.count <= Self.maximumRow else {
                    fault = lineNumber
                    return
                }
                unsafe part.withUnsafeBufferPointer { unsafe carried.append(contentsOf: $0) }
                if end < piece.count {
                    var row: [UInt8] = []
                    swap(&row, &carried)
                    take(row.span)
                    row.removeAll(keepingCapacity: true)
                    swap(&row, &carried)
                }
            }
            start = end + 1
        }
    }

    /// Forgets the rows of the chunk.
    package mutating func removeRows() { chunk.removeAll() }

    /// Ends the part.
    ///
    /// - Throws: The first line that is not as it is written.
    package func finish() throws(DecisionListError) {
        if let fault { throw DecisionListError(line: fault) }
        // A last row without its end, or a part without its header.
        if !carried.isEmpty || lineNumber == 1 { throw DecisionListError(line: lineNumber) }
    }

    /// Takes one line with its end.
    private mutating func take(_ line: Span<UInt8>) {
        defer { lineNumber += 1 }
        let isTaken =
            lineNumber == 1
            ? line.isEqual(to: Self.header.span)
            : line.count <= Self.maximumRow && readRow(line)
        if !isTaken { fault = lineNumber }
    }

    private static let header = Array(DecisionList.header.utf8)

    private mutating func readRow(_ line: Span<UInt8>) -> Bool {
        var place = 0
        guard let number = line.decimal(at: &place), place + 17 <= line.count,
            line[place + 16] == DecisionList.comma
        else { return false }
        // The first row says where it begins; whoever puts parts together holds them to it.
        if self.number < 0 {
            self.number = Int(number) - 1
            chunk.firstNumber = Int(number)
        } else if chunk.count == 0 {
            chunk.firstNumber = self.number + 1
        }
        guard number > 0, Int(number) == self.number + 1 else { return false }
        readTransfer(line, place)
        place += 17
        guard let person = line.decimal(at: &place), LineColumns.persons.contains(person),
            DecisionWords.pass(line, &place), DecisionWords.pass(line, &place),
            let payee = line.decimal(at: &place), LineColumns.persons.contains(payee),
            DecisionWords.pass(line, &place),
            let end = replacedStart(line, from: place),
            let tail = words.tail(line.extracting(place..<end), in: &chunk.lines)
        else { return false }
        self.number += 1
        chunk.transfers.append(transferNumber)
        if end + 17 == line.count {
            let replaced = (end..<end + 16).map { line[$0] }
            chunk.lines.append(
                DueLine(
                    person: person,
                    payee: payee,
                    right: chunk.lines.table[Int(tail.right)],
                    month: CalendarMonth(number: tail.month),
                    amount: tail.amount,
                    replaces: String(decoding: replaced, as: UTF8.self)
                )
            )
        } else {
            chunk.lines.append(
                person: person,
                payee: payee,
                month: tail.month,
                amount: tail.amount,
                right: tail.right
            )
        }
        return true
    }

    /// A transfer's rows lie together: its id is read once.
    private mutating func readTransfer(_ line: Span<UInt8>, _ place: Int) {
        let id = (
            high: line.word(at: place).byteSwapped, low: line.word(at: place + 8).byteSwapped
        )
        guard id != transfer else { return }
        transfer = id
        let number = batch?.transferNumber(high: id.high, low: id.low)
        transferNumber = number.flatMap { UInt32(exactly: $0) } ?? 0
    }

    /// Where the last field begins: it is empty, or the 16 characters of a transfer's id.
    private func replacedStart(_ line: Span<UInt8>, from place: Int) -> Int? {
        if line.count - 2 >= place, line[line.count - 2] == DecisionList.comma {
            return line.count - 1
        }
        let start = line.count - 17
        guard start > place, line[start - 1] == DecisionList.comma else { return nil }
        for index in start..<line.count - 1 {
            guard TransferID.isCharacter(line[index]) else { return nil }
        }
        return start
    }
}

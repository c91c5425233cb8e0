// The decision list of a batch on its way into a folder, part by part, as lines are gone through.
//
// Invariant: a part ends after its last line, in the middle of a transfer where it must.

import BankFiles
import Disbursement
import Ledger
import Signing
import Store

/// Writes the parts of one decision list.
final class DecisionParts {
    private var parts: PartWriter

    /// A list without lines.
    ///
    /// - Parameters:
    ///   - folder: Where the batch is built.
    ///   - batchKey: The key of the salts.
    init(to folder: FolderWriter, batchKey: SecretKey) {
        parts = PartWriter(to: folder, batchKey: batchKey)
    }

    /// The root over the rows; after `finish`.
    var root: Digest { parts.root }

    /// Writes the lines of a transfer.
    ///
    /// - Parameters:
    ///   - lines: All lines.
    ///   - piece: Some of them.
    ///   - rows: Those of the transfer.
    ///   - id: Its id.
    ///   - payee: Who receives.
    ///   - pages: Where the persons stand.
    /// - Throws: `StoreError` where a file cannot be written, or a line is of nobody.
    func write(
        _ lines: LineColumns,
        _ piece: LinePiece,
        _ rows: Range<Int>,
        id: TransferID,
        payee: FoundPerson,
        _ pages: RegisterPages
    ) throws {
        try parts.write(lines, piece, rows, id: id, payee: payee, pages)
    }

    /// Ends the part that is open; after the last line.
    ///
    /// - Throws: `StoreError`.
    func finish() throws { try parts.finish() }
}

/// Writes the parts of one decision list; lent whole, so that each transfer takes hold of it once.
private struct PartWriter: ~Copyable {
    private let folder: FolderWriter
    private var writer = DecisionWriter()
    private let tree: TreeThread
    private var file: NewFile?
    private var part = 0

    init(to folder: FolderWriter, batchKey: SecretKey) {
        self.folder = folder
        tree = TreeThread(batchKey: batchKey)
    }

    var root: Digest { tree.root() }

    mutating func write(
        _ lines: LineColumns,
        _ piece: LinePiece,
        _ rows: Range<Int>,
        id: TransferID,
        payee: FoundPerson,
        _ pages: RegisterPages
    ) throws {
        let number = piece.payees[rows.lowerBound]
        let payee = DecisionPerson(number: number, nationalID: payee.nationalID, name: payee.name)
        var person = payee
        for row in rows {
            if person.number != piece.persons[row] {
                person = try self.person(piece.persons[row], pages)
            }
            if writer.opensPart { try open() }
            let right = Int(piece.rights[row])
            if !writer.knows(right: right) { writer.learn(lines.table[right], at: right) }
            writer.write(
                id: id,
                person: person,
                payee: payee,
                right: right,
                month: CalendarMonth(number: piece.months[row]),
                amount: piece.amounts[row],
                replaces: lines.replaces(piece.places.lowerBound + row)
            )
            try drain(isLast: writer.opensPart)
        }
    }

    private func person(_ number: Int64, _ pages: RegisterPages) throws -> DecisionPerson {
        guard let found = try pages.find(number) else {
            throw StoreError.damaged("a line is of person \(number), who is not in the register")
        }
        return DecisionPerson(number: number, nationalID: found.nationalID, name: found.name)
    }

    private mutating func open() throws {
        part += 1
        file = try folder.open(DecisionList.partName(part))
        writer.begin()
    }

    private mutating func drain(isLast: Bool) throws {
        if isLast { return try finish() }
        guard writer.isDue, var open = file.take() else { return }
        try drain(into: &open, isLast: false)
        file = consume open
    }

    private mutating func drain(into file: inout NewFile, isLast: Bool) throws {
        let tree = tree
        try unsafe writer.drain(into: &file) { rows, ends in
            unsafe tree.take(rows, ends: ends, isLast: isLast)
        }
    }

    mutating func finish() throws {
        guard var open = file.take() else { return }
        try drain(into: &open, isLast: true)
        folder.take(WrittenFile(path: DecisionList.partName(part), try open.finish()))
    }
}

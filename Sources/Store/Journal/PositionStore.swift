// How transfers stand: rows of `transfer_state`, each about one transfer or about many alike.
//
// Invariants:
// (1) How a transfer stands is the newest row that is about it; a transfer without one was handed over
//     and nothing more is known.
// (2) A row about many transfers says of each what a row of its own would say.

import GRDB
package import Intake
package import Ledger

/// A row about a batch's transfers: one, or many.
private struct StateRow {
    let position: StoredPosition
    let fact: Int64
    let transfer: Int
    let members: NumberSet?

    /// The row on which a scan of `columns` stands.
    init(_ rows: borrowing Scan) throws {
        guard let day = CivilDate(iso: rows.text(9)) else {
            throw StoreError.damaged("transfer_state: a day")
        }
        position = StoredPosition(
            status: rows.text(1),
            isBooked: rows.integer(2) != 0,
            hasComeBack: rows.integer(3) != 0,
            suspended: rows.integer(4),
            strayDebit: rows.integer(5),
            isReturnAnnounced: rows.integer(6) != 0,
            refusalEntry: rows.textIfAny(7),
            reason: rows.text(8),
            day: day
        )
        transfer = Int(rows.integer(0))
        fact = rows.integer(10)
        members = try rows.blob(11).map { bytes in
            guard let set = NumberSet(bytes: bytes, hasAmounts: false) else {
                throw StoreError.damaged("transfer_state: members")
            }
            return set
        }
    }

    static let columns = """
        transfer, status, is_booked, has_come_back, suspended, stray_debit, is_return_announced,
        refusal_entry, reason, day, fact, members
        """

    /// Gives each number of the row's transfers; none beyond the last of the batch.
    func forEach(upTo last: Int, _ body: (Int) -> Void) throws {
        guard let members else {
            guard transfer > 0, transfer <= last else {
                throw StoreError.damaged("transfer_state: a transfer")
            }
            return body(transfer)
        }
        var cursor = NumberSet.Cursor(members)
        while let (number, _) = cursor.next() {
            guard number <= last else { throw StoreError.damaged("transfer_state: members") }
            body(number)
        }
    }
}

extension BooksReader {
    /// Goes through the rows about a batch's transfers, the oldest first.
    private func forEachState(of batch: BatchRecord, _ body: (StateRow) throws -> Void) throws {
        let rows = try Scan(
            db,
            "SELECT \(StateRow.columns) FROM transfer_state WHERE batch = ? ORDER BY rowid"
        )
        rows.bind(1, batch.row)
        while try rows.step() { try body(try StateRow(rows)) }
    }

    /// How the transfers of a batch stand, by number; those that nobody spoke of have no position.
    package func positions(of batch: BatchRecord) throws -> SharedColumn<StoredPosition> {
        try requireLines(of: batch)
        var column = SharedColumn<StoredPosition>(count: batch.transferCount)
        try forEachState(of: batch) { row in
            let code = column.code(for: row.position)
            try row.forEach(upTo: batch.transferCount) { column.set($0, to: code) }
        }
        return column
    }

    /// How one transfer of a batch stands; nil where nobody spoke of it.
    package func position(of transfer: Int, in batch: Int64) throws -> StoredPosition? {
        let rows = try Scan(
            db,
            """
            SELECT \(StateRow.columns) FROM transfer_state
            WHERE batch = ? AND transfer IN (?, 0) ORDER BY rowid DESC
            """
        )
        rows.bind(1, batch)
        rows.bind(2, Int64(transfer))
        while try rows.step() {
            let row = try StateRow(rows)
            guard let members = row.members else { return row.position }
            if members.amount(of: transfer) != nil { return row.position }
        }
        return nil
    }

    /// The rows that are about one transfer, the oldest first.
    func states(
        of transfer: Int,
        in batch: BatchRecord
    ) throws -> [(fact: Int64, position: StoredPosition)] {
        var states: [(fact: Int64, position: StoredPosition)] = []
        try forEachState(of: batch) { row in
            guard row.members.map({ $0.amount(of: transfer) != nil }) ?? (row.transfer == transfer)
            else { return }
            states.append((row.fact, row.position))
        }
        return states
    }

    /// Whether a line came back and is still to be paid, whoever pays it again.
    package func isOpenAgain(line row: Int64) throws -> Bool {
        guard
            let line = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT batch, transfer FROM batch_line WHERE row = ?"),
                arguments: [row]
            )
        else { return false }
        return try position(of: line["transfer"], in: line["batch"])?.hasFailed ?? false
    }

    /// Whether a transfer of a batch stands as an answer with a signature says.
    package func standsBySignedAnswer(_ transfer: Int, in batch: BatchRecord) throws -> Bool {
        try transfersBySignedAnswers(of: batch).contains(transfer)
    }

    /// The numbers of the transfers of a batch that stand as an answer with a signature says.
    func transfersBySignedAnswers(of batch: BatchRecord) throws -> Set<Int> {
        let facts = try answers().filter { !$0.signer.isEmpty }.map(\.rows)
        guard !facts.isEmpty else { return [] }
        var signed: Set<Int> = []
        try forEachState(of: batch) { row in
            let isSigned = facts.contains { $0.contains(row.fact) }
            guard isSigned || !signed.isEmpty else { return }
            try row.forEach(upTo: batch.transferCount) {
                if isSigned { signed.insert($0) } else { signed.remove($0) }
            }
        }
        return signed
    }

    /// The last day on which each provider was asked to pay each batch of a unit, by the batch's row.
    package func requestedDays(unit: String) throws -> [Int64: [String: CivilDate]] {
        let rows = try Scan(
            db,
            """
            SELECT f.batch, f.provider, max(f.requested) FROM file f JOIN batch b ON b.rowid = f.batch
            WHERE b.unit = ? GROUP BY f.batch, f.provider
            """
        )
        rows.bind(1, unit)
        var days: [Int64: [String: CivilDate]] = [:]
        while try rows.step() {
            guard let day = CivilDate(iso: rows.text(2)) else {
                throw StoreError.damaged("file: a day")
            }
            days[rows.integer(0), default: [:]][rows.text(1)] = day
        }
        return days
    }

    /// The numbers of the transfers of a batch that were refused by a word about their whole file.
    func transfersRefusedWithFile(of batch: BatchRecord) throws -> Set<Int> {
        let wholeFile = try Int64.fetchSet(
            db,
            sql: """
                SELECT s.fact FROM status_fact s
                WHERE s.members IS NULL AND s.end_to_end IS NULL AND s.instruction IS NULL
                """
        )
        var refused: Set<Int> = []
        try forEachState(of: batch) { row in
            let isRefused = row.position.status == "rejected" && wholeFile.contains(row.fact)
            guard isRefused || !refused.isEmpty else { return }
            try row.forEach(upTo: batch.transferCount) {
                if isRefused { refused.insert($0) } else { refused.remove($0) }
            }
        }
        return refused
    }
}

/// Whom a row of `transfer_state` is about.
package enum StateSubject {
    /// One transfer, by its number, which is above zero.
    case single(Int)
    /// Many alike, by their numbers; at least one.
    case common(NumberSet)

    /// What the columns `transfer` and `members` hold.
    var cells: (transfer: Int64, members: [UInt8]?) {
        switch self {
        case .single(let number):
            precondition(number > 0, "a transfer has a number")
            return (Int64(number), nil)
        case .common(let members):
            precondition(!members.hasAmounts && members.count > 0, "a row is about somebody")
            return (0, members.bytes)
        }
    }
}

/// Writes rows about transfers; an answer may change a million of them.
final class StateWriter {
    private let insert: Scan
    private let step: Int64

    /// The columns of a row after its step, in the order of the table.
    static let columns = [
        "batch", "transfer", "status", "fact", "is_booked", "has_come_back", "suspended",
        "stray_debit", "is_return_announced", "refusal_entry", "reason", "day", "members",
    ]

    /// A writer in a step.
    init(_ writer: StepWriter) throws {
        step = writer.step
        try writer.begin("transfer_state")
        let marks = Array(repeating: "?", count: Self.columns.count + 1).joined(separator: ", ")
        insert = try Scan(
            writer.db,
            """
            INSERT INTO transfer_state (step, \(Self.columns.joined(separator: ", ")))
            VALUES (\(marks))
            """
        )
    }

    /// Writes how transfers stand.
    func write(
        _ position: StoredPosition,
        batch: Int64,
        of transfers: StateSubject,
        fact: Int64
    ) throws {
        let (transfer, members) = transfers.cells
        insert.bind(1, step)
        insert.bind(2, batch)
        insert.bind(3, transfer)
        insert.bind(4, position.status)
        insert.bind(5, fact)
        insert.bind(6, position.isBooked ? Int64(1) : 0)
        insert.bind(7, position.hasComeBack ? Int64(1) : 0)
        insert.bind(8, position.suspended)
        insert.bind(9, position.strayDebit)
        insert.bind(10, position.isReturnAnnounced ? Int64(1) : 0)
        insert.bind(11, position.refusalEntry)
        insert.bind(12, position.reason)
        insert.bind(13, "\(position.day)")
        insert.bind(14, blob: members)
        try insert.run()
    }
}

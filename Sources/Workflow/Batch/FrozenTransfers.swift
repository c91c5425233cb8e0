// What lies in files, as answers are held against it: transfers from the sealed files and rows.
//
// Invariants:
// (1) A transfer is what the provider was given, or is to be: after a stop list, without the lines
//     taken away.
// (2) A batch is read once, when an answer first speaks of it.
// (3) A batch that was not handed over is known too: an answer that names it is no stranger.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// The transfers and accounts of a set of books.
final class FrozenTransfers {
    private let open: OpenBooks
    /// The batches that were asked for, by code; nil for none of ours.
    private var batches: [BatchCode: BatchRecord?] = [:]
    /// The batch of each file that was asked for, by the file's message id; nil for none of ours.
    private var files: [String: BatchCode?] = [:]
    private let accounts: [(unit: String, account: UnitAccount)]
    /// The budget year of entries that name no transfer.
    let year: Int
    private var loaded: [BatchCode: LoadedBatch] = [:]
    /// The batch that was asked for last: answers speak of one at a time.
    private var last: LoadedBatch?
    /// Our accounts as the books have them now, by number and bank; an answer asks once an entry.
    private var ownAccounts: [AccountName: OwnAccount?] = [:]

    /// The transfers that are kept from one answer to the next.
    private static let keptCount = 4_000_000

    /// What an answer calls an account by.
    private struct AccountName: Hashable {
        let number: String
        let bank: BIN?
    }

    /// Everything that was frozen.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - year: The budget year of entries that name no transfer.
    /// - Throws: `StoreError`.
    init(open: OpenBooks, year: Int) throws {
        self.open = open
        self.year = year
        accounts = try AccountOwner.accounts(of: open)
    }

    private func load(_ code: BatchCode) throws -> LoadedBatch? {
        if let known = loaded[code] { return known }
        guard let batch = try record(of: code) else { return nil }
        let result = try LoadedBatch(batch, code: code, accounts: accounts, open: open)
        loaded[code] = result
        return result
    }

    private func record(of code: BatchCode) throws -> BatchRecord? {
        if let known = batches[code] { return known }
        let batch = try open.books.query { try $0.batch(code: "\(code)") }
        batches.updateValue(batch, forKey: code)
        return batch
    }

    /// The batch of a file as it stands after the last stop list; nil where it is none of ours.
    private func batch(ofFile message: String) throws -> BatchCode? {
        if let known = files[message] { return known }
        let code = try open.books.query { try $0.batch(ofFile: message) }.flatMap { BatchCode($0) }
        let isThere = try code.flatMap { try record(of: $0) }.map { batch in
            try open.books.files(of: batch).contains { $0.message == message }
        }
        let found = isThere == true ? code : nil
        files.updateValue(found, forKey: message)
        return found
    }

    /// The row of a batch that was asked for.
    func row(ofBatch code: BatchCode) -> Int64 {
        guard let batch = batches[code].flatMap({ $0 }) else {
            preconditionFailure("a transfer belongs to a batch")
        }
        return batch.row
    }

    /// Follows what an answer has changed; forgets what was read where a case was lowered, and where
    /// it has become much: it is read again.
    func follow(_ result: ReconciledAnswer) {
        if !result.matches.isEmpty { ownAccounts.removeAll() }
        if result.movements.contains(where: { $0.kind == .recovered })
            || loaded.values.reduce(0, { $0 + $1.sent.count }) > Self.keptCount
        {
            last = nil
            return loaded.removeAll()
        }
        for (code, positions) in result.positions { loaded[code]?.positions = positions }
    }
}

extension FrozenTransfers: TransferBook {
    func transfer(_ id: TransferID) throws -> SentTransfer? {
        if let last, last.sent.code.contains(id) { return try last.transfer(id.number) }
        last = try load(id.batch)
        return try last?.transfer(id.number)
    }

    func batch(_ code: BatchCode) throws -> SentBatch? { try load(code)?.sent }

    func batch(message: String?, group: String?) throws -> SentBatch? {
        // A group is named after its file.
        let name = message ?? group.map { String($0.dropLast(2)) } ?? ""
        return try batch(ofFile: name).flatMap { try load($0)?.sent }
    }

    func transfers(message: String?, group: String?) throws -> [SentTransfer] {
        let name = message ?? group.map { String($0.dropLast(2)) } ?? ""
        guard let batch = try batch(ofFile: name).flatMap({ try load($0) }) else { return [] }
        return try batch.numbers { $0.message == name && (group == nil || $0.group == group) }
            .compactMap { try batch.transfer($0) }
    }

    func positions(of batch: BatchCode) throws -> SharedColumn<TransferPosition> {
        try load(batch)?.positions ?? SharedColumn(count: 0)
    }

    func account(_ number: String, at bank: BIN?) throws -> OwnAccount? {
        let name = AccountName(number: number, bank: bank)
        if let known = ownAccounts[name] { return known }
        let account = try readAccount(number, at: bank)
        ownAccounts.updateValue(account, forKey: name)
        return account
    }

    private func readAccount(_ number: String, at bank: BIN?) throws -> OwnAccount? {
        let owners = AccountOwner.owners(of: number, at: bank, among: accounts)
        guard owners.count == 1, let (unit, account) = owners.first else { return nil }
        let awaited = try open.books.query {
            try $0.awaited(unit: unit, provider: account.provider)
        }
        return OwnAccount(
            number: number,
            unit: unit,
            provider: account.provider,
            year: year,
            awaited: awaited.map {
                AwaitedEntry(key: $0.key, isCredit: $0.isCredit, amount: $0.amount)
            }
        )
    }
}

extension StoredPosition {
    /// A position with the reason and day of the word that brought it.
    init(_ position: TransferPosition, reason: String, day: CivilDate) {
        self.init(
            status: position.status.rawValue,
            isBooked: position.isBooked,
            hasComeBack: position.hasComeBack,
            suspended: position.suspended,
            strayDebit: position.strayDebit,
            isReturnAnnounced: position.isReturnAnnounced,
            refusalEntry: position.refusalEntry,
            reason: reason,
            day: day
        )
    }
}

extension TransferPosition {
    /// A position as the books have it.
    ///
    /// - Throws: `StoreError.damaged` for a status that is none.
    init(_ stored: StoredPosition) throws {
        guard let status = TransferStatus(rawValue: stored.status) else {
            throw StoreError.damaged("transfer_state: status \(stored.status)")
        }
        self.init()
        self.status = status
        isBooked = stored.isBooked
        hasComeBack = stored.hasComeBack
        suspended = stored.suspended
        strayDebit = stored.strayDebit
        isReturnAnnounced = stored.isReturnAnnounced
        refusalEntry = stored.refusalEntry
    }
}

extension SealedFolder {
    /// The sub-folder whose files were handed over: of the last stop list, or none.
    static func part(of batch: BatchRecord) -> String {
        batch.stopCount == 0 ? "" : "stops/\(batch.stopCount < 10 ? "0" : "")\(batch.stopCount)/"
    }
}

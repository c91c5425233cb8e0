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
    private let files: [String: (batch: BatchRecord, file: FileRecord)]
    private let batches: [String: BatchRecord]
    private let accounts: [(unit: String, account: UnitAccount)]
    private let year: Int
    private var loaded: [String: LoadedBatch] = [:]

    /// A batch's transfers by number, and by file in the order of the file.
    private struct LoadedBatch {
        var transfers: [Int: SentTransfer] = [:]
        var numbersByFile: [String: [Int]] = [:]
        var positions: [Int: TransferPosition] = [:]
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
        var files: [String: (batch: BatchRecord, file: FileRecord)] = [:]
        var batches: [String: BatchRecord] = [:]
        for batch in try open.books.batches() {
            batches[batch.code] = batch
            for file in try open.books.files(of: batch) { files[file.message] = (batch, file) }
        }
        self.files = files
        self.batches = batches
        accounts = try AccountOwner.accounts(of: open)
    }

    private func load(_ batch: BatchRecord) throws -> LoadedBatch {
        if let known = loaded[batch.code] { return known }
        var result = LoadedBatch()
        result.positions = try open.books.query { try $0.positions(of: batch.row) }
            .mapValues { try TransferPosition($0) }
        let replaced = try open.books.query { try $0.replacedTransfers(of: batch.row) }
        let lines = Dictionary(
            grouping: try open.books.lines(of: batch).filter { !$0.isStopped },
            by: \.transfer
        )
        let cases = try open.books.query { try $0.decidedCases(batch: batch.row) }
        let part = SealedFolder.part(of: batch)
        let folder = "\(open.books.batchesFolder)/\(batch.code)/\(part)"
        for file in try open.books.files(of: batch) {
            guard
                let account = accounts.first(where: {
                    $0.unit == batch.unit && $0.account.provider == file.provider
                })?.account
            else { continue }
            for item in try SealedFolder.transfers(of: file, in: folder, debtorBank: account.bank) {
                result.numbersByFile[file.message, default: []].append(item.number)
                result.transfers[item.number] = SentTransfer(
                    id: item.id,
                    batch: batch.code,
                    unit: batch.unit,
                    year: batch.year,
                    file: file.message,
                    group: item.group,
                    provider: file.provider,
                    account: account.account,
                    payeeAccount: item.account,
                    parts: BatchTotal.of((lines[item.number] ?? []).map(\.line)),
                    isHandedOver: batch.isHandedOver,
                    isReplaced: replaced.contains(item.number),
                    overPayment: cases[item.number]
                )
            }
        }
        loaded[batch.code] = result
        return result
    }

    /// The row of a batch.
    func row(ofBatch code: String) -> Int64 {
        guard let batch = batches[code] else {
            preconditionFailure("a transfer belongs to a batch")
        }
        return batch.row
    }

    /// Follows what an answer has changed; forgets what was read where a case was lowered.
    func follow(_ result: ReconciledAnswer) {
        if result.movements.contains(where: { $0.kind == .recovered }) { return loaded.removeAll() }
        for change in result.changes {
            loaded[change.transfer.batch]?.positions[change.transfer.id.number] = change.to
        }
    }
}

extension FrozenTransfers: TransferBook {
    func transfer(_ id: TransferID) throws -> SentTransfer? {
        guard let batch = batches["\(id.batch)"] else { return nil }
        return try load(batch).transfers[id.number]
    }

    func transfers(message: String?, group: String?) throws -> [SentTransfer] {
        // A group is named after its file.
        let name = message ?? group.map { String($0.dropLast(2)) } ?? ""
        guard let (batch, _) = files[name] else { return [] }
        let loaded = try load(batch)
        return (loaded.numbersByFile[name] ?? []).sorted().compactMap { loaded.transfers[$0] }
            .filter { group == nil || $0.group == group }
    }

    func position(of transfer: SentTransfer) throws -> TransferPosition {
        guard let batch = batches[transfer.batch] else { return TransferPosition() }
        return try load(batch).positions[transfer.id.number] ?? TransferPosition()
    }

    func account(_ number: String, at bank: BIN?) throws -> OwnAccount? {
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

    /// One transfer as its file has it.
    typealias FiledTransfer = (
        id: TransferID, number: Int, account: BankAccountNumber?, group: String
    )

    /// The transfers of a payment file, from its list or, of a cash list, from itself.
    static func transfers(
        of file: FileRecord,
        in folder: String,
        debtorBank: String
    ) throws -> [FiledTransfer] {
        let path = "\(folder)\(file.path)"
        if path.hasSuffix(".csv"),
            let rows = CashListReader.read(try DurableFiles.read(path))
        {
            return rows.map { ($0.id, $0.id.number, nil, "") }
        }
        let list = "\(path.prefix(path.count - 4))-list.csv"
        let reading = TransferListReader.read(try DurableFiles.read(list), file: list)
        guard !reading.isRefused else { throw StoreError.damaged(file.path) }
        let bank = BIN(debtorBank)
        return (0..<reading.value.count).map { row in
            let transfer = reading.value[row]
            let group =
                path.hasSuffix(".xml") ? "\(file.message)-\(transfer.bank == bank ? 1 : 2)" : ""
            return (transfer.id, transfer.id.number, transfer.account, group)
        }
    }
}

// One batch as answers are held against it: what its lines pay, and in which file each transfer lies.
//
// Invariants:
// (1) Everything is in columns: thirty bytes a transfer, and one `SentTransfer` at a time.
// (2) A transfer that lies in no file of the batch is none.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// The transfers of a batch.
final class LoadedBatch {
    /// The transfers in columns.
    let sent: SentBatch
    /// Where they stand.
    var positions: SharedColumn<TransferPosition>
    private let batch: BatchRecord
    private let parts: SharedColumn<[BatchTotal]>
    private let replaced: Set<Int>
    private let cases: [Int: OverPayment]
    private let portions: [Portion]
    /// The unit's budget years that are settled.
    private let settledYears: Set<Int>
    /// The programmes by which the batch reserved the estimate.
    private let ownLines: Set<SourceYear>
    /// Where in its file's list a transfer's line begins, by number.
    private let offsets: [UInt32]

    /// A file, or one group of it, with what stands only in its list.
    private struct Portion {
        let sent: SentBatch.Portion
        let provider: String
        let account: String
        /// Whether the Treasury pays it from the estimate.
        let isDirect: Bool
        /// The list; nil for cash.
        let list: OpenFile?
    }

    /// Reads a batch.
    ///
    /// - Throws: `StoreError`.
    init(
        _ batch: BatchRecord,
        code: BatchCode,
        accounts: [AccountOwner.Owner],
        open: OpenBooks
    ) throws {
        self.batch = batch
        let (columns, stored) = try open.books.query {
            (try $0.transferColumns(of: batch), try $0.positions(of: batch))
        }
        parts = columns.parts
        positions = try stored.mapped { try TransferPosition($0) }
        // What is owed in another year by a decision is no more to be paid as this transfer.
        replaced = try open.books.query {
            try $0.replacedTransfers(of: batch.row).union(
                $0.transfersWithCarriedClaims(of: batch.code)
            )
        }
        (settledYears, ownLines) = try open.books.query { reader in
            (
                Set(try reader.settlements(of: batch.unit).map(\.year)),
                try reader.reservedLines(ofBatch: batch.code)
            )
        }
        cases = try open.books.query { try $0.decidedCases(batch: batch.row) }
        var filing = Filing(count: batch.transferCount)
        let folder =
            "\(open.books.batchesFolder)/\(batch.code)/\(SealedFolder.part(of: batch))"
        for file in try open.books.files(of: batch) {
            guard
                let account = accounts.first(where: {
                    $0.unit == batch.unit && $0.account.provider == file.provider
                })?.account
            else { continue }
            try filing.add(file, in: folder, account: account, batch: code)
        }
        portions = filing.portions
        offsets = filing.offsets
        var amounts = columns.amounts
        for number in amounts.indices where !filing.isFiled(number) { amounts[number] = 0 }
        sent = SentBatch(
            code: code,
            isHandedOver: batch.isHandedOver,
            portions: portions.map(\.sent),
            amounts: amounts,
            places: filing.places
        )
    }

    /// The numbers of the transfers of some portions, ascending.
    func numbers(_ isMeant: (SentBatch.Portion) -> Bool) -> [Int] {
        let meant = portions.map { isMeant($0.sent) }
        return sent.amounts.indices.filter {
            sent.amounts[$0] > 0 && meant[Int(sent.places[$0])]
        }
    }

    /// One transfer; nil where no file has it.
    func transfer(_ number: Int) throws -> SentTransfer? {
        guard sent.amounts.indices.contains(number), sent.amounts[number] > 0,
            let parts = parts[number]
        else { return nil }
        let portion = portions[Int(sent.places[number])]
        return SentTransfer(
            id: TransferID(batch: sent.code, number: number),
            batch: batch.code,
            unit: batch.unit,
            year: batch.year,
            file: portion.sent.message,
            group: portion.sent.group,
            provider: portion.provider,
            account: portion.account,
            payeeAccount: try payeeAccount(number, portion),
            parts: parts,
            isDirect: portion.isDirect,
            settledYears: settledYears,
            ownLines: ownLines,
            isHandedOver: batch.isHandedOver,
            isReplaced: replaced.contains(number),
            overPayment: cases[number]
        )
    }

    private func payeeAccount(_ number: Int, _ portion: Portion) throws -> BankAccountNumber? {
        guard let list = portion.list else { return nil }
        let account = try list.withBytes(
            at: Int(offsets[number]),
            count: TransferListPlaces.lineBytes
        ) { TransferListPlaces.account(inLineAt: $0).flatMap { BankAccountNumber($0) } }
        guard let account else {
            throw StoreError.damaged("batch \(batch.code): a list of transfers")
        }
        return account
    }

    /// The files of a batch, put into columns one after the other.
    private struct Filing {
        static let none = UInt16.max

        var portions: [Portion] = []
        var places: [UInt16]
        var offsets: [UInt32]

        init(count: Int) {
            places = [UInt16](repeating: Self.none, count: count + 1)
            offsets = [UInt32](repeating: 0, count: count + 1)
        }

        func isFiled(_ number: Int) -> Bool { places[number] != Self.none }

        /// Takes the transfers of a payment file, from its list or, of a cash list, from itself.
        mutating func add(
            _ file: FileRecord,
            in folder: String,
            account: UnitAccount,
            batch: BatchCode
        ) throws {
            let path = "\(folder)\(file.path)"
            if path.hasSuffix(".csv"),
                let rows = CashListReader.read(try DurableFiles.read(path))
            {
                let place = try portion("", file, account, list: nil)
                for row in rows { try put(row.id, batch, place, offset: 0) }
                return
            }
            let listPath = SealedFolder.listPath(of: path)
            let list = try OpenFile(listPath)
            let ownBank = BIN(account.bank)?.number
            var lines = TransferListPlaces()
            var groups: [UInt16?] = [nil, nil]
            var fault: (any Error)?
            try DurableFiles.forEachPiece(of: listPath, atMost: Int(UInt32.max)) { piece in
                lines.feed(piece) { line in
                    guard fault == nil else { return }
                    let group = line.bank == ownBank ? 0 : 1
                    do {
                        let name = path.hasSuffix(".xml") ? "\(file.message)-\(group + 1)" : ""
                        let place =
                            try groups[group] ?? portion(name, file, account, list: list)
                        groups[group] = place
                        try put(line.id, batch, place, offset: line.offset)
                    } catch { fault = error }
                }
            }
            if let fault { throw fault }
            guard lines.isWhole else { throw StoreError.damaged(file.path) }
        }

        private mutating func portion(
            _ group: String,
            _ file: FileRecord,
            _ account: UnitAccount,
            list: OpenFile?
        ) throws -> UInt16 {
            guard portions.count < Int(Self.none) else { throw StoreError.damaged(file.path) }
            portions.append(
                Portion(
                    sent: SentBatch.Portion(
                        message: file.message,
                        group: group,
                        way: list == nil ? .cash : account.isEstimate ? .estimate : .account
                    ),
                    provider: file.provider,
                    account: account.account,
                    isDirect: account.isEstimate,
                    list: list
                )
            )
            return UInt16(portions.count - 1)
        }

        private mutating func put(
            _ id: TransferID,
            _ batch: BatchCode,
            _ place: UInt16,
            offset: Int
        ) throws {
            guard batch.contains(id), id.number < places.count,
                let offset = UInt32(exactly: offset)
            else { throw StoreError.damaged("batch \(batch): a list of transfers") }
            places[id.number] = place
            offsets[id.number] = offset
        }
    }
}

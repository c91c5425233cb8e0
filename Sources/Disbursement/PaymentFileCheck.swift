// One payment file with its list: both are read once more, hashed, and the file is rendered again
// from the list into a sink that compares. Invariant (5) of SealedBatchVerifier.
//
// Invariants:
// (1) Nothing of the file is built: a piece of it is compared with what its rows render to.
// (2) The list is counted first, for a file's head tells its totals, then read and rendered.
// (3) Nothing that a damaged page or list says stops the process: it is asked before it is used.

import BankFiles
import Intake
import Ledger
import Signing

/// What a payment file and its list turned out to be.
struct PaymentFileResult: Sendable {
    /// What is wrong with the pair.
    enum Outcome: Sendable {
        /// The file is not there: MANIFEST tells.
        case missing
        /// The list is not there: MANIFEST tells.
        case listMissing
        /// The list is damaged, or no list of this file.
        case listDamaged
        /// The cash list is damaged.
        case cashDamaged
        /// The file is not what its list renders to.
        case different
        /// All is well.
        case same
    }

    /// What was found.
    var outcome: Outcome
    /// The payment file.
    var file: FileTraits?
    /// The list beside it.
    var list: FileTraits?
    /// Its rows; none where the list cannot be used.
    var count = 0
    /// Their VND.
    var sum: Int64 = 0
    /// Its rows, held against the decision.
    var listed = ListedTransfers()
}

/// Compares what is written with a file.
struct ComparingSink: ByteSink, ~Copyable {
    /// The file.
    var scan: FileScan
    /// Whether all bytes so far are the file's.
    private(set) var isSame = true

    /// A sink for one file.
    init(_ scan: consuming FileScan) { self.scan = scan }

    /// Compares the next bytes.
    ///
    /// - Throws: What reading the file throws.
    mutating func write(_ bytes: Span<UInt8>) throws {
        if isSame { isSame = try scan.takes(bytes) }
    }
}

/// Checks one payment file.
struct PaymentFileCheck: Sendable {
    /// The folder.
    let folder: FolderContent
    /// The path of the payment file in it; nil where there is no such file.
    let file: String?
    /// The path of the list beside it; nil where there is no such file.
    let list: String?
    /// What its page says of the file.
    let page: ProviderSheet.File
    /// The provider's profile.
    let profile: ProviderProfile
    /// What the decision pays; nil where the provider's part stands alone.
    let decided: TransferAmounts?
    /// The batch whose transfers they are.
    let batch: BatchCode?
    /// VND that stop lists take away, by transfer.
    let stopped: [Int: Int64]

    /// Checks the file.
    func run() -> PaymentFileResult {
        guard let file, var scan = try? FileScan(folder, file) else {
            return PaymentFileResult(outcome: .missing)
        }
        if profile.format == .cashList { return checkCash(&scan) }
        var result = PaymentFileResult(outcome: .listDamaged)
        var sink = ComparingSink(scan)
        do {
            result.outcome = try check(&sink, &result)
        } catch {
            // The pass over the file or its list was cut off: one of them has no traits.
            result.outcome = .listDamaged
        }
        if result.outcome == .listDamaged || result.outcome == .listMissing {
            (result.count, result.sum, result.listed) = (0, 0, ListedTransfers())
        }
        if let end = try? sink.scan.finish() {
            result.file = end.traits
            if result.outcome == .same, !end.wasAtEnd { result.outcome = .different }
        } else {
            result.outcome = .missing
        }
        return result
    }

    private func checkCash(_ scan: inout FileScan) -> PaymentFileResult {
        var result = PaymentFileResult(outcome: .cashDamaged)
        var reader = CashListReader()
        do {
            try scan.forEachPiece { piece in
                reader.feed(piece)
                take(reader.ids, reader.amounts, &result)
                reader.removeRows()
            }
            result.file = try scan.finish().traits
        } catch {
            return PaymentFileResult(outcome: .missing)
        }
        guard reader.finish() else {
            return PaymentFileResult(outcome: .cashDamaged, file: result.file)
        }
        result.outcome = .same
        result.count = reader.totals.count
        result.sum = reader.totals.sum
        return result
    }

    /// Reads the list twice: to count it, then to render it.
    private func check(
        _ sink: inout ComparingSink,
        _ result: inout PaymentFileResult
    ) throws -> PaymentFileResult.Outcome {
        guard let path = list, var list = try? FileScan(folder, path) else { return .listMissing }
        guard let header = try header(path) else {
            result.list = try list.finish().traits
            return .listDamaged
        }
        var writer = PaymentFileWriter(profile: profile, header: header, banks: .shipped)
        try writer.begin(into: &sink)
        var reader = TransferListReader(file: page.list)
        var chunk = TransferChunk()
        var rows = RenderedRows(header, profile)
        var written: Result<Void, any Error> = .success(())
        try list.forEachPiece { piece in
            reader.feed(piece, into: &chunk)
            if rows.takes(chunk), sink.isSame {
                written = Result { try writer.write(chunk, into: &sink) }
            }
            take(chunk.ids, chunk.amounts, &result)
            chunk.removeAll()
        }
        reader.finish()
        result.list = try list.finish().traits
        try written.get()
        guard reader.diagnostics.isEmpty, rows.isComplete else { return .listDamaged }
        result.count = reader.totals.count
        result.sum = reader.totals.sum
        // A writer that was not given all rows must not end its file.
        guard sink.isSame else { return .different }
        try writer.finish(into: &sink)
        return sink.isSame ? .same : .different
    }

    /// The head of the file; nil where page, profile or list cannot have one.
    private func header(_ list: String) throws -> PaymentFileHeader? {
        guard PaymentFileHeader.isMessageID(page.message),
            let name = BankText(exactly: Array(page.debtorName.utf8)[...]),
            PaymentFileHeader.Debtor.isName(name),
            let account = BankAccountNumber(page.debtorAccount),
            page.debtorBank == profile.bank.map({ "\($0)" }),
            profile.debtorAddress == nil || address != nil
        else { return nil }
        let bank = profile.bank
        var census = TransferListCensus(ownBank: bank)
        var scan = try FileScan(folder, list, hashes: false)
        try scan.forEachPiece { census.feed($0) }
        guard let totals = census.totals,
            totals.ownBank.count + totals.otherBank.count <= profile.maximumTransfers
        else { return nil }
        return PaymentFileHeader(
            messageID: page.message,
            createdAt: page.createdAt,
            requestedDate: page.requested,
            debtor: .init(name: name, account: account, bank: bank, address: address),
            ownBank: totals.ownBank,
            otherBank: totals.otherBank,
            batchBooking: profile.batchBooking
        )
    }

    /// The payer's address, as the page has it.
    private var address: PostalAddress? {
        guard let town = page.debtorTown, let province = page.debtorProvince,
            let town = BankText(exactly: Array(town.utf8)[...]),
            let province = BankText(exactly: Array(province.utf8)[...])
        else { return nil }
        return PostalAddress(town: town, province: province)
    }

    private func take(_ ids: [TransferID], _ amounts: [Int64], _ result: inout PaymentFileResult) {
        guard let decided else { return }
        for (id, amount) in zip(ids, amounts) {
            let number = batch?.contains(id) == true ? id.number : 0
            result.listed.take(number, amount, decided: decided, stopped: stopped)
        }
    }
}

/// Holds rows against the head of their file, as its writer does, without stopping the process.
private struct RenderedRows {
    private let header: PaymentFileHeader
    private let profile: ProviderProfile
    private var bank: BIN?
    private var own = TransferTotals()
    private var other = TransferTotals()
    private var isSound = true

    init(_ header: PaymentFileHeader, _ profile: ProviderProfile) {
        self.header = header
        self.profile = profile
    }

    /// Whether a chunk may be written: known banks that the profile can name and that may share the file,
    /// the own bank's transfers first, no more than the head says.
    mutating func takes(_ chunk: TransferChunk) -> Bool {
        bank = bank ?? chunk.banks.first
        guard isSound, chunk.hasKnownBanks(in: .shipped), canShare(chunk) else {
            isSound = false
            return false
        }
        let totals = chunk.totals(ownBank: header.debtor.bank)
        let firstOther = chunk.banks.firstIndex { $0 != header.debtor.bank } ?? chunk.count
        isSound =
            firstOther == totals.ownBank.count && (other.count == 0 || totals.ownBank.count == 0)
        own = own + totals.ownBank
        other = other + totals.otherBank
        return isSound
    }

    /// Most profiles name every bank and put all into one file: then no row is looked at.
    private func canShare(_ chunk: TransferChunk) -> Bool {
        if profile.members != .bins, !chunk.banks.allSatisfy({ profile.members.hasID(of: $0) }) {
            return false
        }
        return profile.filesApart == .together
            || profile.canShareFile([bank].compactMap { $0 } + chunk.banks)
    }

    /// Whether all rows of the head came.
    var isComplete: Bool { isSound && own == header.ownBank && other == header.otherBank }
}

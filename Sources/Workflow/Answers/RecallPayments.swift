// Payments that were handed over wrongly are asked back from their provider.
//
// Invariants:
// (1) Nothing moves: until the bank's statement shows the money, it counts as paid; a word about a
//     recall only informs (`StatusRule`).
// (2) A recall is asked by the account holder, who signed the file, on a paper, of one file.
// (3) What never left or came back already cannot be asked back; all such transfers are told in one go.
// (4) The same recall again writes the same file and no step.

package import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// A recall that was written.
package struct RecallReport: Sendable {
    /// The recall's own id.
    package let id: String
    /// The file that holds the payments.
    package let message: String
    /// The provider.
    package let provider: String
    /// How many payments are asked back.
    package let count: Int
    /// VND.
    package let amount: Int64
    /// Where it was written; its signature lies beside it.
    package let path: String
    /// Whether it was asked before.
    package let isKnown: Bool
}

/// Asks payments back.
package struct RecallPayments {
    /// The most transfers of one recall that is not of a whole file.
    private static let most = 200

    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Asks transfers of one file back, or the whole file, and writes what the provider gets.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - names: Ids of transfers, or the id of one file.
    ///   - reason: Why.
    ///   - document: The paper that decided it.
    ///   - folder: Where the file is written.
    ///   - officer: The account holder of the unit.
    /// - Returns: What was asked.
    /// - Throws: ``StepRefusal`` with every transfer that cannot be asked back.
    package func run(
        _ open: OpenBooks,
        names: [String],
        reason: RecallReason,
        document: String,
        folder: String,
        officer: OfficerKey
    ) throws -> RecallReport {
        let paper = try DocumentReference.required(document)
        try open.requireProof()
        let book = try FrozenTransfers(open: open, year: environment.now.date.month.year)
        let (transfers, isWhole) = try find(names, in: book)
        let first = transfers[0]
        try officer.require([.accountHolder], unit: first.unit)
        try check(transfers, book)
        let ids = isWhole ? [] : transfers.map { "\($0.id)" }
        let digest = Digest.of(
            utf8: ([first.file, reason.rawValue, paper.digest.hex] + ids).joined(separator: "\n")
        )
        let key = "recall/\(digest.hex)"
        let before = try open.books.query { try $0.recalls() }.first { $0.key == key }
        let record =
            before
            ?? RecallRecord(
                message: first.file,
                reason: reason.rawValue,
                transfers: ids,
                document: document,
                at: environment.now,
                key: key
            )
        let recall = try recall(
            record,
            digest: digest,
            reason: reason,
            transfers: transfers,
            open: open
        )
        if before == nil {
            try open.books.step(
                StepInfo(
                    key: key,
                    verb: RecallRecord.verb,
                    at: environment.now,
                    officer: officer.certificate.fingerprint.hex,
                    detail: record.detail
                )
            ) { _ in }
        }
        return RecallReport(
            id: recall.id,
            message: recall.message,
            provider: first.provider,
            count: transfers.count,
            amount: recall.sum,
            path: try write(recall, to: folder, officer: officer),
            isKnown: before != nil
        )
    }

    /// The transfers that are named, in order, and whether they are a whole file.
    private func find(
        _ names: [String],
        in book: FrozenTransfers
    ) throws -> (transfers: [SentTransfer], isWhole: Bool) {
        func refuse(_ message: Phrase) -> StepRefusal { StepRefusal(.usage, message) }
        if names.count == 1 {
            let all = try book.transfers(message: names[0], group: nil)
            if !all.isEmpty { return (all.sorted { $0.id < $1.id }, true) }
        }
        var found: [TransferID: SentTransfer] = [:]
        for name in names {
            guard let id = TransferID(tidied: name), let transfer = try book.transfer(id) else {
                throw refuse(
                    Phrase(
                        vi: "\(name) không phải mã khoản chi hay mã tệp trong sổ",
                        en: "\(name) is no transfer and no file of these books"
                    )
                )
            }
            found[id] = transfer
        }
        let transfers = found.values.sorted { $0.id < $1.id }
        guard !transfers.isEmpty, transfers.count <= Self.most,
            transfers.allSatisfy({ $0.file == transfers[0].file })
        else {
            throw refuse(
                Phrase(
                    vi: "mỗi lần thu hồi: 1 đến \(Self.most) khoản của cùng một tệp, hoặc mã tệp",
                    en: "a recall asks for 1 to \(Self.most) transfers of one file, or names a file"
                )
            )
        }
        return (transfers, false)
    }

    /// Invariant (3).
    private func check(_ transfers: [SentTransfer], _ book: FrozenTransfers) throws {
        let positions = try book.positions(of: transfers[0].id.batch)
        let faults = transfers.compactMap { transfer -> Diagnostic? in
            let status = (positions[transfer.id.number] ?? TransferPosition()).status
            guard !transfer.isHandedOver || status.hasFailed else { return nil }
            let state =
                transfer.isHandedOver
                ? status.phrase : Phrase(vi: "chưa bàn giao", en: "not handed over")
            return Diagnostic(
                .error,
                code: "recall-nothing-out",
                at: Location(file: transfer.file, field: "\(transfer.id)"),
                Phrase(
                    vi: "không có tiền để thu hồi: \(state.vietnamese)",
                    en: "no money is out that could be asked back: \(state.english)"
                ),
                hint: Phrase(
                    vi: "trước bàn giao dùng batch stop; khoản đã về thì batch repair",
                    en: "before hand-over use batch stop; what came back, batch repair"
                )
            )
        }
        guard faults.isEmpty else {
            throw StepRefusal(
                .dataErrors,
                Phrase(vi: "không xin thu hồi khoản nào", en: "nothing was asked back"),
                diagnostics: faults
            )
        }
    }

    private func recall(
        _ record: RecallRecord,
        digest: Digest,
        reason: RecallReason,
        transfers: [SentTransfer],
        open: OpenBooks
    ) throws -> Recall {
        let first = transfers[0]
        let profiles = ProviderProfiles.kept(in: "\(open.books.batchesFolder)/\(first.batch)")
        guard let profile = profiles[first.provider]?.profile else {
            throw StoreError.partMissing(
                "batches/\(first.batch)/files/\(first.provider)/profile.toml"
            )
        }
        let unit = try open.books.units().first { $0.code == first.unit }
        let account = unit?.accounts.values.first { $0.account == first.account }
        // As many digits as the bank takes of an id, as far as they are needed.
        let digits = min(24, profile.idLength - 3)
        return Recall(
            id: "RC-\(digest.hex.prefix(digits).uppercased())",
            createdAt: record.at,
            debtor: try text(account?.holder ?? unit?.name ?? first.unit),
            debtorAccount: first.account,
            provider: profile.name,
            bank: profile.bank,
            message: first.file,
            order: profile.format == .pain001 ? profile.version ?? .v09 : nil,
            reason: reason,
            document: try text(record.document),
            isWhole: record.transfers.isEmpty,
            payments: transfers.map {
                RecalledPayment(
                    id: $0.id,
                    group: $0.group,
                    amount: $0.amount,
                    account: $0.payeeAccount
                )
            }
        )
    }

    /// A text in the bank's letters.
    private func text(_ text: String) throws -> BankText {
        do throws(BankTextRefusal) {
            return try BankText(text)
        } catch {
            throw StepRefusal(.usage, error.message)
        }
    }

    /// Writes the recall and the account holder's signature over it.
    private func write(_ recall: Recall, to folder: String, officer: OfficerKey) throws -> String {
        let (name, bytes) = recall.file
        let path = "\(folder)/\(name)"
        let signature = try DetachedSignature.sign(
            digest: Digest.of(bytes),
            certificate: officer.certificate,
            key: officer.key,
            at: recall.createdAt.seconds
        )
        try DurableFiles.makeFolder(folder)
        for (content, place) in [(bytes, path), (signature, path + AnswerNames.signature)] {
            try DurableFiles.removeTree(place + ".tmp")
            try DurableFiles.write(content, to: place + ".tmp")
            try DurableFiles.move(place + ".tmp", to: place)
        }
        try DurableFiles.syncFolder(folder)
        return path
    }
}

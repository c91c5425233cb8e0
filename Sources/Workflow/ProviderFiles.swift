// The folders of the providers: payment files with their lists, the page, the profile, MANIFEST.
//
// Invariant: a stop list's files are made by the same code from the transfers that are left.

import BankFiles
import Disbursement
import Enrolment
import Intake
import Ledger
import Signing
import Store

/// Makes the files of all providers of a batch.
struct ProviderFiles {
    /// A file with its path below the folder of the batch or stop list.
    struct Output {
        /// The path.
        let path: String
        /// The bytes.
        let bytes: [UInt8]
    }

    /// A payment file in the books' words.
    struct PaymentFile {
        /// What `batch.toml` says of it.
        let sheet: BatchSheet.File
        /// The message id.
        let message: String
        /// The numbers of its transfers.
        let transfers: [Int]
    }

    let content: FrozenContent
    let period: CalendarMonth
    let createdAt: Instant
    let accountHolders: [String]
    /// The stop list these files follow; 0 for the frozen content.
    let stop: Int
    /// Lines taken away, by index.
    let stopped: Set<Int>

    private(set) var outputs: [Output] = []
    private(set) var files: [PaymentFile] = []

    init(
        content: FrozenContent,
        period: CalendarMonth,
        createdAt: Instant,
        accountHolders: [String],
        stop: Int = 0,
        stopped: Set<Int> = []
    ) {
        self.content = content
        self.period = period
        self.createdAt = createdAt
        self.accountHolders = accountHolders
        self.stop = stop
        self.stopped = stopped
    }

    /// Renders every provider's folder.
    ///
    /// - Throws: ``StepRefusal`` where a profile is missing or a text cannot be written.
    mutating func render() throws {
        var byProvider: [String: [Transfer]] = [:]
        for transfer in content.transfers where amount(of: transfer) > 0 {
            byProvider[content.provider(of: transfer), default: []].append(transfer)
        }
        for (provider, transfers) in byProvider.sorted(by: { $0.key < $1.key }) {
            try render(provider, transfers)
        }
        outputs.sort { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
    }

    /// VND of a transfer without the lines taken away.
    private func amount(of transfer: Transfer) -> Int64 {
        transfer.lines.reduce(0) { $0 + (stopped.contains($1) ? 0 : content.lines[$1].amount) }
    }

    private mutating func render(_ provider: String, _ transfers: [Transfer]) throws {
        guard let profile = ProviderProfile.shipped.first(where: { $0.id == provider }),
            let profileText = ProviderProfile.shippedText(id: provider),
            let account = content.unit.accounts.values.first(where: { $0.provider == provider })
        else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "không có mẫu tệp cho đơn vị chi trả \(provider)",
                    en: "there is no profile for provider \(provider)"
                )
            )
        }
        let folder = "files/\(provider)/"
        var own: [Transfer] = []
        var other: [Transfer] = []
        for transfer in transfers {
            if case .account(let bank, _) = transfer.payee.way, BIN(bank) != profile.bank {
                other.append(transfer)
            } else {
                own.append(transfer)
            }
        }
        var sheetFiles: [ProviderSheet.File] = []
        var pieces: [Output] = []
        for part in profile.parts(ownBank: own.count, otherBank: other.count) {
            let chosen = Array(own[part.ownBank]) + Array(other[part.otherBank])
            let head = try head(provider, part.sequence, account, profile)
            let name = head.message + profile.format.fileExtension
            let (bytes, list) = try render(chosen, head: head, profile: profile)
            let listName = list == nil ? name : "\(head.message)-list.csv"
            pieces.append(Output(path: name, bytes: bytes))
            if let list { pieces.append(Output(path: listName, bytes: list)) }
            let sum = chosen.reduce(0) { $0 + amount(of: $1) }
            let digest = Digest.of(bytes)
            sheetFiles.append(
                ProviderSheet.File(
                    name: name,
                    list: listName,
                    message: head.message,
                    createdAt: createdAt,
                    requested: head.requested,
                    debtorName: head.debtor.name.revealed,
                    debtorAccount: account.account,
                    debtorBank: account.bank,
                    transferCount: chosen.count,
                    amount: sum,
                    size: bytes.count,
                    digest: digest
                )
            )
            files.append(
                PaymentFile(
                    sheet: BatchSheet.File(
                        path: folder + name,
                        provider: provider,
                        transferCount: chosen.count,
                        amount: sum,
                        size: bytes.count,
                        digest: digest,
                        account: account.account,
                        requested: head.requested
                    ),
                    message: head.message,
                    transfers: chosen.map(\.number)
                )
            )
        }
        let page = ProviderSheet(
            batch: "\(content.code)",
            stop: stop,
            provider: provider,
            accountHolders: accountHolders,
            files: sheetFiles
        )
        pieces.append(Output(path: "handover.toml", bytes: Array(page.text.utf8)))
        pieces.append(Output(path: "profile.toml", bytes: Array(profileText.utf8)))
        let manifest = try Manifest(
            pieces.map { Manifest.Entry(path: $0.path, digest: Digest.of($0.bytes)) }
        )
        pieces.append(Output(path: "MANIFEST", bytes: Array(manifest.text.utf8)))
        outputs += pieces.map { Output(path: folder + $0.path, bytes: $0.bytes) }
    }

    private func head(
        _ provider: String,
        _ sequence: Int,
        _ account: UnitAccount,
        _ profile: ProviderProfile
    ) throws -> RenderingHead {
        guard let number = BankAccountNumber(account.account), let bank = BIN(account.bank),
            let name = try? BankText(account.holder)
        else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "tài khoản của đơn vị \(content.unit.code) ở \(provider) không hợp lệ",
                    en: "the account of unit \(content.unit.code) with \(provider) is not valid"
                )
            )
        }
        let place = content.unit.accounts.values.map(\.provider).sorted().firstIndex(of: provider)
        let message =
            "\(content.code)-\((place ?? 0) + 1)-\(sequence)" + (stop == 0 ? "" : "-S\(stop)")
        return RenderingHead(
            message: message,
            createdAt: createdAt,
            requested: requestedDate(),
            debtor: .init(name: name, account: number, bank: bank)
        )
    }

    /// The day on which the money shall move: the first day of the period, or the day after the
    /// freeze when that has begun.
    private func requestedDate() -> CivilDate {
        max(period.firstDay, createdAt.date.advanced(byDays: 1))
    }

    private func render(
        _ transfers: [Transfer],
        head: RenderingHead,
        profile: ProviderProfile
    ) throws -> (file: [UInt8], list: [UInt8]?) {
        if profile.format == .cashList {
            let payouts = try transfers.map { transfer in
                try CashPayout(
                    id: transfer.id,
                    name: transfer.payee.name,
                    identification: transfer.payee.nationalID.revealed,
                    amount: amount(of: transfer)
                )
            }
            return (try PaymentRendering.cashList(payouts), nil)
        }
        var chunk = TransferChunk()
        for transfer in transfers {
            guard case .account(let bank, let number) = transfer.payee.way, let bin = BIN(bank)
            else { preconditionFailure("a transfer by account has one") }
            chunk.append(
                CreditTransfer(
                    id: transfer.id,
                    creditorName: try BankText(transfer.payee.name.revealed)
                        .capped(to: profile.caps.name),
                    bank: bin,
                    account: number,
                    amount: amount(of: transfer),
                    narrative: BankText.narrative(month: period, id: transfer.id)
                )
            )
        }
        return (
            try PaymentRendering.file(chunk, head: head, profile: profile),
            try PaymentRendering.list(chunk)
        )
    }
}

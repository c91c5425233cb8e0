// The folders of the providers: payment files with their lists, the page, the profile, MANIFEST.
//
// Invariants:
// (1) A stop list's files are made by the same code from the transfers that are left.
// (2) Each file is one pass over the payments that were kept for it; how many it holds depends on the
//     profile and the payments alone.

import BankFiles
import Disbursement
import Enrolment
import Intake
import Ledger
import Signing
import Store

/// Makes the files of all providers of a batch.
struct ProviderFiles {
    /// A payment file in the books' words.
    struct PaymentFile {
        /// What `batch.toml` says of it.
        let sheet: BatchSheet.File
        /// The message id.
        let message: String
        /// What it pays, by programme, source and budget year.
        let totals: [BatchTotal]
    }

    let content: FrozenContent
    let period: CalendarMonth
    let createdAt: Instant
    let accountHolders: [String]
    /// The stop list these files follow; 0 for the frozen content.
    let stop: Int

    init(
        content: FrozenContent,
        period: CalendarMonth,
        createdAt: Instant,
        accountHolders: [String],
        stop: Int = 0
    ) {
        self.content = content
        self.period = period
        self.createdAt = createdAt
        self.accountHolders = accountHolders
        self.stop = stop
    }

    /// Writes every provider's folder.
    ///
    /// - Returns: The payment files, in order of provider and sequence.
    /// - Throws: ``StepRefusal`` where a profile is missing or a text cannot be written.
    func write(to folder: FolderWriter) throws -> [PaymentFile] {
        try content.payments.sorted { $0.key < $1.key }.flatMap { provider, payments in
            try write(provider, payments, to: folder)
        }
    }

    private func write(
        _ provider: String,
        _ payments: ProviderPayments,
        to folder: FolderWriter
    ) throws -> [PaymentFile] {
        guard let (profile, profileText) = content.profiles[provider],
            let account = content.unit.accounts.values.first(where: { $0.provider == provider })
        else { preconditionFailure("a provider that pays has a profile and an account") }
        let prefix = "files/\(provider)/"
        var sheetFiles: [ProviderSheet.File] = []
        var files: [PaymentFile] = []
        for group in try payments.groups(by: profile) {
            let readers = (group.first.reader(), group.second.reader())
            let parts = try parts(group, profile)
            let own = try group.first.totals(ofRuns: parts.map(\.ownBank.count))
            let other = try group.second.totals(ofRuns: parts.map(\.otherBank.count))
            for totals in zip(own, other).map({ PartTotals(own: $0, other: $1) }) {
                let head = try head(provider, files.count + 1, account, profile)
                var rights = [Int64](repeating: 0, count: content.lines.table.count)
                let written = try write(
                    readers,
                    totals,
                    head: head,
                    profile: profile,
                    at: prefix,
                    to: folder,
                    &rights
                )
                let file = paymentFile(written.file, provider, head, account, totals.all, rights)
                let orders =
                    profile.paysFrom == .estimate
                    ? ProviderSheet.Withdrawal.rows(of: file.totals) : []
                sheetFiles.append(sheetFile(written, totals.all, orders, head, account))
                files.append(file)
            }
        }
        let page = ProviderSheet(
            batch: "\(content.code)",
            stop: stop,
            provider: provider,
            accountHolders: accountHolders,
            files: sheetFiles
        )
        try folder.write(page.text, to: "\(prefix)handover.toml")
        try folder.write(profileText, to: "\(prefix)profile.toml")
        try folder.writeManifest(below: prefix)
        return files
    }

    /// A payment file in the books' words.
    private func paymentFile(
        _ written: WrittenFile,
        _ provider: String,
        _ head: RenderingHead,
        _ account: UnitAccount,
        _ totals: TransferTotals,
        _ rights: [Int64]
    ) -> PaymentFile {
        PaymentFile(
            sheet: BatchSheet.File(
                path: written.path,
                provider: provider,
                transferCount: totals.count,
                amount: totals.sum,
                size: written.size,
                digest: written.digest,
                account: account.account,
                requested: head.requested
            ),
            message: head.message,
            totals: BatchTotal.of(rights: zip(content.lines.table, rights))
        )
    }

    /// The files of a provider; amounts are gathered only where they split a file.
    private func parts(
        _ payments: ProviderPayments,
        _ profile: ProviderProfile
    ) throws -> [PaymentFilePart] {
        guard profile.maximumTotal != nil else {
            return profile.parts(
                ownBank: repeatElement(0, count: payments.first.count),
                otherBank: repeatElement(0, count: payments.second.count)
            )
        }
        let (own, other) = (try payments.first.amounts(), try payments.second.amounts())
        guard (own + other).allSatisfy({ profile.isPayable($0) }) else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "có khoản chi lớn hơn tổng tiền tối đa một tệp của mẫu \(profile.id)",
                    en: "a payment is above the largest sum of a file of profile \(profile.id)"
                ),
                hint: Phrase(
                    vi: "chi khoản đó qua ngân hàng khác, hoặc hỏi ngân hàng hạn mức mới",
                    en: "pay it through another bank, or ask the bank for its new limit"
                )
            )
        }
        return profile.parts(ownBank: own, otherBank: other)
    }

    /// Refuses a bank that the provider's file cannot name, and an amount that its way does not take.
    private func check(_ chunk: TransferChunk, by profile: ProviderProfile) throws {
        if let rail = profile.rail {
            for (bin, amount) in zip(chunk.banks, chunk.amounts)
            where bin != profile.bank && !PaymentRails.shipped.takes(amount, rail, to: bin) {
                let most = PaymentRails.shipped.most(rail, to: bin)
                let bank = BankDirectory.shipped.bank(bin)?.shortName ?? "\(bin)"
                throw StepRefusal(
                    .dataErrors,
                    Phrase(
                        vi:
                            "có khoản chi tới \(bank) vượt mức \(Money.vnd(most)) một lệnh của \(rail.name)",
                        en:
                            "a payment to \(bank) is above the \(Money.vnd(most)) that \(rail.name) takes at once"
                    ),
                    hint: Phrase(
                        vi:
                            "chi khoản đó qua ngân hàng có kênh giá trị cao, hoặc sửa mẫu khi ngân hàng xác nhận",
                        en:
                            "pay it through a bank with a high-value way, or change the profile once confirmed"
                    )
                )
            }
        }
        guard profile.table != nil || profile.members != .bins else { return }
        for bin in Set(chunk.banks).sorted() {
            guard let bank = BankDirectory.shipped.bank(bin),
                let refusal = profile.refusal(of: bank)
            else { continue }
            throw StepRefusal(.dataErrors, refusal)
        }
    }

    /// What the provider's page says of a file.
    private func sheetFile(
        _ written: WrittenPayment,
        _ totals: TransferTotals,
        _ withdrawals: [ProviderSheet.Withdrawal],
        _ head: RenderingHead,
        _ account: UnitAccount
    ) -> ProviderSheet.File {
        ProviderSheet.File(
            name: written.file.name,
            list: written.list.name,
            message: head.message,
            createdAt: createdAt,
            requested: head.requested,
            debtorName: head.debtor.name.revealed,
            debtorAccount: account.account,
            debtorBank: account.isEstimate ? nil : account.bank,
            withdrawals: withdrawals,
            debtorTown: head.debtor.address?.town.revealed,
            debtorProvince: head.debtor.address?.province.revealed,
            transferCount: totals.count,
            amount: totals.sum,
            size: written.file.size,
            digest: written.file.digest
        )
    }

    /// A payment file, and the list beside it, which is the file itself where that is a list.
    private typealias WrittenPayment = (file: WrittenFile, list: WrittenFile)

    private func head(
        _ provider: String,
        _ sequence: Int,
        _ account: UnitAccount,
        _ profile: ProviderProfile
    ) throws -> RenderingHead {
        let bank = BIN(account.bank)
        guard let number = BankAccountNumber(account.account),
            bank != nil || account.isEstimate, let name = try? BankText(account.holder)
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
        let message = MessageID.of(
            content.code,
            account: (place ?? 0) + 1,
            file: sequence,
            stop: stop,
            within: profile.idLength
        )
        guard let message else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi:
                        "mã \(profile.idLength) ký tự của mẫu \(profile.id) không đủ cho số tệp này",
                    en:
                        "ids of \(profile.idLength) characters, as \(profile.id) has them, cannot tell so many files"
                )
            )
        }
        return RenderingHead(
            message: message,
            createdAt: createdAt,
            requested: requestedDay(profile),
            debtor: .init(name: name, account: number, bank: bank, address: try address(profile))
        )
    }

    /// Where the unit is, for a bank that wants it; nil for others.
    private func address(_ profile: ProviderProfile) throws -> PostalAddress? {
        guard profile.debtorAddress != nil else { return nil }
        let unit = content.unit
        guard let town = try? BankText(unit.name), let name = Province.name(unit.province),
            let province = try? BankText(name)
        else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "chưa biết địa chỉ của đơn vị \(unit.code) mà mẫu \(profile.id) đòi",
                    en: "the address of unit \(unit.code), which \(profile.id) wants, is not known"
                )
            )
        }
        return PostalAddress(town: town, province: province)
    }

    /// The day on which the money shall move: the first bank day of the period, or the first on which
    /// the bank can pay when the period has begun.
    private func requestedDay(_ profile: ProviderProfile) -> CivilDate {
        // A desk pays on any day of its own.
        guard profile.format != .cashList else {
            return max(period.firstDay, createdAt.date.advanced(byDays: 1))
        }
        return BusinessCalendar.shipped.requestedDay(
            at: createdAt,
            cutOff: profile.lastTime,
            notBefore: period.firstDay
        )
    }

    /// What a file pays to the provider's own accounts or in cash, and to other banks.
    private struct PartTotals {
        let own: TransferTotals
        let other: TransferTotals
        var all: TransferTotals { own + other }
    }

    /// Writes one payment file, and its list where it is not a list itself.
    ///
    /// - Parameters:
    ///   - readers: Where the payments of the file come next.
    ///   - totals: What they come to.
    ///   - head: What the file says of itself.
    ///   - profile: The provider's.
    ///   - prefix: The folder of the provider.
    ///   - folder: Where the batch is built.
    ///   - rights: Gets VND of its lines by the place of their right.
    /// - Returns: The files.
    /// - Throws: ``StepRefusal`` where the provider cannot pay it so; `StoreError`.
    private func write(
        _ readers: (first: KeptPayments.Reader, second: KeptPayments.Reader),
        _ totals: PartTotals,
        head: RenderingHead,
        profile: ProviderProfile,
        at prefix: String,
        to folder: FolderWriter,
        _ rights: inout [Int64]
    ) throws -> WrittenPayment {
        let path = prefix + head.message + profile.fileExtension
        if profile.format == .cashList {
            let file = try writeCashList(readers.first, totals.own, to: folder, path, &rights)
            return (file, file)
        }
        let header = PaymentFileHeader(
            messageID: head.message,
            createdAt: head.createdAt,
            requestedDate: head.requested,
            debtor: head.debtor,
            ownBank: totals.own,
            otherBank: totals.other,
            batchBooking: profile.batchBooking
        )
        let listPath = "\(prefix)\(head.message)-list.csv"
        var file = try folder.open(path)
        var list = try folder.open(listPath)
        var writer = PaymentFileWriter(profile: profile, header: header, banks: .shipped)
        var listWriter = TransferListWriter(totals: totals.all)
        try writer.begin(into: &file)
        try listWriter.begin(into: &list)
        var chunk = TransferChunk()
        var rows = PaymentRows(code: content.code, period: period, profile.narrative)
        for (reader, count) in [
            (readers.first, totals.own.count), (readers.second, totals.other.count),
        ] {
            try reader.take(count) { piece, places in
                rows.fill(&chunk, piece, places)
                piece.addLines(of: places, to: &rights)
                content.meter.tell(
                    .writePayments,
                    Int(piece.places[places.upperBound - 1]) + 1,
                    of: content.transferCount
                )
                try check(chunk, by: profile)
                try writer.write(chunk, into: &file)
                try listWriter.write(chunk, into: &list)
            }
        }
        try writer.finish(into: &file)
        try listWriter.finish(into: &list)
        let written = (
            file: WrittenFile(path: path, try file.finish()),
            list: WrittenFile(path: listPath, try list.finish())
        )
        folder.take(written.file)
        folder.take(written.list)
        return written
    }

    private func writeCashList(
        _ reader: KeptPayments.Reader,
        _ totals: TransferTotals,
        to folder: FolderWriter,
        _ path: String,
        _ rights: inout [Int64]
    ) throws -> WrittenFile {
        var file = try folder.open(path)
        var writer = CashListWriter(totals: totals)
        try writer.begin(into: &file)
        var digits = [UInt8](repeating: 0x30, count: 12)
        try reader.take(totals.count) { piece, places in
            for row in places {
                var rest = piece.identifications[row]
                for index in digits.indices.reversed() {
                    digits[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                try writer.write(
                    id: TransferID(batch: content.code, number: Int(piece.places[row]) + 1),
                    name: piece.text(piece.name(row)),
                    identification: digits[...],
                    amount: piece.amounts[row],
                    into: &file
                )
            }
            piece.addLines(of: places, to: &rights)
        }
        try writer.finish(into: &file)
        let written = WrittenFile(path: path, try file.finish())
        folder.take(written)
        return written
    }
}

/// Puts payments into the columns that writers take.
private struct PaymentRows {
    private var ids: TransferIDs
    private var narrative: [UInt8]
    private let prefixLength: Int
    private let suffix: [UInt8]

    init(code: BatchCode, period: CalendarMonth, _ template: NarrativeTemplate) {
        ids = TransferIDs(batch: code)
        let frame = template.frame(of: code, month: period)
        narrative = Array(frame.before.utf8)
        prefixLength = narrative.count
        suffix = Array(frame.after.utf8)
    }

    /// Puts payments of a piece into a chunk, which forgets those before.
    mutating func fill(
        _ chunk: inout TransferChunk,
        _ piece: borrowing PaymentPiece,
        _ places: Range<Int>
    ) {
        chunk.removeAll()
        for row in places {
            guard let bank = BIN(number: piece.banks[row]) else {
                preconditionFailure("a payment to an account has a bank")
            }
            let id = ids.id(Int(piece.places[row]) + 1)
            narrative.removeSubrange(prefixLength...)
            id.append(to: &narrative)
            narrative += suffix
            chunk.append(
                id: id,
                bank: bank,
                amount: piece.amounts[row],
                name: piece.text(piece.name(row)).span,
                account: piece.text(piece.account(row)).span,
                narrative: narrative.span
            )
        }
    }
}

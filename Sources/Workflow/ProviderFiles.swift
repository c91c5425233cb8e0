// The folders of the providers: payment files with their lists, the page, the profile, MANIFEST.
//
// Invariants:
// (1) A stop list's files are made by the same code from the transfers that are left.
// (2) Each file is one pass over the transfers that it holds; how many it holds depends on the
//     profile alone.

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
        var counts: [String: RouteCounts] = [:]
        for (route, amount) in zip(content.routes, content.amounts) where amount > 0 {
            counts[content.account(of: route).provider, default: RouteCounts()].add(route)
        }
        return try counts.sorted { $0.key < $1.key }.flatMap { provider, counts in
            try write(provider, counts, to: folder)
        }
    }

    /// Transfers of a provider: those that stand first in its files, and the others.
    private struct RouteCounts {
        var first = 0
        var second = 0

        mutating func add(_ route: Route) {
            if route == .otherBank { second += 1 } else { first += 1 }
        }
    }

    private func write(
        _ provider: String,
        _ counts: RouteCounts,
        to folder: FolderWriter
    ) throws -> [PaymentFile] {
        guard let (profile, profileText) = content.profiles[provider],
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
        let prefix = "files/\(provider)/"
        var firstCursor = TransferCursor(content, provider: provider, takesSecond: false)
        var secondCursor = TransferCursor(content, provider: provider, takesSecond: true)
        var sheetFiles: [ProviderSheet.File] = []
        var files: [PaymentFile] = []
        for part in try parts(provider, counts, profile) {
            let head = try head(provider, part.sequence, account, profile)
            let places = TransferPlaces(
                first: firstCursor.take(part.ownBank.count),
                second: secondCursor.take(part.otherBank.count)
            )
            let written = try write(places, head: head, profile: profile, at: prefix, to: folder)
            let totals = places.totals(of: content)
            sheetFiles.append(sheetFile(written, totals, head: head, account: account))
            files.append(
                PaymentFile(
                    sheet: BatchSheet.File(
                        path: written.file.path,
                        provider: provider,
                        transferCount: totals.count,
                        amount: totals.sum,
                        size: written.file.size,
                        digest: written.file.digest,
                        account: account.account,
                        requested: head.requested
                    ),
                    message: head.message,
                    totals: content.totals(ofTransfersAt: [places.first, places.second])
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
        try folder.write(page.text, to: "\(prefix)handover.toml")
        try folder.write(profileText, to: "\(prefix)profile.toml")
        try folder.writeManifest(below: prefix)
        return files
    }

    /// The files of a provider; amounts are gathered only where they split a file.
    private func parts(
        _ provider: String,
        _ counts: RouteCounts,
        _ profile: ProviderProfile
    ) throws -> [PaymentFilePart] {
        guard profile.maximumTotal != nil else {
            return profile.parts(
                ownBank: repeatElement(0, count: counts.first),
                otherBank: repeatElement(0, count: counts.second)
            )
        }
        func amounts(second: Bool, _ count: Int) throws -> [Int64] {
            var cursor = TransferCursor(content, provider: provider, takesSecond: second)
            let amounts = cursor.take(count).map { content.amounts[Int($0)] }
            guard amounts.allSatisfy({ profile.isPayable($0) }) else {
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
            return amounts
        }
        return profile.parts(
            ownBank: try amounts(second: false, counts.first),
            otherBank: try amounts(second: true, counts.second)
        )
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
        guard profile.table != nil else { return }
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
        head: RenderingHead,
        account: UnitAccount
    ) -> ProviderSheet.File {
        ProviderSheet.File(
            name: written.file.name,
            list: written.list.name,
            message: head.message,
            createdAt: createdAt,
            requested: head.requested,
            debtorName: head.debtor.name.revealed,
            debtorAccount: account.account,
            debtorBank: account.bank,
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
            requested: requestedDay(profile),
            debtor: .init(name: name, account: number, bank: bank)
        )
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
            cutOff: profile.cutOff,
            notBefore: period.firstDay
        )
    }

    /// Writes one payment file, and its list where it is not a list itself.
    private func write(
        _ places: TransferPlaces,
        head: RenderingHead,
        profile: ProviderProfile,
        at prefix: String,
        to folder: FolderWriter
    ) throws -> WrittenPayment {
        let path = prefix + head.message + profile.fileExtension
        if profile.format == .cashList {
            let file = try writeCashList(places, to: folder, path)
            return (file, file)
        }
        let header = PaymentFileHeader(
            messageID: head.message,
            createdAt: head.createdAt,
            requestedDate: head.requested,
            debtor: head.debtor,
            ownBank: places.totals(of: content, second: false),
            otherBank: places.totals(of: content, first: false),
            batchBooking: profile.batchBooking
        )
        let listPath = "\(prefix)\(head.message)-list.csv"
        var file = try folder.open(path)
        var list = try folder.open(listPath)
        var writer = PaymentFileWriter(profile: profile, header: header, banks: .shipped)
        var listWriter = TransferListWriter(totals: places.totals(of: content))
        try writer.begin(into: &file)
        try listWriter.begin(into: &list)
        var chunk = TransferChunk()
        var rows = PaymentRows(content: content, period: period, nameCap: profile.caps.name)
        for places in [places.first, places.second] {
            for (index, place) in places.enumerated() {
                try rows.append(Int(place), to: &chunk)
                guard chunk.count == TransferChunk.rows || index == places.count - 1 else {
                    continue
                }
                content.meter.tell(.writePayments, Int(place), of: content.transferCount)
                try check(chunk, by: profile)
                try writer.write(chunk, into: &file)
                try listWriter.write(chunk, into: &list)
                chunk.removeAll()
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
        _ places: TransferPlaces,
        to folder: FolderWriter,
        _ path: String
    ) throws -> WrittenFile {
        var file = try folder.open(path)
        var writer = CashListWriter(totals: places.totals(of: content))
        try writer.begin(into: &file)
        var digits = [UInt8](repeating: 0x30, count: 12)
        for place in places.first.lazy.map({ Int($0) }) {
            let payee = try content.payee(ofTransferAt: place)
            var rest = payee.nationalID
            for index in digits.indices.reversed() {
                digits[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            try writer.write(
                id: TransferID(batch: content.code, number: place + 1),
                name: payee.name,
                identification: digits[...],
                amount: content.amounts[place],
                into: &file
            )
        }
        try writer.finish(into: &file)
        let written = WrittenFile(path: path, try file.finish())
        folder.take(written)
        return written
    }
}

/// Goes through the transfers of a provider in order of number.
private struct TransferCursor {
    private let content: FrozenContent
    private let takes: [Bool]
    private var next = 0

    init(_ content: FrozenContent, provider: String, takesSecond: Bool) {
        self.content = content
        takes = [Route.ownBank, .otherBank, .cash].map { route in
            let isPaid = content.unit.accounts[route == .cash ? "cash" : "account"]
            return isPaid?.provider == provider && (route == .otherBank) == takesSecond
        }
    }

    /// The places of the next transfers.
    mutating func take(_ count: Int) -> [UInt32] {
        var places: [UInt32] = []
        places.reserveCapacity(count)
        while places.count < count {
            if takes[Int(content.routes[next].rawValue)], content.amounts[next] > 0 {
                places.append(UInt32(next))
            }
            next += 1
        }
        return places
    }
}

/// The transfers of one payment file: those to accounts at its own bank, or in cash, and the others.
private struct TransferPlaces {
    let first: [UInt32]
    let second: [UInt32]

    func totals(
        of content: FrozenContent,
        first takesFirst: Bool = true,
        second takesSecond: Bool = true
    ) -> TransferTotals {
        var totals = TransferTotals()
        if takesFirst { for place in first { totals.add(content.amounts[Int(place)]) } }
        if takesSecond { for place in second { totals.add(content.amounts[Int(place)]) } }
        return totals
    }
}

/// Puts transfers into the columns that writers take.
private struct PaymentRows {
    private let content: FrozenContent
    private let nameCap: Int
    private var name: [UInt8] = []
    private var narrative: [UInt8]
    private let prefixLength: Int

    init(content: FrozenContent, period: CalendarMonth, nameCap: Int) {
        self.content = content
        self.nameCap = nameCap
        narrative = Array(BankText.narrativePrefix(month: period).utf8)
        prefixLength = narrative.count
    }

    mutating func append(_ place: Int, to chunk: inout TransferChunk) throws {
        let payee = try content.payee(ofTransferAt: place)
        guard let bank = BIN(payee.bank.span) else {
            throw StoreError.damaged("a payee's bank is no bank")
        }
        let id = TransferID(batch: content.code, number: place + 1)
        name.removeAll(keepingCapacity: true)
        try BankText.append(payee.name.span, to: &name)
        narrative.removeSubrange(prefixLength...)
        id.append(to: &narrative)
        chunk.append(
            id: id,
            bank: bank,
            amount: content.amounts[place],
            name: name.span.extracting(first: BankText.cut(name.span, to: nameCap)),
            account: payee.account.span,
            narrative: narrative.span
        )
    }
}

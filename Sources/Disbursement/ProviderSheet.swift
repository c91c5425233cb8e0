// `handover.toml`: what one provider gets, in one page; nothing about categories is in it.
//
// Invariant: with the profile beside it and the list of a file, the file can be rendered again and
// must be the same byte for byte.

package import Ledger
package import Signing

/// The page of a provider's part of a batch.
package struct ProviderSheet: Hashable, Sendable {
    /// What a payment file takes of one source of the estimate: a row of the withdrawal order (form 13 of
    /// decree 347/2025) that the Treasury pays the file's list with.
    package struct Withdrawal: Hashable, Sendable {
        /// The budget year.
        package let year: Int
        /// The funding source.
        package let source: String
        /// VND, more than zero.
        package let amount: Int64

        /// A row of an order.
        package init(year: Int, source: String, amount: Int64) {
            self.year = year
            self.source = source
            self.amount = amount
        }

        /// The rows of an order that pays totals, in order of year and source.
        ///
        /// - Parameter totals: What is paid, each with its budget year.
        /// - Returns: The rows; they come to the same sum.
        package static func rows(of totals: [BatchTotal]) -> [Withdrawal] {
            struct Place: Hashable {
                let year: Int
                let source: String
            }
            let sums = totals.reduce(into: [Place: Int64]()) {
                $0[Place(year: $1.year ?? 0, source: $1.source), default: 0] += $1.amount
            }
            return sums.sorted {
                ($0.key.year, $0.key.source) < ($1.key.year, $1.key.source)
            }.map { Withdrawal(year: $0.key.year, source: $0.key.source, amount: $0.value) }
        }
    }

    /// One payment file and how it was rendered.
    package struct File: Hashable, Sendable {
        /// The file's name in the provider's folder.
        package let name: String
        /// The name of its list of transfers.
        package let list: String
        /// The message id.
        package let message: String
        /// When the content was frozen.
        package let createdAt: Instant
        /// The day on which the money shall move.
        package let requested: CivilDate
        /// The debtor's name as the bank has it.
        package let debtorName: String
        /// The debit account.
        package let debtorAccount: String
        /// The BIN of the bank that holds it; nil for the unit's estimate at the Treasury.
        package let debtorBank: String?
        /// What it takes of the estimate, by year and source; none where a deposit pays.
        package let withdrawals: [Withdrawal]
        /// The debtor's commune in the bank's letters; nil where the bank wants no address.
        package let debtorTown: String?
        /// The debtor's province, beside the commune.
        package let debtorProvince: String?
        /// Transfers.
        package let transferCount: Int
        /// VND.
        package let amount: Int64
        /// Bytes.
        package let size: Int
        /// SHA-256.
        package let digest: Digest

        /// A payment file.
        package init(
            name: String,
            list: String,
            message: String,
            createdAt: Instant,
            requested: CivilDate,
            debtorName: String,
            debtorAccount: String,
            debtorBank: String?,
            withdrawals: [Withdrawal] = [],
            debtorTown: String? = nil,
            debtorProvince: String? = nil,
            transferCount: Int,
            amount: Int64,
            size: Int,
            digest: Digest
        ) {
            self.name = name
            self.list = list
            self.message = message
            self.createdAt = createdAt
            self.requested = requested
            self.debtorName = debtorName
            self.debtorAccount = debtorAccount
            self.debtorBank = debtorBank
            self.withdrawals = withdrawals
            self.debtorTown = debtorTown
            self.debtorProvince = debtorProvince
            self.transferCount = transferCount
            self.amount = amount
            self.size = size
            self.digest = digest
        }
    }

    /// The batch's code.
    package let batch: String
    /// The stop list that these files follow; 0 for the frozen content.
    package let stop: Int
    /// The provider.
    package let provider: String
    /// The natural persons of whom one must sign: the account holders of the unit.
    package let accountHolders: [String]
    /// The files, in order of name.
    package let files: [File]

    /// A page.
    package init(
        batch: String,
        stop: Int,
        provider: String,
        accountHolders: [String],
        files: [File]
    ) {
        self.batch = batch
        self.stop = stop
        self.provider = provider
        self.accountHolders = accountHolders
        self.files = files
    }

    /// The text of `handover.toml`.
    package var text: String {
        var toml = TOMLText()
        toml.put("format", "chitra/handover/1")
        toml.put("batch", batch)
        toml.put("stop", Int64(stop))
        toml.put("provider", provider)
        for person in accountHolders {
            toml.table("account_holder")
            toml.put("person", person)
        }
        for file in files {
            toml.table("file")
            toml.put("name", file.name)
            toml.put("list", file.list)
            toml.put("message_id", file.message)
            toml.put("created_at", "\(file.createdAt)")
            toml.put("requested", "\(file.requested)")
            toml.put("debtor_name", file.debtorName)
            toml.put("debtor_account", file.debtorAccount)
            if let bank = file.debtorBank { toml.put("debtor_bank", bank) }
            if let town = file.debtorTown { toml.put("debtor_town", town) }
            if let province = file.debtorProvince { toml.put("debtor_province", province) }
            toml.put("transfer_count", Int64(file.transferCount))
            toml.put("amount", file.amount)
            toml.put("size", Int64(file.size))
            toml.put("sha256", file.digest.hex)
            for row in file.withdrawals {
                toml.table("file.withdrawal")
                toml.put("year", Int64(row.year))
                toml.put("source", row.source)
                toml.put("amount", row.amount)
            }
        }
        return toml.text
    }

    private static func withdrawals(of file: SheetReader) throws(SheetError) -> [Withdrawal] {
        var rows: [Withdrawal] = []
        for row in try file.tables("withdrawal") {
            rows.append(
                Withdrawal(
                    year: Int(try row.integer("year")),
                    source: try row.string("source"),
                    amount: try row.integer("amount")
                )
            )
        }
        return rows
    }

    /// Reads `handover.toml`.
    ///
    /// - Throws: ``SheetError`` at the first key that is missing or wrong.
    package init(text: String) throws(SheetError) {
        let sheet = try SheetReader(text: text)
        guard try sheet.string("format") == "chitra/handover/1" else {
            throw SheetError(key: "format")
        }
        var holders: [String] = []
        for table in try sheet.tables("account_holder") {
            holders.append(try table.string("person"))
        }
        var files: [File] = []
        for table in try sheet.tables("file") {
            files.append(
                File(
                    name: try table.string("name"),
                    list: try table.string("list"),
                    message: try table.string("message_id"),
                    createdAt: try table.value("created_at") { Instant(iso: $0) },
                    requested: try table.value("requested") { CivilDate(iso: $0) },
                    debtorName: try table.string("debtor_name"),
                    debtorAccount: try table.string("debtor_account"),
                    debtorBank: try table.stringIfAny("debtor_bank"),
                    withdrawals: try Self.withdrawals(of: table),
                    debtorTown: try table.stringIfAny("debtor_town"),
                    debtorProvince: try table.stringIfAny("debtor_province"),
                    transferCount: Int(try table.integer("transfer_count")),
                    amount: try table.integer("amount"),
                    size: Int(try table.integer("size")),
                    digest: try table.value("sha256") { Digest(hex: $0) }
                )
            )
        }
        self.init(
            batch: try sheet.string("batch"),
            stop: Int(try sheet.integer("stop")),
            provider: try sheet.string("provider"),
            accountHolders: holders,
            files: files
        )
    }
}

// How one provider wants its list of payments.
//
// Invariants:
// (1) A profile is data: nothing in the code knows a provider by name.
// (2) A profile without `confirmedOn` is an example; the program must say so where it is used.
// (4) Texts are in the bank's letters alone, whatever the form of the file.
// (3) A table has an id in no column but its narrative, so a table has a narrative column; the Treasury's
//     list of payment has a column of ids instead, for its form has no narrative.

package import Intake
package import Ledger

/// What a provider is handed.
package enum PaymentFileFormat: String, CaseIterable, Sendable {
    /// ISO 20022 pain.001.
    case pain001
    /// A table of the provider's own: CSV, XLSX or columns of fixed width.
    case table
    /// A list of people who are paid in cash at a desk, as CSV.
    case cashList = "cash-list"
}

/// Where the money lies that a provider pays with.
package enum PaymentFunds: String, CaseIterable, Sendable {
    /// In the unit's account, drawn as an advance before.
    case deposit
    /// Nowhere: the State Treasury pays from the unit's estimate, and nothing is advanced.
    case estimate
}

/// Which transfers share a file.
package enum FilesApart: String, CaseIterable, Sendable {
    /// All that fit.
    case together
    /// Those to accounts at the provider's own bank, and those to all others.
    case ownBank = "own-bank"
    /// Those to accounts at one bank.
    case bank
}

/// A provider's own layout and limits.
package struct ProviderProfile: Hashable, Sendable {
    /// The id, also the folder of its files: `[a-z0-9-]`, at most 32 characters.
    package let id: String
    /// The provider's name for people.
    package let name: String
    /// The bank that holds the unit's money; nil for a provider that pays in cash, and for the State
    /// Treasury where it pays from the estimate.
    package let bank: BIN?
    /// Where the money that it pays with lies.
    package let paysFrom: PaymentFunds
    /// What it is handed.
    package let format: PaymentFileFormat
    /// Which version of pain.001; nil for other formats.
    package let version: Pain001Version?
    /// The purpose that each payment of a pain.001 names; nil for none.
    package let purpose: PaymentPurpose?
    /// The purpose that each group of a pain.001 names; nil for none.
    package let categoryPurpose: PaymentPurpose?
    /// Whether each payment of a pain.001 names its id as the instruction's too (`InstrId`).
    package let hasInstructionID: Bool
    /// How a pain.001 names banks.
    package let members: ClearingMembers
    /// How the payer's address stands in a pain.001; nil where it does not.
    package let debtorAddress: AddressForm?
    /// What payees read on their statements.
    package let narrative: NarrativeTemplate
    /// The most characters that the provider takes of the id of a file, a group or a recall.
    package let idLength: Int
    /// How many transfers a file may have, also so that its bytes stay below the provider's limit;
    /// more are split by this fixed count.
    package let maximumTransfers: Int
    /// How much a file may come to, in đồng; nil where the provider names no limit.
    package let maximumTotal: Int64?
    /// What the profile says of files apart beside its table; nil where it says nothing.
    let apart: FilesApart?
    /// Minutes after midnight until which a bank day's orders count as that day's; nil where none is named.
    package let cutOff: Int?
    /// The way to other banks, whose limits hold; nil where the bank chooses.
    package let rail: PaymentRail?
    /// Where names and narratives are cut.
    package let caps: TextCaps
    /// Whether the bank shall book a file as one line of the statement.
    package let batchBooking: Bool
    /// Whether of an answer that books nothing the sound payments and entries are kept where others cannot
    /// be read; else such an answer is refused whole.
    package let keepsSoundAnswers: Bool
    /// Whether the bank's word that a payment was refused is enough to pay it again where nobody signed
    /// it; else a statement of the day must have shown that no money left.
    package let hasFinalRefusals: Bool
    /// Where this profile comes from.
    package let source: String
    /// The day that the provider confirmed it; nil for an example.
    package let confirmedOn: CivilDate?
    /// The layout of the table; nil for other formats.
    package let table: TableLayout?

    /// Minutes after midnight until which orders count as a bank day's: the bank's own last time, or
    /// that of its way to other banks where it is earlier; nil where the bank names none.
    package var lastTime: Int? { cutOff.map { min($0, rail?.cutOff ?? $0) } }

    /// Which transfers share a file: the own bank's first, then the others in the order of their BINs.
    package var filesApart: FilesApart {
        apart ?? (table?.ownBankApart == true ? .ownBank : .together)
    }

    /// Whether a file may hold transfers to all of these banks.
    package func canShareFile(_ banks: some Sequence<BIN>) -> Bool {
        switch filesApart {
        case .together: true
        case .ownBank: Set(banks.map { $0 == bank }).count <= 1
        case .bank: Set(banks).count <= 1
        }
    }

    /// How a file's name ends, with the dot.
    package var fileExtension: String {
        switch format {
        case .pain001: ".xml"
        case .cashList: ".csv"
        case .table:
            switch table?.form {
            case .xlsx: ".xlsx"
            case .fixed: ".txt"
            case .csv, nil: ".csv"
            }
        }
    }

    /// Why a file of this provider cannot pay to an account at a bank; nil where it can.
    package func refusal(of bank: Bank) -> Phrase? {
        if table?.isOwnBankOnly == true, bank.bin != self.bank {
            return Phrase(
                vi: "mẫu \(id) chỉ nhận tài khoản tại \(name), không nhận \(bank.shortName)",
                en: "profile \(id) takes accounts at \(name) only, and not at \(bank.shortName)"
            )
        }
        guard members.hasID(of: bank.bin) else {
            return Phrase(
                vi: "mẫu \(id) không có mã CITAD của \(bank.shortName)",
                en: "profile \(id) has no CITAD code of \(bank.shortName)"
            )
        }
        let isLacking = table?.columns.contains {
            let isNeeded = $0.isRequired || table?.isAllOrNothing == true
            return isNeeded
                && ($0.value == .bankCode && bank.code == nil
                    || $0.value == .bic && bank.bic == nil)
        }
        guard isLacking == true else { return nil }
        return Phrase(
            vi: "danh mục chưa có mã của \(bank.shortName) mà mẫu \(id) đòi",
            en: "the directory has no code of \(bank.shortName) that profile \(id) wants"
        )
    }
}

/// The layout of a provider's own table.
package struct TableLayout: Hashable, Sendable {
    /// What kind of file it is.
    package let form: Form
    /// The columns in order.
    package let columns: [Column]
    /// What parts two fields.
    package let delimiter: Delimiter
    /// Whether the file begins with a UTF-8 byte order mark, which Excel wants.
    package let hasByteOrderMark: Bool
    /// What ends a line.
    package let lineEnd: LineEnd
    /// Whether own-bank and other-bank transfers go into files apart.
    package let ownBankApart: Bool
    /// Whether only accounts at the provider's own bank can stand in it.
    package let isOwnBankOnly: Bool
    /// Whether a last row has the sum.
    package let hasTotalRow: Bool
    /// Whether the first row has the headers.
    package let hasHeaderRow: Bool
    /// How amounts are written.
    package let amountForm: AmountForm
    /// The sheet of a workbook; nil for other forms.
    package let sheet: String?
    /// The sheet of transfers to other banks, where they have one of their own.
    package let otherSheet: String?
    /// Whether the provider refuses a whole file for one bad row.
    package let isAllOrNothing: Bool
    /// How an account is kept a text.
    package let accountForm: AccountForm

    /// One column.
    package struct Column: Hashable, Sendable {
        /// What it holds.
        package let value: Value
        /// Its header.
        package let header: String
        /// Characters in a file of fixed width; nil in others.
        package let width: Int?
        /// Whether a number is filled with zeros and not with blanks, in a file of fixed width.
        package let isZeroFilled: Bool
        /// Whether a transfer whose bank has no such code is refused; else the cell stays empty.
        package let isRequired: Bool
    }

    /// What kind of file a table is.
    package enum Form: String, CaseIterable, Sendable {
        /// Fields with a delimiter.
        case csv
        /// An Excel workbook.
        case xlsx
        /// Columns of a fixed number of characters.
        case fixed
    }

    /// How an amount is written.
    package enum AmountForm: String, CaseIterable, Sendable {
        /// `1500000`; in a workbook a text.
        case digits
        /// `1,500,000`
        case comma
        /// `1.500.000`
        case dot
        /// A number of the workbook.
        case number
    }

    /// What a column holds.
    package enum Value: String, CaseIterable, Sendable {
        /// The row's number in the file, from 1.
        case number
        /// The transfer id.
        case transferID = "transfer-id"
        /// The account.
        case account
        /// The account's holder in the bank's letters.
        case name
        /// The short name of the account's bank.
        case bankName = "bank-name"
        /// The BIN of the account's bank.
        case bin
        /// The three-digit code of the account's bank; empty where none is known.
        case bankCode = "bank-code"
        /// The BIC of the account's bank, eight letters.
        case bic
        /// The amount.
        case amount
        /// `VND`.
        case currency
        /// The narrative.
        case narrative
    }

    /// What parts two fields.
    package enum Delimiter: String, CaseIterable, Sendable {
        /// `,`
        case comma
        /// `;`
        case semicolon
        /// A horizontal tab.
        case tab
    }

    /// What ends a line.
    package enum LineEnd: String, CaseIterable, Sendable {
        /// Line feed.
        case lf
        /// Carriage return and line feed, as Windows and RFC 4180 have it.
        case crlf
    }

    /// How an account is kept a text where a spreadsheet would make a number of it.
    package enum AccountForm: String, CaseIterable, Sendable {
        /// Digits as they are.
        case plain
        /// Always in quotes; the column must still be opened as text.
        case quoted
        /// With an apostrophe before it; only for portals that take it away.
        case apostrophe
    }
}

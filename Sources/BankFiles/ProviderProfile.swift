// How one provider wants its list of payments.
//
// Invariants:
// (1) A profile is data: nothing in the code knows a provider by name.
// (2) A profile without `confirmedOn` is an example; the program must say so where it is used.
// (3) A table has an id in no column but its narrative, so a table has a narrative column.

package import Ledger

/// What a provider is handed.
package enum PaymentFileFormat: String, CaseIterable, Sendable {
    /// ISO 20022 pain.001.
    case pain001
    /// A table of the provider's own, as CSV.
    case table
    /// A list of people who are paid in cash at a desk, as CSV.
    case cashList = "cash-list"

    /// How a file's name ends, with the dot.
    package var fileExtension: String { self == .pain001 ? ".xml" : ".csv" }
}

/// A provider's own layout and limits.
package struct ProviderProfile: Hashable, Sendable {
    /// The id, also the folder of its files: `[a-z0-9-]`, at most 32 characters.
    package let id: String
    /// The provider's name for people.
    package let name: String
    /// The bank that holds the unit's money; nil for a provider that pays in cash.
    package let bank: BIN?
    /// What it is handed.
    package let format: PaymentFileFormat
    /// Which version of pain.001; nil for other formats.
    package let version: Pain001Version?
    /// How many transfers a file may have; more are split by this fixed count.
    package let maximumTransfers: Int
    /// Where names and narratives are cut.
    package let caps: TextCaps
    /// Whether the bank shall book a file as one line of the statement.
    package let batchBooking: Bool
    /// Where this profile comes from.
    package let source: String
    /// The day that the provider confirmed it; nil for an example.
    package let confirmedOn: CivilDate?
    /// The layout of the table; nil for other formats.
    package let table: TableLayout?
}

/// The layout of a provider's own table.
package struct TableLayout: Hashable, Sendable {
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
    /// Whether a last row has the sum.
    package let hasTotalRow: Bool
    /// How an account is kept a text.
    package let accountForm: AccountForm

    /// One column.
    package struct Column: Hashable, Sendable {
        /// What it holds.
        package let value: Value
        /// Its header.
        package let header: String
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
        /// The amount, digits only.
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

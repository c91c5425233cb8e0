// The setup file of a set of books: units with their accounts, and the officers.
//
// Invariant: all faults of the file come in one go, and nothing is made of a faulty one.

package import Intake
package import Ledger

/// What `chitra init` makes books from.
package struct Setup: Sendable {
    /// One unit.
    package struct UnitSetup: Sendable {
        /// The four-character code of the unit directory.
        package let code: String
        /// The first month that these books pay.
        package let firstMonth: CalendarMonth
        /// The first month that is computed again, because an opening list says what was paid.
        package let recomputeFrom: CalendarMonth
        /// The day of the month by which the list is made.
        package let listDay: Int
        /// `next-month` or `same-month`.
        package let pays: String
        /// The roles that must sign.
        package let roles: [String]
        /// The accounts, in order of the file.
        package let accounts: [AccountSetup]
    }

    /// An account that a unit pays from.
    package struct AccountSetup: Sendable {
        /// `account` for transfers, `cash` for cash lists.
        package let way: String
        /// The provider: the name of its profile.
        package let provider: String
        /// The six-digit BIN of the bank that holds the account.
        package let bank: String
        /// The account number.
        package let account: String
        /// The holder's name as the bank has it.
        package let holder: String
    }

    /// One officer.
    package struct OfficerSetup: Sendable {
        /// The role's code.
        package let role: String
        /// The natural person's id, as certificates name it.
        package let person: String
        /// The name.
        package let name: String
        /// The units; `*` for all.
        package let units: [String]
        /// The path of the certificate; nil where the demo authority makes one.
        package let certificate: String?
    }

    /// The log's name.
    package let origin: String
    /// The units.
    package let units: [UnitSetup]
    /// The officers.
    package let officers: [OfficerSetup]

    /// Reads a setup file.
    package static func read(_ text: String, file: String) -> Reading<Setup?> {
        var reader = SetupReader(file: file)
        return reader.read(text)
    }
}

// The setup file of a set of books: units with their accounts, and the officers.
//
// Invariant: all faults of the file come in one go, and nothing is made of a faulty one.

import Disbursement
import Enrolment
package import Intake
package import Ledger
import Store
import TOMLKit

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
        /// Accounts by way: `account`, `cash`.
        package let accounts:
            [(way: String, provider: String, bank: String, account: String, holder: String)]
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

/// Reads the tables, collecting faults.
private struct SetupReader {
    let file: String
    var diagnostics: [Diagnostic] = []

    init(file: String) { self.file = file }

    mutating func read(_ text: String) -> Reading<Setup?> {
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch {
            fault(
                "setup-unreadable",
                Phrase(vi: "không đọc được TOML: \(error)", en: "not TOML: \(error)")
            )
            return Reading(value: nil, diagnostics: diagnostics)
        }
        let origin = string(table, "origin", in: "")
        var units: [Setup.UnitSetup] = []
        for (index, unit) in tables(table, "unit").enumerated() {
            guard let unit = readUnit(unit, place: "unit \(index + 1)") else { continue }
            if units.contains(where: { $0.code == unit.code })
                || Set(unit.accounts.map(\.way)).count != unit.accounts.count
            {
                fault(
                    "setup-twice",
                    Phrase(
                        vi: "đơn vị \(unit.code) hoặc một cách chi của đơn vị đó có hai lần",
                        en: "unit \(unit.code), or one of its ways of payment, is there twice"
                    )
                )
            }
            units.append(unit)
        }
        var officers: [Setup.OfficerSetup] = []
        for (index, officer) in tables(table, "officer").enumerated() {
            let place = "officer \(index + 1)"
            let role = string(officer, "role", in: place)
            if OfficerRole(rawValue: role) == nil {
                fault(
                    "setup-role",
                    Phrase(
                        vi:
                            "\(place): vai trò \(role) không có; dùng maker, checker, chief-accountant, account-holder, auditor",
                        en:
                            "\(place): no role \(role); use maker, checker, chief-accountant, account-holder, auditor"
                    )
                )
            }
            officers.append(
                Setup.OfficerSetup(
                    role: role,
                    person: string(officer, "person", in: place),
                    name: string(officer, "name", in: place),
                    units: strings(officer, "units", in: place),
                    certificate: officer["certificate"]?.string
                )
            )
        }
        if units.isEmpty {
            fault("setup-no-unit", Phrase(vi: "chưa có đơn vị nào", en: "there is no unit"))
        }
        let setup = Setup(origin: origin, units: units, officers: officers)
        return Reading(value: diagnostics.isEmpty ? setup : nil, diagnostics: diagnostics)
    }

    private mutating func readUnit(_ table: TOMLTable, place: String) -> Setup.UnitSetup? {
        let code = string(table, "code", in: place)
        if (try? UnitDirectory.shipped())?.unit(code: code) == nil {
            fault(
                "setup-unit",
                Phrase(
                    vi: "\(place): mã đơn vị \(code) không có trong danh mục",
                    en: "\(place): unit code \(code) is not in the directory"
                )
            )
        }
        let first = month(table, "first_month", in: place)
        let recompute = month(table, "recompute_from", in: place)
        let pays = string(table, "pays", in: place)
        if pays != "next-month" && pays != "same-month" {
            fault(
                "setup-pays",
                Phrase(
                    vi: "\(place): pays phải là next-month hoặc same-month",
                    en: "\(place): pays is next-month or same-month"
                )
            )
        }
        let day = table["list_day"]?.int ?? 0
        if !(1...31).contains(day) {
            fault(
                "setup-list-day",
                Phrase(
                    vi: "\(place): list_day phải từ 1 đến 31",
                    en: "\(place): list_day is 1 to 31"
                )
            )
        }
        var accounts:
            [(way: String, provider: String, bank: String, account: String, holder: String)] = []
        for account in tables(table, "account") {
            accounts.append(
                (
                    string(account, "way", in: place), string(account, "provider", in: place),
                    string(account, "bank", in: place), string(account, "account", in: place),
                    string(account, "holder", in: place)
                )
            )
        }
        let roles = strings(table, "roles", in: place)
        for role in roles where OfficerRole(rawValue: role) == nil {
            fault(
                "setup-role",
                Phrase(vi: "\(place): vai trò \(role) không có", en: "\(place): no role \(role)")
            )
        }
        guard let first, let recompute else { return nil }
        if recompute > first {
            fault(
                "setup-recompute",
                Phrase(
                    vi: "\(place): recompute_from sau first_month",
                    en: "\(place): recompute_from is after first_month"
                )
            )
            return nil
        }
        return Setup.UnitSetup(
            code: code,
            firstMonth: first,
            recomputeFrom: recompute,
            listDay: day,
            pays: pays,
            roles: roles,
            accounts: accounts
        )
    }

    private mutating func month(
        _ table: TOMLTable,
        _ key: String,
        in place: String
    )
        -> CalendarMonth?
    {
        let text = string(table, key, in: place)
        guard let month = CalendarMonth(iso: text) else {
            fault(
                "setup-month",
                Phrase(
                    vi: "\(place): \(key) phải là tháng dạng 2026-11",
                    en: "\(place): \(key) is a month such as 2026-11"
                )
            )
            return nil
        }
        return month
    }

    private mutating func string(_ table: TOMLTable, _ key: String, in place: String) -> String {
        guard let text = table[key]?.string, !text.isEmpty else {
            fault(
                "setup-missing",
                Phrase(
                    vi: "\(place): thiếu \(key)",
                    en: "\(place): \(key) is missing"
                )
            )
            return ""
        }
        return text
    }

    private mutating func strings(_ table: TOMLTable, _ key: String, in place: String) -> [String] {
        guard let array = table[key]?.array else {
            fault(
                "setup-missing",
                Phrase(
                    vi: "\(place): thiếu danh sách \(key)",
                    en: "\(place): the list \(key) is missing"
                )
            )
            return []
        }
        return array.compactMap { $0.string }
    }

    private func tables(_ table: TOMLTable, _ key: String) -> [TOMLTable] {
        (table[key]?.array).map { $0.compactMap { $0.table } } ?? []
    }

    private mutating func fault(_ code: String, _ message: Phrase) {
        diagnostics.append(Diagnostic(.error, code: code, at: Location(file: file), message))
    }
}

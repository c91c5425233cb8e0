// Reads a setup file, key by key.
//
// Invariants:
// (1) A key that nobody asked for is a fault: a misspelt key must not be a missing one.
// (2) A fault is named once, at its line, with what to do about it; none follows from another.

import Disbursement
import Enrolment
import Intake
import Ledger
import Signing
import TOMLKit

/// Reads the tables, collecting faults.
struct SetupReader {
    private let file: String
    private var places: SetupPlaces
    private var diagnostics: [Diagnostic] = []
    private var accountCount = 0

    /// A reader of one file.
    init(file: String) {
        self.file = file
        places = SetupPlaces("", file: file)
    }

    /// Reads the file; nil where it has a fault.
    mutating func read(_ text: String) -> Reading<Setup?> {
        places = SetupPlaces(text, file: file)
        let table: TOMLTable
        do {
            table = try TOMLTable(string: TOMLInput.checked(text))
        } catch let fault as TOMLParseError {
            return unreadable(
                line: fault.source.begin.line,
                TOMLComplaint.phrase(fault.description)
            )
        } catch let fault as TOMLInput.Fault {
            return unreadable(line: fault.line, fault.message)
        } catch {
            return unreadable(line: nil, TOMLComplaint.phrase("\(error)"))
        }
        refuseUnknown(table, .root, ["origin", "unit", "officer"])
        let origin = readOrigin(table)
        let unitTables = tables(table, "unit", in: "")
        if unitTables.isEmpty && !diagnostics.contains(where: { $0.location.field == "unit" }) {
            fault(
                "setup-no-unit",
                .root,
                nil,
                Phrase(vi: "chưa có đơn vị nào", en: "there is no unit"),
                hint: Phrase(
                    vi:
                        "thêm [[unit]] với code, first_month, recompute_from, list_day, pays, roles",
                    en:
                        "add a [[unit]] with code, first_month, recompute_from, list_day, pays, roles"
                )
            )
        }
        let units = unitTables.enumerated().compactMap { index, unit in
            readUnit(unit, SetupTableID(name: "unit", index: index))
        }
        refuseTwice(units)
        let officers = tables(table, "officer", in: "").enumerated().map { index, officer in
            readOfficer(officer, SetupTableID(name: "officer", index: index))
        }
        let setup = Setup(origin: origin, units: units, officers: officers)
        if diagnostics.isEmpty { diagnostics = SetupChecks.findings(setup, places: places) }
        return Reading(value: diagnostics.isEmpty ? setup : nil, diagnostics: diagnostics)
    }

    /// The log's name, which stands in its checkpoints.
    private mutating func readOrigin(_ table: TOMLTable) -> String {
        let origin = string(
            table,
            "origin",
            .root,
            hint: Phrase(
                vi: "đặt một tên riêng cho sổ, ví dụ origin = \"xa-phu-nghia.hanoi/2026\"",
                en: "give the books a name of their own, such as origin = \"phu-nghia.hanoi/2026\""
            )
        )
        if !origin.isEmpty && !SignedNote.isName(origin) {
            fault(
                "setup-origin",
                .root,
                "origin",
                Phrase(
                    vi: "origin không được có khoảng trắng, dấu + hay ký tự điều khiển",
                    en: "origin has no blanks, no + and no control characters"
                ),
                hint: Phrase(
                    vi: "ví dụ origin = \"xa-phu-nghia.hanoi/2026\"",
                    en: "such as origin = \"phu-nghia.hanoi/2026\""
                )
            )
        }
        return origin
    }

    private mutating func unreadable(line: Int?, _ detail: Phrase) -> Reading<Setup?> {
        diagnostics.append(
            Diagnostic(
                .error,
                code: "setup-unreadable",
                at: Location(file: file, line: line),
                Phrase(
                    vi: "không đọc được TOML: \(detail.vietnamese)",
                    en: "not TOML: \(detail.english)"
                ),
                hint: Phrase(
                    vi: "so với mẫu trong docs/files.md; chuỗi phải nằm trong ngoặc kép",
                    en: "compare with the sample in docs/files.md; texts stand in double quotes"
                )
            )
        )
        return Reading(value: nil, diagnostics: diagnostics)
    }

    private mutating func readUnit(_ table: TOMLTable, _ id: SetupTableID) -> Setup.UnitSetup? {
        let known = [
            "code", "first_month", "recompute_from", "list_day", "pays", "roles", "account",
        ]
        refuseUnknown(table, id, known)
        let code = string(table, "code", id, hint: Self.codeHint)
        if !code.isEmpty && (try? UnitDirectory.shipped())?.unit(code: code) == nil {
            fault(
                "setup-unit",
                id,
                "code",
                Phrase(
                    vi: "mã đơn vị \(code) không có trong danh mục",
                    en: "unit code \(code) is not in the directory"
                ),
                hint: Self.codeHint
            )
        }
        let first = month(table, "first_month", id)
        let recompute = month(table, "recompute_from", id)
        let pays = choice(table, "pays", id, ["next-month", "same-month"])
        let day = listDay(table, id)
        let accounts = tables(table, "account", in: "unit.").map { account in
            let id = SetupTableID(name: "unit.account", index: accountCount)
            accountCount += 1
            return readAccount(account, id)
        }
        let roles = strings(table, "roles", id, hint: Self.rolesHint)
        for role in roles where OfficerRole(rawValue: role)?.signsBatches != true {
            refuseRole(role, id, "roles", hint: Self.rolesHint)
        }
        guard let first, let recompute else { return nil }
        if recompute > first {
            fault(
                "setup-recompute",
                id,
                "recompute_from",
                Phrase(
                    vi: "recompute_from sau first_month",
                    en: "recompute_from is after first_month"
                ),
                hint: Phrase(
                    vi: "recompute_from là tháng đầu tính lại để truy lĩnh, không sau first_month",
                    en: "it is the first month computed again for arrears, not after first_month"
                )
            )
        }
        return Setup.UnitSetup(
            code: code,
            firstMonth: first,
            recomputeFrom: min(recompute, first),
            listDay: day,
            pays: pays,
            roles: roles,
            accounts: accounts
        )
    }

    private mutating func readAccount(_ table: TOMLTable, _ id: SetupTableID) -> Setup.AccountSetup
    {
        refuseUnknown(table, id, ["way", "provider", "bank", "account", "holder"])
        return Setup.AccountSetup(
            way: choice(table, "way", id, ["account", "cash"]),
            provider: string(table, "provider", id, hint: SetupChecks.providerHint),
            // The estimate at the Treasury has none: the checks know the provider.
            bank: table["bank"] == nil ? "" : string(table, "bank", id, hint: SetupChecks.bankHint),
            account: string(table, "account", id, hint: SetupChecks.accountHint),
            holder: string(table, "holder", id, hint: SetupChecks.holderHint)
        )
    }

    private mutating func readOfficer(_ table: TOMLTable, _ id: SetupTableID) -> Setup.OfficerSetup
    {
        refuseUnknown(table, id, ["role", "person", "name", "units", "certificate"])
        let all = OfficerRole.allCases.map(\.rawValue).joined(separator: ", ")
        let hint = Phrase(vi: "dùng một trong: \(all)", en: "use one of: \(all)")
        let role = string(table, "role", id, hint: hint)
        if !role.isEmpty && OfficerRole(rawValue: role) == nil {
            refuseRole(role, id, "role", hint: hint)
        }
        return Setup.OfficerSetup(
            role: role,
            person: string(
                table,
                "person",
                id,
                hint: Phrase(
                    vi: "số định danh của cán bộ, như trong chứng thư",
                    en: "the officer's number, as the certificate names them"
                )
            ),
            name: string(
                table,
                "name",
                id,
                hint: Phrase(vi: "họ tên cán bộ", en: "the officer's name")
            ),
            units: strings(
                table,
                "units",
                id,
                hint: Phrase(
                    vi: "units = [\"*\"] cho mọi đơn vị, hoặc danh sách mã đơn vị",
                    en: "units = [\"*\"] for all units, or a list of unit codes"
                )
            ),
            certificate: table["certificate"] == nil
                ? nil
                : string(
                    table,
                    "certificate",
                    id,
                    hint: Phrase(
                        vi: "đường dẫn tới chứng thư PEM",
                        en: "the path of a PEM certificate"
                    )
                )
        )
    }

    private mutating func refuseTwice(_ units: [Setup.UnitSetup]) {
        for (index, unit) in units.enumerated() {
            let id = SetupTableID(name: "unit", index: index)
            if !unit.code.isEmpty && units[..<index].contains(where: { $0.code == unit.code }) {
                fault(
                    "setup-twice",
                    id,
                    "code",
                    Phrase(
                        vi: "đơn vị \(unit.code) có hai lần",
                        en: "unit \(unit.code) is there twice"
                    ),
                    hint: Phrase(vi: "bỏ một trong hai", en: "take one of the two out")
                )
            }
            if Set(unit.accounts.map(\.way)).count != unit.accounts.count {
                fault(
                    "setup-twice",
                    id,
                    nil,
                    Phrase(
                        vi: "đơn vị \(unit.code) có hai tài khoản cho một cách chi",
                        en: "unit \(unit.code) has two accounts for one way of payment"
                    ),
                    hint: Phrase(
                        vi: "mỗi cách chi (account, cash) một tài khoản",
                        en: "one account for each way (account, cash)"
                    )
                )
            }
        }
    }
}

// MARK: Keys

extension SetupReader {
    private static var codeHint: Phrase {
        let codes = ((try? UnitDirectory.shipped())?.units ?? []).map {
            (code: $0.code, name: $0.name)
        }
        let list = codes.map { "\($0.code) (\($0.name))" }.joined(separator: ", ")
        return Phrase(vi: "danh mục hiện có: \(list)", en: "the directory has: \(list)")
    }

    private static let rolesHint = Phrase(
        vi:
            "roles = [\"maker\", \"chief-accountant\", \"account-holder\"], thêm \"checker\" nếu có",
        en:
            "roles = [\"maker\", \"chief-accountant\", \"account-holder\"], and \"checker\" if wanted"
    )

    private mutating func refuseRole(
        _ role: String,
        _ id: SetupTableID,
        _ key: String,
        hint: Phrase
    ) {
        fault(
            "setup-role",
            id,
            key,
            Phrase(vi: "không có vai trò \(role) ở đây", en: "there is no role \(role) here"),
            hint: hint
        )
    }

    private mutating func refuseUnknown(
        _ table: TOMLTable,
        _ id: SetupTableID,
        _ known: [String]
    ) {
        for key in table.keys.sorted() where !known.contains(key) {
            let list = known.joined(separator: ", ")
            fault(
                "setup-unknown-key",
                id,
                key,
                Phrase(vi: "không có khóa này", en: "there is no such key"),
                hint: Phrase(vi: "các khóa ở đây: \(list)", en: "the keys here: \(list)")
            )
        }
    }

    private mutating func listDay(_ table: TOMLTable, _ id: SetupTableID) -> Int {
        let day = table["list_day"]?.int
        if day.map({ (1...31).contains($0) }) != true {
            fault(
                "setup-list-day",
                id,
                "list_day",
                Phrase(vi: "list_day phải từ 1 đến 31", en: "list_day is 1 to 31"),
                hint: Phrase(
                    vi: "ngày trong tháng phải lập xong danh sách, ví dụ list_day = 25",
                    en: "the day of the month by which the list is made, such as list_day = 25"
                )
            )
        }
        return day ?? 0
    }

    private mutating func choice(
        _ table: TOMLTable,
        _ key: String,
        _ id: SetupTableID,
        _ choices: [String]
    ) -> String {
        let list = choices.joined(separator: ", ")
        let hint = Phrase(vi: "dùng một trong: \(list)", en: "use one of: \(list)")
        let text = string(table, key, id, hint: hint)
        if !text.isEmpty && !choices.contains(text) {
            fault(
                "setup-\(key)",
                id,
                key,
                Phrase(vi: "giá trị không hợp lệ", en: "the value is not valid"),
                hint: hint
            )
        }
        return text
    }

    private mutating func month(
        _ table: TOMLTable,
        _ key: String,
        _ id: SetupTableID
    ) -> CalendarMonth? {
        let hint = Phrase(
            vi: "viết năm-tháng trong ngoặc kép: \(key) = \"2026-11\"",
            en: "year and month in double quotes: \(key) = \"2026-11\""
        )
        let text = string(table, key, id, hint: hint)
        if text.isEmpty { return nil }
        guard let month = CalendarMonth(iso: text) else {
            fault(
                "setup-month",
                id,
                key,
                Phrase(
                    vi: "phải là tháng dạng 2026-11",
                    en: "is a month such as 2026-11"
                ),
                hint: hint
            )
            return nil
        }
        return month
    }

    private mutating func string(
        _ table: TOMLTable,
        _ key: String,
        _ id: SetupTableID,
        hint: Phrase
    ) -> String {
        if let text = table[key]?.string, !text.isEmpty {
            guard let hidden = TextFault.inEntry(text) else { return text }
            fault(hidden.code, id, key, hidden.message, hint: hidden.hint)
            return ""
        }
        fault(
            "setup-missing",
            id,
            key,
            table[key] == nil
                ? Phrase(vi: "thiếu", en: "is missing")
                : Phrase(vi: "phải là chuỗi không rỗng", en: "is to be a text that is not empty"),
            hint: hint
        )
        return ""
    }

    private mutating func strings(
        _ table: TOMLTable,
        _ key: String,
        _ id: SetupTableID,
        hint: Phrase
    ) -> [String] {
        let texts = table[key]?.array.map { $0.map { $0.string ?? "" } }
        if let texts, !texts.isEmpty, !texts.contains("") { return texts }
        fault(
            "setup-missing",
            id,
            key,
            table[key] == nil
                ? Phrase(vi: "thiếu danh sách này", en: "the list is missing")
                : Phrase(
                    vi: "phải là danh sách chuỗi, không rỗng",
                    en: "is to be a list of texts, not empty"
                ),
            hint: hint
        )
        return []
    }

    /// The tables of a name; one that is written as something else is a fault.
    private mutating func tables(
        _ table: TOMLTable,
        _ key: String,
        in prefix: String
    )
        -> [TOMLTable]
    {
        guard let value = table[key] else { return [] }
        let tables = value.array?.map { $0.table }
        guard let tables, !tables.contains(where: { $0 == nil }) else {
            fault(
                "setup-table",
                .root,
                key,
                Phrase(vi: "phải viết thành bảng", en: "is written as tables"),
                hint: Phrase(
                    vi: "mỗi mục bắt đầu bằng dòng [[\(prefix)\(key)]]",
                    en: "each begins with a line [[\(prefix)\(key)]]"
                )
            )
            return []
        }
        return tables.compactMap { $0 }
    }

    private mutating func fault(
        _ code: String,
        _ id: SetupTableID,
        _ key: String?,
        _ message: Phrase,
        hint: Phrase
    ) {
        let place = id.text.isEmpty ? "" : "\(id.text): "
        diagnostics.append(
            Diagnostic(
                .error,
                code: code,
                at: places.location(id, key),
                Phrase(vi: place + message.vietnamese, en: place + message.english),
                hint: hint
            )
        )
    }
}

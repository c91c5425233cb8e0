// What a setup must hold beyond its form: accounts that files can leave from, people who can sign.
//
// Invariants:
// (1) An account, number and bank together, belongs to one unit and one way of payment: a statement
//     must lead to one place.
// (2) Every role that must sign a unit's batches has an officer of that unit, and no natural person
//     is the only one for two of them.

import BankFiles
import Disbursement
import Intake

/// Checks a setup that was read.
struct SetupChecks {
    private let setup: Setup
    private let places: SetupPlaces
    private var diagnostics: [Diagnostic] = []

    /// Everything that is wrong with a setup.
    static func findings(_ setup: Setup, places: SetupPlaces) -> [Diagnostic] {
        var checks = SetupChecks(setup: setup, places: places)
        checks.accounts()
        checks.officers()
        checks.signers()
        return checks.diagnostics
    }

    private init(setup: Setup, places: SetupPlaces) {
        self.setup = setup
        self.places = places
    }

    /// What a provider may be.
    static var providerHint: Phrase {
        let all = ProviderProfile.shippedIDs.joined(separator: ", ")
        return Phrase(vi: "dùng một trong: \(all)", en: "use one of: \(all)")
    }

    /// What a bank may be.
    static let bankHint = Phrase(
        vi: "mã BIN của ngân hàng giữ tài khoản, ví dụ 970405 (Agribank), 970436 (Vietcombank)",
        en: "the BIN of the bank that holds the account, such as 970405 (Agribank), "
            + "970436 (Vietcombank)"
    )

    /// How an account is written.
    static let accountHint = Phrase(
        vi: "chỉ chữ số, trong ngoặc kép, như trên giấy của ngân hàng hoặc Kho bạc (bỏ dấu chấm)",
        en: "digits only, in double quotes, as on the bank's or Treasury's paper (without dots)"
    )

    /// How a holder is written.
    static let holderHint = Phrase(
        vi: "tên chủ tài khoản như ngân hàng ghi, chữ không dấu, ví dụ UBND XA PHU NGHIA",
        en: "the holder as the bank has it, without marks, such as UBND XA PHU NGHIA"
    )

    private mutating func accounts() {
        var owners: [String: String] = [:]
        var accountCount = 0
        for (index, unit) in setup.units.enumerated() {
            if unit.accounts.isEmpty {
                fault(
                    "setup-no-account",
                    SetupTableID(name: "unit", index: index),
                    nil,
                    Phrase(
                        vi: "đơn vị \(unit.code): chưa có tài khoản nào",
                        en: "unit \(unit.code): there is no account"
                    ),
                    hint: Phrase(
                        vi: "thêm [[unit.account]] với way, provider, bank, account, holder",
                        en: "add a [[unit.account]] with way, provider, bank, account, holder"
                    )
                )
            }
            for account in unit.accounts {
                let id = SetupTableID(name: "unit.account", index: accountCount)
                accountCount += 1
                let place = "\(unit.code) \(account.way)"
                check(account, place: place, id)
                let owner = "\(unit.code) \(account.provider) (\(account.way))"
                // A bank has several BINs; an account of it is one.
                let bank = BIN(account.bank).flatMap { BankDirectory.shipped.bank($0)?.bin }
                let key = "\(bank?.description ?? account.bank) \(account.account)"
                if let other = owners[key] {
                    fault(
                        "setup-account-shared",
                        id,
                        "account",
                        Phrase(
                            vi: "\(place): tài khoản này đã thuộc \(other); mỗi tài khoản chỉ của "
                                + "một đơn vị và một cách chi",
                            en: "\(place): the account is also of \(other); an account belongs to "
                                + "one unit and one way of payment"
                        ),
                        hint: Self.accountHint
                    )
                }
                owners[key] = owner
            }
        }
    }

    private mutating func check(
        _ account: Setup.AccountSetup,
        place: String,
        _ id: SetupTableID
    ) {
        let profile = ProviderProfile.shipped(id: account.provider)
        if profile == nil {
            fault(
                "setup-provider",
                id,
                "provider",
                Phrase(
                    vi: "\(place): không có mẫu tệp của \(account.provider)",
                    en: "\(place): there is no profile of \(account.provider)"
                ),
                hint: Self.providerHint
            )
        }
        if let profile, (profile.format == .cashList) != (account.way == "cash") {
            fault(
                "setup-way",
                id,
                "way",
                Phrase(
                    vi: "\(place): \(account.provider) không chi theo cách này",
                    en: "\(place): \(account.provider) does not pay this way"
                ),
                hint: Phrase(
                    vi:
                        "cash chỉ dùng với đơn vị chi tiền mặt (vietnam-post), account với ngân hàng",
                    en: "cash goes with a provider of cash lists (vietnam-post), account with banks"
                )
            )
        }
        checkBank(account, isEstimate: profile?.paysFrom == .estimate, place: place, id)
        checkDetails(account, place: place, id)
    }

    /// A bank holds every account but an estimate.
    private mutating func checkBank(
        _ account: Setup.AccountSetup,
        isEstimate: Bool,
        place: String,
        _ id: SetupTableID
    ) {
        if isEstimate {
            guard !account.bank.isEmpty else { return }
            fault(
                "setup-bank",
                id,
                "bank",
                Phrase(
                    vi: "\(place): tài khoản dự toán ở Kho bạc không thuộc ngân hàng nào",
                    en: "\(place): no bank holds an estimate at the Treasury"
                ),
                hint: Phrase(vi: "bỏ dòng bank", en: "take the line bank out")
            )
        } else if BIN(account.bank).flatMap({ BankDirectory.shipped.bank($0) }) == nil {
            fault(
                "setup-bank",
                id,
                "bank",
                Phrase(
                    vi: "\(place): bank phải là mã BIN 6 chữ số có trong danh mục",
                    en: "\(place): bank is a BIN of 6 digits from the bank directory"
                ),
                hint: Self.bankHint
            )
        }
    }

    private mutating func checkDetails(
        _ account: Setup.AccountSetup,
        place: String,
        _ id: SetupTableID
    ) {
        if BankAccountNumber(account.account) == nil {
            fault(
                "setup-account",
                id,
                "account",
                Phrase(
                    vi: "\(place): số tài khoản không hợp lệ",
                    en: "\(place): the account number is not valid"
                ),
                hint: Self.accountHint
            )
        }
        if (try? BankText(account.holder)) == nil {
            fault(
                "setup-holder",
                id,
                "holder",
                Phrase(
                    vi: "\(place): tên chủ tài khoản có ký tự không ghi được vào tệp ngân hàng",
                    en: "\(place): the holder's name holds a letter that bank files cannot carry"
                ),
                hint: Self.holderHint
            )
        }
    }

    private mutating func officers() {
        for (index, officer) in setup.officers.enumerated() {
            checkPerson(officer, SetupTableID(name: "officer", index: index))
            for code in officer.units where code != "*" {
                guard !setup.units.contains(where: { $0.code == code }) else { continue }
                fault(
                    "setup-officer-unit",
                    SetupTableID(name: "officer", index: index),
                    "units",
                    Phrase(
                        vi: "tệp này không có đơn vị \(code)",
                        en: "this file has no unit \(code)"
                    ),
                    hint: Phrase(
                        vi: "các đơn vị: " + setup.units.map(\.code).joined(separator: ", "),
                        en: "units: " + setup.units.map(\.code).joined(separator: ", ")
                    )
                )
            }
        }
    }

    /// A natural person has one number: another spelling of it would count as another person.
    private mutating func checkPerson(_ officer: Setup.OfficerSetup, _ id: SetupTableID) {
        let isProvider = officer.role == OfficerRole.provider.rawValue
        let isKnown =
            isProvider
            ? ProviderProfile.shippedIDs.contains(officer.person)
            : NationalID(officer.person) != nil
        // X.509's bound of a common name (RFC 5280, ub-common-name).
        if officer.name.unicodeScalars.count > 64 {
            fault(
                "setup-name",
                id,
                "name",
                Phrase(vi: "họ tên dài quá 64 ký tự", en: "a name has at most 64 characters"),
                hint: Phrase(
                    vi: "ghi họ tên như trong chứng thư",
                    en: "write the name as in the certificate"
                )
            )
        }
        guard !officer.person.isEmpty, !isKnown else { return }
        fault(
            "setup-person",
            id,
            "person",
            isProvider
                ? Phrase(
                    vi: "person của vai trò provider phải là mã đơn vị chi trả",
                    en: "the person of a provider is the provider's code"
                )
                : Phrase(
                    vi: "person phải là số định danh 12 chữ số, không khoảng trắng",
                    en: "person is the national id of 12 digits, without blanks"
                ),
            hint: isProvider
                ? Self.providerHint
                : Phrase(
                    vi: "chép đúng số định danh trong chứng thư của cán bộ",
                    en: "copy the number as the officer's certificate names it"
                )
        )
    }

    private mutating func signers() {
        for (index, unit) in setup.units.enumerated() {
            let id = SetupTableID(name: "unit", index: index)
            let rule = SignatureRule(roles: unit.roles.compactMap { OfficerRole(rawValue: $0) })
            let own = setup.officers.filter {
                $0.units.contains("*") || $0.units.contains(unit.code)
            }
            for role in rule.roles where !own.contains(where: { $0.role == role.rawValue }) {
                fault(
                    "setup-role-empty",
                    id,
                    "roles",
                    Phrase(
                        vi: "đơn vị \(unit.code): chưa có \(role.phrase.vietnamese)",
                        en: "unit \(unit.code): there is no \(role.phrase.english)"
                    ),
                    hint: Phrase(
                        vi: "thêm [[officer]] với role = \"\(role.rawValue)\" và đơn vị này",
                        en: "add an [[officer]] with role = \"\(role.rawValue)\" and this unit"
                    )
                )
            }
            let signing = own.filter { officer in
                rule.roles.contains { $0.rawValue == officer.role }
            }
            if Set(signing.map(\.person)).count < rule.roles.count,
                signing.count >= rule.roles.count
            {
                fault(
                    "setup-too-few-persons",
                    id,
                    "roles",
                    Phrase(
                        vi: "đơn vị \(unit.code): cần \(rule.roles.count) người khác nhau để ký",
                        en:
                            "unit \(unit.code): \(rule.roles.count) different persons are needed to sign"
                    ),
                    hint: Phrase(
                        vi: "một người chỉ ký một vai: mỗi vai cần một person khác",
                        en: "a person signs in one role: each role needs another person"
                    )
                )
            }
        }
    }

    private mutating func fault(
        _ code: String,
        _ id: SetupTableID,
        _ key: String?,
        _ message: Phrase,
        hint: Phrase
    ) {
        diagnostics.append(
            Diagnostic(.error, code: code, at: places.location(id, key), message, hint: hint)
        )
    }
}

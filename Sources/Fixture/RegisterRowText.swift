// A row of the register file as its 23 fields.
//
// Invariants:
// (1) The fields are in the order of the header, one for each column.

import Intake
import Ledger

/// A column of the generated register, in the order of the header.
package enum RegisterField: Int, CaseIterable, Sendable {
    case event
    case nationalID
    case fullName
    case birthDate
    case sex
    case household
    case unit
    case unitList
    case category
    case decision
    case signed
    case certificate
    case facts
    case from
    case document
    case payeeID
    case payeeName
    case payeeBirth
    case payeeSex
    case authorityUntil
    case payBy
    case bank
    case account
}

/// The texts of a row.
struct RegisterRowText: Sendable {
    /// The header without a line end.
    static let header =
        "event,national_id,full_name,birth_date,sex,household,unit,unit_list,category,decision,"
        + "signed,certificate,facts,from,document,payee_id,payee_name,payee_birth,payee_sex,"
        + "authority_until,pay_by,bank,account"

    /// One text a column.
    private(set) var fields: [String]

    /// The text of a column.
    subscript(field: RegisterField) -> String {
        get { fields[field.rawValue] }
        set { fields[field.rawValue] = newValue }
    }

    /// The row of a person: `enrol`, its facts holding from the signature.
    init(_ person: GeneratedPerson) {
        fields = Array(repeating: "", count: RegisterField.allCases.count)
        self[.event] = "enrol"
        self[.nationalID] = person.nationalID.revealed
        self[.fullName] = person.name.revealed
        self[.birthDate] = person.birth.description
        self[.sex] = person.sex.rawValue
        self[.household] = person.household
        self[.unit] = person.communeCode
        self[.unitList] = person.unitList.rawValue
        self[.category] = person.category.rawValue
        self[.decision] = person.decision
        self[.signed] = person.signed.description
        self[.certificate] = person.certificate?.description ?? ""
        self[.facts] = person.facts.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
        self[.document] = person.decision
        if let payee = person.payee {
            self[.payeeID] = payee.nationalID.revealed
            self[.payeeName] = payee.name.revealed
            self[.payeeBirth] = payee.birth.description
            self[.payeeSex] = payee.sex.rawValue
            self[.authorityUntil] = payee.authorityUntil?.description ?? ""
        }
        switch person.way {
        case .account(let bank, let number):
            self[.payBy] = "account"
            self[.bank] = bank
            self[.account] = number.revealed
        case .cash: self[.payBy] = "cash"
        case nil: break
        }
    }
}

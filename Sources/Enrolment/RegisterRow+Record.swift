// A kept row as a value, for the rows that meet somebody who is known already.

import Intake
import Ledger

extension RegisterRow {
    /// The row of a record.
    init(_ record: RowRecord, _ words: RowWords) {
        let fields = record.fields
        guard let number = NationalID(digits: fields.nationalID) else {
            preconditionFailure("a kept row was checked")
        }
        let event = RegisterEvent.allCases[Int(fields.event)]
        var facts: [RowFact] = []
        var index = record.place(of: .facts).lowerBound
        for _ in 0..<fields.factCount {
            let fact = record.fact(at: &index)
            let value = String(decoding: record.bytes[fact.value], as: UTF8.self)
            facts.append(RowFact(name: words.facts[fact.name], value: value))
        }
        self.init(
            line: Int(fields.line),
            event: event,
            nationalID: number,
            identity: fields.hasIdentity == 0
                ? nil : Identity(number, record.text(.name), fields.birth, fields.sex),
            household: record.text(.household),
            claim: RowClaim(record, words),
            facts: facts,
            from: CivilDate(kept: fields.from),
            document: record.text(.document),
            signer: record.text(.signer),
            decisionSigner: record.text(.decisionSigner),
            payee: RowPayee(record),
            way: PaymentWay(record)
        )
    }
}

extension CivilDate {
    /// The day of a kept number; nil for none.
    init?(kept number: Int32) { self.init(dayNumber: Int(number)) }
}

extension Identity {
    fileprivate init(_ number: NationalID, _ name: String, _ birth: Int32, _ sex: UInt8) {
        guard let name = PersonName(name), let birth = CivilDate(kept: birth),
            let sex = Sex(rawValue: sex)
        else { preconditionFailure("a kept row was checked") }
        self.init(nationalID: number, name: name, birth: birth, sex: sex)
    }
}

extension RowClaim {
    fileprivate init?(_ record: RowRecord, _ words: RowWords) {
        let fields = record.fields
        guard fields.category > 0 else { return nil }
        self.init(
            category: words.categories[Int(fields.category) - 1],
            unit: fields.unit == 0 ? nil : words.units[Int(fields.unit) - 1],
            decision: record.text(.decision),
            signed: CivilDate(kept: fields.signed),
            certificate: CivilDate(kept: fields.certificate),
            traits: words.traits[Int(fields.category) - 1]
        )
    }
}

extension RowPayee {
    fileprivate init(_ record: RowRecord) {
        let fields = record.fields
        switch fields.payee {
        case 0: self = .unsaid
        case 1: self = .own
        default:
            guard let number = NationalID(digits: fields.payeeID) else {
                preconditionFailure("a kept row was checked")
            }
            self = .other(
                Identity(number, record.text(.payeeName), fields.payeeBirth, fields.payeeSex),
                authorityEnds: CivilDate(kept: fields.authorityEnds)
            )
        }
    }
}

extension PaymentWay {
    fileprivate init?(_ record: RowRecord) {
        switch record.fields.way {
        case 0: return nil
        case 1: self = .cash
        default:
            guard let number = BankAccountNumber(record.text(.account)) else {
                preconditionFailure("a kept row was checked")
            }
            self = .account(bank: RowWords.bank(record.fields.bank), number: number)
        }
    }
}

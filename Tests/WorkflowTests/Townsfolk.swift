// People made up for the tests, and the rows of register files that tell of them.

import Intake
import Ledger

/// Somebody of the register.
struct Townsman {
    var id: String
    var name: String
    var birth: String
    var sex: String

    /// Somebody with a number that fits their birth and sex.
    init(_ serial: Int, _ name: String, born birth: String, sex: String = "female") {
        let year = Int(birth.prefix(4)) ?? 1900
        let digit = (year < 2000 ? 0 : 2) + (sex == "male" ? 0 : 1)
        let tail = String(1_000_000 + serial).dropFirst()
        id = "001\(digit)\(birth.dropFirst(2).prefix(2))\(tail)"
        self.name = name
        self.birth = birth
        self.sex = sex
    }
}

/// One row of a register file, field by field.
struct RegisterLine {
    static let columns = [
        "event", "national_id", "full_name", "birth_date", "sex", "household", "unit", "unit_list",
        "category", "decision", "signed", "certificate", "facts", "from", "document", "payee_id",
        "payee_name", "payee_birth", "payee_sex", "authority_until", "pay_by", "bank", "account",
    ]

    private(set) var fields: [String: String] = [:]

    private init(_ event: String, _ person: Townsman) {
        fields["event"] = event
        fields["national_id"] = person.id
    }

    /// A decision gives a right.
    static func enrol(
        _ person: Townsman,
        _ category: String,
        unit: String,
        signed: String,
        facts: String = ""
    ) -> RegisterLine {
        var line = RegisterLine("enrol", person)
        line.fields["full_name"] = person.name
        line.fields["birth_date"] = person.birth
        line.fields["sex"] = person.sex
        line.fields["unit"] = unit
        line.fields["category"] = category
        line.fields["decision"] = "QD-\(person.id.suffix(4))"
        line.fields["signed"] = signed
        if category == "5.6" { line.fields["certificate"] = signed }
        line.fields["facts"] = facts
        return line
    }

    /// Something about a person changes.
    static func change(_ person: Townsman, document: String) -> RegisterLine {
        var line = RegisterLine("change", person)
        line.fields["document"] = document
        return line
    }

    /// A person died.
    static func death(_ person: Townsman, on day: String) -> RegisterLine {
        var line = RegisterLine("death", person)
        line.fields["from"] = day
        line.fields["document"] = "KT-\(person.id.suffix(4))"
        return line
    }

    /// A decision ends a claim, takes its end back (`restore`) or annuls what granted it (`annul`).
    static func word(
        _ event: String,
        _ person: Townsman,
        _ category: String,
        from day: String = ""
    ) -> RegisterLine {
        var line = RegisterLine(event, person)
        line.fields["category"] = category
        line.fields["from"] = day
        line.fields["document"] = "QD-\(event)-\(person.id.suffix(4))"
        return line
    }

    /// Facts hold from a day.
    static func fact(_ person: Townsman, _ facts: String, from day: String) -> RegisterLine {
        var line = RegisterLine.change(person, document: "TB-\(person.id.suffix(4))")
        line.fields["facts"] = facts
        line.fields["from"] = day
        return line
    }

    /// The identity as a paper has it.
    func identity(_ person: Townsman, born birth: String) -> RegisterLine {
        var line = self
        line.fields["full_name"] = person.name
        line.fields["birth_date"] = birth
        line.fields["sex"] = person.sex
        return line
    }

    /// In a household of the unit's list.
    func household(_ number: String) -> RegisterLine {
        var line = self
        line.fields["household"] = number
        return line
    }

    /// Under a decision of another number.
    func decided(_ number: String) -> RegisterLine {
        var line = self
        line.fields["decision"] = number
        return line
    }

    /// Of one category alone.
    func of(_ category: String) -> RegisterLine {
        var line = self
        line.fields["category"] = category
        return line
    }

    /// The payee's account.
    func account(_ number: String, bank: String = "970405") -> RegisterLine {
        var line = self
        line.fields["pay_by"] = "account"
        line.fields["bank"] = bank
        line.fields["account"] = number
        return line
    }

    /// The payee takes cash.
    func cash() -> RegisterLine {
        var line = self
        line.fields["pay_by"] = "cash"
        return line
    }

    /// Somebody else receives.
    func payee(_ person: Townsman, until: String = "") -> RegisterLine {
        var line = self
        line.fields["payee_id"] = person.id
        line.fields["payee_name"] = person.name
        line.fields["payee_birth"] = person.birth
        line.fields["payee_sex"] = person.sex
        line.fields["authority_until"] = until
        return line
    }

    /// The row.
    var text: String { RegisterLine.columns.map { fields[$0] ?? "" }.joined(separator: ",") }

    /// A whole file.
    static func file(_ lines: [RegisterLine]) -> String {
        ([columns.joined(separator: ",")] + lines.map(\.text)).joined(separator: "\n") + "\n"
    }
}

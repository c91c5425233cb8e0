// Faults that a register file is given on purpose, so that the import can be seen to find them.
//
// Invariants:
// (1) A fault's raw value is the code of the diagnostic that the import is to give.
// (2) A row has one fault at most, and no row that shares a payee or household has one: so a
//     fault brings no second finding elsewhere.

/// A kind of fault.
package enum PlantedFault: String, CaseIterable, Sendable {
    /// Eleven digits.
    case nationalIDLength = "national-id-length"
    /// A province that never was.
    case nationalIDProvince = "national-id-province"
    /// A letter that an encoding turned into `?`.
    case nameReplacement = "name-replacement"
    /// A name in the TCVN3 encoding, read as Latin letters.
    case nameLegacy = "name-legacy"
    /// A 30 February.
    case dateInvalid = "date-invalid"
    /// A commune code that is in no list.
    case unitUnknown = "unit-unknown"
    /// The old code of a commune that was split.
    case unitSplit = "unit-split"
    /// A bank that is in no directory.
    case bankUnknown = "bank-unknown"
    /// An account of five digits.
    case accountLength = "account-length"
    /// To be paid by account, and none is there.
    case accountMissing = "account-missing"
    /// A category that no law has.
    case categoryUnknown = "category-unknown"
    /// The row of the line before again; the only fault that adds a line.
    case rowDuplicate = "row-duplicate"
    /// Signed in 2031.
    case signedInFuture = "signed-in-future"
    /// A payee's number without a name.
    case payeeIncomplete = "payee-incomplete"
    /// An authority that ended in 2020.
    case authorityEnded = "authority-ended"
    /// No name.
    case fieldMissing = "field-missing"

    /// A planted fault and where it is.
    package struct Place: Hashable, Sendable {
        /// The 1-based line of the file; the header is line 1.
        package let line: Int
        /// The kind.
        package let fault: PlantedFault

        /// A fault on a line.
        package init(line: Int, fault: PlantedFault) {
            self.line = line
            self.fault = fault
        }
    }

    /// Whether a person's row can have this fault.
    func fits(_ person: GeneratedPerson) -> Bool {
        guard !person.isShared, person.meetsCondition, let way = person.way else { return false }
        switch self {
        case .bankUnknown, .accountLength, .accountMissing: return way != .cash
        case .payeeIncomplete, .authorityEnded: return person.payee != nil
        case .unitSplit: return !person.unit.predecessors.isEmpty
        default: return true
        }
    }
}

extension RegisterRowText {
    /// Puts a fault into the row.
    mutating func plant(_ fault: PlantedFault, _ chance: inout SplitMix64) {
        switch fault {
        case .nationalIDLength: self[.nationalID] = String(self[.nationalID].dropLast())
        case .nationalIDProvince:
            let province = chance.element(of: ["003", "013", "097", "999"])
            self[.nationalID] = province + self[.nationalID].dropFirst(3)
        case .nameReplacement: self[.fullName] = RegisterRowText.replaced(self[.fullName])
        case .nameLegacy:
            self[.fullName] = chance.element(of: [
                "NguyÔn V¨n An", "TrÇn ThÞ Hoµ", "Lª ThÞ B×nh", "Ph¹m V¨n §øc",
            ])
        case .dateInvalid: self[.birthDate] = "2025-02-30"
        case .unitUnknown: self[.unit] = "99999"
        case .unitSplit:
            self[.unit] = chance.element(of: FixtureUnit.splitCodes)
            self[.unitList] = GeneratedUnitList.former.rawValue
        case .bankUnknown: self[.bank] = "970999"
        case .accountLength: self[.account] = String(self[.account].suffix(5))
        case .accountMissing: self[.account] = ""
        case .categoryUnknown: self[.category] = "9.9"
        case .rowDuplicate: break
        case .signedInFuture:
            self[.signed] = "2031-0\(chance.next(in: 1...9))-1\(chance.next(in: 0...9))"
        case .payeeIncomplete: self[.payeeName] = ""
        case .authorityEnded:
            self[.authorityUntil] = "2020-0\(chance.next(in: 1...9))-1\(chance.next(in: 0...9))"
        case .fieldMissing: self[.fullName] = ""
        }
    }

    /// The name with `?` for the first letter that is not ASCII, else for the last letter.
    private static func replaced(_ name: String) -> String {
        let place = name.firstIndex { !$0.isASCII } ?? name.index(before: name.endIndex)
        return name[..<place] + "?" + name[name.index(after: place)...]
    }
}

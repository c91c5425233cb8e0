// Who the row is about.

import Intake
import Ledger

extension RowChecks {
    /// The national ID of a column that the event needs.
    mutating func nationalID(_ column: RegisterColumn, for event: RegisterEvent) -> NationalID? {
        guard let text = needed(column, for: event) else { return nil }
        guard let number = NationalID(text) else {
            note(.idFormat, column, "\(text.count)")
            return nil
        }
        if !number.hasKnownProvince { note(.idProvince, column) }
        return number
    }

    /// The identity in the row's own columns; nil where it was not given or refused.
    mutating func identity(_ number: NationalID?, _ event: RegisterEvent) -> Identity? {
        let columns: [RegisterColumn] = [.fullName, .birthDate, .sex]
        let filled = columns.count { isFilled($0) }
        switch event {
        case .enrol: break
        case .change where filled > 0: break
        // Held against the register only where it is whole.
        case .end where filled == 3, .death where filled == 3: break
        default: return nil
        }
        for column in columns where !isFilled(column) {
            note(.fieldMissing, column, event.rawValue)
        }
        return identity(number, columns)
    }

    /// The identity in three columns: name, birth, sex.
    mutating func identity(_ number: NationalID?, _ columns: [RegisterColumn]) -> Identity? {
        let name = self.name(columns[0])
        let birth = self.birth(columns[1])
        let sex = self.sex(columns[2])
        if let number, let birth, birth.components.year != number.birthYear {
            note(.idBirthMismatch, columns[1])
        }
        if let number, let sex, sex != number.sex { note(.idSexMismatch, columns[2]) }
        guard let number, let name, let birth, let sex else { return nil }
        return Identity(nationalID: number, name: name, birth: birth, sex: sex)
    }

    private mutating func name(_ column: RegisterColumn) -> PersonName? {
        guard let text = text(column, limit: 400) else { return nil }
        if let fault = TextFault.inName(text) {
            _ = refuse(fault, column)
            return nil
        }
        let words = text.split(separator: " ")
        let spaced = words.count - 1 == text.utf8.count { $0 == 0x20 }
        guard let name = PersonName(spaced ? text : words.joined(separator: " ")) else {
            note(.nameLength, column)
            return nil
        }
        return name
    }

    private mutating func birth(_ column: RegisterColumn) -> CivilDate? {
        guard let day = date(column) else { return nil }
        if day > context.known {
            note(.dateInFuture, column, context.known.description)
            return nil
        }
        if day.components.year < 1900 {
            note(.birthTooEarly, column)
            return nil
        }
        return day
    }

    private mutating func sex(_ column: RegisterColumn) -> Sex? {
        guard let text = text(column) else { return nil }
        switch text {
        case "male", "nam", "Nam", "NAM", "M": return .male
        case "female", "nữ", "Nữ", "NỮ", "nu", "Nu", "NU", "F": return .female
        default:
            note(.sexUnknown, column)
            return nil
        }
    }
}

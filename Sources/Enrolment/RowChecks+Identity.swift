// Who the row is about.

import Intake
import Ledger

/// A name, birth and sex as a row has them.
struct RowIdentity {
    /// Where the name is in the row's bytes.
    let name: Range<Int>
    let birth: CivilDate
    let sex: Sex
}

extension RowChecks {
    /// The national ID of a column that the event needs.
    mutating func nationalID(_ column: RegisterColumn, for event: RegisterEvent) -> IDDigits? {
        guard let place = needed(column, for: event) else { return nil }
        guard let number = IDDigits(row.bytes, place) else {
            note(.idFormat, column, "\(string(place).count)")
            return nil
        }
        if !number.hasKnownProvince { note(.idProvince, column) }
        return number
    }

    /// The identity in the row's own columns; nil where it was not given or refused.
    mutating func identity(_ number: IDDigits?, _ event: RegisterEvent) -> RowIdentity? {
        let filled =
            (isFilled(.fullName) ? 1 : 0) + (isFilled(.birthDate) ? 1 : 0)
            + (isFilled(.sex) ? 1 : 0)
        switch event {
        case .enrol: break
        case .change where filled > 0: break
        // Held against the register only where it is whole.
        case .end where filled == 3, .death where filled == 3: break
        default: return nil
        }
        if filled < 3 {
            for column in [RegisterColumn.fullName, .birthDate, .sex] where !isFilled(column) {
                note(.fieldMissing, column, event.rawValue)
            }
        }
        return identity(number, name: .fullName, birth: .birthDate, sex: .sex)
    }

    /// The identity in three columns.
    mutating func identity(
        _ number: IDDigits?,
        name nameColumn: RegisterColumn,
        birth birthColumn: RegisterColumn,
        sex sexColumn: RegisterColumn
    ) -> RowIdentity? {
        let name = self.name(nameColumn)
        let birth = self.birth(birthColumn)
        let sex = self.sex(sexColumn)
        if let number, let birth, birth.components.year != number.birthYear {
            note(.idBirthMismatch, birthColumn)
        }
        if let number, let sex, sex != number.sex { note(.idSexMismatch, sexColumn) }
        guard number != nil, let name, let birth, let sex else { return nil }
        return RowIdentity(name: name, birth: birth, sex: sex)
    }

    private mutating func name(_ column: RegisterColumn) -> Range<Int>? {
        guard let place = text(column, limit: 400) else { return nil }
        if let fault = TextFault.inName(plain: row.bytes, place) {
            note(fault, column)
            return nil
        }
        guard isPlain else { return oddName(place, column) }
        var letters = 0
        var isSpaced = true
        var previous: UInt8 = 0
        for index in place {
            let byte = row.bytes[index]
            // Every letter begins with a byte that is no continuation.
            if byte & 0xC0 != 0x80 { letters += 1 }
            if byte == 0x20, previous == 0x20 { isSpaced = false }
            previous = byte
        }
        guard isSpaced else { return oddName(place, column) }
        guard (2...100).contains(letters) else {
            note(.nameLength, column)
            return nil
        }
        return place
    }

    /// A name with letters that may join up, or with several blanks in a row.
    private mutating func oddName(_ place: Range<Int>, _ column: RegisterColumn) -> Range<Int>? {
        let words = string(place).split(separator: " ")
        let text = words.joined(separator: " ")
        guard PersonName(text) != nil else {
            note(.nameLength, column)
            return nil
        }
        return row.keep(text.utf8)
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
        guard let place = text(column) else { return nil }
        guard let sex = words.sex(row.bytes, place) else {
            note(.sexUnknown, column)
            return nil
        }
        return sex
    }
}

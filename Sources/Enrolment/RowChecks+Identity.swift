// Who the row is about.

import Intake
import Ledger

/// A name, birth and sex as a row has them.
struct RowIdentity {
    /// Where the name is in the bytes of the rows.
    let name: Range<Int>
    /// The hash of name, birth and sex.
    let hash: UInt64
    let birth: CivilDate
    let sex: Sex
}

extension RowChecks {
    /// The national ID of a column that the event needs.
    mutating func nationalID(_ column: RegisterColumn, for event: RegisterEvent) -> IDDigits? {
        guard let place = needed(column, for: event) else { return nil }
        guard let number = IDDigits(rows.bytes, place) else {
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
        case .end where filled == 3, .death where filled == 3, .restore where filled == 3,
            .annul where filled == 3:
            break
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
        return RowIdentity(
            name: name.place,
            hash: IdentityHash.of(name.letters, birth.dayNumber, sex.rawValue),
            birth: birth,
            sex: sex
        )
    }

    /// Where a name is, with the hash of its letters.
    private mutating func name(
        _ column: RegisterColumn
    ) -> (place: Range<Int>, letters: ByteHash)? {
        guard let place = text(column, limit: 400) else { return nil }
        if isPlain, let letters = NameScan.usual(rows.bytes, place) { return (place, letters) }
        if let fault = TextFault.inName(plain: rows.bytes, place) {
            note(fault, column)
            return nil
        }
        // Letters that may join up, or several blanks in a row.
        let name = string(place).split(separator: " ").joined(separator: " ")
        guard PersonName(name) != nil else {
            note(.nameLength, column)
            return nil
        }
        let kept = rows.keep(name.utf8)
        return (kept, NameScan.letters(rows.bytes, kept))
    }

    /// 1900-01-01.
    private static let earliestBirth: Int32 = -25_567

    /// The day of birth; where papers have the year alone, or month and year, the first day of it (decision 0063).
    private mutating func birthDay(_ column: RegisterColumn) -> CivilDate? {
        guard let place = text(column) else { return nil }
        let read = RowDate.read(rows.bytes, place)
        if case .day(let day) = read { return day }
        guard let first = RowDate.firstBirth(rows.bytes, place) else {
            note(read == .impossible ? .dateImpossible : .dateFormat, column)
            return nil
        }
        note(.birthPartUnknown, column, first.description)
        return first
    }

    private mutating func birth(_ column: RegisterColumn) -> CivilDate? {
        guard let day = birthDay(column) else { return nil }
        if day > context.known {
            note(.dateInFuture, column, context.known.description)
            return nil
        }
        if day.dayNumber < Self.earliestBirth {
            note(.birthTooEarly, column)
            return nil
        }
        return day
    }

    private mutating func sex(_ column: RegisterColumn) -> Sex? {
        guard let place = text(column) else { return nil }
        guard let sex = words.sex(rows.bytes, place) else {
            note(.sexUnknown, column)
            return nil
        }
        return sex
    }
}

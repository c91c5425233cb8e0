// Who receives the money, and how.

import Intake
import Ledger

extension RowChecks {
    /// The payee of a row: nobody said, the person themselves, or somebody else.
    ///
    /// - Returns: The identity of somebody else.
    mutating func payee(_ own: IDDigits?) -> RowIdentity? {
        guard isFilled(.payeeID) else {
            for column in [RegisterColumn.payeeName, .payeeBirth, .payeeSex, .authorityUntil]
            where isFilled(column) {
                note(.payeeSurplus, column)
            }
            return nil
        }
        guard let place = text(.payeeID) else { return nil }
        guard let number = IDDigits(rows.bytes, place) else {
            note(.idFormat, .payeeID, "\(string(place).count)")
            return nil
        }
        if number == own {
            fields.payee = 1
            return nil
        }
        if !number.hasKnownProvince { note(.idProvince, .payeeID) }
        for column in [RegisterColumn.payeeName, .payeeBirth, .payeeSex]
        where !isFilled(column) {
            note(.payeeIncomplete, column, column.rawValue)
        }
        let identity = self.identity(
            number,
            name: .payeeName,
            birth: .payeeBirth,
            sex: .payeeSex
        )
        if let ends = date(.authorityUntil) {
            if ends < context.known {
                note(.authorityExpired, .authorityUntil, context.known.description)
            }
            fields.authorityEnds = ends.dayNumber
        }
        guard let identity else { return nil }
        fields.payee = 2
        fields.payeeID = number.value
        fields.payeeBirth = identity.birth.dayNumber
        fields.payeeSex = identity.sex.rawValue
        return identity
    }

    /// How the payee gets the money.
    ///
    /// - Returns: Where the account's number is.
    mutating func way() -> Range<Int>? {
        guard let place = text(.payBy) else {
            if !isFilled(.payBy), isFilled(.bank) || isFilled(.account) {
                note(.payByMissing, .payBy)
            }
            return nil
        }
        guard let isAccount = words.isAccount(rows.bytes, place) else {
            note(.payByUnknown, .payBy)
            return nil
        }
        if isAccount { return account() }
        for column in [RegisterColumn.bank, .account] where isFilled(column) {
            note(.accountWithCash, column)
        }
        fields.way = 1
        return nil
    }

    private mutating func account() -> Range<Int>? {
        var bank: KnownBank?
        if !isFilled(.bank) {
            note(.bankMissing, .bank)
        } else if let place = text(.bank) {
            bank = words.bank(rows.bytes, place, context)
            if bank == nil { note(.bankUnknown, .bank) }
        }
        guard isFilled(.account) else {
            note(.accountMissing, .account)
            return nil
        }
        guard let place = text(.account) else { return nil }
        guard BankAccountNumber.isOne(rows.bytes, place) else {
            note(.accountFormat, .account)
            return nil
        }
        guard let known = bank else { return nil }
        if !known.accountLengths.contains(place.count) {
            let range = known.accountLengths
            let lengths =
                range.count == 1
                ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
            note(
                known.areLengthsConfirmed ? .accountLength : .accountLengthUnusual,
                .account,
                lengths
            )
        }
        fields.way = 2
        fields.bank = known.number
        return place
    }
}

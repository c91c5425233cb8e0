// Who receives the money, and how.

import Intake
import Ledger

extension RowChecks {
    /// The payee of a row: nobody said, the person themselves, or somebody else.
    mutating func payee(_ own: NationalID?) -> RowPayee {
        let others: [RegisterColumn] = [.payeeName, .payeeBirth, .payeeSex]
        guard isFilled(.payeeID) else {
            for column in others + [.authorityUntil] where isFilled(column) {
                note(.payeeSurplus, column)
            }
            return .unsaid
        }
        guard let text = text(.payeeID) else { return .unsaid }
        guard let number = NationalID(text) else {
            note(.idFormat, .payeeID, "\(text.count)")
            return .unsaid
        }
        if number == own { return .own }
        if !number.hasKnownProvince { note(.idProvince, .payeeID) }
        for column in others where !isFilled(column) {
            note(.payeeIncomplete, column, column.rawValue)
        }
        let identity = self.identity(number, others)
        let ends = date(.authorityUntil)
        if let ends, ends < context.known {
            note(.authorityExpired, .authorityUntil, context.known.description)
        }
        guard let identity else { return .unsaid }
        return .other(identity, authorityEnds: ends)
    }

    /// How the payee gets the money; nil where nothing was said or it was refused.
    mutating func way() -> PaymentWay? {
        guard let word = text(.payBy) else {
            if !isFilled(.payBy), isFilled(.bank) || isFilled(.account) {
                note(.payByMissing, .payBy)
            }
            return nil
        }
        switch word {
        case "account", "tai_khoan", "tài khoản", "chuyển khoản": return account()
        case "cash", "tien_mat", "tiền mặt":
            for column in [RegisterColumn.bank, .account] where isFilled(column) {
                note(.accountWithCash, column)
            }
            return .cash
        default:
            note(.payByUnknown, .payBy)
            return nil
        }
    }

    private mutating func account() -> PaymentWay? {
        var bank: KnownBank?
        if !isFilled(.bank) {
            note(.bankMissing, .bank)
        } else if let code = text(.bank) {
            bank = context.bank(code)
            if bank == nil { note(.bankUnknown, .bank) }
        }
        guard isFilled(.account) else {
            note(.accountMissing, .account)
            return nil
        }
        guard let text = text(.account) else { return nil }
        guard let number = BankAccountNumber(text) else {
            note(.accountFormat, .account)
            return nil
        }
        guard let bank else { return nil }
        if !bank.accountLengths.contains(text.utf8.count) {
            let range = bank.accountLengths
            let lengths =
                range.count == 1
                ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
            note(
                bank.areLengthsConfirmed ? .accountLength : .accountLengthUnusual,
                .account,
                lengths
            )
        }
        return .account(bank: bank.bin, number: number)
    }
}

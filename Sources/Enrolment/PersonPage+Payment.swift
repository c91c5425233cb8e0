// What a payment needs of a person, out of a page's columns: no object a person.

import Intake

extension PersonPage {
    /// How the person at a place is paid.
    package enum Way: UInt8, Sendable {
        /// Nothing was said.
        case none = 0
        /// In cash.
        case cash = 1
        /// By transfer.
        case account = 2
    }

    /// The twelve digits of the national ID as a number.
    package func nationalID(at place: Int) -> UInt64 { nationalIDs[place] }

    /// The name, UTF-8 in NFC.
    package func name(at place: Int) -> ArraySlice<UInt8> { names[place] }

    /// How money comes to the person, as payee.
    package func way(at place: Int) -> Way { Way(rawValue: ways[place]) ?? .none }

    /// The six digits of the account's bank; only where the way is an account.
    package func bank(at place: Int) -> ArraySlice<UInt8> {
        precondition(ways[place] == Way.account.rawValue, "a person with an account")
        return words[Int(banks[place])]
    }

    /// The characters of the account; only where the way is an account.
    package func account(at place: Int) -> ArraySlice<UInt8> {
        precondition(ways[place] == Way.account.rawValue, "a person with an account")
        return accounts[place]
    }

    /// The way of payment as one value; only where there is one.
    package func way(ofPayeeAt place: Int) -> PaymentWay {
        switch way(at: place) {
        case .cash: return .cash
        case .account:
            guard let number = BankAccountNumber(accounts.text(at: place)) else {
                preconditionFailure("the columns of a page were checked when it was made")
            }
            return .account(bank: words.text(at: Int(banks[place])), number: number)
        case .none: preconditionFailure("a payee has a way of payment")
        }
    }
}

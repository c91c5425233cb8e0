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

    /// The number of the household of the person at a place; empty when unknown.
    package func household(at place: Int) -> String { words.text(at: Int(households[place])) }

    /// How money comes to the person, as payee.
    func way(at place: Int) -> Way { Way(rawValue: ways[place]) ?? .none }

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

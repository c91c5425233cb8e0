// The pages of the register that persons of a batch stand on, as known at one moment.
//
// Invariants:
// (1) Persons come in order of number, or nearly: the page of the last person is mostly that of the
//     next, and a few others are kept.
// (2) What is kept at once is bounded: a country's register does not fit in memory.

import BankFiles
import Enrolment
import Ledger
import Store

/// Finds persons on pages; not for two threads at a time.
final class RegisterPages {
    private let register: RegisterStore
    private let moment: RegisterMoment
    private var kept: [Page] = []

    /// A page that is lent whole: its columns are many, and a copy of each costs more than a look.
    ///
    /// For the same reason columns are looked into one by one: asking the page itself would copy it.
    final class Page {
        /// The columns.
        let columns: PersonPage
        /// The bank of each person's account as a number; 0 where there is none, or it is no bank.
        let bankNumbers: [UInt32]
        /// The number that the first place would have on a page without gaps.
        private let firstNumber: Int64

        init(_ columns: PersonPage) {
            self.columns = columns
            firstNumber = columns.firstNumber
            var last: (word: UInt32, number: UInt32) = (.max, 0)
            bankNumbers = columns.banks.indices.map { place in
                guard columns.ways[place] == PersonPage.Way.account.rawValue else { return 0 }
                // One bank is asked for again and again.
                let word = columns.banks[place]
                if word != last.word {
                    last = (word, BIN(columns.words[Int(word)].span)?.number ?? 0)
                }
                return last.number
            }
        }

        /// The place of a person's number; nil where the page has no such person.
        func place(of number: Int64) -> Int? {
            let guess = number - firstNumber
            if guess >= 0, guess < columns.numbers.count, columns.numbers[Int(guess)] == number {
                return Int(guess)
            }
            return columns.place(of: number)
        }
    }

    /// So many pages are kept: a few megabytes.
    private static let capacity = 32

    /// The pages as the register was at a moment.
    init(_ register: RegisterStore, at moment: RegisterMoment) {
        self.register = register
        self.moment = moment
    }

    /// The page of a person and the place on it; nil where the register has nobody of that number.
    func find(_ number: Int64) throws -> FoundPerson? {
        let page = try page(PersonPage.index(of: number))
        guard let place = page.place(of: number) else { return nil }
        return FoundPerson(page: page, place: place)
    }

    private func page(_ index: Int64) throws -> Page {
        if let last = kept.last, last.columns.index == index { return last }
        if let place = kept.firstIndex(where: { $0.columns.index == index }) {
            let found = kept.remove(at: place)
            kept.append(found)
            return found
        }
        let page = Page(try register.page(index, at: moment))
        if kept.count >= Self.capacity { kept.removeFirst() }
        kept.append(page)
        return page
    }
}

/// A person on a page.
struct FoundPerson {
    private let page: RegisterPages.Page
    /// The place on the page.
    let place: Int

    init(page: RegisterPages.Page, place: Int) {
        self.page = page
        self.place = place
    }

    /// The twelve digits of the national ID as a number.
    var nationalID: UInt64 { page.columns.nationalIDs[place] }
    /// The name, UTF-8 in NFC.
    var name: ArraySlice<UInt8> { page.columns.names[place] }
    /// How money comes to the person, as payee.
    var way: PersonPage.Way { PersonPage.Way(rawValue: page.columns.ways[place]) ?? .none }
    /// The way as one value; only where there is one.
    var paymentWay: PaymentWay { page.columns.way(ofPayeeAt: place) }
    /// The bank of the account as a number; 0 where there is none, or it is no bank.
    var bankNumber: UInt32 { page.bankNumbers[place] }
    /// The characters of the account; only where the way is an account.
    var account: ArraySlice<UInt8> {
        precondition(way == .account, "a person with an account")
        return page.columns.accounts[place]
    }
    /// Whether a payee's money comes the same way: in cash, or to the same account; no where a bank is none.
    func isPaid(like other: FoundPerson) -> Bool {
        guard way == other.way else { return false }
        guard way == .account else { return way == .cash }
        return bankNumber > 0 && bankNumber == other.bankNumber
            && account.elementsEqual(other.account)
    }
}

// Why a payee cannot be paid now, found in the columns of pages.
//
// Invariant: what hangs on a word of a page (a bank, the name of a fact) is looked up once a page.

import BankFiles
import Disbursement
import Enrolment
import Entitlement
import Ledger
import Store

/// Finds why payees of one unit cannot be paid.
struct PayeeHolds {
    private let open: OpenBooks
    private let banks: BankDirectory
    private let known: CivilDate
    private let hasAccount: Bool
    private let hasCash: Bool
    /// The page that is drafted.
    private var drafted: Reading?
    /// Other pages that payees were found on.
    private var others: [Reading] = []

    /// A page, with what its words mean here.
    ///
    /// Its columns are looked into one by one: asking the page itself would copy it.
    private final class Reading {
        let page: PersonPage
        private let firstNumber: Int64
        /// The place of the word `death`; `.max` where no word is it.
        let death: UInt32
        /// Whether the word is a bank of the directory; false for what no account names as one.
        let isBank: [Bool]

        init(_ page: PersonPage, _ banks: BankDirectory) {
            self.page = page
            firstNumber = page.firstNumber
            let death = (0..<page.words.count).first {
                page.words.place(of: $0).count == 5 && page.words[$0].elementsEqual("death".utf8)
            }
            self.death = death.map { UInt32($0) } ?? .max
            var isRead = Array(repeating: false, count: page.words.count)
            var isBank = isRead
            for (place, way) in page.ways.enumerated() where way == 2 {
                let word = Int(page.banks[place])
                guard !isRead[word] else { continue }
                isRead[word] = true
                isBank[word] = BIN(page.words.text(at: word)).map { banks.bank($0) != nil } ?? false
            }
            self.isBank = isBank
        }

        /// The place of a person's number; nil where the page has no such person.
        func place(of number: Int64) -> Int? {
            PersonPage.place(of: number, in: page.numbers, from: firstNumber)
        }

        /// Whether a death is known of the person at a place.
        func isDead(_ place: Int, known: CivilDate) -> Bool {
            guard death != .max else { return false }
            let ends = page.factEnds
            let facts = (place == 0 ? 0 : Int(ends[place - 1]))..<Int(ends[place])
            let last = facts.last {
                page.facts.names[$0] == death && page.facts.known[$0] <= known.dayNumber
            }
            return last.map {
                !page.words[Int(page.facts.values[$0])].elementsEqual(DatedFact.takenBack.utf8)
            } ?? false
        }

        /// Whether the name of the person at a place can be written in the banks' letters.
        func isWritable(_ place: Int) -> Bool {
            let bytes = page.names.bytes
            return BankText.isWritable(bytes.span.extracting(page.names.place(of: place)))
        }
    }

    init(open: OpenBooks, unit: UnitRecord, known: CivilDate, banks: BankDirectory = .shipped) {
        self.open = open
        self.banks = banks
        self.known = known
        hasAccount = unit.accounts["account"] != nil
        hasCash = unit.accounts["cash"] != nil
    }

    /// Takes the page whose persons are asked for by their place.
    mutating func begin(_ page: PersonPage) { drafted = Reading(page, banks) }

    /// Why the payee of the person at a place of the page begun cannot be paid now, or nil.
    ///
    /// - Parameters:
    ///   - place: The person's place.
    ///   - rightPayee: The row of the payee of one category; nil for the payee of the rest.
    /// - Returns: The cause, or nil.
    /// - Throws: `StoreError` where the payee's page of the register does not open.
    mutating func hold(place: Int, rightPayee: Int?) throws -> HoldCause? {
        guard let drafted else { preconditionFailure("a page was begun") }
        return try hold(place, rightPayee, of: drafted)
    }

    /// Why who receives what a person has under a category cannot be paid now, or nil.
    ///
    /// - Throws: `StoreError` where a page of the register does not open.
    mutating func hold(_ person: Int64, category: String) throws -> HoldCause? {
        let reading = try reading(PersonPage.index(of: person))
        guard let place = reading.place(of: person) else { return .noPaymentWay }
        let rightPayee = reading.page.rightPayee(of: place, category: category)
        return try hold(place, rightPayee, of: reading)
    }

    private mutating func hold(
        _ place: Int,
        _ rightPayee: Int?,
        of reading: Reading
    ) throws -> HoldCause? {
        let (payee, ends): (Int64, Int32)
        if let row = rightPayee {
            payee = reading.page.rightPayees.payees[row]
            ends = reading.page.rightPayees.authorityEnds[row]
        } else {
            payee = reading.page.payees[place]
            ends = reading.page.authorityEnds[place]
        }
        let authorityEnded = ends != PersonPage.noDay && ends < known.dayNumber
        if payee == reading.page.numbers[place] {
            return hold(payee: place, reading, authorityEnded)
        }
        let other = try self.reading(PersonPage.index(of: payee))
        guard let place = other.place(of: payee) else { return .noPaymentWay }
        return hold(payee: place, other, authorityEnded)
    }

    /// What the payee's own data says.
    private func hold(
        payee place: Int,
        _ reading: Reading,
        _ authorityEnded: Bool
    ) -> HoldCause? {
        if reading.isDead(place, known: known) { return .payeeDied }
        if authorityEnded { return .authorityEnded }
        let way = reading.page.ways[place]
        guard way > 0 else { return .noPaymentWay }
        guard reading.isWritable(place) else { return .nameNotWritable }
        guard way == 2 else { return hasCash ? nil : .noUnitAccount }
        guard reading.isBank[Int(reading.page.banks[place])] else { return .bankUnknown }
        return hasAccount ? nil : .noUnitAccount
    }

    /// The reading of a page.
    private mutating func reading(_ index: Int64) throws -> Reading {
        if let drafted, drafted.page.index == index { return drafted }
        if let known = others.first(where: { $0.page.index == index }) { return known }
        if others.count >= 7 { others.removeFirst() }
        let reading = Reading(try open.register.page(index, known: known), banks)
        others.append(reading)
        return reading
    }
}

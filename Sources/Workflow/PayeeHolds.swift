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
    /// The page that is drafted, then others that payees were found on.
    private var readings: [Reading] = []
    private var name: [UInt8] = []

    /// A page, with what its words mean here.
    private final class Reading {
        let page: PersonPage
        /// The place of the word `death`; `.max` where no fact has that name.
        let death: UInt32
        /// Whether the word is a bank of the directory; nil while nobody asked.
        var isBank: [Bool?]

        init(_ page: PersonPage) {
            self.page = page
            let death = (0..<page.words.count).first { page.words[$0].elementsEqual("death".utf8) }
            self.death = death.map { UInt32($0) } ?? .max
            isBank = Array(repeating: nil, count: page.words.count)
        }

        /// Whether a death is known of the person at a place.
        func isDead(_ place: Int, known: CivilDate) -> Bool {
            let last = page.factRows(of: place).last {
                page.facts.names[$0] == death && page.facts.known[$0] <= known.dayNumber
            }
            return last.map {
                !page.words[Int(page.facts.values[$0])].elementsEqual(DatedFact.takenBack.utf8)
            } ?? false
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
    mutating func begin(_ page: PersonPage) {
        if readings.isEmpty { readings.append(Reading(page)) } else { readings[0] = Reading(page) }
    }

    /// Why the payee of the person at a place of the page begun cannot be paid now, or nil.
    ///
    /// - Throws: `StoreError` where the payee's page of the register does not open.
    mutating func hold(place: Int) throws -> HoldCause? { try hold(place, of: 0) }

    /// Why the payee of a person cannot be paid now, or nil.
    ///
    /// - Throws: `StoreError` where a page of the register does not open.
    mutating func hold(_ person: Int64) throws -> HoldCause? {
        let index = try reading(PersonPage.index(of: person))
        guard let place = readings[index].page.place(of: person) else { return .noPaymentWay }
        return try hold(place, of: index)
    }

    private mutating func hold(_ place: Int, of index: Int) throws -> HoldCause? {
        let payee = readings[index].page.payees[place]
        let ends = readings[index].page.authorityEnds[place]
        let authorityEnded = ends != PersonPage.noDay && ends < known.dayNumber
        if payee == readings[index].page.numbers[place] {
            return hold(payee: place, index, authorityEnded)
        }
        let other = try reading(PersonPage.index(of: payee))
        guard let place = readings[other].page.place(of: payee) else { return .noPaymentWay }
        return hold(payee: place, other, authorityEnded)
    }

    /// What the payee's own data says.
    private mutating func hold(
        payee place: Int,
        _ index: Int,
        _ authorityEnded: Bool
    ) -> HoldCause? {
        if readings[index].isDead(place, known: known) { return .payeeDied }
        if authorityEnded { return .authorityEnded }
        let way = readings[index].page.ways[place]
        guard way > 0 else { return .noPaymentWay }
        guard isWritable(place, index) else { return .nameNotWritable }
        guard way == 2 else { return hasCash ? nil : .noUnitAccount }
        guard isBank(readings[index].page.banks[place], index) else { return .bankUnknown }
        return hasAccount ? nil : .noUnitAccount
    }

    /// Whether a name can be written in the banks' letters.
    private mutating func isWritable(_ place: Int, _ index: Int) -> Bool {
        var name: [UInt8] = []
        swap(&name, &self.name)
        defer { swap(&name, &self.name) }
        name.removeAll(keepingCapacity: true)
        do throws(BankTextRefusal) {
            try readings[index].page.names.withBytes(at: place) { bytes throws(BankTextRefusal) in
                try BankText.append(bytes, to: &name)
            }
            return true
        } catch {
            return false
        }
    }

    private mutating func isBank(_ word: UInt32, _ index: Int) -> Bool {
        if let known = readings[index].isBank[Int(word)] { return known }
        let bin = BIN(readings[index].page.words.text(at: Int(word)))
        let isKnown = bin.map { banks.bank($0) != nil } ?? false
        readings[index].isBank[Int(word)] = isKnown
        return isKnown
    }

    /// Where a page stands among the readings.
    private mutating func reading(_ index: Int64) throws -> Int {
        if let place = readings.firstIndex(where: { $0.page.index == index }) { return place }
        if readings.count >= 8 { readings.remove(at: 1) }
        readings.append(Reading(try open.register.page(index, known: known)))
        return readings.count - 1
    }
}

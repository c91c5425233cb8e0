// Up to 4,096 persons in columns: the form in which the register lies sealed in the books.
//
// Invariants:
// (1) Page p has the persons numbered 4096 p + 1 to 4096 p + 4096, those that exist, in order.
// (2) A page's columns are consistent: whatever made it has checked every place, end, number and
//     day, so that reading a column cannot fail. Texts were checked when the page was written.
// (3) The same persons give the same bytes: words stand in the table in order of first use.

import Intake
import Ledger

/// A page of the register.
package struct PersonPage: Hashable, Sendable {
    /// The most persons of a page.
    package static let capacity = 4_096

    /// The page's index: (number - 1) / 4096.
    package let index: Int64

    // One entry for each person.
    /// The numbers, ascending.
    package internal(set) var numbers: [Int64] = []
    /// The twelve digits of each national ID as a number.
    package internal(set) var nationalIDs: [UInt64] = []
    /// Day numbers.
    package internal(set) var births: [Int32] = []
    var sexes: [UInt8] = []
    /// The numbers of the persons who receive.
    package internal(set) var payees: [Int64] = []
    /// Day numbers; ``noDay`` for none.
    package internal(set) var authorityEnds: [Int32] = []
    /// 0 nothing said, 1 cash, 2 account.
    package internal(set) var ways: [UInt8] = []
    /// Places in ``words``; of a bank only where the way is an account.
    package internal(set) var banks: [UInt32] = []
    var households: [UInt32] = []
    /// The names.
    package internal(set) var names = TextColumn()
    /// The characters of the accounts; empty where the way is no account.
    package internal(set) var accounts = TextColumn()
    /// Where each person's claims end in ``claims``.
    package internal(set) var claimEnds: [UInt32] = []
    /// Where each person's facts end in ``facts``.
    package internal(set) var factEnds: [UInt32] = []

    // One entry for each claim.
    /// The claims of all persons, one after the other.
    package internal(set) var claims = ClaimColumns()
    // One entry for each fact.
    /// The facts of all persons, one after the other.
    package internal(set) var facts = FactColumns()
    // One entry for each payee of one category.
    /// Who receives what is not received by the payee of the rest.
    package internal(set) var rightPayees = RightPayeeColumns()
    /// Categories, units, banks, decisions, documents, names and values of facts, households.
    package internal(set) var words = TextColumn()

    /// What stands for "no day".
    package static let noDay = Int32.min

    /// What stands for "no word".
    static let noWord = UInt32.max

    /// An empty page.
    package init(index: Int64) {
        precondition(index >= 0 && index < Int64.max / 4_096, "a page has an index")
        self.index = index
    }

    /// A page of persons.
    ///
    /// - Parameters:
    ///   - index: The page's index.
    ///   - persons: In order of number, all of this page.
    package init(index: Int64, persons: [Person]) {
        self.init(index: index)
        var table = ByteWords()
        for person in persons { append(person, &table) }
        words = table.column
    }

    /// A page of one person.
    package init(of person: Person) {
        self.init(index: PersonPage.index(of: person.number), persons: [person])
    }

    /// The index of the page that a person is on.
    package static func index(of number: Int64) -> Int64 { (number - 1) / Int64(capacity) }

    /// The numbers that a page can hold.
    ///
    /// - Parameter index: The page.
    /// - Returns: As many numbers as its capacity is.
    package static func numbers(ofPage index: Int64) -> ClosedRange<Int64> {
        index * Int64(capacity) + 1...(index + 1) * Int64(capacity)
    }

    /// The first number that the page can hold.
    package var firstNumber: Int64 { index * Int64(PersonPage.capacity) + 1 }

    /// How many persons the page has.
    package var count: Int { numbers.count }

    /// The number of the person at a place.
    package func number(at place: Int) -> Int64 { numbers[place] }

    /// The place of a person's number; nil where the page has no such person.
    package func place(of number: Int64) -> Int? {
        PersonPage.place(of: number, in: numbers, from: index * 4_096 + 1)
    }

    /// The place of a number among those of a page; nil for none.
    ///
    /// For whoever asks often: a page that is asked itself is handed over as a copy of all columns.
    ///
    /// - Parameters:
    ///   - number: The number.
    ///   - numbers: Those of the page.
    ///   - first: The first number that the page can hold.
    /// - Returns: The place, or nil.
    package static func place(of number: Int64, in numbers: [Int64], from first: Int64) -> Int? {
        // A page without gaps has each person where the number says.
        let guess = number - first
        if guess >= 0, guess < numbers.count, numbers[Int(guess)] == number { return Int(guess) }
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < numbers.count && numbers[low] == number ? low : nil
    }

    /// All persons, in order of number; only of a page that was made here or checked whole.
    package var persons: [Person] { (0..<count).map { person(at: $0) } }

    /// The rows of a person's claims in ``claims``.
    package func claimRows(of place: Int) -> Range<Int> {
        (place == 0 ? 0 : Int(claimEnds[place - 1]))..<Int(claimEnds[place])
    }

    /// The rows of a person's facts in ``facts``.
    package func factRows(of place: Int) -> Range<Int> {
        (place == 0 ? 0 : Int(factEnds[place - 1]))..<Int(factEnds[place])
    }

    /// The units that decided on somebody of the page, in order.
    package var units: [String] {
        var isUnit = [Bool](repeating: false, count: words.count)
        for unit in claims.units { isUnit[Int(unit)] = true }
        return Set(isUnit.indices.lazy.filter { isUnit[$0] }.map { words.text(at: $0) }).sorted()
    }
}

/// The claims of a page.
package struct ClaimColumns: Hashable, Sendable {
    /// Places of words.
    package internal(set) var categories: [UInt32] = []
    /// Places of words.
    package internal(set) var units: [UInt32] = []
    /// Places of words.
    package internal(set) var decisions: [UInt32] = []
    /// Day numbers.
    package internal(set) var signed: [Int32] = []
    /// Day numbers; ``PersonPage/noDay`` for none.
    package internal(set) var certificates: [Int32] = []
    /// Day numbers; ``PersonPage/noDay`` for none.
    package internal(set) var ended: [Int32] = []
    /// Day numbers.
    package internal(set) var known: [Int32] = []
    /// Places of words; ``PersonPage/noWord`` for none.
    var signers: [UInt32] = []
    var documents: [UInt32] = []

    /// Whether some claim names a signer or a later paper.
    var hasPapers: Bool {
        signers.contains { $0 != PersonPage.noWord }
            || documents.contains { $0 != PersonPage.noWord }
    }
}

/// The facts of a page.
package struct FactColumns: Hashable, Sendable {
    /// Places of words.
    package internal(set) var names: [UInt32] = []
    /// Places of words.
    package internal(set) var values: [UInt32] = []
    var documents: [UInt32] = []
    /// Day numbers.
    package internal(set) var from: [Int32] = []
    /// Day numbers.
    package internal(set) var known: [Int32] = []
    /// Places of words; ``PersonPage/noWord`` for none.
    var signers: [UInt32] = []

    /// Whether some fact names a signer.
    var hasPapers: Bool { signers.contains { $0 != PersonPage.noWord } }
}

// Up to 4,096 persons in columns: the form in which the register lies sealed in the books.
//
// Invariants:
// (1) Page p has the persons numbered 4096 p + 1 to 4096 p + 4096, those that exist, in order.
// (2) A page's columns are consistent: whatever made it has checked every value, so that reading a
//     person from it cannot fail.
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
    var numbers: [Int64] = []
    var nationalIDs: [UInt64] = []
    var births: [Int32] = []
    var sexes: [UInt8] = []
    var payees: [Int64] = []
    /// Day numbers; `noDay` for none.
    var authorityEnds: [Int32] = []
    /// 0 nothing said, 1 cash, 2 account.
    var ways: [UInt8] = []
    /// Places in `words`; of a bank only where the way is an account.
    var banks: [UInt32] = []
    var households: [UInt32] = []
    var names = TextColumn()
    var accounts = TextColumn()
    /// Where each person's claims and facts end.
    var claimEnds: [UInt32] = []
    var factEnds: [UInt32] = []

    // One entry for each claim.
    var claims = ClaimColumns()
    // One entry for each fact.
    var facts = FactColumns()
    /// Categories, units, banks, decisions, documents, names and values of facts, households.
    var words = TextColumn()

    /// What stands for "no day".
    static let noDay = Int32.min

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

    /// The index of the page that a person is on.
    package static func index(of number: Int64) -> Int64 { (number - 1) / Int64(capacity) }

    /// The first number that the page can hold.
    package var firstNumber: Int64 { index * Int64(PersonPage.capacity) + 1 }

    /// How many persons the page has.
    package var count: Int { numbers.count }

    /// The number of the person at a place.
    package func number(at place: Int) -> Int64 { numbers[place] }

    /// The place of a person's number; nil where the page has no such person.
    package func place(of number: Int64) -> Int? {
        // A page without gaps has each person where the number says.
        let guess = number - firstNumber
        if guess >= 0, guess < numbers.count, numbers[Int(guess)] == number { return Int(guess) }
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < numbers.count && numbers[low] == number ? low : nil
    }

    /// All persons, in order of number.
    package var persons: [Person] { (0..<count).map { person(at: $0) } }

    /// The page with other persons put in: in place of those of the same number, or between.
    ///
    /// `changes` are whole persons of this page, in any order, each number once.
    package func merging(_ changes: [Person]) -> PersonPage {
        let sorted = changes.sorted { $0.number < $1.number }
        var merged: [Person] = []
        merged.reserveCapacity(count + changes.count)
        var next = sorted.startIndex
        for place in 0..<count {
            while next < sorted.endIndex, sorted[next].number < numbers[place] {
                merged.append(sorted[next])
                next += 1
            }
            if next < sorted.endIndex, sorted[next].number == numbers[place] {
                merged.append(sorted[next])
                next += 1
            } else {
                merged.append(person(at: place))
            }
        }
        merged.append(contentsOf: sorted[next...])
        return PersonPage(index: index, persons: merged)
    }
}

/// The claims of a page.
struct ClaimColumns: Hashable, Sendable {
    var categories: [UInt32] = []
    var units: [UInt32] = []
    var decisions: [UInt32] = []
    var signed: [Int32] = []
    var certificates: [Int32] = []
    var ended: [Int32] = []
    var known: [Int32] = []
}

/// The facts of a page.
struct FactColumns: Hashable, Sendable {
    var names: [UInt32] = []
    var values: [UInt32] = []
    var documents: [UInt32] = []
    var from: [Int32] = []
    var known: [Int32] = []
}

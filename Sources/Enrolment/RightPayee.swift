// Who receives what a person has under one category, where that is not who receives the rest: the carer, the
// foster parent, whoever buries, the head of the household for a gift.
//
// Invariants:
// (1) A person has at most one such payee for each category, in order of category: the last word counts.
// (2) As the payee of all else, it holds from the version of the person on that says it; an earlier
//     version keeps what was known then.

package import Ledger

/// The payee of one category of right.
package struct RightPayee: Hashable, Sendable {
    /// The category's code in the rule book.
    package let category: String
    /// The number of the person who receives.
    package let payee: Int64
    /// The last day of the payee's authority; nil when it has no end.
    package let authorityEnds: CivilDate?

    /// A payee of a category.
    package init(category: String, payee: Int64, authorityEnds: CivilDate?) {
        precondition(payee > 0, "a person's number is positive")
        self.category = category
        self.payee = payee
        self.authorityEnds = authorityEnds
    }
}

extension Person {
    /// The number of the person who receives what this one has under a category.
    package func payee(of category: String) -> Int64 {
        rightPayees.first { $0.category == category }?.payee ?? payee
    }

    /// Whether some of what this person has goes to a payee.
    package func isPaid(to payee: Int64) -> Bool {
        self.payee == payee || rightPayees.contains { $0.payee == payee }
    }

    /// Names the payee of a category anew.
    mutating func setPayee(_ new: RightPayee) {
        rightPayees.removeAll { $0.category == new.category }
        let place = rightPayees.firstIndex { $0.category > new.category }
        rightPayees.insert(new, at: place ?? rightPayees.endIndex)
    }
}

/// The payees of categories of a page's persons, one after the other; of most persons there is none.
package struct RightPayeeColumns: Hashable, Sendable {
    /// The places of the persons on the page, ascending; one that has several stands as often.
    package internal(set) var persons: [UInt32] = []
    /// Places of words.
    package internal(set) var categories: [UInt32] = []
    /// The numbers of the persons who receive.
    package internal(set) var payees: [Int64] = []
    /// Day numbers; ``PersonPage/noDay`` for none.
    package internal(set) var authorityEnds: [Int32] = []

    /// How many there are on the page.
    package var count: Int { persons.count }
    /// Whether nobody on the page has one.
    package var isEmpty: Bool { persons.isEmpty }

    mutating func append(person: Int, category: UInt32, payee: Int64, ends: Int32) {
        persons.append(UInt32(person))
        categories.append(category)
        payees.append(payee)
        authorityEnds.append(ends)
    }

    /// The rows of the person at a place of the page.
    func rows(of place: Int) -> Range<Int> {
        var (low, high) = (0, persons.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(persons[middle]) < place { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < persons.count, Int(persons[end]) == place { end += 1 }
        return low..<end
    }
}

extension PersonPage {
    /// The row in ``rightPayees`` of who receives what the person at a place has under a category; nil
    /// where it is who receives the rest.
    package func rightPayee(of place: Int, category: String) -> Int? {
        guard !rightPayees.isEmpty else { return nil }
        return rightPayees.rows(of: place).first {
            words[Int(rightPayees.categories[$0])].elementsEqual(category.utf8)
        }
    }
}

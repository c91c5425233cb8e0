// The words that a rule book asks a register for, as numbers: compared a million times, they cost
// as much as integers do.

package import Enrolment
import Ledger

/// The words of a rule book's categories, facts and values of facts.
final class LawWords: Sendable {
    /// What stands for a word that the rule book does not have.
    static let unknown: Int32 = -1

    private let numbers: [String: Int32]
    /// How many there are.
    var count: Int { numbers.count }

    /// No word but the one that Enrolment defines.
    init() { numbers = ["death": Self.death] }

    init(_ book: RuleBook) {
        var numbers: [String: Int32] = [:]
        func add(_ word: String) {
            if numbers[word] == nil { numbers[word] = Int32(numbers.count) }
        }
        add("death")
        for category in book.categories { add(category.code) }
        for rule in book.rules {
            for condition in rule.conditions {
                add(condition.fact)
                for value in condition.values { add(value) }
            }
            for counted in [rule.per, rule.by] { if let counted { add(counted.name) } }
        }
        for hold in book.suspensions.map({ ($0.fact, $0.values) })
            + book.windows.map({ ($0.fact, $0.values) })
        {
            add(hold.0)
            for value in hold.1 { add(value) }
        }
        self.numbers = numbers
    }

    /// The number of a word.
    func number(of word: String) -> Int32 { numbers[word] ?? Self.unknown }

    /// The number of the fact that Enrolment defines.
    static let death: Int32 = 0
}

/// A page of the register as the law reads it, for one unit that asks.
///
/// A class, because its columns are many and each judgement is handed it: see ``LawOfMonth``.
///
/// Invariant: it belongs to the rule book that it was made with.
package final class PageTerms: Sendable {
    /// The page.
    package let page: PersonPage
    let words: LawWords
    /// The number of each word of the page that stands in a claim or fact.
    let terms: [Int32]
    /// Whether a word of the page is the unit's code.
    private let isUnit: [Bool]
    /// Days of birth as `year * 512 + month * 32 + day`: a difference shifted by 9 is full years.
    let births: [Int32]

    /// Reads a page.
    package convenience init(_ page: PersonPage, unit: String, in book: RuleBook) {
        self.init(page, unit: unit, in: book.words)
    }

    init(_ page: PersonPage, unit: String, in words: LawWords) {
        let unread = Int32.min
        var terms = [Int32](repeating: unread, count: page.words.count)
        for column in [page.claims.categories, page.facts.names, page.facts.values] {
            for place in column where terms[Int(place)] == unread {
                terms[Int(place)] = words.number(of: page.words.text(at: Int(place)))
            }
        }
        var isUnit = [Bool](repeating: false, count: page.words.count)
        var isRead = isUnit
        for place in page.claims.units where !isRead[Int(place)] {
            isRead[Int(place)] = true
            isUnit[Int(place)] = page.words[Int(place)].elementsEqual(unit.utf8)
        }
        self.page = page
        self.words = words
        self.terms = terms
        self.isUnit = isUnit
        births = page.births.map { PageTerms.calendarCode($0) }
    }

    /// The code of a day, by which full years are counted.
    static func calendarCode(_ dayNumber: Int32) -> Int32 {
        guard let day = CivilDate(dayNumber: Int(dayNumber)) else {
            preconditionFailure("the columns of a page were checked when it was made")
        }
        let (year, month, dayOfMonth) = day.components
        return Int32(year * 512 + month * 32 + dayOfMonth)
    }

    // These look into columns one by one: a page that is asked itself is handed over as a copy of
    // all columns, which costs as much as the judgement.

    /// The rows of a person's claims.
    func claimRows(of place: Int) -> Range<Int> {
        (place == 0 ? 0 : Int(page.claimEnds[place - 1]))..<Int(page.claimEnds[place])
    }

    /// The rows of a person's facts.
    func factRows(of place: Int) -> Range<Int> {
        (place == 0 ? 0 : Int(page.factEnds[place - 1]))..<Int(page.factEnds[place])
    }

    /// Whether a claim is the unit's.
    func isOwn(_ claim: Int) -> Bool { isUnit[Int(page.claims.units[claim])] }

    /// Whether somebody has a claim of the unit.
    package func concerns(_ place: Int) -> Bool {
        for claim in claimRows(of: place) where isOwn(claim) { return true }
        return false
    }

    /// The number of a claim's category among the words.
    func category(_ claim: Int) -> Int32 { terms[Int(page.claims.categories[claim])] }

    /// The number of a fact's name.
    func name(_ fact: Int) -> Int32 { terms[Int(page.facts.names[fact])] }

    /// The number of a fact's value.
    func value(_ fact: Int) -> Int32 { terms[Int(page.facts.values[fact])] }

    /// The number that a fact's value writes, or nil.
    func count(inValueOf fact: Int) -> Int? {
        FactDefinition.number(page.words[Int(page.facts.values[fact])])
    }

    /// Whether two places of words hold one word.
    private func isSame(_ one: UInt32, _ other: UInt32) -> Bool {
        one == other || page.words[Int(one)] == page.words[Int(other)]
    }

    /// Whether two claims are for one category.
    func isSameCategory(_ one: Int, _ other: Int) -> Bool {
        isSame(page.claims.categories[one], page.claims.categories[other])
    }

    /// Whether a claim comes before another of the same category: the earlier decision pays.
    func precedes(_ one: Int, _ other: Int) -> Bool {
        if page.claims.signed[one] != page.claims.signed[other] {
            return page.claims.signed[one] < page.claims.signed[other]
        }
        for column in [page.claims.units, page.claims.decisions] where column[one] != column[other]
        {
            let (left, right) = (
                page.words.text(at: Int(column[one])), page.words.text(at: Int(column[other]))
            )
            if left != right { return left < right }
        }
        return false
    }

    /// Whether a claim is a later word on the same decision as another, such as its end.
    func updates(_ one: Int, _ other: Int) -> Bool {
        guard isSameCategory(one, other),
            isSame(page.claims.units[one], page.claims.units[other]),
            isSame(page.claims.decisions[one], page.claims.decisions[other])
        else { return false }
        if page.claims.known[one] != page.claims.known[other] {
            return page.claims.known[one] > page.claims.known[other]
        }
        let (mine, theirs) = (page.claims.ended[one], page.claims.ended[other])
        if mine != theirs {
            if mine == PersonPage.noDay { return false }
            return theirs == PersonPage.noDay || mine < theirs
        }
        if page.claims.signed[one] != page.claims.signed[other] {
            return page.claims.signed[one] < page.claims.signed[other]
        }
        return Self.orLast(page.claims.certificates[one])
            < Self.orLast(page.claims.certificates[other])
    }

    private static func orLast(_ day: Int32) -> Int32 { day == PersonPage.noDay ? .max : day }

    /// The day of a death among facts as known on a day; ``PersonPage/noDay`` for none.
    func death(_ facts: Range<Int>, known: Int32) -> Int32 {
        var death = PersonPage.noDay
        for fact in facts
        where terms[Int(page.facts.names[fact])] == LawWords.death
            && page.facts.known[fact] <= known
        {
            let value = page.words[Int(page.facts.values[fact])]
            death =
                value.elementsEqual(DatedFact.takenBack.utf8)
                ? PersonPage.noDay : page.facts.from[fact]
        }
        return death
    }
}

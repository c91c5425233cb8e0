// PersonPage: round trips, merging, and bytes that are not a page.

import Intake
import Ledger
import Testing

@testable import Enrolment

/// Random persons from a fixed seed.
struct PersonMaker {
    private var state: UInt64
    private let words = ["", "5.6", "pension", "CM01", "12/QĐ-UBND", "hộ nghèo", "970436"]
    private let names = ["Nguyễn Thị Hoa", "Đỗ Ưng", "Y Bă Êban", "Lê q\u{0309}a"]

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    mutating func day() throws -> CivilDate {
        try #require(CivilDate(dayNumber: below(60_000) - 25_000))
    }

    mutating func optionalDay() throws -> CivilDate? { below(2) == 0 ? nil : try day() }

    mutating func person(_ number: Int64) throws -> Person {
        var claims: [Claim] = []
        for _ in 0..<below(4) {
            claims.append(
                Claim(
                    category: words[below(words.count)],
                    unit: words[below(words.count)],
                    decision: "\(below(99))/QĐ",
                    signed: try day(),
                    certificate: try optionalDay(),
                    ended: try optionalDay(),
                    known: try day(),
                    signer: signer(),
                    document: below(8) == 0 ? "\(below(99))/CV" : ""
                )
            )
        }
        var facts: [DatedFact] = []
        for _ in 0..<below(4) {
            facts.append(
                DatedFact(
                    name: words[below(words.count)],
                    value: words[below(words.count)],
                    from: try day(),
                    document: "\(below(99))/CV",
                    known: try day(),
                    signer: signer()
                )
            )
        }
        let account = BankAccountNumber("\(100_000 + below(900_000))")
        let way: PaymentWay? =
            switch below(3) {
            case 0: nil
            case 1: .cash
            default: .account(bank: "970436", number: try #require(account))
            }
        return Person(
            number: number,
            nationalID: try #require(NationalID(digits: UInt64(below(1 << 30)))),
            name: try #require(PersonName(names[below(names.count)])),
            birth: try day(),
            sex: below(2) == 0 ? .female : .male,
            household: words[below(words.count)],
            payee: Int64(below(9_000)) + 1,
            authorityEnds: try optionalDay(),
            rightPayees: try rightPayees(),
            way: way,
            claims: claims,
            facts: facts
        )
    }

    /// A signer, for a few: some pages have none.
    private mutating func signer() -> String { below(12) == 0 ? "Lê Văn Ký" : "" }

    /// Payees of categories, for a few.
    private mutating func rightPayees() throws -> [RightPayee] {
        guard below(3) == 0 else { return [] }
        return try Set((0...below(3)).map { _ in words[below(words.count)] }).sorted().map {
            RightPayee(
                category: $0,
                payee: Int64(below(9_000)) + 1,
                authorityEnds: try optionalDay()
            )
        }
    }

    /// A page's persons, with gaps.
    mutating func persons(page: Int64, upTo count: Int) throws -> [Person] {
        var persons: [Person] = []
        for place in 0..<count where below(4) > 0 {
            persons.append(try person(page * 4_096 + Int64(place) + 1))
        }
        return persons
    }
}

@Suite struct PersonPageTests {
    @Test(arguments: [UInt64](1...60))
    func `persons come back from their page as they went in`(seed: UInt64) throws {
        var maker = PersonMaker(seed: seed)
        let index = Int64(maker.below(5))
        let persons = try maker.persons(page: index, upTo: maker.below(60))
        let page = PersonPage(index: index, persons: persons)
        #expect(page.persons == persons)
        let bytes = page.encoded()
        let decoded = try PersonPage(decoding: bytes)
        #expect(decoded == page)
        #expect(decoded.persons == persons)
        #expect(decoded.encoded() == bytes)
        for (place, person) in persons.enumerated() {
            #expect(page.place(of: person.number) == place)
            #expect(PersonPage.index(of: person.number) == index)
            #expect(
                Array(decoded.person(at: place).name.revealed.utf8)
                    == Array(person.name.revealed.utf8)
            )
        }
    }

    @Test func `a full page and an empty page are pages`() throws {
        var maker = PersonMaker(seed: 9)
        var persons: [Person] = []
        for number in Int64(4_097)...8_192 { persons.append(try maker.person(number)) }
        let page = PersonPage(index: 1, persons: persons)
        #expect(page.firstNumber == 4_097)
        #expect(try PersonPage(decoding: page.encoded()) == page)
        #expect(PersonPage.index(of: 4_096) == 0)
        #expect(PersonPage.index(of: 4_097) == 1)
        #expect(page.place(of: 4_096) == nil)
        let empty = PersonPage(index: 3)
        #expect(try PersonPage(decoding: empty.encoded()).count == 0)
    }

    @Test(arguments: [UInt64](1...30))
    func `merging puts persons in place or between, as making the page anew does`(
        seed: UInt64
    ) throws {
        var maker = PersonMaker(seed: seed)
        let old = try maker.persons(page: 2, upTo: 50)
        let new = try maker.persons(page: 2, upTo: 60)
        var expected: [Int64: Person] = [:]
        for person in old + new { expected[person.number] = person }
        let persons = expected.values.sorted { $0.number < $1.number }
        let merged = PersonPage(index: 2, persons: old).merging(new.reversed())
        #expect(merged == PersonPage(index: 2, persons: persons))
        #expect(PersonPage(index: 2, persons: old).merging([]).persons == old)
    }

    private func error(_ bytes: [UInt8]) -> PersonPageError? {
        do throws(PersonPageError) {
            _ = try PersonPage(decoding: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func `bytes that are no page are refused with the reason`() throws {
        var maker = PersonMaker(seed: 4)
        let bytes = PersonPage(index: 0, persons: try maker.persons(page: 0, upTo: 9)).encoded()
        #expect(error([]) == .truncated)
        #expect(error(Array("not a page at all".utf8)) == .notAPage)
        var other = bytes
        other[4] = 5
        #expect(error(other) == .version(5))
        #expect(error(bytes + [0]) == .trailingBytes(1))
        for length in 0..<bytes.count { #expect(error(Array(bytes[..<length])) != nil) }
    }

    /// A page of two persons of whom the second has two payees of categories.
    private func pageWithRightPayees() throws -> PersonPage {
        var maker = PersonMaker(seed: 12)
        var persons = [try maker.person(1), try maker.person(2)]
        for place in persons.indices {
            persons[place].rightPayees = []
            persons[place].claims = []
            persons[place].facts = []
        }
        for category in ["20.1", "11", "20.1"] {
            persons[1].setPayee(
                RightPayee(category: category, payee: 9, authorityEnds: nil)
            )
        }
        return PersonPage(index: 0, persons: persons)
    }

    @Test func `payees of categories are found by category, and a page without is as it was`()
        throws
    {
        let page = try pageWithRightPayees()
        #expect(page.persons[1].rightPayees.map(\.category) == ["11", "20.1"])
        #expect(page.rightPayee(of: 1, category: "11") == 0)
        #expect(page.rightPayee(of: 1, category: "20.1") == 1)
        #expect(page.rightPayee(of: 1, category: "20") == nil)
        #expect(page.rightPayee(of: 0, category: "11") == nil)
        #expect(page.persons[1].payee(of: "11") == 9 && page.persons[1].isPaid(to: 9))
        #expect(page.persons[1].payee(of: "5.1") == page.persons[1].payee)
        #expect(page.encoded()[4] == 2)
        var plain = page
        plain.rightPayees = RightPayeeColumns()
        #expect(plain.encoded()[4] == 1)
        #expect(try PersonPage(decoding: plain.encoded()).persons[0] == page.persons[0])
    }

    @Test(arguments: 0..<6)
    func `a damaged payee of a category is refused with its column`(fault: Int) throws {
        var page = try pageWithRightPayees()
        let column: String
        switch fault {
        case 0:
            page.rightPayees.persons[0] = 2
            column = "rightPayeePersons"
        case 1:
            page.rightPayees.persons[1] = 0
            column = "rightPayeePersons"
        case 2:
            page.rightPayees.payees[1] = 0
            column = "rightPayees"
        case 3:
            page.rightPayees.categories[0] = page.rightPayees.categories[1]
            column = "rightPayeeCategories"
        case 4:
            page.rightPayees.categories[0] = 9_999
            column = "rightPayeeCategories"
        default:
            page.rightPayees.authorityEnds[0] = .max
            column = "rightPayeeEnds"
        }
        guard case .value(column, _)? = error(page.encoded()) else {
            Issue.record("\(fault): \(String(describing: error(page.encoded())))")
            return
        }
    }

    /// A person of that name, spelled as it is.
    private func page(of names: [[UInt8]]) throws -> PersonPage {
        var maker = PersonMaker(seed: 6)
        let persons = try (1...Int64(names.count)).map { try maker.person($0) }
        var page = PersonPage(index: 0, persons: persons)
        page.names = TextColumn()
        for name in names { page.names.append(name[...]) }
        return page
    }

    @Test(
        arguments: [
            [0x41], [0x41, 0xFF, 0x42],
            [UInt8](repeating: 0x41, count: 101), [0xE1, 0xBA, 0xA0],
        ] as [[UInt8]]
    )
    func `a page opens with a name that is none, and its person is refused`(name: [UInt8]) throws {
        let good = Array("Nguyễn Thị Hoa".utf8)
        let written = try page(of: [good, name, good])
        let opened = try PersonPage(decoding: written.encoded())
        #expect(opened == written)
        #expect(throws: PersonPageError.value(column: "names", row: 1)) {
            try opened.checkTexts()
        }
        #expect(opened.checkedPerson(at: 0) != nil)
        #expect(opened.checkedPerson(at: 1) == nil)
    }

    @Test func `merging mends no word that is none`() throws {
        var maker = PersonMaker(seed: 11)
        let persons = try maker.persons(page: 0, upTo: 30)
        var page = PersonPage(index: 0, persons: persons)
        let broken = try #require((0..<page.words.count).last { !page.words[$0].isEmpty })
        page.words.bytes[page.words.place(of: broken).lowerBound] = 0xFF
        let opened = try PersonPage(decoding: page.encoded())
        let merged = opened.merging([try maker.person(4_000)])
        #expect(throws: PersonPageError.value(column: "words", row: broken)) {
            try opened.checkTexts()
        }
        #expect(throws: PersonPageError.self) { try merged.checkTexts() }
    }

    @Test func `names of every length that a name may have pass`() throws {
        let names = (2...100).map { Array(String(repeating: "ễ", count: $0).utf8) }
        try page(of: names + [Array("Ab".utf8), Array("Lê qua".utf8)]).checkTexts()
    }

    @Test func `each column that is out of bounds is named with its row`() throws {
        var maker = PersonMaker(seed: 8)
        let persons = try maker.persons(page: 0, upTo: 60)
        let whole = PersonPage(index: 0, persons: persons)
        let last = whole.count - 1
        let account = try #require(whole.ways.lastIndex(of: 2))
        func refusal(_ change: (inout PersonPage) -> Void) -> PersonPageError? {
            var page = whole
            change(&page)
            return error(page.encoded())
        }
        func value(_ column: String, _ row: Int) -> PersonPageError {
            .value(column: column, row: row)
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal { $0.numbers[last] = $0.numbers[last - 1] } == value("numbers", last))
        #expect(refusal { $0.numbers[last] = 4_097 } == value("numbers", last))
        #expect(refusal { $0.nationalIDs[3] = 1_000_000_000_000 } == value("nationalIDs", 3))
        #expect(refusal { $0.births[0] = .max } == value("births", 0))
        #expect(refusal { $0.births[2] = PersonPage.noDay } == value("births", 2))
        #expect(refusal { $0.authorityEnds[last] = .min + 1 } == value("authorityEnds", last))
        #expect(refusal { $0.sexes[1] = 9 } == value("sexes", 1))
        #expect(refusal { $0.payees[1] = 0 } == value("payees", 1))
        #expect(refusal { $0.payees[1] = .max } == value("payees", 1))
        #expect(refusal { $0.ways[5] = 3 } == value("ways", 5))
        #expect(refusal { $0.banks[account] = 9_999 } == value("ways", account))
        #expect(refusal { $0.accounts.bytes[0] = 0x2D } != nil)
        #expect(refusal { $0.households[4] = .max } == value("households", 4))
        #expect(refusal { $0.claimEnds[last] += 1 } == value("claims", last))
        #expect(refusal { $0.claimEnds[0] = .max } == value("claims", 1))
        #expect(refusal { $0.factEnds[last] -= 1 } != nil)
        #expect(refusal { $0.claims.units[2] = .max } == value("units", 2))
        #expect(refusal { $0.claims.ended[2] = .max } == value("ended", 2))
        #expect(refusal { $0.facts.documents[1] = .max } == value("documents", 1))
        #expect(refusal { $0.facts.known[1] = PersonPage.noDay } == value("factKnown", 1))
        #expect(refusal { $0.facts.signers[1] = .max - 1 } == value("papers", 1))
        #expect(refusal { $0.claims.documents[2] = .max - 1 } == value("papers", 2))
    }

    @Test func `a changed byte gives another page or an error, and never a trap`() throws {
        var maker = PersonMaker(seed: 5)
        let persons = try maker.persons(page: 0, upTo: 12)
        let bytes = PersonPage(index: 0, persons: persons).encoded()
        var refused = 0
        var brokenTexts = 0
        for place in bytes.indices {
            for mask in [UInt8(0xFF), 0x01, 0x80] {
                var damaged = bytes
                damaged[place] ^= mask
                do throws(PersonPageError) {
                    let page = try PersonPage(decoding: damaged)
                    #expect(page.encoded() == damaged)
                    // Whatever opens can be read column by column, and asked for each person.
                    let found = (0..<page.count).compactMap { page.checkedPerson(at: $0) }
                    for row in 0..<page.claims.known.count { _ = page.claim(row) }
                    for row in 0..<page.count where page.way(at: row) != .none {
                        _ = page.way(ofPayeeAt: row)
                    }
                    do throws(PersonPageError) {
                        try page.checkTexts()
                        // Whatever passes this check too gives every person.
                        #expect(page.persons == found)
                    } catch {
                        brokenTexts += 1
                        refused += 1
                    }
                } catch {
                    refused += 1
                }
            }
        }
        #expect(refused > bytes.count / 2)
        #expect(brokenTexts > 0)
    }
}

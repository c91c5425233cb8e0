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
                    known: try day()
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
                    known: try day()
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
            way: way,
            claims: claims,
            facts: facts
        )
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
        other[4] = 2
        #expect(error(other) == .version(2))
        #expect(error(bytes + [0]) == .trailingBytes(1))
        for length in 0..<bytes.count { #expect(error(Array(bytes[..<length])) != nil) }
    }

    @Test func `a changed byte gives another page or an error, and never a trap`() throws {
        var maker = PersonMaker(seed: 5)
        let persons = try maker.persons(page: 0, upTo: 12)
        let bytes = PersonPage(index: 0, persons: persons).encoded()
        var refused = 0
        for place in bytes.indices {
            for mask in [UInt8(0xFF), 0x01, 0x80] {
                var damaged = bytes
                damaged[place] ^= mask
                do throws(PersonPageError) {
                    let page = try PersonPage(decoding: damaged)
                    // Whatever passes the checks can be read.
                    #expect(page.persons.count == page.count)
                    #expect(page.encoded() == damaged)
                } catch {
                    refused += 1
                }
            }
        }
        #expect(refused > bytes.count / 2)
    }
}

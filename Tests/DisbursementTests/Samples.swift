// People, drafts and chance for the tests of this module.

import Disbursement
import Enrolment
import Entitlement
import Intake
import Ledger

/// A day that the test writes.
func day(_ text: String) -> CivilDate {
    guard let day = CivilDate(iso: text) else { preconditionFailure("no day: \(text)") }
    return day
}

/// A month that the test writes.
func month(_ text: String) -> CalendarMonth {
    guard let month = CalendarMonth(iso: text) else { preconditionFailure("no month: \(text)") }
    return month
}

/// A generator that gives the same numbers in every run (SplitMix64).
struct FixedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Somebody with claims of unit CM01.
func person(
    _ number: Int64,
    born: String = "1986-03-10",
    name: String = "Nguyễn Thị Lan",
    payee: Int64? = nil,
    _ claims: [(category: String, signed: String)],
    _ facts: [(name: String, value: String)] = []
) -> Person {
    let tail = String(1_000_000 + number).dropFirst()
    guard let id = NationalID("001086\(tail)"), let name = PersonName(name) else {
        preconditionFailure("the test's own person")
    }
    return Person(
        number: number,
        nationalID: id,
        name: name,
        birth: day(born),
        sex: .female,
        household: "",
        payee: payee ?? number,
        authorityEnds: nil,
        way: .cash,
        claims: claims.map {
            Claim(
                category: $0.category,
                unit: "CM01",
                decision: "QD-\(number)",
                signed: day($0.signed),
                certificate: day($0.signed),
                ended: nil,
                known: day($0.signed)
            )
        },
        facts: facts.map {
            DatedFact(
                name: $0.name,
                value: $0.value,
                from: day("2020-01-01"),
                document: "test",
                known: day("2020-01-01")
            )
        }
    )
}

/// A pensioner.
func pensioner(_ number: Int64) -> Person {
    person(number, born: "1940-03-10", [("pension", "2025-08-03")], [("pension", "none")])
}

/// The scope of November 2026 of a unit in Hanoi, or of one elsewhere.
func november(place: String = "01", from first: String = "2026-07") -> DraftScope {
    DraftScope(
        unit: "CM01",
        place: place,
        period: month("2026-11"),
        recomputeFrom: month(first),
        known: day("2026-11-22")
    )
}

/// What is covered of a right.
func covered(
    _ person: Int64,
    _ programme: String,
    _ owed: CalendarMonth,
    category: String = "pension",
    kind: String = "base",
    source: String,
    _ amount: Int64,
    lines: Int = 1
) -> CoveredRight {
    CoveredRight(
        person: person,
        programme: programme,
        category: category,
        month: owed,
        kind: kind,
        source: source,
        amount: amount,
        lineCount: lines
    )
}

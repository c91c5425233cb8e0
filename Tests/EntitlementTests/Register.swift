// Persons made for the tests: facts that hold from their birth unless a day is given; those that papers show
// hold from the last decision.

import Enrolment
import Entitlement
import Intake
import Ledger

/// A person under test, built up claim by claim.
struct Subject {
    var birth: CivilDate
    var claims: [Claim] = []
    var facts: [DatedFact] = []
    /// Who receives, 0 for the person; by category where that is somebody else.
    var payee: Int64 = 0
    var rightPayees: [RightPayee] = []

    init(born: String) {
        birth = day(born)
    }

    /// Adds a claim that unit A001 decided.
    func claim(
        _ category: String,
        signed: String,
        certificate: String? = nil,
        ended: String? = nil,
        unit: String = "A001",
        known: String? = nil,
        signer: String = "",
        by document: String = ""
    ) -> Subject {
        var copy = self
        copy.claims.append(
            Claim(
                category: category,
                unit: unit,
                decision: "QĐ-\(signed.filter { $0 != "-" })/\(unit)",
                signed: day(signed),
                certificate: certificate.map(day),
                ended: ended.map(day),
                known: day(known ?? signed),
                signer: signer,
                document: document
            )
        )
        return copy
    }

    /// Puts the certificate's day of the last claim right.
    func corrected(certificate: String, known: String, by document: String) -> Subject {
        var copy = self
        guard let last = claims.last else { return copy }
        copy.claims.append(
            last.correcting(
                signed: nil,
                certificate: day(certificate),
                known: day(known),
                by: (document, "Trần Thị Duyệt")
            )
        )
        return copy
    }

    /// Somebody else receives, of one category or of the rest.
    func paid(to payee: Int64, for category: String? = nil) -> Subject {
        var copy = self
        if let category {
            copy.rightPayees.append(
                RightPayee(category: category, payee: payee, authorityEnds: nil)
            )
        } else {
            copy.payee = payee
        }
        return copy
    }

    /// Adds a fact; from birth and known from then unless said otherwise, a poverty list or a study paper
    /// from the last decision.
    func fact(
        _ name: String,
        _ value: String,
        from: String? = nil,
        known: String? = nil,
        by document: String = "HS-12"
    ) -> Subject {
        var copy = self
        let isShown = ["nursing", "poverty", "schooling"].contains(name)
        let first = from.map(day) ?? (isShown ? claims.last?.signed : nil) ?? birth
        copy.facts.append(
            DatedFact(
                name: name,
                value: value,
                from: first,
                document: document,
                known: known.map(day) ?? first
            )
        )
        return copy
    }

    var person: Person { person(number: 1) }

    /// The person under a number of the register.
    func person(number: Int64) -> Person {
        guard let nationalID = NationalID("001000000001"), let name = PersonName("NGUYỄN VĂN A")
        else { preconditionFailure("the test's own person") }
        return Person(
            number: number,
            nationalID: nationalID,
            name: name,
            birth: birth,
            sex: .female,
            household: "",
            payee: payee == 0 ? number : payee,
            authorityEnds: nil,
            rightPayees: rightPayees,
            way: nil,
            claims: claims,
            facts: facts
        )
    }
}

/// A day that the test writes; a wrong one stops the test.
func day(_ text: String) -> CivilDate {
    guard let day = CivilDate(iso: text) else { preconditionFailure("no day: \(text)") }
    return day
}

/// A month that the test writes.
func month(_ text: String) -> CalendarMonth {
    guard let month = CalendarMonth(iso: text) else { preconditionFailure("no month: \(text)") }
    return month
}

/// A province without rates of its own.
let national = "19"
/// Hanoi.
let hanoi = "01"
/// A day on which all of the shipped law is known.
let lately = "2026-11-22"

extension RuleBook {
    /// The assessment of a subject for unit A001.
    func assess(
        _ subject: Subject,
        _ owed: String,
        place: String = national,
        known: String = lately,
        unit: String = "A001"
    ) -> Assessment {
        assess(subject.person, unit: unit, place: place, month: month(owed), known: day(known))
    }

    /// The law of a month.
    func cut(_ owed: String, place: String = national, known: String = lately) -> LawOfMonth {
        LawOfMonth(self, place: place, month: month(owed), known: day(known))
    }

    /// The sum of a subject's lines.
    func amount(
        _ subject: Subject,
        _ owed: String,
        place: String = national,
        known: String = lately,
        unit: String = "A001"
    ) -> Int64 {
        assess(subject, owed, place: place, known: known, unit: unit).lines.reduce(0) {
            $0 + $1.amount
        }
    }
}

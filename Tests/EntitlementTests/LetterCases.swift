// The persons and months whose letters are kept, each with the sum that was worked out by hand.
//
// Invariant: a letter's name is that of its file in Fixtures/golden/Entitlement.

import Enrolment
import Entitlement
import Intake
import Ledger
import Testing

/// A letter: whom, which month, where, as known when.
struct Letter: Sendable, CustomTestStringConvertible {
    let name: String
    let subject: Subject
    let month: String
    var place = national
    var known = lately
    /// What must come out, worked out by hand.
    let amount: Int64

    var testDescription: String { name }

    /// The letter.
    var phrases: [Phrase] {
        RuleBook.shipped.explanation(
            of: subject.person,
            unit: "A001",
            place: place,
            month: EntitlementTests.month(month),
            known: day(known)
        )
    }
}

let letters = [
    Letter(
        name: "disabled-adult-arrears",
        subject: Subject(born: "1986-01-10")
            .claim("5.6", signed: "2023-01-10", certificate: "2022-12-20")
            .fact("severity", "severe", from: "2022-12-20"),
        month: "2026-08",
        amount: 810_000
    ),
    Letter(
        name: "single-parent-disabled",
        subject: Subject(born: "1990-05-10").claim("5.6", signed: "2024-01-05")
            .claim("5.4", signed: "2024-01-05").fact("severity", "severe", from: "2024-01-02")
            .fact("poverty", "poor", from: "2025-12-15").fact("children", "2", from: "2024-01-02"),
        month: "2026-02",
        amount: 1_750_000
    ),
    Letter(
        name: "pensioner-in-hanoi",
        subject: Subject(born: "1945-01-10").claim("pension", signed: "2025-07-04"),
        month: "2026-08",
        place: hanoi,
        amount: 650_000
    ),
    Letter(
        name: "pension-lower-than-disability",
        subject: Subject(born: "1948-02-10").claim("5.6", signed: "2024-01-05")
            .claim("pension", signed: "2025-08-05").fact("severity", "severe", from: "2023-12-20"),
        month: "2025-09",
        amount: 1_000_000
    ),
    Letter(
        name: "orphan-turning-sixteen",
        subject: Subject(born: "2009-09-20").claim("5.1", signed: "2022-01-10"),
        month: "2025-10",
        amount: 0
    ),
    Letter(
        name: "expired-category",
        subject: Subject(born: "1948-01-10").claim("5.5b", signed: "2024-01-10")
            .fact("poverty", "near-poor", from: "2024-12-15")
            .fact("area", "difficult", from: "2023-12-20"),
        month: "2025-07",
        amount: 0
    ),
    Letter(
        name: "martyrs-lonely-mother",
        subject: Subject(born: "1940-01-10")
            .claim("merit-martyr", signed: "2022-01-10", certificate: "2021-12-10")
            .claim("merit-nurture", signed: "2022-01-10", certificate: "2021-12-10")
            .fact("martyrs", "1", from: "2021-12-10")
            .fact("survivor", "parent-or-spouse", from: "2021-12-10")
            .fact("alone", "yes", from: "2021-12-10"),
        month: "2026-08",
        amount: 5_020_000
    ),
    Letter(
        name: "moved-and-died",
        subject: Subject(born: "1986-01-10")
            .claim("5.6", signed: "2023-01-10", certificate: "2022-12-20", unit: "B001")
            .claim(
                "5.6",
                signed: "2023-01-10",
                certificate: "2022-12-20",
                ended: "2025-08-20",
                unit: "B001",
                known: "2025-08-20",
                by: "77/QĐ-UBND"
            )
            .claim("5.6", signed: "2025-08-28").claim("11", signed: "2025-09-25")
            .fact("severity", "severe", from: "2022-12-20")
            .fact("death", "", from: "2025-09-18", known: "2025-09-22"),
        month: "2025-09",
        known: "2025-09-30",
        amount: 10_750_000
    ),
    Letter(
        name: "suspended-unclaimed",
        subject: Subject(born: "1955-01-10").claim("5.5a", signed: "2023-01-10")
            .fact("poverty", "poor", from: "2024-12-15")
            .fact("supporter", "none", from: "2022-12-20")
            .fact("suspended", "unclaimed", from: "2025-08-20", by: "45/QĐ-UBND"),
        month: "2025-10",
        known: "2025-10-31",
        amount: 0
    ),
    Letter(
        name: "poverty-list-awaited",
        subject: Subject(born: "1980-05-10").claim("5.8", signed: "2023-01-10")
            .fact("income", "none", from: "2022-12-20")
            .fact("poverty", "poor", from: "2025-12-14"),
        month: "2027-04",
        known: "2027-04-30",
        amount: 0
    ),
    Letter(
        name: "wrongly-stopped-restored",
        subject: Subject(born: "1986-01-10")
            .claim("5.6", signed: "2023-01-10", certificate: "2022-12-20")
            .claim(
                "5.6",
                signed: "2023-01-10",
                certificate: "2022-12-20",
                ended: "2025-08-15",
                known: "2025-08-20",
                by: "60/QĐ-UBND"
            )
            .claim(
                "5.6",
                signed: "2023-01-10",
                certificate: "2022-12-20",
                known: "2025-10-03",
                by: "71/QĐ-UBND"
            )
            .fact("severity", "severe", from: "2022-12-20"),
        month: "2025-09",
        known: "2025-10-31",
        amount: 750_000
    ),
    Letter(
        name: "month-of-death-to-the-heir",
        subject: Subject(born: "1940-01-10").claim("pension", signed: "2025-07-04")
            .fact("death", "", from: "2026-02-11", known: "2026-02-13")
            .claim("pension-funeral", signed: "2026-02-16").paid(to: 7)
            .paid(to: 8, for: "pension-funeral"),
        month: "2026-02",
        known: "2026-02-28",
        amount: 10_500_000
    ),
    Letter(
        name: "gift-to-the-head-of-household",
        subject: Subject(born: "2019-05-01").claim("gift-2025-09-02", signed: "2025-08-31")
            .paid(to: 5, for: "gift-2025-09-02"),
        month: "2025-08",
        known: "2025-08-31",
        amount: 100_000
    ),
    Letter(
        name: "certificate-corrected",
        subject: Subject(born: "1986-01-10")
            .claim("5.6", signed: "2023-03-10", certificate: "2023-02-20", signer: "Lê Văn Ký")
            .corrected(certificate: "2023-01-05", known: "2023-04-02", by: "31/QĐ-UBND")
            .fact("severity", "severe", from: "2023-01-05"),
        month: "2023-01",
        known: "2023-04-30",
        amount: 540_000
    ),
]

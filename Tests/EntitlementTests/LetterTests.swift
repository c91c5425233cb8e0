// Letters that explain an amount, for ten kinds of persons, byte for byte as they are kept.
//
// They lie in Fixtures/golden/Entitlement; CHITRA_RECORD=1 writes them anew. Whoever changes one reads it
// as the person would: each amount must come out of the letter and the texts of the law alone.

import Enrolment
import Entitlement
import Foundation
import Intake
import Ledger
import Testing

/// A letter: whom, which month, where, as known when.
private struct Letter: Sendable, CustomTestStringConvertible {
    let name: String
    let subject: Subject
    let month: String
    var place = national
    var known = lately
    /// What must come out, worked out by hand.
    let amount: Int64

    var testDescription: String { name }
}

private let letters = [
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
            .claim("5.6", signed: "2023-01-10", ended: "2025-08-20", unit: "B001")
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
            .fact("suspended", "unclaimed", from: "2025-08-20"),
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
        subject: Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .claim("5.6", signed: "2023-01-10", ended: "2025-08-15", known: "2025-08-20")
            .claim("5.6", signed: "2023-01-10", known: "2025-10-03")
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
        subject: Subject(born: "2019-05-01").claim("gift-2025-09-02", signed: "2025-08-28")
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
            .fact("severity", "severe", from: "2022-12-20"),
        month: "2023-01",
        known: "2023-04-30",
        amount: 540_000
    ),
]

private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Fixtures/golden/Entitlement").standardizedFileURL

@Suite struct LetterTests {
    @Test(arguments: letters)
    private func `a letter is the one that is kept, and its sum is right`(letter: Letter) throws {
        let phrases = RuleBook.shipped.explanation(
            of: letter.subject.person,
            unit: "A001",
            place: letter.place,
            month: month(letter.month),
            known: day(letter.known)
        )
        let text =
            (phrases.map(\.vietnamese) + [""] + phrases.map(\.english)).joined(separator: "\n")
            + "\n"
        let sum = Money.vnd(letter.amount).groupedInEnglish
        #expect(text.contains("owed by this unit: \(sum) đồng"))
        let file = folder.appending(path: "\(letter.name).txt")
        if ProcessInfo.processInfo.environment["CHITRA_RECORD"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(letter.name)")
    }

    @Test func `no code of a fact, a level or a source stands in a letter, and HIV is not named`() {
        let book = RuleBook.shipped
        for fact in book.facts where !fact.values.isEmpty {
            #expect(Set(fact.words.keys) == Set(fact.values), "\(fact.name) in words")
        }
        for letter in letters {
            let phrases = book.explanation(
                of: letter.subject.person,
                unit: "A001",
                place: letter.place,
                month: month(letter.month),
                known: day(letter.known)
            )
            for phrase in phrases {
                let text = phrase.vietnamese + phrase.english
                let codes = [
                    "assistance-base", "social-pension:", "nguồn local", "nguồn central",
                    "nguồn city", "from local", "from central", "from city", " = severe",
                    "near-poor|", "HIV", "merit-martyr ", "tỉnh 0",
                ]
                for code in codes {
                    #expect(!text.contains(code), "\(letter.name): \(code) in \(text)")
                }
            }
        }
    }

    @Test func `every amount of a letter stands beside its article, its dates and its doubt`() {
        for letter in letters {
            let assessment = RuleBook.shipped.assess(
                letter.subject,
                letter.month,
                place: letter.place,
                known: letter.known
            )
            let text = RuleBook.shipped.explanation(
                of: letter.subject.person,
                unit: "A001",
                place: letter.place,
                month: month(letter.month),
                known: day(letter.known)
            ).map(\.english).joined(separator: "\n")
            for considered in assessment.considered {
                for id in considered.grounds {
                    #expect(text.contains("    \(id): article "), "\(letter.name), \(id)")
                }
                for id in considered.unverified {
                    #expect(text.contains("not verified (\(id))"), "\(letter.name), \(id)")
                }
            }
            for fact in letter.subject.facts {
                let title = RuleBook.shipped.fact(named: fact.name)?.title.english
                #expect(text.contains("  \(title ?? "no title"): "), "\(letter.name), \(fact.name)")
            }
        }
    }
}

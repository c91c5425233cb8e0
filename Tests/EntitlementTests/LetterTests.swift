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

private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Fixtures/golden/Entitlement").standardizedFileURL

@Suite struct LetterTests {
    @Test(arguments: letters)
    private func `a letter is the one that is kept, and its sum is right`(letter: Letter) throws {
        let phrases = letter.phrases
        let text =
            (phrases.map(\.vietnamese) + [""] + phrases.map(\.english)).joined(separator: "\n")
            + "\n"
        let sum = Money.vnd(letter.amount).groupedInEnglish
        let said =
            letter.amount == 0
            ? "\nNothing is owed by this unit for this month.\n"
            : "\nowed by this unit: \(sum) đồng"
        #expect(text.contains(said))
        let file = folder.appending(path: "\(letter.name).txt")
        if ProcessInfo.processInfo.environment["CHITRA_RECORD"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(letter.name)")
    }

    @Test func `every fact has its words, and no code stands in a letter`() {
        let book = RuleBook.shipped
        for fact in book.facts where !fact.values.isEmpty {
            #expect(Set(fact.words.keys) == Set(fact.values), "\(fact.name) in words")
        }
        let codes =
            book.values.map(\.source.id) + book.instruments.map(\.id)
            + ["assistance-base", "social-pension", "near-poor|", "merit-", " = severe", "local:"]
        for letter in letters {
            for phrase in letter.phrases {
                for code in codes {
                    for text in [phrase.vietnamese, phrase.english] {
                        #expect(!text.contains(code), "\(letter.name): \(code) in \(text)")
                    }
                }
            }
        }
    }

    @Test func `days and months stand as people write them, each language in its own words`() {
        let machine = /[0-9]{4}-[0-9]{2}/
        // What an English line may hold of Vietnamese: money, names of provinces and the letter of a point.
        let marks = Set("ạảãấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏõốồổỗộớờởỡợụủũứừửữựỳỵỷỹơư")
        let allowed = ["Thái Nguyên", "Hà Nội", "đồng", "QĐ-UBND", "NĐ-CP", "NQ-HĐND", "BLĐTBXH"]
        for letter in letters {
            for phrase in letter.phrases {
                #expect(!phrase.vietnamese.contains(machine), "\(letter.name): \(phrase)")
                #expect(!phrase.english.contains(machine), "\(letter.name): \(phrase)")
                var english = phrase.english.replacing(/signed by [^,:]+/, with: "")
                for word in allowed { english = english.replacing(word, with: "") }
                #expect(english.allSatisfy { !marks.contains($0) }, "\(letter.name): \(english)")
            }
        }
    }

    @Test func `a letter on a right that tells of an illness names neither it nor its place`() {
        for letter in letters where letter.subject.claims.contains(where: { $0.category == "5.8" })
        {
            let text = letter.phrases.map { $0.vietnamese + $0.english }.joined()
            // A steady income is asked for by that right alone: the fact would name it as well as its place does.
            let telling = ["nguồn thu nhập ổn định", "steady monthly income", "taken as:"]
            for word in ["HIV", "AIDS", "5.8", "8.1.b", "6.1.g", "nhiễm", "khoản 8"] + telling {
                #expect(!text.contains(word), "\(word)")
            }
            #expect(text.contains("list of poor households: poor household"))
            #expect(text.contains("BẢO MẬT") && text.contains("CONFIDENTIAL"))
        }
    }

    @Test func `every amount of a letter stands beside its article, its dates and its doubt`()
        throws
    {
        let book = RuleBook.shipped
        for letter in letters {
            let assessment = book.assess(
                letter.subject,
                letter.month,
                place: letter.place,
                known: letter.known
            )
            let text = letter.phrases.map(\.english).joined(separator: "\n")
            for considered in assessment.considered {
                for id in considered.grounds {
                    let value = try #require(book.values.first { $0.source.id == id })
                    let place = book.place(of: value.source).english
                    let line =
                        value.kind == "doubt" ? "    not verified (\(place)" : "    \(place), valid"
                    #expect(text.contains(line), "\(letter.name), \(id)")
                }
                for id in considered.unverified {
                    let value = try #require(book.values.first { $0.source.id == id })
                    let doubt = value.source.doubt?.english ?? "no doubt"
                    #expect(text.contains("): \(doubt)"), "\(letter.name), \(id)")
                }
            }
            for fact in letter.subject.facts where fact.name != "income" {
                let title = book.fact(named: fact.name)?.title.english
                #expect(text.contains("  \(title ?? "no title"): "), "\(letter.name), \(fact.name)")
            }
        }
    }

    @Test func `of the bands that somebody is too old for, the one that was left is named alone`() {
        let orphan = letters.first { $0.name == "orphan-turning-sixteen" }
        let text = orphan.map { $0.phrases.map(\.english).joined(separator: "\n") } ?? ""
        #expect(text.contains("not met, articles 5.1, 6.1.a of decree 20/2021/NĐ-CP"))
        #expect(text.contains("turned 16 on 20 September 2025"))
        #expect(!text.contains("turned 4"))
        // It ends as decree 147/2025 says, and study is asked for.
        #expect(text.contains("a death or an end counts from the month after"))
        #expect(text.contains("article 5.2"))
    }

    @Test func `what changed since says why, how it was, and whether a decision is needed`() {
        func text(_ name: String) -> String {
            letters.first { $0.name == name }
                .map { $0.phrases.map(\.english).joined(separator: "\n") } ?? ""
        }
        let byLaw = text("disabled-adult-arrears")
        #expect(byLaw.contains("  500,000 × 1.5 = 750,000 đồng (article 1 of decree 76/2024/NĐ-CP"))
        #expect(byLaw.contains("60,000 đồng more, by a new text"))
        #expect(byLaw.contains("without a decision of its own"))
        let byFile = text("wrongly-stopped-restored")
        #expect(byFile.contains("750,000 đồng more, by a change on file"))
        #expect(byFile.contains("as arrears only by a decision on arrears"))
        let less = Letter(
            name: "less",
            subject: Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
                .fact("severity", "special", from: "2022-12-20")
                .fact("severity", "severe", from: "2025-03-01", known: "2025-10-05"),
            month: "2025-09",
            amount: 750_000
        ).phrases.map(\.english).joined(separator: "\n")
        #expect(less.contains("250,000 đồng less, by a change on file"))
        #expect(less.contains("recovered by decision alone"))
        let both = Letter(
            name: "both",
            subject: Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
                .fact("severity", "severe", from: "2022-12-20")
                .fact("severity", "special", from: "2026-03-01", known: "2026-10-05"),
            month: "2026-08",
            amount: 1_080_000
        ).phrases.map(\.english).joined(separator: "\n")
        #expect(both.contains("330,000 đồng more, by a new text and a change on file"))
    }

    /// The English of a kept letter.
    private func english(_ name: String) -> String {
        letters.first { $0.name == name }
            .map { $0.phrases.map(\.english).joined(separator: "\n") } ?? ""
    }

    @Test func `a decision keeps the day on which it was known, a correction has its own`() {
        let corrected = english("certificate-corrected")
        #expect(corrected.contains("certificate dated 20 February 2023, known from 10 March 2023"))
        #expect(corrected.contains("known from 2 April 2023, by paper 31/QĐ-UBND"))
        let restored = english("wrongly-stopped-restored")
        #expect(restored.contains("certificate dated 20 December 2022, known from 10 January 2023"))
    }

    @Test func `an end that was known is told, whoever brought it, and none that was not`() {
        let parent = english("single-parent-disabled")
        #expect(
            parent.contains("article 1 of decree 76/2024/NĐ-CP, valid from July 2024 to June 2026")
        )
        #expect(
            parent.contains(
                "article 8.1.đ of decree 20/2021/NĐ-CP, valid from July 2021 to June 2025"
            )
        )
        #expect(
            parent.contains(
                "article 5 of decree 147/2025/NĐ-CP, valid from July 2025 to February 2027"
            )
        )
        #expect(parent.contains("5.4 is paid beside 5.5a, 5.5d, 5.6, 5.8"))
        let moved = english("moved-and-died")
        #expect(moved.contains("article 1 of decree 76/2024/NĐ-CP, valid from July 2024, known"))
        #expect(
            english("expired-category").contains(
                "article 8.1.đ of decree 20/2021/NĐ-CP, valid from July 2021 to June 2025"
            )
        )
        let arrears = english("disabled-adult-arrears")
        #expect(arrears.contains("valid from July 2025 to February 2027, known from 1 July 2025"))
        #expect(!arrears.contains("valid from July 2026 to February 2027"))
        #expect(
            arrears.contains("the coefficient stays under decree 335/2026, as the press has it")
        )
    }

    @Test func `who moved is told by the rule on moves, at both places`() {
        let parts = english("moved-and-died").components(separatedBy: "\n2. ")[1]
            .components(separatedBy: "\n3. ")
        #expect(parts[0].contains("moved away: the old place stops by decision"))
        #expect(!parts[0].contains("a death or an end"))
        #expect(parts[1].contains("(decree 147/2025/NĐ-CP, as the press has it like article 8.4"))
        #expect(parts[1].contains("a death or an end"))
    }

    @Test func `the last words name every part that rests on a doubt, and those that wait`() {
        #expect(
            english("month-of-death-to-the-heir").contains(
                "Parts 1, 2 rest on rules that are not verified: they are not paid at once"
            )
        )
        #expect(
            english("moved-and-died").contains(
                "Parts 1, 3 rest on rules that are not verified: they are not paid at once"
            )
        )
        #expect(
            english("pensioner-in-hanoi").contains(
                "Part 1 rests on rules that are not verified: it is not paid at once"
            )
        )
        #expect(!english("single-parent-disabled").contains("rests on rules"))
    }

    @Test func `what a source of money rests on is told as it stood in the month`() {
        let open = "circular 76/2021/TT-BTC; what replaces it from 2026 is not known"
        #expect(english("single-parent-disabled").contains(open))
        #expect(!english("wrongly-stopped-restored").contains(open))
        #expect(
            english("wrongly-stopped-restored").contains("article 2 of circular 76/2021/TT-BTC")
        )
        #expect(english("pensioner-in-hanoi").contains("the source of money is not verified"))
        #expect(english("month-of-death-to-the-heir").contains("no article was compared"))
        #expect(
            english("suspended-unclaimed").contains(
                "suspended in the case of: not collected for three months in a row or more"
            )
        )
        let funeral = english("moved-and-died").components(separatedBy: "\n2. ")[0]
        #expect(funeral.contains("the source by article 2 of circular 76/2021/TT-BTC"))
        // Emergency support has its own article on money: 32, not what circular 76/2021 says of article 31.
        let injury = Letter(
            name: "injury",
            subject: Subject(born: "1986-01-10").claim("13", signed: "2025-09-10"),
            month: "2025-09",
            amount: 5_000_000
        ).phrases.map(\.english).joined(separator: "\n")
        #expect(injury.contains("the source by article 32.1.a of decree 20/2021/NĐ-CP"))
        #expect(!injury.contains("circular 76/2021"))
    }

    /// The Vietnamese of a kept letter.
    private func vietnamese(_ name: String) -> String {
        letters.first { $0.name == name }
            .map { $0.phrases.map(\.vietnamese).joined(separator: "\n") } ?? ""
    }

    @Test func `Vietnamese cites point, clause and article as its papers do`() {
        let number = /[Đđ]iều [0-9]+\.[0-9]/
        for letter in letters {
            for phrase in letter.phrases {
                #expect(!phrase.vietnamese.contains(number), "\(letter.name): \(phrase)")
            }
        }
        let adult = vietnamese("disabled-adult-arrears")
        #expect(
            adult.contains("    khoản 6 Điều 5, điểm e khoản 1 Điều 6 Nghị định 20/2021/NĐ-CP, áp")
        )
        #expect(adult.contains("    Điều 4 Nghị định 335/2026/NĐ-CP, áp dụng từ tháng 7/2026"))
        let mother = vietnamese("martyrs-lonely-mother")
        #expect(mother.contains("    mục 3.4 Phụ lục I Nghị định 77/2024/NĐ-CP"))
        #expect(mother.contains("    mục 3 Phụ lục I Nghị định 77/2024/NĐ-CP"))
        let moved = vietnamese("moved-and-died")
        #expect(moved.contains("    các khoản 1, 2 Điều 11 Nghị định 20/2021/NĐ-CP"))
        #expect(moved.contains("    các Điều 11–15 Nghị định 20/2021/NĐ-CP"))
    }

    @Test func `a text of which the press tells without its number is called by what it is about`()
    {
        let gift = Letter(
            name: "tet",
            subject: Subject(born: "1940-01-10").claim("gift-tet-2026", signed: "2026-01-20"),
            month: "2026-01",
            known: "2026-01-31",
            amount: 400_000
        )
        let english = gift.phrases.map(\.english).joined(separator: "\n")
        #expect(
            english.contains(
                "    a text whose number is not known (Gift at Tết 2026 and the Party Congress), valid from"
            )
        )
        let vietnamese = gift.phrases.map(\.vietnamese).joined(separator: "\n")
        #expect(vietnamese.contains("chưa kiểm chứng (văn bản chưa rõ số (Quà Tết Bính Ngọ"))
        #expect(!vietnamese.contains("toàn văn quà"))
    }

    @Test func `a rule on changes that was not read says whether it counts in the month`() {
        let idle = "no change in this month makes another amount, so it need not be accepted"
        #expect(english("pension-lower-than-disability").contains(idle))
        #expect(!english("pension-lower-than-disability").contains("rests on rules"))
        let subject = Subject(born: "1940-01-10")
            .claim("merit-martyr", signed: "2022-01-10", certificate: "2021-12-10")
            .fact("survivor", "parent-or-spouse", from: "2021-12-10")
            .fact("martyrs", "1", from: "2021-12-10").fact("martyrs", "2", from: "2025-03-15")
        let changed = Letter(name: "second", subject: subject, month: "2025-03", amount: 5_578_000)
            .phrases.map(\.english).joined(separator: "\n")
        #expect(changed.contains("no article was found on changes of this right"))
        #expect(!changed.contains(idle))
        #expect(changed.contains("Part 1 rests on rules that are not verified: it is not paid"))
    }

    @Test func `arrears by decision cite what says so of that person, and no more`() {
        let suspended = english("suspended-unclaimed")
        #expect(suspended.contains("arrears (article 6.1.b of circular 02/2021/TT-BLĐTBXH)"))
        for name in ["certificate-corrected", "wrongly-stopped-restored", "poverty-list-awaited"] {
            #expect(
                english(name).contains("for those who are suspended; that it holds here"),
                "\(name)"
            )
        }
        let merit = Letter(
            name: "merit",
            subject: Subject(born: "1960-01-10")
                .claim("merit-invalid", signed: "2023-09-10", certificate: "2023-09-01")
                .fact("injury", "41", from: "2023-09-01")
                .fact("injury", "61", from: "2025-03-01", known: "2025-10-05"),
            month: "2025-09",
            amount: 5_450_000
        ).phrases.map(\.english).joined(separator: "\n")
        #expect(merit.contains("decision on arrears (article 15.2.a of circular 44/2022/TT-BTC);"))
        #expect(!merit.contains("circular 02/2021"))
    }

    @Test func `what is paid once is told as paid once, and a month of nothing in a sentence`() {
        let death = english("month-of-death-to-the-heir")
        #expect(death.contains("the conditions are met, owed once, for February 2026"))
        #expect(death.contains("the conditions are met, owed from July 2025"))
        for letter in letters {
            for phrase in letter.phrases {
                #expect(
                    !phrase.vietnamese.contains(/(^|[^0-9.])0 đồng/),
                    "\(letter.name): \(phrase)"
                )
                #expect(!phrase.english.contains(/(^|[^0-9,])0 đồng/), "\(letter.name): \(phrase)")
            }
        }
        #expect(
            english("wrongly-stopped-restored").contains(
                "(30 September 2025), nothing was owed by this unit."
            )
        )
        // A month that is held back tells by which day age and facts were looked at.
        #expect(
            english("suspended-unclaimed").contains("age and facts are those of 30 September 2025")
        )
    }
}

// The commands of the law, and the files of its documents as they stand there.

import Foundation
import Testing

/// The answer of `law assess`, as far as it is looked at.
private struct Answer: Decodable {
    struct Value: Decodable {
        let ruleBook: String
        let persons: [Person]
    }
    struct Person: Decodable {
        let id: String
        let months: [Month]
    }
    struct Month: Decodable {
        let month: String
        let amount: Int64
        let lines: [Line]
    }
    struct Line: Decodable {
        let source: String
        let amount: Int64
        let unverified: [String]
    }

    let schema: String
    let value: Value
}

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct LawTests {
    private func office(_ documents: String...) throws -> Office {
        let office = try Office(hasBooks: false)
        for document in documents {
            for (name, text) in try Office.samples(in: document) { try office.write(text, name) }
        }
        return office
    }

    @Test func `instruments, programmes, categories and facts are listed`() throws {
        let office = try office()
        let list = try office.must("law list").output
        #expect(list.contains("decree-20-2021: 20/2021/NĐ-CP, "))
        #expect(list.contains("social-pension: social pension"))
        #expect(list.contains("  5.6: severely or specially severely disabled (5.6)"))
        #expect(list.contains("decree-321-2026: 321/2026/NĐ-CP, 1 value, 1 not verified"))
        let facts = try office.must("luat danh-sach --facts --lang vi").output
        #expect(facts.contains("severity (severe, special): mức độ khuyết tật"))
        let json = try office.must("law list --json").output
        #expect(json.contains("\"schema\" : \"chitra/law-list/1\""))
    }

    @Test func `a category is shown with every value that it hangs on`() throws {
        let office = try office()
        let shown = try office.must("law show pension").output
        #expect(shown.hasPrefix("pension: social pension\n"))
        #expect(shown.contains("decree-335-2026/rate/pension: social pension: 540,000 đồng"))
        #expect(shown.contains("  article 4, valid 2026-07, known from 2026-10-05"))
        #expect(shown.contains("  not verified: the resolution adds 150,000"))
        #expect(try office.must("law show decree-131-2021").output.contains("/start/survivor: "))
        let vietnamese = try office.must("law show decree-131-2021 --lang vi").output
        #expect(vietnamese.contains("  điểm c khoản 1 Điều 45, áp dụng 2021-07, biết được từ"))
        let wrong = try office.run("law show decree-1-1999")
        #expect(wrong.code == 64)
        #expect(wrong.errors.contains("chitra law list"))
        let json = try office.must("law show 5.6 --json").output
        #expect(json.contains("\"schema\" : \"chitra/law-show/1\""))
    }

    @Test func `the sample of facts is assessed, from a file and from stdin, to the same bytes`()
        throws
    {
        let office = try office("docs/law-facts.md")
        let run = try office.must("law assess facts.json")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
        #expect(answer.schema == "chitra/law-assess/1")
        #expect(answer.value.ruleBook.count == 64)
        #expect(answer.value.persons.map(\.id) == ["disabled adult", "pensioner in Hanoi"])
        let amounts = answer.value.persons.map { $0.months.map(\.amount) }
        #expect(amounts == [[750_000, 810_000], [650_000]])
        let parts = answer.value.persons[1].months[0].lines
        #expect(parts.map(\.source) == ["central", "city"])
        #expect(parts.map(\.unverified.count) == [1, 2])
        let text = try #require(try Office.samples(in: "docs/law-facts.md")["facts.json"])
        #expect(try office.run("law assess -", input: text).output == run.output)
    }

    @Test func `a file of facts with a fault is refused with its place and nothing on stdout`()
        throws
    {
        let office = try office()
        try office.write("{\"schema\": \"chitra/law-facts/1\",\n \"persons\": [1]}", "bad.json")
        let run = try office.run("law assess bad.json")
        #expect(run.code == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("bad.json:2:14: error: [wrong-type]"))
        #expect(try office.run("law assess none.json").code == 65)
    }

    @Test func `the handbook's files are taken as they stand there`() throws {
        let office = try office("docs/handbook/adding-a-rate.md")
        let check = try office.must("law check --law council").output
        #expect(check.contains("council/resolution-haiphong-2025/rates.toml:"))
        #expect(!check.contains("error:"))
        let shown = try office.must("law show resolution-haiphong-2025 --law council").output
        #expect(shown.contains("base of social assistance: 700,000 đồng, Hải Phòng"))
        let facts = """
            {"schema": "chitra/law-facts/1", "place": "31", "known": "2027-01-20", "persons": [
            {"id": "disabled", "birth": "1986-01-10", "months": ["2025-12", "2026-01"],
             "claims": [{"category": "5.6", "signed": "2023-01-10"}],
             "facts": [{"name": "severity", "value": "severe", "from": "2022-12-20"}]},
            {"id": "listed", "birth": "1986-01-10", "months": ["2027-01", "2027-02"],
             "claims": [{"category": "gift-tet-2027", "signed": "2027-01-15"}]}]}
            """
        try office.write(facts, "facts.json")
        let run = try office.must("law assess facts.json --law council")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
        let amounts = answer.value.persons.map { $0.months.map(\.amount) }
        #expect(amounts == [[750_000, 1_050_000], [300_000, 0]])
        let unknown = try office.run("law assess facts.json")
        #expect(unknown.code == 2)
        #expect(unknown.errors.contains("[unknown-category]"))
    }

    @Test func `faults of a folder come all at once with file and line`() throws {
        let office = try office("docs/handbook/adding-a-rate.md")
        let name = "council/gift-tet-2027/gift.toml"
        let text = try #require(try Office.samples(in: "docs/handbook/adding-a-rate.md")[name])
        try office.write(
            text.replacing("coefficient = \"1.0\"", with: "coefficient = \"1,0\"")
                .replacing("valid_to = \"2027-02\"", with: "valid_to = \"2026-02\""),
            name
        )
        let run = try office.run("law check --law council")
        #expect(run.code == 2)
        #expect(run.output.contains("\(name):30:"))
        #expect(run.output.contains("[bad-coefficient] coefficient: a coefficient is a text"))
        #expect(run.output.contains("[period-empty]"))
        #expect(try office.run("law check --law none").code == 65)
        try office.write("", "empty/readme.txt")
        #expect(try office.run("law check --law empty").code == 65)
    }

    @Test func `a link leads to a folder of law, and below it none is followed`() throws {
        let office = try office("docs/handbook/adding-a-rate.md")
        try FileManager.default.createSymbolicLink(
            atPath: "\(office.folder)/link",
            withDestinationPath: "council"
        )
        #expect(try office.must("law list --law link").output.contains("gift-tet-2027"))
        try FileManager.default.createDirectory(
            atPath: "\(office.folder)/other",
            withIntermediateDirectories: false
        )
        try FileManager.default.createSymbolicLink(
            atPath: "\(office.folder)/other/inner",
            withDestinationPath: "../council/gift-tet-2027"
        )
        #expect(try office.run("law list --law other").code == 65)
    }

    @Test func `a fault of TOML is told in the language that was asked for`() throws {
        let office = try office()
        try office.write("[instrument]\nnumber \"1\"\n", "council/a/instrument.toml")
        let vietnamese = try office.run("law check --law council --lang vi").output
        #expect(vietnamese.contains("sai cú pháp TOML: khi đọc "))
        #expect(!vietnamese.contains("parsing"))
        #expect(try office.run("law check --law council --lang en").output.contains("parsing"))
    }

    @Test func `a place that is no province is refused in a file of law`() throws {
        let office = try office("docs/handbook/adding-a-rate.md")
        let name = "council/resolution-haiphong-2025/rates.toml"
        let text = try #require(try Office.samples(in: "docs/handbook/adding-a-rate.md")[name])
        try office.write(text.replacing("place = \"31\"", with: "place = \"32\""), name)
        let run = try office.run("law check --law council")
        #expect(run.code == 2)
        #expect(run.output.contains("[unknown-place]"))
    }

    @Test func `a batch is paid by a folder of law beside the program, and freezes it`() throws {
        let office = try Office.ready()
        try office.write(
            """
            [instrument]
            number = "1/2026/NQ-HĐND"
            title = { vi = "thử", en = "test" }

            [[rate]]
            name = "base"
            series = "assistance-base"
            place = "40"
            amount = 700_000
            article = "1"
            valid_from = "2026-11"
            known_from = "2026-11-01"
            verified = true

            """,
            "council/resolution-1-2026/rates.toml"
        )
        let period = "--period 2026-11"
        let drafted = try office.must(
            "batch draft \(period) --known 2026-11-22 --key keys/maker.key --law council"
        )
        #expect(drafted.errors.contains("--law council"))
        // Without the folder it is another rule book, and the draft is stale.
        let bare = try office.run("batch check \(period) --key keys/checker.key")
        #expect(bare.code == 2)
        #expect(bare.errors.contains("stale"))
        try office.must("batch check \(period) --key keys/checker.key --law council")
        let submit = "batch submit \(period) --key keys/maker.key --accept-unverified"
        try office.must("\(submit) --law council")
        let batch = "\(office.folder)/books/batches/NA0100001"
        let lines = try String(contentsOfFile: "\(batch)/lines-0001.csv", encoding: .utf8)
        #expect(lines.contains("1050000"))
        let law = "\(batch)/law/law/resolution-1-2026/rates.toml"
        #expect(try String(contentsOfFile: law, encoding: .utf8).contains("700_000"))
        let digest = try office.run("law check --law council").output
            .split(separator: "\n").first { $0.hasPrefix("sha256 ") }?.dropFirst(7)
        let sheet = try String(contentsOfFile: "\(batch)/batch.toml", encoding: .utf8)
        #expect(sheet.contains(try #require(digest)))
        // Who signs next needs no folder: the law lies in the batch. But the maker chose it, so each of them
        // is told which files differ, and names its digest.
        for role in ["checker", "chief-accountant", "account-holder"] {
            let approve = "batch approve \(period) --role \(role) --key keys/\(role).key"
            for wrong in [
                "", " --accept-law \(digest?.prefix(8) ?? "")", " --accept-law 0123456789abcdef",
            ] {
                let refused = try office.run(approve + wrong)
                #expect(refused.code != 0)
                #expect(refused.errors.contains("differs in: law/resolution-1-2026/rates.toml"))
            }
            try office.must(approve + " --accept-law \(digest ?? "")")
        }
        #expect(try office.run("verify").code == 0)
    }

    @Test func `a difference names who, how much and the sum`() throws {
        let office = try Office.ready()
        let diff = "law diff --month 2026-08 --books books"
        let run = try office.must("\(diff) --from 2026-09-20 --to 2026-11-22")
        #expect(run.output.contains("2 persons looked at, 2 touched"))
        #expect(run.output.contains("750,000"))
        #expect(run.output.contains("more 100,000 VND, less 0 VND, in all 100,000 VND"))
        let same = try office.must("\(diff) --from shipped --to 2026-11-22 --known 2026-11-22")
        #expect(same.output.contains("0 touched"))
        let json = try office.must("\(diff) --from 2026-09-20 --to 2026-11-22 --json").output
        #expect(json.contains("\"schema\" : \"chitra/law-diff/1\""))
        #expect(json.contains("\"total\" : 100000"))
        let bare = try office.run("\(diff) --from shipped --to 2026-11-22")
        #expect(bare.code == 64)
        #expect(bare.errors.contains("--known"))
    }

    @Test func `lines that hang on what was not verified wait for an officer who accepts it`()
        throws
    {
        let office = try Office()
        let register = try #require(try Office.samples()["register.csv"])
        try office.write(
            register.replacing("severity=severe", with: "severity=special"),
            "register.csv"
        )
        try office.must("register import register.csv --key keys/maker.key")
        try office.must("register opening opening.csv --key keys/chief-accountant.key")
        try office.must("ledger receive receive.csv --key keys/chief-accountant.key")
        let period = "--period 2026-11"
        try office.must("batch draft \(period) --known 2026-11-22 --key keys/maker.key")
        try office.must("batch check \(period) --key keys/checker.key")
        let refused = try office.run("batch submit \(period) --key keys/maker.key")
        #expect(refused.code == 4)
        #expect(refused.errors.contains("decree-335-2026/doubt/coefficients"))
        #expect(refused.errors.contains("--accept-unverified"))
        let batch = "\(office.folder)/books/batches/NA0100001/batch.toml"
        #expect(!FileManager.default.fileExists(atPath: batch))
        try office.must("batch submit \(period) --key keys/maker.key --accept-unverified")
        let sheet = try String(contentsOfFile: batch, encoding: .utf8)
        #expect(sheet.contains("unverified_accepted_by = \"040080000001\""))
        #expect(sheet.contains("id = \"decree-335-2026/doubt/coefficients\""))
    }
}

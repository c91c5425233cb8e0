// Breaches of ISO 20022's schemas that real banks commit: warned of, once, and what is said stays.

import BankFiles
import Intake
import Ledger
import Testing

struct AnswerFormTests {
    private static func notification(_ detail: String, entries: Int = 1) -> String {
        let entry = AnswerText.entry("5", "DBIT", rest: AnswerText.details(detail))
        return AnswerText.camt054(String(repeating: entry, count: entries))
    }

    private static let longText = String(repeating: "ă", count: 141)

    /// A detail, the code of what is wrong with it; nil where nothing is.
    static let breaches: [(detail: String, code: String?)] = [
        (
            AnswerText.detail("E", rest: "<RmtInf><Ustrd>\(longText)</Ustrd></RmtInf>"),
            "answer-remittance-too-long"
        ),
        (
            AnswerText.detail("E", rest: "<RmtInf><Ustrd>\(longText.dropLast())</Ustrd></RmtInf>"),
            nil
        ),
        (AnswerText.detail(String(repeating: "E", count: 36)), "answer-label-too-long"),
        (AnswerText.detail(String(repeating: "E", count: 35) + "   "), nil),
        (
            AnswerText.detail("E").replacing(
                "</Refs>",
                with: "<UETR>b009c997-97b3-4a9c-803c-d645a7276b0</UETR></Refs>"
            ), "answer-uetr"
        ),
        (
            AnswerText.detail("E").replacing(
                "</Refs>",
                with: "<UETR>b009c997-97b3-4a9c-803c-d645a7276b0f</UETR></Refs>"
            ), nil
        ),
        (
            AnswerText.detail(
                "E",
                rest:
                    "<RmtInf><Ustrd>x</Ustrd></RmtInf><RltdPties><CdtrAcct><Id><IBAN>P</IBAN></Id></CdtrAcct></RltdPties>"
            ), "answer-order"
        ),
    ]

    @Test(arguments: breaches)
    func `a breach of the schema is a warning, once, and nothing is lost`(
        detail: String,
        code: String?
    ) throws {
        let reading = AnswerText.read(Self.notification(detail, entries: 30))
        #expect(reading.codes == [code].compactMap(\.self))
        #expect(!reading.isRefused && reading.value.facts.count == 30)
    }

    @Test func `a remittance text beyond its length is kept whole`() throws {
        let text = Self.notification(
            AnswerText.detail("E", rest: "<RmtInf><Ustrd>\(Self.longText)</Ustrd></RmtInf>")
        )
        #expect(try #require(AnswerText.read(text).value.facts.first).narrative == Self.longText)
    }

    @Test func `for people what is read stays beside its errors, in its own currency`() throws {
        let text = AnswerText.camt053(
            AnswerText.statement(10, AnswerText.entry("5", "DBIT"), 6)
        ).replacing("VND", with: "EUR")
        #expect(AnswerText.read(text).value.facts.isEmpty)
        let reading = AnswerReader.read(Array(text.utf8), file: "a.xml", purpose: .people)
        #expect(reading.codes == ["statement-sum"])
        #expect(reading.value.reports.map(\.currency) == ["EUR"])
        #expect(reading.value.facts.map(\.amount) == [500])
        // An entry in another currency than its account is in no sum.
        let mixed = text.replacing("<Ntry><Amt Ccy=\"EUR\">5", with: "<Ntry><Amt Ccy=\"JPY\">5")
        let other = AnswerReader.read(Array(mixed.utf8), file: "a.xml", purpose: .people)
        #expect(other.codes.contains("answer-currency-differs"))
        #expect(other.value.facts.map(\.currency) == ["JPY"])
        #expect(other.value.facts.map(\.amount) == [5])
        #expect(other.value.reports.map(\.debits) == [0])
        for code in ["xyz", "É!1", "ABCD", ""] {
            let odd = text.replacing("EUR", with: code)
            #expect(AnswerReader.read(Array(odd.utf8), file: "a", purpose: .people).isRefused)
        }
    }
}

// What is left of an answer of which one payment or entry cannot be read, where that was asked for.

import BankFiles
import Intake
import Testing

struct SoundPartTests {
    private func read(_ text: String, leavesOut: Bool = true) -> Reading<BankAnswer> {
        AnswerReader.read(Array(text.utf8), file: "answer.xml", leavesOut: leavesOut)
    }

    private func amount(_ text: String, currency: String = "VND") -> String {
        """
        <OrgnlTxRef><Amt><InstdAmt Ccy="\(currency)">\(text)</InstdAmt></Amt></OrgnlTxRef>
        """
    }

    @Test(arguments: [
        ("500,000", "VND", "answer-amount"), ("750000.5", "VND", "answer-amount-fraction"),
        ("9999999999999999999", "VND", "answer-amount-too-large"),
        ("750000", "USD", "answer-currency"),
    ])
    func `a payment that cannot be read is left out, and the others are kept`(
        _ text: String,
        _ currency: String,
        _ code: String
    ) {
        let message = AnswerText.pain002(
            AnswerText.payment(
                AnswerText.transaction("A", "RJCT", rest: amount("750000"))
                    + AnswerText.transaction("B", "RJCT", rest: amount(text, currency: currency))
                    + AnswerText.transaction("C", "ACSC", rest: amount("1"))
            )
        )
        let strict = read(message, leavesOut: false)
        #expect(strict.codes == [code] && strict.isRefused && strict.value.facts.isEmpty)
        let kept = read(message)
        #expect(kept.codes == [code] && !kept.isRefused)
        #expect(kept.diagnostics.map(\.severity) == [.warning])
        #expect(kept.value.facts.map(\.references.endToEnd) == ["A", "C"])
        #expect(kept.value.facts.map(\.word) == [.rejected, .settled])
    }

    @Test func `of a notification an entry is left out, and a statement is refused whole`() {
        let good = AnswerText.entry("500", "CRDT", rest: AnswerText.details(AnswerText.detail("A")))
        let bad = [
            AnswerText.entry("5x0", "CRDT"), AnswerText.entry("500", "CREDIT"),
            AnswerText.entry("500", "CRDT").replacing("2026-11-04", with: "YYYY-MM-DD"),
            AnswerText.entry("500", "CRDT").replacing("<CdtDbtInd>CRDT</CdtDbtInd>", with: ""),
            AnswerText.entry(
                "500",
                "CRDT",
                rest: AnswerText.details(AnswerText.detail("X") + AnswerText.detail("Y", "1"))
            ),
        ]
        for entry in bad {
            let notice = AnswerText.camt054(good + entry + good.replacing(">A<", with: ">B<"))
            #expect(read(notice, leavesOut: false).isRefused)
            let kept = read(notice)
            #expect(!kept.isRefused && !kept.codes.isEmpty, "\(entry)")
            #expect(kept.value.facts.map(\.references.endToEnd) == ["A", "B"], "\(entry)")
            #expect(kept.value.facts.map(\.amount) == [500, 500], "\(entry)")
            let statement = AnswerText.camt053(AnswerText.statement(0, good + entry, 1_000))
            #expect(read(statement).isRefused && read(statement).value.facts.isEmpty, "\(entry)")
        }
    }

    @Test func `what is wrong with the file refuses it, whatever was asked for`() {
        let part = AnswerText.transaction("A", "RJCT", rest: amount("75x"))
        let other = AnswerText.transaction("B", "RJCT")
        let whole = AnswerText.pain002(AnswerText.payment(part + other))
        #expect(!read(whole).isRefused)
        for (old, new) in [
            ("</Document>", ""), ("<MsgId>M3</MsgId>", ""),
            ("<OrgnlMsgId>F1</OrgnlMsgId>", "<OrgnlMsgId>F\u{202E}1</OrgnlMsgId>"),
            ("pain.002.001.10", "pain.002.001.77"), ("<TxSts>", "<TxSts>&nbsp;"),
            ("</Document>", "</Document><Document/>"),
        ] {
            #expect(read(whole.replacing(old, with: new)).isRefused, "\(new)")
        }
        // Totals that count what was left out agree; others refuse.
        let totals = """
            <GrpSts>PART</GrpSts><NbOfTxsPerSts><DtldNbOfTxs>2</DtldNbOfTxs>\
            <DtldSts>RJCT</DtldSts></NbOfTxsPerSts>
            """
        let counted = whole.replacing(
            "</OrgnlGrpInfAndSts>",
            with: totals + "</OrgnlGrpInfAndSts>"
        )
        #expect(read(counted).codes == ["answer-amount"] && !read(counted).isRefused)
        let lied = counted.replacing("<DtldNbOfTxs>2", with: "<DtldNbOfTxs>3")
        #expect(read(lied).codes.contains("status-totals") && read(lied).isRefused)
    }

    @Test func `of an answer without faults nothing is left out`() {
        let text = AnswerText.pain002(AnswerText.payment(AnswerText.transaction("A", "RJCT")))
        #expect(read(text).value == read(text, leavesOut: false).value)
        let notice = AnswerText.camt054(AnswerText.entry("500", "CRDT"))
        #expect(read(notice).value == read(notice, leavesOut: false).value)
    }

    @Test func `a file with too many payments is refused, also inside of one`() {
        let text = AnswerText.pain002(
            AnswerText.payment(
                AnswerText.transaction("A", "RJCT") + AnswerText.transaction("B", "RJCT")
            )
        )
        var limits = AnswerLimits()
        limits.facts = 1
        let reading = AnswerReader.read(
            Array(text.utf8),
            file: "answer.xml",
            limits: limits,
            leavesOut: true
        )
        #expect(reading.isRefused && reading.codes == ["answer-too-many-facts"])
    }
}

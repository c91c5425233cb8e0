// What is learned of a file's markup changes nothing of what is read.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct AnswerTrackTests {
    /// Reads with or without learning, in pieces.
    private static func read(
        _ bytes: [UInt8],
        tracked: Bool,
        piece: Int = 1 << 20,
        purpose: AnswerPurpose = .people
    ) -> Reading<BankAnswer> {
        var reader = AnswerReader(file: "answer.xml", purpose: purpose)
        if !tracked { reader.readWithoutTrack() }
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + piece)
            reader.feed(bytes[start..<end].span)
            start = end
        }
        return reader.finish()
    }

    private static func expectSame(_ bytes: [UInt8], _ comment: Comment) {
        for purpose in [AnswerPurpose.people, .books] {
            let plain = read(bytes, tracked: false, purpose: purpose)
            for piece in [1 << 20, 4_099, 257] {
                let tracked = read(bytes, tracked: true, piece: piece, purpose: purpose)
                #expect(tracked.diagnostics == plain.diagnostics, comment)
                #expect(tracked.value == plain.value, comment)
            }
        }
    }

    /// Twenty entries of every kind that a bank writes, one after the other and again.
    private static func statement(_ change: (Int, String) -> String = { $1 }) -> [UInt8] {
        var entries = ""
        var sum = 0
        for number in 0..<60 {
            let amount = 1_000 + number
            let isCredit = number % 7 == 3
            sum += isCredit ? amount : -amount
            var rest = AnswerText.details(
                AnswerText.detail(
                    "E\(number)",
                    "\(amount)",
                    rest: number % 5 == 0
                        ? "<RtrInf><Rsn><Cd>AC0\(number % 7)</Cd></Rsn></RtrInf>"
                        : "<RmtInf><Ustrd>a  &amp; b \(number)</Ustrd><Ustrd/></RmtInf>"
                )
            )
            if number % 4 == 1 { rest = "<!-- \(number) --><NtryRef> \(number)</NtryRef>" + rest }
            if number % 6 == 2 { rest += "<AddtlNtryInf><![CDATA[x<\(number)>]]></AddtlNtryInf>" }
            if number % 11 == 4 { rest = rest.replacing("><", with: ">\r\n  <") }
            let entry = AnswerText.entry("\(amount)", isCredit ? "CRDT" : "DBIT", rest: rest)
            entries += change(number, entry) + "\n"
        }
        return Array(
            AnswerText.camt053(
                AnswerText.statement(100_000, entries, 100_000 + sum)
                    + AnswerText.statement(5, AnswerText.entry("5", "DBIT"), 0, id: "S2")
            ).utf8
        )
    }

    @Test func `a statement of many kinds of entries is read the same`() {
        let bytes = Self.statement()
        let plain = Self.read(bytes, tracked: false)
        #expect(plain.value.facts.count == 61 && !plain.isRefused)
        #expect(plain.value.facts[5].reason == "AC05")
        #expect(plain.value.facts[1].narrative == "a  & b 1")
        Self.expectSame(bytes, "whole")
    }

    @Test(arguments: [
        ("<Sts>", "<Sts>x"), ("</Sts>", "</Stx>"), ("Ccy=\"VND\"", "Ccy=\"USD\""),
        ("Ccy=\"VND\"", "Ccy='VND'"), ("<TxDtls>", "<TxDtls xmlns=\"urn:other\">"),
        ("<BookgDt>", "<BookgDt><Dt>2026-11-05</Dt></BookgDt><BookgDt>"),
        ("<CdtDbtInd>", "<CdtDbtInd> "), ("<EndToEndId>", "<EndToEndId><![CDATA[A]]>"),
        ("<EndToEndId>", "<EndToEndId>&#65;"), ("<EndToEndId>", "<EndToEndId>a<!-- b -->"),
        ("<Refs>", "stray<Refs>"), ("<Cd>BOOK</Cd>", "BOOK"), ("<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>"),
        ("</Ntry>", "</Ntry><!DOCTYPE a>"), ("<Refs>", "<Refs><UETR>1</UETR>"),
        ("<Amt ", "<Amt a:b=\"c\" "),
        ("<Refs>", "<AVeryLongNameOfAnElement>1</AVeryLongNameOfAnElement><Refs>"),
    ])
    func `an entry that is otherwise in one place is read the same`(from: String, to: String) {
        for place in [0, 9, 33] {
            let bytes = Self.statement { number, entry in
                number == place ? entry.replacing(from, with: to, maxReplacements: 1) : entry
            }
            Self.expectSame(bytes, "\(from) as \(to) in entry \(place)")
        }
    }

    @Test func `real messages are read the same`() throws {
        guard exists(testData("data/iso20022/messages")) else { return }
        for (path, bytes) in try sampleMessages() where bytes.count < 200_000 {
            Self.expectSame(bytes, Comment(rawValue: path))
        }
    }

    @Test func `facts that are given out on the way are those of the answer`() throws {
        let bytes = Self.statement()
        let whole = Self.read(bytes, tracked: true)
        var reader = AnswerReader(file: "answer.xml", purpose: .people, keepsFacts: false)
        var facts: [BankFact] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 700)
            reader.feed(bytes[start..<end].span)
            reader.drain { fact, currency, family in
                #expect(currency == "VND" && family == .statement)
                facts.append(fact)
            }
            start = end
        }
        let rest = reader.finish()
        facts += rest.value.facts
        var expected = whole.value.facts
        for index in expected.indices { expected[index].ordinal = 0 }
        #expect(facts == expected && rest.value.factsGivenOut > 50)
        #expect(rest.value.reports == whole.value.reports)
        #expect(rest.value.statementCount == whole.value.statementCount)
        #expect(rest.diagnostics == whole.diagnostics)
    }
}

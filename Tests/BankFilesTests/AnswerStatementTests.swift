// What a statement must prove of itself: balances, totals, amounts, days, ids.

import BankFiles
import Intake
import Ledger
import Testing

struct AnswerStatementTests {
    /// Amounts as banks write them, and what is read or found.
    static let amounts: [(text: String, value: Int64?, code: String?)] = [
        ("500000", 500_000, nil), ("500000.0", 500_000, nil), ("000149", 149, nil),
        ("500000.00000", 500_000, nil), (" 5 ", 5, nil), ("0", 0, nil),
        ("1000000000000000", 1_000_000_000_000_000, nil),
        ("1000000000000001", nil, "answer-amount-too-large"),
        ("500.000", 500, "answer-three-decimals"),
        ("149.87", nil, "answer-amount-fraction"), ("0.5", nil, "answer-amount-fraction"),
        ("500,000", nil, "answer-amount"), ("5.", nil, "answer-amount"),
        (".5", nil, "answer-amount"), ("-5", nil, "answer-amount"), ("+5", nil, "answer-amount"),
        ("5E3", nil, "answer-amount"), ("", nil, "answer-amount"), ("5 0", nil, "answer-amount"),
        ("1.5x", nil, "answer-amount"), ("٥", nil, "answer-amount"),
        ("1000000000000000000", nil, "answer-amount-too-large"),
        ("99999999999999999999999999", nil, "answer-amount-too-large"),
    ]

    @Test(arguments: amounts)
    func `an amount is whole đồng or is refused`(text: String, value: Int64?, code: String?) {
        let reading = AnswerText.read(AnswerText.camt054(AnswerText.entry(text, "DBIT")))
        #expect(reading.value.facts.first?.amount == value)
        #expect(reading.codes == [code].compactMap(\.self))
        #expect(reading.isRefused == (value == nil))
    }

    @Test func `an amount without a currency or in another one is refused by name`() {
        let text = AnswerText.camt054(AnswerText.entry("5", "DBIT"))
        let usd = AnswerText.read(text.replacing("Ccy=\"VND\"", with: "Ccy=\"USD\""))
        #expect(usd.codes == ["answer-currency"])
        #expect(usd.diagnostics[0].message.english.contains("USD"))
        let none = AnswerText.read(text.replacing(" Ccy=\"VND\"", with: ""))
        #expect(none.codes == ["answer-currency-missing"])
        let long = AnswerText.read(text.replacing("Ccy=\"VND\"", with: "Ccy=\"NGUYEN VAN A\""))
        #expect(long.codes == ["answer-currency"])
        #expect(!long.diagnostics[0].message.english.contains("NGUYEN"))
    }

    @Test func `a balance that the entries do not lead to is refused`() {
        let entries = AnswerText.entry("5", "DBIT") + AnswerText.entry("3", "CRDT")
        for (opening, closing, isGood) in [
            (10, 8, true), (0, -2, true), (-1, -3, true), (10, 9, false), (10, 12, false),
        ] {
            let reading = AnswerText.read(
                AnswerText.camt053(AnswerText.statement(opening, entries, closing))
            )
            #expect(reading.isRefused == !isGood, "\(opening) to \(closing)")
            if !isGood { #expect(reading.codes == ["statement-sum"]) }
        }
    }

    @Test func `a statement that cannot be checked is refused`() {
        let text = AnswerText.camt053(
            AnswerText.statement(10, AnswerText.entry("5", "DBIT"), 5)
        )
        let available = text.replacing("<Cd>CLBD</Cd>", with: "<Cd>CLAV</Cd>")
        #expect(AnswerText.read(available).codes == ["statement-balance-missing"])
        let previous = text.replacing("<Cd>OPBD</Cd>", with: "<Cd>PRCD</Cd>")
        #expect(AnswerText.read(previous).codes == [])
        let interim = text.replacing("<Cd>CLBD</Cd>", with: "<Cd>ITBD</Cd>")
        #expect(AnswerText.read(interim).codes == [])
        let pages = interim.replacing("<Cd>OPBD</Cd>", with: "<Cd>ITBD</Cd>")
        #expect(AnswerText.read(pages).value.reports.first?.closing == 5)
        let twice = text.replacing(
            "<Ntry>",
            with: AnswerText.balance("CLBD", 6) + "<Ntry>"
        )
        #expect(AnswerText.read(twice).codes == ["statement-balance-twice"])
    }

    @Test func `totals of the bank that do not agree are refused`() {
        let entries =
            AnswerText.entry("5", "DBIT") + AnswerText.entry("3", "CRDT")
            + AnswerText.entry("9", "CRDT", status: "<Cd>PDNG</Cd>")
        func read(_ totals: String) -> [String] {
            AnswerText.read(
                AnswerText.camt053(
                    AnswerText.statement(
                        10,
                        entries,
                        8,
                        extra: "<TxsSummry>\(totals)</TxsSummry>"
                    )
                )
            ).codes.filter { $0 != "entries-not-booked" }
        }
        func all(_ count: Int, _ sum: Int) -> String {
            "<TtlNtries><NbOfNtries>\(count)</NbOfNtries><Sum>\(sum)</Sum></TtlNtries>"
        }
        #expect(read(all(2, 8)) == [])
        #expect(read(all(3, 17)) == [], "banks count announced entries or do not")
        #expect(read(all(3, 8)) == ["statement-totals"])
        #expect(read(all(2, 9)) == ["statement-totals"])
        #expect(read("<TtlDbtNtries><Sum>5</Sum></TtlDbtNtries>") == [])
        #expect(read("<TtlDbtNtries><Sum>6</Sum></TtlDbtNtries>") == ["statement-totals"])
        #expect(read("<TtlCdtNtries><NbOfNtries>1</NbOfNtries></TtlCdtNtries>") == [])
    }

    @Test func `several statements in a file are several reports, the same one twice is none`() {
        let one = AnswerText.statement(10, AnswerText.entry("5", "DBIT"), 5)
        let two = AnswerText.statement(5, AnswerText.entry("5", "DBIT"), 0, id: "S2")
        let reading = AnswerText.read(AnswerText.camt053(one + two))
        #expect(reading.codes == [])
        #expect(reading.value.reports.map(\.id) == ["S1", "S2"])
        #expect(reading.value.facts.map(\.report) == [0, 1])
        #expect(AnswerText.read(AnswerText.camt053(one + one)).codes == ["statement-twice"])
    }

    @Test func `all faults are found in one go, with their places`() throws {
        let entries = """
            \(AnswerText.entry("5.5", "DBIT"))
            \(AnswerText.entry("x", "DBIT"))
            \(AnswerText.entry("5", "DEBIT"))
            \(AnswerText.entry("5", "DBIT").replacing("2026-11-04", with: "YYYY-MM-DD"))
            \(AnswerText.entry("5", "DBIT"))
            """
        let reading = AnswerText.read(AnswerText.camt053(AnswerText.statement(10, entries, 0)))
        #expect(
            reading.codes == [
                "answer-amount-fraction", "answer-amount", "answer-side", "answer-date",
            ]
        )
        #expect(reading.diagnostics.map(\.location.line) == [3, 4, 5, 6])
        #expect(reading.diagnostics[0].location.field == "Stmt/Ntry/Amt")
        #expect(reading.value.facts.isEmpty)
    }

    /// Days and times as banks write them, and the day in Viet Nam.
    static let days: [(text: String, day: String?)] = [
        ("2026-11-04", "2026-11-04"), ("2026-11-04Z", "2026-11-04"),
        ("2026-11-04+07:00", "2026-11-04"), (" 2026-11-04 ", "2026-11-04"),
        ("2026-11-04T23:59:59", "2026-11-04"), ("2026-11-04T16:59:59Z", "2026-11-04"),
        ("2026-11-04T17:00:00Z", "2026-11-05"), ("2026-11-05T00:30:00+09:00", "2026-11-04"),
        ("2026-11-04T23:59:59.999999999", "2026-11-04"),
        ("2026-12-31T20:00:00-05:00", "2027-01-01"),
        ("2026-11-04T24:00:00", "2026-11-05"), ("2026-11-04T17:00:00.5+00:00", "2026-11-05"),
        ("2026-02-29", nil), ("2026-11-04T25:00:00", nil), ("2026-11-04 10:00:00", nil),
        ("2026-11-04T10:00", nil), ("2026-11-04T10:00:00.", nil), ("20261104", nil), ("", nil),
        ("2026-11-04T10:00:00+15:00", nil), ("2026-11-04T10:00:00X", nil), ("04/11/2026", nil),
    ]

    @Test(arguments: days)
    func `a time is a day in Viet Nam`(text: String, day: String?) {
        let entry = AnswerText.entry("5", "DBIT").replacing("2026-11-04", with: text)
        let reading = AnswerText.read(AnswerText.camt054(entry))
        #expect(reading.value.facts.first?.bookedOn?.description == day)
        #expect(reading.codes == (day == nil ? ["answer-date"] : []))
    }

    @Test func `what a message lacks is named`() {
        let good = AnswerText.camt053(AnswerText.statement(10, AnswerText.entry("5", "DBIT"), 5))
        let cases = [
            ("<MsgId>M1</MsgId>", "answer-message-id"), ("<Id>S1</Id>", "statement-id"),
            ("<Othr><Id>\(AnswerText.account)</Id></Othr>", "statement-account"),
            ("<Sts><Cd>BOOK</Cd></Sts>", "entry-status"),
        ]
        for (piece, code) in cases {
            #expect(
                AnswerText.read(good.replacing(piece, with: "")).codes.contains(code),
                "\(code)"
            )
        }
        let side = good.replacing("<CdtDbtInd>DBIT</CdtDbtInd>", with: "")
        #expect(AnswerText.read(side).codes.contains("entry-side"))
        let amount = good.replacing("<Ntry><Amt Ccy=\"VND\">5</Amt>", with: "<Ntry>")
        #expect(AnswerText.read(amount).codes.contains("entry-amount"))
        let day = good.replacing("<BookgDt><Dt>2026-11-04</Dt></BookgDt>", with: "")
        #expect(AnswerText.read(day).codes == ["entry-date-missing"])
        let twice = good.replacing(
            "<CdtDbtInd>DBIT",
            with: "<CdtDbtInd>DBIT</CdtDbtInd><CdtDbtInd>DBIT"
        )
        #expect(AnswerText.read(twice).codes == ["answer-field-twice"])
        let stray = good.replacing("<Ntry>", with: "<Ntry>500")
        #expect(AnswerText.read(stray).codes == ["answer-stray-text"])
        let hidden = good.replacing("<MsgId>M1", with: "<MsgId>M1\u{202E}2")
        #expect(AnswerText.read(hidden).codes.contains("answer-hidden-character"))
        let pages = good.replacing(
            "</GrpHdr>",
            with: "<MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn></GrpHdr>"
        )
        #expect(AnswerText.read(pages).codes == ["answer-more-pages"])
    }

    @Test func `sums of more than 18 digits are refused`() {
        let entries = String(
            repeating: AnswerText.entry("1000000000000000", "DBIT"),
            count: 1_000
        )
        #expect(AnswerText.read(AnswerText.camt054(entries)).codes.contains("answer-sum-too-large"))
    }

    @Test func `findings and facts have a limit`() {
        var limits = AnswerLimits()
        limits.findings = 5
        limits.facts = 3
        let bad = AnswerText.camt054(String(repeating: AnswerText.entry("x", "DBIT"), count: 9))
        let reading = AnswerReader.read(Array(bad.utf8), file: "a.xml", limits: limits)
        #expect(reading.diagnostics.count == 6 && reading.codes.last == "too-many-findings")
        let many = AnswerText.camt054(String(repeating: AnswerText.entry("1", "DBIT"), count: 4))
        let full = AnswerReader.read(Array(many.utf8), file: "a.xml", limits: limits)
        #expect(full.codes == ["answer-too-many-facts"] && full.value.facts.isEmpty)
    }
}

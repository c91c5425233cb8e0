// What a bank books: entries, details, lump sums, balances. Every hazard here was seen in a real
// file or is named in the notes of ISO 20022.

import BankFiles
import Intake
import Ledger
import Testing

struct AnswerEntryTests {
    private let day = CivilDate(iso: "2026-11-04")

    @Test func `a statement becomes its report and its facts`() throws {
        let rest = """
            <ValDt><DtTm>2026-11-04T23:30:00Z</DtTm></ValDt><AcctSvcrRef> BK1 </AcctSvcrRef>\
            <NtryDtls><TxDtls><Refs><MsgId>F1</MsgId><PmtInfId>G1</PmtInfId>\
            <InstrId>I1</InstrId><EndToEndId>CM01000420000015</EndToEndId></Refs>\
            <Amt Ccy="VND">750000</Amt><RltdPties><CdtrAcct><Id><Othr><Id>0351000646393</Id></Othr>\
            </Id></CdtrAcct></RltdPties><RmtInf><Ustrd>thang 11</Ustrd><Ustrd>lan 1</Ustrd></RmtInf>\
            </TxDtls></NtryDtls><AddtlNtryInf>TRO CAP</AddtlNtryInf>
            """
        let text = AnswerText.camt053(
            AnswerText.statement(
                1_000_000,
                AnswerText.entry("750000", "DBIT", rest: rest),
                250_000,
                extra: """
                    <TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries><Sum>750000.00</Sum></TtlNtries>\
                    <TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>750000</Sum></TtlDbtNtries></TxsSummry>
                    """
            )
        )
        let reading = AnswerText.read(text)
        #expect(reading.codes == [])
        let answer = reading.value
        #expect(answer.family == .statement)
        #expect(answer.version == "camt.053.001.08")
        #expect(answer.message == "M1")
        #expect(answer.createdAt == "2026-11-04T18:00:00")
        let report = try #require(answer.reports.first)
        #expect(report.id == "S1" && report.account == AnswerText.account && report.sequence == 7)
        #expect(report.opening == 1_000_000 && report.closing == 250_000)
        #expect(report.entryCount == 1 && report.debits == 750_000 && report.credits == 0)
        #expect(report.through == day && report.from == nil)
        let fact = try #require(answer.facts.first)
        #expect(answer.facts.count == 1)
        #expect(fact.word == .debit && fact.amount == 750_000 && fact.count == 1)
        #expect(fact.references.message == "F1" && fact.references.group == "G1")
        #expect(fact.references.instruction == "I1" && fact.references.service == "BK1")
        #expect(fact.references.endToEnd == "CM01000420000015")
        #expect(fact.bookedOn == day && fact.valueOn == CivilDate(iso: "2026-11-05"))
        #expect(fact.account == AnswerText.account && fact.counterAccount == "0351000646393")
        #expect(fact.narrative == "thang 11 lan 1 TRO CAP")
        #expect(!fact.isReturn && fact.nature == .payment && fact.report == 0)
        let offset = try #require(text.firstRange(of: "<TxDtls>")).lowerBound
        #expect(fact.place == text.utf8.distance(from: text.startIndex, to: offset))
    }

    /// Direction and return by side, reversal and return information.
    static let signs: [(side: String, reversal: String, info: String, FactWord, Bool)] = [
        ("DBIT", "", "", .debit, false),
        ("CRDT", "", "", .credit, false),
        ("CRDT", "<RvslInd>true</RvslInd>", "", .credit, true),
        ("CRDT", "<RvslInd>false</RvslInd>", "", .credit, false),
        ("CRDT", "", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>", .credit, true),
        ("CRDT", "<RvslInd>1</RvslInd>", "<RtrInf/>", .credit, true),
        ("DBIT", "<RvslInd>true</RvslInd>", "", .debit, true),
    ]

    @Test(arguments: signs)
    func `the side of the entry alone decides its direction`(
        side: String,
        reversal: String,
        info: String,
        word: FactWord,
        isReturn: Bool
    ) throws {
        let entry = AnswerText.entry(
            "5",
            side,
            reversal: reversal,
            rest: AnswerText.details(AnswerText.detail("E", rest: info))
        )
        let closing = word == .debit ? 5 : 15
        let reading = AnswerText.read(AnswerText.camt053(AnswerText.statement(10, entry, closing)))
        let fact = try #require(reading.value.facts.first)
        #expect(fact.word == word && fact.isReturn == isReturn)
        #expect(reading.codes == (word == .debit && isReturn ? ["entry-debit-returned"] : []))
        // The other way round the balances do not agree, and the finding says what would.
        let turned = AnswerText.camt053(AnswerText.statement(10, entry, 20 - closing))
        let refused = AnswerText.read(turned)
        #expect(refused.codes.contains("statement-sum") && refused.value.facts.isEmpty)
        #expect(refused.diagnostics.contains { $0.message.english.contains("signs turned") })
    }

    @Test func `a return keeps its reason, its payee and what the bank wrote`() throws {
        let parties = """
            <RltdPties><DbtrAcct><Id><IBAN>OURS</IBAN></Id></DbtrAcct>\
            <CdtrAcct><Id><IBAN>PAYEE</IBAN></Id></CdtrAcct></RltdPties>
            """
        let turned = """
            <RltdPties><DbtrAcct><Id><Othr><Id>PAYEE</Id></Othr></Id></DbtrAcct>\
            <CdtrAcct><Id><Othr><Id>\(AnswerText.account)</Id></Othr></Id></CdtrAcct></RltdPties>
            """
        let own = "<RtrInf><Rsn><Prtry>TK DA DONG</Prtry></Rsn><AddtlInf>x</AddtlInf></RtrInf>"
        for parties in [parties, turned] {
            let text = AnswerText.camt054(
                AnswerText.entry(
                    "5",
                    "CRDT",
                    rest: AnswerText.details(AnswerText.detail("E", "5", rest: parties + own))
                )
            )
            let fact = try #require(AnswerText.read(text).value.facts.first)
            #expect(fact.counterAccount == "PAYEE")
            #expect(fact.reason == "TK DA DONG" && fact.narrative == "x")
        }
    }

    @Test func `a single detail without an amount has its entry's`() throws {
        let text = AnswerText.camt054(
            AnswerText.entry("5", "DBIT", rest: AnswerText.details(AnswerText.detail("E")))
        )
        #expect(try #require(AnswerText.read(text).value.facts.first).amount == 5)
    }

    @Test func `several details without amounts are refused at their entry`() throws {
        let inside = AnswerText.detail("A") + AnswerText.detail("B", "2")
        let text = AnswerText.camt054(
            AnswerText.entry("5", "DBIT", rest: AnswerText.details(inside))
        )
        let reading = AnswerText.read(text)
        #expect(reading.codes == ["entry-detail-amount"])
        #expect(reading.diagnostics[0].location.line == 3)
        #expect(reading.diagnostics[0].location.field == "Ntfctn/Ntry")
        #expect(reading.value.facts.isEmpty && reading.value.reports.isEmpty)
    }

    @Test func `the amounts of version 02 are found in AmtDtls`() throws {
        func detail(_ id: String, _ kind: String, _ amount: Int) -> String {
            AnswerText.detail(
                id,
                rest: "<AmtDtls><\(kind)><Amt Ccy=\"VND\">\(amount)</Amt></\(kind)></AmtDtls>"
            )
        }
        for kind in ["TxAmt", "InstdAmt"] {
            let inside = detail("A", kind, 2) + detail("B", kind, 3)
            let text = AnswerText.camt054(
                AnswerText.entry("5", "DBIT", status: "BOOK", rest: AnswerText.details(inside)),
                version: "02"
            )
            #expect(AnswerText.read(text).value.facts.map(\.amount) == [2, 3])
        }
        // Instructed amounts that do not add up may be those before fees: nothing is guessed.
        let inside = detail("A", "InstdAmt", 2) + detail("B", "InstdAmt", 2)
        let text = AnswerText.camt054(
            AnswerText.entry("5", "DBIT", rest: AnswerText.details(inside))
        )
        #expect(AnswerText.read(text).codes == ["entry-detail-amount"])
    }

    /// Details, charges, and the facts they come to: signed amounts, the last one's nature.
    static let differences: [(String, [String], String, [Int64], EntryNature)] = [
        ("DBIT", ["100", "200"], "", [-100, -200], .payment),
        ("DBIT", ["100", "190"], "", [-100, -190, -10], .payment),
        (
            "DBIT", ["100", "190"], "<Chrgs><Amt Ccy=\"VND\">10</Amt></Chrgs>", [-100, -190, -10],
            .fee
        ),
        (
            "CRDT", ["310"], "<Chrgs><Rcrd><Amt Ccy=\"VND\">10</Amt></Rcrd></Chrgs>", [310, -10],
            .fee
        ),
        ("DBIT", ["400"], "", [-400, 100], .payment),
    ]

    @Test(arguments: differences)
    func `what details leave of an entry is a fact of its own`(
        side: String,
        amounts: [String],
        charges: String,
        expected: [Int64],
        nature: EntryNature
    ) throws {
        let inside = amounts.enumerated().map { AnswerText.detail("E\($0)", $1) }.joined()
        let text = AnswerText.camt054(
            AnswerText.entry("300", side, rest: charges + AnswerText.details(inside))
        )
        let reading = AnswerText.read(text)
        let signed = try reading.value.facts.map { fact in
            try #require(fact.amount) * (fact.word == .credit ? 1 : -1)
        }
        #expect(signed == expected)
        #expect(signed.reduce(0, +) == (side == "CRDT" ? 300 : -300))
        let last = try #require(reading.value.facts.last)
        #expect(last.nature == nature)
        let isDifference = expected.count > amounts.count
        #expect(reading.codes == (isDifference ? ["entry-difference"] : []))
        #expect(isDifference == (last.references.endToEnd == nil))
    }

    @Test func `details of both sides under one net entry keep their own`() throws {
        let inside =
            AnswerText.detail("A", "500", rest: "<CdtDbtInd>DBIT</CdtDbtInd>")
            + AnswerText.detail("B", "200", rest: "<CdtDbtInd>CRDT</CdtDbtInd>")
        let net = AnswerText.camt054(
            AnswerText.entry("300", "DBIT", rest: AnswerText.details(inside))
        )
        let facts = AnswerText.read(net).value.facts
        #expect(facts.map(\.word) == [.debit, .credit] && facts.map(\.amount) == [500, 200])
        // A side that only the detail contradicts is a slip of the bank.
        let slip = AnswerText.camt054(
            AnswerText.entry("700", "DBIT", rest: AnswerText.details(inside))
        )
        let reading = AnswerText.read(slip)
        #expect(reading.value.facts.map(\.word) == [.debit, .debit])
        #expect(reading.codes == ["entry-detail-side"])
    }

    @Test func `a lump sum names its file, its group and its number of payments`() throws {
        let batch = """
            <Btch><MsgId>F1</MsgId><PmtInfId>G1</PmtInfId><NbOfTxs>40</NbOfTxs>\
            <TtlAmt Ccy="VND">300</TtlAmt></Btch>
            """
        let text = AnswerText.camt053(
            AnswerText.statement(
                300,
                AnswerText.entry("300", "DBIT", rest: AnswerText.details(batch)),
                0
            )
        )
        let facts = AnswerText.read(text).value.facts
        let fact = try #require(facts.first)
        #expect(facts.count == 1 && fact.amount == 300 && fact.count == 40)
        #expect(fact.references.message == "F1" && fact.references.group == "G1")
        #expect(fact.references.endToEnd == nil)
        let mixed = AnswerText.details(batch) + AnswerText.details(AnswerText.detail("E", "50"))
        let both = AnswerText.camt054(AnswerText.entry("350", "DBIT", rest: mixed))
        #expect(AnswerText.read(both).value.facts.map(\.count) == [40, 1])
        let listed = AnswerText.details(batch + AnswerText.detail("E", "300"))
        let short = AnswerText.read(
            AnswerText.camt054(AnswerText.entry("300", "DBIT", rest: listed))
        )
        #expect(short.codes == ["entry-batch-count"])
        #expect(
            short.value.facts.first?.references.message == "F1",
            "details have the batch's file"
        )
    }

    @Test func `an entry without details is one fact with the bank's name for it`() throws {
        let text = AnswerText.camt054(
            AnswerText.entry("5", "DBIT", rest: "<AcctSvcrRef>BK</AcctSvcrRef>")
        )
        let facts = AnswerText.read(text).value.facts
        #expect(facts.count == 1 && facts[0].references.service == "BK" && facts[0].count == nil)
    }

    @Test func `ids that are not provided are none, and ids are trimmed`() throws {
        let text = AnswerText.camt054(
            AnswerText.entry(
                "5",
                "DBIT",
                rest: """
                    <NtryDtls><TxDtls><Refs><AcctSvcrRef>NOTPROVIDED</AcctSvcrRef>\
                    <InstrId>  CM01000420000015
                    </InstrId><EndToEndId> NOTPROVIDED </EndToEndId></Refs></TxDtls></NtryDtls>
                    """
            )
        )
        let references = try #require(AnswerText.read(text).value.facts.first).references
        #expect(references.endToEnd == nil && references.service == nil)
        #expect(references.instruction == "CM01000420000015")
    }

    @Test func `entries that are only announced move nothing`() throws {
        for status in ["<Cd>PDNG</Cd>", "<Cd>INFO</Cd>", "PDNG", "<Cd>FUTR</Cd>"] {
            let entries =
                AnswerText.entry("5", "DBIT", rest: AnswerText.details(AnswerText.detail("A")))
                + AnswerText.entry(
                    "7",
                    "DBIT",
                    status: status,
                    rest: AnswerText.details(AnswerText.detail("B"))
                )
            let reading = AnswerText.read(
                AnswerText.camt053(AnswerText.statement(10, entries, 5))
            )
            #expect(reading.codes == ["entries-not-booked"])
            #expect(reading.value.facts.compactMap(\.references.endToEnd) == ["A"])
            #expect(reading.value.reports[0].entryCount == 1)
        }
        let odd = AnswerText.entry("7", "DBIT", status: "<Prtry>XX</Prtry>")
        let reading = AnswerText.read(AnswerText.camt053(AnswerText.statement(10, odd, 10)))
        #expect(reading.codes == ["entry-status-unknown", "entries-not-booked"])
    }

    @Test func `equal payments keep keys of their own, and have them in another file`() throws {
        let inside = (0..<3).map { _ in AnswerText.detail("NOTPROVIDED", "2") }.joined()
        let entry = AnswerText.entry(
            "6",
            "DBIT",
            rest: "<AcctSvcrRef>BK</AcctSvcrRef>" + AnswerText.details(inside)
        )
        let text = AnswerText.camt053(AnswerText.statement(6, entry, 0))
        let keys = AnswerText.read(text).value.facts.map(\.key)
        #expect(Set(keys).count == 3)
        let again = AnswerText.camt053(
            AnswerText.statement(7, AnswerText.entry("1", "DBIT") + entry, 0, id: "S2")
        )
        #expect(AnswerText.read(again).value.facts.dropFirst().map(\.key) == keys)
    }

    @Test func `fees and interest are told by the bank's code`() throws {
        let domain = { (code: String) in
            "<BkTxCd><Domn><Cd>ACMT</Cd><Fmly><Cd>MDOP</Cd><SubFmlyCd>\(code)</SubFmlyCd></Fmly></Domn></BkTxCd>"
        }
        let own = { (code: String) in "<BkTxCd><Prtry><Cd>\(code)</Cd></Prtry></BkTxCd>" }
        let cases: [(String, EntryNature, Bool)] = [
            (domain("CHRG"), .fee, false), (domain("INTR"), .interest, false),
            (domain("ESCT"), .payment, false), (domain("RRTN"), .payment, true),
            (own("NCHG"), .fee, false), (own("LAI TIEN GUI"), .interest, false),
            (own("INTERNET"), .payment, false), ("", .payment, false),
        ]
        for (code, nature, isReturn) in cases {
            let text = AnswerText.camt054(AnswerText.entry("5", "CRDT", rest: code))
            let fact = try #require(AnswerText.read(text).value.facts.first)
            #expect(fact.nature == nature && fact.isReturn == isReturn, "\(code)")
        }
    }
}

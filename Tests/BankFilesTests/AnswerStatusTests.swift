// What became of a file's orders: words of the file, of its groups and of its payments; and by what
// a message is known.

import BankFiles
import Intake
import Ledger
import Testing

struct AnswerStatusTests {
    @Test func `words are told where they are said, in their order`() throws {
        let reason = """
            <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>tai khoan</AddtlInf>\
            <AddtlInf>da dong</AddtlInf></StsRsnInf>
            """
        let reference = """
            <AcctSvcrRef>BK9</AcctSvcrRef><OrgnlTxRef><Amt><InstdAmt Ccy="VND">750000</InstdAmt></Amt>\
            <CdtrAcct><Id><Othr><Id>0351000646393</Id></Othr></Id></CdtrAcct></OrgnlTxRef>
            """
        let text = AnswerText.pain002(
            AnswerText.payment(
                AnswerText.transaction("A", "RJCT", rest: reason + reference)
                    + AnswerText.transaction("B", "ACSC"),
                status: "PART"
            ),
            group:
                "<OrgnlNbOfTxs>2</OrgnlNbOfTxs><OrgnlCtrlSum>1500000</OrgnlCtrlSum><GrpSts>PART</GrpSts>"
        )
        let reading = AnswerText.read(text)
        #expect(reading.codes == [])
        #expect(reading.value.family == .paymentStatus && reading.value.message == "M3")
        let facts = reading.value.facts
        #expect(facts.map(\.word) == [.partlyAccepted, .partlyAccepted, .rejected, .settled])
        #expect(facts.map(\.references.message) == ["F1", "F1", "F1", "F1"])
        #expect(facts.map(\.references.group) == [nil, "G1", "G1", "G1"])
        #expect(facts.map(\.references.endToEnd) == [nil, nil, "A", "B"])
        #expect(facts.map(\.count) == [2, nil, 1, 1])
        #expect(facts.map(\.amount) == [1_500_000, nil, 750_000, nil])
        #expect(facts[2].reason == "AC04" && facts[2].narrative == "tai khoan da dong")
        #expect(facts[2].references.service == "BK9" && facts[2].counterAccount == "0351000646393")
        #expect(facts.map(\.place) == facts.map(\.place).sorted())
    }

    /// Statuses and their words.
    static let words: [(String, FactWord)] = [
        ("RCVD", .received), ("ACTC", .accepted), ("ACCP", .accepted), ("ACSP", .accepted),
        ("ACWC", .accepted), ("PART", .partlyAccepted), ("PDNG", .pending), ("RVNM", .pending),
        ("RJCT", .rejected), ("ACSC", .settled), ("ACCC", .credited), ("XXXX", .unknown),
        ("rjct", .unknown),
    ]

    @Test(arguments: words)
    func `each status has its word, and an unknown one waits`(status: String, word: FactWord) {
        let text = AnswerText.pain002(AnswerText.payment(AnswerText.transaction("A", status)))
        let reading = AnswerText.read(text)
        #expect(reading.value.facts.map(\.word) == [word])
        #expect(reading.codes == (word == .unknown ? ["status-unknown"] : []))
    }

    @Test func `a listed payment without a word has that of its group or file`() {
        let listed = AnswerText.transaction("A", "")
        func words(_ payment: String, _ group: String) -> [FactWord] {
            AnswerText.read(
                AnswerText.pain002(
                    AnswerText.payment(listed, status: payment),
                    group: group.isEmpty ? "" : "<GrpSts>\(group)</GrpSts>"
                )
            ).value.facts.map(\.word)
        }
        #expect(words("RJCT", "") == [.rejected, .rejected])
        #expect(words("", "RJCT") == [.rejected, .rejected])
        #expect(words("ACCP", "PART") == [.partlyAccepted, .accepted, .accepted])
        #expect(words("PART", "") == [.partlyAccepted, .unknown])
        #expect(words("", "") == [.unknown])
    }

    @Test func `a refused group in which a payment is settled contradicts itself`() {
        func codes(_ payment: String, _ group: String, _ listed: [String]) -> [String] {
            let transactions = listed.enumerated().map { index, status in
                AnswerText.transaction("E\(index)", status)
            }
            return AnswerText.read(
                AnswerText.pain002(
                    AnswerText.payment(transactions.joined(), status: payment),
                    group: group.isEmpty ? "" : "<GrpSts>\(group)</GrpSts>"
                )
            ).codes
        }
        for word in ["ACCP", "ACSP", "ACSC", "ACCC"] {
            #expect(codes("RJCT", "", ["RJCT", word]) == ["status-contradiction"])
            #expect(codes("", "RJCT", [word]) == ["status-contradiction"])
        }
        #expect(codes("ACSC", "RJCT", []) == ["status-contradiction"])
        #expect(codes("RJCT", "RJCT", ["RJCT", "", "PDNG"]) == [])
        #expect(codes("ACSC", "PART", ["RJCT", "ACSC"]) == [])
    }

    @Test func `a word about a file that is not named is refused`() {
        let text = AnswerText.pain002("", group: "<GrpSts>RJCT</GrpSts>")
        #expect(AnswerText.read(text).value.facts.map(\.word) == [.rejected])
        let nameless = text.replacing("<OrgnlMsgId>F1</OrgnlMsgId>", with: "")
        #expect(AnswerText.read(nameless).codes.first == "status-order-missing")
        let other = text.replacing("pain.001.001.09", with: "pain.008.001.08")
        #expect(AnswerText.read(other).codes == ["status-other-order"])
        #expect(AnswerText.read(AnswerText.pain002("")).codes == ["answer-empty"])
    }

    @Test func `numbers by status agree with what is listed, or are refused`() {
        func read(_ listed: [String], _ tally: (String, Int), group: String = "PART") -> [String] {
            let transactions = listed.enumerated().map { index, status in
                AnswerText.transaction("E\(index)", status)
            }
            return AnswerText.read(
                AnswerText.pain002(
                    AnswerText.payment(transactions.joined()),
                    group: """
                        <GrpSts>\(group)</GrpSts><NbOfTxsPerSts><DtldNbOfTxs>\(tally.1)</DtldNbOfTxs>\
                        <DtldSts>\(tally.0)</DtldSts></NbOfTxsPerSts>
                        """
                )
            ).codes
        }
        #expect(read(["RJCT", "RJCT"], ("RJCT", 2)) == [])
        #expect(read(["RJCT"], ("RJCT", 2)) == ["status-totals"])
        #expect(read(["RJCT"], ("ACCP", 90)) == [], "accepted ones may be left out")
        #expect(read(["ACCP"], ("RJCT", 2)) == ["status-not-listed"])
        #expect(read([], ("RJCT", 2), group: "RJCT") == [])
        let payment = AnswerText.payment(
            AnswerText.transaction(
                "E",
                "RJCT",
                rest: "<OrgnlTxRef><Amt><InstdAmt Ccy=\"VND\">5</InstdAmt></Amt></OrgnlTxRef>"
            ),
            status: "PART",
            rest: """
                <NbOfTxsPerSts><DtldNbOfTxs>1</DtldNbOfTxs><DtldSts>RJCT</DtldSts>\
                <DtldCtrlSum>6</DtldCtrlSum></NbOfTxsPerSts>
                """
        )
        #expect(AnswerText.read(AnswerText.pain002(payment)).codes == ["status-totals"])
        let good = payment.replacing("<DtldCtrlSum>6", with: "<DtldCtrlSum>5.00")
        #expect(AnswerText.read(AnswerText.pain002(good)).codes == [])
    }

    /// Namespaces, and the version or the finding that they give.
    static let namespaces: [(namespace: String, version: String?, code: String?)] = [
        ("urn:iso:std:iso:20022:tech:xsd:pain.002.001.03", "pain.002.001.03", nil),
        ("urn:iso:std:iso:20022:tech:xsd:pain.002.001.14", "pain.002.001.14", nil),
        ("urn:iso:std:iso:20022:tech:xsd:pain.002.003.03", "pain.002.003.03", nil),
        (
            "http://www.six-interbank-clearing.com/de/pain.002.001.03.ch.02.xsd",
            "pain.002.001.03.ch.02", nil
        ),
        ("urn:swift:xsd:pain.002.001.03", "pain.002.001.03", nil),
        ("", "pain.002", "answer-namespace-missing"),
        ("urn:iso:std:iso:20022:tech:xsd:pain.002.001.02", nil, "answer-version-not-taken"),
        ("urn:iso:std:iso:20022:tech:xsd:pain.002.001.99", nil, "answer-version-not-taken"),
        ("urn:iso:std:iso:20022:tech:xsd:camt.053.001.08", nil, "answer-namespace-differs"),
        ("urn:example:pain.002.001.03", nil, "answer-namespace-unknown"),
        ("urn:iso:std:iso:20022:tech:xsd:pain.002.001.03.evil", nil, "answer-namespace-unknown"),
    ]

    @Test(arguments: namespaces)
    func `a message is known by its names, and its namespace must agree`(
        namespace: String,
        version: String?,
        code: String?
    ) {
        let text = AnswerText.pain002(
            AnswerText.payment(AnswerText.transaction("A", "ACCP")),
            namespace: namespace
        )
        let reading = AnswerText.read(text)
        #expect(reading.codes == [code].compactMap(\.self))
        if let version {
            #expect(reading.value.version == version && reading.value.facts.count == 1)
        } else {
            #expect(reading.value.facts.isEmpty)
        }
    }

    @Test func `prefixes, envelopes and foreign elements do not matter`() {
        let plain = AnswerText.pain002(AnswerText.payment(AnswerText.transaction("A", "ACCP")))
        let body = plain.replacing("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", with: "")
        let prefixed = body.replacing("</", with: "\u{1}").replacing("<", with: "<n:")
            .replacing("\u{1}", with: "</n:").replacing("xmlns=", with: "xmlns:n=")
        let header =
            "<AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\"><Fr>x</Fr></AppHdr>"
        let foreign = body.replacing(
            "<TxSts>",
            with:
                "<x:TxSts xmlns:x=\"urn:x\">RJCT</x:TxSts><SplmtryData><a>&amp;</a></SplmtryData><TxSts>"
        )
        for text in [
            prefixed, "<BusinessMessage>\(header)\(body)</BusinessMessage>",
            "<s:Envelope xmlns:s=\"u\"><s:Header>x</s:Header><s:Body>\(body)</s:Body></s:Envelope>",
            foreign, "\u{FEFF}" + body,
        ] {
            let reading = AnswerText.read(text)
            #expect(reading.codes == [], "\(text.prefix(60))")
            #expect(reading.value.facts.map(\.word) == [.accepted])
        }
        #expect(AnswerText.read("<Xchg>\(body)\(body)</Xchg>").codes == ["answer-several-messages"])
        #expect(AnswerText.read("<Xchg>\(header)</Xchg>").codes == ["answer-message-unknown"])
        #expect(AnswerText.read("<html/>").codes == ["answer-unknown"])
        #expect(
            AnswerText.read("<Document><Nothing/></Document>").codes == ["answer-message-unknown"]
        )
    }

    @Test func `families that are not taken are refused by name`() {
        for (element, name) in [
            ("FIToFICstmrCdtTrf", "pacs.008"), ("CstmrPmtCxlReq", "camt.055"),
            ("CstmrCdtTrfInitn", "pain.001"), ("CstmrDrctDbtInitn", "pain.008"),
        ] {
            let reading = AnswerText.read("<Document><\(element)><GrpHdr/></\(element)></Document>")
            #expect(reading.codes == ["answer-family-not-taken"])
            #expect(reading.diagnostics[0].message.vietnamese.contains(name))
        }
        #expect(AnswerText.read("id,amount\n1,2\n").codes == ["xml-not-xml"])
    }

    @Test func `a file cut off at any byte is refused`() {
        let statement = AnswerText.camt053(
            AnswerText.statement(
                10,
                AnswerText.entry("5", "DBIT", rest: AnswerText.details(AnswerText.detail("Ánh"))),
                5
            )
        )
        let status = AnswerText.pain002(
            AnswerText.payment(AnswerText.transaction("A", "RJCT"), status: "PART"),
            group: "<GrpSts>PART</GrpSts>"
        )
        for text in [statement, status] {
            let bytes = Array(text.utf8)
            #expect(!AnswerText.read(bytes).isRefused)
            for count in 0..<bytes.count {
                let reading = AnswerText.read(Array(bytes[..<count]))
                #expect(reading.isRefused && reading.value.facts.isEmpty, "cut at \(count)")
                let code = reading.codes.last ?? ""
                #expect(code == "xml-truncated" || count == 0 && code == "xml-empty")
                #expect(
                    reading.diagnostics.last?.message.english.hasSuffix("(at byte \(count))")
                        == true
                )
            }
        }
    }

    @Test func `what is read does not depend on the pieces`() {
        let text = AnswerText.camt053(
            AnswerText.statement(
                10,
                AnswerText.entry(
                    "5",
                    "DBIT",
                    rest: AnswerText.details(AnswerText.detail("Ánh", "4"))
                )
                    + AnswerText.entry("1.5", "DBIT"),
                5
            )
        )
        let whole = AnswerText.read(text)
        for piece in [1, 2, 3, 7, 64] {
            let reading = AnswerText.read(text, piece: piece)
            #expect(reading.value == whole.value && reading.diagnostics == whole.diagnostics)
        }
    }
}

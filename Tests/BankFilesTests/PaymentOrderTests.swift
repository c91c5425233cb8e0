// pain.001 as it is read: ours in every version, others', and what is wrong with one.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct PaymentOrderTests {
    /// An order of ours in a version.
    static func order(
        _ transfers: [CreditTransfer],
        version: Pain001Version = .v09
    ) throws -> [UInt8] {
        let text = try #require(ProviderProfile.shippedText(id: "agribank"))
        let profile = try #require(
            ProviderProfile.read("version = \"\(version.rawValue)\"\n" + text, file: "a.toml").value
        )
        return try Sample.render(transfers, by: profile)
    }

    /// Reads an order in pieces, with or without learning its markup.
    static func read(
        _ bytes: [UInt8],
        piece: Int = 1 << 20,
        tracked: Bool = true
    ) -> Reading<BankAnswer> {
        var reader = AnswerReader(file: "a.xml", purpose: .people)
        if !tracked { reader.readWithoutTrack() }
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + piece)
            reader.feed(bytes[start..<end].span)
            start = end
        }
        return reader.finish()
    }

    /// Whether the payments of an order are those that it counts.
    static func expectSums(of answer: BankAnswer, _ comment: Comment) {
        #expect(answer.control?.count == Int64(answer.facts.count), comment)
        for (index, report) in answer.reports.enumerated() {
            let facts = answer.facts.filter { $0.report == index }
            #expect(report.entryCount == facts.count, comment)
            if let count = report.control?.count { #expect(count == Int64(facts.count), comment) }
            let own = facts.filter { $0.currency == nil }
            #expect(report.debits == own.reduce(0) { $0 + ($1.amount ?? 0) }, comment)
            guard own.count == facts.count, let sum = report.control?.sum else { continue }
            // Another way to hold it against the control sum: as decimals of the library.
            let exponent = BankAnswer.currency(report.currency ?? "VND").exponent
            let shown = Decimal(report.debits) / pow(Decimal(10), exponent)
            #expect(Decimal(string: sum) == shown, comment)
        }
    }

    @Test(arguments: Pain001Version.allCases)
    func `an order of ours is read as it was written`(_ version: Pain001Version) throws {
        let transfers = try Sample.many(500, seed: 21)
        let bytes = try Self.order(transfers, version: version)
        let reading = Self.read(bytes)
        let answer = reading.value
        #expect(reading.diagnostics.isEmpty)
        #expect(answer.family == .paymentOrder && answer.version == version.rawValue)
        #expect(answer.message == "CM0100042-01" && answer.createdAt == "2026-11-02T08:15:30+07:00")
        let own = transfers.filter { "\($0.bank)" == "970405" }
        #expect(answer.reports.map(\.id) == ["CM0100042-01-1", "CM0100042-01-2"])
        #expect(answer.reports.map(\.entryCount) == [own.count, transfers.count - own.count])
        #expect(answer.reports.allSatisfy { $0.account == "2200201009999" })
        #expect(answer.reports.allSatisfy { $0.servicers == ["970405"] && $0.currency == "VND" })
        #expect(answer.reports.allSatisfy { $0.from == CivilDate(iso: "2026-11-04") })
        let total = transfers.reduce(0) { $0 + $1.amount }
        #expect(answer.control == ControlTotals(count: 500, sum: "\(total)"))
        #expect(answer.facts.map(\.references.endToEnd) == transfers.map { "\($0.id)" })
        #expect(answer.facts.map(\.amount) == transfers.map(\.amount))
        #expect(answer.facts.map(\.counterAccount) == transfers.map(\.account.revealed))
        #expect(answer.facts.map(\.counterBank) == transfers.map { "\($0.bank)" })
        #expect(answer.facts.map(\.narrative) == transfers.map(\.narrative.revealed))
        #expect(
            answer.facts.allSatisfy {
                $0.word == .ordered && $0.references.message == answer.message
                    && $0.references.group == answer.reports[$0.report ?? 0].id
                    && $0.valueOn == CivilDate(iso: "2026-11-04")
                    && $0.account == "2200201009999" && $0.bookedOn == nil
            }
        )
        Self.expectSums(of: answer, "whole")
        for piece in [4_099, 257] {
            #expect(Self.read(bytes, piece: piece).value == answer)
            #expect(Self.read(bytes, piece: piece, tracked: false).value == answer)
        }
    }

    @Test func `payments are given out as they are read, and nothing of them is held`() throws {
        let transfers = try Sample.many(20_000, seed: 22)
        let bytes = try Self.order(transfers)
        var reader = AnswerReader(file: "a.xml", purpose: .people, keepsFacts: false)
        var (amount, count, held) = (Int64(0), 0, 0)
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 65_536)
            reader.feed(bytes[start..<end].span)
            var piece = 0
            reader.drain { fact, currency, family in
                #expect(currency == "VND" && family == .paymentOrder)
                amount += fact.amount ?? 0
                piece += 1
            }
            (count, held) = (count + piece, max(held, piece))
            start = end
        }
        let rest = reader.finish()
        #expect(rest.diagnostics.isEmpty)
        #expect(count + rest.value.facts.count == 20_000 && rest.value.facts.isEmpty)
        #expect(rest.value.statementCount == 20_000 && held < 400)
        #expect(amount == transfers.reduce(0) { $0 + $1.amount })
    }

    @Test(arguments: [1, 2, 3])
    func `each file of a split has its own id and sums, and together they are the whole`(
        _ seed: UInt64
    ) throws {
        let transfers = try Sample.many(997, seed: seed)
        let bank = try #require(BIN("970405"))
        let own = transfers.filter { $0.bank == bank }
        let other = transfers.filter { $0.bank != bank }
        let text = try #require(ProviderProfile.shippedText(id: "agribank"))
            .replacing("max_transfers_per_file = 1_000_000", with: "max_transfers_per_file = 100")
        let profile = try #require(
            ProviderProfile.read("max_total_per_file = 40_000_000\n" + text, file: "a.toml").value
        )
        let parts = profile.parts(ownBank: own.map(\.amount), otherBank: other.map(\.amount))
        #expect(parts.count >= 10)
        var messages: Set<String> = []
        var all: [BankFact] = []
        for part in parts {
            let content = Array(own[part.ownBank]) + Array(other[part.otherBank])
            var sink = MemorySink()
            var rest: TransferChunk? = TransferChunk(content[...])
            try PaymentFileWriter.render(
                profile: profile,
                header: try Sample.header(content, messageID: "CM0100042-1-\(part.sequence)"),
                banks: .shipped,
                into: &sink
            ) {
                defer { rest = nil }
                return rest
            }
            let reading = Self.read(sink.bytes)
            #expect(reading.diagnostics.isEmpty)
            #expect(reading.value.facts.count <= 100)
            let sum = reading.value.facts.reduce(0) { $0 + ($1.amount ?? 0) }
            #expect(sum <= 40_000_000 && sum > 0)
            #expect(
                reading.value.control == ControlTotals(count: Int64(content.count), sum: "\(sum)")
            )
            #expect(messages.insert(reading.value.message).inserted)
            all += reading.value.facts
        }
        #expect(all.map(\.references.endToEnd) == (own + other).map { "\($0.id)" })
        #expect(all.map(\.amount) == (own + other).map(\.amount))
    }

    /// A text of the file of three payments, what it becomes, and what is then found.
    static let faults: [(from: String, to: String, codes: [String])] = [
        ("<NbOfTxs>3<", "<NbOfTxs>4<", ["order-totals"]),
        ("<NbOfTxs>2<", "<NbOfTxs>1<", ["order-totals"]),
        ("<NbOfTxs>3</NbOfTxs>", "", ["order-count-missing"]),
        ("<NbOfTxs>2</NbOfTxs>", "", []),
        ("<CtrlSum>4125000<", "<CtrlSum>4125000.00000<", []),
        ("<CtrlSum>4125000<", "<CtrlSum>4125000.00001<", ["order-totals"]),
        ("<CtrlSum>4125000<", "<CtrlSum>4125001<", ["order-totals"]),
        ("<CtrlSum>3000000<", "<CtrlSum>2999999<", ["order-totals"]),
        ("<CtrlSum>3000000<", "<CtrlSum>3,000,000<", ["order-control-sum"]),
        ("<CtrlSum>3000000<", "<CtrlSum>3000000.000001<", ["order-control-sum"]),
        ("<CtrlSum>3000000<", "<CtrlSum>.5<", ["order-control-sum"]),
        ("<CtrlSum>3000000<", "<CtrlSum><", ["order-control-sum"]),
        (">750000<", ">750001<", ["order-totals", "order-totals"]),
        (">750000<", ">0<", ["order-amount-zero", "order-totals", "order-totals"]),
        (">750000<", ">750,000<", ["answer-amount"]),
        (">750000<", ">750000.5<", ["answer-amount-fraction"]),
        (">750000<", "> 000750000.00 <", []),
        (" Ccy=\"VND\">750000<", ">750000<", ["answer-currency-missing"]),
        (" Ccy=\"VND\">2250000<", " Ccy=\"EUR\">2250000<", ["answer-currency-differs"]),
        ("CM0100042000002I<", "CM0100042000001K<", ["order-payment-twice"]),
        ("<EndToEndId>CM0100042000001K</EndToEndId>", "", ["order-id-missing"]),
        (">CM0100042000001K<", ">NOTPROVIDED<", []),
        ("<PmtInfId>CM0100042-01-1</PmtInfId>", "", ["order-group-missing"]),
        (">CM0100042-01-2<", ">CM0100042-01-1<", ["order-group-again"]),
        (
            "<DbtrAcct><Id><Othr><Id>2200201009999</Id></Othr></Id>", "<DbtrAcct>",
            ["order-account-missing"]
        ),
        ("<ReqdExctnDt><Dt>2026-11-04</Dt></ReqdExctnDt>", "", ["order-day-missing"]),
        ("<Dt>2026-11-04<", "<Dt>2026-11-31<", ["answer-date"]),
        ("<Dt>2026-11-04</Dt>", "<DtTm>2026-11-03T20:00:00Z</DtTm>", []),
        (
            "<CdtrAcct><Id><Othr><Id>2200205000017</Id></Othr></Id></CdtrAcct>", "",
            ["order-payee-account-missing"]
        ),
        ("<MsgId>CM0100042-01</MsgId>", "", ["answer-message-id"]),
        ("pain.001.001.09", "pain.001.001.02", ["answer-version-not-taken"]),
        ("pain.001.001.09", "pain.002.001.09", ["answer-namespace-differs"]),
        ("</Document>", "</Document><a/>", ["xml-trailing-content"]),
        ("<CstmrCdtTrfInitn>", "<!DOCTYPE a><CstmrCdtTrfInitn>", ["xml-doctype"]),
    ]

    @Test func `each fault of an order is named`() throws {
        let text = String(decoding: try Self.order(try Sample.three()), as: UTF8.self)
        for (from, to, codes) in Self.faults {
            #expect(text.contains(from), "\(from)")
            let changed = text.replacing(from, with: to, maxReplacements: 1)
            let reading = Self.read(Array(changed.utf8))
            #expect(reading.codes == codes, "\(from) as \(to)")
            #expect(Self.read(Array(changed.utf8), piece: 61, tracked: false).codes == codes)
        }
    }

    @Test func `an order that is cut off at any byte has an error`() throws {
        let bytes = try Self.order(try Sample.three())
        let end = bytes.count - 1
        for count in 0..<end {
            #expect(Self.read(Array(bytes[..<count])).isRefused, "\(count)")
        }
        #expect(!Self.read(Array(bytes[..<end])).isRefused)
    }

    @Test func `an order of others in several currencies is held to its control sum`() {
        func payment(_ id: String, _ currency: String, _ amount: String) -> String {
            """
            <CdtTrfTxInf><PmtId><EndToEndId>\(id)</EndToEndId></PmtId><Amt>\
            <InstdAmt Ccy="\(currency)">\(amount)</InstdAmt></Amt><CdtrAcct><Id><IBAN>A1</IBAN></Id>\
            </CdtrAcct></CdtTrfTxInf>
            """
        }
        func order(_ sum: String) -> [UInt8] {
            Array(
                """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn>\
                <GrpHdr><MsgId>M</MsgId><NbOfTxs>3</NbOfTxs><CtrlSum>\(sum)</CtrlSum></GrpHdr>\
                <PmtInf><PmtInfId>G</PmtInfId><ReqdExctnDt>2026-11-04</ReqdExctnDt><DbtrAcct><Id>\
                <IBAN>D1</IBAN></Id></DbtrAcct>\(payment("A", "EUR", "1.05"))\
                \(payment("B", "VND", "20"))\(payment("A", "EUR", "0.1"))</PmtInf>\
                </CstmrCdtTrfInitn></Document>
                """.utf8
            )
        }
        let reading = Self.read(order("21.15"))
        #expect(reading.codes == ["answer-currency-differs", "order-id-again"])
        #expect(reading.value.facts.map(\.amount) == [105, 20, 10])
        #expect(reading.value.facts.map(\.currency) == [nil, "VND", nil])
        #expect(reading.value.reports.map(\.debits) == [115])
        #expect(Self.read(order("21.16")).codes.contains("order-totals"))
    }

    @Test func `an order is no answer for the books`() throws {
        let reading = AnswerReader.read(try Self.order(try Sample.three()), file: "a.xml")
        #expect(reading.codes == ["answer-family-not-taken"])
        #expect(reading.value.facts.isEmpty)
    }

    @Test func `a payment that two files order is told, and one that two statements book`() throws {
        let first = try Self.order(try Sample.three())
        let text = String(decoding: first, as: UTF8.self)
        let again = text.replacing("CM0100042-01", with: "CM0100042-02")
        func file(_ name: String, _ bytes: [UInt8]) -> AnswerCheck.File {
            AnswerCheck.File(name: name, digest: name, answer: Self.read(bytes).value)
        }
        let findings = AnswerCheck.findings(
            in: [file("a", first), file("b", Array(again.utf8))]
        )
        #expect(findings.map(\.code) == Array(repeating: "check-payment-twice", count: 3))
        #expect(findings[0].message.english.contains("ordered 2 times"))
        let other = again.replacing("CM0100042000", with: "CM0100043000")
        #expect(AnswerCheck.findings(in: [file("a", first), file("c", Array(other.utf8))]).isEmpty)
    }

    @Test func `of many payments those that come twice are found, and no others`() throws {
        var check = PaymentCheck(expecting: 10)
        func fact(_ number: Int) -> BankFact {
            var fact = BankFact(.debit, place: 0)
            fact.references.endToEnd = "E\(number)"
            fact.amount = 5
            fact.report = 0
            return fact
        }
        // Twenty times as many as it was made for: it suspects some wrongly, and tells none of them.
        let numbers = Array(0..<30_000) + [17, 29_999, 17]
        for number in numbers { check.note(fact(number), of: .statement) }
        #expect(check.hasSuspects)
        for number in numbers { check.count(fact(number), of: .statement, in: "a") }
        let findings = AnswerCheck.findings(in: [], payments: check)
        #expect(findings.map(\.code) == ["check-payment-twice", "check-payment-twice"])
        #expect(findings[0].message.english == "payment E17 is booked 3 times on one side")
        var changed = fact(1)
        changed.amount = 6
        for (family, count) in [(AnswerFamily.statement, 0), (.paymentOrder, 1)] {
            var amounts = PaymentCheck(expecting: 10)
            for fact in [fact(1), changed] { amounts.note(fact, of: family) }
            for fact in [fact(1), changed] { amounts.count(fact, of: family, in: "a") }
            #expect(AnswerCheck.findings(in: [], payments: amounts).count == count, "\(family)")
        }
        var notice = PaymentCheck(expecting: 10)
        notice.note(fact(1), of: .statement)
        notice.note(fact(1), of: .notification)
        #expect(!notice.hasSuspects)
    }
}

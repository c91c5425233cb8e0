// Messages of real banks and of other projects: each is read, or refused for a reason that stands in
// the file.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

/// The folder with the messages.
private let messages = testData("data/iso20022/messages")

/// All messages in it.
func sampleMessages() throws -> [(path: String, bytes: [UInt8])] {
    let root = URL(filePath: messages)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        .filter { $0.hasSuffix(".xml") }.sorted()
    return try paths.map { ($0, try [UInt8](Data(contentsOf: root.appending(path: $0)))) }
}

/// A message as its own currency: that of its first amount.
func readInOwnCurrency(_ bytes: [UInt8], _ path: String) -> Reading<BankAnswer> {
    let text = String(decoding: bytes, as: UTF8.self)
    let code = text.firstRange(of: "Ccy=\"").map { String(text[$0.upperBound...].prefix(3)) }
    let currency = code.map { Currency(code: $0, exponent: 2) } ?? .vnd
    return AnswerReader.read(bytes, file: path, currency: currency)
}

struct AnswerSampleTests {
    /// What a sample gives: facts, or the errors that refuse it.
    struct Outcome {
        let facts: Int
        let errors: Set<String>

        init(_ facts: Int) {
            self.facts = facts
            errors = []
        }

        init(_ errors: String...) {
            facts = 0
            self.errors = Set(errors)
        }
    }

    /// Outcomes by the end of a path.
    ///
    /// The sums of the refused ones were worked out by another parser: they do not agree in the file.
    static let outcomes: [(path: String, outcome: Outcome)] = [
        ("camt052.v2.with-account-name.xml", Outcome(1)),
        ("test-camt-ruecklastschrift.xml", Outcome(1)),
        ("FI_camt_052_sample.xml.xml", Outcome(1)),
        (
            "gls_camt052.xml",
            Outcome("answer-message-id", "statement-id", "statement-account")
        ),
        ("camt052.v4.xml", Outcome("answer-currency")),
        ("1110092686_0_2019042416072347.xml", Outcome(2)),
        ("camt052.v6.xml", Outcome("answer-currency")),
        ("test-camt-parse-5200108-missing-date.xml", Outcome(1)),
        ("pacs.002_ACCP.xml", Outcome("xml-syntax")),
        ("valid_pacs_v11.xml", Outcome(0)),
        ("053.001.02/OCA__test-files__test-camt053.xml", Outcome("statement-sum")),
        ("053.v2.all-balance-types.xml", Outcome("statement-sum")),
        ("053.v2.five.decimals.xml", Outcome("statement-sum")),
        ("053.v2.with-account-name.xml", Outcome("answer-currency")),
        ("camt53.only-Dt-with-DtTm.xml", Outcome(0)),
        ("FI_camt_053_sample.xml.xml", Outcome(13)),
        ("statement_1.xml", Outcome("statement-balance-missing")),
        (
            "camt_053_us_v2_sample.xml",
            Outcome("answer-currency", "statement-totals", "statement-sum")
        ),
        ("svapnil__ing__example_camt.xml", Outcome(9)),
        ("test-camt053-txdtls.xml", Outcome(2)),
        ("camt053.v4.xml", Outcome("answer-currency")),
        ("camt.053.001.08-sepa-statement.xml", Outcome("statement-sum")),
        (
            "platform__postfinance_camt053.xml",
            Outcome(
                "answer-message-id",
                "statement-id",
                "statement-account",
                "statement-balance-missing"
            )
        ),
        (
            "camt053_P_CH2909000000250094239_1110092698_0_2020112503071366_v2019.xml",
            Outcome("statement-sum")
        ),
        ("001.02/OCA__test-files__test-sepa-camt-unpaid.xml", Outcome(1)),
        ("OCA__test-files__test-camt054.xml", Outcome(1)),
        ("camt054.v4.xml", Outcome("answer-currency", "entry-detail-amount")),
        ("camt054-ESR-ASR_P_CH2909000000250094239_1110092704_0_2019042500372179.xml", Outcome(6)),
        ("1110097484_0_20190520700381159.xml", Outcome(2)),
        ("1110097605_0_2019052003522556.xml", Outcome(3)),
        ("1110097605_0_2019052103322231.xml", Outcome(3)),
        ("camt054-returns_p_ch5109000000250092291_1110097606_0_2020112500512470.xml", Outcome(1)),
        ("1111091335_0_2020061900081727_v2009.xml", Outcome(2)),
        ("1111111112_0_2022031011011199_v2009.xml", Outcome(1)),
        ("1111111119_0_2022030911011199_v2009.xml", Outcome(1)),
        ("camt054.v8.xml", Outcome("answer-currency", "entry-detail-amount")),
        ("camt.054.001.08-notification.xml", Outcome("answer-currency")),
        (
            "platform__postfinance_camt054.xml",
            Outcome("entry-amount", "entry-side", "statement-id", "statement-account")
        ),
        ("1110097484_0_20190520700381159_v2019.xml", Outcome(2)),
        ("1111111119_0_2022030911011199_v2019.xml", Outcome(1)),
        ("test-sepa-camt-unpaid-invalid.xml", Outcome("answer-namespace-unknown")),
        ("test-sepa-pain-unpaid-invalid.xml", Outcome("answer-namespace-unknown")),
        ("test-pain-parse-00100202.xml", Outcome("answer-message-unknown")),
        ("invalid_pain_v11.xml", Outcome(0)),
        ("pain_002_batch_rejected.xml", Outcome("status-order-missing")),
        ("pain_002_debit_accepted.xml", Outcome(5)),
        ("pain_002_transaction_rejected.xml", Outcome("answer-amount-fraction")),
        ("03/OCA__test-files__test-sepa-pain-unpaid.xml", Outcome(4)),
        ("pain_002_v3_accepted.xml", Outcome(1)),
        ("pain_002_v3_txn_reject.xml", Outcome(3)),
        ("test-pain-parse-0020110-02.xml", Outcome(3)),
        ("test-pain-parse-0020110-03.xml", Outcome(2)),
        ("pain.002.001.10-cbpr-originator.xml", Outcome(1)),
    ]

    @Test(.enabled(if: exists(messages), "no data/iso20022/messages in the test data"))
    func `each message of a bank is read or refused for what is in it`() throws {
        var seen = 0
        for (path, bytes) in try sampleMessages() {
            let reading = readInOwnCurrency(bytes, path)
            let errors = Set(
                reading.diagnostics.filter { $0.severity == .error }.map(\.code)
            )
            if let (_, outcome) = AnswerSampleTests.outcomes.first(where: {
                path.hasSuffix($0.path)
            }) {
                seen += 1
                #expect(errors == outcome.errors, "\(path)")
                #expect(reading.value.facts.count == outcome.facts, "\(path)")
            } else {
                #expect(errors == ["answer-family-not-taken"], "\(path)")
            }
        }
        #expect(seen == AnswerSampleTests.outcomes.count)
    }

    @Test(.enabled(if: exists(messages), "no data/iso20022/messages in the test data"))
    func `returns in real notifications have their payment and their reason`() throws {
        func facts(_ end: String) throws -> [BankFact] {
            let (path, bytes) = try #require(try sampleMessages().first { $0.path.hasSuffix(end) })
            return readInOwnCurrency(bytes, path).value.facts
        }
        let returned = try #require(
            try facts("camt054-returns_p_ch5109000000250092291_1110097606_0_2020112500512470.xml")
                .first
        )
        #expect(returned.word == .credit && returned.isReturn && returned.amount == 50_000)
        #expect(returned.reason == "AC01")
        #expect(returned.references.endToEnd == "EndToEndId-001-03-04")
        #expect(returned.references.group == "PmtInfId-001-03")
        let rejected = try facts("pain_002_v3_txn_reject.xml")
        #expect(rejected.map(\.word) == [.rejected, .rejected, .rejected])
        #expect(rejected.dropFirst().map(\.reason) == ["NARR", "NARR"])
        let pair = try facts("test-camt053-txdtls.xml")
        #expect(pair.map(\.amount) == [218_700, 129_600])
        #expect(Set(pair.map(\.key)).count == 2)
    }

    @Test(.enabled(if: exists(messages), "no data/iso20022/messages in the test data"))
    func `a message in another currency is refused by its name`() throws {
        for (path, bytes) in try sampleMessages() where path.contains("camt.053.001.0") {
            let reading = AnswerReader.read(bytes, file: path)
            #expect(reading.isRefused, "\(path)")
        }
    }
}

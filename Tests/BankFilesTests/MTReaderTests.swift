// MT940 and MT942: what real files say, and each way in which one can be wrong.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

private let files = testData("data/mt940")

/// All files of MT940 in the test data.
func sampleMT() throws -> [(path: String, bytes: [UInt8])] {
    let root = URL(filePath: files)
    return try FileManager.default.contentsOfDirectory(atPath: root.path)
        .filter { $0.hasSuffix(".sta") }.sorted()
        .map { ($0, try [UInt8](Data(contentsOf: root.appending(path: $0)))) }
}

/// A statement of our account in MT940; entries stand between its balances.
func mt940(
    _ entries: String,
    opening: String = "C261103VND1000000,",
    closing: String = "C261104VND250000,",
    number: String = "7/1"
) -> String {
    """
    :20:STMT1\r
    :25:12010000123456\r
    :28C:\(number)\r
    :60F:\(opening)\r
    \(entries)\
    :62F:\(closing)\r
    -\r

    """
}

struct MTReaderTests {
    private static let entry = """
        :61:2611041104D750000,NTRFCM01000420000015//BK1\r
        :86:/EREF/CM01000420000015/REMI/TCXH T11 2026\r

        """

    @Test func `a statement becomes the same facts as in XML`() throws {
        let reading = AnswerText.read(mt940(Self.entry))
        #expect(reading.codes == [])
        let answer = reading.value
        #expect(answer.family == .statement && answer.version == "MT940")
        #expect(answer.message == "STMT1")
        let report = try #require(answer.reports.first)
        #expect(report.id == "STMT1/7/1/2026-11-04" && report.account == "12010000123456")
        #expect(report.opening == 1_000_000 && report.closing == 250_000 && report.sequence == 7)
        #expect(report.entryCount == 1 && report.debits == 750_000)
        let fact = try #require(answer.facts.first)
        #expect(fact.word == .debit && fact.amount == 750_000)
        #expect(fact.references.endToEnd == "CM01000420000015")
        #expect(fact.references.service == "BK1")
        #expect(fact.bookedOn == CivilDate(iso: "2026-11-04"))
        #expect(fact.account == "12010000123456" && fact.place == 66)
    }

    @Test(arguments: [
        ("D", "5", FactWord.debit, false), ("C", "15", .credit, false), ("RC", "5", .debit, true),
        ("RD", "15", .credit, true),
    ])
    func `the side of an entry and its reversal decide its direction`(
        mark: String,
        closing: String,
        word: FactWord,
        isReturn: Bool
    ) throws {
        let text = mt940(
            ":61:261104\(mark)10,NTRFNONREF\r\n",
            opening: "C261103VND\(word == .debit ? 15 : 5),",
            closing: "C261104VND\(closing),"
        )
        let reading = AnswerText.read(text)
        let fact = try #require(reading.value.facts.first)
        #expect(fact.word == word && fact.isReturn == isReturn)
        let turned = text.replacing(
            ":61:261104\(mark)",
            with: ":61:261104\(mark == "D" ? "C" : "D")"
        )
        #expect(mark == "RC" || AnswerText.read(turned).codes.contains("statement-sum"))
    }

    /// What is wrong with a file, and the code that says so.
    static let faults: [(text: String, code: String)] = [
        (mt940(entry, closing: "C261104VND250001,"), "statement-sum"),
        (mt940(entry, closing: "C261104VND250000"), "mt-amount"),
        (mt940(entry, closing: "C261104VND250.000,"), "mt-amount"),
        (mt940(entry, closing: "C261104VND250000,5"), "answer-amount-fraction"),
        (mt940(entry, closing: "C261304VND250000,"), "mt-balance"),
        (mt940(entry, closing: "C261104EUR250000,"), "answer-currency"),
        (mt940(":61:2613041104D1,NTRFA\r\n"), "answer-date"),
        (mt940(":61:261104X1,NTRFA\r\n"), "mt-side"),
        (mt940(":61:261104D1NTRFA\r\n"), "mt-amount"),
        (mt940(":61:261104D1,\r\n"), "mt-type"),
        (mt940(entry).replacing(":62F:C261104VND250000,\r\n", with: ""), "mt-truncated"),
        (mt940(entry) + ":61:261104D1,NTRFA\r\n", "mt-stray"),
        (mt940(entry) + "and something by hand\r\n", "mt-stray"),
        (mt940(entry) + mt940(entry), "statement-twice"),
        (mt940(entry).replacing(":25:12010000123456\r\n", with: ""), "statement-account"),
        (mt940(entry).replacing("TCXH", with: "TC\u{0}XH"), "mt-control-character"),
        ("{1:F01BANKVNVXAXXX0000000000}{2:O1031200}{4:\n:20:A\n-}", "answer-family-not-taken"),
        (":61:2611041104D1,NTRFA\r\n", "mt-stray"),
        (":86:" + String(repeating: "x", count: 5_000) + "\n", "mt-line-too-long"),
    ]

    @Test(arguments: faults)
    func `each fault is named, and nothing of the file is taken`(text: String, code: String) {
        let reading = AnswerText.read(text)
        #expect(reading.codes.contains(code), "\(reading.codes)")
        #expect(reading.isRefused && reading.value.facts.isEmpty)
    }

    @Test func `bytes that are no UTF-8 are refused at their byte`() throws {
        var bytes = Array(mt940(Self.entry).utf8)
        let place = try #require(bytes.firstIndex(of: 0x54))
        bytes[place] = 0xFF
        let reading = AnswerText.read(bytes)
        #expect(reading.codes == ["mt-bytes"])
        #expect(reading.diagnostics[0].message.english.hasSuffix("(at byte \(place))"))
    }

    @Test func `a file cut off at any byte is refused, or says the same`() {
        let bytes = Array(mt940(Self.entry).utf8)
        let whole = AnswerText.read(bytes).value
        for count in 0..<bytes.count {
            let reading = AnswerText.read(Array(bytes[..<count]))
            #expect(reading.isRefused || reading.value == whole, "cut at \(count)")
        }
    }

    @Test func `what is read does not depend on the pieces`() throws {
        for bytes in try [Array(mt940(Self.entry).utf8)] + sampleOrNone() {
            let whole = AnswerText.read(bytes)
            for piece in [1, 2, 7, 64, 1_023] {
                let pieces = AnswerText.read(bytes, piece: piece)
                #expect(pieces.value == whole.value && pieces.diagnostics == whole.diagnostics)
            }
        }
    }

    private func sampleOrNone() throws -> [[UInt8]] {
        exists(files) ? try sampleMT().map(\.bytes) : []
    }

    @Test func `an id that the bank cut at the end of a line is found`() throws {
        let filler = String(repeating: "x", count: 53)
        let texts = [
            ":86:\(filler) CM010004200\r\n00015 rest\r\n",
            ":86:020?00CHI?20EREF+CM01000420\r\n000015 SVWZ+TCXH\r\n",
        ]
        for text in texts {
            let reading = AnswerText.read(
                mt940(":61:2611041104D750000,NTRFNONREF\r\n" + text)
            )
            let fact = try #require(reading.value.facts.first)
            let found = fact.references.endToEnd ?? fact.narrative ?? ""
            #expect(found.contains("CM01000420000015"))
        }
    }

    @Test func `a report of the day is MT942: expected entries are shown and not counted`() throws {
        let text = """
            {1:F01BANKVNVXAXXX0000000000}{2:O9421200261104BANKVNVXAXXX00000000002611041200N}{4:
            :20:DAY1
            :25:12010000123456
            :28C:3/1
            :34F:VND0,
            :13D:2611041200+0700
            :61:2611041104D10,NTRFCM01000420000015//B
            :61:2611051105EC7,NTRFNONREF
            :90D:1VND10,
            :90C:1VND7,
            -}
            """
        let reading = AnswerText.read(text)
        #expect(reading.codes == ["entries-not-booked"])
        #expect(reading.value.family == .accountReport && reading.value.version == "MT942")
        #expect(reading.value.facts.map(\.amount) == [10])
        #expect(reading.value.announced.map(\.amount) == [7])
        let wrong = AnswerText.read(text.replacing(":90D:1VND10,", with: ":90D:2VND10,"))
        #expect(wrong.codes.contains("statement-totals"))
    }

    @Test func `years of two digits, empty days of entry and days over New Year are read`() throws {
        let entries = """
            :61:2612310102D1,NTRFA
            :61:261104    D1,NTRFB
            :61:2701011231D1,NTRFC
            :61:800101D1,NTRFD

            """
        let facts = AnswerText.read(
            mt940(entries, opening: "C261103VND4,", closing: "C261104VND0,")
        ).value.facts
        #expect(
            facts.map { "\($0.valueOn?.description ?? "") \($0.bookedOn?.description ?? "")" } == [
                "2026-12-31 2027-01-02", "2026-11-04 ", "2027-01-01 2026-12-31", "1980-01-01 ",
            ]
        )
    }

    /// Errors that refuse a file of the test data; none means that it is read whole.
    ///
    /// The sums of the refused ones were worked out by hand: they do not agree in the file, or a piece
    /// of a statement is all that there is.
    static let outcomes: [String: Set<String>] = [
        "wolph__betterplace__empty_entry_date.sta": ["answer-message-id", "mt-stray"],
        "wolph__cmxl__account_balance_credit.sta": ["answer-message-id", "mt-stray"],
        "wolph__cmxl__account_balance_debit.sta": ["answer-message-id", "mt-stray"],
        "wolph__cmxl__account_identification_legacy.sta": ["answer-message-id", "mt-stray"],
        "wolph__cmxl__reference.sta": ["mt-truncated", "statement-account"],
        "wolph__betterplace__sepa_snippet.sta": ["statement-sum"],
        "wolph__jejik__abnamro.sta": ["statement-sum"],
        "wolph__jejik__ing.sta": ["statement-sum"],
        "wolph__jejik__postfinance.sta": ["statement-sum"],
        "wolph__jejik__rabobank.sta": ["statement-sum"],
        "wolph__jejik__triodos.sta": ["statement-sum"],
        "wolph__self-provided__empty_non_swift.sta": ["answer-message-id"],
        "wolph__self-provided__gv_codes.sta": ["mt-truncated", "statement-balance-missing"],
        "wolph__self-provided__malformed_details.sta": ["statement-sum"],
        "wolph__self-provided__multiline.sta": ["mt-stray"],
        "wolph__self-provided__raphaelm.sta": ["answer-currency-missing", "statement-twice"],
        "wolph__self-provided__whitespace.sta": ["statement-sum"],
    ]

    @Test(.enabled(if: exists(files), "no data/mt940 in the test data"))
    func `each real file is read whole or refused for what is in it`() throws {
        for (path, bytes) in try sampleMT() {
            let reading = AnswerReader.read(bytes, file: path, purpose: .people)
            let errors = Set(reading.diagnostics.filter { $0.severity == .error }.map(\.code))
            #expect(errors == Self.outcomes[path] ?? [], "\(path)")
        }
    }
}

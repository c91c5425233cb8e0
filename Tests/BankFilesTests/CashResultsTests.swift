// Lists of what a provider paid in cash, and what it did not.

import BankFiles
import Intake
import Ledger
import Testing

struct CashResultsTests {
    /// A list of that many rows, every fourth one unpaid.
    static func list(_ count: Int) throws -> String {
        let batch = try Sample.batch()
        let rows = (1...count).map { number in
            let id = TransferID(batch: batch, number: number)
            let isPaid = !number.isMultiple(of: 4)
            return "F1,\(id),\(number * 1_000),\(isPaid ? "paid" : "unpaid"),2026-11-05,"
                + (isPaid ? "" : "không đến nhận")
        }
        return ResultListForm.cash.header + "\n" + rows.joined(separator: "\n") + "\n"
    }

    private func read(_ text: String, message: String? = nil) -> Reading<BankAnswer> {
        ResultListReader.read(Array(text.utf8), file: "cash.csv", message: message)
    }

    @Test func `a list becomes facts about its transfers`() throws {
        for text in [
            try CashResultsTests.list(4),
            "\u{FEFF}" + (try CashResultsTests.list(4)).replacing("\n", with: "\r\n"),
            (try CashResultsTests.list(4)).replacing(",", with: ";"),
        ] {
            let reading = read(text, message: "F1")
            #expect(reading.codes == [])
            let answer = reading.value
            #expect(answer.family == .cashResults && answer.version == "chitra/cash-results/1")
            #expect(answer.message == "F1" && answer.reports.isEmpty)
            #expect(answer.facts.map(\.word) == [.paid, .paid, .paid, .unpaid])
            #expect(answer.facts.map(\.amount) == [1_000, 2_000, 3_000, 4_000])
            #expect(answer.facts.map(\.place) == [2, 3, 4, 5])
            let last = try #require(answer.facts.last)
            let id = TransferID(batch: try Sample.batch(), number: 4)
            #expect(last.references.endToEnd == id.description && last.count == 1)
            #expect(last.references.message == "F1" && last.reason == "không đến nhận")
            #expect(last.bookedOn == CivilDate(iso: "2026-11-05"))
        }
        #expect(read(try CashResultsTests.list(2)).value.message == "F1")
    }

    /// A change to a good list, and the finding that it gives.
    static let faults: [(from: String, to: String, code: String)] = [
        (
            ResultListForm.cash.header, "transfer,amount,result,day,reason,message",
            "cash-results-header"
        ),
        (",1000,", ",1.000,", "cash-results-amount"), (",1000,", ",01000,", "cash-results-amount"),
        (",1000,", ",0,", "cash-results-amount"), (",1000,", ",-1000,", "cash-results-amount"),
        (",1000,", ",1E3,", "cash-results-amount"), (",1000,", ",,", "cash-results-amount"),
        (",unpaid,", ",Unpaid,", "cash-results-result"), (",unpaid,", ",,", "cash-results-result"),
        ("2026-11-05,\n", "05/11/2026,\n", "cash-results-day"),
        ("2026-11-05,\n", "2026-11-31,\n", "cash-results-day"),
        ("F1,CM0100042000002", "F2,CM0100042000002", "cash-results-message"),
        ("CM0100042000002", "CM0100042000003", "cash-results-transfer"),
        ("CM0100042000002", "cm0100042000002", "cash-results-transfer"),
        ("không đến nhận", "", "cash-results-reason-missing"),
        ("không đến nhận", "kho\u{202E}ng", "text-control-none"),
        ("không đến nhận", String(repeating: "x", count: 141), "cash-results-reason"),
        ("không đến nhận", "\"", "quote-unclosed"),
        ("2026-11-05,\n", "2026-11-05\n", "ragged-row"),
    ]

    @Test(arguments: faults)
    func `a fault is named, and nothing is taken`(from: String, to: String, code: String) throws {
        let good = try CashResultsTests.list(4)
        let bad = good.replacing(from, with: to, maxReplacements: 1)
        #expect(bad != good)
        let reading = read(bad, message: "F1")
        let expected = code == "text-control-none" ? "cash-results-reason" : code
        #expect(reading.codes.first == expected)
        let isWarning = code == "cash-results-reason-missing"
        #expect(reading.isRefused == !isWarning)
        #expect(reading.value.facts.isEmpty == !isWarning)
    }

    @Test func `a transfer that stands twice is refused at its second line`() throws {
        let good = try CashResultsTests.list(3)
        let line = good.split(separator: "\n")[1]
        let reading = read(good + line + "\n")
        #expect(reading.codes == ["cash-results-twice"])
        #expect(reading.diagnostics[0].location.line == 5)
    }

    @Test func `a list for another file, an empty one and none are refused`() throws {
        let other = read(try CashResultsTests.list(2), message: "F9")
        #expect(other.codes == ["cash-results-message", "cash-results-message"])
        #expect(read(ResultListForm.cash.header + "\n").codes == ["cash-results-empty"])
        #expect(read("").codes == ["file-empty"])
        #expect(read("\u{1}").isRefused)
    }

    @Test func `all faults are found in one go, in the order of the lines`() throws {
        let bad = try CashResultsTests.list(4).replacing(",2000,", with: ",x,")
            .replacing(",unpaid,", with: ",?,").replacing(
                "2026-11-05,\n",
                with: "-,\n",
                maxReplacements: 1
            )
        let reading = read(bad)
        #expect(
            reading.codes == ["cash-results-day", "cash-results-amount", "cash-results-result"]
        )
        #expect(reading.diagnostics.map(\.location.line) == [2, 3, 5])
        #expect(reading.diagnostics.map(\.location.field) == ["day", "amount", "result"])
    }
}

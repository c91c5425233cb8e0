// Lists of what the State Treasury paid from an estimate, and what came back to it.

import BankFiles
import Intake
import Ledger
import Testing

struct TreasuryResultsTests {
    /// A list of that many rows, the second unpaid, every fourth one returned, and its sum.
    static func list(_ count: Int) throws -> String {
        let batch = try Sample.batch()
        let rows = (1...count).map { number in
            let id = TransferID(batch: batch, number: number)
            let result = number == 2 ? "unpaid" : number.isMultiple(of: 4) ? "returned" : "paid"
            let reason = result == "paid" ? "" : "AC04"
            return "BK-1,F1,\(id),\(number * 1_000),\(result),2026-11-05,\(reason)"
        }
        let sum = "BK-1,F1,,\(count * (count + 1) * 500),total,2026-11-06,"
        return ([ResultListForm.treasury.header] + rows + [sum]).joined(separator: "\n") + "\n"
    }

    private func read(_ text: String) -> Reading<BankAnswer> {
        ResultListReader.read(Array(text.utf8), file: "kbnn.csv")
    }

    @Test func `a list becomes facts about its transfers, under its number and day`() throws {
        let reading = read(try Self.list(4))
        #expect(reading.codes == [])
        let answer = reading.value
        #expect(answer.family == .treasuryResults && answer.version == "chitra/treasury-results/1")
        #expect(answer.message == "BK-1" && answer.createdAt == "2026-11-06")
        #expect(answer.listedFile == "F1" && answer.family.isResultList)
        #expect(answer.facts.map(\.word) == [.paid, .unpaid, .paid, .returned])
        #expect(answer.facts.map(\.amount) == [1_000, 2_000, 3_000, 4_000])
        #expect(answer.facts.map(\.reason) == [nil, "AC04", nil, "AC04"])
        #expect(answer.facts.allSatisfy { $0.references.message == "F1" })
        // A return on another day is said anew.
        var later = answer.facts[3]
        later.bookedOn = CivilDate(iso: "2026-11-07")
        #expect(answer.key(of: later) != answer.key(of: answer.facts[3]))
    }

    /// A change to a good list, and the finding that it gives.
    static let faults: [(from: String, to: String, code: String)] = [
        ("list,message", "message,list", "cash-results-header"),
        (",returned,", ",rejected,", "treasury-results-result"),
        (",10000,total", ",10001,total", "treasury-results-total"),
        (",3000,paid", ",3001,paid", "treasury-results-total"),
        ("BK-1,F1,,10000,total,2026-11-06,\n", "", "treasury-results-total-missing"),
        (",total,2026-11-06,", ",total,06/11/2026,", "treasury-results-day"),
        (",10000,total", ",1e4,total", "treasury-results-amount"),
        ("BK-1,F1,,10000", "BK-2,F1,,10000", "treasury-results-list"),
        ("BK-1,F1,CM0100042000001", "B K,F1,CM0100042000001", "treasury-results-list"),
        ("BK-1,F1,,10000", "BK-1,F2,,10000", "treasury-results-message"),
        (",,10000,total", ",,10000,paid", "treasury-results-transfer"),
        ("returned,2026-11-05,AC04", "returned,2026-11-05,", "treasury-results-reason-missing"),
    ]

    @Test(arguments: faults)
    func `a fault is named, and nothing is taken`(from: String, to: String, code: String) throws {
        let good = try Self.list(4)
        let bad = good.replacing(from, with: to, maxReplacements: 1)
        #expect(bad != good)
        let reading = read(bad)
        #expect(reading.codes.first == code)
        let isWarning = code == "treasury-results-reason-missing"
        #expect(reading.isRefused == !isWarning)
        #expect(reading.value.facts.isEmpty == !isWarning)
    }

    @Test func `nothing stands behind the sum, and a list of nothing is none`() throws {
        let good = try Self.list(3)
        let row = good.split(separator: "\n")[4]
        #expect(read(good + row + "\n").codes == ["treasury-results-after-total"])
        let header = ResultListForm.treasury.header + "\n"
        #expect(read(header + row + "\n").codes == ["treasury-results-empty"])
        #expect(read(header).codes == ["treasury-results-empty"])
    }

    @Test func `a sum that no number holds is none`() throws {
        let batch = try Sample.batch()
        let rows = (1...9_300).map { number in
            "BK-1,F1,\(TransferID(batch: batch, number: number)),\(Money.largestAmount),paid,"
                + "2026-11-05,"
        }
        let text =
            [ResultListForm.treasury.header] + rows + [
                "BK-1,F1,,\(Money.largestAmount),total,2026-11-05,"
            ]
        #expect(read(text.joined(separator: "\n") + "\n").codes == ["treasury-results-total"])
    }

    @Test func `what pays from the estimate has no bank and a column of ids`() throws {
        let text = try #require(ProviderProfile.shippedText(id: "state-treasury"))
        let profile = try #require(ProviderProfile.read(text, file: "p.toml").value)
        #expect(profile.paysFrom == .estimate && profile.bank == nil)
        #expect(profile.table?.hasTotalRow == true && profile.confirmedOn == nil)
        for (from, to, key) in [
            ("pays_from = \"estimate\"\n", "", "bank"),
            ("pays_from = \"estimate\"", "bank = \"970436\"\npays_from = \"estimate\"", "bank"),
            ("pays_from = \"estimate\"", "pays_from = \"advance\"", "pays_from"),
            ("value = \"transfer-id\"", "value = \"narrative\"", "table.column"),
        ] {
            let reading = ProviderProfile.read(
                text.replacing(from, with: to, maxReplacements: 1),
                file: "p.toml"
            )
            #expect(reading.value == nil)
            #expect(
                reading.diagnostics.contains { $0.location.field == key },
                "\(to): \(reading.diagnostics)"
            )
        }
    }
}

import Intake
import Ledger
import Testing

@testable import Disbursement

struct AccountMappingTests {
    private func faults(_ text: String) -> [String] {
        do {
            _ = try AccountMapping(toml: text, file: "m.toml", chart: .shipped)
            return []
        } catch {
            return error.diagnostics.map(\.code)
        }
    }

    @Test func `every mapping that ships is read, and says what nobody has verified`() throws {
        #expect(AccountMapping.shippedCodes == ["tt24-2024", "tt70-2019"])
        for code in AccountMapping.shippedCodes {
            let mapping = try #require(AccountMapping.shipped(code))
            #expect(mapping.code == code && !mapping.targets.isEmpty)
            #expect(mapping.targets.values.allSatisfy { !$0.isVerified && $0.text.hasSuffix("?") })
        }
        #expect(AccountMapping.shipped("tt107-2017") == nil)
        #expect(AccountMapping.shipped("tt24-2024")?.targets["EXP"]?.text == "611?")
    }

    @Test func `a unit's own codes take the place of a circular's in the chart`() throws {
        let own = try AccountMapping(
            toml: """
                code = "own"
                title = { vi = "Sổ của xã", en = "the commune's own" }
                [[account]]
                ours = "PAY"
                official = "3388.01"
                verified = true
                """,
            file: "own.toml",
            chart: .shipped
        )
        let chart = own.applied(to: .shipped)
        #expect(chart["PAY"]?.mapping == "own 3388.01")
        #expect(chart["EXP"]?.mapping == "")
        #expect(chart.accounts.map(\.code) == ChartOfAccounts.shipped.accounts.map(\.code))
        var text = ""
        JournalExport(chart: chart, format: .hledger).writeHeader { text += $0 }
        #expect(text.contains("mapping:own 3388.01") && !text.contains("TT 24/2024"))
    }

    @Test func `every fault of a mapping is told in one go`() {
        #expect(faults("code = ") == ["mapping-syntax"])
        #expect(faults("") == ["mapping-missing", "mapping-missing", "mapping-missing"])
        #expect(
            faults(
                """
                code = "own"
                colour = "red"
                title = { vi = "a", en = "b" }
                [[account]]
                ours = "NONE"
                official = "1"
                verified = true
                [[account]]
                ours = "PAY"
                official = "2"
                [[account]]
                ours = "EXP"
                official = "3"
                verified = false
                [[account]]
                ours = "EXP"
                official = "4"
                verified = false
                """
            ) == [
                "mapping-unknown-key", "mapping-unknown-account", "mapping-missing",
                "mapping-twice",
            ]
        )
    }
}

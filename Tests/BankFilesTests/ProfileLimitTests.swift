// What a profile asks of files beyond their columns: bytes, purposes, last times.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct ProfileLimitTests {
    private func profile(_ id: String, _ lines: String) throws -> Reading<ProviderProfile?> {
        let text = try #require(ProviderProfile.shippedText(id: id))
        return ProviderProfile.read(lines + "\n" + text, file: "a.toml")
    }

    /// Payments whose every text is as long as it can be.
    private func longest(_ count: Int) throws -> [CreditTransfer] {
        let month = try #require(CalendarMonth(year: 2026, month: 11))
        return try (1...count).map { number in
            let id = TransferID(batch: try Sample.batch(), number: 60_000_000 + number)
            return CreditTransfer(
                id: id,
                creditorName: try BankText(String(repeating: "NGUYEN VAN ", count: 14)),
                bank: try #require(BIN("970436")),
                account: try #require(BankAccountNumber(String(repeating: "9", count: 19))),
                amount: 999_999_999_999,
                narrative: .narrative(month: month, id: id)
            )
        }
    }

    private func bytes(
        _ transfers: ArraySlice<CreditTransfer>,
        _ profile: ProviderProfile
    ) throws
        -> Int
    {
        var sink = MemorySink()
        var rest: TransferChunk? = TransferChunk(transfers)
        try PaymentFileWriter.render(
            profile: profile,
            header: try Sample.header(Array(transfers), bank: "\(try #require(profile.bank))"),
            banks: .shipped,
            into: &sink
        ) {
            defer { rest = nil }
            return rest
        }
        return sink.bytes.count
    }

    @Test(arguments: ["agribank", "vietinbank"])
    func `no file is larger than its provider takes, however long its texts are`(
        _ id: String
    ) throws {
        let transfers = try longest(1_500)
        for limit in [20_000, 65_536, 200_000] {
            let profile = try #require(try profile(id, "max_bytes_per_file = \(limit)").value)
            let parts = profile.parts(
                ownBank: repeatElement(0, count: 0),
                otherBank: repeatElement(0, count: transfers.count)
            )
            #expect(parts.count > 1)
            for part in parts {
                let size = try bytes(transfers[part.otherBank], profile)
                #expect(size <= limit, "\(id) \(limit)")
            }
            // Not so carefully that files become many: a full one is more than a quarter full.
            #expect(try bytes(transfers[parts[0].otherBank], profile) > limit / 4, "\(id) \(limit)")
            #expect(parts.flatMap { Array($0.otherBank) } == Array(0..<transfers.count))
        }
    }

    @Test func `a limit of bytes that no transfer fits in is refused, and one of a workbook`()
        throws
    {
        #expect(try profile("agribank", "max_bytes_per_file = 4_100").codes.isEmpty == false)
        #expect(
            try profile("vietnam-post", "max_bytes_per_file = 100_000").codes == [
                "data-unknown-key"
            ]
        )
        let whole = try #require(
            try profile("agribank", "max_bytes_per_file = 999_999_999_999").value
        )
        #expect(whole.maximumTransfers == 1_000_000)
    }

    @Test(
        .enabled(if: exists(orderSchema) && exists(xmllint), "no schema or no xmllint"),
        arguments: Pain001Version.allCases
    )
    func `purposes stand where the schema has them, and none that tells a category is taken`(
        _ version: Pain001Version
    ) throws {
        let lines =
            "version = \"\(version.rawValue)\"\npurpose = \"GOVT\"\ncategory_purpose = \"SSBE\""
        let profile = try #require(try profile("agribank", lines).value)
        let transfers = try Sample.three()
        let bytes = try Sample.render(transfers, by: profile)
        let schema = testData("data/iso20022/xsd/\(version.rawValue).xsd")
        try withTemporaryFile(bytes, named: "order.xml") { path in
            let verdict = try run(xmllint, ["--noout", "--schema", schema, path])
            #expect(verdict.code == 0, "\(verdict.output.prefix(2000))")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.split(separator: "<Purp><Cd>GOVT</Cd></Purp>").count == 4)
        #expect(text.split(separator: "<CtgyPurp><Cd>SSBE</Cd></CtgyPurp>").count == 3)
        #expect(PaymentOrderTests.read(bytes).diagnostics.isEmpty)
        for code in ["PENS", "BECH", "DIBE", "HLTC", "govt"] {
            #expect(
                try self.profile("agribank", "purpose = \"\(code)\"").codes == ["data-wrong-value"]
            )
        }
        #expect(try self.profile("vietinbank", "purpose = \"GOVT\"").codes == ["data-unknown-key"])
    }

    @Test func `the way's last time counts where it is earlier than the bank's`() throws {
        func last(_ lines: String) throws -> Int? { try profile("agribank", lines).value?.lastTime }
        #expect(try last("cut_off = \"16:30\"\nrail = \"ibps-low\"") == 16 * 60)
        #expect(try last("cut_off = \"15:00\"\nrail = \"ibps-low\"") == 15 * 60)
        #expect(try last("cut_off = \"16:30\"\nrail = \"napas-247\"") == 16 * 60 + 30)
        #expect(try last("cut_off = \"16:30\"") == 16 * 60 + 30)
        // A bank that names no time of its own is given the next day, whatever its way does.
        #expect(try last("rail = \"ibps-low\"") == nil)
    }
}

// How an order names banks, and which transfers share a file.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct ClearingMemberTests {
    private let citad = """
        clearing_id = "citad"

        """

    private func profile(_ head: String, _ tail: String = "") throws -> Reading<ProviderProfile?> {
        let text = try #require(ProviderProfile.shippedText(id: "agribank"))
        return ProviderProfile.read(head + "\n" + text + tail, file: "a.toml")
    }

    @Test(
        .enabled(if: exists(orderSchema) && exists(xmllint), "no schema or no xmllint"),
        arguments: Pain001Version.allCases
    )
    func `banks are named by eight digits of CITAD where the profile has them`(
        _ version: Pain001Version
    ) throws {
        let codes = "\n[citad]\n970405 = \"01204001\"\n970436 = \"01203001\"\n"
        let reading = try profile("version = \"\(version.rawValue)\"\n" + citad, codes)
        let profile = try #require(reading.value, "\(reading.diagnostics)")
        let transfers = try [("970405", 1), ("970436", 2), ("970436", 3)].map { bank, number in
            try Sample.transfer(
                number,
                name: "Nguyễn Thị Lan",
                bank: bank,
                account: "150012345678\(number)",
                amount: 580_000
            )
        }
        let bytes = try Sample.render(transfers, by: profile)
        let text = String(decoding: bytes, as: UTF8.self)
        // Once in each of two groups as the payer's bank, and once for each payee.
        #expect(text.split(separator: "<MmbId>01204001</MmbId>").count == 4)
        #expect(text.split(separator: "<MmbId>01203001</MmbId>").count == 3)
        #expect(!text.contains("970405") && !text.contains("970436"))
        try withTemporaryFile(bytes, named: "order.xml") { path in
            let schema = testData("data/iso20022/xsd/\(version.rawValue).xsd")
            let verdict = try run(xmllint, ["--noout", "--schema", schema, path])
            #expect(verdict.code == 0, "\(verdict.output.prefix(2000))")
        }
        // Our own reader leads the eight digits to the bank.
        let facts = PaymentOrderTests.read(bytes).value.facts
        #expect(facts.map(\.counterBank) == ["01204001", "01203001", "01203001"])
        let other = try BankDirectory.shipped.bank(field: "970422")
        #expect(profile.refusal(of: other)?.english == "profile agribank has no CITAD code of MB")
        #expect(profile.refusal(of: try BankDirectory.shipped.bank(field: "970436")) == nil)
    }

    @Test(arguments: [
        ("", "[citad]\n970405 = \"01204001\"", ["data-wrong-value"]),
        ("clearing_id = \"swift\"", "", ["data-wrong-value"]),
        ("clearing_id = \"citad\"", "", ["data-missing-key"]),
        ("clearing_id = \"citad\"", "[citad]\n970436 = \"01203001\"", ["profile-citad-own"]),
        // Another bank's code, one without branch, no digits, a BIN that no bank has, a card's BIN.
        (
            "clearing_id = \"citad\"",
            "[citad]\n970405 = \"01204001\"\n970436 = \"01204001\"", ["profile-citad-bank"]
        ),
        (
            "clearing_id = \"citad\"",
            "[citad]\n970405 = \"01204001\"\n970436 = \"203\"", ["data-wrong-value"]
        ),
        (
            "clearing_id = \"citad\"",
            "[citad]\n970405 = \"01204001\"\n970436 = \"0120300A\"", ["data-wrong-value"]
        ),
        (
            "clearing_id = \"citad\"",
            "[citad]\n970405 = \"01204001\"\n970401 = \"01203001\"", ["profile-citad-bank"]
        ),
        (
            "clearing_id = \"citad\"",
            "[citad]\n970405 = \"01204001\"\n970499 = \"01204001\"", ["profile-citad-bank"]
        ),
        (
            "clearing_id = \"citad\"",
            "[citad]\n970405 = \"01204001\"\nvcb = \"01203001\"", ["data-wrong-value"]
        ),
    ])
    func `codes that two lists do not agree on are refused with the profile`(
        _ head: String,
        _ tail: String,
        _ codes: [String]
    ) throws {
        let reading = try profile(head, "\n" + tail + "\n")
        #expect(reading.value == nil && reading.diagnostics.map(\.code) == codes)
    }

    @Test func `a profile says once which transfers share a file`() throws {
        #expect(try profile("").value?.filesApart == .together)
        #expect(try Sample.profile("vietcombank-citad").filesApart == .bank)
        let text = try #require(ProviderProfile.shippedText(id: "vietinbank"))
        for (lines, isApart, wanted) in [
            ("", "true", FilesApart.ownBank), ("files_apart = \"bank\"\n", "false", .bank),
            ("files_apart = \"own-bank\"\n", "false", .ownBank),
        ] {
            let changed = text.replacing(
                /own_bank_apart = (true|false)/,
                with: "own_bank_apart = \(isApart)"
            )
            let profile = try #require(ProviderProfile.read(lines + changed, file: "a.toml").value)
            #expect(profile.filesApart == wanted)
        }
        let twice = text.replacing(
            /own_bank_apart = (true|false)/,
            with: "own_bank_apart = true"
        )
        #expect(
            ProviderProfile.read("files_apart = \"bank\"\n" + twice, file: "a.toml").codes == [
                "data-wrong-value"
            ]
        )
        #expect(try profile("files_apart = \"branch\"").codes == ["data-wrong-value"])
    }

    // Where a sum ends a file too, each amount is looked at: the border between banks must hold there as well.
    @Test(arguments: ["", "\nmax_total_per_file = 1000"])
    func `an order has files apart for the own bank and others, in order and whole`(
        _ limit: String
    ) throws {
        let profile = try #require(
            try self.profile("files_apart = \"own-bank\"\(limit)").value
        )
        let parts = profile.parts(
            ownBank: repeatElement(0, count: 3),
            otherBank: repeatElement(0, count: 2)
        )
        #expect(parts.map(\.ownBank) == [0..<3, 3..<3])
        #expect(parts.map(\.otherBank) == [0..<0, 0..<2])
        #expect(parts.map(\.sequence) == [1, 2])
        let (own, other) = (try #require(BIN("970405")), try #require(BIN("970436")))
        #expect(profile.canShareFile([own, own]) && profile.canShareFile([other]))
        #expect(!profile.canShareFile([own, other]))
        let byBank = try #require(try self.profile("files_apart = \"bank\"").value)
        #expect(byBank.canShareFile([other, other]) && !byBank.canShareFile([other, own]))
    }
}

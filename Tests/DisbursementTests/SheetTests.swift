// The pages of a sealed batch: what is written is read again; a page that lacks a key names it.

import Disbursement
import Ledger
import Signing
import Testing

private let digest = Digest.of(utf8: "a file")

private func instant(_ text: String) throws -> Instant { try #require(Instant(iso: text)) }

struct SheetTests {
    private func batch() throws -> BatchSheet {
        BatchSheet(
            code: "CM0100001",
            unit: "CM01",
            unitName: "Phường \"Chương\\Mỹ\"",
            period: month("2026-11"),
            known: day("2026-11-22"),
            year: 2026,
            frozenAt: try instant("2026-11-22T09:00:00+07:00"),
            lineCount: 3,
            transferCount: 2,
            amount: 1_050_000,
            ruleBook: digest,
            register: Digest.of([]),
            acceptedDoubts: ["resolution-63/pension", "other"],
            acceptedBy: "001080000001",
            sums: [
                BatchSheet.Sum(
                    programme: "social-pension",
                    source: "central",
                    provider: "agribank",
                    lineCount: 2,
                    amount: 1_000_000
                ),
                BatchSheet.Sum(
                    programme: "social-pension",
                    source: "city",
                    provider: "vietnam-post",
                    lineCount: 1,
                    amount: 50_000
                ),
            ],
            signers: OfficerRole.always.map { BatchSheet.Signer(role: $0, person: "\($0)") },
            files: [
                BatchSheet.File(
                    path: "files/agribank/a.xml",
                    provider: "agribank",
                    transferCount: 2,
                    amount: 1_050_000,
                    size: 12,
                    digest: digest,
                    account: "1500211000001",
                    requested: day("2026-11-23")
                )
            ]
        )
    }

    private func provider() throws -> ProviderSheet {
        ProviderSheet(
            batch: "CM0100001",
            stop: 2,
            provider: "agribank",
            accountHolders: ["001080000004", "001080000009"],
            files: [
                ProviderSheet.File(
                    name: "a.xml",
                    list: "a-list.csv",
                    message: "CM0100001-1-1-S2",
                    createdAt: try instant("2026-11-22T09:00:00+07:00"),
                    requested: day("2026-11-23"),
                    debtorName: "UBND XA",
                    debtorAccount: "15002110",
                    debtorBank: "970405",
                    transferCount: 2,
                    amount: 1_050_000,
                    size: 12,
                    digest: digest
                )
            ]
        )
    }

    private let stop = StopSheet(
        batch: "CM0100001",
        number: 1,
        cause: "died",
        document: "KT-7/2026\ttab",
        manifest: digest,
        lines: [1, 5],
        amount: 100,
        remaining: 900
    )

    /// Every page without any one of its lines is refused, or says something else.
    private func expectEachLineCounts<Sheet: Equatable>(
        _ sheet: Sheet,
        _ text: String,
        _ read: (String) throws -> Sheet
    ) throws {
        #expect(try read(text) == sheet)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for index in lines.indices where !lines[index].isEmpty {
            var left = lines
            left.remove(at: index)
            let again = try? read(left.joined(separator: "\n"))
            #expect(again != sheet, "without: \(lines[index])")
        }
        #expect(throws: SheetError.self) { _ = try read(text + "= nonsense") }
        #expect(throws: SheetError.self) { _ = try read("") }
    }

    @Test func `batch.toml is read as it was written`() throws {
        let sheet = try batch()
        try expectEachLineCounts(sheet, sheet.text) { try BatchSheet(text: $0) }
    }

    @Test func `handover.toml is read as it was written`() throws {
        let sheet = try provider()
        try expectEachLineCounts(sheet, sheet.text) { try ProviderSheet(text: $0) }
    }

    @Test func `stop.toml is read as it was written`() throws {
        try expectEachLineCounts(stop, stop.text) { try StopSheet(text: $0) }
    }

    @Test func `values out of range are refused by their key`() throws {
        let text = try batch().text
        for (good, bad, key) in [
            ("amount = 1050000", "amount = -1", "amount"),
            ("line_count = 3", "line_count = \"3\"", "line_count"),
            ("period = \"2026-11\"", "period = \"2026-13\"", "period"),
            ("known = \"2026-11-22\"", "known = \"2026-02-30\"", "known"),
            ("chitra/batch/1", "chitra/batch/2", "format"),
        ] {
            #expect(text.contains(good))
            let error = #expect(throws: SheetError.self) {
                _ = try BatchSheet(text: text.replacing(good, with: bad, maxReplacements: 1))
            }
            #expect(error?.key == key)
        }
    }
}

// Tables and cash lists: bytes, layouts, formulas, splitting.

import BankFiles
import Intake
import Ledger
import Testing

struct TableTests {
    @Test func `three payments give the golden table`() throws {
        // VietinBank's layout; its own transfers would come first, and here there are none.
        let bytes = try Sample.render(try Sample.three(), profile: "vietinbank")
        try expectGolden(bytes, "three.table.csv")
    }

    @Test func `every layout option changes what it says`() throws {
        let text = """
            id = "example"
            name = "Example"
            bank = "970405"
            format = "table"
            max_transfers_per_file = 10
            name_cap = 20
            narrative_cap = 30
            source = "test"
            confirmed_on = 2026-11-01

            [table]
            delimiter = "semicolon"
            byte_order_mark = false
            line_end = "lf"
            own_bank_apart = false
            total_row = false
            account_as = "apostrophe"
            column = [
                { value = "transfer-id", header = "Mã; số" },
                { value = "account", header = "TK" },
                { value = "name", header = "Tên" },
                { value = "bank-code", header = "Mã" },
                { value = "amount", header = "Tiền" },
                { value = "currency", header = "Loại" },
                { value = "narrative", header = "ND" },
            ]

            """
        let reading = ProviderProfile.read(text, file: "example.toml")
        let profile = try #require(reading.value, "\(reading.diagnostics)")
        #expect(profile.confirmedOn?.description == "2026-11-01")
        let odd = try Sample.transfer(
            1,
            name: "-Nguyễn Thị Minh Khai",
            bank: "971005",
            account: "0351000646393",
            amount: 7
        )
        var sink = MemorySink()
        try PaymentFileWriter.render(
            profile: profile,
            header: try Sample.header([odd]),
            banks: .shipped,
            into: &sink,
            next: Once(TransferChunk([odd])).next
        )
        let expected = """
            "Mã; số";TK;Tên;Mã;Tiền;Loại;ND
            \(odd.id);'0351000646393;'-NGUYEN THI MINH;;7;VND;TCXH T11 2026 \(odd.id)

            """
        #expect(String(decoding: sink.bytes, as: UTF8.self) == expected)
    }

    @Test func `a table that differs from its head traps`() async {
        await #expect(processExitsWith: .failure) {
            let all = try Sample.three()
            let profile = try Sample.profile("vietinbank")
            var sink = MemorySink()
            try PaymentFileWriter.render(
                profile: profile,
                header: try Sample.header(all, bank: "970415"),
                banks: .shipped,
                into: &sink,
                next: { nil }
            )
        }
    }

    @Test(arguments: [(0, 0), (1, 0), (0, 1), (3, 4), (4999, 5002), (5000, 5000), (12_345, 6_789)])
    func `a split takes every transfer once and no file is too long`(
        _ own: Int,
        _ other: Int
    )
        throws
    {
        for id in ["vietinbank", "agribank", "vietnam-post"] {
            let profile = try Sample.profile(id)
            let parts = profile.parts(
                ownBank: repeatElement(1, count: own),
                otherBank: repeatElement(1, count: other)
            )
            #expect(parts.flatMap { Array($0.ownBank) } == Array(0..<own))
            #expect(parts.flatMap { Array($0.otherBank) } == Array(0..<other))
            #expect(parts.map(\.sequence) == parts.indices.map { $0 + 1 })
            for part in parts {
                let count = part.ownBank.count + part.otherBank.count
                #expect(count > 0 && count <= profile.maximumTransfers)
                if profile.table?.ownBankApart == true {
                    #expect(part.ownBank.isEmpty || part.otherBank.isEmpty)
                }
            }
        }
    }
}

/// Gives one chunk, then nothing.
final class Once {
    private var chunk: TransferChunk?

    init(_ chunk: TransferChunk) { self.chunk = chunk }

    func next() -> TransferChunk? {
        defer { chunk = nil }
        return chunk
    }
}

struct CashListTests {
    private typealias Payout = (name: String, identification: String, amount: Int64)

    private static let payouts: [Payout] = [
        ("Đặng Thị Ánh", "***************7", 750_000),
        ("Nguyễn \"Út\", Văn", "001153000017", 1_500_000),
        ("=Cụ Bá", "***017", 2_250_000),
    ]

    private static func list(_ payouts: [Payout], totals: TransferTotals) throws -> [UInt8] {
        var sink = MemorySink()
        var writer = CashListWriter(totals: totals)
        try writer.begin(into: &sink)
        for (index, payout) in payouts.enumerated() {
            try writer.write(
                id: TransferID(batch: try Sample.batch(), number: 100 + index),
                name: Array(payout.name.utf8)[...],
                identification: Array(payout.identification.utf8)[...],
                amount: payout.amount,
                into: &sink
            )
        }
        try writer.finish(into: &sink)
        return sink.bytes
    }

    @Test func `three payouts give the golden list`() throws {
        let bytes = try Self.list(
            Self.payouts,
            totals: TransferTotals(count: 3, sum: 4_500_000)
        )
        try expectGolden(bytes, "three.cash-list.csv")
    }

    @Test(arguments: [
        "Lê\u{202E}nÂ", "Lê\nÂn", "Lê\u{200B}Ân", "Lê\tÂn", "Lê\u{2028}Ân", "Lê\u{AD}Ân",
        "Lê\u{85}Ân", "Lê\u{180E}Ân", "Lê\u{7F}Ân", "Lê\u{FEFF}Ân", "Lê\u{E0001}Ân",
    ])
    func `hidden characters are refused`(_ text: String) {
        #expect(throws: CashPayoutRefusal.hiddenCharacter) {
            try Self.list([(text, "***017", 1)], totals: TransferTotals(count: 1, sum: 1))
        }
    }

    @Test(arguments: ["", "17", "12 34", "=1+1", "0123456789012345678901"])
    func `what is no identification is refused`(_ text: String) {
        #expect(throws: CashPayoutRefusal.identification) {
            try Self.list([("Lê Ân", text, 1)], totals: TransferTotals(count: 1, sum: 1))
        }
    }

    @Test func `a list that differs from its totals traps`() async {
        await #expect(processExitsWith: .failure) {
            _ = try Self.list(Self.payouts, totals: TransferTotals(count: 3, sum: 4_500_001))
        }
    }
}

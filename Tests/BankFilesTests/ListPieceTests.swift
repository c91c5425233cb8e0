// Lists in pieces: the same rows, totals and findings come out wherever the pieces are cut.

import BankFiles
import Intake
import Testing

struct ListPieceTests {
    private static let sizes = [1, 2, 3, 16, 100]

    /// A list with some bytes changed; the first rounds leave it whole.
    private func damaged(_ good: [UInt8], _ generator: inout FixedGenerator) -> [UInt8] {
        var bytes = good
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let place = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0...2, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.insert(bytes[place], at: place)
            default: bytes.remove(at: place)
            }
        }
        return bytes
    }

    /// Gives the pieces of some bytes.
    private func each(_ bytes: [UInt8], _ size: Int, _ body: (Span<UInt8>) -> Void) {
        for start in stride(from: 0, to: bytes.count, by: size) {
            body(bytes.span.extracting(start..<min(start + size, bytes.count)))
        }
    }

    @Test func `a list gives the same rows and findings wherever its pieces are cut`() throws {
        var generator = FixedGenerator(state: 21)
        let good = try Sample.list(try Sample.many(30, seed: 3))
        var refused = 0
        for _ in 0..<200 {
            let bytes = damaged(good, &generator)
            let whole = TransferListReader.read(bytes, file: "l.csv")
            if whole.isRefused { refused += 1 }
            for size in Self.sizes {
                var reader = TransferListReader(file: "l.csv")
                var chunk = TransferChunk()
                each(bytes, size) { reader.feed($0, into: &chunk) }
                reader.finish()
                #expect(reader.diagnostics == whole.diagnostics)
                #expect(chunk.ids == whole.value.ids && chunk.amounts == whole.value.amounts)
                #expect(chunk.banks == whole.value.banks)
            }
        }
        #expect(refused > 50 && refused < 200)
    }

    @Test func `the census of a list that is taken has the totals of its rows`() throws {
        var generator = FixedGenerator(state: 22)
        let good = try Sample.list(try Sample.many(30, seed: 4))
        let bank = try #require(BIN("970405"))
        var taken = 0
        for _ in 0..<300 {
            let bytes = damaged(good, &generator)
            let reading = TransferListReader.read(bytes, file: "l.csv")
            for size in Self.sizes {
                var census = TransferListCensus(ownBank: bank)
                each(bytes, size) { census.feed($0) }
                guard !reading.isRefused else { continue }
                taken += 1
                let totals = reading.value.totals(ownBank: bank)
                #expect(census.totals?.ownBank == totals.ownBank)
                #expect(census.totals?.otherBank == totals.otherBank)
            }
        }
        #expect(taken > 100)
    }

    @Test func `a cash list is read back, or refused, wherever its pieces are cut`() throws {
        let names = ["Đặng Thị Ánh", "Nguyễn \"Út\", Văn", "=Cụ Bá"]
        let ids = try (1...3).map { TransferID(batch: try Sample.batch(), number: $0) }
        let amounts: [Int64] = [750_000, 1_500_000, 2_250_000]
        var sink = MemorySink()
        var writer = CashListWriter(totals: TransferTotals(count: 3, sum: 4_500_000))
        try writer.begin(into: &sink)
        for row in 0..<3 {
            try writer.write(
                id: ids[row],
                name: Array(names[row].utf8)[...],
                identification: Array("***017".utf8)[...],
                amount: amounts[row],
                into: &sink
            )
        }
        try writer.finish(into: &sink)
        let rows = try #require(CashListReader.read(sink.bytes))
        #expect(rows.map(\.id) == ids)
        #expect(rows.map(\.amount) == amounts)
        var generator = FixedGenerator(state: 23)
        var refused = 0
        for _ in 0..<300 {
            let bytes = damaged(sink.bytes, &generator)
            let whole = CashListReader.read(bytes)
            if whole == nil { refused += 1 }
            for size in Self.sizes {
                var reader = CashListReader()
                each(bytes, size) { reader.feed($0) }
                #expect(reader.finish() == (whole != nil))
                if let whole { #expect(reader.ids == whole.map(\.id)) }
            }
        }
        #expect(refused > 50 && refused < 300)
    }

    @Test func `a cash list whose sum has more than 18 digits is refused`() throws {
        let id = TransferID(batch: try Sample.batch(), number: 1)
        let header = "\u{FEFF}STT,Mã chi trả,Họ và tên,Số giấy tờ,Số tiền,Ngày nhận,Ký nhận\r\n"
        let rows = (1...10).map { "\($0),\(id),Lê Ân,\"1\",999999999999999999,,\r\n" }.joined()
        #expect(CashListReader.read(Array((header + rows).utf8)) == nil)
    }
}

// The list beside the files: it comes back whole, renders the same bank file, and lies are found.

import BankFiles
import Foundation
import Intake
import Testing

struct TransferListTests {
    @Test func `three payments give the golden list`() throws {
        try expectGolden(try Sample.list(try Sample.three()), "three.transfers.csv")
    }

    @Test(arguments: [1, 2, 1000])
    func `a list comes back as it was written`(_ count: Int) throws {
        let transfers = try Sample.many(count, seed: UInt64(count))
        let bytes = try Sample.list(transfers)
        let reading = TransferListReader.read(bytes, file: "transfers.csv")
        #expect(reading.diagnostics.isEmpty)
        #expect((0..<reading.value.count).map { reading.value[$0] } == transfers)
        #expect(try Sample.list((0..<reading.value.count).map { reading.value[$0] }) == bytes)
    }

    @Test func `pieces of any size give the same rows and totals`() throws {
        let transfers = try Sample.many(200, seed: 5)
        let bytes = try Sample.list(transfers)
        for size in [1, 13, 4096] {
            var reader = TransferListReader(file: "transfers.csv")
            var chunk = TransferChunk()
            var start = 0
            while start < bytes.count {
                let end = min(start + size, bytes.count)
                reader.feed(bytes.span.extracting(start..<end), into: &chunk)
                start = end
            }
            reader.finish()
            #expect(reader.diagnostics.isEmpty && reader.totals == Sample.totals(transfers))
            #expect((0..<chunk.count).map { chunk[$0] } == transfers)
        }
    }

    @Test(arguments: ["agribank", "vietcombank", "vietinbank"])
    func `who holds list and profile renders the bank's bytes again`(_ profile: String) throws {
        let bank = try #require(try Sample.profile(profile).bank)
        let all = try Sample.many(300, seed: 9)
        let transfers = all.filter { $0.bank == bank } + all.filter { $0.bank != bank }
        let file = try Sample.render(transfers, profile: profile)
        let reading = TransferListReader.read(try Sample.list(transfers), file: "transfers.csv")
        let read = (0..<reading.value.count).map { reading.value[$0] }
        #expect(try Sample.render(read, profile: profile) == file)
    }

    /// A change of the golden list, the code it must give, the line it must point at.
    static let lies: [(from: String, to: String, code: String, line: Int)] = [
        ("number,", "nummer,", "transfer-list-header", 1),
        ("\n2,", "\n3,", "transfer-list-number", 3),
        ("\n2,", "\n02,", "transfer-list-number", 3),
        ("CM01000420000", "CM01000430000", "transfer-list-id", 2),
        ("DANG THI ANH", "DANG  THI ANH", "transfer-list-name", 2),
        ("DANG THI ANH", "Đặng Thị Ánh", "transfer-list-name", 2),
        ("DANG THI ANH", "\"DANG THI ANH\"", "transfer-list-name", 2),
        ("DANG THI ANH", "DANG, THI ANH", "transfer-list-fields", 2),
        ("DANG THI ANH", String(repeating: "A", count: 600), "transfer-list-long-line", 2),
        (",970436,", ",97043,", "transfer-list-bank", 4),
        ("0351000646393", "3.51E+11", "transfer-list-account", 4),
        (",750000,", ",750.000,", "transfer-list-amount", 2),
        (",750000,", ",0750000,", "transfer-list-amount", 2),
        (",750000,", ",0,", "transfer-list-amount", 2),
        (",750000,", ",-1,", "transfer-list-amount", 2),
        (",750000,", ",999999999999999999,", "transfer-list-amount", 3),
        ("TCXH T11", "TCXH=T11", "transfer-list-narrative", 2),
        ("\n", "\r\n", "transfer-list-header", 1),
        ("number,", "\u{FEFF}number,", "transfer-list-header", 1),
    ]

    @Test(arguments: lies)
    func `a changed list is refused with its place`(
        _ from: String,
        _ to: String,
        _ code: String,
        _ line: Int
    ) throws {
        let good = String(decoding: try Sample.list(try Sample.three()), as: UTF8.self)
        let range = try #require(good.range(of: from))
        let bad = good.replacingCharacters(in: range, with: to)
        let reading = TransferListReader.read(Array(bad.utf8), file: "transfers.csv")
        #expect(reading.isRefused)
        #expect(reading.diagnostics.first?.code == code)
        #expect(reading.diagnostics.first?.location.line == line)
    }

    @Test func `a list cut at any byte but a row's end is refused`() throws {
        let bytes = try Sample.list(try Sample.three())
        for end in 0..<bytes.count {
            let reading = TransferListReader.read(Array(bytes[..<end]), file: "transfers.csv")
            let isRowEnd = end > 0 && bytes[end - 1] == 0x0A && reading.value.count > 0
            #expect(reading.isRefused != isRowEnd)
        }
    }

    @Test func `ids that come twice or from another batch are found`() throws {
        let three = try Sample.three()
        var lines = String(decoding: try Sample.list(three), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[3] = "3" + lines[1].dropFirst()
        let twice = TransferListReader.read(
            Array(lines.joined(separator: "\n").utf8),
            file: "transfers.csv"
        )
        #expect(twice.diagnostics.map(\.code) == ["transfer-list-id"])
        let other = TransferID(batch: try #require(BatchCode("CM0200001")), number: 3)
        lines[3] = lines[3].replacingOccurrences(of: three[0].id.description, with: "\(other)")
        let strange = TransferListReader.read(
            Array(lines.joined(separator: "\n").utf8),
            file: "transfers.csv"
        )
        #expect(strange.diagnostics.map(\.code) == ["transfer-list-id"])
    }

    @Test func `all faults of a list come in one go, and no field is quoted`() throws {
        let text = """
            number,transfer_id,name,bank,account,amount,narrative
            7,XX,Lê Thị Bí Mật,1,22,9x,ß

            """
        let reading = TransferListReader.read(Array(text.utf8), file: "transfers.csv")
        #expect(
            reading.diagnostics.map(\.code) == [
                "transfer-list-number", "transfer-list-id", "transfer-list-name",
                "transfer-list-bank", "transfer-list-account", "transfer-list-amount",
                "transfer-list-narrative",
            ]
        )
        for diagnostic in reading.diagnostics {
            #expect(!diagnostic.text(in: .vietnamese).contains("Mật"))
        }
        #expect(
            reading.diagnostics[3].text(in: .english)
                == "transfers.csv:2:20: error: [transfer-list-bank] bank: a BIN has 6 digits"
        )
    }

    @Test func `random bytes never crash the reader`() throws {
        var generator = FixedGenerator(state: 77)
        let good = try Sample.list(try Sample.three())
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: bytes.indices, using: &generator)
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
            let reading = TransferListReader.read(bytes, file: "transfers.csv")
            if !reading.isRefused {
                let read = (0..<reading.value.count).map { reading.value[$0] }
                #expect(try Sample.list(read) == bytes)
            }
        }
    }
}

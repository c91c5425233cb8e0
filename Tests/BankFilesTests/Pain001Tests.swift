// pain.001.001.09: bytes, schema, sums, and refusal to end a file that differs from its head.

import BankFiles
import Foundation
import FoundationXML
import Intake
import Ledger
import Testing

let orderSchema = testData("data/iso20022/xsd/pain.001.001.09.xsd")
let xmllint = "/usr/bin/xmllint"

struct Pain001Tests {
    @Test func `three payments give the golden bytes`() throws {
        let bytes = try Sample.render(try Sample.three(), profile: "agribank")
        try expectGolden(bytes, "three.pain001.xml")
    }

    @Test func `the size of chunks does not change a byte`() throws {
        let transfers = try Sample.many(1000, seed: 7)
        let whole = try Sample.render(transfers, profile: "agribank")
        for size in [1, 7, 999] {
            #expect(try Sample.render(transfers, profile: "agribank", chunk: size) == whole)
        }
    }

    @Test(
        .enabled(
            if: exists(orderSchema) && exists(xmllint),
            "the official schema or xmllint is not there"
        ),
        arguments: [3, 4, 1000]
    )
    func `the official schema accepts the file`(_ count: Int) throws {
        let transfers = count == 3 ? try Sample.three() : try Sample.many(count, seed: 11)
        let bytes = try Sample.render(transfers, profile: "agribank")
        try withTemporaryFile(bytes, named: "order.xml") { path in
            let verdict = try run(xmllint, ["--noout", "--schema", orderSchema, path])
            #expect(verdict.code == 0, "\(verdict.output.prefix(2000))")
        }
    }

    /// Payments of each version's file; CHITRA_ORDER_PAYMENTS sets more.
    private static let payments =
        ProcessInfo.processInfo.environment["CHITRA_ORDER_PAYMENTS"].flatMap { Int($0) } ?? 200

    @Test(
        .enabled(
            if: exists(orderSchema) && exists(xmllint),
            "the official schema or xmllint is not there"
        ),
        arguments: Pain001Version.allCases
    )
    func `the official schema of each version accepts the file`(_ version: Pain001Version) throws {
        let transfers = try Sample.many(Self.payments, seed: 12)
        let text = try #require(ProviderProfile.shippedText(id: "agribank"))
        let profile = try #require(
            ProviderProfile.read("version = \"\(version.rawValue)\"\n" + text, file: "a.toml").value
        )
        let bytes = try Sample.render(transfers, by: profile)
        let schema = testData("data/iso20022/xsd/\(version.rawValue).xsd")
        try withTemporaryFile(bytes, named: "order.xml") { path in
            let verdict = try run(xmllint, ["--noout", "--stream", "--schema", schema, path])
            #expect(verdict.code == 0, "\(verdict.output.prefix(2000))")
        }
        let usual = try Sample.render(transfers, profile: "agribank")
        #expect((bytes == usual) == (version == .v09))
    }

    @Test func `a version that there is not is refused, and so is one of a table`() throws {
        let order = try #require(ProviderProfile.shippedText(id: "agribank"))
        let table = try #require(ProviderProfile.shippedText(id: "vietinbank"))
        let odd = ProviderProfile.read("version = \"pain.001.001.02\"\n" + order, file: "a.toml")
        #expect(odd.codes == ["data-wrong-value"])
        let other = ProviderProfile.read(
            "version = \"pain.001.001.09\"\n" + table,
            file: "a.toml"
        )
        #expect(other.codes == ["data-unknown-key"])
    }

    @Test(arguments: [1, 2, 3, 4, 5])
    func `an independent parser finds the counts, sums and texts`(_ seed: UInt64) throws {
        let transfers = try Sample.many(1000, seed: seed)
        let bytes = try Sample.render(transfers, profile: "agribank")
        let order = try #require(OrderReader.read(bytes))
        let header = try Sample.header(transfers)
        #expect(
            order.values["NbOfTxs"] == [
                "1000", "\(header.ownBank.count)", "\(header.otherBank.count)",
            ]
        )
        #expect(
            order.values["CtrlSum"] == [
                "\(header.transferSum)", "\(header.ownBank.sum)", "\(header.otherBank.sum)",
            ]
        )
        #expect(order.values["InstdAmt"] == transfers.map { "\($0.amount)" })
        #expect(order.values["EndToEndId"] == transfers.map { "\($0.id)" })
        #expect(order.values["Ustrd"] == transfers.map(\.narrative.revealed))
        let names = try #require(order.values["Nm"])
        #expect(
            Array(names.dropFirst(2)).filter { $0 != header.debtor.name.revealed }
                == transfers.map(\.creditorName.revealed)
        )
        #expect(order.values["PmtInfId"] == ["CM0100042-01-1", "CM0100042-01-2"])
    }

    @Test func `nothing tells a programme`() throws {
        let text = String(
            decoding: try Sample.render(try Sample.three(), profile: "agribank"),
            as: UTF8.self
        )
        for element in ["Purp", "CtgyPurp", "SvcLvl", "RgltryRptg"] {
            #expect(!text.contains("<\(element)>"))
        }
    }

    @Test func `a part without transfers is left out`() throws {
        let own = Array(try Sample.three().prefix(2))
        let other = Array(try Sample.three().suffix(1))
        for (transfers, id) in [(own, "CM0100042-01-1"), (other, "CM0100042-01-2")] {
            let bytes = try Sample.render(transfers, profile: "agribank")
            let order = try #require(OrderReader.read(bytes))
            #expect(order.values["PmtInfId"] == [id])
        }
    }

    @Test func `texts are cut at the provider's caps and the id stays whole`() throws {
        let long = Array(repeating: "Nguyễn", count: 18).joined(separator: " ")
        let transfer = try Sample.transfer(
            9,
            name: long,
            bank: "970405",
            account: "2200205000017",
            amount: 5
        )
        let order = try #require(
            OrderReader.read(try Sample.render([transfer], profile: "agribank"))
        )
        let name = try #require(order.values["Nm"]?.last)
        #expect(name == Array(repeating: "NGUYEN", count: 10).joined(separator: " "))
        #expect(order.values["Ustrd"]?.last?.hasSuffix(transfer.id.description) == true)
    }

    @Test func `a sink that fails stops the writer with its own error`() throws {
        struct FullDisk: Error {}
        struct FailingSink: ByteSink {
            mutating func write(_ bytes: Span<UInt8>) throws { throw FullDisk() }
        }
        let header = try Sample.header(try Sample.three())
        #expect(throws: FullDisk.self) {
            var sink = FailingSink()
            var writer = Pain001Writer(header: header)
            try writer.begin(into: &sink)
        }
    }

    @Test func `a file that lacks a transfer traps`() async {
        await #expect(processExitsWith: .failure) {
            let all = try Sample.three()
            try Pain001Tests.write(Array(all.dropLast()), header: try Sample.header(all))
        }
    }

    @Test func `a file of another sum traps`() async {
        await #expect(processExitsWith: .failure) {
            var all = try Sample.three()
            let header = try Sample.header(all)
            all[2] = try Sample.transfer(
                3,
                name: "A B",
                bank: "970436",
                account: "0351000646393",
                amount: 1_125_001
            )
            try Pain001Tests.write(all, header: header)
        }
    }

    @Test func `own-bank transfers after others trap`() async {
        await #expect(processExitsWith: .failure) {
            let all = try Sample.three()
            try Pain001Tests.write(all.reversed(), header: try Sample.header(all))
        }
    }

    @Test func `bytes outside the alphabet trap at the chunk's door`() async {
        await #expect(processExitsWith: .failure) {
            let transfer = try Sample.three()[0]
            let name = Array("A</Nm>".utf8)
            let account = Array("0012345678901".utf8)
            var chunk = TransferChunk()
            chunk.append(
                id: transfer.id,
                bank: transfer.bank,
                amount: 5,
                name: name.span,
                account: account.span,
                narrative: account.span
            )
        }
    }

    @Test func `columns of bytes give the same chunk as values`() throws {
        let transfers = try Sample.many(50, seed: 3)
        var chunk = TransferChunk()
        for transfer in transfers {
            let name = Array(transfer.creditorName.revealed.utf8)
            let account = Array(transfer.account.revealed.utf8)
            let narrative = Array(transfer.narrative.revealed.utf8)
            chunk.append(
                id: transfer.id,
                bank: transfer.bank,
                amount: transfer.amount,
                name: name.span,
                account: account.span,
                narrative: narrative.span
            )
        }
        #expect((0..<chunk.count).map { chunk[$0] } == transfers)
    }

    static func write(_ transfers: [CreditTransfer], header: PaymentFileHeader) throws {
        var sink = MemorySink()
        var writer = Pain001Writer(header: header)
        try writer.begin(into: &sink)
        try writer.write(TransferChunk(transfers), into: &sink)
        try writer.finish(into: &sink)
    }
}

/// The texts of all leaf elements by name, read by a parser that is not ours.
final class OrderReader: NSObject, XMLParserDelegate {
    private(set) var values: [String: [String]] = [:]
    private var text = ""

    static func read(_ bytes: [UInt8]) -> OrderReader? {
        let reader = OrderReader()
        let parser = XMLParser(stream: InputStream(data: Data(bytes)))
        parser.delegate = reader
        guard parser.parse(), parser.parserError == nil else { return nil }
        return reader
    }

    func parser(
        _ parser: XMLParser,
        didStartElement element: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(
        _ parser: XMLParser,
        didEndElement element: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        if !text.isEmpty { values[element, default: []].append(text) }
        text = ""
    }
}

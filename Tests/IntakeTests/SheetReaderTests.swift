// SheetReader, on workbooks that are made here part by part.

import Foundation
import Testing

@testable import Intake

/// Makes ZIP archives without compression, and with a size that lies where a test wants it.
struct ZipMaker {
    private var body: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0

    private func little(_ value: UInt64, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    mutating func add(_ name: String, _ text: String, claimedSize: Int? = nil) {
        let bytes = Array(text.utf8)
        let claimed = UInt64(claimedSize ?? bytes.count)
        let fields =
            little(20, 2) + little(0, 2) + little(0, 2) + little(0, 4)
            + little(UInt64(ZipMaker.crc(bytes)), 4) + little(UInt64(bytes.count), 4)
            + little(claimed, 4) + little(UInt64(name.utf8.count), 2) + little(0, 2)
        let offset = UInt64(body.count)
        body += [0x50, 0x4B, 3, 4] + fields + Array(name.utf8) + bytes
        directory += [0x50, 0x4B, 1, 2] + little(20, 2) + fields
        directory += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(offset, 4)
        directory += Array(name.utf8)
        count += 1
    }

    var bytes: [UInt8] {
        body + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + little(UInt64(count), 2)
            + little(UInt64(count), 2) + little(UInt64(directory.count), 4)
            + little(UInt64(body.count), 4) + [0, 0]
    }
}

@Suite struct SheetReaderTests {
    private static let oneSheet = """
        <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets>\
        <sheet name="DS" sheetId="1"/></sheets></workbook>
        """
    private static let styles = """
        <styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>\
        <numFmt numFmtId="165" formatCode="#,##0&quot; d&quot;"/></numFmts>\
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
        <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="14"/></cellXfs>\
        </styleSheet>
        """
    private static let strings = """
        <sst><si><t>ho_ten</t></si><si><r><t>Nguyễn </t></r><r><t>Hoa</t></r>\
        <rPh><t>x</t></rPh></si><si><t/></si></sst>
        """

    private func workbook(
        rows: String,
        workbook: String = oneSheet,
        extra: [(String, String)] = []
    ) -> [UInt8] {
        var zip = ZipMaker()
        zip.add("xl/workbook.xml", workbook)
        zip.add("xl/sharedStrings.xml", Self.strings)
        zip.add("xl/styles.xml", Self.styles)
        for (name, text) in extra { zip.add(name, text) }
        zip.add("xl/worksheets/sheet1.xml", "<worksheet><sheetData>\(rows)</sheetData></worksheet>")
        return zip.bytes
    }

    private func read(
        _ bytes: [UInt8],
        limits: SheetLimits = SheetLimits()
    ) -> (rows: [[String]], kinds: [[TableRow.CellKind]], lines: [Int], codes: [String]) {
        var reader = SheetReader(file: "t.xlsx", bytes: bytes, archiveLimits: limits)
        var row = TableRow()
        var result: (rows: [[String]], kinds: [[TableRow.CellKind]], lines: [Int], codes: [String])
        result = ([], [], [], [])
        while reader.next(&row) {
            result.rows.append((0..<row.count).map { row.text(at: $0) })
            result.kinds.append((0..<row.count).map { row.kind(at: $0) })
            result.lines.append(row.line)
        }
        result.codes = reader.log.diagnostics.map(\.code)
        return result
    }

    @Test func `shared, inline, number, date and computed cells are told apart`() {
        let result = read(
            workbook(
                rows: """
                    <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>b</t></is></c>\
                    <c r="C1" t="str"><v>c</v></c><c r="D1" t="inlineStr"><is><t>d</t></is></c></row>
                    <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>12</v></c>\
                    <c r="C3" s="1"><v>46000</v></c><c r="D3" s="2"><v>5</v></c></row>
                    <row r="4"/>
                    <row r="5"><c r="B5" t="s"><v>2</v></c></row>
                    <row r="6"><c r="B6" t="b"><v>1</v></c><c r="C6"><f>1+1</f><v>2</v></c>\
                    <c r="D6" s="3"><v>1</v></c><c r="F6" t="s"><v>2</v></c></row>
                    """
            )
        )
        #expect(result.codes.isEmpty)
        #expect(
            result.rows == [
                ["ho_ten", "b", "c", "d"], ["Nguyễn Hoa", "12", "46000", "5"], ["", "1", "2", "1"],
            ]
        )
        #expect(result.lines == [1, 3, 6])
        #expect(result.kinds[1] == [.text, .number, .date, .number])
        #expect(result.kinds[2] == [.text, .computed, .computed, .date])
    }

    private static let good = """
        <row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>
        """

    @Test func `a workbook that cannot be trusted is refused with its reason`() {
        var small = SheetLimits()
        small.entries = 3
        var tiny = SheetLimits()
        tiny.inflatedBytes = 100
        let two = Self.oneSheet.replacingOccurrences(
            of: "</sheets>",
            with: "<sheet name=\"B\"/></sheets>"
        )
        #expect(read(Array("PK no archive".utf8)).codes == ["sheet-unreadable"])
        #expect(read([0xD0, 0xCF, 0x11, 0xE0, 0, 0]).codes == ["sheet-password"])
        #expect(read(workbook(rows: Self.good), limits: small).codes == ["sheet-too-large"])
        #expect(read(workbook(rows: Self.good), limits: tiny).codes == ["sheet-too-large"])
        #expect(read(workbook(rows: Self.good, workbook: two)).codes == ["sheet-several"])
        #expect(
            read(
                workbook(
                    rows: Self.good,
                    workbook: "<!DOCTYPE x [<!ENTITY e \"x\">]>" + Self.oneSheet
                )
            ).codes == ["sheet-document-type"]
        )
        #expect(read(workbook(rows: "<row><c></row>")).codes == ["sheet-malformed"])
        #expect(read(workbook(rows: "<row r=\"2\"/><row r=\"1\"/>")).codes == ["sheet-malformed"])
        #expect(read(workbook(rows: "")).codes == ["file-empty"])
        #expect(
            read(
                workbook(rows: Self.good + "<row r=\"2\"><c r=\"B2\"><v>1</v></c></row>")
            ).codes == ["ragged-row"]
        )
        var bomb = ZipMaker()
        bomb.add("xl/workbook.xml", "x", claimedSize: 150)
        #expect(read(bomb.bytes).codes == ["sheet-too-large"])
        var liar = ZipMaker()
        liar.add("xl/workbook.xml", Self.oneSheet, claimedSize: 20)
        #expect(read(liar.bytes).codes == ["sheet-malformed"])
    }

    @Test func `every cut and every flipped byte of a workbook is read without a trap`() {
        let bytes = workbook(rows: Self.good)
        var refused = 0
        // Without the 22 bytes of its end record an archive is none.
        let cuts = stride(from: 0, to: bytes.count - 22, by: 3)
        for index in cuts {
            if !read(Array(bytes[..<index])).codes.isEmpty { refused += 1 }
            var flipped = bytes
            flipped[index] ^= 0x55
            _ = read(flipped)
        }
        #expect(refused == Array(cuts).count)
    }

    @Test(arguments: [("A1", 1), ("Z9", 26), ("AA1", 27), ("XFD1", 16_384)])
    func `a cell's reference tells its column`(reference: String, column: Int) {
        #expect(SheetReader.column(of: reference) == column)
    }

    @Test func `a reference beyond the last column is none`() {
        #expect(SheetReader.column(of: "XFE1") == nil)
        #expect(SheetReader.column(of: "1") == nil)
    }

    private static let samples: URL = {
        let beside = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared")
        // An absolute path must not be appended: it would never be there, and the test never run.
        let named = ProcessInfo.processInfo.environment["CHITRA_TEST_DATA"].map {
            URL(filePath: $0)
        }
        return (named ?? beside).appending(path: "data/csv")
    }()

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: samples.path()),
            "the folder of sample statements is not there"
        )
    )
    func `workbooks that other programs wrote are read`() throws {
        let file = Self.samples.appending(path: "OCA__sample_statement_en.xlsx")
        let result = read(Array(try Data(contentsOf: file)))
        #expect(result.codes.isEmpty)
        #expect(result.rows.count > 1)
        #expect(result.kinds.joined().contains(.text))
    }
}

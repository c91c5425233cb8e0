// Damaged sheets inside sound archives: no crash, no hang, every row as wide as its header.

import Foundation
import Testing

@testable import Intake

@Suite struct SheetFuzzTests {
    private static let good = """
        <worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c>\
        <c r="B1" t="inlineStr"><is><t>amount</t></is></c></row><row r="2"><c r="A2" t="s"><v>0</v>\
        </c><c r="B2"><v>750000</v></c></row><row r="3"><c r="A3" t="str"><v>x</v></c>\
        <c r="B3" s="1"><v>45000</v></c></row></sheetData></worksheet>
        """
    private static let poison = [
        "<row r=\"9999999999\">", "<c r=\"XFE1\"/>", "<c r=\"A1\">", "</row>", "<v>-1</v>",
        "<v>1e400</v>", "t=\"s\"", "&amp;", "&b;", "<!DOCTYPE a [<!ENTITY b \"5\">]>", "]]>",
        "\u{0}", "<is>", "<f>1+1</f>", "r=\"\"", "s=\"99\"", "<v>99999999999999999999</v>",
    ]

    private static func workbook(_ sheet: [UInt8]) -> [UInt8] {
        var zip = ZipMaker()
        zip.add(
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"DS\" sheetId=\"1\"/></sheets></workbook>"
        )
        zip.add("xl/sharedStrings.xml", "<sst><si><t>Lan</t></si></sst>")
        zip.add("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/></cellXfs></styleSheet>")
        zip.add("xl/worksheets/sheet1.xml", String(decoding: sheet, as: UTF8.self))
        return zip.bytes
    }

    @Test func `damaged sheets are refused, or read as a table`() {
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["CHITRA_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1_000
        let first = environment["CHITRA_SEED"].flatMap { UInt64($0) } ?? 20_261_127
        var accepted = 0
        for round in 0..<rounds {
            var state = first &+ UInt64(round)
            func random(_ bound: Int) -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 33) % bound
            }
            var sheet = Array(Self.good.utf8)
            for _ in 0...random(3) {
                let place = random(sheet.count)
                let end = min(sheet.count, place + random(60))
                switch random(5) {
                case 0: sheet[place] = UInt8(random(256))
                case 1: sheet.removeSubrange(place..<end)
                case 2: sheet.insert(contentsOf: sheet[place..<end], at: place)
                case 3:
                    sheet.insert(contentsOf: Self.poison[random(Self.poison.count)].utf8, at: place)
                default: sheet.replaceSubrange(place..<end, with: sheet.suffix(random(90)))
                }
                if sheet.isEmpty { sheet = Array(Self.good.utf8) }
            }
            var reader = SheetReader(file: "s.xlsx", bytes: Self.workbook(sheet))
            var row = TableRow()
            var width: Int?
            while reader.next(&row) {
                #expect(width ?? row.count == row.count, "CHITRA_SEED=\(first &+ UInt64(round))")
                width = row.count
            }
            if !reader.log.isRefused { accepted += 1 }
        }
        #expect(accepted > 0 || rounds < 100, "nothing was accepted at all")
    }
}

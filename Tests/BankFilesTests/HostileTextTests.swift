// Texts that mean harm, and files that are large: nothing of them reaches a file that we write, or
// costs more than its place.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct HostileTextTests {
    /// Names that are code for XML, for a spreadsheet, for a terminal or for a reader's eyes.
    static let names = [
        "]]>", "<![CDATA[x]]>", "&amp;", "&b;", "Nguyễn <b>", "\"Ánh\"", "'Ánh'", "=CMD()", "+1",
        "@SUM(A1)",
        "-2+3", "\tÁnh", "Ánh\nÁnh", "Ánh\r\n:61:2611041104C1,NTRFA", "\u{202E}hnÁ", "Á\u{200B}nh",
        "\u{0}",
        "\u{1B}[31mÁnh", "Ánh\u{2028}", "\u{FEFF}Ánh", "; DROP", "Á|nh", "\u{FFFD}",
    ]

    /// Every letter that Vietnamese has, with every tone, in one name a piece.
    static let alphabet =
        "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"

    @Test(arguments: names)
    func `hostile names and headings are harmless in every format`(name: String) throws {
        // A name with such a sign never becomes a bank text; what does has none of them.
        if let text = try? BankText(name) {
            let bytes = Array(text.revealed.utf8)
            #expect(
                !bytes.contains { [0x3C, 0x3E, 0x26, 0x22, 0x27, 0x0A, 0x0D, 0x7C].contains($0) }
            )
            #expect(bytes.allSatisfy { (0x20...0x5A).contains($0) })
            let file = try Sample.render(
                [try transfer(name)],
                profile: "vietinbank"
            )
            let rows = String(decoding: file, as: UTF8.self).split(separator: "\r\n")
            #expect(rows.count == 3)
            let row = try #require(rows.dropFirst().first)
            #expect(row.split(separator: ",").allSatisfy { !"=+-@".contains($0.first ?? " ") })
        }
        // A heading is a bank's own text, out of a file: it stays one field of one row.
        let escaped = name.unicodeScalars.map { scalar in
            let digits = String(scalar.value, radix: 16)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
        let shipped = try #require(ProviderProfile.shippedText(id: "vietinbank"))
            .replacing("byte_order_mark = true", with: "byte_order_mark = false")
            .replacing("header = \"STT\"", with: "header = \"\(escaped)\"")
        let profile = ProviderProfile.read(shipped, file: "a.toml").value
        guard let layout = profile?.table else {
            #expect(name == "\u{0}", "only a NUL is refused in a heading")
            return
        }
        var sink = MemorySink()
        var writer = TableWriter(
            header: try Sample.header(try Sample.three()),
            layout: layout,
            caps: TextCaps(),
            banks: .shipped
        )
        try writer.begin(into: &sink)
        let text = String(decoding: sink.bytes, as: UTF8.self)
        #expect(text.hasSuffix(",Nội dung\r\n"))
        #expect(!"=+-@\t".contains(text.first ?? " "))
        let needsQuotes = name.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        #expect(text.hasPrefix("\"") == needsQuotes)
    }

    private func transfer(_ name: String) throws -> CreditTransfer {
        try Sample.transfer(
            1,
            name: name,
            bank: "970415",
            account: "104000000017",
            amount: 5
        )
    }

    @Test func `a name with every Vietnamese letter is whole in every format`() throws {
        #expect(try BankText("ĐẶNG THỊ ÁNH").revealed == "DANG THI ANH")
        let plain =
            "AAAAAAAAAAAAAAAAAABCDDEEEEEEEEEEEEGHIIIIIIKLMNOOOOOOOOOOOOOOOOOOPQRSTUUUUUUUUUUUUVXYYYYYY"
        for text in [Self.alphabet, Self.alphabet.uppercased()] {
            for form in [text, text.decomposedStringWithCanonicalMapping] {
                #expect(try BankText(form).revealed == plain)
            }
        }
        // Cut into names, for a provider takes no more than 70 letters.
        let letters = Array(Self.alphabet)
        let names = stride(from: 0, to: letters.count, by: 20).map { start in
            String(letters[start..<min(start + 20, letters.count)])
        }
        let expected = stride(from: 0, to: plain.count, by: 20).map { start in
            String(Array(plain)[start..<min(start + 20, plain.count)])
        }
        for profile in ["agribank", "vietinbank"] {
            let transfers = try names.enumerated().map { index, name in
                try Sample.transfer(
                    index + 1,
                    name: name,
                    bank: profile == "agribank" ? "970405" : "970415",
                    account: "104000000017",
                    amount: 5
                )
            }
            let file = String(
                decoding: try Sample.render(transfers, profile: profile),
                as: UTF8.self
            )
            for name in expected { #expect(file.contains(name), "\(profile) lacks \(name)") }
        }
    }

    @Test func `a file of any size is read piece by piece, up to its limit`() {
        // Blanks cost as many bytes as entries, and less time.
        let blanks = String(repeating: " ", count: 60_000)
        let entry = Array((AnswerText.entry("5", "DBIT") + blanks).utf8)
        let count = 12_000_000 / entry.count
        let head = AnswerText.camt053(AnswerText.statement(count * 5, "\u{1}", 0))
        let parts = head.split(separator: "\u{1}").map { Array($0.utf8) }
        let (first, last) = (parts[0], parts[1])
        func read(_ limits: AnswerLimits) -> Reading<BankAnswer> {
            var reader = AnswerReader(file: "large.xml", limits: limits)
            reader.feed(first.span)
            for _ in 0..<count { reader.feed(entry.span) }
            reader.feed(last.span)
            return reader.finish()
        }
        let whole = read(AnswerLimits())
        #expect(whole.codes == [] && whole.value.facts.count == count)
        var limits = AnswerLimits()
        limits.xml.fileBytes = 10_000_000
        let refused = read(limits)
        #expect(refused.codes == ["xml-file-too-large"] && refused.value.facts.isEmpty)
    }
}

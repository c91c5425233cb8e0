// NFC, comparison keys and the faults of names.

import Testing

@testable import Intake

@Suite struct TextTests {
    @Test(arguments: [
        ("Nguye\u{0302}\u{0303}n Thi\u{0323} Ho\u{0300}a", "Nguyễn Thị Hòa"),
        ("Đỗ Ư\u{031B}", "Đỗ Ư\u{031B}"),
        ("O\u{031B}\u{0309}", "Ở"),
        ("a\u{0323}\u{0302}", "ậ"),
        // Marks in the wrong order are put in order.
        ("a\u{0302}\u{0323}", "ậ"),
        ("\u{212B}", "Å"),
        ("plain", "plain"),
    ])
    func `text is brought to NFC byte for byte`(text: String, expected: String) {
        let normal = NFC.normalised(text)
        #expect(Array(normal.utf8) == Array(NFC.normalised(expected).utf8))
        #expect(Array(NFC.normalised(normal).utf8) == Array(normal.utf8))
    }

    @Test func `every Vietnamese letter survives the way to NFD and back`() {
        let vowels = [
            "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "A", "Ă", "Â", "E", "Ê",
            "I", "O", "Ô", "Ơ", "U", "Ư", "Y",
        ]
        var letters: [String] = []
        for vowel in vowels {
            for mark in ["", "\u{0300}", "\u{0301}", "\u{0309}", "\u{0303}", "\u{0323}"] {
                letters.append(NFC.normalised(vowel + mark))
            }
        }
        for letter in letters {
            #expect(letter.unicodeScalars.count == 1)
            let isCertain = NFC.isCertain(utf8: letter.utf8.span)
            #expect(isCertain)
            let apart = NFC.decomposed(letter)
            #expect(Array(NFC.normalised(apart).utf8) == Array(letter.utf8))
            #expect(TextFault.inName("Hà " + letter) == nil)
        }
    }

    @Test func `the quick check never calls text NFC that is not`() {
        // Each scalar up to U+2FFF alone, and after a letter that marks join.
        for value in UInt32(0x20)...0x2FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in [String(scalar), "a" + String(scalar), "ư" + String(scalar)]
            where NFC.isCertain(utf8: text.utf8.span) {
                let bytes = Array(text.utf8)
                let slow = Array((NFC.normalised(NFC.decomposed(text))).utf8)
                #expect(bytes == slow, "U+\(String(value, radix: 16))")
            }
        }
    }

    @Test func `text that the quick check passes is NFC, without a fault, read letter by letter`() {
        for value in UInt32(0)...0x1_0FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in [String(scalar), "a" + String(scalar) + "b"] {
                let bytes = Array(("x" + text).utf8)
                var index = 1
                var scalars = String.UnicodeScalarView()
                while index < bytes.count {
                    let value = UTF8Check.scalar(bytes, &index)
                    Unicode.Scalar(value).map { scalars.append($0) }
                }
                #expect(Array(String(scalars).utf8) == Array(text.utf8))
                guard TextFault.isPlain(bytes, 1..<bytes.count) else { continue }
                #expect(Array(NFC.normalised(text).utf8) == Array(text.utf8), "\(value)")
                #expect(TextFault.inText(text) == nil, "\(value)")
                #expect(String(scalars).count == scalars.count, "\(value)")
            }
        }
        let vietnamese = Array("Nguyễn Thị Đức Ưng, 12/QĐ-UBND".utf8)
        #expect(TextFault.isPlain(vietnamese, 0..<vietnamese.count))
    }

    @Test func `bytes are UTF-8 exactly where the standard library says so`() {
        let edges: [UInt8] = [
            0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
            0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        func check(_ bytes: [UInt8]) {
            #expect(
                UTF8Check.isValid(bytes, 0..<bytes.count)
                    == (String(validating: bytes, as: UTF8.self) != nil),
                "\(bytes)"
            )
        }
        check([])
        for first in edges {
            check([first])
            for second in edges {
                check([first, second])
                for third in [0x7F, 0x80, 0xBF, 0xC2] as [UInt8] {
                    check([first, second, third])
                    for fourth in [0x41, 0x80, 0xBF] as [UInt8] {
                        check([first, second, third, fourth])
                    }
                }
            }
        }
    }

    static let faults: [(String, TextFault?)] = [
        ("Nguyễn Thị Hòa", nil), ("NGUYỄN THỊ HÒA", nil), ("Đỗ Đức", nil), ("Y Bă Êban", nil),
        ("Ksor H'Lơ", nil), ("Trần Thị Mỹ-Dung", nil), ("Hoàng Hoè", nil), ("Lê Quý Đôn", nil),
        ("Nguyễn Khuê", nil), ("Tạ Quang Ưng", nil),
        ("NguyÔn V¨n A", .legacyEncoding), ("TrÇn ThÞ B", .legacyEncoding),
        ("NguyÔn", .legacyEncoding), ("§ç Anh", .legacyEncoding), ("Nguyeãn Vaên", .legacyEncoding),
        ("Traàn", .legacyEncoding), ("Ñoã", .legacyEncoding), ("Phöông", .legacyEncoding),
        ("Nguy?n Th? Hoa", .questionMark), ("Nguyễn\u{202E} A", .control),
        ("Nguyễn\u{200B}A", .control), ("Nguyễn\u{00A0}A", .control), ("A\u{0007}B", .control),
        ("Nguy\u{FFFD}n", .replacement), ("Ðỗ Anh", .lookAlike), ("Nguyễn Вăn", .lookAlike),
        ("=Lan", .formula), ("-Lan", .formula), ("+Lan", .formula), ("@Lan", .formula),
        ("＝Lan", .formula), ("Nguyễn Văn 2", .digit), ("Nguyễn_A", .letter), ("Nguyễn 王", .letter),
        // A mark that NFC could not compose.
        ("Nguyễn q\u{0309}a", .letter),
    ]

    @Test(arguments: faults)
    func `names are taken or refused for a reason`(name: String, fault: TextFault?) {
        #expect(TextFault.inName(NFC.normalised(name)) == fault)
    }

    @Test func `every fault says what is wrong and what to do, in both languages`() {
        for fault in TextFault.allCases {
            #expect(fault.message.vietnamese != fault.message.english)
            #expect(fault.hint.vietnamese != fault.hint.english)
            #expect(Self.faults.contains { $0.1 == fault }, "\(fault) has no case above")
        }
    }

    @Test(arguments: [
        ("Nguyễn Thị  Hoà", "NGUYEN THI HOA"), ("nguyễn thị hòa", "NGUYEN THI HOA"),
        ("Ðỗ Ðức", "DO DUC"), ("Đỗ\u{00A0}Đức ", "DO DUC"), ("Ưng-Hoè", "UNG HOE"),
    ])
    func `a name's key knows letters only`(name: String, key: String) {
        #expect(ComparisonKey.name(name) == key)
        #expect(ComparisonKey.name(NFC.decomposed(name)) == key)
    }

    @Test func `a name with a foreign letter has no key`() {
        #expect(ComparisonKey.name("Müßig") == nil)
    }

    @Test(arguments: [
        ("Họ và tên", "ho_va_ten"), ("  Số định danh (CCCD) ", "so_dinh_danh_cccd"),
        ("ĐƠN VỊ", "don_vi"), ("pay_by", "pay_by"), ("Ngày ký", "ngay_ky"),
    ])
    func `a heading's key is unaccented`(heading: String, key: String) {
        #expect(ComparisonKey.heading(heading) == key)
    }
}

@Suite struct TOMLFaultTests {
    @Test(arguments: [
        ("[=]", 1, 2), ("a = 1\n[[[x]]]\n", 2, 3), ("\u{FEFF}[.a]", 1, 3), (" [ \u{A0}{", 1, 5),
        ("[[ #", 1, 4), ("[\n=", 1, 2), ("a = 1\r\n\t[ [ ,", 2, 6),
        ("c = [1, }", 1, 9), ("c = [\n # no\n}", 3, 1), ("d = 1979-05-27 1", 1, 5),
        ("d = [ 2026-02-3@ ]", 1, 7), ("a = \"\"\"x\"\"\"\"\n[=]", 2, 2), ("[\u{C}]", 1, 2),
    ])
    func `what the library would not survive has its place`(text: String, line: Int, column: Int) {
        let fault = TOMLFault.first(in: text)
        #expect(fault?.line == line)
        #expect(fault?.column == column)
    }

    @Test(arguments: [
        "[a]\nb = [1, 2]\n[[c.\"d\"]]\n['e']\n", "a = [\n  [1, 2],\n  [\"x\"],\n]\n", "[]", "[",
        "a = \"[=]\"", "", "# [=]\na = '''\n[=]\n'''\n", "a = [{ b = 1 }, { c = [] }]",
        "a = \"x\\\"\"\n", "a = \"not ended\n[=]", "d = 2026-11-22\ne = -1 # no\n",
    ])
    func `what the library reads or refuses by itself has none`(text: String) {
        #expect(TOMLFault.first(in: text) == nil)
    }
}

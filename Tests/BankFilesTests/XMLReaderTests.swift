// The XML reader refuses what it must, names the byte, and tells the same however a file is cut.

import BankFiles
import Intake
import Testing

/// Writes down what it is told; elements named `skip` are skipped, `t…` are texts.
private struct Recorder: XMLVisitor {
    var events: [String] = []
    var isDone = false
    var isWaiting = false
    var wantsPlaces = false

    mutating func place(at position: XMLPosition) {
        events.append("@\(position.byte):\(position.line):\(position.column)")
        isWaiting = false
    }

    mutating func namespace(_ number: Int, is name: Span<UInt8>) {
        events.append("ns\(number)=\(text(name))")
    }

    mutating func open(_ name: XMLName, local: Span<UInt8>) -> XMLContent {
        let local = text(local)
        events.append("<\(local)|\(name.namespace)")
        isWaiting = wantsPlaces
        switch local.first {
        case "s": return .skip
        case "t": return .text
        case "e": return .either
        default: return .children
        }
    }

    mutating func attribute(_ name: Span<UInt8>, value: Span<UInt8>) {
        events.append("\(text(name))=\(text(value))")
    }

    mutating func close(text bytes: Span<UInt8>) {
        events.append("\(text(bytes))>")
    }

    mutating func stray() { events.append("stray") }

    private func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
    }
}

struct XMLReaderTests {
    private func read(
        _ bytes: [UInt8],
        piece: Int = .max,
        limits: XMLLimits = XMLLimits(),
        wantsPlaces: Bool = false
    ) -> (events: [String], fault: XMLFault?) {
        var reader = XMLReader(limits: limits)
        var recorder = Recorder()
        recorder.wantsPlaces = wantsPlaces
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, piece == .max ? bytes.count : start + piece)
            reader.feed(bytes[start..<end].span, into: &recorder)
            start = end
        }
        reader.finish(into: &recorder)
        return (recorder.events, reader.fault)
    }

    private func read(_ text: String, piece: Int = .max) -> (events: [String], fault: XMLFault?) {
        read(Array(text.utf8), piece: piece)
    }

    private static let padding = "<b/> <b/> <b/> <b/> <b/> <b/>"

    /// Each refusal with the byte at which it is found.
    static let refusals: [(text: String, code: String, byte: Int)] = [
        ("", "xml-empty", 0),
        (" \n\t \r\n", "xml-empty", 6),
        ("\u{FEFF}", "xml-empty", 3),
        ("<a>", "xml-truncated", 3),
        ("<a><b></b>", "xml-truncated", 10),
        ("<a", "xml-truncated", 2),
        ("<a/", "xml-truncated", 3),
        ("<?xml version=\"1.0\"?>", "xml-truncated", 21),
        ("<?xml version=\"1.0\"", "xml-truncated", 19),
        ("<!-- a", "xml-truncated", 6),
        ("<a><![CDATA[ ]]", "xml-truncated", 15),
        ("<a>&am", "xml-truncated", 6),
        ("<a></", "xml-truncated", 5),
        ("abc", "xml-not-xml", 0),
        ("{1:F01}", "xml-not-xml", 0),
        ("PK\u{3}\u{4}", "xml-not-xml", 0),
        ("<a/><b/>", "xml-trailing-content", 4),
        ("<a/>x", "xml-trailing-content", 4),
        ("<a/></a>", "xml-trailing-content", 4),
        ("<!DOCTYPE a><a/>", "xml-doctype", 0),
        ("<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"5\">]><a/>", "xml-doctype", 22),
        ("<!ENTITY b \"5\"><a/>", "xml-syntax", 0),
        ("<t>&b;</t>", "xml-entity", 3),
        ("<t>&</t>", "xml-entity", 3),
        ("<t>5 & 6</t>", "xml-entity", 5),
        ("<t>&#0;</t>", "xml-entity", 3),
        ("<t>&#x1F;</t>", "xml-entity", 3),
        ("<t>&#xD800;</t>", "xml-entity", 3),
        ("<t>&#x110000;</t>", "xml-entity", 3),
        ("<t>&#;</t>", "xml-entity", 3),
        ("<s>&b;</s>", "xml-entity", 3),
        ("<a b=\"&c;\"/>", "xml-entity", 0),
        ("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", "xml-encoding", 0),
        ("<?xml version=\"1.0\" encoding=\"windows-1258\"?><a/>", "xml-encoding", 0),
        ("<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?><a/>", "xml-encoding", 0),
        ("\u{FEFF}<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", "xml-encoding", 3),
        ("<a>\u{0}</a>", "xml-control-character", 3),
        ("<a>\u{1B}</a>", "xml-control-character", 3),
        ("<a b=\"\u{7}\"/>", "xml-control-character", 6),
        ("<!-- \u{8} --><a/>", "xml-control-character", 5),
        ("<t>\u{FFFF}</t>", "xml-control-character", 3),
        ("<a></b>", "xml-end-tag", 3),
        ("<a><b></a></b>", "xml-end-tag", 6),
        ("<a></ab>", "xml-end-tag", 3),
        ("</a>", "xml-syntax", 0),
        ("<a b=\"1\" b=\"2\"/>", "xml-attribute-twice", 0),
        ("<a xmlns:p=\"u\" xmlns:q=\"u\" p:b=\"1\" q:b=\"2\"/>", "xml-attribute-twice", 0),
        ("<p:a/>", "xml-prefix", 0),
        ("<a><b xmlns:p=\"u\"/><p:c/></a>", "xml-prefix", 19),
        ("<a p:b=\"1\"/>", "xml-prefix", 0),
        ("<a xmlns:p=\"\"/>", "xml-prefix", 0),
        ("<a b=1/>", "xml-syntax", 0),
        ("<a b/>", "xml-syntax", 0),
        ("<a b=\"1\"c=\"2\"/>", "xml-syntax", 0),
        ("<a b=\"<\"/>", "xml-syntax", 0),
        ("<a / >", "xml-syntax", 0),
        ("< a/>", "xml-syntax", 0),
        ("<1a/>", "xml-syntax", 0),
        ("<a:b:c/>", "xml-syntax", 0),
        ("<:a/>", "xml-syntax", 0),
        ("<a>]]></a>", "xml-syntax", 3),
        ("<a><!-- -- --></a>", "xml-syntax", 8),
        ("<a/><?xml version=\"1.0\"?>", "xml-syntax", 4),
        (" <?xml version=\"1.0\"?><a/>", "xml-syntax", 1),
        ("<?xml encoding=\"UTF-8\"?><a/>", "xml-syntax", 0),
        ("<?xml version=\"2.0\"?><a/>", "xml-syntax", 0),
        ("<![CDATA[a]]><a/>", "xml-syntax", 0),
        // Names that are compared as words, with room for a word behind them.
        ("<a><1b/><!-- behind it -->\(padding)</a>", "xml-syntax", 3),
        ("<a><t>x</s>\(padding)</a>", "xml-end-tag", 7),
        ("<a><tbcdefghij>x</txcdefghij>\(padding)</a>", "xml-end-tag", 16),
        ("<a><tbcdefghij>x</tbcdefghix>\(padding)</a>", "xml-end-tag", 16),
        ("<a><tbcdefghijklmnopq>x</tbcdefghXjklmnopq>\(padding)</a>", "xml-end-tag", 23),
        ("<a><bcdefghij></bXdefghij>\(padding)</a>", "xml-end-tag", 14),
        ("<a><bcdefghijklmnopq></bcdefghXjklmnopq>\(padding)</a>", "xml-end-tag", 21),
        ("<a><!doctype></a>", "xml-syntax", 3),
    ]

    @Test(arguments: refusals)
    func `what is no good XML is refused at its byte`(
        text: String,
        code: String,
        byte: Int
    ) throws {
        for piece in [Int.max, 1, 2, 3, 7] {
            let fault = try #require(read(text, piece: piece).fault, "\(text) is taken")
            #expect(fault.kind.rawValue == code, "\(text) in pieces of \(piece)")
            #expect(fault.position.byte == byte, "\(text) in pieces of \(piece)")
        }
    }

    @Test func `bytes that are no UTF-8 are refused at their byte`() throws {
        let bad: [[UInt8]] = [
            [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE1, 0xBA, 0x3C], [0xC3, 0x28],
        ]
        for (index, bytes) in bad.enumerated() {
            let file = Array("<t>Ánh 123456789".utf8) + bytes + Array("</t>".utf8)
            for piece in [Int.max, 1, 5] {
                let fault = try #require(read(file, piece: piece).fault)
                #expect(fault.kind == .bytes, "number \(index)")
                #expect(fault.position.byte == 17, "number \(index)")
                #expect(fault.position.column == 17, "the column counts characters")
            }
        }
    }

    /// A text in UTF-16 with its mark.
    private func wide(_ text: String, isBig: Bool) -> [UInt8] {
        ([0xFEFF] + Array(text.utf16)).flatMap { unit in
            let (upper, lower) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return isBig ? [upper, lower] : [lower, upper]
        }
    }

    @Test(arguments: [true, false]) func `files in UTF-16 are decoded by their mark`(
        _ isBig: Bool
    ) throws {
        let body = "<t>ĐẶNG \u{1F600} THỊ ÁNH</t>"
        for head in ["", "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "<?xml version='1.0'?>\n"] {
            let plain = read(Array(body.utf8))
            #expect(plain.fault == nil)
            for piece in [Int.max, 1, 2, 3, 7] {
                let found = read(wide(head + body, isBig: isBig), piece: piece)
                #expect(found.fault == nil, "\(head) \(piece)")
                #expect(found.events == plain.events, "\(head) \(piece)")
            }
        }
        // A place is a byte of the file: a mark, two bytes a letter, four for one beyond the plane.
        for piece in [Int.max, 1, 3] {
            let bad = read(wide("<t>Đ\u{1F600}\n</s>", isBig: isBig), piece: piece)
            #expect(bad.fault?.kind == .mismatch && bad.fault?.position.byte == 16, "\(piece)")
            #expect(bad.fault?.position.line == 2, "\(piece)")
        }
    }

    @Test func `what is no UTF-16, or does not say so, is refused`() throws {
        for head: [UInt8] in [
            [0x3C, 0x00, 0x61, 0x00], [0x00, 0x3C, 0x00, 0x61], [0xFF, 0xFE, 0x00, 0x00],
        ] {
            #expect(read(head).fault?.kind == .encoding)
        }
        let other = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>"
        #expect(read(wide(other, isBig: true)).fault?.kind == .encoding)
        let file = wide("<t>AB</t>", isBig: false)
        for piece in [Int.max, 1] {
            #expect(read(Array(file.dropLast()), piece: piece).fault?.kind == .truncated)
            #expect(read(Array(file.prefix(12)), piece: piece).fault?.kind == .truncated)
            // Half of a character alone, first or second.
            for half: [UInt8] in [[0x00, 0xD8], [0x00, 0xDC]] {
                var damaged = file
                damaged.replaceSubrange(8..<10, with: half)
                let fault = try #require(read(damaged, piece: piece).fault)
                #expect(fault.kind == .bytes && fault.position.byte == 8)
            }
        }
    }

    @Test func `declared ISO-8859-1 and windows-1252 are decoded`() throws {
        for (name, byte, letter) in [
            ("ISO-8859-1", UInt8(0xE9), "é"), ("iso-8859-1", 0xC0, "À"),
            ("windows-1252", 0x80, "€"), ("Windows-1252", 0xE2, "â"), ("UTF-8", 0x41, "A"),
        ] {
            let file =
                Array("<?xml version='1.0' encoding='\(name)'?>\n<t>".utf8) + [byte, byte]
                + Array("</t>".utf8)
            for piece in [Int.max, 1] {
                let (events, fault) = read(file, piece: piece)
                #expect(fault == nil)
                #expect(events == ["<t|0", "\(letter)\(letter)>"])
            }
        }
        let gap = Array("<?xml version='1.0' encoding='windows-1252'?><t>é".utf8) + [0x81]
        let fault = try #require(read(gap).fault)
        #expect(fault.kind == .bytes)
        #expect(fault.position.byte == gap.count - 1, "a byte of the file counts once")
    }

    @Test func `places count bytes, lines and characters of the file as it came`() throws {
        let text = "<a>\r\n  <b>\n ầ<c/></b>ầ<c/></a>"
        let expected = ["@0:1:1", "@7:2:3", "@15:3:3", "@26:3:12"]
        for piece in [Int.max, 1, 2, 5] {
            let places = read(Array(text.utf8), piece: piece, wantsPlaces: true).events
                .filter { $0.hasPrefix("@") }
            #expect(places == expected)
        }
        let latin =
            Array("<?xml version='1.0' encoding='ISO-8859-1'?>\n<a>".utf8) + [0xE9, 0xE9]
            + Array("<c/></a>".utf8)
        for piece in [Int.max, 1] {
            let places = read(latin, piece: piece, wantsPlaces: true).events
                .filter { $0.hasPrefix("@") }
            #expect(places == ["@44:2:1", "@49:2:6"])
        }
    }

    @Test func `texts, entities, CDATA, comments and instructions are read`() {
        let text = """
            \u{FEFF}<?xml version="1.0" encoding="utf-8" standalone="yes"?>
            <!-- > --><?pi <a> ?>
            <r xmlns="u" xmlns:p='v' x = "1&amp;2&#x41;" p:y="3"><!---->
            <t>a&lt;&gt;&amp;&quot;&apos;&#10;&#x1EA7;<![CDATA[<&]>]]]><!-- b --><?c d?>]e</t>
            <p:t xmlns="">f\r\ng\rh</p:t><s><z>&amp;<t/></z>skipped</s><t/>
            <e>one</e><e> <t>two</t> </e></r>
            <!-- end --> <?end?>

            """
        let expected = [
            "ns1=u", "ns2=v", "<r|1", "x=1&2A", "<t|1", "a<>&\"'\nầ<&]>]]e>", "<t|2", "f\ng\nh>",
            "<s|1", "<t|1", ">", "<e|1", "one>", "<e|1", "<t|1", "two>", " >", ">",
        ]
        for piece in [Int.max, 1, 2, 3, 11] {
            let (events, fault) = read(text, piece: piece)
            #expect(fault == nil)
            #expect(events == expected)
        }
    }

    @Test func `text among elements is told, once and wherever it is cut`() {
        for text in ["<a>x<b/></a>", "<a><b/>]</a>", "<a><![CDATA[x]]></a>", "<a>&#65;</a>"] {
            #expect(read(text).events.filter { $0 == "stray" }.count == 1, "\(text)")
        }
        #expect(read("<t>x<t/></t>").events.contains("stray"))
        #expect(read("<e>x<t/></e>").events.contains("stray"))
        #expect(!read("<a> <b/>\n&#32;<![CDATA[ ]]></a>").events.contains("stray"))
    }

    @Test func `limits hold, and are told at their byte`() throws {
        var limits = XMLLimits()
        limits.depth = 3
        limits.nameBytes = 8
        limits.tagBytes = 64
        limits.attributes = 3
        limits.textBytes = 16
        limits.fileBytes = 1_000
        let long = String(repeating: "x", count: 17)
        let cases: [(text: String, kind: XMLFault.Kind, byte: Int)] = [
            ("<a><a><a><a/></a></a></a>", .depth, 9),
            ("<abcdefghi/>", .name, 0),
            ("<a><abcdefghi>", .name, 3),
            ("<a b='\(String(repeating: "y", count: 80))", .tag, 0),
            ("<a\(String(repeating: " ", count: 80))", .tag, 0),
            ("<a></a\(String(repeating: " ", count: 80))", .tag, 3),
            ("<a b='' c='' d='' e=''/>", .tag, 0),
            ("<t>\(long)</t>", .text, 19),
            ("<t><![CDATA[\(long)]]></t>", .text, 28),
            ("<a>\(String(repeating: " ", count: 2_000))</a>", .size, 1_000),
        ]
        for (text, kind, byte) in cases {
            for piece in [Int.max, 1, 3] {
                let fault = try #require(
                    read(Array(text.utf8), piece: piece, limits: limits).fault,
                    "\(kind) is taken"
                )
                #expect(fault.kind == kind)
                #expect(fault.position.byte == byte, "\(kind)")
            }
        }
        #expect(read(Array("<t>\(long.dropLast())</t>".utf8), limits: limits).fault == nil)
        #expect(read(Array("<a><a><a/></a></a>".utf8), limits: limits).fault == nil)
        let whole = "<a>\(String(repeating: " ", count: 993))</a>"
        #expect(read(Array(whole.utf8), limits: limits).fault == nil)
    }

    @Test func `a tag that is too long is refused, however much of it a piece holds`() {
        var limits = XMLLimits()
        limits.tagBytes = 64
        let fill = String(repeating: "y", count: 200)
        for length in 50...80 {
            let texts: [(text: String, isFit: Bool)] = [
                ("<a b='\(fill.prefix(length - 8))'></a>", length <= 64),
                ("<a b='\(fill.prefix(length - 9))'/>", length <= 64),
                ("<a></a\(String(repeating: " ", count: length - 4))>", length <= 64),
                ("<a b='\(fill.prefix(length - 7))'!></a>", false),
                ("<a b='\(fill.prefix(length - 7))<'></a>", false),
            ]
            for (text, isFit) in texts {
                let whole = read(Array(text.utf8), limits: limits)
                #expect((whole.fault == nil) == isFit, "\(length) \(text)")
                for piece in [1, 2, 7, 33, 63, 64, 65, 66] {
                    let parts = read(Array(text.utf8), piece: piece, limits: limits)
                    #expect(parts.events == whole.events && parts.fault == whole.fault, "\(text)")
                }
            }
        }
    }

    @Test func `elements nested a million deep and a million attributes end soon`() {
        let deep = [UInt8](String(repeating: "<a>", count: 1_000_000).utf8)
        #expect(read(deep).fault?.kind == .depth)
        let wide = "<a " + String(repeating: "b='' ", count: 200_000)
        #expect(read(wide).fault?.kind == .tag)
        let names = (0..<2_000).map { "<b xmlns='u\($0)'/>" }.joined()
        #expect(read("<a>\(names)</a>").fault?.kind == .prefix)
    }

    @Test func `every fault has words in both languages and a hint`() {
        for kind in XMLFault.Kind.allCases {
            #expect(!kind.message.vietnamese.isEmpty && !kind.hint.english.isEmpty)
            #expect(kind.rawValue.hasPrefix("xml-"))
        }
    }
}

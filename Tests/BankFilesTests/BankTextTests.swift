// The table of letters: nothing lost, nothing guessed.

import Foundation
import Ledger
import Testing

@testable import BankFiles

struct BankTextTests {
    /// The twelve vowels of Vietnamese and the letter each is written with.
    static let vowels: [(String, String)] = [
        ("a", "A"), ("ă", "A"), ("â", "A"), ("e", "E"), ("ê", "E"), ("i", "I"), ("o", "O"),
        ("ô", "O"), ("ơ", "O"), ("u", "U"), ("ư", "U"), ("y", "Y"),
    ]
    /// No tone, grave, hook, tilde, acute, dot below.
    static let tones = ["", "\u{0300}", "\u{0309}", "\u{0303}", "\u{0301}", "\u{0323}"]

    @Test func `every letter with every tone comes out as its plain capital, NFC and NFD`() throws {
        var seen: Set<[UInt8]> = []
        for (vowel, plain) in BankTextTests.vowels {
            for tone in BankTextTests.tones {
                let letter = vowel + tone
                for text in [letter, letter.uppercased()] {
                    let composed = text.precomposedStringWithCanonicalMapping
                    let decomposed = text.decomposedStringWithCanonicalMapping
                    #expect(composed.unicodeScalars.count == 1, "\(text) has a composed form")
                    for form in [composed, decomposed, vowel + tone] {
                        seen.insert(Array(form.utf8))
                        #expect(try BankText(form).revealed == plain)
                    }
                }
            }
        }
        // 12 vowels × 6 tones × 2 cases; the 12 plain ASCII ones have one form, the others several.
        #expect(seen.count > 144 + 130)
    }

    @Test(arguments: 1...40) func `a bank text is one byte by byte, whatever its length`(
        _ count: Int
    ) {
        // The alphabet, and what stands beside its ends.
        let near: [UInt8] = [
            0x00, 0x1F, 0x20, 0x20, 0x21, 0x2C, 0x2D, 0x2E, 0x2F, 0x30, 0x39, 0x3A, 0x40, 0x41,
            0x5A, 0x5B, 0x7F, 0x80, 0xA0, 0xAD, 0xC1, 0xFF,
        ]
        let fit: [UInt8] = [0x20, 0x2D, 0x2E, 0x2F, 0x30, 0x35, 0x39, 0x41, 0x4B, 0x5A]
        var chance = FixedGenerator(state: UInt64(count))
        var seen = [0, 0]
        for round in 0..<2_000 {
            var text = (0..<count).map { _ in fit.randomElement(using: &chance) ?? 0 }
            if round.isMultiple(of: 2) {
                let place = Int.random(in: 0..<count, using: &chance)
                text[place] = near.randomElement(using: &chance) ?? 0
            }
            let isFit = text.allSatisfy { byte in
                byte == 0x20 || (0x2D...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            }
            let wanted =
                isFit && text.first != 0x20 && text.last != 0x20
                && !zip(text, text.dropFirst()).contains { $0 == 0x20 && $1 == 0x20 }
            seen[wanted ? 1 : 0] += 1
            #expect(BankText.isBankText(text.span) == wanted, "\(text)")
        }
        #expect(seen[0] > 0 && seen[1] > 0)
    }

    @Test func `numbers are written digit by digit, at every length`() {
        var numbers: [Int64] = [0, .max, .min, -1, -10]
        var power: Int64 = 1
        for _ in 0..<19 {
            numbers += [power - 1, power, power + 1, -power, power / 2 * 3 + 7]
            power = power.multipliedReportingOverflow(by: 10).partialValue
        }
        for number in numbers {
            var buffer = ByteBuffer(capacity: 1)
            buffer.append(0x41)
            buffer.append(decimal: number)
            let text = unsafe buffer.withBytes(from: 1) {
                unsafe String(decoding: $0, as: UTF8.self)
            }
            #expect(text == String(number))
        }
    }

    @Test func `consonants, digits and signs stay`() throws {
        let letters = "bcdđghklmnpqrstvxfjwz"
        #expect(try BankText(letters).revealed == "BCDDGHKLMNPQRSTVXFJWZ")
        #expect(try BankText(letters.uppercased()).revealed == "BCDDGHKLMNPQRSTVXFJWZ")
        #expect(try BankText("0123456789 a-b./c").revealed == "0123456789 A-B./C")
    }

    @Test(arguments: ["Đ", "đ", "Ð", "ð", "Ɖ", "ɖ"])
    func `letters that look like Đ are D`(_ letter: String) throws {
        #expect(try BankText("\(letter)ặng").revealed == "DANG")
    }

    @Test func `names of other peoples keep all letters`() throws {
        #expect(try BankText("H'Rŭt Ƀkrông Čĭ Ñĕŏ").revealed == "H RUT BKRONG CI NEO")
        #expect(try BankText("K’Brêl").revealed == "K BREL")
    }

    @Test func `blanks are collapsed and trimmed`() throws {
        #expect(try BankText("  Lê \t\u{00A0}  Ân  ").revealed == "LE AN")
    }

    @Test(arguments: [
        "&", "<", ">", "\"", "]]>", "=1+1", "@x", "ń", "ł", "ß", "Ж", "字", "\u{202E}", "\u{0}",
    ])
    func `what the table lacks is refused with its scalar`(_ text: String) throws {
        let expected = try #require(text.unicodeScalars.first).value
        #expect(throws: BankTextRefusal.unmapped(scalar: expected, at: 2)) {
            try BankText("Lê\(text)")
        }
    }

    @Test func `empty texts and stray marks are refused`() {
        #expect(throws: BankTextRefusal.empty) { try BankText(" \t ") }
        #expect(throws: BankTextRefusal.strayMark(scalar: 0x0301, at: 0)) {
            try BankText("\u{0301}a")
        }
        #expect(throws: BankTextRefusal.unmapped(scalar: 0x0327, at: 1)) {
            try BankText("c\u{0327}")
        }
    }

    @Test func `all scalars either give one byte of the alphabet or are refused`() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./".utf8)
        var taken = 0
        for value in UInt32(0)...0x1_FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            guard let text = try? BankText("A\(Character(scalar))A") else { continue }
            taken += 1
            let bytes = Array(text.revealed.utf8)
            let isLetter = bytes.count == 3 && alphabet.contains(bytes[1])
            // A mark leaves nothing, a blank leaves a blank.
            #expect(isLetter || bytes == Array("AA".utf8) || bytes == Array("A A".utf8))
        }
        #expect(taken > 240 && taken < 320)
    }

    @Test(arguments: [
        ("NGUYEN THI MINH KHAI", 20, "NGUYEN THI MINH KHAI"),
        ("NGUYEN THI MINH KHAI", 19, "NGUYEN THI MINH"),
        ("NGUYEN THI MINH KHAI", 15, "NGUYEN THI MINH"),
        ("NGUYEN THI MINH KHAI", 14, "NGUYEN THI"),
        ("NGUYENTHIMINH KHAI", 5, "NGUYE"),
    ])
    func `a cap cuts on a word boundary`(_ text: String, _ cap: Int, _ expected: String) throws {
        #expect(try BankText(text).capped(to: cap).revealed == expected)
    }

    @Test func `a name in the bank's letters prints masked`() throws {
        let text = try BankText("Đặng Thị Ánh")
        #expect("\(text)" == "D. T. A." && String(reflecting: text) == "D. T. A.")
    }

    @Test func `the narrative says nothing but month and id`() throws {
        let month = try #require(CalendarMonth(year: 2026, month: 11))
        let id = TransferID(batch: try Sample.batch(), number: 7)
        let narrative = BankText.narrative(month: month, id: id)
        #expect(narrative.revealed == "TCXH T11 2026 \(id)")
        #expect(narrative.revealed.utf8.count == NarrativeTemplate.standard.length)
    }

    @Test(
        arguments: [
            [0x41, 0x80], [0x41, 0xC3], [0x41, 0xC0, 0xAF], [0x41, 0xE1, 0xBB],
            [0x41, 0xE1, 0x41, 0x41],
            [0x41, 0xFF], [0x41, 0xF5, 0x80, 0x80, 0x80],
        ] as [[UInt8]]
    )
    func `bytes that are not UTF-8 are refused and leave nothing behind`(_ text: [UInt8]) {
        var bytes: [UInt8] = [0x58]
        #expect(throws: BankTextRefusal.notUTF8(at: 1)) {
            try BankText.append(text.span, to: &bytes)
        }
        #expect(bytes == [0x58])
    }

    @Test func `overlong forms never pass for a letter`() {
        // U+0041 and U+1EA0 in more bytes than they need, a surrogate, a scalar out of range.
        let forms: [[UInt8]] = [
            [0xC1, 0x81], [0xE0, 0x81, 0x81], [0xF0, 0x81, 0xBA, 0xA0], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x83, 0x90],
        ]
        for form in forms {
            var bytes: [UInt8] = []
            #expect(throws: BankTextRefusal.self) { try BankText.append(form.span, to: &bytes) }
        }
    }

    /// What ``BankText/isWritable(_:)`` promises, by writing.
    private func isWritten(_ text: [UInt8]) -> Bool {
        var bytes: [UInt8] = []
        return (try? BankText.append(text.span, to: &bytes)) != nil
    }

    @Test func `a text is writable when it can be written, whatever its bytes`() {
        var state: UInt64 = 7
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let pieces: [[UInt8]] = [
            Array("Nguyễn".utf8), Array(" ".utf8), Array("Đ".utf8), Array("e\u{0301}".utf8),
            Array("'".utf8), [0xC3], [0xC6, 0xA1], [0xC2, 0xA0], [0xE1, 0xBB], [0xE1, 0xBB, 0x8F],
            [0x80], [0xCC, 0x81], [0xC3, 0x97], Array("œ".utf8), Array("-".utf8),
        ]
        var writable = 0
        for _ in 0..<20_000 {
            let text = (0..<below(5)).flatMap { _ in pieces[below(pieces.count)] }
            #expect(BankText.isWritable(text.span) == isWritten(text), "\(text)")
            if isWritten(text) { writable += 1 }
        }
        #expect(writable > 2_000 && writable < 18_000)
    }

    @Test func `every scalar by itself and behind a letter is written by the table of letters`() {
        for value in UInt32(0)...0xFFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = Array("\(Character(scalar))".utf8)
            #expect(BankText.isWritable(text.span) == isWritten(text))
            guard !BankText.isMark(value) else { continue }
            var bytes: [UInt8] = []
            try? BankText.append((Array("X".utf8) + text).span, to: &bytes)
            let byte = BankText.byte(of: value)
            let expected: [UInt8] = byte == nil ? [] : byte == 0x20 ? [0x58] : [0x58, byte ?? 0]
            #expect(bytes == expected, "U+\(String(value, radix: 16))")
        }
    }

    @Test func `bytes are taken as they stand only when they are a bank text`() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./".utf8)
        for byte in UInt8.min...UInt8.max {
            #expect((BankText(exactly: [byte][...]) != nil) == alphabet.contains(byte))
            let inner = BankText(exactly: [0x41, byte, 0x42][...])
            #expect((inner != nil) == (alphabet.contains(byte) || byte == 0x20))
        }
        for text in ["", " ", " A", "A ", "A  B"] {
            #expect(BankText(exactly: Array(text.utf8)[...]) == nil)
        }
    }
}

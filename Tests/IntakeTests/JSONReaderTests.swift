// JSON texts of strangers: values with their places, and what is refused where.

import Foundation
import Testing

@testable import Intake

/// A value as plain text, to compare by.
private func plain(_ value: JSONValue) -> String {
    switch value.content {
    case .text(let text): "'\(text)'"
    case .number(let number): "\(number)"
    case .flag(let flag): "\(flag)"
    case .null: "null"
    case .list(let items): "[\(items.map(plain).joined(separator: ","))]"
    case .object(let members):
        "{\(members.map { "\($0.name):\(plain($0.value))" }.joined(separator: ","))}"
    }
}

@Suite struct JSONReaderTests {
    private func read(_ text: String) throws(JSONReader.Fault) -> JSONValue {
        try JSONReader.read(Array(text.utf8))
    }

    @Test(arguments: [
        ("{}", "{}"), (" [ ] ", "[]"), ("[1, -2,\n3]", "[1,-2,3]"), ("true", "true"),
        ("{\"b\":{\"a\":null},\"a\":false}", "{b:{a:null},a:false}"), ("0", "0"),
        ("\"a\\n\\\"\\u0111\\ud83d\\ude00\"", "'a\n\"đ😀'"),
        ("9223372036854775807", "9223372036854775807"), ("\"o\u{0302}\"", "'ô'"),
    ])
    func `what is JSON is read`(text: String, value: String) throws {
        let read = plain(try read(text))
        #expect(Array(read.utf8) == Array(value.utf8))
    }

    @Test(arguments: [
        ("", 1, 1), ("{\n  \"a\": 1,\n  \"a\": 2\n}", 3, 3), ("[1,\n 2.5]", 2, 2), ("[01]", 1, 2),
        ("[1,]", 1, 4), ("{\"a\":1,}", 1, 8), ("[1] 2", 1, 5), ("\"a", 1, 1), ("[1e3]", 1, 2),
        ("9223372036854775808", 1, 1), ("\"\\u0000\"", 1, 2), ("\"\\ud83d\"", 1, 2),
        ("\"\\ud83d\\u0041\"", 1, 2), ("\"\\udc00\"", 1, 2), ("\"\\x\"", 1, 3), ("tru", 1, 4),
        ("{1:2}", 1, 2), ("\"\t\"", 1, 2), ("-", 1, 2), ("nul1", 1, 4), ("'a'", 1, 1),
    ])
    func `what is none is refused with its place`(text: String, line: Int, column: Int) {
        let fault = #expect(throws: JSONReader.Fault.self) { try read(text) }
        #expect(fault?.line == line)
        #expect(fault?.column == column)
    }

    @Test func `bytes that are no text and deep nesting are refused`() {
        #expect(throws: JSONReader.Fault.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
        let depth = JSONReader.deepest
        func nested(_ count: Int) -> String {
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        #expect(throws: Never.self) { try read(nested(depth)) }
        #expect(throws: JSONReader.Fault.self) { try read(nested(depth + 1)) }
        #expect(throws: JSONReader.Fault.self) { try read(nested(100_000)) }
    }

    @Test func `values know where they begin`() throws {
        let value = try read("{\n  \"a\": [1,\n    \"x\"]}")
        guard case .object(let members) = value.content,
            case .list(let items) = members[0].value.content
        else {
            Issue.record("an object of a list")
            return
        }
        #expect(members[0].value.line == 2)
        #expect(members[0].value.column == 8)
        #expect(items[1].line == 3)
        #expect(items[1].column == 5)
    }
}

@Suite struct JSONFuzzTests {
    private static let good = """
        {"schema":"x/1","list":[1,2,{"a":null,"b":true}],"text":"đ\\u0111\\n","n":-12}
        """
    private static let poison = [
        "\"", "\\", "\\u", "{", "}", "[", "]", ",", ":", "1e9", "\u{0}", "đ",
    ]

    @Test func `damaged texts are refused, or read as the same JSON that another reader sees`() {
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["CHITRA_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 2_000
        let first = environment["CHITRA_SEED"].flatMap { UInt64($0) } ?? 20_261_127
        var accepted = 0
        for round in 0..<rounds {
            var state = first &+ UInt64(round)
            func random(_ bound: Int) -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 33) % bound
            }
            var bytes = Array(Self.good.utf8)
            for _ in 0...random(2) {
                let place = random(bytes.count)
                switch random(4) {
                case 0: bytes[place] = UInt8(random(256))
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + random(9)))
                case 2:
                    bytes.insert(contentsOf: Self.poison[random(Self.poison.count)].utf8, at: place)
                default: bytes.replaceSubrange(place..<bytes.count, with: bytes.prefix(random(20)))
                }
                if bytes.isEmpty { bytes = Array(Self.good.utf8) }
            }
            guard (try? JSONReader.read(bytes)) != nil else { continue }
            accepted += 1
            let other = try? JSONSerialization.jsonObject(
                with: Data(bytes),
                options: .fragmentsAllowed
            )
            #expect(other != nil, "CHITRA_SEED=\(first &+ UInt64(round)) CHITRA_FUZZ_ROUNDS=1")
        }
        #expect(accepted > rounds / 100)
    }
}

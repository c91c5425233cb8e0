// A strict reader of small JSON texts that people and other programs write: every value with its place.
//
// Invariants:
// (1) What RFC 8259 does not allow is refused with its line and column; so are names that stand twice,
//     numbers that are not whole or leave 64 bits, nesting deeper than `deepest`, more values than
//     `mostValues`, and U+0000.
// (2) Texts come out in NFC. The order of an object's members is that of the text.
// (3) Time and memory grow with the length of the text; nothing recurses deeper than `deepest`.

/// A value of a JSON text, and where it begins.
package struct JSONValue: Sendable {
    /// What it is.
    package indirect enum Content: Sendable {
        /// A text.
        case text(String)
        /// A whole number.
        case number(Int64)
        /// True or false.
        case flag(Bool)
        /// Nothing.
        case null
        /// A list.
        case list([JSONValue])
        /// Members, in the order of the text.
        case object([(name: String, value: JSONValue)])
    }

    /// What it is.
    package let content: Content
    /// The line that it begins on; from 1.
    package let line: Int
    /// The column that it begins in, in bytes; from 1.
    package let column: Int
}

/// Reads a JSON text.
package struct JSONReader {
    /// The deepest nesting.
    package static let deepest = 16

    /// The most values of a text: each takes some hundred bytes of memory.
    package static let mostValues = 2_000_000

    /// Where a text is no JSON of ours, and why.
    package struct Fault: Error, Sendable {
        /// The line; from 1.
        package let line: Int
        /// The column, in bytes; from 1.
        package let column: Int
        /// What is wrong.
        package let message: Phrase
    }

    private let bytes: [UInt8]
    private var next = 0
    private var line = 1
    private var lineStart = 0
    private var valueCount = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads a whole text.
    ///
    /// - Throws: ``Fault``, the first one.
    package static func read(_ bytes: [UInt8]) throws(Fault) -> JSONValue {
        var reader = JSONReader(bytes)
        guard UTF8Check.isValid(bytes, 0..<bytes.count) else {
            throw reader.fault(vi: "không phải UTF-8", en: "this is not UTF-8")
        }
        let value = try reader.value(depth: 1)
        reader.skipBlanks()
        guard reader.next == bytes.count else {
            throw reader.fault(vi: "thừa chữ sau giá trị", en: "there is more after the value")
        }
        return value
    }

    private func fault(vi: String, en: String) -> Fault {
        Fault(line: line, column: next - lineStart + 1, message: Phrase(vi: vi, en: en))
    }

    private func unexpected() -> Fault {
        next < bytes.count
            ? fault(vi: "ký tự này không được phép ở đây", en: "this character may not stand here")
            : fault(vi: "tệp kết thúc giữa chừng", en: "the text ends too early")
    }

    private mutating func skipBlanks() {
        while next < bytes.count {
            switch bytes[next] {
            case 0x0A:
                next += 1
                (line, lineStart) = (line + 1, next)
            case 0x20, 0x09, 0x0D: next += 1
            default: return
            }
        }
    }

    private var head: UInt8? { next < bytes.count ? bytes[next] : nil }

    private mutating func take(_ byte: UInt8) throws(Fault) {
        guard head == byte else { throw unexpected() }
        next += 1
    }

    private mutating func value(depth: Int) throws(Fault) -> JSONValue {
        skipBlanks()
        let place = (line, next - lineStart + 1)
        guard depth <= JSONReader.deepest else {
            throw fault(
                vi: "lồng quá \(JSONReader.deepest) tầng",
                en: "nested deeper than \(JSONReader.deepest) levels"
            )
        }
        valueCount += 1
        guard valueCount <= JSONReader.mostValues else {
            throw fault(
                vi: "quá \(JSONReader.mostValues) giá trị: chia thành nhiều tệp",
                en: "more than \(JSONReader.mostValues) values: part it into several files"
            )
        }
        guard let first = head else { throw unexpected() }
        let content: JSONValue.Content
        switch first {
        case 0x22: content = .text(try text())
        case 0x7B: content = .object(try members(depth: depth))
        case 0x5B: content = .list(try items(depth: depth))
        case 0x2D, 0x30...0x39: content = .number(try number())
        case 0x74: content = try word("true", .flag(true))
        case 0x66: content = try word("false", .flag(false))
        case 0x6E: content = try word("null", .null)
        default: throw unexpected()
        }
        return JSONValue(content: content, line: place.0, column: place.1)
    }

    private mutating func word(
        _ word: StaticString,
        _ content: JSONValue.Content
    ) throws(Fault) -> JSONValue.Content {
        for byte in word.description.utf8 { try take(byte) }
        return content
    }

    private mutating func members(
        depth: Int
    ) throws(Fault) -> [(name: String, value: JSONValue)] {
        try take(0x7B)
        var members: [(name: String, value: JSONValue)] = []
        var names: Set<String> = []
        skipBlanks()
        if head == 0x7D {
            next += 1
            return []
        }
        while true {
            skipBlanks()
            let before = self
            let name = try text()
            guard names.insert(name).inserted else {
                throw before.fault(vi: "tên này có hai lần", en: "this name stands twice")
            }
            skipBlanks()
            try take(0x3A)
            members.append((name, try value(depth: depth + 1)))
            skipBlanks()
            if head == 0x7D { break }
            try take(0x2C)
        }
        next += 1
        return members
    }

    private mutating func items(depth: Int) throws(Fault) -> [JSONValue] {
        try take(0x5B)
        var items: [JSONValue] = []
        skipBlanks()
        if head == 0x5D {
            next += 1
            return []
        }
        while true {
            items.append(try value(depth: depth + 1))
            skipBlanks()
            if head == 0x5D { break }
            try take(0x2C)
        }
        next += 1
        return items
    }

    private mutating func number() throws(Fault) -> Int64 {
        let before = self
        var digits: [UInt8] = []
        if head == 0x2D {
            digits.append(0x2D)
            next += 1
        }
        let first = next
        while let byte = head, (0x30...0x39).contains(byte) {
            digits.append(byte)
            next += 1
        }
        guard next > first else { throw unexpected() }
        let isPadded = bytes[first] == 0x30 && next > first + 1
        let isFraction = head == 0x2E || head == 0x65 || head == 0x45
        guard !isPadded, !isFraction, let number = Int64(String(decoding: digits, as: UTF8.self))
        else {
            throw before.fault(
                vi: "số phải là số nguyên, không có phần thập phân",
                en: "a number is whole, without a fraction or exponent"
            )
        }
        return number
    }

    private mutating func text() throws(Fault) -> String {
        let before = self
        try take(0x22)
        var result: [UInt8] = []
        while let byte = head {
            switch byte {
            case 0x22:
                next += 1
                return NFC.normalised(String(decoding: result, as: UTF8.self))
            case 0x5C: try escape(into: &result)
            case 0x00...0x1F: throw unexpected()
            default:
                result.append(byte)
                next += 1
            }
        }
        throw before.fault(vi: "chuỗi không có dấu kết thúc", en: "the text has no end")
    }

    private mutating func escape(into result: inout [UInt8]) throws(Fault) {
        let before = self
        next += 1
        guard let letter = head else { throw unexpected() }
        switch letter {
        case 0x22, 0x5C, 0x2F: result.append(bytes[next])
        case 0x62: result.append(0x08)
        case 0x66: result.append(0x0C)
        case 0x6E: result.append(0x0A)
        case 0x72: result.append(0x0D)
        case 0x74: result.append(0x09)
        case 0x75:
            var code = try hex()
            if (0xD800...0xDBFF).contains(code) {
                guard next + 1 < bytes.count, bytes[next] == 0x5C, bytes[next + 1] == 0x75 else {
                    throw before.fault(vi: "mã \\u thiếu nửa sau", en: "the second half is missing")
                }
                next += 1
                let low = try hex()
                guard (0xDC00...0xDFFF).contains(low) else {
                    throw before.fault(vi: "mã \\u thiếu nửa sau", en: "the second half is missing")
                }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard code > 0, let scalar = Unicode.Scalar(code) else {
                throw before.fault(vi: "mã \\u này không được phép", en: "this code is not allowed")
            }
            result += Array(String(scalar).utf8)
            return
        default: throw unexpected()
        }
        next += 1
    }

    /// The four digits after `u`, at which it stands.
    private mutating func hex() throws(Fault) -> UInt32 {
        next += 1
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = head, let digit = UInt32(String(UnicodeScalar(byte)), radix: 16)
            else { throw unexpected() }
            code = code << 4 | digit
            next += 1
        }
        return code
    }
}

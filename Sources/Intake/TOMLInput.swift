// What a TOML text may not be, told before a parser sees it: the parser builds and frees nested values
// by recursion, and a text of a few kilobytes could exhaust its stack.
//
// Invariants:
// (1) What nests deeper than `deepest`, by brackets, braces or dots of keys together, is never parsed.
// (2) What ends the parser is never given to it (see TOMLFault).
// (3) No text holds U+0000, by itself or by an escape: a parser in C would end it there unseen.

/// A TOML text that may be parsed.
package enum TOMLInput {
    /// The deepest nesting; our own files have three levels.
    package static let deepest = 32

    /// Why a text may not be parsed.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// What may not be.
        package enum Kind: Sendable {
            /// A U+0000, by itself or by an escape.
            case null
            /// Deeper than ``TOMLInput/deepest``.
            case deep
            /// What is no TOML and ends the parser; see ``TOMLFault``.
            case syntax
        }

        /// What it is.
        package let kind: Kind
        /// The line of it; from 1.
        package let line: Int
        /// The column of it, where it is known; from 1.
        package var column: Int?

        /// What is wrong.
        package var message: Phrase {
            switch kind {
            case .null: Phrase(vi: "có ký tự U+0000", en: "there is a character U+0000")
            case .deep:
                Phrase(
                    vi: "lồng quá \(TOMLInput.deepest) tầng",
                    en: "nested deeper than \(TOMLInput.deepest) levels"
                )
            case .syntax: Phrase(vi: "không đúng cú pháp TOML", en: "this is not valid TOML")
            }
        }

        /// The same for messages that have no languages.
        package var description: String { "line \(line): \(message.english)" }
    }

    /// The text, unless a parser may not be given it.
    ///
    /// Strings and comments are passed over; where a string does not end, a parser will say so.
    ///
    /// - Throws: ``Fault``.
    package static func checked(_ text: String) throws(Fault) -> String {
        var scan = Scan(bytes: Array(text.utf8))
        try scan.run()
        if let fault = TOMLFault.first(in: text) {
            throw Fault(kind: .syntax, line: fault.line, column: fault.column)
        }
        return text
    }

    private struct Scan {
        let bytes: [UInt8]
        var next = 0
        var line = 1
        var brackets = 0
        var dots = 0

        mutating func run() throws(Fault) {
            while next < bytes.count {
                let byte = bytes[next]
                switch byte {
                case 0x00: throw Fault(kind: .null, line: line)
                case 0x22, 0x27: try passString(byte)
                case 0x23: passComment()
                default:
                    take(byte)
                    next += 1
                }
                guard brackets + dots <= deepest else { throw Fault(kind: .deep, line: line) }
            }
        }

        private mutating func take(_ byte: UInt8) {
            switch byte {
            case 0x5B, 0x7B:
                brackets += 1
                dots = 0
            case 0x5D, 0x7D: brackets = max(0, brackets - 1)
            case 0x2E: dots += 1
            case 0x0A:
                line += 1
                dots = 0
            case 0x2C: dots = 0
            default: break
            }
        }

        private mutating func passComment() {
            while next < bytes.count, bytes[next] != 0x0A { next += 1 }
        }

        /// Whether `u0000`, `U00000000` or `x00` stands there.
        private func isNullEscape(at start: Int) -> Bool {
            guard start < bytes.count else { return false }
            let count = [0x75: 4, 0x55: 8, 0x78: 2][bytes[start]] ?? 0
            let digits = bytes[(start + 1)...].prefix(count)
            return count > 0 && digits.count == count && digits.allSatisfy { $0 == 0x30 }
        }

        /// A string in single or double quotes, of one line or, in three of them, of several.
        private mutating func passString(_ quote: UInt8) throws(Fault) {
            let isLong =
                next + 2 < bytes.count && bytes[next + 1] == quote && bytes[next + 2] == quote
            next += isLong ? 3 : 1
            var quotes = 0
            while next < bytes.count {
                let byte = bytes[next]
                let isEscape = byte == 0x5C && quote == 0x22
                if byte == 0 || isEscape && isNullEscape(at: next + 1) {
                    throw Fault(kind: .null, line: line)
                }
                if byte == 0x0A {
                    // A short string ends with its line, whatever a parser makes of it.
                    guard isLong else { return }
                    line += 1
                }
                next += isEscape ? 2 : 1
                quotes = byte == quote ? quotes + 1 : 0
                if quotes == (isLong ? 3 : 1) { return }
            }
        }
    }
}

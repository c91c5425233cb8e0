// What the TOML library does not survive, found before it sees the text.
//
// On some texts that are no TOML the library ends the whole process where it should refuse them: a
// header without a key (`[=]`), a closing brace where an array wants a value (`[1, }`), a blank behind
// a date without quotes. What a stranger sent must be refused with its place instead; that a good file
// may not have a blank there is no loss.
//
// Invariants:
// (1) Strings and comments are passed over as the library does.
// (2) Where the library refuses the text by itself, nothing behind that place matters.

/// A place in a TOML text that the library may not be given.
package struct TOMLFault: Error, Hashable, Sendable {
    /// The 1-based line.
    package let line: Int
    /// The 1-based column, in characters.
    package let column: Int

    /// The first such place in a text; nil where there is none.
    package static func first(in text: String) -> TOMLFault? {
        let scalars = Array(text.unicodeScalars)
        var scan = Scan(scalars: scalars)
        guard let place = scan.fault() else { return nil }
        let before = scalars[..<place]
        let lineStart = before.lastIndex { $0 == "\n" }.map { $0 + 1 } ?? 0
        return TOMLFault(
            line: before.count { $0 == "\n" } + 1,
            column: place - lineStart + 1
        )
    }

    /// One pass over a text.
    private struct Scan {
        let scalars: [Unicode.Scalar]
        private var place = 0
        /// The brackets that are open in a value.
        private var open: [Unicode.Scalar] = []
        private var wantsValue = false
        private var isLineStart = true

        init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

        /// The next scalar behind blanks, which are passed over.
        private mutating func next() -> Unicode.Scalar? {
            while place < scalars.count, Self.isBlank(scalars[place]) { place += 1 }
            return place < scalars.count ? scalars[place] : nil
        }

        /// The place of the first fault.
        mutating func fault() -> Int? {
            while let scalar = next() {
                switch scalar {
                case "#":
                    while place < scalars.count, !Self.isLineEnd(scalars[place]) { place += 1 }
                    continue
                case "\"", "'":
                    guard passString(scalar) else { return nil }
                    wantsValue = false
                case "[" where isLineStart && open.isEmpty:
                    if let fault = header() { return fault }
                case "[", "{":
                    open.append(scalar)
                    wantsValue = scalar == "["
                    place += 1
                case "}" where wantsValue && open.last == "[": return place
                case "]", "}":
                    if let last = open.popLast(), (last == "[") != (scalar == "]") { return nil }
                    wantsValue = false
                    place += 1
                case ",", "=":
                    wantsValue = scalar == "=" || open.last == "["
                    place += 1
                case _ where Self.isLineEnd(scalar):
                    if open.isEmpty { wantsValue = false }
                    isLineStart = true
                    place += 1
                    continue
                default:
                    if wantsValue && isDateBeforeBlank() { return place }
                    wantsValue = false
                    place += 1
                }
                isLineStart = false
            }
            return nil
        }

        /// Passes over the brackets that begin a header; gives the place where its key should begin.
        private mutating func header() -> Int? {
            place += 1
            if next() == "[" { place += 1 }
            guard let scalar = next() else { return nil }
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "\"", "'", "]": return nil
            default: return place
            }
        }

        /// Passes over a string; false where it does not end, which the library refuses.
        private mutating func passString(_ quote: Unicode.Scalar) -> Bool {
            let isLong =
                place + 2 < scalars.count
                && scalars[place + 1] == quote && scalars[place + 2] == quote
            place += isLong ? 3 : 1
            var quotes = 0
            while place < scalars.count {
                let scalar = scalars[place]
                place += 1
                if scalar == "\\" && quote == "\"" {
                    place += 1
                    quotes = 0
                } else if scalar == quote {
                    quotes += 1
                    guard isLong else { return true }
                    // Up to two quotes may stand before the three that end a long string.
                    let isLast = place >= scalars.count || scalars[place] != quote
                    if quotes >= 3 && (isLast || quotes == 5) { return true }
                } else {
                    if !isLong && Self.isLineEnd(scalar) { return false }
                    quotes = 0
                }
            }
            return false
        }

        /// Whether a value comes next that might be a date and has a blank behind it.
        private func isDateBeforeBlank() -> Bool {
            let value = scalars[place...].prefix {
                !Self.isLineEnd($0) && !Self.isBlank($0) && ![",", "]", "}", "#"].contains($0)
            }
            return ("0"..."9").contains(scalars[place]) && value.contains("-")
                && value.endIndex < scalars.count && Self.isBlank(scalars[value.endIndex])
        }

        private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
            scalar == "\n" || scalar == "\r"
        }

        /// A blank within a line; what other readers take for the end of a line is none.
        private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            // Most of a text: asking Unicode for each would cost more than parsing it.
            case 0x00..<0x80: scalar == " " || scalar == "\t"
            case 0x85, 0x2028, 0x2029: false
            case 0xFEFF: true
            default: scalar.properties.isWhitespace
            }
        }
    }
}

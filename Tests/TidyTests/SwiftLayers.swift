// Swift source taken apart into code, comments and the contents of string literals.
//
// Invariants:
// (1) Each layer is as long as the source: a byte stands at its old offset or is a blank.
// (2) Line feeds are in all three layers; quotation marks and interpolated code are code.

/// What a byte of Swift source belongs to.
private enum ByteKind {
    case code
    case comment
    case literal
}

/// The three layers of a Swift source.
struct SwiftLayers {
    /// Code: comments and the contents of literals are blank.
    private(set) var code: [UInt8]
    /// Comments: all else is blank.
    private(set) var comments: [UInt8]
    /// Contents of string literals: all else is blank.
    private(set) var literals: [UInt8]

    /// Takes a source apart.
    init(_ source: [UInt8]) {
        code = [UInt8](repeating: 0x20, count: source.count)
        comments = code
        literals = code
        var scanner = LayerScanner(source: source)
        while scanner.position < source.count {
            let start = scanner.position
            let kind = scanner.next()
            for index in start..<min(scanner.position, source.count) {
                let byte = source[index]
                if byte == UInt8(ascii: "\n") {
                    code[index] = byte
                    comments[index] = byte
                    literals[index] = byte
                    continue
                }
                switch kind {
                case .code: code[index] = byte
                case .comment: comments[index] = byte
                case .literal: literals[index] = byte
                }
            }
        }
    }
}

/// Walks over a source, one token or byte at a time.
private struct LayerScanner {
    /// Where the scanner is: in code, maybe inside an interpolation, or in a literal.
    private enum Place {
        case code(parentheses: Int)
        case literal(hashes: Int, isMultiline: Bool)
    }

    let source: [UInt8]
    private(set) var position = 0
    private var places: [Place] = [.code(parentheses: 0)]

    init(source: [UInt8]) { self.source = source }

    /// Moves over the next piece and says what it is.
    mutating func next() -> ByteKind {
        switch places.last ?? .code(parentheses: 0) {
        case .code(let parentheses): return nextInCode(parentheses)
        case .literal(let hashes, let isMultiline):
            return nextInLiteral(hashes: hashes, isMultiline: isMultiline)
        }
    }

    private mutating func nextInCode(_ parentheses: Int) -> ByteKind {
        if starts(with: "//") {
            while position < source.count && source[position] != UInt8(ascii: "\n") {
                position += 1
            }
            return .comment
        }
        if starts(with: "/*") {
            skipBlockComment()
            return .comment
        }
        switch source[position] {
        case UInt8(ascii: "("):
            places[places.count - 1] = .code(parentheses: parentheses + 1)
        case UInt8(ascii: ")"):
            if parentheses == 0 && places.count > 1 {
                places.removeLast()
            } else {
                places[places.count - 1] = .code(parentheses: parentheses - 1)
            }
        case UInt8(ascii: "\""), UInt8(ascii: "#"):
            if openLiteral() { return .code }
        default: break
        }
        position += 1
        return .code
    }

    /// Moves over the opening of a literal, if one stands here.
    private mutating func openLiteral() -> Bool {
        var end = position
        while end < source.count && source[end] == UInt8(ascii: "#") { end += 1 }
        guard end < source.count && source[end] == UInt8(ascii: "\"") else { return false }
        let hashes = end - position
        let isMultiline =
            end + 2 < source.count && source[end + 1] == UInt8(ascii: "\"")
            && source[end + 2] == UInt8(ascii: "\"")
        position = end + (isMultiline ? 3 : 1)
        places.append(.literal(hashes: hashes, isMultiline: isMultiline))
        return true
    }

    private mutating func nextInLiteral(hashes: Int, isMultiline: Bool) -> ByteKind {
        let marks = String(repeating: "#", count: hashes)
        if source[position] == UInt8(ascii: "\"")
            && starts(with: (isMultiline ? "\"\"\"" : "\"") + marks)
        {
            position += (isMultiline ? 3 : 1) + hashes
            places.removeLast()
            return .code
        }
        if source[position] == UInt8(ascii: "\\") && starts(with: "\\" + marks) {
            position += 1 + hashes
            if position < source.count && source[position] == UInt8(ascii: "(") {
                position += 1
                places.append(.code(parentheses: 0))
                return .code
            }
            position += 1
            return .literal
        }
        // A literal that its line does not close is not Swift; the rest is read as code again.
        if source[position] == UInt8(ascii: "\n") && !isMultiline { places.removeLast() }
        position += 1
        return .literal
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                position += 2
            } else if starts(with: "*/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0 && position < source.count
    }

    private func starts(with text: String) -> Bool {
        var index = position
        for byte in text.utf8 {
            guard index < source.count && source[index] == byte else { return false }
            index += 1
        }
        return true
    }
}

// A strict, bounded reader of XML 1.0, piece by piece.
//
// Own, and not the platform's, because that one takes a file that is cut off for a whole one,
// gives an empty text for an entity that a DOCTYPE declares, and cannot be told to refuse either.
//
// Invariants:
// (1) It holds one piece of at most 64 KB, one tag or text, and the names of the open elements.
// (2) Every byte is looked at a fixed number of times, however the file is cut into pieces, but for
//     one tag of at most `XMLLimits.tagBytes` that a piece cuts.
// (3) There is no recursion; what is nested stands in an array.
// (4) Once a fault is found it stays, and nothing more is told to the visitor.
// (5) What is told does not depend on how the file is cut into pieces.

/// Reads one file and tells a visitor what stands in it.
package struct XMLReader: Sendable {
    private static let pieceSize = 65_536
    /// A declaration that is longer is none.
    private static let declarationSize = 512

    private let limits: XMLLimits
    private var scanner: XMLScanner
    private var encoding: XMLEncoding?
    /// What makes UTF-8 of a file in UTF-16; nil for all others.
    private var wide: XMLWideText?
    private var buffer: [UInt8] = []
    /// Bytes that wait for the declaration's end, or for the rest of a character.
    private var pending: [UInt8] = []
    private var received = 0

    /// A reader of one file.
    package init(limits: XMLLimits = XMLLimits()) {
        self.limits = limits
        scanner = XMLScanner(limits: limits)
    }

    /// Why the file is refused; nil as long as nothing was found.
    package var fault: XMLFault? { scanner.fault }

    /// Takes the next bytes of the file.
    package mutating func feed(_ bytes: Span<UInt8>, into visitor: inout some XMLVisitor) {
        var start = 0
        while start < bytes.count, scanner.fault == nil, !visitor.isDone {
            let room = limits.fileBytes - received
            let end = min(start + XMLReader.pieceSize, start + room, bytes.count)
            if end > start {
                received += end - start
                let piece = bytes.extracting(start..<end)
                if wide == nil {
                    take(piece, isLast: false, into: &visitor)
                } else {
                    takeWide(piece, into: &visitor)
                }
            }
            if end < bytes.count, received == limits.fileBytes, !visitor.isDone {
                scanner.fail(.size, at: buffer.count, in: buffer)
            }
            start = end
        }
    }

    /// Ends the file: a fault where it is not whole.
    package mutating func finish(into visitor: inout some XMLVisitor) {
        guard scanner.fault == nil, !visitor.isDone else { return }
        let rest: [UInt8] = []
        if encoding == nil { take(rest.span, isLast: true, into: &visitor) }
        guard scanner.fault == nil, !visitor.isDone else { return }
        if pending.isEmpty, wide?.isAtEnd ?? true {
            scanner.run(buffer, isLast: true, into: &visitor)
        } else {
            // The end lies inside a character.
            buffer += pending
            scanner.fail(.truncated, at: buffer.count, in: buffer)
        }
    }

    private mutating func take(
        _ bytes: Span<UInt8>,
        isLast: Bool,
        into visitor: inout some XMLVisitor
    ) {
        if encoding == nil {
            append(bytes, to: &pending)
            if wide == nil, pending.count >= 4 || isLast, let mark = XMLWideText(head: pending) {
                wide = mark
                let held = pending
                pending = []
                return takeWide(held.span.extracting(2...), into: &visitor)
            }
            guard let start = begin(isLast: isLast) else { return }
            let head = Array(pending[start...])
            pending = []
            ingest(head.span, into: &visitor)
        } else {
            ingest(bytes, into: &visitor)
        }
    }

    /// Takes bytes of a file in UTF-16.
    private mutating func takeWide(_ bytes: Span<UInt8>, into visitor: inout some XMLVisitor) {
        guard let decoded = wide?.decode(bytes) else { return }
        take(decoded.text.span, isLast: !decoded.isWhole, into: &visitor)
        guard !decoded.isWhole, scanner.fault == nil, !visitor.isDone else { return }
        scanner.fail(.bytes, at: buffer.count, in: buffer)
    }

    /// Decodes bytes and reads on.
    private mutating func ingest(_ bytes: Span<UInt8>, into visitor: inout some XMLVisitor) {
        if let encoding, encoding != .utf8 {
            let decoded = encoding.decoded(bytes)
            ingest(checked: decoded.text.span, isWhole: decoded.isWhole, into: &visitor)
        } else if pending.isEmpty {
            ingest(checked: bytes, isWhole: true, into: &visitor)
        } else {
            var joined = pending
            pending = []
            append(bytes, to: &joined)
            ingest(checked: joined.span, isWhole: true, into: &visitor)
        }
    }

    private mutating func ingest(
        checked bytes: Span<UInt8>,
        isWhole: Bool,
        into visitor: inout some XMLVisitor
    ) {
        drop()
        let check = XMLByteCheck(bytes)
        append(bytes.extracting(0..<check.count), to: &buffer)
        scanner.run(buffer, isLast: false, into: &visitor)
        guard scanner.fault == nil, !visitor.isDone else { return }
        if let fault = check.fault {
            scanner.fail(fault, at: buffer.count, in: buffer)
        } else if !isWhole {
            scanner.fail(.bytes, at: buffer.count, in: buffer)
        } else {
            append(bytes.extracting(check.count..<bytes.count), to: &pending)
        }
    }

    /// Takes what was read out of the buffer.
    private mutating func drop() {
        let count = scanner.index
        // In the first piece the declaration is passed over before it lies in the buffer.
        guard count > 0, !buffer.isEmpty else { return }
        scanner.drop(count, of: buffer)
        buffer.removeSubrange(0..<count)
    }

    private func append(_ bytes: Span<UInt8>, to array: inout [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { unsafe array.append(contentsOf: $0) }
    }

    /// Finds the encoding by byte order mark and declaration, and where the text begins; nil when
    /// more bytes are needed, or after a fault.
    private mutating func begin(isLast: Bool) -> Int? {
        guard pending.count >= 4 || isLast else { return nil }
        // UTF-16 without its mark, and UTF-32.
        let marks: [[UInt8]] = [[0xFF, 0xFE], [0x00, 0x3C], [0x3C, 0x00], [0x00, 0x00]]
        if marks.contains(where: { pending.starts(with: $0) }) {
            scanner.fail(.encoding, at: 0, in: buffer)
            return nil
        }
        let start = wide == nil && pending.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let text = pending[start...]
        let opening = Array("<?xml".utf8)
        if text.count < 6, !isLast, opening.starts(with: text.prefix(5)) { return nil }
        scanner.start(atByte: wide == nil ? start : 2, width: wide == nil ? .utf8 : .utf16)
        guard text.starts(with: opening), let blank = text.dropFirst(5).first,
            XMLScanner.isBlank(blank)
        else {
            encoding = .utf8
            return start
        }
        guard let length = declarationLength(text) else {
            if text.count > XMLReader.declarationSize {
                scanner.fail(.syntax, at: 0, in: buffer)
            } else if isLast {
                scanner.fail(.truncated, at: text.count, in: Array(text))
            }
            return nil
        }
        let inside = text.prefix(length - 2).dropFirst(5)
        guard let declaration = XMLDeclaration(Array(inside)) else {
            scanner.fail(.syntax, at: 0, in: buffer)
            return nil
        }
        if wide != nil {
            guard declaration.isUTF16 else {
                scanner.fail(.encoding, at: 0, in: buffer)
                return nil
            }
            encoding = .utf8
            scanner.skip(length)
            return start
        }
        let declared = declaration.encoding.map(XMLEncoding.init(declared:)) ?? .utf8
        guard let declared, start == 0 || declared == .utf8 else {
            scanner.fail(.encoding, at: 0, in: buffer)
            return nil
        }
        encoding = declared
        scanner.start(atByte: start, width: declared == .utf8 ? .utf8 : .single)
        scanner.skip(length)
        return start
    }

    /// The length of a declaration with its `?>`; nil where it does not end.
    private func declarationLength(_ text: ArraySlice<UInt8>) -> Int? {
        var previous: UInt8 = 0
        for (offset, byte) in text.prefix(XMLReader.declarationSize).enumerated() {
            if previous == 0x3F, byte == 0x3E { return offset + 1 }
            previous = byte
        }
        return nil
    }
}

/// What an XML declaration says.
struct XMLDeclaration {
    /// The name of the encoding; nil where none is named.
    private(set) var encoding: [UInt8]?

    /// Whether it agrees with a mark of UTF-16: no name, or one of the family.
    var isUTF16: Bool {
        guard let encoding else { return true }
        let name = String(decoding: encoding, as: UTF8.self).uppercased()
        return ["UTF-16", "UTF-16LE", "UTF-16BE", "ISO-10646-UCS-2"].contains(name)
    }

    /// Reads what stands between `<?xml` and `?>`; nil where XML 1.0 does not allow it.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        var names: [String] = []
        while true {
            let blanks = rest.prefix(while: XMLScanner.isBlank)
            rest = rest.dropFirst(blanks.count)
            guard !rest.isEmpty else { break }
            guard !blanks.isEmpty, let equals = rest.firstIndex(of: 0x3D) else { return nil }
            let name = rest[..<equals].filter { !XMLScanner.isBlank($0) }
            rest = rest[(equals + 1)...].drop(while: XMLScanner.isBlank)
            guard let quote = rest.first, quote == 0x22 || quote == 0x27,
                let end = rest.dropFirst().firstIndex(of: quote)
            else { return nil }
            let value = rest[(rest.startIndex + 1)..<end]
            rest = rest[(end + 1)...]
            let word = String(decoding: name, as: UTF8.self)
            names.append(word)
            switch word {
            case "version":
                guard value.elementsEqual("1.0".utf8) || value.elementsEqual("1.1".utf8) else {
                    return nil
                }
            case "encoding":
                guard !value.isEmpty, value.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                    return nil
                }
                encoding = Array(value)
            case "standalone":
                guard value.elementsEqual("yes".utf8) || value.elementsEqual("no".utf8) else {
                    return nil
                }
            default: return nil
            }
        }
        let orders = [
            ["version"], ["version", "encoding"], ["version", "standalone"],
            ["version", "encoding", "standalone"],
        ]
        guard orders.contains(names) else { return nil }
    }
}

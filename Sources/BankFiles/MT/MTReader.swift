// Reads MT940 and MT942 piece by piece into the same machine that statements in XML go through.
//
// SWIFT, Standards MT, category 9: a message is fields `:NN:`, each at the beginning of a line, with
// continuation lines; envelopes `{1:…}{2:…}{4:` … `-}` may stand around. Banks leave the envelope out,
// end a message by a lone `-`, or not at all, and put lines of their own before it.
//
// Invariants:
// (1) It holds one line and one field; both have a limit.
// (2) Bytes that are no UTF-8, and control characters, end the reading: nothing is replaced.
// (3) What is read does not depend on how the file is cut into pieces.
// (4) A statement without its closing balance is refused: MT has no other sign of a file cut off.
//
// Codes: those of AnswerFinding, and mt-*.

import Intake
import Ledger

/// One field of a message.
struct MTField: Sendable {
    /// Its name, such as `60F`.
    var tag: String
    /// Its lines, without their ends.
    var lines: [[UInt8]]
    /// Where it begins.
    var position: XMLPosition
}

/// Cuts a file into lines and fields.
struct MTReader: Sendable {
    /// The longest line; SWIFT has 65 characters for text, banks write up to a few hundred.
    private static let lineBytes = 4_096
    /// The longest field: six lines of 65 characters by the standard.
    private static let fieldBytes = 16_384

    private let limits: XMLLimits
    private var line: [UInt8] = []
    private var position = XMLPosition.start
    private var received = 0
    private var field: MTField?
    private var fieldSize = 0
    private var statements = MTStatements()
    /// Whether a fault ended the reading.
    private var isStopped = false

    /// A reader of one file.
    init(limits: XMLLimits) { self.limits = limits }

    /// Whether a file is one of these, by its first bytes: a field at the beginning of one of its first
    /// lines, or an envelope, and nothing that only XML begins with.
    static func isMT(_ head: [UInt8]) -> Bool {
        let text = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
        guard let first = text.first(where: { !XMLScanner.isBlank($0) }), first != 0x3C else {
            return false
        }
        return text.split(separator: 0x0A).prefix(8).contains { line in
            tag(of: Array(line)) != nil || line.starts(with: "{1:".utf8)
        }
    }

    /// The name of the field that begins with a line: `:`, two or three digits or capitals, `:`.
    private static func tag(of line: [UInt8]) -> String? {
        guard line.first == 0x3A, let end = line.dropFirst().prefix(4).firstIndex(of: 0x3A),
            (3...4).contains(end)
        else { return nil }
        let name = line[1..<end]
        let isName = name.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
        }
        return isName ? String(decoding: name, as: UTF8.self) : nil
    }

    /// Takes the next bytes.
    mutating func feed(_ bytes: Span<UInt8>, into builder: inout AnswerBuilder) {
        for index in bytes.indices {
            guard !isStopped, !builder.isDone else { return }
            received += 1
            guard received <= limits.fileBytes else { return stop(.mtTooLarge, &builder) }
            if bytes[index] == 0x0A {
                endLine(into: &builder)
            } else {
                guard line.count < Self.lineBytes else { return stop(.mtLineTooLong, &builder) }
                line.append(bytes[index])
            }
        }
    }

    /// Ends the file.
    mutating func finish(into builder: inout AnswerBuilder) {
        if !isStopped, !builder.isDone, !line.isEmpty { endLine(into: &builder) }
        guard !isStopped, !builder.isDone else { return }
        endField(into: &builder)
        statements.finish(at: position, into: &builder)
    }

    private mutating func stop(_ finding: AnswerFinding, _ builder: inout AnswerBuilder) {
        isStopped = true
        builder.note(finding)
        builder.place(at: position)
    }

    private mutating func endLine(into builder: inout AnswerBuilder) {
        let size = line.count + 1
        if position.byte == 0, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        if line.last == 0x0D { line.removeLast() }
        let check = XMLByteCheck(line.span)
        if check.count < line.count {
            position.byte += check.count
            position.column += check.count
            return stop(check.fault == .control ? .mtControl : .mtBytes, &builder)
        }
        guard !line.contains(0x0D) else { return stop(.mtControl, &builder) }
        take(&builder)
        line.removeAll(keepingCapacity: true)
        position.byte += size
        position.line += 1
    }

    /// Takes a whole line.
    private mutating func take(_ builder: inout AnswerBuilder) {
        if let tag = Self.tag(of: line) {
            endField(into: &builder)
            let text = Array(line[(tag.utf8.count + 2)...])
            field = MTField(tag: tag, lines: [text], position: position)
            fieldSize = line.count
        } else if isEnd || line.first == 0x7B {
            endField(into: &builder)
            if isEnd { statements.end(at: position, into: &builder) }
            if line.starts(with: "{1:".utf8) || line.starts(with: "{2:".utf8) {
                statements.envelope(line, at: position, into: &builder)
            }
        } else if field != nil, statements.isOpen || field?.tag == "20" {
            fieldSize += line.count
            guard fieldSize <= Self.fieldBytes else { return stop(.mtFieldTooLong, &builder) }
            field?.lines.append(line)
        } else if !isHeader {
            statements.stray(at: position, into: &builder)
        }
    }

    /// Whether the line ends a message: `-`, `-}` with a trailer, or what one bank writes for it.
    private var isEnd: Bool {
        line.first == 0x2D
            && (line.dropFirst().allSatisfy(XMLScanner.isBlank) || line.starts(with: "-}".utf8)
                || line.elementsEqual("-XXX".utf8))
    }

    /// Whether a line outside messages is a bank's own head: capitals, digits and blanks, and few.
    private var isHeader: Bool {
        line.count <= 40
            && line.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || XMLScanner.isBlank($0)
            }
    }

    private mutating func endField(into builder: inout AnswerBuilder) {
        guard let field else { return }
        self.field = nil
        statements.take(field, into: &builder)
    }
}

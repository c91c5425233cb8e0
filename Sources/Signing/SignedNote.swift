// Signed notes (C2SP signed-note): a text, a blank line, and one line for each signature.
//
// Invariants:
// 1. The text is UTF-8 without control characters but line feed, and ends in a line feed.
// 2. Signatures of unknown keys are ignored; one bad signature of a known key refuses the note.

/// Why a note, a checkpoint or a log's key is not taken.
package enum NoteRefusal: String, Error, Hashable, Sendable {
    /// Not a text, a blank line and signature lines.
    case malformedNote = "note-malformed"
    /// More signatures than are looked at.
    case tooManySignatures = "note-signatures-too-many"
    /// A known key's signature does not fit the text.
    case badSignature = "note-signature-bad"
    /// No known key has signed.
    case unsigned = "note-unsigned"
    /// Not a key line, or one of a type other than Ed25519.
    case badKey = "log-key-malformed"
    /// A key's name is empty or has white space, a control character or a plus sign.
    case badName = "log-name-malformed"
    /// The text is not a checkpoint.
    case malformedCheckpoint = "checkpoint-malformed"
    /// The checkpoint is of another log.
    case foreignOrigin = "checkpoint-origin-foreign"
}

/// A text and the signatures under it, none of them believed yet.
package struct SignedNote: Hashable, Sendable {
    /// One signature line.
    package struct Signature: Hashable, Sendable {
        /// The name of the key.
        package let name: String
        /// The four bytes that name the key.
        package let keyID: [UInt8]
        /// The signature itself.
        package let bytes: [UInt8]
    }

    /// The most signatures that are read; signed-note demands 16 at least.
    package static let signatureLimit = 64

    /// What is signed, to its last line feed.
    package let text: String
    /// The signatures, in the order of their lines.
    package let signatures: [Signature]

    private static let lead = Array("\u{2014} ".utf8)
    private static let lineFeed = UInt8(ascii: "\n")

    /// Reads a note.
    ///
    /// - Throws: `NoteRefusal` with `malformedNote` or `tooManySignatures`.
    package init(parsing note: String) throws(NoteRefusal) {
        let bytes = Array(note.utf8)
        guard Self.isText(note), let blank = Self.lastBlankLine(in: bytes), blank > 0 else {
            throw NoteRefusal.malformedNote
        }
        text = String(decoding: bytes[...blank], as: UTF8.self)
        let lines = bytes[(blank + 2)...].split(
            separator: Self.lineFeed,
            omittingEmptySubsequences: false
        )
        // The last line ends in a line feed, so the last piece is empty.
        guard lines.count >= 2, lines[lines.count - 1].isEmpty else {
            throw NoteRefusal.malformedNote
        }
        guard lines.count - 1 <= Self.signatureLimit else { throw NoteRefusal.tooManySignatures }
        var signatures: [Signature] = []
        for line in lines.dropLast() {
            guard let signature = Self.signature(line: line) else {
                throw NoteRefusal.malformedNote
            }
            signatures.append(signature)
        }
        self.signatures = signatures
    }

    /// A note over `text` with one signature.
    ///
    /// - Throws: `NoteRefusal` with `malformedNote` when the text is none; `CryptographyFailure`.
    package static func signed(_ text: String, by key: LogKey) throws -> String {
        guard isText(text) else { throw NoteRefusal.malformedNote }
        let signature = try key.signature(over: Array(text.utf8))
        let code = Base64.encode(key.verifier.keyID + signature)
        return "\(text)\n\u{2014} \(key.name) \(code)\n"
    }

    /// The known keys that signed the text; never empty.
    ///
    /// - Throws: `NoteRefusal` with `badSignature` or `unsigned`; `CryptographyFailure`.
    package func verified(by known: [LogVerifier]) throws -> [LogVerifier] {
        let content = Array(text.utf8)
        var accepted: [LogVerifier] = []
        for signature in signatures {
            let match = known.first {
                $0.keyID == signature.keyID && $0.name.utf8.elementsEqual(signature.name.utf8)
            }
            guard let verifier = match else { continue }
            guard try verifier.accepts(signature.bytes, over: content) else {
                throw NoteRefusal.badSignature
            }
            if !accepted.contains(verifier) {
                accepted.append(verifier)
            }
        }
        guard !accepted.isEmpty else { throw NoteRefusal.unsigned }
        return accepted
    }

    /// Whether a key may have this name.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                !$0.properties.isWhitespace && $0 != "+"
                    && $0.properties.generalCategory != .control
            }
    }

    private static func isText(_ text: String) -> Bool {
        text.utf8.last == lineFeed
            && text.unicodeScalars.allSatisfy {
                $0 == "\n" || $0.properties.generalCategory != .control
            }
    }

    // The position of the first of the last two line feeds that stand together.
    private static func lastBlankLine(in bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast().last {
            bytes[$0] == lineFeed && bytes[$0 + 1] == lineFeed
        }
    }

    private static func signature(line: ArraySlice<UInt8>) -> Signature? {
        let space = UInt8(ascii: " ")
        guard line.starts(with: lead) else { return nil }
        let parts = line.dropFirst(lead.count).split(
            separator: space,
            omittingEmptySubsequences: false
        )
        guard parts.count == 2, let name = String(validating: parts[0], as: UTF8.self),
            isName(name), let code = Base64.decode(parts[1]), code.count > 4
        else { return nil }
        return Signature(name: name, keyID: Array(code.prefix(4)), bytes: Array(code.dropFirst(4)))
    }
}

// Cosignatures (C2SP tlog-cosignature, Ed25519): a witness signs that it has seen a checkpoint, and when.
//
// A witness signs one line of a log only: each checkpoint that it signs holds the one that it signed before.
// That it is so is for the witness to check before it signs; what it signs says no more than "seen".
//
// Invariants:
// 1. A witness's key has its own type (4), so that no signature of it passes for one of a log, nor the other way.
// 2. The signed message is the line of the time, then the text of the checkpoint to its last line feed.

/// The public half of a witness's key.
package struct WitnessVerifier: Hashable, Sendable {
    /// The type byte of timestamped Ed25519 cosignatures.
    static let type: UInt8 = 4

    /// The name under which it signs.
    package let name: String
    private let key: LogVerifier
    /// The four bytes by which a cosignature names the key.
    package let keyID: [UInt8]

    init(name: String, key: LogVerifier) {
        self.name = name
        self.key = key
        let hasher = SHA256()
        hasher.update(utf8: name)
        hasher.update([0x0A, Self.type])
        hasher.update(key.publicKey)
        keyID = Array(hasher.finish().bytes.prefix(4))
    }

    /// Reads a verifier key line, `<name>+<key id>+<base64 of type and key>`.
    ///
    /// - Throws: `NoteRefusal` with `badKey`, also for keys that are no witness's.
    package init(line: String) throws(NoteRefusal) {
        guard let parts = LogVerifier.parts(ofKey: line.utf8[...], type: Self.type),
            parts.material.count == 32
        else { throw NoteRefusal.badKey }
        self.init(name: parts.name, key: LogVerifier(name: parts.name, publicKey: parts.material))
        guard keyID == parts.keyID else { throw NoteRefusal.badKey }
    }

    /// The verifier key line, without a line end.
    package var line: String {
        "\(name)+\(Hexadecimal.encode(keyID))+\(Base64.encode([Self.type] + key.publicKey))"
    }

    /// When this witness saw the checkpoint of a note, in seconds since 1970; nil when it did not sign it.
    ///
    /// - Throws: `NoteRefusal` with `malformedNote` or `badSignature`; `CryptographyFailure`.
    package func seconds(ofNote note: String) throws -> UInt64? {
        let signed = try SignedNote(parsing: note)
        var latest: UInt64?
        for signature in signed.signatures
        where signature.keyID == keyID && signature.name.utf8.elementsEqual(name.utf8) {
            guard signature.bytes.count == 72 else { throw NoteRefusal.badSignature }
            let seconds = signature.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let message = Self.message(seconds: seconds, text: signed.text)
            guard try key.accepts(Array(signature.bytes.dropFirst(8)), over: message) else {
                throw NoteRefusal.badSignature
            }
            latest = max(latest ?? 0, seconds)
        }
        return latest
    }

    static func message(seconds: UInt64, text: String) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }
}

/// A witness's private key.
package struct WitnessKey: Sendable {
    private static let prefix = "PRIVATE+WITNESS+KEY+"
    private let key: LogKey

    /// The key that grows from these 32 bytes; unpredictable ones make a new key.
    ///
    /// - Throws: `NoteRefusal` with `badName`; `CryptographyFailure`.
    package init(name: String, seed: SecretKey) throws {
        key = try LogKey(name: name, seed: seed)
    }

    /// Reads the key file's one line, in which a log's key is marked as a witness's.
    ///
    /// - Throws: `NoteRefusal` with `badKey` or `badName`; `CryptographyFailure`.
    package init(line: String) throws {
        guard line.utf8.starts(with: Self.prefix.utf8) else { throw NoteRefusal.badKey }
        key = try LogKey(line: "PRIVATE+KEY+" + line.dropFirst(Self.prefix.count))
    }

    /// The key file's one line, without a line end.
    package var exposedLine: String {
        Self.prefix + key.exposedLine.dropFirst("PRIVATE+KEY+".count)
    }

    /// The public half.
    package var verifier: WitnessVerifier {
        WitnessVerifier(name: key.name, key: key.verifier)
    }

    /// The note with this witness's line under it; signatures that are there stay.
    ///
    /// - Parameters:
    ///   - note: A note that was verified as the log's.
    ///   - seconds: When it was seen, in seconds since 1970.
    /// - Returns: The note with one more line.
    /// - Throws: `NoteRefusal` with `malformedNote`; `CryptographyFailure`.
    package func cosigned(_ note: String, seconds: UInt64) throws -> String {
        let signed = try SignedNote(parsing: note)
        let signature = try key.signature(
            over: WitnessVerifier.message(seconds: seconds, text: signed.text)
        )
        let time = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * UInt64($0))) }
        let code = Base64.encode(verifier.keyID + time + signature)
        return note + "\u{2014} \(key.name) \(code)\n"
    }
}

// The key with which a log signs its checkpoints: Ed25519 (RFC 8032), named as in C2SP signed-note.
//
// Invariants:
// 1. A key's name is not empty and has no white space, no control character and no plus sign.
// 2. A key never prints itself.

internal import COpenSSL

/// A log's private key and its name.
package final class LogKey: Sendable {
    /// The name under which the key signs: the log's origin.
    package let name: String
    private let seed: SecretKey
    private let publicKey: [UInt8]

    /// The key that grows from these 32 bytes; unpredictable ones make a new key.
    ///
    /// - Throws: `NoteRefusal` with `badName`; `CryptographyFailure` when libcrypto fails.
    package init(name: String, seed: SecretKey) throws {
        guard SignedNote.isName(name) else { throw NoteRefusal.badName }
        self.name = name
        self.seed = seed
        let key = try Self.opened(seed)
        defer { extendLifetime(key) }
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        try require(
            unsafe EVP_PKEY_get_raw_public_key(key.pointer, &bytes, &count),
            "EVP_PKEY_get_raw_public_key"
        )
        publicKey = bytes
    }

    /// Reads the key file's one line, `PRIVATE+KEY+<name>+<key id>+<base64 of type and seed>`.
    ///
    /// - Throws: `NoteRefusal` with `badKey` or `badName`; `CryptographyFailure`.
    package convenience init(line: String) throws {
        let prefix = "PRIVATE+KEY+"
        guard line.utf8.starts(with: prefix.utf8),
            let parts = LogVerifier.parts(ofKey: line.utf8.dropFirst(prefix.utf8.count)),
            let seed = SecretKey(bytes: parts.material)
        else { throw NoteRefusal.badKey }
        try self.init(name: parts.name, seed: seed)
        guard verifier.keyID == parts.keyID else { throw NoteRefusal.badKey }
    }

    /// The key file's one line, without a line end, in the form that Go's note package reads.
    package var exposedLine: String {
        let material = Base64.encode([LogVerifier.ed25519] + seed.exposedBytes)
        return "PRIVATE+KEY+\(name)+\(Hexadecimal.encode(verifier.keyID))+\(material)"
    }

    /// The public half.
    package var verifier: LogVerifier { LogVerifier(name: name, publicKey: publicKey) }

    /// The signature over a note's text.
    ///
    /// - Throws: `CryptographyFailure` when libcrypto fails.
    func signature(over text: [UInt8]) throws -> [UInt8] {
        let key = try Self.opened(seed)
        defer { extendLifetime(key) }
        let context = try unsafe Owned(
            EVP_MD_CTX_new(),
            "EVP_MD_CTX_new",
            free: { unsafe EVP_MD_CTX_free($0) }
        )
        defer { extendLifetime(context) }
        try require(
            unsafe EVP_DigestSignInit(context.pointer, nil, nil, nil, key.pointer),
            "EVP_DigestSignInit"
        )
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        try require(
            unsafe EVP_DigestSign(context.pointer, &signature, &count, text, text.count),
            "EVP_DigestSign"
        )
        return signature
    }

    private static func opened(_ seed: SecretKey) throws(CryptographyFailure) -> Owned {
        let key = unsafe seed.withBytes {
            unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, $0, SecretKey.byteCount)
        }
        return try unsafe Owned(
            key,
            "EVP_PKEY_new_raw_private_key",
            free: { unsafe EVP_PKEY_free($0) }
        )
    }
}

extension LogKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name, and no more.
    package var description: String { "LogKey(\(name), hidden)" }
    /// The same as `description`.
    package var debugDescription: String { description }
    /// A mirror that shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

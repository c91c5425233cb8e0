// The public half of a log's key, as a verifier key line (vkey) of C2SP signed-note.
//
// Invariant: the key id is the first four bytes of SHA-256(name, line feed, type, public key), so
// a line with another id is refused.

internal import COpenSSL

/// A log's public Ed25519 key and its name.
package struct LogVerifier: Hashable, Sendable {
    /// The type byte of Ed25519 in signed-note.
    static let ed25519: UInt8 = 1

    /// The name under which the key signs.
    package let name: String
    /// The 32 bytes of the public key.
    package let publicKey: [UInt8]
    /// The four bytes by which a signature names the key.
    package let keyID: [UInt8]

    init(name: String, publicKey: [UInt8]) {
        self.name = name
        self.publicKey = publicKey
        let hasher = SHA256()
        hasher.update(utf8: name)
        hasher.update([0x0A, Self.ed25519])
        hasher.update(publicKey)
        keyID = Array(hasher.finish().bytes.prefix(4))
    }

    /// Reads a verifier key line, `<name>+<key id>+<base64 of type and key>`.
    ///
    /// - Throws: `NoteRefusal` with `badKey`, also for types other than Ed25519.
    package init(line: String) throws(NoteRefusal) {
        guard let parts = Self.parts(ofKey: line.utf8[...]), parts.material.count == 32 else {
            throw NoteRefusal.badKey
        }
        self.init(name: parts.name, publicKey: parts.material)
        guard keyID == parts.keyID else { throw NoteRefusal.badKey }
    }

    /// The verifier key line, without a line end.
    package var line: String {
        "\(name)+\(Hexadecimal.encode(keyID))+\(Base64.encode([Self.ed25519] + publicKey))"
    }

    /// Whether `signature` is this key's over the note's text.
    func accepts(_ signature: [UInt8], over text: [UInt8]) throws(CryptographyFailure) -> Bool {
        let key = try unsafe Owned(
            EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count),
            "EVP_PKEY_new_raw_public_key",
            free: { unsafe EVP_PKEY_free($0) }
        )
        defer { extendLifetime(key) }
        let context = try unsafe Owned(
            EVP_MD_CTX_new(),
            "EVP_MD_CTX_new",
            free: { unsafe EVP_MD_CTX_free($0) }
        )
        defer { extendLifetime(context) }
        try require(
            unsafe EVP_DigestVerifyInit(context.pointer, nil, nil, nil, key.pointer),
            "EVP_DigestVerifyInit"
        )
        let fits =
            unsafe EVP_DigestVerify(
                context.pointer,
                signature,
                signature.count,
                text,
                text.count
            ) == 1
        ERR_clear_error()
        return fits
    }

    /// The parts of a key line behind any prefix; nil when it has another form or type.
    static func parts(
        ofKey line: Substring.UTF8View,
        type: UInt8 = ed25519
    ) -> (name: String, keyID: [UInt8], material: [UInt8])? {
        let plus = UInt8(ascii: "+")
        let pieces = line.split(separator: plus, maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, let name = String(pieces[0]), SignedNote.isName(name),
            let keyID = Hexadecimal.decode(pieces[1]), keyID.count == 4,
            let material = Base64.decode(pieces[2]), material.first == type
        else { return nil }
        return (name, keyID, Array(material.dropFirst()))
    }
}

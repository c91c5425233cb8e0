// Checkpoints of a log (C2SP tlog-checkpoint): its origin, its size and the root over its leaves.
//
// Invariants:
// 1. One checkpoint has one text: decimal size without leading zeros, base64 root with padding.
// 2. A signed checkpoint is believed only when the key that bears the log's origin as its name
//    has signed it.

/// The state of a log, as it is published.
package struct Checkpoint: Hashable, Sendable {
    /// The log's name, the same as its key's.
    package let origin: String
    /// The number of leaves.
    package let size: UInt64
    /// The root over them (RFC 6962).
    package let root: Digest
    /// Lines behind the root, none of them empty; ours has none.
    package let extensionLines: [String]

    /// The state of the log `origin`.
    package init(origin: String, size: UInt64, root: Digest) {
        precondition(SignedNote.isName(origin), "an origin is a key's name")
        self.origin = origin
        self.size = size
        self.root = root
        extensionLines = []
    }

    /// Reads the unsigned text.
    ///
    /// - Throws: `NoteRefusal` with `malformedCheckpoint`.
    package init(parsing text: String) throws(NoteRefusal) {
        let lines = text.utf8.split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        ).compactMap { String($0) }
        guard lines.count >= 4, lines[lines.count - 1].isEmpty,
            lines.dropLast().allSatisfy({ !$0.isEmpty }), SignedNote.isName(lines[0]),
            let size = UInt64(lines[1]), String(size).utf8.elementsEqual(lines[1].utf8),
            let root = Digest(base64: lines[2])
        else { throw NoteRefusal.malformedCheckpoint }
        // The empty tree has one root only.
        guard size > 0 || root == MerkleTree.emptyRoot else {
            throw NoteRefusal.malformedCheckpoint
        }
        origin = lines[0]
        self.size = size
        self.root = root
        extensionLines = Array(lines[3..<lines.count - 1])
    }

    /// Size and root together.
    package var head: MerkleTree.Head { MerkleTree.Head(size: size, root: root) }

    /// The text that is signed: each line ends in a line feed.
    package var text: String {
        ([origin, String(size), root.base64] + extensionLines).map { $0 + "\n" }.joined()
    }

    /// The checkpoint as a signed note.
    ///
    /// - Throws: `NoteRefusal` with `foreignOrigin` when the key is another log's;
    ///   `CryptographyFailure` when libcrypto fails.
    package func signed(by key: LogKey) throws -> String {
        guard key.name.utf8.elementsEqual(origin.utf8) else { throw NoteRefusal.foreignOrigin }
        return try SignedNote.signed(text, by: key)
    }

    /// The checkpoint in a signed note, once the log's own key is seen to have signed it.
    ///
    /// - Throws: `NoteRefusal`; `CryptographyFailure` when libcrypto fails.
    package static func verified(_ note: String, by verifier: LogVerifier) throws -> Checkpoint {
        let signed = try SignedNote(parsing: note)
        _ = try signed.verified(by: [verifier])
        let checkpoint = try Checkpoint(parsing: signed.text)
        guard checkpoint.origin.utf8.elementsEqual(verifier.name.utf8) else {
            throw NoteRefusal.foreignOrigin
        }
        return checkpoint
    }
}

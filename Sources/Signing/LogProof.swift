// A proof that a log holds a leaf (C2SP tlog-proof): the leaf's index, its inclusion proof, and the
// signed checkpoint under which it stands.
//
// Invariants:
// (1) One proof has one text; a text with anything more is refused, `extra` data too: ours has none.
// (2) A proof is believed only with a checkpoint that the log's own key has signed.

/// Why a proof is not taken.
package enum LogProofRefusal: Error, Hashable, Sendable {
    /// The text is no proof.
    case malformed
    /// The checkpoint is not one of that log.
    case note(NoteRefusal)
    /// The leaf is not at that place of the log.
    case notIncluded
}

/// Where a leaf stands in a log.
package struct LogProof: Hashable, Sendable {
    /// The first line of the form.
    package static let header = "c2sp.org/tlog-proof@v1"

    /// The index of the leaf.
    package let index: UInt64
    /// The inclusion proof of RFC 9162.
    package let proof: [Digest]
    /// The signed checkpoint, to its last line feed.
    package let note: String

    /// A proof.
    package init(index: UInt64, proof: [Digest], note: String) {
        self.index = index
        self.proof = proof
        self.note = note
    }

    /// The text.
    package var text: String {
        ([Self.header, "index \(index)"] + proof.map(\.base64)).map { $0 + "\n" }.joined()
            + "\n" + note
    }

    /// Reads a text; nothing of it is believed yet.
    ///
    /// - Throws: ``LogProofRefusal/malformed``.
    package init(parsing text: String) throws(LogProofRefusal) {
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        let head = lines.prefix { !$0.isEmpty }.compactMap { String($0) }
        let word = "index "
        guard head.count >= 2, head[0].utf8.elementsEqual(Self.header.utf8),
            head[1].utf8.starts(with: word.utf8), let index = UInt64(head[1].dropFirst(word.count)),
            head.count < lines.count
        else { throw .malformed }
        self.index = index
        proof = head.dropFirst(2).compactMap { Digest(base64: $0) }
        note = lines[(head.count + 1)...].map { String(Substring($0)) }.joined(separator: "\n")
        // One proof has one text: whatever was read otherwise is written otherwise.
        guard self.text.utf8.elementsEqual(text.utf8) else { throw .malformed }
    }

    /// The checkpoint, once the log's key is seen to have signed it and the leaf to stand under it.
    ///
    /// - Parameters:
    ///   - leafHash: The hash of the leaf.
    ///   - verifier: The log's key.
    /// - Returns: The checkpoint.
    /// - Throws: ``LogProofRefusal``; `CryptographyFailure` when libcrypto fails.
    package func checkpoint(proving leafHash: Digest, by verifier: LogVerifier) throws -> Checkpoint
    {
        let checkpoint: Checkpoint
        do {
            checkpoint = try Checkpoint.verified(note, by: verifier)
        } catch let refusal as NoteRefusal {
            throw LogProofRefusal.note(refusal)
        }
        guard
            MerkleTree.verifyInclusion(
                of: leafHash,
                at: index,
                size: checkpoint.size,
                proof: proof,
                root: checkpoint.root
            )
        else { throw LogProofRefusal.notIncluded }
        return checkpoint
    }
}

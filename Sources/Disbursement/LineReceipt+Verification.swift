// Verifies a receipt with the log's public key alone.
//
// Invariant: what is believed comes from the signature down: the checkpoint, the entry's leaf under
// it, the root in the entry, then each line. The first thing that does not hold is named.

import BankFiles
package import Ledger
package import Signing

/// What a receipt proves.
package struct ProvenLines: Sendable {
    /// One line.
    package struct Line: Sendable {
        /// Its number in the batch.
        package let number: Int
        /// The id of its transfer.
        package let transfer: String
        /// What its row says.
        package let line: DueLine
    }

    /// The lines, in order of their numbers; none in the receipt of a batch.
    package let lines: [Line]
    /// The root over all lines of the batch.
    package let linesRoot: Digest
    /// The code of their batch.
    package let batch: String
    /// What the entry is: `approved` or `handed-over`.
    package let event: String
    /// The day the entry was booked.
    package let bookedOn: CivilDate
    /// The state of the log under which it stands.
    package let checkpoint: Checkpoint
}

extension LineReceipt {
    /// Recomputes everything.
    ///
    /// - Parameter verifier: The log's public key.
    /// - Returns: What is proven.
    /// - Throws: ``ReceiptRefusal``; `CryptographyFailure` when libcrypto fails.
    package func verified(by verifier: LogVerifier) throws -> ProvenLines {
        // Another's signature, or ours twice, would be bytes that nothing here can believe.
        guard (try? SignedNote(parsing: proof.note))?.signatures.count == 1 else {
            throw ReceiptRefusal.log(.malformed)
        }
        let checkpoint: Checkpoint
        do {
            let leaf = MerkleTree.leafHash(LinesRootEntry.leaf(rows: entry))
            checkpoint = try proof.checkpoint(proving: leaf, by: verifier)
        } catch let refusal as LogProofRefusal {
            throw ReceiptRefusal.log(refusal)
        }
        guard let entry = LinesRootEntry(rows: entry) else { throw ReceiptRefusal.entry }
        var proven: [ProvenLines.Line] = []
        for (index, line) in lines.enumerated() {
            let place = index + 1
            guard line.root == entry.linesRoot else { throw ReceiptRefusal.path(place: place) }
            guard let row = line.proven(in: entry.batch),
                line.path.fits(leafIndex: UInt64(row.number) - 1),
                row.number > proven.last?.number ?? 0
            else { throw ReceiptRefusal.row(place: place) }
            proven.append(row)
        }
        return ProvenLines(
            lines: proven,
            linesRoot: entry.linesRoot,
            batch: "\(entry.batch)",
            event: entry.event,
            bookedOn: entry.bookedOn,
            checkpoint: checkpoint
        )
    }
}

extension LineReceipt.Line {
    /// What the row says; nil where it is no row of that batch.
    fileprivate func proven(in batch: BatchCode) -> ProvenLines.Line? {
        var reader = DecisionReader(batch: batch, firstNumber: nil)
        let header = Array(DecisionList.header.utf8)
        reader.feed(header.span)
        reader.feed(row.span)
        guard (try? reader.finish()) != nil, reader.chunk.count == 1,
            let transfer = reader.chunk.transfers.first, transfer > 0
        else { return nil }
        return ProvenLines.Line(
            number: reader.chunk.firstNumber,
            transfer: "\(TransferID(batch: batch, number: Int(transfer)))",
            line: reader.chunk.lines[0]
        )
    }
}

// Files that restate rows: signatures and receipts, written after the commit and before the signed
// checkpoint.
//
// Invariant: an effect can be written again and again and the result is the same.

import Foundation
import GRDB
import Signing

/// A file of a batch that restates rows.
package struct Effect: Sendable {
    /// The path below the folder of the batches.
    package let path: String
    /// Its bytes.
    package let bytes: [UInt8]

    /// Writes the file where it is missing or differs.
    package func write(in folder: String) throws(StoreError) {
        let full = "\(folder)/\(path)"
        if DurableFiles.exists(full), try DurableFiles.read(full) == bytes {
            // Whoever wrote it may have ended before its name was on the disk.
            return try DurableFiles.syncFolder(DurableFiles.parent(of: full))
        }
        // The temporary name lies outside of the batch: a sealed folder never holds a foreign file.
        let temporary = "\(folder)/.tmp-effect"
        try DurableFiles.removeTree(temporary)
        try DurableFiles.write(bytes, to: temporary)
        try DurableFiles.move(temporary, to: full)
        try DurableFiles.syncFolder(DurableFiles.parent(of: full))
    }
}

extension Books {
    /// The files that the last step restates: signatures, hand-overs, receipts.
    ///
    /// - Parameter receipt: The text of the checkpoint signed for that step.
    /// - Returns: The files, in the order of the rows.
    /// - Throws: ``StoreError`` where a row cannot be read.
    package func effectsOfLastStep(receipt: String) throws -> [Effect] {
        let receipt = Array(receipt.utf8)
        return try read { db in
            var effects: [Effect] = []
            let last = "(SELECT max(step) FROM step)"
            for row in try Row.fetchAll(
                db,
                sql: """
                    SELECT b.code, s.signatures FROM batch_signature s JOIN batch b ON b.rowid = s.batch
                    WHERE s.step = \(last) ORDER BY s.rowid
                    """
            ) {
                let code: String = row["code"]
                effects.append(
                    Effect(path: "\(code)/MANIFEST.p7s", bytes: Array(row["signatures"] as Data))
                )
                effects.append(Effect(path: "\(code)/receipt.txt", bytes: receipt))
            }
            for row in try Row.fetchAll(
                db,
                sql: """
                    SELECT b.code, s.number, s.signatures FROM stop s
                    JOIN batch b ON b.rowid = s.batch WHERE s.step = \(last) ORDER BY s.rowid
                    """
            ) {
                let code: String = row["code"]
                let number: Int = row["number"]
                effects.append(
                    Effect(
                        path: "\(code)/stops/\(number < 10 ? "0" : "")\(number)/MANIFEST.p7s",
                        bytes: Array(row["signatures"] as Data)
                    )
                )
            }
            for row in try Row.fetchAll(
                db,
                sql: """
                    SELECT b.code, h.path, h.signature FROM handover h JOIN batch b ON b.rowid = h.batch
                    WHERE h.step = \(last) ORDER BY h.rowid
                    """
            ) {
                let code: String = row["code"]
                let path: String = row["path"]
                effects.append(
                    Effect(path: "\(code)/\(path).p7s", bytes: Array(row["signature"] as Data))
                )
                effects.append(Effect(path: "\(code)/receipt.txt", bytes: receipt))
            }
            return effects
        }
    }
}

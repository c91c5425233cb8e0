// Books opened for a step: the register's key, and effects of the last step that a cut-off process
// may not have written.
//
// Invariants:
// (1) What lies in `batches/` and is not of the database is removed before anything is written.
// (2) Files that only restate rows of the last step are written again when they differ.

import Disbursement
import Intake
import Ledger
package import Signing
package import Store

/// Books with their register.
package struct OpenBooks {
    /// The books.
    package let books: Books
    /// The register.
    package let register: RegisterStore

    /// Opens books.
    ///
    /// - Throws: `StoreError`.
    package init(folder: String, access: Access, environment: Environment) throws {
        books = try Books.open(folder: folder, access: access)
        let key = try DurableFiles.read("\(folder)/keys/register.key")
        guard let secret = SecretKey(bytes: key) else {
            throw StepRefusal(
                .unreadable,
                Phrase(
                    vi: "keys/register.key không phải khóa sổ hộ tịch (32 byte)",
                    en: "keys/register.key is not a register key (32 bytes)"
                )
            )
        }
        register = RegisterStore(
            books: books,
            seal: RegisterSeal(key: secret, random: environment.random)
        )
        if access == .write { try tidy() }
    }

    /// The authority's certificates that signatures must lead to.
    package func roots() throws -> [Certificate] {
        // Each PEM block is one authority.
        let text = try books.setting("roots") ?? ""
        let end = "-----END CERTIFICATE-----"
        return try text.split(separator: end).filter { $0.contains("-----BEGIN") }.map {
            try Certificate(Array("\($0)\(end)\n".utf8))
        }
    }

    private func tidy() throws {
        let batches = try books.batches()
        let known = Set(batches.map(\.code))
        for name in try DurableFiles.names(in: books.batchesFolder) where !known.contains(name) {
            try DurableFiles.removeTree("\(books.batchesFolder)/\(name)")
        }
        for batch in batches {
            let stops = "\(books.batchesFolder)/\(batch.code)/stops"
            guard DurableFiles.exists(stops) else { continue }
            for name in try DurableFiles.names(in: stops)
            where (Int(name) ?? Int.max) > batch.stopCount {
                try DurableFiles.removeTree("\(stops)/\(name)")
            }
        }
        for effect in try books.effectsOfLastStep() { try effect.write(in: books.batchesFolder) }
    }
}

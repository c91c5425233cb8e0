// Books opened for a step, with the register's key.
//
// Invariant: what lies in `batches/` and is not of the database is removed before anything is
// written.

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

    /// The officers of a role whose valid signatures stand over a digest.
    ///
    /// - Parameters:
    ///   - signature: CMS, DER.
    ///   - digest: SHA-256 of what was signed.
    ///   - role: The role that they must be registered in.
    ///   - time: When their certificates must hold.
    /// - Returns: The registrations, in order; none where the signature does not verify.
    /// - Throws: `StoreError`.
    func signers(
        of signature: [UInt8],
        over digest: Digest,
        role: OfficerRole,
        at time: Instant
    ) throws -> [OfficerRecord] {
        guard
            let records = try? DetachedSignature.verify(
                der: signature,
                digest: digest,
                roots: try roots(),
                at: time.seconds
            )
        else { return [] }
        let fingerprints = Set(records.map(\.certificate.fingerprint.hex))
        return try books.officers().filter {
            $0.role == role && !$0.isEnded && fingerprints.contains($0.fingerprint)
        }
    }

    /// Replays the log before money moves: a forged row must not outlive this moment.
    ///
    /// Every step that books, signs or hands over something begins with it, and nobody else writes
    /// from then until the step's commit (`Books`, invariant 4). Drafts, checks, carries, repairs and
    /// register changes book nothing: what they leave is made again, on proven rows, by submission,
    /// reissue and the last signature, so they are spared the replay.
    ///
    /// - Throws: ``StepRefusal`` with exit code 5 and the findings.
    func requireProof() throws {
        let findings = try BooksVerifier(books: books).verify().findings
        guard findings.isEmpty else {
            throw StepRefusal(
                .proofFails,
                Phrase(
                    vi: "sổ không còn như khi ghi; không ký, không bàn giao gì",
                    en: "the books are not what was written; nothing is signed or handed over"
                ),
                hint: Phrase(
                    vi: "chạy chitra verify, giữ nguyên hiện trạng và báo kiểm toán",
                    en: "run chitra verify, keep all as it is and call the auditor"
                ),
                diagnostics: findings.map {
                    Diagnostic(
                        .error,
                        code: "books-proof",
                        at: Location(file: "books.sqlite", field: $0.place),
                        $0.message
                    )
                }
            )
        }
    }

    /// Whether all who must have signed a batch, whether or not it had anything to book.
    ///
    /// - Throws: `StoreError`.
    func isApproved(_ batch: BatchRecord) throws -> Bool {
        guard let unit = try books.units().first(where: { $0.code == batch.unit }) else {
            return false
        }
        let rule = SignatureRule(roles: unit.roles.compactMap { OfficerRole(rawValue: $0) })
        return rule.missing(batch.signatures.map(\.role)).isEmpty
    }

    /// Removes the files of answers that were never taken in.
    private func tidyAnswers() throws {
        guard DurableFiles.exists(books.answersFolder) else { return }
        let known = Set(try books.query { try $0.answers() }.map(\.digest.hex))
        for name in try DurableFiles.names(in: books.answersFolder)
        where !known.contains(String(name.prefix(64))) {
            try DurableFiles.removeTree("\(books.answersFolder)/\(name)")
        }
    }

    private func tidy() throws {
        let batches = try books.batches()
        let known = Set(batches.map(\.code))
        for name in try DurableFiles.names(in: books.batchesFolder) where !known.contains(name) {
            // A cut-off step leaves a folder without signatures: those come after the commit.
            if !name.hasPrefix(".tmp-"),
                DurableFiles.exists("\(books.batchesFolder)/\(name)/MANIFEST.p7s")
            {
                throw StoreError.foreignBatch(name)
            }
            try DurableFiles.removeTree("\(books.batchesFolder)/\(name)")
        }
        try tidyAnswers()
        for batch in batches { try tidyStops(of: batch) }
    }

    /// Removes what a stop list left that was cut off before its commit.
    private func tidyStops(of batch: BatchRecord) throws {
        let stops = "\(books.batchesFolder)/\(batch.code)/stops"
        guard DurableFiles.exists(stops) else { return }
        for name in try DurableFiles.names(in: stops)
        where (Int(name) ?? Int.max) > batch.stopCount {
            if DurableFiles.exists("\(stops)/\(name)/MANIFEST.p7s") {
                throw StoreError.foreignBatch("\(batch.code)/stops/\(name)")
            }
            try DurableFiles.removeTree("\(stops)/\(name)")
        }
        if batch.stopCount == 0 { try DurableFiles.removeTree(stops) }
    }
}

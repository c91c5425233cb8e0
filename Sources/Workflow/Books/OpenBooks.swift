// Books opened for a step, with the register's key.
//
// Invariant: what a cut-off step left in the folders is removed before anything is written.

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
    /// Is told how far long work is.
    var meter: ProgressMeter { books.meter }

    /// Opens books.
    ///
    /// - Throws: `StoreError`.
    package init(folder: String, access: Access, environment: Environment) throws {
        books = try Books.open(
            folder: folder,
            access: access,
            meter: environment.meter
        )
        let key = try Books.part("keys/register.key", of: folder, isSecret: true)
        guard let secret = SecretKey(bytes: key) else {
            throw StepRefusal(
                .proofFails,
                Phrase(
                    vi: "keys/register.key không phải khóa danh sách đối tượng (32 byte)",
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

    /// The same books at another moment: ``PastBooks``.
    init(books: Books, register: RegisterStore) {
        self.books = books
        self.register = register
    }

    /// The log's public key.
    ///
    /// - Throws: `StoreError` where it is no key.
    func logVerifier() throws -> LogVerifier {
        let bytes = try Books.part("keys/log.vkey", of: books.folder)
        let line = String(decoding: bytes, as: UTF8.self).filter { $0 != "\n" }
        guard let verifier = try? LogVerifier(line: line) else {
            throw StoreError.damaged("keys/log.vkey")
        }
        return verifier
    }

    /// The authority's certificates that signatures must lead to.
    package func roots() throws -> [Certificate] {
        // Each PEM block is one authority.
        let text = try books.setting("roots") ?? ""
        do throws(SignatureRefusal) { return try Certificate.all(inPEM: text) } catch {
            throw StoreError.damaged("setting: roots")
        }
    }

    /// The officers of a role whose valid signatures stand over a digest.
    ///
    /// - Parameters:
    ///   - signature: CMS, DER.
    ///   - digest: SHA-256 of what was signed.
    ///   - role: The role that they must be registered in.
    ///   - time: When their certificates must hold.
    ///   - step: The step that took the signature in, where that is proven again: who was in office then
    ///     counts, whatever came since.
    /// - Returns: The registrations, in order; none where the signature does not verify.
    /// - Throws: `StoreError`.
    func signers(
        of signature: [UInt8],
        over digest: Digest,
        role: OfficerRole,
        at time: Instant,
        before step: Int64 = .max
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
            $0.role == role && $0.isInOffice(at: step) && fingerprints.contains($0.fingerprint)
        }
    }

    /// Replays the log before money moves: a forged row must not outlive this moment.
    ///
    /// Every step that books, signs or hands over something begins with it, and nobody else writes
    /// from then until the step's commit (`Books`, invariant 4). Drafts, checks, carries, repairs and
    /// register changes book nothing: what they leave is made again, on proven rows, by submission,
    /// reissue and the last signature, so they are spared the replay.
    ///
    /// - Parameters:
    ///   - reach: Whether lines are gone over too.
    ///   - kept: Takes the lines of some batches on the way.
    /// - Throws: ``StepRefusal`` with exit code 5 and the findings.
    func requireProof(_ reach: ProofReach = .rows, keeping kept: KeptLines? = nil) throws {
        register.requireProvenPages()
        var findings = try BooksVerifier(books: books).verify(reach: reach, keeping: kept).findings
            .map { ($0.place, $0.message) }
        // Rows that are not what was written say nothing about who may sign.
        if findings.isEmpty {
            findings = try OfficersAgain(open: self).findings().map { ($0.place, $0.message) }
        }
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
                        at: Location(file: "books.sqlite", field: $0.0),
                        $0.1
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

    /// Removes what cut-off steps left.
    ///
    /// - Throws: `StoreError` where a signed batch or stop list lies there that the books do not
    ///   know: they are older than their batches.
    private func tidy() throws {
        let census = try FolderCensus(books)
        for path in census.foreign
        where DurableFiles.exists("\(books.folder)/\(path)/MANIFEST.p7s") {
            throw StoreError.foreignBatch(String(path.dropFirst("batches/".count)))
        }
        for path in census.cutOff { try DurableFiles.removeTree("\(books.folder)/\(path)") }
    }
}

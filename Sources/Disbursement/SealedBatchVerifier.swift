// Checks a sealed batch, or a provider's part of one, from its files alone.
//
// What holds of a sealed batch (numbers are cited by findings):
// (1) MANIFEST lists every file but signatures, stops and the receipt, and each digest agrees.
// (2) MANIFEST.p7s verifies to the given roots; every role that must sign has one of its persons,
//     all different.
// (3) The decision list is in canonical order, numbered without a gap; its counts and sums are
//     those of batch.toml.
// (4) A transfer is its lines: the lists of the providers hold the same ids and amounts.
// (5) Each payment file is what its list, its page and its profile render to, byte for byte.
// (6) A stop list only takes lines away, is signed by two persons, and its files are approved less
//     stopped.
// (7) After hand-over each file carries the account holder's signature. No other signature lies
//     there, and none beside files that a stop list replaced.
// (8) A receipt is a checkpoint; whose, the books know.
//
// All files are read first, each once (BatchScan); what they say is judged afterwards.

import BankFiles
package import Intake
package import Ledger
package import Signing

/// Verifies folders against roots of trust.
package struct SealedBatchVerifier {
    /// The authorities' certificates.
    let roots: [Certificate]
    /// The moments at which certificates must hold.
    let times: SigningTimes
    /// Whether every role must have signed: false while a batch waits for signatures.
    let needsAll: Bool
    /// How far a sealed batch is looked into.
    let depth: Depth
    /// Who reads the files.
    let workers: any Workers

    /// How far a sealed batch is looked into.
    package enum Depth: Sendable {
        /// Invariants (2) and (8), and that the files of MANIFEST lie there and no others: who signs
        /// MANIFEST signs the bytes that have its digests, whatever lies on the disk meanwhile.
        case signatures
        /// Invariants (1), (2), (7) and (8): every byte is what was signed; also after hand-over, whatever was
        /// asked.
        case bytes
        /// All invariants; also of a batch with stop lists, whatever was asked.
        case content
    }

    /// A verifier.
    ///
    /// - Parameters:
    ///   - roots: The authorities' certificates.
    ///   - times: The moments at which certificates must hold.
    ///   - needsAll: Whether every role must have signed.
    ///   - depth: How far a sealed batch is looked into.
    ///   - workers: Who reads the files.
    package init(
        roots: [Certificate],
        at times: SigningTimes,
        needsAll: Bool = true,
        depth: Depth = .content,
        workers: any Workers = OneWorker()
    ) {
        self.roots = roots
        self.times = times
        self.needsAll = needsAll
        self.depth = depth
        self.workers = workers
    }

    /// A verifier that knows no log: all certificates must hold at one moment.
    ///
    /// - Parameters:
    ///   - roots: The authorities' certificates.
    ///   - time: The moment.
    ///   - needsAll: Whether every role must have signed.
    ///   - depth: How far a sealed batch is looked into.
    ///   - workers: Who reads the files.
    package init(
        roots: [Certificate],
        at time: Instant,
        needsAll: Bool = true,
        depth: Depth = .content,
        workers: any Workers = OneWorker()
    ) {
        self.init(
            roots: roots,
            at: SigningTimes(time),
            needsAll: needsAll,
            depth: depth,
            workers: workers
        )
    }

    /// Verifies whatever the folder is: a batch, or a provider's part.
    ///
    /// - Parameter folder: The files.
    /// - Returns: What does not hold, and what was seen.
    package func verify(_ folder: FolderContent) -> VerificationReport {
        var report = VerificationReport()
        var scan = BatchScan(folder, workers: workers)
        if scan.paths.contains("batch.toml") {
            verifyBatch(&scan, &report)
            report.digests = scan.digests
        } else if scan.paths.contains("handover.toml") {
            let pages = scan.provider(at: "")
            scan.read(checks(of: pages, scan, decision: nil, stopped: [:]))
            scan.hash(folder.paths)
            _ = verifyProvider(at: "", pages, needsSignatures: true, &scan, &report)
        } else {
            report.findings.append(
                Finding(
                    path: ".",
                    Phrase(
                        vi: "không có batch.toml hay handover.toml: không phải lô chi trả",
                        en: "neither batch.toml nor handover.toml: this is no batch"
                    )
                )
            )
        }
        return report
    }

    private func verifyBatch(_ scan: inout BatchScan, _ report: inout VerificationReport) {
        let sheet = scan.text("batch.toml").map { text in
            Result { try BatchSheet(text: text) }
        }
        guard case .success(let sheet) = sheet else {
            scan.hash(scan.folder.paths)
            guard verifyManifest(at: "", isOutside: isOutsideBatch, &scan, &report) != nil else {
                return
            }
            var why = "batch.toml"
            if case .failure(let error) = sheet { why = "\(error)" }
            report.findings.append(
                Finding(
                    path: "batch.toml",
                    Phrase(vi: "không đọc được: \(why)", en: "cannot be read: \(why)")
                )
            )
            return
        }
        if depth != .content, !scan.folder.paths.contains(where: { $0.hasPrefix("stops/") }) {
            verifyBytes(sheet, &scan, &report)
            return
        }
        let stops = StopVerification(verifier: self, sheet: sheet, &scan)
        let decision = scan.read(
            DecisionScan(
                folder: scan.folder,
                paths: scan.folder.paths.filter {
                    $0.hasPrefix("lines-") && $0.hasSuffix(".csv")
                },
                batch: BatchCode(sheet.code),
                naming: stops.lines
            )
        )
        let frozen = ProviderFolders(at: "files/", stopped: [:], &scan)
        let left = stops.last.map {
            ProviderFolders(at: "stops/\($0)/files/", stopped: stops.amounts(in: decision), &scan)
        }
        scan.read(
            [frozen, left].compactMap { $0 }.flatMap { part in
                part.pages.flatMap { pages in
                    checks(of: pages, scan, decision: (decision, sheet), stopped: part.stopped)
                }
            }
        )
        scan.hash(scan.folder.paths)
        judge(sheet, decision, stops, (frozen, left), &scan, &report)
    }

    /// Holds files against MANIFEST and its signatures, as far as they are read.
    private func verifyBytes(
        _ sheet: BatchSheet,
        _ scan: inout BatchScan,
        _ report: inout VerificationReport
    ) {
        report.isHandedOver = scan.folder.paths.contains(where: Self.isFileSignature)
        let readsAll = depth == .bytes || report.isHandedOver
        if readsAll { scan.hash(scan.folder.paths) }
        guard
            let manifest = verifyManifest(
                at: "",
                isOutside: isOutsideBatch,
                readsAll: readsAll,
                &scan,
                &report
            )
        else { return }
        report.sheet = sheet
        verifySigners(sheet: sheet, manifest: manifest, &scan, &report)
        verifyReceipt(&scan, &report)
        guard report.isHandedOver else { return }
        let folders = ProviderFolders(at: "files/", stopped: [:], &scan)
        for (name, pages) in zip(folders.names, folders.pages) {
            _ = verifyProvider(
                at: "files/\(name)/",
                pages,
                needsSignatures: true,
                &scan,
                &report
            )
        }
    }

    /// Whether a path is that of a signature over what was handed over.
    private static func isFileSignature(_ path: String) -> Bool {
        path.hasSuffix(".p7s") && path.contains("files/")
    }

    /// Says what does not hold, in the order of the invariants.
    private func judge(
        _ sheet: BatchSheet,
        _ decision: DecisionScan.Outcome,
        _ stops: StopVerification,
        _ parts: (frozen: ProviderFolders, left: ProviderFolders?),
        _ scan: inout BatchScan,
        _ report: inout VerificationReport
    ) {
        guard let manifest = verifyManifest(at: "", isOutside: isOutsideBatch, &scan, &report)
        else { return }
        report.sheet = sheet
        report.lineCount = decision.summary.all.count
        verifySigners(sheet: sheet, manifest: manifest, &scan, &report)
        verifyDecision(decision, sheet: sheet, &report)
        stops.verify(decision.summary, manifest: manifest, &scan, &report)
        let signatures = scan.folder.paths.filter(Self.isFileSignature)
        report.isHandedOver = !signatures.isEmpty
        verifyReceipt(&scan, &report)
        let prefix = (parts.left ?? parts.frozen).prefix
        for path in signatures {
            report.check(
                path.hasPrefix(prefix),
                path,
                Phrase(
                    vi: "chữ ký trên tệp đã bị danh sách dừng thay",
                    en: "a signature over a file that a stop list replaced"
                )
            )
        }
        verify(
            parts.frozen,
            decision,
            needsSignatures: report.isHandedOver && parts.left == nil,
            &scan,
            &report
        )
        let holders = sheet.signers.filter { $0.role == .accountHolder }.map(\.person)
        for pages in (parts.frozen.pages + (parts.left?.pages ?? [])).compactMap({ $0 }) {
            report.check(
                pages.sheet.accountHolders == holders,
                pages.prefix + "handover.toml",
                Phrase(
                    vi: "chủ tài khoản khác với batch.toml",
                    en: "the account holders are not those of batch.toml"
                )
            )
        }
        for file in sheet.files {
            let seen = scan.traits(of: file.path)
            report.check(
                seen == FileTraits(size: file.size, digest: file.digest),
                file.path,
                Phrase(vi: "khác với batch.toml", en: "differs from batch.toml")
            )
        }
        guard let left = parts.left else { return }
        verify(left, decision, needsSignatures: report.isHandedOver, &scan, &report)
    }

    /// What lies beside MANIFEST, not in it.
    private func isOutsideBatch(_ path: String) -> Bool {
        path == "MANIFEST" || path == "MANIFEST.p7s" || path == "receipt.txt"
            || path.hasPrefix("stops/") || (path.hasPrefix("files/") && path.hasSuffix(".p7s"))
    }

    /// Invariant (8).
    private func verifyReceipt(_ scan: inout BatchScan, _ report: inout VerificationReport) {
        guard scan.paths.contains("receipt.txt") else { return }
        let note = scan.text("receipt.txt").flatMap { try? SignedNote(parsing: $0) }
        report.check(
            note.map { (try? Checkpoint(parsing: $0.text)) != nil } ?? false,
            "receipt.txt",
            Phrase(vi: "không phải biên nhận", en: "is no receipt")
        )
    }
}

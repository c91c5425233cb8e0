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

package import Intake
package import Ledger
package import Signing

/// One thing that does not hold.
package struct Finding: Hashable, Sendable {
    /// The path inside the folder.
    package let path: String
    /// What is wrong.
    package let message: Phrase

    /// A finding.
    package init(path: String, _ message: Phrase) {
        self.path = path
        self.message = message
    }
}

/// The files of a folder, as the caller reads them.
package struct FolderContent {
    /// Relative paths, sorted by bytes.
    package let paths: [String]
    /// Reads one of them.
    package let read: (String) throws -> [UInt8]

    /// A folder.
    package init(paths: [String], read: @escaping (String) throws -> [UInt8]) {
        self.paths = paths
        self.read = read
    }

    /// The folder without the paths that do not pass.
    package func filtered(_ passes: (String) -> Bool) -> FolderContent {
        FolderContent(paths: paths.filter(passes), read: read)
    }

    /// The part below a folder in it.
    package func part(_ prefix: String) -> FolderContent {
        FolderContent(
            paths: paths.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) },
            read: { [read] in try read(prefix + $0) }
        )
    }
}

/// What a verification found and saw.
package struct VerificationReport: Sendable {
    /// What does not hold; empty when all is well.
    package var findings: [Finding] = []
    /// Who signed what, in order.
    package var signers: [(path: String, record: DetachedSignature.SignerRecord)] = []
    /// The page of the batch, where it could be read.
    package var sheet: BatchSheet?
    /// The decision list's rows.
    package var rows: [DecisionRow] = []
    /// The lines taken away by stop lists.
    package var stopped: Set<Int> = []
    /// Payment files that were rendered again and are the same.
    package var filesRendered = 0
    /// Whether the files were signed for hand-over.
    package var isHandedOver = false
}

/// Verifies folders against roots of trust.
package struct SealedBatchVerifier {
    /// The authorities' certificates.
    let roots: [Certificate]
    /// The time at which certificates must hold.
    let time: Int64
    /// Whether every role must have signed: false while a batch waits for signatures.
    let needsAll: Bool

    /// A verifier.
    package init(roots: [Certificate], at time: Instant, needsAll: Bool = true) {
        self.roots = roots
        self.time = time.seconds
        self.needsAll = needsAll
    }

    /// Verifies whatever the folder is: a batch, or a provider's part.
    package func verify(_ folder: FolderContent) -> VerificationReport {
        var report = VerificationReport()
        if folder.paths.contains("batch.toml") {
            verifyBatch(folder, &report)
        } else if folder.paths.contains("handover.toml") {
            _ = verifyProvider(folder, at: "", needsSignatures: true, &report)
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

    // MARK: The batch

    private func verifyBatch(_ folder: FolderContent, _ report: inout VerificationReport) {
        let isOutside = { (path: String) in
            path == "MANIFEST" || path == "MANIFEST.p7s" || path == "receipt.txt"
                || path.hasPrefix("stops/") || (path.hasPrefix("files/") && path.hasSuffix(".p7s"))
        }
        guard let manifest = verifyManifest(folder, at: "", isOutside: isOutside, &report),
            let sheet = readSheet(folder, &report)
        else { return }
        report.sheet = sheet
        verifySigners(folder, sheet: sheet, manifest: manifest, &report)
        verifyDecision(folder, sheet: sheet, &report)
        let stops = StopVerification(
            verifier: self,
            folder: folder,
            sheet: sheet,
            manifest: manifest
        )
        let lastStop = stops.verify(&report)
        let isHandedOver = folder.paths.contains { $0.hasSuffix(".p7s") && $0.contains("files/") }
        report.isHandedOver = isHandedOver
        verifyReceipt(folder, &report)
        let prefix = lastStop.map { "stops/\($0)/" } ?? ""
        for path in folder.paths where path.hasSuffix(".p7s") && path.contains("files/") {
            check(
                path.hasPrefix(prefix + "files/"),
                path,
                Phrase(
                    vi: "chữ ký trên tệp đã bị danh sách dừng thay",
                    en: "a signature over a file that a stop list replaced"
                ),
                &report
            )
        }
        var transfers = TransferSums(rows: report.rows, stopped: [])
        for provider in providers(in: folder.part("files/")) {
            let amounts = verifyProvider(
                folder.part("files/\(provider)/"),
                at: "files/\(provider)/",
                needsSignatures: isHandedOver && lastStop == nil,
                &report
            )
            transfers.take(amounts)
        }
        transfers.finish(at: "files", &report)
        compareFiles(folder, sheet: sheet, &report)
        guard lastStop != nil else { return }
        var stoppedTransfers = TransferSums(rows: report.rows, stopped: report.stopped)
        for provider in providers(in: folder.part(prefix + "files/")) {
            let amounts = verifyProvider(
                folder.part("\(prefix)files/\(provider)/"),
                at: "\(prefix)files/\(provider)/",
                needsSignatures: isHandedOver,
                &report
            )
            stoppedTransfers.take(amounts)
        }
        stoppedTransfers.finish(at: prefix + "files", &report)
    }

    /// Invariant (8).
    private func verifyReceipt(_ folder: FolderContent, _ report: inout VerificationReport) {
        guard folder.paths.contains("receipt.txt") else { return }
        let text = (try? folder.read("receipt.txt")).map { String(decoding: $0, as: UTF8.self) }
        let note = text.flatMap { try? SignedNote(parsing: $0) }
        check(
            note.map { (try? Checkpoint(parsing: $0.text)) != nil } ?? false,
            "receipt.txt",
            Phrase(vi: "không phải biên nhận", en: "is no receipt"),
            &report
        )
    }

    func providers(in folder: FolderContent) -> [String] {
        Set(folder.paths.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted()
    }

    private func readSheet(
        _ folder: FolderContent,
        _ report: inout VerificationReport
    )
        -> BatchSheet?
    {
        do {
            return try BatchSheet(
                text: String(decoding: try folder.read("batch.toml"), as: UTF8.self)
            )
        } catch {
            report.findings.append(
                Finding(
                    path: "batch.toml",
                    Phrase(vi: "không đọc được: \(error)", en: "cannot be read: \(error)")
                )
            )
            return nil
        }
    }

    /// Invariant (1); gives the digest of MANIFEST.
    func verifyManifest(
        _ folder: FolderContent,
        at prefix: String,
        isOutside: (String) -> Bool,
        _ report: inout VerificationReport
    ) -> Digest? {
        guard let bytes = try? folder.read("MANIFEST"), let manifest = try? Manifest(parsing: bytes)
        else {
            report.findings.append(
                Finding(
                    path: prefix + "MANIFEST",
                    Phrase(vi: "thiếu hoặc hỏng", en: "is missing or damaged")
                )
            )
            return nil
        }
        for entry in manifest.entries {
            guard folder.paths.contains(entry.path), let bytes = try? folder.read(entry.path) else {
                report.findings.append(
                    Finding(
                        path: prefix + entry.path,
                        Phrase(
                            vi: "có trong MANIFEST nhưng thiếu tệp",
                            en: "is in MANIFEST and the file is missing"
                        )
                    )
                )
                continue
            }
            if Digest.of(bytes) != entry.digest {
                report.findings.append(
                    Finding(
                        path: prefix + entry.path,
                        Phrase(
                            vi: "nội dung khác với MANIFEST đã ký",
                            en: "the content differs from the signed MANIFEST"
                        )
                    )
                )
            }
        }
        let listed = Set(manifest.entries.map(\.path))
        let present = Set(folder.paths)
        for path in folder.paths where !listed.contains(path) {
            // A signature is outside MANIFEST, but only beside what it signs.
            let isStray = path.hasSuffix(".p7s") && !present.contains(String(path.dropLast(4)))
            if isOutside(path) && !isStray { continue }
            report.findings.append(
                Finding(
                    path: prefix + path,
                    Phrase(vi: "không có trong MANIFEST", en: "is not in MANIFEST")
                )
            )
        }
        return Digest.of(bytes)
    }

    /// Reads and verifies a detached signature file.
    func signatures(
        _ folder: FolderContent,
        _ name: String,
        over digest: Digest,
        at prefix: String,
        _ report: inout VerificationReport
    ) -> [DetachedSignature.SignerRecord] {
        guard let der = try? folder.read(name) else {
            report.findings.append(
                Finding(
                    path: prefix + name,
                    Phrase(vi: "thiếu chữ ký", en: "the signature is missing")
                )
            )
            return []
        }
        do {
            let records = try DetachedSignature.verify(
                der: der,
                digest: digest,
                roots: roots,
                at: time
            )
            for record in records { report.signers.append((prefix + name, record)) }
            return records
        } catch {
            let why =
                (error as? SignatureRefusal)?.phrase ?? Phrase(vi: "\(error)", en: "\(error)")
            report.findings.append(
                Finding(
                    path: prefix + name,
                    Phrase(
                        vi: "chữ ký không hợp lệ: \(why.vietnamese)",
                        en: "does not verify: \(why.english)"
                    )
                )
            )
            return []
        }
    }

    /// Invariant (2).
    private func verifySigners(
        _ folder: FolderContent,
        sheet: BatchSheet,
        manifest: Digest,
        _ report: inout VerificationReport
    ) {
        let records = signatures(folder, "MANIFEST.p7s", over: manifest, at: "", &report)
        var rolesSigned: Set<OfficerRole> = []
        var persons: Set<String> = []
        for record in records {
            let person = record.certificate.personID ?? ""
            let roles = sheet.signers.filter {
                $0.person == person
                    && record.certificate.organizationalUnits.contains($0.role.rawValue)
            }.map(\.role)
            guard let role = roles.first, persons.insert(person).inserted else {
                report.findings.append(
                    Finding(
                        path: "MANIFEST.p7s",
                        Phrase(
                            vi: "có chữ ký của người không được ký lô này, hoặc ký hai lần",
                            en: "someone signed who may not sign this batch, or signed twice"
                        )
                    )
                )
                continue
            }
            rolesSigned.insert(role)
        }
        let wanted = Set(sheet.signers.map(\.role)).union(OfficerRole.always)
        for role in OfficerRole.allCases where wanted.contains(role) && !rolesSigned.contains(role)
        {
            guard needsAll else { continue }
            report.findings.append(
                Finding(path: "MANIFEST.p7s", ApprovalRefusal.missing([role]).phrase)
            )
        }
    }

    /// Invariant (3).
    private func verifyDecision(
        _ folder: FolderContent,
        sheet: BatchSheet,
        _ report: inout VerificationReport
    ) {
        var rows: [DecisionRow] = []
        for path in folder.paths where path.hasPrefix("lines-") && path.hasSuffix(".csv") {
            do {
                rows += try DecisionList.read(
                    try folder.read(path),
                    firstNumber: rows.count + 1
                )
            } catch {
                report.findings.append(
                    Finding(
                        path: path,
                        Phrase(vi: "dòng không đọc được: \(error)", en: "unreadable row: \(error)")
                    )
                )
            }
        }
        report.rows = rows
        var isOrdered = true
        for (earlier, later) in zip(rows, rows.dropFirst())
        where !DueLine.canonicalOrder(earlier.line, later.line) { isOrdered = false }
        check(
            isOrdered,
            "lines",
            Phrase(vi: "sai thứ tự chuẩn", en: "not in canonical order"),
            &report
        )
        var sum: Int64 = 0
        var byRight: [LineRight: (Int, Int64)] = [:]
        var transfers: Set<String> = []
        var transfer = ""
        for row in rows {
            sum = sum.addingReportingOverflow(row.line.amount).partialValue
            let old = byRight[row.line.right] ?? (0, 0)
            byRight[row.line.right] = (
                old.0 + 1, old.1.addingReportingOverflow(row.line.amount).partialValue
            )
            if row.transfer != transfer {
                transfer = row.transfer
                transfers.insert(transfer)
            }
        }
        let sums = Dictionary(
            byRight.map { ([$0.key.programme, $0.key.source], $0.value) },
            uniquingKeysWith: { ($0.0 + $1.0, $0.1.addingReportingOverflow($1.1).partialValue) }
        )
        check(
            rows.count == sheet.lineCount && sum == sheet.amount
                && transfers.count == sheet.transferCount,
            "batch.toml",
            Phrase(
                vi: "số dòng, số lệnh hoặc tổng tiền khác với danh sách",
                en: "lines, transfers or amount differ from the decision list"
            ),
            &report
        )
        var told: [[String]: (Int, Int64)] = [:]
        for sum in sheet.sums {
            let old = told[[sum.programme, sum.source]] ?? (0, 0)
            told[[sum.programme, sum.source]] = (
                old.0.addingReportingOverflow(sum.lineCount).partialValue,
                old.1.addingReportingOverflow(sum.amount).partialValue
            )
        }
        check(
            told.count == sums.count
                && sums.allSatisfy { (told[$0.key] ?? (0, 0)) == $0.value },
            "batch.toml",
            Phrase(
                vi: "tổng theo chế độ và nguồn khác với danh sách",
                en: "sums by programme and source differ from the decision list"
            ),
            &report
        )
    }

    /// The files that batch.toml names are the files that are there.
    private func compareFiles(
        _ folder: FolderContent,
        sheet: BatchSheet,
        _ report: inout VerificationReport
    ) {
        for file in sheet.files {
            let bytes = try? folder.read(file.path)
            check(
                bytes.map { $0.count == file.size && Digest.of($0) == file.digest } ?? false,
                file.path,
                Phrase(vi: "khác với batch.toml", en: "differs from batch.toml"),
                &report
            )
        }
    }

    func check(
        _ holds: Bool,
        _ path: String,
        _ message: Phrase,
        _ report: inout VerificationReport
    ) {
        if !holds { report.findings.append(Finding(path: path, message)) }
    }
}

/// Holds the transfers of the providers' lists against the lines: invariant (4).
struct TransferSums {
    private var wanted: [String: Int64] = [:]
    private var faults = 0

    init(rows: [DecisionRow], stopped: Set<Int>) {
        for row in rows where !stopped.contains(row.number) {
            let (sum, overflow) = wanted[row.transfer, default: 0].addingReportingOverflow(
                row.line.amount
            )
            wanted[row.transfer] = sum
            if overflow { faults += 1 }
        }
    }

    mutating func take(_ amounts: [(id: String, amount: Int64)]) {
        for (id, amount) in amounts where wanted.removeValue(forKey: id) != amount { faults += 1 }
    }

    func finish(at path: String, _ report: inout VerificationReport) {
        let count = faults + wanted.count
        guard count > 0 else { return }
        report.findings.append(
            Finding(
                path: path,
                Phrase(
                    vi: "\(count) lệnh chuyển không khớp với danh sách chi trả",
                    en: "\(count) transfers do not agree with the decision list"
                )
            )
        )
    }
}

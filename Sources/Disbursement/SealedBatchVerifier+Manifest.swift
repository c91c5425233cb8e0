// Checks MANIFEST and the signatures over it: invariants (1) and (2) of SealedBatchVerifier.

import Intake
import Signing

extension SealedBatchVerifier {
    /// Invariant (1); gives the digest of MANIFEST.
    ///
    /// Where not all files were read, the digests of those that were are held against it, and the rest
    /// must be there.
    func verifyManifest(
        at prefix: String,
        isOutside: (String) -> Bool,
        readsAll: Bool = true,
        _ scan: inout BatchScan,
        _ report: inout VerificationReport
    ) -> Digest? {
        guard let bytes = scan.page(prefix + "MANIFEST"),
            let manifest = try? Manifest(parsing: bytes)
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
            let seen = scan.traits(of: prefix + entry.path)
            report.check(
                seen != nil || (!readsAll && scan.paths.contains(prefix + entry.path)),
                prefix + entry.path,
                Phrase(
                    vi: "có trong MANIFEST nhưng thiếu tệp",
                    en: "is in MANIFEST and the file is missing"
                )
            )
            report.check(
                seen == nil || seen?.digest == entry.digest,
                prefix + entry.path,
                Phrase(
                    vi: "nội dung khác với MANIFEST đã ký",
                    en: "the content differs from the signed MANIFEST"
                )
            )
        }
        let listed = Set(manifest.entries.map { prefix + $0.path })
        for path in scan.folder.paths where path.hasPrefix(prefix) && !listed.contains(path) {
            // A signature is outside MANIFEST, but only beside what it signs.
            let isStray = path.hasSuffix(".p7s") && !scan.paths.contains(String(path.dropLast(4)))
            report.check(
                isOutside(String(path.dropFirst(prefix.count))) && !isStray,
                path,
                Phrase(vi: "không có trong MANIFEST", en: "is not in MANIFEST")
            )
        }
        return Digest.of(bytes)
    }

    /// Reads and verifies a detached signature file.
    func signatures(
        _ path: String,
        over digest: Digest,
        _ scan: inout BatchScan,
        _ report: inout VerificationReport
    ) -> [DetachedSignature.SignerRecord] {
        guard let der = scan.page(path) else {
            report.findings.append(
                Finding(
                    path: path,
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
                at: times.time(of: path)
            )
            for record in records { report.signers.append((path, record)) }
            return records
        } catch {
            let why =
                (error as? SignatureRefusal)?.phrase ?? Phrase(vi: "\(error)", en: "\(error)")
            report.findings.append(
                Finding(
                    path: path,
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
    func verifySigners(
        sheet: BatchSheet,
        manifest: Digest,
        _ scan: inout BatchScan,
        _ report: inout VerificationReport
    ) {
        let records = signatures("MANIFEST.p7s", over: manifest, &scan, &report)
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
        guard needsAll else { return }
        let wanted = Set(sheet.signers.map(\.role)).union(OfficerRole.always)
        for role in OfficerRole.allCases where wanted.contains(role) && !rolesSigned.contains(role)
        {
            report.findings.append(
                Finding(path: "MANIFEST.p7s", ApprovalRefusal.missing([role]).phrase)
            )
        }
    }
}

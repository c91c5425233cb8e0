// Checks the stop lists of a sealed batch: invariant (6) of SealedBatchVerifier.

import Intake
import Signing

/// Verifies `stops/01`, `stops/02`, … in order.
struct StopVerification {
    let verifier: SealedBatchVerifier
    let folder: FolderContent
    let sheet: BatchSheet
    let manifest: Digest

    /// Verifies all stop lists.
    ///
    /// - Returns: The name of the last one's folder, or nil where there is none.
    func verify(_ report: inout VerificationReport) -> String? {
        let names = verifier.providers(in: folder.part("stops/"))
        for (index, name) in names.enumerated() {
            verify(name, number: index + 1, &report)
        }
        return names.last
    }

    private func verify(_ name: String, number: Int, _ report: inout VerificationReport) {
        let prefix = "stops/\(name)/"
        let part = folder.part(prefix)
        let isOutside = { (path: String) in
            path == "MANIFEST" || path == "MANIFEST.p7s"
                || (path.hasPrefix("files/") && path.hasSuffix(".p7s"))
        }
        guard
            let digest = verifier.verifyManifest(part, at: prefix, isOutside: isOutside, &report),
            let bytes = try? part.read("stop.toml"),
            let stop = try? StopSheet(text: String(decoding: bytes, as: UTF8.self))
        else {
            report.findings.append(
                Finding(
                    path: prefix + "stop.toml",
                    Phrase(vi: "thiếu hoặc hỏng", en: "is missing or damaged")
                )
            )
            return
        }
        let signers = verifier.signatures(part, "MANIFEST.p7s", over: digest, at: prefix, &report)
        let persons = Set(signers.compactMap(\.certificate.personID))
        let allowed = Set(sheet.signers.map(\.person))
        verifier.check(
            persons.count >= 2 && persons.isSubset(of: allowed),
            prefix + "MANIFEST.p7s",
            Phrase(
                vi: "danh sách dừng phải có chữ ký của hai người được ký lô",
                en: "a stop list needs two persons who may sign the batch"
            ),
            &report
        )
        verifier.check(
            stop.batch == sheet.code && stop.manifest == manifest && stop.number == number,
            prefix + "stop.toml",
            Phrase(vi: "thuộc lô khác", en: "belongs to another batch"),
            &report
        )
        let amounts = Dictionary(
            uniqueKeysWithValues: report.rows.map { ($0.number, $0.line.amount) }
        )
        let onlyTakes = stop.lines.allSatisfy {
            amounts[$0] != nil && report.stopped.insert($0).inserted
        }
        let taken = stop.lines.reduce(0) { $0 &+ (amounts[$1] ?? 0) }
        let left = report.rows.reduce(0) {
            $0 &+ (report.stopped.contains($1.number) ? 0 : $1.line.amount)
        }
        verifier.check(
            onlyTakes && !stop.lines.isEmpty && taken == stop.amount && left == stop.remaining,
            prefix + "stop.toml",
            Phrase(
                vi: "chỉ được rút dòng có trong lô, mỗi dòng một lần, đúng tổng",
                en: "may only take away lines of the batch, once each, with the right sums"
            ),
            &report
        )
    }
}

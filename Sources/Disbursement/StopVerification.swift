// Checks the stop lists of a sealed batch: invariant (6) of SealedBatchVerifier.

import Intake
import Signing

/// Verifies `stops/01`, `stops/02`, … in order.
struct StopVerification {
    private let verifier: SealedBatchVerifier
    private let sheet: BatchSheet
    /// The folders and pages of the stop lists; a page is nil where it is missing or damaged.
    private let stops: [(name: String, page: StopSheet?)]

    /// Reads the pages of all stop lists.
    init(verifier: SealedBatchVerifier, sheet: BatchSheet, _ scan: inout BatchScan) {
        self.verifier = verifier
        self.sheet = sheet
        var stops: [(name: String, page: StopSheet?)] = []
        for name in ProviderFolders.names(below: "stops/", in: scan.folder) {
            let page = scan.text("stops/\(name)/stop.toml").flatMap { try? StopSheet(text: $0) }
            stops.append((name, page))
        }
        self.stops = stops
    }

    /// The name of the last one's folder, or nil where there is none.
    var last: String? { stops.last?.name }

    /// The numbers of all lines that are named, ascending.
    var lines: [Int] { Set(stops.flatMap { $0.page?.lines ?? [] }).sorted() }

    /// VND taken away by transfer.
    func amounts(in decision: DecisionScan.Outcome) -> [Int: Int64] {
        var amounts: [Int: Int64] = [:]
        for line in decision.summary.named {
            amounts[line.transfer, default: 0] &+= line.amount
        }
        return amounts
    }

    /// Verifies all stop lists.
    func verify(
        _ summary: DecisionSummary,
        manifest: Digest,
        _ scan: inout BatchScan,
        _ report: inout VerificationReport
    ) {
        let amounts = Dictionary(
            summary.named.map { ($0.number, $0.amount) },
            uniquingKeysWith: { first, _ in first }
        )
        var left = summary.all.amount
        for (index, stop) in stops.enumerated() {
            let prefix = "stops/\(stop.name)/"
            guard
                let page = verifySigned(stop.page, at: prefix, &scan, &report)
            else { continue }
            report.check(
                page.batch == sheet.code && page.manifest == manifest && page.number == index + 1,
                prefix + "stop.toml",
                Phrase(vi: "thuộc lô khác", en: "belongs to another batch")
            )
            let onlyTakes = page.lines.allSatisfy {
                guard let amount = amounts[$0], report.stopped.insert($0).inserted else {
                    return false
                }
                left &-= amount
                return true
            }
            let taken = page.lines.reduce(0) { $0 &+ (amounts[$1] ?? 0) }
            report.check(
                onlyTakes && !page.lines.isEmpty && taken == page.amount && left == page.remaining,
                prefix + "stop.toml",
                Phrase(
                    vi: "chỉ được rút dòng có trong lô, mỗi dòng một lần, đúng tổng",
                    en: "may only take away lines of the batch, once each, with the right sums"
                )
            )
        }
    }

    /// The page of a stop list with its MANIFEST and signatures verified; nil where there is none.
    private func verifySigned(
        _ page: StopSheet?,
        at prefix: String,
        _ scan: inout BatchScan,
        _ report: inout VerificationReport
    ) -> StopSheet? {
        let isOutside = { (path: String) in
            path == "MANIFEST" || path == "MANIFEST.p7s"
                || (path.hasPrefix("files/") && path.hasSuffix(".p7s"))
        }
        guard
            let digest = verifier.verifyManifest(
                at: prefix,
                isOutside: isOutside,
                &scan,
                &report
            ),
            let page
        else {
            report.findings.append(
                Finding(
                    path: prefix + "stop.toml",
                    Phrase(vi: "thiếu hoặc hỏng", en: "is missing or damaged")
                )
            )
            return nil
        }
        let signers = verifier.signatures(prefix + "MANIFEST.p7s", over: digest, &scan, &report)
        let persons = Set(signers.compactMap(\.certificate.personID))
        let allowed = Set(sheet.signers.map(\.person))
        report.check(
            persons.count >= 2 && persons.isSubset(of: allowed),
            prefix + "MANIFEST.p7s",
            Phrase(
                vi: "danh sách dừng phải có chữ ký của hai người được ký lô",
                en: "a stop list needs two persons who may sign the batch"
            )
        )
        return page
    }
}

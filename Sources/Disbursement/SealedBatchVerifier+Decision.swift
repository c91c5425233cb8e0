// Checks the decision list against its page: invariant (3) of SealedBatchVerifier.

import Intake

extension SealedBatchVerifier {
    /// Invariant (3).
    func verifyDecision(
        _ decision: DecisionScan.Outcome,
        sheet: BatchSheet,
        _ report: inout VerificationReport
    ) {
        for fault in decision.faults {
            report.findings.append(
                Finding(
                    path: fault.path,
                    Phrase(
                        vi: "dòng không đọc được: \(fault.error)",
                        en: "unreadable row: \(fault.error)"
                    )
                )
            )
        }
        let summary = decision.summary
        report.check(
            summary.isOrdered,
            "lines",
            Phrase(vi: "sai thứ tự chuẩn", en: "not in canonical order")
        )
        report.check(
            summary.all.count == sheet.lineCount && summary.all.amount == sheet.amount
                && decision.transfers.count == sheet.transferCount
                && decision.transfers.faults == 0,
            "batch.toml",
            Phrase(
                vi: "số dòng, số lệnh hoặc tổng tiền khác với danh sách",
                en: "lines, transfers or amount differ from the decision list"
            )
        )
        var told: [[String]: DecisionSummary.Sum] = [:]
        for sum in sheet.sums {
            told[[sum.programme, sum.source], default: DecisionSummary.Sum()].add(
                count: sum.lineCount,
                amount: sum.amount
            )
        }
        report.check(
            told == summary.sums,
            "batch.toml",
            Phrase(
                vi: "tổng theo chế độ và nguồn khác với danh sách",
                en: "sums by programme and source differ from the decision list"
            )
        )
    }

    /// Invariant (4): the transfers of all providers of a part, put together.
    func verify(
        _ part: ProviderFolders,
        _ decision: DecisionScan.Outcome,
        needsSignatures: Bool,
        _ scan: inout BatchScan,
        _ report: inout VerificationReport
    ) {
        var listed = ListedTransfers()
        for (name, pages) in zip(part.names, part.pages) {
            let found = verifyProvider(
                at: "\(part.prefix)\(name)/",
                pages,
                needsSignatures: needsSignatures,
                &scan,
                &report
            )
            for transfers in found { listed.add(transfers) }
        }
        var hint = 0
        var gone = 0
        for (number, amount) in part.stopped
        where decision.transfers.amount(of: number, hint: &hint) == amount { gone += 1 }
        let missing = decision.transfers.count - gone - listed.count
        let count = decision.transfers.faults + listed.faults + missing
        guard count > 0 else { return }
        report.findings.append(
            Finding(
                path: String(part.prefix.dropLast()),
                Phrase(
                    vi: "\(count) lệnh chuyển không khớp với danh sách chi trả",
                    en: "\(count) transfers do not agree with the decision list"
                )
            )
        )
    }
}

/// The folders of all providers, of the frozen content or of a stop list.
struct ProviderFolders {
    /// The path of the folder that they lie in, with its slash.
    let prefix: String
    /// Their names, sorted.
    let names: [String]
    /// Their pages; nil where one is missing or damaged.
    let pages: [ProviderPages?]
    /// VND that stop lists take away, by transfer.
    let stopped: [Int: Int64]

    /// Reads the pages of all providers below a folder.
    init(at prefix: String, stopped: [Int: Int64], _ scan: inout BatchScan) {
        self.prefix = prefix
        self.stopped = stopped
        names = Self.names(below: prefix, in: scan.folder)
        var pages: [ProviderPages?] = []
        for name in names { pages.append(scan.provider(at: "\(prefix)\(name)/")) }
        self.pages = pages
    }

    /// What lies right below a folder, sorted.
    static func names(below prefix: String, in folder: FolderContent) -> [String] {
        let names = folder.paths.filter { $0.hasPrefix(prefix) }.compactMap {
            $0.dropFirst(prefix.count).split(separator: "/").first.map(String.init)
        }
        return Set(names).sorted()
    }
}

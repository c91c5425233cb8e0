// Checks one provider's part: invariants (5) and (7) of SealedBatchVerifier.

import BankFiles
import Intake
import Signing

extension SealedBatchVerifier {
    /// The payment files of a provider, to be read.
    func checks(
        of pages: ProviderPages?,
        _ scan: BatchScan,
        decision: (outcome: DecisionScan.Outcome, sheet: BatchSheet)?,
        stopped: [Int: Int64]
    ) -> [PaymentFileCheck] {
        guard let pages else { return [] }
        // A page can name any file; only what lies in the folder is opened.
        func path(_ name: String) -> String? {
            let path = pages.prefix + name
            return scan.paths.contains(path) ? path : nil
        }
        return pages.sheet.files.map { file in
            PaymentFileCheck(
                folder: scan.folder,
                file: path(file.name),
                list: path(file.list),
                page: file,
                profile: pages.profile,
                decided: decision?.outcome.transfers,
                batch: decision.flatMap { BatchCode($0.sheet.code) },
                stopped: stopped
            )
        }
    }

    /// Verifies a provider's folder: its MANIFEST, signatures, and that each file renders again that was
    /// checked for it.
    ///
    /// - Parameters:
    ///   - prefix: The folder, with its slash.
    ///   - pages: What lies in it; nil where a page is missing or damaged.
    ///   - needsSignatures: Whether the account holder must have signed.
    ///   - scan: What was read.
    ///   - report: Gets what does not hold.
    /// - Returns: The transfers of the files that were checked.
    func verifyProvider(
        at prefix: String,
        _ pages: ProviderPages?,
        needsSignatures: Bool,
        _ scan: inout BatchScan,
        _ report: inout VerificationReport
    ) -> [ListedTransfers] {
        let isOutside = { (path: String) in path == "MANIFEST" || path.hasSuffix(".p7s") }
        guard let digest = verifyManifest(at: prefix, isOutside: isOutside, &scan, &report),
            let sheet = pages?.sheet
        else {
            report.findings.append(
                Finding(
                    path: prefix + "handover.toml",
                    Phrase(
                        vi: "handover.toml hoặc profile.toml thiếu hoặc hỏng",
                        en: "handover.toml or profile.toml is missing or damaged"
                    )
                )
            )
            return []
        }
        if needsSignatures {
            verifyHolder(prefix + "MANIFEST.p7s", digest, sheet, &scan, &report)
        }
        checkStrays(at: prefix, sheet, scan, &report)
        var listed: [ListedTransfers] = []
        for file in sheet.files {
            guard let seen = scan.traits(of: prefix + file.name) else { continue }
            if needsSignatures {
                verifyHolder(prefix + "\(file.name).p7s", seen.digest, sheet, &scan, &report)
            }
            guard let result = scan.payments[prefix + file.name] else { continue }
            judge(result.outcome, file, at: prefix, &report)
            report.check(
                result.count == file.transferCount && result.sum == file.amount
                    && seen == FileTraits(size: file.size, digest: file.digest),
                prefix + file.name,
                Phrase(
                    vi: "số lệnh, tổng tiền hoặc mã băm khác với handover.toml",
                    en: "count, sum or digest differ from handover.toml"
                )
            )
            let isOrder = pages?.profile.paysFrom == .estimate
            report.check(
                file.withdrawals.allSatisfy { $0.amount > 0 }
                    && file.withdrawals.reduce(Int128(0)) { $0 + Int128($1.amount) }
                        == (isOrder ? Int128(file.amount) : 0),
                prefix + "handover.toml",
                Phrase(
                    vi: "tổng rút dự toán khác tổng của bảng thanh toán",
                    en: "the withdrawal from the estimate is not the sum of the list of payment"
                )
            )
            listed.append(result.listed)
        }
        return listed
    }

    /// Signatures lie beside MANIFEST and the payment files, and beside nothing else.
    private func checkStrays(
        at prefix: String,
        _ sheet: ProviderSheet,
        _ scan: BatchScan,
        _ report: inout VerificationReport
    ) {
        let signed = Set((["MANIFEST"] + sheet.files.map(\.name)).map { "\(prefix)\($0).p7s" })
        for path in scan.folder.paths where path.hasPrefix(prefix) && path.hasSuffix(".p7s") {
            report.check(
                signed.contains(path),
                path,
                Phrase(vi: "không phải chữ ký nào cần có", en: "is no signature that belongs here")
            )
        }
    }

    private func verifyHolder(
        _ path: String,
        _ digest: Digest,
        _ sheet: ProviderSheet,
        _ scan: inout BatchScan,
        _ report: inout VerificationReport
    ) {
        let records = signatures(path, over: digest, &scan, &report)
        guard !records.isEmpty else { return }
        report.check(
            records.contains {
                $0.certificate.organizationalUnits.contains(OfficerRole.accountHolder.rawValue)
                    && sheet.accountHolders.contains($0.certificate.personID ?? "")
            },
            path,
            Phrase(
                vi: "chủ tài khoản chưa ký tệp này",
                en: "the account holder did not sign this"
            )
        )
    }

    private func judge(
        _ outcome: PaymentFileResult.Outcome,
        _ file: ProviderSheet.File,
        at prefix: String,
        _ report: inout VerificationReport
    ) {
        switch outcome {
        case .same: report.filesRendered += 1
        case .missing, .listMissing: break
        case .listDamaged:
            report.findings.append(
                Finding(
                    path: prefix + file.list,
                    Phrase(
                        vi: "danh sách lệnh chuyển hỏng",
                        en: "the list of transfers is damaged"
                    )
                )
            )
        case .cashDamaged:
            report.findings.append(
                Finding(
                    path: prefix + file.name,
                    Phrase(vi: "danh sách tiền mặt hỏng", en: "the cash list is damaged")
                )
            )
        case .different:
            report.findings.append(
                Finding(
                    path: prefix + file.name,
                    Phrase(
                        vi: "không đúng như danh sách, mẫu và handover.toml tạo ra",
                        en: "is not what its list, profile and handover.toml render to"
                    )
                )
            )
        }
    }
}

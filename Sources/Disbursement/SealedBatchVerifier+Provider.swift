// Checks one provider's part: invariants (5) and (7) of SealedBatchVerifier.

import BankFiles
import Intake
import Signing

extension SealedBatchVerifier {
    /// Verifies a provider's folder: its MANIFEST, signatures, and that each file renders again.
    ///
    /// - Returns: The ids and amounts of all its transfers.
    func verifyProvider(
        _ folder: FolderContent,
        at prefix: String,
        needsSignatures: Bool,
        _ report: inout VerificationReport
    ) -> [(id: String, amount: Int64)] {
        let isOutside = { (path: String) in path == "MANIFEST" || path.hasSuffix(".p7s") }
        guard
            let digest = verifyManifest(folder, at: prefix, isOutside: isOutside, &report),
            let bytes = try? folder.read("handover.toml"),
            let sheet = try? ProviderSheet(text: String(decoding: bytes, as: UTF8.self)),
            let profileBytes = try? folder.read("profile.toml"),
            let profile = ProviderProfile.read(
                String(decoding: profileBytes, as: UTF8.self),
                file: prefix + "profile.toml"
            ).value
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
            verifyHolder(folder, "MANIFEST.p7s", digest, sheet, at: prefix, &report)
        }
        checkStrays(folder, sheet, at: prefix, &report)
        var transfers: [(id: String, amount: Int64)] = []
        for file in sheet.files {
            guard let content = try? folder.read(file.name) else { continue }
            if needsSignatures {
                let name = "\(file.name).p7s"
                verifyHolder(folder, name, Digest.of(content), sheet, at: prefix, &report)
            }
            let rows = verifyFile(file, content, folder, profile: profile, at: prefix, &report)
            check(
                rows.count == file.transferCount && content.count == file.size
                    && rows.reduce(0, { $0 &+ $1.amount }) == file.amount
                    && Digest.of(content) == file.digest,
                prefix + file.name,
                Phrase(
                    vi: "số lệnh, tổng tiền hoặc mã băm khác với handover.toml",
                    en: "count, sum or digest differ from handover.toml"
                ),
                &report
            )
            transfers += rows
        }
        return transfers
    }

    /// Signatures lie beside MANIFEST and the payment files, and beside nothing else.
    private func checkStrays(
        _ folder: FolderContent,
        _ sheet: ProviderSheet,
        at prefix: String,
        _ report: inout VerificationReport
    ) {
        let signed = Set(["MANIFEST"] + sheet.files.map(\.name))
        for path in folder.paths where path.hasSuffix(".p7s") {
            check(
                signed.contains(String(path.dropLast(4))),
                prefix + path,
                Phrase(vi: "không phải chữ ký nào cần có", en: "is no signature that belongs here"),
                &report
            )
        }
    }

    private func verifyHolder(
        _ folder: FolderContent,
        _ name: String,
        _ digest: Digest,
        _ sheet: ProviderSheet,
        at prefix: String,
        _ report: inout VerificationReport
    ) {
        let records = signatures(folder, name, over: digest, at: prefix, &report)
        guard !records.isEmpty else { return }
        check(
            records.contains {
                $0.certificate.organizationalUnits.contains(OfficerRole.accountHolder.rawValue)
                    && sheet.accountHolders.contains($0.certificate.personID ?? "")
            },
            prefix + name,
            Phrase(
                vi: "chủ tài khoản chưa ký tệp này",
                en: "the account holder did not sign this"
            ),
            &report
        )
    }

    /// Renders a file again from its list and compares byte for byte.
    private func verifyFile(
        _ file: ProviderSheet.File,
        _ content: [UInt8],
        _ folder: FolderContent,
        profile: ProviderProfile,
        at prefix: String,
        _ report: inout VerificationReport
    ) -> [(id: String, amount: Int64)] {
        if profile.format == .cashList {
            guard let rows = CashListWriter.idsAndAmounts(content) else {
                report.findings.append(
                    Finding(
                        path: prefix + file.name,
                        Phrase(vi: "danh sách tiền mặt hỏng", en: "the cash list is damaged")
                    )
                )
                return []
            }
            report.filesRendered += 1
            return rows.map { ("\($0.id)", $0.amount) }
        }
        guard let bytes = try? folder.read(file.list) else { return [] }
        let reading = TransferListReader.read(bytes, file: prefix + file.list)
        guard !reading.isRefused,
            let name = BankText(exactly: Array(file.debtorName.utf8)[...]),
            let account = BankAccountNumber(file.debtorAccount), let bank = BIN(file.debtorBank),
            bank == profile.bank, reading.value.count <= profile.maximumTransfers,
            !reading.value.isEmpty, reading.value.hasKnownBanks(in: .shipped),
            let rendered = try? PaymentRendering.file(
                reading.value,
                head: RenderingHead(
                    message: file.message,
                    createdAt: file.createdAt,
                    requested: file.requested,
                    debtor: .init(name: name, account: account, bank: bank)
                ),
                profile: profile
            )
        else {
            report.findings.append(
                Finding(
                    path: prefix + file.list,
                    Phrase(
                        vi: "danh sách lệnh chuyển hỏng",
                        en: "the list of transfers is damaged"
                    )
                )
            )
            return []
        }
        if rendered == content {
            report.filesRendered += 1
        } else {
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
        return reading.value.idsAndAmounts.map { ("\($0.id)", $0.amount) }
    }
}

// Officers and their signatures: invariants (12) and (13) of VerifyBooks.

import Disbursement
import Intake
import Ledger
import Signing
import Store

extension VerifyBooks {
    /// Invariant (12), and the authority of the officers' certificates.
    func verifyOfficers(_ open: OpenBooks, _ report: inout BooksReport) throws {
        let findings = try OfficersAgain(open: open).findings()
        report.findings += findings.map { ($0.place, $0.message) }
        if let first = findings.first, report.firstStep == nil {
            report.firstStep = open.books.mark(ofStep: first.step)
        }
        // Auditors hand this file to openssl: whoever may change it would choose whom they believe.
        let file = "keys/roots.pem"
        let roots = try open.books.setting("roots") ?? ""
        guard try Books.part(file, of: open.books.folder) != Array(roots.utf8) else { return }
        report.findings.append(
            (
                file,
                Phrase(
                    vi: "không phải chứng thư gốc ghi trong sổ",
                    en: "is not the authority that the rows name"
                )
            )
        )
    }

    /// Invariant (13): the signatures in the folder are those of the rows, by who was in office then.
    func verifySigners(
        of batch: BatchRecord,
        _ signers: [(path: String, record: DetachedSignature.SignerRecord)],
        open: OpenBooks,
        fault: (String, Phrase) -> Void
    ) throws {
        let officers = try open.books.officers()
        let rows = try open.books.query { try $0.signings(of: batch) }
        for row in rows {
            let own = officers.filter {
                $0.fingerprint == row.fingerprint && $0.isInOffice(at: row.step)
                    && $0.registration.holds(in: batch.unit) && $0.role.signsBatches
                    && (row.role.isEmpty || $0.role.rawValue == row.role)
                    && (row.person.isEmpty || $0.person == row.person)
            }
            if own.isEmpty {
                fault(
                    row.path,
                    Phrase(
                        vi: "bước \(row.step): người ký không giữ vai đó lúc ký",
                        en: "step \(row.step): who signed did not hold that role then"
                    )
                )
            }
        }
        let told = Set(rows.map { [$0.path, $0.fingerprint, "\($0.at)"] })
        let seen = Set(
            signers.map { path, record in
                [path, record.certificate.fingerprint.hex, "\(record.signingTime)"]
            }
        )
        for other in told.symmetricDifference(seen).map({ $0[0] }).sorted() {
            fault(
                other,
                Phrase(
                    vi: "người ký hoặc lúc ký khác với sổ",
                    en: "who signed, or when, is not what the books say"
                )
            )
        }
    }

    /// When the certificates of a batch must hold: when each file was signed last.
    ///
    /// Nothing shortens what was signed in time, and the log says when that was.
    func times(of batch: BatchRecord, _ open: OpenBooks) throws -> SigningTimes {
        SigningTimes(
            try open.books.query { try $0.lastSignings(of: batch) },
            other: environment.now
        )
    }
}

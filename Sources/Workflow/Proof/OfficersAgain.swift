// Who the officers are, made again from what began the books and from the orders that two officers signed.
//
// Invariants:
// (1) Each row of `officer` and of `officer_end` is of the step that began the books, or is what one order
//     says; nothing else registers or ends anybody.
// (2) An order stands where it did: its signatures verify at its step's time, both signers were in office
//     then, and the rule lets them do it (OfficerRule).
// (3) An order names the digest of the officers before it. The first one so proves, by two signatures, who
//     began the books.

import Disbursement
import Intake
import Ledger
import Signing
import Store

/// Makes the officers again.
struct OfficersAgain {
    /// What does not hold.
    struct Finding {
        /// The table, with its setting where an order is meant.
        let place: String
        /// What is wrong.
        let message: Phrase
        /// The step that wrote it.
        let step: Int64
    }

    let open: OpenBooks

    /// Compares the rows with what comes out again.
    ///
    /// - Returns: What does not hold, in order of steps.
    /// - Throws: `StoreError` where the rows cannot be read.
    func findings() throws -> [Finding] {
        let (officers, ends, orders, setup, stray) = try open.books.query {
            (
                try $0.officers(), try $0.officerEnds(), try $0.officerOrders(),
                try $0.setupStep(), try $0.stepOutOfOffice()
            )
        }
        var findings: [Finding] = []
        let steps = Set(orders.map(\.step))
        for officer in officers {
            if officer.step == setup {
                findings += Self.finding(of: officer)
            } else if !steps.contains(officer.step) {
                findings.append(Self.unordered("officer", officer.step))
            }
        }
        for end in ends where !steps.contains(end.step) {
            findings.append(Self.unordered("officer_end", end.step))
        }
        for (place, order) in orders.enumerated() {
            let made = ends.filter { $0.step == order.step }.map { [$0.fingerprint, $0.cause] }
            if let message = try fault(of: order, number: place + 1, officers, ends: made) {
                findings.append(
                    Finding(
                        place: "setting officers/\(place + 1)",
                        message: message,
                        step: order.step
                    )
                )
            }
        }
        if let stray {
            findings.append(
                Finding(
                    place: "step \(stray)",
                    message: Phrase(
                        vi: "do một chứng thư không giữ nhiệm vụ lúc đó thực hiện",
                        en: "was done with a certificate that was not in office then"
                    ),
                    step: stray
                )
            )
        }
        return findings.sorted { $0.step < $1.step }
    }

    private static func unordered(_ table: String, _ step: Int64) -> Finding {
        Finding(
            place: table,
            message: Phrase(
                vi: "không có quyết định nào được hai cán bộ ký tạo ra dòng này",
                en: "no order that two officers signed makes this row"
            ),
            step: step
        )
    }

    /// An officer of the beginning is who the certificate names.
    private static func finding(of officer: OfficerRecord) -> [Finding] {
        let certificate = try? Certificate(Array(officer.certificate.utf8))
        guard
            certificate?.fingerprint.hex != officer.fingerprint
                || certificate?.personID != officer.person
                || certificate?.commonName != officer.name
        else { return [] }
        return [
            Finding(
                place: "officer",
                message: Phrase(
                    vi: "không phải người mà chứng thư nêu",
                    en: "is not who the certificate names"
                ),
                step: officer.step
            )
        ]
    }

    /// What is wrong with an order or with the rows of its step; nil where nothing is.
    private func fault(
        of record: OfficerOrderRecord,
        number: Int,
        _ officers: [OfficerRecord],
        ends: [[String]]
    ) throws -> Phrase? {
        let before = officers.filter { $0.isInOffice(at: record.step) }.map(\.registration)
        guard let order = try? OfficerOrder(text: record.text), order.text == record.text,
            order.books == open.books.checkpoint.origin, order.number == number,
            order.at == record.at, order.before == OfficerRegistration.digest(of: before)
        else {
            return Phrase(
                vi: "không phải quyết định của sổ này ở chỗ này",
                en: "is no order of these books at this place"
            )
        }
        guard let signers = try signers(of: record), signers.contains(record.officer) else {
            return Phrase(
                vi: "chữ ký của hai cán bộ không đúng",
                en: "the signatures of two officers do not verify"
            )
        }
        let rule = OfficerRule(before: before, books: try open.books.units())
        do throws(OfficerRefusal) {
            try rule.check(order, signers: signers)
        } catch { return error.phrase }
        let starts = officers.filter { $0.step == record.step }
        guard starts.map(\.registration) == order.starts,
            ends == (order.end.map { [[$0.fingerprint, $0.cause.rawValue]] } ?? [])
        else {
            return Phrase(
                vi: "các dòng cán bộ khác với quyết định đã ký",
                en: "the officers' rows are not what was signed"
            )
        }
        let earlier = officers.filter { $0.step < record.step }
        for start in starts {
            guard let certificate = try? Certificate(Array(start.certificate.utf8)) else {
                return Phrase(vi: "chứng thư hỏng", en: "a damaged certificate")
            }
            let holder = OfficerCertificate(
                certificate: certificate,
                others: earlier,
                ending: order.end
            )
            if let fault = holder.fault(in: start.registration) { return fault }
        }
        return nil
    }

    /// The certificates that signed an order, two of them, at its step's time; nil where it is otherwise.
    private func signers(of record: OfficerOrderRecord) throws -> [String]? {
        guard let der = OfficerSignatures.der(of: record.signatures),
            let signed = try? DetachedSignature.verify(
                der: der,
                digest: Digest.of(utf8: record.text),
                roots: try open.roots(),
                at: record.at.seconds
            ), signed.count == 2, signed.allSatisfy({ $0.signingTime == record.at.seconds })
        else { return nil }
        return signed.map(\.certificate.fingerprint.hex)
    }
}

extension OfficerRule {
    /// The rule of some books.
    ///
    /// - Parameters:
    ///   - before: Who is in office.
    ///   - units: The units of the books.
    init(before: [OfficerRegistration], books units: [UnitRecord]) {
        self.init(
            before: before,
            units: units.map { unit in
                (
                    unit.code,
                    SignatureRule(roles: unit.roles.compactMap { OfficerRole(rawValue: $0) })
                )
            }
        )
    }
}

/// The signatures over an order, as text: `openssl cms -inform PEM` reads it.
enum OfficerSignatures {
    private static let begin = "-----BEGIN CMS-----\n"
    private static let end = "-----END CMS-----\n"

    /// PEM of a signature (RFC 7468, 9).
    static func text(_ der: [UInt8]) -> String {
        let code = Array(Base64.encode(der).utf8)
        var text = begin
        for start in stride(from: 0, to: code.count, by: 64) {
            text +=
                String(decoding: code[start..<min(start + 64, code.count)], as: UTF8.self) + "\n"
        }
        return text + end
    }

    /// The signature in a text that ``text(_:)`` wrote; nil for any other.
    static func der(of text: String) -> [UInt8]? {
        guard text.hasPrefix(begin), text.hasSuffix(end) else { return nil }
        let body = text.dropFirst(begin.count).dropLast(end.count).utf8.filter { $0 != 0x0A }
        guard let der = Base64.decode(body), Self.text(der) == text else { return nil }
        return der
    }
}

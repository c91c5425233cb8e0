// Officers come, go and change their certificates after the books were begun (decision 0067).
//
// Invariants:
// (1) Two officers in office sign the order, and neither is the person concerned (OfficerRule): one key
//     changes nothing.
// (2) It counts from its step on, never for what was signed before.
// (3) What stands in the rows is what the order says; `verify` makes them again from it (OfficersAgain).

package import Disbursement
import Intake
package import Ledger
package import Signing
import Store

/// What is to change.
package struct OfficerChange: Sendable {
    /// The kinds of change.
    package enum Deed: Sendable {
        /// A certificate takes up a role in units, `*` for all.
        case add(Certificate, role: OfficerRole, units: [String])
        /// The certificate whose fingerprint begins so ends.
        case end(String, OfficerEndCause)
        /// Another certificate of the same person takes its place.
        case replace(String, OfficerEndCause, by: Certificate)
    }

    /// What is done.
    package let deed: Deed
    /// The number of the decision.
    package let document: String
    /// The day on which it was signed.
    package let signed: CivilDate

    /// A change.
    package init(deed: Deed, document: String, signed: CivilDate) {
        self.deed = deed
        self.document = document
        self.signed = signed
    }
}

/// What a change did.
package struct OfficerReport: Sendable {
    /// The order that stands.
    package let order: OfficerOrder
    /// Who left or changed certificates; nil where somebody was added.
    package let ended: OfficerRegistration?
    /// Whether it was entered before, so that nothing changed now.
    package let isKnown: Bool
    /// Whether another officer in office has the same name as the one who is added.
    package let hasNamesake: Bool
    /// Batches that wait and bear a signature of a key that was compromised: they are not handed over.
    package let voided: [String]
}

/// Changes officers.
package struct ChangeOfficers {
    /// The fewest digits by which a fingerprint is named.
    package static let shortest = 8

    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Enters a change.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - change: What is to change.
    ///   - signers: Two officers who order it.
    /// - Returns: The order, or the one that was entered before.
    /// - Throws: ``StepRefusal``; `StoreError`.
    package func run(
        _ open: OpenBooks,
        change: OfficerChange,
        signers: (OfficerKey, OfficerKey)
    ) throws -> OfficerReport {
        let paper = try DocumentReference.required(change.document)
        try requireSigned(change.signed)
        let officers = try open.books.officers()
        let (end, starts, certificate) = try parts(of: change.deed, officers)
        let key = Self.key(end, starts)
        if let known = try standing(key, paper, end, officers, open) { return known }
        try open.requireProof(.rowsWithoutLines)
        let orders = try open.books.query { try $0.officerOrders() }
        let before = officers.filter { !$0.isEnded }.map(\.registration)
        let order = OfficerOrder(
            books: open.books.checkpoint.origin,
            number: orders.count + 1,
            before: OfficerRegistration.digest(of: before),
            at: environment.now,
            document: paper.text,
            signed: change.signed,
            end: end,
            starts: starts
        )
        try require(order, certificate, before: before, officers, signers, open)
        let signatures = try sign(order, signers, open)
        try open.books.step(
            StepInfo(
                key: key,
                verb: Self.verb(of: order),
                at: environment.now,
                officer: signers.0.certificate.fingerprint.hex,
                detail: "\(order.number)"
            )
        ) { writer in
            try writer.insert(
                order,
                signatures: OfficerSignatures.text(signatures),
                certificate: certificate?.pem ?? ""
            )
        }
        return try report(order, officers, isKnown: false, open)
    }

    /// The day of a decision is not still to come.
    private func requireSigned(_ day: CivilDate) throws {
        guard day > environment.now.date else { return }
        throw StepRefusal(
            .usage,
            Phrase(
                vi: "ngày ký \(day) còn ở tương lai",
                en: "the day of signature \(day) is still to come"
            ),
            hint: Phrase(
                vi: "thay đổi có hiệu lực từ lúc ghi: ghi vào ngày quyết định có hiệu lực",
                en: "a change counts from when it is entered: enter it on the day it takes effect"
            )
        )
    }

    // MARK: What it says

    /// What ends and what starts, with the certificate that comes.
    private func parts(
        of deed: OfficerChange.Deed,
        _ officers: [OfficerRecord]
    ) throws -> (OfficerOrder.End?, [OfficerRegistration], Certificate?) {
        switch deed {
        case .add(let certificate, let role, let units):
            let codes = units.contains("*") ? ["*"] : Set(units).sorted()
            return (
                nil, codes.map { OfficerCertificate.registration(certificate, role, $0) },
                certificate
            )
        case .end(let name, let cause):
            let found = try Self.find(name, officers)
            return (.init(fingerprint: found, cause: cause), [], nil)
        case .replace(let name, let cause, let certificate):
            let found = try Self.find(name, officers)
            let offices = officers.filter { $0.fingerprint == found }
            return (
                .init(fingerprint: found, cause: cause),
                offices.map { OfficerCertificate.registration(certificate, $0.role, $0.unit) },
                certificate
            )
        }
    }

    /// The certificate that a few digits name.
    private static func find(_ name: String, _ officers: [OfficerRecord]) throws -> String {
        let found = Set(officers.map(\.fingerprint).filter { $0.hasPrefix(name.lowercased()) })
        guard name.utf8.count >= shortest, found.count == 1, let only = found.first else {
            throw StepRefusal(
                .usage,
                found.count > 1 && name.utf8.count >= shortest
                    ? Phrase(
                        vi: "\(name) là phần đầu của nhiều chứng thư",
                        en: "\(name) begins several certificates"
                    )
                    : Phrase(
                        vi: "không có chứng thư nào của cán bộ bắt đầu bằng \(name)",
                        en: "no officer's certificate begins with \(name)"
                    ),
                hint: Phrase(
                    vi: "lấy ít nhất \(shortest) ký tự đầu từ: chitra officer list",
                    en: "take the first \(shortest) characters or more from: chitra officer list"
                )
            )
        }
        return only
    }

    /// The same for the same change, whoever signs it.
    private static func key(_ end: OfficerOrder.End?, _ starts: [OfficerRegistration]) -> String {
        guard let start = starts.first else { return "officer/end/\(end?.fingerprint ?? "")" }
        guard let end else {
            let units = starts.map(\.unit).joined(separator: ",")
            return "officer/add/\(start.role.rawValue)/\(units)/\(start.fingerprint)"
        }
        return "officer/certificate/\(end.fingerprint)/\(start.fingerprint)"
    }

    private static func verb(of order: OfficerOrder) -> String {
        if order.starts.isEmpty { return "officer end" }
        return order.end == nil ? "officer add" : "officer certificate"
    }

    // MARK: What was done before

    /// The order of the same change that stands; nil where none does.
    private func standing(
        _ key: String,
        _ paper: DocumentReference,
        _ end: OfficerOrder.End?,
        _ officers: [OfficerRecord],
        _ open: OpenBooks
    ) throws -> OfficerReport? {
        guard
            let record = try open.books.query({ try $0.officerOrders() }).first(where: {
                $0.key == key
            })
        else { return nil }
        guard let order = try? OfficerOrder(text: record.text) else {
            throw StoreError.damaged("setting: officers")
        }
        guard try DocumentReference.required(order.document).key == paper.key, order.end == end
        else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "thay đổi này đã ghi theo văn bản \(order.document) ngày \(order.signed)",
                    en: "this change was entered already, by \(order.document) of \(order.signed)"
                ),
                hint: Phrase(
                    vi: "xem danh sách: chitra officer list",
                    en: "look at: chitra officer list"
                )
            )
        }
        return try report(order, officers, isKnown: true, open)
    }

    private func report(
        _ order: OfficerOrder,
        _ officers: [OfficerRecord],
        isKnown: Bool,
        _ open: OpenBooks
    ) throws -> OfficerReport {
        let start = order.starts.first
        var voided: [String] = []
        if let end = order.end, !end.cause.leavesSignatures {
            voided = try open.books.batches().filter { batch in
                !batch.isHandedOver && !batch.isCancelled
                    && batch.signatures.contains { $0.fingerprint == end.fingerprint }
            }.map(\.code)
        }
        return OfficerReport(
            order: order,
            ended: officers.first { $0.fingerprint == order.end?.fingerprint }?.registration,
            isKnown: isKnown,
            hasNamesake: officers.contains {
                !$0.isEnded && $0.name == start?.name && $0.person != start?.person
            },
            voided: voided
        )
    }

    // MARK: Whether it may be

    private func require(
        _ order: OfficerOrder,
        _ certificate: Certificate?,
        before: [OfficerRegistration],
        _ officers: [OfficerRecord],
        _ signers: (OfficerKey, OfficerKey),
        _ open: OpenBooks
    ) throws {
        if let certificate { try require(certificate, order, officers, open) }
        let rule = OfficerRule(before: before, books: try open.books.units())
        do throws(OfficerRefusal) {
            try rule.check(
                order,
                signers: [signers.0, signers.1].map(\.certificate.fingerprint.hex)
            )
        } catch {
            throw StepRefusal(.notPermitted, error.phrase, hint: error.hint)
        }
    }

    private func require(
        _ certificate: Certificate,
        _ order: OfficerOrder,
        _ officers: [OfficerRecord],
        _ open: OpenBooks
    ) throws {
        let fingerprint = certificate.fingerprint.hex
        guard !officers.contains(where: { $0.fingerprint == fingerprint && $0.isEnded }) else {
            throw OfficerCertificate.refuse(
                Phrase(
                    vi: "chứng thư này đã thôi hiệu lực trong sổ",
                    en: "this certificate was ended in these books"
                )
            )
        }
        try OfficerCertificate(certificate: certificate, others: officers, ending: order.end)
            .require(as: order.starts, roots: open.roots(), at: environment.now)
    }

    private func sign(
        _ order: OfficerOrder,
        _ signers: (OfficerKey, OfficerKey),
        _ open: OpenBooks
    ) throws -> [UInt8] {
        let digest = Digest.of(utf8: order.text)
        let first = try DetachedSignature.sign(
            digest: digest,
            certificate: signers.0.certificate,
            key: signers.0.key,
            at: environment.now.seconds
        )
        let both = try DetachedSignature.adding(
            certificate: signers.1.certificate,
            key: signers.1.key,
            at: environment.now.seconds,
            over: digest,
            to: first
        )
        // What `verify` would not take is not entered.
        do {
            _ = try DetachedSignature.verify(
                der: both,
                digest: digest,
                roots: open.roots(),
                at: environment.now.seconds
            )
        } catch let refusal as SignatureRefusal {
            throw StepRefusal(.notPermitted, refusal.phrase)
        }
        return both
    }
}

// Officers as `chitra officer` shows them.
//
// Invariant: a person's number is masked; the name stands in the certificate that signs, and is shown.

import Disbursement
import Intake
import Ledger
import Store
import Workflow

/// An officer as JSON and as a line.
struct OfficerView: Encodable {
    let certificate: String
    let unit: String
    let role: String
    let person: String
    let name: String
    let since: String
    /// The decision that registered them; nil for who came with the books.
    let document: String?
    let ended: String?
    let cause: String?
    /// The decision that ended the certificate.
    let endDocument: String?

    /// All officers, those who left too.
    static func all(_ open: OpenBooks) throws -> [OfficerView] {
        try open.books.query { reader in
            var orders: [Int64: OfficerOrder] = [:]
            for record in try reader.officerOrders() {
                orders[record.step] = try? OfficerOrder(text: record.text)
            }
            func paper(_ step: Int64) -> String? {
                orders[step].map { "\($0.document), \($0.signed)" }
            }
            return try reader.officers().map { officer in
                OfficerView(
                    certificate: officer.fingerprint,
                    unit: officer.unit,
                    role: officer.role.rawValue,
                    person: NationalID(officer.person)?.masked ?? officer.person,
                    name: officer.name,
                    since: try reader.time(ofStep: officer.step).map { "\($0)" } ?? "",
                    document: paper(officer.step),
                    ended: try officer.end.flatMap { try reader.time(ofStep: $0.step) }
                        .map { "\($0)" },
                    cause: officer.end?.cause,
                    endDocument: officer.end.flatMap { paper($0.step) }
                )
            }
        }
    }

    /// A line of the list.
    func line(in language: Language) -> String {
        let role = OfficerRole(rawValue: role)?.phrase.text(in: language) ?? role
        let start = document ?? Phrase(vi: "khi lập sổ", en: "with the books").text(in: language)
        var line =
            "\(certificate.prefix(16))  \(unit)  \(role)  \(name)  \(person)  "
            + "\(since.prefix(10)) (\(start))"
        if let ended {
            let cause = cause.flatMap { OfficerEndCause(rawValue: $0)?.phrase }
            let told = Phrase(
                vi: "thôi từ \(ended): \(cause?.vietnamese ?? "") (\(endDocument ?? ""))",
                en: "ended \(ended): \(cause?.english ?? "") (\(endDocument ?? ""))"
            )
            line += "  \(told.text(in: language))"
        }
        return Console.visible(line)
    }

    /// What an order says of one registration.
    static func phrase(
        _ registration: OfficerRegistration,
        number: Int,
        isEnd: Bool
    ) -> Phrase {
        let who = "\(registration.name), \(registration.fingerprint.prefix(16))"
        let unit = registration.unit
        return isEnd
            ? Phrase(
                vi:
                    "thay đổi \(number): \(registration.role.phrase.vietnamese) của \(unit) thôi: \(who)",
                en: "change \(number): \(registration.role.phrase.english) of \(unit) ended: \(who)"
            )
            : Phrase(
                vi:
                    "thay đổi \(number): \(registration.role.phrase.vietnamese) của \(unit): \(who)",
                en: "change \(number): \(registration.role.phrase.english) of \(unit): \(who)"
            )
    }
}

/// A change as JSON.
struct OfficerChangeView: Encodable {
    let number: Int
    let at: String
    let document: String
    let signed: String
    let ended: String?
    let cause: String?
    let started: [String]
    let isKnown: Bool
    let hasNamesake: Bool
    let voided: [String]

    init(_ report: OfficerReport) {
        let order = report.order
        number = order.number
        at = "\(order.at)"
        document = order.document
        signed = "\(order.signed)"
        ended = order.end?.fingerprint
        cause = order.end?.cause.rawValue
        started = order.starts.map(\.fingerprint)
        isKnown = report.isKnown
        hasNamesake = report.hasNamesake
        voided = report.voided
    }
}

// An order that changes who the officers are: the text that two of them sign.
//
// Invariants:
// (1) It names the books, its place among their orders, and the digest of the officers before it: a
//     signature over it is good for this one change.
// (2) It says all that the rows say: which certificate ends and why, which one takes up which role of
//     which unit.

package import Ledger
package import Signing

/// An officer's registration: a certificate in one role of one unit, or of all.
package struct OfficerRegistration: Hashable, Sendable {
    /// SHA-256 of the certificate, in hexadecimal.
    package let fingerprint: String
    /// The unit's code, or `*` for all.
    package let unit: String
    /// The role.
    package let role: OfficerRole
    /// The natural person, as the certificate's subject names them; of a provider its code.
    package let person: String
    /// The name, as the certificate's subject has it.
    package let name: String

    /// A registration.
    package init(
        fingerprint: String,
        unit: String,
        role: OfficerRole,
        person: String,
        name: String
    ) {
        self.fingerprint = fingerprint
        self.unit = unit
        self.role = role
        self.person = person
        self.name = name
    }

    /// Whether it counts in a unit.
    package func holds(in code: String) -> Bool { unit == "*" || unit == code }

    /// Whether there is a unit in which both count.
    package func meets(_ other: OfficerRegistration) -> Bool {
        unit == "*" || other.unit == "*" || unit == other.unit
    }

    /// The digest of registrations, in their order: what an order rests on.
    ///
    /// - Parameter all: Those in office.
    /// - Returns: SHA-256 over a line for each: fingerprint, unit, role, person.
    package static func digest(of all: [OfficerRegistration]) -> Digest {
        Digest.of(
            utf8: all.map { "\($0.fingerprint) \($0.unit) \($0.role.rawValue) \($0.person)\n" }
                .joined()
        )
    }
}

/// Why a certificate signs no more.
package enum OfficerEndCause: String, CaseIterable, Sendable {
    /// The person holds the office no more: moved, retired, died.
    case left
    /// The same person goes on with another certificate: the old one runs out, or its token is worn.
    case renewed
    /// Somebody else may have used the key, or can use it.
    case keyCompromised = "key-compromised"

    /// Whether what the certificate signed is still good for money that has not gone out.
    package var leavesSignatures: Bool { self != .keyCompromised }
}

/// An order that changes officers.
package struct OfficerOrder: Hashable, Sendable {
    /// A certificate that ends.
    package struct End: Hashable, Sendable {
        /// SHA-256 of the certificate, in hexadecimal.
        package let fingerprint: String
        /// Why.
        package let cause: OfficerEndCause

        /// An end.
        package init(fingerprint: String, cause: OfficerEndCause) {
            self.fingerprint = fingerprint
            self.cause = cause
        }
    }

    /// The name of the books' log.
    package let books: String
    /// The order's place among the orders of the books, from 1.
    package let number: Int
    /// The digest of the officers in office before it.
    package let before: Digest
    /// When it is entered, and in effect from.
    package let at: Instant
    /// The number of the decision.
    package let document: String
    /// The day on which it was signed.
    package let signed: CivilDate
    /// The certificate that ends; nil where somebody is added.
    package let end: End?
    /// Who takes up an office; empty where somebody only leaves one.
    package let starts: [OfficerRegistration]

    /// An order.
    package init(
        books: String,
        number: Int,
        before: Digest,
        at: Instant,
        document: String,
        signed: CivilDate,
        end: End?,
        starts: [OfficerRegistration]
    ) {
        self.books = books
        self.number = number
        self.before = before
        self.at = at
        self.document = document
        self.signed = signed
        self.end = end
        self.starts = starts
    }

    /// The text that is signed.
    package var text: String {
        var toml = TOMLText()
        toml.put("format", "chitra/officers/1")
        toml.put("books", books)
        toml.put("number", Int64(number))
        toml.put("officers_before_sha256", before.hex)
        toml.put("at", "\(at)")
        toml.put("document", document)
        toml.put("signed", "\(signed)")
        if let end {
            toml.table("end")
            toml.put("certificate_sha256", end.fingerprint)
            toml.put("cause", end.cause.rawValue)
        }
        for start in starts {
            toml.table("start")
            toml.put("certificate_sha256", start.fingerprint)
            toml.put("unit", start.unit)
            toml.put("role", start.role.rawValue)
            toml.put("person", start.person)
            toml.put("name", start.name)
        }
        return toml.text
    }

    /// Reads an order's text.
    ///
    /// - Parameter text: The text, as ``text`` gives it.
    /// - Throws: ``SheetError`` at the first key that is missing or wrong.
    package init(text: String) throws(SheetError) {
        let sheet = try SheetReader(text: text)
        guard try sheet.string("format") == "chitra/officers/1" else {
            throw SheetError(key: "format")
        }
        let ends = try sheet.tables("end")
        guard ends.count <= 1 else { throw SheetError(key: "end") }
        var end: End?
        for table in ends {
            end = End(
                fingerprint: try table.string("certificate_sha256"),
                cause: try table.value("cause") { OfficerEndCause(rawValue: $0) }
            )
        }
        var starts: [OfficerRegistration] = []
        for table in try sheet.tables("start") {
            starts.append(
                OfficerRegistration(
                    fingerprint: try table.string("certificate_sha256"),
                    unit: try table.string("unit"),
                    role: try table.value("role") { OfficerRole(rawValue: $0) },
                    person: try table.string("person"),
                    name: try table.string("name")
                )
            )
        }
        self.init(
            books: try sheet.string("books"),
            number: Int(try sheet.integer("number")),
            before: try sheet.value("officers_before_sha256") { Digest(hex: $0) },
            at: try sheet.value("at") { Instant(iso: $0) },
            document: try sheet.string("document"),
            signed: try sheet.value("signed") { CivilDate(iso: $0) },
            end: end,
            starts: starts
        )
    }
}

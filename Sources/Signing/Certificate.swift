// X.509 certificates (RFC 5280) of persons and authorities.
//
// Invariants:
// 1. The fields are read once from the DER form, which alone decides equality.
// 2. Of a subject attribute that must be single (common name, serial number) two are a refusal.
// 3. Times are seconds since 1970-01-01T00:00:00Z.

internal import COpenSSL

/// One certificate and what of its subject matters to signatures.
package struct Certificate: Sendable {
    /// The certificate's DER bytes.
    package let der: [UInt8]
    /// SHA-256 over the DER bytes: the certificate's own name.
    package let fingerprint: Digest
    /// The subject's common name: a person's or an authority's name.
    package let commonName: String?
    /// The natural person's id: the subject's serialNumber attribute (RFC 4519, 2.31).
    ///
    /// Two certificates with the same id belong to one person.
    package let personID: String?
    /// The subject's organizational units: words for the role.
    package let organizationalUnits: [String]
    /// The subject's organization.
    package let organization: String?
    /// The first second of validity.
    package let notBefore: Int64
    /// The second in which the validity ends; it is not part of it any more.
    ///
    /// RFC 5280 would include it; libcrypto, and so `openssl`, does not.
    package let notAfter: Int64
    /// Whether the certificate is an authority's.
    package let isAuthority: Bool
    /// SHA-256 over the public key with its algorithm (RFC 5280, 4.1.2.7): certificates of one key share it.
    package let keyDigest: Digest

    /// Reads one certificate, PEM (the first in the text) or DER.
    ///
    /// - Throws: `SignatureRefusal` with `malformedCertificate`.
    package init(_ bytes: [UInt8]) throws(SignatureRefusal) {
        do {
            let certificate = try Self.read(bytes)
            defer { extendLifetime(certificate) }
            self = try unsafe Certificate(borrowing: certificate.pointer)
        } catch let refusal as SignatureRefusal {
            throw refusal
        } catch {
            throw SignatureRefusal(.malformedCertificate)
        }
    }

    // Reads the fields; the caller keeps the object.
    init(borrowing certificate: OpaquePointer) throws {
        der = try unsafe derEncoded("i2d_X509") { unsafe i2d_X509(certificate, $0) }
        fingerprint = Digest.of(der)
        guard let subject = unsafe X509_get_subject_name(certificate) else {
            throw SignatureRefusal(.malformedCertificate)
        }
        commonName = try unsafe Self.single(NID_commonName, of: subject)
        personID = try unsafe Self.single(NID_serialNumber, of: subject)
        organization = try unsafe Self.single(NID_organizationName, of: subject)
        organizationalUnits = try unsafe Self.all(NID_organizationalUnitName, of: subject)
        notBefore = try unsafe Self.seconds(X509_get0_notBefore(certificate))
        notAfter = try unsafe Self.seconds(X509_get0_notAfter(certificate))
        isAuthority = unsafe X509_get_extension_flags(certificate) & UInt32(EXFLAG_CA) != 0
        guard let key = unsafe X509_get_X509_PUBKEY(certificate) else {
            throw SignatureRefusal(.malformedCertificate)
        }
        keyDigest = Digest.of(
            try unsafe derEncoded("i2d_X509_PUBKEY") { unsafe i2d_X509_PUBKEY(key, $0) }
        )
    }

    /// The certificate in PEM (RFC 7468).
    package var pem: String {
        var text = "-----BEGIN CERTIFICATE-----\n"
        let code = Array(Base64.encode(der).utf8)
        for start in stride(from: 0, to: code.count, by: 64) {
            text += String(decoding: code[start..<min(start + 64, code.count)], as: UTF8.self)
            text += "\n"
        }
        return text + "-----END CERTIFICATE-----\n"
    }

    /// All certificates of a PEM text; what else stands in it is passed over.
    ///
    /// - Parameter text: Blocks of certificates, one after the other.
    /// - Returns: The certificates, in their order.
    /// - Throws: `SignatureRefusal` with `malformedCertificate` where a block is none.
    package static func all(inPEM text: String) throws(SignatureRefusal) -> [Certificate] {
        let end = "-----END CERTIFICATE-----"
        var certificates: [Certificate] = []
        for block in text.split(separator: end) where block.contains("-----BEGIN CERTIFICATE-----")
        {
            certificates.append(try Certificate(Array("\(block)\(end)\n".utf8)))
        }
        return certificates
    }

    /// Whether `seconds` lies in the validity.
    package func isValid(at seconds: Int64) -> Bool {
        notBefore <= seconds && seconds < notAfter
    }

    // A new object of libcrypto for this certificate.
    func opened() throws -> Owned { try Self.read(der) }

    private static func read(_ bytes: [UInt8]) throws -> Owned {
        // A DER certificate is a SEQUENCE; a PEM text never begins with its tag.
        guard bytes.first == 0x30 else {
            let read = try unsafe withReadingBuffer(over: bytes) { input in
                unsafe PEM_read_bio_X509(input, nil, noPassphrase, nil)
            }
            return try unsafe Owned(read, "PEM_read_bio_X509", free: { unsafe X509_free($0) })
        }
        let read: OpaquePointer? = unsafe bytes.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            let certificate = unsafe d2i_X509(nil, &position, buffer.count)
            let isWhole = unsafe position == buffer.baseAddress?.advanced(by: buffer.count)
            guard !isWhole else { return unsafe certificate }
            unsafe X509_free(certificate)
            return nil
        }
        return try unsafe Owned(read, "d2i_X509", free: { unsafe X509_free($0) })
    }

    private static func single(_ attribute: Int32, of subject: OpaquePointer) throws -> String? {
        let values = try unsafe all(attribute, of: subject)
        guard values.count <= 1 else { throw SignatureRefusal(.malformedCertificate) }
        return values.first
    }

    private static func all(_ attribute: Int32, of subject: OpaquePointer) throws -> [String] {
        var values: [String] = []
        var index: Int32 = -1
        while true {
            index = unsafe X509_NAME_get_index_by_NID(subject, attribute, index)
            guard index >= 0 else { return values }
            let entry = unsafe X509_NAME_get_entry(subject, index)
            var start: UnsafeMutablePointer<UInt8>?
            let count = unsafe ASN1_STRING_to_UTF8(&start, X509_NAME_ENTRY_get_data(entry))
            guard count >= 0, let start = unsafe start else {
                throw CryptographyFailure("ASN1_STRING_to_UTF8")
            }
            defer { unsafe openssl_OPENSSL_free(start) }
            let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(count))
            // A name that holds a control character can show a reader less than it says.
            guard let value = unsafe String(validating: bytes, as: UTF8.self),
                value.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
            else { throw SignatureRefusal(.malformedCertificate) }
            values.append(value)
        }
    }

    static func seconds(_ time: UnsafePointer<ASN1_TIME>?) throws -> Int64 {
        let epoch = try unsafe Owned(
            OpaquePointer(ASN1_TIME_set(nil, 0)),
            "ASN1_TIME_set",
            free: { unsafe ASN1_STRING_free(UnsafeMutablePointer($0)) }
        )
        defer { extendLifetime(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        // libcrypto takes a nil time for "now": never ours.
        guard let time = unsafe time,
            unsafe ASN1_TIME_diff(&days, &seconds, UnsafePointer(epoch.pointer), time) == 1
        else { throw CryptographyFailure("ASN1_TIME_diff") }
        return Int64(days) * 86_400 + Int64(seconds)
    }
}

extension Certificate: Hashable {
    package static func == (left: Certificate, right: Certificate) -> Bool {
        left.fingerprint == right.fingerprint
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(fingerprint)
    }
}

/// The answer to libcrypto's question for a passphrase: there is none, and nobody is asked.
let noPassphrase:
    @convention(c) (
        UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?
    ) -> Int32 = { _, _, _, _ in -1 }

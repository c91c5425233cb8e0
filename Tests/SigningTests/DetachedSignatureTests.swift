import Foundation
import Testing

@testable import Signing

/// Signatures as we make them, held against the real `openssl` command.
struct DetachedSignatureTests {
    let officials: Officials
    let content = Array("0b14…  lines-0001.csv\r\nsecond line\n".utf8)
    var digest: Digest { Digest.of(content) }
    let now = Officials.now

    init() throws {
        officials = try Officials.shared.get()
    }

    func signedByMaker(at seconds: Int64 = Officials.now) throws -> [UInt8] {
        try DetachedSignature.sign(
            digest: digest,
            certificate: officials.maker.certificate,
            key: officials.maker.key,
            at: seconds
        )
    }

    func signedByBoth() throws -> [UInt8] {
        try DetachedSignature.adding(
            certificate: officials.accountant.certificate,
            key: officials.accountant.key,
            at: now + 60,
            over: digest,
            to: try signedByMaker()
        )
    }

    func verify(
        _ der: [UInt8],
        at seconds: Int64 = Officials.now + 100
    ) throws
        -> [DetachedSignature.SignerRecord]
    {
        try DetachedSignature.verify(
            der: der,
            digest: digest,
            roots: [officials.authority.certificate],
            at: seconds
        )
    }

    // What a bank or an auditor types.
    func openssl(
        _ der: [UInt8],
        content: [UInt8]? = nil,
        root: Certificate? = nil
    ) throws
        -> (code: Int32, output: String)
    {
        let scratch = try Scratch()
        try scratch.write(der, "MANIFEST.p7s")
        try scratch.write(content ?? self.content, "MANIFEST")
        try scratch.write((root ?? officials.authority.certificate).pem, "ca.pem")
        return try scratch.run(
            "openssl cms -verify -binary -inform DER -cades -purpose any -CAfile ca.pem "
                + "-in MANIFEST.p7s -content MANIFEST -out /dev/null -attime \(now + 100)"
        )
    }

    func cause(of der: [UInt8], at seconds: Int64 = Officials.now + 100) -> SignatureRefusal? {
        do {
            _ = try verify(der, at: seconds)
            return nil
        } catch {
            return error as? SignatureRefusal
        }
    }

    @Test func `openssl accepts the maker's and the accountant's signatures`() throws {
        for person in [officials.maker, officials.accountant] {
            let der = try DetachedSignature.sign(
                digest: digest,
                certificate: person.certificate,
                key: person.key,
                at: now
            )
            let result = try openssl(der)
            #expect(result.code == 0, "\(result.output)")
            #expect(result.output.contains("CAdES Verification successful"))
            let record = DetachedSignature.SignerRecord(
                certificate: person.certificate,
                signingTime: now
            )
            #expect(try verify(der) == [record])
        }
    }

    @Test func `the signing time is the one passed in, also beyond 2049`() throws {
        for seconds in [now, 2_600_000_000] {
            let person = try officials.authority.issue(
                to: Officials.subject("Lê Văn Tám", "001085000099", "chủ tài khoản"),
                kind: .p256,
                validity: now...3_000_000_000,
                serial: Array(1...16)
            )
            let der = try DetachedSignature.sign(
                digest: digest,
                certificate: person.certificate,
                key: person.key,
                at: seconds
            )
            let authority = try DemoAuthority(
                certificate: officials.authority.certificate,
                key: officials.authority.key
            )
            #expect(authority.certificate == officials.authority.certificate)
            let scratch = try Scratch()
            try scratch.write(der, "s")
            let text = try scratch.run("openssl cms -cmsout -print -inform DER -in s -noout")
            #expect(text.output.contains(seconds == now ? "UTCTIME" : "GENERALIZEDTIME"))
        }
    }

    @Test func `a second signer is added, the first stays, and openssl agrees`() throws {
        let der = try signedByBoth()
        let result = try openssl(der)
        #expect(result.code == 0, "\(result.output)")
        let records = try verify(der)
        #expect(records.map(\.certificate.personID) == ["001185000011", "001085000022"])
        #expect(records.map(\.signingTime) == [now, now + 60])
        #expect(records[0].certificate == officials.maker.certificate)
    }

    @Test func `a signature of openssl is accepted, and one that it added to ours`() throws {
        let scratch = try Scratch()
        let person = officials.accountant
        try scratch.write(content, "f")
        try scratch.write(person.certificate.pem, "c.pem")
        try scratch.write(try person.key.exposedPEM(), "k.pem")
        try scratch.write(try signedByMaker(), "ours")
        let sign = try scratch.run(
            "openssl cms -sign -binary -in f -signer c.pem -inkey k.pem -md sha256 -cades "
                + "-outform DER -out theirs && openssl cms -resign -binary -in ours -inform DER "
                + "-signer c.pem -inkey k.pem -md sha256 -cades -outform DER -out both"
        )
        #expect(sign.code == 0, "\(sign.output)")
        // The command takes the clock's time, so the moment of judgement is taken from it.
        let clock = Int64(Date().timeIntervalSince1970)
        guard person.certificate.isValid(at: clock), person.certificate.isValid(at: now) else {
            #expect(cause(of: try scratch.read("theirs"))?.cause == .wrongSigningTime)
            return
        }
        let moment = max(clock, now) + 10
        #expect(try verify(try scratch.read("theirs"), at: moment).count == 1)
        #expect(try verify(try scratch.read("both"), at: moment).count == 2)
    }

    @Test func `no flipped bit of the content verifies`() throws {
        let der = try signedByBoth()
        for position in content.indices {
            for bit in 0..<8 {
                var changed = content
                changed[position] ^= 1 << bit
                #expect(throws: SignatureRefusal.self) {
                    try DetachedSignature.verify(
                        der: der,
                        digest: Digest.of(changed),
                        roots: [officials.authority.certificate],
                        at: now + 100
                    )
                }
            }
        }
        var changed = content
        changed[0] ^= 1
        #expect(try openssl(der, content: changed).code != 0)
        #expect(try openssl(der).code == 0)
    }

    // A flip may fall into bytes that nothing depends on: version numbers, the list of digest
    // algorithms in front, upper and lower case in the issuer's name by which a certificate is
    // looked up. What still verifies must say exactly the same.
    @Test func `no flipped bit of the signature changes who signed what and when`() throws {
        let der = try signedByBoth()
        let truth = try verify(der)
        var accepted = 0
        for position in der.indices {
            var changed = der
            changed[position] ^= 1 << UInt8(position % 8)
            guard let records = try? verify(changed) else { continue }
            accepted += 1
            #expect(records == truth, "byte \(position)")
        }
        #expect(accepted < 60, "\(accepted) of \(der.count)")
    }

    @Test func `no flipped bit of the signature value verifies`() throws {
        // The RSA value stands last: 256 bytes.
        let der = try signedByMaker()
        for position in der.indices.suffix(256) {
            var changed = der
            changed[position] ^= 1 << UInt8(position % 8)
            #expect(cause(of: changed)?.cause == .badSignature, "byte \(position)")
        }
    }

    @Test func `cut, extended and foreign bytes are no signature`() throws {
        let der = try signedByMaker()
        for count in stride(from: 0, to: der.count, by: 7) {
            #expect(throws: SignatureRefusal.self) { try verify(Array(der.prefix(count))) }
        }
        #expect(cause(of: der + [0])?.cause == .malformedSignature)
        #expect(cause(of: officials.maker.certificate.der)?.cause == .malformedSignature)
        let tooLong = [UInt8](repeating: 0x30, count: DetachedSignature.byteLimit + 1)
        #expect(cause(of: tooLong)?.cause == .malformedSignature)
    }

    @Test func `taking one signer away leaves the other only`() throws {
        let scratch = try Scratch()
        try scratch.write(try signedByBoth(), "both")
        // No signer at all: openssl makes the same form with certificates only.
        try scratch.write(officials.maker.certificate.pem, "c.pem")
        let none = try scratch.run(
            "openssl crl2pkcs7 -nocrl -certfile c.pem -outform DER -out none"
        )
        #expect(none.code == 0, "\(none.output)")
        #expect(cause(of: try scratch.read("none"))?.cause == .noSigner)
        // A signer's removal shows in the records, for each signs for himself.
        #expect(try verify(try signedByMaker()).map(\.certificate) == [officials.maker.certificate])
        #expect(try verify(try signedByBoth()).count == 2)
    }

    @Test func `one certificate signs once`() throws {
        let der = try signedByBoth()
        let again = #expect(throws: SignatureRefusal.self) {
            try DetachedSignature.adding(
                certificate: officials.maker.certificate,
                key: officials.maker.key,
                at: now + 70,
                over: digest,
                to: der
            )
        }
        #expect(again?.cause == .repeatedSigner)
        #expect(again?.fingerprint == officials.maker.certificate.fingerprint)
        let scratch = try Scratch()
        try scratch.write(try signedByMaker(), "ours")
        try scratch.write(officials.maker.certificate.pem, "c.pem")
        try scratch.write(try officials.maker.key.exposedPEM(), "k.pem")
        let twice = try scratch.run(
            "openssl cms -resign -nocerts -binary -in ours -inform DER -signer c.pem -inkey k.pem "
                + "-md sha256 -cades -outform DER -out twice"
        )
        #expect(twice.code == 0, "\(twice.output)")
        let clock = Int64(Date().timeIntervalSince1970)
        guard officials.maker.certificate.isValid(at: clock) else { return }
        let refusal = cause(of: try scratch.read("twice"), at: max(clock, now) + 10)
        #expect(refusal?.cause == .repeatedSigner)
        #expect(refusal?.fingerprint == officials.maker.certificate.fingerprint)
    }

    @Test func `a signature is only added over the same content`() throws {
        let der = try signedByMaker()
        #expect(throws: SignatureRefusal(.otherContent, signer: 0)) {
            try DetachedSignature.adding(
                certificate: officials.accountant.certificate,
                key: officials.accountant.key,
                at: now,
                over: Digest.of(utf8: "other"),
                to: der
            )
        }
    }

    @Test func `a stranger's authority is refused, though its name is the same`() throws {
        let alone = try DetachedSignature.sign(
            digest: digest,
            certificate: officials.stranger.certificate,
            key: officials.stranger.key,
            at: now
        )
        #expect(cause(of: alone)?.cause == .untrusted)
        #expect(cause(of: alone)?.fingerprint == officials.stranger.certificate.fingerprint)
        #expect(try openssl(alone).code != 0)
        #expect(try openssl(alone, root: officials.strangeAuthority.certificate).code == 0)
        // Behind a good signer the whole is still refused.
        let mixed = try DetachedSignature.adding(
            certificate: officials.stranger.certificate,
            key: officials.stranger.key,
            at: now,
            over: digest,
            to: try signedByMaker()
        )
        #expect(cause(of: mixed)?.fingerprint == officials.stranger.certificate.fingerprint)
        #expect(throws: SignatureRefusal.self) {
            try DetachedSignature.verify(der: alone, digest: digest, roots: [], at: now)
        }
    }

    @Test func `an expired or future certificate is refused, and does not sign`() throws {
        let der = try signedByMaker()
        #expect(cause(of: der, at: Officials.validity.upperBound - 1) == nil)
        #expect(cause(of: der, at: Officials.validity.upperBound)?.cause == .expired)
        #expect(cause(of: der, at: Officials.validity.lowerBound - 1)?.cause == .notYetValid)
        #expect(cause(of: der, at: now - DetachedSignature.clockTolerance) == nil)
        #expect(
            cause(of: der, at: now - DetachedSignature.clockTolerance - 1)?.cause
                == .wrongSigningTime
        )
        for (seconds, cause) in [
            (Officials.validity.upperBound, SignatureRefusal.Cause.expired),
            (Officials.validity.lowerBound - 1, .notYetValid),
        ] {
            let fingerprint = officials.maker.certificate.fingerprint
            #expect(throws: SignatureRefusal(cause, fingerprint: fingerprint)) {
                try signedByMaker(at: seconds)
            }
        }
    }

    @Test func `a revoked certificate is refused, and so is an unknown state`() throws {
        let der = try signedByBoth()
        let currency = now - 10...now + 1_000
        func cause(
            _ lists: [String],
            at seconds: Int64 = Officials.now + 100
        )
            -> SignatureRefusal?
        {
            do {
                _ = try DetachedSignature.verify(
                    der: der,
                    digest: digest,
                    roots: [officials.authority.certificate],
                    at: seconds,
                    revocationLists: lists.map { Array($0.utf8) }
                )
                return nil
            } catch {
                return error as? SignatureRefusal
            }
        }
        let empty = try officials.authority.revocationList(of: [], currency: currency)
        let revoked = try officials.authority.revocationList(
            of: [officials.accountant.certificate],
            currency: currency
        )
        let strange = try officials.strangeAuthority.revocationList(of: [], currency: currency)
        #expect(cause([empty]) == nil)
        #expect(cause([revoked])?.cause == .revoked)
        #expect(cause([revoked])?.fingerprint == officials.accountant.certificate.fingerprint)
        #expect(cause([empty], at: now + 2_000)?.cause == .unknownRevocation)
        #expect(cause([strange])?.cause == .unknownRevocation)
        #expect(cause(["nothing"])?.cause == .unknownRevocation)
    }

    @Test func `only the certificate's own key signs`() throws {
        #expect(
            throws: SignatureRefusal(
                .foreignKey,
                fingerprint: officials.maker.certificate.fingerprint
            )
        ) {
            try DetachedSignature.sign(
                digest: digest,
                certificate: officials.maker.certificate,
                key: officials.accountant.key,
                at: now
            )
        }
        #expect(throws: SignatureRefusal.self) {
            try DetachedSignature.sign(
                digest: digest,
                certificate: officials.authority.certificate,
                key: officials.authority.key,
                at: now
            )
        }
    }
}

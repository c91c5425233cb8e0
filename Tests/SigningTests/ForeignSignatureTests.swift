import Foundation
import Testing

@testable import Signing

/// Signatures and keys that the `openssl` command makes and that must not pass.
struct ForeignSignatureTests {
    let officials: Officials
    let content = Array("decision\n".utf8)

    init() throws {
        officials = try Officials.shared.get()
    }

    // A person of the demonstration authority with a key that openssl makes by these options,
    // and a signature by it under those; the clock is openssl's.
    private func cause(
        newKey: String,
        sign: String = "-md sha256 -cades -binary",
        extensions: String = "keyUsage=critical,digitalSignature"
    ) throws -> SignatureRefusal.Cause? {
        let scratch = try Scratch()
        let clock = Int64(Date().timeIntervalSince1970)
        let authority = try DemoAuthority(
            commonName: "Clock root",
            validity: clock - 1_000...clock + 864_000,
            serial: Array(1...16)
        )
        try scratch.write(content, "f")
        try scratch.write(authority.certificate.pem, "ca.pem")
        try scratch.write(try authority.key.exposedPEM(), "ca.key")
        try scratch.write("basicConstraints=CA:FALSE\n\(extensions)\n", "ext")
        let made = try scratch.run(
            """
            set -e
            \(newKey)
            openssl req -new -key k.pem -subj /CN=x/serialNumber=1 -out c.csr
            openssl x509 -req -in c.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3 \
                -extfile ext -out c.pem
            openssl cms -sign -in f -signer c.pem -inkey k.pem -outform DER -out s \(sign)
            """
        )
        #expect(made.code == 0, "\(made.output)")
        return try refusal(of: scratch, authority, at: clock + 60)
    }

    /// Why the signature `s` over the content is refused; nil where it is taken.
    private func refusal(
        of scratch: Scratch,
        _ authority: DemoAuthority,
        at time: Int64
    ) throws -> SignatureRefusal.Cause? {
        do {
            _ = try DetachedSignature.verify(
                der: try scratch.read("s"),
                digest: Digest.of(content),
                roots: [authority.certificate],
                at: time
            )
            return nil
        } catch let refusal as SignatureRefusal {
            return refusal.cause
        }
    }

    private let p256 = "openssl ecparam -genkey -noout -name prime256v1 -out k.pem"
    private let rsa = "openssl genrsa -out k.pem"

    @Test func `P-256 and RSA of 2048 and 3072 bits pass`() throws {
        #expect(try cause(newKey: p256) == nil)
        #expect(try cause(newKey: "\(rsa) 2048") == nil)
        #expect(try cause(newKey: "\(rsa) 3072") == nil)
    }

    @Test func `weak and other keys are refused`() throws {
        #expect(try cause(newKey: "\(rsa) 1024") == .weakKey)
        #expect(
            try cause(newKey: "openssl ecparam -genkey -noout -name secp384r1 -out k.pem")
                == .weakKey
        )
        #expect(
            try cause(newKey: "openssl ecparam -genkey -noout -name secp256k1 -out k.pem")
                == .weakKey
        )
    }

    @Test func `other algorithms than SHA-256 are refused`() throws {
        for digest in ["sha1", "sha384", "sha512"] {
            #expect(
                try cause(newKey: p256, sign: "-md \(digest) -cades -binary") == .foreignAlgorithm
            )
        }
        #expect(
            try cause(
                newKey: "\(rsa) 2048",
                sign: "-md sha256 -cades -binary -keyopt rsa_padding_mode:pss"
            )
                == .foreignAlgorithm
        )
    }

    @Test func `a signature without its certificate or attributes is refused`() throws {
        #expect(
            try cause(newKey: p256, sign: "-md sha256 -cades -binary -nocerts")
                == .missingCertificate
        )
        #expect(try cause(newKey: p256, sign: "-md sha256 -binary") == .missingAttribute)
        #expect(try cause(newKey: p256, sign: "-md sha256 -binary -noattr") == .missingAttribute)
        #expect(
            try cause(newKey: p256, sign: "-md sha256 -cades -binary -nodetach") == .notDetached
        )
        #expect(
            try cause(
                newKey: p256,
                sign: "-md sha256 -cades -binary -econtent_type id-ct-asciiTextWithCRLF"
            )
                == .notDetached
        )
    }

    // One key, one issuer, one serial number, two certificates: only signing-certificate-v2 tells
    // which of them was meant.
    @Test func `a certificate put in the place of another is refused`() throws {
        let swap = """
            openssl req -new -key k.pem -subj /CN=x/serialNumber=2/OU=chair -out d.csr
            openssl x509 -req -in d.csr -CA ca.pem -CAkey ca.key -days 3 -extfile ext \
                -set_serial 0x$(openssl x509 -in c.pem -noout -serial | cut -d= -f2) -out d.pem
            openssl cms -sign -in f -signer c.pem -inkey k.pem -outform DER -out s \
                -md sha256 -cades -binary -nocerts -certfile d.pem
            """
        #expect(try cause(newKey: p256, sign: "-md sha256\n\(swap)") == .otherCertificate)
        let honest = swap.replacingOccurrences(of: "-certfile d.pem", with: "-certfile c.pem")
        #expect(try cause(newKey: p256, sign: "-md sha256\n\(honest)") == nil)
    }

    @Test func `a certificate for another use is refused`() throws {
        #expect(
            try cause(newKey: p256, extensions: "keyUsage=critical,keyAgreement") == .wrongUsage
        )
        #expect(try cause(newKey: p256, extensions: "extendedKeyUsage=serverAuth") == nil)
    }

    // An officer whose certificate may sign certificates by its key usage would be their own authority.
    @Test func `who is not said to be an authority issues no certificate`() throws {
        let scratch = try Scratch()
        let clock = Int64(Date().timeIntervalSince1970)
        let authority = try DemoAuthority(
            commonName: "Clock root",
            validity: clock - 1_000...clock + 864_000,
            serial: Array(1...16)
        )
        try scratch.write(content, "f")
        try scratch.write(authority.certificate.pem, "ca.pem")
        try scratch.write(try authority.key.exposedPEM(), "ca.key")
        func cause(_ constraints: String) throws -> SignatureRefusal.Cause? {
            try scratch.write("\(constraints)keyUsage=digitalSignature,keyCertSign\n", "middle")
            try scratch.write("basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n", "end")
            let made = try scratch.run(
                """
                set -e
                for name in middle end; do
                    openssl ecparam -genkey -noout -name prime256v1 -out $name.key
                    openssl req -new -key $name.key -subj /CN=$name/serialNumber=1 -out $name.csr
                done
                openssl x509 -req -in middle.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3 \
                    -extfile middle -out middle.pem
                openssl x509 -req -in end.csr -CA middle.pem -CAkey middle.key -CAcreateserial \
                    -days 3 -extfile end -out end.pem
                openssl cms -sign -in f -signer end.pem -inkey end.key -certfile middle.pem \
                    -outform DER -out s -md sha256 -cades -binary
                """
            )
            #expect(made.code == 0, "\(made.output)")
            return try refusal(of: scratch, authority, at: clock + 60)
        }
        #expect(try cause("basicConstraints=critical,CA:TRUE\n") == nil)
        #expect(try cause("") == .untrusted)
        #expect(try cause("basicConstraints=CA:FALSE\n") == .untrusted)
    }

    @Test func `keys under a passphrase, weak ones and no keys at all are refused`() throws {
        let scratch = try Scratch()
        let made = try scratch.run(
            """
            set -e
            openssl genrsa -out weak 1024
            openssl genrsa -aes256 -passout pass:secret -out locked 2048
            openssl genpkey -algorithm ed25519 -out ed
            openssl ecparam -genkey -name prime256v1 -out old
            openssl pkey -in old -pubout -out public
            """
        )
        #expect(made.code == 0, "\(made.output)")
        func cause(_ name: String) throws -> SignatureRefusal.Cause? {
            do {
                _ = try PrivateKey(pem: try scratch.read(name))
                return nil
            } catch let refusal as SignatureRefusal {
                return refusal.cause
            }
        }
        #expect(try cause("weak") == .weakKey)
        #expect(try cause("ed") == .weakKey)
        #expect(try cause("locked") == .malformedKey)
        #expect(try cause("public") == .malformedKey)
        #expect(try cause("old") == nil)
        #expect(throws: SignatureRefusal(.malformedKey)) { try PrivateKey(pem: []) }
    }
}

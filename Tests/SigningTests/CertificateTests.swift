import Foundation
import Testing

@testable import Signing

struct CertificateTests {
    let officials: Officials

    init() throws {
        officials = try Officials.shared.get()
    }

    @Test func `the fields are those that were asked for`() throws {
        let certificate = officials.accountant.certificate
        #expect(certificate.commonName == "Đỗ Văn Bình")
        #expect(certificate.personID == "001085000022")
        #expect(certificate.organizationalUnits == ["kế toán trưởng"])
        #expect(certificate.organization == "UBND xã Xuân Mai")
        #expect(certificate.notBefore == Officials.validity.lowerBound)
        #expect(certificate.notAfter == Officials.validity.upperBound)
        #expect(!certificate.isAuthority)
        #expect(officials.authority.certificate.isAuthority)
        #expect(officials.authority.certificate.personID == nil)
        #expect(certificate.isValid(at: certificate.notBefore))
        #expect(certificate.isValid(at: certificate.notAfter - 1))
        #expect(!certificate.isValid(at: certificate.notBefore - 1))
        #expect(!certificate.isValid(at: certificate.notAfter))
    }

    @Test func `openssl reads the same certificate and trusts its path`() throws {
        let scratch = try Scratch()
        for person in [officials.maker, officials.accountant] {
            try scratch.write(person.certificate.pem, "c.pem")
            try scratch.write(officials.authority.certificate.pem, "ca.pem")
            let print = try scratch.run(
                "openssl x509 -in c.pem -noout -fingerprint -sha256 | tr -d ':' | tr A-F a-f"
            )
            #expect(print.output.contains(person.certificate.fingerprint.hex), "\(print.output)")
            let path = try scratch.run(
                "openssl verify -x509_strict -purpose smimesign -attime \(Officials.now) -CAfile ca.pem c.pem"
            )
            #expect(path.code == 0, "\(path.output)")
            let again = try scratch.run("openssl x509 -in c.pem | cmp - c.pem")
            #expect(again.code == 0, "\(again.output)")
        }
    }

    @Test func `PEM and DER lead to the same certificate`() throws {
        let certificate = officials.maker.certificate
        #expect(try Certificate(Array(certificate.pem.utf8)) == certificate)
        #expect(try Certificate(certificate.der) == certificate)
        #expect(certificate != officials.accountant.certificate)
    }

    @Test func `what is no certificate is refused`() throws {
        let der = officials.maker.certificate.der
        let refusal = SignatureRefusal(.malformedCertificate)
        #expect(throws: refusal) { try Certificate([]) }
        #expect(throws: refusal) { try Certificate(der + [0]) }
        #expect(throws: refusal) { try Certificate(Array(der.dropLast())) }
        #expect(throws: refusal) { try Certificate(Array("hello".utf8)) }
        #expect(throws: refusal) {
            try Certificate(Array(try officials.maker.key.exposedPEM().utf8))
        }
    }

    @Test func `two person ids, two names or a hidden character are refused`() throws {
        let scratch = try Scratch()
        let refusal = SignatureRefusal(.malformedCertificate)
        for subject in ["/CN=x/serialNumber=1/serialNumber=2", "/CN=x/CN=y", "/CN=x\u{8}y"] {
            let made = try scratch.run(
                "openssl req -x509 -utf8 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
                    + "-keyout k -subj '\(subject)' -out c"
            )
            #expect(made.code == 0, "\(made.output)")
            #expect(throws: refusal, "\(subject)") { try Certificate(try scratch.read("c")) }
        }
    }

    @Test func `keys and certificates find each other`() throws {
        let maker = officials.maker
        #expect(maker.key.matches(maker.certificate))
        #expect(!maker.key.matches(officials.accountant.certificate))
        let pem = try maker.key.exposedPEM()
        let read = try PrivateKey(pem: Array(pem.utf8))
        #expect(read.matches(maker.certificate))
        #expect(!"\(maker.key)".contains("PRIVATE") && !String(reflecting: read).contains("PRIV"))
        #expect(throws: SignatureRefusal.self) {
            try DemoAuthority(certificate: maker.certificate, key: officials.accountant.key)
        }
    }
}

// Writes a pain.001 of made-up payments, as an issued batch has it: bytes to the disk, their digest, a
// signature over it. For `make bench`; no command writes a payment file alone.
//
// Invariants:
// (1) Payments are made as they are written: nothing of the file stays in memory.
// (2) Same count, same bytes, but for the signature and its key.

import BankFiles
import Glibc
import Ledger
import Signing
import Store

extension NewFile: ByteSink {}

/// The file of a bench run.
@main
struct BankBench {
    /// Payments of which every n-th goes to the own bank: they come first.
    private static let ownShare = 4

    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let count = Int(arguments[1]), (8...10_000_000).contains(count)
        else { return end("bank-bench COUNT FILE", code: 64) }
        do {
            try write(count, to: arguments[2])
        } catch {
            end("\(error)", code: 1)
        }
    }

    private static func end(_ message: String, code: Int32) {
        let bytes = Array("\(message)\n".utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
        exit(code)
    }

    /// Writes, hashes and signs.
    private static func write(_ count: Int, to path: String) throws {
        var maker = try PaymentMaker()
        let own = count / ownShare
        let header = try maker.header(ownBank: own, otherBank: count - own)
        let (certificate, key) = try signer()
        var file = try NewFile(path: path)
        var writer = Pain001Writer(header: header)
        try writer.begin(into: &file)
        var chunk = TransferChunk()
        for number in 0..<count {
            try maker.append(number, isOwn: number < own, to: &chunk)
            guard chunk.count == TransferChunk.rows || number == count - 1 else { continue }
            try writer.write(chunk, into: &file)
            chunk.removeAll()
        }
        try writer.finish(into: &file)
        let digest = try file.finish().digest
        let signature = try DetachedSignature.sign(
            digest: digest,
            certificate: certificate,
            key: key,
            at: PaymentMaker.now
        )
        var signed = try NewFile(path: "\(path).p7s")
        try signed.write(signature.span)
        _ = try signed.finish()
    }

    /// A key and its certificate, made for this run.
    private static func signer() throws -> (Certificate, PrivateKey) {
        let validity = (PaymentMaker.now - 86_400)...(PaymentMaker.now + 86_400)
        let authority = try DemoAuthority(
            commonName: "Bench",
            validity: validity,
            serial: [UInt8](repeating: 1, count: 8)
        )
        let issued = try authority.issue(
            to: DemoAuthority.Subject(
                commonName: "Bench",
                personID: "001080000004",
                role: "account-holder",
                organization: "Bench"
            ),
            kind: .p256,
            validity: validity,
            serial: [UInt8](repeating: 2, count: 8)
        )
        return (issued.certificate, issued.key)
    }
}

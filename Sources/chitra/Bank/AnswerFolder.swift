// Writes the answers of the simulated bank, and a desk's signature beside its list.
//
// Invariants:
// (1) A file that is there with the same bytes stays; one with other bytes stops the run.
// (2) A signature that is there stays: the key may make another one each time.

import BankSimulator
import Intake
import Ledger
import Signing
import Store
import Workflow

/// A provider's key with its certificate.
struct ProviderKey {
    /// The private key.
    let key: PrivateKey
    /// The certificate.
    let certificate: Certificate

    /// Loads both; the certificate lies beside `NAME.key` as `NAME.pem` where none is named.
    ///
    /// - Throws: ``StepRefusal``.
    init(path: String, certificate: String?) throws {
        let beside = path.hasSuffix(".key") ? "\(path.dropLast(4)).pem" : "\(path).pem"
        let file = certificate ?? beside
        guard let bytes = try? DurableFiles.read(path), let key = try? PrivateKey(pem: bytes) else {
            throw StepRefusal(
                .unreadable,
                Phrase(
                    vi: "không đọc được khóa riêng ở \(path)",
                    en: "no usable private key in \(path)"
                )
            )
        }
        guard let bytes = try? DurableFiles.read(file), let certificate = try? Certificate(bytes),
            key.matches(certificate)
        else {
            throw StepRefusal(
                .unreadable,
                Phrase(
                    vi: "\(file) không phải chứng thư của khóa này",
                    en: "\(file) is not the certificate of this key"
                ),
                hint: Phrase(
                    vi: "nêu chứng thư bằng --provider-certificate",
                    en: "name it with --provider-certificate"
                )
            )
        }
        self.key = key
        self.certificate = certificate
    }

    /// A detached signature over bytes, made at 17:00 of a day.
    ///
    /// - Throws: ``StepRefusal`` where the certificate may not sign on that day.
    func signature(over bytes: [UInt8], on day: CivilDate) throws -> [UInt8] {
        let seconds = Instant(endOf: day).seconds + 1 - 7 * 3600
        do {
            return try DetachedSignature.sign(
                digest: Digest.of(bytes),
                certificate: certificate,
                key: key,
                at: seconds
            )
        } catch is SignatureRefusal {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "chứng thư của nhà cung cấp không dùng để ký được vào ngày \(day)",
                    en: "the provider's certificate may not sign on \(day)"
                )
            )
        }
    }
}

/// The folder that answers go to.
struct AnswerFolder {
    /// Its path.
    let path: String
    /// What signs the lists of desks; nil for nothing.
    let key: ProviderKey?
    /// Files that were written, by day, in order.
    private(set) var written: [(day: CivilDate, name: String)] = []
    /// The number of files that were there already.
    private(set) var unchanged = 0

    /// A folder; it is made when the first file comes.
    init(path: String, key: ProviderKey?) {
        self.path = path
        self.key = key
    }

    /// Writes one answer.
    ///
    /// - Throws: ``StepRefusal`` or `StoreError`.
    mutating func take(_ file: SimulatedFile) throws {
        let folder = "\(path)/\(file.day)"
        if !DurableFiles.exists(folder) {
            try DurableFiles.makeFolder(path)
            try DurableFiles.makeFolder(folder)
        }
        let name = "\(folder)/\(file.name)"
        if DurableFiles.exists(name) {
            guard try DurableFiles.read(name) == file.bytes else {
                throw StepRefusal(
                    .cannotWrite,
                    Phrase(
                        vi: "\(name) đã có với nội dung khác",
                        en: "\(name) is there with other bytes"
                    ),
                    hint: Phrase(
                        vi: "cùng đầu vào cho cùng tệp; chọn --out khác cho lần chạy khác",
                        en: "same inputs give same files; name another --out for another run"
                    )
                )
            }
            unchanged += 1
        } else {
            try DurableFiles.replace(name, with: file.bytes)
            written.append((file.day, file.name))
        }
        guard file.isCashResults, let key, !DurableFiles.exists("\(name).p7s") else { return }
        let signature = try key.signature(over: file.bytes, on: file.day)
        try DurableFiles.replace("\(name).p7s", with: signature)
        written.append((file.day, "\(file.name).p7s"))
    }
}

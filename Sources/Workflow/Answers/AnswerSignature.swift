// Who signed an answer.
//
// Invariants:
// (1) A list of results, of cash or of the Treasury, is signed by the provider that got the file which it
//     answers, by who is registered for the file's unit or for the unit that took its books over.
// (2) A table of results need not be signed; a signature that lies beside it is of a provider that got
//     every batch which the table names, by who is registered for their units.
// (3) Messages of banks are not signed.
// (4) What is signed is proven over its bytes before anything of it is read; whose signature it must be is
//     known once it is read.

import BankFiles
import Disbursement
import Intake
import Ledger
import Signing
import Store

/// Finds and proves the signatures of answers.
struct AnswerSignature {
    private let open: OpenBooks
    private let time: Instant
    private let step: Int64

    /// Signatures of answers in some books.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - time: When certificates must hold.
    ///   - step: The step that took the answer in, where it is proven again.
    init(open: OpenBooks, at time: Instant, before step: Int64 = .max) {
        self.open = open
        self.time = time
        self.step = step
    }

    /// Refuses a signed file whose signature is of no provider, before anything of it is read.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - name: Its name for people.
    ///   - isList: Whether it is a list of results, which must be signed.
    /// - Throws: ``StepRefusal`` where the signature is missing or proves nothing; `StoreError`.
    func requireProvider(beside path: String, name: String, isList: Bool) throws {
        guard DurableFiles.exists(path + AnswerNames.signature) else {
            guard isList else { return }
            throw missing(name)
        }
        let hasher = SHA256()
        try DurableFiles.forEachPiece(of: path, atMost: 1 << 30) { piece in
            unsafe piece.withUnsafeBytes { unsafe hasher.update($0) }
        }
        let bytes = try DurableFiles.read(path + AnswerNames.signature)
        guard try signers(of: bytes, over: hasher.finish()).isEmpty else { return }
        throw refusal(
            name,
            Phrase(
                vi: "chữ ký không phải của đơn vị chi trả nào, hoặc tệp đã bị sửa",
                en: "the signature is of no provider, or the file was changed"
            )
        )
    }

    /// The signature beside an answer that comes in.
    ///
    /// - Returns: Its bytes and the provider; nil where none is needed and none is there.
    /// - Throws: ``StepRefusal`` where it is missing, or not of whom it must be.
    func find(
        beside path: String,
        name: String,
        digest: Digest,
        answer: BankAnswer
    ) throws -> (bytes: [UInt8], signer: String)? {
        let isList = answer.family.isResultList
        let isThere = DurableFiles.exists(path + AnswerNames.signature)
        guard isList || AnswerNames.isTable(answer.version) && isThere else { return nil }
        guard isThere else { throw missing(name) }
        let bytes = try DurableFiles.read(path + AnswerNames.signature)
        guard let signer = try signer(of: bytes, over: digest, answer: answer) else {
            throw refusal(
                name,
                isList
                    ? Phrase(
                        vi: "chữ ký không phải của đơn vị chi trả đã nhận tệp "
                            + (answer.listedFile ?? ""),
                        en: "the signature is not of the provider that got file "
                            + (answer.listedFile ?? "")
                    )
                    : Phrase(
                        vi: "chữ ký không phải của đơn vị chi trả đã nhận các lô có trong bảng",
                        en: "the signature is not of a provider that got the batches in the table"
                    )
            )
        }
        return (bytes, signer)
    }

    /// Whether the signature that lies beside an answer in the books still proves who signed it.
    ///
    /// - Throws: `StoreError`.
    func isProven(_ record: AnswerRecord, _ answer: BankAnswer) throws -> Bool {
        let isTable = AnswerNames.isTable(record.version)
        guard answer.family.isResultList || isTable && !record.signer.isEmpty else {
            return record.signer.isEmpty
        }
        let names = AnswerNames(of: record, in: open.books.answersFolder)
        let path = "\(open.books.answersFolder)/\(names.file)\(AnswerNames.signature)"
        guard let bytes = try? DurableFiles.read(path, followsLinks: false) else { return false }
        let found = try signers(of: bytes, over: record.digest)
        return try entitled(found, toSign: answer).contains(record.signer)
    }

    private func signer(
        of bytes: [UInt8],
        over digest: Digest,
        answer: BankAnswer
    ) throws -> String? {
        try entitled(signers(of: bytes, over: digest), toSign: answer).first
    }

    private func signers(of bytes: [UInt8], over digest: Digest) throws -> [OfficerRecord] {
        try open.signers(of: bytes, over: digest, role: .provider, at: time, before: step)
    }

    /// The providers of the signers who may sign an answer.
    private func entitled(
        _ signers: [OfficerRecord],
        toSign answer: BankAnswer
    ) throws -> [String] {
        guard let (providers, units) = try receivers(of: answer) else { return [] }
        return try open.persons(of: signers, registeredFor: units).filter(providers.contains)
    }

    /// The providers that may sign an answer, with the units that it is about; nil where it is about nothing
    /// that was handed over.
    private func receivers(
        of answer: BankAnswer
    ) throws -> (providers: Set<String>, units: Set<String>)? {
        if answer.family.isResultList {
            guard let file = answer.listedFile else { return nil }
            return try open.books.query { reader in
                try reader.receiver(ofFile: file).map { ([$0.provider], [$0.unit]) }
            }
        }
        let batches = Set(
            answer.facts.compactMap { $0.references.endToEnd }
                .compactMap { TransferID($0)?.batch.description }
        )
        return try open.books.query { reader in
            let receivers = try batches.map { try reader.receivers(ofBatch: $0) }
            guard let first = receivers.first else { return nil }
            return (
                receivers.reduce(Set(first.map(\.provider))) {
                    $0.intersection($1.map(\.provider))
                },
                Set(receivers.flatMap { $0.map(\.unit) })
            )
        }
    }

    private func missing(_ name: String) -> StepRefusal {
        refusal(
            name,
            Phrase(
                vi: "danh sách kết quả không có chữ ký của đơn vị chi trả",
                en: "the list of results bears no signature of the provider"
            )
        )
    }

    private func refusal(_ name: String, _ message: Phrase) -> StepRefusal {
        StepRefusal(
            .dataErrors,
            message,
            diagnostics: [
                Diagnostic(
                    .error,
                    code: "cash-results-signature",
                    at: Location(file: name),
                    message,
                    hint: Phrase(
                        vi: "đơn vị chi trả gửi tệp kèm chữ ký: \(name).p7s",
                        en: "the provider sends its file with its signature: \(name).p7s"
                    )
                )
            ]
        )
    }
}

extension OpenBooks {
    /// The signers who are registered for units, or for those that took their books over (decision 0072).
    ///
    /// - Parameters:
    ///   - signers: Whose certificates signed.
    ///   - units: What is signed is about all of these.
    /// - Returns: Their persons, in order.
    /// - Throws: `StoreError`.
    func persons(
        of signers: [OfficerRecord],
        registeredFor units: Set<String>
    ) throws -> [String] {
        let bearers = try books.query { reader in
            try units.map { [$0, try reader.bearer(of: $0)] }
        }
        // A certificate may be registered for each of several units.
        return signers.map(\.person).filter { person in
            let own = signers.filter { $0.person == person }.map(\.registration)
            return bearers.allSatisfy { codes in
                own.contains { codes.contains(where: $0.holds(in:)) }
            }
        }
    }
}

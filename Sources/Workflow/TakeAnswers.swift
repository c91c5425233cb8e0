// Step 8: banks' answers are taken in: the file is kept, its facts are rows.
//
// Invariants:
// (1) All files of a command or none; every fault of each in one go.
// (2) An answer is its bytes: the same bytes again change nothing. A fact is what is said: the same
//     in another file is counted and not taken again. A status is said at a time: the same word in
//     an answer that the bank made later is said again, for meanwhile the money may have come back.
// (3) A provider's list of cash is taken only with the provider's signature beside it (`.p7s`).
// (4) The file lies in the books under its digest, so that anybody can read the facts again.

package import BankFiles
import Disbursement
import Foundation
package import Intake
import Ledger
package import Signing
import Store

/// An answer that was taken in.
package struct AnswerReport: Sendable {
    /// The file's name as given.
    package let file: String
    /// SHA-256 of the file.
    package let digest: Digest
    /// What it is.
    package let family: AnswerFamily
    /// Facts that are new.
    package let newFacts: Int
    /// Facts that had been said before.
    package let repeatedFacts: Int
    /// Whether these bytes were taken in before.
    package let isKnown: Bool
    /// What should be looked at.
    package let warnings: [Diagnostic]
}

/// Takes answers in.
package struct TakeAnswers {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// One file that was read.
    private struct Item {
        let name: String
        let bytes: [UInt8]
        let digest: Digest
        let answer: BankAnswer
        let warnings: [Diagnostic]
        let signature: [UInt8]?
        let signer: String
    }

    /// Reads the files and writes their facts in one step.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - paths: The files.
    ///   - officer: A maker or chief accountant.
    /// - Returns: What each came to, in their order.
    /// - Throws: ``StepRefusal`` with every fault of every file.
    package func run(
        _ open: OpenBooks,
        paths: [String],
        officer: OfficerKey
    ) throws -> [AnswerReport] {
        guard
            officer.registrations.contains(where: { [.maker, .chiefAccountant].contains($0.role) })
        else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "người lập hoặc kế toán trưởng nạp kết quả ngân hàng",
                    en: "a maker or chief accountant takes answers in"
                )
            )
        }
        var items: [Item] = []
        var faults: [Diagnostic] = []
        for path in paths {
            do {
                let item = try read(path, open: open)
                if !items.contains(where: { $0.digest == item.digest }) { items.append(item) }
            } catch let refusal as StepRefusal {
                faults += refusal.diagnostics
            }
        }
        guard faults.isEmpty else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "có tệp trả lời bị từ chối, không nạp tệp nào",
                    en: "an answer was refused; no file was taken in"
                ),
                hint: Phrase(
                    vi: "xin ngân hàng gửi lại tệp đã nêu, hoặc nạp các tệp khác không kèm tệp đó",
                    en: "ask the bank for that file again, or take the others in without it"
                ),
                diagnostics: faults
            )
        }
        return try write(items, open: open, officer: officer)
    }

    /// The place of an answer's file in the books.
    static func path(of digest: Digest, family: AnswerFamily, in books: Books) -> String {
        "\(books.answersFolder)/\(names(of: digest, family: family.rawValue)[0])"
    }

    /// The names of an answer's files: its own, and that of the signature where it has one.
    static func names(of digest: Digest, family: String) -> [String] {
        family == AnswerFamily.cashResults.rawValue
            ? ["\(digest.hex).csv", "\(digest.hex).csv.p7s"] : ["\(digest.hex).xml"]
    }

    /// What makes a fact the same in another file: digest of its key in the answer and the bank
    /// that is known to hold the account, so that no account number stands in the books for it.
    static func key(of fact: BankFact, in answer: BankAnswer) -> Digest {
        let report = fact.report.flatMap { answer.reports.indices.contains($0) ? $0 : nil }
        let bank = report.flatMap { answer.reports[$0].servicer(in: .shipped) }
        let name = bank.map { "\u{1F}\($0.bin)" } ?? ""
        return Digest.of(utf8: answer.key(of: fact) + name)
    }

    /// Reads an answer again from the books.
    ///
    /// - Throws: ``StepRefusal`` with exit code 5 where the file is not what was taken in.
    static func readAgain(_ record: AnswerRecord, open: OpenBooks) throws -> BankAnswer {
        guard let family = AnswerFamily(rawValue: record.family) else {
            throw StoreError.damaged("answer \(record.number): family")
        }
        let name = "answers/\(names(of: record.digest, family: record.family)[0])"
        let bytes = try Books.part(name, of: open.books.folder)
        guard Digest.of(bytes) == record.digest else {
            throw StoreError.damaged("answers/\(record.digest.hex)")
        }
        let reading = Self.answer(bytes, file: record.digest.hex, family: family)
        guard !reading.isRefused else { throw StoreError.damaged("answers/\(record.digest.hex)") }
        return reading.value
    }

    private static func answer(
        _ bytes: [UInt8],
        file: String,
        family: AnswerFamily?
    ) -> Reading<BankAnswer> {
        family == .cashResults
            ? CashResultsReader.read(bytes, file: file) : AnswerReader.read(bytes, file: file)
    }

    private func read(_ path: String, open: OpenBooks) throws -> Item {
        let bytes = try DurableFiles.read(path)
        let name = String(path.split(separator: "/").last ?? "")
        let isCash = name.lowercased().hasSuffix(".csv")
        let reading = Self.answer(bytes, file: name, family: isCash ? .cashResults : nil)
        guard !reading.isRefused else {
            throw StepRefusal(
                .dataErrors,
                Phrase(vi: "tệp bị từ chối", en: "the file was refused"),
                diagnostics: reading.diagnostics
            )
        }
        let shared = try AccountOwner.ambiguities(
            of: reading.value,
            file: name,
            among: AccountOwner.accounts(of: open)
        )
        guard shared.isEmpty else {
            throw StepRefusal(
                .dataErrors,
                Phrase(vi: "tệp bị từ chối", en: "the file was refused"),
                diagnostics: shared
            )
        }
        let late = isCash ? futureDays(in: reading.value, file: name) : []
        guard late.isEmpty else {
            throw StepRefusal(
                .dataErrors,
                Phrase(vi: "tệp bị từ chối", en: "the file was refused"),
                diagnostics: late
            )
        }
        let digest = Digest.of(bytes)
        var signature: [UInt8]?
        var signer = ""
        if isCash {
            (signature, signer) = try checkSignature(
                path,
                name: name,
                digest: digest,
                message: reading.value.message,
                open: open
            )
        }
        return Item(
            name: name,
            bytes: bytes,
            digest: digest,
            answer: reading.value,
            warnings: reading.diagnostics,
            signature: signature,
            signer: signer
        )
    }

    /// Rows of a list of cash that were paid on a day to come.
    private func futureDays(in answer: BankAnswer, file: String) -> [Diagnostic] {
        answer.facts.filter { ($0.bookedOn ?? environment.now.date) > environment.now.date }.map {
            Diagnostic(
                .error,
                code: "cash-results-future",
                at: Location(file: file, line: $0.place, column: 5, field: "day"),
                Phrase(
                    vi: "ngày chi ở sau ngày nạp (\(environment.now.date))",
                    en: "the day lies after the day of taking in (\(environment.now.date))"
                ),
                hint: Phrase(
                    vi: "xin đơn vị chi trả sửa ngày rồi ký lại danh sách",
                    en: "ask the provider to put the day right and to sign the list again"
                )
            )
        }
    }

    /// Invariant (3): the provider of that very file signed.
    private func checkSignature(
        _ path: String,
        name: String,
        digest: Digest,
        message: String,
        open: OpenBooks
    ) throws -> ([UInt8], String) {
        func refuse(_ message: Phrase) -> StepRefusal {
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
                            vi: "đơn vị chi trả phải gửi danh sách kèm chữ ký: \(name).p7s",
                            en: "the provider sends its list with its signature: \(name).p7s"
                        )
                    )
                ]
            )
        }
        guard DurableFiles.exists("\(path).p7s") else {
            throw refuse(
                Phrase(
                    vi: "danh sách chi tiền mặt không có chữ ký của đơn vị chi trả",
                    en: "the list of cash bears no signature of the provider"
                )
            )
        }
        let signature = try DurableFiles.read("\(path).p7s")
        let provider = try open.books.query { try $0.provider(ofFile: message) }
        let signers = try open.signers(
            of: signature,
            over: digest,
            role: .provider,
            at: environment.now
        )
        guard let provider, signers.contains(where: { $0.person == provider }) else {
            throw refuse(
                Phrase(
                    vi: "chữ ký không phải của đơn vị chi trả đã nhận tệp \(message)",
                    en: "the signature is not of the provider that got file \(message)"
                )
            )
        }
        return (signature, provider)
    }

    private func write(
        _ items: [Item],
        open: OpenBooks,
        officer: OfficerKey
    ) throws -> [AnswerReport] {
        let known = try open.books.query { reader in
            try Set(items.filter { try reader.hasAnswer(digest: $0.digest) }.map(\.digest))
        }
        let new = items.filter { !known.contains($0.digest) }
        var counts: [Digest: (new: Int, repeated: Int)] = [:]
        let accounts = try AccountOwner.accounts(of: open)
        try Self.requireRoom(for: new.map(\.answer), open: open)
        if !new.isEmpty {
            try keep(new, open: open)
            try open.books.step(
                StepInfo(
                    key: "results/"
                        + Digest.of(utf8: new.map(\.digest.hex).joined(separator: " ")).hex,
                    verb: "bank results",
                    at: environment.now,
                    officer: officer.certificate.fingerprint.hex
                ),
                beforeCommit: { try show(new, open: open) },
                body: { writer in
                    for item in new {
                        counts[item.digest] = try AnswerRows(
                            answer: item.answer,
                            digest: item.digest,
                            size: item.bytes.count,
                            signer: item.signer,
                            accounts: accounts
                        ).write(to: writer)
                    }
                }
            )
        }
        return items.map { item in
            AnswerReport(
                file: item.name,
                digest: item.digest,
                family: item.answer.family,
                newFacts: counts[item.digest]?.new ?? 0,
                repeatedFacts: counts[item.digest]?.repeated ?? item.answer.facts.count,
                isKnown: known.contains(item.digest),
                warnings: item.warnings
            )
        }
    }

    /// What is taken in must be possible to book: an answer that cannot be would stand in the way of
    /// all after it.
    private static func requireRoom(for answers: [BankAnswer], open: OpenBooks) throws {
        let (booked, waiting) = try open.books.query {
            (try $0.turnover(), try $0.waitingTurnover())
        }
        // An entry of a statement makes two debits at most: what it moves, and a part that comes back.
        let entries = answers.flatMap(\.facts).compactMap(\.amount)
        var room = StepWriter.largestTurnover - booked
        for amount in [waiting] + entries {
            guard amount <= room / 2 else { throw StoreError.tooMuch }
            room -= 2 * amount
        }
    }

    /// The files under temporary names, synced.
    private func keep(_ items: [Item], open: OpenBooks) throws {
        let folder = open.books.answersFolder
        try DurableFiles.makeFolder(folder)
        try DurableFiles.syncFolder(open.books.folder)
        for item in items {
            for (bytes, ending) in [(item.bytes, ""), (item.signature ?? [], ".p7s")]
            where ending.isEmpty || item.signature != nil {
                let temporary = "\(folder)/.tmp-\(item.digest.hex)\(ending)"
                try DurableFiles.removeTree(temporary)
                try DurableFiles.write(bytes, to: temporary)
            }
        }
    }

    /// Gives the files their names.
    private func show(_ items: [Item], open: OpenBooks) throws {
        let folder = open.books.answersFolder
        for item in items {
            let path = Self.path(of: item.digest, family: item.answer.family, in: open.books)
            if item.signature != nil {
                try DurableFiles.move("\(folder)/.tmp-\(item.digest.hex).p7s", to: "\(path).p7s")
            }
            try DurableFiles.move("\(folder)/.tmp-\(item.digest.hex)", to: path)
        }
        try DurableFiles.syncFolder(folder)
    }
}

/// The rows of one answer.
private struct AnswerRows {
    let answer: BankAnswer
    let digest: Digest
    let size: Int
    let signer: String
    let accounts: [(unit: String, account: UnitAccount)]

    /// Writes them; gives how many facts are new and how many had been said.
    func write(to writer: StepWriter) throws -> (new: Int, repeated: Int) {
        var seen: Set<Digest> = []
        var new: [(position: Int, key: Digest)] = []
        for (position, fact) in answer.facts.enumerated() {
            let key = TakeAnswers.key(of: fact, in: answer)
            guard seen.insert(key).inserted, try !writer.reader.hasFact(key: key) else { continue }
            new.append((position, key))
        }
        let number = try writer.insert(
            "answer",
            [
                "digest", "family", "version", "message", "created_at", "size", "fact_count",
                "repeated_count", "signer",
            ],
            [
                digest.hex, answer.family.rawValue, answer.version, answer.message,
                answer.createdAt, size, new.count, answer.facts.count - new.count, signer,
            ]
        )
        for (position, report) in answer.reports.enumerated() {
            let owners = AccountOwner.owners(of: report, among: accounts)
            let owner = owners.count == 1 ? owners[0] : nil
            try writer.insert(
                "answer_report",
                [
                    "answer", "position", "id", "unit", "provider", "from_day", "through_day",
                    "opening", "closing", "entry_count", "debits", "credits",
                ],
                [
                    number, position, report.id, owner?.unit ?? "",
                    owner?.account.provider ?? "",
                    report.from.map { "\($0)" }, report.through.map { "\($0)" }, report.opening,
                    report.closing, report.entryCount, report.debits, report.credits,
                ]
            )
        }
        for (position, key) in new {
            let fact = answer.facts[position]
            try writer.insert(
                "fact",
                ["answer", "position", "key", "word", "reference", "amount", "day"],
                [
                    number, position, Data(key.bytes), fact.word.rawValue,
                    fact.references.endToEnd ?? fact.references.message ?? "", fact.amount,
                    (fact.valueOn ?? fact.bookedOn).map { "\($0)" },
                ]
            )
        }
        return (new.count, answer.facts.count - new.count)
    }
}

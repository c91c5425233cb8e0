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

    /// One file that was read, and copied beside its place in the books.
    private struct Item {
        let name: String
        let copy: String
        let size: Int
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
        var copies: [String] = []
        defer {
            for copy in copies {
                try? DurableFiles.removeTree(copy)
                try? DurableFiles.removeTree("\(copy).p7s")
            }
        }
        try DurableFiles.makeFolder(open.books.answersFolder)
        try DurableFiles.syncFolder(open.books.folder)
        for path in paths {
            do {
                copies.append("\(open.books.answersFolder)/.tmp-\(copies.count + 1)")
                let item = try read(path, copy: copies[copies.count - 1], open: open)
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
    static func path(of digest: Digest, version: String, in books: Books) -> String {
        "\(books.answersFolder)/\(names(of: digest, version: version)[0])"
    }

    /// The names of an answer's files: its own, and that of the signature where it has one.
    private static func names(of digest: Digest, version: String) -> [String] {
        switch version {
        case CashResultsReader.version: ["\(digest.hex).csv", "\(digest.hex).csv.p7s"]
        case "MT940", "MT942": ["\(digest.hex).mt"]
        default: ["\(digest.hex).xml"]
        }
    }

    /// The names under which an answer lies in the books' folder.
    ///
    /// An MT file was kept as `.xml` before it had an ending of its own; one that lies so stays there.
    static func names(of record: AnswerRecord, in folder: String) -> [String] {
        let names = names(of: record.digest, version: record.version)
        let before = "\(record.digest.hex).xml"
        let isBefore =
            !DurableFiles.exists("\(folder)/\(names[0])")
            && record.version.hasPrefix("MT") && DurableFiles.exists("\(folder)/\(before)")
        return isBefore ? [before] : names
    }

    /// Reads an answer again from the books.
    ///
    /// - Throws: `StoreError.damaged` where the file is not what was taken in.
    static func readAgain(_ record: AnswerRecord, open: OpenBooks) throws -> BankAnswer {
        guard let family = AnswerFamily(rawValue: record.family) else {
            throw StoreError.damaged("answer \(record.number): family")
        }
        let name = "answers/\(names(of: record, in: open.books.answersFolder)[0])"
        guard DurableFiles.isPlainFile("\(open.books.folder)/\(name)") else {
            throw StoreError.partMissing(name)
        }
        let file = try AnswerFile(
            "\(open.books.folder)/\(name)",
            followsLinks: false,
            family,
            meter: open.meter
        )
        guard file.digest == record.digest, !file.reading.isRefused else {
            throw StoreError.damaged("answers/\(record.digest.hex)")
        }
        return file.reading.value
    }

    /// What of an answer was taken, with the numbers of its facts, then of its common facts.
    ///
    /// Words of status are rows; what moves the deposit is read again from the file.
    static func taken(
        _ record: AnswerRecord,
        open: OpenBooks
    ) throws -> (answer: BankAnswer, numbers: [Int64]) {
        guard let family = AnswerFamily(rawValue: record.family), family.isOfStatus else {
            var answer = try readAgain(record, open: open)
            let facts = try open.books.query { try $0.facts(of: record) }
            guard facts.allSatisfy({ answer.facts.indices.contains($0.position) }) else {
                throw StoreError.damaged("fact: answer \(record.number)")
            }
            answer.facts = facts.map { answer.facts[$0.position] }
            return (answer, facts.map(\.number))
        }
        var answer = BankAnswer(
            family: family,
            version: "",
            message: record.message,
            createdAt: ""
        )
        var (singles, commons): ([Int64], [Int64]) = ([], [])
        for status in try open.books.query({ try $0.statuses(of: record) }) {
            if let common = try CommonFact(status, place: answer.facts.count) {
                answer.commonFacts.append(common)
                commons.append(status.number)
            } else {
                answer.facts.append(try BankFact(status))
                singles.append(status.number)
            }
        }
        return (answer, singles + commons)
    }

    private func read(_ path: String, copy: String, open: OpenBooks) throws -> Item {
        let name = String(path.split(separator: "/").last ?? "")
        let isCash = name.lowercased().hasSuffix(".csv")
        let file = try AnswerFile(
            path,
            isCash ? .cashResults : nil,
            copy: copy,
            meter: open.meter
        )
        let (reading, digest) = (file.reading, file.digest)
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
            copy: copy,
            size: file.size,
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
            try keep(new)
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
                            size: item.size,
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
                repeatedFacts: counts[item.digest]?.repeated ?? item.answer.statementCount,
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
        let entries =
            answers.flatMap(\.facts).compactMap(\.amount)
            + answers.flatMap(\.commonFacts).map { $0.transfers.total ?? .max }
        var room = StepWriter.largestTurnover - booked
        for amount in [waiting] + entries {
            guard amount <= room / 2 else { throw StoreError.tooMuch }
            room -= 2 * amount
        }
    }

    /// The copies and signatures, synced.
    private func keep(_ items: [Item]) throws {
        for item in items {
            try DurableFiles.syncFile(item.copy)
            guard let signature = item.signature else { continue }
            try DurableFiles.removeTree("\(item.copy).p7s")
            try DurableFiles.write(signature, to: "\(item.copy).p7s")
        }
    }

    /// Gives the files their names.
    private func show(_ items: [Item], open: OpenBooks) throws {
        for item in items {
            let path = Self.path(of: item.digest, version: item.answer.version, in: open.books)
            if item.signature != nil {
                try DurableFiles.move("\(item.copy).p7s", to: "\(path).p7s")
            }
            try DurableFiles.move(item.copy, to: path)
        }
        try DurableFiles.syncFolder(open.books.answersFolder)
    }
}

extension BankFact {
    /// A word of status about one transfer, a group or a file, as the books have it.
    init(_ status: StoredStatus) throws {
        guard let word = FactWord(rawValue: status.word), word.isStatus else {
            throw StoreError.damaged("fact \(status.number): word")
        }
        self.init(word, place: 0)
        references.message = status.message
        references.group = status.group
        references.endToEnd = status.endToEnd
        references.instruction = status.instruction
        reason = status.reason
        amount = status.amount
    }
}

extension CommonFact {
    /// A word about many transfers as the books have it; nil for one that is about one or a file.
    init?(_ status: StoredStatus, place: Int) throws {
        guard let members = status.members else { return nil }
        guard let word = FactWord(rawValue: status.word), word.isStatus,
            let batch = status.batch.flatMap({ BatchCode($0) })
        else { throw StoreError.damaged("status_fact \(status.number)") }
        self.init(
            word,
            message: status.message,
            group: status.group,
            reason: status.reason,
            batch: batch,
            transfers: members,
            place: place
        )
    }
}

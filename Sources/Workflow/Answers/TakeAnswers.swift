// Step 8: banks' answers are taken in: the file is kept, its facts are rows.
//
// Invariants:
// (1) All files of a command or none; every fault of each in one go.
// (2) An answer is its bytes: the same bytes again change nothing. A fact is what is said: the same
//     in another file is counted and not taken again. A status is said at a time: the same word in
//     an answer that the bank made later is said again, for meanwhile the money may have come back.
// (3) A provider's list of results, of cash or of the Treasury, is taken only with the provider's signature beside it (`.p7s`); a
//     bank's table of results is, as its messages are, taken from the officer who got it, and a
//     signature that lies beside it must be the provider's (`AnswerSignature`).
// (4) The file lies in the books under its digest, so that anybody can read the facts again.
// (5) An id under which the books have another content is not taken (`IDsGivenAgain`).

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
        /// How it is read, where it is a table of results.
        let profile: ResultProfile?

        /// Its names in the books.
        var names: AnswerNames {
            AnswerNames(digest: digest, version: answer.version, isSigned: signature != nil)
        }

        /// Its rows.
        func rows(_ accounts: [AccountOwner.Owner]) -> AnswerRows {
            AnswerRows(
                answer: answer,
                digest: digest,
                size: size,
                signer: signer,
                accounts: accounts
            )
        }
    }

    /// Reads the files and writes their facts in one step.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - paths: The files.
    ///   - profile: How they are read, where they are a bank's tables of results.
    ///   - officer: A maker or chief accountant.
    /// - Returns: What each came to, in their order.
    /// - Throws: ``StepRefusal`` with every fault of every file.
    package func run(
        _ open: OpenBooks,
        paths: [String],
        profile: ResultProfile? = nil,
        officer: OfficerKey
    ) throws -> [AnswerReport] {
        try Self.require(officer)
        var items: [Item] = []
        var faults: [Diagnostic] = []
        var copies: [String] = []
        defer {
            for copy in copies {
                for ending in ["", AnswerNames.signature, AnswerNames.profile] {
                    try? DurableFiles.removeTree(copy + ending)
                }
            }
        }
        try DurableFiles.makeFolder(open.books.answersFolder)
        try DurableFiles.syncFolder(open.books.folder)
        for path in paths {
            do {
                copies.append("\(open.books.answersFolder)/.tmp-\(copies.count + 1)")
                let item = try read(
                    path,
                    copy: copies[copies.count - 1],
                    profile: profile,
                    open: open
                )
                if !items.contains(where: { $0.digest == item.digest }) { items.append(item) }
            } catch let refusal as StepRefusal {
                faults += refusal.diagnostics
            }
        }
        let accounts = try AccountOwner.accounts(of: open)
        faults += try IDsGivenAgain(
            open: open,
            files: items.map { IDsGivenAgain.File(name: $0.name, rows: $0.rows(accounts)) }
        ).faults()
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
        return try write(items, accounts: accounts, open: open, officer: officer)
    }

    /// Reads an answer again from the books.
    ///
    /// - Throws: `StoreError.damaged` where the file is not what was taken in.
    static func readAgain(_ record: AnswerRecord, open: OpenBooks) throws -> BankAnswer {
        guard let family = AnswerFamily(rawValue: record.family) else {
            throw StoreError.damaged("answer \(record.number): family")
        }
        let names = AnswerNames(of: record, in: open.books.answersFolder)
        let name = "answers/\(names.file)"
        guard DurableFiles.isPlainFile("\(open.books.folder)/\(name)") else {
            throw StoreError.partMissing(name)
        }
        let file = try AnswerFile(
            "\(open.books.folder)/\(name)",
            followsLinks: false,
            family,
            table: try names.keptProfile(in: open.books.answersFolder),
            leavesOut: AnswerNames.isSoundPart(record.version),
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
            // Mostly all of it is new, and a copy of a long statement would take its memory again.
            if facts.count != answer.facts.count
                || !facts.enumerated().allSatisfy({ $0.offset == $0.element.position })
            {
                answer.facts = facts.map { answer.facts[$0.position] }
            }
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

    private func read(
        _ path: String,
        copy: String,
        profile: ResultProfile?,
        open: OpenBooks
    ) throws -> Item {
        let name = String(path.split(separator: "/").last ?? "")
        let isList = profile == nil && name.lowercased().hasSuffix(".csv")
        let signatures = AnswerSignature(open: open, at: environment.now)
        if isList || profile != nil {
            try signatures.requireProvider(beside: path, name: name, isList: isList)
        }
        let file = try AnswerFile(
            path,
            // Its first line says which list it is.
            isList ? .cashResults : nil,
            table: profile,
            copy: copy,
            meter: open.meter
        )
        let (strict, digest) = (file.reading, file.digest)
        let isMessage = !isList && profile == nil
        let sound =
            strict.isRefused && isMessage ? try SoundAnswer(open: open).read(path) : nil
        let reading = sound ?? strict
        try Self.refuse(reading.isRefused ? reading.diagnostics : [])
        var answer = reading.value
        if sound != nil { answer.version += AnswerNames.soundMark }
        if let profile {
            // A table has no id of its own: its bytes are one.
            answer.message = "KQ-\(digest.hex.prefix(16))"
            answer.version = AnswerNames.version(of: profile, isWorkbook: file.isWorkbook)
        }
        try Self.refuse(
            AccountOwner.ambiguities(
                of: answer,
                file: name,
                among: AccountOwner.accounts(of: open)
            )
        )
        try Self.refuse(isList ? futureDays(in: answer, file: name) : [])
        try Self.refuse(answer.family == .statement ? laterDays(in: answer, file: name) : [])
        let signature = try signatures.find(
            beside: path,
            name: name,
            digest: digest,
            answer: answer
        )
        return Item(
            name: name,
            copy: copy,
            size: file.size,
            digest: digest,
            answer: answer,
            warnings: reading.diagnostics,
            signature: signature?.bytes,
            signer: signature?.signer ?? "",
            profile: profile
        )
    }

    private static func require(_ officer: OfficerKey) throws {
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
    }

    private static func refuse(_ faults: [Diagnostic]) throws {
        guard !faults.isEmpty else { return }
        throw StepRefusal(
            .dataErrors,
            Phrase(vi: "tệp bị từ chối", en: "the file was refused"),
            diagnostics: faults
        )
    }

    /// Rows of a list of results that were paid, or came back, on a day to come, and a list that was made on
    /// one: the year of its day is a part of its name.
    private func futureDays(in answer: BankAnswer, file: String) -> [Diagnostic] {
        let form = ResultListForm.allCases.first { $0.family == answer.family } ?? .cash
        let today = environment.now.date
        let isLater = CivilDate(iso: answer.createdAt).map { $0 > today } ?? false
        let lines = answer.facts.filter { ($0.bookedOn ?? today) > today }.map { Int?($0.place) }
        return (lines + (isLater ? [nil] : []))
            .map {
                Diagnostic(
                    .error,
                    code: "\(answer.family.rawValue)-future",
                    at: Location(
                        file: file,
                        line: $0,
                        column: $0.map { _ in form.dayPlace + 1 },
                        field: "day"
                    ),
                    Phrase(
                        vi: "ngày chi hoặc ngày lập bảng ở sau ngày nạp (\(today))",
                        en: "the day lies after the day of taking in (\(today))"
                    ),
                    hint: Phrase(
                        vi: "xin đơn vị chi trả sửa ngày rồi ký lại danh sách",
                        en: "ask the provider to put the day right and to sign the list again"
                    )
                )
            }
    }

    /// How many days after today a bank may book: an answer may be made in another zone, and a clock
    /// may be behind.
    private static let daysAhead = 31

    /// The first entry of a statement that is booked long after today: its day is wrong, and the books
    /// would count it in a period that nobody closes.
    private func laterDays(in answer: BankAnswer, file: String) -> [Diagnostic] {
        let last = environment.now.date.advanced(byDays: Self.daysAhead)
        guard let fact = answer.facts.first(where: { ($0.bookedOn ?? last) > last }) else {
            return []
        }
        return [
            Diagnostic(
                .error,
                code: "entry-date-future",
                at: Location(file: file, field: "BookgDt"),
                Phrase(
                    vi: "bút toán ghi ngày hạch toán sau \(last) (byte thứ \(fact.place))",
                    en: "an entry is booked on a day after \(last) (at byte \(fact.place))"
                ),
                hint: Phrase(
                    vi: "hỏi ngân hàng ngày đúng và xin tệp mới",
                    en: "ask the bank for the right day and for a new file"
                )
            )
        ]
    }

    private func write(
        _ items: [Item],
        accounts: [AccountOwner.Owner],
        open: OpenBooks,
        officer: OfficerKey
    ) throws -> [AnswerReport] {
        let known = try open.books.query { reader in
            try Set(items.filter { try reader.hasAnswer(digest: $0.digest) }.map(\.digest))
        }
        let new = items.filter { !known.contains($0.digest) }
        var counts: [Digest: (new: Int, repeated: Int)] = [:]
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
                        counts[item.digest] = try item.rows(accounts).write(to: writer)
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
        // A fact makes two debits at most: what it moves, and a part that comes back, or what is spent; what
        // the Treasury says came back may first have to be paid.
        var room = StepWriter.largestTurnover - booked
        func take(_ amount: Int64) throws {
            guard amount <= room / 2 else { throw StoreError.tooMuch }
            room -= 2 * amount
        }
        try take(waiting)
        // Facts are looked at where they are: a copy of a long statement would take its memory again.
        for answer in answers {
            for fact in answer.facts {
                guard let amount = fact.amount else { continue }
                try take(amount)
                if fact.word == .returned { try take(amount) }
            }
            for fact in answer.commonFacts { try take(fact.transfers.total ?? .max) }
        }
    }

    /// The copies, signatures and profiles, synced.
    private func keep(_ items: [Item]) throws {
        func write(_ bytes: [UInt8]?, to path: String) throws {
            guard let bytes else { return }
            try DurableFiles.removeTree(path)
            try DurableFiles.write(bytes, to: path)
        }
        for item in items {
            try DurableFiles.syncFile(item.copy)
            try write(item.signature, to: item.copy + AnswerNames.signature)
            try write(
                item.profile.map { Array($0.text.utf8) },
                to: item.copy + AnswerNames.profile
            )
        }
    }

    /// Gives the files their names.
    private func show(_ items: [Item], open: OpenBooks) throws {
        let folder = open.books.answersFolder
        for item in items {
            let names = item.names
            if item.signature != nil {
                try DurableFiles.move(
                    item.copy + AnswerNames.signature,
                    to: "\(folder)/\(names.file)\(AnswerNames.signature)"
                )
            }
            if item.profile != nil {
                try DurableFiles.move(
                    item.copy + AnswerNames.profile,
                    to: "\(folder)/\(names.file)\(AnswerNames.profile)"
                )
            }
            try DurableFiles.move(item.copy, to: "\(folder)/\(names.file)")
        }
        try DurableFiles.syncFolder(folder)
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

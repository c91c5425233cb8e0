// Before a run: a bank is asked whose the accounts are that will be paid into, and what it says is kept.
//
// Invariants:
// (1) Who is asked about is who the draft pays into an account; nothing of amounts, months or rights
//     leaves.
// (2) An answer counts for the account that the payee has while it is taken in. Of another account it is
//     told as outdated and not kept; once the payee's account changes, nobody has asked about the new one.
// (3) An answer changes no draft and no register: it is shown to who checks and to who signs.
// (4) The same file again is no step.
// (5) A signature beside an answer is of the unit's bank, by who is registered for that unit.
// (6) The file lies in the books with its profile and signature (`KeptAccountAnswer`).

package import BankFiles
import Disbursement
import Enrolment
package import Entitlement
import Intake
import Ledger
package import Signing
import Store

/// A file of questions that was written.
package struct AccountQuestionReport: Sendable {
    /// The unit.
    package let unit: String
    /// The provider that is asked: the unit's bank.
    package let provider: String
    /// Where the file lies.
    package let path: String
    /// Its rows.
    package let count: Int
    /// SHA-256 of it.
    package let digest: Digest
}

/// An answer that was taken in.
package struct AccountAnswerReport: Sendable {
    /// The file's name as given.
    package let file: String
    /// The unit that asked.
    package let unit: String
    /// How many accounts are confirmed.
    package let confirmed: Int
    /// The payees whose account is refused, in order, and the bank's reason.
    package let refused: [(payee: Int64, code: String)]
    /// How many the bank could not tell.
    package let unknown: Int
    /// How many are about an account that the payee no longer has.
    package let outdated: Int
    /// Whether it was taken in before.
    package let isKnown: Bool
}

/// Asks about accounts, and takes the answers in.
package struct CheckAccounts {
    private let environment: Environment
    private let profile: AccountCheckProfile

    /// A step in an environment, by a profile.
    package init(_ environment: Environment, profile: AccountCheckProfile) {
        self.environment = environment
        self.profile = profile
    }

    // MARK: Asking

    /// Writes what the banks of some units are to be asked, out of the newest drafts.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - scope: Units and month.
    ///   - ruleBook: The law that the drafts were made by.
    ///   - folder: Where the files are written.
    ///   - officer: A maker or checker of the units.
    /// - Returns: The files, in order of unit.
    /// - Throws: ``StepRefusal`` where there is no draft or it is stale; `StoreError`.
    package func ask(
        _ open: OpenBooks,
        scope: RunScope,
        ruleBook: RuleBook,
        folder: String,
        officer: OfficerKey
    ) throws -> [AccountQuestionReport] {
        let units = try scope.records(open.books)
        for unit in units { try officer.require([.maker, .checker], unit: unit.code) }
        let drafts = try DraftBatch(environment, ruleBook: ruleBook).current(
            open,
            units: units,
            period: scope.period,
            wanted: nil
        )
        var files: [(report: AccountQuestionReport, bytes: [UInt8])] = []
        for draft in drafts {
            let provider = draft.unit.accounts["account"]?.provider ?? ""
            let questions = try questions(of: draft, open)
            var start = 0
            while start < questions.count {
                let end = min(start + profile.maximumRows, questions.count)
                let bytes = try AccountQuestionWriter.file(
                    Array(questions[start..<end]),
                    profile: profile,
                    banks: .shipped
                )
                let name =
                    "accounts-\(draft.unit.code)-\(scope.period)-\(provider)"
                    + "-\(start / profile.maximumRows + 1)\(profile.fileExtension)"
                let report = AccountQuestionReport(
                    unit: draft.unit.code,
                    provider: provider,
                    path: "\(folder)/\(name)",
                    count: end - start,
                    digest: Digest.of(bytes)
                )
                files.append((report, bytes))
                start = end
            }
        }
        try DurableFiles.makeFolder(folder)
        for file in files { try DurableFiles.replace(file.report.path, with: file.bytes) }
        return files.map(\.report)
    }

    /// A question for each payee that a draft pays into an account.
    private func questions(of draft: DraftReport, _ open: OpenBooks) throws -> [AccountQuestion] {
        let moment = RegisterMoment(known: draft.draft.scope.known, step: .max)
        let pages = RegisterPages(open.register, at: moment)
        var questions: [AccountQuestion] = []
        try draft.draft.lines.forEachPieceOfTransfers { piece in
            var row = 0
            while row < piece.places.count {
                let payee = piece.payees[row]
                row = piece.end(ofTransferAt: row)
                guard let found = try pages.find(payee), found.way == .account else { continue }
                questions.append(try question(payee, found, in: draft.unit.code))
            }
        }
        return questions
    }

    private func question(
        _ payee: Int64,
        _ found: FoundPerson,
        in unit: String
    ) throws -> AccountQuestion {
        let account = BankAccountNumber(String(decoding: found.account, as: UTF8.self))
        guard let reference = AccountQuestion.reference(of: payee, in: unit),
            let bank = BIN(number: found.bankNumber), let account,
            let name = try? BankText(String(decoding: found.name, as: UTF8.self))
        else { throw StoreError.damaged("payee \(payee): an account that a draft takes") }
        return AccountQuestion(reference: reference, bank: bank, account: account, name: name)
    }

    // MARK: Taking in

    /// Takes what banks answered.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - paths: The files, all or none.
    ///   - officer: A maker of the units that asked.
    /// - Returns: What each says, in their order.
    /// - Throws: ``StepRefusal`` with every fault of every file; `StoreError`.
    package func take(
        _ open: OpenBooks,
        paths: [String],
        officer: OfficerKey
    ) throws -> [AccountAnswerReport] {
        let moment = RegisterMoment(known: environment.now.date, step: .max)
        let pages = RegisterPages(open.register, at: moment)
        var taken: [Item] = []
        var faults: [Diagnostic] = []
        for path in paths {
            let name = String(path.split(separator: "/").last ?? "")
            let bytes = try DurableFiles.read(path)
            let signature = try signature(beside: path)
            let signers = try signature.map {
                try self.signers(of: $0, over: Digest.of(bytes), open)
            }
            if signers?.isEmpty == true {
                faults.append(refusal(name, nil, Self.strangeSignature))
                continue
            }
            let reading = AccountAnswerReader.read(bytes, file: name, profile: profile)
            faults += reading.diagnostics
            guard let unit = reading.value.first?.unit else { continue }
            guard try open.books.units().contains(where: { $0.code == unit }) else {
                faults.append(refusal(name, 1, Self.strangeUnit(unit)))
                continue
            }
            try officer.require([.maker], unit: unit)
            faults += try signatureFaults(name, unit, signers, open)
            taken.append(try read(reading.value, name, bytes, signature, pages, &faults))
        }
        guard faults.allSatisfy({ $0.severity != .error }) else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "có tệp trả lời bị từ chối, không nạp tệp nào",
                    en: "an answer was refused; no file was taken in"
                ),
                diagnostics: faults
            )
        }
        return try taken.map { try keep($0, open, officer) }
    }

    /// One file that was read and is to be kept.
    private struct Item {
        let report: AccountAnswerReport
        let record: AccountCheckRecord
        let bytes: [UInt8]
        let signature: [UInt8]?
    }

    /// Holds the rows of one file against the accounts that payees have now.
    private func read(
        _ answers: [AccountAnswer],
        _ name: String,
        _ bytes: [UInt8],
        _ signature: [UInt8]?,
        _ pages: RegisterPages,
        _ faults: inout [Diagnostic]
    ) throws -> Item {
        let found = try AccountVerdicts(answers, pages)
        faults += found.strangers.map { refusal(name, $0, Self.strangePayee) }
        let unit = answers.first?.unit ?? ""
        return Item(
            report: AccountAnswerReport(
                file: name,
                unit: unit,
                confirmed: found.confirmed.count,
                refused: found.refused.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                unknown: found.unknown,
                outdated: found.outdated,
                isKnown: false
            ),
            record: AccountCheckRecord(
                unit: unit,
                profile: profile.id,
                digest: Digest.of(bytes),
                confirmed: found.confirmed,
                refused: found.refused,
                kept: AccountCheckRecord.Kept(
                    form: ResultTableReader.isWorkbook(bytes) ? "xlsx" : "csv",
                    profile: Digest.of(utf8: profile.text),
                    isSigned: signature != nil
                ),
                at: environment.now
            ),
            bytes: bytes,
            signature: signature
        )
    }

    private func keep(
        _ item: Item,
        _ open: OpenBooks,
        _ officer: OfficerKey
    ) throws -> AccountAnswerReport {
        let (record, report) = (item.record, item.report)
        let isKnown = try open.books.wasDone(record.key)
        if !isKnown {
            try DurableFiles.makeFolder(open.books.answersFolder)
            try DurableFiles.syncFolder(open.books.folder)
            let show = try KeptAccountAnswer(record).write(
                item.bytes,
                profile: profile.text,
                signature: item.signature,
                in: open.books.answersFolder
            )
            try open.books.step(
                StepInfo(
                    key: record.key,
                    verb: AccountCheckRecord.verb,
                    at: environment.now,
                    officer: officer.certificate.fingerprint.hex,
                    detail: record.detail
                ),
                beforeCommit: show
            ) { _ in }
        }
        return AccountAnswerReport(
            file: report.file,
            unit: report.unit,
            confirmed: report.confirmed,
            refused: report.refused,
            unknown: report.unknown,
            outdated: report.outdated,
            isKnown: isKnown
        )
    }

    // MARK: Signatures

    /// The signature that lies beside a file; nil where none does.
    private func signature(beside path: String) throws -> [UInt8]? {
        guard DurableFiles.exists(path + AnswerNames.signature) else { return nil }
        return try DurableFiles.read(path + AnswerNames.signature)
    }

    /// Who signed a file, before anything of it is read.
    private func signers(
        of signature: [UInt8],
        over digest: Digest,
        _ open: OpenBooks
    ) throws -> [OfficerRecord] {
        try open.signers(
            of: signature,
            over: digest,
            role: .provider,
            at: environment.now
        )
    }

    /// Invariant (5).
    private func signatureFaults(
        _ name: String,
        _ unit: String,
        _ signers: [OfficerRecord]?,
        _ open: OpenBooks
    ) throws -> [Diagnostic] {
        guard let signers else { return [] }
        let provider = try open.books.units().first { $0.code == unit }?.accounts["account"]?
            .provider
        let persons = try open.persons(of: signers, registeredFor: [unit])
        guard let provider, persons.contains(provider) else {
            return [
                refusal(
                    name,
                    nil,
                    Phrase(
                        vi:
                            "chữ ký không phải của ngân hàng mà đơn vị \(unit) chi qua, hoặc chứng thư đăng ký cho đơn "
                            + "vị khác",
                        en:
                            "the signature is not of the bank that unit \(unit) pays by, or its certificate is "
                            + "registered for another unit"
                    )
                )
            ]
        }
        return []
    }

    private func refusal(_ name: String, _ line: Int?, _ message: Phrase) -> Diagnostic {
        Diagnostic(
            .error,
            code: "account-check-strange",
            at: Location(file: name, line: line),
            message
        )
    }

    private static let strangeSignature = Phrase(
        vi: "chữ ký không phải của đơn vị chi trả nào, hoặc tệp đã bị sửa",
        en: "the signature is of no provider, or the file was changed"
    )

    private static let strangePayee = Phrase(
        vi: "danh sách đối tượng không có người này",
        en: "the register has nobody of this reference"
    )

    private static func strangeUnit(_ unit: String) -> Phrase {
        Phrase(vi: "sổ không có đơn vị \(unit)", en: "these books have no unit \(unit)")
    }
}

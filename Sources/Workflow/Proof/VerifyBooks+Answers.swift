// The banks' answers against what the books say of them: invariant (5) of VerifyBooks.

import BankFiles
import Intake
import Signing
import Store

extension VerifyBooks {
    /// Invariant (5): the files and the facts.
    func verifyAnswers(_ open: OpenBooks, _ report: inout BooksReport) throws {
        report.setAsideCount = try open.books.query { try $0.allStatements() }.count(
            where: \.isSetAside
        )
        let owners = try AccountOwner.accounts(of: open)
        if let step = try open.books.query({ try $0.stepOfStrayReport() }) {
            report.firstStep = open.books.mark(ofStep: step)
            report.findings.append(
                (
                    "answer_report",
                    Phrase(
                        vi: "có báo cáo tài khoản không thuộc kết quả nào",
                        en: "reports of accounts stand there that no answer has"
                    )
                )
            )
        }
        for record in try open.books.query({ try $0.answers() }) {
            let place = "answers/\(record.digest.hex)"
            do {
                let answer = try TakeAnswers.readAgain(record, open: open)
                let signature = AnswerSignature(
                    open: open,
                    at: record.takenAt,
                    before: record.step
                )
                if try !signature.isProven(record, answer) {
                    report.findings.append(
                        (
                            "\(place).csv.p7s",
                            Phrase(
                                vi: "không còn chữ ký đúng của đơn vị chi trả",
                                en: "the provider's signature does not verify any more"
                            )
                        )
                    )
                }
                guard try Self.isSame(answer, record, open: open),
                    try hasSameReports(answer, record, owners, open)
                else {
                    report.findings.append(
                        (
                            place,
                            Phrase(
                                vi: "các dữ kiện trong sổ khác với tệp",
                                en: "the facts in the books are not those of the file"
                            )
                        )
                    )
                    continue
                }
            } catch let error as StoreError {
                report.findings.append((place, error.phrase))
            }
        }
    }

    /// Invariant (5) of what banks said of accounts.
    func verifyAccountAnswers(_ open: OpenBooks, _ report: inout BooksReport) throws {
        for record in try open.books.query({ try $0.accountChecks() }) {
            let place = "answers/\(record.digest.hex)"
            do {
                let finding = try KeptAccountAnswer(record).finding(open)
                if let finding { report.findings.append((place, finding)) }
            } catch let error as StoreError {
                report.findings.append((place, error.phrase))
            }
        }
    }

    /// Whether an answer's reports of accounts, and whose the accounts are, are those of its file.
    private func hasSameReports(
        _ answer: BankAnswer,
        _ record: AnswerRecord,
        _ owners: [AccountOwner.Owner],
        _ open: OpenBooks
    ) throws -> Bool {
        let wanted = AnswerRows(
            answer: answer,
            digest: record.digest,
            size: 0,
            signer: record.signer,
            accounts: owners
        ).reports
        return try open.books.query { try $0.reports(of: record) }
            .elementsEqual(wanted) { $0.saysTheSame(as: $1) }
    }

    /// Whether an answer's file says what its rows say, and all of it.
    private static func isSame(
        _ answer: BankAnswer,
        _ record: AnswerRecord,
        open: OpenBooks
    ) throws -> Bool {
        guard answer.statementCount == record.factCount + record.repeatedCount else { return false }
        let fileKeys = FactKeys(answer)
        guard answer.family.isOfStatus else {
            let facts = try open.books.query { try $0.facts(of: record, includesAside: true) }
            return facts.count == record.factCount
                && facts.allSatisfy { item in
                    answer.facts.indices.contains(item.position)
                        && fileKeys.key(of: answer.facts[item.position]) == item.key
                }
        }
        var keys = Set(answer.facts.map { fileKeys.key(of: $0) })
        var sets: [Digest: [NumberSet]] = [:]
        for common in answer.commonFacts {
            sets[fileKeys.key(of: common), default: []].append(common.transfers)
        }
        var count = 0
        for status in try open.books.query({ try $0.statuses(of: record) }) {
            guard let common = try CommonFact(status, place: 0) else {
                let key = fileKeys.key(of: try BankFact(status))
                guard status.key == key, keys.remove(key) != nil else { return false }
                count += 1
                continue
            }
            let key = fileKeys.key(of: common)
            let rest = (sets[key] ?? []).reduce(common.transfers) { $0.subtracting($1) }
            guard status.key == key, rest.count == 0 else { return false }
            count += common.transfers.count
        }
        return count == record.factCount
    }
}

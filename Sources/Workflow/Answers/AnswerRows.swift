// The rows of one answer: what is new in it, and what had been said.
//
// Invariants:
// (1) Rows stand in the order in which the facts are taken: a word about many transfers before the
//     facts that it stands before in the answer.
// (2) What was said before of one transfer of many is left out of the many, in whichever shape it was
//     said.

import BankFiles
import Intake
import Signing
import Store

/// An answer on its way into the books.
struct AnswerRows {
    let answer: BankAnswer
    let digest: Digest
    let size: Int
    let signer: String
    let accounts: [AccountOwner.Owner]

    /// What is new in an answer.
    private enum New {
        case single(position: Int, key: Digest)
        case common(position: Int, key: Digest, transfers: NumberSet)
    }

    /// Writes them; gives how many facts are new and how many had been said.
    func write(to writer: StepWriter) throws -> (new: Int, repeated: Int) {
        let (new, count) = try newFacts(writer.reader)
        let facts = try FactWriter(writer)
        let number = try writer.insert(
            "answer",
            [
                "digest", "family", "version", "message", "created_at", "size", "fact_count",
                "repeated_count", "signer", "first_fact", "fact_rows",
            ],
            [
                digest.hex, answer.family.rawValue, answer.version, answer.message,
                answer.createdAt, size, count, answer.statementCount - count, signer, facts.next,
                new.count,
            ]
        )
        try writeReports(of: number, to: writer)
        for item in new {
            switch item {
            case .single(let position, let key):
                try write(position, key: key, answer: number, to: facts)
            case .common(let position, let key, let transfers):
                var status = Self.status(answer.commonFacts[position])
                status.members = transfers
                try facts.write(status, answer: number, position: position, key: key)
            }
        }
        return (count, answer.statementCount - count)
    }

    /// The reports of accounts with their owners, as the books would have them.
    var reports: [ReportRecord] {
        answer.reports.enumerated().map { position, report in
            let owners = AccountOwner.owners(of: report, among: accounts)
            let owner = owners.count == 1 ? owners[0] : nil
            return ReportRecord(
                position: position,
                id: report.id,
                unit: owner?.unit ?? "",
                provider: owner?.account.provider ?? "",
                from: report.from.map { "\($0)" },
                through: report.through.map { "\($0)" },
                sums: [
                    report.opening, report.closing, Int64(report.entryCount), report.debits,
                    report.credits,
                ]
            )
        }
    }

    /// Whether it says what the books do not know; in one of its reports where a place is named.
    func saysNew(inReport report: Int?, reader: BooksReader) throws -> Bool {
        guard let report else { return try newFacts(reader).count > 0 }
        var said = try SaidBefore(answer, reader: reader)
        for fact in answer.facts where fact.report == report {
            if try said.isNew(fact, key: said.keys.key(of: fact)) { return true }
        }
        return false
    }

    private func newFacts(_ reader: BooksReader) throws -> (new: [New], count: Int) {
        var said = try SaidBefore(answer, reader: reader)
        var new: [New] = []
        var count = 0
        func take(_ position: Int) throws {
            let common = answer.commonFacts[position]
            let (key, transfers) = try said.rest(of: common)
            guard transfers.count > 0 else { return }
            new.append(.common(position: position, key: key, transfers: transfers))
            count += transfers.count
        }
        var common = answer.commonFacts.indices[...]
        for (position, fact) in answer.facts.enumerated() {
            while let next = common.first, answer.commonFacts[next].place <= position {
                try take(next)
                common.removeFirst()
            }
            let key = said.keys.key(of: fact)
            guard try said.isNew(fact, key: key) else { continue }
            new.append(.single(position: position, key: key))
            count += 1
        }
        for next in common { try take(next) }
        return (new, count)
    }

    private func writeReports(of number: Int64, to writer: StepWriter) throws {
        for report in reports {
            let sums = report.sums
            try writer.insert(
                "answer_report",
                [
                    "answer", "position", "id", "unit", "provider", "from_day", "through_day",
                    "opening", "closing", "entry_count", "debits", "credits",
                ],
                [
                    number, report.position, report.id, report.unit, report.provider, report.from,
                    report.through, sums[0], sums[1], sums[2], sums[3], sums[4],
                ]
            )
        }
    }

    private func write(
        _ position: Int,
        key: Digest,
        answer number: Int64,
        to facts: FactWriter
    ) throws {
        let fact = answer.facts[position]
        if fact.word.isStatus {
            try facts.write(Self.status(fact), answer: number, position: position, key: key)
        } else {
            try facts.write(
                answer: number,
                position: position,
                key: key,
                word: fact.word.rawValue,
                reference: fact.references.endToEnd ?? fact.references.message ?? "",
                amount: fact.amount,
                day: (fact.valueOn ?? fact.bookedOn).map { "\($0)" }
            )
        }
    }

    /// A word of status as the books have it.
    static func status(_ fact: BankFact) -> StoredStatus {
        var status = StoredStatus(fact.word.rawValue)
        status.message = fact.references.message
        status.group = fact.references.group
        status.endToEnd = fact.references.endToEnd
        status.instruction = fact.references.instruction
        status.reason = fact.reason
        status.amount = fact.amount
        return status
    }

    /// A word about many transfers as the books have it, without them.
    static func status(_ fact: CommonFact) -> StoredStatus {
        var status = StoredStatus(fact.word.rawValue)
        status.message = fact.message
        status.group = fact.group
        status.reason = fact.reason
        status.batch = "\(fact.batch)"
        return status
    }
}

/// What the books know of the facts of an answer before it, and what the answer itself said so far.
private struct SaidBefore {
    private let answer: BankAnswer
    private let reader: BooksReader
    private let facts: FactLookup
    let keys: FactKeys
    private var seen: Set<Digest> = []
    /// By the key of common words.
    private var sets: [Digest: [NumberSet]] = [:]
    private var tables: [Digest: [NumberTable]] = [:]

    init(_ answer: BankAnswer, reader: BooksReader) throws {
        self.answer = answer
        self.reader = reader
        facts = try FactLookup(reader)
        keys = FactKeys(answer)
    }

    /// Whether a fact of its own is new.
    mutating func isNew(_ fact: BankFact, key: Digest) throws -> Bool {
        guard seen.insert(key).inserted, try facts.number(of: key) == nil else { return false }
        guard let (common, number) = fact.common else { return true }
        let commonKey = keys.key(of: common)
        let known = try known(commonKey)
        if tables[commonKey]?.count != known.count {
            tables[commonKey] = known.map { NumberTable($0) }
        }
        return tables[commonKey]?.contains { $0.holds(number, amount: fact.amount ?? 0) } != true
    }

    /// The key of a common fact, and the transfers of which it was not said.
    mutating func rest(of common: CommonFact) throws -> (key: Digest, transfers: NumberSet) {
        let key = keys.key(of: common)
        var rest = common.transfers
        for set in try known(key) { rest = rest.subtracting(set) }
        rest = rest.subtracting(try singles(like: common))
        sets[key, default: []].append(common.transfers)
        return (key, rest)
    }

    private mutating func known(_ key: Digest) throws -> [NumberSet] {
        if let known = sets[key] { return known }
        let known = try reader.members(ofKey: key)
        sets[key] = known
        return known
    }

    /// The transfers of which answers of the same time said the same in facts of their own.
    private func singles(like common: CommonFact) throws -> NumberSet {
        let hasAmounts = common.transfers.hasAmounts
        var amounts: [Int: Int64] = [:]
        for item in try reader.singles(
            like: AnswerRows.status(common),
            family: answer.family.rawValue,
            createdAt: answer.createdAt
        ) {
            guard let id = TransferID(item.endToEnd), common.batch.contains(id),
                (item.amount != nil) == hasAmounts
            else { continue }
            // Of one transfer several sums may have been said: the one of this fact is looked for.
            let amount = item.amount ?? 0
            if amounts[id.number] == nil || common.transfers.amount(of: id.number) == amount {
                amounts[id.number] = amount
            }
        }
        var builder = NumberSet.Builder(hasAmounts: hasAmounts)
        for (number, amount) in amounts.sorted(by: { $0.key < $1.key }) {
            builder.append(number, amount: amount)
        }
        return builder.finish()
    }
}

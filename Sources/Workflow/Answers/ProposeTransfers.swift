// What banks may have meant where they named no transfer of ours: proposals to the open conflicts.
//
// Invariants:
// (1) Proposals are made anew from the answers' own files whenever somebody looks: no row holds one.
// (2) They are held against where the transfers stand now, so a proposal goes when it is booked.
// (3) By account and sum, only what a batch was to pay not long before the entry is proposed.

import BankFiles
import Disbursement
import Ledger
import Reconciliation
import Store

/// Proposes transfers.
struct ProposeTransfers {
    /// Days between the day that a bank was asked to pay on and the last one on which it is likely.
    private static let patience = 62

    /// A fact of an open conflict.
    private struct Asked {
        let conflict: ConflictRecord
        let fact: BankFact
    }

    let open: OpenBooks
    let book: FrozenTransfers

    /// Proposals over a set of books.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - year: The budget year of entries that name no transfer.
    /// - Throws: `StoreError`.
    init(_ open: OpenBooks, year: Int) throws {
        self.open = open
        book = try FrozenTransfers(open: open, year: year)
    }

    /// The proposals, by the conflict's number.
    ///
    /// - Parameter conflicts: Of which those count that nobody has decided and that name none of ours.
    /// - Returns: One for each that has one.
    /// - Throws: `StoreError`.
    func run(_ conflicts: [ConflictRecord]) throws -> [Int64: TransferProposal] {
        let kinds = [ConflictKind.unidentified, .notOurs].map(\.rawValue)
        let waiting = conflicts.filter { !$0.isDecided && kinds.contains($0.kind) }
        guard !waiting.isEmpty else { return [:] }
        let places = try open.books.query { try $0.answers(ofConflicts: waiting.map(\.number)) }
        var proposals: [Int64: TransferProposal] = [:]
        for record in try open.books.query({ try $0.answers() }) {
            let asked = waiting.filter { places[$0.number]?.answer == record.number }
            guard !asked.isEmpty else { continue }
            let answer = try TakeAnswers.readAgain(record, open: open)
            let proposer = TransferProposer(book: book, answer: answer)
            var unnamed: [Asked] = []
            for item in try facts(of: record, answer, asked, places.mapValues(\.fact)) {
                if let proposal = try proposer.byName(item.fact) {
                    proposals[item.conflict.number] = proposal
                } else if proposer.tellsPayee(item.fact) {
                    unnamed.append(item)
                }
            }
            for item in try candidates(of: unnamed, in: answer, takenOn: record.takenAt.date) {
                proposals[item.asked.conflict.number] =
                    try proposer.byPayee(item.asked.fact, among: item.ids)
            }
        }
        return proposals
    }

    /// The facts of an answer that made some conflicts.
    private func facts(
        of record: AnswerRecord,
        _ answer: BankAnswer,
        _ asked: [ConflictRecord],
        _ numbers: [Int64: Int64]
    ) throws -> [Asked] {
        let wanted = Dictionary(grouping: asked, by: { numbers[$0.number] ?? 0 })
        let keys = FactKeys(answer)
        // The row of a word that is said of many has another place, and another key.
        return try open.books.query { try $0.facts(of: record) }.flatMap { row in
            (wanted[row.number] ?? []).compactMap { conflict in
                guard answer.facts.indices.contains(row.position) else { return nil }
                let fact = answer.facts[row.position]
                return keys.key(of: fact) == row.key ? Asked(conflict: conflict, fact: fact) : nil
            }
        }
    }

    /// The transfers of the sum and payee of each fact, in the batches that may be meant: an entry of a
    /// statement is about one of its unit; a row of a table about one that the table names elsewhere.
    private func candidates(
        of asked: [Asked],
        in answer: BankAnswer,
        takenOn today: CivilDate
    ) throws -> [(asked: Asked, ids: [TransferID])] {
        guard !asked.isEmpty else { return [] }
        let named = answer.family.isOfStatus ? Self.batches(namedBy: answer) : []
        var found = [[TransferID]](repeating: [], count: asked.count)
        for batch in try open.books.query({ try $0.batches() }) where batch.isHandedOver {
            guard let code = BatchCode(batch.code),
                let requested = try open.books.query({ try $0.requestedDays(of: batch) })
            else { continue }
            let days = requested...requested.advanced(byDays: Self.patience)
            let meant = asked.indices.filter { index in
                let (conflict, fact) = (asked[index].conflict, asked[index].fact)
                guard conflict.unit == batch.unit || named.contains(code) else { return false }
                return days.contains(fact.bookedOn ?? fact.valueOn ?? today)
            }
            guard !meant.isEmpty, let sent = try book.batch(code) else { continue }
            let bySum = Dictionary(grouping: meant, by: { asked[$0].fact.amount ?? 0 })
            for (number, amount) in sent.amounts.enumerated() where amount > 0 {
                guard let facts = bySum[amount] else { continue }
                let id = TransferID(batch: code, number: number)
                guard let transfer = try book.transfer(id) else { continue }
                for index in facts where !asked[index].fact.namesOtherPayee(than: transfer) {
                    found[index].append(id)
                }
            }
        }
        return zip(asked, found).map { ($0, $1) }
    }

    private static func batches(namedBy answer: BankAnswer) -> Set<BatchCode> {
        Set(
            answer.facts.compactMap(\.references.endToEnd).compactMap { TransferID(tidied: $0) }
                .map(\.batch) + answer.commonFacts.map(\.batch)
        )
    }
}

// The whole story of a transfer or line: what it pays, in which file, what was said of it, what came.
//
// Invariant: no name and no account stands in a story; persons are numbers.

import BankFiles
import Disbursement
import Intake
import Ledger
package import Reconciliation
import Signing
package import Store

/// One line of a transfer, in a story.
package struct StoryLine: Sendable {
    /// The line.
    package let line: StoredLine
    /// Where its đồng stand.
    package let column: MonthTable.Column
    /// The transfer that pays it again; nil where none does.
    package let paidAgainIn: String?
    /// Whether its advance was cleared.
    package let isCleared: Bool
}

/// One word about a transfer.
package struct StoryWord: Sendable {
    /// The answer's number in the books.
    package let answer: Int64
    /// The answer's family.
    package let family: String
    /// What was said.
    package let word: String
    /// The bank's day; nil where it named none.
    package let day: String?
    /// VND; nil where none was named.
    package let amount: Int64?
    /// The status after it; nil where it changed nothing.
    package let status: TransferStatus?
    /// The reason's code; empty for none.
    package let reason: String
    /// Whether its statement was set aside, so that it counts no more.
    package let isSetAside: Bool
}

/// A transfer's story.
package struct TransferStory: Sendable {
    /// The id.
    package let id: String
    /// The batch.
    package let batch: BatchRecord
    /// The provider; empty before it is in a file.
    package let provider: String
    /// VND that were handed over, or will be.
    package let amount: Int64
    /// How it stands; nil where it was not handed over.
    package let status: TransferStatus?
    /// Whether it stands rejected by nothing but an answer that nobody signed.
    package let isUnsigned: Bool
    /// Its lines.
    package let lines: [StoryLine]
    /// What was said of it.
    package let words: [StoryWord]
    /// When and why it was asked back, in order.
    package let recalls: [RecallRecord]
    /// The conflicts about it.
    package let conflicts: [ConflictRecord]
    /// The over-payment cases about it.
    package let cases: [CaseRecord]
}

/// Tells stories.
package struct ExplainTransfer {
    private let open: OpenBooks

    /// Stories of open books.
    package init(_ open: OpenBooks) { self.open = open }

    /// The story of a transfer (`CM01000010000015`) or of a line (`CM0100001/17`).
    ///
    /// - Throws: ``StepRefusal`` where there is none.
    package func run(_ name: String) throws -> TransferStory {
        let world = try BatchWorld(open: open)
        let (batch, number) = try find(name, world: world)
        guard let code = BatchCode(batch.code) else { throw StoreError.damaged(batch.code) }
        let id = "\(TransferID(batch: code, number: number))"
        let all = try world.lines(of: batch.row).filter { $0.transfer == number }
        let replaced = try world.replaced(of: batch.row)
        let (cleared, origins) = try open.books.query {
            (try $0.clearedLines(), try $0.origins())
        }
        let lines = try all.map { line in
            var root = line.row
            while let earlier = origins[root] { root = earlier }
            return StoryLine(
                line: line,
                column: try world.column(of: line, in: batch, period: batch.period),
                paidAgainIn: try replaced[line.number].flatMap { try transfer(of: $0, world) },
                isCleared: cleared.contains(root)
            )
        }
        let position = try world.positions(of: batch.row)[number]
        let status = position.flatMap { TransferStatus(rawValue: $0.status) } ?? .sent
        return TransferStory(
            id: id,
            batch: batch,
            provider: all.first?.provider ?? "",
            amount: all.reduce(0) { $0 + ($1.isStopped ? 0 : $1.line.amount) },
            status: batch.isHandedOver ? status : nil,
            isUnsigned: try isUnsigned(number, status, batch, provider: all.first?.provider),
            lines: lines,
            words: try words(batch: batch, transfer: number, id: id),
            recalls: try recalls(of: id, batch: batch),
            conflicts: try open.books.query { try $0.conflicts() }.filter { $0.transfer == id },
            cases: try open.books.query { try $0.cases() }.filter {
                $0.batch == batch.row && $0.transfer == number
            }
        )
    }

    /// Whether a refusal rests on an unsigned answer alone: no statement has reached its day yet.
    private func isUnsigned(
        _ transfer: Int,
        _ status: TransferStatus,
        _ batch: BatchRecord,
        provider: String?
    ) throws -> Bool {
        guard status == .rejected, batch.isHandedOver, let provider else { return false }
        return try UnshownDays(unit: batch.unit, open: open)
            .isUnshown(status: status.rawValue, batch: batch.row, provider: provider)
            && !open.books.query { try $0.standsBySignedAnswer(transfer, in: batch) }
    }

    /// The recalls that name a transfer, or the file that it is in.
    private func recalls(of id: String, batch: BatchRecord) throws -> [RecallRecord] {
        let all = try open.books.query { try $0.recalls() }
        guard !all.isEmpty, let transfer = TransferID(id) else { return [] }
        let book = try FrozenTransfers(open: open, year: batch.period.year)
        let file = try book.transfer(transfer)?.file
        return all.filter {
            $0.transfers.contains(id) || $0.transfers.isEmpty && $0.message == file
        }
    }

    private func words(batch: BatchRecord, transfer: Int, id: String) throws -> [StoryWord] {
        try open.books.query { try $0.story(batch: batch, transfer: transfer, id: id) }.map {
            StoryWord(
                answer: $0.answer,
                family: $0.family,
                word: $0.word,
                day: $0.day,
                amount: $0.amount,
                status: $0.status.flatMap { TransferStatus(rawValue: $0) },
                reason: $0.reason ?? "",
                isSetAside: $0.isSetAside
            )
        }
    }

    private func transfer(of replacement: Replacement, _ world: BatchWorld) throws -> String? {
        guard let batch = world.batches[replacement.batch], let code = BatchCode(batch.code),
            let line = try world.lines(of: batch.row).first(where: {
                $0.number == replacement.line
            })
        else { return nil }
        return "\(TransferID(batch: code, number: line.transfer))"
    }

    private func find(
        _ name: String,
        world: BatchWorld
    ) throws -> (batch: BatchRecord, number: Int) {
        let parts = name.split(separator: "/")
        guard parts.count == 2 else { return try TransferLookup(open: open).batch(of: name) }
        guard let batch = world.batches.values.first(where: { $0.code == parts[0] }),
            let number = Int(parts[1]),
            let line = try world.lines(of: batch.row).first(where: { $0.number == number })
        else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có dòng \(name)", en: "there is no line \(name)")
            )
        }
        return (batch, line.transfer)
    }
}

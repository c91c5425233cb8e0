// Reads the parts of a decision list, each once: hashed, parsed, summed up.
//
// Invariants:
// (1) Parts are put together in order, whoever read them; a part that cannot be read counts nothing.
// (2) Chunks go to a caller in order, on the caller's thread.

import BankFiles
import Intake
import Signing

/// A decision list that is to be read.
struct DecisionScan {
    /// The folder.
    let folder: FolderContent
    /// The paths of the parts, in order.
    let paths: [String]
    /// The batch whose transfers they are.
    let batch: BatchCode?
    /// The numbers of rows to be named, ascending.
    let naming: [Int]
    /// Makes the leaves of the tree over the rows.
    let leaves: DecisionLeaves?
    /// Takes each chunk, in order.
    let eachChunk: ((DecisionChunk) -> Void)?

    /// What the parts turned out to be.
    struct Outcome {
        /// The files; nil where one cannot be read to its end.
        var parts: [FileTraits?] = []
        /// The rows added up.
        var summary = DecisionSummary()
        /// What each transfer pays.
        var transfers = TransferAmounts()
        /// Why parts cannot be read.
        var faults: [(path: String, error: String)] = []
        /// The root over the rows, where leaves were asked for.
        var root: Digest?
    }

    /// One part.
    fileprivate struct Part: Sendable {
        var traits: FileTraits?
        var summary: DecisionSummary
        var error: String?
    }

    /// Reads all parts.
    func run(workers: any Workers) -> Outcome {
        var outcome = Outcome()
        if leaves == nil, eachChunk == nil {
            let parts = workers.map(paths.count) { [folder, paths, batch, naming] index in
                var reader = DecisionReader(batch: batch, firstNumber: nil)
                return Self.read(folder, paths[index], naming, &reader) { _ in }
            }
            for (path, part) in zip(paths, parts) { outcome.add(part, path) }
            return outcome
        }
        var frontier = MerkleFrontier()
        for path in paths {
            var reader = DecisionReader(
                batch: batch,
                firstNumber: nil,
                leaves: leaves,
                frontier: frontier
            )
            let part = Self.read(folder, path, naming, &reader) { eachChunk?($0) }
            frontier = reader.frontier
            outcome.add(part, path)
        }
        if leaves != nil { outcome.root = frontier.root }
        return outcome
    }

    private static func read(
        _ folder: FolderContent,
        _ path: String,
        _ naming: [Int],
        _ reader: inout DecisionReader,
        _ body: (DecisionChunk) -> Void
    ) -> Part {
        var part = Part(summary: DecisionSummary(naming: naming))
        do {
            var scan = try FileScan(folder, path)
            try scan.forEachPiece { piece in
                reader.feed(piece)
                part.summary.take(reader.chunk)
                body(reader.chunk)
                reader.removeRows()
            }
            part.traits = try scan.finish().traits
            try reader.finish()
        } catch {
            part.error = "\(error)"
        }
        return part
    }
}

extension DecisionScan.Outcome {
    /// Adds the next part.
    fileprivate mutating func add(_ part: DecisionScan.Part, _ path: String) {
        parts.append(part.traits)
        var error = part.error
        if error == nil, part.summary.all.count > 0,
            part.summary.firstNumber != summary.all.count + 1
        {
            error = "\(DecisionListError(line: 2))"
        }
        if let error {
            faults.append((path, error))
            return
        }
        summary.add(part.summary)
        transfers.append(part.summary.transfers)
    }
}

// Reads the parts of a decision list, each once: hashed, parsed, summed up.
//
// Invariant: parts are put together in order, whoever read them; a part that cannot be read counts nothing.

import BankFiles
import Intake

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
        let parts = workers.map(paths.count) { [folder, paths, batch, naming] index in
            Self.read(folder, paths[index], batch, naming)
        }
        for (path, part) in zip(paths, parts) { outcome.add(part, path) }
        return outcome
    }

    private static func read(
        _ folder: FolderContent,
        _ path: String,
        _ batch: BatchCode?,
        _ naming: [Int]
    ) -> Part {
        var reader = DecisionReader(batch: batch, firstNumber: nil)
        var part = Part(summary: DecisionSummary(naming: naming))
        do {
            var scan = try FileScan(folder, path)
            try scan.forEachPiece { piece in
                reader.feed(piece)
                part.summary.take(reader.chunk)
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

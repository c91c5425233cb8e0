// What lies in `batches/` and `answers/` and is of no row.
//
// Invariants:
// (1) What a step left that was cut off before its commit never happened: it has the name that the
//     next step would give it, and bears no signature of a batch or stop list, for those come after
//     the commit. The next writer removes it.
// (2) Everything else is foreign: no step wrote it, and nobody but a person removes it.

import BankFiles
import Signing
import Store

/// The names in the books that the rows do not know, as paths below the folder of the books.
struct FolderCensus {
    /// Invariant (1).
    private(set) var cutOff: [String] = []
    /// Invariant (2).
    private(set) var foreign: [String] = []

    /// Holds the folders against the rows.
    ///
    /// - Throws: `StoreError`.
    init(_ books: Books) throws {
        let batches = try books.batches()
        try countBatches(batches, books)
        for batch in batches { try countStops(of: batch, books) }
        try countAnswers(books)
    }

    /// Whether a path lies in what a cut-off step left.
    func isCutOff(_ path: String) -> Bool {
        cutOff.contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    private mutating func add(_ path: String, isCutOff: Bool) {
        if isCutOff { cutOff.append(path) } else { foreign.append(path) }
    }

    private mutating func countBatches(_ batches: [BatchRecord], _ books: Books) throws {
        let known = Set(batches.map(\.code))
        let next = try books.query { reader in
            try reader.units().map { unit in
                BatchCode(unit: unit.code, serial: try reader.nextSerial(unit: unit.code))
            }
        }
        for name in try DurableFiles.names(in: books.batchesFolder) where !known.contains(name) {
            add(
                "batches/\(name)",
                isCutOff: name.hasPrefix(".tmp-")
                    || next.contains(BatchCode(name))
                        && Self.isUnsigned("\(books.batchesFolder)/\(name)")
            )
        }
    }

    private mutating func countStops(of batch: BatchRecord, _ books: Books) throws {
        let place = "batches/\(batch.code)/stops"
        let folder = "\(books.folder)/\(place)"
        guard DurableFiles.isFolder(folder) else { return }
        let known = (1...batch.stopCount + 1).map { $0 < 10 ? "0\($0)" : "\($0)" }
        for name in try DurableFiles.names(in: folder) where !known.dropLast().contains(name) {
            add(
                "\(place)/\(name)",
                isCutOff: name == known.last && Self.isUnsigned("\(folder)/\(name)")
            )
        }
        if batch.stopCount == 0, !foreign.contains(where: { $0.hasPrefix(place + "/") }) {
            add(place, isCutOff: true)
        }
    }

    private mutating func countAnswers(_ books: Books) throws {
        let known = Set(
            try books.query { try $0.answers() }.flatMap { answer in
                AnswerNames(of: answer, in: books.answersFolder).all
            } + books.query { try $0.accountChecks() }.flatMap { KeptAccountAnswer($0).names }
        )
        for name in try DurableFiles.names(in: books.answersFolder) where !known.contains(name) {
            add(
                "answers/\(name)",
                isCutOff: try name.hasPrefix(".tmp-")
                    || isNamedByContent(name, known: known, in: books.answersFolder)
            )
        }
    }

    /// Whether a file has the name that taking it in gives it: its digest, or that of the list or
    /// table whose signature or profile it is.
    private func isNamedByContent(
        _ name: String,
        known: Set<String>,
        in folder: String
    ) throws -> Bool {
        guard let digest = Digest(hex: String(name.prefix(64))),
            !known.contains(where: { $0.hasPrefix(digest.hex) }),
            DurableFiles.isPlainFile("\(folder)/\(name)")
        else { return false }
        switch name.dropFirst(64) {
        case ".xml", ".csv", ".mt", ".xlsx", ".txt":
            return Digest.of(try DurableFiles.read("\(folder)/\(name)")) == digest
        case ".csv.p7s", ".xlsx.p7s", ".txt.p7s", ".csv.toml", ".xlsx.toml", ".txt.toml":
            return true
        default: return false
        }
    }

    private static func isUnsigned(_ folder: String) -> Bool {
        DurableFiles.isFolder(folder) && !DurableFiles.exists("\(folder)/MANIFEST.p7s")
    }
}

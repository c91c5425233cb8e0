// The checkpoint file: what the log's size and root were after each step, outside the database.
//
// The file is a run of signed notes (C2SP tlog-checkpoint), each followed by one empty line, and at
// its end at most one line `pending SIZE ROOT`: the step that was about to be committed.
//
// Invariants:
// (1) The pending line is on disk before COMMIT, the signed note after it and before "done".
// (2) The last note's signature is checked on opening; those before it, of which every state is a head
//     in the database too, when the books are verified.
// (3) Sizes grow from note to note. The file is written whole and renamed, so it is never torn;
//     what stands behind the last note and is no pending line is dropped by the next step, and
//     until then a finding.

import Signing

/// The checkpoint file of a set of books.
struct CheckpointFile {
    /// The file's path.
    let path: String
    private let verifier: LogVerifier
    /// The signed checkpoints with their notes, in order of size; never empty.
    private(set) var signed: [(checkpoint: Checkpoint, note: String)]
    /// The step that was about to be committed when the process ended.
    private(set) var pending: Checkpoint?
    /// Whether the file holds its notes and its pending line and nothing else.
    private(set) var isPlain = true
    /// The bytes of all signed notes, each with its empty line: what every change of the file keeps.
    ///
    /// Kept and not read again, so that a step costs no look at the notes of all steps before it.
    private var text: [UInt8]

    /// The last signed checkpoint.
    var last: Checkpoint { signed[signed.count - 1].checkpoint }
    /// The signed note of the last checkpoint.
    var lastNote: String { signed[signed.count - 1].note }

    /// The sizes of the notes that the log's key did not sign.
    func unsignedSizes() -> [UInt64] {
        signed.filter { (try? Checkpoint.verified($0.note, by: verifier)) == nil }
            .map(\.checkpoint.size)
    }

    /// The signed note of a size.
    func note(size: UInt64) -> String? { signed.first { $0.checkpoint.size == size }?.note }

    /// The line that announces a step.
    private static func pendingLine(_ checkpoint: Checkpoint) -> String {
        "pending \(checkpoint.size) \(checkpoint.root.base64)\n"
    }

    /// Reads the file: the last note is checked with the log's key.
    static func read(folder: String, verifier: LogVerifier) throws(StoreError) -> CheckpointFile {
        let name = "checkpoints.log"
        let text = String(decoding: try Books.part(name, of: folder), as: UTF8.self)
        let notes = CheckpointFile.notes(in: text)
        var signed: [(checkpoint: Checkpoint, note: String)] = []
        let unsigned = "\(name): a checkpoint is not signed by the key of these books"
        for note in notes.signed {
            guard let text = try? SignedNote(parsing: note).text,
                let checkpoint = try? Checkpoint(parsing: text),
                signed.last.map({ checkpoint.size > $0.checkpoint.size }) ?? true
            else { throw .damaged(unsigned) }
            signed.append((checkpoint, note))
        }
        if let last = signed.last, (try? Checkpoint.verified(last.note, by: verifier)) == nil {
            throw .damaged(unsigned)
        }
        guard let last = signed.last?.checkpoint else { throw .damaged("\(name): no checkpoint") }
        let pending = notes.pending(last.origin)
        let kept = Array(notes.signed.map { $0 + "\n" }.joined().utf8)
        return CheckpointFile(
            path: "\(folder)/\(name)",
            verifier: verifier,
            signed: signed,
            pending: pending,
            isPlain: text.utf8.elementsEqual(kept + (pending.map(pendingLine) ?? "").utf8),
            text: kept
        )
    }

    /// Parts a text into its signed notes and the pending line at its end.
    private static func notes(
        in text: String
    ) -> (
        signed: [String], pending: (_ origin: String) -> Checkpoint?
    ) {
        var signed: [String] = []
        var note = ""
        var emptyLines = 0
        var tail = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if note.isEmpty && line.hasPrefix("pending ") {
                tail = String(line)
                continue
            }
            if note.isEmpty && line.isEmpty { continue }
            note += line + "\n"
            if line.isEmpty { emptyLines += 1 }
            if emptyLines == 1 && line.hasPrefix("\u{2014} ") {
                signed.append(note)
                note = ""
                emptyLines = 0
            }
        }
        return (
            signed,
            { origin in
                let words = tail.split(separator: " ")
                guard words.count == 3, let size = UInt64(words[1]),
                    let root = Digest(base64: String(words[2]))
                else { return nil }
                return Checkpoint(origin: origin, size: size, root: root)
            }
        )
    }

    /// Makes the file with its first signed checkpoint.
    static func create(path: String, first: Checkpoint, key: LogKey) throws -> CheckpointFile {
        let note = try first.signed(by: key)
        try DurableFiles.write(Array((note + "\n").utf8), to: path)
        try DurableFiles.syncFolder(DurableFiles.parent(of: path))
        return CheckpointFile(
            path: path,
            verifier: key.verifier,
            signed: [(first, note)],
            pending: nil,
            text: Array((note + "\n").utf8)
        )
    }

    /// Announces a step: appended and fsynced before the database commits.
    mutating func announce(_ checkpoint: Checkpoint) throws(StoreError) {
        precondition(checkpoint.size > last.size, "a step adds leaves")
        try rewriteTail(CheckpointFile.pendingLine(checkpoint))
        pending = checkpoint
    }

    /// Signs the announced step: the pending line gives way to the signed note.
    mutating func confirm(key: LogKey) throws {
        guard let pending else { preconditionFailure("only an announced step is confirmed") }
        let note = try pending.signed(by: key)
        try rewriteTail(note + "\n")
        text += (note + "\n").utf8
        signed.append((pending, note))
        self.pending = nil
    }

    /// Drops the announced step, which was never committed.
    mutating func drop() throws(StoreError) {
        try rewriteTail("")
        pending = nil
    }

    /// Writes the signed notes again with a new end, by rename: a torn or foreign tail goes.
    private func rewriteTail(_ end: String) throws(StoreError) {
        try DurableFiles.replace(path, with: text + end.utf8)
    }
}

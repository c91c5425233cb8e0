// The calls of a process on a folder, and whether their order outlives a power cut.
//
// A killed process leaves what it wrote in the page cache; a power cut does not. So a trace is read
// with the worst in mind: bytes are safe after a sync of their file, a name after a sync of its
// folder, and what a killed process left unsynced stays so in the process after it.
//
// Invariants:
// (1) Paths are relative to the folder.
// (2) `-shm` is left out: SQLite makes it anew.

/// One call.
struct TracedCall: Equatable, Sendable {
    /// The call, such as `write`, `fsync`, `rename`.
    let call: String
    /// The path; empty for the folder itself.
    let path: String
    /// The old path of a rename.
    let from: String

    /// A call.
    init(_ call: String, _ path: String, from: String = "") {
        self.call = call
        self.path = path
        self.from = from
    }

    /// Whether it is one of SQLite's own files.
    var isOfSQLite: Bool {
        ["books.sqlite", "books.sqlite-wal", "books.sqlite-shm"].contains(
            String(path.split(separator: "/").last ?? "")
        )
    }

    /// Whether it is a name that a rename gives way to, and that nobody reads before.
    var isTemporary: Bool { path.hasPrefix(".tmp-") || path.contains("/.tmp-") }

    /// Whether a path is where a batch or an answer is prepared.
    static func isPreparation(_ path: String) -> Bool {
        path.hasPrefix("batches/.tmp-") || path.hasPrefix("answers/.tmp-")
    }

    /// Whether it fails where there is no space: it writes, makes a name or grows a file.
    var needsRoom: Bool { isWrite || Self.needRoom.contains(call) }

    private static let needRoom: Set<String> = [
        "ftruncate", "truncate", "fallocate", "open", "link", "mkdir",
    ]

    /// Whether it is a stop inside a write.
    var isTear: Bool { call.hasPrefix("torn-") }

    /// Reads a trace file.
    ///
    /// - Parameters:
    ///   - text: Lines of index, call, path, old path, with tabs between.
    ///   - root: The folder.
    /// - Returns: The calls in order.
    static func read(_ text: String, root: String) -> [TracedCall] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard words.count == 4 else { return nil }
            func relative(_ path: Substring) -> String {
                path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : ""
            }
            return TracedCall(
                String(words[1]),
                relative(words[2]),
                from: relative(words[3])
            )
        }
    }
}

/// Follows calls and notes what a power cut would undo.
///
/// Each change of the checkpoint file is an announcement, a signature, or the end of an announcement
/// that came to nothing. It was an announcement where a commit follows before the next change, and
/// the last one is the signature.
struct PowerCutRules {
    private static let log = "checkpoints.log"
    private static let journal = "books.sqlite-wal"

    /// Files with bytes that were not synced.
    private var dirty: Set<String> = []
    /// Names whose folder was not synced.
    private var unsynced: Set<String> = []
    /// Everything that is there.
    private var names: Set<String>
    /// What is wrong with the last change of the checkpoint file if it was an announcement.
    private var ifAnnouncement: [String] = []
    /// What is wrong with it if it was a signature.
    private var ifSignature: String?
    /// Whether the journal was written since then.
    private var isCommitting = false
    /// What was found.
    private var faults: [String] = []

    /// Rules for a folder with these names in it.
    private init(names: [String]) { self.names = Set(names) }

    /// What is not on disk when a process is killed: it passes to the next one.
    struct Leftover: Hashable, Sendable {
        fileprivate let dirty: Set<String>
        fileprivate let unsynced: Set<String>
        fileprivate let names: Set<String>
    }

    /// What a process leaves that is killed before each of its calls, and after the last.
    static func leftovers(
        names: [String],
        calls: some Sequence<TracedCall>
    ) -> [Leftover] {
        var rules = PowerCutRules(names: names)
        var leftovers = [rules.leftover]
        for call in calls {
            rules.follow(call)
            leftovers.append(rules.leftover)
        }
        return leftovers
    }

    /// The faults of a process that ran to its end, after an earlier one that may have been killed.
    static func faults(
        after leftover: Leftover,
        then calls: some Sequence<TracedCall>
    ) -> [String] {
        var rules = PowerCutRules(names: [])
        rules.dirty = leftover.dirty
        rules.unsynced = leftover.unsynced
        rules.names = leftover.names
        for call in calls { rules.follow(call) }
        return rules.finished()
    }

    /// The faults of a process on a folder that is on disk.
    static func faults(names: [String], calls: some Sequence<TracedCall>) -> [String] {
        faults(
            after: Leftover(dirty: [], unsynced: [], names: Set(names)),
            then: calls
        )
    }

    private var leftover: Leftover { Leftover(dirty: dirty, unsynced: unsynced, names: names) }

    /// Follows one call.
    private mutating func follow(_ call: TracedCall) {
        guard !call.path.hasSuffix("-shm") else { return }
        switch call.call {
        case "write", "pwrite", "writev", "pwritev", "ftruncate", "truncate", "fallocate":
            if call.path == Self.log { changeLog() }
            if call.path == Self.journal { isCommitting = true }
            dirty.insert(call.path)
        case "fsync", "fdatasync":
            if call.path == Self.journal, isCommitting { commit() }
            dirty.remove(call.path)
            unsynced = unsynced.filter { Self.parent(of: $0) != call.path }
        case "open", "mkdir", "link":
            if names.insert(call.path).inserted { unsynced.insert(call.path) }
        case "unlink":
            forget(call.path)
        case "rmdir":
            // It was empty: whatever was below it is gone.
            for name in names where Self.holds(call.path, name) { forget(name) }
        case "rename":
            rename(call.from, to: call.path)
        default:
            faults.append("the rules do not know \(call.call)")
        }
    }

    /// What a power cut after the end would undo.
    private func finished() -> [String] {
        faults + [ifSignature].compactMap { $0 }
            + dirty.sorted().map { "done before the bytes of \($0) are on disk" }
            + unsynced.sorted().filter { $0 != Self.journal }
            .map { "done before the name \($0) is on disk" }
    }

    /// Whether a file or folder must be on disk before its step is announced.
    private static func isAnnounced(_ path: String) -> Bool {
        path.hasPrefix("batches/") || path.hasPrefix("answers/")
    }

    private mutating func changeLog() {
        ifAnnouncement =
            dirty.sorted().filter(Self.isAnnounced)
            .map { "announced before the bytes of \($0) are on disk" }
            + unsynced.sorted().filter { Self.isAnnounced($0) || $0 == Self.log }
            .map { "announced before the name \($0) is on disk" }
        ifSignature =
            dirty.contains(Self.journal) || unsynced.contains(Self.journal)
            ? "signed before the commit is on disk" : nil
        isCommitting = false
    }

    private mutating func commit() {
        faults += ifAnnouncement
        ifAnnouncement = []
        if dirty.contains(Self.log) || unsynced.contains(Self.log) {
            faults.append("committed before its announcement is on disk")
        }
        isCommitting = false
    }

    private mutating func rename(_ from: String, to path: String) {
        for file in dirty.sorted() where Self.holds(from, file) {
            faults.append("\(from) renamed before the bytes of \(file) are on disk")
        }
        for name in unsynced.sorted() where name != from && Self.holds(from, name) {
            faults.append("\(from) renamed before the name \(name) is on disk")
        }
        if path == Self.log { changeLog() }
        let moved = names.filter { Self.holds(from, $0) }
        dirty = Set(dirty.map { Self.holds(from, $0) ? path + $0.dropFirst(from.count) : $0 })
        unsynced = unsynced.filter { !Self.holds(from, $0) }
        names.subtract(moved)
        names.formUnion(moved.map { path + $0.dropFirst(from.count) })
        names.insert(path)
        unsynced.insert(path)
    }

    private mutating func forget(_ path: String) {
        names.remove(path)
        dirty.remove(path)
        unsynced.remove(path)
    }

    private static func holds(_ folder: String, _ path: String) -> Bool {
        path == folder || path.hasPrefix(folder + "/")
    }

    private static func parent(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
    }
}

extension [PowerCutRules.Leftover] {
    /// The faults of a process after one that was killed at some points; what the points leave alike
    /// is looked at once.
    func faults(
        at points: [DrillPoint],
        then calls: [TracedCall]
    ) -> [(text: String, points: [DrillPoint])] {
        Dictionary(grouping: points.filter { $0.fault == .kill }, by: { self[$0.index] })
            .sorted { $0.value[0].index < $1.value[0].index }
            .flatMap { leftover, points in
                PowerCutRules.faults(after: leftover, then: calls).map { ($0, points) }
            }
    }
}

// The rules about power cuts, on traces made by hand: a good one, and each rule broken once.

import Testing

struct PowerCutTests {
    private static let names = ["batches", "books.sqlite", "checkpoints.log"]

    /// A step as it should be: files, folder, announcement, commit, signature.
    private static let good =
        [
            TracedCall("mkdir", "batches/.tmp-A"), TracedCall("open", "batches/.tmp-A/lines.csv"),
            TracedCall("write", "batches/.tmp-A/lines.csv"),
            TracedCall("fsync", "batches/.tmp-A/lines.csv"), TracedCall("fsync", "batches/.tmp-A"),
            TracedCall("rename", "batches/A", from: "batches/.tmp-A"),
            TracedCall("fsync", "batches"),
        ] + log
        + [
            TracedCall("open", "books.sqlite-wal"), TracedCall("pwrite", "books.sqlite-wal"),
            TracedCall("fdatasync", "books.sqlite-wal"), TracedCall("fdatasync", ""),
        ] + log
        + [
            TracedCall("pwrite", "books.sqlite"), TracedCall("fdatasync", "books.sqlite"),
            TracedCall("unlink", "books.sqlite-wal"),
        ]

    /// The checkpoint file written anew.
    private static let log = [
        TracedCall("open", ".tmp-checkpoints.log"), TracedCall("write", ".tmp-checkpoints.log"),
        TracedCall("fsync", ".tmp-checkpoints.log"),
        TracedCall("rename", "checkpoints.log", from: ".tmp-checkpoints.log"),
        TracedCall("fsync", ""),
    ]

    /// What a process leaves that is killed before its commit is synced.
    private let killed = PowerCutRules.leftovers(names: names, calls: good)[14]

    private func faults(without index: Int) -> [String] {
        var calls = Self.good
        calls.remove(at: index)
        return PowerCutRules.faults(names: Self.names, calls: calls)
    }

    @Test func `the order of a step outlives a power cut`() {
        #expect(PowerCutRules.faults(names: Self.names, calls: Self.good).isEmpty)
    }

    @Test func `every sync is needed`() {
        let syncs = Self.good.indices.filter { Self.good[$0].call.hasSuffix("sync") }
        #expect(syncs.count == 10)
        for index in syncs {
            #expect(!faults(without: index).isEmpty, "\(Self.good[index])")
        }
        #expect(faults(without: 3).contains { $0.contains("renamed before the bytes") })
        #expect(faults(without: 6).contains("announced before the name batches/A is on disk"))
        #expect(faults(without: 11).contains("committed before its announcement is on disk"))
        #expect(faults(without: 14).contains("signed before the commit is on disk"))
    }

    @Test func `what a killed process left unsynced is not signed by the next`() {
        let confirms = Self.good.suffix(8)
        #expect(
            PowerCutRules.faults(after: killed, then: confirms)
                == ["signed before the commit is on disk"]
        )
        let synced = [TracedCall("fsync", "books.sqlite-wal"), TracedCall("fsync", "")]
        #expect(PowerCutRules.faults(after: killed, then: synced + confirms).isEmpty)
    }

    @Test func `a dropped announcement is not a signature`() {
        #expect(PowerCutRules.faults(after: killed, then: Self.log + Self.good).isEmpty)
    }

    @Test func `what lay in a folder that was removed needs no sync`() {
        let made = [
            TracedCall("mkdir", "batches/.tmp-A"), TracedCall("open", "batches/.tmp-A/lines.csv"),
            TracedCall("write", "batches/.tmp-A/lines.csv"),
        ]
        let left = PowerCutRules.leftovers(names: Self.names, calls: made)[3]
        #expect(PowerCutRules.faults(after: left, then: []).count == 3)
        let removed = [TracedCall("rmdir", "batches/.tmp-A")]
        #expect(PowerCutRules.faults(after: left, then: removed).isEmpty)
        let other = [TracedCall("rmdir", "batches/.tmp-B")]
        #expect(PowerCutRules.faults(after: left, then: other).count == 3)
    }
}

// What counts as the same sight of books, tried on the stand-in.

import Foundation
import Glibc
import Signing
import Testing

@Suite(
    .enabled(if: Needed.shim != nil, Needed.noShim),
    .enabled(if: Needed.sqlite != nil, Needed.noSQLite)
)
struct SightTests {
    let shim: FaultShim
    let sqlite: String
    let scratch: Scratch

    init() throws {
        shim = try #require(Needed.shim)
        sqlite = try #require(Needed.sqlite)
        scratch = try Scratch("sight")
    }

    private func sight(_ books: String) -> Digest {
        Sight.digest(FolderImage(books), place: scratch.file("look"))
    }

    /// Books into which a payment is put by a process that is killed before a call.
    private func books(killedAt index: Int) throws -> (path: String, ending: Ending) {
        let path = scratch.file("books-\(index)")
        try Folder.make(path)
        try StandIn.make(sqlite, "\(path)/books.sqlite")
        let ending = try ChildProcess.run(
            [
                sqlite, "\(path)/books.sqlite",
                "PRAGMA synchronous = FULL; INSERT INTO pay VALUES ('B', 1)",
            ],
            environment: shim.environment(root: path, fault: .kill, index: index)
        )
        return (path, ending)
    }

    @Test func `of a cut-off commit everybody sees all or nothing, whatever bytes it left`() throws
    {
        var sights: Set<Digest> = []
        var images: Set<Digest> = []
        var states: Set<[String]> = []
        var index = 0
        while true {
            let (path, ending) = try books(killedAt: index)
            let image = FolderImage(path)
            sights.insert(sight(path))
            images.insert(image.digest())
            #expect(FolderImage(path) == image)
            states.insert(try BooksState(folder: path).rows)
            if ending == .exited(0) { break }
            index += 1
        }
        #expect(states.count == 2)
        #expect(sights.count == 2)
        #expect(images.count > 4)
    }

    @Test func `another bit of the database, or another file, is another sight`() throws {
        let (path, _) = try books(killedAt: 0)
        let before = sight(path)
        var bytes = try #require(Folder.bytes("\(path)/books.sqlite"))
        // The last page holds rows; nothing of it is a sum.
        bytes[bytes.count - 1] ^= 0x10
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/books.sqlite"))
        #expect(sight(path) != before)
        bytes[bytes.count - 1] ^= 0x10
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/books.sqlite"))
        #expect(sight(path) == before)
        try Folder.write("x", to: "\(path)/checkpoints.log")
        #expect(sight(path) != before)
    }

    @Test func `a database that nobody can read is seen as its bytes`() throws {
        let (path, _) = try books(killedAt: 0)
        var seen: Set<Digest> = [sight(path)]
        for byte: UInt8 in [1, 2] {
            try Data([byte]).write(to: URL(fileURLWithPath: "\(path)/books.sqlite"))
            seen.insert(sight(path))
        }
        #expect(seen.count == 3)
    }

    @Test func `restarts are shared only where nothing that is read differs`() throws {
        let (path, _) = try books(killedAt: 0)
        var drill = StandIn.drill(sqlite, base: path, "")
        func digests(_ reportCount: Int = 0) -> [Digest] {
            Drill.Sharing.allCases.map { sharing in
                drill.sharing = sharing
                return DrillState.digest(
                    FolderImage(path),
                    reportCount: reportCount,
                    drill,
                    place: scratch.file("look")
                )
            }
        }
        /// Whether the digests of the same bytes, and those of the same sight, are others.
        func isOther(_ before: [Digest], _ after: [Digest]) -> [Bool] {
            zip(before, after).map { $0 != $1 }
        }
        try Folder.make("\(path)/batches")
        try Folder.make("\(path)/batches/.tmp-A")
        try Folder.write("half", to: "\(path)/batches/.tmp-A/lines.csv")
        try Folder.write("half", to: "\(path)/.tmp-checkpoints.log")
        try Folder.write("a", to: "\(path)/checkpoints.log")
        let before = digests()
        try Folder.write("all of it", to: "\(path)/batches/.tmp-A/lines.csv")
        #expect(isOther(before, digests()) == [true, false])
        try Folder.write("half", to: "\(path)/batches/.tmp-A/lines.csv")
        try Folder.write("all of it", to: "\(path)/.tmp-checkpoints.log")
        #expect(isOther(before, digests()) == [true, false])
        try Folder.write("half", to: "\(path)/.tmp-checkpoints.log")
        #expect(isOther(before, digests()) == [false, false])
        #expect(isOther(before, digests(1)) == [true, true])
        try Folder.write("b", to: "\(path)/checkpoints.log")
        #expect(isOther(before, digests()) == [true, true])
        try Folder.write("a", to: "\(path)/checkpoints.log")
        try Folder.write("", to: "\(path)/batches/.tmp-B")
        #expect(isOther(before, digests()) == [true, true])
    }

    @Test func `a folder that is watched shows what a call wrote, whatever its clock says`() throws
    {
        let path = scratch.file("watched")
        try Folder.make(path)
        try Folder.write("aaaa", to: "\(path)/file")
        try Folder.write("cccc", to: "\(path)/other")
        var watch = FolderWatch(path: path)
        let first = watch.see(after: [])
        #expect(watch.see(after: []) == first)
        let file = unsafe open("\(path)/file", O_WRONLY)
        let count = unsafe pwrite(file, "bbbb", 4, 0)
        close(file)
        #expect(count == 4)
        let second = watch.see(after: [TracedCall("pwrite", "file")])
        #expect(second.text("file") == "bbbb" && second.text("other") == "cccc")
        #expect(second == FolderImage(path))
    }
}

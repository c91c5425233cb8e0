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
}

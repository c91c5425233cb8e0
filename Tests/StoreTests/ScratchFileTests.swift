// ScratchFile and FileStream: what is kept aside for a step, and what is read once.

import Foundation
import Intake
import Signing
import Testing

@testable import Store

struct ScratchFileTests {
    @Test(arguments: [0, 20, 80_000, 1 << 20])
    func `kept bytes are read at any place, and no file can be seen`(mostHeld: Int) throws {
        let shelf = try Shelf()
        let names = try DurableFiles.names(in: shelf.folder)
        var asked = 0
        let scratch = ScratchFile(folder: shelf.folder, mostHeld: mostHeld) { count in
            asked += 1
            return [UInt8](repeating: 7, count: count)
        }
        #expect(asked == 0)
        var all: [UInt8] = []
        for count in [1, 15, 16, 17, 70_000, 0, 131_072, 3, 2_500_000, 9] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ count) }
            let place = try unsafe scratch.append(bytes.span.bytes)
            #expect(place == all.count)
            all += bytes
        }
        #expect(asked == (mostHeld < all.count ? 1 : 0))
        let room = 1 << 20
        // Short and long ones, over the ends of memory, of rooms in the file and of what waits for it.
        let places = [
            (0, 1), (1, 15), (3, 40), (65_500, 9_000), (0, all.count), (room - 5, 10),
            (room, room), (room + 7, 65_536), (room - 70_000, 140_001), (room + 4_096, 65_536),
            (2 * room - 3, 6), (2 * room - 70_000, all.count - 2 * room + 70_000),
            (all.count - 80_000, 80_000), (all.count - 9, 9), (all.count, 0),
        ]
        for (start, count) in places {
            #expect(
                try scratch.read(at: start, count: count) == Array(all[start..<start + count])
            )
        }
        #expect(try DurableFiles.names(in: shelf.folder) == names)
    }

    @Test func `a file is digested as it is read, to its end`() throws {
        let shelf = try Shelf()
        let path = "\(shelf.folder)/file"
        let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
        try DurableFiles.write(bytes, to: path)
        let stream = try FileStream(path)
        #expect(stream.peek(2) == [0, 0])
        guard case .bytes(let first) = stream.next() else {
            Issue.record("the file has bytes")
            return
        }
        #expect(first == Array(bytes.prefix(first.count)))
        #expect(try stream.finish() == Digest.of(bytes))
        guard case .end = stream.next() else {
            Issue.record("the file is at its end")
            return
        }
        let whole = try FileStream(path)
        #expect(try whole.rest(atMost: 600_000) == bytes)
        #expect(throws: StoreError.self) { _ = try FileStream(path).rest(atMost: 599_999) }
        #expect(throws: StoreError.self) { _ = try FileStream(shelf.folder) }
    }
}

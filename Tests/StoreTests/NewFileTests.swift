// Files that are written once: their bytes and digests, however long they are and however they come.

import Foundation
import Glibc
import Signing
import Testing

@testable import Store

struct NewFileTests {
    /// So many bytes that repeat nowhere near.
    private func bytes(_ count: Int) -> [UInt8] {
        var state: UInt64 = 88_172_645_463_325_252
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 24)
        }
    }

    /// Gives bytes to a file in pieces of some lengths in turn.
    private func write(_ bytes: [UInt8], to file: inout NewFile, _ lengths: [Int]) throws {
        var start = 0
        var turn = 0
        while start < bytes.count {
            let end = min(bytes.count, start + lengths[turn % lengths.count])
            try file.write(bytes.span.extracting(start..<end))
            start = end
            turn += 1
        }
    }

    private static let sizes = [
        0, 1, 4_096, NewFile.capacity - 1, NewFile.capacity, NewFile.capacity + 1,
        5 * NewFile.capacity + 17,
    ]

    @Test(arguments: sizes, [[7_919], [1 << 20], [3_000_000, 1, 65_536]])
    func `what was given is on the disk, and its digest`(_ count: Int, _ lengths: [Int]) throws {
        let shelf = try Shelf()
        let folder = shelf.folder
        let wanted = bytes(count)
        var file = try NewFile(path: "\(folder)/new")
        try write(wanted, to: &file, lengths)
        #expect(file.size == count)
        let written = try file.finish()
        #expect(written.size == count)
        #expect(written.digest == Digest.of(wanted))
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/new"))) == wanted)
    }

    @Test(arguments: sizes)
    func `a file on the disk is held against what comes, to the last byte`(_ count: Int) throws {
        let shelf = try Shelf()
        let path = "\(shelf.folder)/old"
        let wanted = bytes(count)
        func isSame(as stored: [UInt8]) throws -> Bool {
            try Data(stored).write(to: URL(fileURLWithPath: path))
            let comparison = FileComparison(path)
            var file = NewFile(comparedWith: comparison)
            try write(wanted, to: &file, [300_000])
            let digest = try file.finish().digest
            #expect(digest == Digest.of(wanted))
            return comparison.isSame
        }
        #expect(try isSame(as: wanted))
        #expect(try !isSame(as: wanted + [0]))
        guard count > 0 else { return }
        #expect(try !isSame(as: wanted.dropLast()))
        for place in Set([0, count / 2, count - 1]) {
            var other = wanted
            other[place] ^= 1
            #expect(try !isSame(as: other))
        }
    }

    @Test(arguments: [0, 3 * NewFile.capacity + 5])
    func `a file that is left unfinished harms nobody`(_ count: Int) throws {
        let shelf = try Shelf()
        let path = "\(shelf.folder)/left"
        do {
            var file = try NewFile(path: path)
            try write(bytes(count), to: &file, [100_000])
        }
        // Whole pieces were written, the rest went with the file.
        let written = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(written == Array(bytes(count).prefix(count / NewFile.capacity * NewFile.capacity)))
    }

    @Test(arguments: [1, NewFile.capacity, 6 * NewFile.capacity + 3])
    func `what a full disk does not take is told, at the end at the latest`(_ count: Int) throws {
        let descriptor = unsafe open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        var file = NewFile(PieceSink(path: "full", writing: descriptor))
        let bytes = bytes(count)
        var fault: StoreError?
        do throws(StoreError) {
            for start in stride(from: 0, to: count, by: 65_536) {
                let end = min(count, start + 65_536)
                try file.write(bytes.span.extracting(start..<end))
            }
            _ = try file.finish()
        } catch {
            fault = error
        }
        #expect(fault == .unwritable(path: "full", error: ENOSPC))
    }
}

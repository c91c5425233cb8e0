// The archive of a backup: what it writes `tar` unpacks, and it takes nothing that it did not write.

import Foundation
import Intake
import Testing

@testable import Store

/// Runs a program of the system to its end.
private func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

/// A folder that is gone with its owner.
private final class Room {
    let path: String

    init() throws {
        let root =
            FileManager.default.isWritableFile(atPath: "/dev/shm")
            ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        path = "\(root)/chitra-archive-\(UUID().uuidString.prefix(8))"
        try DurableFiles.makeFolder(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes an archive of a folder, an empty folder, and files of 0, 3 and 1,500 bytes.
    func archive(_ name: String = "a.tar") throws -> [UInt8] {
        for (file, count) in [("none", 0), ("three", 3), ("more", 1_500)] {
            let path = "\(path)/\(file)"
            if !DurableFiles.exists(path) {
                try DurableFiles.write((0..<count).map { UInt8(truncatingIfNeeded: $0) }, to: path)
            }
        }
        var writer = try ArchiveWriter(path: "\(path)/\(name)")
        try writer.addFolder("empty")
        try writer.addFolder("inner")
        try writer.addFile("inner/more.bin", from: "\(path)/more")
        try writer.addFile("none", from: "\(path)/none")
        try writer.addFile("three", from: "\(path)/three")
        let made = try writer.finish()
        let bytes = try DurableFiles.read("\(path)/\(name)")
        #expect(made.count == 3)
        #expect(made.size == bytes.count)
        return bytes
    }

    /// What unpacking the bytes comes to: the files, or what was refused.
    func unpack(_ bytes: [UInt8]) throws -> Result<[String], StoreError> {
        let (archive, out) = ("\(path)/b.tar", "\(path)/out")
        try DurableFiles.removeTree(archive)
        try DurableFiles.removeTree(out)
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: false)
        try Data(bytes).write(to: URL(filePath: archive))
        do {
            let count = try Archive.unpack(archive, into: out) { !$0.hasPrefix("zz") }
            let files = try DurableFiles.tree(out)
            #expect(files.count == count)
            return .success(files)
        } catch let error as StoreError {
            return .failure(error)
        }
    }
}

@Suite struct BackupArchiveTests {
    @Test func `a file under a name that no step gives is told by its name, not as too long`()
        throws
    {
        let room = try Room()
        let stray = "answers/Sao kê tháng 11.xml"
        try DurableFiles.write([1], to: "\(room.path)/stray")
        var writer = try ArchiveWriter(path: "\(room.path)/c.tar")
        #expect(throws: StoreError.strayName(stray)) {
            try writer.addFile(stray, from: "\(room.path)/stray")
        }
        #expect(StoreError.strayName(stray).phrase.vietnamese.contains("Sao kê tháng 11.xml"))
    }

    @Test func `what goes in comes out, and the same files give the same bytes`() throws {
        let room = try Room()
        let bytes = try room.archive()
        let files = try room.unpack(bytes).get()
        #expect(files == ["inner/more.bin", "none", "three"])
        #expect(DurableFiles.isFolder("\(room.path)/out/empty"))
        let more = try DurableFiles.read("\(room.path)/out/inner/more.bin")
        #expect(more == (0..<1_500).map { UInt8(truncatingIfNeeded: $0) })
        #expect(try room.archive("again.tar") == bytes)
    }

    @Test func `tar unpacks it, and sha256sum agrees with its manifest`() throws {
        let room = try Room()
        _ = try room.archive()
        let out = "\(room.path)/tar"
        try DurableFiles.makeFolder(out)
        let unpacked = try run("tar", ["-xvf", "\(room.path)/a.tar", "-C", out])
        #expect(unpacked.code == 0, "\(unpacked.output)")
        #expect(
            unpacked.output.split(separator: "\n")
                == ["empty/", "inner/", "inner/more.bin", "none", "three", "MANIFEST"]
        )
        let checked = try run("sh", ["-c", "cd '\(out)' && sha256sum --strict -c MANIFEST"])
        #expect(checked.code == 0, "\(checked.output)")
        #expect(checked.output.split(separator: "\n").count == 3)
    }

    @Test func `a size beyond eight gigabytes is written as tar reads it`() throws {
        let room = try Room()
        for size in [0, 1, (8 << 30) - 1, 8 << 30, 1 << 40] {
            let header = try #require(ArchiveHeader(path: "a/b", size: size, isFolder: false))
            #expect(ArchiveHeader(block: header.block) == header)
            // tar lists a header before it misses the bytes behind it.
            let file = "\(room.path)/head-\(size).tar"
            try Data(header.block).write(to: URL(filePath: file))
            let listed = try run("tar", ["-tvf", file]).output
            #expect(listed.split(separator: " ").contains("\(size)"), "\(listed)")
        }
    }

    @Test func `no byte can be another, wherever it stands`() throws {
        let room = try Room()
        let bytes = try room.archive()
        // Every byte of the first header of a file, and a prime step over everything else.
        let header = 2 * ArchiveHeader.blockSize..<3 * ArchiveHeader.blockSize
        for place in Array(header) + Array(stride(from: 0, to: bytes.count, by: 31)) {
            var damaged = bytes
            damaged[place] ^= 0x01
            #expect(
                try room.unpack(damaged) == .failure(.backup("\(room.path)/b.tar")),
                "byte \(place)"
            )
        }
    }

    @Test func `what is cut off, goes on or is no archive is refused`() throws {
        let room = try Room()
        let bytes = try room.archive()
        let refused = Result<[String], StoreError>.failure(.backup("\(room.path)/b.tar"))
        for count in stride(from: 0, to: bytes.count, by: 256) {
            #expect(try room.unpack(Array(bytes.prefix(count))) == refused, "\(count) bytes")
        }
        #expect(try room.unpack(bytes + [0]) == refused)
        #expect(try room.unpack(Array("PK\u{3}\u{4}".utf8)) == refused)
    }

    @Test(arguments: [
        "../up", "/root", "a/../b", "a//b", "", "a b", String(repeating: "a", count: 99),
    ])
    func `no name leads out of the folder`(_ path: String) {
        #expect(ArchiveHeader(path: path, size: 0, isFolder: false) == nil)
        // As somebody else would write it.
        guard let honest = ArchiveHeader(path: "x", size: 0, isFolder: false) else {
            Issue.record("x is a name")
            return
        }
        var block = honest.block
        block.replaceSubrange(0..<path.utf8.count, with: path.utf8)
        for index in 148..<156 { block[index] = 0x20 }
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        let field = String(repeating: "0", count: 6 - sum.utf8.count) + sum + "\0 "
        block.replaceSubrange(148..<156, with: field.utf8)
        if !path.isEmpty { #expect(ArchiveHeader(block: block) == nil) }
    }

    @Test(arguments: ["-0000000001", "+0000000001", "0000000000 ", "00000000008"])
    func `a size is octal digits and nothing else`(_ size: String) throws {
        let honest = try #require(ArchiveHeader(path: "x", size: 0, isFolder: false))
        var block = honest.block
        block.replaceSubrange(124..<135, with: size.utf8)
        #expect(ArchiveHeader(block: block) == nil)
    }

    @Test func `a name that does not belong there, and a file before its folder, are refused`()
        throws
    {
        let room = try Room()
        try DurableFiles.write([1], to: "\(room.path)/one")
        let refused = Result<[String], StoreError>.failure(.backup("\(room.path)/b.tar"))
        for (name, files) in [("strange", ["zz"]), ("early", ["a/b"])] {
            var writer = try ArchiveWriter(path: "\(room.path)/\(name).tar")
            for file in files { try writer.addFile(file, from: "\(room.path)/one") }
            _ = try writer.finish()
            #expect(try room.unpack(try DurableFiles.read("\(room.path)/\(name).tar")) == refused)
        }
    }

    @Test func `links, other owners and names out of order are refused`() throws {
        let room = try Room()
        let refused = Result<[String], StoreError>.failure(.backup("\(room.path)/b.tar"))
        let script = """
            import sys, tarfile
            with tarfile.open(sys.argv[1], "w", format=tarfile.USTAR_FORMAT) as archive:
                link = tarfile.TarInfo("link")
                link.type, link.linkname, link.mode = tarfile.SYMTYPE, "/etc", 0o600
                archive.addfile(link)
            """
        let foreign = "\(room.path)/foreign.tar"
        let made = try run("python3", ["-c", script, foreign])
        #expect(made.code == 0, "\(made.output)")
        #expect(try room.unpack(try DurableFiles.read(foreign)) == refused)
        var writer = try ArchiveWriter(path: "\(room.path)/order.tar")
        try writer.addFolder("b")
        try writer.addFolder("a")
        try DurableFiles.write([1], to: "\(room.path)/one")
        try writer.addFile("c", from: "\(room.path)/one")
        _ = try writer.finish()
        #expect(try room.unpack(try DurableFiles.read("\(room.path)/order.tar")) == refused)
    }
}

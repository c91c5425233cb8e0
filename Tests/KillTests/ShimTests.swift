// The library of Tests/FaultShim, tried on programs that we did not write.

import Foundation
import Glibc
import Signing
import Testing

/// What the tests of this folder need beside them.
enum Needed {
    static let shim = FaultShim.built
    static let sqlite = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static let noShim: Comment = "libFaultShim.so was not built beside the tests"
    static let noSQLite: Comment = "the sqlite3 command is not installed"
}

@Suite(.enabled(if: Needed.shim != nil, Needed.noShim))
struct ShimTests {
    let shim: FaultShim
    let scratch: Scratch
    let root: String

    init() throws {
        shim = try #require(Needed.shim)
        scratch = try Scratch("shim")
        root = scratch.file("root")
        try FileManager.default.createDirectory(
            atPath: root,
            withIntermediateDirectories: true
        )
    }

    private func calls(_ command: [String]) throws -> [String] {
        let trace = scratch.file("trace")
        Folder.remove(trace)
        let ending = try ChildProcess.run(
            command,
            environment: shim.environment(root: root, trace: trace)
        )
        #expect(ending == .exited(0))
        return TracedCall.read(Folder.text(trace), root: root).map(\.call)
    }

    @Test func `each kind of call that changes a folder is counted`() throws {
        let file = "\(root)/file"
        let folder = "\(root)/folder"
        #expect(
            try calls(["/bin/dd", "if=/dev/zero", "of=\(file)", "bs=1000", "count=1"])
                == ["open", "write"]
        )
        #expect(try calls(["/usr/bin/truncate", "-s", "10", file]).contains("ftruncate"))
        #expect(try calls(["/bin/sync", file]) == ["fsync"])
        #expect(try calls(["/bin/sync", "-d", file]) == ["fdatasync"])
        #expect(try calls(["/bin/mkdir", folder]) == ["mkdir"])
        #expect(try calls(["/bin/mv", "-T", file, "\(folder)/moved"]) == ["rename"])
        #expect(try calls(["/bin/ln", "\(folder)/moved", file]) == ["link"])
        #expect(try calls(["/bin/rm", file, "\(folder)/moved"]) == ["unlink", "unlink"])
        #expect(try calls(["/bin/rmdir", folder]) == ["rmdir"])
    }

    @Test func `calls elsewhere and reads are not counted`() throws {
        let beside = root + "-beside"
        try Folder.write("text", to: "\(root)/file")
        #expect(try calls(["/bin/dd", "if=/dev/zero", "of=\(beside)", "count=1"]).isEmpty)
        #expect(try calls(["/bin/cat", "\(root)/file"]).isEmpty)
        #expect(try calls(["/bin/mkdir", "\(root)/../elsewhere"]).isEmpty)
        #expect(try calls(["/bin/mkdir", "\(scratch.path)//root/.././root/./inside"]) == ["mkdir"])
        #expect(try calls(["/bin/mv", "-T", "\(root)/file", root + "-moved"]) == ["rename"])
    }

    @Test(arguments: [(Fault.tornAfterFirst, 1), (.tornInHalf, 500), (.tornBeforeLast, 999)])
    func `a torn write leaves a part and ends the process`(fault: Fault, size: Int) throws {
        let ending = try ChildProcess.run(
            ["/bin/dd", "if=/dev/zero", "of=\(root)/file", "bs=1000", "count=3"],
            environment: shim.environment(root: root, fault: fault, index: 1)
        )
        #expect(ending == .killed(SIGKILL))
        #expect(Folder.bytes("\(root)/file")?.count == 1_000 + size)
    }

    @Test(arguments: [(Fault.flippedFirst, 0), (.flippedMiddle, 500), (.flippedLast, 999)])
    func `a flipped write differs in one bit and says that all is well`(
        fault: Fault,
        place: Int
    ) throws {
        let ending = try ChildProcess.run(
            ["/bin/dd", "if=/dev/zero", "of=\(root)/file", "bs=1000", "count=3"],
            environment: shim.environment(root: root, fault: fault, index: 2)
        )
        #expect(ending == .exited(0))
        var wanted = [UInt8](repeating: 0, count: 3_000)
        wanted[1_000 + place] = 0x10
        #expect(Folder.bytes("\(root)/file") == wanted)
    }

    @Test func `a dropped write leaves its place as it was`() throws {
        let write = ["/bin/sh", "-c", "{ printf aa; printf bb; printf cc; } > \(root)/file"]
        let ending = try ChildProcess.run(
            write,
            environment: shim.environment(root: root, fault: .dropped, index: 2)
        )
        #expect(ending == .exited(0))
        #expect(Folder.bytes("\(root)/file") == Array("aa\u{0}\u{0}cc".utf8))
    }

    @Test func `a process that lied is ended at a later call`() throws {
        let write = ["/bin/sh", "-c", "{ printf aa; printf bb; printf cc; } > \(root)/file"]
        let ending = try ChildProcess.run(
            write,
            environment: shim.environment(root: root, fault: .flippedFirst, index: 1, end: 3)
        )
        #expect(ending == .killed(SIGKILL))
        #expect(Folder.bytes("\(root)/file") == Array("qabb".utf8))
    }

    @Test func `no space lasts and an input-output error passes`() throws {
        let command = ["/bin/dd", "if=/dev/zero", "of=\(root)/file", "bs=1000", "count=3"]
        let count = scratch.file("count")
        let noSpace = try ChildProcess.run(
            command,
            environment: shim.environment(root: root, fault: .noSpace, index: 2)
        )
        #expect(noSpace == .exited(1))
        #expect(Folder.bytes("\(root)/file")?.count == 1_000)
        let touch = ["/bin/sh", "-c", "echo a > \(root)/a; echo b > \(root)/b"]
        let failing = shim.environment(root: root, fault: .inputOutputError, index: 1, count: count)
        #expect(try ChildProcess.run(touch, environment: failing) == .exited(0))
        #expect(Folder.text("\(root)/a").isEmpty)
        #expect(Folder.text("\(root)/b") == "b\n")
        #expect(Folder.text(count) == "4\n")
    }

    @Test(.enabled(if: Needed.sqlite != nil, Needed.noSQLite))
    func `a database in WAL mode is cut off at every call up to the last`() throws {
        let sqlite = try #require(Needed.sqlite)
        let database = "\(root)/books.sqlite"
        try StandIn.make(sqlite, database)
        let insert = [
            sqlite, database, "PRAGMA synchronous = FULL; INSERT INTO pay VALUES ('B', 1)",
        ]
        let names = try calls(insert)
        #expect(names.contains("pwrite") && names.contains("fdatasync"))
        for index in 0...names.count {
            Folder.remove(root)
            try FileManager.default.createDirectory(
                atPath: root,
                withIntermediateDirectories: true
            )
            try StandIn.make(sqlite, database)
            let ending = try ChildProcess.run(
                insert,
                environment: shim.environment(root: root, fault: .kill, index: index)
            )
            #expect(ending == (index < names.count ? .killed(SIGKILL) : .exited(0)))
        }
    }

    @Test(.enabled(if: Needed.openssl != nil, "the openssl command is not installed"))
    func `what is drawn at random counts up from a seed, and is random without one`() throws {
        let openssl = try #require(Needed.openssl)
        func drawn(_ seed: Int?) throws -> String {
            let output = scratch.file("drawn-\(UUID().uuidString)")
            let environment = shim.environment(root: root, seed: seed)
            let draw = [openssl, "rand", "-hex", "16"]
            #expect(
                try ChildProcess.run(draw, environment: environment, output: output) == .exited(0)
            )
            return Folder.text(output)
        }
        let first = try drawn(1)
        #expect(first.count == 33)
        #expect(try drawn(1) == first)
        #expect(try drawn(2) != first)
        #expect(try drawn(nil) != drawn(nil))
    }

    @Test func `a stopped process has left what a killed one leaves`() throws {
        let tree = scratch.file("tree")
        for folder in ["a", "b/c"] {
            try FileManager.default.createDirectory(
                atPath: "\(tree)/\(folder)",
                withIntermediateDirectories: true
            )
            try Folder.write("text of \(folder)\n", to: "\(tree)/\(folder)/file")
        }
        let archive = scratch.file("tree.tar")
        #expect(try ChildProcess.run(["/bin/tar", "-cf", archive, "-C", tree, "."]) == .exited(0))
        let unpack = ["/bin/tar", "-xf", archive, "-C", root]
        var environment = shim.environment(root: root)
        environment["FS_MODE"] = "stop"
        environment["FS_TRACE_FILE"] = scratch.file("trace")
        var seen: [Digest] = []
        let ending = try ChildProcess.run(unpack, environment: environment) {
            let calls = TracedCall.read(Folder.text(scratch.file("trace")), root: root)
            if calls.last?.isTear == false { seen.append(FolderImage(root).digest()) }
        }
        #expect(ending == .exited(0))
        #expect(seen.count > 4)
        for (index, digest) in seen.enumerated() {
            Folder.remove(root)
            try FileManager.default.createDirectory(
                atPath: root,
                withIntermediateDirectories: true
            )
            let ending = try ChildProcess.run(
                unpack,
                environment: shim.environment(root: root, fault: .kill, index: index)
            )
            #expect(ending == .killed(SIGKILL))
            #expect(FolderImage(root).digest() == digest)
        }
    }
}

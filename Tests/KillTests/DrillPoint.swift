// Where a step is cut off, and what a cut there leaves.
//
// Invariant: a step is stopped before every call and inside every write; what then lies in the folder
// is what SIGKILL would leave, for both leave the page cache alone. ShimTests hold the one
// against the other.

import Foundation
import Signing

/// Where a step is cut off.
struct DrillPoint: Sendable, CustomStringConvertible {
    /// What happens.
    let fault: Fault
    /// At which counted call, from 0.
    let index: Int
    /// The call as it was in the reference.
    let call: TracedCall
    /// The call before which the process was ended afterwards; nil where it ran to its end.
    var end: Int?

    var description: String {
        "\(fault.rawValue) at \(index) \(call.call) \(call.path)"
            + (end.map { ", killed at \($0)" } ?? "")
    }
}

/// What cuts leave, each state once, with the points that lead to it.
struct DrillState: Sendable {
    /// A copy of the books.
    let image: String
    /// How many things the step had told by then.
    let reportCount: Int
    /// The digest over it, and over whether something was told.
    let digest: Digest
    /// The points that lead to it.
    var points: [DrillPoint]

    /// The digest by which what cuts leave is told apart, as the drill says.
    ///
    /// - Parameters:
    ///   - books: The books.
    ///   - reportCount: How many things were told.
    ///   - drill: The drill.
    ///   - place: A name for a folder of its own.
    /// - Returns: The digest.
    static func digest(
        _ books: FolderImage,
        reportCount: Int,
        _ drill: Drill,
        place: String
    ) -> Digest {
        switch drill.sharing {
        case .sameBytes: return bytes(of: books, reportCount: reportCount, drill)
        case .sameSight:
            // A journal that is not there is made anew, and its name must then reach the disk.
            let journal = books.bytes("books.sqlite-wal")?.isEmpty == false
            return Sight.digest(
                books,
                also: "reported \(reportCount), journal \(journal)",
                withoutPreparation: true,
                isUnread: { drill.isUnread($0) || TracedCall("", $0).isTemporary },
                place: place
            )
        }
    }

    /// The digest over all names and bytes.
    static func bytes(of books: FolderImage, reportCount: Int, _ drill: Drill) -> Digest {
        books.digest(
            also: reportCount > 0 ? "reported \(reportCount)" : "",
            isUnread: drill.isUnread
        )
    }

    /// How many things were told: a line of standard output each; what belongs to one is indented.
    static func reportCount(_ output: String) -> Int {
        output.split(separator: "\n").count { !$0.hasPrefix(" ") }
    }
}

/// A run of a step that was looked at before each call.
struct DrillImages {
    /// The calls, without tears.
    private(set) var calls: [TracedCall] = []
    /// The states, in the order in which they came.
    private(set) var states: [DrillState] = []
    /// How many states have other bytes than all before them.
    var byteStateCount: Int { numbers.count }
    /// The states by their bytes.
    private var numbers: [Digest: Int] = [:]
    /// The states by what tells them apart.
    private var told: [Digest: Int] = [:]

    /// Runs the step on a copy of the drill's books, again where somebody else let the program go on.
    ///
    /// - Throws: ``DrillFailure`` where the step fails.
    static func looking(
        at drill: Drill,
        books: String,
        shim: FaultShim,
        scratch: Scratch
    ) throws -> DrillImages {
        for attempt in 1... {
            Folder.remove(books)
            try Folder.copy(drill.base, to: books)
            do {
                return try DrillImages(drill, books: books, shim: shim, scratch: scratch)
            } catch let disturbed as Disturbed {
                guard attempt < mostAttempts else { throw DrillFailure("\(disturbed)") }
                for name in Folder.names(scratch.path) where name.hasPrefix("image-") {
                    Folder.remove(scratch.file(name))
                }
            }
        }
        preconditionFailure("attempts end above")
    }

    /// How often somebody may let a program go on that was stopped to be looked at.
    private static let mostAttempts = 8

    /// A program that was stopped went on before it was looked at.
    private struct Disturbed: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs the step on a folder of books that is there.
    ///
    /// - Throws: ``DrillFailure`` where the step fails; ``Disturbed``.
    init(_ drill: Drill, books: String, shim: FaultShim, scratch: Scratch) throws {
        let trace = scratch.file("images.trace")
        let output = scratch.file("images.output")
        let errors = scratch.file("images.errors")
        let count = scratch.file("images.count")
        var environment = shim.environment(
            root: books,
            seed: FaultShim.firstSeed,
            trace: trace,
            count: count
        )
        environment["FS_MODE"] = "stop"
        var read = 0
        var watch = FolderWatch(path: books)
        let ending = try ChildProcess.run(
            drill.step(books),
            environment: environment,
            output: output,
            errors: errors
        ) {
            let seen = Folder.bytes(trace, from: read) ?? []
            read += seen.count
            let new = TracedCall.read(String(decoding: seen, as: UTF8.self), root: books)
            // Who stops everything on the machine for a while stops it at no call.
            guard let call = new.first else { return }
            guard new.count == 1 else {
                throw Disturbed(description: "\(drill.name): two calls at once")
            }
            let count = DrillState.reportCount(Folder.text(output))
            try look(at: call, drill, &watch, reportCount: count, scratch: scratch)
        }
        guard ending == .exited(0) else {
            throw DrillFailure("\(drill.name): \(ending): \(Folder.text(errors).prefix(400))")
        }
        guard Folder.text(count) == "\(calls.count)\n" else {
            throw DrillFailure("\(drill.name): the library lost count")
        }
    }

    private mutating func look(
        at call: TracedCall,
        _ drill: Drill,
        _ watch: inout FolderWatch,
        reportCount: Int,
        scratch: Scratch
    ) throws {
        if !call.isTear { calls.append(call) }
        let fault = call.isTear ? Fault(rawValue: call.call) ?? .tornInHalf : .kill
        guard drill.images.contains(fault) else { return }
        // SQLite guards its pages and frames itself, and nobody reads a temporary name: there, one
        // tear stands for all.
        if call.isTear, fault != .tornInHalf, call.isOfSQLite || call.isTemporary { return }
        let point = DrillPoint(
            fault: fault,
            index: calls.count - 1,
            call: calls.last ?? call
        )
        let seen = watch.see(after: calls)
        let bytes = DrillState.bytes(of: seen, reportCount: reportCount, drill)
        if let number = numbers[bytes] {
            states[number].points.append(point)
            return
        }
        let digest = DrillState.digest(
            seen,
            reportCount: reportCount,
            drill,
            place: scratch.file("image-sight")
        )
        if let number = told[digest] {
            numbers[bytes] = number
            states[number].points.append(point)
            return
        }
        let image = scratch.file("image-\(states.count)")
        try Folder.copy(watch.path, to: image)
        numbers[bytes] = states.count
        told[digest] = states.count
        states.append(
            DrillState(image: image, reportCount: reportCount, digest: digest, points: [point])
        )
    }
}

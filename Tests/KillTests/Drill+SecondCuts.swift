// Restarts that are cut off themselves: the drill again, on books that a cut left behind.
//
// Invariant: the states are the three that a restart has most to do with: an announcement torn in
// its middle, a commit that was written and not synced, and a commit that was not yet signed.

import Foundation
import Glibc

extension Drill {
    /// Cuts the step off in three places, and drills the restart from each.
    ///
    /// - Parameters:
    ///   - shim: The library.
    ///   - workers: How many points are tried at once.
    /// - Returns: A report for each place.
    /// - Throws: Where the step, or a restart, fails without any fault.
    func runSecondCuts(shim: FaultShim, workers: Int = 2) throws -> [Report] {
        let scratch = try Scratch("second")
        let reference = try DrillReference(drill: self, shim: shim, scratch: scratch)
        return try Self.hardest(reference.points).enumerated().map { number, point in
            let base = scratch.file("cut-\(number)")
            try Folder.copy(self.base, to: base)
            let ending = try ChildProcess.run(
                step(base),
                environment: shim.environment(root: base, fault: point.fault, index: point.index)
            )
            guard ending == .killed(SIGKILL) else {
                throw DrillReference.Failure(description: "\(name), \(point): \(ending)")
            }
            var second = self
            second.name = "\(name), after \(point)"
            second.base = base
            second.faults = [.kill]
            second.expectsChange = false
            // What the first process left unsynced is not in the traces of the second.
            second.checksPowerCuts = false
            return try second.run(shim: shim, workers: workers)
        }
    }

    private static func hardest(_ points: [DrillPoint]) -> [DrillPoint] {
        func isAt(_ point: DrillPoint, _ call: String, _ path: String) -> Bool {
            point.call.map { $0.call.hasSuffix(call) && $0.path == path } ?? false
        }
        let torn = points.first { $0.fault == .tornInHalf && isAt($0, "write", "checkpoints.log") }
        let kills = points.filter { $0.fault == .kill }
        let signing = kills.last { isAt($0, "rename", "checkpoints.log") }
        let commit = kills.last {
            isAt($0, "sync", "books.sqlite-wal") && $0.index < signing?.index ?? 0
        }
        return [torn, commit, signing].compactMap { $0 }
    }
}

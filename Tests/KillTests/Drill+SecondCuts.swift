// Restarts that are cut off themselves: the drill again, on books that a cut left behind.
//
// Invariant: the states are the three that a restart has most to do with: an announcement torn in
// its middle, a commit that was written and not synced, and a commit that was not yet signed.

extension Drill {
    /// Cuts the step off in three places, and drills the restart from each.
    ///
    /// - Parameters:
    ///   - shim: The library.
    ///   - workers: How many points are tried at once.
    /// - Returns: A report for each place.
    /// - Throws: Where the step, or a restart, fails without any fault.
    func runSecondCuts(shim: FaultShim, workers: Int = 2) throws -> [DrillReport] {
        let scratch = try Scratch("second")
        let reference = try DrillReference(drill: self, shim: shim, scratch: scratch)
        return try Self.hardest(reference.images.states).map { state, point in
            var second = self
            second.name = "\(name), after \(point)"
            second.base = state.image
            second.images = [.kill]
            second.runs = []
            second.expectsChange = false
            // What the first process left unsynced is not in the traces of the second.
            second.checksPowerCuts = false
            return try second.run(shim: shim, workers: workers)
        }
    }

    private static func hardest(_ states: [DrillState]) -> [(DrillState, DrillPoint)] {
        let all = states.flatMap { state in state.points.map { (state, $0) } }
        func isAt(_ point: DrillPoint, _ call: String, _ path: String) -> Bool {
            point.call.call.hasSuffix(call) && point.call.path == path
        }
        let torn = all.first {
            $0.1.fault == .tornInHalf && isAt($0.1, "write", "checkpoints.log")
        }
        let kills = all.filter { $0.1.fault == .kill }
        let signing = kills.last { isAt($0.1, "rename", "checkpoints.log") }
        let commit = kills.last {
            isAt($0.1, "sync", "books.sqlite-wal") && $0.1.index < signing?.1.index ?? 0
        }
        return [torn, commit, signing].compactMap { $0 }
    }
}

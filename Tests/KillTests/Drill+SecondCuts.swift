// Restarts that are cut off themselves: the drill again, on books that a cut left behind.
//
// Invariant: the states are the three that a restart has most to do with: a step that was announced
// and not committed, a commit that was written and not synced, and one that was not yet signed.

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

    private static func hardest(
        _ states: [DrillState]
    ) throws -> [(DrillState, DrillPoint)] {
        let kills = states.flatMap { state in state.points.map { (state, $0) } }
            .filter { $0.1.fault == .kill }.sorted { $0.1.index < $1.1.index }
        func isAt(_ point: DrillPoint, _ call: String, _ path: String) -> Bool {
            point.call.call.hasSuffix(call) && point.call.path == path
        }
        let announced = kills.firstIndex { isAt($0.1, "rename", "checkpoints.log") }
        let signing = kills.lastIndex { isAt($0.1, "rename", "checkpoints.log") }
        let commit = kills[..<(signing ?? 0)].lastIndex { isAt($0.1, "sync", "books.sqlite-wal") }
        guard let announced, let commit, let signing, announced + 1 < commit else {
            throw DrillFailure("the step is not announced, committed and signed")
        }
        // A kill is before its call: the announcement is there before the call after it.
        return [kills[announced + 1], kills[commit], kills[signing]]
    }
}

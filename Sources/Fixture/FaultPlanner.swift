// Says which row gets which fault.
//
// Invariants:
// (1) Kinds come in turn, so that all are there soon; a kind that does not fit a row waits.
// (2) Of a run of N people, N × rate / 10,000 rows get a fault, less the few that still wait.

/// Spreads faults evenly over the rows.
struct FaultPlanner: Sendable {
    private let rate: Int
    private let kinds: [PlantedFault]
    private var gathered: Int
    private var given = 0
    private var waiting: [PlantedFault] = []

    /// A planner.
    ///
    /// - Parameters:
    ///   - rate: Faults in ten thousand rows, 0 to 1,000.
    ///   - seed: The seed of the data set: where the first fault is.
    ///   - units: The units of the run: a fault that fits none of them is left out.
    init(rate: Int, seed: UInt64, units: [FixtureUnit]) {
        precondition((0...1_000).contains(rate), "at most a tenth of the rows is faulty")
        self.rate = rate
        let hasFormerCodes = units.contains { !$0.predecessors.isEmpty }
        kinds = PlantedFault.allCases.filter { $0 != .unitSplit || hasFormerCodes }
        var chance = SplitMix64(seed: seed, purpose: 3)
        gathered = chance.next(below: 10_000)
    }

    /// The fault for a person's row; nil for nearly all.
    mutating func fault(for person: GeneratedPerson) -> PlantedFault? {
        gathered += rate
        if gathered >= 10_000 {
            gathered -= 10_000
            waiting.append(kinds[given % kinds.count])
            given += 1
        }
        guard let place = waiting.firstIndex(where: { $0.fits(person) }) else { return nil }
        return waiting.remove(at: place)
    }
}

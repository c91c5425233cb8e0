// The synthetic register: made-up people of seven communes as a CSV file, for demonstrations, tests
// and measurements. The only Vietnamese test data with every property that the import must stand.
//
// Invariants:
// (1) Same count, seed, units and rate of faults, same bytes.
// (2) Memory does not grow with the count, save for the list of planted faults.
// (3) Without faults the file has count + 1 lines and nothing that the import refuses.

/// A register of made-up people.
///
/// As a sequence it gives the people themselves, as often as it is walked, faults or not.
package struct PeopleGenerator: Sequence, Sendable {
    /// How many people.
    package let count: Int
    /// The seed of everything.
    package let seed: UInt64
    /// How many rows in ten thousand are faulty, 0 to 1,000.
    package let faultsPerTenThousand: Int
    /// The units that people live in.
    package let units: [FixtureUnit]

    /// A register.
    ///
    /// - Parameters:
    ///   - count: People, 0 to 100,000,000.
    ///   - seed: Another seed, other people.
    ///   - faultsPerTenThousand: Faulty rows in ten thousand, 0 to 1,000.
    ///   - codes: Codes of ``FixtureUnit/all`` to keep to, such as `["CM01"]`; all when nil. An
    ///     unknown or no code is a programmer's error: ask ``FixtureUnit/all`` first.
    package init(
        count: Int,
        seed: UInt64,
        faultsPerTenThousand: Int,
        units codes: [String]? = nil
    ) {
        precondition((0...100_000_000).contains(count), "at most as many people as the country has")
        precondition((0...1_000).contains(faultsPerTenThousand), "at most a tenth is faulty")
        self.count = count
        self.seed = seed
        self.faultsPerTenThousand = faultsPerTenThousand
        units = FixtureUnit.all.filter { codes?.contains($0.code) ?? true }
        precondition(!units.isEmpty, "people live somewhere")
        precondition(
            codes.map { Set($0).count == units.count } ?? true,
            "the units are those of FixtureUnit.all"
        )
    }

    /// The people, from the first.
    package func makeIterator() -> PeopleIterator {
        PeopleIterator(count: count, seed: seed, units: units)
    }

    /// Writes the register file: UTF-8, NFC, LF, a header row.
    ///
    /// - Parameter sink: Takes the bytes, chunk after chunk, of about 64 KiB.
    /// - Returns: The planted faults, in order of line.
    /// - Throws: What the sink throws.
    @discardableResult
    package func write<Failure: Error>(
        to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> [PlantedFault.Place] {
        var planner = FaultPlanner(rate: faultsPerTenThousand, seed: seed, units: units)
        var chance = SplitMix64(seed: seed, purpose: 2)
        var places: [PlantedFault.Place] = []
        var chunk = CSVChunk()
        var line = 1
        chunk.append(line: RegisterRowText.header)
        for person in self {
            line += 1
            var row = RegisterRowText(person)
            if let fault = planner.fault(for: person) {
                row.plant(fault, &chance)
                if fault == .rowDuplicate {
                    chunk.append(row: row.fields)
                    line += 1
                }
                places.append(PlantedFault.Place(line: line, fault: fault))
            }
            chunk.append(row: row.fields)
            if chunk.isFull {
                try sink(chunk.bytes)
                chunk.clear()
            }
        }
        if !chunk.bytes.isEmpty { try sink(chunk.bytes) }
        return places
    }
}

// What the tests of this module share.

import Fixture
import Testing

/// The register file of a run, its rows as fields, and the faults that were planted.
struct WrittenRegister {
    let bytes: [UInt8]
    let lines: [Substring]
    let places: [PlantedFault.Place]

    init(_ people: PeopleGenerator) {
        var bytes: [UInt8] = []
        places = people.write { chunk in bytes += chunk }
        self.bytes = bytes
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// The fields of a line, 1-based as in reports; no field of a generated row is quoted.
    func fields(_ line: Int) -> [Substring] {
        lines[line - 1].split(separator: ",", omittingEmptySubsequences: false)
    }

    /// The field of a column.
    func field(_ line: Int, _ field: RegisterField) -> Substring {
        fields(line)[field.rawValue]
    }
}

/// Whether a count is a share of all, in thousandths, within a tolerance in thousandths.
func isShare(_ count: Int, of all: Int, _ thousandths: Int, within tolerance: Int) -> Bool {
    abs(count * 1_000 - thousandths * all) <= tolerance * all
}

// One row of a table that somebody handed in, whatever the file's format.
//
// Invariants:
// (1) Every field of a row is valid UTF-8 without NUL, with quotes and escapes already taken off.
// (2) A row that a reader hands out has as many fields as the header.

/// One row: its fields as slices of one buffer, which readers use again for the next row.
package struct TableRow: Sendable {
    /// What kind of cell a field was, where the format tells.
    package enum CellKind: UInt8, Sendable {
        /// Text: always so in CSV.
        case text
        /// A number of a spreadsheet: leading zeros and digits beyond the 15th are lost.
        case number
        /// A serial day number of a spreadsheet with a date style.
        case date
        /// A formula, a truth value or an error of a spreadsheet.
        case computed
    }

    /// The 1-based line of the file, or row of the sheet, on which the row begins.
    package internal(set) var line = 0
    /// The bytes of all fields, in order; between two fields other bytes may lie.
    package internal(set) var bytes: [UInt8] = []
    /// Where each field ends in `bytes`.
    package internal(set) var ends: [Int] = []
    /// The kind of each field; empty when all are text.
    package internal(set) var kinds: [CellKind] = []
    /// How many other bytes lie between two fields.
    package internal(set) var gap = 0
    /// The fields, of the first 64, that may have anything but printable ASCII; the last bit stands
    /// for the fields behind them too.
    var suspect: UInt64 = .max

    /// An empty row, for a reader to fill.
    package init() {}

    /// The number of fields.
    package var count: Int { ends.count }

    /// The bytes of a field, counted from 0.
    package subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[start(of: index)..<ends[index]]
    }

    /// Where a field begins in ``bytes``.
    package func start(of index: Int) -> Int { index == 0 ? 0 : ends[index - 1] + gap }

    /// Whether a field has no byte.
    package func isEmpty(at index: Int) -> Bool {
        start(of: index) == ends[index]
    }

    /// The text of a field, as it is in the file: not yet brought to NFC.
    package func text(at index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

    /// The kind of a field.
    package func kind(at index: Int) -> CellKind { kinds.isEmpty ? .text : kinds[index] }

    /// Empties the row, and keeps its memory.
    mutating func begin(line: Int) {
        self.line = line
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        gap = 0
        suspect = .max
        kinds.removeAll(keepingCapacity: true)
    }

    /// Empties the row for so many fields, whose places its reader writes; their bytes lie one apart.
    mutating func begin(line: Int, width: Int) {
        self.line = line
        bytes.removeAll(keepingCapacity: true)
        if ends.count != width { ends = [Int](repeating: 0, count: width) }
        gap = 1
        suspect = .max
        if !kinds.isEmpty { kinds.removeAll(keepingCapacity: true) }
    }

    /// Closes the field whose bytes were appended last.
    mutating func endField() { ends.append(bytes.count) }

    /// Takes the last field away.
    mutating func removeLastField() {
        ends.removeLast()
        if !kinds.isEmpty { kinds.removeLast() }
    }

    /// Keeps another form of a text until the row is emptied.
    ///
    /// - Returns: Where it lies in ``bytes``.
    package mutating func keep(_ text: some Collection<UInt8>) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return start..<bytes.count
    }
}

/// A reader of tables: the header comes as the first row.
package protocol TableReader {
    /// The file's name as the user gave it.
    var file: String { get }
    /// What was found so far, in the order of the file.
    var log: DiagnosticLog { get }
    /// Reads the next good row; false at the end or where the file cannot be read further.
    ///
    /// Rows with faults are noted in the log and passed over, so that one go finds all of them.
    mutating func next(_ row: inout TableRow) -> Bool
}

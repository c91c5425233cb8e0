// A table for the terminal: headings, columns in line, numbers on the right.

/// A table of texts.
struct TextTable {
    /// Where the texts of a column stand.
    enum Side {
        case left
        case right
    }

    private let columns: [(heading: String, side: Side)]
    private var rows: [[String]] = []

    /// An empty table.
    init(_ columns: [(heading: String, side: Side)]) { self.columns = columns }

    /// Adds a row; it has a text for each column.
    mutating func add(_ row: [String]) {
        precondition(row.count == columns.count, "a row has a text for each column")
        rows.append(row)
    }

    /// The lines: headings, then rows; empty where there is no row.
    var lines: [String] {
        guard !rows.isEmpty else { return [] }
        let all = [columns.map(\.heading)] + rows
        let widths = columns.indices.map { index in all.map { $0[index].count }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (index, text) in row.enumerated() {
                let blanks = String(repeating: " ", count: widths[index] - text.count)
                let gap = index == 0 ? "" : "  "
                line += gap + (columns[index].side == .left ? text + blanks : blanks + text)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

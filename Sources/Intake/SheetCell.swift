// One cell of a sheet, as SpreadsheetML has it (ECMA-376 part 1, 18.3.1.4).

/// The raw content of a cell.
struct SheetCell {
    private let type: String
    private let style: Int?
    private var isComputed = false
    private var raw = ""

    /// Reads the cell that the reader stands on, up to its end.
    init(_ sheet: SheetXML) {
        type = sheet.attribute("t") ?? "n"
        style = sheet.attribute("s").flatMap { Int($0) }
        guard !sheet.isEmpty else { return }
        var isInside = false
        var isPhonetic = false
        while sheet.advance() {
            if sheet.isText {
                if isInside, !isPhonetic { raw += sheet.value }
                continue
            }
            let name = sheet.name
            if sheet.isStart {
                if name == "f" { isComputed = true }
                if name == "rPh" { isPhonetic = true }
                if name == "v" || name == "t" { isInside = !sheet.isEmpty }
            } else if sheet.isEnd {
                if name == "c" { return }
                if name == "rPh" { isPhonetic = false }
                if name == "v" || name == "t" { isInside = false }
            }
        }
    }

    /// The text and the kind of the cell.
    func value(strings: [String], dateStyles: Set<Int>) -> (String, TableRow.CellKind) {
        if isComputed { return (raw, .computed) }
        switch type {
        case "s":
            guard let index = Int(raw), strings.indices.contains(index) else {
                return (raw, raw.isEmpty ? .text : .computed)
            }
            return (strings[index], .text)
        case "inlineStr": return (raw, .text)
        case "n":
            if let style, dateStyles.contains(style) { return (raw, .date) }
            return (raw, .number)
        case "d": return (raw, .date)
        default: return (raw, .computed)
        }
    }
}

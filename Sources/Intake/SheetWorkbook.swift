// The parts of a workbook that a reader of one sheet needs.

/// The sheet's bytes, the shared strings and the styles that show dates.
struct SheetWorkbook {
    /// The XML of the one sheet.
    let sheet: [UInt8]
    /// The part's name in the archive.
    let sheetName: String
    /// The shared strings, in order.
    let strings: [String]
    /// The indexes of cell styles that show a date or time.
    let dateStyles: Set<Int>

    /// Opens a workbook and reads all parts but the sheet.
    init(_ bytes: [UInt8], limits: SheetLimits) throws(SheetError) {
        let archive = try SheetArchive(bytes, limits: limits) { name in
            ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"].contains(name)
                || (name.hasPrefix("xl/worksheets/") && name.hasSuffix(".xml"))
        }
        guard let workbook = archive.entries["xl/workbook.xml"] else {
            throw .malformed(part: "xl/workbook.xml")
        }
        let count = try SheetWorkbook.sheetCount(workbook)
        guard count == 1 else { throw .severalSheets(count) }
        let sheets = archive.entries.keys.filter { $0.hasPrefix("xl/worksheets/") }.sorted()
        guard sheets.count == 1, let name = sheets.first, let part = archive.entries[name] else {
            throw .malformed(part: "xl/worksheets")
        }
        sheet = part
        sheetName = name
        strings = try archive.entries["xl/sharedStrings.xml"].map(SheetWorkbook.sharedStrings) ?? []
        dateStyles = try archive.entries["xl/styles.xml"].map(SheetWorkbook.dateStyles) ?? []
    }

    private static func sheetCount(_ bytes: [UInt8]) throws(SheetError) -> Int {
        let xml = try SheetXML(bytes, part: "xl/workbook.xml")
        var count = 0
        while xml.advance() {
            if xml.isStart, xml.name == "sheet" { count += 1 }
        }
        if let failure = xml.failure { throw failure }
        return count
    }

    private static func sharedStrings(_ bytes: [UInt8]) throws(SheetError) -> [String] {
        let xml = try SheetXML(bytes, part: "xl/sharedStrings.xml")
        var strings: [String] = []
        var current = ""
        var isText = false
        var isPhonetic = false
        while xml.advance() {
            if xml.isText {
                if isText, !isPhonetic { current += xml.value }
                continue
            }
            let isEnd = xml.isEnd || (xml.isStart && xml.isEmpty)
            switch xml.name {
            case "si":
                if xml.isStart { current = "" }
                if isEnd { strings.append(current) }
            case "t": isText = !isEnd
            case "rPh": isPhonetic = !isEnd
            default: break
            }
        }
        if let failure = xml.failure { throw failure }
        return strings
    }

    /// Finds the styles whose number format shows a date: the built-in ones and those whose code
    /// has y, d or h outside quotes and brackets.
    private static func dateStyles(_ bytes: [UInt8]) throws(SheetError) -> Set<Int> {
        let xml = try SheetXML(bytes, part: "xl/styles.xml")
        var formats: Set<Int> = Set(14...22).union(27...36).union(45...47).union(50...58)
        var styles: Set<Int> = []
        var isCellFormats = false
        var index = 0
        while xml.advance() {
            if xml.isEnd, xml.name == "cellXfs" { isCellFormats = false }
            guard xml.isStart else { continue }
            switch xml.name {
            case "numFmt":
                if let id = xml.attribute("numFmtId").flatMap({ Int($0) }),
                    let code = xml.attribute("formatCode"), showsDate(code)
                {
                    formats.insert(id)
                }
            case "cellXfs": isCellFormats = !xml.isEmpty
            case "xf" where isCellFormats:
                if let id = xml.attribute("numFmtId").flatMap({ Int($0) }), formats.contains(id) {
                    styles.insert(index)
                }
                index += 1
            default: break
            }
        }
        if let failure = xml.failure { throw failure }
        return styles
    }

    private static func showsDate(_ code: String) -> Bool {
        var isQuoted = false
        var isBracketed = false
        for byte in code.utf8 {
            switch byte {
            case 0x22: isQuoted.toggle()
            case 0x5B: isBracketed = true
            case 0x5D: isBracketed = false
            case 0x79, 0x59, 0x64, 0x44, 0x68, 0x48:
                if !isQuoted, !isBracketed { return true }
            default: break
            }
        }
        return false
    }
}

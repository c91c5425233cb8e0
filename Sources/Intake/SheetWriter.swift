// Writes an XLSX workbook: plain sheets of texts and whole numbers.
//
// Invariants:
// (1) Same cells, same bytes: entries are stored, not compressed, in a fixed order and without a date.
// (2) A text is a text: it is never a formula, a number or a date, whatever it begins with.
// (3) Characters that XML does not allow are written as a blank; markup is escaped.

import CMinizip

/// Collects the sheets of a workbook and makes its bytes.
package struct SheetWriter: Sendable {
    /// The most rows of a sheet that spreadsheets read.
    package static let maximumRows = 1_048_576

    /// One sheet.
    private struct Sheet: Sendable {
        let name: String
        var xml: [UInt8]
    }

    private var sheets: [Sheet] = []
    private var row = 0
    private var column = 0

    /// A workbook without sheets.
    package init() {}

    /// Whether a name may be that of a sheet: 1 to 31 characters, none of `[ ] : * ? / \`, no
    /// apostrophe at its ends.
    package static func isSheetName(_ name: String) -> Bool {
        (1...31).contains(name.utf16.count) && !name.hasPrefix("'") && !name.hasSuffix("'")
            && !name.contains(where: { "[]:*?/\\".contains($0) })
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 }
    }

    /// Begins a sheet.
    ///
    /// - Parameters:
    ///   - name: Its name; traps on one that cannot be (``isSheetName(_:)``).
    ///   - widths: The width of each column in characters.
    package mutating func beginSheet(_ name: String, widths: [Int]) {
        precondition(Self.isSheetName(name), "a sheet's name is checked before")
        endSheet()
        var xml = Array(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols>
            """.utf8
        )
        for (index, width) in widths.enumerated() {
            xml += Array(
                """
                <col min="\(index + 1)" max="\(index + 1)" width="\(width)" customWidth="1"/>
                """.utf8
            )
        }
        xml += Array("</cols><sheetData>".utf8)
        sheets.append(Sheet(name: name, xml: xml))
        row = 0
        column = 0
    }

    /// Begins a row; traps beyond ``maximumRows``.
    package mutating func beginRow() {
        endRow()
        row += 1
        precondition(row <= Self.maximumRows, "a sheet has at most a million rows")
        column = 0
        put("<row r=\"\(row)\">")
    }

    /// A cell with a text, UTF-8.
    package mutating func add(text: Span<UInt8>) {
        beginCell(" t=\"inlineStr\" s=\"1\"><is><t xml:space=\"preserve\">")
        escape(text)
        put("</t></is></c>")
    }

    /// A cell with a text.
    package mutating func add(text: String) {
        let bytes = Array(text.utf8)
        add(text: bytes.span)
    }

    /// A cell with a whole number; traps beyond 15 digits, which spreadsheets would round.
    package mutating func add(number: Int64) {
        precondition(number.magnitude < 1_000_000_000_000_000, "a number has at most 15 digits")
        beginCell(" s=\"2\"><v>\(number)")
        put("</v></c>")
    }

    /// An empty cell.
    package mutating func addEmpty() { column += 1 }

    /// The workbook's bytes.
    ///
    /// - Throws: ``SheetError/tooLarge`` where there is no memory for it.
    package consuming func finish() throws(SheetError) -> [UInt8] {
        endSheet()
        var target = unsafe chitra_zip_target()
        defer { unsafe chitra_zip_discard(&target) }
        let parts = self.parts
        let isWritten = unsafe withUnsafeMutablePointer(to: &target) { pointer in
            guard let file = unsafe chitra_zip_create(pointer) else { return false }
            var isSound = true
            for (name, bytes) in parts where isSound {
                isSound = unsafe bytes.withUnsafeBytes {
                    unsafe chitra_zip_add(file, name, $0.baseAddress, UInt32($0.count)) == 0
                }
            }
            let isWhole = unsafe chitra_zip_finish(file) == 0
            return isSound && isWhole
        }
        guard isWritten else { throw .tooLarge }
        return unsafe Array(UnsafeBufferPointer(start: target.base, count: target.size))
    }

    // MARK: Pieces

    private mutating func put(_ text: String) {
        sheets[sheets.count - 1].xml.append(contentsOf: text.utf8)
    }

    private mutating func beginCell(_ rest: String) {
        put("<c r=\"\(Self.letters(column))\(row)\"\(rest)")
        column += 1
    }

    /// The letters of a column, `A` for 0.
    static func letters(_ column: Int) -> String {
        var text = ""
        var rest = column + 1
        while rest > 0 {
            let digit = UInt8((rest - 1) % 26)
            text = String(UnicodeScalar(0x41 + digit)) + text
            rest = (rest - 1) / 26
        }
        return text
    }

    private mutating func endRow() {
        if row > 0 { put("</row>") }
    }

    private mutating func endSheet() {
        guard !sheets.isEmpty else { return }
        endRow()
        row = 0
        put("</sheetData></worksheet>")
    }

    private mutating func escape(_ text: Span<UInt8>) {
        let last = sheets.count - 1
        for index in text.indices {
            switch text[index] {
            case 0x26: sheets[last].xml.append(contentsOf: "&amp;".utf8)
            case 0x3C: sheets[last].xml.append(contentsOf: "&lt;".utf8)
            case 0x3E: sheets[last].xml.append(contentsOf: "&gt;".utf8)
            case 0x00..<0x20: sheets[last].xml.append(0x20)
            default: sheets[last].xml.append(text[index])
            }
        }
    }

    /// All parts of the archive, in their order.
    private var parts: [(name: String, bytes: [UInt8])] {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let package = "http://schemas.openxmlformats.org/package/2006"
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        var types = """
            \(head)<Types xmlns="\(package)/content-types"><Default Extension="rels" \
            ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
            <Default Extension="xml" ContentType="application/xml"/>\
            <Override PartName="/xl/workbook.xml" ContentType="\(kind).sheet.main+xml"/>\
            <Override PartName="/xl/styles.xml" ContentType="\(kind).styles+xml"/>
            """
        var links = "\(head)<Relationships xmlns=\"\(package)/relationships\">"
        var book = "\(head)<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets>"
        for (index, sheet) in sheets.enumerated() {
            let number = index + 1
            types += """
                <Override PartName="/xl/worksheets/sheet\(number).xml" \
                ContentType="\(kind).worksheet+xml"/>
                """
            links += """
                <Relationship Id="rId\(number)" Type="\(office)/worksheet" \
                Target="worksheets/sheet\(number).xml"/>
                """
            book += """
                <sheet name="\(Self.attribute(sheet.name))" sheetId="\(number)" r:id="rId\(number)"/>
                """
        }
        types += "</Types>"
        links += """
            <Relationship Id="rId\(sheets.count + 1)" Type="\(office)/styles" Target="styles.xml"/>\
            </Relationships>
            """
        book += "</sheets></workbook>"
        let root = """
            \(head)<Relationships xmlns="\(package)/relationships"><Relationship Id="rId1" \
            Type="\(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """
        let texts = [
            ("[Content_Types].xml", types), ("_rels/.rels", root), ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", links), ("xl/styles.xml", head + Self.styles(main)),
        ]
        return texts.map { ($0.0, Array($0.1.utf8)) }
            + sheets.enumerated().map { ("xl/worksheets/sheet\($0 + 1).xml", $1.xml) }
    }

    private static func attribute(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing("\"", with: "&quot;")
    }

    /// Style 1: text (format `@`), also where somebody types into it again; 2: a whole number.
    private static func styles(_ main: String) -> String {
        """
        <styleSheet xmlns="\(main)"><fonts count="1"><font><sz val="11"/><name val="Calibri"/>\
        </font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>\
        <patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/>\
        <right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1">\
        <xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">\
        <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
        <xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" \
        quotePrefix="1"/><xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" \
        applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" \
        builtinId="0"/></cellStyles></styleSheet>
        """
    }
}

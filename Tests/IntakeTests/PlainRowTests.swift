// What CSVReader tells of a row's fields on the way: which of them must be looked at closely.

import Testing

@testable import Intake

@Suite struct PlainRowTests {
    @Test(arguments: [0x7F, 0x80, 0xC3, 0xE1, 0xFF] as [UInt8])
    func `a byte beyond printable ASCII marks its field, wherever it stands`(byte: UInt8) {
        for before in 0..<17 {
            for length in 1..<20 {
                for place in 0..<length {
                    var field = [UInt8](repeating: 0x61, count: length)
                    field[place] = byte
                    let first = [UInt8](repeating: 0x62, count: before)
                    let bytes =
                        Array("h,i,j\n".utf8) + first + [0x2C] + field
                        + Array(",z\n1,2,3\n4,5,6\n".utf8)
                    var reader = CSVReader(file: "t.csv", bytes: bytes)
                    var row = TableRow()
                    #expect(reader.next(&row) && reader.next(&row))
                    if byte == 0x7F {
                        #expect(row.suspect == 0b010 && Array(row[1]) == field)
                        continue
                    }
                    // Bytes that are no UTF-8 cost their row.
                    #expect(row.line == 3)
                    #expect(reader.log.diagnostics.map(\.location.column) == [2])
                }
            }
        }
    }

    @Test func `the next field is not marked for the one before it`() {
        let text = "h,i,j,k\né,a,ễ,b\n" + String(repeating: "x,y,z,w\n", count: 3)
        var reader = CSVReader(file: "t.csv", bytes: Array(text.utf8))
        var row = TableRow()
        var marks: [UInt64] = []
        while reader.next(&row) { marks.append(row.suspect) }
        // The header and the rows at the very end are cut byte by byte, and marked all over.
        #expect(marks.prefix(3) == [.max, 0b0101, 0])
    }
}

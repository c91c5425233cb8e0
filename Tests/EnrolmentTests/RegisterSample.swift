// A good row of a register file to change one field of, and what it is checked against.

import Enrolment
import Intake
import Ledger
import Testing

/// Register files for tests.
enum RegisterSample {
    static let known = CivilDate(year: 2026, month: 7, day: 1)

    /// Every column in order, with the values of a good `enrol` row.
    static let good: [(RegisterColumn, String)] = [
        (.event, "enrol"), (.nationalID, "001186000001"), (.fullName, "Nguyễn Thị Hoa"),
        (.birthDate, "1986-03-01"), (.sex, "nữ"), (.household, "H1"), (.unit, "CM01"),
        (.unitList, ""), (.category, "5.6"), (.decision, "12/QĐ-UBND"), (.signed, "2026-05-04"),
        (.certificate, "2026-04-20"), (.facts, "severity=severe"), (.from, ""), (.document, ""),
        (.payeeID, ""), (.payeeName, ""), (.payeeBirth, ""), (.payeeSex, ""),
        (.authorityUntil, ""), (.payBy, "account"), (.bank, "970436"), (.account, "1234567890123"),
    ]

    static func context() throws -> RegisterContext {
        RegisterContext(
            units: try UnitDirectory.shipped(),
            categories: ["5.6", "5.4", "pension"],
            facts: [
                "severity": .oneOf(["severe", "special"]), "children": .count(0...9),
                "note": .any,
            ],
            known: try #require(known),
            bank: { code in
                switch code {
                case "970436", "01203001": KnownBank(bin: "970436", accountLengths: 10...13)
                case "970418":
                    KnownBank(bin: "970418", accountLengths: 10...14, areLengthsConfirmed: false)
                default: nil
                }
            }
        )
    }

    /// One row: the good one with some fields changed.
    static func line(_ changes: [RegisterColumn: String]) -> [String] {
        good.map { changes[$0.0] ?? $0.1 }
    }

    /// A file of rows, with the header.
    static func file(_ rows: [[RegisterColumn: String]]) -> [UInt8] {
        var writer = CSVWriter()
        writer.row(RegisterReader.header)
        for row in rows { writer.row(line(row)) }
        return writer.take()
    }

    static func read(_ rows: [[RegisterColumn: String]]) throws -> Reading<[RegisterRow]> {
        RegisterReader.rows(file: "r.csv", bytes: file(rows), context: try context())
    }

    /// The number of a column in the file.
    static func column(_ column: RegisterColumn) -> Int {
        (RegisterColumn.allCases.firstIndex(of: column) ?? -2) + 1
    }
}

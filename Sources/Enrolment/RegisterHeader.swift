// Where the columns of a register file are.

import Intake

/// The header of a register file.
package struct RegisterHeader: Sendable {
    /// The field of each column, counted from 0; -1 where the file has none.
    let fields: [Int]
    /// How many fields the file has.
    var width: Int { headings.count }
    /// The headings as the file has them.
    private let headings: [String]

    /// Reads the header; every unknown, repeated or lacking column is noted in the log.
    init(_ row: TableRow, file: String, log: inout DiagnosticLog) {
        var fields = [Int](repeating: -1, count: RegisterColumn.allCases.count)
        var headings: [String] = []
        for index in 0..<row.count {
            let heading = NFC.normalised(row.text(at: index))
            headings.append(heading)
            let place = Location(file: file, line: row.line, column: index + 1)
            guard let column = RegisterColumn(heading: heading) else {
                // The heading itself is not repeated: without a header row it is somebody's name.
                log.append(RegisterCode.columnUnknown.at(place))
                continue
            }
            if fields[column.ordinal] >= 0 {
                log.append(RegisterCode.columnDuplicate.at(place, column.rawValue))
            } else {
                fields[column.ordinal] = index
            }
        }
        for column in RegisterColumn.required where fields[column.ordinal] < 0 {
            log.append(
                RegisterCode.columnMissing.at(
                    Location(file: file, line: row.line),
                    column.rawValue
                )
            )
        }
        self.fields = fields
        self.headings = headings
    }

    /// The field of a column, counted from 0; nil where the file has none.
    func field(_ column: RegisterColumn) -> Int? {
        let index = fields[column.ordinal]
        return index < 0 ? nil : index
    }

    /// The place of a column's field on a line.
    func place(_ column: RegisterColumn, line: Int, file: String) -> Location {
        guard let index = field(column) else {
            return Location(file: file, line: line, field: column.rawValue)
        }
        return Location(file: file, line: line, column: index + 1, field: headings[index])
    }
}

extension RegisterColumn {
    /// The case's place in `allCases`.
    var ordinal: Int {
        switch self {
        case .event: 0
        case .nationalID: 1
        case .fullName: 2
        case .birthDate: 3
        case .sex: 4
        case .household: 5
        case .unit: 6
        case .unitList: 7
        case .category: 8
        case .decision: 9
        case .signed: 10
        case .certificate: 11
        case .facts: 12
        case .from: 13
        case .document: 14
        case .payeeID: 15
        case .payeeName: 16
        case .payeeBirth: 17
        case .payeeSex: 18
        case .authorityUntil: 19
        case .payBy: 20
        case .bank: 21
        case .account: 22
        case .signer: 23
        case .decisionSigner: 24
        }
    }
}

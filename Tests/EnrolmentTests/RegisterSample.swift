// A good row of a register file to change one field of, and what it is checked against.

import Intake
import Ledger
import Testing

@testable import Enrolment

/// Register files for tests.
enum RegisterSample {
    typealias Row = [RegisterColumn: String]

    /// The national ID of the good row.
    static let own = "001186000001"
    static let known = CivilDate(year: 2026, month: 7, day: 1)

    /// Every column in order, with the values of a good `enrol` row.
    static let good: [(RegisterColumn, String)] = [
        (.event, "enrol"), (.nationalID, "001186000001"), (.fullName, "Nguyễn Thị Hoa"),
        (.birthDate, "1986-03-01"), (.sex, "nữ"), (.household, "H1"), (.unit, "CM01"),
        (.unitList, ""), (.category, "5.6"), (.decision, "12/QĐ-UBND"), (.signed, "2026-05-04"),
        (.certificate, "2026-04-20"), (.facts, "severity=severe"), (.from, ""), (.document, ""),
        (.payeeID, ""), (.payeeName, ""), (.payeeBirth, ""), (.payeeSex, ""),
        (.authorityUntil, ""), (.payBy, "account"), (.bank, "970436"), (.account, "1234567890123"),
        (.signer, ""), (.decisionSigner, ""),
    ]

    static func context() throws -> RegisterContext {
        RegisterContext(
            units: try UnitDirectory.shipped(),
            categories: [
                "5.6": .certified, "5.4": .certified, "pension": .certified, "5.8": [],
                "20.1": .ownPayee,
                "11": [.ownPayee, .afterDeath, .once],
            ],
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
        var table = CSVReader(file: "r.csv", bytes: file(rows))
        return try read(&table)
    }

    /// The good rows of a table, as they were kept, and what was found.
    static func read(_ table: inout some TableReader) throws -> Reading<[RegisterRow]> {
        let reading = try RegisterReader.read(
            &table,
            context: try context(),
            scratch: MemoryScratch()
        )
        return Reading(value: try rows(of: reading.value), diagnostics: reading.diagnostics)
    }

    /// The kept rows of a file.
    static func rows(of file: RegisterFile) throws -> [RegisterRow] {
        var rows: [RegisterRow] = []
        var window = RowSpool.Window()
        var place = 0
        while place < file.spool.end {
            let record = try file.spool.record(at: place, &window, isWhole: true)
            rows.append(RegisterRow(record, file.words))
            place += record.length
        }
        return rows
    }

    /// What rows without faults of their own change in a register: each person once, in order of number.
    static func plan(
        _ rows: [[RegisterColumn: String]],
        persons: [NationalID: Person],
        scratch: any Scratch = MemoryScratch()
    ) throws -> Reading<[RegisterChange]> {
        var table = CSVReader(file: "r.csv", bytes: file(rows))
        let reading = try RegisterReader.read(
            &table,
            context: try context(),
            scratch: scratch
        )
        #expect(!reading.isRefused, "\(reading.diagnostics.map(\.code))")
        var kept = reading.value
        var known = SortedRuns(scratch)
        for (id, person) in persons {
            try known.append(RunKey(high: id.digits, low: UInt64(person.number)))
        }
        if known.count > 0 { try kept.resolve(&known) }
        var planner = try RegisterPlanner(
            kept,
            scratch: scratch,
            lastNumber: persons.values.map(\.number).max() ?? 0,
            known: try #require(Self.known)
        )
        var changes: [RegisterChange] = []
        let plan = try planner.run(
            persons: { page in
                let page = persons.values.filter { PersonPage.index(of: $0.number) == page }
                return Dictionary(uniqueKeysWithValues: page.map { ($0.number, $0) })
            },
            take: { change in
                changes += change.changed
                let added = change.added.page().persons
                changes += added.map { RegisterChange(before: nil, after: $0) }
                // A page that was filled from rows is the page of its persons, to the byte.
                let again = PersonPage(index: change.index, persons: added)
                #expect(change.added.page().encoded() == again.encoded())
            }
        )
        return Reading(value: changes, diagnostics: plan.diagnostics)
    }

    /// The number of a column in the file.
    static func column(_ column: RegisterColumn) -> Int {
        (RegisterColumn.allCases.firstIndex(of: column) ?? -2) + 1
    }
}

extension RegisterSample {
    /// A register in memory that files are applied to.
    struct Register {
        var persons: [NationalID: Person] = [:]

        /// Reads and plans a file; a good plan is taken over.
        mutating func take(_ rows: [Row]) throws -> Reading<[RegisterChange]> {
            let plan = try RegisterSample.plan(rows, persons: persons)
            if !plan.isRefused {
                for change in plan.value { persons[change.person.nationalID] = change.person }
            }
            return plan
        }

        func person(_ number: String) throws -> Person {
            try #require(NationalID(number).flatMap { persons[$0] })
        }
    }

    /// A row of another event, which names nothing but its paper and what is said.
    static func event(_ event: String, _ changes: Row) -> Row {
        let empty: Row = [
            .event: event, .fullName: "", .birthDate: "", .sex: "", .household: "", .unit: "",
            .category: "", .decision: "", .signed: "", .certificate: "", .facts: "", .payBy: "",
            .bank: "", .account: "", .document: "5/CV",
        ]
        return empty.merging(changes) { $1 }
    }
}

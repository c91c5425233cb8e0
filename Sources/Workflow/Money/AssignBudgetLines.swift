// Which budget line each funding source of a unit is: the codes of the state budget, with the paper that has them.
//
// The file: `unit,year,source,programme,valid_from,level,chapter,sector,economic_code,source_code,document`.
//
// Invariants:
// (1) All rows or none; every fault of the file in one go.
// (2) What stands is never changed: a row from a later day goes on from there, one from the same day under
//     another paper replaces it, and the same row again changes nothing.
// (3) What closed days and settled years were told to be on stays.

import Disbursement
import Entitlement
import Foundation
package import Intake
package import Ledger
import Signing
import Store

/// What came of a file of budget lines.
package struct AssignmentReport: Sendable {
    /// The assignments of the file, in its order, each with whether it stood before.
    package let assignments: [(assignment: BudgetLineAssignment, isKnown: Bool)]
    /// What may be wrong.
    package let warnings: [Diagnostic]
}

/// Takes in assignments of budget lines.
package struct AssignBudgetLines {
    private static let codeColumns = BudgetCodes.Field.allCases.map(\.column)
    /// The columns of the file.
    package static let header =
        ["unit", "year", "source", "programme", "valid_from"] + codeColumns + ["document"]

    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Reads the file and enters its rows in one step.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - path: The file.
    ///   - officer: The chief accountant of every unit that it names.
    /// - Returns: What was entered.
    /// - Throws: ``StepRefusal`` with every fault of the file; `StoreError`.
    package func run(
        _ open: OpenBooks,
        path: String,
        officer: OfficerKey
    ) throws -> AssignmentReport {
        let bytes = try DurableFiles.read(path)
        let name = String(path.split(separator: "/").last ?? "")
        let units = try open.books.units().map(\.code)
        let programmes = try open.books.query { try $0.programmes() }
        var reading = BudgetLineReader(file: name, units: units, programmes: programmes)
        reading.read(bytes)
        if !reading.isRefused { try reading.check(against: open.books) }
        guard !reading.isRefused else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "tệp có lỗi, không ghi gì",
                    en: "the file has errors; nothing was entered"
                ),
                hint: Phrase(
                    vi: "sửa các dòng đã nêu rồi nạp lại cả tệp; mẫu điền sẵn: chitra ledger "
                        + "budget-lines --template",
                    en: "put these lines right and hand the whole file in again; a table to fill "
                        + "in: chitra ledger budget-lines --template"
                ),
                diagnostics: reading.diagnostics
            )
        }
        for unit in Set(reading.rows.map(\.assignment.line.unit)).sorted() {
            try officer.require([.chiefAccountant], unit: unit)
        }
        let new = reading.rows.filter { !$0.isKnown }
        if !new.isEmpty {
            try open.requireProof()
            let fingerprint = officer.certificate.fingerprint.hex
            try open.books.step(
                StepInfo(
                    key: "budget-lines/\(Digest.of(bytes).hex)/\(new.count)",
                    verb: "ledger assign-lines",
                    at: environment.now,
                    officer: fingerprint
                )
            ) { writer in
                for row in new {
                    try writer.insert(
                        BudgetLineRecord(
                            assignment: row.assignment,
                            document: row.document.text,
                            officer: fingerprint
                        )
                    )
                }
            }
        }
        return AssignmentReport(
            assignments: reading.rows.map { ($0.assignment, $0.isKnown) },
            warnings: reading.diagnostics
        )
    }

    /// A table to fill in: what stands, and for every other source of a unit's year what is proposed.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - year: The budget year.
    /// - Returns: CSV with the columns of the file that ``run(_:path:officer:)`` takes.
    /// - Throws: `StoreError`.
    package static func template(_ open: OpenBooks, year: Int) throws -> String {
        let standing = try open.books.query { try $0.budgetLines() }
        var rows = [header]
        for unit in try open.books.units().map(\.code).sorted() {
            let own = standing.filter {
                $0.assignment.line.unit == unit && $0.assignment.line.budgetYear == year
            }
            for record in own {
                let (assignment, codes) = (record.assignment, record.assignment.line.codes)
                rows.append(
                    [
                        unit, "\(year)", assignment.source, assignment.programme ?? "",
                        "\(assignment.from)",
                    ] + BudgetCodes.Field.allCases.map { codes.text(of: $0) ?? "" }
                        + [record.document]
                )
            }
            for proposal in BudgetLineProposal.shipped
            where !own.contains(where: {
                $0.assignment.source == proposal.source
                    && $0.assignment.programme == proposal.programme
            }) {
                rows.append(
                    [unit, "\(year)", proposal.source, proposal.programme ?? "", ""]
                        + BudgetCodes.Field.allCases.map { proposal.text(of: $0) ?? "" } + [""]
                )
            }
        }
        return rows.map { $0.map(field).joined(separator: ",") + "\n" }.joined()
    }

    /// A field as CSV writes it.
    private static func field(_ text: String) -> String {
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

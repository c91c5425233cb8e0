// Budget lines against what a step lets through: invariant (14) of VerifyBooks.

import Disbursement
import Intake
import Ledger
import Store

extension VerifyBooks {
    /// Invariant (14).
    ///
    /// The log proves that rows are as they were written; this says that a step can have written them.
    ///
    /// - Parameter open: The books.
    /// - Returns: What does not hold.
    /// - Throws: `StoreError`.
    func budgetLineFindings(_ open: OpenBooks) throws -> [(place: String, message: Phrase)] {
        let records = try open.books.query { try $0.budgetLines() }
        guard !records.isEmpty else { return [] }
        let officers = try open.books.officers()
        let units = Set(try open.books.units().map(\.code))
        let past = try PastBooks(open.books)
        var findings: [(place: String, message: Phrase)] = []
        var moment: Int64 = 0
        for record in records {
            let unit = record.assignment.line.unit
            func fault(_ vietnamese: String, _ english: String) {
                let codes = record.assignment.line.codes
                findings.append(
                    (
                        "budget_line \(unit) \(codes)",
                        Phrase(vi: vietnamese, en: english)
                    )
                )
            }
            let isEntered =
                record.doneBy == record.officer
                && officers.contains {
                    $0.fingerprint == record.officer && $0.role == .chiefAccountant
                        && $0.registration.holds(in: unit) && $0.isInOffice(at: record.step)
                }
            if !isEntered || !units.contains(unit) {
                fault(
                    "không do kế toán trưởng của đơn vị ghi",
                    "no chief accountant of the unit entered it"
                )
            }
            if record.step != moment {
                moment = record.step
                try past.go(before: moment)
            }
            if try past.books.query({
                try $0.closedDayToldOtherwise(by: record.assignment)
            }) != nil {
                fault(
                    "đổi dòng dự toán của những ngày đã khóa sổ",
                    "it changes the line of days that were closed by then"
                )
            }
        }
        return findings
    }
}

// The checks of one row of an opening list, in the order of the columns.

import Intake
import Ledger

/// The checks of a row in progress.
struct OpeningChecks {
    let row: TableRow
    let fields: [OpeningColumn: Int]
    let file: String
    let context: OpeningContext
    var findings: [Diagnostic] = []

    private func place(_ column: OpeningColumn) -> Location {
        Location(
            file: file,
            line: row.line,
            column: fields[column].map { $0 + 1 },
            field: column.rawValue
        )
    }

    private mutating func note(_ code: OpeningCode, _ column: OpeningColumn, _ detail: String = "")
    {
        findings.append(code.at(place(column), detail))
    }

    private mutating func text(_ column: OpeningColumn) -> String? {
        guard let index = fields[column] else { return nil }
        guard !row.isEmpty(at: index) else {
            note(.empty, column)
            return nil
        }
        // A whole amount in a number cell is exact; codes and months in one are not.
        let kind = row.kind(at: index)
        guard kind == .text || (kind == .number && column == .amount) else {
            note(.cell, column)
            return nil
        }
        guard row[index].count <= 200 else {
            note(.tooLong, column)
            return nil
        }
        let text = NFC.normalised(row.text(at: index))
        if let fault = column == .amount ? TextFault.inText(text) : TextFault.inEntry(text) {
            findings.append(
                Diagnostic(
                    .error,
                    code: fault.code,
                    at: place(column),
                    fault.message,
                    hint: fault.hint
                )
            )
            return nil
        }
        return text
    }

    private mutating func word(_ column: OpeningColumn, in words: Set<String>) -> String? {
        guard let text = text(column) else { return nil }
        guard words.contains(text) else {
            note(.word, column)
            return nil
        }
        return text
    }

    /// Runs all checks; nil where one found an error.
    mutating func check() -> OpeningRow? {
        let number = nationalID()
        let unit = self.unit()
        let programme = word(.programme, in: context.programmes)
        let category = word(.category, in: context.categories)
        let month = self.month()
        let kind = word(.kind, in: context.kinds)
        let source = word(.source, in: context.sources)
        let amount = self.amount()
        let document = text(.document)
        guard let number, let unit, let programme, let category, let month, let kind, let source,
            let amount, let document
        else { return nil }
        return OpeningRow(
            line: row.line,
            nationalID: number,
            unit: unit,
            programme: programme,
            category: category,
            month: month,
            kind: kind,
            source: source,
            amount: amount,
            document: document
        )
    }

    private mutating func nationalID() -> NationalID? {
        guard let text = text(.nationalID) else { return nil }
        guard let number = NationalID(text), number.hasKnownProvince else {
            note(.nationalID, .nationalID)
            return nil
        }
        return number
    }

    private mutating func unit() -> String? {
        guard let text = text(.unit) else { return nil }
        guard let unit = context.units.unit(code: text) else {
            note(.unit, .unit)
            return nil
        }
        return unit.code
    }

    private mutating func month() -> CalendarMonth? {
        guard let text = text(.month) else { return nil }
        guard let month = CalendarMonth(iso: text) else {
            note(.month, .month)
            return nil
        }
        guard month < context.firstOpenMonth else {
            note(.monthOpen, .month, context.firstOpenMonth.description)
            return nil
        }
        return month
    }

    private mutating func amount() -> Money? {
        guard let text = text(.amount) else { return nil }
        do throws(MoneyError) {
            let amount = try Money(digits: Array(text.utf8), currency: .vnd)
            if (1...Money.largestAmount).contains(amount.minorUnits) { return amount }
        } catch {
            // Both errors are the same fault for a clerk.
        }
        note(.amount, .amount)
        return nil
    }
}

// The checks of a page that came from bytes, column by column.
//
// Invariants:
// (1) A page that passes gives every one of its persons: the checks are those of the values' own
//     initialisers, made without building ten million texts.

import Intake
import Ledger

extension PersonPage {
    /// Checks every value of the page.
    func checkColumns() throws(PersonPageError) {
        var previous = firstNumber - 1
        for (row, number) in numbers.enumerated() {
            guard number > previous, number < firstNumber + Int64(PersonPage.capacity) else {
                throw .value(column: "numbers", row: row)
            }
            previous = number
        }
        try PersonPage.check(claimEnds, upTo: claims.known.count, column: "claims")
        try PersonPage.check(factEnds, upTo: facts.known.count, column: "facts")
        if let row = words.firstBroken() { throw .value(column: "words", row: row) }
        if let row = names.firstBroken() { throw .value(column: "names", row: row) }
        try check("nationalIDs", nationalIDs) { $0 < 1_000_000_000_000 }
        try check("sexes", sexes) { Sex(rawValue: $0) != nil }
        try check("payees", payees) { $0 > 0 }
        try check("births", births, isDay)
        try check("authorityEnds", authorityEnds, isDayOrNone)
        try check("households", households, isWord)
        for row in 0..<count where !isName(row) { throw .value(column: "names", row: row) }
        for row in 0..<count where !isWay(row) { throw .value(column: "ways", row: row) }
        try check("categories", claims.categories, isWord)
        try check("units", claims.units, isWord)
        try check("decisions", claims.decisions, isWord)
        try check("signed", claims.signed, isDay)
        try check("certificates", claims.certificates, isDayOrNone)
        try check("ended", claims.ended, isDayOrNone)
        try check("known", claims.known, isDay)
        try check("factNames", facts.names, isWord)
        try check("factValues", facts.values, isWord)
        try check("documents", facts.documents, isWord)
        try check("factFrom", facts.from, isDay)
        try check("factKnown", facts.known, isDay)
    }

    private func check<Value>(
        _ column: String,
        _ values: [Value],
        _ isGood: (Value) -> Bool
    ) throws(PersonPageError) {
        for (row, value) in values.enumerated() where !isGood(value) {
            throw .value(column: column, row: row)
        }
    }

    private func isWord(_ place: UInt32) -> Bool { Int(place) < words.count }

    /// The days that a date can be.
    private static let days: ClosedRange<Int32> = {
        guard let first = CivilDate(year: CivilDate.years.lowerBound, month: 1, day: 1),
            let last = CivilDate(year: CivilDate.years.upperBound, month: 12, day: 31)
        else { preconditionFailure("a year has its days") }
        return first.dayNumber...last.dayNumber
    }()

    private func isDay(_ number: Int32) -> Bool { Self.days.contains(number) }

    private func isDayOrNone(_ number: Int32) -> Bool {
        number == PersonPage.noDay || isDay(number)
    }

    /// Whether a name is one: among letters that never join, characters are counted by lead bytes.
    private func isName(_ row: Int) -> Bool {
        let bytes = names[row]
        guard NFC.isCertain(utf8: bytes), !bytes.contains(0x0D) else {
            return PersonName(names.text(at: row)) != nil
        }
        return (2...100).contains(bytes.count { $0 & 0xC0 != 0x80 })
    }

    private func isWay(_ row: Int) -> Bool {
        let account = accounts[row]
        guard ways[row] == 2 else {
            return ways[row] < 2 && banks[row] == 0 && account.isEmpty
        }
        return isWord(banks[row]) && (6...19).contains(account.count)
            && account.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A) }
    }

    private static func check(
        _ ends: [UInt32],
        upTo count: Int,
        column: String
    ) throws(PersonPageError) {
        var previous: UInt32 = 0
        for (row, end) in ends.enumerated() {
            guard end >= previous, Int(end) <= count else {
                throw .value(column: column, row: row)
            }
            previous = end
        }
        guard Int(previous) == count else { throw .value(column: column, row: ends.count) }
    }
}

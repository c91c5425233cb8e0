// The checks of a page that came from bytes, column by column.
//
// Invariants:
// (1) In a page that passes `checkColumns` every place, end, number, day and account is one: what is
//     read of it by columns cannot fail.
// (2) A page that passes `checkTexts` as well gives every one of its persons: the checks are those
//     of the values' own initialisers, made without building ten million texts. They hold for what
//     was written; opening a sealed page does not make them again.

import Intake
import Ledger

extension PersonPage {
    /// Checks every value of the page but the texts.
    func checkColumns() throws(PersonPageError) {
        if let row = firstStrayNumber() { throw .value(column: "numbers", row: row) }
        try PersonPage.check(claimEnds, upTo: claims.known.count, column: "claims")
        try PersonPage.check(factEnds, upTo: facts.known.count, column: "facts")
        try check("nationalIDs", nationalIDs) { $0 < 1_000_000_000_000 }
        try check("sexes", sexes) { Sex(rawValue: $0) != nil }
        try check("payees", payees) { $0 > 0 && $0 <= PersonPage.lastNumber }
        try checkDays("births", births)
        try checkDays("authorityEnds", authorityEnds, orNone: true)
        try checkWords("households", households)
        try checkWays()
        try checkWords("categories", claims.categories)
        try checkWords("units", claims.units)
        try checkWords("decisions", claims.decisions)
        try checkDays("signed", claims.signed)
        try checkDays("certificates", claims.certificates, orNone: true)
        try checkDays("ended", claims.ended, orNone: true)
        try checkDays("known", claims.known)
        try checkWords("factNames", facts.names)
        try checkWords("factValues", facts.values)
        try checkWords("documents", facts.documents)
        try checkDays("factFrom", facts.from)
        try checkDays("factKnown", facts.known)
        try checkRightPayees()
    }

    private func checkRightPayees() throws(PersonPageError) {
        guard !rightPayees.isEmpty else { return }
        let people = UInt32(clamping: count)
        try check("rightPayeePersons", rightPayees.persons) { $0 < people }
        if let row = rightPayees.persons.firstDescent() {
            throw .value(column: "rightPayeePersons", row: row)
        }
        try checkWords("rightPayeeCategories", rightPayees.categories)
        try check("rightPayees", rightPayees.payees) { $0 > 0 && $0 <= PersonPage.lastNumber }
        try checkDays("rightPayeeEnds", rightPayees.authorityEnds, orNone: true)
        // The categories of a person are in order, and none comes twice.
        for row in rightPayees.persons.indices.dropFirst()
        where rightPayees.persons[row] == rightPayees.persons[row - 1] {
            let (before, category) = (
                words[Int(rightPayees.categories[row - 1])], words[Int(rightPayees.categories[row])]
            )
            guard before.lexicographicallyPrecedes(category) else {
                throw .value(column: "rightPayeeCategories", row: row)
            }
        }
    }

    /// The last number that a person can have: their page must be one too.
    private static let lastNumber =
        (Int64.max / Int64(PersonPage.capacity) - 1) * Int64(PersonPage.capacity)

    /// Checks the texts of the page: words are UTF-8, names are names.
    ///
    /// - Throws: ``PersonPageError/value(column:row:)`` of the first that is not.
    package func checkTexts() throws(PersonPageError) {
        if let row = words.firstBroken() { throw .value(column: "words", row: row) }
        if let row = names.firstBroken() { throw .value(column: "names", row: row) }
        // All at once first: among letters that never join, four bytes are two characters at least
        // and a hundred bytes are no more than that many.
        var start: UInt32 = 0
        var areCertain = NFC.isCertain(utf8: names.bytes.span) && !names.bytes.contains(0x0D)
        for end in names.ends {
            areCertain = areCertain && end - start >= 4 && end - start <= 100
            start = end
        }
        guard !areCertain else { return }
        for row in 0..<count where !isName(row) { throw .value(column: "names", row: row) }
    }

    /// The first row whose number is not of the page or not above the one before.
    private func firstStrayNumber() -> Int? {
        var previous = firstNumber - 1
        for (row, number) in numbers.enumerated() {
            guard number > previous else { return row }
            previous = number
        }
        // They ascend, so the last one tells of all.
        guard previous >= firstNumber + Int64(PersonPage.capacity) else { return nil }
        return numbers.firstIndex { $0 >= firstNumber + Int64(PersonPage.capacity) }
    }

    /// Checks a column without a way out of the loop, so that many values are looked at at once.
    @inline(__always)
    private func check<Value>(
        _ column: String,
        _ values: [Value],
        _ isGood: (Value) -> Bool
    ) throws(PersonPageError) {
        // A number, not a truth: what has no branch is done on many values at once.
        var faults: UInt8 = 0
        for value in values { faults |= isGood(value) ? 0 : 1 }
        guard faults != 0, let row = values.firstIndex(where: { !isGood($0) }) else { return }
        throw .value(column: column, row: row)
    }

    private func checkWords(_ column: String, _ places: [UInt32]) throws(PersonPageError) {
        let count = UInt32(clamping: words.count)
        try check(column, places) { $0 < count }
    }

    /// The days that a date can be.
    private static let days: ClosedRange<Int32> = {
        guard let first = CivilDate(year: CivilDate.years.lowerBound, month: 1, day: 1),
            let last = CivilDate(year: CivilDate.years.upperBound, month: 12, day: 31)
        else { preconditionFailure("a year has its days") }
        return first.dayNumber...last.dayNumber
    }()

    private func checkDays(
        _ column: String,
        _ numbers: [Int32],
        orNone: Bool = false
    ) throws(PersonPageError) {
        let (first, last) = (Self.days.lowerBound, Self.days.upperBound)
        if orNone {
            try check(column, numbers) {
                ($0 >= first ? 1 : 0) & ($0 <= last ? 1 : 0) | ($0 == PersonPage.noDay ? 1 : 0) != 0
            }
        } else {
            try check(column, numbers) { ($0 >= first ? 1 : 0) & ($0 <= last ? 1 : 0) != 0 }
        }
    }

    /// Whether a name is one: among letters that never join, characters are counted by lead bytes.
    private func isName(_ row: Int) -> Bool {
        let bytes = names[row]
        guard NFC.isCertain(utf8: bytes.span), !bytes.contains(0x0D) else {
            return PersonName(names.text(at: row)) != nil
        }
        return (2...100).contains(bytes.count { $0 & 0xC0 != 0x80 })
    }

    /// Checks the ways of payment: all accounts' characters together, their lengths one by one.
    private func checkWays() throws(PersonPageError) {
        var strays: UInt8 = 0
        for byte in accounts.bytes {
            // Digits and capital letters, each range by one comparison.
            strays |= (byte &- 0x30 < 10 ? 1 : 0) | (byte &- 0x41 < 26 ? 1 : 0) ^ 1
        }
        var isFaulty = strays != 0
        let count = UInt32(clamping: words.count)
        let (ways, banks, ends) = (ways.span, banks.span, accounts.ends.span)
        var start: UInt32 = 0
        for row in ways.indices {
            let length = ends[row] - start
            start = ends[row]
            let isGood =
                ways[row] == 2
                ? banks[row] < count && length >= 6 && length <= 19
                : ways[row] < 2 && banks[row] == 0 && length == 0
            isFaulty = !isGood || isFaulty
        }
        guard isFaulty else { return }
        for row in 0..<self.count where !isWay(row) { throw .value(column: "ways", row: row) }
    }

    private static func isOfAccount(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A)
    }

    private func isWay(_ row: Int) -> Bool {
        let account = accounts[row]
        guard ways[row] == 2 else {
            return ways[row] < 2 && banks[row] == 0 && account.isEmpty
        }
        return Int(banks[row]) < words.count && (6...19).contains(account.count)
            && account.allSatisfy { PersonPage.isOfAccount($0) }
    }

    private static func check(
        _ ends: [UInt32],
        upTo count: Int,
        column: String
    ) throws(PersonPageError) {
        if let row = ends.firstDescent() { throw .value(column: column, row: row) }
        let last = Int(ends.last ?? 0)
        guard last != count else { return }
        let row = last > count ? ends.firstIndex { Int($0) > count } : nil
        throw .value(column: column, row: row ?? ends.count)
    }
}

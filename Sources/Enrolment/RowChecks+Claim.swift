// The unit, the claim and the facts of a row.

import Intake
import Ledger

extension RowChecks {
    /// The claim of a row that names one.
    ///
    /// - Returns: Where the decision's number is.
    mutating func claim(_ event: RegisterEvent, _ birth: CivilDate?) -> Range<Int> {
        let isNew = event == .enrol
        if isNew, !isFilled(.unit) { note(.fieldMissing, .unit, event.rawValue) }
        if let unit = self.unit() { fields.unit = UInt16(unit + 1) }
        // A restoration without a category is that of a death.
        let isNamed = event != .restore || isFilled(.category)
        if isNamed, let place = needed(.category, for: event) {
            if let category = words.category(rows.bytes, place) {
                fields.category = UInt16(category + 1)
            } else {
                note(.categoryUnknown, .category)
            }
        }
        let decision =
            isNew ? needed(.decision, for: event, limit: 100) : text(.decision, limit: 100)
        if isNew, !isFilled(.signed) { note(.fieldMissing, .signed, event.rawValue) }
        if let signed = date(.signed) {
            if signed > context.known {
                note(.signedInFuture, .signed, context.known.description)
            } else if let birth, isNew, signed < birth {
                note(.signedBeforeBirth, .signed)
            }
            fields.signed = signed.dayNumber
        }
        if let certificate = date(.certificate) {
            if certificate > context.known {
                note(.dateInFuture, .certificate, context.known.description)
            }
            fields.certificate = certificate.dayNumber
            // Where no rule starts by it, nobody would ever look at the day again.
            let category = Int(fields.category) - 1
            if isNew || event == .correct, category >= 0,
                !words.names.traits[category].contains(.certified)
            {
                note(.fieldUnused, .certificate, words.names.categories[category])
            }
        }
        return decision ?? 0..<0
    }

    /// The columns in which a correction would be thought to say something.
    private static let unusedByCorrection: [RegisterColumn] = [
        .household, .facts, .from, .payeeID, .payeeName, .payeeBirth, .payeeSex, .authorityUntil,
        .payBy, .bank, .account,
    ]

    /// Refuses what an event does not look at: it would be lost without a word.
    ///
    /// Events other than a correction take files that carry all columns in every row.
    mutating func unused(by event: RegisterEvent) {
        guard event == .correct else {
            if isFilled(.decisionSigner) {
                note(.fieldUnused, .decisionSigner, event.rawValue)
            }
            return
        }
        for column in Self.unusedByCorrection where isFilled(column) {
            note(.fieldUnused, column, event.rawValue)
        }
    }

    /// The category of a `change` row that names a payee, where the category has payees of its own.
    ///
    /// Of other categories it says nothing: files often carry all columns in every row.
    mutating func categoryOfPayee() {
        guard isFilled(.payeeID), isFilled(.category), let place = text(.category) else { return }
        guard let category = words.category(rows.bytes, place) else {
            note(.categoryUnknown, .category)
            return
        }
        if words.names.traits[category].contains(.ownPayee) {
            fields.category = UInt16(category + 1)
        }
    }

    /// The unit's place, from its four-character code or a commune code of a list.
    private mutating func unit() -> Int? {
        var list: UnitList?
        if let place = text(.unitList) {
            list = words.unitList(rows.bytes, place)
            if list == nil { note(.unitListUnknown, .unitList) }
        }
        guard let place = text(.unit) else { return nil }
        if let known = words.unit(rows.bytes, place, list) { return known }
        let code = string(place)
        if Unit.isCode(code) {
            guard let unit = context.units.unit(code: code) else {
                note(.unitUnknown, .unit)
                return nil
            }
            return words.learn(unit, rows.bytes, place, list)
        }
        guard let list else {
            if !isFilled(.unitList) {
                let isKnown =
                    context.units.resolve(code, list: .from2025July) != .unknown
                    || context.units.resolve(code, list: .before2025July) != .unknown
                note(isKnown ? .unitListMissing : .unitUnknown, isKnown ? .unitList : .unit)
            }
            return nil
        }
        switch context.units.resolve(code, list: list) {
        case .unit(let unit): return words.learn(unit, rows.bytes, place, list)
        case .split(let units):
            note(.unitSplit, .unit, units.map(\.code).joined(separator: ", "))
        case .onlyInOtherList: note(.unitListWrong, .unit)
        case .unknown: note(.unitUnknown, .unit)
        }
        return nil
    }

    /// The facts of a row, `name=value` parted by semicolons.
    mutating func facts() {
        factNames.removeAll(keepingCapacity: true)
        guard let place = text(.facts, limit: 1_000) else { return }
        var number = 0
        var start = place.lowerBound
        while start <= place.upperBound {
            var end = start
            while end < place.upperBound, rows.bytes[end] != 0x3B { end += 1 }
            number += 1
            fact(start..<end, number)
            start = end + 1
        }
    }

    private mutating func fact(_ part: Range<Int>, _ number: Int) {
        if let (fact, before) = words.factText(rows.bytes, part) {
            return take(fact, part.lowerBound + before..<part.upperBound)
        }
        var signs = 0
        var sign = part.lowerBound
        for index in part where rows.bytes[index] == 0x3D {
            signs += 1
            sign = index
        }
        guard signs == 1, sign > part.lowerBound, sign + 1 < part.upperBound else {
            note(.factSyntax, .facts)
            return
        }
        let name = trimmed(part.lowerBound..<sign)
        let value = trimmed(sign + 1..<part.upperBound)
        guard let fact = words.fact(rows.bytes, name) else {
            note(.factUnknown, .facts, "\(number)")
            return
        }
        guard words.accepts(rows.bytes, value, fact, context) else {
            note(.factValue, .facts, words.facts[fact])
            return
        }
        if name.lowerBound == part.lowerBound, value.upperBound == part.upperBound {
            let before = value.lowerBound - part.lowerBound
            words.learnFactText(fact, before: before, rows.bytes, part)
        }
        take(fact, value)
    }

    private mutating func take(_ fact: Int, _ value: Range<Int>) {
        guard !factNames.contains(fact) else {
            note(.factDuplicate, .facts, words.facts[fact])
            return
        }
        factNames.append(fact)
        fields.factCount += 1
        for part in [fact, value.count] {
            factBytes.append(UInt8(part >> 8))
            factBytes.append(UInt8(part & 0xFF))
        }
        factBytes.append(rows.bytes, value)
    }
}

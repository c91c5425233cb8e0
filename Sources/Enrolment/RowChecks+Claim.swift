// The unit, the claim and the facts of a row.

import Intake
import Ledger

extension RowChecks {
    /// The claim of an `enrol` or `end` row.
    mutating func claim(_ event: RegisterEvent, _ birth: CivilDate?) -> RowClaim? {
        let isNew = event == .enrol
        if isNew, !isFilled(.unit) { note(.fieldMissing, .unit, event.rawValue) }
        let unit = self.unit()
        let category = needed(.category, for: event)
        if let category, !context.categories.contains(category) {
            note(.categoryUnknown, .category)
        }
        let decision =
            isNew ? needed(.decision, for: event, limit: 100) : text(.decision, limit: 100)
        if isNew, !isFilled(.signed) { note(.fieldMissing, .signed, event.rawValue) }
        let signed = date(.signed)
        if let signed {
            if signed > context.known {
                note(.signedInFuture, .signed, context.known.description)
            } else if let birth, isNew, signed < birth {
                note(.signedBeforeBirth, .signed)
            }
        }
        let certificate = date(.certificate)
        if let certificate, certificate > context.known {
            note(.dateInFuture, .certificate, context.known.description)
        }
        guard let category else { return nil }
        return RowClaim(
            category: category,
            unit: unit,
            decision: decision ?? "",
            signed: signed,
            certificate: certificate
        )
    }

    /// The unit's four-character code, from that code itself or a commune code of a list.
    private mutating func unit() -> String? {
        var list: UnitList?
        if let word = text(.unitList) {
            list = UnitList(rawValue: word)
            if list == nil { note(.unitListUnknown, .unitList) }
        }
        guard let code = text(.unit) else { return nil }
        if Unit.isCode(code) {
            guard let unit = context.units.unit(code: code) else {
                note(.unitUnknown, .unit)
                return nil
            }
            return unit.code
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
        case .unit(let unit): return unit.code
        case .split(let units):
            note(.unitSplit, .unit, units.map(\.code).joined(separator: ", "))
        case .onlyInOtherList: note(.unitListWrong, .unit)
        case .unknown: note(.unitUnknown, .unit)
        }
        return nil
    }

    /// The facts of a row, `name=value` parted by semicolons.
    mutating func facts() -> [RowFact] {
        guard let text = text(.facts, limit: 1_000) else { return [] }
        var facts: [RowFact] = []
        var number = 0
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            number += 1
            let pair = part.split(separator: "=", omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty, !pair[1].isEmpty else {
                note(.factSyntax, .facts)
                continue
            }
            let name = trimmed(pair[0])
            let value = trimmed(pair[1])
            guard let values = context.facts[name] else {
                note(.factUnknown, .facts, "\(number)")
                continue
            }
            guard values.accept(value) else {
                note(.factValue, .facts, name)
                continue
            }
            guard !facts.contains(where: { $0.name == name }) else {
                note(.factDuplicate, .facts, name)
                continue
            }
            facts.append(RowFact(name: name, value: value))
        }
        return facts
    }

    private func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

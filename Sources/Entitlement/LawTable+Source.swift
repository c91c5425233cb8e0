// Reads what every value of the law carries: name, article, months, known day, verified, doubt.

import Intake
import Ledger

extension LawTable {
    /// The origin of the value in this table, or nil with its faults.
    ///
    /// - Parameter prefix: What stands between the instrument and the name in the id.
    /// - Returns: The origin, or nil when a part of it is missing or wrong.
    mutating func source(prefix: String = "") -> LawSource? {
        let name = text("name")
        let article = text("article")
        let from = month("valid_from")
        let to = optionalMonth("valid_to", isEnd: true)
        let known = day("known_from")
        let verified = flag("verified")
        let doubt = optionalPhrase("doubt")
        let note = optionalPhrase("note")
        let dates = optionalPhrase("dates")
        if let from, let to, to < from {
            fault(
                "period-empty",
                "valid_to",
                vi: "valid_to \(to) trước valid_from \(from)",
                en: "valid_to \(to) lies before valid_from \(from)"
            )
            return nil
        }
        if verified == false, doubt == nil {
            fault(
                "missing-doubt",
                "verified",
                vi: "verified = false thì phải có doubt nói rõ điều chưa chắc",
                en: "with verified = false a doubt says what is not certain"
            )
            return nil
        }
        if verified == true, doubt != nil {
            fault(
                "doubt-on-verified",
                "doubt",
                vi: "verified = true thì không có doubt",
                en: "with verified = true there is no doubt"
            )
            return nil
        }
        guard let name, let article, let from, let known, verified != nil else { return nil }
        return LawSource(
            id: "\(instrument)/\(prefix)\(name)",
            instrument: instrument,
            article: article,
            from: from,
            to: to,
            known: known,
            doubt: doubt,
            location: location(),
            note: note,
            dates: dates
        )
    }
}

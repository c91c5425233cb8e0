// From when to when a value holds, as a letter tells it: with the end that was known on the letter's day, whether the
// value names it or a later text brought it.
//
// Invariants:
// (1) No end is told that was not known on that day.
// (2) A later value of the same article ends nothing: the text is the same.

import Intake
import Ledger

extension RuleBook {
    /// The months of a value, and the day from which it is known.
    func dates(of source: LawSource, _ moment: LetterMoment) -> Phrase {
        if let dates = source.dates { return dates }
        let (from, known) = (source.from.written, source.known.written)
        let until = [source.to, replaced(source, moment.known)].compactMap { $0 }.min()?.written
        return Phrase(
            vi: "áp dụng từ \(from.vietnamese)" + (until.map { " đến \($0.vietnamese)" } ?? "")
                + ", biết được từ ngày \(known.vietnamese)",
            en: "valid from \(from.english)" + (until.map { " to \($0.english)" } ?? "")
                + ", known from \(known.english)"
        )
    }

    /// The last month before a later text took a value's place, as known on a day; nil where none did.
    private func replaced(_ source: LawSource, _ known: CivilDate) -> CalendarMonth? {
        let later = successors(of: source.id).filter { other in
            other.known <= known && other.from > source.from
                && (other.instrument != source.instrument || other.article != source.article)
        }
        return later.map(\.from).min()?.firstDay.advanced(byDays: -1).month
    }

    /// The values that take the place of another once they hold.
    private func successors(of id: String) -> [LawSource] {
        if let rate = rates.first(where: { $0.source.id == id }) {
            return rates.filter { $0.series == rate.series && $0.place == rate.place }.map(\.source)
        }
        if let rule = rules.first(where: { $0.source.id == id }) {
            return ends.filter { $0.ends(rule) }.map(\.source)
        }
        return successors(of: id, in: starts) + successors(of: id, in: adjusts)
            + successors(of: id, in: stops)
    }

    /// The timing rules for all that a rule is for, and what ended all of it.
    private func successors<Rule: TimingRule>(of id: String, in rules: [Rule]) -> [LawSource] {
        guard let own = rules.first(where: { $0.source.id == id }) else { return [] }
        guard !own.categories.isEmpty else {
            return rules.filter(\.categories.isEmpty).map(\.source)
        }
        let (meant, ended) = (
            rules.filter { Set(own.categories).isSubset(of: $0.categories) },
            ends.filter { Set(own.categories).isSubset(of: $0.categories) }
        )
        return meant.map(\.source) + ended.map(\.source)
    }
}

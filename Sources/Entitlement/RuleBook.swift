// The law as this program knows it: every dated value of every instrument.
//
// Invariants:
// (1) A rule book that exists has no error: ``read(files:)`` gives none otherwise.
// (2) Files are in order of path and values in order of file, so equal files make equal books.
// (3) Nothing is forgotten: what held and what was known in an earlier month stays, and a later
//     text only adds.

import Intake
import Ledger

/// The dated rules, rates and definitions of a set of rule files.
package struct RuleBook: Sendable {
    /// The files it was read from, in order of path: what a digest is taken of and a batch copies.
    package internal(set) var files: [(path: String, text: String)] = []
    /// The instruments, in order of folder.
    package internal(set) var instruments: [LegalInstrument] = []
    /// The programmes, in order of code.
    package internal(set) var programmes: [Programme] = []
    /// The categories, in order of code.
    package internal(set) var categories: [Category] = []
    /// The facts that a register may hold, in order of name.
    package internal(set) var facts: [FactDefinition] = []

    /// What codes of series, sources of money and papers are called in a letter.
    var names: [String: Phrase] = [:]

    var rates: [Rate] = []
    var rules: [EntitlementRule] = []
    var starts: [StartRule] = []
    var adjusts: [AdjustRule] = []
    var stops: [StopRule] = []
    var supplements: [Supplement] = []
    var exclusions: [Exclusion] = []
    var highest: [HighestOnly] = []
    var together: [PaidTogether] = []
    var ends: [EndOfRules] = []
    var doubts: [DoubtAboutRules] = []
    var suspensions: [Suspension] = []
    var windows: [FactWindow] = []

    /// The words that a register is asked for, as numbers.
    var words = LawWords()
    /// The values by what they are about, so that a month is cut without walking over all of them.
    private(set) var index = LawIndex()

    /// Sorts the values by what they are about, once all are read.
    mutating func makeIndex() { index = LawIndex(self) }

    /// Only ``read(files:)`` makes one.
    init() {}

    /// Where each value comes from, in order of kind and file.
    var sources: [LawSource] {
        var sources = rates.map(\.source) + rules.map(\.source) + starts.map(\.source)
        sources += adjusts.map(\.source) + stops.map(\.source) + supplements.map(\.source)
        sources += exclusions.map(\.source) + highest.map(\.source) + together.map(\.source)
        sources += ends.map(\.source) + doubts.map(\.source)
        sources += suspensions.map(\.source) + windows.map(\.source)
        return sources
    }

    /// The funding sources that some rule or supplement pays from.
    package var fundingSources: Set<String> {
        Set(rules.map(\.fundingSource) + supplements.map(\.fundingSource))
    }

    /// The definition of a fact by name.
    package func fact(named name: String) -> FactDefinition? {
        facts.first { $0.name == name }
    }

    /// The definition of a category by code.
    package func category(coded code: String) -> Category? {
        categories.first { $0.code == code }
    }

    /// Whether an entitlement rule holds in a month, as known on a day: in force and not ended.
    func holds(_ rule: EntitlementRule, in month: CalendarMonth, known: CivilDate) -> Bool {
        rule.source.holds(in: month, known: known)
            && !ends.contains { $0.source.holds(in: month, known: known) && $0.ends(rule) }
    }

    /// Where doubts about a supplement come from that hold in a month, as known on a day.
    func doubts(
        about supplement: Supplement?,
        in month: CalendarMonth,
        known: CivilDate
    ) -> [LawSource] {
        guard let id = supplement?.source.id else { return [] }
        return doubts.map { ($0.source, $0.supplements) }.filter { source, supplements in
            supplements.contains(id) && source.holds(in: month, known: known)
        }.map(\.0)
    }

    /// The rate of a series in a place: the national one, or the province's where that is higher
    /// (decree 20/2021 article 4.3: a province never goes below the country).
    func rate(
        of series: String,
        scope: BaseScope,
        place: String,
        month: CalendarMonth,
        known: CivilDate
    ) -> Rate? {
        let inForce = index.rates[series, default: []].filter {
            $0.source.holds(in: month, known: known)
        }
        let national = inForce.filter { $0.place == nil }.latest
        guard scope == .local, let local = inForce.filter({ $0.place == place }).latest else {
            return national
        }
        guard let national else { return local }
        return local.amount > national.amount ? local : national
    }
}

extension [Rate] {
    /// The rate of the latest text; no two are alike in one series and place.
    fileprivate var latest: Rate? {
        self.max { $1.source.supersedes($0.source) }
    }
}

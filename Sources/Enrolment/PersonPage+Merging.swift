// Changes laid over a page, column by column.
//
// Invariant: the merged page is the page that its persons would be made into.

extension PersonPage {
    /// The page with other persons put in: in place of those of the same number, or between.
    ///
    /// - Parameter changes: Pages of the same index, in order: of a person who is in several, the
    ///   last word counts.
    /// - Returns: The page after them.
    package func merging(pages changes: [PersonPage]) -> PersonPage {
        var latest: [Int64: (source: Int, place: Int)] = [:]
        for (source, change) in changes.enumerated() {
            precondition(change.index == index, "changes are of their page")
            for (place, number) in change.numbers.enumerated() {
                latest[number] = (source + 1, place)
            }
        }
        guard !latest.isEmpty else { return self }
        var merge = PageMerge(index: index, sources: [self] + changes)
        let sorted = latest.sorted { $0.key < $1.key }
        var next = sorted.startIndex
        for place in 0..<count {
            while next < sorted.endIndex, sorted[next].key < numbers[place] {
                merge.append(sorted[next].value.place, of: sorted[next].value.source)
                next += 1
            }
            if next < sorted.endIndex, sorted[next].key == numbers[place] {
                merge.append(sorted[next].value.place, of: sorted[next].value.source)
                next += 1
            } else {
                merge.append(place, of: 0)
            }
        }
        for (_, (source, place)) in sorted[next...] { merge.append(place, of: source) }
        return merge.finished()
    }

    /// The page with other persons put in.
    ///
    /// - Parameter changes: Whole persons of this page, in any order, each number once.
    /// - Returns: The page after them.
    package func merging(_ changes: [Person]) -> PersonPage {
        merging(pages: [PersonPage(index: index, persons: changes.sorted { $0.number < $1.number })]
        )
    }
}

/// A page that is put together of persons of other pages.
private struct PageMerge {
    private let sources: [PersonPage]
    private var merged: PersonPage
    private var table = ByteWords()
    /// For each source, where its words stand in the table; `.max` where they do not yet.
    private var places: [[UInt32]]

    init(index: Int64, sources: [PersonPage]) {
        self.sources = sources
        merged = PersonPage(index: index)
        places = sources.map { Array(repeating: .max, count: $0.words.count) }
    }

    /// Appends a person; words come in the order in which `PersonPage.append` asks for them.
    mutating func append(_ place: Int, of source: Int) {
        let page = sources[source]
        merged.numbers.append(page.numbers[place])
        merged.nationalIDs.append(page.nationalIDs[place])
        merged.births.append(page.births[place])
        merged.sexes.append(page.sexes[place])
        merged.payees.append(page.payees[place])
        merged.authorityEnds.append(page.authorityEnds[place])
        merged.households.append(word(page.households[place], of: source))
        merged.names.append(page.names[place])
        merged.ways.append(page.ways[place])
        merged.banks.append(page.ways[place] == 2 ? word(page.banks[place], of: source) : 0)
        merged.accounts.append(page.accounts[place])
        for row in page.claimRows(of: place) {
            merged.claims.categories.append(word(page.claims.categories[row], of: source))
            merged.claims.units.append(word(page.claims.units[row], of: source))
            merged.claims.decisions.append(word(page.claims.decisions[row], of: source))
            merged.claims.signed.append(page.claims.signed[row])
            merged.claims.certificates.append(page.claims.certificates[row])
            merged.claims.ended.append(page.claims.ended[row])
            merged.claims.known.append(page.claims.known[row])
            merged.claims.signers.append(paper(page.claims.signers[row], of: source))
            merged.claims.documents.append(paper(page.claims.documents[row], of: source))
        }
        merged.claimEnds.append(UInt32(merged.claims.known.count))
        for row in page.factRows(of: place) {
            merged.facts.names.append(word(page.facts.names[row], of: source))
            merged.facts.values.append(word(page.facts.values[row], of: source))
            merged.facts.documents.append(word(page.facts.documents[row], of: source))
            merged.facts.from.append(page.facts.from[row])
            merged.facts.known.append(page.facts.known[row])
            merged.facts.signers.append(paper(page.facts.signers[row], of: source))
        }
        merged.factEnds.append(UInt32(merged.facts.known.count))
        guard !page.rightPayees.isEmpty else { return }
        for row in page.rightPayees.rows(of: place) {
            merged.rightPayees.append(
                person: merged.numbers.count - 1,
                category: word(page.rightPayees.categories[row], of: source),
                payee: page.rightPayees.payees[row],
                ends: page.rightPayees.authorityEnds[row]
            )
        }
    }

    /// A word that may be none.
    private mutating func paper(_ place: UInt32, of source: Int) -> UInt32 {
        place == PersonPage.noWord ? place : word(place, of: source)
    }

    private mutating func word(_ place: UInt32, of source: Int) -> UInt32 {
        let known = places[source][Int(place)]
        if known != .max { return known }
        // As bytes: a text that is none stays one and is found, where a String would mend it.
        let words = sources[source].words
        let new = table.place(of: words.bytes, words.place(of: Int(place)))
        places[source][Int(place)] = new
        return new
    }

    func finished() -> PersonPage {
        var page = merged
        page.words = table.column
        return page
    }
}

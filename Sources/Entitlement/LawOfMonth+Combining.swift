// Decides between several rights of one person: excluded, lower, or paid side by side.
//
// Invariants:
// (1) What is paid is, of all sets that the law allows side by side, the one with the highest
//     total; of equal ones the one with the earlier decision, so that nobody is moved to and fro.

extension LawOfMonth {
    /// Marks the candidates that give way to others.
    ///
    /// They are in order of category and decision; `signed` has the day of each claim of the page.
    func combine(_ candidates: inout [Candidate], _ signed: [Int32]) {
        // One right once: the earliest decision pays.
        for index in candidates.indices where candidates[index].verdict == .paid {
            let earlier = candidates[..<index].first {
                $0.verdict == .paid && $0.category == candidates[index].category
            }
            guard let earlier else { continue }
            candidates[index].verdict = earlier.isOwn ? .sameRight : .claimElsewhere
            candidates[index].winner = earlier.category
        }
        let met = candidates.indices.filter { candidates[$0].verdict == .paid }
        guard met.count > 1 else { return }
        for index in met {
            let keptOutBy = categories[candidates[index].category].excludedBy
            let other = met.first { keptOutBy.contains(candidates[$0].category) }
            guard let other else { continue }
            candidates[index].verdict = .excludedByOther
            candidates[index].winner = candidates[other].category
        }
        var left = met.filter { candidates[$0].verdict == .paid }
        guard left.count > 1 else { return }
        left.sort {
            let (one, other) = (signed[candidates[$0].claim], signed[candidates[$1].claim])
            return one == other ? $0 < $1 : one < other
        }
        var best = Selection()
        search(left[...], candidates, Selection(), &best)
        for index in left where !best.indices.contains(index) {
            let winner = best.indices.first {
                !mayBePaidTogether(candidates[$0].category, candidates[index].category)
            }
            candidates[index].winner = winner.map { candidates[$0].category }
            let isElsewhere = winner.map { !candidates[$0].isOwn } ?? false
            candidates[index].verdict = isElsewhere ? .claimElsewhere : .lowerThanOther
        }
    }

    /// Rights that may be paid side by side, and their sum.
    private struct Selection {
        var indices: [Int] = []
        var total: Int64 = 0
    }

    /// Tries all allowed sets, those with the earlier right first.
    private func search(
        _ rest: ArraySlice<Int>,
        _ candidates: [Candidate],
        _ chosen: Selection,
        _ best: inout Selection
    ) {
        guard let next = rest.first else {
            if chosen.total > best.total { best = chosen }
            return
        }
        let isAllowed = chosen.indices.allSatisfy {
            mayBePaidTogether(candidates[$0].category, candidates[next].category)
        }
        if isAllowed {
            var more = chosen
            more.indices.append(next)
            more.total += candidates[next].total
            search(rest.dropFirst(), candidates, more, &best)
        }
        search(rest.dropFirst(), candidates, chosen, &best)
    }
}

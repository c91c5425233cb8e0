// The papers and entries by which claims of an earlier year are owed in another one.
//
// Invariants:
// (1) A paper is about one transfer and source, an entry about what was given back, or was not.
// (2) What a year reserved is taken from where it was reserved: by source, or by the programme that had a budget
//     line of its own then.

import Disbursement
import Intake
import Ledger
import Signing
import Store

/// The papers and entries that carry claims.
struct ClaimRows {
    /// The budget year in which the claims are owed from then on.
    let year: Int
    /// What is owed again of a settled year.
    let owedAgain: [BatchTotal]
    /// What was never cleared, or was given back before the year was settled.
    let carried: [BatchTotal]
    /// A paper for each transfer and source, in order.
    let papers: [PaperRecord]
    /// The entries.
    let entries: [JournalEntry]
    /// The transfers.
    let transferCount: Int
    /// The step's key.
    let key: String

    /// What carries transfers.
    ///
    /// - Parameters:
    ///   - ids: The transfers, each of `claims`.
    ///   - claims: What the unit owes of the year.
    ///   - year: The budget year in which they are owed from then on.
    ///   - document: The decision.
    ///   - day: The day of the books.
    /// - Throws: `PostingRefusal`.
    init(
        _ ids: [String],
        of claims: OpenClaims,
        to year: Int,
        document: String,
        day: CivilDate
    ) throws {
        self.year = year
        let wanted = Set(ids)
        let transfers = claims.transfers.filter { wanted.contains($0.id) }
        transferCount = transfers.count
        papers = transfers.flatMap { _, lines in
            Self.papers(of: lines, claims.unit, year: year, document: document, day: day)
        }
        let covered = claims.coveredBySpent(ids)
        let lines = transfers.flatMap(\.lines)
        func wasSpent(_ line: OpenLine) -> Bool {
            claims.isCleared(line)
                && covered[OpenLines.transferID(line)]?.contains(line.line.line.source) == true
        }
        let givenBack = lines.filter(wasSpent)
        let uncleared = lines.filter { !claims.isCleared($0) }
        owedAgain = Self.totals(of: lines.filter { claims.isCleared($0) && !wasSpent($0) })
        carried = Self.totals(of: uncleared + givenBack)
        key =
            "carry-claims/\(claims.unit)/\(claims.year)/"
            + Digest.of(utf8: papers.map(\.key).joined(separator: " ")).hex
        let postings = FundPostings(
            chart: .shipped,
            paper: claims.paper(of: year, on: day, document)
        )
        var entries: [JournalEntry] = []
        if !owedAgain.isEmpty {
            entries.append(
                try postings.owedAgain(
                    key: "\(key)/owed-again",
                    from: claims.year,
                    totals: owedAgain,
                    givenBackAs: claims.givenBack
                )
            )
        }
        for (lines, name) in [(uncleared, "carried"), (givenBack, "given-back")] {
            // What is taken out of a year is taken from where it was reserved, whatever was assigned since.
            let parts = claims.isSettled ? [lines] : Self.parted(lines, claims)
            for (place, part) in parts.enumerated() where !part.isEmpty {
                entries.append(
                    try postings.claimsCarried(
                        key: place == 0 ? "\(key)/\(name)" : "\(key)/\(name)-by-programme",
                        from: claims.year,
                        totals: Self.totals(of: part),
                        isReservedByProgramme: place == 1,
                        isSettled: claims.isSettled,
                        wasGivenBack: name == "given-back"
                    )
                )
            }
        }
        self.entries = entries
    }

    /// Lines that were reserved by their source, and those that were by their programme.
    private static func parted(_ lines: [OpenLine], _ claims: OpenClaims) -> [[OpenLine]] {
        [
            lines.filter { !claims.isReservedByProgramme($0) },
            lines.filter { claims.isReservedByProgramme($0) },
        ]
    }

    /// The papers of a transfer, one for each source in order of its code.
    private static func papers(
        of lines: [OpenLine],
        _ unit: String,
        year: Int,
        document: String,
        day: CivilDate
    ) -> [PaperRecord] {
        Dictionary(grouping: lines, by: \.line.line.source).sorted { $0.key < $1.key }.map {
            source,
            own in
            let claim = CarriedClaim(
                batch: own[0].batchCode,
                transfer: own[0].line.transfer,
                source: source,
                year: year
            )
            return PaperRecord(
                key: claim.key,
                event: CarriedClaim.event,
                unit: unit,
                year: year,
                source: source,
                provider: "",
                amount: own.reduce(0) { $0 + $1.line.line.amount },
                document: document,
                day: day
            )
        }
    }

    /// What lines come to by programme and source, in their order.
    private static func totals(of lines: [OpenLine]) -> [BatchTotal] {
        let sums = lines.reduce(into: [[String]: Int64]()) {
            $0[[$1.line.line.programme, $1.line.line.source], default: 0] += $1.line.line.amount
        }
        return sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            BatchTotal(programme: $0.key[0], source: $0.key[1], amount: $0.value)
        }
    }
}

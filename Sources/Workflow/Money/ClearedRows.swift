// What a step that clears advances writes: a row for each line that is proven paid, an entry for each year.
//
// Invariants:
// (1) A line is cleared once in a budget year, however often it had to be paid.
// (2) Proven paid is: our account was debited, and the money has not come back. What the Treasury paid from
//     the estimate was never an advance: there is nothing to clear.
// (3) It is spent on the budget line on which it was reserved, whatever was assigned since.
// (4) The same books come to the same rows, in the same order: the step writes them, and `verify` makes
//     them again.

import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// The lines of a unit that are proven paid and were not cleared.
struct ClearedRows {
    /// How the key of such a step begins.
    static let keyStart = "clear/"

    /// A line, and the row by which it is cleared: of the line that it pays again.
    typealias PaidLine = (line: DueLine, root: Int64, batch: String)

    /// The unit.
    let unit: String
    /// The lines, by budget year, in order of batch and line.
    let byYear: [(year: Int, lines: [PaidLine])]
    /// The programmes by which the lines of each batch were reserved.
    private let reserved: [String: Set<SourceYear>]
    /// The digest of all of them.
    private let digest: String

    /// Whether there is nothing to clear.
    var isEmpty: Bool { byYear.isEmpty }
    /// The step's key.
    var key: String { "\(Self.keyStart)\(unit)/\(digest)" }

    /// Looks for them.
    ///
    /// - Throws: `StoreError`.
    init(unit: String, open: OpenBooks) throws {
        self.unit = unit
        let paid = try Self.provenPaid(unit: unit, open: open)
        reserved = try open.books.query { reader in
            try Set(paid.map(\.batch)).reduce(into: [:]) {
                $0[$1] = try reader.reservedLines(ofBatch: $1)
            }
        }
        digest = Digest.of(utf8: paid.map { "\($0.root)" }.joined(separator: " ")).hex
        byYear = Dictionary(grouping: paid, by: \.line.year).sorted { $0.key < $1.key }
            .map { (year: $0.key, lines: $0.value) }
    }

    /// The unit that the key of a step names; nil where it clears nothing.
    static func unit(ofStep key: String) -> String? {
        guard key.hasPrefix(keyStart) else { return nil }
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[1]) : nil
    }

    /// Invariants (1) and (2).
    private static func provenPaid(unit: String, open: OpenBooks) throws -> [PaidLine] {
        let world = try BatchWorld(open: open)
        let (cleared, origins, direct) = try open.books.query {
            (try $0.clearedLines(), try $0.origins(), try $0.estimateProviders())
        }
        var paid: [PaidLine] = []
        for batch in world.batches.values.sorted(by: { $0.row < $1.row })
        where batch.unit == unit && batch.isHandedOver {
            let positions = try world.positions(of: batch.row)
            for line in try world.lines(of: batch.row)
            where !line.isStopped && !direct.contains(line.provider) {
                guard let position = positions[line.transfer], position.isBooked,
                    let status = TransferStatus(rawValue: position.status), !status.hasFailed
                else { continue }
                var root = line.row
                while let earlier = origins[root] { root = earlier }
                if !cleared.contains(root) { paid.append((line.line, root, batch.code)) }
            }
        }
        return paid
    }

    /// VND of each source of lines, in order of the source.
    static func sums(_ lines: [PaidLine]) -> [(source: String, amount: Int64)] {
        let sums = lines.reduce(into: [String: Int64]()) {
            $0[$1.line.source, default: 0] += $1.line.amount
        }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Invariant (3): what is spent on lines of programmes, and the rest of each source under no programme.
    private func totals(
        _ lines: [PaidLine],
        _ year: Int
    ) -> (totals: [BatchTotal], own: Set<SourceYear>) {
        func place(_ paid: PaidLine) -> SourceYear {
            SourceYear(programme: paid.line.programme, year: year, source: paid.line.source)
        }
        let own = lines.filter { reserved[$0.batch]?.contains(place($0)) == true }
        let rest = lines.filter { reserved[$0.batch]?.contains(place($0)) != true }
        return (
            BatchTotal.of(own.map(\.line))
                + Self.sums(rest).map {
                    BatchTotal(programme: "", source: $0.source, amount: $0.amount)
                },
            Set(own.map(place))
        )
    }

    /// Writes the rows, or holds them against what is there.
    ///
    /// - Parameters:
    ///   - document: The Treasury's paper.
    ///   - day: The day of the books.
    ///   - sink: Gets the rows.
    /// - Throws: What the sink throws; `PostingRefusal`.
    func write(document: String, day: CivilDate, to sink: some RowSink) throws {
        for (year, lines) in byYear {
            let entry = "\(Self.keyStart)\(unit)/\(year)/\(digest.prefix(16))"
            for line in lines {
                try sink.insert("clearing", ["line", "entry"], [line.root, entry])
            }
            let (totals, ownLines) = totals(lines, year)
            let postings = FundPostings(
                chart: .shipped,
                paper: BookingPaper(
                    unit: unit,
                    year: year,
                    day: day,
                    document: document,
                    ownLines: ownLines
                )
            )
            try sink.book(try postings.cleared(key: entry, totals: totals))
        }
    }
}

// Moves between sources: what is wanted less what was done, balanced or not at all.

import Disbursement
import Testing

struct SourceMoveTests {
    private func part(_ source: String, _ year: Int = 2026) -> SourceYear {
        SourceYear(programme: "social-pension", year: year, source: source)
    }

    private func text(_ moves: [SourceMove]) -> [String] {
        moves.map { "\($0.year) \($0.from) \($0.to) \($0.amount)" }
    }

    @Test func `moves are the difference between what is wanted and what was done`() {
        let wanted = [part("central"): Int64(120), part("city"): -120]
        #expect(text(SourceMove.between(wanted: wanted, done: [:])) == ["2026 city central 120"])
        #expect(SourceMove.between(wanted: wanted, done: wanted).isEmpty)
        let some = [part("central"): Int64(80), part("city"): -80]
        #expect(text(SourceMove.between(wanted: wanted, done: some)) == ["2026 city central 40"])
        // What was moved too far goes back.
        #expect(text(SourceMove.between(wanted: some, done: wanted)) == ["2026 central city 40"])
    }

    @Test func `several sources give and take in order, each to the đồng`() {
        let wanted = [part("a"): Int64(50), part("b"): -30, part("c"): -40, part("d"): 20]
        #expect(
            text(SourceMove.between(wanted: wanted, done: [:]))
                == ["2026 b a 30", "2026 c a 20", "2026 c d 20"]
        )
    }

    @Test func `a year that does not balance moves nothing, and the others do`() {
        let wanted = [
            part("a"): Int64(50), part("b"): -49, part("a", 2025): 7, part("b", 2025): -7,
        ]
        #expect(text(SourceMove.between(wanted: wanted, done: [:])) == ["2025 b a 7"])
    }

    @Test func `the lines of moves come to their amounts, own lines first`() {
        let moves = SourceMove.between(
            wanted: [part("a"): 50, part("b"): -30, part("c"): -20],
            done: [:]
        )
        func lines(_ shares: [SourceYear: [SourceMove.Share]]) -> [[String]] {
            SourceMove.onLines(moves, shares: shares).map { move in
                move.lines.map { "\($0.from ?? "–") \($0.to ?? "–") \($0.amount)" }
            }
        }
        #expect(lines([:]) == [["– – 30"], ["– – 20"]])
        let shares = [
            part("a"): [SourceMove.Share(programme: "p", amount: 40)],
            part("b"): [.init(programme: "q", amount: -10), .init(programme: "p", amount: -5)],
            // What would go the other way, or further than the move, does not.
            part("c"): [.init(programme: "q", amount: 7), .init(programme: "p", amount: -90)],
        ]
        #expect(
            lines(shares) == [["q p 10", "p p 5", "– p 15"], ["p p 10", "p – 10"]]
        )
    }
}

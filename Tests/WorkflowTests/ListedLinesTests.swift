// The rows of a decision list against the books' lines, part by part.

import Ledger
import Testing

@testable import Disbursement
@testable import Store
@testable import Workflow

struct ListedLinesTests {
    private func right(_ source: String) -> LineRight {
        LineRight(
            programme: "P",
            category: "C",
            kind: "base",
            source: source,
            cause: "regular",
            rule: "R",
            year: 2026
        )
    }

    /// Lines of persons 1, 2, 3… of these sources; the last pays another one again.
    private func lines(_ sources: [String], from first: Int = 1) -> [DueLine] {
        sources.enumerated().map { index, source in
            DueLine(
                person: Int64(first + index),
                payee: Int64(first + index),
                right: right(source),
                month: CalendarMonth(number: 24_310),
                amount: Int64(source.count * 100),
                replaces: source == "again" ? "NA0100001000001X" : ""
            )
        }
    }

    private func areSame(_ listed: [[DueLine]], as kept: [DueLine], first: Int = 1) throws -> Bool {
        var stored = StoredLines(firstRow: 1, stopped: [])
        for line in kept {
            stored.append(
                person: line.person,
                payee: line.payee,
                month: line.month.number,
                amount: line.amount,
                at: try stored.places(of: line.right, provider: "agribank")
            )
            if line.isApprovedBefore { stored.markLast(origin: 1, replaces: line.replaces) }
        }
        var list = ListedLines(stored: stored)
        var number = first
        for part in listed {
            var chunk = DecisionChunk()
            chunk.firstNumber = number
            for line in part { chunk.lines.append(line) }
            chunk.transfers = part.map { _ in 1 }
            number += part.count
            list.take(chunk)
        }
        return list.areSame
    }

    @Test func `a list in parts is the books', whatever order a part has its rights in`() throws {
        let one = lines(["central", "local", "central"])
        let two = lines(["local", "again", "central"], from: 4)
        #expect(try areSame([one, two], as: one + two))
        #expect(try areSame([one, Array(two[..<1]), Array(two[1...])], as: one + two))
        #expect(try areSame([], as: []))
    }

    @Test func `any other line, order or number is seen`() throws {
        let kept = lines(["central", "local", "again"])
        #expect(try !areSame([Array(kept[..<2])], as: kept))
        #expect(try !areSame([kept + lines(["local"], from: 4)], as: kept))
        #expect(try !areSame([[kept[1], kept[0], kept[2]]], as: kept))
        #expect(try !areSame([kept], as: kept, first: 2))
        #expect(try !areSame([lines(["central", "other", "again"])], as: kept))
        #expect(try !areSame([lines(["central", "local", "local"])], as: kept))
        #expect(try !areSame([lines(["central", "local", "again"], from: 2)], as: kept))
    }
}

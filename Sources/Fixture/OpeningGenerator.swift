// The opening list of the made-up people: what was paid to them before the books began.
//
// Invariants:
// (1) Lines come by person in the order of the register, within a person by month.
// (2) What was paid is not decided here: a closure says it, for the law is not this module's.

import Intake
package import Ledger

/// One amount paid for a person and month.
package typealias OpeningAmount = (
    programme: String, category: String, kind: String, source: String, amount: Int64
)

/// Writes opening lists.
package struct OpeningGenerator: Sendable {
    /// The header row without its line end.
    package static let header =
        "national_id,unit,programme,category,month,kind,source,amount,document"

    /// The people, the same as in the register file of the same count, seed and units.
    package let people: PeopleGenerator
    /// The months that were paid, in order.
    package let months: [CalendarMonth]

    /// An opening list for people and months; months are taken in order, each once.
    package init(people: PeopleGenerator, months: [CalendarMonth]) {
        self.people = people
        self.months = Set(months).sorted()
    }

    /// Writes the list: UTF-8, LF, a header row; `unit` is the four-character code, `amount` in đồng
    /// in digits only.
    ///
    /// - Parameters:
    ///   - paid: What a person was paid for a month, in the order of the lines; empty for nothing.
    ///   - sink: Takes the bytes, chunk after chunk, of about 64 KiB.
    /// - Returns: How many lines there are below the header.
    /// - Throws: What the closures throw.
    @discardableResult
    package func write<Failure: Error>(
        paid: (_ person: GeneratedPerson, _ month: CalendarMonth) throws(Failure) ->
            [OpeningAmount],
        to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        var chunk = CSVChunk()
        var lines = 0
        chunk.append(line: OpeningGenerator.header)
        for person in people {
            for month in months {
                for payment in try paid(person, month) {
                    chunk.append(row: OpeningGenerator.row(person, month, payment))
                    lines += 1
                }
            }
            if chunk.isFull {
                try sink(chunk.bytes)
                chunk.clear()
            }
        }
        if !chunk.bytes.isEmpty { try sink(chunk.bytes) }
        return lines
    }

    private static func row(
        _ person: GeneratedPerson,
        _ month: CalendarMonth,
        _ payment: OpeningAmount
    ) -> [String] {
        [
            person.nationalID.revealed,
            person.unit.code,
            payment.programme,
            payment.category,
            month.description,
            payment.kind,
            payment.source,
            String(payment.amount),
            "DS-\(person.unit.code)-\(month)",
        ]
    }
}

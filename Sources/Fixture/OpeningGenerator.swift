// What the invented people were paid elsewhere before the books began.

import Intake
package import Ledger

/// One line that somebody was paid, for an opening list.
package struct OpeningLine: Sendable {
    /// The programme's code.
    package let programme: String
    /// The category's code.
    package let category: String
    /// The kind of the line.
    package let kind: String
    /// The funding source's code.
    package let source: String
    /// The amount.
    package let amount: Money

    /// A line.
    package init(
        programme: String,
        category: String,
        kind: String,
        source: String,
        amount: Money
    ) {
        self.programme = programme
        self.category = category
        self.kind = kind
        self.source = source
        self.amount = amount
    }
}

extension PeopleGenerator {
    /// Writes an opening list of the people without planted faults, in chunks, person by person.
    ///
    /// - Parameters:
    ///   - months: The months that were paid elsewhere.
    ///   - chunkBytes: The least size of a chunk but the last.
    ///   - lines: What a person was paid for a month: from the law, which this module does not know.
    ///   - sink: Takes the chunks, in order.
    /// - Returns: The number of rows written.
    package func writeOpening(
        months: [CalendarMonth],
        chunkBytes: Int = 1 << 20,
        lines: (FixturePerson, CalendarMonth) -> [OpeningLine],
        _ sink: ([UInt8]) -> Void
    ) -> Int {
        var writer = CSVWriter()
        writer.row([
            "national_id", "unit", "programme", "category", "month", "kind", "source", "amount",
            "document",
        ])
        var rows = 0
        for index in 0..<count where fault(at: index) == nil {
            let person = person(at: index)
            for month in months {
                for line in lines(person, month) {
                    writer.row([
                        person.identity.nationalID, person.unit, line.programme, line.category,
                        month.description, line.kind, line.source,
                        "\(line.amount.minorUnits)", "DS-\(month)/\(person.unit)",
                    ])
                    rows += 1
                }
            }
            if writer.bytes.count >= chunkBytes { sink(writer.take()) }
        }
        if !writer.bytes.isEmpty { sink(writer.take()) }
        return rows
    }
}

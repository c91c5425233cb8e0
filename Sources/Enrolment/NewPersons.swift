// New persons of a page, as the rows say that make them: the page is put together when it is wanted.
//
// To fill a page's columns is most of the work of an import. What is kept here is copied out of the rows, so that
// another thread can do it while more rows are read.
//
// Invariants:
// (1) Persons stand in order of number, and are all of one page.
// (2) The page is the same whenever and wherever it is made.

import Intake
package import Ledger

/// New persons of one page.
package struct NewPersons: Sendable {
    /// The page's index.
    package let index: Int64
    private let names: RowWords
    private let known: CivilDate
    /// Records of rows, one after the other.
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Those who were put together otherwise.
    private var persons: [Person] = []

    /// A person: where the records are of which they are made.
    private struct Entry: BitwiseCopyable {
        let number: Int64
        let payee: Int64
        let rightPayee: Int64
        /// The row that mentions them first; -1 for the next one who was put together otherwise.
        let first: Int32
        /// Their own enrolment, and the row that says how they get money; -1 for none.
        let own: Int32
        let way: Int32
        let isPayee: Bool
    }

    /// Nobody.
    ///
    /// - Parameters:
    ///   - index: The page's index.
    ///   - names: What the numbers in rows stand for.
    ///   - known: The day from which the books know what the rows say.
    init(index: Int64, names: RowWords, known: CivilDate) {
        self.index = index
        self.names = names
        self.known = known
    }

    /// Nobody on a page.
    ///
    /// - Parameters:
    ///   - index: The page's index.
    ///   - known: The day from which the books know of its changes.
    package init(index: Int64, known: CivilDate) {
        self.init(index: index, names: RowWords(), known: known)
    }

    /// How many there are.
    package var count: Int { entries.count }

    /// Adds a person who was put together otherwise.
    mutating func append(_ person: Person) {
        entries.append(
            Entry(
                number: person.number,
                payee: 0,
                rightPayee: 0,
                first: -1,
                own: -1,
                way: -1,
                isPayee: false
            )
        )
        persons.append(person)
    }

    /// Adds a new person.
    mutating func append(_ newcomer: Newcomer) {
        let first = append(newcomer.first)
        // A row has one line: records of one line are the same.
        func place(_ record: RowRecord?) -> Int32 {
            guard let record else { return -1 }
            return record.fields.line == newcomer.first.fields.line ? first : append(record)
        }
        entries.append(
            Entry(
                number: newcomer.number,
                payee: newcomer.payee,
                rightPayee: newcomer.rightPayee,
                first: first,
                own: place(newcomer.own),
                way: place(newcomer.way),
                isPayee: newcomer.isPayee
            )
        )
    }

    private mutating func append(_ record: RowRecord) -> Int32 {
        let place = Int32(bytes.count)
        bytes.append(record.bytes, record.start - RowFields.size..<record.end)
        return place
    }

    /// The page that they make.
    package func page() -> PersonPage {
        var builder = PageBuilder(index: index, names: names, known: known)
        var others = persons.makeIterator()
        for entry in entries {
            guard entry.first >= 0 else {
                guard let person = others.next() else { preconditionFailure("one for each") }
                builder.append(person)
                continue
            }
            let first = RowRecord(bytes, at: Int(entry.first))
            func record(_ place: Int32) -> RowRecord? {
                place < 0 ? nil : place == entry.first ? first : RowRecord(bytes, at: Int(place))
            }
            builder.append(
                Newcomer(
                    number: entry.number,
                    first: first,
                    isPayee: entry.isPayee,
                    own: record(entry.own),
                    way: record(entry.way),
                    payee: entry.payee,
                    rightPayee: entry.rightPayee
                )
            )
        }
        return builder.finish()
    }
}

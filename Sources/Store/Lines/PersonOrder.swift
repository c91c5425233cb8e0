// The lines of a batch in order of person, though they lie in order of payee.
//
// Invariants:
// (1) Each place is given once; persons ascend, and of one person places do.
// (2) Only lines that stand out of order cost room: mostly those that somebody else is paid for.

package import Disbursement

/// A line as it comes in order of person.
package struct OrderedLine: Hashable, Sendable {
    /// Its place among all lines.
    package let place: Int
    /// The person whose right it is.
    package let person: Int64
    /// The number of the month owed.
    package let month: Int32
    /// VND.
    package let amount: Int64
    /// The place in the table of what it is for.
    package let right: Int
}

/// Goes through lines in order of person.
package struct PersonOrder {
    private let lines: LineColumns
    /// The places of lines that stand behind one of a later person, in order of person and place.
    private let strays: [UInt32]
    /// The next place that is looked at, the next of the strays, and the last person in order.
    private var place = 0
    private var stray = 0
    private var last = Int64.min
    /// Some lines around the next place in plain columns.
    private var piece = LinePiece()
    private static let pieceLines = 4_096

    /// Before the first line.
    package init(_ lines: LineColumns) {
        self.lines = lines
        var strays: [UInt32] = []
        var last = Int64.min
        lines.forEachPiece { piece in
            for (index, place) in piece.places.enumerated() {
                if Self.isStray(piece.persons[index], piece.payees[index], last) {
                    strays.append(UInt32(place))
                } else {
                    last = piece.persons[index]
                }
            }
        }
        strays.sort { (lines.person(Int($0)), $0) < (lines.person(Int($1)), $1) }
        self.strays = strays
    }

    /// Whether a line does not follow the lines before it: a payee's place may be anywhere, and rows
    /// that are not ours in any order.
    private static func isStray(_ person: Int64, _ payee: Int64, _ last: Int64) -> Bool {
        person != payee || person < last
    }

    /// The person of the next line; nil after the last.
    package mutating func nextPerson() -> Int64? {
        skipStrays()
        let straying = stray < strays.count ? lines.person(Int(strays[stray])) : nil
        guard place < lines.count else { return straying }
        return min(straying ?? .max, piece.persons[place - piece.places.lowerBound])
    }

    /// The next line whose person is not above a number; nil where there is none.
    package mutating func next(through person: Int64) -> OrderedLine? {
        skipStrays()
        let row = place - piece.places.lowerBound
        if stray < strays.count {
            let found = Int(strays[stray])
            let own = lines.person(found)
            if place == lines.count || (own, found) < (piece.persons[row], place) {
                guard own <= person else { return nil }
                stray += 1
                return OrderedLine(
                    place: found,
                    person: own,
                    month: lines.month(found),
                    amount: lines.amount(found),
                    right: lines.right(found)
                )
            }
        }
        guard place < lines.count, piece.persons[row] <= person else { return nil }
        last = piece.persons[row]
        place += 1
        return OrderedLine(
            place: place - 1,
            person: last,
            month: piece.months[row],
            amount: piece.amounts[row],
            right: Int(piece.rights[row])
        )
    }

    /// Goes to the next place that is no stray, and has it in the piece.
    private mutating func skipStrays() {
        while place < lines.count {
            if !piece.places.contains(place) {
                lines.read(place..<min(place + Self.pieceLines, lines.count), into: &piece)
            }
            let row = place - piece.places.lowerBound
            guard Self.isStray(piece.persons[row], piece.payees[row], last) else { return }
            place += 1
        }
    }
}

// What most rows of a decision list say alike: programme, category, month, kind, source, cause,
// amount, rule and year stand together, and come again in thousands of rows.
//
// Invariants:
// (1) A tail that came before gives what it gave then, by its bytes; nothing is made for it.
// (2) Memory is bounded: at most `maximumTails` tails are kept, then they are forgotten.
// (3) Texts chosen to collide cost time, never a wrong answer: bytes are compared.

import Intake
import Ledger

/// Reads the words of rows, each once.
struct DecisionWords {
    /// What the tail of a row says.
    struct Tail {
        /// The place of its right in the table.
        let right: UInt32
        /// The number of the month that is owed.
        let month: Int32
        /// VND.
        let amount: Int64
    }

    /// The most rights of one list: programmes, rules, sources and causes of one unit.
    static let maximumRights = 65_536
    /// The most tails that are kept.
    static let maximumTails = 8_192
    /// The most places that are looked at for one tail.
    private static let probes = 16

    private var bytes: [UInt8] = []
    /// Where each tail ends in `bytes`; the first begins at 0.
    private var ends: [Int] = [0]
    private var tails: [Tail] = []
    /// One more than the index of a tail, at its fingerprint; 0 where there is none.
    private var slots = [UInt32](repeating: 0, count: maximumTails * 4)

    /// What the fields from the programme to the comma behind the year say.
    ///
    /// - Parameters:
    ///   - key: The fields.
    ///   - lines: Whose table has the rights; always the same.
    /// - Returns: What they say; nil where they are not as they are written.
    mutating func tail(_ key: Span<UInt8>, in lines: inout LineColumns) -> Tail? {
        let mask = UInt64(slots.count - 1)
        let fingerprint = key.fingerprint
        var slot = Int(fingerprint & mask)
        for _ in 0..<Self.probes {
            let index = Int(slots[slot]) - 1
            if index < 0 { break }
            if bytes.span.extracting(ends[index]..<ends[index + 1]).isEqual(to: key) {
                return tails[index]
            }
            slot = (slot + 1) & Int(mask)
        }
        guard let tail = read(key, in: &lines) else { return nil }
        if tails.count == Self.maximumTails { forgetTails() }
        if slots[slot] == 0 {
            unsafe key.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
            ends.append(bytes.count)
            tails.append(tail)
            slots[slot] = UInt32(tails.count)
        }
        return tail
    }

    private mutating func forgetTails() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeLast(ends.count - 1)
        tails.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = 0 }
    }

    /// Reads nine fields, each with the comma behind it.
    private func read(_ key: Span<UInt8>, in lines: inout LineColumns) -> Tail? {
        var place = 0
        guard let programme = word(key, &place), let category = word(key, &place),
            let month = word(key, &place).flatMap({ CalendarMonth(iso: $0) }),
            let kind = word(key, &place), let source = word(key, &place),
            let cause = word(key, &place), let amount = key.decimal(at: &place), amount > 0,
            let rule = word(key, &place), let year = key.decimal(at: &place),
            (2000...2999).contains(year), place == key.count
        else { return nil }
        let right = LineRight(
            programme: programme,
            category: category,
            kind: kind,
            source: source,
            cause: cause,
            rule: rule,
            year: Int(year)
        )
        let index = lines.place(of: right)
        guard index < Self.maximumRights else { return nil }
        return Tail(right: index, month: month.number, amount: amount)
    }

    /// A field as a text; the place moves behind its comma.
    private func word(_ line: Span<UInt8>, _ place: inout Int) -> String? {
        let start = place
        guard Self.pass(line, &place) else { return nil }
        var bytes: [UInt8] = []
        let isQuoted = line[start] == DecisionList.quote
        var index = isQuoted ? start + 1 : start
        let end = isQuoted ? place - 2 : place - 1
        while index < end {
            bytes.append(line[index])
            // A quote in a quoted field stands twice.
            index += isQuoted && line[index] == DecisionList.quote ? 2 : 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Passes over a field and the comma behind it; whether there is such a field.
    static func pass(_ line: Span<UInt8>, _ place: inout Int) -> Bool {
        guard place < line.count else { return false }
        if line[place] != DecisionList.quote {
            place = line.firstIndex(of: DecisionList.comma, from: place) + 1
            return place <= line.count
        }
        var index = place + 1
        while true {
            index = line.firstIndex(of: DecisionList.quote, from: index) + 1
            guard index < line.count else { return false }
            guard line[index] == DecisionList.quote else { break }
            index += 1
        }
        place = index + 1
        return line[index] == DecisionList.comma
    }
}

// New persons, in order of the rows that mention them first.

import Ledger

extension PlanSweep {
    /// Makes the new persons and fills their pages.
    mutating func addNewcomers(take: (PageChange) throws -> Void) throws {
        var page: NewPersons?
        var place = 0
        while place < file.spool.end {
            let record = try file.spool.record(at: place, &chunk, isWhole: true)
            place += record.length
            let line = record.fields.line
            for isPayee in [false, true] {
                let mention = RowPlace(line: line, isPayee: isPayee)
                guard !isPayee || record.hasOtherPayee, file.newcomers.contains(mention)
                else { continue }
                next += 1
                let index = PersonPage.index(of: next)
                if page?.index != index {
                    if let full = page.take() { try give(full, take) }
                    if pending.index != index { try flush(take) }
                    page = NewPersons(index: index, names: file.words, known: known)
                }
                try add(record, mention, to: &page)
                summary.added += 1
            }
        }
        if let full = page.take() { try give(full, take) }
        try flush(take)
    }

    /// Adds the new person whom a row mentions first.
    private mutating func add(
        _ record: RowRecord,
        _ mention: RowPlace,
        to page: inout NewPersons?
    ) throws {
        if file.several.contains(mention) {
            group.removeAll(keepingCapacity: true)
            while let key = rows.first, key.high == UInt64(next), let row = try rows.next() {
                group.append(row)
            }
            if let newcomer = try newcomer(of: group) {
                page?.append(newcomer)
            } else if let person = try plan(group, before: nil)?.person {
                page?.append(person)
            }
            return
        }
        let fields = record.fields
        let isOwnPayee = mention.isPayee || !record.hasOtherPayee
        let named = isOwnPayee ? next : try payee(of: record)
        let isForRight = !mention.isPayee && record.namesRightPayee(file.words)
        page?.append(
            Newcomer(
                number: next,
                first: record,
                isPayee: mention.isPayee,
                own: mention.isPayee ? nil : record,
                way: isOwnPayee && fields.way > 0 ? record : nil,
                payee: isForRight ? next : named,
                rightPayee: isForRight ? named : 0
            )
        )
    }

    /// The number of the somebody else who receives for the new person of a row.
    private mutating func payee(of record: RowRecord) throws -> Int64 {
        let line = record.fields.line
        if file.newcomers.contains(RowPlace(line: line, isPayee: true)) { return next + 1 }
        while let key = payees.first, key.high < UInt64(line) { _ = try payees.next() }
        guard let key = payees.first, key.high == UInt64(line) else {
            preconditionFailure("every payee of a row has a number")
        }
        return Int64(key.low)
    }

    /// A new person with several rows, where these are one enrolment and rows of others for whom they
    /// receive, all of one identity to the letter; nil for any other.
    private mutating func newcomer(of keys: [RunKey]) throws -> Newcomer? {
        guard ignored.own.isEmpty, ignored.payee.isEmpty else { return nil }
        var first: RowRecord?
        var isFirstPayee = false
        var own: RowRecord?
        var way: RowRecord?
        var payee = next
        var rightPayee: Int64 = 0
        for key in keys {
            let record = try self.record(at: Int(key.value))
            let isPayee = RowPlace(bits: key.low).isPayee
            if let first {
                guard first.hasSameIdentity(asPayee: isFirstPayee, as: record, asPayee: isPayee)
                else { return nil }
            } else {
                first = record
                isFirstPayee = isPayee
            }
            if !isPayee {
                guard own == nil, record.fields.event == RegisterEvent.enrol.ordinal
                else { return nil }
                own = record
                let named = record.hasOtherPayee ? Int64(key.extra) : next
                if record.namesRightPayee(file.words) { rightPayee = named } else { payee = named }
            }
            if record.fields.way > 0, isPayee || !record.hasOtherPayee { way = record }
        }
        return first.map {
            Newcomer(
                number: next,
                first: $0,
                isPayee: isFirstPayee,
                own: own,
                way: way,
                payee: payee,
                rightPayee: rightPayee
            )
        }
    }
}

extension RowRecord {
    /// Whether two rows say the same of somebody: in their own columns or in those of the payee.
    fileprivate func hasSameIdentity(
        asPayee isPayee: Bool,
        as other: RowRecord,
        asPayee isOtherPayee: Bool
    ) -> Bool {
        let (left, right) = (fields, other.fields)
        let name = place(of: isPayee ? .payeeName : .name)
        let otherName = other.place(of: isOtherPayee ? .payeeName : .name)
        return (isPayee ? left.payeeBirth : left.birth)
            == (isOtherPayee ? right.payeeBirth : right.birth)
            && (isPayee ? left.payeeSex : left.sex)
                == (isOtherPayee ? right.payeeSex : right.sex)
            && bytes[name].elementsEqual(other.bytes[otherName])
    }
}

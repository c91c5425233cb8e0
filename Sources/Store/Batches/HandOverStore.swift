// Where money was last handed over to, and which payees' accounts were repaired.

import Disbursement
import Enrolment
import GRDB
package import Ledger

/// What the register was at a moment: a day of knowledge and the last step that counts.
package struct RegisterMoment: Hashable, Sendable {
    /// The last day of what is known.
    package let known: CivilDate
    /// The last step.
    package let step: Int64

    /// A moment.
    package init(known: CivilDate, step: Int64) {
        self.known = known
        self.step = step
    }
}

/// Where a person's money was last handed over to.
package struct LastHandOver: Hashable, Sendable {
    /// The payee's number.
    package let payee: Int64
    /// When the batch was frozen: the register of that moment has the account.
    package let moment: RegisterMoment
}

/// Where persons' money was last handed over to.
///
/// Invariant: a person costs eight bytes, on pages as the register has them; only whose money went to
/// several payees at one moment has more.
package struct LastHandOvers: Sendable {
    private struct Page {
        var payees = [UInt32](repeating: 0, count: PersonPage.capacity)
        var moments = [UInt32](repeating: 0, count: PersonPage.capacity)

        /// Puts a payee and a moment down, and gives what stood there.
        mutating func exchange(
            at place: Int,
            _ payee: UInt32,
            _ moment: UInt32
        ) -> (payee: UInt32, moment: UInt32) {
            let before = (payees[place], moments[place])
            payees[place] = payee
            moments[place] = moment
            return before
        }
    }

    private var pages: [Int64: Page] = [:]
    private var moments: [RegisterMoment] = []
    /// Other payees of the same moment, by person.
    private var others: [Int64: [Int64]] = [:]

    /// Whether nobody was paid before.
    package var isEmpty: Bool { pages.isEmpty }

    /// Where a person's money went at the last moment at which it was handed over; empty for nowhere.
    package subscript(person: Int64) -> [LastHandOver] {
        guard let last = last(person) else { return [] }
        let more = (others.isEmpty ? nil : others[person]) ?? []
        return [last] + more.map { LastHandOver(payee: $0, moment: last.moment) }
    }

    /// Where a person's money went at the last moment at which it was handed over; nil where it went
    /// nowhere, or to several.
    package func only(_ person: Int64) -> LastHandOver? {
        others.isEmpty || others[person] == nil ? last(person) : nil
    }

    /// Whether a person's money went to several payees at that moment.
    package func hasSeveral(_ person: Int64) -> Bool { !others.isEmpty && others[person] != nil }

    private func last(_ person: Int64) -> LastHandOver? {
        guard person > 0, let page = pages[PersonPage.index(of: person)] else { return nil }
        let place = Int((person - 1) % Int64(PersonPage.capacity))
        guard page.payees[place] > 0 else { return nil }
        return LastHandOver(
            payee: Int64(page.payees[place]),
            moment: moments[Int(page.moments[place])]
        )
    }

    /// Keeps the payees of a person beside the one who is taken now, of this moment alone.
    private mutating func keep(_ before: LastHandOver, beside payee: Int64, of person: Int64) {
        guard before.moment == moments.last else {
            if !others.isEmpty { others[person] = nil }
            return
        }
        guard before.payee != payee else { return }
        var all = (others[person] ?? []).filter { $0 != payee }
        if !all.contains(before.payee) { all.append(before.payee) }
        others[person] = all
    }

    /// Begins the next batch; what comes later is the later hand-over.
    fileprivate mutating func begin(_ moment: RegisterMoment) throws {
        guard moments.count < Int(UInt32.max) else {
            throw StoreError.damaged("batch: more than were ever handed over")
        }
        moments.append(moment)
    }

    fileprivate mutating func take(_ person: Int64, payee: Int64) throws {
        guard LineColumns.persons.contains(person), LineColumns.persons.contains(payee) else {
            throw StoreError.damaged("batch_line: a person")
        }
        let place = Int((person - 1) % Int64(PersonPage.capacity))
        let before = pages[PersonPage.index(of: person), default: Page()].exchange(
            at: place,
            UInt32(payee),
            UInt32(moments.count - 1)
        )
        guard before.payee > 0 else { return }
        keep(
            LastHandOver(payee: Int64(before.payee), moment: moments[Int(before.moment)]),
            beside: payee,
            of: person
        )
    }
}

extension BooksReader {
    /// The last lines of each person that were handed over before a step.
    ///
    /// - Parameters:
    ///   - persons: The persons' numbers.
    ///   - step: The step.
    /// - Returns: By person; nobody who was never paid by these books.
    /// - Throws: ``StoreError``.
    package func lastHandOvers(
        persons: ClosedRange<Int64>,
        before step: Int64
    ) throws -> LastHandOvers {
        let dead = try Int64.fetchSet(
            db,
            sql: """
                SELECT b.first_line + x.line - 1 FROM stopped_line x
                JOIN batch b ON b.rowid = x.batch WHERE x.step < ?
                """,
            arguments: [step]
        )
        var found = LastHandOvers()
        for row in try Row.fetchAll(
            db,
            sql: """
                SELECT b.rowid, b.known, b.step FROM batch b
                WHERE b.step < ?1
                  AND EXISTS (SELECT 1 FROM handover h WHERE h.batch = b.rowid AND h.step < ?1)
                ORDER BY b.first_line
                """,
            arguments: [step]
        ) {
            guard let known = CivilDate(iso: row["known"] as String) else {
                throw StoreError.damaged("batch: the day it knows is damaged")
            }
            try found.begin(RegisterMoment(known: known, step: row["step"]))
            // The rows of a batch lie together: what comes later is the later hand-over.
            var lines = try LineScan(db, batch: row["rowid"])
            while try lines.next() {
                guard persons.contains(lines.person), !dead.contains(lines.row) else { continue }
                try found.take(lines.person, payee: lines.payee)
            }
        }
        return found
    }

    /// The repairs that changed how a payee is paid, up to a step, by payee, in order.
    package func accountRepairs(
        through step: Int64
    ) throws -> [Int64: [(document: String, step: Int64)]] {
        var repairs: [Int64: [(document: String, step: Int64)]] = [:]
        for row in try Row.fetchAll(
            db,
            sql: """
                SELECT person, document, step FROM repair WHERE change > 0 AND step <= ?
                ORDER BY rowid
                """,
            arguments: [step]
        ) {
            repairs[row["person"], default: []].append((row["document"], row["step"]))
        }
        return repairs
    }
}

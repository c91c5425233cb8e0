// What lists before could know: which months they decided, and the register as they read it.
//
// Invariant: a page that nobody touched since is not opened again; whether somebody did is told by the clear
// columns of its rows.

import Disbursement
import Enrolment
import Ledger
import Store

extension OpenBooks {
    /// What a draft of a unit is made for, with the months that its lists decided before.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - period: The month that is paid.
    ///   - known: The last day of what is known.
    ///   - batch: Where one is named, lists of it and later ones do not count.
    /// - Returns: The scope.
    /// - Throws: `StoreError`.
    func scope(
        of unit: UnitRecord,
        period: CalendarMonth,
        known: CivilDate,
        before batch: Int64 = .max
    ) throws -> DraftScope {
        let first = min(unit.recomputeFrom, period)
        return DraftScope(
            unit: unit.code,
            place: unit.province,
            period: period,
            recomputeFrom: first,
            known: known,
            decided: DecidedMonth.among(
                first...period,
                firstMonth: unit.firstMonth,
                lists: try books.query { try $0.earlierLists(unit: unit.code, before: batch) }
            )
        )
    }
}

/// Pages of the register as they were when a month was decided.
struct EarlierPages {
    private let open: OpenBooks
    private let now: RegisterMoment

    /// Pages that are held against the register as it is at a moment.
    init(_ open: OpenBooks, asOf now: RegisterMoment) {
        self.open = open
        self.now = now
    }

    /// A page as it was when a month was decided; nil where it is the same still.
    ///
    /// - Throws: `StoreError`.
    func page(_ index: Int64, when decided: DecidedMonth) throws -> PersonPage? {
        let then = RegisterMoment(known: decided.known, step: decided.step)
        guard try open.register.isChanged(index, from: then, to: now) else { return nil }
        return try open.register.page(index, at: then)
    }
}

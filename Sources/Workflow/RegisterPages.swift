// The pages of the register that persons of a batch stand on, as known at one moment.
//
// Invariants:
// (1) Persons come in order of number, or nearly: the page of the last person is mostly that of the
//     next, and a few others are kept.
// (2) What is kept at once is bounded: a country's register does not fit in memory.

import Enrolment
import Ledger
import Store

/// Finds persons on pages; not for two threads at a time.
final class RegisterPages {
    private let register: RegisterStore
    private let moment: RegisterMoment
    private var kept: [PersonPage] = []

    /// So many pages are kept: a few megabytes.
    private static let capacity = 32

    /// The pages as the register was at a moment.
    init(_ register: RegisterStore, at moment: RegisterMoment) {
        self.register = register
        self.moment = moment
    }

    /// The page of a person and the place on it; nil where the register has nobody of that number.
    func find(_ number: Int64) throws -> (page: PersonPage, place: Int)? {
        let page = try page(PersonPage.index(of: number))
        guard let place = page.place(of: number) else { return nil }
        return (page, place)
    }

    private func page(_ index: Int64) throws -> PersonPage {
        if let last = kept.last, last.index == index { return last }
        if let place = kept.firstIndex(where: { $0.index == index }) {
            let found = kept.remove(at: place)
            kept.append(found)
            return found
        }
        let page = try register.page(index, at: moment)
        if kept.count >= Self.capacity { kept.removeFirst() }
        kept.append(page)
        return page
    }
}

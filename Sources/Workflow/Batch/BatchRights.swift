// What a batch pays is owed, and paid by it alone: looked at once more before money can move.
//
// It does not lean on the log. Whoever changes a row while a batch is frozen and puts it back leaves
// a log that proves, and a batch that pays too much: it is found here.
//
// Invariants:
// (1) No right stands in two live lines of one cause, over all batches and units.
// (2) The new lines of a person, programme and month are not above what is owed, as the batch knew
//     register and law when it was frozen, less what live lines before it cover.
// (3) A line that is paid again is the line that came back, to the đồng, and that one is open still.

import Disbursement
import Enrolment
import Entitlement
import Intake
import Ledger
import Signing
import Store

/// Holds a frozen batch against what is owed.
struct BatchRights {
    let open: OpenBooks

    /// Requires that a batch pays nothing twice and nothing that is not owed.
    ///
    /// - Parameters:
    ///   - batch: The batch; its folder was verified.
    ///   - lines: Its lines.
    /// - Throws: ``StepRefusal`` naming the lines.
    func require(_ batch: BatchRecord, _ lines: StoredLines) throws {
        guard !lines.isEmpty else { throw StoreError.damaged("batch \(batch.code): no line") }
        try requireOwed(batch, lines)
        try requireOpenAgain(batch, lines.repeated.filter { $0.origin > 0 && !$0.isStopped })
    }

    /// Invariants (1) and (2): a person's lines are read once for both, a page's persons at a time.
    private func requireOwed(_ batch: BatchRecord, _ lines: StoredLines) throws {
        let isNew = { place in !lines.isRepeated(place) && !lines.isStopped(place) }
        let allNew = !lines.lines.hasApprovedBefore && lines.stopped.isEmpty
        let covered = try open.books.coveredLines(before: batch, lines)
        var maker = try maker(of: batch)
        var programmes = ProgrammePlaces()
        let numbers = programmes.numbers(of: lines.lines.table)
        var order = PersonOrder(lines.lines)
        var new: [OrderedLine] = []
        var excessive: [Int] = []
        let pageCount = Int(try open.register.pageCount())
        while let person = order.nextPerson() {
            let page = PersonPage.index(of: person)
            open.meter.tell(.computeDue, min(Int(page), pageCount), of: pageCount)
            let persons = PersonPage.numbers(ofPage: page)
            let found = try open.books.covered(persons: persons, by: covered)
            new.removeAll(keepingCapacity: true)
            while let line = order.next(through: persons.upperBound) {
                if allNew || isNew(line.place) { new.append(line) }
            }
            guard !new.isEmpty else { continue }
            let paid = RightSums(of: new, numbers)
            excessive += try self.excessive(paid, &maker, &programmes, page: page, found, batch) {
                right in
                new.filter {
                    right.person == $0.person && right.month == $0.month
                        && right.programme == numbers[$0.right]
                }.map(\.place)
            }
        }
        open.meter.tell(.computeDue, pageCount, of: pageCount)
        excessive += maker.waiting(among: lines.lines).filter(isNew)
        guard covered.doubleCount() == 0 else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "lô \(batch.code): có khoản đã nằm trong lô khác; hủy lô và lập lại",
                    en:
                        "batch \(batch.code): a right stands in another batch too; cancel and draft again"
                ),
                hint: cancelHint(batch)
            )
        }
        guard excessive.isEmpty else {
            throw refuse(
                batch,
                Set(excessive).map { $0 + 1 },
                vi: "trả nhiều hơn số còn được hưởng",
                en: "pay more than is owed and not covered yet"
            )
        }
    }

    /// What makes again what was due when a batch was frozen.
    private func maker(of batch: BatchRecord) throws -> DraftMaker {
        guard let unit = try open.books.units().first(where: { $0.code == batch.unit }) else {
            throw StoreError.damaged("batch \(batch.code): unit")
        }
        return DraftMaker(
            scope: try open.scope(
                of: unit,
                period: batch.period,
                known: batch.known,
                before: batch.row
            ),
            ruleBook: try FrozenLaw(open).book(of: batch)
        )
    }

    /// The places of the lines of a page's persons that pay more than was due.
    private func excessive(
        _ paid: RightSums,
        _ maker: inout DraftMaker,
        _ programmes: inout ProgrammePlaces,
        page index: Int64,
        _ covered: CoveredColumns,
        _ batch: BatchRecord,
        places: (ProgrammeRight) -> [Int]
    ) throws -> [Int] {
        let moment = RegisterMoment(known: batch.known, step: batch.step)
        let page = try open.register.page(index, at: moment)
        let earlier = EarlierPages(open, asOf: moment)
        if page.count > 0 {
            try maker.add(page, covered: covered, before: { try earlier.page(index, when: $0) })
        }
        var excessive: [Int] = []
        maker.drain { due in
            let numbers = programmes.numbers(of: due.table)
            excessive = paid.above(RightSums(of: due, numbers)).flatMap(places)
        }
        return excessive
    }

    /// Invariant (3): an answer may have come since it was frozen.
    private func requireOpenAgain(_ batch: BatchRecord, _ lines: [StoredLine]) throws {
        guard !lines.isEmpty else { return }
        let altered = try open.books.query { Set(try $0.alteredRepeats(of: batch.row)) }
            .intersection(lines.map(\.number))
        guard altered.isEmpty else {
            throw refuse(
                batch,
                Array(altered),
                vi: "không phải dòng đã bị trả lại",
                en: "are not the lines that came back"
            )
        }
        let settled = try open.books.query { reader in
            try lines.filter { try !reader.isOpenAgain(line: $0.origin) }
        }
        guard settled.isEmpty else {
            let numbers = settled.map { "\($0.number)" }.joined(separator: ", ")
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi:
                        "lô \(batch.code): \(settled.count) dòng chi lại nay đã được chi: dòng \(numbers)",
                    en: "batch \(batch.code): \(settled.count) lines to be paid again were paid "
                        + "since: lines \(numbers)"
                ),
                hint: Phrase(
                    vi: "rút các dòng này (chitra batch stop --batch \(batch.code)), hoặc hủy lô",
                    en: "take these lines away (chitra batch stop --batch \(batch.code)), or cancel"
                )
            )
        }
    }

    private func refuse(
        _ batch: BatchRecord,
        _ numbers: [Int],
        vi: String,
        en: String
    ) -> StepRefusal {
        let lines = numbers.sorted().map { "\($0)" }.joined(separator: ", ")
        return StepRefusal(
            .dataErrors,
            Phrase(
                vi: "lô \(batch.code): các dòng \(lines) \(vi)",
                en: "batch \(batch.code): lines \(lines) \(en)"
            ),
            hint: cancelHint(batch)
        )
    }

    private func cancelHint(_ batch: BatchRecord) -> Phrase {
        Phrase(
            vi: "báo kiểm toán, rồi hủy lô và lập lại: chitra batch cancel --batch \(batch.code)",
            en: "tell the auditor, then cancel and draft again: "
                + "chitra batch cancel --batch \(batch.code)"
        )
    }
}

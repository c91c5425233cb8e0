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
        try requireOpenAgain(batch, lines.filter { $0.origin > 0 && !$0.isStopped })
    }

    /// Invariants (1) and (2): a person's lines are read once for both.
    private func requireOwed(_ batch: BatchRecord, _ lines: StoredLines) throws {
        let isNew = { place in !lines.isRepeated(place) && !lines.isStopped(place) }
        let covered = try open.books.coveredLines(before: batch, lines)
        let again = try dueAgain(batch, lines, isNew, covered)
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
        var programmes = ProgrammePlaces()
        let paid = RightSums(of: lines.lines, &programmes, where: isNew)
        let due = RightSums(of: again, &programmes) { _ in true }
        let excessive = Set(paid.above(due))
        guard excessive.isEmpty else {
            let places = lines.indices.filter { place in
                isNew(place)
                    && excessive.contains(
                        programmes.right(of: lines.lines, at: place)
                    )
            }
            throw refuse(
                batch,
                places.map { $0 + 1 },
                vi: "trả nhiều hơn số còn được hưởng",
                en: "pay more than is owed and not covered yet"
            )
        }
    }

    /// VND that was due when the batch was frozen, made again for the persons of its new lines; what
    /// all its persons' lines cover is read on the way.
    private func dueAgain(
        _ batch: BatchRecord,
        _ lines: StoredLines,
        _ isNew: (Int) -> Bool,
        _ covered: CoveredLines
    ) throws -> LineColumns {
        guard let unit = try open.books.units().first(where: { $0.code == batch.unit }) else {
            throw StoreError.damaged("batch \(batch.code): unit")
        }
        var maker = DraftMaker(
            scope: DraftScope(
                unit: unit.code,
                place: unit.province,
                period: batch.period,
                recomputeFrom: min(unit.recomputeFrom, batch.period),
                known: batch.known
            ),
            ruleBook: try FrozenLaw(open).book(of: batch)
        )
        // Whether a page has somebody with a new line.
        var pages: [Int64: Bool] = [:]
        var last: (index: Int64, isNew: Bool) = (-1, false)
        for place in lines.indices where lines.lines.persons[place] > 0 {
            let found = (PersonPage.index(of: lines.lines.persons[place]), isNew(place))
            if found == last { continue }
            pages[found.0] = found.1 || pages[found.0] == true
            last = found
        }
        let capacity = Int64(PersonPage.capacity)
        for (place, page) in pages.sorted(by: { $0.key < $1.key }).enumerated() {
            open.meter.tell(.computeDue, place, of: pages.count)
            let (index, hasNew) = page
            let persons = index * capacity + 1...(index + 1) * capacity
            let covered = try open.books.covered(persons: persons, by: covered)
            guard hasNew else { continue }
            let page = try open.register.page(index, known: batch.known, through: batch.step)
            if page.count > 0 { try maker.add(page, covered: covered) }
        }
        open.meter.tell(.computeDue, pages.count, of: pages.count)
        return maker.finished().lines
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

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
    /// - Parameter batch: The batch; its folder was verified.
    /// - Throws: ``StepRefusal`` naming the lines.
    func require(_ batch: BatchRecord) throws {
        let lines = try open.books.lines(of: batch)
        guard let first = lines.lines.persons.min(), let last = lines.lines.persons.max() else {
            throw StoreError.damaged("batch \(batch.code): no line")
        }
        try requireOnce(batch, persons: first...last)
        try requireOwed(batch, lines)
        try requireOpenAgain(batch, lines.filter { $0.origin > 0 && !$0.isStopped })
    }

    /// Invariant (1).
    private func requireOnce(_ batch: BatchRecord, persons: ClosedRange<Int64>) throws {
        guard try open.books.query({ try $0.doublyCovered(persons: persons) }) == 0 else {
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
    }

    /// Invariant (2).
    private func requireOwed(_ batch: BatchRecord, _ lines: StoredLines) throws {
        let isNew = { place in !lines.isRepeated(place) && !lines.isStopped(place) }
        guard lines.indices.contains(where: isNew) else { return }
        let persons = Set(lines.indices.lazy.filter(isNew).map { lines.lines.persons[$0] })
        var programmes = ProgrammePlaces()
        let paid = RightSums(of: lines.lines, &programmes, where: isNew)
        let due = RightSums(of: try dueAgain(batch, persons: persons), &programmes) { _ in true }
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

    /// VND that was due when the batch was frozen, made again.
    private func dueAgain(_ batch: BatchRecord, persons: Set<Int64>) throws -> LineColumns {
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
            ruleBook: try ruleBook(of: batch)
        )
        let covered = try open.books.coveredLines(before: batch)
        let pages = Set(persons.filter { $0 > 0 }.map(PersonPage.index(of:)))
        for index in pages.sorted() {
            let page = try open.register.page(index, known: batch.known, through: batch.step)
            guard let first = page.numbers.first, let last = page.numbers.last else { continue }
            try maker.add(
                page,
                covered: open.books.covered(persons: first...last, by: covered)
            )
        }
        return maker.finished().lines
    }

    /// The law that the batch was made by: what ships, or what lies in its folder.
    private func ruleBook(of batch: BatchRecord) throws -> RuleBook {
        if RuleBook.shipped.digest == batch.ruleBook { return .shipped }
        let folder = "\(open.books.batchesFolder)/\(batch.code)/law"
        let files = try DurableFiles.tree(folder).map { path in
            (path, String(decoding: try DurableFiles.read("\(folder)/\(path)"), as: UTF8.self))
        }
        guard let book = RuleBook.read(files: files).value, book.digest == batch.ruleBook else {
            throw StoreError.damaged("\(batch.code)/law")
        }
        return book
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

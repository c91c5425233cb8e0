// Everything that happens up to the last day, by file and by account.
//
// Invariants:
// (1) What stands under a day does not depend on the last day, nor on the order of the files.
// (2) A day's entries stand in the order: money from outside, payments, lumps, returns, fees,
//     interest; within these by message id and place in the file.

import Ledger

/// A file or an account on a day.
struct DayKey: Hashable {
    /// The message id or account.
    let subject: String
    /// The day.
    let day: CivilDate
}

/// The bank's memory of a run.
struct BankBook {
    /// The files, by message id, sorted.
    let files: [HandedOverFile]
    /// Status reports by message id and day.
    private(set) var reports: [DayKey: StatusReport] = [:]
    /// Entries by account and day.
    private(set) var entries: [DayKey: [BookedEntry]] = [:]
    /// The first day of each account that has an entry.
    private(set) var firstDays: [String: CivilDate] = [:]
    /// The results of desks, by message id.
    private(set) var cash: [String: (day: CivilDate, results: [CashResult])] = [:]

    private let terms: SimulationTerms
    private let chance: KeyedChance

    /// The book of a run.
    init(_ files: [HandedOverFile], _ terms: SimulationTerms) {
        self.files = files.sorted { $0.message < $1.message }
        self.terms = terms
        chance = KeyedChance(seed: terms.seed)
        addFunds()
        for file in self.files {
            if file.isCash { addCash(file) } else { add(file) }
        }
        for key in entries.keys {
            // The place breaks ties, so that entries of one kind stay as they were added.
            entries[key] = entries[key]?.enumerated().sorted {
                ($0.element.kind.rawValue, $0.offset) < ($1.element.kind.rawValue, $1.offset)
            }.map(\.element)
        }
    }

    private mutating func addFunds() {
        let credits = terms.credits.sorted {
            ($0.account, $0.day, $0.reference, $0.amount)
                < ($1.account, $1.day, $1.reference, $1.amount)
        }
        var seen: [FundsCredit: Int] = [:]
        for credit in credits {
            let ordinal = seen[credit, default: 0]
            seen[credit] = ordinal + 1
            let day = terms.calendar.onOrAfter(credit.day)
            let name = "\(credit.amount)/\(credit.reference)/\(ordinal)"
            book(
                BookedEntry(
                    kind: .funds,
                    amount: credit.amount,
                    reference: reference(.funds, name, credit.account, day),
                    text: credit.reference
                ),
                on: credit.account,
                day
            )
        }
    }

    private mutating func add(_ file: HandedOverFile) {
        let received = terms.calendar.onOrAfter(file.requested)
        addCharges(file, received)
        if let refusal = terms.plan.rows(.refuseFile, of: file.message).first {
            let day = terms.calendar.advance(received, by: refusal.days ?? 0)
            say(file.message, day) {
                $0.refusal = refusal.reason.isEmpty ? "FF01" : refusal.reason
            }
            return
        }
        let isLump = !terms.plan.rows(.lump, of: file.message).isEmpty
        var lumps: [CivilDate: (amount: Int64, count: Int)] = [:]
        for (index, transfer) in file.transfers.enumerated() {
            let story = TransferStory(
                row(of: transfer, in: file),
                amount: transfer.amount,
                received: received,
                calendar: terms.calendar
            )
            for word in story.words {
                say(file.message, word.day) {
                    $0.lines.append(
                        StatusReport.Line(
                            transfer: index,
                            word: word.word,
                            reason: word.reason
                        )
                    )
                }
            }
            if let day = story.bookedOn {
                if isLump {
                    let sum = lumps[day] ?? (0, 0)
                    lumps[day] = (sum.amount + transfer.amount, sum.count + 1)
                } else {
                    bookTransfer(.payment, transfer, transfer.amount, file, day)
                }
            }
            if let back = story.comesBack {
                bookTransfer(.returned, transfer, back.amount, file, back.day, back.reason)
            }
        }
        for (day, lump) in lumps.sorted(by: { $0.key < $1.key }) {
            book(
                BookedEntry(
                    kind: .lump,
                    amount: lump.amount,
                    reference: reference(.lump, file.message, file.account, day),
                    message: file.message,
                    count: lump.count
                ),
                on: file.account,
                day
            )
        }
    }

    private mutating func addCharges(_ file: HandedOverFile, _ received: CivilDate) {
        for (behaviour, kind) in [(Behaviour.fee, BookedEntry.Kind.fee), (.interest, .interest)] {
            for (index, row) in terms.plan.rows(behaviour, of: file.message).enumerated() {
                let day = terms.calendar.advance(received, by: row.days ?? 0)
                book(
                    BookedEntry(
                        kind: kind,
                        amount: row.amount,
                        reference: reference(kind, "\(file.message)/\(index)", file.account, day),
                        message: file.message
                    ),
                    on: file.account,
                    day
                )
            }
        }
    }

    private mutating func addCash(_ file: HandedOverFile) {
        let handedOver = terms.calendar.onOrAfter(file.requested)
        let listed = terms.calendar.advance(handedOver, by: terms.cashDays)
        var results: [CashResult] = []
        for transfer in file.transfers {
            let row = row(of: transfer, in: file)
            switch row?.behaviour ?? .paid {
            case .lost: continue
            case .unpaid:
                let usual = chance.element(
                    of: ["not-collected", "not-collected", "moved-away", "deceased"],
                    transfer.id,
                    "unpaid-reason"
                )
                let reason = row.map(\.reason) ?? ""
                results.append(
                    CashResult(
                        transfer: transfer,
                        isPaid: false,
                        day: listed,
                        reason: reason.isEmpty ? usual : reason
                    )
                )
            default:
                let days =
                    row?.days
                    ?? chance.number(below: terms.cashDays + 1, transfer.id, "paid-day")
                let day = terms.calendar.advance(handedOver, by: min(days, terms.cashDays))
                results.append(CashResult(transfer: transfer, isPaid: true, day: day, reason: ""))
            }
        }
        if !results.isEmpty && listed <= terms.through {
            cash[file.message] = (listed, results)
        }
    }

    /// The plan's word on a payment, or chance's.
    private func row(of transfer: HandedOverTransfer, in file: HandedOverFile) -> PlannedBehaviour?
    {
        if let row = terms.plan.row(of: transfer.id, in: file.message, isCash: file.isCash) {
            return row
        }
        let draw = chance.number(below: 1_000_000, transfer.id, "fate")
        // Returns take the low end and rejections the high one: a share of one leaves the other.
        if draw < terms.returns.millionths {
            return PlannedBehaviour(
                line: 0,
                target: transfer.id,
                behaviour: file.isCash ? .unpaid : .return,
                reason: file.isCash
                    ? ""
                    : chance.element(of: TransferStory.returnReasons, transfer.id, "return-reason"),
                amount: 0,
                days: 1 + chance.number(below: 5, transfer.id, "return-day")
            )
        }
        guard !file.isCash, draw >= 1_000_000 - terms.rejects.millionths else { return nil }
        return PlannedBehaviour(
            line: 0,
            target: transfer.id,
            behaviour: .reject,
            reason: chance.element(of: TransferStory.rejectReasons, transfer.id, "reject-reason"),
            amount: 0,
            days: nil
        )
    }
}

extension BankBook {
    private mutating func say(
        _ message: String,
        _ day: CivilDate,
        _ change: (inout StatusReport) -> Void
    ) {
        guard day <= terms.through else { return }
        change(&reports[DayKey(subject: message, day: day), default: StatusReport()])
    }

    private mutating func bookTransfer(
        _ kind: BookedEntry.Kind,
        _ transfer: HandedOverTransfer,
        _ amount: Int64,
        _ file: HandedOverFile,
        _ day: CivilDate,
        _ reason: String? = nil
    ) {
        let entry = BookedEntry(
            kind: kind,
            amount: amount,
            reference: reference(kind, transfer.id, file.account, day),
            message: file.message,
            transfer: transfer,
            reason: reason
        )
        book(entry, on: file.account, day)
    }

    private mutating func book(_ entry: BookedEntry, on account: String, _ day: CivilDate) {
        guard day <= terms.through else { return }
        entries[DayKey(subject: account, day: day), default: []].append(entry)
        firstDays[account] = min(firstDays[account] ?? day, day)
    }

    /// The bank's own name of an entry: the day and 13 characters that tell nothing.
    private func reference(
        _ kind: BookedEntry.Kind,
        _ name: String,
        _ account: String,
        _ day: CivilDate
    ) -> String {
        "FT\(day.compact)" + KeyedChance.reference("\(kind.rawValue)/\(name)/\(account)/\(day)")
    }
}

extension CivilDate {
    /// `YYYYMMDD`.
    var compact: String { description.filter { $0 != "-" } }
}

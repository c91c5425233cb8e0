// Money that a fact moves: the postings of the accounting events 6a to 8c, 14a, 18, 19 and 20.
//
// Invariants:
// (1) A movement is made of pairs, so it balances.
// (2) What a transfer's movement takes from clearing or from what is owed is the transfer in full,
//     part by part: nothing is rounded or spread.
// (3) Where money comes back short, the parts are filled in their order and the provider owes the
//     rest.

package import BankFiles
package import Disbursement
package import Ledger

/// What kind of event moves the money.
package enum MovementKind: String, CaseIterable, Sendable {
    /// 6a: booked by the provider.
    case booked
    /// 7: rejected, or reported unpaid.
    case refused = "rejected"
    /// Storno of 7: booked or paid after all.
    case unrefused = "rejected-storno"
    /// 8a: came back to the provider's account.
    case returned
    /// What had come back before it was booked is no longer unidentified.
    case returnedEarly = "returned-early"
    /// 6b: paid by the Treasury from the estimate.
    case paidDirectly = "paid-directly"
    /// 8b and 8c: came back to the Treasury.
    case returnedDirectly = "returned-directly"
    /// 14a: recovered into the provider's account.
    case recovered
    /// 18: a fee was taken from benefit money.
    case feeTaken = "fee-taken"
    /// 18: a fee was refunded.
    case feeRefunded = "fee-refunded"
    /// 19: interest on the deposit.
    case interest
    /// 20: an unidentified debit.
    case unidentifiedDebit = "unidentified-debit"
    /// 20: an unidentified credit.
    case unidentifiedCredit = "unidentified-credit"
    /// Storno of what a statement moved that was set aside.
    case takenBack = "statement-set-aside"
}

/// Money that one fact moves.
package struct Movement: Hashable, Sendable {
    /// The event.
    package let kind: MovementKind
    /// The fact: index into the answer's facts.
    package let fact: Int
    /// The transfer that it is about; nil for an entry that is about none.
    package let transfer: TransferID?
    /// The unit in whose books it stands.
    package let unit: String
    /// The budget year of the books.
    package let year: Int
    /// The file or our account that the entry is named after.
    package let place: String
    /// The day from which it counts.
    package let valueOn: CivilDate
    /// What moves.
    package let pairs: [PostingPair]
    /// The key of the entry that it takes back a part of; nil for all but a storno.
    package let reverses: String?
}

/// The pairs of a transfer's movements.
extension SentTransfer {
    /// 6a: from clearing to the deposit; 6b: to final funding.
    var bookedPairs: [PostingPair] {
        guard way != .estimate else {
            return DirectPostings.paid(
                unit: unit,
                year: year,
                provider: provider,
                file: file,
                totals: parts,
                ownLines: ownLines
            )
        }
        return parts.map { PostingPair("CLR", clearing($0), "CASH", cash($0), $0.amount) }
    }

    /// 7: from clearing to what is owed.
    var refusedPairs: [PostingPair] {
        parts.map { PostingPair("CLR", clearing($0), "PAY", claim($0), $0.amount) }
    }

    /// 8a: owed again in full; the provider owes what it kept.
    ///
    /// - Parameters:
    ///   - amount: VND that came back, at most the transfer's amount.
    ///   - source: Where it came back to: the deposit, or what was set aside before.
    /// - Returns: The pairs.
    func returnedPairs(_ amount: Int64, from source: ReturnSource) -> [PostingPair] {
        let (back, kept) = parts.parted(at: amount)
        let provider = Dimensions.cash(unit: unit, provider: self.provider)
        return back.flatMap { part in
            switch source {
            case .deposit: [PostingPair("CASH", cash(part), "PAY", claim(part), part.amount)]
            // When it was set aside nobody knew its funding source: the deposit learns it now.
            case .suspense:
                [
                    PostingPair("SUSP", provider, "PAY", claim(part), part.amount),
                    PostingPair("CASH", cash(part), "CASH", provider, part.amount),
                ]
            }
        } + kept.map { PostingPair("REC", provider, "PAY", claim($0), $0.amount) }
    }

    /// 8b and 8c: owed again in full.
    var returnedDirectlyPairs: [PostingPair] {
        DirectPostings.returned(unit: unit, year: year, totals: parts, ownLines: ownLines) {
            settledYears.contains($0)
        }
    }

    private func clearing(_ part: BatchTotal) -> Dimensions {
        .clearing(unit: unit, year: year, total: part, provider: provider, file: file)
    }

    private func claim(_ part: BatchTotal) -> Dimensions {
        .claim(unit: unit, year: year, total: part)
    }

    private func cash(_ part: BatchTotal) -> Dimensions {
        .cash(unit: unit, provider: provider, source: part.source)
    }
}

/// Where returned money lies when it is booked as such.
enum ReturnSource {
    /// It is coming in now.
    case deposit
    /// It came in earlier and was set aside.
    case suspense
}

/// The pairs of movements that are about an account and no transfer.
extension OwnAccount {
    private var deposit: Dimensions { .cash(unit: unit, provider: provider) }

    /// 20: set aside.
    func suspensePairs(_ amount: Int64, isCredit: Bool) -> [PostingPair] {
        [
            isCredit
                ? PostingPair("CASH", "SUSP", amount, deposit)
                : PostingPair("SUSP", "CASH", amount, deposit)
        ]
    }

    /// 18: a fee that the provider took and owes, or gives back.
    func feePairs(_ amount: Int64, isRefund: Bool) -> [PostingPair] {
        let taken = RecoveryPostings.feeTaken(unit: unit, provider: provider, amount: amount)
        return [isRefund ? taken.swapped : taken]
    }

    /// 19: interest is owed to the budget.
    func interestPairs(_ amount: Int64) -> [PostingPair] {
        [PostingPair("CASH", deposit, "DUE", Dimensions(unit: unit), amount)]
    }
}

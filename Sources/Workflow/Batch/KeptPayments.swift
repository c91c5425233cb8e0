// The payments of one provider between the pass over lines and register and the writing of its files.
//
// Invariants:
// (1) Payments keep the order in which they come: that of their transfers' numbers.
// (2) Memory holds some pieces and a few numbers for each thousand payments, whatever their count.

import BankFiles
import Disbursement
import Enrolment
import Store

/// Keeps payments in pieces.
struct KeptPayments {
    /// Where a piece lies in scratch.
    private struct Place {
        let amounts: Range<Int>
        let rest: Range<Int>
    }

    private let scratch: ScratchFile
    private var pieces: [Place] = []
    private var filling = PaymentPiece()
    private var bytes: [UInt8] = []
    /// How many payments there are.
    private(set) var count = 0

    /// No payment.
    init(_ scratch: ScratchFile) { self.scratch = scratch }

    /// Appends a payment to an account; its lines were appended before.
    ///
    /// - Parameters:
    ///   - place: The transfer's number less one.
    ///   - amount: VND.
    ///   - bank: The bank of the account as a number.
    ///   - name: The payee's name, UTF-8.
    ///   - nameCap: The most characters that the file takes of it.
    ///   - account: The account's number.
    /// - Throws: `BankTextRefusal` for a name that banks cannot write; `StoreError` where scratch takes
    ///   no more.
    mutating func append(
        place: Int,
        amount: Int64,
        bank: UInt32,
        name: Span<UInt8>,
        nameCap: Int,
        account: Span<UInt8>
    ) throws {
        try filling.append(bankText: name, cap: nameCap)
        filling.append(text: account)
        try append(place, amount, bank: bank, identification: 0)
    }

    /// Appends a payment in cash; its lines were appended before.
    ///
    /// - Parameters:
    ///   - place: The transfer's number less one.
    ///   - amount: VND.
    ///   - identification: The twelve digits of the payee's national ID as a number.
    ///   - name: The payee's name, UTF-8, which the list has as it is.
    /// - Throws: `StoreError` where scratch takes no more.
    mutating func append(
        place: Int,
        amount: Int64,
        identification: UInt64,
        name: Span<UInt8>
    ) throws {
        filling.append(text: name)
        filling.append(text: Span())
        try append(place, amount, bank: 0, identification: identification)
    }

    private mutating func append(
        _ place: Int,
        _ amount: Int64,
        bank: UInt32,
        identification: UInt64
    ) throws {
        filling.append(place, amount, bank: bank, identification: identification)
        count += 1
        if filling.count == PaymentPiece.capacity { try keep() }
    }

    private mutating func append(_ row: Int, of piece: borrowing PaymentPiece) throws {
        filling.append(row, of: piece)
        count += 1
        if filling.count == PaymentPiece.capacity { try keep() }
    }

    /// The payments of each bank, in the order of the banks' numbers; those of a bank keep their order.
    ///
    /// One more pass, for providers that want a file for each bank.
    ///
    /// - Returns: None where there is no payment.
    /// - Throws: `StoreError` where scratch cannot be read or takes no more.
    func partedByBank() throws -> [KeptPayments] {
        var parts: [UInt32: KeptPayments] = [:]
        try reader().take(count) { piece, rows in
            for row in rows {
                try parts[piece.banks[row], default: KeptPayments(scratch)].append(row, of: piece)
            }
        }
        return try parts.sorted { $0.key < $1.key }.map { _, part in
            var part = part
            try part.finish()
            return part
        }
    }

    /// Appends a line of the payment that comes next.
    mutating func append(right: UInt32, amount: Int64) {
        filling.append(right: right, amount: amount)
    }

    /// Ends the keeping.
    ///
    /// - Throws: `StoreError` where scratch takes no more.
    mutating func finish() throws {
        if filling.count > 0 { try keep() }
        filling = PaymentPiece()
    }

    private mutating func keep() throws {
        filling.encodeAmounts(into: &bytes)
        let amounts = try keepBytes()
        filling.encode(into: &bytes)
        pieces.append(Place(amounts: amounts, rest: try keepBytes()))
        filling.removeAll()
    }

    private func keepBytes() throws -> Range<Int> {
        let place = try unsafe scratch.append(bytes.span.bytes)
        return place..<place + bytes.count
    }

    /// No payment, in the same scratch.
    var empty: KeptPayments { KeptPayments(scratch) }

    /// VND of the payments of a piece.
    ///
    /// - Throws: `StoreError` where scratch cannot be read.
    private func amounts(ofPiece index: Int) throws -> [Int64] {
        let place = pieces[index].amounts
        return try PaymentPiece.amounts(
            decoding: scratch.read(at: place.lowerBound, count: place.count)
        )
    }

    /// VND of all payments.
    ///
    /// - Throws: `StoreError` where scratch cannot be read.
    func amounts() throws -> [Int64] {
        var amounts: [Int64] = []
        amounts.reserveCapacity(count)
        for index in pieces.indices { amounts += try self.amounts(ofPiece: index) }
        return amounts
    }

    /// Counts and sums of payments that follow each other.
    ///
    /// - Parameter counts: How many payments each run has; all payments together.
    /// - Returns: The totals of each run.
    /// - Throws: `StoreError` where scratch cannot be read.
    func totals(ofRuns counts: [Int]) throws -> [TransferTotals] {
        var totals: [TransferTotals] = []
        var index = 0
        var amounts: ArraySlice<Int64> = []
        for count in counts {
            var total = TransferTotals()
            var rest = count
            while rest > 0 {
                if amounts.isEmpty {
                    amounts = try self.amounts(ofPiece: index)[...]
                    index += 1
                }
                for amount in amounts.prefix(rest) { total.add(amount) }
                let taken = min(rest, amounts.count)
                amounts = amounts.dropFirst(taken)
                rest -= taken
            }
            totals.append(total)
        }
        return totals
    }

    /// Goes through the payments.
    func reader() -> Reader { Reader(self) }

    /// Goes through payments once, in order.
    final class Reader {
        private let kept: KeptPayments
        private var piece = PaymentPiece()
        private var index = 0
        private var row = 0

        init(_ kept: KeptPayments) { self.kept = kept }

        /// Lends the next payments, as many as are wanted.
        ///
        /// - Parameters:
        ///   - count: How many there are at least.
        ///   - body: Gets pieces and the rows of them that are meant.
        /// - Throws: `StoreError` where scratch cannot be read; what the body throws.
        func take(
            _ count: Int,
            _ body: (borrowing PaymentPiece, Range<Int>) throws -> Void
        ) throws {
            var rest = count
            while rest > 0 {
                if row == piece.count {
                    let place = kept.pieces[index].rest
                    try piece.decode(
                        kept.scratch.read(at: place.lowerBound, count: place.count),
                        amounts: kept.amounts(ofPiece: index)
                    )
                    index += 1
                    row = 0
                }
                let end = min(row + rest, piece.count)
                rest -= end - row
                try body(piece, row..<end)
                row = end
            }
        }
    }
}

// The one door to all formats that pay into accounts, and the split into files.
//
// Invariants:
// (1) Files are split by the profile's banks, count and sum, own-bank transfers first: never by machine.
// (2) Every transfer is in exactly one file.

/// What one file of a provider holds, as ranges of its transfers.
package struct PaymentFilePart: Hashable, Sendable {
    /// The number of the file, from 1.
    package let sequence: Int
    /// Which of the own-bank transfers, counted from 0.
    package let ownBank: Range<Int>
    /// Which of the other-bank transfers, counted from 0.
    package let otherBank: Range<Int>
}

extension ProviderProfile {
    /// The files that transfers make.
    ///
    /// Where each bank has files of its own (``FilesApart/bank``), this is asked once for each.
    ///
    /// A file ends where its next transfer would be one too many, or bring it above the largest sum; a
    /// single transfer above that sum is refused before (``isPayable(_:)``).
    ///
    /// - Parameters:
    ///   - ownBank: The amounts to the provider's own accounts; for a cash list, of all payouts.
    ///   - otherBank: The amounts to accounts at other banks.
    /// - Returns: The files in order; none where there is nothing to pay.
    package func parts(
        ownBank: some RandomAccessCollection<Int64>,
        otherBank: some RandomAccessCollection<Int64>
    ) -> [PaymentFilePart] {
        let (own, all) = (ownBank.count, ownBank.count + otherBank.count)
        var parts: [PaymentFilePart] = []
        var start = 0
        var sum: Int64 = 0
        func end(at end: Int) {
            guard end > start else { return }
            parts.append(
                PaymentFilePart(
                    sequence: parts.count + 1,
                    ownBank: min(start, own)..<min(end, own),
                    otherBank: max(start - own, 0)..<max(end - own, 0)
                )
            )
            start = end
            sum = 0
        }
        // Nothing but the count ends a file: no transfer has to be looked at.
        if maximumTotal == nil {
            let most = maximumTransfers
            func cut(through border: Int) {
                while border - start > most { end(at: start + most) }
            }
            if filesApart != .together {
                cut(through: own)
                end(at: own)
            }
            cut(through: all)
            end(at: all)
            return parts
        }
        var place = 0
        func take(_ amount: Int64) {
            precondition(isPayable(amount), "no transfer is above the sum of a file")
            let isFull = maximumTotal.map { sum > $0 - amount } ?? false
            if place - start == maximumTransfers || isFull { end(at: place) }
            sum += amount
            place += 1
        }
        for amount in ownBank { take(amount) }
        if filesApart != .together { end(at: own) }
        for amount in otherBank { take(amount) }
        end(at: all)
        return parts
    }

    /// Whether a file can hold a transfer of this amount.
    package func isPayable(_ amount: Int64) -> Bool { maximumTotal.map { amount <= $0 } ?? true }
}

/// Writes one payment file in the format of a profile.
///
/// Call `begin`, then `write` for each chunk, then `finish`; or ``render(profile:header:banks:into:next:)``.
package struct PaymentFileWriter: ~Copyable {
    private var pain001: Pain001Writer?
    private var table: TableWriter?
    private var rows: TableRowsWriter?

    /// A writer of one file; traps on a cash list, which names no accounts (``CashListWriter``).
    ///
    /// - Parameters:
    ///   - profile: Of the provider whose bank the header's debtor has.
    ///   - header: The head of the file.
    ///   - banks: Every bank that occurs.
    package init(profile: ProviderProfile, header: PaymentFileHeader, banks: BankDirectory) {
        precondition(profile.bank == header.debtor.bank, "the provider holds the debtor's account")
        precondition(
            header.transferCount <= profile.maximumTransfers,
            "a file has no more transfers than its provider takes"
        )
        switch profile.format {
        case .pain001:
            pain001 = Pain001Writer(
                header: header,
                caps: profile.caps,
                version: profile.version ?? .v09,
                purpose: profile.purpose,
                categoryPurpose: profile.categoryPurpose,
                hasInstructionID: profile.hasInstructionID,
                members: profile.members,
                debtorAddress: profile.debtorAddress
            )
            table = nil
        case .table:
            guard let layout = profile.table else {
                preconditionFailure("a table's profile has its layout")
            }
            pain001 = nil
            if layout.form == .csv {
                table = TableWriter(
                    header: header,
                    layout: layout,
                    caps: profile.caps,
                    banks: banks
                )
            } else {
                table = nil
                rows = TableRowsWriter(
                    header: header,
                    cells: TableCells(layout: layout, caps: profile.caps, banks: banks)
                )
            }
        case .cashList:
            preconditionFailure("a cash list pays into no account")
        }
    }

    /// Writes what stands before the first transfer.
    ///
    /// - Throws: What the sink throws.
    package mutating func begin(into sink: inout some ByteSink & ~Copyable) throws {
        try pain001?.begin(into: &sink)
        try table?.begin(into: &sink)
        try rows?.begin(into: &sink)
    }

    /// Writes the transfers of a chunk; own-bank transfers of all chunks come before the others.
    ///
    /// - Throws: What the sink throws.
    package mutating func write(
        _ chunk: TransferChunk,
        into sink: inout some ByteSink & ~Copyable
    ) throws {
        try pain001?.write(chunk, into: &sink)
        try table?.write(chunk, into: &sink)
        try rows?.write(chunk, into: &sink)
    }

    /// Writes the end; traps when counts or sums differ from the header.
    ///
    /// - Throws: What the sink throws.
    package mutating func finish(into sink: inout some ByteSink & ~Copyable) throws {
        try pain001?.finish(into: &sink)
        try table?.finish(into: &sink)
        try rows?.finish(into: &sink)
    }

    /// Writes a whole file out of chunks that come one at a time.
    ///
    /// - Parameters:
    ///   - profile: Of the provider whose bank the header's debtor has.
    ///   - header: The head of the file.
    ///   - banks: Every bank that occurs.
    ///   - sink: Where the bytes go.
    ///   - next: Gives the next chunk, or nil after the last.
    /// - Throws: What the sink or `next` throws.
    package static func render(
        profile: ProviderProfile,
        header: PaymentFileHeader,
        banks: BankDirectory,
        into sink: inout some ByteSink & ~Copyable,
        next: () throws -> TransferChunk?
    ) throws {
        var writer = PaymentFileWriter(profile: profile, header: header, banks: banks)
        try writer.begin(into: &sink)
        while let chunk = try next() { try writer.write(chunk, into: &sink) }
        try writer.finish(into: &sink)
    }
}

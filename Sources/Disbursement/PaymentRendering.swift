// A provider's payment files out of its transfers: the same door for writing and for checking.
//
// Invariant: rendering depends on its arguments only, so whoever has a file's list, page and
// profile can render it again and must get the same bytes.

package import BankFiles
package import Ledger

/// What a payment file is rendered from, beside its transfers.
package struct RenderingHead: Hashable, Sendable {
    /// The message id.
    package let message: String
    /// When the content was frozen.
    package let createdAt: Instant
    /// The day on which the money shall move.
    package let requested: CivilDate
    /// The debtor.
    package let debtor: PaymentFileHeader.Debtor

    /// A head.
    package init(
        message: String,
        createdAt: Instant,
        requested: CivilDate,
        debtor: PaymentFileHeader.Debtor
    ) {
        self.message = message
        self.createdAt = createdAt
        self.requested = requested
        self.debtor = debtor
    }
}

/// Renders payment files, cash lists and the lists beside them.
package enum PaymentRendering {
    /// A payment file in its provider's format.
    ///
    /// - Parameters:
    ///   - chunk: All transfers, own-bank first.
    ///   - head: What stands at its head.
    ///   - profile: The provider's profile.
    /// - Returns: The file's bytes.
    /// - Throws: What the writers throw; memory never refuses.
    package static func file(
        _ chunk: TransferChunk,
        head: RenderingHead,
        profile: ProviderProfile
    ) throws -> [UInt8] {
        let totals = chunk.totals(ownBank: profile.bank)
        let header = PaymentFileHeader(
            messageID: head.message,
            createdAt: head.createdAt,
            requestedDate: head.requested,
            debtor: head.debtor,
            ownBank: totals.ownBank,
            otherBank: totals.otherBank,
            batchBooking: profile.batchBooking
        )
        var sink = MemorySink()
        var chunks = [chunk]
        try PaymentFileWriter.render(
            profile: profile,
            header: header,
            banks: .shipped,
            into: &sink
        ) { chunks.popLast() }
        return sink.bytes
    }

    /// The list of transfers that lies beside a payment file.
    package static func list(_ chunk: TransferChunk) throws -> [UInt8] {
        let totals = chunk.totals(ownBank: nil)
        var sink = MemorySink()
        var writer = TransferListWriter(totals: totals.otherBank)
        try writer.begin(into: &sink)
        try writer.write(chunk, into: &sink)
        try writer.finish(into: &sink)
        return sink.bytes
    }
}

// A short proof of lines, of a batch or of a day, for whoever has no books.
//
// Invariants:
// (1) A receipt is verified as a stranger would before it is given out.
// (2) It stands under the newest signed checkpoint; nothing in the books changes.
// (3) It says that a line was approved; what became of the line afterwards is told beside it.

package import Disbursement
import Intake
package import Ledger
import Signing
import Store

/// A receipt, and what the books know besides.
package struct ProvenReceipt: Sendable {
    /// The bytes of its file; they name a person.
    package let bytes: [UInt8]
    /// What it proves.
    package let proven: ProvenLines
    /// The numbers of its lines that a stop list took away.
    package let stopped: [Int]
    /// Whether the whole batch was cancelled.
    package let isCancelled: Bool
}

/// Makes receipts.
package struct ProveLines {
    private let open: OpenBooks

    /// Receipts of open books.
    package init(_ open: OpenBooks) { self.open = open }

    /// The receipt of one line.
    ///
    /// - Parameters:
    ///   - number: The line's number in the batch.
    ///   - code: The batch.
    /// - Returns: The receipt.
    /// - Throws: ``StepRefusal``.
    package func receipt(line number: Int, of code: String) throws -> ProvenReceipt {
        guard let batch = try open.books.batches().first(where: { $0.code == code }),
            (1...max(batch.lineCount, 1)).contains(number)
        else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "sổ này không có dòng \(number) của lô \(code)",
                    en: "these books have no line \(number) of batch \(code)"
                )
            )
        }
        return try receipt(lines: [number], of: batch)
    }

    /// The receipt of all lines of a person in a batch.
    ///
    /// - Parameters:
    ///   - person: The person's number in the register.
    ///   - code: The batch.
    /// - Returns: The receipt.
    /// - Throws: ``StepRefusal``.
    package func receipt(person: Int64, of code: String) throws -> ProvenReceipt {
        let batch = try batch(code)
        let numbers = try open.books.query { try $0.lineNumbers(ofPerson: person, in: batch) }
        guard !numbers.isEmpty else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "lô \(code) không có dòng nào của người số \(person)",
                    en: "batch \(code) has no line of person \(person)"
                )
            )
        }
        return try receipt(lines: numbers, of: batch)
    }

    /// The receipt of a batch: that it was approved with these lines and no others; it names nobody.
    ///
    /// - Throws: ``StepRefusal``.
    package func receipt(batch code: String) throws -> ProvenReceipt {
        try receipt(lines: [], of: try batch(code))
    }

    /// The receipt of a whole day: the checkpoint after its last step, as it was signed.
    ///
    /// - Parameter day: The day in Viet Nam.
    /// - Returns: The signed note.
    /// - Throws: ``StepRefusal`` where nothing was written by then.
    package func receipt(day: CivilDate) throws -> String {
        let size = try open.books.query { try $0.logSize(at: Instant(endOf: day)) }
        guard let size, let note = open.books.receiptText(size: size) else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "đến hết ngày \(day) sổ chưa có gì",
                    en: "nothing was written by the end of \(day)"
                )
            )
        }
        return note
    }

    private func batch(_ code: String) throws -> BatchRecord {
        guard let batch = try open.books.batches().first(where: { $0.code == code }) else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "sổ này không có lô \(code)", en: "these books have no batch \(code)")
            )
        }
        return batch
    }

    /// The receipt of all lines of a transfer.
    ///
    /// - Throws: ``StepRefusal``.
    package func receipt(transfer id: String) throws -> ProvenReceipt {
        let (batch, transfer) = try TransferLookup(open: open).batch(of: id)
        let numbers = try open.books.query {
            try $0.lineNumbers(ofTransfer: transfer, in: batch)
        }
        guard !numbers.isEmpty else { throw StoreError.damaged("batch_line: \(id)") }
        return try receipt(lines: numbers, of: batch)
    }

    private func receipt(lines numbers: [Int], of batch: BatchRecord) throws -> ProvenReceipt {
        let checkpoint = open.books.checkpoint
        guard let entry = try open.books.query({ try $0.linesEntry(of: batch) }) else {
            throw try notBooked(batch)
        }
        guard entry.index < checkpoint.size else { throw Self.notSigned }
        let proof = try open.books.query {
            try $0.inclusionProof(leafIndex: entry.index, size: checkpoint.size)
        }
        let content = try SealedFolder.content(
            of: "\(open.books.batchesFolder)/\(batch.code)",
            meter: open.meter
        )
        guard let key = SecretKey(bytes: batch.saltKey), let proof,
            let lines = numbers.isEmpty
                ? []
                : try DecisionProver.lines(
                    numbers,
                    of: batch.lineCount,
                    batchKey: key,
                    in: content
                )
        else { throw Self.unproven(batch, ReceiptRefusal.path(place: 1)) }
        let receipt = LineReceipt(
            lines: lines,
            entry: entry.rows,
            proof: LogProof(index: entry.index, proof: proof, note: open.books.receiptText)
        )
        do {
            let proven = try receipt.verified(by: try open.logVerifier())
            let stopped = try open.books.query { try $0.stoppedLines(of: batch) }
            return ProvenReceipt(
                bytes: receipt.bytes,
                proven: proven,
                stopped: numbers.filter { stopped.contains($0) },
                isCancelled: batch.isCancelled
            )
        } catch let refusal as ReceiptRefusal {
            throw Self.unproven(batch, refusal)
        }
    }

    private func notBooked(_ batch: BatchRecord) throws -> StepRefusal {
        let period = batch.period
        guard try open.isApproved(batch) else {
            return StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "lô \(batch.code) chưa đủ chữ ký duyệt nên chưa có gì để chứng minh",
                    en: "batch \(batch.code) lacks signatures: nothing is approved yet"
                ),
                hint: Phrase(
                    vi: "xem tình hình: chitra batch status --period \(period)",
                    en: "see: chitra batch status --period \(period)"
                )
            )
        }
        // A reissue of lines that were approved before books nothing until it is handed over.
        return StepRefusal(
            .approvalMissing,
            Phrase(
                vi: "lô \(batch.code) chỉ chi lại các dòng đã duyệt trước đây và chưa bàn giao",
                en: "batch \(batch.code) pays lines again that were approved before, "
                    + "and is not handed over"
            ),
            hint: Phrase(
                vi: "lấy biên nhận của lệnh cũ, hoặc bàn giao trước: "
                    + "chitra batch issue --period \(period)",
                en: "take the receipt of the earlier transfer, or hand over first: "
                    + "chitra batch issue --period \(period)"
            )
        )
    }

    private static let notSigned = StepRefusal(
        .locked,
        Phrase(
            vi: "bước vừa ghi chưa có điểm kiểm tra đã ký",
            en: "the last step has no signed checkpoint yet"
        ),
        hint: Phrase(
            vi: "chạy lại khi không ai ghi; nếu vẫn vậy, lệnh ghi kế tiếp sẽ ký",
            en:
                "run it again when nobody writes; if it stays so, the next command that writes signs it"
        )
    )

    private static func unproven(_ batch: BatchRecord, _ refusal: ReceiptRefusal) -> StepRefusal {
        StepRefusal(
            .proofFails,
            Phrase(
                vi: "lô \(batch.code) không còn như khi duyệt: \(refusal.phrase.vietnamese)",
                en: "batch \(batch.code) is not as it was approved: \(refusal.phrase.english)"
            ),
            hint: Phrase(
                vi: "chạy chitra verify, giữ nguyên hiện trạng và báo kiểm toán",
                en: "run chitra verify, keep all as it is and call the auditor"
            )
        )
    }
}

// The log as it stands against the signed checkpoint and against receipts that somebody kept: invariants
// (3) and (4) of BooksVerifier, with the first leaf concerned.

import GRDB
import Intake
import Signing

extension BooksVerifier {
    /// Invariant (3): the last head is the signed checkpoint, or the announced one.
    func checkHeads(
        _ db: Database,
        _ frontier: MerkleFrontier,
        _ findings: inout [BooksFinding]
    ) throws {
        let pending = books.checkpoints.pending
        let signed = books.checkpoint
        let isLast = frontier.size == signed.size && frontier.root == signed.root
        let isPending = pending?.size == frontier.size && pending?.root == frontier.root
        if isLast || isPending { return }
        // Of leaves that nobody signed the first is named.
        let first = try Int64.fetchOne(
            db,
            sql: "SELECT step FROM leaf WHERE position = ?",
            arguments: [Int64(clamping: signed.size)]
        )
        findings.append(
            BooksFinding(
                place: "log",
                step: frontier.size > signed.size ? first ?? 0 : 0,
                Phrase(
                    vi:
                        "nhật ký không khớp với điểm kiểm tra đã ký: sổ có \(frontier.size) mục, "
                        + "điểm kiểm tra \(signed.size)",
                    en: "the log is not the signed checkpoint: \(frontier.size) leaves, "
                        + "the checkpoint says \(signed.size)"
                )
            )
        )
    }

    /// Invariant (4): between which leaves something was changed, or from which on they are gone.
    func checkReceipts(
        _ db: Database,
        _ receipts: [Checkpoint],
        against frontier: MerkleFrontier,
        roots: [UInt64: Digest],
        _ findings: inout [BooksFinding]
    ) throws {
        let held = receipts.filter { roots[$0.size] == $0.root }.map(\.size)
        for receipt in receipts where roots[receipt.size] != receipt.root {
            guard receipt.size <= frontier.size else {
                findings.append(Self.lost(frontier.size + 1, receipt))
                continue
            }
            // What the next smaller receipt proves is right; between the two is the first wrong leaf.
            let right = held.filter { $0 < receipt.size }.max() ?? 0
            let step = try Self.heads(db).filter { $0.value.size > right }.keys.min() ?? 0
            findings.append(
                BooksFinding(
                    place: "receipt",
                    step: step,
                    Phrase(
                        vi: "biên nhận cỡ \(receipt.size) không thuộc nhật ký này: trong các mục "
                            + "\(right + 1) đến \(receipt.size), từ bước \(step), có dòng bị xóa, sửa "
                            + "hoặc chen vào",
                        en: "the receipt of size \(receipt.size) is not of this log: among leaves "
                            + "\(right + 1) to \(receipt.size), from step \(step) on, a row was "
                            + "deleted, changed or inserted"
                    )
                )
            )
        }
    }

    private static func lost(_ first: UInt64, _ receipt: Checkpoint) -> BooksFinding {
        BooksFinding(
            place: "receipt",
            Phrase(
                vi: "biên nhận cỡ \(receipt.size) mới hơn nhật ký này: các mục từ \(first) đến "
                    + "\(receipt.size) đã mất",
                en: "the receipt of size \(receipt.size) is newer than this log: leaves \(first) "
                    + "to \(receipt.size) are gone"
            )
        )
    }
}

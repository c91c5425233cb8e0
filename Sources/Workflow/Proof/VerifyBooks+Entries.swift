// The entries and files of a batch against its lines: invariant (3) of VerifyBooks.

import Disbursement
import Intake
import Ledger
import Store

extension VerifyBooks {
    /// Invariant (3).
    func verifyEntries(
        _ batch: BatchRecord,
        stored: StoredLines,
        open: OpenBooks,
        fault: (String, Phrase) -> Void
    ) throws {
        let sums = try open.books.query { try $0.turnover(of: batch) }
        if try open.books.query({ try $0.foreignRoots(of: batch) }) > 0 {
            fault(
                "entries",
                Phrase(
                    vi: "bút toán nêu gốc khác của các dòng",
                    en: "an entry names another root over the lines"
                )
            )
        }
        do {
            _ = try open.books.query { try $0.filesWithTotals(of: batch, stored) }
        } catch StoreError.damaged(let what) {
            fault("entries", Phrase(vi: "không khớp: \(what)", en: "does not agree: \(what)"))
        }
        var (all, stopped, approved, withdrawn): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
        for place in stored.indices {
            let amount = stored.lines.amount(place)
            all += amount
            let isStopped = stored.isStopped(place)
            if isStopped { stopped += amount }
            // Lines that are paid again were approved before, and stay owed when they are stopped.
            guard !stored.isRepeated(place) else { continue }
            approved += amount
            if isStopped || batch.isCancelled { withdrawn += amount }
        }
        let isApproved = sums.approved > 0 || batch.isHandedOver
        if isApproved && (sums.approved != approved || sums.withdrawn != withdrawn) {
            fault(
                "entries",
                Phrase(
                    vi: "bút toán duyệt hoặc rút khác với các dòng",
                    en: "approval or withdrawal entries differ from the lines"
                )
            )
        }
        if batch.isHandedOver && sums.handedOver != all - stopped {
            fault(
                "entries",
                Phrase(
                    vi: "bút toán bàn giao khác với duyệt trừ dừng",
                    en: "hand-over entries are not approved less stopped"
                )
            )
        }
    }
}

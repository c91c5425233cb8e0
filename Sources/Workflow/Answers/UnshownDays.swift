// Until when the statements of a unit's accounts reach, against the days on which banks were to pay.
//
// Invariant: a refusal that a signature proves, or whose bank's profile calls it final, waits for nothing.

import BankFiles
import Ledger
import Store

/// The days on which a bank was to pay and that no statement has shown.
struct UnshownDays {
    /// By the batch's row and the provider.
    private var days: [Int64: [String: CivilDate]] = [:]

    /// Looks at the statements of a unit's accounts.
    ///
    /// - Throws: `StoreError`.
    init(unit: String, open: OpenBooks) throws {
        var last: [String: CivilDate] = [:]
        for statement in try open.books.query({ try $0.statements() })
        where statement.unit == unit {
            guard let through = statement.through else { continue }
            last[statement.provider] = max(last[statement.provider] ?? through, through)
        }
        for (batch, requested) in try open.books.query({ try $0.requestedDays(unit: unit) }) {
            days[batch] = requested.filter { provider, day in
                last[provider].map { $0 < day } ?? true
            }
        }
    }

    /// The day that a statement must reach before a refused line is paid again; nil for no such day.
    func day(of item: OpenLine) -> CivilDate? {
        let provider = item.line.provider
        guard ProviderProfile.shipped(id: provider)?.hasFinalRefusals != true, isUnsigned(item)
        else { return nil }
        return days[item.batch]?[provider]
    }

    /// Whether a line stands rejected by nothing but an answer that nobody signed.
    func isUnsigned(_ item: OpenLine) -> Bool {
        !item.isSigned
            && isUnshown(
                status: item.position.status,
                batch: item.batch,
                provider: item.line.provider
            )
    }

    /// Whether no statement has reached the day of a refused transfer yet.
    func isUnshown(status: String, batch: Int64, provider: String) -> Bool {
        status == "rejected" && days[batch]?[provider] != nil
    }
}

// What was netted against its case and its entries: invariant (10) of VerifyBooks.

import Disbursement
import Intake
import Ledger
import Store

extension VerifyBooks {
    /// Invariant (10).
    ///
    /// - Returns: What does not hold, by the code of the netting.
    /// - Throws: `StoreError`.
    func nettingFindings(_ open: OpenBooks) throws -> [(place: String, message: Phrase)] {
        let (nettings, cases, count) = try open.books.query {
            (try $0.nettings(), try $0.cases(), try $0.nettingCount())
        }
        var findings: [(place: String, message: Phrase)] = []
        if nettings.count != count {
            findings.append(
                ("case", Phrase(vi: "bù trừ không thuộc hồ sơ nào", en: "a netting has no case"))
            )
        }
        for netting in nettings {
            let record = cases.first { $0.number == netting.caseNumber }
            guard let record, try holds(netting, record, open) else {
                findings.append(
                    (
                        netting.code,
                        Phrase(
                            vi: "bù trừ khác với hồ sơ, văn bản hoặc bút toán của nó",
                            en: "the netting is not what its case, paper and entries say"
                        )
                    )
                )
                continue
            }
        }
        for record in cases where record.settled > record.amount || record.settled < 0 {
            findings.append(
                (
                    "case \(record.number)",
                    Phrase(vi: "thu hơn số chi quá", en: "more was settled than over-paid")
                )
            )
        }
        return findings
    }

    private func holds(
        _ netting: NettingRecord,
        _ record: CaseRecord,
        _ open: OpenBooks
    ) throws -> Bool {
        let lines = try open.books.query { try $0.nettedLines(netting) }
        let sum = lines.totals.reduce(0) { $0 + $1.amount }
        let isOfCase =
            record.isDecided && record.unit == netting.unit && lines.persons == [record.person]
            && lines.causes == ["netted-\(record.number) \(netting.reference)"]
            && lines.totals.allSatisfy {
                $0.programme == record.programme && $0.source == record.source
                    && $0.year == record.year
            }
        var moved: [String: Int64] = [:]
        for name in ["owed", "netted", "owing-undone", "netting-undone"] {
            for (account, amount) in try open.books.query({
                try $0.balances(ofEntry: "\(netting.code)/\(name)")
            }) { moved[account, default: 0] += amount }
        }
        let standing = netting.isUndone ? 0 : sum
        return isOfCase && sum == netting.amount && moved["EXP"] == standing
            && moved["REC"] == -standing && moved["PAY"] == 0
    }
}

// What makes a fact the same in another file.
//
// Invariant: no account number stands in the books for it: a key is a digest, of the fact's own key in
// its answer and of the bank that is known to hold the account.

import BankFiles
import Signing

/// The keys of the facts of one answer.
struct FactKeys {
    private let answer: BankAnswer
    /// What the bank of each report adds to a key.
    private let banks: [String]

    /// The keys of an answer's facts.
    init(_ answer: BankAnswer) {
        self.answer = answer
        banks = answer.reports.map { report in
            report.servicer(in: .shipped).map { "\u{1F}\($0.bin)" } ?? ""
        }
    }

    /// The key of a fact.
    func key(of fact: BankFact) -> Digest {
        var key: [UInt8] = []
        key.reserveCapacity(192)
        answer.appendKey(of: fact, to: &key)
        if let report = fact.report, banks.indices.contains(report) {
            key.append(contentsOf: banks[report].utf8)
        }
        return Digest.of(key)
    }

    /// The key of what is said of many transfers, whichever they are.
    func key(of fact: CommonFact) -> Digest { Digest.of(utf8: answer.key(of: fact)) }
}

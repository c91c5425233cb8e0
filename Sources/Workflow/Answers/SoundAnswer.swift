// An answer that is refused as it is, and of which the profile of its bank keeps what is sound.
//
// Invariants:
// (1) Every file and account that the answer is about is of a provider whose profile says so; else it stays
//     refused, with all its faults.
// (2) The answer's row says that it was read so: it is read again in the same way.

import BankFiles
import Intake
import Store

/// Reads what is sound of answers that are refused whole.
struct SoundAnswer {
    private let open: OpenBooks

    /// Of books.
    init(open: OpenBooks) { self.open = open }

    /// Reads a file without its unsound payments and entries.
    ///
    /// - Parameter path: The file.
    /// - Returns: What is left; nil where it stays refused.
    /// - Throws: `StoreError`.
    func read(_ path: String) throws -> Reading<BankAnswer>? {
        let reading = try AnswerFile(path, nil, leavesOut: true, meter: open.meter).reading
        guard !reading.isRefused, let providers = try providers(of: reading.value),
            !providers.isEmpty,
            providers.allSatisfy({ ProviderProfile.shipped(id: $0)?.keepsSoundAnswers == true })
        else { return nil }
        return reading
    }

    /// The providers that an answer is about; nil where one of its files or accounts is none of ours.
    private func providers(of answer: BankAnswer) throws -> Set<String>? {
        var providers: Set<String> = []
        if answer.family.isOfStatus {
            let messages = Set(
                answer.facts.map(\.references.message) + answer.commonFacts.map(\.message)
            )
            for message in messages {
                let provider = try message.flatMap { message in
                    try open.books.query { try $0.provider(ofFile: message) }
                }
                guard let provider else { return nil }
                providers.insert(provider)
            }
            return providers
        }
        let accounts = try AccountOwner.accounts(of: open)
        for report in answer.reports {
            let owners = AccountOwner.owners(of: report, among: accounts)
            guard owners.count == 1 else { return nil }
            providers.insert(owners[0].account.provider)
        }
        return providers
    }
}

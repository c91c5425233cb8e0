// Payments parted by who pays them, on their way from the pass over lines and register.
//
// Invariants:
// (1) A payment is of more than zero: a transfer whose lines were all taken away is none.
// (2) A provider gets those first that stand first in its files: in cash, and to its own accounts.

import BankFiles
import Disbursement
import Enrolment
import Intake
import Ledger
import Store

/// What a provider pays.
struct ProviderPayments {
    /// To accounts at the provider's own bank, or in cash.
    let first: KeptPayments
    /// To accounts at other banks.
    let second: KeptPayments

    /// The payments that may share a file, group by group: the own bank's, then each other bank's.
    ///
    /// - Throws: `StoreError` where scratch cannot be read or takes no more.
    func groups(by profile: ProviderProfile) throws -> [ProviderPayments] {
        guard profile.filesApart == .bank else { return [self] }
        let nobody = first.empty
        return [ProviderPayments(first: first, second: nobody)]
            + (try second.partedByBank()).map { ProviderPayments(first: nobody, second: $0) }
    }
}

/// Gives each transfer to the provider that pays it.
struct PaymentWays {
    /// What is asked of one of the unit's accounts for each transfer.
    private struct Way {
        /// The place of its provider's first payments; the second follow them.
        let place: Int
        let bank: UInt32
        let nameCap: Int
        let isList: Bool
    }

    private let unit: UnitRecord
    private let account: Way?
    private let cash: Way?
    private var providers: [String] = []
    /// The first payments of each provider, and its second.
    private var kept: [KeptPayments] = []

    /// The ways of a unit; those without a profile are refused once one is wanted.
    init(_ unit: UnitRecord, _ profiles: ProviderProfiles, _ scratch: ScratchFile) {
        self.unit = unit
        var providers: [String] = []
        func way(_ account: String) -> Way? {
            guard let provider = unit.accounts[account]?.provider,
                let profile = profiles[provider]?.profile
            else { return nil }
            if !providers.contains(provider) { providers.append(provider) }
            return Way(
                place: (providers.firstIndex(of: provider) ?? 0) * 2,
                bank: profile.bank?.number ?? 0,
                nameCap: profile.caps.name,
                isList: profile.format == .cashList
            )
        }
        account = way("account")
        cash = way("cash")
        self.providers = providers
        for _ in providers { kept += [KeptPayments(scratch), KeptPayments(scratch)] }
    }

    /// Takes a transfer.
    ///
    /// - Parameters:
    ///   - piece: Lines.
    ///   - rows: Those of the transfer.
    ///   - stopped: The places of lines that stop lists took away.
    ///   - amount: VND of the others.
    ///   - transfer: The transfer's number less one.
    ///   - payee: Who receives.
    /// - Throws: ``StepRefusal`` without an account or profile; a refusal of the name; `StoreError`.
    mutating func take(
        _ piece: borrowing LinePiece,
        _ rows: Range<Int>,
        _ stopped: Set<Int>,
        _ amount: Int64,
        _ transfer: Int,
        _ payee: FoundPerson
    ) throws {
        guard amount > 0 else { return }
        let isCash = payee.way == .cash
        guard let way = isCash ? cash : account else { throw missing(isCash ? "cash" : "account") }
        let number = isCash ? 0 : payee.bankNumber
        guard way.isList || number > 0 else {
            throw StoreError.damaged("a payee's bank is no bank")
        }
        let place = way.place + (way.isList || number == way.bank ? 0 : 1)
        for row in rows {
            if !stopped.isEmpty, stopped.contains(piece.places.lowerBound + row) { continue }
            kept[place].append(right: piece.rights[row], amount: piece.amounts[row])
        }
        guard !way.isList else {
            return try kept[place].append(
                place: transfer,
                amount: amount,
                identification: payee.nationalID,
                name: payee.name.span
            )
        }
        try kept[place].append(
            place: transfer,
            amount: amount,
            bank: number,
            name: payee.name.span,
            nameCap: way.nameCap,
            account: payee.account.span
        )
    }

    private func missing(_ way: String) -> any Error {
        guard let provider = unit.accounts[way]?.provider else {
            return StoreError.damaged("unit \(unit.code) has no account to pay from")
        }
        return StepRefusal(
            .dataErrors,
            Phrase(
                vi: "không có mẫu tệp cho đơn vị chi trả \(provider)",
                en: "there is no profile for provider \(provider)"
            )
        )
    }

    /// What each provider pays that pays anything.
    ///
    /// - Throws: `StoreError` where scratch takes no more.
    mutating func finish() throws -> [String: ProviderPayments] {
        var all: [String: ProviderPayments] = [:]
        for (place, provider) in providers.enumerated() {
            try kept[place * 2].finish()
            try kept[place * 2 + 1].finish()
            guard kept[place * 2].count + kept[place * 2 + 1].count > 0 else { continue }
            all[provider] = ProviderPayments(
                first: kept[place * 2],
                second: kept[place * 2 + 1]
            )
        }
        return all
    }
}

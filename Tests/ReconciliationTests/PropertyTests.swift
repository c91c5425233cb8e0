// Random months against a bank that is told naively: nobody is paid twice, no đồng is lost.

import BankFiles
import Foundation
import Reconciliation
import Testing

@Suite struct PropertyTests {
    /// Facts over all runs; `CHITRA_EVENTS` asks for more.
    static let eventCount =
        ProcessInfo.processInfo.environment["CHITRA_EVENTS"].flatMap { Int($0) } ?? 20_000
    /// Facts of one run.
    static let runSize = 2_500
    /// Half of the runs each way.
    static let seeds = (1...max(1, eventCount / runSize / 2)).map { UInt64($0) }

    /// Conflicts under which a payee may have money twice by the bank's fault.
    static let warnings: Set<ConflictKind> = [
        .debitedTwice, .bookedAfterRejected, .creditedAfterRejected, .creditedAfterReturned,
        .settledAfterRejected, .amountDiffers, .paidAfterCarry,
    ]

    @Test(arguments: seeds)
    func `an honest bank, slow and out of order: the books are as the world is`(
        _ seed: UInt64
    )
        throws
    {
        var run = Simulation(seed: seed, isHonest: true)
        try run.run(facts: Self.runSize)
        let (books, bank) = (run.books, run.bank)
        #expect(bank.sum == 0)
        var owed: Int64 = 0
        var onItsWay: Int64 = 0
        for (index, claim) in run.claims.enumerated() {
            let last = try #require(claim.transfers.last)
            let has = bank.has(.payee(index))
            #expect(has == 0 || has == claim.amount, "seed \(seed), claim \(index)")
            if has == claim.amount {
                #expect(
                    [.settled, .credited, .paid].contains(books.status(last)),
                    "seed \(seed), claim \(index)"
                )
            } else if claim.isLost {
                onItsWay += claim.amount
                #expect(books.status(last).isOpen, "seed \(seed), claim \(index)")
            } else {
                owed += claim.amount
                #expect(books.status(last).hasFailed, "seed \(seed), claim \(index)")
            }
        }
        #expect(books.balances.sum("PAY") == -owed, "seed \(seed)")
        #expect(books.balances.sum("CLR") == -onItsWay, "seed \(seed)")
        // What the bank kept: it owes it, or it is set aside where a refused payment was booked late.
        let (receivable, aside) = (books.balances.sum("REC"), books.balances.sum("SUSP"))
        #expect(receivable >= 0 && aside >= 0, "seed \(seed)")
        #expect(receivable + aside == run.kept, "seed \(seed)")
        for provider in ["VCB", "POST"] {
            let cash = books.balances.sum("CASH", provider: provider)
            #expect(cash == bank.has(.deposit(provider)), "seed \(seed), \(provider)")
        }
        #expect(Set(run.claims.map(\.transfers.count)).count > 1, "nothing was paid anew")
    }

    @Test(arguments: seeds)
    func `a bank that errs: nobody is paid twice by us, and every fault is seen`(
        _ seed: UInt64
    )
        throws
    {
        var run = Simulation(seed: seed &+ 1_000_000, isHonest: false)
        try run.run(facts: Self.runSize)
        let (books, bank) = (run.books, run.bank)
        #expect(bank.sum == 0)
        let byTransfer = Dictionary(grouping: books.conflicts, by: \.transfer)
        let lumps = Set(
            books.conflicts.filter { $0.kind == .lumpSumDiffers }.compactMap(\.file)
        )
        for (index, claim) in run.claims.enumerated() {
            let has = bank.has(.payee(index))
            let conflicts = claim.transfers.flatMap { byTransfer[$0.id] ?? [] }
            if has > claim.amount {
                #expect(
                    conflicts.contains { Self.warnings.contains($0.kind) },
                    "seed \(seed), claim \(index) has \(has) of \(claim.amount) unseen"
                )
                if claim.transfers.count > 1 {
                    #expect(
                        conflicts.contains { $0.proposesCase || $0.setAside > 0 },
                        "seed \(seed), claim \(index): no case for two payments"
                    )
                }
            }
            let isQuiet =
                conflicts.isEmpty && !claim.transfers.contains { lumps.contains($0.file) }
            guard isQuiet, let last = claim.transfers.last else { continue }
            let isPaid = [.settled, .credited, .paid].contains(books.status(last))
            #expect(has == (isPaid ? claim.amount : 0), "seed \(seed), claim \(index)")
        }
        // A payment at the desk after the claim was carried stays out of the books until a case.
        let outside = books.conflicts.filter { $0.kind == .paidAfterCarry }
            .compactMap(\.transfer).compactMap { books.sent[$0]?.amount }.reduce(0, +)
        for (provider, open) in [("VCB", Int64(0)), ("CTG", 0), ("POST", outside)] {
            let cash = books.balances.sum("CASH", provider: provider)
            #expect(cash - open == bank.has(.deposit(provider)), "seed \(seed), \(provider)")
        }
        #expect(Set(books.kinds()).count >= 8, "seed \(seed): too tame")
    }
}

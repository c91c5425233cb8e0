// What the door refuses: every wrong use gives its own refusal, in the words of the field, and leaves no trace.

import Ledger
import Testing

@Suite struct RuleTests {
    private func expectStory(_ text: String) throws {
        let failures = try LedgerScript.failures(in: text)
        #expect(failures == [])
    }

    @Test func `a deposit never stands below zero, each provider for itself`() throws {
        try expectStory(
            """
            rule CASH neverBelowZero provider
            2026-10-01 w1 advance C2
              CASH 500 provider=VCB
              ADV -500
            2026-10-02 b1 booked SK
              CLR 501 provider=VCB
              CASH -501 provider=VCB
            refused balance-below-zero
            2026-10-02 b2 booked SK
              CLR 1 provider=CTG
              CASH -1 provider=CTG
            refused balance-below-zero
            2026-10-02 b3 booked SK
              CLR 1
              CASH -1
            refused balance-below-zero
            2026-10-02 b4 booked SK
              CLR 500 provider=VCB
              CASH -500 provider=VCB
            balance CASH 0
            """
        )
    }

    @Test func `a rule that comes late refuses only what makes it worse`() throws {
        try expectStory(
            """
            2026-10-01 b1 booked SK
              CLR 100
              CASH -100
            rule CASH neverBelowZero
            2026-10-02 b2 booked SK
              CLR 1
              CASH -1
            refused balance-below-zero
            2026-10-02 w1 advance C2
              CASH 40
              ADV -40
            balance CASH -60
            """
        )
    }

    @Test func `a group has one limit over its members`() throws {
        try expectStory(
            """
            rule OWED neverAbove=1000
            2026-10-01 a1 approve QD
              EXP 1000
              PAY -1000
            2026-10-02 h1 hand-over F1
              PAY 600
              CLR -600
            2026-10-02 a2 approve QD
              EXP 1
              PAY -1
            refused balance-above-limit
            2026-10-03 b1 booked SK
              CLR 600
              CASH -600
            2026-10-04 a3 approve QD
              EXP 600
              PAY -600
            balance OWED -1000
            balance PAY -1000
            """
        )
    }

    @Test func `a closed account takes nothing from its day on, a frozen one not on its side`()
        throws
    {
        try expectStory(
            """
            rule SUSP closed from=2026-11-01
            rule CASH frozen=credit from=2026-11-01 through=2026-11-30
            2026-10-31 u1 unidentified SK
              CASH 5
              SUSP -5
            2026-11-01 u2 explained SK
              SUSP 5
              CASH -5
            refused account-closed
            2026-11-01 b1 booked SK
              CLR 5
              CASH -5
            refused account-frozen
            2026-11-01 r1 returned SK
              CASH 7
              CLR -7
            2026-12-01 b2 booked SK
              CLR 5
              CASH -5
            balance CASH 7
            """
        )
    }

    @Test func `a group takes no posting itself`() throws {
        try expectStory(
            """
            2026-10-01 a1 approve QD
              EXP 5
              OWED -5
            refused account-is-group
            """
        )
    }

    @Test func `what is closed is corrected in the next period, with its own value date`() throws {
        try expectStory(
            """
            2026-10-20 a1 approve QD
              EXP 500
              PAY -500
            close U1 2026-10-31
            2026-10-31 a2 approve QD
              EXP 5
              PAY -5
            refused period-closed
            2026-10-25 s1 withdraw BB of a1
              PAY 100
              EXP -100
            refused period-closed
            2026-11-01 s2 withdraw BB of a1
              PAY 100
              EXP -100
            close U1 2026-10-30
            refused period-closed-further
            close U1 2026-10-31
            unit U2
            2026-10-31 a3 approve QD
              EXP 7
              PAY -7
            again a1
            balance EXP 7
            unit U1
            balance EXP 400
            """
        )
    }

    @Test func `six holds of a thousand do not fit into five thousand`() throws {
        try expectStory(
            """
            rule CASH neverBelowZero provider
            with provider=VCB
            2026-10-01 w1 advance C2
              CASH 5000
              ADV -5000
            2026-10-02 r1 hold QD as reservation
              CLR 1000
              CASH -1000
            2026-10-02 r2 hold QD as reservation
              CLR 1000
              CASH -1000
            2026-10-02 r3 hold QD as reservation
              CLR 1000
              CASH -1000
            2026-10-02 r4 hold QD as reservation
              CLR 1000
              CASH -1000
            2026-10-02 r5 hold QD as reservation
              CLR 1000
              CASH -1000
            2026-10-02 r6 hold QD as reservation
              CLR 1000
              CASH -1000
            refused balance-below-zero
            balance CASH 5000
            2026-10-03 b1 booked SK
              CLR 1
              CASH -1
            refused balance-below-zero
            2026-10-03 u1 booked SK as use of r1
              CLR 400
              CASH -400
            balance CASH 4600
            2026-10-03 l1 drop QD as release of r1
            2026-10-03 u2 booked SK as use of r1
              CLR 1
              CASH -1
            refused reservation-exceeded
            2026-10-04 b2 booked SK
              CLR 600
              CASH -600
            2026-10-04 b3 booked SK
              CLR 1
              CASH -1
            refused balance-below-zero
            balance CASH 4000
            """
        )
    }

    @Test func `a reservation is completed by its own uses, in time and in its own dimensions`()
        throws
    {
        try expectStory(
            """
            2026-10-01 r1 hold QD as reservation until 2026-10-31
              RESERVED 100 source=398
              MEMO -100
            2026-10-02 u1 spend QD as use of r2
              RESERVED 1 source=398
              MEMO -1
            refused reservation-unknown
            2026-10-02 u2 spend QD as use of r1
              RESERVED 1 source=399
              MEMO -1
            refused reservation-exceeded
            2026-11-01 u3 spend QD as use of r1
              RESERVED 1 source=398
              MEMO -1
            refused reservation-expired
            2026-10-31 u4 spend QD as use of r1
              RESERVED 60 source=398
              MEMO -60
            2026-11-02 s1 storno of r1
            refused storno-of-unbooked
            2026-11-02 l1 drop QD as release of r1
            2026-11-02 l2 drop QD as release of r1
              RESERVED 1 source=398
              MEMO -1
            refused reservation-exceeded
            2026-11-02 l3 drop QD as release of u4
              RESERVED 1 source=398
              MEMO -1
            refused reservation-unknown
            2026-11-03 s2 storno of u4
            again r1
            balance RESERVED 0
            turnover RESERVED 0 0
            rest 0
            """
        )
    }

    @Test func `every refusal has its own code and words`() throws {
        let day = try day("2026-10-20")
        let refusals: [PostingRefusal] = [
            .empty, .amountNotPositive(account: "A", amount: .vnd(0)),
            .mixesUnits(entry: "U1", posting: "U2"),
            .unbalanced(unit: "U1", debit: .vnd(1), credit: .vnd(2)),
            .overflow(unit: "U1", currency: .vnd), .unknownAccount("A"),
            .memoAgainstReal(unit: "U1", debit: .vnd(1), credit: .vnd(0)), .keyTaken("k"),
            .reversesUnknown("k"), .reversesOther(named: nil, given: "k"), .reversesStorno("k"),
            .reversesUnbooked("k"), .reversesMore(account: "A", posted: .vnd(1), reversed: .vnd(2)),
            .accountIsGroup("A"), .completesUnknown("k"),
            .completesOther(named: "j", given: "k"), .reservationExpired("k", until: day),
            .completesMore(account: "A", reserved: .vnd(1), completed: .vnd(2)),
            .accountClosed("A", since: day), .accountFrozen("A", side: .debit),
            .belowZero(account: "A", unit: "U1", balance: .vnd(-1)),
            .aboveLimit(account: "A", unit: "U1", limit: .vnd(1), balance: .vnd(2)),
            .periodClosed(unit: "U1", through: day, bookedOn: day),
            .closedFurther(unit: "U1", through: day),
            .yearOver(account: "A", year: 2026, phase: .settled), .unknownYear(2026),
        ]
        #expect(Set(refusals.map(\.code)).count == refusals.count)
        #expect(Set(refusals.map(\.description)).count == refusals.count)
        for refusal in refusals {
            #expect(refusal.code.allSatisfy { $0.isLowercase || $0 == "-" })
        }
    }

    @Test func `a store finds by scope what the journal keeps`() throws {
        let chart = try ChartOfAccounts(csv: chartText)
        let rules = PostingRules(
            chart: chart,
            accountRules: [
                AccountRule(
                    account: "CASH",
                    demand: .neverAbove(.vnd(.max)),
                    separately: [.provider]
                ),
                AccountRule(
                    account: "OWED",
                    demand: .neverAbove(.vnd(.max)),
                    separately: [.person]
                ),
            ]
        )
        var journal = Journal(rules: rules)
        for entry in try RandomEntries.many(400, seed: 91) { try journal.post(entry) }
        var scopes: Set<BalanceScope> = []
        for entry in journal.entries { scopes.formUnion(rules.scopes(of: entry)) }
        #expect(scopes.count > 12)
        for scope in scopes {
            var sum: Int128 = 0
            for posting in journal.entries.flatMap(\.postings)
            where chart.belongs(posting.account, to: scope.account)
                && scope.matches(posting.dimensions)
            {
                sum += Int128(posting.signedMinorUnits)
            }
            #expect(journal.standing(in: scope).booked == sum)
        }
    }
}

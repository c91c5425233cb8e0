// Stories of a payout, told in the ledger language: each must come out to the đồng.

import Ledger
import Testing

@Suite struct StoryTests {
    /// Estimate, approval, advance and hand-over of 750,000 through a provider.
    static let untilHandOver = """
        with year=2026 source=398
        2026-10-01 e1 grant QD-9
          GRANTED 9000000
          MEMO -9000000
        2026-10-20 a1 approve QD-12
          EXP 750000 programme=BTXH person=7
          PAY -750000 programme=BTXH person=7
          RESERVED 750000
          MEMO -750000
        2026-10-22 w1 advance C2-03
          CASH 750000 provider=VCB
          ADV -750000
          ADVANCED 750000
          MEMO -750000
        2026-10-23 h1 hand-over MANIFEST-1
          PAY 750000 programme=BTXH person=7
          CLR -750000 provider=VCB file=F1

        """

    @Test func `S1 until hand-over leaves the money in clearing and nothing owed to the person`()
        throws
    {
        let failures = try LedgerScript.failures(
            in: StoryTests.untilHandOver + """
                again h1
                again a1
                balance EXP 750000
                balance PAY 0 person=7
                balance CLR -750000 file=F1
                balance CASH 750000 provider=VCB
                balance ADV -750000 year=2026 source=398
                balance GRANTED 9000000
                balance RESERVED 750000
                balance ADVANCED 750000
                balance MEMO -10500000
                turnover PAY 750000 750000
                rest 0
                """
        )
        #expect(failures == [])
    }

    @Test func `S1 to its end leaves expense and funding and nothing else`() throws {
        let failures = try LedgerScript.failures(
            in: StoryTests.untilHandOver + """
                2026-10-25 b1 booked SK-44
                  CLR 750000 provider=VCB file=F1
                  CASH -750000 provider=VCB
                2026-10-31 c1 clear C2-03B
                  ADV 750000
                  FUND -750000
                  SPENT 750000
                  ADVANCED -750000
                balance EXP 750000
                balance FUND -750000
                balance SPENT 750000
                balance GRANTED 9000000
                balance RESERVED 750000
                balance MEMO -10500000
                rest 0
                """
        )
        #expect(failures == [])
    }

    @Test func `S1 with one of two lines withdrawn before hand-over pays the other only`() throws {
        let failures = try LedgerScript.failures(
            in: """
                with year=2026 source=398
                2026-10-20 a1 approve QD-12
                  EXP 750000 person=7
                  PAY -750000 person=7
                  EXP 810000 person=8
                  PAY -810000 person=8
                2026-10-21 s1 withdraw BB-2 of a1
                  PAY 810000 person=8
                  EXP -810000 person=8
                2026-10-23 h1 hand-over MANIFEST-1
                  PAY 750000 person=7
                  CLR -750000 file=F1
                balance PAY 0 person=7
                balance PAY 0 person=8
                balance EXP 750000
                balance CLR -750000
                turnover EXP 750000 0
                turnover PAY 750000 750000
                rest 0
                2026-10-24 s2 withdraw BB-3 of a1
                  PAY 1 person=8
                  EXP -1 person=8
                refused storno-exceeds
                """
        )
        #expect(failures == [])
    }

    @Test func `S2 paid by the Treasury, returned, repaired and paid again counts once`() throws {
        let failures = try LedgerScript.failures(
            in: """
                with year=2026 source=398 person=9
                2026-10-20 a1 approve QD-12
                  EXP 810000
                  PAY -810000
                2026-10-22 h1 hand-over F1
                  PAY 810000
                  CLR -810000 file=F1
                2026-10-23 b1 paid-by-treasury BN-1
                  CLR 810000 file=F1
                  FUND -810000
                2026-10-26 r1 returned BC-1
                  FUND 810000
                  PAY -810000
                balance PAY -810000 person=9
                2026-10-27 h2 hand-over F2
                  PAY 810000
                  CLR -810000 file=F2
                2026-10-28 b2 paid-by-treasury BN-2
                  CLR 810000 file=F2
                  FUND -810000
                balance EXP 810000
                balance FUND -810000
                turnover FUND 810000 1620000
                rest 0
                """
        )
        #expect(failures == [])
    }

    @Test func `S5 given back after the year was settled is owed and paid in the next year`() throws
    {
        let failures = try LedgerScript.failures(
            in: """
                with person=5 source=398 year=2026
                2026-12-20 a1 approve QD-1
                  EXP 750000
                  PAY -750000
                2026-12-21 w1 advance C2-1
                  CASH 750000
                  ADV -750000
                2026-12-22 h1 hand-over F1
                  PAY 750000
                  CLR -750000 file=F1
                2026-12-23 b1 booked SK-1
                  CLR 750000 file=F1
                  CASH -750000
                2026-12-31 c1 clear C2-1B
                  ADV 750000
                  FUND -750000
                with person=5 source=398 year=2027
                2027-05-20 r1 returned BC-1
                  CASH 750000
                  PAY -750000
                2027-05-25 g1 given-back UNC-1
                  GBK 750000
                  CASH -750000
                balance CASH 0
                balance PAY -750000 person=5
                2027-06-20 a2 owed-again QD-2
                  EXP 750000
                  GBK -750000
                2027-06-21 w2 advance C2-2
                  CASH 750000
                  ADV -750000
                2027-06-22 h2 hand-over F2
                  PAY 750000
                  CLR -750000 file=F2
                2027-06-23 b2 booked SK-2
                  CLR 750000 file=F2
                  CASH -750000
                2027-06-30 c2 clear C2-2B
                  ADV 750000
                  FUND -750000
                balance EXP 750000 year=2026
                balance EXP 750000 year=2027
                balance FUND -750000 year=2026
                balance FUND -750000 year=2027
                balance CASH 0
                balance PAY 0
                rest 0
                """
        )
        #expect(failures == [])
    }

    @Test func `refused entries leave no trace`() throws {
        let failures = try LedgerScript.failures(
            in: """
                2026-10-20 a0 approve QD
                refused entry-empty
                2026-10-20 a1 approve QD
                  EXP 750000
                  PAY -749999
                refused entry-unbalanced
                2026-10-20 a2 approve QD
                  EXP 750000 unit=U1
                  PAY -750000 unit=U2
                refused units-mixed
                2026-10-20 a3 approve QD
                  EXP 0
                  PAY 0
                refused amount-not-positive
                2026-10-20 a4 approve QD
                  EXP 1
                  BANANA -1
                refused account-unknown
                2026-10-20 a5 approve QD
                  GRANTED 5
                  PAY -5
                refused memo-against-real
                2026-10-20 a6 approve QD
                  EXP 9223372036854775807
                  EXP 1
                  PAY -9223372036854775807
                  PAY -1
                refused sum-overflow
                2026-10-20 a7 storno QD of nothing
                  EXP 1
                  PAY -1
                refused storno-of-unknown
                2026-10-20 a8 approve QD
                  EXP 2
                  PAY -2
                2026-10-21 a8 approve QD
                  EXP 2
                  PAY -2
                refused key-taken
                balance EXP 2
                balance PAY -2
                rest 0
                """
        )
        #expect(failures == [])
    }

    @Test func `a storno may take back a part, then the rest, then no more`() throws {
        let failures = try LedgerScript.failures(
            in: """
                2026-10-20 a1 approve QD
                  EXP 750000 person=7
                  PAY -750000 person=7
                2026-10-21 s1 withdraw BB of a1
                  PAY 500000 person=7
                  EXP -500000 person=7
                turnover EXP 250000 0
                2026-10-21 s2 withdraw BB of a1
                  PAY 250000 person=8
                  EXP -250000 person=8
                refused storno-exceeds
                2026-10-21 s3 withdraw BB of a1
                  EXP 250000 person=7
                  PAY -250000 person=7
                refused storno-exceeds
                2026-10-21 s4 storno of a1
                refused storno-exceeds
                2026-10-21 s5 withdraw BB of a1
                  PAY 250000 person=7
                  EXP -250000 person=7
                turnover EXP 0 0
                turnover PAY 0 0
                2026-10-22 s6 storno of s5
                refused storno-of-storno
                2026-10-22 s7 withdraw BB of s5
                  EXP 250000 person=7
                  PAY -250000 person=7
                refused storno-of-storno
                again s5
                rest 0
                """
        )
        #expect(failures == [])
    }
}

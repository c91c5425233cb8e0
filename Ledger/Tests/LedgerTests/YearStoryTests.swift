// More stories of a payout, those of fees, year-ends, deaths, cash desks and shared transfers: each must come
// out to the đồng. What is booked when stands in the accounting of a payout.

import Ledger
import Testing

@Suite struct YearStoryTests {
    private func expectStory(_ text: String) throws {
        let failures = try LedgerScript.failures(in: text)
        #expect(failures == [])
    }

    /// Approval, advance, hand-over and booking of one right.
    private func paid(_ suffix: String, _ day: String, _ amount: Int) -> String {
        """
        \(day) a\(suffix) approve QD\(suffix)
          EXP \(amount)
          PAY -\(amount)
        \(day) w\(suffix) advance C2\(suffix)
          CASH \(amount)
          ADV -\(amount)
        \(day) h\(suffix) hand-over F\(suffix)
          PAY \(amount)
          CLR -\(amount) file=F\(suffix)
        \(day) b\(suffix) booked SK\(suffix)
          CLR \(amount) file=F\(suffix)
          CASH -\(amount)

        """
    }

    @Test
    func `S3 fees, a fee taken by mistake and interest leave the statement's balance each day`()
        throws
    {
        try expectStory(
            """
            2026-10-20 w1 advance C2-1
              CASH 900000000
              ADV -900000000
            balance CASH 900000000
            2026-10-31 f1 fee-due HD-1
              FEE 8100000
              PAYPROV -8100000
            2026-11-02 x1 fee-taken SK-1
              REC 22000
              CASH -22000
            balance CASH 899978000
            2026-11-03 x2 fee-refunded SK-2
              CASH 22000
              REC -22000
            balance CASH 900000000
            2026-11-04 i1 interest SK-3
              CASH 31000
              DUE -31000
            balance CASH 900031000
            2026-11-05 i2 remitted UNC-1
              DUE 31000
              CASH -31000
            2026-11-06 f2 fee-paid UNC-2
              PAYPROV 8100000
              FUND -8100000 source=operating
            balance CASH 900000000
            balance ADV -900000000
            balance FEE 8100000
            balance FUND -8100000 source=operating
            rest 0
            """
        )
    }

    @Test func `S4 returned in December, carried over the year's end and paid once in February`()
        throws
    {
        try expectStory(
            "year 2026\nyear 2027\nwith year=2026 source=398 person=5\n"
                + paid("1", "2026-12-05", 750_000)
                    + """
                    2026-12-10 r1 returned BC-1
                      CASH 750000
                      PAY -750000
                    balance CASH 750000
                    2027-01-31 y1 carried QD-9
                      ADV 750000 year=2026
                      ADV -750000 year=2027
                    balance ADV -750000 year=2027
                    2027-02-10 h2 hand-over F2
                      PAY 750000
                      CLR -750000 file=F2
                    2027-02-11 b2 booked SK-2
                      CLR 750000 file=F2
                      CASH -750000
                    2027-02-28 c1 clear C2-B
                      ADV 750000 year=2027
                      FUND -750000 year=2027
                    balance EXP 750000 year=2026
                    balance FUND -750000 year=2027
                    rest 0
                    """
        )
    }

    @Test func `S6 over-paid, decided and given back at the Treasury within the year`() throws {
        try expectStory(
            "with year=2026 source=398 person=6\n" + paid("1", "2026-10-20", 1_350_000)
                + """
                2026-10-31 c1 clear C2-B
                  ADV 1350000
                  FUND -1350000
                2026-11-10 o1 over-payment QD-3
                  REC 540000
                  EXP -540000
                2026-11-20 o2 recovered GNT-1
                  FUND 540000
                  REC -540000
                balance EXP 810000
                balance FUND -810000
                rest 0
                """
        )
    }

    @Test func `S8 two months after a death come back in parts and the rest is written off`() throws
    {
        try expectStory(
            "with year=2026 source=398 person=8\n"
                + paid("1", "2026-11-05", 810_000) + paid("2", "2026-12-05", 810_000)
                    + """
                    2026-12-09 o1 over-payment QD-4
                      REC 1620000
                      EXP -1620000
                    2026-12-12 o2 recalled BC-2
                      CASH 500000
                      REC -500000
                    2026-12-13 o3 given-back UNC-3
                      ADV 500000
                      CASH -500000
                    2026-12-20 c1 clear C2-B
                      ADV 1120000
                      FUND -1120000
                    2026-12-22 o4 instalments GNT-2
                      FUND 310000
                      REC -310000
                    balance REC 810000 person=8
                    2026-12-30 o5 written-off QD-5
                      LOSS 810000
                      REC -810000
                    balance LOSS 810000
                    balance FUND -810000
                    balance EXP 0
                    rest 0
                    """
        )
    }

    @Test func `S9 the month of death goes to the heir on the dead person's sub-account`() throws {
        try expectStory(
            "with year=2026 source=398 person=9\n" + paid("1", "2026-11-05", 810_000)
                + """
                2026-11-08 r1 returned BC-1
                  CASH 810000
                  PAY -810000
                balance PAY -810000 person=9
                2026-11-20 h2 hand-over F2
                  PAY 810000
                  CLR -810000 file=F2
                2026-11-21 b2 booked SK-2
                  CLR 810000 file=F2
                  CASH -810000
                balance PAY 0 person=9
                balance EXP 810000
                balance ADV -810000
                rest 0
                """
        )
    }

    @Test func `S11 of forty cash lines three are unpaid and lower the next withdrawal`() throws {
        try expectStory(
            """
            with year=2026 source=398 provider=POST
            2026-10-05 a1 approve QD-1
              EXP 21600000
              PAY -21600000
            2026-10-05 w1 advance C2-1
              CASH 21600000
              ADV -21600000
            2026-10-06 h1 hand-over F1
              PAY 21600000
              CLR -21600000 file=F1
            2026-10-20 b1 booked PAID-LIST
              CLR 19980000 file=F1
              CASH -19980000
            2026-10-20 u1 unpaid UNPAID-LIST
              CLR 1620000 file=F1
              PAY -1620000
            balance CASH 1620000 provider=POST
            balance PAY -1620000
            balance CLR 0 file=F1
            2026-11-05 a2 approve QD-2
              EXP 21600000
              PAY -21600000
            2026-11-05 w2 advance C2-2
              CASH 21600000
              ADV -21600000
            2026-11-06 h2 hand-over F2
              PAY 23220000
              CLR -23220000 file=F2
            2026-11-20 b2 booked PAID-LIST-2
              CLR 23220000 file=F2
              CASH -23220000
            balance CASH 0
            balance PAY 0
            balance EXP 43200000
            balance ADV -43200000
            rest 0
            """
        )
    }

    @Test(arguments: ["carried", "repaid"])
    func `S12 what is unpaid on 31 January is carried or given back, and the claim stays`(
        way: String
    ) throws {
        let end =
            way == "carried"
            ? """
            2027-01-31 y1 carried QD-9
              ADV 500000 year=2026
              ADV -500000 year=2027
            balance CASH 500000
            balance ADV -500000 year=2027
            """
            : """
            2027-02-12 y1 given-back UNC-9
              ADV 500000
              CASH -500000
            balance CASH 0
            balance ADV 0
            """
        try expectStory(
            """
            year 2026
            year 2027
            with year=2026 source=398 person=12
            2026-12-20 a1 approve QD-1
              EXP 500000
              PAY -500000
            2026-12-20 w1 advance C2-1
              CASH 500000
              ADV -500000

            """ + end + """

                balance PAY -500000 person=12
                balance EXP 500000
                rest 0
                """
        )
    }

    @Test
    func `S14 two sources in one transfer stay apart, and only the one without estimate waits`()
        throws
    {
        try expectStory(
            """
            rule OWED neverAbove=2000000 source
            with year=2026 person=14
            2026-08-05 a1 approve QD-1
              EXP 540000 source=central
              PAY -540000 source=central
            2026-08-05 w1 advance C2-1
              CASH 540000
              ADV -540000 source=central
            2026-08-06 h1 hand-over F1
              PAY 540000 source=central
              CLR -540000 file=F1
            2026-08-07 b1 booked SK-1
              CLR 540000 file=F1
              CASH -540000
            2026-09-05 a2 approve QD-2
              EXP 540000 source=central
              PAY -540000 source=central
              EXP 220000 source=city
              PAY -220000 source=city
            2026-09-05 w2 advance C2-2
              CASH 760000
              ADV -540000 source=central
              ADV -220000 source=city
            2026-09-06 h2 hand-over F2
              PAY 540000 source=central
              PAY 220000 source=city
              CLR -760000 file=F2
            2026-09-07 b2 booked SK-2
              CLR 760000 file=F2
              CASH -760000
            balance EXP 1080000 source=central
            balance EXP 220000 source=city
            balance ADV -1080000 source=central
            balance ADV -220000 source=city
            balance CLR 0
            rest 0
            """
        )
    }

    @Test func `S15 one of four members is paid elsewhere: the head gets three shares`() throws {
        try expectStory(
            """
            with year=2026 source=398
            2026-10-20 a1 approve QD-1
              EXP 100000 person=1
              PAY -100000 person=1
              EXP 100000 person=2
              PAY -100000 person=2
              EXP 100000 person=3
              PAY -100000 person=3
              EXP 100000 person=4
              PAY -100000 person=4
            2026-10-21 s1 withdraw BB-1 of a1
              PAY 100000 person=3
              EXP -100000 person=3
            2026-10-22 h1 hand-over F1
              PAY 100000 person=1
              PAY 100000 person=2
              PAY 100000 person=4
              CLR -300000 file=F1
            2026-10-23 b1 booked SK-1
              CLR 300000 file=F1
              CASH -300000
            balance PAY 0
            balance EXP 300000
            balance EXP 0 person=3
            balance CASH -300000
            turnover EXP 300000 0
            rest 0
            """
        )
    }

    @Test func `a settled year takes nothing, a year that ended only what comes back`() throws {
        try expectStory(
            """
            year 2026 settled=2027-06-30
            year 2027
            with year=2026 source=398
            2027-01-31 a1 approve QD-1
              EXP 750000
              PAY -750000
            2027-02-01 a2 approve QD-2
              EXP 750000
              PAY -750000
            refused year-over
            2027-03-01 s1 withdraw BB-1 of a1
              PAY 250000
              EXP -250000
            2027-03-02 r1 over-payment QD-3
              REC 100000
              EXP -100000
            2027-06-30 s2 withdraw BB-2 of a1
              PAY 250000
              EXP -250000
            refused year-over
            2027-06-30 g1 given-back UNC-1
              REC 500000
              DUE -500000
            2027-07-01 a3 owed-again QD-4
              EXP 500000 year=2027
              DUE -500000 year=2027
            2027-07-01 a4 approve QD-5
              EXP 1 year=2028
              PAY -1 year=2028
            refused year-unknown
            balance EXP 400000 year=2026
            balance EXP 500000 year=2027
            balance PAY -500000
            balance REC 600000
            balance DUE -1000000
            rest 0
            """
        )
    }
}

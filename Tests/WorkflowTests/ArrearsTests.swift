// Arrears and recoveries: a rate is cause enough, everything else is proposed and waits for its decision.

import Disbursement
import Entitlement
import Intake
import Ledger
import Store
import Testing
import Workflow

extension Household {
    /// Enters a decision on arrears as the maker.
    @discardableResult
    func decide(
        _ person: Townsman,
        _ months: (String, String),
        _ amount: Int64,
        programme: String = "social-assistance",
        by decision: String,
        signed: String? = nil,
        signer: String = "Lê Văn Chủ",
        key role: String = "maker"
    ) throws -> [ProposedMonth] {
        let number = try number(person)
        return try write { open in
            try DecideArrears(environment, ruleBook: .shipped).run(
                open,
                order: ArrearsOrder(
                    unit: "NA01",
                    person: number,
                    programme: programme,
                    months: month(months.0)...month(months.1),
                    amount: amount,
                    decision: decision,
                    signed: signed.map(day) ?? now.date,
                    signer: signer
                ),
                officer: try key(role, open)
            )
        }
    }
}

struct ArrearsTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")
    private let child = Townsman(3, "Bùi Minh Quân", born: "2022-06-10", sex: "male")

    /// Books of August 2026 with Hoa, who is paid every month, and whoever else is named.
    private func town(_ lines: [RegisterLine] = []) throws -> Household {
        let town = try Household(
            BooksKind(units: ["NA01"], firstMonth: "2026-08", recomputeFrom: "2026-08"),
            on: "2026-08-20"
        )
        try town.register(
            [
                .enrol(hoa, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                    .account("1028722532311")
            ] + lines
        )
        try town.receiveEnough()
        return town
    }

    private func severe(_ person: Townsman, signed: String = "2025-03-05") -> RegisterLine {
        .enrol(person, "5.6", unit: "NA01", signed: signed, facts: "severity=severe")
            .account("1028722532310")
    }

    /// Month, amount and cause of what is due of a person, and of what is held.
    private func due(
        _ town: Household,
        _ period: String,
        of person: Townsman
    ) throws -> (lines: [String], held: [String]) {
        let number = try town.number(person)
        let draft = try #require(try town.draft(period).first)
        return (
            draft.lines.filter { $0.person == number }.map {
                "\($0.month) \($0.amount) \($0.cause)"
            },
            draft.held.filter { $0.line.person == number }.map {
                "\($0.line.month) \($0.line.amount) \($0.cause.rawValue)"
            }
        )
    }

    @Test func `a rate goes by itself, a fact waits for its decision, and the line names it`()
        throws
    {
        let town = try town([severe(lan)])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        _ = try town.runMonth("2026-09")
        town.now = morning("2026-10-20")
        try town.register([.fact(lan, "severity=special", from: "2026-08-05")])
        let before = try due(town, "2026-10", of: lan)
        // 1.5 × 40,000 for two months by the decree; 0.5 × 540,000 for September by the change.
        #expect(
            before.lines == [
                "2026-08 60000 difference-1", "2026-09 60000 difference-1",
                "2026-10 1080000 regular",
            ]
        )
        #expect(before.held == ["2026-09 270000 decision-needed"])
        #expect(
            try due(town, "2026-10", of: hoa).lines == [
                "2026-08 60000 difference-1", "2026-09 60000 difference-1",
                "2026-10 810000 regular",
            ]
        )
        #expect(try town.decide(lan, ("2026-08", "2026-09"), 270_000, by: "12/QĐ-UBND").count == 1)
        let after = try due(town, "2026-10", of: lan)
        #expect(
            after.lines == [
                "2026-08 60000 difference-1", "2026-09 330000 difference-1 12/QĐ-UBND 2026-10-20",
                "2026-10 1080000 regular",
            ]
        )
        #expect(after.held.isEmpty)
        let sheets = try town.runMonth("2026-10")
        #expect(sheets.map(\.amount) == [2_400_000])
        let batch = try #require(try town.batches().last)
        let causes = try town.lines(batch).map(\.line.cause)
        #expect(causes.filter { $0.contains("12/QĐ-UBND") }.count == 1)
        #expect(try town.verify().findings.isEmpty)
        #expect(try town.verifySealed(batch.code).findings.isEmpty)
        // Paid once: nothing of it is due or proposed again.
        town.now = morning("2026-11-20")
        let paid = try due(town, "2026-11", of: lan)
        #expect(paid.lines == ["2026-11 1080000 regular"])
        #expect(paid.held.isEmpty)
    }

    @Test func `a rate that comes after a decision goes by itself, on what was decided`() throws {
        let town = try town([severe(lan)])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        try town.register([.fact(lan, "severity=special", from: "2026-07-05")])
        #expect(try due(town, "2026-09", of: lan).held == ["2026-08 250000 decision-needed"])
        try town.decide(lan, ("2026-08", "2026-08"), 250_000, by: "12/QĐ-UBND")
        let sheets = try town.runMonth("2026-09")
        #expect(sheets.map(\.amount) == [2_000_000])
        town.now = morning("2026-10-20")
        let october = try due(town, "2026-10", of: lan)
        #expect(
            october.lines == [
                "2026-08 80000 difference-2 12/QĐ-UBND 2026-09-10", "2026-09 80000 difference-1",
                "2026-10 1080000 regular",
            ]
        )
        #expect(october.held.isEmpty)
    }

    @Test func `what comes in after a decision is proposed again, even on its very day`() throws {
        let facts = "poverty=poor;children=1"
        let town = try town([
            .enrol(lan, "5.4", unit: "NA01", signed: "2026-07-05", facts: facts)
                .account("1028722532310")
        ])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        try town.register([.fact(lan, "children=2", from: "2026-07-06")])
        #expect(try due(town, "2026-09", of: lan).held == ["2026-08 500000 decision-needed"])
        try town.decide(lan, ("2026-08", "2026-08"), 500_000, by: "12/QĐ-UBND")
        #expect(try due(town, "2026-09", of: lan).held.isEmpty)
        try town.register([.fact(lan, "children=3", from: "2026-07-07")])
        // The decision named two children: a third one makes it say something else.
        #expect(try due(town, "2026-09", of: lan).held == ["2026-08 1000000 decision-needed"])
        try town.decide(lan, ("2026-08", "2026-08"), 1_000_000, by: "13/QĐ-UBND")
        #expect(
            try due(town, "2026-09", of: lan).lines == [
                "2026-08 1000000 difference-1 13/QĐ-UBND 2026-09-10", "2026-09 1500000 regular",
            ]
        )
    }

    @Test func `a fact that came in on the day of the batch, but after it, is proposed`() throws {
        let town = try town([severe(lan)])
        _ = try town.runMonth("2026-08")
        try town.register([.fact(lan, "severity=special", from: "2026-07-05")])
        town.now = morning("2026-09-10")
        let draft = try due(town, "2026-09", of: lan)
        #expect(draft.held == ["2026-08 250000 decision-needed"])
        #expect(draft.lines == ["2026-09 1000000 regular"])
    }

    @Test func `a corrected day of birth brings arrears that are proposed`() throws {
        let orphan = RegisterLine.enrol(child, "5.1", unit: "NA01", signed: "2025-03-05")
            .account("1028722532310")
        let town = try town([orphan])
        // Four in June: 1.5 × 500,000 from July on.
        #expect(try due(town, "2026-08", of: child).lines == ["2026-08 750000 regular"])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        try town.register([
            RegisterLine.change(child, document: "KS-7").identity(child, born: "2022-12-10")
        ])
        let draft = try due(town, "2026-09", of: child)
        #expect(draft.held == ["2026-08 500000 decision-needed"])
        #expect(draft.lines == ["2026-09 1250000 regular"])
    }

    @Test func `a decision that grants from a month before is its own cause`() throws {
        let town = try town()
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        try town.register([severe(lan, signed: "2026-08-25")])
        let draft = try due(town, "2026-09", of: lan)
        #expect(draft.lines == ["2026-08 750000 regular", "2026-09 750000 regular"])
        #expect(draft.held.isEmpty)
        _ = try town.runMonth("2026-09")
        // What is found later about those months is a fact like any other.
        town.now = morning("2026-09-25")
        try town.register([.fact(lan, "severity=special", from: "2026-08-25")])
        #expect(
            try due(town, "2026-09", of: lan).held == [
                "2026-08 250000 decision-needed", "2026-09 250000 decision-needed",
            ]
        )
    }

    /// Or one maker alone would have what waits for a decision paid.
    @Test(arguments: ["annul", "end"])
    func `a decision that takes the place of another grants nothing new for months that ran`(
        _ word: String
    ) throws {
        let town = try town([severe(lan)])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        try town.register([
            .word(word, lan, "5.6", from: word == "end" ? "2026-09-01" : "")
        ])
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=special")
                .decided("QD-NEW").account("1028722532310")
        ])
        let draft = try due(town, "2026-09", of: lan)
        #expect(draft.held == ["2026-08 250000 decision-needed"])
        #expect(draft.lines == ["2026-09 1000000 regular"])
    }

    @Test func `a new grant frees nothing of another right`() throws {
        let town = try town([severe(lan)])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        try town.register([
            .fact(lan, "severity=special;poverty=poor;children=1", from: "2026-07-05"),
            .enrol(lan, "5.4", unit: "NA01", signed: "2026-08-28").decided("QD-54")
                .account("1028722532310"),
        ])
        let draft = try due(town, "2026-09", of: lan)
        #expect(draft.held == ["2026-08 250000 decision-needed"])
        #expect(
            draft.lines == [
                "2026-08 500000 regular", "2026-09 500000 regular", "2026-09 1000000 regular",
            ]
        )
    }

    @Test func `what was owed then and could not be paid is no arrear of a fact`() throws {
        let town = try town([
            .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
        ])
        #expect(try due(town, "2026-08", of: lan).held == ["2026-08 750000 no-payment-way"])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        try town.register([.change(lan, document: "TK-1").account("1028722532310")])
        let draft = try due(town, "2026-09", of: lan)
        #expect(draft.lines == ["2026-08 750000 regular", "2026-09 750000 regular"])
        #expect(draft.held.isEmpty)
    }

    @Test func `a right that is resumed with papers waits for the decision on its arrears`()
        throws
    {
        let town = try town([severe(lan)])
        try town.register([.fact(lan, "suspended=unclaimed", from: "2026-07-31")])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        try town.register([.fact(lan, "suspended=no", from: "2026-07-31")])
        let draft = try due(town, "2026-09", of: lan)
        #expect(draft.lines == ["2026-09 750000 regular"])
        #expect(draft.held == ["2026-08 750000 decision-needed"])
        try town.decide(lan, ("2026-08", "2026-08"), 750_000, by: "14/QĐ-UBND")
        #expect(
            try due(town, "2026-09", of: lan).lines == [
                "2026-08 750000 regular 14/QĐ-UBND 2026-09-10", "2026-09 750000 regular",
            ]
        )
    }

    @Test func `papers of study that come late bring proposed arrears of the months they waited`()
        throws
    {
        let student = Townsman(4, "Vũ Thị Học", born: "2008-01-10")
        let town = try Household(
            BooksKind(units: ["NA01"], firstMonth: "2026-11", recomputeFrom: "2026-11"),
            on: "2026-11-22"
        )
        try town.register([
            .enrol(student, "5.2", unit: "NA01", signed: "2026-01-05", facts: "schooling=no")
                .account("1028722532310"),
            .enrol(hoa, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532311"),
        ])
        try town.receiveEnough()
        #expect(try due(town, "2026-11", of: student).lines.isEmpty)
        _ = try town.runMonth("2026-11")
        town.now = morning("2026-12-10")
        try town.register([.fact(student, "schooling=yes", from: "2026-10-01")])
        let draft = try due(town, "2026-12", of: student)
        #expect(draft.lines == ["2026-12 810000 regular"])
        #expect(draft.held == ["2026-11 810000 decision-needed"])
    }

    @Test func `a death reported late is a recovery to be decided, and is netted from nothing`()
        throws
    {
        let town = try town([severe(lan)])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        _ = try town.runMonth("2026-09")
        town.now = morning("2026-10-01")
        try town.register([.death(lan, on: "2026-08-15")])
        let draft = try #require(try town.draft("2026-10").first)
        let number = try town.number(lan)
        #expect(draft.lines.filter { $0.person == number }.isEmpty)
        #expect(draft.overPaid.map(\.covered.person) == [number])
        #expect(draft.overPaid.map { "\($0.covered.month) \($0.excess)" } == ["2026-09 750000"])
        // The others get what is theirs.
        #expect(draft.lines.map { "\($0.month) \($0.amount)" } == ["2026-10 750000"])
    }

    @Test func `months before the books that no opening list has are proposed`() throws {
        let town = try Household(BooksKind(units: ["NA01"]))
        try town.register([
            severe(lan),
            .enrol(hoa, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532311"),
        ])
        try town.opening(paid(lan, 7...9, unit: "NA01", 750_000))
        try town.receiveEnough()
        let first = try due(town, "2026-11", of: lan)
        #expect(
            first.lines == [
                "2026-07 60000 difference-1", "2026-08 60000 difference-1",
                "2026-09 60000 difference-1", "2026-11 810000 regular",
            ]
        )
        #expect(first.held == ["2026-10 810000 decision-needed"])
        // Who was granted in that month may lack in a list that was made before it.
        #expect(
            try due(town, "2026-11", of: hoa).lines == [
                "2026-10 810000 regular", "2026-11 810000 regular",
            ]
        )
        try town.decide(lan, ("2026-07", "2026-10"), 810_000, by: "15/QĐ-UBND")
        #expect(
            try due(town, "2026-11", of: lan).lines.contains(
                "2026-10 810000 regular 15/QĐ-UBND 2026-11-22"
            )
        )
    }

    @Test func `a month that was paid elsewhere below what its law gave is proposed whole`()
        throws
    {
        let town = try Household(BooksKind(units: ["NA01"]))
        try town.register([severe(lan)])
        try town.opening(paid(lan, 7...10, unit: "NA01", 700_000))
        try town.receiveEnough()
        let draft = try due(town, "2026-11", of: lan)
        #expect(draft.lines == ["2026-11 810000 regular"])
        #expect(
            draft.held.sorted() == [
                "2026-07 110000 decision-needed", "2026-08 110000 decision-needed",
                "2026-09 110000 decision-needed", "2026-10 110000 decision-needed",
            ]
        )
    }

    @Test func `a decision is refused unless it names what is proposed, with its paper`() throws {
        let town = try town([severe(lan)])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        try town.register([.fact(lan, "severity=special", from: "2026-07-05")])
        let august = ("2026-08", "2026-08")
        let paper = "16/QĐ-UBND"
        #expect(
            try refusal { try town.decide(lan, august, 249_999, by: paper) } == .dataErrors
        )
        #expect(
            try refusal { try town.decide(lan, ("2026-09", "2026-09"), 250_000, by: paper) }
                == .dataErrors
        )
        #expect(try refusal { try town.decide(hoa, august, 250_000, by: paper) } == .dataErrors)
        #expect(try refusal { try town.decide(lan, august, 250_000, by: " ") } == .usage)
        #expect(
            try refusal {
                try town.decide(lan, august, 250_000, by: paper, signed: "2026-09-11")
            } == .usage
        )
        #expect(
            try refusal {
                try town.decide(lan, august, 250_000, by: paper, signed: "2026-07-31")
            } == .usage
        )
        #expect(
            try refusal { try town.decide(lan, august, 250_000, by: paper, signer: "") } == .usage
        )
        #expect(
            try refusal {
                try town.decide(lan, august, 250_000, by: paper, key: "account-holder")
            } == .notPermitted
        )
        #expect(try due(town, "2026-09", of: lan).held == ["2026-08 250000 decision-needed"])
        #expect(try town.decide(lan, august, 250_000, by: paper).count == 1)
        // Entered again it changes nothing.
        let standing = try town.standing()
        #expect(try town.decide(lan, august, 250_000, by: "016/qd-ubnd").isEmpty)
        #expect(try town.standing() == standing)
        #expect(try town.verify().findings.isEmpty)
        // Drafts as known before come out as they did.
        let known = try #require(try town.draft("2026-09", known: "2026-09-09").first)
        #expect(known.held.isEmpty && known.lines.map(\.amount) == [750_000, 750_000])
    }

    @Test func `a second list of a month proposes what facts added since the first`() throws {
        let town = try town([severe(lan)])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-08-28")
        try town.register([
            .fact(lan, "severity=special", from: "2026-07-05"), severe(child, signed: "2026-08-25"),
        ])
        #expect(try due(town, "2026-08", of: lan).held == ["2026-08 250000 decision-needed"])
        #expect(try due(town, "2026-08", of: child).lines == ["2026-08 1000000 regular"])
    }

    @Test func `a stopped line does not come back by a decision on other arrears`() throws {
        let town = try town([severe(lan)])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        try town.register([.fact(lan, "severity=special", from: "2026-07-05")])
        let sheet = try #require(try town.freeze("2026-09").first)
        try town.approveAll("2026-09")
        _ = try town.stop(sheet.code, lan, from: "2026-09", cause: .other, by: "maker", "checker")
        #expect(try due(town, "2026-09", of: lan).held.contains("2026-09 1000000 stopped"))
        try town.decide(lan, ("2026-08", "2026-08"), 250_000, by: "17/QĐ-UBND")
        let draft = try due(town, "2026-09", of: lan)
        #expect(draft.held.contains("2026-09 1000000 stopped"))
        #expect(draft.lines == ["2026-08 250000 difference-1 17/QĐ-UBND 2026-09-10"])
    }
}

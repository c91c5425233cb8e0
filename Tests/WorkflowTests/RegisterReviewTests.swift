// What the register learns after a batch was frozen is told to who signs, and stops the hand-over of what
// is no longer owed.

import Disbursement
import GRDB
import Intake
import Ledger
import Store
import Testing
import Workflow

extension Household {
    /// What the register denies of a batch today.
    fileprivate func review(_ batch: String) throws -> RegisterReview {
        let record = try #require(try batches().first { $0.code == batch })
        return try read { try ReviewRegister($0).review(record, on: now.date) }
    }

    /// Somebody answers for paying what is denied of a person.
    @discardableResult
    fileprivate func accept(
        _ batch: String,
        _ person: Townsman,
        _ amount: Int64,
        reason: String = "con đã nộp cam kết hoàn trả",
        by name: String = "account-holder"
    ) throws -> RegisterReview {
        let number = try number(person)
        return try write { open in
            try AcceptChange(environment).run(
                open,
                order: AcceptanceOrder(
                    batch: batch,
                    person: number,
                    amount: amount,
                    document: "BB-12/2026",
                    reason: reason
                ),
                officer: try key(name, open)
            )
        }
    }

    /// What each signer is told of the register, in the order of the signatures.
    fileprivate func approveAllTold(_ period: String) throws -> [[Int64]] {
        try ["checker", "chief-accountant", "account-holder"].map { role in
            var told: [Int64] = []
            _ = try write { open in
                try ApproveBatch(environment).run(
                    open,
                    scope: scope(period),
                    role: try #require(OfficerRole(rawValue: role)),
                    officer: try key(role, open),
                    later: { told += $0.denied.map(\.excess) }
                )
            }
            return told
        }
    }
}

/// The refusal of a step; nil where nothing was refused.
private func words(_ body: () throws -> Void) throws -> StepRefusal? {
    do {
        try body()
        return nil
    } catch let refusal as StepRefusal {
        return refusal
    }
}

struct RegisterReviewTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")
    private let nam = Townsman(3, "Đỗ Văn Nam", born: "1988-03-10", sex: "male")
    private let tam = Townsman(4, "Vũ Thị Tám", born: "1960-03-10")

    /// A frozen month: two persons are owed 810,000 and 60,000 of arrears for each of four months, and for
    /// one of them somebody of another unit receives; a third is owed 1,080,000 and four times 80,000.
    private func frozen() throws -> (town: Household, batch: String) {
        let town = try Household()
        try town.register([
            row(lan, "severe").account("1028722532311"),
            row(hoa, "special").account("1028722532312"),
            row(nam, "severe").payee(tam).account("1028722532313"),
            .enrol(tam, "5.6", unit: "CM01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532313"),
        ])
        try town.opening(
            [lan, nam].flatMap { paid($0, 7...10, unit: "NA01", 750_000) }
                + paid(hoa, 7...10, unit: "NA01", 1_000_000)
        )
        try town.receiveEnough()
        let sheet = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
        #expect(sheet.amount == 3 * 810_000 + 270_000 + 2 * 240_000 + 320_000)
        return (town, sheet.code)
    }

    private func row(_ person: Townsman, _ severity: String) -> RegisterLine {
        .enrol(person, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=\(severity)")
    }

    @Test func `every signer is told of a death that came after the batch was frozen`() throws {
        let (town, batch) = try frozen()
        #expect(try town.review(batch).denied.isEmpty)
        try town.register([.death(lan, on: "2026-10-15")])
        #expect(try town.approveAllTold("2026-11") == [[810_000], [810_000], [810_000]])
        let review = try town.review(batch)
        let denied = try #require(review.denied.first)
        #expect(review.denied.count == 1)
        #expect(review.excess == 810_000)
        #expect(denied.code == "died")
        #expect(denied.line.month == month("2026-11"))
        #expect(denied.line.person == (try town.number(lan)))
        #expect(denied.line.amount == 810_000)
        // What she was owed before is hers, or her heirs'.
        #expect(review.toDead.map(\.line.amount) == [60_000, 60_000, 60_000, 60_000])
        #expect(Set(review.toDead.map(\.code)) == ["payee-died"])
    }

    @Test func `money does not leave for whom the register knows dead until a stop list`() throws {
        let (town, batch) = try frozen()
        try town.approveAll("2026-11")
        try town.register([.death(lan, on: "2026-10-15")])
        let standing = try town.standing()
        let refused = try #require(try words { try town.issue("2026-11") })
        #expect(refused.code == .approvalMissing)
        #expect(refused.diagnostics.map(\.code) == ["register-died"])
        #expect(refused.diagnostics.first?.location.file == batch)
        let text = try #require(refused.diagnostics.first).message.english
        #expect(text.contains("810,000"))
        #expect(!text.contains("Lan"))
        #expect(try town.standing() == standing)
        _ = try town.stop(batch, lan, by: "maker", "checker")
        #expect(try town.review(batch).denied.isEmpty)
        let report = try #require(try town.issue("2026-11").first)
        #expect(report.files.reduce(0) { $0 + $1.amount } == 3_500_000 - 810_000)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `an end, a move, a lesser fact and an annulled decision are named with their sums`()
        throws
    {
        let (town, batch) = try frozen()
        try town.register([
            .word("end", lan, "5.6", from: "2026-10-20"),
            .fact(hoa, "severity=severe", from: "2026-10-05"),
            .word("annul", nam, "5.6"),
        ])
        let review = try town.review(batch)
        let found = Dictionary(grouping: review.denied, by: \.line.person)
        let sums = try [lan, hoa, nam].map { person in
            (found[try town.number(person)] ?? []).reduce(0) { $0 + $1.excess }
        }
        #expect(sums == [810_000, 270_000, 1_050_000])
        #expect(found[try town.number(lan)]?.map(\.code) == ["ended"])
        #expect(found[try town.number(hoa)]?.map(\.code) == ["less"])
        #expect(Set(found[try town.number(nam)]?.map(\.code) ?? []) == ["ended"])
        #expect(review.excess == 2_130_000)
        #expect(review.denied.map(\.line.number) == review.denied.map(\.line.number).sorted())
        #expect(review.open.count == review.denied.count)
    }

    @Test func `what is denied is what the next draft calls over-paid`() throws {
        let (town, batch) = try frozen()
        try town.approveAll("2026-11")
        try town.register([
            .word("end", lan, "5.6", from: "2026-10-20"),
            .fact(hoa, "severity=severe", from: "2026-10-05"),
        ])
        let denied = try town.review(batch).excess
        try town.accept(batch, lan, 810_000)
        try town.accept(batch, hoa, 270_000)
        try town.issue("2026-11")
        let draft = try #require(try town.draft("2026-12", units: ["NA01"]).first)
        #expect(draft.overPaid.reduce(0) { $0 + $1.excess } == denied)
        #expect(denied == 1_080_000)
    }

    @Test func `a payee who died stops the money of a person who lives`() throws {
        let (town, batch) = try frozen()
        try town.approveAll("2026-11")
        try town.register([.death(tam, on: "2026-11-02")])
        let review = try town.review(batch)
        #expect(review.denied.allSatisfy { $0.code == "payee-died" })
        #expect(review.excess == 1_050_000)
        #expect(try words { try town.issue("2026-11") }?.code == .approvalMissing)
    }

    @Test func `what changes nothing of what is owed is not named`() throws {
        let (town, batch) = try frozen()
        try town.approveAll("2026-11")
        let cuc = Townsman(5, "Ngô Thị Cúc", born: "1990-03-10")
        try town.register([
            row(cuc, "severe").account("1028722532315"),
            .change(lan, document: "TB-9").account("1028722532399"),
        ])
        #expect(try town.review(batch).denied.isEmpty)
        try town.issue("2026-11")
    }

    @Test func `persons of a page that was written whole are found too`() throws {
        let (town, batch) = try frozen()
        try town.approveAll("2026-11")
        let others = (10..<80).map { Townsman($0, "Ngô Thị Cúc", born: "1990-03-10") }
        try town.register(
            others.map { row($0, "severe").cash() } + [.death(nam, on: "2026-10-01")]
        )
        let pages = try town.read { open in
            try open.books.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM register_page")
            }
        }
        #expect(pages == 1)
        let review = try town.review(batch)
        #expect(review.excess == 810_000)
        #expect(review.denied.map(\.code) == ["died"])
    }

    @Test func `where nothing came to the register there is nobody to look at`() throws {
        let (town, batch) = try frozen()
        try town.approveAll("2026-11")
        let record = try #require(try town.batches().first { $0.code == batch })
        let then = RegisterMoment(known: record.known, step: record.step)
        let later = {
            try town.read { open in
                try open.register.laterPersons(since: then, known: day("2026-12-31"))
            }
        }
        #expect(try later().isEmpty)
        try town.register([.death(hoa, on: "2026-10-15")])
        let number = try town.number(hoa)
        #expect(try later() == [number...number])
    }

    @Test func `what the batch did not know on its day counts, though it was frozen later`() throws
    {
        let town = try Household()
        try town.register([row(lan, "severe").account("1028722532311")])
        try town.opening(paid(lan, 7...10, unit: "NA01", 750_000))
        try town.receiveEnough()
        town.now = morning("2026-11-24")
        try town.register([.death(lan, on: "2026-10-15")])
        _ = try town.draft("2026-11", known: "2026-11-22", units: ["NA01"])
        try town.check("2026-11", units: ["NA01"])
        let sheet = try #require(try town.submit("2026-11", units: ["NA01"]).first)
        #expect(try town.review(sheet.code).excess == 810_000)
    }

    @Test func `a named person answers for paying it, with sum, paper and reason in the log`()
        throws
    {
        let (town, batch) = try frozen()
        try town.approveAll("2026-11")
        try town.register([.word("end", lan, "5.6", from: "2026-10-20")])
        let standing = try town.standing()
        for (name, amount, reason, code) in [
            ("maker", 810_000, "có lý do", StepRefusal.Code.notPermitted),
            ("checker", 810_000, "có lý do", .notPermitted),
            ("account-holder", 800_000, "có lý do", .dataErrors),
            ("account-holder", 810_000, " ", .usage),
            ("account-holder", 810_000, "lý do\u{202E}", .usage),
        ] as [(String, Int64, String, StepRefusal.Code)] {
            let refused = try words {
                try town.accept(batch, lan, amount, reason: reason, by: name)
            }
            #expect(refused?.code == code, "\(name) \(reason)")
        }
        #expect(try town.standing() == standing)
        #expect(try words { try town.issue("2026-11") }?.code == .approvalMissing)
        let review = try town.accept(batch, lan, 810_000)
        #expect(review.open.isEmpty)
        #expect(review.accepted == [try town.number(lan)])
        let detail = try town.read { open in
            try open.books.read { db in
                try String.fetchOne(db, sql: "SELECT detail FROM step ORDER BY step DESC")
            }
        }
        #expect(detail?.hasSuffix("810000 BB-12/2026: con đã nộp cam kết hoàn trả") == true)
        let sizes = try town.standing()
        try town.accept(batch, lan, 810_000)
        #expect(try town.standing() == sizes)
        try town.issue("2026-11")
        #expect(try town.verify().findings.isEmpty)
        #expect(try words { try town.accept(batch, lan, 810_000) }?.code == .notPermitted)
    }

    @Test func `what comes after an acceptance waits again`() throws {
        let (town, batch) = try frozen()
        try town.approveAll("2026-11")
        try town.register([.word("end", lan, "5.6", from: "2026-10-20")])
        try town.accept(batch, lan, 810_000)
        town.now = morning("2026-11-23")
        try town.register([.death(lan, on: "2026-08-15")])
        #expect(try !town.review(batch).open.isEmpty)
        #expect(try words { try town.issue("2026-11") }?.code == .approvalMissing)
    }
}

// An old month run again: with the law of its day, with today's, and as it is known today.

import Disbursement
import Entitlement
import Intake
import Ledger
import Testing
import Workflow

struct ReplayTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let child = Townsman(2, "Bùi Minh Quân", born: "2018-04-08", sex: "male")
    private let elder = Townsman(3, "Trần Thị Nghĩa", born: "1945-05-03")
    private let hoa = Townsman(4, "Lê Thị Hoa", born: "1980-01-02")
    private let thu = Townsman(5, "Đỗ Thị Thu", born: "1946-01-02")

    /// The rule book as it stood in August 2026: without what became known later.
    private static let august: RuleBook? = {
        let later = ["decree-335-2026/", "decree-321-2026/", "decision-24-2021/", "windows.toml"]
        let files = RuleBook.shippedFiles.filter { file in
            !later.contains { file.path.contains($0) }
        }
        return RuleBook.read(files: files).value
    }()

    /// Books of August with persons of every kind that the decree of October touches or not.
    private func town() throws -> Household {
        let town = try Household(
            BooksKind(firstMonth: "2026-08", recomputeFrom: "2026-07"),
            on: "2026-08-20"
        )
        func disabled(_ person: Townsman, _ unit: String, _ account: String) -> RegisterLine {
            .enrol(person, "5.6", unit: unit, signed: "2025-03-05", facts: "severity=severe")
                .account(account)
        }
        func pensioner(_ person: Townsman, _ unit: String, _ account: String) -> RegisterLine {
            .enrol(person, "pension", unit: unit, signed: "2026-03-05", facts: "pension=none")
                .account(account)
        }
        try town.register([
            disabled(lan, "NA01", "1028722532310"), disabled(child, "NA01", "1028722532311"),
            pensioner(elder, "NA01", "1028722532312"), disabled(hoa, "CM01", "1028722532313"),
            pensioner(thu, "CM01", "1028722532314"),
        ])
        let pension = ("social-pension", "pension")
        try town.opening(
            paid(lan, 7...7, unit: "NA01", 750_000) + paid(child, 7...7, unit: "NA01", 1_000_000)
                + paid(
                    elder,
                    7...7,
                    unit: "NA01",
                    programme: pension.0,
                    category: pension.1,
                    source: "central",
                    500_000
                ) + paid(hoa, 7...7, unit: "CM01", 975_000)
                + paid(
                    thu,
                    7...7,
                    unit: "CM01",
                    programme: pension.0,
                    category: pension.1,
                    source: "central",
                    500_000
                )
                + paid(
                    thu,
                    7...7,
                    unit: "CM01",
                    programme: pension.0,
                    category: pension.1,
                    kind: "supplement",
                    source: "city",
                    150_000
                )
        )
        try town.receiveEnough()
        return town
    }

    /// The lines and the banks' files of August's batches, frozen under a rule book.
    private func frozen(_ town: Household, under law: RuleBook) throws -> [String: [UInt8]] {
        _ = try town.draft("2026-08", known: "2026-08-20", under: law)
        try town.check("2026-08", under: law)
        var bytes: [String: [UInt8]] = [:]
        for sheet in try town.submit("2026-08", under: law, acceptsDoubts: false) {
            let content = try town.content(sheet.code)
            for path in content.paths where path.hasPrefix("files/") || path.hasPrefix("lines-") {
                bytes["\(sheet.code)/\(path)"] = try content.read(path)
            }
        }
        return bytes
    }

    @Test func `August as known in August has the same bytes under today's rule book`() throws {
        let august = try #require(Self.august)
        #expect(august.files.count < RuleBook.shipped.files.count)
        let then = try frozen(try town(), under: august)
        let now = try frozen(try town(), under: .shipped)
        #expect(then.count >= 4)
        #expect(then.keys.sorted() == now.keys.sorted())
        for (path, bytes) in then { #expect(now[path] == bytes, "\(path)") }
    }

    /// Person, month and amount of each line.
    private func lines(_ drafts: [Draft]) -> [String] {
        drafts.flatMap { draft in
            draft.lines.map { "\($0.person) \($0.month) \($0.right.kind) \($0.amount)" }
        }.sorted()
    }

    @Test func `as known in November the same run differs by the arrears, and by nothing else`()
        throws
    {
        let paidTown = try town()
        _ = try paidTown.runMonth("2026-08")
        let unpaid = try town()
        for town in [paidTown, unpaid] { town.now = morning("2026-11-22") }
        // Nothing is due again as August knew it.
        let again = try paidTown.draft("2026-08", known: "2026-08-20")
        #expect(again.allSatisfy { $0.lines.isEmpty && $0.overPaid.isEmpty })
        // What November adds: 1.5, 2.0 and 1 times 40,000 for each of two months; nothing in Hanoi.
        let later = try paidTown.draft("2026-08", known: "2026-11-22")
        let arrears = lines(later)
        let numbers = try [lan, child, elder].map { try paidTown.number($0) }
        var expected: [String] = []
        for (number, amount) in zip(numbers, [60_000, 80_000, 40_000]) {
            for owed in ["2026-07", "2026-08"] {
                expected.append("\(number) \(owed) base \(amount)")
            }
        }
        #expect(arrears == expected.sorted())
        #expect(later.allSatisfy { $0.overPaid.isEmpty && $0.held.isEmpty })
        #expect(later.flatMap { $0.lines.map(\.cause) }.allSatisfy { $0 == "difference-1" })
        // The city's part shrinks by what the centre's grows: a shift, due to nobody.
        #expect(later.map { $0.shifted.values.reduce(0, +) }.reduce(0, +) == 80_000)
        // In books that paid no August the two runs differ by the same sums.
        let known = try [
            unpaid.draft("2026-08", known: "2026-08-20"),
            unpaid.draft("2026-08", known: "2026-11-22"),
        ]
        let sums = known.map { drafts in drafts.map(\.amount).reduce(0, +) }
        #expect(sums[1] - sums[0] == 360_000)
    }

    @Test func `the wrong person was stopped: the restoration proposes every month back`() throws {
        let town = try Household(on: "2026-11-19")
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.opening(paid(lan, 7...8, unit: "NA01", 750_000))
        try town.receiveEnough()
        try town.register([.word("end", lan, "5.6", from: "2026-08-31")])
        let stopped = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(stopped.lines.map(\.amount) == [60_000, 60_000])
        #expect(throws: StepRefusal.self) { try town.register([.word("restore", lan, "5.6")]) }
        town.now = morning("2026-11-22")
        try town.register([.word("restore", lan, "5.6")])
        let proposed = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(proposed.lines.map(\.amount) == [60_000, 60_000, 810_000])
        #expect(proposed.held.map(\.line.amount) == [810_000, 810_000])
        #expect(proposed.held.allSatisfy { $0.cause == .decisionNeeded })
        try town.decide(lan, ("2026-09", "2026-10"), 1_620_000, by: "20/QĐ-UBND")
        let draft = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(draft.lines.map(\.amount) == [60_000, 60_000, 810_000, 810_000, 810_000])
        #expect(draft.overPaid.isEmpty && draft.held.isEmpty)
        // As known before, the stop stands.
        let before = try #require(
            try town.draft("2026-11", known: "2026-11-21", units: ["NA01"]).first
        )
        #expect(before.lines.map(\.amount) == [60_000, 60_000])
    }

    @Test
    func `a decision that is annulled owes nothing from the first, and what was paid is named`()
        throws
    {
        let town = try Household(on: "2026-11-19")
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.opening(paid(lan, 7...10, unit: "NA01", 750_000))
        try town.receiveEnough()
        town.now = morning("2026-11-22")
        try town.register([.word("annul", lan, "5.6")])
        let draft = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(draft.lines.isEmpty)
        #expect(draft.overPaid.map(\.excess) == [750_000, 750_000, 750_000, 750_000])
        let before = try #require(
            try town.draft("2026-11", known: "2026-11-21", units: ["NA01"]).first
        )
        #expect(before.overPaid.isEmpty)
        #expect(before.amount == 1_050_000)
    }

    @Test func `a living person registered dead: taken back, every month is owed and paid to them`()
        throws
    {
        let town = try Household(on: "2026-11-19")
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.opening(paid(lan, 7...8, unit: "NA01", 750_000))
        try town.receiveEnough()
        try town.register([.death(lan, on: "2026-08-20")])
        let dead = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(dead.lines.isEmpty)
        #expect(dead.held.map(\.cause) == [.payeeDied, .payeeDied])
        #expect(dead.leftOut.map(\.cause.code) == ["died"])
        town.now = morning("2026-11-22")
        try town.register([.word("restore", lan, "")])
        let proposed = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(proposed.lines.map(\.amount) == [60_000, 60_000, 810_000])
        #expect(proposed.held.map(\.cause) == [.decisionNeeded, .decisionNeeded])
        try town.decide(lan, ("2026-09", "2026-10"), 1_620_000, by: "21/QĐ-UBND")
        let living = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(living.lines.map(\.amount) == [60_000, 60_000, 810_000, 810_000, 810_000])
        #expect(living.held.isEmpty && living.leftOut.isEmpty)
        let before = try #require(
            try town.draft("2026-11", known: "2026-11-21", units: ["NA01"]).first
        )
        #expect(before.held.count == 2)
    }

    @Test func `three months not collected: the suspended wait and are resumed with arrears`()
        throws
    {
        let town = try Household(on: "2026-11-18")
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.opening(paid(lan, 7...7, unit: "NA01", 750_000))
        try town.receiveEnough()
        try town.register([.fact(lan, "suspended=unclaimed", from: "2026-07-31")])
        let held = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(held.lines.map(\.amount) == [60_000])
        #expect(held.leftOut.map(\.cause.code) == ["suspended"])
        town.now = morning("2026-11-22")
        try town.register([.fact(lan, "suspended=no", from: "2026-07-31")])
        let proposed = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(proposed.lines.map(\.amount) == [60_000, 810_000])
        #expect(proposed.held.map(\.line.amount) == [810_000, 810_000, 810_000])
        try town.decide(lan, ("2026-08", "2026-10"), 2_430_000, by: "22/QĐ-UBND")
        let resumed = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(resumed.lines.map(\.amount) == [60_000, 810_000, 810_000, 810_000, 810_000])
        #expect(resumed.leftOut.isEmpty)
    }

    @Test func `two months go together: this one and the next, a line for each`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.receiveEnough()
        let sheets = try town.runMonth("2026-12")
        #expect(sheets.map(\.lineCount) == [2])
        #expect(sheets.map(\.transferCount) == [1])
        #expect(sheets.map(\.amount) == [1_620_000])
        // Neither month is due again under its own name.
        #expect(try town.draft("2026-11").allSatisfy { $0.lines.isEmpty })
    }

    @Test func `money waits on tables that nobody read until an officer accepts them`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(elder, "merit-hero", unit: "NA01", signed: "2025-03-05")
                .account("1028722532310")
        ])
        try town.receiveEnough()
        let draft = try #require(try town.draft("2026-11").first)
        #expect(draft.lines.map(\.amount) == [2_337_000])
        #expect(draft.doubts == ["decree-321-2026/doubt/annexes"])
        try town.check("2026-11")
        #expect(
            try refusal { try town.submit("2026-11", acceptsDoubts: false) } == .approvalMissing
        )
        #expect(try town.batches().isEmpty)
        let sheet = try #require(try town.submit("2026-11").first)
        let text = String(decoding: try town.content(sheet.code).read("batch.toml"), as: UTF8.self)
        #expect(text.contains("unverified_accepted_by = \"001080000001\""))
        #expect(text.contains("id = \"decree-321-2026/doubt/annexes\""))
    }
}

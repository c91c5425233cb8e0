// Who checks and who signs is told where money goes that did not go there before.

import BankSimulator
import Disbursement
import Entitlement
import Foundation
import Intake
import Ledger
import Store
import Testing
import Workflow

struct PayeeAccountTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")
    private let mai = Townsman(3, "Trần Thị Mai", born: "1988-03-10")

    /// Three people, paid in November, the last in cash.
    private func issued() throws -> (town: Household, batch: String) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        func disabled(_ person: Townsman) -> RegisterLine {
            .enrol(person, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
        }
        try town.register([
            disabled(lan).account("1028722532310"), disabled(hoa).account("1028722532311"),
            disabled(mai).cash(),
        ])
        try town.receiveEnough(on: "2026-11-20")
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-22")
        return (town, sheet.code)
    }

    private func review(_ draft: Draft, _ town: Household) throws -> AccountReview {
        try town.read { try PayeeAccounts($0).review(draft) }
    }

    /// What a signer of December is told before the signature.
    private func told(_ town: Household, _ period: String) throws -> [AccountReview] {
        var told: [AccountReview] = []
        try town.write { open in
            _ = try ApproveBatch(town.environment).run(
                open,
                scope: town.scope(period),
                role: .checker,
                officer: try town.key("checker", open),
                review: { batch, review in
                    #expect(!batch.signatures.contains { $0.role == .checker })
                    told.append(review)
                }
            )
        }
        return told
    }

    @Test func `nothing changed: nothing is told, and nobody was paid before: neither`() throws {
        let (town, batch) = try issued()
        let first = try #require(try town.batches().first { $0.code == batch })
        let reviews = [
            try review(try #require(try town.draft("2026-12").first), town),
            try town.read { try PayeeAccounts($0).review(first) },
        ]
        #expect(reviews.allSatisfy { $0.changes.isEmpty && $0.shared.isEmpty })
    }

    @Test func `an account that the register alone changed is told to checker and signer, masked`()
        throws
    {
        let (town, _) = try issued()
        try town.register([
            .change(hoa, document: "DN-1").account("1028722532399"),
            .change(mai, document: "DN-2").account("1028722532398"),
        ])
        let draft = try #require(try town.draft("2026-12").first)
        let review = try review(draft, town)
        #expect(review.changes.map(\.payee) == [try town.number(hoa), try town.number(mai)])
        #expect(review.changes.map(\.amount) == [810_000, 810_000])
        #expect(review.changes.map(\.before.english) == ["Agribank ••••311", "cash"])
        #expect(review.changes.map(\.now.english) == ["Agribank ••••399", "Agribank ••••398"])
        #expect(review.changes.allSatisfy { $0.isByRegister && $0.documents.isEmpty })
        try town.check("2026-12")
        try town.submit("2026-12")
        #expect(try told(town, "2026-12") == [review])
        // What is taken in after the batch was frozen is not in it.
        try town.register([.change(lan, document: "DN-3").account("1028722532397")])
        let batch = try #require(try town.batches().last)
        #expect(
            try town.read { try PayeeAccounts($0).review(batch) }
                == review
        )
    }

    @Test(arguments: [
        ("970436", "1028722532311", "Vietcombank ••••311"),
        ("970405", "1028722532321", "Agribank ••••321"), ("", "", "cash"),
    ])
    func `another bank, another digit and cash are another way each`(
        _ bank: String,
        _ number: String,
        _ now: String
    ) throws {
        let (town, _) = try issued()
        let change = RegisterLine.change(hoa, document: "DN-1")
        try town.register([bank.isEmpty ? change.cash() : change.account(number, bank: bank)])
        let draft = try #require(try town.draft("2026-12").first)
        let review = try review(draft, town)
        #expect(review.changes.map(\.payee) == [try town.number(hoa)])
        #expect(review.changes.map(\.now.english) == [now])
        // Who is paid as before is not told, whatever happened to others.
        try town.register([.change(hoa, document: "DN-2").account("1028722532311")])
        let again = try #require(try town.draft("2026-12").first)
        #expect(try self.review(again, town).changes.isEmpty)
    }

    @Test func `a repaired account is told with its paper, and what overwrote it too`() throws {
        let (town, batch) = try issued()
        let transfer = try town.transfer(hoa, in: batch)
        let plan = try town.plan(["\(transfer),reject,AC04,"])
        try town.take(try town.simulate(through: "2026-11-30") { $0.plan = plan })
        try town.reconcile()
        try town.repair(
            [transfer],
            .account(bank: "970436", number: "0071000123456"),
            document: "BB-7"
        )
        try town.reissue("2026-11")
        let again = try #require(try told(town, "2026-11").first)
        #expect(again.changes.map(\.payee) == [try town.number(hoa)])
        #expect(again.changes.map(\.documents) == [["BB-7"]])
        #expect(again.changes.map(\.isByRegister) == [false])
        #expect(again.changes.map(\.now.english) == ["Vietcombank ••••456"])
        try town.register([.change(hoa, document: "DN-1").account("1028722532399")])
        let next = try #require(try town.draft("2026-12").first)
        let change = try #require(try review(next, town).changes.first)
        #expect(change.documents == ["BB-7"] && change.isByRegister)
    }

    @Test func `an account of several payees, and another payee for the same person, are told`()
        throws
    {
        let (town, _) = try issued()
        try town.register([
            .change(hoa, document: "DN-1").account("1028722532310")
        ])
        let draft = try #require(try town.draft("2026-12").first)
        let both = [try town.number(lan), try town.number(hoa)]
        #expect(try review(draft, town).shared.map(\.payees) == [both])
        #expect(try review(draft, town).shared.map(\.amount) == [1_620_000])
        let nephew = Townsman(4, "Trần Văn Nam", born: "1999-03-10", sex: "male")
        try town.register([
            .change(mai, document: "UQ-1").payee(nephew).account("1028722532377")
        ])
        let next = try #require(try town.draft("2026-12").first)
        let change = try #require(try review(next, town).changes.last)
        #expect(change.payee == (try town.number(nephew)))
        #expect(change.before.english == "cash")
    }

    @Test
    func `a stop list pays the rest where the signers saw it go, whatever the register says since`()
        throws
    {
        let (town, _) = try issued()
        let sheet = try #require(try town.freeze("2026-12").first)
        try town.approveAll("2026-12")
        try town.register([.change(hoa, document: "DN-1").account("1028722532399")])
        _ = try town.stop(
            sheet.code,
            lan,
            from: "2026-12",
            cause: .moved,
            by: "maker",
            "checker"
        )
        let content = try town.content(sheet.code)
        for path in content.paths where path.hasPrefix("stops/") {
            let text = String(decoding: try content.read(path), as: UTF8.self)
            #expect(!text.contains("1028722532399"), "\(path)")
        }
    }
}

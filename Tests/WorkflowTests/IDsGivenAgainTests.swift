// The same id of a message or statement with other content, in whole books.

import BankFiles
import Disbursement
import Foundation
import Intake
import Ledger
import Reconciliation
import Signing
import Store
import Testing
import Workflow

struct IDsGivenAgainTests {
    private typealias File = (name: String, bytes: [UInt8])

    /// Messages that a bank sends under ids of its own.
    enum Form: String, CaseIterable {
        case statement, notification, report, mt940, mt942, status

        /// The file of a sum, under an id, made on a day of November 2026.
        func file(_ amount: Int64, id: String = "ID-1", day: Int = 24) -> (String, [UInt8]) {
            let text =
                switch self {
                case .statement: xml(amount, id, day)
                case .notification:
                    other("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn", xml(amount, id, day))
                case .report: other("camt.052", "BkToCstmrAcctRpt", "Rpt", xml(amount, id, day))
                case .mt940: mt(amount, id, day, mark: "", end: ":62F:C2611\(day)VND\(amount),\n")
                case .mt942:
                    mt(
                        amount,
                        id,
                        day,
                        mark: ":34F:VND0,\n:13D:2611\(day)0900+0700\n",
                        end: ":90D:0VND0,\n:90C:1VND\(amount),\n"
                    )
                case .status: status(amount, id, day)
                }
            return ("\(rawValue)-\(amount)-\(day).txt", Array(text.utf8))
        }

        private func xml(_ amount: Int64, _ id: String, _ day: Int) -> String {
            var statement = MadeUpStatement(entries: [.init(amount: amount)], name: id)
            statement.day = "2026-11-\(day)"
            return String(decoding: statement.file.bytes, as: UTF8.self)
                .replacing("2026-11-30T", with: "2026-11-\(day)T")
        }

        private func other(
            _ message: String,
            _ root: String,
            _ element: String,
            _ text: String
        ) -> String {
            text.replacing("camt.053", with: message).replacing("BkToCstmrStmt", with: root)
                .replacing("Stmt>", with: "\(element)>").replacing(/<Bal>.*?<\/Bal>/, with: "")
        }

        private func mt(
            _ amount: Int64,
            _ id: String,
            _ day: Int,
            mark: String,
            end: String
        ) -> String {
            ":20:\(id)\n:25:1500211000000\n:28C:7/1\n"
                + (mark.isEmpty ? ":60F:C2611\(day)VND0,\n" : mark)
                + ":61:2611\(day)11\(day)C\(amount),NTRFNONREF//X\(amount)\n:86:TEST\n\(end)"
        }

        private func status(_ amount: Int64, _ id: String, _ day: Int) -> String {
            AnswerSheet.pain002("ELSE\(amount)", in: "ELSE", "RJCT")
                .replacing("<MsgId>S-RJCT", with: "<MsgId>\(id)")
                .replacing("2026-11-24", with: "2026-11-\(day)")
        }
    }

    private func town() throws -> Household {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        town.now = morning("2026-12-01")
        return town
    }

    private func refusal(_ town: Household, _ files: [File]) throws -> [Diagnostic] {
        let standing = try town.standing()
        let refusal = #expect(throws: StepRefusal.self) { _ = try town.take(files) }
        #expect(try town.standing() == standing)
        return refusal?.diagnostics ?? []
    }

    @Test(arguments: Form.allCases)
    func `an id under which the books have other content is not taken`(_ form: Form) throws {
        let town = try town()
        let first = form.file(1_000)
        #expect(try town.take([first]).map(\.newFacts) == [1])
        let faults = try refusal(town, [form.file(2_000)])
        let isStatement = [.statement, .mt940, .mt942].contains(form)
        #expect(faults.map(\.code) == [isStatement ? "statement-id-again" : "message-id-again"])
        let text = try #require(faults.first).message.text(in: .english)
        #expect(text.contains("answer 1, answers/\(Digest.of(first.1).hex)"), "\(text)")
        #expect(text.contains("ID-1") && text.contains("2026-12-01"), "\(text)")
        // The same bytes are known; the same id on another day, or another id, is another message.
        #expect(try town.take([first]).map(\.isKnown) == [true])
        #expect(try town.take([form.file(2_000, day: 25)]).map(\.newFacts) == [1])
        #expect(try town.take([form.file(3_000, id: "ID-2")]).map(\.newFacts) == [1])
        #expect(try town.verify().findings.isEmpty)
    }

    @Test(arguments: Form.allCases)
    func `two files of one command under one id are refused, and so is all with them`(
        _ form: Form
    ) throws {
        let town = try town()
        let faults = try refusal(
            town,
            [
                form.file(1_000), form.file(2_000), form.file(3_000), form.file(9_000, id: "ID-9"),
                ("bad.xml", Array("<".utf8)),
            ]
        )
        let again = faults.filter { $0.code.hasSuffix("-id-again") }
        // The third stands against both before it.
        #expect(
            again.map { $0.location.file.split(separator: "-")[1] } == ["2000", "3000", "3000"]
        )
        #expect(faults.contains { $0.location.file == "bad.xml" })
        #expect(try town.take([form.file(2_000)]).map(\.newFacts) == [1])
    }

    @Test(arguments: Form.allCases)
    func `the same content in other bytes is taken, and changes nothing`(_ form: Form) throws {
        let town = try town()
        let first = form.file(1_000)
        try town.take([first])
        try town.reconcile()
        let cash = try town.balance("CASH")
        let again =
            String(decoding: first.1, as: UTF8.self).replacing(":86:TEST", with: ":86:TEST ")
            .replacing("<GrpHdr>", with: "<GrpHdr><!-- again -->")
        #expect(try town.take([("again", Array(again.utf8))]).map(\.newFacts) == [0])
        try town.reconcile()
        #expect(try town.balance("CASH") == cash)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `a statement of equal sums about other payments is other content`() throws {
        let town = try town()
        try town.take([Form.statement.file(1_000)])
        let other = String(decoding: Form.statement.file(1_000).1, as: UTF8.self)
            .replacing("X1000", with: "Y1000")
        #expect(
            try refusal(town, [("other.xml", Array(other.utf8))]).map(\.code)
                == ["statement-id-again"]
        )
        // One message id over statements of other ids of the account says something else, too.
        let renamed = other.replacing("<Stmt><Id>ID-1", with: "<Stmt><Id>ID-2")
        #expect(
            try refusal(town, [("renamed.xml", Array(renamed.utf8))]).map(\.code)
                == ["message-id-again"]
        )
    }

    @Test func `when the earlier statement is set aside, the right one under its id is taken`()
        throws
    {
        let town = try town()
        try town.take([Form.statement.file(77_000)])
        try town.reconcile()
        let right = Form.statement.file(5_000)
        let hint = try #require(try refusal(town, [right]).first?.hint).text(in: .english)
        #expect(hint.contains("set statement 1/1 aside"), "\(hint)")
        let conflict = try town.doubt("ID-1")
        #expect(try refusal(town, [right]).count == 1)
        try town.setAside(conflict)
        #expect(try town.balance("CASH") == 0)
        #expect(try town.take([right]).map(\.newFacts) == [1])
        try town.reconcile()
        #expect(try town.balance("CASH") == 5_000)
        #expect(try town.verify().findings.isEmpty)
        // The one that stands now guards the id.
        let faults = try refusal(town, [Form.statement.file(6_000)])
        #expect(faults.count == 1)
        #expect(faults[0].message.text(in: .english).contains("answer 2,"))
    }

    @Test func `banks do not share their ids`() throws {
        let payees = try TwoPayees()
        let town = payees.town
        town.now = morning("2026-12-01")
        let record = try #require(try town.batches().first)
        let message = try #require(try town.read { try $0.books.files(of: record) }.first).message
        func status(_ file: String, _ word: String) -> File {
            let text = AnswerSheet.pain002(payees.second, in: file, word)
                .replacing("<MsgId>S-\(word)", with: "<MsgId>1")
            return ("\(word).xml", Array(text.utf8))
        }
        try town.take([status(message, "ACSP")])
        try town.reconcile()
        // The same bank refuses later under the id of its acceptance.
        #expect(try refusal(town, [status(message, "RJCT")]).map(\.code) == ["message-id-again"])
        #expect(try town.story(payees.second).status == .accepted)
        // A file of another bank: its ids are its own.
        _ = try town.write { open in
            try open.books.step(
                StepInfo(key: "test/other", verb: "test", at: town.now, officer: "")
            ) { writer in
                try writer.insert(
                    "file",
                    [
                        "batch", "path", "provider", "message", "transfer_count", "amount",
                        "size", "digest", "account", "requested",
                    ],
                    [
                        record.row, "files/x", "agribank", "OTHER", 1, 1, 1,
                        String(repeating: "0", count: 64), "1", "2026-12-01",
                    ]
                )
            }
        }
        #expect(try town.take([status("OTHER", "RJCT")]).map(\.newFacts) == [1])
    }
}

// What must hold between several files of a bank.

import BankFiles
import Intake
import Ledger
import Testing

struct AnswerCheckTests {
    private func file(_ name: String, _ text: String) -> AnswerCheck.File {
        let reading = AnswerText.read(text)
        return AnswerCheck.File(name: name, digest: text, answer: reading.value)
    }

    private func statement(
        _ number: Int,
        _ opening: Int,
        _ closing: Int,
        day: String,
        payment: String = "E"
    ) -> String {
        let moved = closing - opening
        let entry = AnswerText.entry(
            "\(abs(moved))",
            moved < 0 ? "DBIT" : "CRDT",
            rest: AnswerText.details(AnswerText.detail("\(payment)\(number)"))
        )
        return AnswerText.camt053(
            AnswerText.statement(opening, entry, closing, id: "S\(number)")
                .replacing("<ElctrncSeqNb>7", with: "<ElctrncSeqNb>\(number)")
        )
        .replacing("2026-11-04</Dt></Dt></Bal>", with: "\(day)</Dt></Dt></Bal>")
        .replacing("<MsgId>M1", with: "<MsgId>M\(number)")
    }

    private func codes(_ files: [AnswerCheck.File]) -> [String] {
        AnswerCheck.findings(in: files).map(\.code)
    }

    @Test func `statements that follow on each other have no finding, in whatever order`() {
        let files = [
            file("1", statement(1, 10, 5, day: "2026-11-04")),
            file("2", statement(2, 5, 8, day: "2026-11-05")),
            file("3", statement(3, 8, 9, day: "2026-11-06")),
        ]
        #expect(codes(files) == [])
        #expect(codes(files.reversed()) == [])
    }

    @Test func `a statement that is missing between two is told by its balances or its number`() {
        let first = file("1", statement(1, 10, 5, day: "2026-11-04"))
        let third = file("3", statement(3, 8, 9, day: "2026-11-06"))
        #expect(codes([first, third]) == ["check-statement-missing"])
        let quiet = file("3", statement(3, 5, 9, day: "2026-11-06"))
        #expect(codes([first, quiet]) == ["check-sequence"])
    }

    @Test func `the same file, message or statement twice is told, each by its name`() {
        let text = statement(1, 10, 5, day: "2026-11-04")
        #expect(codes([file("a", text), file("b", text)]) == ["check-file-twice"])
        let other = text.replacing("E1<", with: "E9<")
        #expect(
            codes([file("a", text), file("b", other)])
                == ["check-message-again", "check-statement-again"]
        )
    }

    @Test func `a payment that is booked twice on one side is told, and each counts`() {
        let entry = AnswerText.entry(
            "5",
            "DBIT",
            rest: AnswerText.details(AnswerText.detail("E"))
        )
        let text = AnswerText.camt053(AnswerText.statement(20, entry + entry, 10))
        let one = file("a", text)
        #expect(codes([one]) == ["check-payment-twice"])
        #expect(one.answer.facts.count == 2 && one.answer.reports[0].debits == 10)
    }
}

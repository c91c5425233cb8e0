// Arrears that wait for a decision, as an officer sees them at the terminal.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct ArrearsCommandTests {
    /// A month that was approved, and a severity that came in after it.
    private func office() throws -> Office {
        let office = try Office.approved()
        let rows = [
            "event,national_id,from,document,facts",
            "change,040186000011,2026-10-05,KQ-1/2026,severity=special",
        ]
        try office.write(rows.joined(separator: "\n") + "\n", "late.csv")
        try office.must("register import late.csv --key keys/maker.key")
        return office
    }

    private let draft = "batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key"
    private let decision =
        "batch arrears --period 2026-11 --unit NA01 --person 1 --programme social-assistance "
        + "--from 2026-11 --through 2026-11 --decision 12/QĐ-UBND --signed 2026-11-21 --signer Lan "
        + "--key keys/maker.key --amount "

    @Test func `proposed arrears are told, listed, decided and then drafted`() throws {
        let office = try office()
        let told = try office.must(draft).output
        #expect(told.contains("arrears of 270,000 VND are proposed for 1 person"))
        let list = try office.must("batch arrears --period 2026-11").output
        #expect(list.contains("(social-assistance) 270,000 VND: 2026-11 270,000 VND"))
        #expect(list.contains("[decision-needed]"))
        #expect(!list.contains("Lan"))
        let json = try office.must("batch arrears --period 2026-11 --json").output
        #expect(json.contains("\"amount\" : 270000"))
        let entered = try office.must(decision + "270000")
        #expect(entered.output.contains("1 month, 270,000 VND by decision 12/QĐ-UBND"))
        let after = try office.must(draft).output
        #expect(after.contains("1 line, 270,000 VND"))
        #expect(!after.contains("proposed"))
        let none = try office.must("batch arrears --period 2026-11")
        #expect(none.output.isEmpty && none.errors.contains("nothing waits for a decision"))
        let letter = try office.must(
            "law explain --books books --person 1 --month 2026-11 --known 2026-11-22"
        ).output
        let paper =
            "arrears: social assistance, November 2026, 1,080,000 đồng for the whole month, "
        #expect(letter.contains(paper + "signed on 21 November 2026, by paper 12/QĐ-UBND"))
        #expect(letter.contains("signed by Lan"))
        let vietnamese = try office.must(
            "law explain --books books --person 1 --month 2026-11 --known 2026-11-22 --lang vi"
        ).output
        #expect(vietnamese.contains("tháng 11/2026, cả tháng là 1.080.000 đồng, ký ngày"))
    }

    @Test func `a decision that lacks something, or names another sum, is refused`() throws {
        let office = try office()
        #expect(try office.run("batch arrears --period 2026-11 --person 1").code == 64)
        let other = try office.run(decision + "270001")
        #expect(other.code == 2)
        #expect(other.errors.contains("proposed 270,000 VND: 2026-11 270,000 VND"))
        let backwards = decision.replacing("--from 2026-11", with: "--from 2026-12")
        #expect(try office.run(backwards + "270000").code == 64)
    }
}

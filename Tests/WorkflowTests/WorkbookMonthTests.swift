// A month that a bank takes as a workbook, from the draft to the proof.

import BankFiles
import Disbursement
import Intake
import Ledger
import Store
import Testing
import Workflow

struct WorkbookMonthTests {
    private func town(_ provider: String) throws -> Household {
        let town = try Household(
            BooksKind(units: ["NA01"], recomputeFrom: "2026-11", ruralProvider: provider)
        )
        try town.register([
            .enrol(
                Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10"),
                "5.6",
                unit: "NA01",
                signed: "2025-03-05",
                facts: "severity=severe"
            ).account("1028722532310"),
            .enrol(
                Townsman(2, "Đặng Văn Ánh", born: "1980-01-02"),
                "5.6",
                unit: "NA01",
                signed: "2025-03-05",
                facts: "severity=severe"
            ).account("1028722532311"),
        ])
        try town.receive([
            "estimate,NA01,2026,local,,5000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,\(provider),5000000,RDT-1,2026-11-20",
        ])
        return town
    }

    @Test func `a month on a workbook is paid, asks for a bank day, and proves`() throws {
        let town = try town("vietinbank-efast")
        let sheet = try #require(try town.runMonth("2026-11").first)
        let file = try #require(sheet.files.first)
        #expect(sheet.files.count == 1 && file.path.hasSuffix(".xlsx") && file.transferCount == 2)
        #expect(BusinessCalendar.shipped.isBankDay(file.requested))
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
        let sealed = try town.verifySealed(sheet.code)
        #expect(sealed.findings.isEmpty, "\(sealed.findings)")
    }
}

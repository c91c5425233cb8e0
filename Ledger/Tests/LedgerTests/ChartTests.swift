// The chart of accounts: its text form, its refusals, and the chart that ships.

import Foundation
import Ledger
import Testing

@Suite struct ChartTests {
    /// The chart that ships with the program around this library; absent where Ledger stands alone.
    static let shipped = URL(filePath: #filePath)
        .appending(path: "../../../../Sources/Disbursement/Data/chart.csv").standardized

    @Test func `a chart keeps the order and words of its text`() throws {
        let chart = try ChartOfAccounts(csv: chartText)
        #expect(chart.accounts.count == 22)
        #expect(chart.accounts.first?.code == "CASH")
        #expect(chart["EXP"]?.kind == .expense)
        #expect(chart["EXP"]?.kind.normalSide == .debit)
        #expect(chart["FUND"]?.kind.normalSide == .credit)
        #expect(chart["EXP"]?.vietnameseName == "Chi trợ cấp")
        #expect(chart["EXP"]?.mapping == "TT 24/2024 TK 611")
        #expect(chart["exp"] == nil)
    }

    @Test func `line ends, blank lines and a byte order mark do not matter`() throws {
        let plain = try ChartOfAccounts(csv: chartText)
        let windows = chartText.split(separator: "\n").joined(separator: "\r\n\r\n")
        #expect(try ChartOfAccounts(csv: "\u{FEFF}" + windows) == plain)
    }

    @Test func `every fault of a chart is found with its line`() {
        let error = #expect(throws: ChartRefusal.self) {
            try ChartOfAccounts(
                csv: """
                    code,parent,kind,name_vi,name_en,mapping
                    CASH,,asset,Tiền gửi,Deposit,141
                    cash,,asset,Tiền gửi,Deposit,141

                    ADV,,debt,Tạm ứng,Advance,
                    CASH,,asset,Tiền gửi,Deposit,
                    PAY,,liability,,Payable,
                    REC,,asset,Phải thu
                    FEE,,expense,"Phí, lệ phí",Fee,
                    DUE,BANANA,liability,Phải nộp,Owed,
                    SUSP,CASH,liability,Chưa rõ,Unidentified,
                    FUND,EXP,income,Kinh phí,Funding,
                    EXP,FUND,income,Chi,Expense,
                    """
            )
        }
        #expect(
            error?.findings.map(\.problem) == [
                .code("cash"), .kind("debt"), .duplicateCode("CASH", firstLine: 2),
                .missingName("PAY"), .fieldCount(4), .quotationMark, .unknownParent("BANANA"),
                .parentOfOtherKind("SUSP", parent: "CASH"), .parentCircle("FUND"),
                .parentCircle("EXP"),
            ]
        )
        #expect(error?.findings.map(\.line) == [3, 5, 6, 7, 8, 9, 10, 11, 12, 13])
        #expect(error?.description.hasPrefix("line 3: 'cash' is no account code") == true)
    }

    @Test(arguments: ["", "code,kind\nCASH,asset", ChartOfAccounts.header + "\n"])
    func `a text without header or accounts is refused`(text: String) {
        #expect(throws: ChartRefusal.self) { try ChartOfAccounts(csv: text) }
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: shipped.path()),
            "the chart that ships lies outside this library"
        )
    )
    func `the chart that ships has the accounts of every event`() throws {
        let chart = try ChartOfAccounts(
            csv: String(contentsOf: ChartTests.shipped, encoding: .utf8)
        )
        let stories = try ChartOfAccounts(csv: chartText)
        for account in stories.accounts { #expect(chart[account.code]?.kind == account.kind) }
        #expect(chart["LOSS"]?.kind == .expense)
        let memo = chart.accounts.filter { $0.kind == .memo && !chart.isGroup($0.code) }.map(\.code)
        #expect(memo == ["GRANTED", "RESERVED", "ADVANCED", "SPENT", "OPENING", "MEMO"])
        for account in chart.accounts {
            let names = account.vietnameseName
            #expect(names == names.precomposedStringWithCanonicalMapping)
            #expect(names.unicodeScalars.count == names.count)
        }
    }
}

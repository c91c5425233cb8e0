// The export against hledger, a program that we did not write: it must take the text in its strict
// mode and come to the same balances, to the đồng.

import Foundation
import Ledger
import Testing

@Suite struct HledgerTests {
    static let program = "/usr/bin/hledger"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: program)

    let chart: ChartOfAccounts

    init() throws { chart = try ChartOfAccounts(csv: chartText) }

    private func export(_ entries: [JournalEntry], currencies: [Currency] = [.vnd]) -> String {
        var text = ""
        var export = HledgerExport(chart: chart, currencies: currencies)
        export.writeHeader { text += $0 }
        for entry in entries { export.write(entry) { text += $0 } }
        return text
    }

    @Test func `an entry is one transaction with its key, event and document`() throws {
        var budget = Dimensions(unit: "U1")
        budget.budgetYear = 2026
        budget.person = 7
        var bank = Dimensions(unit: "U1")
        bank.provider = "VCB"
        bank.file = "F1"
        let entry = try JournalEntry(
            key: "h1 (x)",
            event: "hand-over",
            unit: "U1",
            bookedOn: day("2026-10-23"),
            valueOn: day("2026-10-24"),
            document: "BB 1; số 2",
            postings: [
                .debit("PAY", .vnd(1_050_000), budget), .credit("CLR", .vnd(1_050_000), bank),
            ]
        )
        let header = export([])
        #expect(header.contains("\ncommodity 1000. VND\n"))
        #expect(header.contains("\naccount offbalance\n"))
        #expect(
            header.contains(
                "\naccount assets:cash  ; Tiền gửi / Deposit with the provider, "
                    + "mapping:TT 24/2024 TK 141\n"
            )
        )
        #expect(
            export([entry]).dropFirst(header.count) == """
                account liabilities:pay:U1

                account liabilities:clr:U1:VCB

                2026-10-23 (h1 %28x%29) hand-over | BB 1%3B số 2
                    ; value:2026-10-24
                    liabilities:pay:U1  1050000 VND  ; year:2026, person:7
                    liabilities:clr:U1:VCB  -1050000 VND  ; file:F1


                """
        )
    }

    @Test(
        .enabled(if: isInstalled, "hledger is not installed"),
        arguments: [101, 102, 103] as [UInt64]
    )
    func `hledger comes to the same balances as the trial balance`(seed: UInt64) throws {
        let dollar = Currency(code: "USD", exponent: 2)
        let currencies = seed == 103 ? [.vnd, dollar] : [.vnd]
        let entries = try RandomEntries.many(400, seed: seed, currencies: currencies)
        var journal = Journal()
        for entry in entries { try journal.post(entry, chart: chart) }
        let file = FileManager.default.temporaryDirectory
            .appending(path: "chitra-ledger-\(seed)-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: file) }
        try export(journal.entries, currencies: currencies)
            .write(to: file, atomically: true, encoding: .utf8)

        let check = try run(["-f", file.path(), "check", "--strict"])
        #expect(check.status == 0, "\(check.text)")
        let balance = try run([
            "-f", file.path(), "balance", "--flat", "--depth", "3", "-E", "-N", "-O", "csv",
            "--layout", "bare",
        ])
        #expect(balance.status == 0, "\(balance.text)")

        let rows = try journal.trialBalance().rows()
        var expected: Set<String> = []
        for row in rows where !row.balance.isZero {
            let account = try #require(chart[row.account])
            let amount = minorDigits(row.balance)
            let path =
                "\(root[account.kind, default: "?"]):\(account.code.lowercased()):\(row.unit)"
            expected.insert("\"\(path)\",\"\(row.balance.currency)\",\"\(amount)\"")
        }
        let found = balance.text.split(separator: "\n").dropFirst().map { String($0) }
            .filter { !$0.hasSuffix(",\"0\"") && !$0.hasSuffix(",\"0.00\"") }
        #expect(expected.count > 30)
        #expect(Set(found) == expected)

        // What hledger adds up under `offbalance` is nothing: it stays balanced by itself.
        let memo = try run(["-f", file.path(), "balance", "offbalance", "--depth", "1", "-N"])
        #expect(memo.text.split(separator: "\n").isEmpty, "\(memo.text)")
    }

    private let root: [AccountKind: String] = [
        .asset: "assets", .liability: "liabilities", .equity: "equity", .income: "income",
        .expense: "expenses", .memo: "offbalance",
    ]

    /// The amount as hledger prints it: `-12.50` for a currency with two digits.
    private func minorDigits(_ money: Money) -> String {
        guard money.currency.exponent == 2 else { return "\(money.minorUnits)" }
        let cents = money.minorUnits.magnitude
        let fraction = cents % 100
        let sign = money.minorUnits < 0 ? "-" : ""
        return "\(sign)\(cents / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    private func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(filePath: HledgerTests.program)
        process.arguments = arguments
        process.environment = ["LC_ALL": "C.UTF-8", "HOME": "/nonexistent"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}

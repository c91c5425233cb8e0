// The export against programs that we did not write: each must take the text in its strictest mode and
// come to the same balances, to the đồng.

import Foundation
import Ledger
import Testing

@Suite struct ExportTests {
    /// The programs, and where they are installed.
    private static let programs: [ExportFormat: String] = [
        .hledger: "/usr/bin/hledger", .ledger: "/usr/bin/ledger",
        .beancount: URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: ".venv/bin/python").path,
    ]

    /// Whether a program is there; of Python, whether it has beancount.
    private static func has(_ format: ExportFormat) -> Bool {
        guard let program = programs[format] else { return false }
        let name =
            format == .beancount ? program.replacing("/python", with: "/bean-check") : program
        return FileManager.default.isExecutableFile(atPath: name)
    }

    let chart: ChartOfAccounts

    init() throws { chart = try ChartOfAccounts(csv: chartText) }

    private func export(
        _ entries: [JournalEntry],
        _ format: ExportFormat,
        currencies: [Currency] = [.vnd]
    ) -> String {
        var text = ""
        var export = JournalExport(chart: chart, format: format, currencies: currencies)
        export.writeHeader { text += $0 }
        for entry in entries { export.write(entry) { text += $0 } }
        return text
    }

    private func handOver() throws -> JournalEntry {
        var budget = Dimensions(unit: "U1")
        budget.budgetYear = 2026
        budget.person = 7
        var bank = Dimensions(unit: "U1")
        bank.provider = "vietnam-post"
        bank.file = "F1"
        return try JournalEntry(
            key: "h1 (x)",
            event: "hand-over",
            unit: "U1",
            bookedOn: day("2026-10-23"),
            valueOn: day("2026-10-24"),
            document: "BB 1; số \"2\"",
            postings: [
                .debit("PAY", .vnd(1_050_000), budget), .credit("CLR", .vnd(1_050_000), bank),
            ]
        )
    }

    @Test func `an entry is one transaction of hledger with its key, event and document`() throws {
        let header = export([], .hledger)
        #expect(header.contains("\ncommodity 1000. VND\n"))
        #expect(header.contains("\naccount offbalance\n"))
        #expect(
            header.contains(
                "\naccount assets:cash  ; Tiền gửi / Deposit with the provider, "
                    + "mapping:TT 24/2024 TK 141\n"
            )
        )
        #expect(
            export([try handOver()], .hledger).dropFirst(header.count) == """
                account liabilities:pay:U1

                account liabilities:clr:U1:vietnam-post

                2026-10-23 (h1 %28x%29) hand-over | BB 1%3B số %222%22
                    ; value:2026-10-24
                    liabilities:pay:U1  1050000 VND  ; year:2026, person:7
                    liabilities:clr:U1:vietnam-post  -1050000 VND  ; file:F1


                """
        )
    }

    @Test func `an entry is one transaction of ledger with a tag a line`() throws {
        let header = export([], .ledger)
        #expect(header.contains("\ncommodity VND\n    format 1000 VND\n"))
        #expect(
            export([try handOver()], .ledger).dropFirst(header.count) == """
                account liabilities:pay:U1

                account liabilities:clr:U1:vietnam-post

                2026-10-23 (h1 %28x%29) hand-over | BB 1%3B số %222%22
                    ; value: 2026-10-24
                    liabilities:pay:U1  1050000 VND
                      ; year: 2026
                      ; person: 7
                    liabilities:clr:U1:vietnam-post  -1050000 VND
                      ; file: F1


                """
        )
    }

    @Test func `an entry is one transaction of beancount with its metadata`() throws {
        let header = export([], .beancount)
        #expect(header.contains("\n1970-01-01 commodity VND\n"))
        #expect(header.contains("\n1970-01-01 open Assets:CASH\n  name: \"Tiền gửi / Deposit"))
        #expect(
            export([try handOver()], .beancount).dropFirst(header.count) == """
                1970-01-01 open Liabilities:PAY:U1

                1970-01-01 open Liabilities:CLR:U1:Vietnam-post

                2026-10-23 * "hand-over" "BB 1; số \\"2\\""
                  entry: "h1 (x)"
                  value: 2026-10-24
                    Liabilities:PAY:U1  1050000 VND
                      year: 2026
                      person: 7
                    Liabilities:CLR:U1:Vietnam-post  -1050000 VND
                      file: "F1"


                """
        )
    }

    @Test(
        .enabled(if: has(.hledger), "hledger is not installed"),
        arguments: [101, 102, 103] as [UInt64]
    )
    func `hledger comes to the same balances as the trial balance`(seed: UInt64) throws {
        let (text, rows) = try journal(seed, .hledger)
        let file = try write(text)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let check = try run(.hledger, ["-f", file, "check", "--strict"])
        #expect(check.status == 0, "\(check.text)")
        let balance = try run(
            .hledger,
            [
                "-f", file, "balance", "--flat", "--depth", "3", "-E", "-N", "-O", "csv",
                "--layout",
                "bare",
            ]
        )
        #expect(balance.status == 0, "\(balance.text)")
        let found = balance.text.split(separator: "\n").dropFirst()
            .map { String($0.replacing("\"", with: "").replacing(",", with: " ")) }
            .filter { !$0.hasSuffix(" 0") && !$0.hasSuffix(" 0.00") }
        try expect(Set(found), rows, under: .hledger)
        // What hledger adds up under `offbalance` is nothing: it stays balanced by itself.
        let memo = try run(.hledger, ["-f", file, "balance", "offbalance", "--depth", "1", "-N"])
        #expect(memo.text.split(separator: "\n").isEmpty, "\(memo.text)")
    }

    @Test(
        .enabled(if: has(.ledger), "ledger is not installed"),
        arguments: [101, 102, 103] as [UInt64]
    )
    func `ledger comes to the same balances as the trial balance`(seed: UInt64) throws {
        let (text, rows) = try journal(seed, .ledger)
        let file = try write(text)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let balance = try run(
            .ledger,
            [
                "--args-only", "--pedantic", "-f", file, "balance", "--flat", "--depth", "3",
                "--no-total",
            ]
        )
        #expect(balance.status == 0, "\(balance.text)")
        var found: Set<String> = []
        var amounts: [String] = []
        // Amount, currency and account; of two currencies the first stands on a line before.
        for line in balance.text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 2 else { continue }
            amounts.append("\(words[1]) \(words[0])")
            guard words.count == 3 else { continue }
            for amount in amounts { found.insert("\(words[2]) \(amount)") }
            amounts = []
        }
        try expect(found, rows, under: .ledger)
    }

    @Test(
        .enabled(if: has(.beancount), "beancount is not installed"),
        arguments: [101, 102, 103] as [UInt64]
    )
    func `beancount comes to the same balances as the trial balance`(seed: UInt64) throws {
        let (text, rows) = try journal(seed, .beancount)
        let file = try write(text)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let script = """
            import sys
            from beancount import loader
            from beancount.core import data
            entries, errors, _ = loader.load_file(sys.argv[1])
            for error in errors:
                print("error", error)
            sums = {}
            for entry in data.filter_txns(entries):
                for posting in entry.postings:
                    parts = posting.account.split(":")
                    depth = 4 if parts[1] == "Offbalance" else 3
                    key = (":".join(parts[:depth]), posting.units.currency)
                    sums[key] = sums.get(key, 0) + posting.units.number
            for (account, currency), number in sums.items():
                if number:
                    print(account, currency, number)
            """
        let balance = try run(.beancount, ["-c", script, file])
        #expect(balance.status == 0, "\(balance.text)")
        let found = Set(balance.text.split(separator: "\n").map { String($0) })
        try expect(found, rows, under: .beancount)
    }

    /// Names that a program could take for another, or for its own syntax.
    @Test(arguments: ExportFormat.allCases)
    func `hostile names stay names, each its own`(format: ExportFormat) throws {
        let names = [
            "VCB", "vcb", "Vcb", "v", "V", "X-61", "x-61", "a", "A", "a:b", "a b", "(a)", "[a]",
            "-a",
            "a;b", "a  b", "%", "", "Đ", "a\nb", "\"", "\\", "1a", "1A", "*", "!",
        ]
        let entries = try names.enumerated().map { index, name in
            var bank = Dimensions(unit: "U1")
            bank.provider = name
            bank.source = name
            bank.file = name
            return try JournalEntry(
                key: "k\(index) \(name)",
                event: "hand-over \(name)",
                unit: "U1",
                bookedOn: day("2026-10-23"),
                valueOn: day("2026-10-23"),
                document: name,
                postings: [
                    .debit("CASH", .vnd(Int64(index + 1)), bank),
                    .credit("CLR", .vnd(Int64(index + 1)), Dimensions(unit: "U1")),
                ]
            )
        }
        let text = export(entries, format)
        let declared = text.split(separator: "\n").filter {
            ($0.hasPrefix("account ") || $0.contains(" open "))
                && $0.lowercased().contains("assets:cash:u1:")
        }
        #expect(Set(declared).count == names.count)
        guard Self.has(format) else { return }
        let file = try write(text)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let arguments: [String] =
            switch format {
            case .hledger: ["-f", file, "check", "--strict"]
            case .ledger: ["--args-only", "--pedantic", "-f", file, "balance"]
            case .beancount: ["-m", "beancount.scripts.check", file]
            }
        let check = try run(format, arguments)
        #expect(check.status == 0, "\(check.text)")
    }
}

extension ExportTests {
    /// The entries of a random journal: 400, and once as many as CHITRA_JOURNAL_ENTRIES says.
    private static func count(of seed: UInt64) -> Int {
        let asked = ProcessInfo.processInfo.environment["CHITRA_JOURNAL_ENTRIES"]
        return seed == 102 ? asked.flatMap { Int($0) } ?? 2_000 : 400
    }

    /// A random journal as text, and its trial balance.
    private func journal(
        _ seed: UInt64,
        _ format: ExportFormat
    ) throws -> (text: String, rows: [TrialBalance.Row]) {
        let dollar = Currency(code: "USD", exponent: 2)
        let currencies = seed == 103 ? [.vnd, dollar] : [.vnd]
        let entries = try RandomEntries.many(
            Self.count(of: seed),
            seed: seed,
            currencies: currencies
        )
        var journal = Journal(chart: chart)
        for entry in entries { try journal.post(entry) }
        return (
            export(journal.entries, format, currencies: currencies),
            try journal.trialBalance().rows()
        )
    }

    /// Holds what a program added up, `account currency amount`, against the trial balance.
    private func expect(
        _ found: Set<String>,
        _ rows: [TrialBalance.Row],
        under format: ExportFormat
    ) throws {
        var expected: Set<String> = []
        for row in rows where !row.balance.isZero {
            let account = try #require(chart[row.account])
            let code = format == .beancount ? account.code : account.code.lowercased()
            // Beancount knows no letters with marks.
            let unit =
                format == .beancount ? row.unit.replacing("XÃ-3", with: "X-58C3832D33") : row.unit
            let path = "\(root(of: account.kind, format)):\(code):\(unit)"
            expected.insert("\(path) \(row.balance.currency) \(minorDigits(row.balance))")
        }
        #expect(expected.count > 30)
        #expect(found == expected)
    }

    private func root(of kind: AccountKind, _ format: ExportFormat) -> String {
        let root: [AccountKind: String] = [
            .asset: "assets", .liability: "liabilities", .equity: "equity", .income: "income",
            .expense: "expenses", .memo: "offbalance",
        ]
        let name = root[kind, default: "?"]
        guard format == .beancount else { return name }
        return kind == .memo ? "Equity:Offbalance" : name.prefix(1).uppercased() + name.dropFirst()
    }

    /// The amount as the programs print it: `-12.50` for a currency with two digits.
    private func minorDigits(_ money: Money) -> String {
        guard money.currency.exponent == 2 else { return "\(money.minorUnits)" }
        let cents = money.minorUnits.magnitude
        let fraction = cents % 100
        let sign = money.minorUnits < 0 ? "-" : ""
        return "\(sign)\(cents / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    /// Writes a text into a file that the test removes.
    private func write(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "chitra-journal-\(UUID().uuidString)")
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path()
    }

    private func run(
        _ format: ExportFormat,
        _ arguments: [String]
    ) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.programs[format]))
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

// A commune's letters to and from the counterpart bank, and what holds on each of its days.
//
// Invariant: every day that ends is checked: cash is the statement's to the đồng, and the books prove.

import BankFiles
import Disbursement
import Foundation
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

/// A commune with an account at the counterpart bank; day by day.
final class Correspondence {
    static let unit = "CM01"

    let town: Household
    let bank: CounterpartBank
    /// The bank's day.
    private(set) var today: CivilDate
    /// Statements of these days are kept from us until we ask for them.
    var missing: Set<String> = []
    private var kept: [CounterpartBank.Letter] = []
    /// The month whose report is looked at each day.
    var period = "2026-11"
    private(set) var seen: [String: Int] = [:]

    init(_ kind: BooksKind, on day: String) throws {
        town = try Household(kind, on: day)
        today = try #require(CivilDate(iso: day))
        bank = try CounterpartBank(on: today, folder: "\(town.root)/mailbox")
        try bank.open(Correspondence.unit, number: try #require(kind.accounts[Correspondence.unit]))
    }

    /// Moves to the beginning of a day, each day on its own, or with all that came since at the end.
    func advance(to day: String, atOnce: Bool = false) throws {
        let end = try #require(CivilDate(iso: day))
        var letters: [CounterpartBank.Letter] = []
        while today < end {
            today = today.advanced(byDays: 1)
            town.now = morning("\(today)")
            letters += try bank.advance(to: today)
            if !atOnce || today == end {
                try take(letters)
                letters = []
            }
        }
    }

    /// Sends every file of some batches and takes in what the bank says at once.
    func send(_ sheets: [BatchSheet], status: Int) throws {
        for path in sheets.flatMap({ town.orders($0) }) { #expect(try bank.post(path) == status) }
        try take(try bank.advance(to: today), endsDay: false)
    }

    /// Approves and hands over what was frozen of a month, and sends it.
    func handOver(_ sheets: [BatchSheet], _ period: String, status: Int = 202) throws {
        try town.approveAll(period)
        try town.issue(period)
        try send(sheets, status: status)
    }

    /// Asks for the statements that were kept from us.
    func takeMissing() throws {
        missing = []
        let letters = kept
        kept = []
        try take(letters)
    }

    private func take(_ letters: [CounterpartBank.Letter], endsDay: Bool = true) throws {
        var paths: [String] = []
        for letter in letters where letter.account == Correspondence.unit {
            seen[letter.type, default: 0] += 1
            if try isMissing(letter) {
                kept.append(letter)
            } else {
                paths.append(letter.path)
            }
        }
        guard !paths.isEmpty else { return }
        let (taken, reconciled) = try town.work(paths)
        for report in taken {
            #expect(!report.isKnown && report.repeatedFacts == 0, "\(report.file)")
        }
        #expect(reconciled.count == paths.count)
        try check()
        if endsDay { try prove() }
    }

    private func isMissing(_ letter: CounterpartBank.Letter) throws -> Bool {
        guard letter.type.hasPrefix("camt.053"), !missing.isEmpty else { return false }
        let text = try String(contentsOfFile: letter.path, encoding: .utf8)
        return missing.contains { text.contains("<ToDtTm>\($0)T") }
    }

    /// What holds on every day: cash is the statement's, to the đồng; the books are sound.
    func check() throws {
        let (report, trial, clearing) = try town.read { open in
            (
                try ReportMonth(town.environment).run(open, scope: town.scope(period)),
                try LedgerReports(open.books).trialBalance(),
                try open.books.balance(account: "CLR", unit: Correspondence.unit)
            )
        }
        let account = try bank.account(Correspondence.unit)
        let closings = Dictionary(
            uniqueKeysWithValues: account.statements.map { ($0.day, $0.closing) }
        )
        for cash in report.cash { #expect(closings["\(cash.day)"] == cash.statement) }
        if kept.isEmpty {
            let breaks = report.cash.filter { !$0.agrees }
            #expect(breaks.isEmpty, "\(today): \(breaks)")
            #expect(report.cash.count == account.statements.count)
            let last = account.statements.last?.day ?? ""
            // What the bank took and has not shown as booked is what we have in clearing.
            let onItsWay = account.payments.filter {
                !$0.isRefused && ($0.debited ?? "9") > last
            }
            #expect(-clearing == onItsWay.reduce(0) { $0 + $1.amount }, "\(today)")
        }
        #expect(report.table.differences.isEmpty)
        #expect(trial.isBalanced)
    }

    /// The whole of the books proves.
    func prove() throws {
        let verdict = try town.verify()
        #expect(verdict.findings.isEmpty, "\(today): \(verdict.findings)")
    }

    /// The transfer that pays a person in a batch.
    func transfer(of person: Townsman, in sheet: BatchSheet) throws -> String {
        let batch = try #require(try town.batches().first { $0.code == sheet.code })
        let number = try town.number(person)
        let line = try #require(try town.lines(batch).first { $0.line.payee == number })
        return "\(TransferID(batch: try #require(BatchCode(sheet.code)), number: line.transfer))"
    }

    /// The VND of a month in the columns that are not empty.
    func columns(_ period: String) throws -> [MonthTable.Column: Int64] {
        let rows = try town.monthReport(period).table.rows
        var columns: [MonthTable.Column: Int64] = [:]
        for column in MonthTable.Column.allCases {
            let sum = rows.reduce(0) { $0 + $1.amount(in: column) }
            if sum != 0 { columns[column] = sum }
        }
        return columns
    }
}

// Statements and notifications: accounts, balances, totals.

import Intake
import Ledger

/// A report that is being read.
struct ReportDraft: Sendable {
    /// A balance of the account.
    struct Balance: Sendable {
        var type = ""
        var amount: Int64?
        var isCredit: Bool?
        var day: CivilDate?
        /// Whether it is of another currency than its report.
        var isForeign = false
    }

    /// Count and sum of entries.
    struct Totals: Sendable {
        var count: Int64 = 0
        var sum: Int64 = 0
    }

    var report = AccountReport(id: "", account: "")
    var balances: [Balance] = []
    /// Whether a balance could not be read, which was found already.
    var hasBadBalance = false
    /// The totals that the bank gives; nil where it gives none.
    var told: [AnswerField: Int64] = [:]
    /// Entries of each side, booked or not.
    var allDebits = Totals()
    var allCredits = Totals()
    /// Entries that are only announced.
    var announced = 0
    /// Booked credits.
    var creditCount: Int64 = 0
}

extension AnswerBuilder {
    mutating func beginReport() {
        report = ReportDraft()
        forgetCurrency()
        equals.removeAll()
    }

    mutating func readReport(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .id: report.report.id = label(text) ?? ""
        case .sequence: report.report.sequence = count(text)
        case .isLastPage: readLastPage(text)
        case .from: report.report.from = day(text)
        case .through: report.report.through = day(text)
        case .account: report.report.account = label(text) ?? ""
        case .servicer: if let name = label(text) { report.report.servicers.append(name) }
        case .copy: note(.copy)
        case .allCount, .creditCount, .debitCount: report.told[field] = count(text)
        case .allSum, .creditSum, .debitSum: report.told[field] = number(text)
        default: break
        }
    }

    mutating func readBalance(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .balanceType: balance.type = label(text) ?? ""
        case .amount:
            balance.amount = money(text)
            balance.isForeign = foreignCurrency != nil
        case .side: balance.isCredit = isCredit(text)
        case .day: balance.day = day(text)
        default: break
        }
    }

    mutating func endBalance() {
        guard !balance.isForeign else { return }
        if let amount = balance.amount, let isCredit = balance.isCredit {
            report.report.balances.append(
                AccountBalance(
                    type: balance.type,
                    amount: isCredit ? amount : -amount,
                    day: balance.day
                )
            )
        }
        // Available and forward balances say nothing of what was booked.
        guard ["OPBD", "CLBD", "PRCD", "ITBD"].contains(balance.type) else { return }
        guard has(.amount, in: .balance), has(.side, in: .balance) else {
            return note(.incompleteBalance, atStartOf: .balance)
        }
        if balance.amount == nil || balance.isCredit == nil { report.hasBadBalance = true }
        report.balances.append(balance)
    }

    mutating func endReport() {
        var report = self.report.report
        if report.id.isEmpty { note(.noReportID, atStartOf: .report) }
        if report.account.isEmpty { note(.noAccount, atStartOf: .report) }
        if answer.reports.contains(where: { $0.id == report.id && $0.account == report.account }) {
            note(.reportTwice, atStartOf: .report)
        }
        if let from = report.from, let through = report.through, through < from {
            note(.badPeriod, atStartOf: .report)
        }
        if self.report.announced > 0 { note(.announced(self.report.announced), atStartOf: .report) }
        checkTotals()
        if answer.family == .statement { checkBalances(of: &report) }
        equals.number(&answer.facts)
        if purpose == .people { report.currency = currency.code }
        answer.reports.append(report)
    }

    /// The balances of a type, signed.
    private func balances(_ type: String) -> [Int64] {
        report.balances.filter { $0.type == type }.compactMap { balance in
            guard let amount = balance.amount, let isCredit = balance.isCredit else { return nil }
            return isCredit ? amount : -amount
        }
    }

    /// Opening and closing balance, and whether the entries lead from one to the other.
    private mutating func checkBalances(of report: inout AccountReport) {
        let interim = balances("ITBD")
        let openings = balances("OPBD")
        let closings = balances("CLBD")
        for group in [openings, closings] where group.contains(where: { $0 != group[0] }) {
            note(.balanceTwice, atStartOf: .report)
        }
        report.opening = openings.first ?? balances("PRCD").first
        report.closing = closings.first
        // A page in the middle of a long statement begins or ends with an interim balance.
        if report.opening == nil { report.opening = interim.first }
        if report.closing == nil, openings.isEmpty ? interim.count > 1 : !interim.isEmpty {
            report.closing = interim.last
        }
        // A balance is dated by the bank's own calendar; a period may end in the time of another zone.
        report.through = self.report.balances.last { $0.type == "CLBD" }?.day ?? report.through
        guard !self.report.hasBadBalance else { return }
        guard let opening = report.opening, let closing = report.closing else {
            note(.noBalance(isError: report.entryCount > 0), atStartOf: .report)
            return
        }
        let movement = report.credits - report.debits
        let (end, overflow) = opening.addingReportingOverflow(movement)
        guard overflow || end != closing else { return }
        note(.statementSum(isOpposite: opening - movement == closing), atStartOf: .report)
    }

    /// Whether the entries are as many, and as much, as the bank says.
    private mutating func checkTotals() {
        guard !report.told.isEmpty else { return }
        let told = report.told
        let all = (report.allCredits, report.allDebits)
        let booked = (report.bookedCredits, report.bookedDebits)
        func agrees(_ totals: (credits: ReportDraft.Totals, debits: ReportDraft.Totals)) -> Bool {
            let (credits, debits) = totals
            let pairs: [(AnswerField, Int64)] = [
                (.allCount, credits.count + debits.count), (.allSum, credits.sum + debits.sum),
                (.creditCount, credits.count), (.creditSum, credits.sum),
                (.debitCount, debits.count), (.debitSum, debits.sum),
            ]
            return pairs.allSatisfy { told[$0.0] == nil || told[$0.0] == $0.1 }
        }
        if !agrees(booked), !agrees(all) { note(.totals, atStartOf: .report) }
    }
}

extension ReportDraft {
    /// The booked credits.
    var bookedCredits: Totals { Totals(count: creditCount, sum: report.credits) }
    /// The booked debits.
    var bookedDebits: Totals {
        Totals(count: Int64(report.entryCount) - creditCount, sum: report.debits)
    }
}

// The statements of an MT940 or MT942 file: fields in, reports and entries out.
//
// Invariants:
// (1) Every `:20:` begins a report; nothing of another one goes into it.
// (2) An entry and the `:86:` after it are one fact; balances check the entries as in XML.
// (3) One file is of one kind: a statement that books, or a report of the day that only informs.

import Intake
import Ledger

/// What was read of the message that is open.
struct MTStatements: Sendable {
    private(set) var isOpen = false
    private var hasBegun = false
    /// Whether the closing of the message was seen: a closing balance, totals, or its end line.
    private var isClosed = false
    private var hasStray = false
    private var entry: MTEntry?
    private var reference = ""
    private var number = ""
    private var closingDay = ""
    /// The number of the message that the envelope names.
    private var type: String?

    /// Takes a field.
    mutating func take(_ field: MTField, into builder: inout AnswerBuilder) {
        builder.fieldName = ":\(field.tag):"
        defer {
            builder.place(at: field.position)
            builder.fieldName = nil
        }
        if field.tag == "20" { return begin(field, into: &builder) }
        guard isOpen else {
            // Banks name the message in a field before it, or write fields of their own.
            if MTStatements.known.contains(field.tag) { stray(at: field.position, into: &builder) }
            return
        }
        let text = field.lines[0]
        switch field.tag {
        case "25", "25P": readAccount(text, &builder)
        case "28", "28C": readNumber(text, &builder)
        case "34F", "13", "13D": readReportMark(field, &builder)
        case "60F": readBalance("OPBD", field, &builder)
        case "60M": readBalance("ITBD", field, &builder)
        case "62F", "62M":
            endEntry(into: &builder)
            isClosed = true
            readBalance(field.tag == "62F" ? "CLBD" : "ITBD", field, &builder)
        case "64":
            endEntry(into: &builder)
            readBalance("CLAV", field, &builder)
        case "65": readBalance("FWAV", field, &builder)
        case "90D", "90C":
            endEntry(into: &builder)
            isClosed = true
            readTotals(field, isCredit: field.tag == "90C", &builder)
        case "61":
            endEntry(into: &builder)
            guard !(isClosed && builder.answer.family == .statement) else {
                return builder.note(.mtEntryAfterEnd)
            }
            entry = MTEntry(field, into: &builder)
        case "86": entry?.narratives.append(field.lines)
        default: break
        }
    }

    /// The fields that belong into a message.
    private static let known: Set<String> = [
        "25", "25P", "28", "28C", "34F", "13", "13D", "60F", "60M", "61", "62F", "62M", "64", "65",
        "86", "90C", "90D",
    ]

    /// Takes an envelope: which message it holds.
    mutating func envelope(
        _ line: [UInt8],
        at position: XMLPosition,
        into builder: inout AnswerBuilder
    ) {
        end(at: position, into: &builder)
        let text = String(decoding: line, as: UTF8.self)
        guard let block = text.firstRange(of: "{2:") else { return }
        let number = text[block.upperBound...].dropFirst().prefix(3)
        guard number.utf8.count == 3, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return
        }
        type = String(number)
        if !["940", "942", "950"].contains(number) {
            builder.note(.familyNotTaken("MT\(number)"))
            builder.place(at: position)
            builder.isDone = true
        }
    }

    /// Takes note of what stands outside of messages, or a field of one; told once.
    mutating func stray(at position: XMLPosition, into builder: inout AnswerBuilder) {
        guard !hasStray else { return }
        hasStray = true
        builder.note(.mtStray)
        builder.place(at: position)
    }

    private mutating func begin(_ field: MTField, into builder: inout AnswerBuilder) {
        end(at: field.position, into: &builder)
        let family: AnswerFamily = type == "942" ? .accountReport : .statement
        if !hasBegun {
            hasBegun = true
            builder.beginOther(family, version: "MT\(type ?? "940")", at: field.position)
        } else if type != nil, family != builder.answer.family {
            builder.note(.severalMessages)
        }
        isOpen = true
        isClosed = false
        number = ""
        closingDay = ""
        let text = field.lines[0]
        reference = builder.label(text.span) ?? ""
        if builder.answer.message.isEmpty { builder.answer.message = reference }
        builder.begin(.report, at: field.position)
    }

    /// Ends the message that is open.
    mutating func end(at position: XMLPosition, into builder: inout AnswerBuilder) {
        guard isOpen else { return }
        endEntry(into: &builder)
        isOpen = false
        if !isClosed, builder.answer.family == .statement {
            builder.note(.mtUnfinished)
            builder.place(at: position)
        }
        // Banks use a reference again and again; with the number and the day it is one statement.
        builder.report.report.id = [reference, number, closingDay].filter { !$0.isEmpty }
            .joined(separator: "/")
        builder.finish(.report)
        builder.place(at: position)
    }

    /// Ends the file.
    mutating func finish(at position: XMLPosition, into builder: inout AnswerBuilder) {
        if isOpen, builder.answer.family == .accountReport, !isClosed {
            builder.note(.mtUnfinished)
            builder.place(at: position)
        }
        end(at: position, into: &builder)
        if !hasBegun {
            builder.beginOther(.statement, version: "MT940", at: position)
        }
        builder.finish(.message)
        builder.place(at: position)
    }

    private mutating func endEntry(into builder: inout AnswerBuilder) {
        guard let entry else { return }
        self.entry = nil
        entry.tell(&builder)
    }

    /// `:25:`, with the bank before a slash and, of old, the currency behind.
    private func readAccount(_ text: [UInt8], _ builder: inout AnswerBuilder) {
        guard var account = builder.label(text.span) else { return }
        if let slash = account.lastIndex(of: "/") {
            let bank = account[..<slash]
            if !bank.isEmpty { builder.report.report.servicers.append(String(bank)) }
            account = String(account[account.index(after: slash)...])
        }
        let code = builder.currency.code
        if account.hasSuffix(code), account.dropLast(3).utf8.contains(where: { $0 < 0x3A }) {
            account = String(account.dropLast(3))
        }
        builder.report.report.account = account
    }

    /// `:28C:`: number of the statement and of its page.
    private mutating func readNumber(_ text: [UInt8], _ builder: inout AnswerBuilder) {
        number = builder.label(text.span) ?? ""
        let digits = Array(text.prefix { (0x30...0x39).contains($0) })
        builder.report.report.sequence = AnswerValue.count(digits.span)
    }

    /// Fields that only a report of the day has.
    private mutating func readReportMark(_ field: MTField, _ builder: inout AnswerBuilder) {
        if builder.answer.family == .statement {
            guard builder.answer.reports.isEmpty, type == nil else {
                return builder.note(.severalMessages)
            }
            builder.answer.family = .accountReport
            builder.answer.version = "MT942"
        }
        if field.tag != "34F", builder.answer.createdAt.isEmpty {
            let text = field.lines[0]
            builder.answer.createdAt = builder.label(text.span) ?? ""
        }
    }

    /// A balance: side, day, currency, amount.
    private mutating func readBalance(
        _ type: String,
        _ field: MTField,
        _ builder: inout AnswerBuilder
    ) {
        let text = field.lines[0]
        guard text.count > 10, text[0] == 0x43 || text[0] == 0x44,
            let day = MTValue.day(text[1..<7])
        else {
            builder.report.hasBadBalance = true
            return builder.note(.mtBalance)
        }
        guard MTValue.isCurrency(text[7..<10], &builder),
            let amount = MTValue.amount(text[10...], &builder)
        else {
            builder.report.hasBadBalance = true
            return
        }
        builder.begin(.balance, at: field.position)
        builder.balance = ReportDraft.Balance(
            type: type,
            amount: amount,
            isCredit: text[0] == 0x43,
            day: day
        )
        builder.mark(.amount, in: .balance)
        builder.mark(.side, in: .balance)
        builder.finish(.balance)
        if field.tag.hasPrefix("62") {
            closingDay = "\(day)"
            builder.report.report.through = day
        }
    }

    /// Number and sum of the entries of one side.
    private func readTotals(_ field: MTField, isCredit: Bool, _ builder: inout AnswerBuilder) {
        let text = field.lines[0]
        let digits = Array(text.prefix { (0x30...0x39).contains($0) })
        let rest = text.dropFirst(digits.count)
        guard rest.count > 3, let count = builder.count(digits.span) else {
            return builder.note(.mtTotals)
        }
        guard MTValue.isCurrency(rest.prefix(3), &builder),
            let sum = MTValue.amount(rest.dropFirst(3), &builder)
        else { return }
        builder.report.told[isCredit ? .creditCount : .debitCount] = count
        builder.report.told[isCredit ? .creditSum : .debitSum] = sum
    }
}

// What libFuzzer calls: one reader over one input, which must be refused or must add up.
//
// Built by .ci/fuzz, outside of the package: libFuzzer brings a main of its own.

import BankFiles
import Foundation
import Intake
import Ledger

/// The reader that this process tries.
private let reader = ProcessInfo.processInfo.environment["CHITRA_FUZZ_READER"] ?? "answer"
private let profile = ResultProfile.shipped.first

@_cdecl("LLVMFuzzerTestOneInput")
public func tryReader(_ data: UnsafePointer<UInt8>, _ size: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    switch reader {
    case "table":
        if let profile { check(ResultTableReader.read(bytes, file: "a.csv", profile: profile)) }
    case "workbook":
        var sheet = SheetReader(file: "a.xlsx", bytes: bytes)
        var row = TableRow()
        while sheet.next(&row) {}
    case "cash": check(CashResultsReader.read(bytes, file: "a.csv"))
    default:
        let books = AnswerReader.read(bytes, file: "a")
        check(books)
        // In pieces, and without what is learned of the markup, the same must be told.
        var plain = AnswerReader(file: "a")
        plain.readWithoutTrack()
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 61)
            plain.feed(bytes[start..<end].span)
            start = end
        }
        let again = plain.finish()
        precondition(again.value == books.value && again.diagnostics == books.diagnostics, "differs")
        check(AnswerReader.read(bytes, file: "a", purpose: .people), isForBooks: false)
    }
    return 0
}

/// A refused answer says nothing; the facts of any other add up.
private func check(_ reading: Reading<BankAnswer>, isForBooks: Bool = true) {
    let answer = reading.value
    precondition(
        (answer.facts + answer.announced).allSatisfy { ($0.amount ?? 0) >= 0 },
        "an amount is below zero"
    )
    guard isForBooks else { return }
    if reading.isRefused {
        precondition(answer.facts.isEmpty, "a refused answer says something")
        return
    }
    var sums = [Int64](repeating: 0, count: answer.reports.count)
    for fact in answer.facts where fact.word == .debit || fact.word == .credit {
        guard let report = fact.report, let amount = fact.amount else {
            preconditionFailure("an entry has its report and amount")
        }
        sums[report] += fact.word == .credit ? amount : -amount
    }
    for (report, sum) in zip(answer.reports, sums) {
        precondition(sum == report.credits - report.debits, "entries do not add up")
    }
}

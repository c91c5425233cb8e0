// What a reader that shares no line with ours finds in real messages: entries, sums and balances.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

private let messages = testData("data/iso20022/messages")
private let ownPython = repository.appending(path: ".venv/bin/python").path
private let python = exists(ownPython) ? ownPython : "/usr/bin/python3"

/// What the other reader found.
private struct Found: Decodable {
    struct Report: Decodable {
        let account: String?
        let currency: String?
        let balances: [Balance]
        let booked: Int
        let credits: Int64
        let debits: Int64
        let announced: [Entry]
        let foreign: [Foreign]
        let unreadable: Bool?
    }

    struct Balance: Decodable, Equatable {
        let type: String
        let amount: Int64

        init(type: String, amount: Int64) {
            self.type = type
            self.amount = amount
        }

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            type = try values.decode(String.self)
            amount = try values.decode(Int64.self)
        }
    }

    struct Entry: Decodable {
        let amount: Int64

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            amount = try values.decode(Int64.self)
        }
    }

    struct Foreign: Decodable {
        let currency: String
        let amount: Int64

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            currency = try values.decode(String.self)
            amount = try values.decode(Int64.self)
        }
    }

    struct File: Decodable {
        let reports: [Report]?
        let payments: [[String?]]?
        let fault: String?
    }

    let reader: String
    let files: [String: File]
}

struct IndependentReaderTests {
    @Test(
        .enabled(if: exists(messages), "no data/iso20022/messages in the test data"),
        .enabled(if: exists(python), "no Python 3")
    )
    func `entries, sums and balances of real messages are those that another reader finds`() throws
    {
        let script = repository.appending(path: "Tests/BankFilesTests/statement_reader.py").path
        let answer = try run(python, [script, messages])
        try #require(answer.code == 0, "\(answer.output.prefix(2000))")
        let found = try JSONDecoder().decode(Found.self, from: Data(answer.output.utf8))
        var reports = 0
        var entries = 0
        var payments = 0
        for (path, bytes) in try sampleMessages() {
            guard let file = found.files[path] else { continue }
            let reading = AnswerReader.read(bytes, file: path, purpose: .people)
            if file.fault != nil {
                #expect(reading.isRefused, "\(path)")
                continue
            }
            // An unknown namespace ends the reading of what is in it only for the books.
            if let told = file.reports {
                let read = reading.value.reports
                #expect(read.count == told.count, "\(path)")
                for (index, pair) in zip(read, told).enumerated() where pair.1.unreadable != true {
                    try compare(pair.0, pair.1, index, reading.value, path)
                    reports += 1
                    entries += pair.1.booked
                }
            }
            if let told = file.payments {
                compare(told, reading.value, path)
                payments += told.count
            }
        }
        #expect(reports > 20 && entries > 40 && payments > 10, "\(reports) \(entries) \(payments)")
    }

    private func compare(
        _ report: AccountReport,
        _ told: Found.Report,
        _ index: Int,
        _ answer: BankAnswer,
        _ path: String
    ) throws {
        #expect(report.account == told.account ?? "", "\(path)")
        if let currency = told.currency { #expect(report.currency == currency, "\(path)") }
        let balances = report.balances.map { Found.Balance(type: $0.type, amount: $0.amount) }
        #expect(balances == told.balances, "\(path)")
        #expect(report.entryCount == told.booked, "\(path)")
        #expect(report.credits == told.credits && report.debits == told.debits, "\(path)")
        let facts = answer.facts.filter { $0.report == index }
        let foreign = facts.filter { $0.currency != nil }
        #expect(foreign.map(\.amount) == told.foreign.map(\.amount), "\(path)")
        #expect(foreign.map(\.currency) == told.foreign.map(\.currency), "\(path)")
        let announced = answer.announced.filter { $0.report == index }
        #expect(announced.map(\.amount) == told.announced.map(\.amount), "\(path)")
        // The facts of all entries are the movement of the account, to the last unit.
        let own = facts.filter { $0.currency == nil }
        let movement = own.reduce(Int64(0)) {
            $0 + ($1.word == .credit ? 1 : -1) * ($1.amount ?? 0)
        }
        let isWhole = own.allSatisfy { $0.amount != nil }
        #expect(!isWhole || movement == told.credits - told.debits, "\(path)")
    }

    private func compare(_ told: [[String?]], _ answer: BankAnswer, _ path: String) {
        let single = answer.facts.filter { $0.count == 1 && $0.references.endToEnd != nil }
        let names = told.compactMap { $0[0] }
        #expect(single.compactMap(\.references.endToEnd) == names, "\(path)")
        let reasons = told.filter { $0[0] != nil }.map { $0[1] }
        #expect(single.map(\.reason) == reasons, "\(path)")
    }
}

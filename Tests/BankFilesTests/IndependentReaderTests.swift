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

    struct Order: Decodable {
        struct Group: Decodable {
            let id: String?
            let account: String?
            let day: String
            let count: String?
            let sum: String?
            let payments: [Payment]
        }

        struct Payment: Decodable {
            let endToEnd: String?
            let instruction: String?
            let currency: String?
            let amount: Int64?
            let account: String?
            let bank: String?
        }

        let message: String?
        let count: String?
        let sum: String?
        let groups: [Group]
    }

    struct File: Decodable {
        let order: Order?
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

    /// What is wrong with some of the real orders, by the ends of their paths: two say nothing but an
    /// empty element, one counts fewer payments than it has, one has a day that is none.
    private static let wrongOrders: [(path: String, codes: [String])] = [
        ("test-pain-parse-00100103.xml", ["answer-message-id", "order-count-missing"]),
        ("test-pain-parse-00100303.xml", ["answer-message-id", "order-count-missing"]),
        ("sepa_pain_001_v3_multiple_pmtinf.xml", ["order-totals"]),
        ("goldman-sachs__pain_001_v3_sepa.xml", ["answer-date"]),
    ]

    /// Ours in every version, and those of banks and of other programs.
    @Test(
        .enabled(if: exists(messages), "no data/iso20022/messages in the test data"),
        .enabled(if: exists(python), "no Python 3")
    )
    func `groups and payments of orders are those that another reader finds`() throws {
        var files = try sampleMessages().filter { $0.path.hasPrefix("pain.001") }
        for version in Pain001Version.allCases {
            let bytes = try PaymentOrderTests.order(
                Sample.many(300, seed: 31),
                version: version
            )
            files.append(("own/\(version.rawValue).xml", bytes))
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, bytes) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: file)
        }
        let script = repository.appending(path: "Tests/BankFilesTests/statement_reader.py").path
        let answer = try run(python, [script, folder.path])
        try #require(answer.code == 0, "\(answer.output.prefix(2000))")
        let found = try JSONDecoder().decode(Found.self, from: Data(answer.output.utf8))
        var (orders, payments) = (0, 0)
        for (path, bytes) in files {
            let told = try #require(found.files[path]?.order, "\(path)")
            let reading = AnswerReader.read(bytes, file: path, purpose: .people)
            let wrong = Self.wrongOrders.first { path.hasSuffix($0.path) }?.codes
            let errors = reading.diagnostics.filter { $0.severity == .error }.map(\.code)
            #expect(errors == wrong ?? [], "\(path)")
            compare(told, reading.value, path)
            orders += 1
            payments += reading.value.facts.count
        }
        #expect(orders >= 50 && payments > 1_250, "\(orders) \(payments)")
    }

    private func compare(_ told: Found.Order, _ answer: BankAnswer, _ path: String) {
        #expect(answer.message == told.message ?? "", "\(path)")
        #expect(answer.control?.count == told.count.flatMap { Int64($0) }, "\(path)")
        #expect(answer.control?.sum == told.sum, "\(path)")
        #expect(answer.reports.map(\.id) == told.groups.map { $0.id ?? "" }, "\(path)")
        #expect(answer.reports.map(\.account) == told.groups.map { $0.account ?? "" }, "\(path)")
        #expect(
            answer.reports.map { $0.from.map { "\($0)" } ?? "YYYY-MM-DD" }
                == told.groups.map(\.day),
            "\(path)"
        )
        #expect(answer.reports.map { $0.control?.sum } == told.groups.map(\.sum), "\(path)")
        #expect(
            answer.reports.map { $0.control?.count }
                == told.groups.map { $0.count.flatMap { Int64($0) } },
            "\(path)"
        )
        for (index, group) in told.groups.enumerated() {
            let facts = answer.facts.filter { $0.report == index }
            let currency = answer.reports[index].currency
            #expect(facts.map(\.references.endToEnd) == group.payments.map(\.endToEnd), "\(path)")
            #expect(
                facts.map(\.references.instruction) == group.payments.map(\.instruction),
                "\(path)"
            )
            #expect(facts.map(\.amount) == group.payments.map(\.amount), "\(path)")
            #expect(
                facts.map { $0.currency ?? currency } == group.payments.map(\.currency),
                "\(path)"
            )
            #expect(facts.map(\.counterAccount) == group.payments.map(\.account), "\(path)")
            #expect(facts.map(\.counterBank) == group.payments.map(\.bank), "\(path)")
        }
    }

    private func compare(_ told: [[String?]], _ answer: BankAnswer, _ path: String) {
        let single = answer.facts.filter { $0.count == 1 && $0.references.endToEnd != nil }
        let names = told.compactMap { $0[0] }
        #expect(single.compactMap(\.references.endToEnd) == names, "\(path)")
        let reasons = told.filter { $0[0] != nil }.map { $0[1] }
        #expect(single.map(\.reason) == reasons, "\(path)")
    }
}

// A counterpart bank that nobody of this project wrote takes our files and books every đồng.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

private let interpreter = repository.appending(path: ".venv/bin/python").path

struct MockBankTests {
    @Test(
        .enabled(
            if: exists(interpreter),
            "no .venv/bin/python with mock-bank 0.9.0 at the root of the repository"
        )
    )
    func `the counterpart bank books 300 transfers and the balance agrees`() throws {
        let transfers = try Sample.many(300, seed: 300)
        let bytes = try Sample.render(transfers, profile: "agribank")
        try withTemporaryFile(bytes, named: "order.xml") { path in
            let script = repository.appending(path: "Tests/BankFilesTests/mock_bank.py").path
            let answer = try run(interpreter, [script, interpreter, path])
            #expect(answer.code == 0, "\(answer.output.prefix(2000))")
            let sum = Sample.totals(transfers).sum
            #expect(answer.output.contains("\"transfers\": 300, \"sum\": \(sum)"))
        }
    }

    @Test(
        .enabled(
            if: exists(interpreter),
            "no .venv/bin/python with mock-bank 0.9.0 at the root of the repository"
        )
    )
    func `a file with one changed amount does not pass`() throws {
        let text = String(
            decoding: try Sample.render(try Sample.three(), profile: "agribank"),
            as: UTF8.self
        )
        let bad = text.replacing(">750000<", with: ">750001<")
        try withTemporaryFile(Array(bad.utf8), named: "order.xml") { path in
            let script = repository.appending(path: "Tests/BankFilesTests/mock_bank.py").path
            let answer = try run(interpreter, [script, interpreter, path])
            #expect(answer.code == 1, "\(answer.output.prefix(2000))")
        }
    }

    @Test(
        .enabled(
            if: exists(interpreter),
            "no .venv/bin/python with mock-bank 0.9.0 at the root of the repository"
        )
    )
    func `what the counterpart bank answers is read to the đồng`() throws {
        let transfers = try Sample.many(12, seed: 12)
        // The bank also writes statements of accounts that it brings with it, in euro.
        let answers = try answers(to: transfers).filter { _, bytes in
            !String(decoding: bytes, as: UTF8.self).contains("Ccy=\"EUR\"")
        }
        let readings = answers.map { name, bytes in (name, AnswerReader.read(bytes, file: name)) }
        for (name, reading) in readings {
            #expect(reading.codes == [], "\(name)")
        }
        let read = readings.map(\.1.value)
        let sum = Sample.totals(transfers).sum
        let returned = try #require(transfers.first)

        let reports = read.filter { $0.family == .paymentStatus }
        let common = reports.flatMap(\.commonFacts)
        #expect(common.allSatisfy { $0.word == .accepted })
        let single = reports.flatMap(\.facts)
        #expect(Self.accepted(single, common).isSuperset(of: transfers.map(\.id.description)))
        // The file is posted twice: the second time it is refused by the same message id.
        let refused = single.filter { $0.word == .rejected }
        #expect(refused.map(\.reason) == ["DUPL"] && refused[0].references.endToEnd == nil)
        #expect(single.count { $0.word == .accepted } == single.count - 1)

        let statements = read.filter { $0.family == .statement }
        let booked = statements.flatMap(\.facts)
        let debits = booked.filter { $0.word == .debit }
        #expect(
            debits.compactMap(\.references.endToEnd).sorted()
                == transfers.map(\.id.description).sorted()
        )
        #expect(debits.compactMap(\.amount).reduce(0, +) == sum)
        let credits = booked.filter { $0.word == .credit }
        #expect(credits.map(\.references.endToEnd) == [returned.id.description])
        #expect(credits.map(\.amount) == [returned.amount])
        #expect(credits.allSatisfy { $0.isReturn && $0.reason == "AC04" })
        let accounts = statements.flatMap(\.reports)
        for (before, after) in zip(accounts, accounts.dropFirst()) {
            #expect(before.closing == after.opening)
            #expect(before.sequence.map { $0 + 1 } == after.sequence)
        }
        let announced = read.filter { $0.family == .paymentReturn }.flatMap(\.facts)
        #expect(announced.map(\.references.endToEnd) == [returned.id.description])
        #expect(announced.map(\.amount) == [returned.amount])
        #expect(announced.allSatisfy { $0.word == .returnAnnounced && $0.reason == "AC04" })
        let told = read.filter { $0.family == .notification }.flatMap(\.facts)
        #expect(told.compactMap(\.amount).reduce(0, +) == sum + returned.amount)
    }

    /// The transfers that are said to be accepted, one by one or many at once.
    private static func accepted(_ single: [BankFact], _ common: [CommonFact]) -> Set<String> {
        var names = Set(
            single.filter { $0.word == .accepted }.compactMap(\.references.endToEnd)
        )
        for fact in common {
            var cursor = NumberSet.Cursor(fact.transfers)
            while let (number, _) = cursor.next() {
                names.insert("\(TransferID(batch: fact.batch, number: number))")
            }
        }
        return names
    }

    /// Sends a file to the bank and gives what it answers within some days, in its order.
    private func answers(to transfers: [CreditTransfer]) throws -> [(String, [UInt8])] {
        let bytes = try Sample.render(transfers, profile: "agribank")
        return try withTemporaryFile(bytes, named: "order.xml") { path in
            let folder = URL(filePath: path).deletingLastPathComponent().appending(path: "answers")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let script = repository.appending(path: "Tests/BankFilesTests/mock_bank.py").path
            let arguments = [script, interpreter, "--answers", folder.path, path]
            let answer = try run(interpreter, arguments)
            try #require(answer.code == 0, "\(answer.output.prefix(2000))")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            return try names.map { name in
                (name, try [UInt8](Data(contentsOf: folder.appending(path: name))))
            }
        }
    }
}

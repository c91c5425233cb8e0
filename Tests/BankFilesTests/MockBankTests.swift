// A counterpart bank that nobody of this project wrote takes our files and books every đồng.

import BankFiles
import Foundation
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
}

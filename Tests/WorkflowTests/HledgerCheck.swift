// The journal as hledger reads it, account by account, against our trial balance.

import Foundation
import Ledger
import Testing
import Workflow

/// hledger, where it is installed.
enum Hledger {
    /// The program's path; nil where there is none.
    static let path = ["/usr/bin/hledger", "/usr/local/bin/hledger"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// What hledger says of a journal, or why it does not take it.
    static func output(_ arguments: [String]) throws -> (code: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = arguments
        process.environment = ["LC_ALL": "C.UTF-8"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// Balances by unit and account that are not zero.
    static func balances(_ journal: String) throws -> [String: Int64] {
        let (code, text) = try output([
            "-f", journal, "balance", "--flat", "--no-total", "-O", "csv",
        ])
        #expect(code == 0, "\(text.prefix(400))")
        var sums: [String: Int64] = [:]
        for line in text.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: "\"").filter { $0 != "," }
            guard fields.count == 2 else { continue }
            let parts = fields[0].split(separator: ":")
            let digits = fields[1].filter { $0.isNumber || $0 == "-" }
            sums["\(parts[2]) \(parts[1].uppercased())", default: 0] += Int64(digits) ?? 0
        }
        return sums.filter { $0.value != 0 }
    }
}

extension Household {
    /// Nothing is found wrong, by us and by another's program.
    func expectProven(_ line: Int = #line) throws {
        let findings = try verify().findings
        #expect(findings.isEmpty, "line \(line): \(findings)")
        try expectHledgerAgrees(line)
    }

    /// hledger takes the journal and comes to our balances.
    func expectHledgerAgrees(_ line: Int = #line) throws {
        guard Hledger.path != nil else { return }
        let place = SourceLocation(fileID: #fileID, filePath: #filePath, line: line, column: 1)
        var text = ""
        let rows = try read { open in
            try LedgerReports(open.books).export(as: .hledger) { text += $0 }
            return try LedgerReports(open.books).trialBalance().rows()
        }
        let path = try input(text, "journal.hledger")
        let check = try Hledger.output(["-f", path, "check"])
        #expect(check.code == 0, "\(check.text.prefix(400))", sourceLocation: place)
        var ours: [String: Int64] = [:]
        for row in rows where row.balance.minorUnits != 0 {
            ours["\(row.unit) \(row.account)"] = row.balance.minorUnits
        }
        #expect(try Hledger.balances(path) == ours, sourceLocation: place)
    }
}

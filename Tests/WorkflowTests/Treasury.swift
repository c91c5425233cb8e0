// A town whose beneficiaries the State Treasury pays from the estimate, and the lists with which it answers.

import BankFiles
import Disbursement
import Foundation
import Intake
import Ledger
import Reconciliation
import Signing
import Store
import Testing
import Workflow

/// One person to whom the Treasury pays 810,000 đồng a month, or two.
struct Treasury {
    let town: Household
    let batch: String
    let transfer: String

    static let amount: Int64 = 810_000
    static let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    static let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")

    /// November, handed over to the Treasury.
    init(
        granted: Int64 = 9_000_000,
        people: [Townsman] = [lan],
        issues: Bool = true,
        otherUnits: [String] = [],
        lines: [String] = []
    ) throws {
        town = try Household(
            BooksKind(
                units: ["NA01"] + otherUnits,
                recomputeFrom: "2026-11",
                providers: ["state-treasury", "vietnam-post"],
                providerUnits: otherUnits.isEmpty ? [:] : ["state-treasury": "NA01"],
                estimateUnits: ["NA01"] + otherUnits
            )
        )
        try town.register(
            people.enumerated().map { index, person in
                .enrol(
                    person,
                    "5.6",
                    unit: "NA01",
                    signed: "2026-10-05",
                    facts: "severity=severe"
                ).account("102872253231\(index)")
            }
        )
        try town.receive(["estimate,NA01,2026,local,,\(granted),QD-1,2026-01-05"])
        if !lines.isEmpty { try town.assignLines(lines) }
        let sheets = try town.freeze("2026-11", units: ["NA01"])
        batch = try #require(sheets.first).code
        try town.approveAll("2026-11")
        if issues { try town.issue("2026-11") }
        transfer = try town.transfer(people[0], in: batch)
        town.now = morning("2026-12-01")
    }

    /// The message id of the list of a batch.
    func message(of batch: String? = nil) throws -> String {
        let batch = batch ?? self.batch
        return try town.read { open in
            let record = try #require(try open.books.batches().first { $0.code == batch })
            return try #require(try open.books.files(of: record).first?.message)
        }
    }

    /// The Treasury's list: `transfer,amount,result,day,reason`; its sum is that of the rows where none is named.
    func list(
        _ number: String,
        _ rows: [String],
        of batch: String? = nil,
        sum: Int64? = nil,
        on day: String
    ) throws -> [UInt8] {
        let message = try message(of: batch)
        let amounts = rows.compactMap { Int64($0.split(separator: ",")[1]) }
        let all = rows + [",\(sum ?? amounts.reduce(0, +)),total,\(day),"]
        let text = ([ResultListForm.treasury.header] + all.map { "\(number),\(message),\($0)" })
        return Array((text.joined(separator: "\n") + "\n").utf8)
    }

    /// Takes a list in that the Treasury signed, or somebody else.
    @discardableResult
    func take(
        _ bytes: [UInt8],
        signedBy role: String = "provider",
        changedAfter change: [UInt8] = []
    ) throws -> [AnswerReport] {
        let folder = "\(town.root)/kbnn-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/kbnn.csv"
        return try town.write { open in
            let signer = try town.key(role, open)
            try Data(bytes + change).write(to: URL(fileURLWithPath: path))
            let signature = try DetachedSignature.sign(
                digest: Digest.of(bytes),
                certificate: signer.certificate,
                key: signer.key,
                at: town.now.seconds
            )
            try Data(signature).write(to: URL(fileURLWithPath: "\(path).p7s"))
            return try TakeAnswers(town.environment).run(
                open,
                paths: [path],
                officer: try town.key("maker", open)
            )
        }
    }

    /// The Treasury says one thing of one transfer, and it is reconciled.
    func say(
        _ number: String,
        _ result: String,
        _ transfer: String? = nil,
        of batch: String? = nil,
        on day: String,
        reason: String = ""
    ) throws {
        let id = transfer ?? self.transfer
        try take(
            try list(
                number,
                ["\(id),\(Self.amount),\(result),\(day),\(reason)"],
                of: batch,
                on: day
            )
        )
        try town.reconcile()
    }

    func expect(_ balances: [(account: String, year: Int, amount: Int64)]) throws {
        for (account, year, amount) in balances {
            let balance = try town.read {
                try $0.books.query { try $0.balance(account: account, unit: "NA01", year: year) }
            }
            #expect(balance == amount, "\(account) \(year)")
        }
    }

    /// The codes of what a list is refused for.
    func codes(_ bytes: [UInt8], signedBy role: String = "provider") throws -> [String] {
        do {
            _ = try take(bytes, signedBy: role)
            return []
        } catch let refusal as StepRefusal {
            return refusal.diagnostics.map(\.code)
        }
    }

    /// Pays what came back again, under the decision of November; gives batch and transfer.
    func reissue() throws -> (batch: String, transfer: String) {
        try town.repair(
            transfer,
            .account(bank: "970405", number: "1028722532399")
        )
        let sheet = try #require(try town.reissue("2026-11").first)
        try town.approveAll("2026-11")
        try town.issue("2026-11")
        return (sheet.code, try town.story("\(sheet.code)/1").id)
    }

    func settle() throws {
        try town.write { open in
            _ = try ClosePeriod(town.environment).settle(
                open,
                unit: "NA01",
                year: 2026,
                settledOn: day("2027-03-31"),
                document: "QT-2026",
                officer: try town.key("chief-accountant", open)
            )
        }
    }

    func carryClaims() throws -> CarriedClaimsReport {
        try town.write { open in
            try CarryClaims(town.environment).run(
                open,
                unit: "NA01",
                year: 2026,
                transfers: [],
                document: "QD-11",
                officer: try town.key("chief-accountant", open)
            )
        }
    }

    func need() throws -> WithdrawalNeed {
        try #require(try town.monthReport("2026-11").withdrawals.first { $0.source == "local" })
            .need
    }
}

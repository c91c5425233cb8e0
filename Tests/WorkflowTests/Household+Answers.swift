// The steps after hand-over on the books of a test: answers, reconciliation, what is paid again.

import BankFiles
import BankSimulator
import Disbursement
import Entitlement
import Foundation
import Intake
import Ledger
import Reconciliation
import Signing
import Store
import Testing
import Workflow

extension Household {
    /// A bank's statement of a day, taken in and reconciled; nothing of it is in doubt.
    func takeStatement(
        _ name: String,
        on day: String,
        opening: Int64,
        _ entries: [MadeUpStatement.Entry]
    ) throws {
        var statement = MadeUpStatement(entries: entries, opening: opening, name: name)
        statement.day = day
        try take([statement.file])
        try reconcile()
        let open = try conflicts().filter { !$0.isDecided }
        try #require(open.isEmpty, "\(open.map(\.kind))")
    }

    /// What the bank in the box answers to everything that was handed over, up to a day, in order.
    func simulate(
        through last: String,
        _ shape: (inout SimulationTerms) -> Void = { _ in }
    )
        throws -> [SimulatedFile]
    {
        let batches = try batches().filter(\.isHandedOver)
        var folders: [HandoverFolder] = []
        for batch in batches {
            let part = batch.stopCount == 0 ? "" : "stops/0\(batch.stopCount)/"
            let root = "\(folder)/batches/\(batch.code)/\(part)files"
            for provider in try DurableFiles.names(in: root) {
                let path = "\(root)/\(provider)"
                folders.append(
                    HandoverFolder(path: path, names: Set(try DurableFiles.names(in: path))) {
                        try? DurableFiles.read("\(path)/\($0)")
                    }
                )
            }
        }
        let reading = HandoverReader.read(folders)
        try #require(!reading.isRefused)
        var terms = SimulationTerms(through: day(last))
        shape(&terms)
        var simulation = Simulation(reading.value, terms: terms)
        var files: [SimulatedFile] = []
        simulation.run { files.append($0) }
        return files
    }

    /// A plan of the bank in the box: rows `target,behaviour,detail,day_offset`.
    func plan(_ rows: [String]) throws -> BehaviourPlan {
        let text = (["target,behaviour,detail,day_offset"] + rows).joined(separator: "\n") + "\n"
        let reading = BehaviourPlan.read(Array(text.utf8), file: "plan.csv", for: [])
        try #require(!reading.isRefused)
        return reading.value
    }

    /// Takes answers in, from files; lists of cash are signed by the provider first.
    @discardableResult
    func take(_ files: [(name: String, bytes: [UInt8])]) throws -> [AnswerReport] {
        let folder = "\(root)/answers-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try write { open in
            let provider = try key("provider", open)
            let paths = try files.map { file in
                let path = "\(folder)/\(file.name)"
                try Data(file.bytes).write(to: URL(fileURLWithPath: path))
                if file.name.hasSuffix(".csv") {
                    let signature = try DetachedSignature.sign(
                        digest: Digest.of(file.bytes),
                        certificate: provider.certificate,
                        key: provider.key,
                        at: now.seconds
                    )
                    try Data(signature).write(to: URL(fileURLWithPath: "\(path).p7s"))
                }
                return path
            }
            return try TakeAnswers(environment).run(
                open,
                paths: paths,
                officer: try key("maker", open)
            )
        }
    }

    /// Takes answers in as they lie on the disk, all in one step.
    @discardableResult
    func takeAnswers(_ paths: [String]) throws -> [AnswerReport] {
        try write { open in
            try TakeAnswers(environment).run(open, paths: paths, officer: try key("maker", open))
        }
    }

    /// Takes in what the bank in the box sent.
    @discardableResult
    func take(_ files: [SimulatedFile]) throws -> [AnswerReport] {
        try take(files.map { ("\($0.day)-\($0.name)", $0.bytes) })
    }

    /// Takes answers in and reconciles them, as somebody does who has them all before them.
    func work(
        _ paths: [String]
    ) throws -> (taken: [AnswerReport], reconciled: [ReconciliationReport]) {
        try write { open in
            let officer = try key("maker", open)
            return (
                try TakeAnswers(environment).run(open, paths: paths, officer: officer),
                try ReconcileAnswers(environment).run(open, officer: officer)
            )
        }
    }

    @discardableResult
    func reconcile() throws -> [ReconciliationReport] {
        try write { open in
            try ReconcileAnswers(environment).run(open, officer: try key("maker", open))
        }
    }

    func repair(_ transfer: String, _ way: RepairedWay) throws {
        try repair([transfer], way, document: "BB-01")
    }

    /// Puts right the data of the payees of transfers, in order.
    func repair(_ ids: [String], _ way: RepairedWay, document: String) throws {
        try write { open in
            let officer = try key("maker", open)
            for id in ids {
                try RepairTransfer(environment).run(
                    open,
                    id: id,
                    way: way,
                    document: document,
                    officer: officer
                )
            }
        }
    }

    @discardableResult
    func reissue(_ period: String, units: [String] = []) throws -> [BatchSheet] {
        try write { open in
            try ReissueLines(environment, ruleBook: .shipped).reissue(
                open,
                scope: scope(period, units),
                officer: try key("maker", open)
            ).map(\.sheet)
        }
    }

    @discardableResult
    func carry(
        _ period: String,
        units: [String] = [],
        document: String = "CV-01"
    ) throws -> [CarryReport] {
        try write { open in
            try ReissueLines(environment, ruleBook: .shipped).carry(
                open,
                scope: scope(period, units),
                document: document,
                officer: try key("maker", open)
            )
        }
    }

    @discardableResult
    func clearAdvance(_ document: String) throws -> [ClearedSum] {
        try write { open in
            try ClearAdvance(environment).clear(
                open,
                units: [],
                document: document,
                officer: try key("chief-accountant", open)
            )
        }
    }

    @discardableResult
    func giveBack(_ order: GiveBackOrder) throws -> Bool {
        try write { open in
            try ClearAdvance(environment).giveBack(
                open,
                order: order,
                officer: try key("chief-accountant", open)
            )
        }
    }

    func close(_ period: String) throws -> [CloseReport] {
        try write { open in
            try CloseBatch(environment).run(
                open,
                scope: scope(period),
                officer: try key("chief-accountant", open)
            )
        }
    }

    func decide(_ conflict: Int64) throws {
        _ = try write { open in
            try DecideConflict(environment).run(
                open,
                number: conflict,
                document: "NH-01",
                officer: try key("chief-accountant", open)
            )
        }
    }

    /// Proposes an over-payment case; gives its number.
    func propose(_ transfer: String, _ person: Int64, _ amount: Int64) throws -> Int64 {
        try write { open in
            try OverPaymentCases(environment).propose(
                open,
                proposal: CaseProposal(
                    transfer: transfer,
                    person: person,
                    amount: amount,
                    cause: "death",
                    document: "KT-01"
                ),
                officer: try key("maker", open)
            )
        }
    }

    func decideCase(_ number: Int64, by role: String) throws {
        _ = try write { open in
            try OverPaymentCases(environment).decide(
                open,
                number: number,
                document: "QD-01",
                officer: try key(role, open)
            )
        }
    }

    @discardableResult
    func settle(
        _ number: Int64,
        _ outcome: CaseOutcome,
        by role: String,
        document: String
    ) throws -> CaseRecord {
        try write { open in
            try OverPaymentCases(environment).settle(
                open,
                number: number,
                outcome: outcome,
                document: document,
                officer: try key(role, open)
            )
        }
    }

    func monthReport(_ period: String, units: [String] = []) throws -> MonthReport {
        try read { try ReportMonth(environment).run($0, scope: scope(period, units)) }
    }

    /// How every transfer of which a bank spoke stands, by its id.
    func positions() throws -> [String: StoredPosition] {
        try read { open in
            var positions: [String: StoredPosition] = [:]
            for batch in try open.books.batches() {
                let code = try #require(BatchCode(batch.code))
                let column = try open.books.query { try $0.positions(of: batch) }
                for number in 0...column.count {
                    guard let position = column[number] else { continue }
                    positions["\(TransferID(batch: code, number: number))"] = position
                }
            }
            return positions
        }
    }

    func conflicts() throws -> [ConflictRecord] {
        try read { try $0.books.query { try $0.conflicts() } }
    }

    /// The paths of the payment files in XML of a batch.
    func orders(_ sheet: BatchSheet) -> [String] {
        sheet.files.filter { $0.path.hasSuffix(".xml") }
            .map { "\(folder)/batches/\(sheet.code)/\($0.path)" }
    }

    func story(_ name: String) throws -> TransferStory {
        try read { try ExplainTransfer($0).run(name) }
    }

    /// The id of the transfer of the first line of a batch that is a person's.
    func transfer(_ person: Townsman, in batch: String) throws -> String {
        let number = try number(person)
        let batches = try batches()
        let record = try #require(batches.first { $0.code == batch })
        let all = try lines(record)
        let line = try #require(all.first { $0.line.person == number })
        return try story("\(batch)/\(line.number)").id
    }
}

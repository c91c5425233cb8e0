// What the books of a test's town hold, for tests to compare.

import Disbursement
import GRDB
import Intake
import Ledger
import Signing
import Store
import Testing
import Workflow

extension Household {
    func verify(receipts: [String] = []) throws -> BooksReport {
        try VerifyBooks(environment).run(folder: folder, receipts: receipts)
    }

    func batches() throws -> [BatchRecord] { try read { try $0.books.batches() } }

    func lines(_ batch: BatchRecord) throws -> StoredLines {
        try read { try $0.books.lines(of: batch) }
    }

    /// Debits less credits of an account of a unit.
    func balance(_ account: String, _ unit: String = "NA01", source: String? = nil) throws -> Int64
    {
        try read { try $0.books.balance(account: account, unit: unit, source: source) }
    }

    /// Everything that a step could change: rows of each table, and the trial balance.
    func standing() throws -> Standing {
        try read { open in
            var counts: [String: Int] = [:]
            for table in Schema.tables + Schema.logTables {
                counts[table] = try open.books.read { db in
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
                }
            }
            return Standing(
                counts: counts,
                balance: try LedgerReports(open.books).trialBalance(),
                size: open.books.checkpoint.size
            )
        }
    }

    /// The number of a person.
    func number(_ person: Townsman) throws -> Int64 {
        let id = try #require(NationalID(person.id))
        return try read { try #require(try $0.register.numbers(of: [id])[id]) }
    }

    /// The folder of a sealed batch, read from the disk.
    func content(_ batch: String) throws -> FolderContent {
        try folderContent("\(folder)/batches/\(batch)")
    }

    /// What the verifier of sealed batches says of one.
    func verifySealed(_ batch: String) throws -> VerificationReport {
        let roots = try read { try $0.roots() }
        return SealedBatchVerifier(roots: roots, at: now).verify(try content(batch))
    }
}

/// What books hold, to be compared.
struct Standing: Equatable {
    let counts: [String: Int]
    let balance: TrialBalance
    let size: UInt64
}

/// A folder on the disk, for the verifier.
func folderContent(_ path: String) throws -> FolderContent {
    FolderContent(paths: try DurableFiles.tree(path)) { try DurableFiles.read("\(path)/\($0)") }
}

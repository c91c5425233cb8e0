// The reads of `BooksReader`, each in a transaction of its own.

import GRDB
package import Ledger

extension Books {
    /// Reads several things in one transaction, so that they belong together.
    package func query<Value>(_ body: (BooksReader) throws -> Value) throws -> Value {
        try read { try body(BooksReader(db: $0)) }
    }

    /// When the last step was done; nil before the first.
    package func lastStepTime() throws -> Instant? {
        try read { try Int64.fetchOne($0, sql: "SELECT max(at) FROM step") }
            .flatMap { Instant(seconds: $0) }
    }

    /// Whether a step of that key was done.
    package func wasDone(_ key: String) throws -> Bool {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT 1 FROM step WHERE key = ?", arguments: [key]) != nil
        }
    }

    /// The units, in order of code.
    package func units() throws -> [UnitRecord] { try query { try $0.units() } }

    /// The officers, in order of registration.
    package func officers() throws -> [OfficerRecord] { try query { try $0.officers() } }

    /// A setting, or nil.
    package func setting(_ name: String) throws -> String? {
        try query { try $0.setting(name) }
    }

    /// The payout batches in order of freezing.
    package func batches() throws -> [BatchRecord] { try query { try $0.batches() } }

    /// The payment files of a batch: of its last stop list where there is one.
    package func files(of batch: BatchRecord) throws -> [FileRecord] {
        try query { try $0.files(of: batch) }
    }

    /// The lines of a batch in canonical order.
    package func lines(of batch: BatchRecord) throws -> StoredLines {
        try query { try $0.lines(of: batch) }
    }

    /// The balance of an account over all entries: debits less credits, VND; of a unit that handed over,
    /// its successor's.
    package func balance(
        account: String,
        unit: String,
        year: Int? = nil,
        source: String? = nil,
        provider: String? = nil
    ) throws -> Int64 {
        try query {
            try $0.balance(
                account: account,
                unit: try $0.bearer(of: unit),
                year: year,
                source: source,
                provider: provider
            )
        }
    }

    /// The newest draft of a unit and period.
    package func draft(
        unit: String,
        period: CalendarMonth
    ) throws -> (
        digest: String, known: CivilDate, state: String, officer: String
    )? {
        try query { try $0.draft(unit: unit, period: period) }
    }
}

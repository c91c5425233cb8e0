// A step as a finding names it.

import GRDB
package import Ledger

/// A step with what its row says of it.
package struct StepMark: Hashable, Sendable {
    /// Its number.
    package let number: Int64
    /// What was done; nil where its row is gone.
    package let verb: String?
    /// When; nil where its row is gone or holds no time.
    package let at: Instant?
}

extension Books {
    /// What the row of a step says, which may itself be what does not hold: then only its number.
    package func mark(ofStep number: Int64) -> StepMark {
        let row = try? read { db in
            try Row.fetchOne(
                db,
                sql: "SELECT verb, at FROM step WHERE step = ?",
                arguments: [number]
            )
        }
        // A forged table may hold anything: what is no text or no time is left out.
        return StepMark(
            number: number,
            verb: row.flatMap { String.fromDatabaseValue($0["verb"]) },
            at: row.flatMap { Int64.fromDatabaseValue($0["at"]) }.flatMap { Instant(seconds: $0) }
        )
    }
}

// A town whose rows somebody with SQL writes over.

import GRDB
import Testing

extension Household {
    /// Writes over rows, triggers and log set aside: what a check itself sees.
    func alter(_ sql: String) throws {
        let database = try DatabaseQueue(path: "\(folder)/books.sqlite")
        try database.writeWithoutTransaction { db in
            let triggers = try String.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            )
            for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger)") }
            try db.execute(sql: sql)
            #expect(db.changesCount > 0)
        }
        try database.close()
    }
}

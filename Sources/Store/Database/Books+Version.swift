// Books of another version of the program are told from books that are damaged.
//
// Invariant: who only changes the number in our own schema is not let off as another version: `verify`
// finds the number.

import GRDB
import Signing

extension Books {
    /// Refuses books whose tables are those of another version, before anything is read from them.
    ///
    /// - Parameters:
    ///   - database: The connection.
    ///   - earlier: The digests of the earlier schemas that are let in, by version.
    /// - Throws: ``StoreError/otherSchema(found:wanted:)``; ``StoreError/damaged(_:)`` where the database
    ///   cannot even say its version.
    static func requireOwnSchema(_ database: DatabaseQueue, or earlier: [Int: String]) throws {
        do {
            let other: Int? = try database.read { db in
                let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                // A database without a version is none that we made, or an empty one.
                if version == Schema.version || version == 0 { return nil }
                let found = BooksVerifier.digest(of: try BooksVerifier.schema(db)).hex
                if found == Schema.digest || found == earlier[version] { return nil }
                guard earlier[version] == nil else {
                    throw StoreError.damaged("the tables are not those of schema \(version)")
                }
                return version
            }
            if let other {
                throw StoreError.otherSchema(found: other, wanted: Schema.version)
            }
        } catch let error as DatabaseError {
            throw StoreError(of: error)
        }
    }

    /// The version that the database says it has.
    func schemaVersion() throws -> Int {
        try read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    }
}

// The drill itself, on a stand-in for the books: payments and a balance, kept by the sqlite3
// command. A drill that finds nothing is worth something only if it finds what is there.

import Foundation
import Testing

/// Small books: a table of payments and a balance that must be their sum.
enum StandIn {
    static func make(_ sqlite: String, _ database: String) throws {
        let ending = try ChildProcess.run([
            sqlite, database,
            """
            PRAGMA journal_mode = WAL;
            CREATE TABLE pay (key TEXT NOT NULL, amount INTEGER NOT NULL);
            CREATE TABLE balance (amount INTEGER NOT NULL);
            INSERT INTO pay VALUES ('A', 500000);
            INSERT INTO balance VALUES (500000);
            """,
        ])
        guard ending == .exited(0) else {
            throw DrillFailure("the stand-in: \(ending)")
        }
    }

    static func drill(_ sqlite: String, base: String, _ sql: String) -> Drill {
        Drill(
            name: "stand-in",
            base: base,
            step: { [sqlite, "\($0)/books.sqlite", "PRAGMA synchronous = FULL; \(sql)"] },
            verify: { books in
                [
                    sqlite, "-readonly", "\(books)/books.sqlite",
                    // A malformed JSON text is an error, and an error is exit code 1.
                    """
                    SELECT json(CASE WHEN (SELECT sum(amount) FROM pay) =
                      (SELECT amount FROM balance) THEN '1' ELSE 'bad' END)
                    """,
                ]
            },
            exports: { [[sqlite, "\($0)/books.sqlite", "SELECT * FROM pay"]] },
            images: [.kill, .tornInHalf]
        )
    }
}

@Suite(
    .serialized,
    .enabled(if: Needed.shim != nil, Needed.noShim),
    .enabled(if: Needed.sqlite != nil, Needed.noSQLite)
)
struct DrillTests {
    let shim: FaultShim
    let sqlite: String
    let scratch: Scratch

    init() throws {
        shim = try #require(Needed.shim)
        sqlite = try #require(Needed.sqlite)
        scratch = try Scratch("stand-in")
        try FileManager.default.createDirectory(
            atPath: scratch.file("base"),
            withIntermediateDirectories: true
        )
        try StandIn.make(sqlite, scratch.file("base/books.sqlite"))
    }

    private func report(_ sql: String, _ sharing: Drill.Sharing) throws -> DrillReport {
        var drill = StandIn.drill(sqlite, base: scratch.file("base"), sql)
        drill.sharing = sharing
        return try drill.run(shim: shim)
    }

    @Test(arguments: Drill.Sharing.allCases)
    func `a step with a key in one transaction passes at every point`(
        sharing: Drill.Sharing
    ) throws {
        let report = try report(
            """
            BEGIN IMMEDIATE;
            INSERT INTO pay SELECT 'B', 7 WHERE NOT EXISTS (SELECT 1 FROM pay WHERE key = 'B');
            UPDATE balance SET amount = amount + 7 * changes();
            COMMIT;
            """,
            sharing
        )
        #expect(report.findings.isEmpty, "\(report)")
        #expect(report.pointCount > 30, "\(report)")
        // Nothing and all of the step, with a journal and without one.
        #expect(report.outcomes["restarts", default: 0] <= (sharing == .sameSight ? 4 : 40))
    }

    @Test func `a step passes when it is really killed, and when calls fail`() throws {
        var drill = StandIn.drill(
            sqlite,
            base: scratch.file("base"),
            """
            BEGIN IMMEDIATE;
            INSERT INTO pay SELECT 'B', 7 WHERE NOT EXISTS (SELECT 1 FROM pay WHERE key = 'B');
            UPDATE balance SET amount = amount + 7 * changes();
            COMMIT;
            """
        )
        drill.images = []
        drill.runs = [.kill, .inputOutputError, .noSpace]
        let report = try drill.run(shim: shim)
        #expect(report.findings.isEmpty, "\(report)")
        #expect(report.pointCount > 60, "\(report)")
    }

    @Test func `the parts of a drill are all of its points, each once`() throws {
        var drill = StandIn.drill(
            sqlite,
            base: scratch.file("base"),
            "INSERT INTO pay VALUES ('B', 0)"
        )
        drill.runs = [.inputOutputError]
        let whole = try drill.run(shim: shim)
        var pointCount = 0
        for number in 1...3 {
            drill.part = DrillPart(number: number, count: 3)
            let part = try drill.run(shim: shim)
            #expect(part.pointCount > 0 && part.pointCount < whole.pointCount, "\(part)")
            pointCount += part.pointCount
        }
        #expect(pointCount == whole.pointCount)
    }

    @Test(arguments: Drill.Sharing.allCases)
    func `a step without a key is found to pay twice`(sharing: Drill.Sharing) throws {
        let report = try report(
            """
            BEGIN IMMEDIATE; INSERT INTO pay VALUES ('B', 7);
            UPDATE balance SET amount = amount + 7; COMMIT;
            """,
            sharing
        )
        #expect(report.findings.contains { $0.text.contains("4 rows for 3") }, "\(report)")
    }

    @Test(arguments: Drill.Sharing.allCases)
    func `a step in two transactions is found half done`(sharing: Drill.Sharing) throws {
        let report = try report(
            """
            INSERT INTO pay SELECT 'B', 7 WHERE NOT EXISTS (SELECT 1 FROM pay WHERE key = 'B');
            UPDATE balance SET amount = 500007;
            """,
            sharing
        )
        #expect(report.findings.contains { $0.text.hasPrefix("half done") }, "\(report)")
        #expect(report.findings.contains { $0.text.hasPrefix("verify first: exit") }, "\(report)")
    }

    @Test(arguments: Drill.Sharing.allCases)
    func `a step that does not sync is found to be gone after a power cut`(
        sharing: Drill.Sharing
    ) throws {
        let sql = "PRAGMA synchronous = OFF; INSERT INTO pay VALUES ('B', 0);"
        let report = try report(sql, sharing)
        #expect(
            report.findings.contains { $0.text.hasPrefix("done before the bytes") },
            "\(report)"
        )
    }

    @Test func `a lie that neither sums nor SQLite show is found to be silent`() throws {
        let plain = StandIn.drill(sqlite, base: scratch.file("base"), "")
        let drill = Drill(
            name: plain.name,
            base: plain.base,
            step: { [sqlite] books in
                // An amount that no sum shows; the word goes out at once, as from our own program.
                [
                    sqlite, "\(books)/books.sqlite",
                    """
                    PRAGMA synchronous = FULL;
                    INSERT INTO pay SELECT 'B', 0
                      WHERE NOT EXISTS (SELECT 1 FROM pay WHERE key = 'B');
                    SELECT writefile('/dev/stdout', 'done');
                    """,
                ]
            },
            verify: { books in
                let words = plain.verify(books).map { "'\($0.replacing("'", with: "'\\''"))'" }
                return ["/bin/sh", "-c", words.joined(separator: " ") + " || exit 5"]
            }
        )
        let report = try drill.runLies(Fault.allCases.filter(\.isSilent), shim: shim)
        #expect(report.findings.contains { $0.text.hasPrefix("done, and nobody") }, "\(report)")
        #expect(report.findings.contains { $0.text.hasPrefix("reported, and") }, "\(report)")
    }
}

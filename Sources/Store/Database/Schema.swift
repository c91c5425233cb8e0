// The tables of a set of books.
//
// Invariants:
// (1) Every table is append-only: a trigger refuses UPDATE and DELETE.
// (2) Every row carries the step that wrote it, a line by its batch; rows of a later step have a
//     larger rowid.
// (3) Nothing here is a running total: balances, states and what was paid are read from the rows. What
//     a finished piece of the journal came to is a row that never changes (decision 0047).
// (4) Words (programme, kind, source, cause, …) are rows of `term`, what lines share is a row of
//     `line_class`, and what postings share one of `posting_class`, so that both stay narrow: there may
//     be a hundred million.

/// The schema of `books.sqlite`, as SQL that any SQLite tool reads.
package enum Schema {
    /// The number in `PRAGMA user_version`.
    package static let version = 8

    /// SHA-256 over what SQLite says of the whole schema, so that a look at it costs no second
    /// database; a test holds it to the statements below.
    package static let digest =
        "19dff3154aab2ac2d496c47b2ed8374019c197c3df188768a417c2db1d2f5e62"

    /// The tables whose rows are digested into the leaf of their step, in this order.
    package static let tables = [
        "step", "setting", "unit", "unit_account", "officer", "officer_end", "term",
        "register_import", "register_page", "register_change", "identity_run",
        "paper", "budget_line", "posting_class", "entry", "narrow_posting", "journal_piece",
        "piece_sum", "draft",
        "line_class", "batch", "batch_line", "repeated_line",
        "held", "left_out", "file", "file_total", "account_change", "shared_account",
        "batch_signature",
        "stop", "stopped_line", "stop_file", "handover", "cancellation",
        "answer", "answer_report", "fact", "status_fact", "reconciliation", "transfer_state",
        "conflict", "conflict_end", "awaited_seen", "repair", "carry", "clearing", "case_opened",
        "case_event", "closing", "statement_doubt", "statement_aside", "fact_aside",
        "period_close", "year_settlement",
    ]

    /// The table whose rows are digested by batch (``LineDigest``).
    static let lineTable = "batch_line"

    /// The tables whose rows are mostly one blob, with its column.
    ///
    /// The leaf of their step takes the blob's digest, which stands before it, so that a proof of rows
    /// reads no blob. Whoever reads one holds it against that digest, ``BooksVerifier`` all of them.
    static let blobColumns = ["register_page": "sealed", "identity_run": "pairs"]

    /// What of a table's row goes into the leaf of its step, as columns of a query.
    static func digested(_ table: String) -> String {
        if table == "entry" { return "rowid, \(entryColumns)" }
        guard blobColumns[table] != nil else { return "rowid, *" }
        return "rowid, "
            + (table == "register_page"
                ? "step, page, folded, known, units, digest"
                : "step, run, piece, merged_through, digest")
    }

    /// The columns of an entry that leaves hold: all but where its postings lie, which these say.
    static let entryColumns =
        "number, step, key, event, unit, booked_on, value_on, document, reverses, lines_root"

    /// The table of postings.
    static let postingTable = "narrow_posting"
    /// The view that spells each posting: its rows are digested, under its name (``PostingBytes``).
    static let postingView = "posting"

    /// The tables of the log itself: `leaf` and `head` are recomputed, not digested.
    package static let logTables = ["leaf", "head"]

    /// The statements that make the tables and views.
    package static let statements: [String] = tableStatements + readableViews

    /// The statements that make the tables, and the views that the program itself reads.
    private static let tableStatements: [String] = [
        """
        CREATE TABLE step (
          step INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, verb TEXT NOT NULL,
          at INTEGER NOT NULL, officer TEXT NOT NULL, detail TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE leaf (
          position INTEGER PRIMARY KEY, step INTEGER NOT NULL, kind TEXT NOT NULL,
          reference TEXT NOT NULL, hash BLOB NOT NULL) STRICT
        """,
        """
        CREATE TABLE head (
          step INTEGER PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL,
          frontier BLOB NOT NULL) STRICT
        """,
        """
        CREATE TABLE setting (
          step INTEGER NOT NULL, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE unit (
          step INTEGER NOT NULL, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
          commune TEXT NOT NULL, province TEXT NOT NULL, first_month TEXT NOT NULL,
          recompute_from TEXT NOT NULL, list_day INTEGER NOT NULL, pays TEXT NOT NULL,
          roles TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE unit_account (
          step INTEGER NOT NULL, unit TEXT NOT NULL, way TEXT NOT NULL, provider TEXT NOT NULL,
          bank TEXT NOT NULL, account TEXT NOT NULL, holder TEXT NOT NULL,
          UNIQUE (unit, way)) STRICT
        """,
        """
        CREATE TABLE officer (
          step INTEGER NOT NULL, fingerprint TEXT NOT NULL, unit TEXT NOT NULL, role TEXT NOT NULL,
          person TEXT NOT NULL, name TEXT NOT NULL, certificate TEXT NOT NULL,
          UNIQUE (fingerprint, unit, role)) STRICT
        """,
        """
        CREATE TABLE officer_end (
          step INTEGER NOT NULL, fingerprint TEXT NOT NULL UNIQUE, cause TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE term (
          number INTEGER PRIMARY KEY, step INTEGER NOT NULL, text TEXT NOT NULL UNIQUE) STRICT
        """,
        """
        CREATE TABLE register_import (
          number INTEGER PRIMARY KEY, step INTEGER NOT NULL, known TEXT NOT NULL,
          file_name TEXT NOT NULL, file_digest TEXT NOT NULL, row_count INTEGER NOT NULL,
          added INTEGER NOT NULL, changed INTEGER NOT NULL, chain TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE register_page (
          step INTEGER NOT NULL, page INTEGER NOT NULL, folded INTEGER NOT NULL,
          known TEXT NOT NULL, units TEXT NOT NULL, digest BLOB NOT NULL, sealed BLOB NOT NULL,
          UNIQUE (page, folded)) STRICT
        """,
        """
        CREATE TABLE register_change (
          sequence INTEGER PRIMARY KEY, step INTEGER NOT NULL, page INTEGER NOT NULL,
          person INTEGER NOT NULL, import INTEGER NOT NULL, known TEXT NOT NULL, what TEXT NOT NULL,
          units TEXT NOT NULL, sealed BLOB NOT NULL) STRICT
        """,
        "CREATE INDEX register_change_page ON register_change (page, sequence)",
        """
        CREATE TABLE identity_run (
          step INTEGER NOT NULL, run INTEGER NOT NULL, piece INTEGER NOT NULL,
          merged_through INTEGER NOT NULL, digest BLOB NOT NULL, pairs BLOB NOT NULL,
          UNIQUE (run, piece)) STRICT
        """,
        """
        CREATE TABLE paper (
          step INTEGER NOT NULL, key TEXT NOT NULL UNIQUE, event TEXT NOT NULL, unit TEXT NOT NULL,
          year INTEGER NOT NULL, source TEXT NOT NULL, provider TEXT NOT NULL,
          amount INTEGER NOT NULL, document TEXT NOT NULL, day TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE budget_line (
          step INTEGER NOT NULL, unit TEXT NOT NULL, year INTEGER NOT NULL, source TEXT NOT NULL,
          programme TEXT NOT NULL, valid_from TEXT NOT NULL, level TEXT NOT NULL,
          chapter TEXT NOT NULL, sector TEXT NOT NULL, economic_code TEXT NOT NULL,
          source_code TEXT NOT NULL, document TEXT NOT NULL, officer TEXT NOT NULL,
          UNIQUE (unit, year, source, programme, valid_from, document)) STRICT
        """,
        """
        CREATE TABLE entry (
          number INTEGER PRIMARY KEY, step INTEGER NOT NULL, key TEXT NOT NULL UNIQUE,
          event TEXT NOT NULL, unit TEXT NOT NULL, booked_on TEXT NOT NULL, value_on TEXT NOT NULL,
          document TEXT NOT NULL, reverses TEXT, lines_root BLOB, first_posting INTEGER NOT NULL,
          posting_count INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE posting_class (
          number INTEGER PRIMARY KEY, step INTEGER NOT NULL, unit TEXT NOT NULL,
          account TEXT NOT NULL, currency TEXT NOT NULL, year INTEGER, source TEXT,
          programme TEXT, provider TEXT, file TEXT) STRICT
        """,
        "CREATE INDEX posting_class_account ON posting_class (unit, account)",
        """
        CREATE TABLE narrow_posting (
          row INTEGER PRIMARY KEY, step INTEGER NOT NULL, entry INTEGER NOT NULL,
          class INTEGER NOT NULL, amount INTEGER NOT NULL, person INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE journal_piece (
          number INTEGER PRIMARY KEY, step INTEGER NOT NULL, level INTEGER NOT NULL,
          place INTEGER NOT NULL, debits INTEGER NOT NULL, booked_from TEXT NOT NULL,
          booked_through TEXT NOT NULL, value_from TEXT NOT NULL,
          value_through TEXT NOT NULL, first_sum INTEGER NOT NULL, sum_count INTEGER NOT NULL,
          UNIQUE (level, place)) STRICT
        """,
        """
        CREATE TABLE piece_sum (
          row INTEGER PRIMARY KEY, step INTEGER NOT NULL, piece INTEGER NOT NULL,
          class INTEGER NOT NULL, debit INTEGER NOT NULL, credit INTEGER NOT NULL,
          UNIQUE (class, piece)) STRICT
        """,
        // A posting leads to its entry and class, never the other way round: CROSS JOIN.
        """
        CREATE VIEW posting AS
          SELECT n.row AS row, n.step AS step, n.entry AS entry,
            n.row - e.first_posting + 1 AS ordinal, c.account AS account,
            CASE WHEN n.amount > 0 THEN 'debit' ELSE 'credit' END AS side,
            abs(n.amount) AS amount, c.currency AS currency, c.year AS year, c.source AS source,
            c.programme AS programme, c.provider AS provider, c.file AS file,
            nullif(n.person, 0) AS person
          FROM narrow_posting n CROSS JOIN entry e ON e.number = n.entry
            CROSS JOIN posting_class c ON c.number = n.class
        """,
        """
        CREATE TABLE draft (
          step INTEGER NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL, known TEXT NOT NULL,
          state TEXT NOT NULL, line_count INTEGER NOT NULL, amount INTEGER NOT NULL,
          held_count INTEGER NOT NULL, left_out_count INTEGER NOT NULL, digest TEXT NOT NULL,
          officer TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE batch (
          step INTEGER NOT NULL, code TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, unit TEXT NOT NULL,
          serial INTEGER NOT NULL, period TEXT NOT NULL, known TEXT NOT NULL,
          year INTEGER NOT NULL, first_line INTEGER NOT NULL, line_count INTEGER NOT NULL,
          transfer_count INTEGER NOT NULL, amount INTEGER NOT NULL, salt_key BLOB NOT NULL,
          lines_root BLOB NOT NULL, line_digest BLOB NOT NULL, manifest_digest TEXT NOT NULL,
          rule_book TEXT NOT NULL, register TEXT NOT NULL, accepted_doubts TEXT NOT NULL, UNIQUE (unit, serial)) STRICT
        """,
        """
        CREATE TABLE line_class (
          number INTEGER PRIMARY KEY, step INTEGER NOT NULL, programme INTEGER NOT NULL,
          category INTEGER NOT NULL, kind INTEGER NOT NULL, source INTEGER NOT NULL,
          cause INTEGER NOT NULL, rule INTEGER NOT NULL, year INTEGER NOT NULL,
          provider INTEGER NOT NULL,
          UNIQUE (programme, category, kind, source, cause, rule, year, provider)) STRICT
        """,
        """
        CREATE TABLE batch_line (
          row INTEGER PRIMARY KEY, batch INTEGER NOT NULL, transfer INTEGER NOT NULL,
          person INTEGER NOT NULL, payee INTEGER NOT NULL, class INTEGER NOT NULL,
          month INTEGER NOT NULL, amount INTEGER NOT NULL) STRICT
        """,
        // Who receives what is theirs is found among the lines of a batch, which lie in order of payee.
        "CREATE INDEX batch_line_other_person ON batch_line (person) WHERE person <> payee",
        """
        CREATE TABLE repeated_line (
          row INTEGER PRIMARY KEY, step INTEGER NOT NULL, origin INTEGER NOT NULL,
          replaces TEXT NOT NULL) STRICT
        """,
        "CREATE INDEX repeated_line_origin ON repeated_line (origin)",
        // The rows of a line lead to its batch and class, never the other way round: CROSS JOIN.
        """
        CREATE VIEW line AS
          SELECT d.row AS row, b.step AS step, d.batch AS batch,
            d.row - b.first_line + 1 AS number, d.transfer AS transfer, c.provider AS provider,
            d.person AS person, d.payee AS payee, c.programme AS programme,
            c.category AS category, d.month AS month, c.kind AS kind, c.source AS source,
            c.cause AS cause, d.amount AS amount, c.rule AS rule, c.year AS year,
            coalesce((SELECT r.replaces FROM repeated_line r WHERE r.row = d.row), '')
              AS replaces,
            coalesce((SELECT r.origin FROM repeated_line r WHERE r.row = d.row), 0) AS origin
          FROM batch_line d CROSS JOIN batch b ON b.rowid = d.batch
            CROSS JOIN line_class c ON c.number = d.class
        """,
        """
        CREATE VIEW replaced_line AS
          SELECT r.origin AS row, d.batch AS by_batch, d.row - b.first_line + 1 AS by_number
          FROM repeated_line r CROSS JOIN batch_line d ON d.row = r.row
            CROSS JOIN batch b ON b.rowid = d.batch
          WHERE NOT EXISTS (SELECT 1 FROM stopped_line x
              WHERE x.batch = d.batch AND x.line = d.row - b.first_line + 1)
            AND NOT EXISTS (SELECT 1 FROM cancellation c WHERE c.batch = d.batch)
        """,
        """
        CREATE TABLE held (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, person INTEGER NOT NULL,
          programme INTEGER NOT NULL, month INTEGER NOT NULL, kind INTEGER NOT NULL,
          source INTEGER NOT NULL, amount INTEGER NOT NULL, cause TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE left_out (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, person INTEGER NOT NULL,
          cause TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE file (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, path TEXT NOT NULL, provider TEXT NOT NULL,
          message TEXT NOT NULL UNIQUE, transfer_count INTEGER NOT NULL, amount INTEGER NOT NULL,
          size INTEGER NOT NULL, digest TEXT NOT NULL, account TEXT NOT NULL,
          requested TEXT NOT NULL, UNIQUE (batch, path)) STRICT
        """,
        """
        CREATE TABLE file_total (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, stop INTEGER NOT NULL, path TEXT NOT NULL,
          programme TEXT NOT NULL, source TEXT NOT NULL, year INTEGER NOT NULL,
          amount INTEGER NOT NULL, UNIQUE (batch, stop, path, programme, source, year)) STRICT
        """,
        """
        CREATE TABLE account_change (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, payee INTEGER NOT NULL,
          amount INTEGER NOT NULL, since INTEGER NOT NULL, before_payee INTEGER,
          before_known TEXT, before_step INTEGER) STRICT
        """,
        """
        CREATE TABLE shared_account (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, number INTEGER NOT NULL,
          payee INTEGER NOT NULL, amount INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE batch_signature (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, role TEXT NOT NULL, person TEXT NOT NULL,
          fingerprint TEXT NOT NULL, digest TEXT NOT NULL, signatures BLOB NOT NULL,
          UNIQUE (batch, role), UNIQUE (batch, person)) STRICT
        """,
        """
        CREATE TABLE stop (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, number INTEGER NOT NULL,
          cause TEXT NOT NULL, document TEXT NOT NULL, line_count INTEGER NOT NULL,
          amount INTEGER NOT NULL, digest TEXT NOT NULL, first_fingerprint TEXT NOT NULL,
          second_fingerprint TEXT NOT NULL, signatures BLOB NOT NULL,
          UNIQUE (batch, number)) STRICT
        """,
        """
        CREATE TABLE stopped_line (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, line INTEGER NOT NULL,
          stop INTEGER NOT NULL, UNIQUE (batch, line)) STRICT
        """,
        """
        CREATE TABLE stop_file (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, stop INTEGER NOT NULL, path TEXT NOT NULL,
          provider TEXT NOT NULL, message TEXT NOT NULL UNIQUE, transfer_count INTEGER NOT NULL,
          amount INTEGER NOT NULL, size INTEGER NOT NULL, digest TEXT NOT NULL,
          UNIQUE (batch, stop, path)) STRICT
        """,
        """
        CREATE TABLE handover (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, path TEXT NOT NULL, provider TEXT NOT NULL,
          channel TEXT NOT NULL, fingerprint TEXT NOT NULL, digest TEXT NOT NULL,
          signature BLOB NOT NULL, UNIQUE (batch, path)) STRICT
        """,
        """
        CREATE TABLE cancellation (
          step INTEGER NOT NULL, batch INTEGER NOT NULL UNIQUE, cause TEXT NOT NULL,
          document TEXT NOT NULL, officer TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE answer (
          number INTEGER PRIMARY KEY, step INTEGER NOT NULL, digest TEXT NOT NULL UNIQUE,
          family TEXT NOT NULL, version TEXT NOT NULL, message TEXT NOT NULL,
          created_at TEXT NOT NULL, size INTEGER NOT NULL, fact_count INTEGER NOT NULL,
          repeated_count INTEGER NOT NULL, signer TEXT NOT NULL, first_fact INTEGER NOT NULL,
          fact_rows INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE answer_report (
          step INTEGER NOT NULL, answer INTEGER NOT NULL, position INTEGER NOT NULL,
          id TEXT NOT NULL, unit TEXT NOT NULL, provider TEXT NOT NULL, from_day TEXT,
          through_day TEXT, opening INTEGER, closing INTEGER, entry_count INTEGER NOT NULL,
          debits INTEGER NOT NULL, credits INTEGER NOT NULL, UNIQUE (answer, position)) STRICT
        """,
        """
        CREATE TABLE fact (
          number INTEGER PRIMARY KEY, step INTEGER NOT NULL, answer INTEGER NOT NULL,
          position INTEGER NOT NULL, key BLOB NOT NULL, word TEXT NOT NULL,
          reference TEXT NOT NULL, amount INTEGER, day TEXT) STRICT
        """,
        // Not unique: what was set aside may be said again by the right statement.
        "CREATE INDEX fact_key ON fact (key)",
        // What a word of status says, in full. Where `members` is not null it says the same of many
        // transfers of `batch`: their numbers, packed (decision 0016), with the amounts that were
        // said of them or without.
        """
        CREATE TABLE status_fact (
          fact INTEGER PRIMARY KEY, step INTEGER NOT NULL, message TEXT, payment_group TEXT,
          end_to_end TEXT, instruction TEXT, reason TEXT, batch TEXT, has_amounts INTEGER,
          members BLOB) STRICT
        """,
        """
        CREATE TABLE reconciliation (
          step INTEGER NOT NULL, answer INTEGER NOT NULL UNIQUE, moved_count INTEGER NOT NULL,
          conflict_count INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE transfer_state (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, transfer INTEGER NOT NULL,
          status TEXT NOT NULL, fact INTEGER NOT NULL, is_booked INTEGER NOT NULL,
          has_come_back INTEGER NOT NULL, suspended INTEGER NOT NULL,
          stray_debit INTEGER NOT NULL, is_return_announced INTEGER NOT NULL,
          refusal_entry TEXT, reason TEXT NOT NULL, day TEXT NOT NULL, members BLOB) STRICT
        """,
        // A row with `members` has transfer 0 and is about all of them; the newest row counts.
        "CREATE INDEX transfer_state_transfer ON transfer_state (batch, transfer)",
        """
        CREATE TABLE conflict (
          number INTEGER PRIMARY KEY, step INTEGER NOT NULL, fact INTEGER NOT NULL,
          kind TEXT NOT NULL, transfer TEXT NOT NULL, file TEXT NOT NULL, unit TEXT NOT NULL,
          set_aside INTEGER NOT NULL, proposes_case INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE conflict_end (
          step INTEGER NOT NULL, conflict INTEGER NOT NULL UNIQUE, document TEXT NOT NULL,
          officer TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE awaited_seen (
          step INTEGER NOT NULL, paper TEXT NOT NULL, fact INTEGER NOT NULL UNIQUE) STRICT
        """,
        "CREATE INDEX awaited_seen_paper ON awaited_seen (paper)",
        """
        CREATE TABLE repair (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, transfer INTEGER NOT NULL,
          person INTEGER NOT NULL, change INTEGER NOT NULL, document TEXT NOT NULL,
          officer TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE carry (
          step INTEGER NOT NULL, batch INTEGER NOT NULL, transfer INTEGER NOT NULL,
          document TEXT NOT NULL, officer TEXT NOT NULL, UNIQUE (batch, transfer)) STRICT
        """,
        """
        CREATE TABLE clearing (
          step INTEGER NOT NULL, line INTEGER NOT NULL UNIQUE, entry TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE case_opened (
          number INTEGER PRIMARY KEY, step INTEGER NOT NULL, unit TEXT NOT NULL,
          person INTEGER NOT NULL, batch INTEGER NOT NULL, transfer INTEGER NOT NULL,
          programme TEXT NOT NULL, source TEXT NOT NULL, year INTEGER NOT NULL,
          provider TEXT NOT NULL, amount INTEGER NOT NULL, cause TEXT NOT NULL,
          document TEXT NOT NULL, officer TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE case_event (
          step INTEGER NOT NULL, case_number INTEGER NOT NULL, event TEXT NOT NULL,
          amount INTEGER NOT NULL, document TEXT NOT NULL, officer TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE closing (
          step INTEGER NOT NULL, batch INTEGER NOT NULL UNIQUE, officer TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE statement_doubt (
          step INTEGER NOT NULL, conflict INTEGER NOT NULL UNIQUE, answer INTEGER NOT NULL,
          position INTEGER NOT NULL, document TEXT NOT NULL, officer TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE statement_aside (
          step INTEGER NOT NULL, conflict INTEGER NOT NULL UNIQUE, answer INTEGER NOT NULL,
          position INTEGER NOT NULL, document TEXT NOT NULL, officer TEXT NOT NULL,
          UNIQUE (answer, position)) STRICT
        """,
        """
        CREATE TABLE period_close (
          step INTEGER NOT NULL, unit TEXT NOT NULL, through TEXT NOT NULL, document TEXT NOT NULL,
          officer TEXT NOT NULL, UNIQUE (unit, through)) STRICT
        """,
        """
        CREATE TABLE year_settlement (
          step INTEGER NOT NULL, unit TEXT NOT NULL, year INTEGER NOT NULL,
          settled_on TEXT NOT NULL, document TEXT NOT NULL, officer TEXT NOT NULL,
          UNIQUE (unit, year)) STRICT
        """,
        """
        CREATE TABLE fact_aside (
          step INTEGER NOT NULL, fact INTEGER NOT NULL UNIQUE, conflict INTEGER NOT NULL) STRICT
        """,
        """
        CREATE VIEW standing_fact AS
          SELECT f.* FROM fact f
          WHERE NOT EXISTS (SELECT 1 FROM fact_aside x WHERE x.fact = f.number)
        """,
    ]
}

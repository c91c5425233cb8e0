// The views for people who read the books with an SQL tool: words in place of numbers, a row for each thing.
//
// Invariants:
// (1) A view shows rows and keeps none: nothing here is digested, and nothing rests on it.
// (2) Columns are only ever added; what each says stands in ``AuditorQuestions``.
// (3) The budget line of a posting is found as `BudgetLineTable` of the ledger library finds it; a test holds
//     the two together.

extension Schema {
    /// The statements that make the views.
    static let readableViews: [String] = [
        """
        CREATE VIEW readable_line AS
          SELECT b.code AS batch, b.unit AS unit, l.number AS number, l.transfer AS transfer,
            v.text AS provider, l.person AS person, l.payee AS payee, p.text AS programme,
            c.text AS category,
            (l.month / 12) || '-' || substr('0' || (l.month % 12 + 1), -2) AS month,
            k.text AS kind, s.text AS source, u.text AS cause, l.amount AS amount, r.text AS rule,
            l.year AS year, l.replaces AS replaces,
            EXISTS (SELECT 1 FROM stopped_line x WHERE x.batch = l.batch AND x.line = l.number)
              AS stopped
          FROM line l JOIN batch b ON b.rowid = l.batch JOIN term v ON v.number = l.provider
            JOIN term p ON p.number = l.programme JOIN term c ON c.number = l.category
            JOIN term k ON k.number = l.kind JOIN term s ON s.number = l.source
            JOIN term u ON u.number = l.cause JOIN term r ON r.number = l.rule
        """,
        """
        CREATE VIEW readable_posting AS
          SELECT e.number AS entry, e.key AS key, e.event AS event, e.unit AS unit,
            e.booked_on AS booked_on, e.value_on AS value_on, e.document AS document,
            e.reverses AS reverses, p.account AS account, p.side AS side, p.amount AS amount,
            CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END AS signed_amount,
            p.currency AS currency, p.year AS budget_year, p.source AS source,
            p.programme AS programme, p.provider AS provider, p.file AS file, p.person AS person,
            b.level AS level, b.chapter AS chapter, b.sector AS sector,
            nullif(b.economic_code, '') AS economic_code, b.source_code AS source_code
          FROM entry e JOIN posting p
            ON p.row BETWEEN e.first_posting AND e.first_posting + e.posting_count - 1
          LEFT JOIN budget_line b ON b.rowid = (SELECT x.rowid FROM budget_line x
            WHERE x.unit = e.unit AND x.year = p.year AND x.source = p.source
              AND x.programme IN ('', coalesce(p.programme, '')) AND x.valid_from <= e.booked_on
            ORDER BY x.programme DESC, x.valid_from DESC, x.rowid DESC LIMIT 1)
        """,
        """
        CREATE VIEW readable_budget_line AS
          SELECT b.unit AS unit, b.year AS budget_year, b.source AS source,
            nullif(b.programme, '') AS programme, b.valid_from AS valid_from, b.level AS level,
            b.chapter AS chapter, b.sector AS sector, nullif(b.economic_code, '') AS economic_code,
            b.source_code AS source_code, b.document AS document, b.step AS step,
            NOT EXISTS (SELECT 1 FROM budget_line x
              WHERE x.unit = b.unit AND x.year = b.year AND x.source = b.source
                AND x.programme = b.programme AND x.valid_from = b.valid_from
                AND x.rowid > b.rowid) AS stands
          FROM budget_line b
        """,
        """
        CREATE VIEW readable_batch AS
          SELECT b.code AS batch, b.kind AS kind, b.unit AS unit, b.period AS period,
            b.known AS known, b.year AS year, b.line_count AS line_count,
            b.transfer_count AS transfer_count, b.amount AS amount,
            (SELECT count(*) FROM batch_signature s WHERE s.batch = b.rowid) AS signature_count,
            (SELECT count(*) FROM stopped_line x WHERE x.batch = b.rowid) AS stopped_count,
            (SELECT count(*) FROM handover h WHERE h.batch = b.rowid) AS handed_over_count,
            EXISTS (SELECT 1 FROM cancellation c WHERE c.batch = b.rowid) AS cancelled,
            EXISTS (SELECT 1 FROM closing c WHERE c.batch = b.rowid) AS closed
          FROM batch b
        """,
    ]
}

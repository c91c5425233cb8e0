// What an auditor asks the database with SQL of their own: the views that are there for it, and questions
// that are ready to be asked.
//
// Invariants:
// (1) Every view and column is told of; a test holds this list to what SQLite says.
// (2) Every question runs on any books, and names no person but by a number that the reader puts in.
// (3) What is asked rests on rows; whether the rows are what was written, `chitra verify` says.

package import Intake

/// A view of the database.
package struct AuditorView: Sendable {
    /// Its name.
    package let name: String
    /// What a row is.
    package let meaning: Phrase
    /// Its columns, in order, each with what it holds.
    package let columns: [(name: String, meaning: Phrase)]
}

/// A question that is ready to be asked.
package struct AuditorQuestion: Sendable {
    /// What it asks.
    package let asks: Phrase
    /// The statement; it ends in a semicolon.
    package let sql: String
}

/// The views and questions.
package enum AuditorQuestions {
    /// The views.
    package static let views = [
        AuditorView(
            name: "readable_line",
            meaning: Phrase(
                vi: "một dòng của một lô: một quyền lợi của một người trong một tháng",
                en: "a line of a batch: one right of one person for one month"
            ),
            columns: [
                ("batch", Phrase(vi: "mã lô", en: "the batch's code")),
                ("unit", Phrase(vi: "mã đơn vị", en: "the unit's code")),
                ("number", Phrase(vi: "số thứ tự trong lô", en: "its number in the batch")),
                ("transfer", Phrase(vi: "số lệnh chi trong lô", en: "its transfer's number")),
                ("provider", Phrase(vi: "ngân hàng hoặc bưu điện", en: "the provider")),
                ("person", Phrase(vi: "số của người có quyền", en: "whose right it is")),
                ("payee", Phrase(vi: "số của người nhận tiền", en: "who receives it")),
                ("programme", Phrase(vi: "chương trình", en: "the programme")),
                ("category", Phrase(vi: "nhóm đối tượng", en: "the category")),
                ("month", Phrase(vi: "tháng hưởng", en: "the month owed")),
                ("kind", Phrase(vi: "loại", en: "the kind")),
                ("source", Phrase(vi: "nguồn kinh phí", en: "the funding source")),
                ("cause", Phrase(vi: "lý do", en: "the cause")),
                ("amount", Phrase(vi: "số tiền, đồng", en: "the amount, VND")),
                ("rule", Phrase(vi: "quy định", en: "the rule")),
                ("year", Phrase(vi: "năm ngân sách", en: "the budget year")),
                ("replaces", Phrase(vi: "lệnh chi trước đó", en: "the transfer it pays again")),
                ("stopped", Phrase(vi: "1: đã bị dừng", en: "1: taken away by a stop list")),
            ]
        ),
        AuditorView(
            name: "readable_posting",
            meaning: Phrase(
                vi: "một định khoản, với bút toán của nó",
                en: "a posting, with its entry"
            ),
            columns: [
                ("entry", Phrase(vi: "số bút toán", en: "the entry's number")),
                ("key", Phrase(vi: "khóa của bút toán", en: "the entry's key")),
                ("event", Phrase(vi: "sự kiện", en: "the event")),
                ("unit", Phrase(vi: "mã đơn vị", en: "the unit's code")),
                ("booked_on", Phrase(vi: "ngày ghi sổ", en: "the day of the books")),
                ("value_on", Phrase(vi: "ngày giá trị", en: "the day of the value")),
                ("document", Phrase(vi: "chứng từ", en: "the paper")),
                ("reverses", Phrase(vi: "bút toán bị đảo", en: "the entry it takes back")),
                ("account", Phrase(vi: "tài khoản", en: "the account")),
                ("side", Phrase(vi: "debit: nợ, credit: có", en: "debit or credit")),
                ("amount", Phrase(vi: "số tiền, luôn dương", en: "the amount, above zero")),
                (
                    "signed_amount",
                    Phrase(vi: "nợ dương, có âm", en: "debits above zero, credits below")
                ),
                ("currency", Phrase(vi: "loại tiền", en: "the currency")),
                ("budget_year", Phrase(vi: "năm ngân sách", en: "the budget year")),
                ("source", Phrase(vi: "nguồn kinh phí", en: "the funding source")),
                ("programme", Phrase(vi: "chương trình", en: "the programme")),
                ("provider", Phrase(vi: "ngân hàng hoặc bưu điện", en: "the provider")),
                ("file", Phrase(vi: "tệp chi", en: "the file")),
                ("person", Phrase(vi: "số của người", en: "the person's number")),
            ] + codes
        ),
        AuditorView(
            name: "readable_budget_line",
            meaning: Phrase(
                vi: "dòng dự toán của một nguồn, từ ngày nào, theo văn bản nào",
                en: "the budget line of a source: from which day, under which paper"
            ),
            columns: [
                ("unit", Phrase(vi: "mã đơn vị", en: "the unit's code")),
                ("budget_year", Phrase(vi: "năm ngân sách", en: "the budget year")),
                ("source", Phrase(vi: "nguồn kinh phí", en: "the funding source")),
                (
                    "programme",
                    Phrase(
                        vi: "chương trình; trống: mọi chương trình khác",
                        en: "the programme; empty for all others"
                    )
                ),
                (
                    "valid_from",
                    Phrase(vi: "ngày ghi sổ đầu tiên", en: "its first day of the books")
                ),
            ] + codes + [
                ("document", Phrase(vi: "văn bản", en: "the paper")),
                ("step", Phrase(vi: "bước đã ghi", en: "the step that entered it")),
                (
                    "stands",
                    Phrase(
                        vi: "0: dòng ghi sau cùng ngày đã thay",
                        en: "0: a later row from the same day replaced it"
                    )
                ),
            ]
        ),
        AuditorView(
            name: "readable_batch",
            meaning: Phrase(
                vi: "một lô, với những gì đã xảy ra với nó",
                en: "a batch, with what became of it"
            ),
            columns: [
                ("batch", Phrase(vi: "mã lô", en: "the batch's code")),
                ("kind", Phrase(vi: "loại lô", en: "the kind of batch")),
                ("unit", Phrase(vi: "mã đơn vị", en: "the unit's code")),
                ("period", Phrase(vi: "tháng chi", en: "the month that is paid")),
                ("known", Phrase(vi: "biết đến ngày", en: "the last day that it knows")),
                ("year", Phrase(vi: "năm ngân sách", en: "the budget year")),
                ("line_count", Phrase(vi: "số dòng", en: "its lines")),
                ("transfer_count", Phrase(vi: "số lệnh chi", en: "its transfers")),
                ("amount", Phrase(vi: "số tiền, đồng", en: "the amount, VND")),
                ("signature_count", Phrase(vi: "số chữ ký", en: "its signatures")),
                ("stopped_count", Phrase(vi: "số dòng bị dừng", en: "lines taken away")),
                ("handed_over_count", Phrase(vi: "số tệp đã bàn giao", en: "files handed over")),
                ("cancelled", Phrase(vi: "1: đã hủy", en: "1: cancelled")),
                ("closed", Phrase(vi: "1: đã khóa", en: "1: closed")),
            ]
        ),
    ]

    private static let codes: [(name: String, meaning: Phrase)] = [
        ("level", Phrase(vi: "cấp ngân sách", en: "the level of the budget")),
        ("chapter", Phrase(vi: "chương", en: "the chapter")),
        ("sector", Phrase(vi: "khoản", en: "the sector")),
        ("economic_code", Phrase(vi: "mục, tiểu mục", en: "the economic code")),
        ("source_code", Phrase(vi: "mã nguồn ngân sách", en: "the budget's source code")),
    ]

    /// The questions, in the order in which an auditor comes to them.
    package static let questions = money + decisions + rights

    private static let money = [
        AuditorQuestion(
            asks: Phrase(
                vi: "Nợ có bằng có trong từng bút toán không? (không có dòng nào là đúng)",
                en: "Do debits equal credits in each entry? (no row is right)"
            ),
            sql: """
                SELECT entry, key, sum(signed_amount) AS difference FROM readable_posting
                GROUP BY entry HAVING sum(signed_amount) <> 0;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Số dư của từng tài khoản đến một ngày?",
                en: "What is the balance of each account at the end of a day?"
            ),
            sql: """
                SELECT unit, account, sum(signed_amount) AS balance FROM readable_posting
                WHERE booked_on <= '2026-12-31' GROUP BY unit, account ORDER BY unit, account;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Dự toán được giao, giữ chỗ và còn lại theo nguồn?",
                en: "What was granted, reserved and is left, by source?"
            ),
            sql: """
                SELECT unit, budget_year, source,
                  sum(signed_amount) FILTER (WHERE account = 'GRANTED') AS granted,
                  sum(signed_amount) FILTER (WHERE account = 'RESERVED') AS reserved
                FROM readable_posting WHERE account IN ('GRANTED', 'RESERVED')
                GROUP BY unit, budget_year, source ORDER BY unit, budget_year, source;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Đã duyệt chi bao nhiêu theo chương, khoản, mục, mã nguồn?",
                en: "How much was approved by chapter, sector, economic code and source code?"
            ),
            sql: """
                SELECT unit, budget_year, level, chapter, sector, economic_code, source_code,
                  sum(signed_amount) AS amount
                FROM readable_posting WHERE account = 'EXP'
                GROUP BY unit, budget_year, level, chapter, sector, economic_code, source_code
                ORDER BY unit, budget_year, level, chapter, sector, economic_code, source_code;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Bút toán nào đã bị đảo, bởi bút toán nào, theo chứng từ nào?",
                en: "Which entries were taken back, by which, under which paper?"
            ),
            sql: """
                SELECT DISTINCT reverses AS original, key, booked_on, document FROM readable_posting
                WHERE reverses IS NOT NULL ORDER BY booked_on, key;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Tiền còn ở từng ngân hàng, bưu điện theo sổ?",
                en: "How much lies with each provider, by the books?"
            ),
            sql: """
                SELECT unit, provider, sum(signed_amount) AS balance FROM readable_posting
                WHERE account = 'CASH' GROUP BY unit, provider ORDER BY unit, provider;
                """
        ),
    ]

    private static let decisions = [
        AuditorQuestion(
            asks: Phrase(
                vi: "Từng lô: số dòng, số tiền, chữ ký, dừng, bàn giao?",
                en: "Each batch: lines, amount, signatures, stops, hand-over?"
            ),
            sql: "SELECT * FROM readable_batch ORDER BY period, batch;"
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Ai đã ký lô nào, trong vai nào, lúc nào?",
                en: "Who signed which batch, in which role, when?"
            ),
            sql: """
                SELECT b.code AS batch, s.role, s.person, datetime(t.at, 'unixepoch', '+7 hours') AS at
                FROM batch_signature s JOIN batch b ON b.rowid = s.batch JOIN step t ON t.step = s.step
                ORDER BY b.code, t.step;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Tệp nào đã bàn giao cho ai, lúc nào, qua kênh nào?",
                en: "Which files were handed to whom, when, by which channel?"
            ),
            sql: """
                SELECT b.code AS batch, h.path, h.provider, h.channel, h.digest,
                  datetime(t.at, 'unixepoch', '+7 hours') AS at
                FROM handover h JOIN batch b ON b.rowid = h.batch JOIN step t ON t.step = h.step
                ORDER BY b.code, h.path;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Từng bước đã ghi vào sổ?",
                en: "What was done, step by step?"
            ),
            sql: """
                SELECT step, datetime(at, 'unixepoch', '+7 hours') AS at, verb, officer, key FROM step
                ORDER BY step;
                """
        ),
    ]

    private static let rights = [
        AuditorQuestion(
            asks: Phrase(
                vi:
                    "Có quyền nào nằm trong hai dòng còn hiệu lực không? (không có dòng nào là đúng)",
                en: "Does any right stand in two lines that are live? (no row is right)"
            ),
            sql: """
                SELECT l.person, l.programme, l.month, l.kind, l.source, l.cause, count(*) AS lines
                FROM line l JOIN batch b ON b.rowid = l.batch
                WHERE NOT EXISTS (SELECT 1 FROM stopped_line x
                    WHERE x.batch = l.batch AND x.line = l.number)
                  AND NOT EXISTS (SELECT 1 FROM cancellation c WHERE c.batch = l.batch)
                  AND NOT EXISTS (SELECT 1 FROM replaced_line r WHERE r.row = l.row)
                GROUP BY l.person, l.programme, l.month, l.kind, l.source, l.cause
                HAVING count(*) > 1;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Một người đã được chi những gì? (thay số 1)",
                en: "What was one person paid? (put their number for 1)"
            ),
            sql: """
                SELECT batch, month, programme, kind, source, amount, stopped FROM readable_line
                WHERE person = 1 ORDER BY batch, number;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Tổng theo chương trình, nguồn và tháng hưởng của từng lô?",
                en: "What are the sums by programme, source and month owed of each batch?"
            ),
            sql: """
                SELECT batch, programme, source, month, count(*) AS lines, sum(amount) AS amount
                FROM readable_line WHERE stopped = 0
                GROUP BY batch, programme, source, month ORDER BY batch, programme, source, month;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Ai bị giữ lại, số tiền bao nhiêu, vì sao?",
                en: "Who is held, for how much, and why?"
            ),
            sql: """
                SELECT b.code AS batch, h.person, p.text AS programme, h.amount, h.cause
                FROM held h JOIN batch b ON b.rowid = h.batch JOIN term p ON p.number = h.programme
                ORDER BY b.code, h.person;
                """
        ),
        AuditorQuestion(
            asks: Phrase(
                vi: "Ai không được chi, vì sao?",
                en: "Who was not paid, and why?"
            ),
            sql: """
                SELECT b.code AS batch, x.person, x.cause
                FROM left_out x JOIN batch b ON b.rowid = x.batch ORDER BY b.code, x.person;
                """
        ),
    ]
}

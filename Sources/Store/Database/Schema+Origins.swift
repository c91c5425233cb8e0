// Where the rows of each table come from: what somebody did, or what is worked out from that.
//
// Invariants:
// (1) Each table of the schema has its place here, those of the log too.
// (2) What is `restated` is made again by `verify` from other rows or from files, and compared: rows that
//     say otherwise are found also where the log was written over them by who has its key.
// (3) What is `resolved` was worked out by a step from rows that stand; the log proves that it is as it
//     was written, and the step that rests on it looks at it again where that is said.

/// Where the rows of a table come from.
package enum RowOrigin: Equatable, Sendable {
    /// Somebody did or decided it, or sent it: nothing else in the books gives it again.
    case deed
    /// It follows from other rows or files; `verify` makes it again from these.
    case restated(from: String)
    /// A step worked it out; who makes it again, if anybody.
    case resolved(again: String)
}

extension Schema {
    /// Where the rows of each table come from.
    package static let origins: [String: RowOrigin] = [
        "step": .deed, "setting": .deed, "unit": .deed, "unit_account": .deed,
        "officer": .restated(
            from: "setting, which has the signed orders; those of init are a deed"
        ),
        "officer_end": .restated(from: "setting, which has the signed orders"),
        "term": .restated(from: "the sealed lists of lines, which spell the words"),
        "register_import": .deed, "register_page": .deed, "register_change": .deed,
        "identity_run": .restated(from: "register_page, register_change"),
        "paper": .deed, "budget_line": .deed,
        "entry": .restated(
            from: "batch_line, stopped_line, file_total, for entries of batches; "
                + "the answers, for theirs, and for advances that were cleared and claims that "
                + "were carried"
        ),
        "posting_class": .restated(from: "the leaves of entries, which spell each posting"),
        "narrow_posting": .restated(
            from: "batch_line, stopped_line, file_total, for entries of batches"
        ),
        "journal_piece": .restated(from: "narrow_posting, entry"),
        "piece_sum": .restated(from: "narrow_posting, entry"),
        "draft": .resolved(again: "batch submit drafts anew and compares the digest"),
        "line_class": .restated(from: "the sealed lists of lines"),
        "batch": .restated(from: "the sealed folder: MANIFEST, root and digest over its lines"),
        "batch_line": .restated(from: "the sealed lists of lines"),
        "repeated_line": .restated(from: "the sealed lists of lines"),
        "held": .resolved(again: "the next draft"),
        "left_out": .restated(from: "the register and the sealed law, as at the step"),
        "file": .restated(from: "batch_line, register_page, officers and profiles"),
        "file_total": .restated(from: "batch_line"),
        "account_change": .restated(from: "register_page, register_change, earlier batches"),
        "shared_account": .restated(from: "register_page, register_change, batch_line"),
        "batch_signature": .deed, "stop": .deed, "stopped_line": .deed,
        "stop_file": .restated(from: "batch_line, stopped_line, register_page, profiles"),
        "handover": .deed, "cancellation": .deed,
        "answer": .restated(from: "the files under answers/"),
        "answer_report": .restated(from: "the files under answers/, unit_account"),
        "fact": .restated(from: "the files under answers/"),
        "status_fact": .restated(from: "the files under answers/"),
        "reconciliation": .restated(from: "the answer, on the books before its step"),
        "transfer_state": .restated(from: "the answers, and the statements that were set aside"),
        "conflict": .restated(from: "the answers, statement_doubt, statement_aside"),
        "conflict_end": .deed,
        "awaited_seen": .restated(from: "the answers, paper, statement_aside"),
        "repair": .deed, "carry": .deed,
        "clearing": .restated(from: "the answers, batch_line, stopped_line, paper"),
        "case_opened": .deed, "case_event": .deed, "closing": .deed, "statement_doubt": .deed,
        "statement_aside": .deed,
        "fact_aside": .restated(from: "statement_aside, the files under answers/"),
        "period_close": .deed, "year_settlement": .deed,
        "leaf": .restated(from: "the rows of all tables"),
        "head": .restated(from: "leaf"),
    ]
}

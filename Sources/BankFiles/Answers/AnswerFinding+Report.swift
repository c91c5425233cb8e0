// Findings about a statement or notification and its entries.

import Intake

extension AnswerFinding {
    /// A report without an id.
    static var noReportID: AnswerFinding {
        AnswerFinding(
            .error,
            "statement-id",
            Phrase(
                vi: "sao kê không có mã",
                en: "the statement has no id"
            )
        )
    }

    /// A report without an account.
    static var noAccount: AnswerFinding {
        AnswerFinding(
            .error,
            "statement-account",
            Phrase(
                vi: "sao kê không ghi số tài khoản",
                en: "the statement names no account"
            )
        )
    }

    /// The same report twice in a file.
    static var reportTwice: AnswerFinding {
        AnswerFinding(
            .error,
            "statement-twice",
            Phrase(
                vi: "một sao kê có hai lần trong tệp",
                en: "the same statement stands in the file twice"
            ),
            hint: Phrase(
                vi: "đề nghị ngân hàng gửi lại tệp",
                en: "ask the bank for the file again"
            )
        )
    }

    /// A period that ends before it begins.
    static var badPeriod: AnswerFinding {
        AnswerFinding(
            .error,
            "statement-period",
            Phrase(
                vi: "ngày cuối kỳ trước ngày đầu kỳ",
                en: "the period ends before it begins"
            )
        )
    }

    /// A balance without amount or side.
    static var incompleteBalance: AnswerFinding {
        AnswerFinding(
            .error,
            "statement-balance",
            Phrase(
                vi: "số dư thiếu số tiền hoặc dấu nợ/có",
                en: "a balance lacks its amount or side"
            )
        )
    }

    /// Two different opening or closing balances.
    static var balanceTwice: AnswerFinding {
        AnswerFinding(
            .error,
            "statement-balance-twice",
            Phrase(
                vi: "có hai số dư đầu hoặc cuối khác nhau",
                en: "there are two different opening or closing balances"
            )
        )
    }

    /// The bank's own totals do not agree with its entries.
    static var totals: AnswerFinding {
        AnswerFinding(
            .error,
            "statement-totals",
            Phrase(
                vi: "tổng số do ngân hàng ghi (TxsSummry) không khớp với các bút toán",
                en: "the bank's totals (TxsSummry) do not agree with its entries"
            ),
            hint: Phrase(
                vi: "không nhập tệp này; đề nghị ngân hàng gửi lại",
                en: "do not take this file; ask the bank for it again"
            )
        )
    }

    /// An entry's status that no list knows: it is not booked.
    static var unknownEntryStatus: AnswerFinding {
        AnswerFinding(
            .warning,
            "entry-status-unknown",
            Phrase(
                vi: "trạng thái bút toán không có trong danh mục: coi là chưa hạch toán",
                en: "the entry's status is on no list: taken as not booked"
            )
        )
    }

    /// The number of payments of a batch is not that of its details.
    static var batchCount: AnswerFinding {
        AnswerFinding(
            .warning,
            "entry-batch-count",
            Phrase(
                vi: "số khoản của lô khác số khoản được liệt kê",
                en: "the batch has another number of payments than are listed"
            )
        )
    }

    /// An entry without an amount.
    static var noEntryAmount: AnswerFinding {
        AnswerFinding(
            .error,
            "entry-amount",
            Phrase(
                vi: "bút toán không có số tiền",
                en: "the entry has no amount"
            )
        )
    }

    /// An entry without a side.
    static var noEntrySide: AnswerFinding {
        AnswerFinding(
            .error,
            "entry-side",
            Phrase(
                vi: "bút toán không ghi nợ hay có",
                en: "the entry has no side"
            )
        )
    }

    /// An entry without a status.
    static var noEntryStatus: AnswerFinding {
        AnswerFinding(
            .error,
            "entry-status",
            Phrase(
                vi: "bút toán không có trạng thái",
                en: "the entry has no status"
            )
        )
    }

    /// A booked entry without a day.
    static var noEntryDay: AnswerFinding {
        AnswerFinding(
            .warning,
            "entry-date-missing",
            Phrase(
                vi: "bút toán không có ngày",
                en: "the entry has no day"
            )
        )
    }

    /// A detail of the other side than its entry, though the sum agrees without it.
    static var detailSide: AnswerFinding {
        AnswerFinding(
            .warning,
            "entry-detail-side",
            Phrase(
                vi: "chi tiết ghi nợ/có ngược với bút toán; lấy theo bút toán",
                en: "a detail has the other side than its entry; the entry's is taken"
            )
        )
    }

    /// Several details, and one has no amount.
    static var noDetailAmount: AnswerFinding {
        AnswerFinding(
            .error,
            "entry-detail-amount",
            Phrase(
                vi: "bút toán có nhiều khoản nhưng có khoản không ghi số tiền",
                en: "the entry has several payments, and one has no amount"
            ),
            hint: Phrase(
                vi: "đề nghị ngân hàng cung cấp số tiền từng khoản",
                en: "ask the bank for the amount of each"
            )
        )
    }

    /// A debit that is marked as a reversal.
    static var debitReturned: AnswerFinding {
        AnswerFinding(
            .warning,
            "entry-debit-returned",
            Phrase(
                vi: "bút toán ghi nợ được đánh dấu là hoàn trả",
                en: "a debit is marked as a return or reversal"
            ),
            hint: Phrase(
                vi: "hỏi ngân hàng: tiền đi ra hay quay về",
                en: "ask the bank whether the money went out or came back"
            )
        )
    }

    /// Entries that are only announced.
    static func announced(_ count: Int) -> AnswerFinding {
        AnswerFinding(
            .warning,
            "entries-not-booked",
            Phrase(
                vi: "\(count) bút toán mới được báo trước, chưa hạch toán: bỏ qua",
                en: "\(count) entries are announced and not booked: passed over"
            )
        )
    }

    /// A statement without its opening or closing balance.
    static func noBalance(isError: Bool) -> AnswerFinding {
        AnswerFinding(
            isError ? .error : .warning,
            "statement-balance-missing",
            Phrase(
                vi: "thiếu số dư đầu hoặc cuối kỳ: không kiểm tra được các bút toán",
                en: "the opening or closing balance is missing: the entries cannot be checked"
            ),
            hint: Phrase(
                vi: "đề nghị ngân hàng gửi sao kê đầy đủ",
                en: "ask the bank for the whole statement"
            )
        )
    }

    /// Entries that do not lead from the opening to the closing balance.
    static func statementSum(isOpposite: Bool) -> AnswerFinding {
        AnswerFinding(
            .error,
            "statement-sum",
            isOpposite
                ? Phrase(
                    vi: "số dư đầu, ghi có và ghi nợ không ra số dư cuối; đổi dấu thì khớp",
                    en:
                        "opening, credits and debits do not make the closing; with signs turned they do"
                )
                : Phrase(
                    vi: "số dư đầu cộng ghi có trừ ghi nợ không bằng số dư cuối",
                    en: "the opening balance, credits and debits do not make the closing balance"
                ),
            hint: Phrase(
                vi: "không nhập tệp này; tệp thiếu bút toán hoặc bị sửa, hỏi ngân hàng",
                en: "do not take this file: entries are missing or were changed; ask the bank"
            )
        )
    }

    /// Details that do not come to the amount of their entry.
    static func difference(isFee: Bool) -> AnswerFinding {
        AnswerFinding(
            .warning,
            "entry-difference",
            isFee
                ? Phrase(
                    vi:
                        "các khoản chi tiết khác số tiền bút toán đúng bằng phí: ghi thành khoản phí",
                    en: "the details differ from the entry by the charges: noted as a fee"
                )
                : Phrase(
                    vi:
                        "các khoản chi tiết khác số tiền bút toán: phần chênh lệch ghi thành khoản riêng",
                    en: "the details differ from the entry: the difference is noted by itself"
                ),
            hint: Phrase(
                vi: "hỏi ngân hàng phần chênh lệch là gì",
                en: "ask the bank what the difference is"
            )
        )
    }
}

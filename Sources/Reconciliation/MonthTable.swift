// What became of a month's money: every đồng that was decided stands in exactly one column.
//
// Invariants:
// (1) Rows are by programme and source, in their order.
// (2) A table whose columns do not sum to what was decided says so; it is never shown as if they did.

package import Disbursement
package import Intake

/// The table.
package struct MonthTable: Hashable, Sendable {
    /// Where a đồng of a line stands.
    package enum Column: String, CaseIterable, Sendable {
        /// Taken away by a stop list, or the batch was cancelled.
        case withdrawn
        /// Approved, and its file is not handed over.
        case notHandedOver = "not-handed-over"
        /// Handed over; nobody has said what became of it.
        case onItsWay = "on-its-way"
        /// Our account was debited.
        case settled
        /// The payee has it, in an account or in cash.
        case credited
        /// Refused, returned or not taken: owed, and not paid anew yet.
        case openAgain = "open-again"
        /// Paid anew by a reissue.
        case reissued
        /// Paid anew by a later list.
        case carried
        /// The claim was ended by a decision.
        case ended
    }

    /// What was done with a transfer's lines after it failed.
    package enum AfterFailure: Sendable {
        /// Nothing yet.
        case open
        /// A reissue pays them.
        case reissued
        /// A later list pays them.
        case carried
        /// A decision ended the claim.
        case ended
    }

    /// One programme and source.
    package struct Row: Hashable, Sendable {
        /// The programme.
        package let programme: String
        /// The funding source.
        package let source: String
        /// VND that was decided.
        package fileprivate(set) var decided: Int64 = 0
        fileprivate var amounts: [Column: Int64] = [:]

        /// VND in a column.
        package func amount(in column: Column) -> Int64 { amounts[column] ?? 0 }

        /// VND over all columns.
        package var placed: Int64 { amounts.values.reduce(0, +) }

        /// VND that stands in no column, below zero when some stands in two.
        ///
        /// Zero in sound books.
        package var missing: Int64 { decided - placed }
    }

    private var rowsByName: [[String]: Row] = [:]

    /// A table of what was decided; nothing stands in a column yet.
    package init(decided: [BatchTotal]) {
        for total in decided { self[total].decided += total.amount }
    }

    /// Puts an amount of a programme and source into a column.
    package mutating func add(_ total: BatchTotal, in column: Column) {
        self[total].amounts[column, default: 0] += total.amount
    }

    /// The rows, by programme, then source.
    package var rows: [Row] {
        rowsByName.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    /// The rows whose columns do not sum to what was decided; none in sound books.
    package var differences: [Row] { rows.filter { $0.missing != 0 } }

    private subscript(total: BatchTotal) -> Row {
        get {
            rowsByName[[total.programme, total.source]]
                ?? Row(programme: total.programme, source: total.source)
        }
        set { rowsByName[[total.programme, total.source]] = newValue }
    }
}

extension MonthTable.Column {
    /// The column of lines that were handed over.
    package static func of(
        _ status: TransferStatus,
        afterFailure: MonthTable.AfterFailure
    ) -> MonthTable.Column {
        switch status {
        case .sent, .accepted, .pending: .onItsWay
        case .settled: .settled
        case .credited, .paid: .credited
        case .rejected, .returned, .unpaid:
            switch afterFailure {
            case .open: .openAgain
            case .reissued: .reissued
            case .carried: .carried
            case .ended: .ended
            }
        }
    }

    /// The column's heading.
    package var phrase: Phrase {
        switch self {
        case .withdrawn: Phrase(vi: "đã rút khỏi danh sách", en: "withdrawn")
        case .notHandedOver: Phrase(vi: "chưa giao tệp", en: "not handed over")
        case .onItsWay: Phrase(vi: "đang chuyển", en: "on its way")
        case .settled: Phrase(vi: "đã ghi nợ tài khoản chi", en: "settled")
        case .credited: Phrase(vi: "người nhận đã có tiền", en: "credited or paid in cash")
        case .openAgain: Phrase(vi: "còn phải chi lại", en: "open again")
        case .reissued: Phrase(vi: "đã chi lại", en: "reissued")
        case .carried: Phrase(vi: "chuyển danh sách sau", en: "carried")
        case .ended: Phrase(vi: "đã chấm dứt theo quyết định", en: "ended by decision")
        }
    }
}

// The forms of a provider's signed list of results, each row of which is about one transfer of a file.
//
//   message,transfer,amount,result,day,reason          of cash: paid, unpaid
//   list,message,transfer,amount,result,day,reason     of the State Treasury: paid, unpaid, returned
//
// Invariants:
// (1) The first line says which form a list has.
// (2) The Treasury's list has a number of its own; its last row, with the result `total` and no transfer,
//     has the sum of all rows before it and the day of the list.
// (3) No Treasury has confirmed its form: it is ours (decision 0068).

import Intake

/// How a list of results is written.
package enum ResultListForm: CaseIterable, Sendable {
    /// Of a provider that pays in cash.
    case cash
    /// Of the State Treasury, where it pays from the estimate.
    case treasury

    /// The result in the row with the sum.
    package static let total = "total"

    /// What stands in a column, in the order of the Treasury's form.
    enum Column: Int {
        case list, message, transfer, amount, result, day, reason
    }

    /// The first line.
    package var header: String {
        switch self {
        case .cash: "message,transfer,amount,result,day,reason"
        case .treasury: "list,message,transfer,amount,result,day,reason"
        }
    }

    /// The version of an answer that was read from such a list.
    package var version: String {
        switch self {
        case .cash: "chitra/cash-results/1"
        case .treasury: "chitra/treasury-results/1"
        }
    }

    /// The family of such an answer.
    package var family: AnswerFamily {
        switch self {
        case .cash: .cashResults
        case .treasury: .treasuryResults
        }
    }

    /// Whether a list has a number and a row with its sum.
    package var isNumbered: Bool { self == .treasury }

    /// The column, from 0, in which the day stands.
    package var dayPlace: Int { place(of: .day) }

    /// What it can say of a transfer.
    var words: [FactWord] {
        switch self {
        case .cash: [.paid, .unpaid]
        case .treasury: [.paid, .unpaid, .returned]
        }
    }

    /// What a result can be, in words.
    var results: Phrase {
        switch self {
        case .cash:
            Phrase(
                vi: "kết quả phải là paid (đã chi) hoặc unpaid (chưa chi)",
                en: "a result is paid or unpaid"
            )
        case .treasury:
            Phrase(
                vi: "kết quả phải là paid (đã chi), unpaid (không chi) hoặc returned (bị trả lại)",
                en: "a result is paid, unpaid or returned"
            )
        }
    }

    /// The place of a column, from 0; only a numbered list has a first one with its number.
    func place(of column: Column) -> Int { column.rawValue - (isNumbered ? 0 : 1) }
}

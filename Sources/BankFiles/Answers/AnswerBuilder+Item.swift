// What becomes of an answer of which one payment or one entry is unsound.
//
// Invariants:
// (1) Without being asked, an error refuses the file.
// (2) Who is asked leaves a payment or entry out in which something cannot be read, with a warning at its
//     place, and only in families that book nothing: a statement is whole or nothing.
// (3) What is wrong with the file, its sums or its form is never passed over.

import Intake

/// The payment or entry that is being read.
struct ItemDraft: Sendable {
    /// Whether unsound ones are to be left out.
    var isAsked = false
    /// Whether one is open.
    var isOpen = false
    /// Whether something in it could not be read.
    var isUnsound = false
}

extension AnswerFinding {
    /// What can be wrong with one payment or entry alone.
    private static let codesOfItems: Set<String> = [
        "answer-amount", "answer-amount-fraction", "answer-amount-too-large", "answer-count",
        "answer-currency", "answer-currency-missing", "answer-date", "answer-field-twice",
        "answer-hidden-character", "answer-indicator", "answer-side", "answer-stray-text",
        "entry-amount", "entry-detail-amount", "entry-side", "entry-status",
    ]

    /// Whether it says something of one payment or entry, and nothing of the file.
    var isOfItem: Bool { Self.codesOfItems.contains(code) }

    /// The same as a warning that the payment or entry was left out.
    var leftOut: AnswerFinding {
        AnswerFinding(
            .warning,
            code,
            Phrase(
                vi: "\(message.vietnamese): khoản này bị bỏ qua",
                en: "\(message.english): this payment or entry is left out"
            ),
            hint: Phrase(
                vi: "mẫu của ngân hàng cho giữ phần đúng; hỏi ngân hàng về khoản này",
                en: "the bank's profile keeps what is sound; ask the bank about this one"
            )
        )
    }
}

extension AnswerBuilder {
    /// Whether unsound payments and entries of this answer are left out.
    private var leavesOut: Bool {
        guard item.isAsked, item.isOpen else { return false }
        switch answer.family {
        case .paymentStatus, .notification, .accountReport: return true
        case .statement, .interbankStatus, .paymentReturn, .recallAnswer, .cashResults,
            .treasuryResults,
            .paymentOrder:
            return false
        }
    }

    /// The finding as it is told: of a payment or entry that is left out, a warning.
    mutating func judged(_ finding: AnswerFinding) -> AnswerFinding {
        guard finding.severity == .error, finding.isOfItem, leavesOut else { return finding }
        item.isUnsound = true
        return finding.leftOut
    }

    /// Begins a payment or entry.
    mutating func beginItem() {
        item.isOpen = true
        item.isUnsound = false
    }
}

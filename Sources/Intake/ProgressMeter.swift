// How far a long step has come, told to whoever waits for it.
//
// Invariants:
// (1) What is told changes nothing of what is done: the bytes are the same with and without a
//     listener.
// (2) A part of the work is told after thousands of records, so that telling costs a record nothing.

/// A part of a step that can take long.
package enum WorkStage: String, CaseIterable, Sendable {
    /// A list is read and its rows are checked.
    case readRows = "read-rows"
    /// Pages of the register are written.
    case writePages = "write-pages"
    /// The rows of the books are held against the log.
    case proveRows = "prove-rows"
    /// What is owed is computed, page by page of the register.
    case computeDue = "compute-due"
    /// The decision list is written.
    case writeDecision = "write-decision"
    /// Payment files are written.
    case writePayments = "write-payments"
    /// Lines are written into the books.
    case writeLines = "write-lines"
    /// The files of a batch are read and held against what was signed.
    case readFiles = "read-files"
    /// What an answer says is held against what was handed over.
    case matchFacts = "match-facts"

    /// What is being done.
    package var phrase: Phrase {
        switch self {
        case .readRows: Phrase(vi: "đọc và kiểm tra danh sách", en: "reading and checking the list")
        case .writePages: Phrase(vi: "ghi trang danh sách đối tượng", en: "writing register pages")
        case .proveRows: Phrase(vi: "đối chiếu sổ với nhật ký", en: "proving the books")
        case .computeDue: Phrase(vi: "tính khoản được hưởng", en: "computing what is owed")
        case .writeDecision: Phrase(vi: "ghi danh sách chi trả", en: "writing the decision list")
        case .writePayments: Phrase(vi: "ghi tệp chi trả", en: "writing payment files")
        case .writeLines: Phrase(vi: "ghi dòng vào sổ", en: "writing lines into the books")
        case .readFiles: Phrase(vi: "đọc và đối chiếu tệp", en: "reading and proving files")
        case .matchFacts: Phrase(vi: "đối soát trả lời", en: "matching an answer")
        }
    }

    /// What is counted.
    package var unit: Phrase {
        switch self {
        case .readRows, .readFiles: Phrase(vi: "byte", en: "bytes")
        case .writePages, .computeDue: Phrase(vi: "trang", en: "pages")
        case .proveRows, .writeDecision, .writeLines: Phrase(vi: "dòng", en: "lines")
        case .writePayments: Phrase(vi: "lượt chuyển", en: "transfers")
        case .matchFacts: Phrase(vi: "thông tin", en: "facts")
        }
    }
}

/// Tells a listener how far a step has come.
package struct ProgressMeter: Sendable {
    /// Takes a stage, how much of it is done, and how much there is; nil where nobody knows.
    package typealias Listener = @Sendable (WorkStage, _ done: Int, _ total: Int?) -> Void

    private let listener: Listener?

    /// So many records are done between two tellings.
    package static let records = 4_096

    /// A meter; without a listener it tells nobody.
    package init(_ listener: Listener? = nil) { self.listener = listener }

    /// Tells how much of a stage is done.
    package func tell(_ stage: WorkStage, _ done: Int, of total: Int?) {
        listener?(stage, done, total)
    }

    /// Tells how many records of a stage are done, once in so many and at the end.
    package func count(_ stage: WorkStage, _ done: Int, of total: Int) {
        guard done % Self.records == 0 || done == total else { return }
        listener?(stage, done, total)
    }
}

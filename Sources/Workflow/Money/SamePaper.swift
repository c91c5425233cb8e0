// A paper that stands already: otherwise, or under the code of another unit of a merger.
//
// Invariant: one paper is booked once, under whichever of the codes it is entered (decision 0060).

import Intake

extension StepRefusal {
    /// The refusal of a paper that stands under another code.
    ///
    /// - Parameters:
    ///   - unit: The code under which it stands.
    ///   - document: The paper's number as it was written.
    /// - Returns: The refusal.
    static func standsUnder(_ unit: String, paper document: String) -> StepRefusal {
        StepRefusal(
            .dataErrors,
            Phrase(
                vi:
                    "văn bản \(document) đã ghi ở đơn vị \(unit), cùng số tiền: hai đơn vị đã sáp nhập",
                en:
                    "paper \(document) stands under unit \(unit) with the same amount: the two units "
                    + "are one after the merger"
            ),
            hint: Phrase(
                vi: "nếu là văn bản khác thì ghi số đầy đủ kèm ký hiệu cơ quan",
                en:
                    "if it is another paper, enter its number in full, with the letters of who made it"
            )
        )
    }

    /// The refusal of a paper that stands with another amount or day.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - document: The paper's number as it was written.
    /// - Returns: The refusal.
    static func standsOtherwise(_ unit: String, paper document: String) -> StepRefusal {
        StepRefusal(
            .dataErrors,
            Phrase(
                vi: "văn bản \(document) của đơn vị \(unit) đã ghi với số tiền hoặc ngày khác",
                en: "paper \(document) of unit \(unit) stands with another amount or day"
            ),
            hint: Phrase(
                vi: "mỗi lần cấp có số văn bản riêng; một văn bản chỉ ghi một lần",
                en: "each grant or advance has a paper of its own, entered once"
            )
        )
    }
}

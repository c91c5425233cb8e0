// The story of a transfer, for people and as JSON.

import Disbursement
import Intake
import Ledger
import Reconciliation
import Store
import Workflow

/// Prints stories.
struct StoryPrinter {
    let console: Console

    /// Prints one story from the lines to the end.
    func show(_ story: TransferStory) {
        let status =
            story.status?.phrase ?? Phrase(vi: "chưa bàn giao", en: "not handed over")
        console.say(
            "\(story.id)  \(story.batch.unit)  \(story.batch.period)  \(story.provider)  "
                + "\(Money.vnd(story.amount))  \(status.text(in: console.language))"
                + (story.isUnsigned ? "  " + Phrase.unsigned.text(in: console.language) : "")
        )
        for item in story.lines {
            let line = item.line.line
            var text =
                "  \(item.line.number)  #\(line.person)  \(line.programme) \(line.category)  "
                + "\(line.month)  \(line.kind)  \(line.source)  \(line.cause)  "
                + "\(Money.vnd(line.amount))  \(item.column.phrase.text(in: console.language))"
            if line.isApprovedBefore { text += "  ← \(line.replaces)" }
            if let next = item.paidAgainIn { text += "  → \(next)" }
            if item.isCleared {
                text +=
                    "  "
                    + Phrase(vi: "đã quyết toán tạm ứng", en: "advance cleared")
                    .text(in: console.language)
            }
            console.say(text)
        }
        for word in story.words {
            var text = "  \(word.day ?? "–")  \(word.family)  \(word.word)"
            if let amount = word.amount { text += "  \(Money.vnd(amount))" }
            if !word.reason.isEmpty { text += "  \(word.reason)" }
            if word.isSetAside {
                text +=
                    "  "
                    + Phrase(vi: "sao kê đã bị bỏ", en: "its statement was set aside")
                    .text(in: console.language)
            }
            if let status = word.status {
                text += "  ⇒ \(status.phrase.text(in: console.language))"
            }
            console.say(text)
        }
        showDoubts(story)
    }

    /// What was asked back, does not fit, or was paid in excess.
    private func showDoubts(_ story: TransferStory) {
        for recall in story.recalls {
            console.say(
                "  "
                    + Phrase(
                        vi:
                            "đã xin thu hồi \(recall.at.date): \(recall.reason), \(recall.document)",
                        en: "asked back on \(recall.at.date): \(recall.reason), \(recall.document)"
                    ).text(in: console.language)
            )
        }
        for conflict in story.conflicts {
            let phrase = ConflictKind(rawValue: conflict.kind)?.phrase.text(in: console.language)
            console.say("  ! \(conflict.number)  [\(conflict.kind)]  \(phrase ?? "")")
        }
        for item in story.cases {
            console.say(
                Phrase(
                    vi: "  hồ sơ chi quá \(item.number): \(Money.vnd(item.amount)), còn phải thu "
                        + "\(Money.vnd(item.open))",
                    en: "  over-payment case \(item.number): \(Money.vnd(item.amount).inEnglish), "
                        + "\(Money.vnd(item.open).inEnglish) open"
                )
            )
        }
    }
}

extension Phrase {
    /// What stands beside a refusal that no signature and no statement has proven yet.
    static let unsigned = Phrase(vi: "(chưa ký)", en: "(unsigned)")
}

/// A story as JSON.
struct StoryView: Encodable {
    struct Line: Encodable {
        let number: Int
        let person: Int64
        let programme: String
        let month: String
        let kind: String
        let source: String
        let cause: String
        let amount: Int64
        let column: String
        let replaces: String
        let paidAgainIn: String?
        let isCleared: Bool
    }

    struct Word: Encodable {
        let answer: Int64
        let family: String
        let word: String
        let day: String?
        let amount: Int64?
        let status: String?
        let reason: String
        let isSetAside: Bool
    }

    struct Recall: Encodable {
        let day: String
        let reason: String
        let document: String
    }

    let id: String
    let batch: String
    let unit: String
    let period: String
    let provider: String
    let amount: Int64
    let status: String?
    let isUnsigned: Bool
    let lines: [Line]
    let words: [Word]
    let recalls: [Recall]
    let conflicts: [String]

    init(_ story: TransferStory) {
        id = story.id
        batch = story.batch.code
        unit = story.batch.unit
        period = "\(story.batch.period)"
        provider = story.provider
        amount = story.amount
        status = story.status?.rawValue
        isUnsigned = story.isUnsigned
        lines = story.lines.map { item in
            let line = item.line.line
            return Line(
                number: item.line.number,
                person: line.person,
                programme: line.programme,
                month: "\(line.month)",
                kind: line.kind,
                source: line.source,
                cause: line.cause,
                amount: line.amount,
                column: item.column.rawValue,
                replaces: line.replaces,
                paidAgainIn: item.paidAgainIn,
                isCleared: item.isCleared
            )
        }
        words = story.words.map {
            Word(
                answer: $0.answer,
                family: $0.family,
                word: $0.word,
                day: $0.day,
                amount: $0.amount,
                status: $0.status?.rawValue,
                reason: $0.reason,
                isSetAside: $0.isSetAside
            )
        }
        recalls = story.recalls.map {
            Recall(day: "\($0.at.date)", reason: $0.reason, document: $0.document)
        }
        conflicts = story.conflicts.map(\.kind)
    }
}

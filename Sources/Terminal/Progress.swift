// How far a stage of long work is at one moment, as an object for machines and as a line for people.
//
// Invariants:
// (1) What is left is told at the rate of the whole stage; a stage without a rate tells none.
// (2) No more than all is done.

import Intake
import Ledger

/// How far a stage is at one moment.
struct Progress {
    /// The stage.
    let stage: WorkStage
    /// How much is done.
    let done: Int
    /// How much there is; nil where nobody knows.
    let total: Int?
    /// Since the stage began.
    let elapsed: Duration

    /// Milliseconds since the stage began.
    private var milliseconds: Int {
        Int(elapsed.components.seconds) * 1_000
            + Int(elapsed.components.attoseconds / 1_000_000_000_000_000)
    }

    /// How many a second, over the stage.
    var rate: Int { milliseconds > 0 ? done * 1_000 / milliseconds : 0 }

    /// Hundredths that are done.
    var percent: Int? {
        guard let total, total > 0 else { return nil }
        return min(done, total) * 100 / total
    }

    /// Seconds that are left at this rate.
    var secondsLeft: Int? {
        guard let total, rate > 0 else { return nil }
        return (max(0, total - done) + rate - 1) / rate
    }

    /// One object.
    var json: String {
        var text =
            "{\"schema\":\"chitra/progress/1\",\"stage\":\"\(stage.rawValue)\",\"done\":\(done)"
        if let total { text += ",\"total\":\(total)" }
        text += ",\"per_second\":\(rate)"
        if let secondsLeft { text += ",\"seconds_left\":\(secondsLeft)" }
        return text + "}"
    }

    /// A line of words.
    func text(in language: Language, hasBar: Bool) -> String {
        func number(_ value: Int) -> String {
            let amount = Money.vnd(Int64(value))
            return language == .english ? amount.groupedInEnglish : amount.grouped
        }
        var parts: [String] = []
        if hasBar, let percent {
            let full = percent / 5
            parts.append(
                "[" + String(repeating: "#", count: full)
                    + String(repeating: ".", count: 20 - full) + "]"
            )
        }
        parts.append(stage.phrase.text(in: language) + ":")
        let unit = stage.unit.text(in: language)
        let amount: String
        if let total, let percent {
            amount = "\(percent)%, \(number(done))/\(number(total)) \(unit)"
        } else {
            amount = "\(number(done)) \(unit)"
        }
        // In its first moments a stage has no rate.
        parts.append(rate > 0 ? "\(amount), \(number(rate))/s" : amount)
        if let secondsLeft {
            let (minutes, seconds) = (secondsLeft / 60, secondsLeft % 60)
            let time = "\(minutes):" + (seconds < 10 ? "0" : "") + "\(seconds)"
            parts.append(language == .vietnamese ? "(còn \(time))" : "(\(time) left)")
        }
        return parts.joined(separator: " ")
    }
}

// How far a command has come, on stderr: a bar on a terminal, lines elsewhere, or JSON.
//
// Invariants:
// (1) A command that is done within a second shows nothing to people; machines that asked for JSON are
//     told the first and the last of each stage.
// (2) The bar is taken away before anything else is written, so that no word stands behind it.
// (3) Nothing of it goes to stdout, and nothing of it is about a person.
// (4) Where two stages are under way at once people see one of them until it is done; machines get both.

import ArgumentParser
import Glibc
import Intake
import Ledger
import Synchronization

/// How progress is shown.
enum ProgressStyle: String, CaseIterable, ExpressibleByArgument {
    /// A bar on a terminal, else lines.
    case auto
    /// A line that is written over.
    case bar
    /// A line every few seconds.
    case lines
    /// An object a line.
    case json
    /// Nothing.
    case none
}

/// Shows the progress of the command that this process runs.
final class ProgressLine: Sendable {
    /// What is shown.
    private struct State {
        var style = ProgressStyle.none
        var language = Language.vietnamese
        var turns = StageTurns()
        /// When something was shown last: of each stage, and at all.
        var shownStages: [WorkStage: ContinuousClock.Instant] = [:]
        var shown: ContinuousClock.Instant?
        var isBarThere = false
    }

    /// The one of this process: a terminal has one line to write over.
    static let shared = ProgressLine()

    private let state = Mutex(State())
    private let started = ContinuousClock.now

    /// Begins to show progress, from now on.
    func begin(_ style: ProgressStyle, _ language: Language) {
        state.withLock { state in
            state.style = style == .auto ? isatty(2) == 1 ? .bar : .lines : style
            state.language = language
        }
    }

    /// Takes how far a stage is.
    func take(_ stage: WorkStage, _ done: Int, _ total: Int?) {
        let now = ContinuousClock.now
        state.withLock { state in
            let turn = state.turns.take(stage, done, total, at: now)
            guard let pause = Self.pause(state.style) else { return }
            let isJSON = state.style == .json
            guard isJSON || turn.isShown else { return }
            let isEdge = isJSON && (turn.isFirst || done == total)
            guard isEdge || now - started >= .seconds(1) else { return }
            let before = isJSON ? state.shownStages[stage] : state.shown
            if !isEdge, let before, now - before < pause { return }
            state.shown = now
            state.shownStages[stage] = now
            let progress = Progress(
                stage: stage,
                done: done,
                total: total,
                elapsed: now - turn.begun
            )
            switch state.style {
            case .json: Self.write(progress.json + "\n")
            case .bar:
                state.isBarThere = true
                let text = progress.text(in: state.language, hasBar: true)
                Self.write("\r\u{1B}[K" + text.prefix(Self.columns - 1))
            default: Self.write(progress.text(in: state.language, hasBar: false) + "\n")
            }
        }
    }

    /// Takes the bar away: something else is written.
    func clear() {
        state.withLock { state in
            guard state.isBarThere else { return }
            state.isBarThere = false
            Self.write("\r\u{1B}[K")
        }
    }

    /// The columns of the terminal: a line that wraps cannot be written over.
    private static var columns: Int {
        var size = winsize()
        let answer = unsafe ioctl(2, UInt(TIOCGWINSZ), &size)
        return answer == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
    }

    /// The least time between two showings; nil where nothing is shown.
    private static func pause(_ style: ProgressStyle) -> Duration? {
        switch style {
        case .bar: .milliseconds(200)
        case .json: .milliseconds(500)
        case .lines: .seconds(5)
        case .auto, .none: nil
        }
    }

    /// What cannot be written here is lost: no step fails for its progress.
    private static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            _ = unsafe Glibc.write(2, bytes.baseAddress, bytes.count)
        }
    }
}

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

// How far a command has come, on stderr: a bar on a terminal, lines elsewhere, or JSON.
//
// Invariants:
// (1) A command that is done within a second shows nothing to people; machines that asked for JSON are
//     told the first and the last of each stage.
// (2) The bar is taken away before anything else is written, so that no word stands behind it.
// (3) Nothing of it goes to stdout, and nothing of it is about a person.
// (4) Where two stages are under way at once people see one of them until it is done; machines get both.

import Glibc
package import Intake
import Synchronization

/// Shows the progress of the command that this process runs.
package final class ProgressLine: Sendable {
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
    package static let shared = ProgressLine()

    private let state = Mutex(State())
    private let started = ContinuousClock.now

    /// Begins to show progress, from now on.
    ///
    /// - Parameters:
    ///   - style: How it is shown.
    ///   - language: The language of its words.
    package func begin(_ style: ProgressStyle, _ language: Language) {
        state.withLock { state in
            state.style = style == .auto ? isatty(2) == 1 ? .bar : .lines : style
            state.language = language
        }
    }

    /// Takes how far a stage is.
    ///
    /// - Parameters:
    ///   - stage: The stage.
    ///   - done: How much of it is done.
    ///   - total: How much there is; nil where nobody knows.
    package func take(_ stage: WorkStage, _ done: Int, _ total: Int?) {
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
    package func clear() {
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

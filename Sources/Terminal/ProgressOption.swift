// The option by which whoever runs a command says how its progress is shown.

import ArgumentParser

/// How progress is shown.
package enum ProgressStyle: String, CaseIterable, ExpressibleByArgument, Sendable {
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

/// `--progress`.
package struct ProgressOption: ParsableArguments {
    /// How progress is shown.
    @Option(
        help: """
            Tiến độ việc dài, ra stderr: auto, bar, lines, json hoặc none. / Progress of long work, to \
            stderr: auto, bar, lines, json or none.
            """
    )
    package var progress = ProgressStyle.auto

    /// The option as nobody has named it.
    package init() {}
}

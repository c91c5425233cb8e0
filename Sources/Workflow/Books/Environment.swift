// What a step needs from the world: the clock, randomness and words for people, all passed in.

package import Intake
package import Ledger
package import Logging

/// The outside world as a step may see it.
package struct Environment: Sendable {
    /// The time at which the step is done.
    package let now: Instant
    /// Gives that many random bytes.
    package let random: @Sendable (Int) -> [UInt8]
    /// Takes fixed messages with facts in their metadata; never personal data.
    package let logger: Logger
    /// Is told how far long work is.
    package let meter: ProgressMeter

    /// An environment.
    package init(
        now: Instant,
        random: @escaping @Sendable (Int) -> [UInt8],
        logger: Logger,
        meter: ProgressMeter = ProgressMeter()
    ) {
        self.now = now
        self.random = random
        self.logger = logger
        self.meter = meter
    }
}

/// Why a step was not done, with the exit code that tells a script.
package struct StepRefusal: Error, Sendable {
    /// The exit codes of all commands.
    package enum Code: Int32, Sendable {
        /// A bug or an error of the machine.
        case internalError = 1
        /// The data has errors.
        case dataErrors = 2
        /// Answers, statements and books do not agree.
        case reconciliationDiffers = 3
        /// An approval, or the money, is missing.
        case approvalMissing = 4
        /// A proof fails.
        case proofFails = 5
        /// The command was used wrongly.
        case usage = 64
        /// An input cannot be read.
        case unreadable = 65
        /// An output cannot be written.
        case cannotWrite = 73
        /// Another process writes.
        case locked = 75
        /// The officer may not do this.
        case notPermitted = 77
    }

    /// The exit code.
    package let code: Code
    /// What happened.
    package let message: Phrase
    /// What to do next.
    package let hint: Phrase?
    /// All findings in the input, where there are any.
    package let diagnostics: [Diagnostic]

    /// A refusal.
    package init(
        _ code: Code,
        _ message: Phrase,
        hint: Phrase? = nil,
        diagnostics: [Diagnostic] = []
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.diagnostics = diagnostics
    }
}

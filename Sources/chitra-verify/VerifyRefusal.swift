// What the verifier says when it cannot begin.

import ArgumentParser
import Foundation
import Intake
import Terminal

/// Says why, and gives the way out.
struct VerifyRefusal {
    /// The language of all words.
    let language: Language

    /// A message, to stderr.
    func note(_ phrase: Phrase) {
        ProgressLine.shared.clear()
        FileHandle.standardError.write(Data("chitra-verify: \(phrase.text(in: language))\n".utf8))
    }

    /// Says what is wrong and gives the exit with its code.
    func exit(_ code: Int32, _ message: Phrase, hint: Phrase? = nil) -> ExitCode {
        note(message)
        if let hint {
            note(
                Phrase(vi: "gợi ý: \(hint.vietnamese)", en: "hint: \(hint.english)")
            )
        }
        return ExitCode(code)
    }
}

// The language that a command speaks.

import ArgumentParser
import Foundation
import Intake

/// `--lang`.
struct LanguageOption: ParsableArguments {
    @Option(
        help: """
            Ngôn ngữ: vi hoặc en; không nêu: theo máy. / Language: vi or en; else by the locale, \
            Vietnamese first.
            """
    )
    var lang: String?

    /// The language asked for, or that of the locale.
    ///
    /// - Throws: The exit of a usage error.
    func language() throws -> Language {
        let environment = ProcessInfo.processInfo.environment
        let locale =
            environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
        let usual: Language = locale.hasPrefix("en") ? .english : .vietnamese
        guard let lang else { return usual }
        guard let language = Language(rawValue: lang) else {
            throw VerifyRefusal(language: usual).exit(
                64,
                Phrase(
                    vi: "không có ngôn ngữ \(lang): dùng vi hoặc en",
                    en: "there is no language \(lang): use vi or en"
                )
            )
        }
        return language
    }
}

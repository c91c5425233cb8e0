// Where words go: stdout for data, stderr for the rest; the language of both.

import Foundation
import Glibc
import Intake

/// A JSON document with the name and version of its schema.
private struct Document<Value: Encodable>: Encodable {
    let schema: String
    let value: Value
}

/// Prints for people.
struct Console {
    /// The language of all words.
    let language: Language

    /// The language asked for by `--lang`, else by the locale, else Vietnamese.
    static func language(arguments: [String]) -> Language {
        if let index = arguments.firstIndex(of: "--lang"), index + 1 < arguments.count,
            let language = Language(rawValue: arguments[index + 1])
        {
            return language
        }
        let environment = ProcessInfo.processInfo.environment
        let locale =
            environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
        return locale.hasPrefix("en") ? .english : .vietnamese
    }

    /// Data, to stdout.
    func say(_ text: String) { write(text + "\n", to: 1) }

    /// A phrase as data, to stdout.
    func say(_ phrase: Phrase) { say(phrase.text(in: language)) }

    /// A message, to stderr.
    func note(_ text: String) { write(text + "\n", to: 2) }

    /// What to run next, to stderr.
    func next(_ command: String) {
        note(language == .vietnamese ? "tiếp theo: \(command)" : "next: \(command)")
    }

    /// Why a command did not do its work, to stderr.
    func fail(_ message: Phrase, hint: Phrase?) {
        let word = language == .vietnamese ? "lỗi" : "error"
        note("chitra: \(word): \(message.text(in: language))")
        if let hint {
            let word = language == .vietnamese ? "gợi ý" : "hint"
            note("chitra: \(word): \(hint.text(in: language))")
        }
    }

    /// A value as JSON with sorted keys, to stdout; the schema's version goes with it.
    func json(_ schema: String, _ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let data = try encoder.encode(Document(schema: "chitra/\(schema)/1", value: value))
        say(String(decoding: data, as: UTF8.self))
    }

    private func write(_ text: String, to file: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(file, buffer.baseAddress, buffer.count)
            }
            // A reader that has gone away is no error of ours.
            guard count > 0 || errno == EINTR else { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}
